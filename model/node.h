/* What a lineage is made of, for whoever walks it: the codec, staging, checks.
 *
 * A node *depends* on its input, on the refs captured in its spore and its
 * handler, on the sources and spores of its pumps, and on the refs in a root's
 * value: in this order, and a ref that occurs twice is visited twice. */
#ifndef MYC_MODEL_NODE_H
#define MYC_MODEL_NODE_H

#include "model/lineage.h"
#include "sim/table.h"

typedef void myc_node_visitor(void *state, const struct myc_node *node);

/* The refs in a value, also in what its spores captured, from left to right. */
void myc_value_visit(const struct myc_value *value, const struct myc_type *type,
                     myc_node_visitor *visit, void *state);
/* What a node depends on; without the refs in a root's value unless `with_value`. */
void myc_node_visit(const struct myc_node *node, bool with_value, myc_node_visitor *visit,
                    void *state);

/* Persist and unpersist wrap a node, whose value is theirs. */
bool myc_node_is_persist(const struct myc_node *node); /* durable or not */
bool myc_node_is_wrapper(const struct myc_node *node);
/* The node itself, or what it wraps. */
const struct myc_node *myc_node_unwrapped(const struct myc_node *node);

/* Why the types of a node do not fit together, as a sentence; NULL when they do. */
const char *myc_node_mismatch(const struct myc_node *node, struct myc_types *types,
                              struct myc_memory *memory);

/* A set of nodes by location, in the order of adding. */
struct myc_node_set {
    struct myc_memory *memory;
    uint32_t count;
    const struct myc_node **nodes;
    size_t room;
    struct myc_node_index *by_location; /* once there are more than a few */
};

#define MYC_NODE_NONE UINT32_MAX

uint32_t myc_node_set_index(const struct myc_node_set *set, const struct myc_node *node);
/* False when it is there already. */
bool myc_node_set_add(struct myc_node_set *set, const struct myc_node *node);
/* Gives back what the set took of its memory; the set is empty again. */
void myc_node_set_give(struct myc_node_set *set);

/* Whether the value of a root is part of a lineage that carries those of `carried`; NULL: all that
 * have one. */
bool myc_node_is_carried(const struct myc_node *node, const struct myc_node_set *carried);
/* Adds all nodes beneath the refs of a value to `set`, each after what it depends on, the refs in
 * carried values too. A lineage may be as deep as memory allows. */
void myc_lineage_order(struct myc_node_set *set, const struct myc_value *value,
                       const struct myc_type *type, const struct myc_node_set *carried);

#endif
