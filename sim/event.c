#include "sim/event.h"

#include <assert.h>

#include "sim/wide.h"

/* A 4-ary heap of 16-byte keys, over slots that hold the rest of each event
 * and stay where they are:
 *
 *     keys    time 8 | rank, source 4 | slot 4        moved by every push and pop
 *     slots   counter, content, payload, ... 40       touched twice in an event's life
 *
 * Both grow by chunks, so that nothing is copied and 56 bytes an event suffice.
 * Cancelling marks the slot; its key is dropped when it comes to the top, or
 * when dead keys outnumber the pending ones. The key at the top is never dead. */

#define CHUNK_SHIFT 8
#define CHUNK_EVENTS (1u << CHUNK_SHIFT)
#define CACHE_LINE 64
#define DEAD_MIN 64 /* not worth a sweep below that */

#define SOURCE_BITS 29 /* of the order in a key; the rank stands above them */
#define SLOT_BITS 28   /* of a handle; the generation stands above them */
#define SLOT_NONE UINT32_MAX

/* The root stands at 3, so that the four children of each key share a cache line. */
#define ROOT 3u
#define FIRST_CHILD(at) (4 * (at)-8)
#define PARENT(at) ((at) / 4 + 2)

/* A key is one integer, so that comparing two takes no branch. */
typedef myc_wide event_key;

struct slot {
    uint64_t counter;
    uint64_t content;
    void *payload;
    uint64_t generation : 36; /* from 1; the next one once the slot is free again */
    uint64_t kind : 16;
    uint64_t daemon : 1;
    uint64_t silent : 1;
    uint64_t is_pending : 1;
    uint32_t target;
    uint32_t next_free;
};

struct myc_queue {
    struct myc_memory *memory;
    event_key **keys;    /* chunks */
    struct slot **slots; /* chunks */
    size_t keys_room, slots_room;
    uint32_t chunk_count;
    uint32_t slot_count; /* ever used */
    uint32_t free_slot;
    uint32_t key_count; /* dead ones too */
    uint32_t pending;
    uint32_t daemons; /* among them */
};

int myc_event_compare(const struct myc_event *a, const struct myc_event *b)
{
    if (a->time != b->time)
        return a->time < b->time ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    return (a->counter > b->counter) - (a->counter < b->counter);
}

struct myc_queue *myc_queue_begin(struct myc_memory *memory)
{
    struct myc_queue *queue = myc_memory_alloc(memory, sizeof *queue);
    queue->memory = memory;
    queue->free_slot = SLOT_NONE;
    return queue;
}

static inline event_key *key_at(const struct myc_queue *queue, uint32_t at)
{
    return &queue->keys[at >> CHUNK_SHIFT][at & (CHUNK_EVENTS - 1)];
}

static inline struct slot *slot_at(const struct myc_queue *queue, uint32_t slot)
{
    return &queue->slots[slot >> CHUNK_SHIFT][slot & (CHUNK_EVENTS - 1)];
}

/* One more chunk of each: a key stands at most ROOT places behind its ordinal, and the slots have
 * as many to spare. */
static void add_chunk(struct myc_queue *queue)
{
    size_t wanted = (size_t)queue->chunk_count + 1;
    assert(wanted << CHUNK_SHIFT <= 1u << SLOT_BITS);
    queue->keys =
        myc_memory_grow(queue->memory, queue->keys, &queue->keys_room, wanted, sizeof *queue->keys);
    queue->slots = myc_memory_grow(queue->memory, queue->slots, &queue->slots_room, wanted,
                                   sizeof *queue->slots);
    char *keys = myc_memory_alloc(queue->memory, CHUNK_EVENTS * sizeof(event_key) + CACHE_LINE);
    keys += -(uintptr_t)keys % CACHE_LINE;
    queue->keys[queue->chunk_count] = (event_key *)(void *)keys;
    queue->slots[queue->chunk_count] =
        myc_memory_alloc(queue->memory, CHUNK_EVENTS * sizeof(struct slot));
    queue->chunk_count++;
}

static uint32_t take_slot(struct myc_queue *queue)
{
    uint32_t slot = queue->free_slot;
    if (slot != SLOT_NONE) {
        queue->free_slot = slot_at(queue, slot)->next_free;
        return slot;
    }
    slot = queue->slot_count++;
    if (slot + ROOT >= queue->chunk_count << CHUNK_SHIFT)
        add_chunk(queue);
    slot_at(queue, slot)->generation = 1;
    return slot;
}

static void free_slot(struct myc_queue *queue, uint32_t slot)
{
    struct slot *freed = slot_at(queue, slot);
    freed->generation++;
    assert(freed->generation != 0);
    freed->is_pending = false;
    freed->next_free = queue->free_slot;
    queue->free_slot = slot;
}

static inline event_key key_of(myc_time time, uint32_t order, uint32_t slot)
{
    return (event_key)time << 64 | (event_key)order << 32 | slot;
}

static inline myc_time time_of(event_key key)
{
    return (myc_time)(key >> 64);
}

static inline uint32_t order_of(event_key key)
{
    return (uint32_t)(key >> 32);
}

static inline struct slot *slot_of(const struct myc_queue *queue, event_key key)
{
    return slot_at(queue, (uint32_t)key);
}

/* Whether the two differ in nothing but their slots. */
static inline bool is_close(event_key a, event_key b)
{
    return (a ^ b) >> 32 == 0;
}

static inline bool is_before(const struct myc_queue *queue, event_key a, event_key b)
{
    if (__builtin_expect(time_of(a) == time_of(b), false) && is_close(a, b))
        return slot_of(queue, a)->counter < slot_of(queue, b)->counter;
    return a < b;
}

/* Of up to four, by what `is_before` says. Seldom called: it must not swell the loop that does. */
__attribute__((noinline)) static uint32_t least_of(const struct myc_queue *queue,
                                                   const event_key *keys, uint32_t count)
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
static inline const event_key *least_integer(const event_key keys[4], const event_key **left,
                                             const event_key **right)
{
    *left = keys + (keys[1] < keys[0]);
    *right = keys + 2 + (keys[3] < keys[2]);
    return **right < **left ? *right : *left;
}

/* Where times are equal, slots may stand for counters that say otherwise. */
__attribute__((noinline)) static uint32_t least_of_tied(const struct myc_queue *queue,
                                                        const event_key keys[4])
{
    const event_key *left, *right;
    const event_key *least = least_integer(keys, &left, &right);
    if (is_close(keys[0], keys[1]) || is_close(keys[2], keys[3]) || is_close(*left, *right))
        return least_of(queue, keys, 4);
    return (uint32_t)(least - keys);
}

static inline uint32_t least_of_four(const struct myc_queue *queue, const event_key keys[4])
{
    const event_key *left, *right;
    const event_key *least = least_integer(keys, &left, &right);
    unsigned ties = time_of(keys[0]) == time_of(keys[1]);
    ties += time_of(keys[2]) == time_of(keys[3]);
    ties += time_of(*left) == time_of(*right);
    if (__builtin_expect(ties > 0, false))
        return least_of_tied(queue, keys);
    return (uint32_t)(least - keys);
}

static void sift_up(struct myc_queue *queue, uint32_t at, event_key key)
{
    event_key *hole = key_at(queue, at);
    while (at > ROOT) {
        at = PARENT(at);
        event_key *parent = key_at(queue, at);
        if (!is_before(queue, key, *parent))
            break;
        *hole = *parent;
        hole = parent;
    }
    *hole = key;
}

static void sift_down(struct myc_queue *queue, uint32_t at, event_key key)
{
    uint32_t end = ROOT + queue->key_count;
    event_key *hole = key_at(queue, at);
    for (;;) {
        uint32_t first = FIRST_CHILD(at);
        if (first >= end)
            break;
        event_key *children = key_at(queue, first);
        /* Which four of the sixteen below come next is not known yet, and they may be far away.
         * (In a function of their own gcc takes the four for nothing and drops them.) */
        uint32_t below = FIRST_CHILD(first);
        if (below + 16 <= end) {
            __builtin_prefetch(key_at(queue, below));
            __builtin_prefetch(key_at(queue, below + 4));
            __builtin_prefetch(key_at(queue, below + 8));
            __builtin_prefetch(key_at(queue, below + 12));
        }
        uint32_t least = end - first < 4 ? least_of(queue, children, end - first)
                                         : least_of_four(queue, children);
        if (!is_before(queue, children[least], key))
            break;
        *hole = children[least];
        hole = &children[least];
        at = first + least;
    }
    *hole = key;
}

static void remove_root(struct myc_queue *queue)
{
    queue->key_count--;
    if (queue->key_count > 0)
        sift_down(queue, ROOT, *key_at(queue, ROOT + queue->key_count));
}

static bool is_dead(const struct myc_queue *queue, uint32_t at)
{
    return !slot_of(queue, *key_at(queue, at))->is_pending;
}

static void drop_dead_roots(struct myc_queue *queue)
{
    while (queue->key_count > queue->pending && is_dead(queue, ROOT)) {
        free_slot(queue, (uint32_t)*key_at(queue, ROOT));
        remove_root(queue);
    }
}

/* Drops every dead key and makes the rest a heap again. */
static void sweep(struct myc_queue *queue)
{
    uint32_t end = ROOT + queue->key_count;
    uint32_t kept = ROOT;
    for (uint32_t at = ROOT; at < end; at++) {
        if (is_dead(queue, at))
            free_slot(queue, (uint32_t)*key_at(queue, at));
        else
            *key_at(queue, kept++) = *key_at(queue, at);
    }
    queue->key_count = kept - ROOT;
    if (queue->key_count < 2)
        return;
    for (uint32_t at = PARENT(kept - 1); at >= ROOT; at--)
        sift_down(queue, at, *key_at(queue, at));
}

myc_event_handle myc_queue_push(struct myc_queue *queue, const struct myc_event *event)
{
    assert(event->source < 1u << SOURCE_BITS);
    uint32_t slot = take_slot(queue);
    struct slot *held = slot_at(queue, slot);
    held->counter = event->counter;
    held->content = event->content;
    held->payload = event->payload;
    held->kind = event->kind;
    held->daemon = event->daemon;
    held->silent = event->silent;
    held->target = event->target;
    held->is_pending = true;
    queue->pending++;
    queue->daemons += event->daemon;
    uint32_t order = (uint32_t)event->rank << SOURCE_BITS | event->source;
    sift_up(queue, ROOT + queue->key_count++, key_of(event->time, order, slot));
    return (myc_event_handle)held->generation << SLOT_BITS | slot;
}

static void read_event(const struct myc_queue *queue, event_key key, struct myc_event *out)
{
    const struct slot *held = slot_of(queue, key);
    *out = (struct myc_event){
        .time = time_of(key),
        .rank = order_of(key) >> SOURCE_BITS,
        .source = order_of(key) & ((1u << SOURCE_BITS) - 1),
        .counter = held->counter,
        .target = held->target,
        .kind = (uint16_t)held->kind,
        .daemon = held->daemon,
        .silent = held->silent,
        .content = held->content,
        .payload = held->payload,
    };
}

/* Of two equal keys the second is the smallest once the first is taken. */
static void assert_distinct(const struct myc_queue *queue, const struct myc_event *taken)
{
    event_key next = *key_at(queue, ROOT);
    assert(time_of(next) != taken->time ||
           order_of(next) != ((uint32_t)taken->rank << SOURCE_BITS | taken->source) ||
           slot_of(queue, next)->counter != taken->counter);
}

bool myc_queue_pop(struct myc_queue *queue, struct myc_event *out)
{
    if (queue->pending == 0)
        return false;
    event_key root = *key_at(queue, ROOT);
    read_event(queue, root, out);
    queue->pending--;
    queue->daemons -= out->daemon;
    remove_root(queue);
    free_slot(queue, (uint32_t)root);
    drop_dead_roots(queue);
    if (queue->pending > 0) {
        assert_distinct(queue, out);
        __builtin_prefetch(slot_of(queue, *key_at(queue, ROOT))); /* of the next pop */
    }
    return true;
}

/* The slot of a pending event, or NULL. */
static struct slot *find(const struct myc_queue *queue, myc_event_handle handle)
{
    uint32_t slot = (uint32_t)handle & ((1u << SLOT_BITS) - 1);
    if (handle == 0 || slot >= queue->slot_count)
        return NULL;
    struct slot *held = slot_at(queue, slot);
    return held->is_pending && held->generation == handle >> SLOT_BITS ? held : NULL;
}

bool myc_queue_cancel(struct myc_queue *queue, myc_event_handle handle)
{
    struct slot *held = find(queue, handle);
    if (!held)
        return false;
    held->is_pending = false;
    queue->pending--;
    queue->daemons -= held->daemon;
    uint32_t dead = queue->key_count - queue->pending;
    if (dead > queue->pending && dead >= DEAD_MIN)
        sweep(queue);
    else
        drop_dead_roots(queue);
    return true;
}

void *myc_queue_payload(const struct myc_queue *queue, myc_event_handle handle)
{
    const struct slot *held = find(queue, handle);
    return held ? held->payload : NULL;
}

myc_time myc_queue_next_time(const struct myc_queue *queue)
{
    return queue->pending > 0 ? time_of(*key_at(queue, ROOT)) : MYC_FOREVER;
}

size_t myc_queue_count(const struct myc_queue *queue)
{
    return queue->pending;
}

size_t myc_queue_count_alive(const struct myc_queue *queue)
{
    return queue->pending - queue->daemons;
}
