/* The memory budget of a host: what its pinned silos may take together. Above
 * it those that were used longest ago go, and are recomputed when they are asked
 * for; to be used is to be pinned or to be asked for and found.
 *
 * A pin is a permission to remember, so that all of them may go. Roots are what
 * their hosts hold, not pins, and do not count; and work that is under way keeps
 * the values that it has begun with. */
#include "model/node.h"
#include "model/runtime_internal.h"

#include <utlist.h>

void myc_budget_charge(struct myc_runtime *runtime, struct myc_entry *entry)
{
    struct myc_host_state *state = runtime->hosts[entry->host];
    if (entry->charged || myc_node_is_persist(entry->node) || myc_node_is_root(entry->node))
        return;
    entry->charged = true;
    entry->bytes = myc_runtime_bytes(runtime, entry->value, entry->node->type);
    state->pinned_bytes += entry->bytes;
    DL_APPEND(state->pinned, entry);
}

void myc_budget_discharge(struct myc_runtime *runtime, struct myc_entry *entry)
{
    struct myc_host_state *state = runtime->hosts[entry->host];
    if (!entry->charged)
        return;
    entry->charged = false;
    state->pinned_bytes -= entry->bytes;
    DL_DELETE(state->pinned, entry);
}

void myc_budget_use(struct myc_runtime *runtime, struct myc_entry *entry)
{
    struct myc_host_state *state = runtime->hosts[entry->host];
    const struct myc_node *node = entry->node;
    while (entry && !entry->charged && myc_node_is_wrapper(node)) {
        node = node->input; /* a persist is used: what it wraps is */
        entry = myc_entry_find(runtime, entry->host, node->location);
    }
    if (!entry || !entry->charged)
        return;
    DL_DELETE(state->pinned, entry);
    DL_APPEND(state->pinned, entry);
}

/* A silo goes with all that wraps it. */
static void evict(struct myc_runtime *runtime, uint32_t host, const struct myc_node *silo)
{
    struct myc_entry *entry = runtime->hosts[host]->entries, *next;
    runtime->figures.evicted++;
    runtime->traffic.evictions++;
    myc_runtime_record(runtime, MYC_RECORD_EVICTED, silo, host, 0, "over the memory budget", 0, 0);
    myc_roles_clear(myc_cluster_roles(runtime->cluster), MYC_ROLE_HOLDER, silo->label, host);
    for (; entry; entry = next) {
        next = entry->hh.next;
        if (entry->state == MYC_ENTRY_SILO && myc_node_unwrapped(entry->node) == silo)
            myc_entry_forget(runtime, entry);
    }
}

void myc_budget_enforce(struct myc_runtime *runtime, uint32_t host)
{
    const struct myc_host_state *state = runtime->hosts[host];
    uint64_t budget = myc_cluster_config_memory(myc_cluster_configuration(runtime->cluster), host);
    while (state->pinned_bytes > budget)
        evict(runtime, host, myc_node_unwrapped(state->pinned->node));
}
