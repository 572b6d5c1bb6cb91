/* The function-passing runtime over a cluster: one call makes it, the engine
 * runs it, and the outcome says how it ended. */
#ifndef MYC_MODEL_RUNTIME_H
#define MYC_MODEL_RUNTIME_H

#include "model/driver.h"
#include "model/recovery.h"

struct myc_runtime;

/* The kinds of message, in this order, NULL-terminated; their names are MYC_MESSAGE_LIST's. */
extern const char *const myc_message_kinds[];

/* Simulated time of evaluation. */
struct myc_cost {
    myc_time step;
    myc_time byte; /* of argument and result in their encoding */
};

struct myc_runtime_options {
    const struct myc_workload *workload;
    const void *workload_parameters;
    const struct myc_types *types; /* myc_workload_types; NULL: the run reads them for itself */
    struct myc_cost cost;
    struct myc_recovery_config recovery;
    bool checks;
};

/* Made after the cluster and before the run; the driver's first step is an event at time 0. */
struct myc_runtime *myc_runtime_begin(struct myc_cluster *cluster,
                                      const struct myc_runtime_options *options);

/* A lost value, judged by its lineage at that instant. */
struct myc_loss {
    const char *node; /* its label */
    uint32_t node_id;
    uint32_t host;
    myc_time at;
    uint32_t fault;
    bool recoverable; /* recomputable, else truly lost */
};

/* What recovery cost. Times are those of an observer who knows when hosts ended. */
struct myc_recovery_figures {
    uint64_t setbacks;  /* attempts that a requester took for failed */
    uint64_t hedged;    /* second requests */
    uint64_t recovered; /* requests with a setback that were answered in the end */
    /* From the end of the life that was asked, or from the question where that came later or nobody
     * ended, to the setback; the sum over all whose question was sent, and the longest. */
    myc_time detect_ns_total, detect_ns_max;
    /* From the first setback of a request to its answer; over all that were recovered. */
    myc_time recover_ns_total, recover_ns_max;
    myc_time recomputed_ns; /* cost of the spores, at speed 1, for values that were there before */
    uint64_t resent_bytes;  /* of questions asked again, and of the answers to them */
    uint64_t evicted;       /* silos, over a memory budget */
};

/* A question of one host that has no answer yet. */
struct myc_wait {
    uint32_t host;     /* who waits, */
    const char *label; /* for the value of what, */
    uint32_t asked;    /* of whom, */
    myc_time since;    /* asked last at this time; */
    uint32_t fault;    /* what took the question, the answer, or the work; 0: no fault did */
};

/* How it stands when the engine has stopped. */
struct myc_result {
    bool finished;              /* the driver has finished */
    bool is_error;              /* with an error */
    const struct myc_value *response;
    const struct myc_type *response_type; /* NULL: the response is null */
    myc_time finished_at;
    const char *error;          /* the error's text, or NULL */
    const char *failing_label;  /* the failing node, or NULL */
    uint32_t failing_node;
    uint32_t failing_host;      /* where it was tried last */
    bool failing_was_ready;     /* its value was there, but never arrived */
    uint32_t failing_fault;     /* what took its last attempt, 0: no fault did */
    const char *root_label;     /* the lost root that decides whether it can be had again, or NULL */
    bool root_truly_lost;       /* else it is recomputable */
    uint32_t response_node;     /* last node sent by the driver, 0: none */
    uint64_t spore_runs;
    uint64_t recomputed;
    uint64_t duplicates_dropped;
    struct myc_recovery_figures figures;
    const char *violation;      /* the check that tripped, and how; or NULL */
    size_t loss_count;
    const struct myc_loss *losses;
    size_t wait_count; /* where the driver has not finished, by host and in the order of asking */
    const struct myc_wait *waits;
};
struct myc_result myc_runtime_result(struct myc_runtime *runtime, enum myc_stop stop);

/* One send of the driver, and what has become of it. */
struct myc_sent {
    myc_time due;  /* when it was to be sent */
    myc_time full; /* when its future became full; MYC_FOREVER: it is still empty */
    const struct myc_value *value; /* NULL: none came */
    const struct myc_type *type;
};
/* All of them, in their order. */
const struct myc_sent *myc_runtime_sent(struct myc_runtime *runtime, size_t *count);

#endif
