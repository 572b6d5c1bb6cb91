/* The runtime against the naive model, on random programs. */
#ifndef MYC_TESTS_NAIVE_CAMPAIGN_H
#define MYC_TESTS_NAIVE_CAMPAIGN_H

#include "experiments/run.h"
#include "tests/naive.h"

struct campaign {
    struct myc_memory *scenario_memory, *run_memory;
    struct program program;
    const struct myc_book *book;
    struct naive_settings settings; /* of the case at hand */
    bool mid_wave; /* the crash is `at_ns` after the wave began, else between two */
    uint64_t at_ns;
    char why[4096]; /* what disagrees; "" where nothing does */
    struct {
        unsigned runs, exact, inexact, mid_wave, mid_wave_errors;
    } count;
};

void campaign_begin(struct campaign *campaign);
void campaign_end(struct campaign *campaign);

/* A case for each of `count` seeds; the first that disagrees fails the test with its program. Says on
 * standard error how many predictions were exact. */
void campaign_agrees(struct campaign *campaign, uint64_t first_seed, uint64_t count);

/* One program: without a fault, with a crash between two waves, with one in the middle of a wave.
 * False: something disagrees, the program and settings have been made as small as they go, and
 * `why` says what. */
bool campaign_case(struct campaign *campaign, uint64_t seed);

#endif
