/* The parts of the page that the program brings along: the files of
 * experiments/report/page/ and vendor/, as they were when it was built. */
#ifndef MYC_EXPERIMENTS_REPORT_ASSET_H
#define MYC_EXPERIMENTS_REPORT_ASSET_H

#include <stddef.h>

struct myc_asset {
    const char *name;  /* "style.css"; NULL ends the table */
    const char *bytes; /* not terminated */
    size_t length;
};

extern const struct myc_asset myc_assets[];

#endif
