/* The engine: order, counters, limits, daemons, silent events, lanes. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

#include "sim/engine.h"
#include "sim/stream.h"

#define FREE                                                                                       \
    {                                                                                              \
        .events = UINT64_MAX, .time = MYC_FOREVER                                                  \
    }

/* Processes whose events follow a script of their own and write down that they ran. */
struct lab {
    struct myc_memory *memory;
    struct myc_engine *engine;
    char log[4096]; /* "time:process.kind " for each event */
    uint64_t observed;
};

static struct myc_memory *create(void)
{
    struct myc_memory *memory = NULL;
    struct myc_error error = { 0 };
    cr_assert_eq(myc_memory_create(&memory, (size_t)1 << 28, &error), MYC_OK);
    return memory;
}

static void schedule(struct lab *lab, myc_time time, enum myc_rank rank, uint32_t process,
                     uint16_t kind)
{
    myc_engine_schedule(
        lab->engine,
        (struct myc_event){
            .time = time, .rank = rank, .source = process, .target = process, .kind = kind });
}

enum {
    KIND_PLAIN,
    KIND_STOP = 100,    /* ends the run, twice */
    KIND_AGAIN = 200,   /* the same 10 ns later, for ever */
    KIND_PAST = 300,    /* schedules before now */
    KIND_WITNESS = 400, /* a silent event that shows itself */
    KIND_EARLIER = 500, /* schedules a delivery for the same time */
    KIND_EAT = 600,     /* takes a MiB and comes again */
};

static void handle(void *state, const struct myc_event *event)
{
    struct lab *lab = state;
    size_t used = strlen(lab->log);
    if (used < sizeof lab->log - 64)
        snprintf(lab->log + used, 64, "%llu:%u.%u ", (unsigned long long)event->time, event->target,
                 event->kind);
    cr_assert_eq(myc_engine_now(lab->engine), event->time);
    if (event->kind == KIND_STOP) {
        myc_engine_stop(lab->engine, MYC_STOP_ENDED);
        myc_engine_stop(lab->engine, MYC_STOP_INVARIANT);
    } else if (event->kind == KIND_AGAIN) {
        schedule(lab, event->time + 10, event->rank, event->target, event->kind);
    } else if (event->kind == KIND_PAST) {
        schedule(lab, event->time - 1, event->rank, event->target, KIND_PLAIN);
    } else if (event->kind == KIND_EARLIER) {
        schedule(lab, event->time, MYC_RANK_DELIVERY, event->target, KIND_PLAIN);
    } else if (event->kind == KIND_WITNESS) {
        struct myc_event shown = *event;
        shown.counter = 77;
        myc_engine_witness(lab->engine, &shown, 88);
    } else if (event->kind == KIND_EAT) {
        myc_memory_alloc(lab->memory, 1 << 20);
        schedule(lab, event->time + 1, event->rank, event->target, event->kind);
    }
}

static void begin_in(struct lab *lab, struct myc_memory *memory, struct myc_limits limits)
{
    *lab = (struct lab){ .memory = memory };
    lab->engine = myc_engine_begin(memory, &limits);
    cr_assert_eq(myc_engine_add_processes(lab->engine, 3, handle, lab), 0);
    cr_assert_eq(myc_engine_add_process(lab->engine, handle, lab), 3);
}

static void begin(struct lab *lab, struct myc_limits limits)
{
    begin_in(lab, create(), limits);
}

static void fingerprint_of(struct lab *lab, char text[33])
{
    unsigned char digest[16];
    myc_fingerprint_digest(myc_engine_fingerprint(lab->engine), digest);
    myc_digest_text(digest, text);
}

Test(engine, runs_in_the_order_of_time_rank_source_counter)
{
    struct lab lab;
    begin(&lab, (struct myc_limits)FREE);
    schedule(&lab, 20, MYC_RANK_DELIVERY, 0, 9);
    schedule(&lab, 10, MYC_RANK_DRIVER, 0, 8);
    schedule(&lab, 10, MYC_RANK_TIMER, 3, 6);
    schedule(&lab, 10, MYC_RANK_TIMER, 3, 7);
    schedule(&lab, 10, MYC_RANK_TIMER, 2, 5);
    schedule(&lab, 10, MYC_RANK_TASK_END, 3, 4);
    schedule(&lab, 10, MYC_RANK_DELIVERY, 3, 3);
    schedule(&lab, 10, MYC_RANK_FAULT_END, 3, 2);
    schedule(&lab, 10, MYC_RANK_FAULT_START, 3, 1);
    cr_assert_eq(myc_engine_run(lab.engine), MYC_STOP_QUIET);
    cr_assert_str_eq(lab.log, "10:3.1 10:3.2 10:3.3 10:3.4 10:2.5 10:3.6 10:3.7 10:0.8 20:0.9 ");
    cr_assert_eq(myc_engine_events(lab.engine), 9);
    cr_assert_eq(myc_engine_now(lab.engine), 20);
    myc_memory_destroy(lab.memory);
}

/* The order is over what is pending: a timer may cause a delivery at its own time. */
Test(engine, an_event_may_schedule_for_now_with_an_earlier_rank)
{
    struct lab lab;
    begin(&lab, (struct myc_limits)FREE);
    schedule(&lab, 5, MYC_RANK_TIMER, 1, KIND_EARLIER);
    schedule(&lab, 5, MYC_RANK_TIMER, 2, KIND_PLAIN);
    cr_assert_eq(myc_engine_run(lab.engine), MYC_STOP_QUIET);
    cr_assert_str_eq(lab.log, "5:1.500 5:1.0 5:2.0 ");
    myc_memory_destroy(lab.memory);
}

Test(engine, the_first_reason_to_stop_wins)
{
    struct lab lab;
    begin(&lab, (struct myc_limits)FREE);
    schedule(&lab, 5, MYC_RANK_DRIVER, 1, KIND_STOP);
    schedule(&lab, 6, MYC_RANK_DRIVER, 1, KIND_PLAIN);
    cr_assert_eq(myc_engine_run(lab.engine), MYC_STOP_ENDED);
    cr_assert_str_eq(lab.log, "5:1.100 ");
    myc_memory_destroy(lab.memory);
}

Test(engine, the_past_is_fatal, .signal = SIGABRT)
{
    struct lab lab;
    begin(&lab, (struct myc_limits)FREE);
    schedule(&lab, 5, MYC_RANK_DRIVER, 1, KIND_PAST);
    myc_engine_run(lab.engine);
}

Test(engine, limit_of_events)
{
    for (uint64_t limit = 0; limit <= 3; limit++) {
        struct lab lab;
        begin(&lab, (struct myc_limits){ .events = limit, .time = MYC_FOREVER });
        for (uint16_t i = 1; i <= 2; i++)
            schedule(&lab, i, MYC_RANK_TIMER, 0, i);
        enum myc_stop stop = myc_engine_run(lab.engine);
        cr_assert_eq(stop, limit < 2 ? MYC_STOP_EVENTS : MYC_STOP_QUIET);
        cr_assert_eq(myc_engine_events(lab.engine), limit < 2 ? limit : 2);
        myc_memory_destroy(lab.memory);
    }
}

Test(engine, limit_of_time)
{
    struct lab lab;
    begin(&lab, (struct myc_limits){ .events = UINT64_MAX, .time = 25 });
    schedule(&lab, 5, MYC_RANK_TIMER, 0, KIND_AGAIN);
    cr_assert_eq(myc_engine_run(lab.engine), MYC_STOP_TIME);
    cr_assert_str_eq(lab.log, "5:0.200 15:0.200 25:0.200 ");
    cr_assert_eq(myc_engine_now(lab.engine), 25);
    myc_memory_destroy(lab.memory);
}

Test(engine, limit_of_memory)
{
    struct lab lab;
    begin(&lab, (struct myc_limits)FREE);
    schedule(&lab, 5, MYC_RANK_TIMER, 0, KIND_EAT);
    cr_assert_eq(myc_engine_run(lab.engine), MYC_STOP_MEMORY);
    cr_assert_str_eq(myc_stop_phrase(MYC_STOP_MEMORY), "the memory of a run was used up");
    myc_memory_destroy(lab.memory);
}

Test(engine, daemons_do_not_keep_a_run_alive)
{
    struct lab lab;
    begin(&lab, (struct myc_limits)FREE);
    for (myc_time time = 1; time <= 3; time++)
        myc_engine_schedule(lab.engine, (struct myc_event){ .time = time * 10,
                                                            .rank = MYC_RANK_FAULT_START,
                                                            .counter = time,
                                                            .daemon = true });
    schedule(&lab, 15, MYC_RANK_TIMER, 1, KIND_PLAIN);
    cr_assert_eq(myc_engine_run(lab.engine), MYC_STOP_QUIET);
    cr_assert_str_eq(lab.log, "10:0.0 15:1.0 ");
    myc_memory_destroy(lab.memory);
}

static void observe(void *state, const struct myc_event *event, uint64_t ordinal)
{
    struct lab *lab = state;
    cr_assert_eq(ordinal, ++lab->observed);
    if (event->kind == KIND_WITNESS) {
        cr_assert_eq(event->counter, 77);
        cr_assert_eq(event->content, 88);
    }
}

static void schedule_silent(struct lab *lab, uint16_t kind)
{
    myc_engine_schedule(lab->engine, (struct myc_event){ .time = 7,
                                                         .rank = MYC_RANK_FAULT_START,
                                                         .source = 3,
                                                         .target = 3,
                                                         .counter = kind,
                                                         .kind = kind,
                                                         .silent = true });
}

Test(engine, a_silent_event_counts_only_when_it_shows_itself)
{
    char plain[33], silent[33], shown[33];
    for (int with = 0; with < 3; with++) {
        struct lab lab;
        begin(&lab, (struct myc_limits)FREE);
        myc_engine_observe(lab.engine, observe, &lab);
        schedule(&lab, 9, MYC_RANK_TIMER, 1, KIND_PLAIN);
        if (with > 0)
            schedule_silent(&lab, with == 1 ? KIND_PLAIN : KIND_WITNESS);
        cr_assert_eq(myc_engine_run(lab.engine), MYC_STOP_QUIET);
        cr_assert_eq(myc_engine_events(lab.engine), with == 2 ? 2 : 1);
        cr_assert_eq(lab.observed, myc_engine_events(lab.engine));
        fingerprint_of(&lab, with == 0 ? plain : with == 1 ? silent : shown);
        myc_memory_destroy(lab.memory);
    }
    cr_assert_str_eq(plain, silent);
    cr_assert_str_neq(plain, shown);
}

static void foresee(const void *state, uint32_t process)
{
    /* The log belongs to the test; what is foreseen touches nothing of a run. */
    char *log = ((struct lab *)(uintptr_t)state)->log;
    snprintf(log + strlen(log), 64, "(%u) ", process);
}

/* Before each event its engine names the process of the next, if that wants to be named, as things
 * stand: not the one that this event puts in between. */
Test(engine, the_next_process_is_foreseen)
{
    struct lab lab;
    begin(&lab, (struct myc_limits)FREE);
    const struct myc_foresight foresight = { .next = foresee };
    myc_engine_foresee(lab.engine, 1, &foresight); /* 0 and 2 as well */
    schedule(&lab, 10, MYC_RANK_TIMER, 2, KIND_PLAIN);
    schedule(&lab, 20, MYC_RANK_TIMER, 3, KIND_PLAIN);
    schedule(&lab, 30, MYC_RANK_TIMER, 0, KIND_EARLIER);
    schedule(&lab, 40, MYC_RANK_TIMER, 1, KIND_PLAIN);
    cr_assert_eq(myc_engine_run(lab.engine), MYC_STOP_QUIET);
    cr_assert_str_eq(lab.log, "10:2.0 (0) 20:3.0 (1) 30:0.500 (1) 30:0.0 40:1.0 ");
    myc_memory_destroy(lab.memory);
}

/* --- what waits in lanes --- */

#define CROWD 100

struct crowd {
    uint32_t taken;                   /* events so far */
    uint32_t far[CROWD], near[CROWD]; /* so many were taken when it was seen; 0: it was not */
};

static void see_ahead(const void *state, const struct myc_event_body *far,
                      const struct myc_event_body *near)
{
    struct crowd *crowd = (struct crowd *)(uintptr_t)state;
    uint32_t now = crowd->taken + 1;
    if (far) {
        cr_assert_eq(crowd->far[far->target], 0, "%u once", far->target);
        crowd->far[far->target] = now;
    }
    if (near) {
        cr_assert_eq(crowd->near[near->target], 0, "%u once", near->target);
        cr_assert_neq(crowd->far[near->target], 0, "%u was far before", near->target);
        crowd->near[near->target] = now;
    }
}

static void count_event(void *state, const struct myc_event *event)
{
    struct crowd *crowd = state;
    cr_assert_eq(event->target, crowd->taken++);
}

/* Of the events of one time each but the first is seen when it is some tens ahead, and once more when
 * it is a few: as soon as the first is taken, or when its turn has come. */
Test(engine, what_waits_in_a_lane_is_foreseen_twice)
{
    enum { FAR = 32, NEAR = 12 };
    struct crowd crowd = { 0 };
    struct myc_memory *memory = create();
    struct myc_engine *engine = myc_engine_begin(memory, &(struct myc_limits)FREE);
    myc_engine_add_processes(engine, CROWD, count_event, &crowd);
    myc_engine_foresee(engine, 0, &(struct myc_foresight){ .ahead = see_ahead });
    for (uint32_t process = 0; process < CROWD; process++) {
        struct myc_event_body *body = myc_memory_alloc(memory, MYC_CACHE_LINE);
        *body = (struct myc_event_body){ .target = process };
        myc_engine_schedule_in(engine, 0, 10, MYC_RANK_DELIVERY, process, body);
    }
    cr_assert_eq(myc_engine_run(engine), MYC_STOP_QUIET);
    cr_assert_eq(crowd.taken, CROWD);
    for (uint32_t process = 1; process < CROWD; process++) {
        cr_assert_eq(crowd.far[process], process > FAR ? process - FAR + 1 : 1);
        cr_assert_eq(crowd.near[process], process > NEAR ? process - NEAR + 1 : 1);
    }
    myc_memory_destroy(memory);
}

/* A small PHOLD: each event sends one on, to a random process after a random time. */
struct phold {
    struct myc_engine *engine;
    struct myc_stream stream;
};

static void pass_on(void *state, const struct myc_event *event)
{
    struct phold *phold = state;
    uint64_t bits = myc_stream_bits(&phold->stream);
    myc_engine_schedule(phold->engine, (struct myc_event){ .time = event->time + bits % 50,
                                                           .rank = MYC_RANK_DELIVERY,
                                                           .source = event->target,
                                                           .target = (uint32_t)(bits >> 40) % 64,
                                                           .content = event->content + 1 });
}

static void run_phold(struct myc_memory *memory, uint64_t seed, char text[33], size_t *used)
{
    struct phold phold;
    const struct myc_limits limits = { .events = 20000, .time = MYC_FOREVER };
    phold.engine = myc_engine_begin(memory, &limits);
    myc_stream_init(&phold.stream, seed, 0, MYC_PURPOSE_TEST);
    myc_engine_add_processes(phold.engine, 64, pass_on, &phold);
    for (uint32_t process = 0; process < 64; process++)
        pass_on(&phold, &(struct myc_event){ .target = process });
    cr_assert_eq(myc_engine_run(phold.engine), MYC_STOP_EVENTS);
    cr_assert_eq(myc_engine_events(phold.engine), 20000);
    unsigned char digest[16];
    myc_fingerprint_digest(myc_engine_fingerprint(phold.engine), digest);
    myc_digest_text(digest, text);
    *used = myc_memory_used_bytes(memory);
}

Test(engine, a_second_run_in_the_same_memory_is_the_same)
{
    struct myc_memory *memory = create();
    char first[33], second[33], other[33];
    size_t first_used, second_used, other_used;
    run_phold(memory, 1, first, &first_used);
    myc_memory_reset(memory);
    run_phold(memory, 2, other, &other_used);
    myc_memory_reset(memory);
    run_phold(memory, 1, second, &second_used);
    cr_assert_str_eq(first, second);
    cr_assert_str_neq(first, other);
    cr_assert_eq(first_used, second_used);
    cr_assert_lt(first_used, (size_t)128 << 10, "nothing is allocated for each event");
    myc_memory_destroy(memory);
}

/* --- lanes --- */

#define LANE_EVENTS 300

struct planned {
    alignas(16) struct myc_event_body body; /* where it waits in a lane */
    struct myc_event event;
};

/* What was scheduled, and which of it is next: found by looking through all. */
struct mixture {
    struct myc_engine *engine;
    struct planned *planned;
    myc_event_handle handles[LANE_EVENTS];
    bool is_pending[LANE_EVENTS];
    size_t count;
    size_t ran;
};

static void expect_smallest(void *state, const struct myc_event *event)
{
    struct mixture *mixture = state;
    const struct planned *planned = event->payload;
    const struct myc_event *ran = &planned->event;
    cr_assert(mixture->is_pending[planned - mixture->planned]);
    for (size_t i = 0; i < mixture->count; i++) {
        if (mixture->is_pending[i])
            cr_assert_leq(myc_event_compare(ran, &mixture->planned[i].event), 0);
    }
    cr_assert_eq(event->time, ran->time);
    cr_assert_eq(event->counter, ran->counter);
    mixture->is_pending[planned - mixture->planned] = false;
    mixture->ran++;
}

/* A third is refused by its lane, a third never offered to any. */
static void schedule_somewhere(struct mixture *mixture, struct myc_stream *stream)
{
    size_t number = mixture->count++;
    struct planned *planned = &mixture->planned[number];
    struct myc_event *event = &planned->event;
    *event = (struct myc_event){
        .time = myc_stream_below(stream, 20),
        .rank = MYC_RANK_DELIVERY,
        .source = (uint32_t)myc_stream_below(stream, 4),
        .payload = planned,
    };
    if (myc_stream_chance(stream, 1, 3)) {
        event->counter = myc_engine_count(mixture->engine, event->source);
        planned->body.counter = event->counter;
        mixture->handles[number] =
            myc_engine_schedule_in(mixture->engine, (unsigned)myc_stream_below(stream, MYC_LANES),
                                   event->time, event->rank, event->source, &planned->body);
    } else {
        mixture->handles[number] = myc_engine_take(mixture->engine, event);
    }
    mixture->is_pending[number] = true;
}

static void cancel_any(struct mixture *mixture, struct myc_stream *stream)
{
    size_t number = myc_stream_below(stream, mixture->count);
    bool is_pending = mixture->is_pending[number];
    void *payload = is_pending ? &mixture->planned[number] : NULL;
    cr_assert_eq(myc_engine_payload(mixture->engine, mixture->handles[number]), payload);
    cr_assert_eq(myc_engine_cancel(mixture->engine, mixture->handles[number]), is_pending);
    mixture->is_pending[number] = false;
}

Test(engine, lanes_change_no_order)
{
    struct myc_memory *memory = create();
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct mixture mixture = {
            .engine = myc_engine_begin(memory, &(struct myc_limits)FREE),
            .planned = myc_memory_alloc(memory, LANE_EVENTS * sizeof *mixture.planned),
        };
        struct myc_stream stream;
        myc_stream_init(&stream, seed, 0, MYC_PURPOSE_TEST);
        myc_engine_add_processes(mixture.engine, 4, expect_smallest, &mixture);
        for (size_t i = 0; i < LANE_EVENTS; i++)
            schedule_somewhere(&mixture, &stream);
        for (size_t i = 0; i < LANE_EVENTS / 5; i++)
            cancel_any(&mixture, &stream);
        size_t pending = 0;
        for (size_t i = 0; i < LANE_EVENTS; i++)
            pending += mixture.is_pending[i];
        cr_assert_eq(myc_engine_run(mixture.engine), MYC_STOP_QUIET);
        cr_assert_eq(mixture.ran, pending);
        myc_memory_reset(memory);
    }
    myc_memory_destroy(memory);
}

Test(engine, equal_keys_in_a_lane_and_in_the_queue_are_fatal, .signal = SIGABRT)
{
    struct lab lab;
    begin(&lab, (struct myc_limits)FREE);
    struct myc_event event = { .time = 5, .rank = MYC_RANK_FAULT_START, .source = 1 };
    myc_engine_take(lab.engine, &event);
    myc_engine_schedule_in(lab.engine, 0, event.time, event.rank, event.source,
                           myc_memory_alloc(lab.memory, sizeof(struct myc_event_body)));
    myc_engine_run(lab.engine);
}

Test(engine, what_is_due_at_the_end_of_time_happens)
{
    struct lab lab;
    begin(&lab, (struct myc_limits)FREE);
    schedule(&lab, MYC_FOREVER, MYC_RANK_TIMER, 1, KIND_PLAIN);
    cr_assert_eq(myc_engine_run(lab.engine), MYC_STOP_QUIET);
    cr_assert_eq(myc_engine_events(lab.engine), 1);
    myc_memory_destroy(lab.memory);
}

Test(engine, a_lane_does_not_hide_the_limits)
{
    struct lab lab;
    begin(&lab, (struct myc_limits){ .events = UINT64_MAX, .time = 10 });
    myc_engine_schedule_in(lab.engine, 3, 11, MYC_RANK_DELIVERY, 0,
                           myc_memory_alloc(lab.memory, sizeof(struct myc_event_body)));
    cr_assert_eq(myc_engine_run(lab.engine), MYC_STOP_TIME);
    cr_assert_eq(myc_engine_now(lab.engine), 10);
    cr_assert_str_eq(lab.log, "");
}
