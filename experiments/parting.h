/* Where two runs that should be one part: between which checkpoints of the
 * fingerprint, and at which event where both were traced. */
#ifndef MYC_EXPERIMENTS_PARTING_H
#define MYC_EXPERIMENTS_PARTING_H

#include "experiments/run.h"

/* What is left of a run to compare by. */
struct myc_trail {
    const char *name;                         /* "stored", "first" */
    const struct myc_cluster_config *cluster; /* for the names of its hosts */
    uint64_t events;
    myc_time sim_end;
    size_t checkpoint_count;
    const struct myc_checkpoint *checkpoints;
    size_t event_count; /* trace: all, else 0 */
    const struct myc_traced_event *traced;
};

/* Shares everything with the outcome. */
struct myc_trail myc_trail_of(const struct myc_outcome *outcome, const char *name);
/* In `memory`, so that it outlives the run, though not the scenario. */
struct myc_trail myc_trail_copy(const struct myc_trail *trail, struct myc_memory *memory);

/* Sentences for people, in `memory`: the last place where both agree, the first where they do not. */
const char *myc_trail_parting(const struct myc_trail *one, const struct myc_trail *other,
                              struct myc_memory *memory);

#endif
