/* A workload for tests of what is pinned where. The driver sends, one after the other and 2 ms from
 * an answer to the next, the nodes that its parameters name:
 *
 *     numbers   [1, 2, 3], a root on m2 that only m2 has, or that the lineage keeps
 *     doubled   its numbers doubled by a spore of 100us
 *     kept      doubled, persisted
 *     kept_too  kept, persisted once more
 *     second    numbers doubled once more by the same spore and persisted, and
 *     third     so again: each 4 bytes, as kept is
 *     quadrupled  kept doubled, persisted
 *     freed     kept, unpersisted
 *     stored    doubled, persisted durably
 *     erased    stored, unpersisted
 *     reached   on m1: an apply of an own root, whose spore returns kept doubled once more
 *
 * The response is the last one's value, or the first error. */
#ifndef MYC_TESTS_PINNED_WORKLOAD_H
#define MYC_TESTS_PINNED_WORKLOAD_H

#include "model/driver.h"

struct pinned {
    const char *sends; /* names, separated by spaces */
    bool lost_value;
};

extern const struct myc_workload pinned_workload;

#endif
