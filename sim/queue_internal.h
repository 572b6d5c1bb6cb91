/* What the files of the future event list share, and nobody else includes.
 *
 *     event.c           slots, and the calls of sim/event.h
 *     queue_near.c      the smallest keys: a heap
 *     queue_ladder.c    all others: unsorted piles, cut finer as their time comes
 *
 * A pending event is a slot, which stays where it is, and a key, which moves:
 *
 *     key     time 8 | rank, source 4 | number of the slot 4
 *     slot    counter 8 | content 8 | payload 6, kind 2 | target 4 | generation, flags 4
 *
 * so that 48 bytes an event suffice, and a move is one of 16. A key is one integer: comparing two
 * takes no branch, and cutting a range of them is a shift. Keys of one time, rank and source are
 * close: only the counters in their slots say which goes first. Nothing cuts between close keys, so
 * that they meet near.
 *
 * Cancelling marks the slot; its key is dead, and is dropped when it would be the next, or when dead
 * keys outnumber the pending ones. The first key of near is pending wherever any is. */
#ifndef MYC_SIM_QUEUE_INTERNAL_H
#define MYC_SIM_QUEUE_INTERNAL_H

#include "sim/event.h"
#include "sim/wide.h"

/* --- keys --- */

typedef myc_wide myc_key;

#define MYC_KEY_NONE (~(myc_key)0) /* larger than any */
#define MYC_KEY_SLOT_BITS 32
#define MYC_KEY_SOURCE_BITS 29 /* above them; the rank stands above those */

static inline myc_time myc_key_time(myc_key key)
{
    return (myc_time)(key >> 64);
}

static inline bool myc_key_is_close(myc_key a, myc_key b)
{
    return (a ^ b) >> MYC_KEY_SLOT_BITS == 0;
}

/* --- slots --- */

#define MYC_SLOT_CHUNK_SHIFT 8
#define MYC_SLOT_CHUNK (1u << MYC_SLOT_CHUNK_SHIFT)
#define MYC_SLOT_NONE UINT32_MAX

/* The state of a slot. (Bit-fields would be written and read at different widths, for which a CPU
 * waits.) */
#define MYC_SLOT_PENDING 1u
#define MYC_SLOT_DAEMON 2u
#define MYC_SLOT_SILENT 4u
#define MYC_SLOT_GENERATION 8u /* the flags stand below; from 1, the next one for each use */

struct myc_slot {
    union {
        uint64_t counter;
        uint32_t next_free;
    };
    uint64_t content;
    uint64_t payload_kind; /* address << 16 | kind */
    uint32_t target;
    uint32_t state;
};

/* --- near and the ladder --- */

struct myc_near {
    myc_key *keys;     /* from the place MYC_NEAR_ROOT on */
    void *block;       /* where they stand */
    size_t room;       /* places in it */
    uint32_t count;    /* dead ones too */
    uint32_t split_at; /* when it holds more, the ladder takes them */
};

/* The root stands at 3, so that the four children of each key share a cache line. */
#define MYC_NEAR_ROOT 3u

#define MYC_SHEET_KEYS 31

struct myc_sheet {
    struct myc_sheet *next; /* each below the first is full */
    uint32_t below;         /* how many keys those hold */
    uint32_t count;         /* keys on this one */
    myc_key keys[MYC_SHEET_KEYS];
};

/* Keys in no order: its sheets, the last one first. NULL: none. */
struct myc_pile {
    struct myc_sheet *top;
};

#define MYC_RUNG_SHIFT_MAX 8
#define MYC_RUNG_BUCKETS (1u << MYC_RUNG_SHIFT_MAX)
#define MYC_RUNGS_MAX 24

struct myc_rung {
    myc_key origin;                           /* of its first bucket */
    myc_key begin;                            /* smaller keys belong to a finer rung, or near */
    unsigned shift;                           /* a bucket is 2^shift wide */
    uint64_t occupied[MYC_RUNG_BUCKETS / 64]; /* a bit for each bucket */
    struct myc_pile buckets[MYC_RUNG_BUCKETS];
};

struct myc_ladder {
    myc_key near_end; /* smaller keys belong near: the `begin` of the finest rung, or of beyond */
    uint32_t rung_count;
    struct myc_rung *rungs[MYC_RUNGS_MAX]; /* the coarsest first; made at first use, then kept */
    myc_key beyond_begin;
    struct myc_pile beyond;
    struct myc_sheet *free_sheets;
};

struct myc_queue {
    struct myc_memory *memory;
    struct myc_slot **slots; /* chunks */
    size_t slots_room;
    uint32_t slot_count; /* ever used */
    uint32_t free_slot;
    struct myc_near near;
    struct myc_ladder ladder;
    uint32_t key_count; /* dead ones too */
    uint32_t pending;
    uint32_t daemons; /* among them */
};

static inline struct myc_slot *myc_queue_slot(const struct myc_queue *queue, myc_key key)
{
    uint32_t slot = (uint32_t)key;
    return &queue->slots[slot >> MYC_SLOT_CHUNK_SHIFT][slot & (MYC_SLOT_CHUNK - 1)];
}

/* Memory of the run that begins a cache line. */
static inline void *myc_queue_lines(struct myc_queue *queue, size_t bytes)
{
    return myc_memory_lines(queue->memory, bytes);
}

/* Ends a key that stands nowhere any more: its slot is free again. */
void myc_queue_end(struct myc_queue *queue, myc_key key);

/* `keys` has a first one only where `count` > 0. */
static inline myc_key myc_near_first(const struct myc_queue *queue)
{
    return queue->near.keys[MYC_NEAR_ROOT];
}
void myc_near_push(struct myc_queue *queue, myc_key key);
void myc_near_remove_first(struct myc_queue *queue);

/* Empties the ladder: every key belongs near. */
void myc_ladder_begin(struct myc_queue *queue);
/* A key from `near_end` on. */
void myc_ladder_push(struct myc_queue *queue, myc_key key);
/* Near is empty: brings it the next keys, if there are any. */
void myc_ladder_refill(struct myc_queue *queue);
/* Near holds more than `split_at`: takes what is not next. */
void myc_ladder_split(struct myc_queue *queue);
/* Ends all dead keys, and lays out the others anew. */
void myc_ladder_rebuild(struct myc_queue *queue);

#endif
