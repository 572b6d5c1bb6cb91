/* Load on a cluster, measured from outside.
 *
 *     struct load load = { .config = ground_config(2), .count = 1000, .items = items };
 *     ... items[i].at, .bytes, .source, .destination, in the order of `at` ...
 *     load_run(&load);
 *     ... items[i].left and .done, load.inside ...
 *
 * What comes when is drawn by GSL's Mersenne twister; what became of it is noted by the clock when
 * the program on the hosts hears of it, and by the book. Nothing here knows how long anything
 * should take. */
#ifndef MYC_TESTS_LOAD_H
#define MYC_TESTS_LOAD_H

#include <gsl/gsl_rng.h>

#include "tests/ground.h"

/* A message, or a task on host 0. */
struct load_item {
    myc_time at; /* handed to the NIC, or queued for a core */
    uint64_t bytes;
    uint32_t source, destination;
    myc_time cost; /* of a task */
    /* What came of it. */
    myc_time left;  /* its last bit left the NIC, or its task began */
    myc_time done;  /* delivered, or its task ended */
    size_t ordinal; /* of done, from 1 */
};

struct load {
    struct myc_cluster_config config;
    uint64_t seed;
    bool tasks;
    size_t count;
    struct load_item *items;
    /* How many are inside is counted every `every` ns from `from` to `until`; 0: never. */
    myc_time every, from, until;
    double inside;  /* their mean: come, and not done */
    double waiting; /* of tasks: come, and not begun */
    struct load_state *state;
};

void load_run(struct load *load);

/* The next of a Poisson process: exponential, of `mean` ns. */
myc_time load_exponential(gsl_rng *rng, double mean);

struct load_interval {
    myc_time begin, end;
};

/* The share of from .. until that intervals cover; they are sorted. */
double load_share(struct load_interval *intervals, size_t count, myc_time from, myc_time until);

/* The mean of replications is within the 99% interval around `expected`, and the interval says
 * something: its half is at most `narrow` of it. */
void load_assert_mean(const double *figures, size_t count, double expected, double narrow,
                      const char *what);

/* --- loads with a closed form --- */

enum load_nic { LOAD_EGRESS, LOAD_INGRESS };

/* A NIC under Poisson load: `replications` runs of `messages` each, of 10,000 bytes, in the mean if
 * `exponential`. Its utilisation is the load and the mean wait in it that of M/D/1 or M/M/1. */
void load_assert_nic(enum load_nic nic, bool exponential, double load, size_t messages);

/* Little's law within 1%: what is inside, counted now and then, is the arrivals a second times the
 * seconds inside, noted for each. Of messages in a network with jitter; of tasks at a host. */
void load_assert_little_in_network(uint64_t seed, size_t messages);
void load_assert_little_at_cores(uint64_t seed, uint32_t cores, double load, size_t tasks);

#endif
