/* The engine: a clock, the pending events, the logical processes that handle
 * them, and the limits. It runs until the driver has ended, nothing but
 * daemons is pending, or a limit is reached. */
#ifndef MYC_SIM_ENGINE_H
#define MYC_SIM_ENGINE_H

#include "sim/event.h"
#include "sim/fingerprint.h"
#include "sim/lane.h"
#include "sim/memory.h"
#include "sim/time.h"

struct myc_engine;

/* A logical process handles its events and may call only its context: now, send, timer, draw,
 * record. A process is a host (by its index), or one of the few declared after them. */
typedef void myc_process_handler(void *state, const struct myc_event *event);

/* X(NAME, phrase after "stopped: ") */
#define MYC_STOP_LIST(X)                                                                           \
    X(NONE, "not stopped")                                                                         \
    X(ENDED, "the driver has ended")                                                               \
    X(QUIET, "nothing is pending that could still happen")                                         \
    X(EVENTS, "limits.events was reached")                                                         \
    X(TIME, "limits.time was reached")                                                             \
    X(MEMORY, "the memory of a run was used up")                                                   \
    X(INVARIANT, "an invariant was violated")

enum myc_stop {
#define X(NAME, phrase) MYC_STOP_##NAME,
    MYC_STOP_LIST(X)
#undef X
};
const char *myc_stop_phrase(enum myc_stop stop);

struct myc_limits {
    uint64_t events; /* at most so many enter the fingerprint */
    myc_time time;   /* nothing later is executed */
};

struct myc_engine *myc_engine_begin(struct myc_memory *memory, const struct myc_limits *limits);

/* Processes are numbered in the order of adding, from 0. */
uint32_t myc_engine_add_process(struct myc_engine *engine, myc_process_handler *handler,
                                void *state);
/* `count` processes that share handler and state (hosts); the event's target tells them apart.
 * Returns the number of the first. */
uint32_t myc_engine_add_processes(struct myc_engine *engine, uint32_t count,
                                  myc_process_handler *handler, void *state);

/* Asks the memory, while another event is handled, for what will be touched soon, and does nothing
 * else. Worth it where there are too many processes for the cache. Any may be NULL. */
struct myc_foresight {
    /* The process most likely handles the next event of the queue. */
    void (*next)(const void *state, uint32_t process);
    /* Two events that wait in lanes, by their payloads, of which the first line may be read: one of
     * the next few tens, and one of the next few, which mostly was the other one before. NULL: there is
     * none. */
    void (*ahead)(const void *state, const struct myc_event_body *far,
                  const struct myc_event_body *near);
};
/* For the process and those added with it, from now on for no others. All events that wait in lanes
 * must be theirs. */
void myc_engine_foresee(struct myc_engine *engine, uint32_t process,
                        const struct myc_foresight *foresight);

myc_time myc_engine_now(const struct myc_engine *engine);
struct myc_memory *myc_engine_memory(const struct myc_engine *engine);

/* Schedules at event->time >= now; an earlier time asserts. The counter is the source's own next
 * one, and is filled in, unless `rank` is MYC_RANK_FAULT_START or _END, where the caller gives it. */
myc_event_handle myc_engine_take(struct myc_engine *engine, struct myc_event *event);

/* The same for an event that is written where it is scheduled. Inline, so that none is copied. */
static inline myc_event_handle myc_engine_schedule(struct myc_engine *engine,
                                                   struct myc_event event)
{
    return myc_engine_take(engine, &event);
}

/* The next counter of a process, for an event that takes its place in the order now and is scheduled
 * now or later. */
uint64_t myc_engine_count(struct myc_engine *engine, uint32_t source);

/* Schedules with the counter as given by myc_engine_count: what the event says is `body`, with which
 * its payload begins, in the run's memory; it stays as it is while the event is pending. Events that
 * mostly become due in the order in which they are scheduled in this lane wait there at less cost; it
 * changes no order. Never for a daemon. */
myc_event_handle myc_engine_schedule_in(struct myc_engine *engine, unsigned lane, myc_time time,
                                        enum myc_rank rank, uint32_t source,
                                        struct myc_event_body *body);

bool myc_engine_cancel(struct myc_engine *engine, myc_event_handle handle);
/* The payload of a pending event, NULL when the handle names none. */
void *myc_engine_payload(const struct myc_engine *engine, myc_event_handle handle);

/* Work is every event that is no daemon. The end of a fault is a daemon that may be waited for: it
 * keeps the run alive, unless the fault began in a lull, with no work pending, and none was executed
 * since: then there is nothing that its end could set going. So repeated faults do not keep a run
 * alive that has nothing else left to do. `since`: what myc_engine_since gave when it began. */
uint64_t myc_engine_since(const struct myc_engine *engine);
void myc_engine_await(struct myc_engine *engine, uint64_t since);
void myc_engine_awaited(struct myc_engine *engine, uint64_t since); /* it came, or never will */
/* Work that a daemon will bring counts as pending: so much more, or less, of it. */
void myc_engine_expect(struct myc_engine *engine, uint64_t more);
void myc_engine_expect_less(struct myc_engine *engine, uint64_t less);
/* What began in this lull hurts somebody after all: work that stands still, which would go on. */
void myc_engine_stir(struct myc_engine *engine);

/* A silent event enters the fingerprint (and the count of events) here, with the counter and
 * content its handler gives it. */
void myc_engine_witness(struct myc_engine *engine, const struct myc_event *event, uint64_t content);

/* Ends the run after the event being handled. The first reason wins. */
void myc_engine_stop(struct myc_engine *engine, enum myc_stop reason);

/* Executes events until there is a reason to stop. Stopped by limits.time the clock stands there,
 * else at the last event. Nothing alive pending is QUIET even where a limit is reached too. */
enum myc_stop myc_engine_run(struct myc_engine *engine);

/* The same, but pauses (MYC_STOP_NONE) as soon as `events` have entered the fingerprint. */
enum myc_stop myc_engine_run_to(struct myc_engine *engine, uint64_t events);

/* Called for every event that enters the fingerprint (trace: all). NULL: none. */
typedef void myc_event_observer(void *state, const struct myc_event *event, uint64_t ordinal);
void myc_engine_observe(struct myc_engine *engine, myc_event_observer *observer, void *state);

uint64_t myc_engine_events(const struct myc_engine *engine); /* that entered the fingerprint */
struct myc_fingerprint *myc_engine_fingerprint(const struct myc_engine *engine);

#endif
