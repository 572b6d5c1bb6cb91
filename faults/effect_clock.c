/* A host's clock runs fast or slow, or jumps. Only the host sees it, by its timers: the timeouts and
 * heartbeats of its detector, its backoffs, the driver's sleep. */
#include "faults/effect.h"

enum way { WAY_AHEAD, WAY_BEHIND };

struct clock {
    struct myc_ratio drift;
    myc_time step;
    uint32_t way;
};

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    const struct clock *clock = parameters;
    if (!clock->drift.numerator && !clock->step)
        return myc_setting_refuse(reading->setting, reading->error,
                                  "a clock that neither drifts nor jumps changes nothing");
    if (clock->drift.numerator == clock->drift.denominator && clock->way == WAY_BEHIND)
        return myc_setting_refuse(reading->setting, reading->error,
                                  "a clock that falls behind by all of the time stands still: "
                                  "drift must be below 1");
    if (clock->drift.numerator > UINT64_MAX - clock->drift.denominator)
        return myc_setting_refuse(reading->setting, reading->error, "drift has too many digits");
    return MYC_OK;
}

/* How much longer timers take: a clock that is ahead by a tenth counts 11 s in 10. */
static struct myc_ratio stretch(const struct clock *clock)
{
    uint64_t whole = clock->drift.denominator, part = clock->drift.numerator;
    return (struct myc_ratio){ whole, clock->way == WAY_AHEAD ? whole + part : whole - part };
}

static void start(struct myc_strike *strike)
{
    const struct clock *clock = strike->parameters;
    for (uint32_t i = 0; i < strike->struck.host_count; i++) {
        uint32_t host = strike->struck.hosts[i];
        if (clock->step)
            myc_port_clock_step(strike->cluster, host, clock->way == WAY_AHEAD, clock->step,
                                strike->fault);
        if (clock->drift.numerator)
            myc_port_host_slow(strike->cluster, host, MYC_RESOURCE_CLOCK, stretch(clock),
                               strike->fault);
    }
}

static void end(struct myc_strike *strike)
{
    const struct clock *clock = strike->parameters;
    for (uint32_t i = 0; clock->drift.numerator && i < strike->struck.host_count; i++)
        myc_port_host_restore(strike->cluster, strike->struck.hosts[i], strike->fault);
}

static const struct myc_parameter parameters[] = {
    { "drift", MYC_UNIT_RATIO, .initial = "1/10000",
      .help = "how much of the time it gains or loses, while the fault lasts",
      .source = "100 ppm: a quartz clock", .offset = offsetof(struct clock, drift) },
    { "step", MYC_UNIT_TIME, .initial = "0s", .help = "how far it jumps when the fault starts",
      .source = "11 ms to 288 s, either way: Jepsen", .offset = offsetof(struct clock, step) },
    { "way", MYC_UNIT_CHOICE, .initial = "ahead", .choices = "ahead|behind",
      .help = "it runs fast and jumps forward, or runs slow and jumps back",
      .offset = offsetof(struct clock, way) },
    { 0 }
};

const struct myc_effect myc_effect_clock = {
    .about = { .name = "clock",
               .help = "the host's clock runs fast or slow, or jumps: its timers come sooner or "
                       "later",
               .example = "clock: {target: client, drift: 1/10000, step: 5ms, way: behind}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct clock),
    .check = check,
    .strikes = MYC_SHAPE_HOSTS,
    .start = start,
    .end = end,
};
