/* How many messages of each name there were: `KIND src dst label n` counts n
 * among those with the same first four.
 *
 * Every message asks, and where many hosts talk at random each asks for another
 * name, so that one cache line a question is what it costs: a table of 16-byte
 * entries that are searched where their hash says and right behind. */
#ifndef MYC_SIM_TALLY_H
#define MYC_SIM_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "sim/memory.h"

/* The first four. Hosts are below 2^24, kinds below 2^16, labels below 2^28. */
struct myc_message_name {
    uint32_t kind;
    uint32_t source;
    uint32_t destination;
    uint32_t label; /* its number */
};

struct myc_tally {
    struct myc_memory *memory;
    struct myc_tally_entry *entries;
    size_t used;
    size_t room; /* a power of two, or 0 */
};

void myc_tally_begin(struct myc_tally *tally, struct myc_memory *memory);

/* Counts one more: 1 for the first of its name. At most 2^36-1 have one name. */
uint64_t myc_tally_next(struct myc_tally *tally, const struct myc_message_name *name);

#endif
