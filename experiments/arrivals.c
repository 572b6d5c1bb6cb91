#include "experiments/arrivals.h"

#define STREAM "arrivals" /* names what the gaps are drawn from */

const struct myc_parameter myc_arrivals_keys[] = {
    { "arrivals", MYC_UNIT_DISTRIBUTION, .initial = "none",
      .help = "time from one request to the next, of an open stream; none: the driver's own",
      .offset = offsetof(struct myc_arrivals, gap) },
    { "requests", MYC_UNIT_COUNT, .initial = "1000", .min = "1", .max = "10000000",
      .help = "how many arrive at most", .source = "Mycel",
      .offset = offsetof(struct myc_arrivals, requests) },
    { "arrive_until", MYC_UNIT_TIME, .initial = "forever", .max = "forever",
      .help = "none arrives later", .source = "Mycel",
      .offset = offsetof(struct myc_arrivals, last) },
    { 0 },
};

struct stream {
    const struct myc_node *next; /* what the next request is for */
    myc_time due;
    myc_future sent; /* how many; their futures count from 1 */
};

static void draw_due(struct myc_driver *driver, struct stream *stream,
                     const struct myc_arrivals *arrivals)
{
    struct myc_stream *draws = myc_driver_stream(driver, myc_stream_entity(STREAM));
    stream->due = myc_time_add(stream->due, myc_distribution_draw(&arrivals->gap, draws));
}

static bool goes_on(const struct stream *stream, const struct myc_arrivals *arrivals)
{
    return stream->sent < arrivals->requests && stream->due <= arrivals->last &&
           stream->due != MYC_FOREVER;
}

static void respond(struct myc_driver *driver, const struct stream *stream)
{
    for (myc_future future = 1; future <= stream->sent; future++)
        if (future == stream->sent || myc_future_state(driver, future) == MYC_FUTURE_ERROR) {
            myc_finish_with(driver, future);
            return;
        }
    myc_finish(driver, NULL, NULL);
}

/* When the last has been sent: waits for what is still unanswered, then responds. */
static void drain(struct myc_driver *driver, const struct stream *stream)
{
    bool waits = false;
    for (myc_future future = 1; future <= stream->sent; future++)
        if (myc_future_state(driver, future) == MYC_FUTURE_EMPTY) {
            myc_await(driver, future);
            waits = true;
        }
    if (!waits)
        respond(driver, stream);
}

static void step(struct myc_driver *driver, void *state, const void *parameters)
{
    struct stream *stream = state;
    const struct myc_arrivals_parameters *of = parameters;
    const struct myc_arrivals *arrivals = of->arrivals;
    myc_time now = myc_driver_now(driver);
    if (!stream->next) { /* what it needs exists before time 0 */
        stream->next = of->workload->request(driver, of->parameters, NULL);
        draw_due(driver, stream, arrivals);
    }
    for (; goes_on(stream, arrivals) && stream->due <= now; draw_due(driver, stream, arrivals)) {
        if (stream->sent)
            stream->next = of->workload->request(driver, of->parameters, stream->next);
        stream->sent = myc_send_due(driver, stream->next, stream->due);
    }
    if (goes_on(stream, arrivals))
        myc_sleep(driver, stream->due - now);
    else
        drain(driver, stream);
}

struct myc_workload myc_arrivals_workload(const struct myc_workload *workload)
{
    struct myc_workload stream = *workload;
    stream.state_bytes = sizeof(struct stream);
    stream.step = step;
    return stream;
}
