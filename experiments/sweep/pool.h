/* The workers of a sweep: processes, so that a run that crashes or hangs takes
 * nothing with it but itself.
 *
 *     parent -----control-----> forker ---fork---> worker 0 .. jobs-1
 *       | ^                                          ^ |
 *       | +------------- rows, a pipe each ----------|-+
 *       +--------------- work, a pipe each ----------+
 *
 * The forker is started before the parent opens its database, whose handles must not be in any
 * process but its own, and starts every worker, also in place of one that died. Whoever dies takes
 * with it all that stand below: nothing is left behind a killed parent.
 *
 * What a worker is at stands in memory that all share: so its last run is known when it is gone. */
#ifndef MYC_EXPERIMENTS_SWEEP_POOL_H
#define MYC_EXPERIMENTS_SWEEP_POOL_H

#include <stdatomic.h>

#include "experiments/scenario.h"

#define MYC_POOL_JOBS_MAX 1024u

/* Runs of one cell, in this order. */
struct myc_work {
    uint64_t cell;  /* its id */
    uint64_t point; /* where it is in the design */
    uint64_t first; /* k of the first seed, of `count` that are `stride` apart */
    uint64_t count;
    uint64_t stride;
};

/* What a worker shows to the parent. */
struct myc_pool_sign {
    _Atomic uint64_t
        since_ns;       /* when the run under way began, of CLOCK_MONOTONIC; 0: there is none */
    _Atomic uint64_t k; /* its seed */
    _Atomic uint64_t finished; /* pieces of work whose rows are all in the pipe */
};

struct myc_pool_board {
    _Atomic bool stop; /* no run is begun any more */
    struct myc_pool_sign signs[];
};

uint64_t myc_pool_now_ns(void); /* CLOCK_MONOTONIC */

/* What a worker is: never returns; work comes from one end, messages of experiments/sweep/row.h go
 * to the other. */
struct myc_worker_place {
    const struct myc_scenario *base;
    struct myc_pool_board *board;
    struct myc_pool_sign *sign;
    int work;
    int rows;
};
_Noreturn void myc_worker_run(const struct myc_worker_place *place);

/* --- the parent's side --- */

struct myc_pool;

/* Starts the forker and the workers. `base` is inherited by them all. */
enum myc_status myc_pool_create(struct myc_pool **pool, unsigned jobs,
                                const struct myc_scenario *base, struct myc_error *error);
void myc_pool_destroy(struct myc_pool *pool); /* kills what still runs; NULL is allowed */

struct myc_pool_board *myc_pool_board(struct myc_pool *pool);
int myc_pool_rows(const struct myc_pool *pool, unsigned slot); /* to read, never blocks */
int myc_pool_control(const struct myc_pool *pool);             /* readable: a worker died */

/* Gives work to a worker, which takes up what it was given in order. */
void myc_pool_give(struct myc_pool *pool, unsigned slot, const struct myc_work *work);

/* A worker that died, if any: which, and how (as waitpid says). False: no more for now; -1 in `slot`:
 * the forker is gone. */
bool myc_pool_died(struct myc_pool *pool, int *slot, int *how);
void myc_pool_kill(struct myc_pool *pool, unsigned slot);
/* In place of one that died: what was given to that one is forgotten. */
void myc_pool_restart(struct myc_pool *pool, unsigned slot);

#endif
