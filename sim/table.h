/* Hash tables by uthash, in a run's memory. Whatever adds to a table or deletes
 * from it must have a variable `memory` in scope: that is where the table's
 * own blocks are taken and given.
 *
 * uthash iterates in the order of insertion, and keys are hashed by their
 * bytes, never by address: nothing here depends on where the run lies. */
#ifndef MYC_SIM_TABLE_H
#define MYC_SIM_TABLE_H

#include <assert.h>
#include <xxhash.h>

#include "sim/memory.h"

#define uthash_malloc(bytes) myc_memory_take(memory, bytes)
#define uthash_free(block, bytes) myc_memory_give(memory, block, bytes)
#define uthash_fatal(message) assert(0 && message)
#define HASH_FUNCTION(key, bytes, hash) ((hash) = (unsigned)XXH3_64bits(key, bytes))

#include <uthash.h>

/* Most tables of a run hold a few things, and there are some for each host. */
#undef HASH_INITIAL_NUM_BUCKETS
#undef HASH_INITIAL_NUM_BUCKETS_LOG2
#define HASH_INITIAL_NUM_BUCKETS 8U
#define HASH_INITIAL_NUM_BUCKETS_LOG2 3U

#endif
