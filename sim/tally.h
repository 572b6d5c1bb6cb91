/* How many messages of each name there were: `KIND src dst label n` counts n
 * among those with the same first four.
 *
 * Every message asks, and where many hosts talk at random each asks for another
 * name, so that the memory which a name needs is what it costs. Nearly all fit
 * with their count into one word, eight of which are a cache line:
 *
 *     source 20 | destination 20 | label 12 | kind 4 | count 8       0: free
 *
 * The others, and what was counted beyond 255, stand in a table of two words. */
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

/* Both are searched where the hash of a name says, and right behind. */
struct myc_tally {
    struct myc_memory *memory;
    uint64_t *words;
    size_t word_count;
    size_t word_room; /* a power of two, or 0, as the next */
    struct myc_tally_entry *entries;
    size_t entry_count;
    size_t entry_room;
};

void myc_tally_begin(struct myc_tally *tally, struct myc_memory *memory);

/* Asks the memory for what counting the name will need, which had better be somewhat later. */
void myc_tally_fetch(const struct myc_tally *tally, const struct myc_message_name *name);

/* Counts one more: 1 for the first of its name. At most 2^36-1 have one name. */
uint64_t myc_tally_next(struct myc_tally *tally, const struct myc_message_name *name);

#endif
