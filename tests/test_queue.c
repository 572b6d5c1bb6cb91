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

static void pop_both(struct myc_queue *queue, struct naive *naive)
{
    struct myc_event got;
    cr_assert_eq(myc_queue_next_time(queue),
                 naive->count ? naive->entries[0].event.time : MYC_FOREVER);
    bool is_some = myc_queue_pop(queue, &got);
    cr_assert_eq(is_some, naive->count > 0);
    if (!is_some)
        return;
    expect_same(&got, &naive->entries[0].event);
    cr_assert_not(myc_queue_cancel(queue, naive->entries[0].handle), "it is no longer pending");
    naive_remove(naive, 0);
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
        .payload = (void *)(uintptr_t)(myc_stream_bits(stream) | 1),
    };
}

/* Grows, hovers, is mostly cancelled, grows again and shrinks. */
static void play(struct myc_memory *memory, uint64_t seed, uint64_t times)
{
    static struct naive naive;
    naive = (struct naive){ 0 };
    struct myc_queue *queue = myc_queue_begin(memory);
    struct myc_stream stream;
    myc_stream_init(&stream, seed, 0, MYC_PURPOSE_TEST);
    static const uint32_t push_of_100[] = { 80, 45, 10, 70, 20 };
    static const uint32_t pop_of_100[] = { 10, 30, 2, 20, 40 };
    for (uint32_t operation = 0; operation < 20000; operation++) {
        uint64_t dice = myc_stream_below(&stream, 100);
        uint32_t pushes = push_of_100[operation / 4000];
        uint32_t pops = pop_of_100[operation / 4000];
        struct myc_event event = random_event(&stream, times);
        if (dice < pushes)
            push_both(queue, &naive, &event);
        else if (dice < pushes + pops)
            pop_both(queue, &naive);
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
    static const uint64_t times[] = { 1, 3, 100, 100000, MYC_TIME_MAX };
    for (uint64_t seed = 1; seed <= 10; seed++) {
        play(memory, seed, times[seed % 5]);
        myc_memory_reset(memory);
    }
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

Test(queue, an_event_takes_at_most_64_bytes)
{
    struct myc_memory *memory = create();
    struct myc_queue *queue = myc_queue_begin(memory);
    size_t before = myc_memory_used_bytes(memory);
    enum { EVENTS = 1 << 17 };
    for (uint64_t i = 0; i < EVENTS; i++)
        myc_queue_push(queue, &(struct myc_event){ .time = i * 7919 % EVENTS, .counter = i });
    cr_assert_leq(myc_memory_used_bytes(memory) - before, (size_t)64 * EVENTS);
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
