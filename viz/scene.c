#include "viz/scene.h"

#include <inttypes.h>
#include <string.h>

#define FAULTS_PER_HOST 3

const struct myc_look_table myc_look_table[MYC_LOOKS] = {
#define X(name, word, fill, border, text, width, style) { word, fill, border, text, width, style },
    MYC_LOOK_LIST(X)
#undef X
};

/* The first request of a run is the driver's: nobody else has anything to ask for yet. */
static uint32_t driver_host_of(const struct myc_book *book)
{
    for (size_t i = 0; i < book->record_count; i++) {
        const struct myc_record *record = &book->records[i];
        if (record->kind == MYC_RECORD_REQUESTED || record->kind == MYC_RECORD_ASKED)
            return record->host;
    }
    return MYC_NO_HOST;
}

struct myc_scene myc_scene_begin(const struct myc_book *book, struct myc_text *dot)
{
    return (struct myc_scene){ .book = book,
                               .memory = dot->memory,
                               .dot = dot,
                               .fates = myc_fates_of(book),
                               .scale = 1,
                               .driver_host = driver_host_of(book) };
}

const struct myc_book_node *myc_scene_node(const struct myc_scene *scene,
                                           const struct myc_sighting *sighting)
{
    return &scene->book->nodes[sighting->node - 1];
}

bool myc_scene_is_home(const struct myc_scene *scene, const struct myc_sighting *sighting)
{
    return sighting == scene->fates[sighting->node - 1].first;
}

const struct myc_sighting *myc_scene_failing(const struct myc_scene *scene)
{
    uint32_t failing = scene->book->run.failing_node;
    return failing ? scene->fates[failing - 1].last : NULL;
}

enum myc_look myc_scene_look(const struct myc_scene *scene, const struct myc_sighting *sighting)
{
    const struct myc_fate *fate = &scene->fates[sighting->node - 1];
    bool again = sighting->was_lost || !myc_scene_is_home(scene, sighting);
    if (sighting == myc_scene_failing(scene))
        return MYC_LOOK_FAILING;
    switch (sighting->stage) {
    case MYC_STAGE_READY:
        return again ? MYC_LOOK_REPLAYED : sighting->is_pinned ? MYC_LOOK_PINNED : MYC_LOOK_READY;
    case MYC_STAGE_LOST:
        return MYC_LOOK_LOST;
    case MYC_STAGE_EVICTED:
        return MYC_LOOK_EVICTED;
    default:
        return fate->is_never ? MYC_LOOK_NEVER : MYC_LOOK_WAITING;
    }
}

const char *myc_scene_vertex_id(const struct myc_scene *scene, const struct myc_sighting *sighting)
{
    if (myc_scene_is_home(scene, sighting))
        return myc_memory_format(scene->memory, "n%" PRIu32, sighting->node);
    return myc_memory_format(
        scene->memory, "n%" PRIu32 "_%s", sighting->node,
        myc_text_quoted(scene->memory, scene->book->hosts[sighting->host].name));
}

bool myc_scene_is_passed_over(const struct myc_scene *scene, const struct myc_sighting *sighting)
{
    return sighting->stage == MYC_STAGE_IDLE && sighting != scene->fates[sighting->node - 1].last;
}

bool myc_scene_is_root(const struct myc_book_node *node)
{
    return node->input_count == 0 && node->returned_by == 0;
}

bool myc_scene_is_response(const struct myc_scene *scene, const struct myc_sighting *sighting)
{
    uint32_t response = scene->book->run.response_node;
    return response && sighting == scene->fates[response - 1].last;
}

const char *myc_scene_class_words(const struct myc_scene *scene,
                                  const struct myc_sighting *sighting)
{
    const struct myc_fate *fate = &scene->fates[sighting->node - 1];
    const struct myc_book_run *run = &scene->book->run;
    bool ready = sighting->was_ready, pinned = sighting->was_pinned, lost = sighting->was_lost;
    for (const struct myc_sighting *other = sighting->next;
         myc_scene_is_home(scene, sighting) && other; other = other->next) {
        ready = ready || other->was_ready;
        pinned = pinned || other->was_pinned;
        lost = lost || other->was_lost;
    }
    struct myc_text words;
    myc_text_begin(&words, scene->memory);
    myc_text_add(&words, "%s%s%s", ready ? " materialized" : "", pinned ? " pinned" : "",
                 lost ? " lost" : "");
    myc_text_add(&words, "%s%s", fate->is_replayed ? " replayed" : "",
                 fate->is_never ? " never" : "");
    myc_text_add(&words, "%s%s%s", sighting->node == run->failing_node ? " failing" : "",
                 sighting->node == run->response_node ? " response" : "",
                 myc_scene_is_root(myc_scene_node(scene, sighting)) ? " root" : "");
    return words.chars + (words.length > 0);
}

const char *myc_scene_tooltip(const struct myc_scene *scene, const struct myc_sighting *sighting)
{
    enum { RECORDS_MAX = 24 };
    const struct myc_book *book = scene->book;
    const struct myc_book_node *node = myc_scene_node(scene, sighting);
    struct myc_text tip;
    myc_text_begin(&tip, scene->memory);
    myc_text_add(&tip, "%s (node %" PRIu32 ")\n%s%s%s\n%s\nat %s", node->label, node->id,
                 node->operation, node->spore ? " with spore " : "", node->spore ? node->spore : "",
                 node->type, book->hosts[sighting->host].name);
    size_t count = 0;
    for (size_t i = 0; i < book->record_count; i++) {
        const struct myc_record *record = &book->records[i];
        if (record->node != node->id || record->host != sighting->host || ++count > RECORDS_MAX)
            continue;
        myc_text_add(&tip, "\n%" PRIu64 " ns: %s%s%s", record->time, myc_record_word(record->kind),
                     record->detail ? ", " : "", record->detail ? record->detail : "");
    }
    if (count > RECORDS_MAX)
        myc_text_add(&tip, "\nand %zu more records", count - RECORDS_MAX);
    return myc_text_quoted(scene->memory, tip.chars);
}

/* Each after a break; none of no text. */
static const char *on_two_lines(struct myc_memory *memory, const char *raw)
{
    const char *first = raw && *raw ? myc_text_line(memory, &raw, 30) : NULL;
    if (!first)
        return "";
    return myc_memory_format(memory, "<BR/>%s%s%s", myc_text_html(memory, first, 0),
                             *raw ? "<BR/>" : "", *raw ? myc_text_html(memory, raw, 30) : "");
}

const char *myc_scene_driver_words(const struct myc_scene *scene)
{
    struct myc_memory *memory = scene->memory;
    const struct myc_book *book = scene->book;
    const char *words =
        myc_memory_format(memory, "<B>\u2717 no response\u00a0</B>until the end, %s",
                          myc_time_words(memory, book->run.end));
    for (size_t i = 0; i < book->record_count; i++) {
        const struct myc_record *record = &book->records[i];
        if (record->node != book->run.response_node || record->host != scene->driver_host)
            continue;
        if (record->kind == MYC_RECORD_COMPLETED)
            words = myc_memory_format(memory, "<B>\u2605 response\u00a0</B>came at %s",
                                      myc_time_words(memory, record->time));
        else if (record->kind == MYC_RECORD_FAILED)
            words = myc_memory_format(memory, "<B>\u2717 error\u00a0</B>at %s%s",
                                      myc_time_words(memory, record->time),
                                      on_two_lines(memory, record->detail));
    }
    return words;
}

bool myc_scene_is_at_hosts(const struct myc_book_fault *fault)
{
    const char *target = fault->target ? fault->target : "";
    return fault->state == MYC_FAULT_HAPPENED && strcmp(fault->effect, "partition") != 0 &&
           strncmp(target, "link(", 5) != 0 && strncmp(target, "message(", 8) != 0;
}

/* " (m2)": the host that a target such as holder(labels) turned out to be, where it is one. */
static const char *resolved(const struct myc_scene *scene, const struct myc_book_fault *fault)
{
    if (fault->host_count != 1)
        return "";
    const char *name = scene->book->hosts[fault->hosts[0]].name;
    if (strcmp(name, fault->target) == 0)
        return "";
    return myc_memory_format(scene->memory, " (%s)", myc_text_html(scene->memory, name, 60));
}

const char *myc_scene_fault_words(const struct myc_scene *scene, const struct myc_book_fault *fault,
                                  bool with_target)
{
    struct myc_memory *memory = scene->memory;
    bool ends = fault->end != MYC_FOREVER;
    bool targeted = with_target && fault->target;
    return myc_memory_format(
        memory, "%s%s%s%s at %s%s%s", myc_text_html(memory, fault->effect, 20),
        targeted ? " of " : "", targeted ? myc_text_html(memory, fault->target, 60) : "",
        targeted ? resolved(scene, fault) : "", myc_time_words(memory, fault->start),
        fault->state == MYC_FAULT_HAPPENED ? ", for " : "",
        fault->state != MYC_FAULT_HAPPENED ? "" /* of what did not happen nothing says how long */
        : ends                             ? myc_time_words(memory, fault->end - fault->start)
                                           : "ever");
}

bool myc_scene_strikes(const struct myc_book_fault *fault, uint32_t host)
{
    for (uint32_t i = 0; myc_scene_is_at_hosts(fault) && i < fault->host_count; i++)
        if (fault->hosts[i] == host)
            return true;
    return false;
}

uint32_t *myc_scene_strikes_of(const struct myc_scene *scene)
{
    const struct myc_book *book = scene->book;
    uint32_t *strikes = myc_memory_alloc(scene->memory, (book->host_count + 1) * sizeof *strikes);
    for (size_t i = book->fault_count; i-- > 0;) {
        const struct myc_book_fault *fault = &book->faults[i];
        for (uint32_t k = 0; myc_scene_is_at_hosts(fault) && k < fault->host_count; k++)
            strikes[fault->hosts[k]] = fault->id;
    }
    return strikes;
}

const char *myc_scene_place_words(const struct myc_scene *scene, uint32_t host, const char *before)
{
    const struct myc_book *book = scene->book;
    const struct myc_book_host *here = &book->hosts[host];
    uint32_t racks = 0, zones = 0;
    for (size_t i = 0; i < book->host_count; i++) {
        racks = book->hosts[i].rack > racks ? book->hosts[i].rack : racks;
        zones = book->hosts[i].zone > zones ? book->hosts[i].zone : zones;
    }
    if (zones)
        return myc_memory_format(scene->memory, "%srack %" PRIu32 ", zone %" PRIu32 "\u00a0",
                                 before, here->rack, here->zone);
    return racks ? myc_memory_format(scene->memory, "%srack %" PRIu32 "\u00a0", before, here->rack)
                 : "";
}

size_t myc_scene_add_strikes(const struct myc_scene *scene, uint32_t host, struct myc_text *label)
{
    const struct myc_book *book = scene->book;
    size_t count = 0;
    for (size_t i = 0; i < book->fault_count; i++) {
        if (!myc_scene_strikes(&book->faults[i], host) || ++count > FAULTS_PER_HOST)
            continue;
        myc_text_add(label, "%s<B>\u26a1 struck by %s</B><BR ALIGN=\"LEFT\"/>",
                     count == 1 ? "\u2014\u00a0" : "",
                     myc_scene_fault_words(scene, &book->faults[i], false));
    }
    if (count > FAULTS_PER_HOST)
        myc_text_add(label, "and by %zu more faults<BR ALIGN=\"LEFT\"/>", count - FAULTS_PER_HOST);
    return count;
}
