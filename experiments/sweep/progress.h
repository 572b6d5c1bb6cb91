/* How far a sweep has come, on standard error: a bar on a terminal, else a line
 * now and then. */
#ifndef MYC_EXPERIMENTS_SWEEP_PROGRESS_H
#define MYC_EXPERIMENTS_SWEEP_PROGRESS_H

#include "experiments/sweep/planner.h"

struct myc_progress {
    bool is_terminal;
    uint64_t begin_ns;
    uint64_t found;   /* runs that were in the study before */
    uint64_t next_ns; /* when it is told again */
    uint64_t pause_ns;
};

void myc_progress_init(struct myc_progress *progress, uint64_t found);
void myc_progress_tell(struct myc_progress *progress, const struct myc_planner *planner);
/* Takes the bar away. */
void myc_progress_end(struct myc_progress *progress);

#endif
