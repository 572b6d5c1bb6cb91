/* Lanes against a list that always tells the truth, and against what their header promises. */
#include <criterion/criterion.h>
#include <signal.h>

#include "sim/lane.h"
#include "sim/stream.h"

#define PENDING_MAX 4000

static struct myc_memory *create(void)
{
    struct myc_memory *memory = NULL;
    struct myc_error error = { 0 };
    cr_assert_eq(myc_memory_create(&memory, (size_t)1 << 30, &error), MYC_OK);
    return memory;
}

static struct myc_event_body *body_of(struct myc_memory *memory, const struct myc_event *event)
{
    struct myc_event_body *body = myc_memory_take(memory, sizeof *body);
    *body = (struct myc_event_body){ .counter = event->counter,
                                     .content = event->content,
                                     .target = event->target,
                                     .kind = event->kind,
                                     .silent = event->silent };
    return body;
}

/* --- the naive model: all that is pending, in no order --- */

struct naive {
    struct myc_memory *memory; /* of the payloads */
    struct naive_entry {
        struct myc_event event;
        myc_event_handle handle;
        unsigned lane;
        bool in_instant;
    } entries[PENDING_MAX];
    size_t count;
    myc_time now;
    myc_time last[MYC_LANES];  /* time of the one that was added last, cancelled or not */
    uint64_t number;           /* of events ever */
    myc_event_handle gone[64]; /* of some events that were taken or cancelled */
};

static size_t smallest(const struct naive *naive)
{
    size_t least = 0;
    for (size_t i = 1; i < naive->count; i++) {
        if (myc_event_compare(&naive->entries[i].event, &naive->entries[least].event) < 0)
            least = i;
    }
    return least;
}

/* Whether nothing waits in the lane behind the instant. */
static bool is_empty(const struct naive *naive, unsigned lane)
{
    for (size_t i = 0; i < naive->count; i++) {
        if (naive->entries[i].lane == lane && !naive->entries[i].in_instant)
            return false;
    }
    return true;
}

static bool is_in_instant(const struct naive *naive)
{
    for (size_t i = 0; i < naive->count; i++) {
        if (naive->entries[i].in_instant)
            return true;
    }
    return false;
}

/* Unless an instant is not over, it begins: all of that time. */
static void begin_instant(struct naive *naive, myc_time time)
{
    for (size_t i = 0; !is_in_instant(naive) && i < naive->count; i++) {
        if (naive->entries[i].event.time == time) {
            for (size_t j = i; j < naive->count; j++)
                naive->entries[j].in_instant = naive->entries[j].event.time == time;
        }
    }
}

static void naive_remove(struct naive *naive, size_t place)
{
    naive->gone[naive->number % 64] = naive->entries[place].handle;
    myc_memory_give(naive->memory, naive->entries[place].event.payload,
                    sizeof(struct myc_event_body)); /* the next one will have it */
    naive->entries[place] = naive->entries[--naive->count];
}

/* Counters of one source are mostly, but not always, in the order of adding. */
static struct myc_event random_event(struct naive *naive, struct myc_stream *stream,
                                     uint32_t sources, myc_time time)
{
    uint64_t number = ++naive->number;
    bool is_early = myc_stream_chance(stream, 1, 8);
    struct myc_event event = {
        .time = time,
        .rank = (enum myc_rank)(3 + myc_stream_below(stream, 2)),
        .source = (uint32_t)(myc_stream_below(stream, sources) * 4999),
        .counter = is_early ? 1000000 - number : 1000000 + number,
        .target = (uint32_t)myc_stream_below(stream, 1000000),
        .kind = (uint16_t)number,
        .content = myc_stream_bits(stream),
        .silent = number % 2,
    };
    event.payload = body_of(naive->memory, &event);
    return event;
}

static void add_both(struct myc_lanes *lanes, struct naive *naive, unsigned lane,
                     const struct myc_event *event)
{
    if (naive->count == PENDING_MAX)
        return;
    myc_event_handle handle =
        myc_lanes_add(lanes, lane, event->time, event->rank, event->source, event->payload);
    if (is_in_instant(naive) && event->time <= naive->now)
        cr_assert_eq(handle, 0, "the instant grows no more");
    else if (is_empty(naive, lane) || event->time >= naive->last[lane])
        cr_assert_neq(handle, 0, "it comes behind all others");
    else
        cr_assert_eq(handle, 0, "it is due before the last");
    if (handle == 0) {
        myc_memory_give(naive->memory, event->payload, sizeof(struct myc_event_body));
        return;
    }
    naive->last[lane] = event->time;
    cr_assert(myc_lanes_gave(handle));
    naive->entries[naive->count++] =
        (struct naive_entry){ .event = *event, .handle = handle, .lane = lane };
}

static void expect_same(const struct myc_event *got, const struct myc_event *want)
{
    cr_assert_eq(got->time, want->time);
    cr_assert_eq(got->rank, want->rank);
    cr_assert_eq(got->source, want->source);
    cr_assert_eq(got->counter, want->counter);
    cr_assert_eq(got->target, want->target);
    cr_assert_eq(got->kind, want->kind);
    cr_assert_eq(got->silent, want->silent);
    cr_assert_eq(got->content, want->content);
    cr_assert_eq(got->payload, want->payload);
}

static void take_both(struct myc_lanes *lanes, struct naive *naive)
{
    size_t least = smallest(naive);
    cr_assert_eq(myc_lanes_find_first(lanes),
                 naive->count ? naive->entries[least].event.time : MYC_FOREVER);
    if (naive->count == 0)
        return;
    naive->now = naive->entries[least].event.time;
    begin_instant(naive, naive->now);
    struct myc_event got;
    myc_lanes_first(lanes, &got);
    expect_same(&got, &naive->entries[least].event);
    myc_lanes_take_first(lanes, &got);
    expect_same(&got, &naive->entries[least].event);
    cr_assert_not(myc_lanes_cancel(lanes, naive->entries[least].handle), "it was taken");
    naive_remove(naive, least);
}

static void cancel_both(struct myc_lanes *lanes, struct naive *naive, struct myc_stream *stream)
{
    if (naive->count == 0)
        return;
    size_t place = myc_stream_below(stream, naive->count);
    myc_event_handle handle = naive->entries[place].handle;
    cr_assert_eq(myc_lanes_payload(lanes, handle), naive->entries[place].event.payload);
    cr_assert(myc_lanes_cancel(lanes, handle));
    cr_assert_not(myc_lanes_cancel(lanes, handle));
    cr_assert_null(myc_lanes_payload(lanes, handle));
    naive_remove(naive, place);
}

/* What one simulation does to its lanes: each has a delay, and at times another one. */
struct game {
    uint64_t seed;
    uint32_t sources;
    uint64_t delays; /* below this */
    uint32_t burst;  /* events added at once, at times */
};

static void add_some(struct myc_lanes *lanes, struct naive *naive, struct myc_stream *stream,
                     const struct game *game)
{
    unsigned lane = (unsigned)myc_stream_below(stream, MYC_LANES);
    myc_time delay = lane % game->delays;
    if (myc_stream_chance(stream, 1, 10))
        delay = myc_stream_below(stream, 3 * game->delays);
    uint32_t count = myc_stream_chance(stream, 1, 100) ? game->burst : 1;
    for (uint32_t i = 0; i < count; i++) {
        struct myc_event event = random_event(naive, stream, game->sources, naive->now + delay);
        add_both(lanes, naive, lane, &event);
    }
}

/* Grows, hovers, is mostly cancelled, grows again and shrinks. */
static void play(struct myc_memory *memory, const struct game *game)
{
    static struct naive naive;
    naive = (struct naive){ .memory = memory };
    struct myc_lanes *lanes = myc_lanes_begin(memory);
    struct myc_stream stream;
    myc_stream_init(&stream, game->seed, 0, MYC_PURPOSE_TEST);
    static const uint32_t add_of_100[] = { 70, 40, 10, 60, 20 };
    static const uint32_t take_of_100[] = { 25, 50, 20, 35, 60 };
    for (uint32_t operation = 0; operation < 5000; operation++) {
        uint64_t dice = myc_stream_below(&stream, 100);
        uint32_t adds = add_of_100[operation / 1000];
        if (dice < adds)
            add_some(lanes, &naive, &stream, game);
        else if (dice < adds + take_of_100[operation / 1000])
            take_both(lanes, &naive);
        else
            cancel_both(lanes, &naive, &stream);
        myc_event_handle gone = naive.gone[operation % 64];
        cr_assert(gone == 0 || !myc_lanes_cancel(lanes, gone));
        cr_assert_eq(myc_lanes_count(lanes), naive.count);
    }
    while (naive.count > 0)
        take_both(lanes, &naive);
    take_both(lanes, &naive);
}

Test(lane, agrees_with_a_list)
{
    struct myc_memory *memory = create();
    static const struct game games[] = { { .sources = 3, .delays = 1, .burst = 5 },
                                         { .sources = 100, .delays = 2, .burst = 50 },
                                         { .sources = 100, .delays = 4, .burst = 1 },
                                         { .sources = 100, .delays = 1000, .burst = 2 },
                                         { .sources = 100, .delays = 8, .burst = 500 } };
    for (uint64_t seed = 1; seed <= 25; seed++) {
        struct game game = games[seed % 5];
        game.seed = seed;
        play(memory, &game);
        myc_memory_reset(memory);
    }
    myc_memory_destroy(memory);
}

/* --- what comes soon --- */

/* Its target is its source. */
static myc_event_handle add(struct myc_memory *memory, struct myc_lanes *lanes, unsigned lane,
                            myc_time time, uint32_t source)
{
    const struct myc_event event = { .target = source };
    myc_event_handle handle =
        myc_lanes_add(lanes, lane, time, MYC_RANK_TIMER, source, body_of(memory, &event));
    cr_assert_neq(handle, 0);
    return handle;
}

/* That of the event `far` places behind what is over, and that of `near`; -1: none. */
static void expect_soon(const struct myc_lanes *lanes, unsigned far, int64_t far_source,
                        unsigned near, int64_t near_source)
{
    struct myc_lanes_soon soon = myc_lanes_soon(lanes, far, near);
    cr_assert_eq(soon.far ? (int64_t)soon.far->target : -1, far_source);
    cr_assert_eq(soon.near ? (int64_t)soon.near->target : -1, near_source);
    myc_lanes_fetch(lanes, far);
}

static void expect_taken(struct myc_lanes *lanes, uint32_t source)
{
    struct myc_event event;
    myc_lanes_take_first(lanes, &event);
    cr_assert_eq(event.source, source);
}

static int64_t below(int64_t count, int64_t source)
{
    return source < count ? source : -1;
}

/* 100 events at a time, then 95, and so on, their sources backwards, in two lanes: when one was taken,
 * those behind it are known, to the last of its time. */
Test(lane, knows_what_comes_soon)
{
    enum { FAR = 30, NEAR = 7 };
    struct myc_memory *memory = create();
    struct myc_lanes *lanes = myc_lanes_begin(memory);
    for (uint32_t count = 100; count > 0; count -= 5)
        for (uint32_t source = count; source-- > 0;)
            add(memory, lanes, 2 + source % 2, 200 - count, source);
    for (uint32_t count = 100; count > 0; count -= 5) {
        for (uint32_t source = 0; source < count; source++) {
            cr_assert_eq(myc_lanes_find_first(lanes), 200 - count);
            cr_assert_eq(myc_lanes_are_due(lanes), source > 0);
            expect_taken(lanes, source);
            cr_assert_eq(myc_lanes_began(lanes), source == 0);
            expect_soon(lanes, FAR, below(count, source + FAR), NEAR, below(count, source + NEAR));
            expect_soon(lanes, MYC_LANES_NONE, -1, 1, below(count, source + 1));
        }
    }
    myc_memory_destroy(memory);
}

/* What a cancelled event was about may be gone. */
Test(lane, shows_no_cancelled_event)
{
    struct myc_memory *memory = create();
    struct myc_lanes *lanes = myc_lanes_begin(memory);
    myc_event_handle handles[10];
    for (uint32_t i = 0; i < 10; i++)
        handles[i] = add(memory, lanes, 0, 5, 9 - i);
    cr_assert(myc_lanes_cancel(lanes, handles[9]), "0, before it is in the instant");
    expect_taken(lanes, 1);
    expect_soon(lanes, 2, 3, 1, 2);
    cr_assert(myc_lanes_cancel(lanes, handles[6]), "3, in it");
    cr_assert(myc_lanes_cancel(lanes, handles[7]), "2, the first of it");
    expect_soon(lanes, 2, 5, 1, 4);
    expect_taken(lanes, 4);
    cr_assert(myc_lanes_cancel(lanes, handles[2]), "7");
    expect_soon(lanes, 3, -1, 2, 6);
    expect_soon(lanes, 5, 9, 3, -1);
    expect_soon(lanes, 6, -1, 1, 5);
    myc_memory_destroy(memory);
}

/* --- what it costs --- */

/* As many events again and again take no more memory, wherever they wait. */
Test(lane, memory_is_used_again)
{
    struct myc_memory *memory = create();
    struct myc_lanes *lanes = myc_lanes_begin(memory);
    struct myc_event_body *body = body_of(memory, &(struct myc_event){ .time = 0 });
    for (uint32_t i = 0; i < 10000; i++)
        cr_assert_neq(myc_lanes_add(lanes, 0, i, MYC_RANK_TIMER, i, body), 0);
    size_t used = myc_memory_used_bytes(memory);
    cr_assert_lt(used, 10000 * 18, "16 bytes an event and little else");
    size_t settled = 0;
    for (uint32_t round = 0; round < 50; round++) {
        for (uint32_t i = 0; i < 10000; i++) {
            struct myc_event event;
            myc_lanes_take_first(lanes, &event);
            cr_assert_neq(myc_lanes_add(lanes, (round + 1) % 3, event.time + 10000, event.rank,
                                        event.source, body),
                          0);
        }
        if (round == 5)
            settled = myc_memory_used_bytes(memory);
    }
    cr_assert_eq(myc_memory_used_bytes(memory), settled);
    cr_assert_lt(settled, used + used / 10, "the lanes share what they take");
    myc_memory_destroy(memory);
}

/* --- equal keys --- */

static void begin_with_two(unsigned lane, unsigned other)
{
    struct myc_memory *memory = create();
    struct myc_lanes *lanes = myc_lanes_begin(memory);
    struct myc_event event;
    add(memory, lanes, lane, 7, 1);
    add(memory, lanes, other, 7, 1);
    myc_lanes_first(lanes, &event);
}

Test(lane, two_equal_keys_in_a_lane_are_fatal, .signal = SIGABRT)
{
    begin_with_two(0, 0);
}

Test(lane, two_equal_keys_in_two_lanes_are_fatal, .signal = SIGABRT)
{
    begin_with_two(0, 1);
}
