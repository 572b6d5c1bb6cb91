/* What a crash takes, and whether its lineage can bring it back. */
#include "model/runtime_internal.h"

#include <string.h>

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

/* Goes down the lineage like a walk, but no further than a silo that is still held. */
bool myc_loss_is_recomputable(struct myc_runtime *runtime, const struct myc_node *node,
                              const struct myc_node **root)
{
    const struct myc_book *book = myc_cluster_book(runtime->cluster);
    size_t count = 0, room = 0;
    const struct myc_node **open = NULL;
    *root = NULL;
    runtime->walk++;
    open = myc_memory_grow(runtime->memory, open, &room, 1, sizeof *open);
    open[count++] = node;
    bool recomputable = true;
    while (count && recomputable) {
        const struct myc_node *at = open[--count];
        struct myc_progress *progress = myc_runtime_progress(runtime, at);
        if (progress->stamp == runtime->walk || is_held(runtime, at))
            continue;
        progress->stamp = runtime->walk;
        if (myc_node_is_root(at)) {
            recomputable = root_is_left(runtime, at);
            if (!recomputable || !*root)
                *root = at;
        }
        const struct myc_book_node *row = &book->nodes[at->id - 1];
        for (uint32_t i = 0; i < row->input_count; i++) {
            open = myc_memory_grow(runtime->memory, open, &room, count + 1, sizeof *open);
            open[count++] = runtime->progress[row->inputs[i]].node;
        }
    }
    myc_memory_give(runtime->memory, open, room * sizeof *open);
    return recomputable;
}

static void lose_silo(struct myc_runtime *runtime, const struct myc_node *node,
                      struct myc_incarnation ended, uint32_t fault)
{
    const struct myc_node *root;
    bool recoverable = myc_loss_is_recomputable(runtime, node, &root);
    myc_runtime_progress(runtime, node)->fault = fault;
    runtime->losses = myc_memory_grow(runtime->memory, runtime->losses, &runtime->loss_room,
                                      runtime->loss_count + 1, sizeof *runtime->losses);
    runtime->losses[runtime->loss_count++] = (struct myc_loss){
        .node = node->label,
        .node_id = node->id,
        .host = ended.host,
        .at = myc_cluster_now(runtime->cluster),
        .fault = fault,
        .recoverable = recoverable,
    };
    myc_runtime_record(runtime, MYC_RECORD_LOST, node, ended.host, fault,
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
        bool is_wrapper = entry->node->operation == MYC_OPERATION_PERSIST;
        if (entry->state == MYC_ENTRY_SILO && !is_wrapper)
            lose_silo(runtime, entry->node, ended, fault);
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
