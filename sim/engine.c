#include "sim/engine.h"

#include <assert.h>

/* So many events of an instant before it comes, the memory is asked for */
#define PAYLOAD 64 /* the payload of one, */
#define FAR 32     /* what it is about, */
#define NEAR 12    /* and what that leads to. */

/* Processes added in one call; the ranges follow each other from 0. */
struct range {
    uint32_t end; /* the first process after it */
    uint32_t first;
    myc_process_handler *handler;
    void *state;
};

struct myc_engine {
    struct myc_memory *memory;
    struct myc_limits limits;
    myc_time now;
    enum myc_stop stop;
    struct myc_queue *queue;
    struct myc_lanes *lanes;
    struct myc_fingerprint *fingerprint;
    struct range *ranges;
    size_t range_count, range_room;
    const struct myc_foresight *foresight; /* or NULL */
    struct range foreseen;                 /* whose it is */
    uint64_t *counters;                    /* of each process: the next one */
    size_t process_count, counter_room;
    uint64_t work;          /* executed, or stirred up */
    uint64_t expected;      /* without an event of its own yet */
    bool in_lull;           /* when the event being handled came, no work was pending */
    uint64_t awaited_count; /* that began with work pending, or before some was executed */
    uint64_t lull_count;    /* that began when so much work was executed: */
    uint64_t lull;
    myc_event_observer *observer;
    void *observer_state;
};

const char *myc_stop_phrase(enum myc_stop stop)
{
    static const char *const phrases[] = {
#define X(NAME, phrase) phrase,
        MYC_STOP_LIST(X)
#undef X
    };
    return phrases[stop];
}

struct myc_engine *myc_engine_begin(struct myc_memory *memory, const struct myc_limits *limits)
{
    struct myc_engine *engine = myc_memory_alloc(memory, sizeof *engine);
    engine->memory = memory;
    engine->limits = *limits;
    engine->queue = myc_queue_begin(memory);
    engine->lanes = myc_lanes_begin(memory);
    engine->fingerprint = myc_fingerprint_begin(memory);
    return engine;
}

uint32_t myc_engine_add_processes(struct myc_engine *engine, uint32_t count,
                                  myc_process_handler *handler, void *state)
{
    assert(count > 0 && count <= UINT32_MAX - engine->process_count);
    uint32_t first = (uint32_t)engine->process_count;
    engine->process_count += count;
    engine->counters = myc_memory_grow(engine->memory, engine->counters, &engine->counter_room,
                                       engine->process_count, sizeof *engine->counters);
    engine->ranges = myc_memory_grow(engine->memory, engine->ranges, &engine->range_room,
                                     engine->range_count + 1, sizeof *engine->ranges);
    engine->ranges[engine->range_count++] =
        (struct range){ .end = first + count, .first = first, .handler = handler, .state = state };
    return first;
}

uint32_t myc_engine_add_process(struct myc_engine *engine, myc_process_handler *handler,
                                void *state)
{
    return myc_engine_add_processes(engine, 1, handler, state);
}

static const struct range *range_of(const struct myc_engine *engine, uint32_t process)
{
    const struct range *range = engine->ranges;
    while (process >= range->end)
        range++;
    return range;
}

void myc_engine_foresee(struct myc_engine *engine, uint32_t process,
                        const struct myc_foresight *foresight)
{
    assert(process < engine->process_count);
    engine->foreseen = *range_of(engine, process);
    engine->foresight = foresight;
}

myc_time myc_engine_now(const struct myc_engine *engine)
{
    return engine->now;
}

struct myc_memory *myc_engine_memory(const struct myc_engine *engine)
{
    return engine->memory;
}

uint64_t myc_engine_count(struct myc_engine *engine, uint32_t source)
{
    assert(source < engine->process_count);
    return engine->counters[source]++;
}

static myc_event_handle push(struct myc_engine *engine, const struct myc_event *event)
{
    assert(event->source < engine->process_count);
    myc_event_handle handle = myc_queue_push(engine->queue, event);
    assert(!myc_lanes_gave(handle));
    return handle;
}

static void assert_possible(const struct myc_engine *engine, myc_time time, uint32_t target)
{
    assert(time >= engine->now && target < engine->process_count);
}

myc_event_handle myc_engine_take(struct myc_engine *engine, struct myc_event *event)
{
    assert_possible(engine, event->time, event->target);
    if (event->rank != MYC_RANK_FAULT_START && event->rank != MYC_RANK_FAULT_END)
        event->counter = myc_engine_count(engine, event->source);
    return push(engine, event);
}

/* What no lane takes. (Apart, so that what is common needs no room for an event.) */
__attribute__((noinline)) static myc_event_handle push_body(struct myc_engine *engine,
                                                            myc_time time, enum myc_rank rank,
                                                            uint32_t source,
                                                            const struct myc_event_body *body)
{
    struct myc_event event;
    myc_event_write(&event, time, rank, source, body);
    return push(engine, &event);
}

myc_event_handle myc_engine_schedule_in(struct myc_engine *engine, unsigned lane, myc_time time,
                                        enum myc_rank rank, uint32_t source,
                                        struct myc_event_body *body)
{
    assert_possible(engine, time, body->target);
    assert(source < engine->process_count);
    myc_event_handle handle = 0;
    if (time < MYC_FOREVER)
        handle = myc_lanes_add(engine->lanes, lane, time, rank, source, body);
    return handle ? handle : push_body(engine, time, rank, source, body);
}

bool myc_engine_cancel(struct myc_engine *engine, myc_event_handle handle)
{
    return myc_lanes_gave(handle) ? myc_lanes_cancel(engine->lanes, handle)
                                  : myc_queue_cancel(engine->queue, handle);
}

void *myc_engine_payload(const struct myc_engine *engine, myc_event_handle handle)
{
    return myc_lanes_gave(handle) ? myc_lanes_payload(engine->lanes, handle)
                                  : myc_queue_payload(engine->queue, handle);
}

uint64_t myc_engine_since(const struct myc_engine *engine)
{
    return engine->in_lull ? engine->work : UINT64_MAX;
}

/* Whatever began in a lull that is over counts as awaited. */
static void end_lull(struct myc_engine *engine)
{
    if (engine->lull == engine->work)
        return;
    engine->awaited_count += engine->lull_count;
    engine->lull_count = 0;
    engine->lull = engine->work;
}

void myc_engine_await(struct myc_engine *engine, uint64_t since)
{
    end_lull(engine);
    if (since == engine->work)
        engine->lull_count++;
    else
        engine->awaited_count++;
}

void myc_engine_awaited(struct myc_engine *engine, uint64_t since)
{
    end_lull(engine);
    uint64_t *count = since == engine->work ? &engine->lull_count : &engine->awaited_count;
    assert(*count > 0);
    --*count;
}

void myc_engine_expect(struct myc_engine *engine, uint64_t more)
{
    engine->expected += more;
}

void myc_engine_expect_less(struct myc_engine *engine, uint64_t less)
{
    assert(less <= engine->expected);
    engine->expected -= less;
}

static size_t count_alive(const struct myc_engine *engine)
{
    return myc_lanes_count(engine->lanes) + myc_queue_count_alive(engine->queue);
}

static bool has_work(const struct myc_engine *engine)
{
    return engine->expected > 0 || count_alive(engine) > 0;
}

void myc_engine_stir(struct myc_engine *engine)
{
    engine->work++;
}

static bool is_quiet(struct myc_engine *engine)
{
    if (has_work(engine))
        return false;
    end_lull(engine);
    return engine->awaited_count == 0;
}

static void show(struct myc_engine *engine, const struct myc_event *event, uint64_t content)
{
    struct myc_event shown = *event;
    shown.content = content;
    engine->observer(engine->observer_state, &shown, myc_fingerprint_events(engine->fingerprint));
}

/* The content apart, so that nobody copies an event to change it. */
static inline void enter(struct myc_engine *engine, const struct myc_event *event, uint64_t content)
{
    myc_fingerprint_add(engine->fingerprint, event, content);
    if (engine->observer)
        show(engine, event, content);
}

void myc_engine_witness(struct myc_engine *engine, const struct myc_event *event, uint64_t content)
{
    assert(event->time == engine->now);
    enter(engine, event, content);
}

void myc_engine_stop(struct myc_engine *engine, enum myc_stop reason)
{
    if (engine->stop == MYC_STOP_NONE)
        engine->stop = reason;
}

/* When the next event is due, and whether it waits in a lane. */
struct next {
    myc_time time;
    bool is_in_lane;
};

/* Whether a lane has the first of two of the same time. */
static bool lane_wins(const struct myc_engine *engine)
{
    struct myc_event in_lane, queued;
    if (myc_lanes_count(engine->lanes) == 0 || !myc_queue_peek(engine->queue, &queued))
        return false;
    myc_lanes_first(engine->lanes, &in_lane);
    int order = myc_event_compare(&in_lane, &queued);
    assert(order != 0);
    return order < 0;
}

static struct next find_next(const struct myc_engine *engine)
{
    myc_time in_lane = myc_lanes_find_first(engine->lanes);
    myc_time in_queue = myc_queue_next_time(engine->queue);
    if (in_lane == in_queue)
        return (struct next){ in_lane, lane_wins(engine) };
    bool is_in_lane = in_lane < in_queue;
    return (struct next){ is_in_lane ? in_lane : in_queue, is_in_lane };
}

/* Why the next event may not be executed, or MYC_STOP_NONE. */
static enum myc_stop stop_before(struct myc_engine *engine, struct next next)
{
    if (!next.is_in_lane && is_quiet(engine)) /* no daemon is in a lane */
        return MYC_STOP_QUIET;
    if (myc_fingerprint_events(engine->fingerprint) >= engine->limits.events)
        return MYC_STOP_EVENTS;
    if (next.time > engine->limits.time) {
        engine->now = engine->limits.time;
        return MYC_STOP_TIME;
    }
    return myc_memory_is_low(engine->memory) ? MYC_STOP_MEMORY : MYC_STOP_NONE;
}

static void execute(struct myc_engine *engine, const struct myc_event *event)
{
    engine->now = event->time;
    engine->in_lull = event->daemon && !has_work(engine);
    engine->work += !event->daemon;
    if (!event->silent)
        enter(engine, event, event->content);
    const struct range *range = range_of(engine, event->target);
    range->handler(range->state, event);
}

/* It may still be overtaken or cancelled: then something was fetched in vain. */
static void foresee_in_queue(const struct myc_engine *engine)
{
    if (myc_queue_count(engine->queue) == 0)
        return;
    uint32_t target = myc_queue_next_target(engine->queue);
    __builtin_prefetch(&engine->counters[target]);
    const struct range *foreseen = &engine->foreseen;
    if (engine->foresight->next && target >= foreseen->first && target < foreseen->end)
        engine->foresight->next(foreseen->state, target);
}

static void foresee_soon(const struct myc_engine *engine, unsigned far, unsigned near)
{
    struct myc_lanes_soon soon = myc_lanes_soon(engine->lanes, far, near);
    if (soon.far)
        __builtin_prefetch(&engine->counters[soon.far->target]);
    engine->foresight->ahead(engine->foreseen.state, soon.far, soon.near);
}

/* What nobody has asked for, since it is so near where the instant begins. */
__attribute__((noinline)) static void foresee_beginning(const struct myc_engine *engine)
{
    for (unsigned i = 1; i < PAYLOAD; i++)
        myc_lanes_fetch(engine->lanes, i);
    for (unsigned far = 1; far < FAR; far++)
        foresee_soon(engine, far, far > FAR - NEAR ? far - (FAR - NEAR) : MYC_LANES_NONE);
}

static void foresee_in_lanes(const struct myc_engine *engine)
{
    if (!engine->foresight->ahead)
        return;
    if (myc_lanes_began(engine->lanes))
        foresee_beginning(engine);
    myc_lanes_fetch(engine->lanes, PAYLOAD);
    foresee_soon(engine, FAR, NEAR);
}

/* Asks the memory for what is needed soon. */
static void foresee(const struct myc_engine *engine, struct next taken)
{
    if (taken.is_in_lane)
        foresee_in_lanes(engine);
    else
        foresee_in_queue(engine);
}

/* Whether the next event is in a lane and due now, and nothing stops the run before it. Nearly always;
 * it says no more than find_possible, and sooner. */
static inline bool instant_goes_on(const struct myc_engine *engine, uint64_t events)
{
    return myc_lanes_are_due(engine->lanes) && myc_queue_next_time(engine->queue) > engine->now &&
           myc_fingerprint_events(engine->fingerprint) < events && engine->stop == MYC_STOP_NONE &&
           !myc_memory_is_low(engine->memory);
}

/* The next event, if there may be one; false: the run stops before it. */
__attribute__((noinline)) static bool find_possible(struct myc_engine *engine, uint64_t events,
                                                    struct next *next)
{
    if (myc_fingerprint_events(engine->fingerprint) >= events)
        return false;
    *next = find_next(engine);
    if (engine->stop == MYC_STOP_NONE)
        engine->stop = stop_before(engine, *next);
    return engine->stop == MYC_STOP_NONE;
}

enum myc_stop myc_engine_run_to(struct myc_engine *engine, uint64_t events)
{
    uint64_t least = events < engine->limits.events ? events : engine->limits.events;
    struct myc_event event;
    for (;;) {
        struct next next = { .time = engine->now, .is_in_lane = true };
        if (!instant_goes_on(engine, least) && !find_possible(engine, events, &next))
            return engine->stop;
        if (next.is_in_lane)
            myc_lanes_take_first(engine->lanes, &event);
        else if (!myc_queue_pop(engine->queue, &event))
            return engine->stop;
        if (engine->foresight)
            foresee(engine, next);
        execute(engine, &event);
    }
}

enum myc_stop myc_engine_run(struct myc_engine *engine)
{
    return myc_engine_run_to(engine, UINT64_MAX);
}

void myc_engine_observe(struct myc_engine *engine, myc_event_observer *observer, void *state)
{
    engine->observer = observer;
    engine->observer_state = state;
}

uint64_t myc_engine_events(const struct myc_engine *engine)
{
    return myc_fingerprint_events(engine->fingerprint);
}

struct myc_fingerprint *myc_engine_fingerprint(const struct myc_engine *engine)
{
    return engine->fingerprint;
}
