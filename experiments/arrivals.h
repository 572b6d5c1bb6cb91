/* A driver as an open stream: requests arrive at drawn times, whether or not
 * those before are answered, so that waiting shows. Each is what the workload's
 * driver would send (myc_workload.request); its latency counts from when it was
 * due, also where the client was held up. */
#ifndef MYC_EXPERIMENTS_ARRIVALS_H
#define MYC_EXPERIMENTS_ARRIVALS_H

#include "model/driver.h"
#include "sim/distribution.h"

struct myc_arrivals {
    struct myc_distribution gap; /* from one to the next; the first comes a gap after 0 */
    uint64_t requests;           /* how many arrive at most, >= 1 */
    myc_time last;               /* none arrives after it; MYC_FOREVER: they may at any time */
};

/* What every workload that is one request reads beside its own parameters, into a myc_arrivals. */
extern const struct myc_parameter myc_arrivals_keys[];

/* The parameters of a workload that is a stream of requests of another; the two of those live as
 * long. */
struct myc_arrivals_parameters {
    const struct myc_workload *workload;
    const void *parameters;
    const struct myc_arrivals *arrivals;
};

/* A copy of `workload`, which has a `request`, whose driver is the stream. When all
 * requests are over it ends with the first failure, or with the value of the last request; null
 * where none arrived. */
struct myc_workload myc_arrivals_workload(const struct myc_workload *workload);

#endif
