/* A burst of foreign work: what the program runs queues behind it. */
#include "faults/effect.h"

struct load {
    uint64_t tasks;
    myc_time cost;
};

static void start(struct myc_strike *strike)
{
    const struct load *load = strike->parameters;
    for (uint32_t i = 0; i < strike->struck.host_count; i++)
        myc_port_load(strike->cluster, strike->struck.hosts[i], load->tasks, load->cost,
                      strike->fault);
}

static const struct myc_parameter parameters[] = {
    { "tasks", MYC_UNIT_COUNT, .initial = "16", .min = "1", .max = "100000",
      .help = "how many queue at once on each host", .offset = offsetof(struct load, tasks) },
    { "cost", MYC_UNIT_TIME, .initial = "1ms", .help = "of each, on a core of speed 1",
      .offset = offsetof(struct load, cost) },
    { 0 }
};

const struct myc_effect myc_effect_load = {
    .about = { .name = "load",
               .help = "a burst of foreign tasks queues for the host's cores; `by:` repeats it",
               .example = "load: {target: m2, tasks: 16, cost: 1ms}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct load),
    .strikes = MYC_SHAPE_HOSTS,
    .at_once = true,
    .start = start,
};
