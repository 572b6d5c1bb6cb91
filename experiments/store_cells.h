/* Reading the runs of a study cell by cell, as statistics want them: each cell
 * in the order of its number, its runs in the order of their seeds. Nothing is
 * kept, so a study may be larger than memory.
 *
 * `mycel sql DB 'SELECT * FROM cells'` answers the simple questions. */
#ifndef MYC_EXPERIMENTS_STORE_CELLS_H
#define MYC_EXPERIMENTS_STORE_CELLS_H

#include "experiments/store.h"

/* A run, as far as statistics go. Texts live until the next one. */
struct myc_sample {
    uint64_t seed;
    enum myc_verdict verdict;
    const char *class; /* NULL: none */
    bool was_killed;   /* by a signal or the watchdog: none of its numbers mean anything */
    bool is_perturbed; /* its scenario declares a fault */
    myc_time answered; /* MYC_FOREVER: never */
    uint64_t setbacks;
    uint64_t recovered;
    myc_time recover_max;
    uint64_t recomputed;
    myc_time recomputed_cost;
    uint64_t hits;
};

/* How a condition of `expect` fared in the runs of a cell; the text lives until the next one. */
struct myc_cell_expectation {
    const char *words;
    uint64_t met, unmet, open; /* open: a limit came before it was decided */
};

/* What takes the cells. */
struct myc_cell_receiver {
    /* `settings`: JSON, {path: value}. */
    enum myc_status (*begin)(void *state, uint64_t cell, const char *settings,
                             struct myc_error *error);
    void (*run)(void *state, const struct myc_sample *sample);
    /* After the runs, in the order of the scenario. */
    void (*expectation)(void *state, const struct myc_cell_expectation *expectation);
    void (*end)(void *state);
    void *state;
};

/* All cells, those without a run too. MYC_INPUT where rows were edited into nonsense, or by
 * `begin`. */
enum myc_status myc_store_read_cells(struct myc_store *store,
                                     const struct myc_cell_receiver *receiver,
                                     struct myc_error *error);

/* The name of the scenario that was swept, in `memory`. MYC_INPUT: the study is no sweep. */
enum myc_status myc_store_read_sweep(struct myc_store *store, struct myc_memory *memory,
                                     const char **name, struct myc_error *error);

#endif
