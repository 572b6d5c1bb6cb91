/* Which runs of a study are worth looking at: a few, and the same ones whenever the study is the
 * same. Of each way to go wrong the first two seeds; of what passed the slowest. A study of a few
 * runs shows them all. */
#ifndef MYC_EXPERIMENTS_REPORT_CHOICE_H
#define MYC_EXPERIMENTS_REPORT_CHOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "experiments/store.h"
#include "sim/digest.h"

#define MYC_CHOICE_ALL 3        /* that many runs are shown all */
#define MYC_CHOICE_PER_ENDING 2 /* of each way to end */
#define MYC_CHOICE_MAX 6
#define MYC_ENDINGS (MYC_CLASS_EXPECTATION + 2) /* pass, the classes of fail, unknown */

enum myc_chosen_for { MYC_CHOSEN_FIRST, MYC_CHOSEN_SLOWEST, MYC_CHOSEN_ONE_OF_FEW };

struct myc_chosen {
    uint64_t run;
    uint64_t cell; /* 0: a run of its own */
    uint64_t seed;
    uint64_t duration_ns; /* simulated */
    uint32_t ending;
    bool was_killed; /* by a signal or the wall limit: to repeat it could hang this process too */
    enum myc_chosen_for why;
};

/* "pass", "wrong", ..., "unknown". */
const char *myc_ending_word(uint32_t ending);

struct myc_choice {
    uint64_t run_count;
    uint64_t ending_count[MYC_ENDINGS];
    unsigned char
        digest[16]; /* of all cells, seeds and fingerprints, in whatever order they stand */
    size_t count;
    struct myc_chosen chosen[MYC_CHOICE_MAX]; /* as they are to be shown */
};

/* Reads every run once. */
enum myc_status myc_choice_make(struct myc_store *store, struct myc_choice *choice,
                                struct myc_error *error);

#endif
