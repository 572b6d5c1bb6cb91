/* A disk is full: what its host writes is not stored. */
#include "faults/effect.h"

static void start(struct myc_strike *strike)
{
    for (uint32_t i = 0; i < strike->struck.host_count; i++)
        myc_port_disk_fill(strike->cluster, strike->struck.hosts[i], strike->fault);
}

static void end(struct myc_strike *strike)
{
    for (uint32_t i = 0; i < strike->struck.host_count; i++)
        myc_port_disk_empty(strike->cluster, strike->struck.hosts[i], strike->fault);
}

const struct myc_effect myc_effect_disk_full = {
    .about = { .name = "disk_full",
               .help = "what the host writes to stable files is not stored: a durable pin is in "
                       "memory alone",
               .example = "disk_full: {target: m2, for: 1ms}" },
    .strikes = MYC_SHAPE_HOSTS,
    .start = start,
    .end = end,
};
