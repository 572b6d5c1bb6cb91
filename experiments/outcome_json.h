/* The outcome of a run as the one JSON object of `mycel run --json`; its keys
 * and their order are part of the surface. */
#ifndef MYC_EXPERIMENTS_OUTCOME_JSON_H
#define MYC_EXPERIMENTS_OUTCOME_JSON_H

#include <jansson.h>
#include <stdio.h>

#include "experiments/run.h"

/* Writes the object on one line, and a newline. Whether `out` took it, its owner checks. */
void myc_outcome_json(const struct myc_outcome *outcome, FILE *out);

/* Its `faults`; the reference is the caller's. */
json_t *myc_book_faults_json(const struct myc_book *book);

/* A text, or null. Bytes that are no UTF-8, which a program's own words may hold, become '?'. */
json_t *myc_json_text(const char *text);

#endif
