/* What a search for a cliff found, in one sentence. */
#ifndef MYC_EXPERIMENTS_SWEEP_CLIFF_H
#define MYC_EXPERIMENTS_SWEEP_CLIFF_H

#include <stdio.h>

#include "experiments/sweep/planner.h"

/* Of a sweep that has ended; nothing for one that did not search. */
enum myc_status myc_cliff_write(const struct myc_planner *planner, FILE *out,
                                struct myc_error *error);

#endif
