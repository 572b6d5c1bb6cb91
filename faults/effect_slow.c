/* A host limps: its cores, its NIC or its disk take a number of times as long. */
#include "faults/effect.h"

struct slow {
    uint32_t resource;
    struct myc_ratio factor;
};

static void start(struct myc_strike *strike)
{
    const struct slow *slow = strike->parameters;
    for (uint32_t i = 0; i < strike->struck.host_count; i++)
        myc_port_host_slow(strike->cluster, strike->struck.hosts[i],
                           (enum myc_resource)slow->resource, slow->factor, strike->fault);
}

static void end(struct myc_strike *strike)
{
    for (uint32_t i = 0; i < strike->struck.host_count; i++)
        myc_port_host_restore(strike->cluster, strike->struck.hosts[i], strike->fault);
}

static const struct myc_parameter parameters[] = {
    { "resource", MYC_UNIT_CHOICE, .initial = "cpu", .choices = "cpu|nic|disk", /* as the port's */
      .help = "what is slow: running tasks are stretched; a NIC or disk goes on with what it began",
      .offset = offsetof(struct slow, resource) },
    { "factor", MYC_UNIT_FACTOR, .initial = "2", .min = "1", .max = "1000000000",
      .help = "so many times as long; slows of one resource multiply",
      .source = "fail-slow hardware, Gunawi 2018: cpu 2, disk up to 1000",
      .offset = offsetof(struct slow, factor) },
    { 0 }
};

const struct myc_effect myc_effect_slow = {
    .about = { .name = "slow",
               .help = "the cores, the NIC or the disk of the host take a number of times as long",
               .example = "slow: {target: m2, resource: cpu, factor: 10}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct slow),
    .strikes = MYC_SHAPE_HOSTS,
    .start = start,
    .end = end,
};
