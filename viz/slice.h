/* The slice of a lineage that explains its response, for graphs too large to
 * be looked at whole.
 *
 * Chosen in this order until `max` nodes are: the response and the subject of
 * the story; the path between them; what the subject is derived from; the rest
 * of the chain; what else the response is derived from; whatever is nearest.
 * Within each, the fewest steps from the response or the subject first, then
 * the lowest id. Of a path of more than 14 nodes, 5 at each end are chosen
 * thus, those between them last of all. A node is derived from its inputs and
 * from the node whose spore returned it. */
#ifndef MYC_VIZ_SLICE_H
#define MYC_VIZ_SLICE_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/record.h"
#include "viz/chain.h"

/* Sets `chosen[i]` for node i+1, but never where `is_hidden[i]`; gives how many were. */
size_t myc_slice_choose(const struct myc_book *book, const struct myc_story *story,
                        const bool *is_hidden, size_t max, bool *chosen);

#endif
