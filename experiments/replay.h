/* A stored run, run again: from its realised plan, so that nothing of how the
 * plan was drawn or triggered matters. */
#ifndef MYC_EXPERIMENTS_REPLAY_H
#define MYC_EXPERIMENTS_REPLAY_H

#include "experiments/run.h"
#include "experiments/store.h"

/* Where it was stored, for messages, and what it needs. */
struct myc_replay {
    const char *database;
    const struct myc_stored_run *stored;
    bool keep_records;
    struct myc_memory *memory;     /* where the scenario is read to */
    struct myc_memory *run_memory; /* of the run, reset first */
};

/* Fills `scenario` and `outcome`. MYC_NOT_REPRODUCIBLE, without a run, where another version of
 * Mycel made the stored one; MYC_INPUT where its rows were edited into nonsense. Whether the
 * fingerprints are equal is the caller's to see. */
enum myc_status myc_replay_run(const struct myc_replay *replay, struct myc_scenario *scenario,
                               struct myc_outcome *outcome, struct myc_error *error);

/* MYC_NOT_REPRODUCIBLE where `outcome` has another fingerprint: both, and where the two part. */
enum myc_status myc_replay_compare(const struct myc_replay *replay,
                                   const struct myc_outcome *outcome, struct myc_error *error);

/* The book of the stored run: its rows in `store`, or where it kept none (`trace: outcome`) those of
 * the same run once more, which can fail as the two above do. It lives in the memories given. */
enum myc_status myc_replay_book(const struct myc_replay *replay, struct myc_store *store,
                                const struct myc_book **book, struct myc_error *error);

#endif
