#include <string.h>

#include "experiments/statistics/measure.h"

/* An error is no response, however fast it comes; a wrong one is one. */
static double latency_of(const struct myc_sample *sample)
{
    bool is_error = sample->class && strcmp(sample->class, "error") == 0;
    bool came = !sample->was_killed && sample->answered != MYC_FOREVER && !is_error;
    return came ? (double)sample->answered : INFINITY;
}

const struct myc_measure myc_measure_latency = {
    .name = "latency",
    .help = "until the driver has its response; mean of those that came, quantiles of all runs",
    .of = latency_of,
};
