/* A host loses its memory, tasks and what is in its NIC; stable files stay.
 * When the fault ends it begins its next incarnation. */
#include "faults/effect.h"

static void start(struct myc_strike *strike)
{
    for (uint32_t i = 0; i < strike->struck.host_count; i++)
        myc_port_host_down(strike->cluster, strike->struck.hosts[i], strike->fault);
}

static void end(struct myc_strike *strike)
{
    for (uint32_t i = 0; i < strike->struck.host_count; i++)
        myc_port_host_up(strike->cluster, strike->struck.hosts[i], strike->fault);
}

const struct myc_effect myc_effect_crash = {
    .about = { .name = "crash",
               .help = "the host loses its memory, tasks and NIC queues; it is back, empty, when "
                       "the fault ends",
               .example = "crash: {target: m2, at: 60us, for: 5ms}" },
    .strikes = MYC_SHAPE_HOSTS,
    .spares_client = "the driver's host is what the run is judged from; cut or delay it instead",
    .start = start,
    .end = end,
};
