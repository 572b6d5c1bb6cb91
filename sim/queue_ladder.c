#include <assert.h>

#include "sim/queue_internal.h"

/* A ladder queue, after Tang, Goh and Thng, "Ladder queue: an O(1) priority queue structure for
 * large-scale discrete event simulation", ACM TOMACS 15(3), 2005:
 *
 *        near_end                                                beyond_begin
 *           |                                                         |
 *      near | rungs[1]: narrow      | rungs[0]: wide                  | beyond
 *      heap | . | : | . |   | : | . |    :    |    .    |    :    | . | . : . :  .
 *           begin                   begin
 *
 * A rung cuts a range of keys into buckets of one width, and a bucket is a pile of keys in no
 * order. A rung holds the keys from its own `begin` to that of the next coarser one, the first rung
 * those up to `beyond_begin`; what is later still lies beyond, in one pile. When near is empty the
 * first bucket of the finest rung is opened: few keys go near, many are spread over a new, finer
 * rung. When near overflows it becomes a rung as well, so that the ladder begins where a heap would
 * no longer be the better one, and ends when the last keys come near. Which place a key waits in
 * never shows: the order is that of the keys.
 *
 * Cost: a push compares with a `begin` or two, shifts, and writes 16 bytes at the end of a pile. A
 * key moves once for each rung that it passes (two at a million pending), from pile to pile in the
 * order in which they lie in memory, and then through a heap of some tens: O(1), with hardly a cache
 * miss. Widths follow what a bucket really holds, so that keys far apart make no more rungs. Where
 * keys cannot be cut, or RUNGS_MAX rungs are in use, near grows, and the cost is that of a heap. */

#define SHEETS_AT_ONCE 16

/* So many keys go near as they are; of more, each bucket of a rung is to get about BUCKET_KEYS. */
#define OPEN_MAX 32
#define BUCKET_KEYS 8

/* A heap of more keys costs more than the ladder. */
#define NEAR_MAX 120

/* The slots of so many keys stay in the second cache until they are popped. */
#define PREFETCH_MAX 4096

/* --- piles --- */

static struct myc_sheet *take_sheet(struct myc_queue *queue)
{
    struct myc_ladder *ladder = &queue->ladder;
    if (!ladder->free_sheets) {
        struct myc_sheet *sheets = myc_queue_lines(queue, SHEETS_AT_ONCE * sizeof *sheets);
        for (int i = 0; i + 1 < SHEETS_AT_ONCE; i++)
            sheets[i].next = &sheets[i + 1];
        ladder->free_sheets = sheets;
    }
    struct myc_sheet *sheet = ladder->free_sheets;
    ladder->free_sheets = sheet->next;
    return sheet;
}

/* Returns the next. */
static struct myc_sheet *give_sheet(struct myc_queue *queue, struct myc_sheet *sheet)
{
    struct myc_sheet *next = sheet->next;
    sheet->next = queue->ladder.free_sheets;
    queue->ladder.free_sheets = sheet;
    return next;
}

static inline void add(struct myc_queue *queue, struct myc_pile *pile, myc_key key)
{
    struct myc_sheet *top = pile->top;
    if (!top || top->count == MYC_SHEET_KEYS) {
        struct myc_sheet *sheet = take_sheet(queue);
        sheet->next = top;
        sheet->below = top ? top->below + MYC_SHEET_KEYS : 0;
        sheet->count = 0;
        pile->top = top = sheet;
    }
    top->keys[top->count++] = key;
}

static uint32_t count_of(struct myc_pile pile)
{
    return pile.top ? pile.top->below + pile.top->count : 0;
}

static struct myc_pile take_pile(struct myc_pile *pile)
{
    struct myc_pile taken = *pile;
    pile->top = NULL;
    return taken;
}

/* The least and the largest of some keys. */
struct span {
    myc_key least, most;
};

static inline void widen(struct span *span, const myc_key *keys, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        span->least = keys[i] < span->least ? keys[i] : span->least;
        span->most = keys[i] > span->most ? keys[i] : span->most;
    }
}

static struct span span_of(struct myc_pile pile)
{
    struct span span = { MYC_KEY_NONE, 0 };
    for (const struct myc_sheet *sheet = pile.top; sheet; sheet = sheet->next) {
        __builtin_prefetch(sheet->next);
        widen(&span, sheet->keys, sheet->count);
    }
    return span;
}

/* --- rungs --- */

static unsigned bit_length(myc_key key)
{
    uint64_t high = (uint64_t)(key >> 64), low = (uint64_t)key;
    return high ? 128 - (unsigned)__builtin_clzll(high) : 64 - (unsigned)__builtin_clzll(low | 1);
}

/* A new finest rung, for about `count` keys in the span. Buckets are too wide to part close keys. */
static struct myc_rung *add_rung(struct myc_queue *queue, struct span span, uint32_t count)
{
    struct myc_ladder *ladder = &queue->ladder;
    struct myc_rung **place = &ladder->rungs[ladder->rung_count++];
    if (!*place)
        *place = myc_queue_lines(queue, sizeof **place);
    struct myc_rung *rung = *place;
    rung->origin = span.least >> MYC_KEY_SLOT_BITS << MYC_KEY_SLOT_BITS;
    rung->begin = rung->origin;
    unsigned buckets = bit_length(count / BUCKET_KEYS);
    buckets = buckets < MYC_RUNG_SHIFT_MAX ? buckets : MYC_RUNG_SHIFT_MAX;
    unsigned range = bit_length(span.most - rung->origin);
    rung->shift = range > MYC_KEY_SLOT_BITS + buckets ? range - buckets : MYC_KEY_SLOT_BITS;
    return rung;
}

/* Where the bucket of the key ends. */
static myc_key end_of_bucket(const struct myc_rung *rung, myc_key key)
{
    myc_key bucket = (key - rung->origin) >> rung->shift;
    return rung->origin + ((bucket + 1) << rung->shift);
}

static inline void add_to_rung(struct myc_queue *queue, struct myc_rung *rung, myc_key key)
{
    unsigned bucket = (unsigned)((key - rung->origin) >> rung->shift);
    rung->occupied[bucket / 64] |= UINT64_C(1) << bucket % 64;
    add(queue, &rung->buckets[bucket], key);
}

/* The first bucket that has any key: false if there is none. */
static bool take_bucket(struct myc_rung *rung, struct myc_pile *pile, myc_key *end)
{
    unsigned word = 0;
    while (word < MYC_RUNG_BUCKETS / 64 && !rung->occupied[word])
        word++;
    if (word == MYC_RUNG_BUCKETS / 64)
        return false;
    unsigned bucket = 64 * word + (unsigned)__builtin_ctzll(rung->occupied[word]);
    rung->occupied[word] &= rung->occupied[word] - 1;
    *pile = take_pile(&rung->buckets[bucket]);
    *end = rung->origin + ((myc_key)(bucket + 1) << rung->shift);
    return true;
}

/* --- the ladder --- */

void myc_ladder_begin(struct myc_queue *queue)
{
    queue->ladder.rung_count = 0;
    queue->ladder.near_end = MYC_KEY_NONE;
    queue->ladder.beyond_begin = MYC_KEY_NONE;
    queue->near.split_at = NEAR_MAX;
}

void myc_ladder_push(struct myc_queue *queue, myc_key key)
{
    struct myc_ladder *ladder = &queue->ladder;
    if (key >= ladder->beyond_begin) {
        add(queue, &ladder->beyond, key);
        return;
    }
    struct myc_rung **rung = ladder->rungs;
    while (key < (*rung)->begin)
        rung++;
    add_to_rung(queue, *rung, key);
}

/* All go near, whose keys now end at `end`. */
static void pour(struct myc_queue *queue, struct myc_pile pile, myc_key end)
{
    for (struct myc_sheet *sheet = pile.top; sheet; sheet = give_sheet(queue, sheet)) {
        for (uint32_t i = 0; i < sheet->count; i++) {
            __builtin_prefetch(myc_queue_slot(queue, sheet->keys[i]));
            myc_near_push(queue, sheet->keys[i]);
        }
    }
    queue->ladder.near_end = end;
    uint32_t twice = 2 * queue->near.count;
    queue->near.split_at = twice > NEAR_MAX ? twice : NEAR_MAX;
}

static void spread(struct myc_queue *queue, struct myc_pile pile, struct myc_rung *rung)
{
    bool are_soon = count_of(pile) <= PREFETCH_MAX;
    for (struct myc_sheet *sheet = pile.top; sheet; sheet = give_sheet(queue, sheet)) {
        __builtin_prefetch(sheet->next);
        for (uint32_t i = 0; i < sheet->count; i++) {
            if (are_soon)
                __builtin_prefetch(myc_queue_slot(queue, sheet->keys[i]), 0, 2);
            add_to_rung(queue, rung, sheet->keys[i]);
        }
    }
}

/* Brings the keys of a pile, all below `end`, one rung lower, or near. Returns where what they were
 * taken from now begins: keys from there on, pushed later, belong to it again. */
static myc_key lower(struct myc_queue *queue, struct myc_pile pile, myc_key end)
{
    uint32_t count = count_of(pile);
    struct span span = { 0 };
    if (count > OPEN_MAX && queue->ladder.rung_count < MYC_RUNGS_MAX)
        span = span_of(pile);
    if (myc_key_is_close(span.least, span.most)) {
        pour(queue, pile, end);
        return end;
    }
    struct myc_rung *rung = add_rung(queue, span, count);
    spread(queue, pile, rung);
    myc_key rung_end = end_of_bucket(rung, span.most);
    return rung_end < end ? rung_end : end;
}

/* Opens the first bucket of the finest rung, or drops that rung. */
static void descend(struct myc_queue *queue)
{
    struct myc_ladder *ladder = &queue->ladder;
    struct myc_rung *finest = ladder->rungs[ladder->rung_count - 1];
    struct myc_pile pile;
    myc_key end;
    if (!take_bucket(finest, &pile, &end)) {
        ladder->rung_count--;
        return;
    }
    myc_key above = ladder->rung_count > 1 ? ladder->rungs[ladder->rung_count - 2]->begin
                                           : ladder->beyond_begin;
    finest->begin = lower(queue, pile, end < above ? end : above);
}

void myc_ladder_refill(struct myc_queue *queue)
{
    struct myc_ladder *ladder = &queue->ladder;
    assert(queue->near.count == 0);
    while (queue->near.count == 0 && queue->key_count > 0) {
        if (ladder->rung_count > 0)
            descend(queue);
        else
            ladder->beyond_begin = lower(queue, take_pile(&ladder->beyond), MYC_KEY_NONE);
    }
    if (queue->key_count == 0)
        myc_ladder_begin(queue);
}

/* Near becomes the finest rung, up to where the next one begins, and refills from it. */
static void fold_near(struct myc_queue *queue, struct span span)
{
    struct myc_near *near = &queue->near;
    struct myc_ladder *ladder = &queue->ladder;
    bool is_first = ladder->rung_count == 0;
    if (!is_first)
        span.most = ladder->near_end - 1;
    struct myc_rung *rung = add_rung(queue, span, near->count);
    for (uint32_t i = 0; i < near->count; i++)
        add_to_rung(queue, rung, near->keys[MYC_NEAR_ROOT + i]);
    near->count = 0;
    if (is_first)
        ladder->beyond_begin = end_of_bucket(rung, span.most);
    myc_ladder_refill(queue);
}

void myc_ladder_split(struct myc_queue *queue)
{
    struct myc_near *near = &queue->near;
    bool is_full = queue->ladder.rung_count == MYC_RUNGS_MAX;
    struct span span = { MYC_KEY_NONE, 0 };
    widen(&span, &near->keys[MYC_NEAR_ROOT], near->count);
    if (!is_full && !myc_key_is_close(span.least, span.most))
        fold_near(queue, span);
    else if (is_full && near->count > queue->key_count / 2)
        myc_ladder_rebuild(queue);
    else
        near->split_at =
            2 * near->count; /* so that all the splits of a growing heap cost O(1) a key */
}

static void sort_out(struct myc_queue *queue, const myc_key *keys, uint32_t count,
                     struct myc_pile *pending)
{
    for (uint32_t i = 0; i < count; i++) {
        if (myc_queue_slot(queue, keys[i])->state & MYC_SLOT_PENDING)
            add(queue, pending, keys[i]);
        else
            myc_queue_end(queue, keys[i]);
    }
}

static void sort_out_pile(struct myc_queue *queue, struct myc_pile pile, struct myc_pile *pending)
{
    for (struct myc_sheet *sheet = pile.top; sheet; sheet = give_sheet(queue, sheet))
        sort_out(queue, sheet->keys, sheet->count, pending);
}

void myc_ladder_rebuild(struct myc_queue *queue)
{
    struct myc_ladder *ladder = &queue->ladder;
    struct myc_pile pending = { NULL }, pile;
    myc_key end;
    sort_out(queue, &queue->near.keys[MYC_NEAR_ROOT], queue->near.count, &pending);
    queue->near.count = 0;
    for (; ladder->rung_count > 0; ladder->rung_count--)
        while (take_bucket(ladder->rungs[ladder->rung_count - 1], &pile, &end))
            sort_out_pile(queue, pile, &pending);
    sort_out_pile(queue, take_pile(&ladder->beyond), &pending);
    ladder->beyond = pending;
    myc_ladder_refill(queue);
}
