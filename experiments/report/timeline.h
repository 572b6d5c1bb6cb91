/* How a run went: what was under way and what the hosts held, over simulated time. */
#ifndef MYC_EXPERIMENTS_REPORT_TIMELINE_H
#define MYC_EXPERIMENTS_REPORT_TIMELINE_H

#include "sim/record.h"

#define MYC_TIMELINE_POINTS_MAX 800

struct myc_moment {
    myc_time time;
    uint32_t messages; /* under way between two hosts */
    uint32_t values;   /* held by some host, one in two places twice */
};

/* The state after each change, from 0 to the end. Of a long run, `*count` moments in equal steps of time, each with
 * the most of its step. Lives in `memory`, in which the scratch is made too. */
const struct myc_moment *myc_timeline_make(const struct myc_book *book, struct myc_memory *memory,
                                           size_t *count);

#endif
