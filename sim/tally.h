/* How many messages of each name there were: `KIND src dst label n` counts n
 * among those with the same first four.
 *
 * Every message asks, and where many hosts talk at random each asks for another
 * name, so that the memory which a name needs is what it costs. A source has two
 * cache lines of its own, from the first message of all on. Nearly all names fit
 * into a word with their count:
 *
 *     narrow      destination 18 | label 4 | kind 4 | count 6        0: free
 *     wide        destination 24 | label 20 | kind 8 | count 12
 *
 * The first 28 of a source stand in its lines, narrow; more in a table, which is
 * of narrow words until one does not fit: what it outgrows others make use of.
 * The others, and what was counted beyond 4095, stand in a table of two words,
 * which all sources share. */
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

/* Tables are searched where the hash of a name says, in the group of that word, and right behind. */
struct myc_tally {
    struct myc_memory *memory;
    struct myc_tally_source *sources; /* of each host; NULL before the first of them is counted */
    size_t host_count;
    struct myc_tally_entry *entries;
    size_t entry_count;
    size_t entry_room; /* a power of two, or 0 */
};

/* Counts messages of hosts below `host_count`. */
void myc_tally_begin(struct myc_tally *tally, size_t host_count, struct myc_memory *memory);

/* For asking the memory in time, addresses: what counting a message of the source will touch first,
 * and then, if that may be read, what counting one of the name will of which this is the hint. */
const void *myc_tally_line(const struct myc_tally *tally, uint32_t source);
uint64_t myc_tally_hint(const struct myc_tally *tally, const struct myc_message_name *name);
const void *myc_tally_word(const struct myc_tally *tally, uint32_t source, uint64_t hint);

/* Counts one more: 1 for the first of its name. At most 2^36-1 have one name. */
uint64_t myc_tally_next(struct myc_tally *tally, const struct myc_message_name *name);

#endif
