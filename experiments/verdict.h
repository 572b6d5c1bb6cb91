/* Whether the expected response still came, and if not, what failed, where and
 * why. A verdict needs no picture, no database and no clock. */
#ifndef MYC_EXPERIMENTS_VERDICT_H
#define MYC_EXPERIMENTS_VERDICT_H

#include "experiments/run.h"

/* Fills verdict, class, reason, response and failing node of `outcome`, whose book holds the faults
 * by now. `hosts` gives names by index. */
void myc_verdict_judge(const struct myc_scenario *scenario, enum myc_stop stop,
                       const struct myc_result *result, const char *const *hosts,
                       struct myc_memory *memory, struct myc_outcome *outcome);

#endif
