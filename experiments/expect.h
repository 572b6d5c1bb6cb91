/* Judging what a scenario expects, condition by condition: what was found, and
 * whether it is met. Records that it names are counted while the run goes on. */
#ifndef MYC_EXPERIMENTS_EXPECT_H
#define MYC_EXPERIMENTS_EXPECT_H

#include "experiments/run.h"

/* The counters of an outcome that `at_most` can name: those of the JSON object, then the kinds of
 * message. False: none is called so. */
bool myc_counter_find(const char *name, uint32_t *counter);
const char *myc_counter_name(uint32_t counter); /* NULL after the last */
bool myc_counter_is_time(uint32_t counter);
uint64_t myc_counter_value(uint32_t counter, const struct myc_outcome *outcome);

/* The records that conditions name, as they were seen. */
struct myc_sightings;
/* Watches the book for them; NULL where no condition names one. */
struct myc_sightings *myc_sightings_begin(struct myc_book *book,
                                          const struct myc_expectation *expect);

/* Whether there is a condition of that kind. */
bool myc_expect_has(const struct myc_expectation *expect, enum myc_condition_kind kind);

/* Fills the judgements of `outcome`, which holds the verdict on the response by now. An unmet
 * condition turns a pass into a fail; a run that reached a limit fails by what no later event could
 * have mended. */
void myc_expect_judge(const struct myc_expectation *expect, const struct myc_sightings *sightings,
                      const struct myc_requests *requests, struct myc_memory *memory,
                      struct myc_outcome *outcome);

#endif
