/* The edges: what is derived from what, what was computed again where, and the
 * messages that matter. */
#include <inttypes.h>
#include <string.h>

#include "viz/lineage.h"

static const struct {
    const char *class, *colour, *attributes;
} ties[MYC_TIES] = {
#define X(NAME, class, colour, attributes, words) { class, colour, attributes },
    MYC_TIE_LIST(X)
#undef X
};

static void write_edge(struct myc_lineage *lineage, enum myc_tie tie, const char *from,
                       const char *to, const char *more)
{
    lineage->has_tie[tie] = true;
    myc_text_add(lineage->scene.dot, "  \"%s\" -> \"%s\" [class=\"%s\", %s, fontcolor=\"%s\"%s];\n",
                 from, to, ties[tie].class, ties[tie].attributes, ties[tie].colour, more);
}

/* Where a value for use at `host` comes from: the sighting there, else the node's own. */
static const struct myc_sighting *source_for(const struct myc_lineage *lineage, uint32_t node,
                                             uint32_t host)
{
    const struct myc_sighting *there = myc_fate_at(&lineage->scene.fates[node - 1], host);
    return there ? there : lineage->scene.fates[node - 1].first;
}

/* In a run with a failing node: was the value asked for there, and never came? */
static bool is_blocked(const struct myc_lineage *lineage, const struct myc_sighting *sighting)
{
    enum myc_look look = myc_scene_look(&lineage->scene, sighting);
    return lineage->scene.book->run.failing_node &&
           (look == MYC_LOOK_FAILING ||
            (look == MYC_LOOK_WAITING && !myc_scene_is_passed_over(&lineage->scene, sighting)) ||
            (look == MYC_LOOK_LOST && !sighting->was_ready));
}

static bool is_never(const struct myc_lineage *lineage, const struct myc_sighting *sighting)
{
    return myc_scene_look(&lineage->scene, sighting) == MYC_LOOK_NEVER;
}

/* A vertex that edges of derivation lead to. */
struct target {
    const struct myc_sighting *at; /* of a stack: of its first node */
    const char *id;
    uint32_t stack;   /* 0: a single node */
    uint32_t *joined; /* node i+1: the target that its stack already leads to, by number */
    uint32_t number;
};

/* One edge for all that a stack gives. */
static void write_derivation(struct myc_lineage *lineage, const struct target *to, uint32_t from,
                             enum myc_tie tie)
{
    uint32_t stack = lineage->stacks.of[from - 1];
    bool is_known = stack && (stack == to->stack || to->joined[stack - 1] == to->number);
    if (is_known || !myc_lineage_shows(lineage, from))
        return;
    const struct myc_sighting *source =
        stack ? lineage->scene.fates[stack - 1].last : source_for(lineage, from, to->at->host);
    bool blocked = is_blocked(lineage, source) && is_blocked(lineage, to->at);
    bool is_pale = is_never(lineage, source) || is_never(lineage, to->at);
    write_edge(lineage, blocked && tie != MYC_TIE_RETURNED ? MYC_TIE_BLOCKED : tie,
               stack ? myc_lineage_stack_id(lineage, stack)
                     : myc_scene_vertex_id(&lineage->scene, source),
               to->id, is_pale ? ", color=\"#AAAAAA\"" : "");
    if (stack)
        to->joined[stack - 1] = to->number;
}

static void write_derivations(struct myc_lineage *lineage, const struct target *to, uint32_t id)
{
    const struct myc_book_node *node = &lineage->scene.book->nodes[id - 1];
    bool is_pumped = strcmp(node->operation, "empty") == 0;
    for (uint32_t i = 0; i < node->input_count; i++)
        write_derivation(lineage, to, node->inputs[i],
                         is_pumped ? MYC_TIE_PUMPED
                         : i == 0  ? MYC_TIE_DATA
                                   : MYC_TIE_CAPTURED);
    if (node->returned_by)
        write_derivation(lineage, to, node->returned_by, MYC_TIE_RETURNED);
}

static void write_derivations_of_stack(struct myc_lineage *lineage, struct target *to)
{
    for (size_t i = 0; i < lineage->scene.book->node_count; i++)
        if (lineage->stacks.of[i] == to->stack)
            write_derivations(lineage, to, (uint32_t)i + 1);
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
    if (!message->node || !myc_lineage_shows_alone(lineage, message->node) ||
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

/* Where the path is too long to be drawn, from where it leaves to where it comes back. */
static void write_gaps(struct myc_lineage *lineage)
{
    struct myc_memory *memory = lineage->scene.memory;
    const struct myc_story *story = &lineage->story;
    for (size_t i = 0, last = 0; i < story->path_count; i++) {
        if (!lineage->chosen[story->path[i] - 1])
            continue;
        if (i > last + 1) {
            const struct myc_fate *from = &lineage->scene.fates[story->path[i] - 1];
            const struct myc_fate *to = &lineage->scene.fates[story->path[last] - 1];
            write_edge(lineage, MYC_TIE_GAP, myc_scene_vertex_id(&lineage->scene, from->last),
                       myc_scene_vertex_id(&lineage->scene, to->last),
                       myc_memory_format(memory, ", label=<<B>\u22ef %zu nodes between</B>>",
                                         i - last - 1));
        }
        last = i;
    }
}

static void write_all_derivations(struct myc_lineage *lineage)
{
    const struct myc_book *book = lineage->scene.book;
    struct target to = { .joined = myc_memory_alloc(lineage->scene.memory,
                                                    (book->node_count + 1) * sizeof *to.joined) };
    for (size_t i = 0; i < book->node_count; i++) {
        to.at = lineage->scene.fates[i].first;
        to.stack = lineage->stacks.of[i];
        if (!lineage->chosen[i])
            continue;
        if (to.stack) {
            to.number++;
            to.id = myc_lineage_stack_id(lineage, to.stack);
            write_derivations_of_stack(lineage, &to);
            continue;
        }
        for (; to.at; to.at = to.at->next) {
            to.number++;
            to.id = myc_scene_vertex_id(&lineage->scene, to.at);
            write_derivations(lineage, &to, to.at->node);
            if (to.at != lineage->scene.fates[i].first)
                write_replay(lineage, to.at);
        }
    }
}

void myc_lineage_write_edges(struct myc_lineage *lineage)
{
    write_all_derivations(lineage);
    write_gaps(lineage);
    write_messages(lineage);
}
