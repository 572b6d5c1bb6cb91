#include "viz/fate.h"

#include <string.h>

struct myc_sighting *myc_fate_at(const struct myc_fate *fate, uint32_t host)
{
    for (struct myc_sighting *sighting = fate->first; sighting; sighting = sighting->next)
        if (sighting->host == host)
            return sighting;
    return NULL;
}

static struct myc_sighting *sight(const struct myc_book *book, struct myc_fate *fate, uint32_t node,
                                  uint32_t host)
{
    struct myc_sighting *sighting = myc_memory_alloc(book->memory, sizeof *sighting);
    *sighting = (struct myc_sighting){ .node = node,
                                       .host = host,
                                       .asked = MYC_FOREVER,
                                       .started = MYC_FOREVER,
                                       .ready = MYC_FOREVER,
                                       .lost = MYC_FOREVER };
    if (fate->last)
        fate->last->next = sighting;
    else
        fate->first = sighting;
    fate->last = sighting;
    return sighting;
}

/* A request is recorded where it was sent, and dies there: only these say that the node itself was
 * at the host. */
static bool is_presence(enum myc_record_kind kind)
{
    return kind == MYC_RECORD_ASKED || kind == MYC_RECORD_STARTED ||
           kind == MYC_RECORD_MATERIALIZED || kind == MYC_RECORD_PINNED ||
           kind == MYC_RECORD_HANDLED;
}

static struct myc_sighting *sighting_of(const struct myc_book *book, struct myc_fate *fate,
                                        const struct myc_record *record)
{
    struct myc_sighting *known = myc_fate_at(fate, record->host);
    if (known || !is_presence(record->kind))
        return known;
    uint32_t count = 0;
    for (struct myc_sighting *one = fate->first; one; one = one->next)
        count++;
    if (count < MYC_SIGHTINGS_MAX)
        return sight(book, fate, record->node, record->host);
    fate->crowd++;
    return NULL;
}

bool myc_record_begins_stream(const struct myc_record *record)
{
    return record->kind == MYC_RECORD_STARTED && record->detail;
}

static void become_ready(struct myc_sighting *sighting, myc_time time)
{
    sighting->ready = time;
    sighting->was_ready = true;
    sighting->stage = MYC_STAGE_READY;
}

/* A node that only wraps another, as persist does, has its value when that is pinned or given. */
static void note(struct myc_sighting *sighting, const struct myc_record *record)
{
    switch (record->kind) {
    case MYC_RECORD_ASKED:
        sighting->asked = record->time;
        if (sighting->stage != MYC_STAGE_READY)
            sighting->stage = MYC_STAGE_ASKED;
        break;
    case MYC_RECORD_STARTED:
    case MYC_RECORD_HANDLED:
        if (myc_record_begins_stream(record)) {
            if (sighting->stage != MYC_STAGE_READY)
                become_ready(sighting, record->time);
            break;
        }
        sighting->started = record->time;
        sighting->stage = MYC_STAGE_STARTED;
        break;
    case MYC_RECORD_MATERIALIZED:
        become_ready(sighting, record->time);
        break;
    case MYC_RECORD_PINNED:
        sighting->is_pinned = sighting->was_pinned = true;
        if (sighting->stage != MYC_STAGE_READY)
            become_ready(sighting, record->time);
        break;
    case MYC_RECORD_ANSWERED:
        if (sighting->stage == MYC_STAGE_ASKED)
            become_ready(sighting, record->time);
        break;
    case MYC_RECORD_UNPINNED:
        sighting->is_pinned = false;
        break;
    case MYC_RECORD_EVICTED:
        sighting->is_pinned = false;
        sighting->stage = MYC_STAGE_EVICTED;
        break;
    case MYC_RECORD_LOST:
        sighting->lost = record->time;
        sighting->fault = record->fault;
        sighting->detail = record->detail;
        sighting->is_pinned = false;
        sighting->was_lost = true;
        sighting->stage = MYC_STAGE_LOST;
        break;
    case MYC_RECORD_FAILED:
        if (record->fault)
            sighting->fault = record->fault;
        sighting->detail = record->detail;
        if (sighting->stage != MYC_STAGE_READY)
            sighting->stage = MYC_STAGE_FAILED;
        break;
    default:
        break;
    }
    if (record->bytes)
        sighting->bytes = record->bytes;
}

/* The nodes that only wrap node i+1 and so share its value: the first is `first[i]`, and after
 * wrapper w comes `next[w - 1]`; 0 ends. */
struct wrappers {
    uint32_t *first, *next;
};

static struct wrappers wrappers_of(const struct myc_book *book)
{
    size_t bytes = (book->node_count + 1) * sizeof(uint32_t);
    struct wrappers all = { .first = myc_memory_alloc(book->memory, bytes),
                            .next = myc_memory_alloc(book->memory, bytes) };
    uint32_t *wrapped = myc_memory_alloc(book->memory, bytes);
    for (size_t i = 0; i < book->node_count; i++) {
        const struct myc_book_node *node = &book->nodes[i];
        wrapped[i] = (uint32_t)i;
        if (!myc_node_is_wrapper(node))
            continue;
        wrapped[i] = wrapped[node->inputs[0] - 1];
        all.next[i] = all.first[wrapped[i]];
        all.first[wrapped[i]] = node->id;
    }
    return all;
}

/* A host keeps one silo for a node and its wrappers; its loss is recorded of the node alone. */
static void take_from_wrappers(const struct wrappers *wrappers, const struct myc_fate *fates,
                               const struct myc_record *record)
{
    for (uint32_t by = wrappers->first[record->node - 1]; by; by = wrappers->next[by - 1]) {
        struct myc_sighting *sighting = myc_fate_at(&fates[by - 1], record->host);
        if (sighting && sighting->stage == MYC_STAGE_READY)
            note(sighting, record);
    }
}

bool myc_node_is_wrapper(const struct myc_book_node *node)
{
    return node->input_count == 1 && node->operation &&
           (strncmp(node->operation, "persist", 7) == 0 || strcmp(node->operation, "unpersist") == 0);
}

struct myc_fate *myc_fates_of(const struct myc_book *book)
{
    struct wrappers wrappers = wrappers_of(book);
    struct myc_fate *fates = myc_memory_alloc(book->memory, book->node_count * sizeof *fates);
    for (size_t i = 0; i < book->node_count; i++) {
        fates[i].is_never = true;
        sight(book, &fates[i], book->nodes[i].id, book->nodes[i].host);
    }
    for (size_t i = 0; i < book->record_count; i++) {
        const struct myc_record *record = &book->records[i];
        if (record->node == 0 || record->kind == MYC_RECORD_STAGED)
            continue;
        struct myc_fate *fate = &fates[record->node - 1];
        fate->is_never = false;
        if (record->kind == MYC_RECORD_REPLAYED)
            fate->is_replayed = true;
        if (record->host == MYC_NO_HOST)
            continue;
        struct myc_sighting *sighting = sighting_of(book, fate, record);
        if (sighting)
            note(sighting, record);
        if (record->kind == MYC_RECORD_LOST || record->kind == MYC_RECORD_EVICTED)
            take_from_wrappers(&wrappers, fates, record);
    }
    return fates;
}
