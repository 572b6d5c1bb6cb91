/* Starts at the times of a Poisson process: without memory of the last. */
#include "faults/repetition.h"

struct poisson {
    struct myc_distribution gap; /* exponential */
    myc_time mean;
};

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    struct poisson *poisson = parameters;
    (void)reading;
    poisson->gap.kind = &myc_distribution_exponential;
    poisson->gap.parameter[0].ns = poisson->mean;
    return MYC_OK;
}

static myc_time next(struct myc_pace *pace, myc_time from)
{
    const struct poisson *poisson = pace->parameters;
    return myc_time_add(from, myc_distribution_draw(&poisson->gap, pace->stream));
}

static const struct myc_parameter parameters[] = {
    { "mean", MYC_UNIT_TIME, .min = "1ns", .max = "100000h",
      .help = "mean time from start to start", .offset = offsetof(struct poisson, mean) },
    { 0 }
};

const struct myc_repetition_kind myc_repetition_poisson = {
    .about = { .name = "poisson",
               .help = "at the times of a Poisson process; faults may overlap",
               .example = "poisson: {mean: 1s}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct poisson),
    .check = check,
    .next = next,
};
