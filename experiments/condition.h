/* What a scenario expects of a run, each condition judged apart. */
#ifndef MYC_EXPERIMENTS_CONDITION_H
#define MYC_EXPERIMENTS_CONDITION_H

#include "faults/effect.h"

enum myc_condition_kind {
    MYC_CONDITION_RESPONSE,     /* it is the one expected */
    MYC_CONDITION_WITHIN,       /* it came in time */
    MYC_CONDITION_AT_MOST,      /* a counter of the outcome */
    MYC_CONDITION_AVAILABILITY, /* the part of the requests that were answered right and in time */
    MYC_CONDITION_LATENCY,      /* a percentile, or the mean, over the requests */
    MYC_CONDITION_NEVER,        /* a record is not written */
    MYC_CONDITION_SOMETIMES,    /* a record is written in some run of a sweep: fails no run */
};

enum myc_comparison { MYC_LESS, MYC_AT_MOST, MYC_AT_LEAST, MYC_MORE };

struct myc_condition {
    enum myc_condition_kind kind;
    const char *words;          /* as messages name it: "p99 <= 20ms" */
    enum myc_comparison how;    /* AVAILABILITY, LATENCY: to `ratio`, to `bound` */
    uint64_t bound;             /* AT_MOST; LATENCY: ns */
    uint32_t counter;           /* AT_MOST: which, see expect.h */
    uint32_t permille;          /* LATENCY: of the percentile; 0: the mean */
    struct myc_ratio ratio;     /* AVAILABILITY */
    struct myc_pattern pattern; /* NEVER, SOMETIMES */
};

#endif
