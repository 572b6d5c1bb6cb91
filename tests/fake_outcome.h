/* The outcome of a run that never was: two hosts and the client, a crash that
 * lost `labels`, and one of everything that an outcome can hold. */
#ifndef TESTS_FAKE_OUTCOME_H
#define TESTS_FAKE_OUTCOME_H

#include "experiments/run.h"

struct fake {
    struct myc_memory *memory;
    struct myc_book book;
    struct myc_scenario scenario;
    struct myc_outcome outcome;
};

/* Fills `fake`, with that trace; all of it lives in the memory it makes. */
void fake_begin(struct fake *fake, enum myc_trace trace);
void fake_end(struct fake *fake);

/* The book as it is written, to be freed. */
char *fake_book_text(const struct myc_book *book);

#endif
