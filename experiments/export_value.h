/* The values of a run as its records tell of them: which there were, at which
 * host, what each comes from, and what became of it. A value has the number of
 * the record that first tells of it. */
#ifndef MYC_EXPERIMENTS_EXPORT_VALUE_H
#define MYC_EXPERIMENTS_EXPORT_VALUE_H

#include "experiments/export_work.h"

struct myc_traced_sources {
    uint32_t count;
    const uint32_t *values; /* by number, each once */
};

struct myc_traced_value {
    const struct myc_record *made; /* NULL: this record is not the first to tell of one */
    struct myc_traced_sources from;
    uint32_t work; /* that gave it, by index + 1; 0: it was there before time 0, or was copied */
    const struct myc_record *gone; /* `lost` or `evicted`; NULL: neither */
};

struct myc_traced_values {
    struct myc_traced_value *of_record; /* of record i, at i */
    struct myc_traced_sources *told_by; /* of record i: the values that it passes on, at i */
};

/* All of a book, in `memory`. */
struct myc_traced_values myc_traced_values_of(const struct myc_book *book,
                                              const struct myc_works *works,
                                              struct myc_memory *memory);

#endif
