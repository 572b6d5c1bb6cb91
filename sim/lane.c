#include "sim/lane.h"

#include <assert.h>
#include <string.h>

/* A handle is the place of its event among all that were ever added to its lane. */
#define GIVEN_HERE (UINT64_C(1) << 63)
#define PLACE_BITS 56

/* An event that is over stays in its place, for nobody, until the others of its time are over. */
#define NOBODY UINT32_MAX

#define CHUNK_SHIFT 5
#define CHUNK_EVENTS (1u << CHUNK_SHIFT)
#define CHUNKS_FIRST 4

#define SOURCE_BITS 29 /* of the order in a sorting key; the rank stands above them */
#define OFFSET_BITS 32
#define DIGIT_BITS 8
#define DIGITS (1u << DIGIT_BITS)
#define FEW 64 /* not worth a radix sort */

/* Events lie in chunks, which pass from lane to lane while they are still in the cache. */
union chunk {
    struct myc_event events[CHUNK_EVENTS];
    union chunk *next_free;
};

/* rank, source | offset in the group */
typedef uint64_t sorting_key;

/* The events of one time that are next are the group of a lane. Until one of them is taken it may
 * still grow, and only who asks which is the first has it sorted. */
struct lane {
    union chunk **chunks; /* a ring of those between `begin` and `tail` */
    uint64_t room;        /* of it: a power of two, or 0 */
    uint64_t begin; /* the place of the group; its first event is pending, until it is settled */
    uint64_t end;   /* the place behind it, once it is settled */
    uint64_t taken; /* events of the group; 0 until it is settled */
    struct myc_event *next; /* of the group, once it is settled */
    uint64_t tail;          /* the place behind the last event */
    myc_time last;          /* its time; 0: there is none */
    sorting_key *order;     /* of the group, where it is not that of the places */
    size_t order_room;
    bool is_settled;
    bool is_sorted; /* by `order`, once it is settled */
};

struct myc_lanes {
    myc_time times[MYC_LANES]; /* of the next event of each, or MYC_FOREVER */
    struct lane lanes[MYC_LANES];
    struct myc_memory *memory;
    union chunk *free;
    sorting_key *spare;
    size_t spare_room;
    size_t pending;
    unsigned used;  /* lanes from 0 on */
    unsigned first; /* the lane whose next event is the smallest */
};

struct myc_lanes *myc_lanes_begin(struct myc_memory *memory)
{
    struct myc_lanes *lanes = myc_memory_alloc(memory, sizeof *lanes);
    lanes->memory = memory;
    for (unsigned lane = 0; lane < MYC_LANES; lane++)
        lanes->times[lane] = MYC_FOREVER;
    return lanes;
}

static inline struct myc_event *event_at(const struct lane *lane, uint64_t place)
{
    union chunk *chunk = lane->chunks[(place >> CHUNK_SHIFT) & (lane->room - 1)];
    return &chunk->events[place & (CHUNK_EVENTS - 1)];
}

/* The event of the settled group that is taken as its `number`th, from 0. */
static inline struct myc_event *of_group(const struct lane *lane, uint64_t number)
{
    uint64_t offset = lane->is_sorted ? (uint32_t)lane->order[number] : number;
    return event_at(lane, lane->begin + offset);
}

/* Asserts that the two are not equal. */
static bool is_before(const struct myc_event *a, const struct myc_event *b)
{
    int order = myc_event_compare(a, b);
    assert(order != 0);
    return order < 0;
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
__attribute__((noinline)) static void add_chunk(struct myc_lanes *lanes, struct lane *lane)
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

struct myc_event *myc_lanes_add(struct myc_lanes *lanes, unsigned lane, myc_time time,
                                myc_event_handle *handle)
{
    assert(lane < MYC_LANES && time < MYC_FOREVER);
    struct lane *on = &lanes->lanes[lane];
    if (time < on->last)
        return NULL;
    if (time <= lanes->times[lane]) {
        if (on->taken > 0) /* none joins what has begun: it would have to be sorted once more */
            return NULL;
        lanes->times[lane] = time;
        on->is_settled = false;
        lanes->used = lanes->used <= lane ? lane + 1 : lanes->used;
    }
    if (on->tail % CHUNK_EVENTS == 0)
        add_chunk(lanes, on);
    on->last = time;
    lanes->pending++;
    *handle = GIVEN_HERE | (myc_event_handle)lane << PLACE_BITS | on->tail;
    return event_at(on, on->tail++);
}

/* --- the order within a group --- */

static inline bool is_same_source(sorting_key a, sorting_key b)
{
    return (a ^ b) >> OFFSET_BITS == 0;
}

static inline struct myc_event *of_offset(const struct lane *lane, sorting_key key)
{
    return event_at(lane, lane->begin + (uint32_t)key);
}

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

/* A group may have an event of every host. */
static void sort_many(struct myc_lanes *lanes, sorting_key *keys, size_t count)
{
    lanes->spare = myc_memory_grow(lanes->memory, lanes->spare, &lanes->spare_room, count,
                                   sizeof *lanes->spare);
    sorting_key *from = keys, *to = lanes->spare;
    for (unsigned shift = OFFSET_BITS; shift < 64; shift += DIGIT_BITS) {
        if (sort_by_digit(from, to, count, shift)) {
            sorting_key *sorted = to;
            to = from;
            from = sorted;
        }
    }
    if (from != keys)
        memcpy(keys, from, count * sizeof *keys);
}

static void sort_few(sorting_key *keys, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        sorting_key key = keys[i];
        size_t at = i;
        for (; at > 0 && keys[at - 1] > key; at--)
            keys[at] = keys[at - 1];
        keys[at] = key;
    }
}

/* Those of one source stand as they were added: nearly always in the order of their counters. */
static void sort_counters(struct lane *lane, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        sorting_key key = lane->order[i];
        size_t at = i;
        for (; at > 0 && is_same_source(lane->order[at - 1], key) &&
               is_before(of_offset(lane, key), of_offset(lane, lane->order[at - 1]));
             at--)
            lane->order[at] = lane->order[at - 1];
        lane->order[at] = key;
    }
}

static inline sorting_key key_of(const struct myc_event *event, uint64_t offset)
{
    assert(event->source < 1u << SOURCE_BITS);
    sorting_key order = (sorting_key)event->rank << SOURCE_BITS | event->source;
    return order << OFFSET_BITS | offset;
}

static void sort_group(struct myc_lanes *lanes, struct lane *lane)
{
    size_t count = lane->end - lane->begin;
    assert(count <= UINT32_MAX);
    lane->order =
        myc_memory_grow(lanes->memory, lane->order, &lane->order_room, count, sizeof *lane->order);
    for (size_t i = 0; i < count; i++)
        lane->order[i] = key_of(event_at(lane, lane->begin + i), i);
    if (count < FEW)
        sort_few(lane->order, count);
    else
        sort_many(lanes, lane->order, count);
    sort_counters(lane, count);
    lane->is_sorted = true;
}

/* To the first of the settled group that is pending, or to its end. */
static inline void pass_over(struct lane *lane)
{
    uint64_t count = lane->end - lane->begin;
    for (; lane->taken < count; lane->taken++) {
        lane->next = of_group(lane, lane->taken);
        if (lane->next->target != NOBODY)
            return;
    }
}

/* Finds the end of a group that is more than one event, and its order. */
__attribute__((noinline)) static void settle_many(struct myc_lanes *lanes, struct lane *lane)
{
    const struct myc_event *event = event_at(lane, lane->begin);
    const myc_time time = event->time;
    sorting_key before = key_of(event, 0);
    bool is_in_order = true;
    for (; lane->end < lane->tail; lane->end++) {
        event = event_at(lane, lane->end);
        if (event->time != time)
            break;
        sorting_key key = key_of(event, 0);
        is_in_order &= before < key; /* where they are equal, the counters say */
        before = key;
    }
    if (!is_in_order)
        sort_group(lanes, lane);
    pass_over(lane);
}

static inline void settle(struct myc_lanes *lanes, struct lane *lane, myc_time time)
{
    lane->end = lane->begin + 1;
    lane->is_settled = true;
    lane->is_sorted = false;
    lane->next = event_at(lane, lane->begin);
    if (lane->end < lane->tail && event_at(lane, lane->end)->time == time)
        settle_many(lanes, lane);
}

/* --- the first of all --- */

static inline struct myc_event *next_of(struct myc_lanes *lanes, unsigned lane)
{
    struct lane *of = &lanes->lanes[lane];
    if (!of->is_settled)
        settle(lanes, of, lanes->times[lane]);
    return of->next;
}

/* Where some of the lanes have the same time. */
__attribute__((noinline)) static unsigned first_of_tied(struct myc_lanes *lanes, myc_time earliest)
{
    unsigned first = MYC_LANES;
    for (unsigned lane = 0; lane < lanes->used; lane++) {
        if (lanes->times[lane] == earliest &&
            (first == MYC_LANES || is_before(next_of(lanes, lane), next_of(lanes, first))))
            first = lane;
    }
    return first;
}

/* By the times alone, without a branch: none could be predicted. */
myc_time myc_lanes_find_first(struct myc_lanes *lanes)
{
    unsigned first = 0;
    unsigned tied = 0; /* the last lane that had the same time as the first until then */
    myc_time earliest = lanes->times[0];
    for (unsigned lane = 1; lane < lanes->used; lane++) {
        myc_time time = lanes->times[lane];
        tied = time == earliest ? lane : tied;
        first = time < earliest ? lane : first;
        earliest = time < earliest ? time : earliest;
    }
    if (tied > first && earliest != MYC_FOREVER)
        first = first_of_tied(lanes, earliest);
    lanes->first = first;
    return earliest;
}

const struct myc_event *myc_lanes_first(struct myc_lanes *lanes)
{
    assert(lanes->pending > 0);
    return next_of(lanes, lanes->first);
}

/* --- taking --- */

/* Those of the places from `begin` to `end`, as far as they are over. */
static inline void free_chunks(struct myc_lanes *lanes, struct lane *lane, uint64_t end)
{
    for (uint64_t number = lane->begin >> CHUNK_SHIFT; number < end >> CHUNK_SHIFT; number++) {
        union chunk *chunk = lane->chunks[number & (lane->room - 1)];
        chunk->next_free = lanes->free;
        lanes->free = chunk;
    }
}

/* The next group begins at this place, or behind it. */
static inline void begin_group(struct myc_lanes *lanes, unsigned lane, uint64_t place)
{
    struct lane *on = &lanes->lanes[lane];
    while (place < on->tail && event_at(on, place)->target == NOBODY)
        place++;
    if (place < on->tail) {
        lanes->times[lane] = event_at(on, place)->time;
    } else {
        lanes->times[lane] = MYC_FOREVER;
        on->last = 0;
    }
    free_chunks(lanes, on, place);
    on->begin = place;
    on->taken = 0;
    on->is_settled = false;
}

/* An event of the lane, perhaps its next, is over. */
static inline void end_event(struct myc_lanes *lanes, unsigned lane, struct myc_event *event)
{
    struct lane *on = &lanes->lanes[lane];
    event->target = NOBODY;
    lanes->pending--;
    if (!on->is_settled) {
        begin_group(lanes, lane, on->begin);
        return;
    }
    pass_over(on);
    if (on->begin + on->taken == on->end)
        begin_group(lanes, lane, on->end);
}

void myc_lanes_take_first(struct myc_lanes *lanes, struct myc_event *out)
{
    assert(lanes->pending > 0);
    struct myc_event *next = next_of(lanes, lanes->first);
    *out = *next;
    end_event(lanes, lanes->first, next);
}

size_t myc_lanes_count(const struct myc_lanes *lanes)
{
    return lanes->pending;
}

/* Where the event stands, which may have been cancelled; or NULL. */
static inline const struct myc_event *find_ahead(const struct lane *lane, unsigned count)
{
    uint64_t number = lane->taken + count;
    if (lane->begin + number >= lane->tail)
        return NULL;
    bool is_in_group = lane->is_settled && lane->begin + number < lane->end;
    return is_in_group ? of_group(lane, number) : event_at(lane, lane->begin + number);
}

const struct myc_event *myc_lanes_ahead(const struct myc_lanes *lanes, unsigned lane,
                                        unsigned count)
{
    const struct myc_event *event = find_ahead(&lanes->lanes[lane], count);
    return event && event->target != NOBODY ? event : NULL;
}

void myc_lanes_fetch(const struct myc_lanes *lanes, unsigned lane, unsigned count)
{
    __builtin_prefetch(find_ahead(&lanes->lanes[lane], count));
}

/* --- by handle --- */

static unsigned lane_of(myc_event_handle handle)
{
    return (unsigned)((handle & ~GIVEN_HERE) >> PLACE_BITS);
}

/* The pending event, or NULL. */
static struct myc_event *find(const struct myc_lanes *lanes, myc_event_handle handle)
{
    assert(myc_lanes_gave(handle) && lane_of(handle) < MYC_LANES);
    const struct lane *on = &lanes->lanes[lane_of(handle)];
    uint64_t place = handle & ((UINT64_C(1) << PLACE_BITS) - 1);
    if (place < on->begin || place >= on->tail)
        return NULL;
    struct myc_event *event = event_at(on, place);
    return event->target == NOBODY ? NULL : event;
}

bool myc_lanes_cancel(struct myc_lanes *lanes, myc_event_handle handle)
{
    struct myc_event *event = find(lanes, handle);
    if (event)
        end_event(lanes, lane_of(handle), event);
    return event != NULL;
}

void *myc_lanes_payload(const struct myc_lanes *lanes, myc_event_handle handle)
{
    const struct myc_event *event = find(lanes, handle);
    return event ? event->payload : NULL;
}
