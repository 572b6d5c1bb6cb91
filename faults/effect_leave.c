/* A host leaves the cluster in order, and joins it again, empty, when the fault ends. */
#include "faults/effect.h"

static void start(struct myc_strike *strike)
{
    for (uint32_t i = 0; i < strike->struck.host_count; i++)
        myc_port_host_leave(strike->cluster, strike->struck.hosts[i], strike->fault);
}

static void end(struct myc_strike *strike)
{
    for (uint32_t i = 0; i < strike->struck.host_count; i++)
        myc_port_host_up(strike->cluster, strike->struck.hosts[i], strike->fault);
}

const struct myc_effect myc_effect_leave = {
    .about = { .name = "leave",
               .help = "the host leaves and all are told at once; it joins again, empty, when the "
                       "fault ends: from 0s, it joins late",
               .example = "leave: {target: m1, for: 10ms}" },
    .strikes = MYC_SHAPE_HOSTS,
    .spares_client = "the driver's host is what the run is judged from; cut or delay it instead",
    .start = start,
    .end = end,
};
