#include "experiments/export_value.h"

#include <string.h>

/* What the records so far say. */
struct search {
    const struct myc_book *book;
    const struct myc_works *works;
    struct myc_memory *memory;
    struct myc_traced_values found;
    uint32_t *ended_by; /* of record i the work that it ended, by index + 1; 0: none */
    uint32_t *live;     /* the last value of each node that is not gone; 0: none */
    uint32_t *older;    /* of each value the live one of its node before it, at any host */
};

static bool wraps(const struct myc_book_node *node)
{
    return node->input_count == 1 && node->operation &&
           (strncmp(node->operation, "persist", 7) == 0 ||
            strcmp(node->operation, "unpersist") == 0);
}

/* The values that the record's inputs pass on, each once. */
static struct myc_traced_sources gather(const struct search *search,
                                        const struct myc_record *record)
{
    size_t room = 0, count = 0;
    for (uint32_t i = 0; i < record->input_count; i++)
        room += search->found.told_by[record->inputs[i]].count;
    if (!room)
        return (struct myc_traced_sources){ 0 };
    uint32_t *values = myc_memory_alloc(search->memory, room * sizeof *values);
    for (uint32_t i = 0; i < record->input_count; i++) {
        const struct myc_traced_sources *part = &search->found.told_by[record->inputs[i]];
        for (uint32_t k = 0; k < part->count; k++) {
            size_t at = 0;
            while (at < count && values[at] != part->values[k])
                at++;
            if (at == count)
                values[count++] = part->values[k];
        }
    }
    return (struct myc_traced_sources){ (uint32_t)count, values };
}

/* Its own silo, or that of the node it wraps: the one that a host has for both. */
static bool is_there(const struct search *search, const struct myc_record *record,
                     const struct myc_traced_sources *from)
{
    bool is_wrapper = wraps(&search->book->nodes[record->node - 1]);
    for (uint32_t i = 0; i < from->count; i++) {
        const struct myc_record *made = search->found.of_record[from->values[i]].made;
        if (made->host == record->host && (made->node == record->node || is_wrapper))
            return true;
    }
    return false;
}

/* Of a root, the value that was there from the beginning is first told of when it is given. */
static bool makes_value(const struct search *search, const struct myc_record *record,
                        const struct myc_traced_sources *from)
{
    switch (record->kind) {
    case MYC_RECORD_MATERIALIZED:
    case MYC_RECORD_PINNED:
    case MYC_RECORD_COPIED:
        return !is_there(search, record, from);
    case MYC_RECORD_ANSWERED:
    case MYC_RECORD_STARTED:
        return from->count == 0 && record->bytes > 0;
    default:
        return false;
    }
}

static bool passes_on(enum myc_record_kind kind)
{
    return kind == MYC_RECORD_MATERIALIZED || kind == MYC_RECORD_PINNED ||
           kind == MYC_RECORD_COPIED || kind == MYC_RECORD_ANSWERED ||
           kind == MYC_RECORD_COMPLETED || kind == MYC_RECORD_STARTED || kind == MYC_RECORD_HANDLED;
}

/* The work that gave the value: the one that it ended, or the one that asked for what it returned. */
static uint32_t work_of(const struct search *search, const struct myc_record *record)
{
    const struct myc_book *book = search->book;
    uint32_t returned_by = book->nodes[record->node - 1].returned_by;
    if (search->ended_by[record->id] || !returned_by)
        return search->ended_by[record->id];
    for (uint32_t i = 0; i < record->input_count; i++) {
        const struct myc_record *asked = &book->records[record->inputs[i] - 1];
        for (uint32_t k = 0; asked->kind == MYC_RECORD_ASKED && k < asked->input_count; k++) {
            uint32_t work = search->works->of_record[asked->inputs[k]];
            if (work && search->works->works[work - 1].start->node == returned_by)
                return work;
        }
    }
    return 0;
}

static void make_value(struct search *search, const struct myc_record *record,
                       const struct myc_traced_sources *from)
{
    uint32_t *itself = myc_memory_alloc(search->memory, sizeof *itself);
    *itself = record->id;
    search->found.of_record[record->id] =
        (struct myc_traced_value){ .made = record, .from = *from, .work = work_of(search, record) };
    search->found.told_by[record->id] = (struct myc_traced_sources){ 1, itself };
    search->older[record->id] = search->live[record->node - 1];
    search->live[record->node - 1] = record->id;
}

/* The live values of the record's node at its host are no more. */
static void end_values(struct search *search, const struct myc_record *record)
{
    uint32_t *link = &search->live[record->node - 1];
    while (*link) {
        struct myc_traced_value *value = &search->found.of_record[*link];
        if (value->made->host == record->host) {
            value->gone = record;
            *link = search->older[*link];
        } else {
            link = &search->older[*link];
        }
    }
}

static void take_record(struct search *search, const struct myc_record *record)
{
    if (!record->node || record->host == MYC_NO_HOST)
        return;
    if (record->kind == MYC_RECORD_LOST || record->kind == MYC_RECORD_EVICTED)
        end_values(search, record);
    if (!passes_on(record->kind))
        return;
    struct myc_traced_sources from = gather(search, record);
    if (makes_value(search, record, &from))
        make_value(search, record, &from);
    else
        search->found.told_by[record->id] = from;
}

struct myc_traced_values myc_traced_values_of(const struct myc_book *book,
                                              const struct myc_works *works,
                                              struct myc_memory *memory)
{
    size_t records = book->record_count + 1;
    struct search search = {
        .book = book,
        .works = works,
        .memory = memory,
        .found.of_record = myc_memory_alloc(memory, records * sizeof *search.found.of_record),
        .found.told_by = myc_memory_alloc(memory, records * sizeof *search.found.told_by),
        .ended_by = myc_memory_alloc(memory, records * sizeof *search.ended_by),
        .live = myc_memory_alloc(memory, (book->node_count + 1) * sizeof *search.live),
        .older = myc_memory_alloc(memory, records * sizeof *search.older),
    };
    for (size_t i = 0; i < works->count; i++)
        if (works->works[i].end)
            search.ended_by[works->works[i].end->id] = (uint32_t)i + 1;
    for (size_t i = 0; i < book->record_count; i++)
        take_record(&search, &book->records[i]);
    return search.found;
}
