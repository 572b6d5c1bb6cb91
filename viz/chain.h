/* Which nodes stand between a failure and the response.
 *
 * A node waits for its inputs and for the nodes that its spore returned. The chain of a node is
 * what the response waits for, directly or not, that waits for it in turn; both ends included. */
#ifndef MYC_VIZ_CHAIN_H
#define MYC_VIZ_CHAIN_H

#include <stdbool.h>

#include "sim/record.h"

/* `is_culprit[i]` for node i+1; the result likewise, in the book's memory. Without a response
 * node: the culprits alone. */
bool *myc_chain_of(const struct myc_book *book, const bool *is_culprit);

#endif
