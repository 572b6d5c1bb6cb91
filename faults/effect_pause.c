/* A host stands still: a garbage collection, SIGSTOP, a virtual machine that is moved. */
#include "faults/effect.h"

static void start(struct myc_strike *strike)
{
    for (uint32_t i = 0; i < strike->struck.host_count; i++)
        myc_port_host_pause(strike->cluster, strike->struck.hosts[i], strike->fault);
}

static void end(struct myc_strike *strike)
{
    for (uint32_t i = 0; i < strike->struck.host_count; i++)
        myc_port_host_go_on(strike->cluster, strike->struck.hosts[i], strike->fault);
}

const struct myc_effect myc_effect_pause = {
    .about = { .name = "pause",
               .help = "the host stands still: tasks stop, messages and timers wait, and all goes "
                       "on when the fault ends",
               .example = "pause: {target: m2, at: 60us, for: 1ms}" },
    .strikes = MYC_SHAPE_HOSTS,
    .start = start,
    .end = end,
};
