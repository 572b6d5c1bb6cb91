/* Measures: what a study summarises of each run, a simulated time in ns.
 *
 * One is a file measure_NAME.c that ends in its const table, a line in
 * measure_list.h, and one in CMake. It stands then in the table of `mycel
 * sweep`, in its JSON object as NAME_ns, and in the comparison with the first
 * cell. */
#ifndef MYC_EXPERIMENTS_STATISTICS_MEASURE_H
#define MYC_EXPERIMENTS_STATISTICS_MEASURE_H

#include <math.h>

#include "experiments/store_cells.h"

struct myc_measure {
    const char *name;
    const char *help; /* what it is, in less than 90 characters */
    /* NAN: the run has none; INFINITY: it never came to it. Of a run that was killed only the
     * verdict is known. */
    double (*of)(const struct myc_sample *sample);
};

/* The measures, by these numbers. */
#define X(name) extern const struct myc_measure myc_measure_##name;
#include "experiments/statistics/measure_list.h"
#undef X
enum {
#define X(name) MYC_MEASURE_##name,
#include "experiments/statistics/measure_list.h"
#undef X
    MYC_MEASURES
};
extern const struct myc_measure *const myc_measures[MYC_MEASURES];

#endif
