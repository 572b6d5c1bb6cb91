/* Nodes that are alike, for pictures of lineages with hundreds of them.
 *
 *     map 1 -.                             15 x map  -.
 *     map 2 --+-> empty -> sum                         +-> empty -> sum
 *     ...   -'                             populate 17 -'
 *     populate 17 (failed)
 *
 * Of three and more nodes that come of one operation and spore, that the same nodes wait for, and
 * that fared alike, none says more than another: a picture shows them as one stack. What only
 * stacked nodes wait for is behind it, and goes with it. What the story turns on (the response, its
 * subject, and the path between) is in no stack. */
#ifndef MYC_VIZ_STACK_H
#define MYC_VIZ_STACK_H

#include "viz/chain.h"
#include "viz/scene.h"

/* In a lineage of no more nodes than this there are no stacks: all of it is drawn. */
#define MYC_STACKS_ABOVE 30

struct myc_stacks {
    uint32_t *of;     /* node i+1: the lowest id in its stack; 0: it is in none */
    uint32_t *behind; /* node i+1: the stack that it is behind, named likewise; 0: it is not */
};

/* In the memory of the book. */
struct myc_stacks myc_stacks_of(const struct myc_scene *scene, const struct myc_story *story);

/* Whether a picture passes the node over: it is behind a stack, or in one and not the lowest. */
bool myc_stacks_hide(const struct myc_stacks *stacks, uint32_t node);

/* How many nodes are in the stack of the node; 0: it is in none. */
uint32_t myc_stacks_count(const struct myc_stacks *stacks, const struct myc_book *book,
                          uint32_t node);

#endif
