#include "sim/detector.h"

static const struct myc_parameter parameters[] = {
    { .name = "after",
      .unit = MYC_UNIT_TIME,
      .initial = "5ms",
      .min = "1ns",
      .help = "a request without an answer so long is taken for failed",
      .source = "Mycel",
      .offset = offsetof(struct myc_detector_timeout, after) },
    { 0 },
};

static myc_time notice_delay(const void *given)
{
    (void)given;
    return MYC_FOREVER;
}

static myc_time request_timeout(const void *given)
{
    const struct myc_detector_timeout *timeout = given;
    return timeout->after;
}

const struct myc_detector myc_detector_timeout = {
    .about = { .name = "timeout",
               .help = "takes a request for failed that has no answer in time",
               .example = "{kind: timeout, after: 5ms}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct myc_detector_timeout),
    .notice_delay = notice_delay,
    .request_timeout = request_timeout,
};
