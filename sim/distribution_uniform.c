#include "sim/distribution.h"
#include "sim/wide.h"

/* min + (max - min) u, where u is an integer over 2^53: rounded to nearest, ties to even, without
 * leaving the integers. */
static myc_time rounded(const struct myc_distribution *distribution, double u)
{
    uint64_t min = distribution->parameter[0].ns;
    uint64_t max = distribution->parameter[1].ns;
    myc_wide product = (myc_wide)(max - min) * (uint64_t)(u * 0x1p53);
    uint64_t floor = min + (uint64_t)(product >> 53);
    uint64_t rest = (uint64_t)product & ((UINT64_C(1) << 53) - 1);
    uint64_t half = UINT64_C(1) << 52;
    uint64_t nearest = floor + (rest > half || (rest == half && floor % 2 == 1));
    return nearest < MYC_TIME_MAX ? nearest : MYC_TIME_MAX;
}

static enum myc_status complete(struct myc_distribution *distribution,
                                const struct myc_setting *setting, struct myc_memory *memory,
                                struct myc_error *error)
{
    (void)memory;
    if (distribution->parameter[0].ns <= distribution->parameter[1].ns)
        return MYC_OK;
    return myc_setting_refuse(setting, error, "the uniform distribution needs min <= max");
}

static const struct myc_parameter parameters[] = {
    { "min", MYC_UNIT_TIME, .min = "0", .max = "100000h", .help = "shortest time",
      .source = "Mycel", .offset = offsetof(struct myc_distribution, parameter[0].ns) },
    { "max", MYC_UNIT_TIME, .min = "0", .max = "100000h", .help = "longest time",
      .source = "Mycel", .offset = offsetof(struct myc_distribution, parameter[1].ns) },
    { 0 },
};

const struct myc_distribution_kind myc_distribution_uniform = {
    .about = { .name = "uniform",
               .help = "equally likely anywhere from min to max",
               .example = "{kind: uniform, min: 1us, max: 9us}",
               .parameters = parameters },
    .complete = complete,
    .rounded = rounded,
};
