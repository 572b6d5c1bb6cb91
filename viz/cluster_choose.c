/* What the cluster view shows: which nodes, on which machines, and in which state. */
#include <stdlib.h>
#include <string.h>

#include "viz/chain.h"
#include "viz/cluster.h"
#include "viz/slice.h"

/* --- nodes --- */

/* Of a large lineage: the slice that explains the response, of like nodes one. */
static void choose_nodes(struct myc_cluster_view *view)
{
    const struct myc_book *book = view->scene.book;
    struct myc_memory *memory = view->scene.memory;
    size_t bytes = book->node_count + 1;
    bool *is_hidden = myc_memory_alloc(memory, bytes);
    view->story = myc_story_of(book);
    view->stacks = myc_stacks_of(&view->scene, &view->story);
    view->chain = book->run.failing_node ? view->story.chain : myc_memory_alloc(memory, bytes);
    view->chosen = myc_memory_alloc(memory, bytes);
    for (size_t i = 0; i < book->node_count; i++)
        is_hidden[i] = myc_stacks_hide(&view->stacks, (uint32_t)i + 1);
    view->chosen_count = myc_slice_choose(
        book, &view->story, is_hidden,
        book->node_count <= MYC_CLUSTER_NODES_MAX ? MYC_CLUSTER_NODES_MAX : MYC_CLUSTER_NODES_FEW,
        view->chosen);
}

static void find_wrappers(struct myc_cluster_view *view)
{
    const struct myc_book *book = view->scene.book;
    view->wrapper_of =
        myc_memory_alloc(view->scene.memory, (book->node_count + 1) * sizeof *view->wrapper_of);
    for (size_t i = book->node_count; i-- > 0;) {
        const struct myc_book_node *node = &book->nodes[i];
        if (view->chosen[i] && myc_node_is_wrapper(node)) {
            uint32_t last = view->wrapper_of[i] ? view->wrapper_of[i] : node->id;
            uint32_t *wrapped = &view->wrapper_of[node->inputs[0] - 1];
            *wrapped = *wrapped ? *wrapped : last;
        }
    }
}

static void find_sent(struct myc_cluster_view *view)
{
    const struct myc_book *book = view->scene.book;
    view->is_sent = myc_memory_alloc(view->scene.memory, book->node_count + 1);
    for (size_t i = 0; i < book->record_count; i++) {
        const struct myc_record *record = &book->records[i];
        if (record->kind == MYC_RECORD_REQUESTED && record->node &&
            record->host == view->scene.driver_host)
            view->is_sent[record->node - 1] = true;
    }
}

/* --- machines --- */

struct candidate {
    unsigned merit; /* the lowest first */
    uint32_t host;
};

static int by_merit(const void *a, const void *b)
{
    const struct candidate *left = a, *right = b;
    if (left->merit != right->merit)
        return left->merit < right->merit ? -1 : 1;
    return left->host < right->host ? -1 : left->host > right->host;
}

static int by_host(const void *a, const void *b)
{
    const struct myc_machine *left = a, *right = b;
    return left->host < right->host ? -1 : left->host > right->host;
}

enum { IN_CHAIN, HAS_CHOSEN, IS_STRUCK, HAS_NONE };

/* Of many machines, so many are drawn that a fault struck, though they have no silo. */
#define STRUCK_MAX 2

static void rate(struct myc_cluster_view *view, struct candidate *candidates)
{
    const struct myc_book *book = view->scene.book;
    for (uint32_t i = 0; i < book->host_count; i++)
        candidates[i] = (struct candidate){ HAS_NONE, i };
    for (size_t i = 0; i < book->node_count; i++) {
        unsigned merit = !view->chosen[i] ? HAS_NONE : view->chain[i] ? IN_CHAIN : HAS_CHOSEN;
        for (const struct myc_sighting *at = view->scene.fates[i].first; at; at = at->next) {
            view->has_nodes[at->host] = true;
            if (merit < candidates[at->host].merit)
                candidates[at->host].merit = merit;
        }
    }
    for (size_t i = 0; i < book->fault_count; i++)
        for (uint32_t k = 0; book->faults[i].hits && k < book->faults[i].host_count; k++) {
            uint32_t host = book->faults[i].hosts[k];
            bool is_bare = candidates[host].merit == HAS_NONE && !view->has_nodes[host];
            if (is_bare && myc_scene_is_at_hosts(&book->faults[i]))
                candidates[host].merit = IS_STRUCK;
        }
}

/* The fault that the host is down by when the run ends. */
static const struct myc_book_fault *down_by(const struct myc_book *book, uint32_t host)
{
    for (size_t i = 0; i < book->fault_count; i++) {
        const struct myc_book_fault *fault = &book->faults[i];
        if (myc_scene_strikes(fault, host) && strcmp(fault->effect, "crash") == 0 &&
            fault->start <= book->run.end && fault->end > book->run.end)
            return fault;
    }
    return NULL;
}

static void add_machine(struct myc_cluster_view *view, uint32_t host)
{
    const struct myc_book *book = view->scene.book;
    struct myc_machine *machine = &view->machines[view->machine_count++];
    *machine = (struct myc_machine){ .host = host, .down = down_by(book, host) };
    machine->is_struck = view->strikes[host];
    view->has_machine[host] = true;
}

static void choose_machines(struct myc_cluster_view *view)
{
    const struct myc_book *book = view->scene.book;
    struct myc_memory *memory = view->scene.memory;
    uint32_t driver = view->scene.driver_host;
    struct candidate *candidates =
        myc_memory_alloc(memory, (book->host_count + 1) * sizeof *candidates);
    view->machines =
        myc_memory_alloc(memory, (MYC_CLUSTER_MACHINES_MAX + 1) * sizeof *view->machines);
    view->has_machine = myc_memory_alloc(memory, book->host_count + 1);
    view->has_nodes = myc_memory_alloc(memory, book->host_count + 1);
    view->strikes = myc_scene_strikes_of(&view->scene);
    rate(view, candidates);
    qsort(candidates, book->host_count, sizeof *candidates, by_merit);
    bool all = book->host_count <= MYC_CLUSTER_MACHINES_MAX + 1;
    size_t struck = 0;
    if (driver != MYC_NO_HOST)
        add_machine(view, driver);
    size_t first = view->machine_count;
    for (size_t i = 0; i < book->host_count; i++) {
        bool is_wanted = candidates[i].merit < IS_STRUCK ||
                         (candidates[i].merit == IS_STRUCK && struck++ < STRUCK_MAX) || all;
        if (candidates[i].host != driver && is_wanted &&
            view->machine_count - first < MYC_CLUSTER_MACHINES_MAX)
            add_machine(view, candidates[i].host);
    }
    qsort(view->machines + first, view->machine_count - first, sizeof *view->machines, by_host);
}

/* --- silos --- */

bool myc_cluster_is_from_start(const struct myc_cluster_view *view,
                               const struct myc_sighting *sighting)
{
    const struct myc_book_node *node = myc_scene_node(&view->scene, sighting);
    return myc_scene_is_root(node) && strcmp(node->operation, "populate") == 0 &&
           myc_scene_is_home(&view->scene, sighting);
}

static enum myc_silo_state state_of(const struct myc_cluster_view *view,
                                    const struct myc_sighting *sighting)
{
    bool is_root = myc_scene_is_root(myc_scene_node(&view->scene, sighting));
    bool again = sighting->was_lost || !myc_scene_is_home(&view->scene, sighting);
    if (sighting == myc_scene_failing(&view->scene))
        return MYC_SILO_FAILING;
    switch (sighting->stage) {
    case MYC_STAGE_READY:
        return !sighting->is_pinned && !is_root ? MYC_SILO_PASSED
               : again                          ? MYC_SILO_AGAIN
               : sighting->is_pinned            ? MYC_SILO_PINNED
                                                : MYC_SILO_HELD;
    case MYC_STAGE_LOST:
        return sighting->was_ready || myc_cluster_is_from_start(view, sighting) ? MYC_SILO_LOST
                                                                                : MYC_SILO_UNDONE;
    case MYC_STAGE_EVICTED:
        return MYC_SILO_EVICTED;
    case MYC_STAGE_IDLE:
        return MYC_SILO_HELD;
    default:
        return MYC_SILO_WAITING;
    }
}

/* A wrapper tells it, or the node whose spore returned it, which has the same value. */
static bool is_told_elsewhere(const struct myc_cluster_view *view,
                              const struct myc_sighting *sighting)
{
    const struct myc_book_node *node = myc_scene_node(&view->scene, sighting);
    uint32_t wrapper = view->wrapper_of[node->id - 1], by = node->returned_by;
    if (sighting == myc_scene_failing(&view->scene))
        return false;
    if (wrapper) {
        const struct myc_sighting *whole =
            myc_fate_at(&view->scene.fates[wrapper - 1], sighting->host);
        if (whole && whole->stage != MYC_STAGE_IDLE)
            return true;
    }
    if (!by || !view->chosen[by - 1])
        return false;
    const struct myc_sighting *caller = myc_fate_at(&view->scene.fates[by - 1], sighting->host);
    return caller && caller->stage != MYC_STAGE_IDLE && !sighting->is_pinned;
}

static struct myc_machine *machine_at(struct myc_cluster_view *view, uint32_t host)
{
    for (size_t i = 0; i < view->machine_count; i++)
        if (view->machines[i].host == host)
            return &view->machines[i];
    return NULL;
}

static void add_silo(struct myc_cluster_view *view, const struct myc_sighting *sighting)
{
    struct myc_machine *machine = machine_at(view, sighting->host);
    bool is_nothing = sighting->stage == MYC_STAGE_IDLE &&
                      !myc_cluster_is_from_start(view, sighting) &&
                      sighting != myc_scene_failing(&view->scene);
    if (!machine || is_nothing || is_told_elsewhere(view, sighting))
        return;
    /* What an attempt returned that came to nothing is of interest where the last one did. */
    enum myc_silo_state state = state_of(view, sighting);
    uint32_t node = sighting->node - 1;
    if (state == MYC_SILO_WAITING && view->scene.book->nodes[node].returned_by &&
        !view->chain[node])
        return;
    struct myc_silo *silo = myc_memory_alloc(view->scene.memory, sizeof *silo);
    silo->sighting = sighting;
    silo->state = state;
    view->has_silo[silo->state] = true;
    if (machine->last)
        machine->last->next = silo;
    else
        machine->first = silo;
    machine->last = silo;
}

/* --- order --- */

/* Where the machine's silos are among the SiloRefs, on the average. */
static uint64_t place_of(const struct myc_machine *machine)
{
    uint64_t sum = 0, count = 0;
    for (const struct myc_silo *silo = machine->first; silo; silo = silo->next, count++)
        sum += silo->sighting->node;
    return count ? sum / count : UINT64_MAX;
}

static int by_place(const void *a, const void *b)
{
    uint64_t left = place_of(a), right = place_of(b);
    return left == right ? by_host(a, b) : left < right ? -1 : 1;
}

/* All machines stand in their own order; a few of many so that their arrows cross little. */
static void order_machines(struct myc_cluster_view *view)
{
    size_t first = view->scene.driver_host != MYC_NO_HOST;
    if (view->machine_count < view->scene.book->host_count)
        qsort(view->machines + first, view->machine_count - first, sizeof *view->machines,
              by_place);
}

/* --- all --- */

static void choose_refs(struct myc_cluster_view *view)
{
    const struct myc_book *book = view->scene.book;
    view->refs =
        myc_memory_alloc(view->scene.memory, (view->chosen_count + 1) * sizeof *view->refs);
    for (size_t i = 0; i < book->node_count; i++)
        if (view->chosen[i] && !book->nodes[i].returned_by && !view->wrapper_of[i])
            view->refs[view->ref_count++].node = &book->nodes[i];
}

void myc_cluster_choose(struct myc_cluster_view *view)
{
    choose_nodes(view);
    find_wrappers(view);
    find_sent(view);
    choose_machines(view);
    if (view->scene.driver_host != MYC_NO_HOST)
        choose_refs(view);
    for (size_t i = 0; i < view->scene.book->node_count; i++) {
        const struct myc_sighting *at = view->chosen[i] ? view->scene.fates[i].first : NULL;
        for (; at; at = at->next)
            add_silo(view, at);
    }
    order_machines(view);
}
