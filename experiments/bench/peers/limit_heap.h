/* The event of the bare limits, and the queue that needs to know nothing: a 4-ary heap of events by
 * value. As in any simulator that claims a total order, it is over (time, sequence). */
#ifndef MYC_EXPERIMENTS_BENCH_PEERS_LIMIT_HEAP_H
#define MYC_EXPERIMENTS_BENCH_PEERS_LIMIT_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

struct limit_event {
    uint64_t time, sequence;
    uint32_t target, kind;
    uint64_t argument;
};

struct limit_heap {
    struct limit_event *events;
    size_t count;
};

static inline bool limit_is_before(const struct limit_event *a, const struct limit_event *b)
{
    return a->time < b->time || (a->time == b->time && a->sequence < b->sequence);
}

/* `room` events; three before the first child of the root, so that four siblings share two lines of
 * the cache. Never freed. */
static inline void limit_heap_init(struct limit_heap *heap, size_t room)
{
    struct limit_event *block = aligned_alloc(128, (room / 4 + 2) * 4 * sizeof *block);
    if (!block)
        abort();
    heap->events = block + 3;
    heap->count = 0;
}

static inline void limit_heap_push(struct limit_heap *heap, struct limit_event event)
{
    struct limit_event *events = heap->events;
    size_t at = heap->count++;
    while (at > 0) {
        size_t parent = (at - 1) >> 2;
        if (!limit_is_before(&event, &events[parent]))
            break;
        events[at] = events[parent];
        at = parent;
    }
    events[at] = event;
}

static inline struct limit_event limit_heap_pop(struct limit_heap *heap)
{
    struct limit_event *events = heap->events;
    struct limit_event first = events[0], last = events[--heap->count];
    size_t at = 0;
    for (;;) {
        size_t child = at * 4 + 1;
        if (child >= heap->count)
            break;
        size_t least = child, end = child + 4 < heap->count ? child + 4 : heap->count;
        for (size_t other = child + 1; other < end; other++)
            least = limit_is_before(&events[other], &events[least]) ? other : least;
        if (!limit_is_before(&events[least], &last))
            break;
        events[at] = events[least];
        at = least;
    }
    events[at] = last;
    return first;
}

#endif
