/* Rows on their way from a worker to the parent: an outcome as bytes, in a pipe.
 *
 *     | length | kind | check | payload ...  | next message
 *
 * Both ends are one program on one machine, so numbers are as they lie in
 * memory. `check` is a digest of the payload: a worker that is about to crash
 * may write anything, and none of it may become a row. */
#ifndef MYC_EXPERIMENTS_SWEEP_ROW_H
#define MYC_EXPERIMENTS_SWEEP_ROW_H

#include "experiments/run.h"

enum myc_row_kind {
    MYC_ROW_OUTCOME = 1, /* of a run */
    MYC_ROW_REFUSAL,     /* a status and its message: the sweep cannot go on */
};

/* Bytes that grow; what they hold is the caller's to free, with myc_bytes_deinit. */
struct myc_row_bytes {
    char *bytes;
    size_t length;
    size_t room;
};
void myc_row_bytes_deinit(struct myc_row_bytes *bytes);
void myc_row_bytes_reserve(struct myc_row_bytes *bytes, size_t more);

/* Appends a message. The k is that of the seed (experiments/sweep/section.h). */
void myc_row_write(struct myc_row_bytes *bytes, uint64_t k, const struct myc_outcome *outcome);
void myc_row_write_refusal(struct myc_row_bytes *bytes, const struct myc_error *error);

/* Whether two messages, each of one run, say the same but for the wall clock. */
bool myc_row_is_equal(const char *one, const char *other);

/* A message as it was read; texts point into the bytes, the rest lies in the memory. */
struct myc_row {
    enum myc_row_kind kind;
    uint64_t k;
    struct myc_outcome outcome;
    struct myc_scenario scenario; /* of the outcome: its name and trace alone */
    struct myc_book book;
    struct myc_error refusal;
};

/* The bytes of the first message, its head included; 0 where it is not whole yet. */
size_t myc_row_whole(const char *bytes, size_t length);

/* Reads a whole message; `name` is the scenario's. False where it makes no sense. */
bool myc_row_read(const char *bytes, const char *name, struct myc_memory *memory,
                  struct myc_row *row);

#endif
