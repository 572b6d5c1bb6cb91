/* The outcome of a run as the one JSON object of `mycel run --json`; its keys
 * and their order are part of the surface. */
#ifndef MYC_EXPERIMENTS_OUTCOME_JSON_H
#define MYC_EXPERIMENTS_OUTCOME_JSON_H

#include <stdio.h>

#include "experiments/run.h"

/* Writes the object on one line, and a newline. Whether `out` took it, its owner checks. */
void myc_outcome_json(const struct myc_outcome *outcome, FILE *out);

#endif
