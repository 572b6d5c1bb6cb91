/* Starts at equal distances. */
#include "faults/repetition.h"

struct periodic {
    myc_time period;
    myc_time first;
};

static myc_time next(struct myc_pace *pace, myc_time from)
{
    const struct periodic *periodic = pace->parameters;
    return myc_time_add(from, pace->count ? periodic->period : periodic->first);
}

static const struct myc_parameter parameters[] = {
    { "period", MYC_UNIT_TIME, .min = "1ns", .help = "from start to start",
      .offset = offsetof(struct periodic, period) },
    { "first", MYC_UNIT_TIME, .initial = "0s", .min = "0", .help = "the first start",
      .offset = offsetof(struct periodic, first) },
    { 0 }
};

const struct myc_repetition_kind myc_repetition_periodic = {
    .about = { .name = "periodic",
               .help = "at equal distances; faults may overlap",
               .example = "periodic: {period: 1s}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct periodic),
    .next = next,
};
