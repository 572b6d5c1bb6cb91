/* The future event list against a sorted array that always tells the truth. */
#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

#include "sim/event.h"
#include "sim/stream.h"

static struct myc_memory *create(void)
{
    struct myc_memory *memory = NULL;
    struct myc_error error = { 0 };
    cr_assert_eq(myc_memory_create(&memory, (size_t)1 << 30, &error), MYC_OK);
    return memory;
}

/* --- the naive model: an array in the order of DESIGN 3.1 --- */

struct naive {
    struct naive_entry {
        struct myc_event event;
        myc_event_handle handle;
    } entries[20000];
    size_t count;
    myc_event_handle gone[64]; /* of some events that ran or were cancelled */
};

/* The order as four subsequent sorting keys, written independently of the queue's. */
static bool goes_before(const struct myc_event *a, const struct myc_event *b)
{
    const uint64_t left[] = { a->time, a->rank, a->source, a->counter };
    const uint64_t right[] = { b->time, b->rank, b->source, b->counter };
    for (int i = 0; i < 4; i++) {
        if (left[i] != right[i])
            return left[i] < right[i];
    }
    return false;
}

static size_t place_of(const struct naive *naive, const struct myc_event *event)
{
    size_t low = 0, high = naive->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (goes_before(&naive->entries[middle].event, event))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void naive_remove(struct naive *naive, size_t place)
{
    naive->gone[naive->entries[place].handle % 64] = naive->entries[place].handle;
    naive->count--;
    memmove(&naive->entries[place], &naive->entries[place + 1],
            (naive->count - place) * sizeof naive->entries[0]);
}

static size_t naive_alive(const struct naive *naive)
{
    size_t alive = 0;
    for (size_t i = 0; i < naive->count; i++)
        alive += !naive->entries[i].event.daemon;
    return alive;
}

static void push_both(struct myc_queue *queue, struct naive *naive, const struct myc_event *event)
{
    size_t place = place_of(naive, event);
    bool is_taken = place < naive->count && !goes_before(event, &naive->entries[place].event);
    if (is_taken || naive->count == 20000)
        return;
    memmove(&naive->entries[place + 1], &naive->entries[place],
            (naive->count - place) * sizeof naive->entries[0]);
    naive->count++;
    naive->entries[place] =
        (struct naive_entry){ .event = *event, .handle = myc_queue_push(queue, event) };
}

static void expect_same(const struct myc_event *got, const struct myc_event *want)
{
    cr_assert_eq(got->time, want->time);
    cr_assert_eq(got->rank, want->rank);
    cr_assert_eq(got->source, want->source);
    cr_assert_eq(got->counter, want->counter);
    cr_assert_eq(got->target, want->target);
    cr_assert_eq(got->kind, want->kind);
    cr_assert_eq(got->daemon, want->daemon);
    cr_assert_eq(got->silent, want->silent);
    cr_assert_eq(got->content, want->content);
    cr_assert_eq(got->payload, want->payload);
}

/* Returns the time of what was taken, 0 where nothing is pending. */
static myc_time pop_both(struct myc_queue *queue, struct naive *naive)
{
    struct myc_event got;
    cr_assert_eq(myc_queue_next_time(queue),
                 naive->count ? naive->entries[0].event.time : MYC_FOREVER);
    bool is_some = myc_queue_pop(queue, &got);
    cr_assert_eq(is_some, naive->count > 0);
    if (!is_some)
        return 0;
    expect_same(&got, &naive->entries[0].event);
    cr_assert_not(myc_queue_cancel(queue, naive->entries[0].handle), "it is no longer pending");
    naive_remove(naive, 0);
    return got.time;
}

static void cancel_both(struct myc_queue *queue, struct naive *naive, struct myc_stream *stream)
{
    if (naive->count == 0)
        return;
    size_t place = myc_stream_below(stream, naive->count);
    myc_event_handle handle = naive->entries[place].handle;
    cr_assert_eq(myc_queue_payload(queue, handle), naive->entries[place].event.payload);
    cr_assert(myc_queue_cancel(queue, handle));
    cr_assert_not(myc_queue_cancel(queue, handle));
    cr_assert_null(myc_queue_payload(queue, handle));
    naive_remove(naive, place);
}

static struct myc_event random_event(struct myc_stream *stream, uint64_t times)
{
    return (struct myc_event){
        .time = myc_stream_below(stream, times),
        .rank = (enum myc_rank)myc_stream_below(stream, 6),
        .source = (uint32_t)myc_stream_below(stream, 8) * 1000000 / 7, /* up to the last host */
        .counter =
            myc_stream_below(stream, 4) ? myc_stream_below(stream, 50) : myc_stream_bits(stream),
        .target = (uint32_t)myc_stream_bits(stream),
        .kind = (uint16_t)myc_stream_bits(stream),
        .daemon = myc_stream_chance(stream, 1, 5),
        .silent = myc_stream_chance(stream, 1, 5),
        .content = myc_stream_bits(stream),
        .payload = (void *)(uintptr_t)(myc_stream_bits(stream) >> 16 | 1), /* an address */
    };
}

/* As a run goes: at the present or after it, now and then much later. */
static myc_time time_from(myc_time now, struct myc_stream *stream)
{
    static const myc_time delays[] = { 1, 30, 30, 50000, 50000, MYC_SECOND, MYC_TIME_MAX };
    return myc_time_add(now, myc_stream_below(stream, delays[myc_stream_below(stream, 7)]));
}

#define FORWARD 0 /* instead of the number of different times: as time_from says */

/* Grows, hovers, is mostly cancelled, grows again and shrinks. */
static void play(struct myc_memory *memory, uint64_t seed, uint64_t times)
{
    static struct naive naive;
    naive = (struct naive){ 0 };
    struct myc_queue *queue = myc_queue_begin(memory);
    struct myc_stream stream;
    myc_stream_init(&stream, seed, 0, MYC_PURPOSE_TEST);
    myc_time now = 0;
    static const uint32_t push_of_100[] = { 80, 45, 10, 70, 20 };
    static const uint32_t pop_of_100[] = { 10, 30, 2, 20, 40 };
    for (uint32_t operation = 0; operation < 20000; operation++) {
        uint64_t dice = myc_stream_below(&stream, 100);
        uint32_t pushes = push_of_100[operation / 4000];
        uint32_t pops = pop_of_100[operation / 4000];
        struct myc_event event = random_event(&stream, times == FORWARD ? 1 : times);
        if (times == FORWARD)
            event.time = time_from(now, &stream);
        if (dice < pushes)
            push_both(queue, &naive, &event);
        else if (dice < pushes + pops)
            now = pop_both(queue, &naive);
        else
            cancel_both(queue, &naive, &stream);
        cr_assert_not(myc_queue_cancel(queue, naive.gone[operation % 64]));
        cr_assert_eq(myc_queue_count(queue), naive.count);
        if (operation % 500 == 0)
            cr_assert_eq(myc_queue_count_alive(queue), naive_alive(&naive));
    }
    while (naive.count > 0)
        pop_both(queue, &naive);
    pop_both(queue, &naive);
}

Test(queue, agrees_with_a_sorted_array)
{
    struct myc_memory *memory = create();
    static const uint64_t times[] = { 1, 3, 100, 100000, MYC_TIME_MAX, FORWARD };
    for (uint64_t seed = 1; seed <= 12; seed++) {
        play(memory, seed, times[seed % 6]);
        myc_memory_reset(memory);
    }
    myc_memory_destroy(memory);
}

/* --- many events: each is checked against the one before, and none is missing --- */

#define MANY 100000

/* Takes all, in order. `sum`: of the contents that went in. */
static void expect_order(struct myc_queue *queue, size_t count, uint64_t sum)
{
    struct myc_event before = { 0 }, event;
    cr_assert_eq(myc_queue_count(queue), count);
    for (size_t i = 0; i < count; i++) {
        cr_assert(myc_queue_pop(queue, &event));
        cr_assert(i == 0 || goes_before(&before, &event), "event %zu", i);
        sum -= event.content;
        before = event;
    }
    cr_assert_not(myc_queue_pop(queue, &event));
    cr_assert_eq(sum, 0);
}

/* Where events lie in time. */
static myc_time lie_random(uint64_t i, struct myc_stream *stream)
{
    (void)i;
    return myc_stream_below(stream, 100 * MYC_SECOND);
}

static myc_time lie_early(uint64_t i, struct myc_stream *stream)
{
    (void)i;
    return (MYC_TIME_MAX >> myc_stream_below(stream, 63)) - myc_stream_below(stream, 2);
}

static myc_time lie_upwards(uint64_t i, struct myc_stream *stream)
{
    (void)stream;
    return 1000 * i;
}

static myc_time lie_downwards(uint64_t i, struct myc_stream *stream)
{
    (void)stream;
    return 1000 * (MANY - i);
}

/* Crowds, each long before the one before; some stand between them. */
static myc_time lie_ever_earlier(uint64_t i, struct myc_stream *stream)
{
    uint64_t shift = myc_stream_chance(stream, 1, 10) ? myc_stream_below(stream, 63) : i / 300 % 60;
    return (MYC_TIME_MAX >> shift) - myc_stream_below(stream, 2);
}

static myc_time lie_in_clusters(uint64_t i, struct myc_stream *stream)
{
    (void)i;
    return myc_stream_below(stream, 10) * MYC_SECOND + myc_stream_below(stream, 1000);
}

static myc_time lie_at_once(uint64_t i, struct myc_stream *stream)
{
    (void)i;
    (void)stream;
    return 7;
}

static myc_time (*const lies[])(uint64_t i, struct myc_stream *stream) = {
    lie_random,       lie_early,       lie_upwards, lie_downwards,
    lie_ever_earlier, lie_in_clusters, lie_at_once,
};

Test(queue, gives_many_events_in_order)
{
    struct myc_memory *memory = create();
    for (size_t lie = 0; lie < sizeof lies / sizeof *lies; lie++) {
        for (uint64_t sources = 1; sources <= 10000; sources *= 100) {
            struct myc_queue *queue = myc_queue_begin(memory);
            struct myc_stream stream;
            myc_stream_init(&stream, lie, sources, MYC_PURPOSE_TEST);
            uint64_t sum = 0;
            for (uint64_t i = 0; i < MANY; i++) {
                struct myc_event event = { .time = lies[lie](i, &stream),
                                           .rank = MYC_RANK_TIMER,
                                           .source = (uint32_t)myc_stream_below(&stream, sources),
                                           .counter = i * 7919 % MANY, /* each once */
                                           .content = myc_stream_bits(&stream) };
                myc_queue_push(queue, &event);
                sum += event.content;
            }
            expect_order(queue, MANY, sum);
            myc_memory_reset(memory);
        }
    }
    myc_memory_destroy(memory);
}

/* Takes and pushes as many times, and says in a number what came, in which order. */
static uint64_t go_on(struct myc_queue *queue, uint64_t rounds)
{
    struct myc_stream stream;
    myc_stream_init(&stream, 6, 0, MYC_PURPOSE_TEST);
    struct myc_event event;
    uint64_t what = 0;
    for (uint64_t i = 0; i < rounds; i++) {
        cr_assert(myc_queue_pop(queue, &event));
        what = 31 * what + (event.time ^ event.counter);
        event.time += myc_stream_below(&stream, 10 * MYC_SECOND);
        myc_queue_push(queue, &event);
    }
    return what;
}

/* A snapshot holds heap and ladder, whatever became of both since. */
Test(queue, goes_on_the_same_from_a_snapshot)
{
    struct myc_memory *memory = create(), *aside = create();
    for (uint64_t pending = 10; pending <= MANY; pending *= 10) {
        struct myc_queue *queue = myc_queue_begin(memory);
        struct myc_stream stream;
        myc_stream_init(&stream, 5, pending, MYC_PURPOSE_TEST);
        for (uint64_t i = 0; i < pending; i++)
            myc_queue_push(queue,
                           &(struct myc_event){ .time = lie_random(i, &stream), .counter = i });
        go_on(queue, pending);
        const struct myc_snapshot *snapshot = myc_memory_snapshot(memory, aside);
        uint64_t what = go_on(queue, MANY);
        struct myc_event event;
        while (myc_queue_pop(queue, &event))
            continue;
        for (int again = 0; again < 2; again++) {
            myc_memory_restore(memory, snapshot);
            cr_assert_eq(myc_queue_count(queue), pending);
            cr_assert_eq(go_on(queue, MANY), what);
        }
        myc_memory_reset(memory);
        myc_memory_reset(aside);
    }
    myc_memory_destroy(memory);
    myc_memory_destroy(aside);
}

/* Each event schedules another at its own time while it lasts: what is pushed at the present goes
 * before all that is later, by its rank and source. */
/* Where near ends long after its last key, a crowd comes near, and then some in between. */
Test(queue, a_late_crowd_leaves_no_gap)
{
    struct myc_memory *memory = create();
    for (uint64_t exponent = 8; exponent < 62; exponent++) {
        struct myc_queue *queue = myc_queue_begin(memory);
        uint64_t counter = 0;
        struct myc_event event = { 0 };
        for (; counter < 1000; event.counter = ++counter) {
            event.time = counter < 100   ? (UINT64_C(1) << 62) + counter
                         : counter < 900 ? counter
                                         : (UINT64_C(1) << exponent) + counter;
            myc_queue_push(queue, &event);
        }
        expect_order(queue, counter, 0);
        myc_memory_reset(memory);
    }
    myc_memory_destroy(memory);
}

Test(queue, the_present_may_grow_while_it_lasts)
{
    struct myc_memory *memory = create();
    struct myc_queue *queue = myc_queue_begin(memory);
    struct myc_stream stream;
    myc_stream_init(&stream, 3, 0, MYC_PURPOSE_TEST);
    for (uint64_t i = 0; i < 20000; i++)
        myc_queue_push(
            queue, &(struct myc_event){ .time = i / 10, .rank = MYC_RANK_DRIVER, .counter = i });
    struct myc_event event;
    uint64_t expected = 0;
    while (myc_queue_pop(queue, &event)) {
        cr_assert_eq(event.rank, MYC_RANK_DRIVER);
        cr_assert_eq(event.counter, expected++);
        uint64_t more = myc_stream_below(&stream, 4);
        for (uint64_t i = 0; i < more; i++)
            myc_queue_push(queue, &(struct myc_event){ .time = event.time,
                                                       .rank = MYC_RANK_FAULT_START,
                                                       .counter = more - i });
        for (uint64_t i = 1; i <= more; i++) {
            struct myc_event at_once;
            cr_assert(myc_queue_pop(queue, &at_once));
            cr_assert_eq(at_once.rank, MYC_RANK_FAULT_START);
            cr_assert_eq(at_once.time, event.time);
            cr_assert_eq(at_once.counter, i);
        }
    }
    cr_assert_eq(expected, 20000);
    myc_memory_destroy(memory);
}

Test(queue, compares_as_the_order_says)
{
    struct myc_stream stream;
    myc_stream_init(&stream, 7, 0, MYC_PURPOSE_TEST);
    for (int i = 0; i < 10000; i++) {
        struct myc_event a = random_event(&stream, 2), b = random_event(&stream, 2);
        cr_assert_eq(myc_event_compare(&a, &b) < 0, goes_before(&a, &b));
        cr_assert_eq(myc_event_compare(&a, &b) > 0, goes_before(&b, &a));
    }
}

/* Cancelled events may not pile up: a timer for each request, each cancelled by its answer. */
Test(queue, cancelled_events_leave_no_trace)
{
    struct myc_memory *memory = create();
    struct myc_queue *queue = myc_queue_begin(memory);
    size_t settled = 0;
    myc_queue_push(queue, &(struct myc_event){ .time = 1 }); /* so that none is ever the next */
    for (uint64_t i = 0; i < 200000; i++) {
        struct myc_event event = { .time = MYC_SECOND + i, .rank = MYC_RANK_TIMER, .counter = i };
        cr_assert(myc_queue_cancel(queue, myc_queue_push(queue, &event)));
        if (i == 1000)
            settled = myc_memory_used_bytes(memory);
    }
    cr_assert_eq(myc_memory_used_bytes(memory), settled);
    cr_assert_eq(myc_queue_count(queue), 1);
    myc_memory_destroy(memory);
}

/* The cancelling that makes dead events outnumber the rest is that of the smallest. */
Test(queue, the_smallest_may_be_cancelled_last)
{
    struct myc_memory *memory = create();
    struct myc_queue *queue = myc_queue_begin(memory);
    myc_event_handle handles[200];
    for (uint64_t i = 1; i < 200; i++) /* 1, 500, 3, 4, 5, ... */
        handles[i] = myc_queue_push(queue, &(struct myc_event){ .time = i == 2 ? 500 : i });
    for (uint64_t i = 101; i < 200; i++)
        cr_assert(myc_queue_cancel(queue, handles[i]));
    cr_assert(myc_queue_cancel(queue, handles[1]));
    struct myc_event out;
    for (uint64_t i = 3; i <= 100; i++) {
        cr_assert(myc_queue_pop(queue, &out));
        cr_assert_eq(out.time, i);
    }
    cr_assert(myc_queue_pop(queue, &out));
    cr_assert_eq(out.time, 500);
    myc_memory_destroy(memory);
}

/* At first, and after each event has been replaced a few times. */
Test(queue, an_event_takes_at_most_64_bytes)
{
    struct myc_memory *memory = create();
    struct myc_queue *queue = myc_queue_begin(memory);
    struct myc_stream stream;
    myc_stream_init(&stream, 4, 0, MYC_PURPOSE_TEST);
    size_t before = myc_memory_used_bytes(memory);
    enum { EVENTS = 1 << 17 };
    for (uint64_t i = 0; i < EVENTS; i++)
        myc_queue_push(queue, &(struct myc_event){ .time = i * 7919 % EVENTS, .counter = i });
    cr_assert_leq(myc_memory_used_bytes(memory) - before, (size_t)64 * EVENTS);
    struct myc_event event;
    for (uint64_t i = 0; i < 5 * EVENTS; i++) {
        cr_assert(myc_queue_pop(queue, &event));
        event.time += myc_stream_below(&stream, 2 * EVENTS);
        event.counter = EVENTS + i;
        myc_queue_push(queue, &event);
    }
    cr_assert_leq(myc_memory_used_bytes(memory) - before, (size_t)64 * EVENTS);
    myc_memory_destroy(memory);
}

/* Of many pending events most are cancelled, in an order of their own; the others stay. */
Test(queue, cancelled_events_are_never_given)
{
    struct myc_memory *memory = create();
    static myc_event_handle handles[MANY];
    for (uint64_t kept = 2; kept <= 2000; kept *= 10) { /* one in so many */
        struct myc_queue *queue = myc_queue_begin(memory);
        struct myc_stream stream;
        myc_stream_init(&stream, kept, 0, MYC_PURPOSE_TEST);
        for (uint64_t i = 0; i < MANY; i++)
            handles[i] = myc_queue_push(
                queue,
                &(struct myc_event){ .time = lie_random(i, &stream), .counter = i, .content = i });
        uint64_t sum = 0;
        for (uint64_t i = 0; i < MANY; i++) {
            uint64_t chosen = i * 7919 % MANY;
            if (chosen % kept == 0)
                sum += chosen;
            else
                cr_assert(myc_queue_cancel(queue, handles[chosen]));
        }
        expect_order(queue, MANY / kept, sum);
        for (uint64_t i = 0; i < MANY; i++)
            cr_assert_not(myc_queue_cancel(queue, handles[i]));
        myc_memory_reset(memory);
    }
    myc_memory_destroy(memory);
}

static void push_twice_and_pop(bool is_apart)
{
    struct myc_memory *memory = create();
    struct myc_queue *queue = myc_queue_begin(memory);
    struct myc_event event = { .time = 5, .rank = MYC_RANK_FAULT_START, .counter = 1 };
    for (uint64_t other = 10; other < 100; other++)
        myc_queue_push(queue, &(struct myc_event){ .time = other });
    myc_event_handle first = myc_queue_push(queue, &event);
    if (is_apart)
        cr_assert(myc_queue_cancel(queue, first));
    myc_queue_push(queue, &event);
    struct myc_event out;
    cr_assert(myc_queue_pop(queue, &out));
    myc_memory_destroy(memory);
}

Test(queue, equal_keys_are_fatal, .signal = SIGABRT)
{
    push_twice_and_pop(false);
}

Test(queue, a_cancelled_event_may_be_pushed_again)
{
    push_twice_and_pop(true);
}
