/* The radix heap of the bare limits (Ahuja, Mehlhorn, Orlin and Tarjan, "Faster algorithms for the
 * shortest path problem", 1990). Time never goes back, so an event waits in the bucket of the highest
 * bit in which its time differs from the last one popped; events of that time are in bucket 0. It is
 * stable: what is pushed later is popped later among equals, and no sequence is ever compared. */
#ifndef MYC_EXPERIMENTS_BENCH_PEERS_LIMIT_RADIX_H
#define MYC_EXPERIMENTS_BENCH_PEERS_LIMIT_RADIX_H

#include "experiments/bench/peers/limit_heap.h"

/* Zeroed: empty, at time 0. Never freed. */
struct limit_radix {
    struct limit_bucket {
        struct limit_event *events;
        size_t count, room;
    } buckets[65];
    uint64_t last;
    size_t popped; /* of bucket 0 */
};

/* Empty again, at time 0. */
static inline void limit_radix_clear(struct limit_radix *radix)
{
    for (int i = 0; i < 65; i++)
        radix->buckets[i].count = 0;
    radix->last = 0;
    radix->popped = 0;
}

static inline void limit_radix_push(struct limit_radix *radix, struct limit_event event)
{
    uint64_t differs = event.time ^ radix->last;
    struct limit_bucket *bucket = &radix->buckets[differs ? 64 - __builtin_clzll(differs) : 0];
    if (bucket->count == bucket->room) {
        bucket->room = bucket->room ? bucket->room * 2 : 64;
        bucket->events = realloc(bucket->events, bucket->room * sizeof *bucket->events);
        if (!bucket->events)
            abort();
    }
    bucket->events[bucket->count++] = event;
}

/* Goes on to the next time that anything is at: spreads its bucket over those below. */
static inline void limit_radix_advance(struct limit_radix *radix)
{
    struct limit_bucket *bucket = &radix->buckets[1];
    while (bucket->count == 0)
        bucket++;
    radix->last = UINT64_MAX;
    for (size_t i = 0; i < bucket->count; i++)
        if (bucket->events[i].time < radix->last)
            radix->last = bucket->events[i].time;
    size_t count = bucket->count;
    bucket->count = 0;
    for (size_t i = 0; i < count; i++)
        limit_radix_push(radix, bucket->events[i]);
}

static inline struct limit_event limit_radix_pop(struct limit_radix *radix)
{
    if (radix->popped == radix->buckets[0].count) {
        radix->buckets[0].count = radix->popped = 0;
        limit_radix_advance(radix);
    }
    return radix->buckets[0].events[radix->popped++];
}

#endif
