#include "sim/detector.h"

static const struct myc_parameter parameters[] = {
    { .name = "period",
      .unit = MYC_UNIT_TIME,
      .initial = "1ms",
      .min = "1us",
      .max = "1h",
      .help = "from one heartbeat of a host to the next",
      .source = "Mycel",
      .offset = offsetof(struct myc_detector_heartbeat, period) },
    { .name = "misses",
      .unit = MYC_UNIT_COUNT,
      .initial = "3",
      .min = "1",
      .max = "1000",
      .help = "a host not heard of for so many periods is suspected",
      .source = "Mycel",
      .offset = offsetof(struct myc_detector_heartbeat, misses) },
    { 0 },
};

static myc_time never(const void *given)
{
    (void)given;
    return MYC_FOREVER;
}

static myc_time period(const void *given)
{
    const struct myc_detector_heartbeat *heartbeat = given;
    return heartbeat->period;
}

static myc_time patience(const void *given)
{
    const struct myc_detector_heartbeat *heartbeat = given;
    return heartbeat->period * heartbeat->misses;
}

const struct myc_detector myc_detector_heartbeat = {
    .about = { .name = "heartbeat",
               .help = "suspects a host that was asked and not heard of for some periods; costs one "
                       "event a period for each pair with an open request",
               .example = "{kind: heartbeat, period: 1ms, misses: 3}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct myc_detector_heartbeat),
    .notice_delay = never,
    .request_timeout = never,
    .period = period,
    .patience = patience,
};
