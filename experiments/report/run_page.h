/* What the page tells of one run: its facts and its course as JSON, and its
 * drawings. The run is repeated for that, with its records in process. */
#ifndef MYC_EXPERIMENTS_REPORT_RUN_PAGE_H
#define MYC_EXPERIMENTS_REPORT_RUN_PAGE_H

#include <jansson.h>

#include "experiments/report/choice.h"
#include "experiments/report/report.h"

/* Adds the run's object to the array `runs`, and its drawings to `report->drawings`. A run that
 * cannot be repeated, or not be drawn, is told of with a note why; MYC_INPUT only where the study
 * makes no sense. */
enum myc_status myc_report_run(struct myc_report *report, const struct myc_chosen *chosen,
                               json_t *runs, struct myc_error *error);

#endif
