/* Lanes: pending events that become due in the order in which they were
 * scheduled, as all do that wait equally long.
 *
 *     taken from here ◀── 3 3 3 | 5 | 7 7 | 8  ◀── added here, if not due before the last
 *                         sorted once they are next
 *
 * In a lane an event is added only behind those that are due before it, or with
 * it; what belongs further ahead is refused, and waits in the future event list
 * (sim/event.h) as any other. So a lane needs no search, touches memory in
 * sequence, and knows what comes soon. It decides nothing: the order of all
 * events is that of myc_event_compare, wherever they wait. Which lane an event
 * is offered to is up to whoever schedules it. */
#ifndef MYC_SIM_LANE_H
#define MYC_SIM_LANE_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/event.h"
#include "sim/memory.h"

/* Their numbers are 0 .. MYC_LANES-1. Each in use costs a little at every event, from 0 on. */
#define MYC_LANES 8

struct myc_lanes;

struct myc_lanes *myc_lanes_begin(struct myc_memory *memory);

/* Adds an event of this time, below MYC_FOREVER, which is then to be written to where the returned
 * pointer shows before anything else is asked; NULL: refused. It is no daemon. Its handle is never
 * given again, and none is of a myc_queue. */
struct myc_event *myc_lanes_add(struct myc_lanes *lanes, unsigned lane, myc_time time,
                                myc_event_handle *handle);

/* Finds the smallest of all and gives its time; MYC_FOREVER when nothing is pending. */
myc_time myc_lanes_find_first(struct myc_lanes *lanes);
/* What was found last. There is one, and since nothing was added or cancelled. */
const struct myc_event *myc_lanes_first(struct myc_lanes *lanes);
void myc_lanes_take_first(struct myc_lanes *lanes, struct myc_event *out);

size_t myc_lanes_count(const struct myc_lanes *lanes); /* pending, cancelled ones not */

/* The event that is taken so many after the next of its lane, as far as is known now, or NULL: for
 * asking the memory in time for what it is about. It is pending. */
const struct myc_event *myc_lanes_ahead(const struct myc_lanes *lanes, unsigned lane,
                                        unsigned count);
/* Asks the memory for that event itself. */
void myc_lanes_fetch(const struct myc_lanes *lanes, unsigned lane, unsigned count);

/* Whether the handle was given by a lane: only then may these two be asked. */
static inline bool myc_lanes_gave(myc_event_handle handle)
{
    return handle >> 63 != 0;
}
bool myc_lanes_cancel(struct myc_lanes *lanes, myc_event_handle handle); /* false: not pending */
/* The payload of a pending event, NULL when the handle names none. */
void *myc_lanes_payload(const struct myc_lanes *lanes, myc_event_handle handle);

#endif
