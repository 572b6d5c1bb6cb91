/* What the cluster view shows: which nodes, on which machines, and in which state. */
#include <stdlib.h>
#include <string.h>

#include "viz/chain.h"
#include "viz/cluster.h"
#include "viz/slice.h"

/* --- nodes --- */

/* Adds nodes of one kind until `max` are chosen. */
static void choose_some(struct myc_cluster_view *view, const bool *wanted, size_t max)
{
    for (size_t i = 0; i < view->scene.book->node_count; i++) {
        if (wanted[i] && !view->chosen[i] && view->chosen_count < max) {
            view->chosen[i] = true;
            view->chosen_count++;
        }
    }
}

/* Of a large lineage: the chain, what was lost, and the slice that explains the response. */
static void choose_nodes(struct myc_cluster_view *view)
{
    const struct myc_book *book = view->scene.book;
    struct myc_memory *memory = view->scene.memory;
    size_t bytes = book->node_count + 1;
    bool *failing = myc_memory_alloc(memory, bytes), *lost = myc_memory_alloc(memory, bytes);
    bool *slice = myc_memory_alloc(memory, bytes);
    if (book->run.failing_node)
        failing[book->run.failing_node - 1] = true;
    view->chain = myc_chain_of(book, failing);
    view->chosen = myc_memory_alloc(memory, bytes);
    if (book->node_count <= MYC_CLUSTER_NODES_MAX) {
        view->chosen_count = myc_slice_choose(book, MYC_CLUSTER_NODES_MAX, view->chosen);
        return;
    }
    for (size_t i = 0; i < book->node_count; i++)
        for (const struct myc_sighting *at = view->scene.fates[i].first; at; at = at->next)
            lost[i] = lost[i] || at->was_lost;
    myc_slice_choose(book, MYC_CLUSTER_NODES_FEW, slice);
    choose_some(view, view->chain, MYC_CLUSTER_NODES_BAD);
    choose_some(view, lost, MYC_CLUSTER_NODES_BAD);
    choose_some(view, slice, MYC_CLUSTER_NODES_FEW);
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

enum { IN_CHAIN, IS_STRUCK, HAS_CHOSEN, HAS_NONE };

static void rate(const struct myc_cluster_view *view, struct candidate *candidates)
{
    const struct myc_book *book = view->scene.book;
    for (uint32_t i = 0; i < book->host_count; i++)
        candidates[i] = (struct candidate){ HAS_NONE, i };
    for (size_t i = 0; i < book->node_count; i++) {
        const struct myc_sighting *at = view->chosen[i] ? view->scene.fates[i].first : NULL;
        unsigned merit = view->chain[i] ? IN_CHAIN : HAS_CHOSEN;
        for (; at; at = at->next)
            if (merit < candidates[at->host].merit)
                candidates[at->host].merit = merit;
    }
    for (size_t i = 0; i < book->fault_count; i++)
        for (uint32_t k = 0; book->faults[i].hits && k < book->faults[i].host_count; k++) {
            uint32_t host = book->faults[i].hosts[k];
            if (myc_scene_strikes(&book->faults[i], host) && candidates[host].merit > IS_STRUCK)
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
    for (size_t i = 0; i < book->fault_count; i++)
        machine->is_struck = machine->is_struck || myc_scene_strikes(&book->faults[i], host);
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
    rate(view, candidates);
    qsort(candidates, book->host_count, sizeof *candidates, by_merit);
    bool all = book->host_count <= MYC_CLUSTER_MACHINES_MAX + 1;
    if (driver != MYC_NO_HOST)
        add_machine(view, driver);
    size_t first = view->machine_count;
    for (size_t i = 0; i < book->host_count; i++)
        if (candidates[i].host != driver && (all || candidates[i].merit != HAS_NONE) &&
            view->machine_count - first < MYC_CLUSTER_MACHINES_MAX)
            add_machine(view, candidates[i].host);
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
}
