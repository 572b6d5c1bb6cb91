#include "sim/event.h"

#include <assert.h>

#include "sim/queue_internal.h"

#define DEAD_MIN 64 /* not worth laying out the ladder anew below that */
#define ADDRESS_BITS 48

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
    queue->free_slot = MYC_SLOT_NONE;
    myc_ladder_begin(queue);
    return queue;
}

/* --- slots --- */

static void add_chunk(struct myc_queue *queue)
{
    assert(queue->slot_count < MYC_SLOT_NONE - MYC_SLOT_CHUNK);
    size_t chunk = queue->slot_count >> MYC_SLOT_CHUNK_SHIFT;
    queue->slots = myc_memory_grow(queue->memory, queue->slots, &queue->slots_room, chunk + 1,
                                   sizeof *queue->slots);
    queue->slots[chunk] = myc_queue_lines(queue, MYC_SLOT_CHUNK * sizeof(struct myc_slot));
}

static uint32_t take_slot(struct myc_queue *queue)
{
    uint32_t slot = queue->free_slot;
    if (slot != MYC_SLOT_NONE) {
        queue->free_slot = myc_queue_slot(queue, slot)->next_free;
        return slot;
    }
    if (queue->slot_count % MYC_SLOT_CHUNK == 0)
        add_chunk(queue);
    slot = queue->slot_count++;
    myc_queue_slot(queue, slot)->state = MYC_SLOT_GENERATION;
    return slot;
}

/* A slot that has used up its generations is left alone, so that no handle is ever given again. */
static void give_slot(struct myc_queue *queue, uint32_t slot)
{
    struct myc_slot *freed = myc_queue_slot(queue, slot);
    freed->state = (freed->state & -MYC_SLOT_GENERATION) + MYC_SLOT_GENERATION;
    if (freed->state == 0)
        return;
    freed->next_free = queue->free_slot;
    queue->free_slot = slot;
}

void myc_queue_end(struct myc_queue *queue, myc_key key)
{
    give_slot(queue, (uint32_t)key);
    queue->key_count--;
}

static uint64_t address_of(const struct myc_slot *slot)
{
    return slot->payload_kind >> (64 - ADDRESS_BITS);
}

static void fill_slot(struct myc_slot *slot, const struct myc_event *event)
{
    uint64_t address = (uintptr_t)event->payload;
    assert(address >> ADDRESS_BITS == 0);
    slot->counter = event->counter;
    slot->content = event->content;
    slot->payload_kind = address << (64 - ADDRESS_BITS) | event->kind;
    slot->target = event->target;
    slot->state |= MYC_SLOT_PENDING | (event->daemon ? MYC_SLOT_DAEMON : 0) |
                   (event->silent ? MYC_SLOT_SILENT : 0);
}

/* --- push and pop --- */

static myc_key key_of(const struct myc_event *event, uint32_t slot)
{
    assert(event->time <= MYC_TIME_MAX && event->source < 1u << MYC_KEY_SOURCE_BITS);
    uint32_t order = (uint32_t)event->rank << MYC_KEY_SOURCE_BITS | event->source;
    return (myc_key)event->time << 64 | (myc_key)order << MYC_KEY_SLOT_BITS | slot;
}

/* The first key of near is the smallest of all, and pending, once this has been called. */
static void settle(struct myc_queue *queue)
{
    if (queue->near.count == 0)
        myc_ladder_refill(queue);
    while (queue->key_count > queue->pending) {
        myc_key first = myc_near_first(queue);
        if (myc_queue_slot(queue, first)->state & MYC_SLOT_PENDING)
            return;
        myc_near_remove_first(queue);
        myc_queue_end(queue, first);
        if (queue->near.count == 0)
            myc_ladder_refill(queue);
    }
}

myc_event_handle myc_queue_push(struct myc_queue *queue, const struct myc_event *event)
{
    uint32_t slot = take_slot(queue);
    struct myc_slot *held = myc_queue_slot(queue, slot);
    fill_slot(held, event);
    queue->key_count++;
    queue->pending++;
    queue->daemons += event->daemon;
    myc_key key = key_of(event, slot);
    if (key >= queue->ladder.near_end) {
        myc_ladder_push(queue, key);
    } else {
        myc_near_push(queue, key);
        if (queue->near.count > queue->near.split_at)
            myc_ladder_split(queue);
    }
    return (myc_event_handle)(held->state / MYC_SLOT_GENERATION) << MYC_KEY_SLOT_BITS | slot;
}

static void read_event(const struct myc_slot *slot, myc_key key, struct myc_event *out)
{
    uint32_t order = (uint32_t)(key >> MYC_KEY_SLOT_BITS);
    *out = (struct myc_event){
        .time = myc_key_time(key),
        .rank = order >> MYC_KEY_SOURCE_BITS,
        .source = order & ((1u << MYC_KEY_SOURCE_BITS) - 1),
        .counter = slot->counter,
        .target = slot->target,
        .kind = (uint16_t)slot->payload_kind,
        .daemon = slot->state & MYC_SLOT_DAEMON,
        .silent = slot->state & MYC_SLOT_SILENT,
        .content = slot->content,
        .payload = (void *)(uintptr_t)address_of(slot),
    };
}

bool myc_queue_pop(struct myc_queue *queue, struct myc_event *out)
{
    if (queue->pending == 0)
        return false;
    myc_key first = myc_near_first(queue);
    read_event(myc_queue_slot(queue, first), first, out);
    queue->pending--;
    queue->daemons -= out->daemon;
    myc_near_remove_first(queue);
    myc_queue_end(queue, first);
    settle(queue);
    if (queue->pending > 0) {
        /* Of two equal keys the second is the smallest once the first is taken. */
        myc_key second = myc_near_first(queue);
        assert(!myc_key_is_close(first, second) ||
               myc_queue_slot(queue, second)->counter != out->counter);
        /* What the next handler looks at first. */
        __builtin_prefetch((void *)(uintptr_t)address_of(myc_queue_slot(queue, second)));
    }
    return true;
}

/* --- by handle --- */

/* The slot of a pending event, or NULL. */
static struct myc_slot *find(const struct myc_queue *queue, myc_event_handle handle)
{
    uint32_t slot = (uint32_t)handle;
    if (slot >= queue->slot_count)
        return NULL;
    struct myc_slot *held = myc_queue_slot(queue, slot);
    bool is_same = held->state / MYC_SLOT_GENERATION == handle >> MYC_KEY_SLOT_BITS;
    return is_same && held->state & MYC_SLOT_PENDING ? held : NULL;
}

bool myc_queue_cancel(struct myc_queue *queue, myc_event_handle handle)
{
    struct myc_slot *held = find(queue, handle);
    if (!held)
        return false;
    queue->pending--;
    queue->daemons -= (held->state & MYC_SLOT_DAEMON) != 0;
    held->state &= ~MYC_SLOT_PENDING;
    uint32_t dead = queue->key_count - queue->pending;
    if (dead > queue->pending && dead >= DEAD_MIN)
        myc_ladder_rebuild(queue);
    else
        settle(queue);
    return true;
}

void *myc_queue_payload(const struct myc_queue *queue, myc_event_handle handle)
{
    const struct myc_slot *held = find(queue, handle);
    return held ? (void *)(uintptr_t)address_of(held) : NULL;
}

bool myc_queue_peek(const struct myc_queue *queue, struct myc_event *out)
{
    if (queue->pending == 0)
        return false;
    myc_key first = myc_near_first(queue);
    read_event(myc_queue_slot(queue, first), first, out);
    return true;
}

myc_time myc_queue_next_time(const struct myc_queue *queue)
{
    return queue->pending > 0 ? myc_key_time(myc_near_first(queue)) : MYC_FOREVER;
}

uint32_t myc_queue_next_target(const struct myc_queue *queue)
{
    return myc_queue_slot(queue, myc_near_first(queue))->target;
}

size_t myc_queue_count(const struct myc_queue *queue)
{
    return queue->pending;
}

size_t myc_queue_count_alive(const struct myc_queue *queue)
{
    return queue->pending - queue->daemons;
}
