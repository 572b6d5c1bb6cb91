/* The edges: what is derived from what, what was computed again where, and the
 * messages that matter. */
#include <inttypes.h>
#include <string.h>

#include "viz/lineage.h"

static const struct {
    const char *class, *attributes;
} ties[MYC_TIES] = {
#define X(NAME, class, attributes, words) { class, attributes },
    MYC_TIE_LIST(X)
#undef X
};

static void write_edge(struct myc_lineage *lineage, enum myc_tie tie, const char *from,
                       const char *to, const char *more)
{
    lineage->has_tie[tie] = true;
    myc_text_add(lineage->scene.dot, "  \"%s\" -> \"%s\" [class=\"%s\", %s%s];\n", from, to,
                 ties[tie].class, ties[tie].attributes, more);
}

/* Where a value for use at `host` comes from: the sighting there, else the node's own. */
static const struct myc_sighting *source_for(const struct myc_lineage *lineage, uint32_t node,
                                             uint32_t host)
{
    const struct myc_sighting *there = myc_fate_at(&lineage->scene.fates[node - 1], host);
    return there ? there : lineage->scene.fates[node - 1].first;
}

/* In a run with a failing node: was the value asked for, and never came? */
static bool is_blocked(const struct myc_lineage *lineage, const struct myc_sighting *sighting)
{
    enum myc_look look = myc_scene_look(&lineage->scene, sighting);
    return lineage->scene.book->run.failing_node &&
           (look == MYC_LOOK_FAILING || look == MYC_LOOK_WAITING ||
            (look == MYC_LOOK_LOST && !sighting->was_ready));
}

static void write_derivations(struct myc_lineage *lineage, const struct myc_sighting *sighting)
{
    const struct myc_book_node *node = &lineage->scene.book->nodes[sighting->node - 1];
    const char *id = myc_scene_vertex_id(&lineage->scene, sighting);
    bool is_pale = myc_scene_look(&lineage->scene, sighting) == MYC_LOOK_NEVER;
    for (uint32_t i = 0; i < node->input_count; i++) {
        if (!lineage->chosen[node->inputs[i] - 1])
            continue;
        const struct myc_sighting *source = source_for(lineage, node->inputs[i], sighting->host);
        bool blocked = is_blocked(lineage, source) && is_blocked(lineage, sighting);
        write_edge(lineage,
                   blocked  ? MYC_TIE_BLOCKED
                   : i == 0 ? MYC_TIE_DATA
                            : MYC_TIE_CAPTURED,
                   myc_scene_vertex_id(&lineage->scene, source), id,
                   is_pale ? ", color=\"#AAAAAA\"" : "");
    }
    if (node->returned_by && lineage->chosen[node->returned_by - 1])
        write_edge(lineage, MYC_TIE_RETURNED,
                   myc_scene_vertex_id(&lineage->scene,
                                       source_for(lineage, node->returned_by, sighting->host)),
                   id, "");
}

/* From the node's own vertex to where it was computed again. */
static void write_replay(struct myc_lineage *lineage, const struct myc_sighting *again)
{
    struct myc_memory *memory = lineage->scene.memory;
    const struct myc_sighting *own = lineage->scene.fates[again->node - 1].first;
    const char *recovery = myc_lineage_recovery_words(lineage, again);
    write_edge(lineage, MYC_TIE_REPLAY, myc_scene_vertex_id(&lineage->scene, own),
               myc_scene_vertex_id(&lineage->scene, again),
               *recovery ? myc_memory_format(memory, ", tooltip=\"%s\"", recovery) : "");
}

/* Messages between the same two vertices, drawn as one edge. */
struct bundle {
    const struct myc_book_message *first, *last;
    const char *vertex; /* of the node that they are about */
    const char *other;  /* the driver, or the vertex that needs the node */
    bool to_vertex;
    uint64_t count;
};

enum { BUNDLES_MAX = 40 };

/* A vertex at `host` that is derived from the node, or NULL. */
static const char *user_of(const struct myc_lineage *lineage, uint32_t node, uint32_t host)
{
    const struct myc_book *book = lineage->scene.book;
    for (const struct myc_sighting *here = lineage->at_host[host]; here;
         here = here->next_at_host) {
        const struct myc_book_node *user = &book->nodes[here->node - 1];
        for (uint32_t i = 0; i < user->input_count; i++)
            if (user->inputs[i] == node)
                return myc_scene_vertex_id(&lineage->scene, here);
    }
    return NULL;
}

/* Whether the message goes to the node (a request) rather than from it; false where that cannot be
 * told, or where it is none of the driver's and no fault touched it. */
static bool find_way(const struct myc_lineage *lineage, const struct myc_book_message *message,
                     bool *to_node)
{
    const struct myc_fate *fate = &lineage->scene.fates[message->node - 1];
    bool at_source = myc_fate_at(fate, message->source) != NULL;
    bool at_destination = myc_fate_at(fate, message->destination) != NULL;
    bool from_driver = message->source == lineage->scene.driver_host;
    bool to_driver = message->destination == lineage->scene.driver_host;
    *to_node = at_source == at_destination ? from_driver : at_destination;
    return from_driver || to_driver || (message->fault && at_source != at_destination);
}

static bool bundle_of(const struct myc_lineage *lineage, const struct myc_book_message *message,
                      struct bundle *bundle)
{
    bool to_node;
    if (!message->node || !lineage->chosen[message->node - 1] ||
        !find_way(lineage, message, &to_node))
        return false;
    uint32_t near = to_node ? message->destination : message->source;
    uint32_t far = to_node ? message->source : message->destination;
    bool is_driver = far == lineage->scene.driver_host;
    *bundle = (struct bundle){
        .first = message,
        .last = message,
        .vertex = myc_scene_vertex_id(&lineage->scene, source_for(lineage, message->node, near)),
        .other = is_driver ? "driver" : user_of(lineage, message->node, far),
        .to_vertex = to_node,
        .count = 1,
    };
    return bundle->other != NULL;
}

static bool is_same_bundle(const struct bundle *a, const struct bundle *b)
{
    return a->to_vertex == b->to_vertex && a->last->state == b->last->state &&
           a->last->fault == b->last->fault && strcmp(a->last->kind, b->last->kind) == 0 &&
           strcmp(a->vertex, b->vertex) == 0 && strcmp(a->other, b->other) == 0;
}

static const char *bundle_words(const struct myc_lineage *lineage, const struct bundle *bundle)
{
    struct myc_memory *memory = lineage->scene.memory;
    const struct myc_book_message *last = bundle->last;
    const char *kind = myc_text_html(memory, last->kind, 12);
    const char *sent = myc_time_words(memory, bundle->first->sent);
    struct myc_text words;
    myc_text_begin(&words, memory);
    if (last->state == MYC_MESSAGE_LOST)
        myc_text_add(&words, "<B>\u2717 %s lost\u00a0</B>", kind);
    else
        myc_text_add(&words, "<B>%s\u00a0</B>", kind);
    if (bundle->count > 1)
        myc_text_add(&words, "\u00d7 %" PRIu64, bundle->count);
    myc_text_add(&words, "<BR/>sent %s", sent);
    if (last->state == MYC_MESSAGE_DELIVERED)
        myc_text_add(&words, "<BR/>arrived %s", myc_time_words(memory, last->delivered));
    else if (last->state == MYC_MESSAGE_UNDERWAY)
        myc_text_add(&words, "<BR/>underway at the end");
    if (last->fault)
        myc_text_add(
            &words, "<BR/><B>\u26a1 fault %" PRIu32 ": %s</B>", last->fault,
            myc_text_html(memory, lineage->scene.book->faults[last->fault - 1].effect, 20));
    return words.chars;
}

/* The tail is always the node, so that the answer's way gives the layout its direction. */
static void write_bundle(struct myc_lineage *lineage, const struct bundle *bundle)
{
    struct myc_memory *memory = lineage->scene.memory;
    const struct myc_book_message *last = bundle->last;
    bool lost = last->state == MYC_MESSAGE_LOST;
    const char *name =
        myc_memory_format(memory, "%s %s %s %s %" PRIu64 "\n%" PRIu64 " B, sent at %" PRIu64 " ns",
                          last->kind, lineage->scene.book->hosts[last->source].name,
                          lineage->scene.book->hosts[last->destination].name,
                          last->label ? last->label : "", last->n, last->bytes, last->sent);
    const char *tip = myc_text_quoted(memory, name);
    const char *way = !bundle->to_vertex ? ""
                      : lost             ? ", dir=back, arrowtail=tee"
                                         : ", dir=back, arrowtail=open";
    const char *more =
        myc_memory_format(memory, "%s, label=<%s>, tooltip=\"%s\", labeltooltip=\"%s\"", way,
                          bundle_words(lineage, bundle), tip, tip);
    write_edge(lineage, lost ? MYC_TIE_LOST_MESSAGE : MYC_TIE_MESSAGE, bundle->vertex,
               bundle->other, more);
}

static void write_messages(struct myc_lineage *lineage)
{
    struct bundle bundles[BUNDLES_MAX], next;
    size_t count = 0;
    for (size_t i = 0; i < lineage->scene.book->message_count; i++) {
        if (!bundle_of(lineage, &lineage->scene.book->messages[i], &next))
            continue;
        size_t same = 0;
        while (same < count && !is_same_bundle(&bundles[same], &next))
            same++;
        if (same == BUNDLES_MAX)
            continue;
        if (same == count) {
            bundles[count++] = next;
        } else {
            bundles[same].last = next.last;
            bundles[same].count++;
        }
    }
    for (size_t i = 0; i < count; i++)
        write_bundle(lineage, &bundles[i]);
}

void myc_lineage_write_edges(struct myc_lineage *lineage)
{
    for (size_t i = 0; i < lineage->scene.book->node_count; i++) {
        if (!lineage->chosen[i])
            continue;
        const struct myc_sighting *own = lineage->scene.fates[i].first;
        write_derivations(lineage, own);
        for (const struct myc_sighting *again = own->next; again; again = again->next) {
            write_derivations(lineage, again);
            write_replay(lineage, again);
        }
    }
    write_messages(lineage);
}
