/* What is run next. It decides by results alone, and by those of a cell only
 * when a whole batch of its seeds is there: so the same runs are made with any
 * number of workers, and by a sweep that was broken off and goes on. */
#ifndef MYC_EXPERIMENTS_SWEEP_PLANNER_H
#define MYC_EXPERIMENTS_SWEEP_PLANNER_H

#include "experiments/run.h"
#include "experiments/sweep/pool.h"

struct myc_sweep_cell {
    uint64_t point;
    uint64_t first;  /* k of its first seed; the others are `stride` apart */
    uint64_t runs;   /* that it may have */
    uint64_t given;  /* of them, to workers, or found in the study */
    uint64_t target; /* how many are to be given, so far */
    uint64_t done;
    uint64_t verdicts[3]; /* of those done, by enum myc_verdict */
};

struct myc_planner {
    const struct myc_sweep *sweep;
    uint64_t stride;
    size_t cell_count, cell_room;
    struct myc_sweep_cell *cells; /* cell i + 1 */
    size_t first_open;            /* all before it are ended */
    uint64_t done, verdicts[3];
    uint64_t found; /* of those done: that were in the study before */
    uint64_t most;  /* runs there can be */
    /* A search for a cliff: what is known of `where`. */
    uint64_t low, high; /* points between which it changes */
    bool holds_low;     /* whether it holds at `low` */
    bool changes;       /* between the two ends */
    /* Whether a run is in the study already, and its verdict; NULL: none is. */
    bool (*is_stored)(void *state, uint64_t cell, uint64_t seed, enum myc_verdict *verdict);
    void *state;
};

/* `shard` of `shards`, from 1. What it makes is the caller's to end. */
void myc_planner_init(struct myc_planner *planner, const struct myc_sweep *sweep, uint64_t shard,
                      uint64_t shards);
void myc_planner_deinit(struct myc_planner *planner);

/* The next runs, at most so many of one cell. False: none now; where nothing is under way either,
 * the sweep has ended. */
bool myc_planner_next(struct myc_planner *planner, uint64_t most, struct myc_work *work);

/* A run of a cell was done. */
void myc_planner_note(struct myc_planner *planner, uint64_t cell, enum myc_verdict verdict);

/* Whether the condition of a search holds in a cell. */
bool myc_planner_holds(const struct myc_planner *planner, const struct myc_sweep_cell *cell);

#endif
