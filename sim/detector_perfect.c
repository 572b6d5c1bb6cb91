#include "sim/detector.h"

static const struct myc_parameter parameters[] = {
    { .name = "delay",
      .unit = MYC_UNIT_TIME,
      .initial = "1ms",
      .min = "0",
      .help = "time from the end of an incarnation to its notice",
      .source = "Mycel",
      .offset = offsetof(struct myc_detector_perfect, delay) },
    { 0 },
};

static myc_time notice_delay(const void *given)
{
    const struct myc_detector_perfect *perfect = given;
    return perfect->delay;
}

static myc_time request_timeout(const void *given)
{
    (void)given;
    return MYC_FOREVER;
}

const struct myc_detector myc_detector_perfect = {
    .about = { .name = "perfect",
               .help = "tells every up host of each crash, `delay` after it",
               .example = "{kind: perfect, delay: 1ms}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct myc_detector_perfect),
    .notice_delay = notice_delay,
    .request_timeout = request_timeout,
};
