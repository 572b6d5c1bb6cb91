/* Figures with their intervals as people read them: "1.23ms (1.20-1.27)". */
#ifndef MYC_EXPERIMENTS_STUDY_TEXT_H
#define MYC_EXPERIMENTS_STUDY_TEXT_H

#include "experiments/statistics/interval.h"

#define MYC_FIGURE_TEXT_BYTES 96

/* All give `text`. Three digits of the estimate, its bounds with as many decimals and in its unit.
 * "1.23ms (>1.20)" where the upper bound is missing, "(?)" where both are, "never" for what did not
 * come, "-" where there is no run. */
const char *myc_time_interval_text(struct myc_interval interval, char text[MYC_FIGURE_TEXT_BYTES]);
/* "43.2% (38.9-47.6)": as many decimals as the interval is worth. */
const char *myc_rate_interval_text(struct myc_interval interval, char text[MYC_FIGURE_TEXT_BYTES]);

/* Differences have a sign: "+1.23ms (-0.20 to +2.66)"; those of rates are in percentage points. */
const char *myc_time_change_text(struct myc_interval change, char text[MYC_FIGURE_TEXT_BYTES]);
const char *myc_rate_change_text(struct myc_interval change, char text[MYC_FIGURE_TEXT_BYTES]);

#endif
