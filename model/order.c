/* Sets of nodes, and the order of a lineage. */
#include "model/node.h"

/* A set up to this size is searched one by one. */
#define FEW 8

struct myc_node_index {
    UT_hash_handle hh;
    struct myc_location location;
    uint32_t index;
};

_Static_assert(sizeof(struct myc_location) == 16, "a location is hashed by its bytes");

/* ---- sets ---- */

uint32_t myc_node_set_index(const struct myc_node_set *set, const struct myc_node *node)
{
    if (set->by_location) {
        struct myc_node_index *found;
        HASH_FIND(hh, set->by_location, &node->location, sizeof node->location, found);
        return found ? found->index : MYC_NODE_NONE;
    }
    for (uint32_t i = 0; i < set->count; i++)
        if (set->nodes[i] == node || myc_location_equal(set->nodes[i]->location, node->location))
            return i;
    return MYC_NODE_NONE;
}

static void add_to_index(struct myc_node_set *set, uint32_t index)
{
    struct myc_memory *memory = set->memory;
    struct myc_node_index *entry = myc_memory_take(memory, sizeof *entry);
    entry->location = set->nodes[index]->location;
    entry->index = index;
    HASH_ADD(hh, set->by_location, location, sizeof entry->location, entry);
}

bool myc_node_set_add(struct myc_node_set *set, const struct myc_node *node)
{
    if (myc_node_set_index(set, node) != MYC_NODE_NONE)
        return false;
    set->nodes = myc_memory_grow(set->memory, set->nodes, &set->room, (size_t)set->count + 1,
                                 sizeof *set->nodes);
    set->nodes[set->count++] = node;
    if (set->count == FEW + 1)
        for (uint32_t i = 0; i < FEW; i++)
            add_to_index(set, i);
    if (set->count > FEW)
        add_to_index(set, set->count - 1);
    return true;
}

void myc_node_set_give(struct myc_node_set *set)
{
    struct myc_memory *memory = set->memory;
    struct myc_node_index *entry = set->by_location, *next;
    HASH_CLEAR(hh, set->by_location);
    for (; entry; entry = next) {
        next = entry->hh.next;
        myc_memory_give(memory, entry, sizeof *entry);
    }
    myc_memory_give(memory, set->nodes, set->room * sizeof *set->nodes);
    *set = (struct myc_node_set){ .memory = memory };
}

/* ---- order ---- */

struct step {
    const struct myc_node *node;
    bool opened; /* what it depends on was pushed: when met again, that is in the set */
};

/* The way down a lineage, kept here instead of on the stack: lineages are deep. */
struct walk {
    struct myc_node_set *set;
    const struct myc_node_set *carried;
    struct step *steps;
    size_t count;
    size_t room;
};

static void push(void *state, const struct myc_node *node)
{
    struct walk *walk = state;
    if (myc_node_set_index(walk->set, node) != MYC_NODE_NONE)
        return;
    walk->steps = myc_memory_grow(walk->set->memory, walk->steps, &walk->room, walk->count + 1,
                                  sizeof *walk->steps);
    walk->steps[walk->count++] = (struct step){ .node = node };
}

/* What was pushed since `first` is taken from its beginning. */
static void reverse(struct walk *walk, size_t first)
{
    for (size_t end = walk->count; first + 1 < end; first++) {
        struct step last = walk->steps[--end];
        walk->steps[end] = walk->steps[first];
        walk->steps[first] = last;
    }
}

static void walk_down(struct walk *walk)
{
    while (walk->count > 0) {
        struct step *step = &walk->steps[walk->count - 1];
        if (step->opened || myc_node_set_index(walk->set, step->node) != MYC_NODE_NONE) {
            myc_node_set_add(walk->set, step->node);
            walk->count--;
            continue;
        }
        step->opened = true;
        size_t first = walk->count;
        myc_node_visit(step->node, myc_node_is_carried(step->node, walk->carried), push, walk);
        reverse(walk, first);
    }
}

bool myc_node_is_carried(const struct myc_node *node, const struct myc_node_set *carried)
{
    return node->value && (!carried || myc_node_set_index(carried, node) != MYC_NODE_NONE);
}

void myc_lineage_order(struct myc_node_set *set, const struct myc_value *value,
                       const struct myc_type *type, const struct myc_node_set *carried)
{
    struct walk walk = { .set = set, .carried = carried };
    myc_value_visit(value, type, push, &walk);
    reverse(&walk, 0);
    walk_down(&walk);
    myc_memory_give(set->memory, walk.steps, walk.room * sizeof *walk.steps);
}
