/* Failure detectors: how a host learns that another is gone.
 *
 *   perfect   reports the end of every incarnation to every up host, `delay`
 *             after the crash, even if the host is back by then; a request that
 *             finds its host down later is reported `delay` after. It never sees
 *             a lost message.
 *   timeout   knows nothing of hosts: a request without an answer `after` so
 *             long is taken for failed.
 *   heartbeat a host that was not heard of for `misses` periods is suspected by
 *             whoever waits for an answer from it, wrongly perhaps; when it is
 *             heard of again, no more. It never sees a lost request.
 *
 * A host that leaves tells everybody itself, whatever the detector.
 *
 * A detector is a table of constants: what the cluster does with them is in
 * sim/notice.c and sim/heartbeat.c. */
#ifndef MYC_SIM_DETECTOR_H
#define MYC_SIM_DETECTOR_H

#include <stdbool.h>

#include "sim/parameter.h"
#include "sim/time.h"

struct myc_detector {
    struct myc_kind about;
    size_t parameters_bytes; /* of the struct that its parameters fill */
    /* Delay from the end of an incarnation to its notice; MYC_FOREVER: no notice. */
    myc_time (*notice_delay)(const void *parameters);
    /* How long a request may go unanswered; MYC_FOREVER: any time. */
    myc_time (*request_timeout)(const void *parameters);
    /* Time from one heartbeat of a host to the next, and how long none is borne; NULL: it has none. */
    myc_time (*period)(const void *parameters);
    myc_time (*patience)(const void *parameters);
};

/* The parameters of each. */
struct myc_detector_perfect {
    myc_time delay;
};
struct myc_detector_timeout {
    myc_time after;
};
struct myc_detector_heartbeat {
    myc_time period;
    uint64_t misses;
};

#define X(name) extern const struct myc_detector myc_detector_##name;
#include "sim/detector_list.h"
#undef X

/* The register, NULL-terminated. */
extern const struct myc_detector *const myc_detectors[];

#endif
