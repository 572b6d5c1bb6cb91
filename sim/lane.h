/* Lanes: pending events that become due in the order in which they were
 * scheduled, as all do that wait equally long.
 *
 *                          3 | 5 | 7 7 | 8  ◀── added here, if not due before the last
 *     taken ◀── 3 3 3 3 3  3 3 | 6 6 6   ◀──
 *             the instant  3 | 4 | 5      ◀──
 *
 * In a lane an event is added only behind those that are due before it, or with
 * it; what belongs further ahead is refused, and waits in the future event list
 * (sim/event.h) as any other. So a lane needs no search and touches memory in
 * sequence. What all lanes have for the time that is next is the instant: it is
 * gathered and sorted once, grows no more, and tells what comes soon. Of an
 * event only its time and order stand in a lane, 16 bytes; all else stays with
 * what it is about, which is there anyway. Lanes decide nothing: the order of all
 * events is that of myc_event_compare, wherever they wait. Which lane an event is
 * offered to is up to whoever schedules it. */
#ifndef MYC_SIM_LANE_H
#define MYC_SIM_LANE_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/event.h"
#include "sim/memory.h"

/* Their numbers are 0 .. MYC_LANES-1. Each in use costs a little at every instant, from 0 on. */
#define MYC_LANES 8

struct myc_lanes;

struct myc_lanes *myc_lanes_begin(struct myc_memory *memory);

/* Adds an event below MYC_FOREVER, no daemon. Its payload begins with `body`, and is a block of the
 * memory of the lanes; both stay there, and the body as it is, while the event is pending. 0: refused, as
 * is what is not due after an instant that is not over. No handle is given twice, and none is of a
 * myc_queue. */
myc_event_handle myc_lanes_add(struct myc_lanes *lanes, unsigned lane, myc_time time,
                               enum myc_rank rank, uint32_t source,
                               const struct myc_event_body *body);

/* The time of the smallest of all; MYC_FOREVER when nothing is pending. */
myc_time myc_lanes_find_first(const struct myc_lanes *lanes);
/* Reads the smallest of all: there is one. It begins the instant of its time. */
void myc_lanes_first(struct myc_lanes *lanes, struct myc_event *out);
/* The same, and it is no longer pending. */
void myc_lanes_take_first(struct myc_lanes *lanes, struct myc_event *out);

/* Whether the instant that has begun is not over. */
bool myc_lanes_are_due(const struct myc_lanes *lanes);

size_t myc_lanes_count(const struct myc_lanes *lanes); /* pending, cancelled ones not */

/* For asking the memory in time, once an event was taken: of its instant the payloads of those that
 * stand so many behind what is over, 1 the next; NULL: there is none, or it was cancelled. */
struct myc_lanes_soon {
    const struct myc_event_body *far, *near;
};
#define MYC_LANES_NONE UINT32_MAX /* behind all: there is none */
struct myc_lanes_soon myc_lanes_soon(const struct myc_lanes *lanes, unsigned far, unsigned near);
/* Asks for the first line of one of them. */
void myc_lanes_fetch(const struct myc_lanes *lanes, unsigned behind);
/* Whether no more of the instant is over than its first. */
bool myc_lanes_began(const struct myc_lanes *lanes);

/* Whether the handle was given by a lane: only then may these two be asked. */
static inline bool myc_lanes_gave(myc_event_handle handle)
{
    return handle >> 63 != 0;
}
bool myc_lanes_cancel(struct myc_lanes *lanes, myc_event_handle handle); /* false: not pending */
/* The payload of a pending event, NULL when the handle names none. */
void *myc_lanes_payload(const struct myc_lanes *lanes, myc_event_handle handle);

#endif
