/* Events and the future event list.
 *
 * Pending events are ordered by (time, rank, source, counter), and by nothing
 * else: the order is total by construction, and two equal keys are a fatal
 * error. (Of two, the second is found when the first is taken.) The list is one
 * small interface; behind it stands a heap while some tens are pending, and a
 * ladder of unsorted piles when there are more, up to hundreds of millions: the
 * cost of an event hardly grows. 48 bytes each, and a few for the piles. */
#ifndef MYC_SIM_EVENT_H
#define MYC_SIM_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/memory.h"
#include "sim/time.h"

/* What goes first among events of one time. */
enum myc_rank {
    MYC_RANK_SET_UP, /* what exists before time 0: nothing else may happen first */
    MYC_RANK_FAULT_START,
    MYC_RANK_FAULT_END,
    MYC_RANK_DELIVERY, /* a message leaves, arrives or is delivered */
    MYC_RANK_TASK_END, /* a task or a read of a file ends */
    MYC_RANK_TIMER,    /* timers, notices of a detector */
    MYC_RANK_DRIVER,
};

struct myc_event {
    myc_time time; /* at most MYC_TIME_MAX */
    enum myc_rank rank;
    uint32_t source;  /* process that scheduled it, below 2^29 */
    uint64_t counter; /* of that source; a fault start uses its item's order instead */
    uint32_t target;  /* process that handles it */
    uint16_t kind;    /* meaning chosen by the target */
    bool daemon;      /* does not keep the run alive: fault starts, heartbeats */
    bool silent;      /* enters the fingerprint only if its handler says so (fault starts) */
    uint64_t content; /* what enters the fingerprint beside the key: a digest of its content */
    void *payload;    /* below 2^48, as addresses are */
};

/* What an event says beside its key, where that is kept in what the event is about: its payload
 * begins with it. */
struct myc_event_body {
    uint64_t counter;
    uint64_t content;
    uint32_t target;
    uint16_t kind;
    bool silent;
};

/* Writes the event whose payload begins with the body; no daemon. (In place: returned, it would be
 * copied, and the copy waits for what was just written.) */
static inline void myc_event_write(struct myc_event *out, myc_time time, enum myc_rank rank,
                                   uint32_t source, const struct myc_event_body *body)
{
    *out = (struct myc_event){ .time = time,
                               .rank = rank,
                               .source = source,
                               .counter = body->counter,
                               .target = body->target,
                               .kind = body->kind,
                               .silent = body->silent,
                               .content = body->content,
                               .payload = (void *)body };
}

/* Names a pending event, for cancelling; 0 names none. A handle of an event that ran or was
 * cancelled is never given again, so cancelling late does nothing. */
typedef uint64_t myc_event_handle;

struct myc_queue;

struct myc_queue *myc_queue_begin(struct myc_memory *memory);
myc_event_handle myc_queue_push(struct myc_queue *queue, const struct myc_event *event);
/* Takes the smallest into `out`; false when nothing is pending. */
bool myc_queue_pop(struct myc_queue *queue, struct myc_event *out);
bool myc_queue_cancel(struct myc_queue *queue, myc_event_handle handle); /* false: not pending */
/* The payload of a pending event, NULL when the handle names none. */
void *myc_queue_payload(const struct myc_queue *queue, myc_event_handle handle);
/* Reads the smallest into `out` and leaves it there; false when nothing is pending. */
bool myc_queue_peek(const struct myc_queue *queue, struct myc_event *out);
/* The time of the smallest; MYC_FOREVER when nothing is pending. */
myc_time myc_queue_next_time(const struct myc_queue *queue);
/* Who will handle the smallest; something must be pending. */
uint32_t myc_queue_next_target(const struct myc_queue *queue);
size_t myc_queue_count(const struct myc_queue *queue);       /* pending, cancelled ones not */
size_t myc_queue_count_alive(const struct myc_queue *queue); /* pending and not daemon */

/* The order above as a comparison: <0, 0, >0. */
int myc_event_compare(const struct myc_event *a, const struct myc_event *b);

#endif
