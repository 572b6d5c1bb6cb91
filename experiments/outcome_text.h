/* The outcome of a run in a few lines for people. */
#ifndef MYC_EXPERIMENTS_OUTCOME_TEXT_H
#define MYC_EXPERIMENTS_OUTCOME_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "experiments/run.h"

/* The verdict in words, why, where, and what it took. `colour`: for a terminal that shows it. */
void myc_outcome_text(const struct myc_outcome *outcome, bool colour, FILE *out);

/* One line for each fault that did nothing: the scenario may not test what its author thinks. */
void myc_outcome_warn(const struct myc_outcome *outcome, FILE *out);

#endif
