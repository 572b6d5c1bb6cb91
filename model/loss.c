/* What a crash or an eviction takes, and whether its lineage can bring it back. */
#include "model/node.h"
#include "model/runtime_internal.h"

#include <stdlib.h>

/* Whether some up host still keeps the node's value as a silo. */
static bool is_held(struct myc_runtime *runtime, const struct myc_node *node)
{
    const struct myc_roles *roles = myc_cluster_roles(runtime->cluster);
    uint32_t count = myc_roles_hosts(roles, MYC_ROLE_HOLDER, node->label, NULL, 0);
    if (!count)
        return false;
    uint32_t *hosts = myc_memory_take(runtime->memory, count * sizeof *hosts);
    myc_roles_hosts(roles, MYC_ROLE_HOLDER, node->label, hosts, count);
    bool held = false;
    for (uint32_t i = 0; i < count && !held; i++) {
        const struct myc_entry *entry = myc_entry_find(runtime, hosts[i], node->location);
        held = entry && entry->state == MYC_ENTRY_SILO;
    }
    myc_memory_give(runtime->memory, hosts, count * sizeof *hosts);
    return held;
}

static bool root_is_left(struct myc_runtime *runtime, const struct myc_node *root)
{
    switch (root->operation) {
    case MYC_OPERATION_POPULATE:
        return root->root == MYC_ROOT_VALUE;
    case MYC_OPERATION_TEXT_FILE:
        return myc_cluster_file(runtime->cluster, root->home.host, root->file) != NULL;
    default:
        return true; /* what a spore made, it makes again */
    }
}

/* Whether all refs in a spore's header can be had again; a spore of no ref can. */
struct captured {
    struct myc_runtime *runtime;
    bool all;
};

static void see_captured(void *state, const struct myc_node *node)
{
    struct captured *captured = state;
    captured->all = captured->all && myc_runtime_progress(captured->runtime, node)->recomputable;
}

static bool can_run(struct myc_runtime *runtime, const struct myc_spore *spore)
{
    struct captured captured = { .runtime = runtime, .all = spore != NULL };
    if (spore)
        myc_value_visit(spore->header, spore->captured, see_captured, &captured);
    return captured.all;
}

/* What a node needs below it is judged already. A fault handler is a second way. */
static bool judge(struct myc_runtime *runtime, const struct myc_node *node)
{
    if (is_held(runtime, node) || myc_durable_is_there(runtime, node))
        return true;
    if (myc_node_is_root(node) && node->operation != MYC_OPERATION_FROM_FUN)
        return root_is_left(runtime, node);
    if (node->input && !myc_runtime_progress(runtime, node->input)->recomputable)
        return false;
    for (uint32_t i = 0; i < node->pump_count; i++)
        if (!myc_runtime_progress(runtime, node->pumps[i].source)->recomputable ||
            !can_run(runtime, node->pumps[i].spore))
            return false;
    return !node->spore || can_run(runtime, node->spore) || can_run(runtime, node->handler);
}

static int by_id(const void *a, const void *b)
{
    const struct myc_node *const *x = a, *const *y = b;
    return ((*x)->id > (*y)->id) - ((*x)->id < (*y)->id);
}

/* The root that decides it: below a lost value a lost one, else the first that is there. */
static const struct myc_node *deciding_root(struct myc_runtime *runtime,
                                            const struct myc_node *node)
{
    const struct myc_book *book = myc_cluster_book(runtime->cluster);
    bool wanted = myc_runtime_progress(runtime, node)->recomputable;
    while (!myc_node_is_root(node)) {
        const struct myc_book_node *row = &book->nodes[node->id - 1];
        uint32_t i = 0;
        while (i < row->input_count && runtime->progress[row->inputs[i]].recomputable != wanted)
            i++;
        if (i == row->input_count)
            return NULL;
        node = runtime->progress[row->inputs[i]].node;
    }
    return node;
}

/* Inputs have lower ids than what is derived from them, so one pass upwards decides. */
bool myc_loss_is_recomputable(struct myc_runtime *runtime, const struct myc_node *node,
                              const struct myc_node **root)
{
    myc_runtime_walk(runtime, node);
    qsort(runtime->walked, runtime->walk_count, sizeof *runtime->walked, by_id);
    for (size_t i = 0; i < runtime->walk_count; i++)
        myc_runtime_progress(runtime, runtime->walked[i])->recomputable =
            judge(runtime, runtime->walked[i]);
    *root = deciding_root(runtime, node);
    return myc_runtime_progress(runtime, node)->recomputable;
}

/* `kind` is LOST or EVICTED. */
static void lose_silo(struct myc_runtime *runtime, enum myc_record_kind kind,
                      const struct myc_node *node, uint32_t host, uint32_t fault)
{
    const struct myc_node *root;
    bool recoverable = myc_loss_is_recomputable(runtime, node, &root);
    myc_runtime_progress(runtime, node)->fault = fault;
    runtime->losses = myc_memory_grow(runtime->memory, runtime->losses, &runtime->loss_room,
                                      runtime->loss_count + 1, sizeof *runtime->losses);
    runtime->losses[runtime->loss_count++] = (struct myc_loss){
        .node = node->label,
        .node_id = node->id,
        .host = host,
        .at = myc_cluster_now(runtime->cluster),
        .fault = fault,
        .recoverable = recoverable,
    };
    myc_runtime_record(runtime, kind, node, host, fault,
                       recoverable ? "recomputable" : "truly lost", 0, 0);
    myc_cluster_hit(runtime->cluster, fault, 1);
}

static void lose_work(struct myc_runtime *runtime, const struct myc_entry *entry,
                      struct myc_incarnation ended, uint32_t fault)
{
    struct myc_progress *progress = myc_runtime_progress(runtime, entry->node);
    progress->fault = fault;
    progress->at = ended;
    myc_runtime_record(runtime, MYC_RECORD_LOST, entry->node, ended.host, fault, "under way",
                       entry->argument_record, 0);
}

void myc_loss_crashed(void *state, struct myc_incarnation ended, uint32_t fault)
{
    struct myc_runtime *runtime = state;
    struct myc_host_state *host = runtime->hosts[ended.host];
    runtime->traffic.crashes++;
    if (!host)
        return;
    struct myc_entry *entries = host->entries;
    while (host->requests)
        myc_request_close(runtime, host->requests);
    /* All is gone before any loss is judged: one silo cannot vouch for another. */
    *host = (struct myc_host_state){ 0 };
    for (struct myc_entry *entry = entries; entry; entry = entry->hh.next) {
        bool is_wrapper = myc_node_is_persist(entry->node);
        if (entry->state == MYC_ENTRY_SILO && !is_wrapper)
            lose_silo(runtime, MYC_RECORD_LOST, entry->node, ended.host, fault);
        else if (entry->state == MYC_ENTRY_BUSY)
            lose_work(runtime, entry, ended, fault);
    }
    for (struct myc_entry *entry = entries, *next; entry; entry = next) {
        next = entry->hh.next;
        entry->serial = 0;
        entry->next_free = runtime->free_entries;
        runtime->free_entries = entry;
    }
}

/* Takes the silos about `label` out of the host's memory; their nodes, wrappers left out. */
static const struct myc_node **evict(struct myc_runtime *runtime, uint32_t host, const char *label,
                                     size_t *count, size_t *room)
{
    const struct myc_node **evicted = NULL;
    struct myc_entry *entry = runtime->hosts[host] ? runtime->hosts[host]->entries : NULL, *next;
    for (; entry; entry = next) {
        next = entry->hh.next;
        const struct myc_node *node = entry->node;
        if (entry->state != MYC_ENTRY_SILO || (label && node->label != label))
            continue;
        myc_roles_clear(myc_cluster_roles(runtime->cluster), MYC_ROLE_HOLDER, node->label, host);
        myc_entry_forget(runtime, entry);
        if (myc_node_is_persist(node))
            continue;
        evicted = myc_memory_grow(runtime->memory, evicted, room, *count + 1,
                                  sizeof(const struct myc_node *));
        evicted[(*count)++] = node;
    }
    return evicted;
}

void myc_loss_reclaimed(void *state, uint32_t host, const char *label, uint32_t fault)
{
    struct myc_runtime *runtime = state;
    size_t count = 0, room = 0;
    const struct myc_node **evicted = evict(runtime, host, label, &count, &room);
    runtime->traffic.evictions += count;
    for (size_t i = 0; i < count; i++)
        lose_silo(runtime, MYC_RECORD_EVICTED, evicted[i], host, fault);
    myc_memory_give(runtime->memory, evicted, room * sizeof(const struct myc_node *));
}

uint32_t myc_loss_fault(const struct myc_runtime *runtime, const struct myc_node *node)
{
    for (size_t i = runtime->loss_count; i-- > 0;)
        if (runtime->losses[i].node_id == node->id)
            return runtime->losses[i].fault;
    return 0;
}
