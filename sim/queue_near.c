#include <string.h>

#include "sim/queue_internal.h"

/* A 4-ary heap of the smallest keys. The ladder keeps it at some tens of them, in a few cache lines;
 * where it cannot, since they are all close, this is where the order is still O(log n). */

#define ROOT MYC_NEAR_ROOT
#define FIRST_CHILD(at) (4 * (at)-8)
#define PARENT(at) ((at) / 4 + 2)

#define BYTES_FIRST 2048 /* room for as many keys as the ladder leaves here before it begins */

static inline bool is_before(const struct myc_queue *queue, myc_key a, myc_key b)
{
    if (__builtin_expect(myc_key_time(a) == myc_key_time(b), false) && myc_key_is_close(a, b))
        return myc_queue_slot(queue, a)->counter < myc_queue_slot(queue, b)->counter;
    return a < b;
}

/* Of up to four, by what `is_before` says. Seldom called: it must not swell the loop that does. */
__attribute__((noinline)) static uint32_t least_of(const struct myc_queue *queue,
                                                   const myc_key *keys, uint32_t count)
{
    uint32_t least = 0;
    for (uint32_t i = 1; i < count; i++) {
        if (is_before(queue, keys[i], keys[least]))
            least = i;
    }
    return least;
}

/* Of four, by their integers alone: two semifinals and a final without a branch, for none could be
 * predicted. */
static inline const myc_key *least_integer(const myc_key keys[4], const myc_key **left,
                                           const myc_key **right)
{
    *left = keys + (keys[1] < keys[0]);
    *right = keys + 2 + (keys[3] < keys[2]);
    return **right < **left ? *right : *left;
}

/* Where times are equal, slots may stand for counters that say otherwise. */
__attribute__((noinline)) static uint32_t least_of_tied(const struct myc_queue *queue,
                                                        const myc_key keys[4])
{
    const myc_key *left, *right;
    const myc_key *least = least_integer(keys, &left, &right);
    if (myc_key_is_close(keys[0], keys[1]) || myc_key_is_close(keys[2], keys[3]) ||
        myc_key_is_close(*left, *right))
        return least_of(queue, keys, 4);
    return (uint32_t)(least - keys);
}

static inline uint32_t least_of_four(const struct myc_queue *queue, const myc_key keys[4])
{
    const myc_key *left, *right;
    const myc_key *least = least_integer(keys, &left, &right);
    unsigned ties = myc_key_time(keys[0]) == myc_key_time(keys[1]);
    ties += myc_key_time(keys[2]) == myc_key_time(keys[3]);
    ties += myc_key_time(*left) == myc_key_time(*right);
    if (__builtin_expect(ties > 0, false))
        return least_of_tied(queue, keys);
    return (uint32_t)(least - keys);
}

/* Blocks are powers of two, as the run's memory deals them out; some of one goes to alignment. */
static void grow(struct myc_queue *queue)
{
    struct myc_near *near = &queue->near;
    size_t bytes = near->room ? near->room * sizeof(myc_key) + MYC_CACHE_LINE : 0;
    size_t larger = bytes ? 2 * bytes : BYTES_FIRST;
    char *block = myc_memory_take(queue->memory, larger);
    void *keys = block + -(uintptr_t)block % MYC_CACHE_LINE;
    if (bytes) {
        memcpy(keys, near->keys, near->room * sizeof(myc_key));
        myc_memory_give(queue->memory, near->block, bytes);
    }
    near->keys = keys;
    near->block = block;
    near->room = (larger - MYC_CACHE_LINE) / sizeof(myc_key);
}

void myc_near_push(struct myc_queue *queue, myc_key key)
{
    struct myc_near *near = &queue->near;
    uint32_t at = ROOT + near->count++;
    if (__builtin_expect(at >= near->room, false))
        grow(queue);
    myc_key *keys = near->keys;
    while (at > ROOT && is_before(queue, key, keys[PARENT(at)])) {
        keys[at] = keys[PARENT(at)];
        at = PARENT(at);
    }
    keys[at] = key;
}

void myc_near_remove_first(struct myc_queue *queue)
{
    struct myc_near *near = &queue->near;
    near->count--;
    myc_key *keys = near->keys;
    uint32_t end = ROOT + near->count;
    myc_key key = keys[end];
    uint32_t at = ROOT;
    for (uint32_t first; (first = FIRST_CHILD(at)) < end;) {
        uint32_t least = first + (end - first < 4 ? least_of(queue, keys + first, end - first)
                                                  : least_of_four(queue, keys + first));
        if (!is_before(queue, keys[least], key))
            break;
        keys[at] = keys[least];
        at = least;
    }
    keys[at] = key;
}
