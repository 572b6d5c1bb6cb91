/* A host is drained: it answers for what it has, and is given nothing that could be elsewhere. What
 * it has pinned stays its own: once it is gone, lineages make it again. */
#include "faults/effect.h"

static void start(struct myc_strike *strike)
{
    for (uint32_t i = 0; i < strike->struck.host_count; i++)
        myc_port_host_drain(strike->cluster, strike->struck.hosts[i], strike->fault);
}

static void end(struct myc_strike *strike)
{
    for (uint32_t i = 0; i < strike->struck.host_count; i++)
        myc_port_host_refill(strike->cluster, strike->struck.hosts[i], strike->fault);
}

const struct myc_effect myc_effect_drain = {
    .about = { .name = "drain",
               .help = "no policy chooses the host for replays and copies; what is there goes on. A "
                       "leave may follow it",
               .example = "drain: {target: m1, for: 10ms}" },
    .strikes = MYC_SHAPE_HOSTS,
    .spares_client = "the driver's host is never chosen",
    .start = start,
    .end = end,
};
