/* Failures that load brings on: each host's hazard is that of an exponential lifetime, times
 * 1 + coupling * utilisation. Age, weighted so, is added up at every `tick`; the host is struck when
 * it reaches a lifetime drawn at the start and anew after each fault. */
#include "faults/repetition.h"

struct cascade {
    struct myc_distribution lifetime; /* exponential */
    myc_time mean;
    struct myc_ratio coupling;
    myc_time tick;
};

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    struct cascade *cascade = parameters;
    (void)reading;
    cascade->lifetime.kind = &myc_distribution_exponential;
    cascade->lifetime.parameter[0].ns = cascade->mean;
    return MYC_OK;
}

static myc_time next(struct myc_pace *pace, myc_time from)
{
    const struct cascade *cascade = pace->parameters;
    if (!pace->left)
        pace->left = 1 + myc_distribution_draw(&cascade->lifetime, pace->stream);
    return myc_time_add(from, cascade->tick);
}

/* tick * (1 + coupling * busy / cores), rounded down */
static uint64_t weighted_tick(const struct cascade *cascade, const struct myc_pace *pace)
{
    uint32_t busy = myc_cluster_busy_cores(pace->cluster, pace->host);
    uint32_t cores = myc_cluster_config_cores(myc_cluster_configuration(pace->cluster), pace->host);
    __extension__ unsigned __int128 extra = cascade->tick;
    extra = extra * cascade->coupling.numerator / cascade->coupling.denominator * busy / cores;
    return myc_time_add(cascade->tick, extra < MYC_TIME_MAX ? (myc_time)extra : MYC_TIME_MAX);
}

static bool due(struct myc_pace *pace)
{
    uint64_t aged = weighted_tick(pace->parameters, pace);
    pace->left = pace->left > aged ? pace->left - aged : 0;
    return pace->left == 0;
}

static bool each(const void *parameters)
{
    (void)parameters;
    return true;
}

static const struct myc_parameter parameters[] = {
    { "mean", MYC_UNIT_TIME, .min = "1ns", .max = "100000h",
      .help = "mean lifetime of an idle host", .offset = offsetof(struct cascade, mean) },
    { "coupling", MYC_UNIT_FACTOR, .initial = "1", .max = "1000000",
      .help = "how much a busy host's hazard grows: hazard * (1 + coupling * utilisation)",
      .offset = offsetof(struct cascade, coupling) },
    { "tick", MYC_UNIT_TIME, .initial = "1ms", .min = "1ns", .help = "how often load is looked at",
      .offset = offsetof(struct cascade, tick) },
    { 0 }
};

const struct myc_repetition_kind myc_repetition_cascade = {
    .about = { .name = "cascade",
               .help = "busy hosts fail sooner, so that the load of one failure brings the next",
               .example = "cascade: {mean: 1s, coupling: 10}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct cascade),
    .check = check,
    .each = each,
    .needs_hosts = "load is that of a host",
    .from_end = true,
    .next = next,
    .due = due,
};
