/* Presets: generators whose figures are those of a study in the field.
 *
 *     perturb:
 *       - lanl-weibull: {shape: 0.7, faster: 1000000}
 *
 * A preset is a generator like any other (faults/generator.h): it gives ordinary items, that go with
 * all else. Its table of parameters is where its figures stand, each with its unit and its source, so
 * that `mycel list lanl-weibull` shows them and a scenario may change each. What the source does not
 * say has no default, or says so. Failures are months apart where a run lasts for seconds: `faster`
 * divides every time.
 *
 * A preset is one file faults/preset_<name>.c that ends in its const table; its name has '-' where the
 * file has '_'. */
#ifndef MYC_FAULTS_PRESET_H
#define MYC_FAULTS_PRESET_H

#include "faults/generator.h"

#define MYC_HOUR (UINT64_C(3600) * MYC_SECOND)
#define MYC_YEAR (8760 * MYC_HOUR)

/* What every preset has, first in its own struct, and its key. */
struct myc_preset {
    uint64_t faster;
};
#define MYC_PRESET_FASTER(type)                                                                    \
    {                                                                                              \
        "faster", MYC_UNIT_COUNT, .initial = "1", .min = "1", .max = "1000000000000",              \
            .help = "how much faster than life: every time is divided by it", .source = "Mycel",   \
            .offset = offsetof(type, preset.faster)                                                \
    }

/* `count` times `each` over `parts` of it, made faster, in ns: never 0, at most MYC_TIME_MAX. */
myc_time myc_preset_time(const struct myc_preset *preset, uint64_t count, myc_time each,
                         uint64_t parts);

/* A parameter as it was written, or its default, for those that are no whole numbers. */
const char *myc_preset_word(const struct myc_generating *generating,
                            const struct myc_parameter *parameters, const char *name);

/* Two legs of a message's way, answers and all else: each delay now from a Pareto distribution, now
 * from an exponential one. */
struct myc_preset_leg {
    struct myc_ratio weight; /* of the Pareto part; the other has the rest of 1 */
    myc_time min;
    double shape;
    myc_time mean; /* of the exponential part */
};
struct myc_preset_legs {
    struct myc_preset preset;
    struct myc_preset_leg request, answer;
};
/* The keys of one leg, for a table over struct myc_preset_legs. */
#define MYC_PRESET_LEG(leg, weight_text, min_text, shape_text, mean_text, paper)                   \
    { #leg "_weight", MYC_UNIT_RATIO, .initial = weight_text,                                      \
      .help = "how often a delay of its " #leg "s is Pareto", .source = paper,                     \
      .offset = offsetof(struct myc_preset_legs, leg.weight) },                                    \
        { #leg "_min", MYC_UNIT_TIME, .initial = min_text, .min = "1ns", .max = "100000h",         \
          .help = "the shortest of these", .source = paper,                                        \
          .offset = offsetof(struct myc_preset_legs, leg.min) },                                   \
        { #leg "_shape", MYC_UNIT_NUMBER, .initial = shape_text, .min = "0.1", .max = "100",       \
          .help = "their shape", .source = paper,                                                  \
          .offset = offsetof(struct myc_preset_legs, leg.shape) },                                 \
    {                                                                                              \
        #leg "_mean", MYC_UNIT_TIME, .initial = mean_text, .min = "1ns", .max = "100000h",         \
            .help = "mean of the others, which are exponential",                                   \
            .source = paper ", 1 / lambda in whole ns",                                            \
            .offset = offsetof(struct myc_preset_legs, leg.mean)                                   \
    }
/* Gives the delay of each leg. */
enum myc_status myc_preset_delay(const struct myc_preset_legs *legs,
                                 struct myc_generating *generating,
                                 const struct myc_parameter *parameters);

#define X(name) extern const struct myc_generator myc_preset_##name;
#include "faults/preset_list.h"
#undef X

extern const struct myc_generator *const myc_presets[]; /* NULL-terminated */
extern const struct myc_kind *const myc_preset_kinds[]; /* the same for listings */

#endif
