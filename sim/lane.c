#include "sim/lane.h"

#include <assert.h>
#include <string.h>

#include "sim/choose.h"

/* A handle is the place of its event among all that were ever added to its lane. */
#define GIVEN_HERE (UINT64_C(1) << 63)
#define PLACE_BITS 56

#define CHUNK_SHIFT 6
#define CHUNK_ENTRIES (1u << CHUNK_SHIFT)
#define CHUNKS_FIRST 4

#define SOURCE_BITS 29 /* of the order in a sorting key; the rank stands above them */
#define WHERE_BITS 32
#define WHERE_UNIT 16 /* bytes */
#define DIGIT_BITS 8
#define DIGITS (1u << DIGIT_BITS)
#define FEW 40   /* not worth a radix sort */
#define AHEAD 32 /* so long before it is compared a payload is asked for */
#define LOWEST (UINT32_C(1) << 31)

/* rank, source | where the payload lies in the memory; 0: it was cancelled */
typedef uint64_t sorting_key;

struct entry {
    myc_time time;
    sorting_key key;
};

/* Entries lie in chunks, which pass from lane to lane while they are still in the cache. */
union chunk {
    struct entry entries[CHUNK_ENTRIES];
    union chunk *next_free;
};

struct lane {
    myc_time last; /* the time of the last event; 0: all are in the instant */
    struct entry *free,
        *free_end;        /* what its chunk has left; nothing while all are in the instant */
    uint64_t tail;        /* the place behind the last event */
    uint64_t next;        /* the place of the first that is not in the instant, but pending */
    uint64_t begin;       /* the place of the first that is in the instant */
    union chunk **chunks; /* a ring of those between `begin` and `tail` */
    uint64_t room;        /* of it: a power of two, or 0 */
};
static_assert(sizeof(struct lane) == 64, "found by a shift");

/* What the instant has of one lane. */
struct run {
    size_t end;
    bool is_in_order;
};

/* All events of one time, whatever their lanes, are the instant: they are gathered and sorted when
 * the first of them is asked for, and then there is nothing left to compare. */
struct myc_lanes {
    myc_time times[MYC_LANES]; /* of the next event of each, or MYC_FOREVER */
    myc_time open_from;        /* what is due earlier would belong into the instant */
    myc_time time;             /* of the instant */
    sorting_key *order;        /* of the instant */
    size_t room;
    size_t count;
    size_t taken; /* so many of it are over; the one behind them is pending */
    struct run runs[MYC_LANES];
    unsigned run_count;
    sorting_key *spare;
    size_t spare_room;
    size_t pending;
    unsigned used; /* lanes from 0 on */
    struct myc_memory *memory;
    union chunk *free;
    struct lane lanes[MYC_LANES];
};

struct myc_lanes *myc_lanes_begin(struct myc_memory *memory)
{
    struct myc_lanes *lanes = myc_memory_alloc(memory, sizeof *lanes);
    lanes->memory = memory;
    for (unsigned lane = 0; lane < MYC_LANES; lane++)
        lanes->times[lane] = MYC_FOREVER;
    return lanes;
}

static inline struct entry *entry_at(const struct lane *lane, uint64_t place)
{
    union chunk *chunk = lane->chunks[(place >> CHUNK_SHIFT) & (lane->room - 1)];
    return &chunk->entries[place & (CHUNK_ENTRIES - 1)];
}

static inline bool is_cancelled(sorting_key key)
{
    return (uint32_t)key == 0;
}

static inline void cancel(sorting_key *key)
{
    *key = *key >> WHERE_BITS << WHERE_BITS;
}

static inline uint32_t order_of(sorting_key key)
{
    return (uint32_t)(key >> WHERE_BITS);
}

static inline const struct myc_event_body *body_of(const struct myc_lanes *lanes, sorting_key key)
{
    return (const void *)((const char *)lanes->memory + (uint64_t)(uint32_t)key * WHERE_UNIT);
}

static inline bool is_in_instant(const struct myc_lanes *lanes)
{
    return lanes->taken < lanes->count;
}

/* --- adding --- */

static void grow(struct myc_memory *memory, struct lane *lane)
{
    const struct lane old = *lane;
    lane->room = old.room ? 2 * old.room : CHUNKS_FIRST;
    lane->chunks = myc_memory_take(memory, lane->room * sizeof *lane->chunks);
    for (uint64_t i = 0; i < old.room; i++) {
        uint64_t number = (old.begin >> CHUNK_SHIFT) + i;
        lane->chunks[number & (lane->room - 1)] = old.chunks[number & (old.room - 1)];
    }
    myc_memory_give(memory, old.chunks, old.room * sizeof *old.chunks);
}

/* For the places from the tail on. */
static void add_chunk(struct myc_lanes *lanes, struct lane *lane)
{
    uint64_t number = lane->tail >> CHUNK_SHIFT;
    if (number - (lane->begin >> CHUNK_SHIFT) == lane->room)
        grow(lanes->memory, lane);
    union chunk *chunk = lanes->free;
    if (chunk)
        lanes->free = chunk->next_free;
    else
        chunk = myc_memory_lines(lanes->memory, sizeof *chunk);
    lane->chunks[number & (lane->room - 1)] = chunk;
}

static inline sorting_key key_of(const struct myc_lanes *lanes, enum myc_rank rank, uint32_t source,
                                 const struct myc_event_body *body)
{
    uint64_t begin = (uint64_t)((const char *)body - (const char *)lanes->memory);
    assert(source < 1u << SOURCE_BITS);
    assert(begin % WHERE_UNIT == 0 && begin / WHERE_UNIT <= UINT32_MAX);
    sorting_key order = (sorting_key)rank << SOURCE_BITS | source;
    return order << WHERE_BITS | begin / WHERE_UNIT;
}

static inline myc_event_handle add_to_chunk(struct myc_lanes *lanes, unsigned lane, myc_time time,
                                            sorting_key key)
{
    struct lane *on = &lanes->lanes[lane];
    on->last = time;
    *on->free++ = (struct entry){ time, key };
    lanes->pending++;
    return GIVEN_HERE | (myc_event_handle)lane << PLACE_BITS | on->tail++;
}

/* The lane's chunk is full, or no other event of it is to come. */
__attribute__((noinline)) static myc_event_handle begin_chunk(struct myc_lanes *lanes,
                                                              unsigned lane, myc_time time,
                                                              sorting_key key)
{
    struct lane *on = &lanes->lanes[lane];
    if (lanes->times[lane] == MYC_FOREVER) {
        lanes->times[lane] = time;
        lanes->used = lanes->used <= lane ? lane + 1 : lanes->used;
    }
    if (on->tail % CHUNK_ENTRIES == 0)
        add_chunk(lanes, on);
    on->free = entry_at(on, on->tail);
    on->free_end = on->free + (CHUNK_ENTRIES - on->tail % CHUNK_ENTRIES);
    return add_to_chunk(lanes, lane, time, key);
}

myc_event_handle myc_lanes_add(struct myc_lanes *lanes, unsigned lane, myc_time time,
                               enum myc_rank rank, uint32_t source,
                               const struct myc_event_body *body)
{
    assert(lane < MYC_LANES && time < MYC_FOREVER);
    const struct lane *on = &lanes->lanes[lane];
    if (time < on->last || time < lanes->open_from)
        return 0;
    sorting_key key = key_of(lanes, rank, source, body);
    if (on->free == on->free_end)
        return begin_chunk(lanes, lane, time, key);
    return add_to_chunk(lanes, lane, time, key);
}

/* --- the order within the instant --- */

/* By one digit, stable. False, and nothing is moved, where all have the same. */
static bool sort_by_digit(const sorting_key *from, sorting_key *to, size_t count, unsigned shift)
{
    size_t begins[DIGITS] = { 0 };
    for (size_t i = 0; i < count; i++)
        begins[from[i] >> shift & (DIGITS - 1)]++;
    if (begins[from[0] >> shift & (DIGITS - 1)] == count)
        return false;
    size_t begin = 0;
    for (size_t digit = 0; digit < DIGITS; digit++) {
        size_t those = begins[digit];
        begins[digit] = begin;
        begin += those;
    }
    for (size_t i = 0; i < count; i++)
        to[begins[from[i] >> shift & (DIGITS - 1)]++] = from[i];
    return true;
}

/* An instant may have an event of every host. */
static void sort_many(sorting_key *keys, sorting_key *spare, size_t count)
{
    sorting_key *from = keys, *to = spare;
    for (unsigned shift = WHERE_BITS; shift < 64; shift += DIGIT_BITS) {
        if (sort_by_digit(from, to, count, shift)) {
            sorting_key *sorted = to;
            to = from;
            from = sorted;
        }
    }
    if (from != keys)
        memcpy(keys, from, count * sizeof *keys);
}

/* Each goes behind as many as are smaller: compares all with all, without a branch that could not be
 * predicted. Stable. */
static void sort_few(sorting_key *keys, size_t count)
{
    sorting_key from[FEW];
    int32_t orders[FEW];
    uint64_t filled = 0;
    size_t padded = (count + 7) / 8 * 8;
    for (size_t i = 0; i < count; i++) {
        from[i] = keys[i];
        orders[i] = (int32_t)(order_of(keys[i]) - LOWEST);
    }
    for (size_t i = count; i < padded; i++)
        orders[i] = INT32_MAX;
    for (size_t i = 0; i < count; i++) {
        int32_t own = orders[i], smaller = 0;
        for (size_t j = 0; j < padded; j++)
            smaller += orders[j] < own;
        while (filled >> smaller & 1)
            smaller++;
        filled |= UINT64_C(1) << smaller;
        keys[smaller] = from[i];
    }
}

/* Of two of one order; asserts that they are not equal. */
static bool is_before(const struct myc_lanes *lanes, sorting_key a, sorting_key b)
{
    uint64_t counter = body_of(lanes, a)->counter, other = body_of(lanes, b)->counter;
    assert(counter != other);
    return counter < other;
}

/* The payloads lie in no order: they are asked for before they are looked at. */
static inline void fetch(const struct myc_lanes *lanes, sorting_key key)
{
    __builtin_prefetch(body_of(lanes, key));
}

/* Those of one source stand lane by lane as they were added: nearly always in the order of their
 * counters. */
static void sort_counters(const struct myc_lanes *lanes, sorting_key *keys, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        sorting_key key = keys[i];
        if (i + AHEAD < count && order_of(keys[i + AHEAD - 1]) == order_of(keys[i + AHEAD])) {
            fetch(lanes, keys[i + AHEAD - 1]);
            fetch(lanes, keys[i + AHEAD]);
        }
        size_t at = i;
        for (; at > 0 && order_of(keys[at - 1]) == order_of(key) &&
               is_before(lanes, key, keys[at - 1]);
             at--)
            keys[at] = keys[at - 1];
        keys[at] = key;
    }
}

/* Of the keys the first ones are in order, and those from `middle` on. Stable. */
static void merge(sorting_key *keys, sorting_key *spare, size_t middle, size_t count)
{
    size_t first = middle, second = count - middle;
    memcpy(spare, keys + middle, second * sizeof *keys);
    while (first > 0 && second > 0) { /* from the end */
        sorting_key a = keys[first - 1], b = spare[second - 1];
        bool is_a = order_of(a) > order_of(b);
        keys[first + second - 1] = myc_choose(is_a, a, b);
        first -= is_a;
        second -= !is_a;
    }
    memcpy(keys, spare, second * sizeof *keys);
}

static void sort_runs(struct myc_lanes *lanes)
{
    lanes->spare = myc_memory_grow(lanes->memory, lanes->spare, &lanes->spare_room, lanes->count,
                                   sizeof *lanes->spare);
    size_t begin = 0;
    for (const struct run *run = lanes->runs; run < lanes->runs + lanes->run_count; run++) {
        if (!run->is_in_order)
            sort_many(lanes->order + begin, lanes->spare, run->end - begin);
        if (begin > 0)
            merge(lanes->order, lanes->spare, begin, run->end);
        begin = run->end;
    }
}

static void sort(struct myc_lanes *lanes)
{
    if (lanes->count <= FEW)
        sort_few(lanes->order, lanes->count);
    else
        sort_runs(lanes);
    sort_counters(lanes, lanes->order, lanes->count);
}

/* --- the instant --- */

/* What was in the instant is over. Chunks are given back from the last to the first, so that they
 * come into use again in the order in which they lie. */
static inline void leave_instant(struct myc_lanes *lanes, struct lane *lane)
{
    for (uint64_t number = lane->next >> CHUNK_SHIFT; number-- > lane->begin >> CHUNK_SHIFT;) {
        union chunk *chunk = lane->chunks[number & (lane->room - 1)];
        chunk->next_free = lanes->free;
        lanes->free = chunk;
    }
    lane->begin = lane->next;
}

/* The next event that is pending stands at this place, or behind it. */
static inline void set_next(struct myc_lanes *lanes, unsigned lane, uint64_t place)
{
    struct lane *on = &lanes->lanes[lane];
    while (place < on->tail && is_cancelled(entry_at(on, place)->key))
        place++;
    on->next = place;
    if (place < on->tail) {
        lanes->times[lane] = entry_at(on, place)->time;
    } else {
        lanes->times[lane] = MYC_FOREVER;
        on->last = 0;
        on->free_end = on->free;
    }
}

/* Puts those of the lane that are due now into the instant. Whether they stand in order. */
static bool gather(struct myc_lanes *lanes, unsigned lane)
{
    const struct lane *on = &lanes->lanes[lane];
    const myc_time time = lanes->time;
    uint64_t least = 0; /* the order that the next one must have */
    bool is_in_order = true;
    uint64_t place = on->next;
    uint64_t taken, left;
    do { /* chunk by chunk */
        const struct entry *from = entry_at(on, place);
        left = CHUNK_ENTRIES - place % CHUNK_ENTRIES;
        left = left < on->tail - place ? left : on->tail - place;
        lanes->order = myc_memory_grow(lanes->memory, lanes->order, &lanes->room,
                                       lanes->count + left, sizeof *lanes->order);
        sorting_key *to = lanes->order + lanes->count;
        for (taken = 0; taken < left && from[taken].time == time; taken++) {
            sorting_key key = from[taken].key;
            if (is_cancelled(key))
                continue;
            *to++ = key;
            is_in_order &= least <= order_of(key);
            least = (uint64_t)order_of(key) + 1; /* where they are equal, the counters say */
        }
        lanes->count = (size_t)(to - lanes->order);
        place += taken;
    } while (taken == left && place < on->tail);
    set_next(lanes, lane, place);
    lanes->runs[lanes->run_count++] = (struct run){ lanes->count, is_in_order };
    return is_in_order;
}

static myc_time earliest_of(const struct myc_lanes *lanes)
{
    myc_time earliest = lanes->times[0];
    for (unsigned lane = 1; lane < lanes->used; lane++) {
        myc_time time = lanes->times[lane];
        earliest = time < earliest ? time : earliest;
    }
    return earliest;
}

__attribute__((noinline)) static void begin_instant(struct myc_lanes *lanes)
{
    assert(lanes->pending > 0);
    lanes->time = earliest_of(lanes);
    lanes->open_from = lanes->time + 1;
    lanes->taken = lanes->count = 0;
    lanes->run_count = 0;
    bool is_in_order = true;
    for (unsigned lane = 0; lane < lanes->used; lane++) {
        leave_instant(lanes, &lanes->lanes[lane]);
        if (lanes->times[lane] == lanes->time)
            is_in_order &= gather(lanes, lane);
    }
    if (!is_in_order || lanes->run_count > 1)
        sort(lanes);
}

myc_time myc_lanes_find_first(const struct myc_lanes *lanes)
{
    return is_in_instant(lanes) ? lanes->time : earliest_of(lanes);
}

static void read_first(const struct myc_lanes *lanes, struct myc_event *out)
{
    sorting_key key = lanes->order[lanes->taken];
    myc_event_write(out, lanes->time, order_of(key) >> SOURCE_BITS,
                    order_of(key) & ((1u << SOURCE_BITS) - 1), body_of(lanes, key));
}

void myc_lanes_first(struct myc_lanes *lanes, struct myc_event *out)
{
    if (!is_in_instant(lanes))
        begin_instant(lanes);
    read_first(lanes, out);
}

/* To the first of the instant that is pending, or to its end. */
static inline void pass_over(struct myc_lanes *lanes)
{
    while (is_in_instant(lanes) && is_cancelled(lanes->order[lanes->taken]))
        lanes->taken++;
    if (!is_in_instant(lanes))
        lanes->open_from = 0;
}

void myc_lanes_take_first(struct myc_lanes *lanes, struct myc_event *out)
{
    myc_lanes_first(lanes, out);
    lanes->pending--;
    lanes->taken++;
    pass_over(lanes);
}

bool myc_lanes_are_due(const struct myc_lanes *lanes)
{
    return is_in_instant(lanes);
}

size_t myc_lanes_count(const struct myc_lanes *lanes)
{
    return lanes->pending;
}

void myc_lanes_fetch(const struct myc_lanes *lanes, unsigned behind)
{
    if (behind <= lanes->count - lanes->taken)
        fetch(lanes, lanes->order[lanes->taken - 1 + behind]);
}

static inline const struct myc_event_body *pending_body(const struct myc_lanes *lanes,
                                                        sorting_key key)
{
    return is_cancelled(key) ? NULL : body_of(lanes, key);
}

struct myc_lanes_soon myc_lanes_soon(const struct myc_lanes *lanes, unsigned far, unsigned near)
{
    const sorting_key *last = lanes->order + lanes->taken - 1;
    size_t left = lanes->count - lanes->taken;
    return (struct myc_lanes_soon){ far <= left ? pending_body(lanes, last[far]) : NULL,
                                    near <= left ? pending_body(lanes, last[near]) : NULL };
}

bool myc_lanes_began(const struct myc_lanes *lanes)
{
    return lanes->taken == 1;
}

/* --- by handle --- */

static unsigned lane_of(myc_event_handle handle)
{
    return (unsigned)((handle & ~GIVEN_HERE) >> PLACE_BITS);
}

/* Where an event that was put into the instant stands there. */
static size_t find_in_instant(const struct myc_lanes *lanes, sorting_key key)
{
    size_t begin = 0, end = lanes->count;
    while (begin < end) {
        size_t middle = begin + (end - begin) / 2;
        if (order_of(lanes->order[middle]) < order_of(key))
            begin = middle + 1;
        else
            end = middle;
    }
    while (lanes->order[begin] != key)
        begin++;
    return begin;
}

static uint64_t place_of(myc_event_handle handle)
{
    return handle & ((UINT64_C(1) << PLACE_BITS) - 1);
}

/* The key of the pending event, or NULL. */
static sorting_key *find(const struct myc_lanes *lanes, myc_event_handle handle)
{
    assert(myc_lanes_gave(handle) && lane_of(handle) < MYC_LANES);
    const struct lane *on = &lanes->lanes[lane_of(handle)];
    uint64_t place = place_of(handle);
    if (place < on->begin || place >= on->tail)
        return NULL;
    sorting_key *key = &entry_at(on, place)->key;
    if (is_cancelled(*key) || (place < on->next && find_in_instant(lanes, *key) < lanes->taken))
        return NULL;
    return key;
}

bool myc_lanes_cancel(struct myc_lanes *lanes, myc_event_handle handle)
{
    sorting_key *key = find(lanes, handle);
    if (!key)
        return false;
    unsigned lane = lane_of(handle);
    bool is_due = place_of(handle) < lanes->lanes[lane].next;
    if (is_due)
        cancel(&lanes->order[find_in_instant(lanes, *key)]);
    cancel(key);
    lanes->pending--;
    if (is_due)
        pass_over(lanes);
    else if (place_of(handle) == lanes->lanes[lane].next)
        set_next(lanes, lane, place_of(handle));
    return true;
}

void *myc_lanes_payload(const struct myc_lanes *lanes, myc_event_handle handle)
{
    const sorting_key *key = find(lanes, handle);
    return key ? (void *)body_of(lanes, *key) : NULL;
}
