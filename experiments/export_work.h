/* Spores at work, as the records of a run tell of them: when each began, when
 * its body was done, when its value was there or it was lost. */
#ifndef MYC_EXPERIMENTS_EXPORT_WORK_H
#define MYC_EXPERIMENTS_EXPORT_WORK_H

#include "sim/record.h"

struct myc_work {
    const struct myc_record *start; /* `started`, or `handled` where a fault handler runs instead */
    const struct myc_record *end; /* `materialized`, `failed` or `lost`; NULL: no record ends it */
    myc_time computed; /* its body was done; from here to `ended` it waits for what it asked for */
    myc_time ended;    /* start->time <= computed <= ended; the end of the run where still open */
    bool is_stream; /* a value that is there is pumped to others; it ends with its last message */
};

struct myc_works {
    size_t count;
    struct myc_work *works; /* in the order of their beginning */
    uint32_t *of_record;    /* of record i the work that it began, by index + 1; 0: none */
};

/* All of a book, in `memory`. */
struct myc_works myc_works_of(const struct myc_book *book, struct myc_memory *memory);

#endif
