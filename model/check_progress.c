#include "model/check.h"

/* Of a chain that is written out: it may be as long as the lineage, or a ring. */
#define LINKS_MAX 16

/* Who waits for whom, from what the driver sent down. */
static const char *chain_from(struct myc_runtime *runtime, const struct myc_node *node)
{
    const struct myc_node *below = myc_runtime_progress(runtime, node)->awaiting;
    const char *chain = node->label;
    for (int i = 0; i < LINKS_MAX && below; i++) {
        chain = myc_memory_format(runtime->memory, "%s <- %s", chain, below->label);
        below = below == node ? NULL : myc_runtime_progress(runtime, below)->awaiting;
    }
    return chain;
}

/* Without faults a cluster that has come to rest has answered everything. A crash excuses it, what
 * a fault did to a message, and a host that stands still. */
static const char *has_answered(struct myc_runtime *runtime)
{
    const struct myc_node *node;
    if (runtime->traffic.crashes || myc_cluster_was_hit(runtime->cluster) ||
        myc_cluster_waits(runtime->cluster))
        return NULL;
    for (myc_future future = 1; myc_driver_unfilled(runtime->driver, &future, &node); future++)
        if (myc_future_state(runtime->driver, future) == MYC_FUTURE_EMPTY)
            return myc_memory_format(
                runtime->memory,
                "%s was asked for, no fault was in the way, and nothing is under way: %s",
                node->label, chain_from(runtime, node));
    return NULL;
}

const struct myc_check myc_check_progress = {
    .about = { .name = "progress",
               .help = "progress: at rest everything asked for is answered, without faults "
                       "(slide 26)" },
    .quiet = has_answered,
};
