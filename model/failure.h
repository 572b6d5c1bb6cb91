/* Failures of the simulated system: values that travel to whoever asked. */
#ifndef MYC_MODEL_FAILURE_H
#define MYC_MODEL_FAILURE_H

#include "model/lineage.h"

enum myc_failure_kind {
    MYC_FAILURE_PROGRAM,     /* a spore's body failed; nobody retries that */
    MYC_FAILURE_TRULY_LOST,  /* a root's value is nowhere any more */
    MYC_FAILURE_HOST,        /* a requester gave up on a host */
    MYC_FAILURE_STALE,       /* asked for a life of this host that is over */
    MYC_FAILURE_NEEDS_VALUE, /* asked to replay a root whose value this host lacks */
};

struct myc_failure {
    enum myc_failure_kind kind;
    const char *label;             /* of the node that failed, or of the root */
    const char *text;              /* one phrase for people */
    struct myc_incarnation host;   /* which host failed; STALE: its life now */
    struct myc_location root;      /* NEEDS_VALUE, TRULY_LOST: the root */
    uint32_t fault;                /* told beside the message, not in its bytes; 0: none */
};

#endif
