/* Which nodes stand between a failure and the response, and so what a picture is about.
 *
 * A node waits for its inputs and for the nodes that its spore returned. The chain of a node is
 * what the response waits for, directly or not, that waits for it in turn; both ends included. */
#ifndef MYC_VIZ_CHAIN_H
#define MYC_VIZ_CHAIN_H

#include <stdbool.h>

#include "sim/record.h"

/* Who waits for whom, in indexes of nodes: those of node i+1 are ends[i] .. ends[i + 1] of `others`,
 * in the order in which the book tells them. */
struct myc_waits {
    uint32_t *ends, *others;
};

/* `forward`: what each waits for; else those that wait for it. In the book's memory. */
struct myc_waits myc_waits_of(const struct myc_book *book, bool forward);

/* `is_culprit[i]` for node i+1; the result likewise, in the book's memory. Without a response
 * node: the culprits alone. */
bool *myc_chain_of(const struct myc_book *book, const bool *is_culprit);

/* What a picture is about: how the failing node kept the response from coming; in a run without
 * one, how what faults took came back. */
struct myc_story {
    uint32_t
        subject; /* the failing node, else the first that a fault took and the response needed; or 0 */
    bool *chain;    /* node i+1: the chain of the failing node, else of all that faults took */
    uint32_t *path; /* ids on a shortest way from the response to the subject, both included; the
                         subject alone where the response does not wait for it */
    size_t path_count;
};

struct myc_story myc_story_of(const struct myc_book *book);

#endif
