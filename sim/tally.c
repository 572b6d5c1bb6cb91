#include "sim/tally.h"

#include <assert.h>

#include "sim/wide.h"

#define ROOM_FIRST 16
#define HOST_BITS 24
#define KIND_BITS 16
#define LABEL_BITS 28
#define COUNT_BITS 36

struct myc_tally_entry {
    uint64_t ends;  /* source, destination, kind */
    uint64_t count; /* label, and above 0 in the lower COUNT_BITS how many; 0: free */
};

/* An odd number without pattern: the golden ratio. */
#define MULTIPLIER UINT64_C(0x9E3779B97F4A7C15)

void myc_tally_begin(struct myc_tally *tally, struct myc_memory *memory)
{
    *tally = (struct myc_tally){ .memory = memory };
}

/* The entry of the name, or the free one where it belongs. There is always a free one. */
static struct myc_tally_entry *find(const struct myc_tally *tally, uint64_t ends, uint64_t label)
{
    myc_wide product = (myc_wide)(ends ^ label * MULTIPLIER) * MULTIPLIER;
    size_t at = (size_t)(product ^ product >> 64);
    for (;; at++) {
        struct myc_tally_entry *entry = &tally->entries[at & (tally->room - 1)];
        if (entry->count == 0 || (entry->ends == ends && entry->count >> COUNT_BITS == label))
            return entry;
    }
}

static void grow(struct myc_tally *tally)
{
    const struct myc_tally old = *tally;
    tally->room = old.room ? 2 * old.room : ROOM_FIRST;
    tally->entries = myc_memory_take(tally->memory, tally->room * sizeof *tally->entries);
    for (size_t i = 0; i < old.room; i++) {
        const struct myc_tally_entry *entry = &old.entries[i];
        if (entry->count != 0)
            *find(tally, entry->ends, entry->count >> COUNT_BITS) = *entry;
    }
    myc_memory_give(tally->memory, old.entries, old.room * sizeof *old.entries);
}

uint64_t myc_tally_next(struct myc_tally *tally, const struct myc_message_name *name)
{
    assert((name->source | name->destination) >> HOST_BITS == 0);
    assert(name->kind >> KIND_BITS == 0 && name->label >> LABEL_BITS == 0);
    uint64_t ends = (uint64_t)name->source << (HOST_BITS + KIND_BITS) |
                    (uint64_t)name->destination << KIND_BITS | name->kind;
    if (4 * tally->used >= 3 * tally->room)
        grow(tally);
    struct myc_tally_entry *entry = find(tally, ends, name->label);
    if (entry->count == 0) {
        entry->ends = ends;
        entry->count = (uint64_t)name->label << COUNT_BITS;
        tally->used++;
    }
    entry->count++;
    uint64_t n = entry->count & ((UINT64_C(1) << COUNT_BITS) - 1);
    assert(n != 0);
    return n;
}
