/* Whether the expected response still came, and if not, what failed, where and
 * why. A verdict needs no picture, no database and no clock. */
#ifndef MYC_EXPERIMENTS_VERDICT_H
#define MYC_EXPERIMENTS_VERDICT_H

#include "experiments/expect.h"

/* What is judged. */
struct myc_verdict_input {
    const struct myc_scenario *scenario;
    enum myc_stop stop;
    const struct myc_result *result;
    struct myc_runtime *runtime; /* for what became of its single requests */
    const struct myc_sightings *sightings;
    const char *const *hosts; /* names by index */
    struct myc_memory *memory;
};

/* Fills verdict, class, reason, response, failing node and judgements of `outcome`, whose book holds
 * the faults, and whose counters are there, by now. */
void myc_verdict_judge(const struct myc_verdict_input *input, struct myc_outcome *outcome);

#endif
