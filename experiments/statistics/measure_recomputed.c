#include "experiments/statistics/measure.h"

static double recomputed_of(const struct myc_sample *sample)
{
    return sample->was_killed ? NAN : (double)sample->recomputed_cost;
}

const struct myc_measure myc_measure_recomputed = {
    .name = "recomputed",
    .help = "work for values that had been there before",
    .of = recomputed_of,
};
