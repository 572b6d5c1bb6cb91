/* Recovery: what a requester does when a request of it has failed.
 *
 * In order: a pinned copy elsewhere, the program's own fault handler, then the
 * policy. A policy decides from the failure alone; the runtime does the rest:
 * waiting, redirects, carried values, counting attempts. */
#ifndef MYC_MODEL_RECOVERY_H
#define MYC_MODEL_RECOVERY_H

#include "sim/cluster.h"
#include "sim/parameter.h"
#include "sim/stream.h"

struct myc_runtime;

struct myc_backoff {
    myc_time first;
    struct myc_ratio factor;
    myc_time max;
};

/* The wait before attempt k+1, k from 1: first * factor^(k-1), at most max. Exact integers. */
myc_time myc_backoff_wait(const struct myc_backoff *backoff, uint64_t k);

/* What failed. */
struct myc_setback {
    struct myc_cluster *cluster;
    uint32_t requester;
    struct myc_incarnation asked; /* who was asked */
    bool ended;                   /* it is known that this incarnation is over */
    uint32_t successor;           /* the least incarnation number that host can have now */
    uint64_t attempt;             /* which attempt failed, from 1 */
    bool *in_lineage;             /* by host: whether the lineage asked for has a home there */
    bool *avoid;                  /* by host: whether the requester takes it for gone, or
                                     it is drained */
    uint32_t copy;                /* where the policy would have put the first copy of what is lost,
                                     MYC_NO_SPARE: nowhere */
    struct myc_stream *stream;    /* the requester's own, for what the policy draws */
    const struct myc_runtime *runtime; /* for myc_setback_load alone */
};

/* How many requests of the requester wait for an answer of `host`: all that it knows of a load
 * elsewhere without asking. */
uint64_t myc_setback_load(const struct myc_setback *setback, uint32_t host);

#define MYC_NO_SPARE UINT32_MAX

struct myc_remedy {
    enum { MYC_REMEDY_GIVE_UP, MYC_REMEDY_ASK_AGAIN } action;
    bool redirect;              /* from `asked` to `to` */
    struct myc_incarnation to;
    bool wait;                  /* the backoff first */
};

/* Hosts that keep a pinned silo, the one that pins it included, and where the others are. */
struct myc_copies {
    uint64_t count;
    uint32_t place; /* an enum myc_spare, seen from the host that pins it */
};

struct myc_recovery {
    struct myc_kind about;
    size_t parameters_bytes; /* of the struct that its parameters fill */
    struct myc_remedy (*remedy)(const struct myc_setback *setback, const void *parameters);
    /* Who keeps each pinned silo; NULL: the host that pins it. */
    struct myc_copies (*copies)(const void *parameters);
    /* How long a request may go unanswered until another host is asked too; NULL: for ever. */
    myc_time (*hedge)(const void *parameters);
    bool durable; /* every persist is one to a stable file as well */
};

struct myc_recovery_config {
    const struct myc_recovery *policy;
    const void *parameters; /* of the policy's own struct */
    uint64_t attempts; /* in all, >= 1 */
    struct myc_backoff backoff;
};

/* The register, NULL-terminated. */
extern const struct myc_recovery *const myc_recoveries[];

#endif
