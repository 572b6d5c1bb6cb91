/* The report of a study: one page that stands alone.
 *
 *     study ---> facts as JSON ----+
 *       |                          +---> page.html, with style, libraries and script
 *       +--> a few runs, repeated -+
 *              and drawn (SVG)
 *
 * What is a number goes as data into the page, whose script makes tables and charts of it; so each
 * number stands there once, and no text of a study is ever markup. The same study gives the same
 * bytes: nothing here asks what time it is. */
#ifndef MYC_EXPERIMENTS_REPORT_REPORT_H
#define MYC_EXPERIMENTS_REPORT_REPORT_H

#include <stdio.h>

#include "experiments/store.h"

struct myc_report {
    const char *database; /* as the user calls it, for the commands that the page shows */
    const char *output;   /* drawings are made beside it */
    struct myc_store *store;
    struct myc_memory *memory;     /* of the report */
    struct myc_memory *read;       /* what is read of one run; reset for each */
    struct myc_memory *run_memory; /* a run that is repeated */
    FILE *drawings;                /* set within */
    const char *no_drawings;       /* set where there can be none: why */
};

/* Writes the page to `out`. */
enum myc_status myc_report_write(struct myc_report *report, FILE *out, struct myc_error *error);

#endif
