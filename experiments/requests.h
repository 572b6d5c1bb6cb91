/* How the requests of a driver fared: how many were answered, and after how
 * long. A request begins when it was due, even where the driver could only send
 * it later, so that a client that is held up hides no waiting. */
#ifndef MYC_EXPERIMENTS_REQUESTS_H
#define MYC_EXPERIMENTS_REQUESTS_H

#include "model/runtime.h"
#include "sim/wide.h"

struct myc_requests {
    uint64_t sent;
    uint64_t answered; /* by a value */
    uint64_t wrong;    /* of those answered: by another value than the one expected */
    uint64_t good;     /* answered right, and in time */
    uint64_t late;     /* answered, but not in time */
    uint64_t failed;   /* ended in an error; the rest has no answer yet */
    const struct myc_sent *last; /* of those answered; NULL: none was */
    const myc_time *latencies; /* of those answered, in order of length */
    myc_wide latency_total;
};

/* Whether a value is the one expected. */
typedef bool myc_is_right(void *state, const struct myc_value *value, const struct myc_type *type);

/* Takes `within` for in time. */
struct myc_requests myc_requests_count(const struct myc_sent *sent, size_t count, myc_time within,
                                       myc_is_right *is_right, void *state,
                                       struct myc_memory *memory);
/* The latency that `permille` of all requests sent do not exceed, by nearest rank; one that was not
 * answered takes forever. MYC_FOREVER where none was sent. */
myc_time myc_requests_percentile(const struct myc_requests *requests, uint32_t permille);
/* Of those answered, rounded down; MYC_FOREVER where none was. */
myc_time myc_requests_mean(const struct myc_requests *requests);

/* The counts, and latency_ns: {mean, p50, p95, p99, max}, null where it is MYC_FOREVER. */
const char *myc_requests_json(const struct myc_requests *requests, struct myc_memory *memory);

#endif
