/* The slice of a lineage that explains its response, for graphs too large to
 * be looked at whole.
 *
 * Chosen in this order until `max` nodes are: the response and the failing
 * node; what lies between them; what the failing node is derived from; what
 * else the response is derived from; then whatever is nearest. Within each,
 * the fewest steps from the response or the failing node first, then the
 * lowest id. A node is derived from its inputs and from the node whose spore
 * returned it. */
#ifndef MYC_VIZ_SLICE_H
#define MYC_VIZ_SLICE_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/record.h"

/* Sets `chosen[i]` for node i+1; gives how many were. */
size_t myc_slice_choose(const struct myc_book *book, size_t max, bool *chosen);

#endif
