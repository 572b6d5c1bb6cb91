#include "experiments/statistics/measure.h"

/* A run that passed without it had nothing that it needed to recover. */
static double recovery_of(const struct myc_sample *sample)
{
    if (sample->recovered > 0)
        return (double)sample->recover_max;
    return sample->setbacks > 0 && sample->verdict != MYC_PASS ? INFINITY : NAN;
}

const struct myc_measure myc_measure_recovery = {
    .name = "recovery",
    .help = "from the first setback of a request to its answer, the longest of each run that had "
            "one",
    .of = recovery_of,
};
