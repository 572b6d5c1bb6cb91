#include "sim/distribution.h"

static myc_time rounded(const struct myc_distribution *distribution, double u)
{
    (void)u;
    uint64_t value = distribution->parameter[0].ns;
    return value < MYC_TIME_MAX ? value : MYC_TIME_MAX;
}

static const struct myc_parameter parameters[] = {
    { "value", MYC_UNIT_TIME, .min = "0", .max = "forever", .help = "what every draw gives",
      .source = "Mycel", .offset = offsetof(struct myc_distribution, parameter[0].ns) },
    { 0 },
};

const struct myc_distribution_kind myc_distribution_constant = {
    .about = { .name = "constant",
               .help = "the same time at every draw; a bare time is short for it",
               .example = "{kind: constant, value: 5us}",
               .parameters = parameters },
    .rounded = rounded,
};
