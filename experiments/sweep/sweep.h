/* A sweep: every run of its cells and seeds becomes a row of a study, whatever
 * happens to it, and whenever the sweep is broken off, the next one goes on.
 *
 *     planner      which runs are next             (experiments/sweep/planner.h)
 *     pool         processes that run them         (experiments/sweep/pool.h)
 *     row          an outcome on its way           (experiments/sweep/row.h)
 *     store        one writer, the parent          (experiments/store.h) */
#ifndef MYC_EXPERIMENTS_SWEEP_SWEEP_H
#define MYC_EXPERIMENTS_SWEEP_SWEEP_H

#include "experiments/sweep/planner.h"

struct myc_sweep_request {
    const struct myc_scenario *scenario;
    const char *database;
    const char *command; /* as it was given, for the study */
    unsigned jobs;
    uint64_t shard; /* 0 of 0: the whole */
    uint64_t shards;
};

struct myc_sweep_result {
    struct myc_planner planner; /* its cells and counts; myc_planner_deinit */
    uint64_t found;             /* runs that were there before */
    int signal;                 /* that broke it off, 0: none did */
};

/* Digest of everything that decides a sweep's rows: its scenario, data files, and the engine. */
void myc_sweep_digest(const struct myc_scenario *scenario, char digest[33]);

/* Reads every cell, runs what is missing, writes all of it. MYC_INPUT before anything was written:
 * a cell that is no scenario, a study of another sweep. MYC_NOT_REPRODUCIBLE names cell and seed of a
 * run that came out otherwise when it was repeated. What was finished before a failure is kept. */
enum myc_status myc_sweep_run(const struct myc_sweep_request *request,
                              struct myc_sweep_result *result, struct myc_error *error);

#endif
