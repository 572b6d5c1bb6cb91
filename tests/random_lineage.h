/* Random lineages of all operations, from a stream. */
#ifndef MYC_TESTS_RANDOM_LINEAGE_H
#define MYC_TESTS_RANDOM_LINEAGE_H

#include "tests/staged.h"

#define RANDOM_LINEAGE_MAX 64

static inline const struct myc_node *random_root(struct staged *staged, struct myc_stream *stream)
{
    struct myc_staging *at = &staged->at;
    uint32_t host = (uint32_t)myc_stream_below(stream, 3);
    uint64_t choice = myc_stream_below(stream, 8);
    int64_t number = (int64_t)myc_stream_below(stream, 300);
    if (choice == 0)
        return myc_from_fun(at, host, myc_spore_of(at, &range, myc_int(&at->maker, number)), NULL);
    if (choice == 1)
        return myc_populate_unkept(at, host, "List[Int]", staged_list(staged), NULL);
    return staged_numbers(staged, host, choice == 2 ? "root" : NULL);
}

/* Pumped from two of the `count` nodes. */
static inline const struct myc_node *random_pumped(struct staged *staged, struct myc_stream *stream,
                                                   const struct myc_node *const *nodes, int count)
{
    struct myc_staging *at = &staged->at;
    struct myc_node *empty =
        myc_empty_silo(at, (uint32_t)myc_stream_below(stream, 3), "List[Int]", NULL);
    for (uint64_t i = myc_stream_below(stream, 4); i > 0; i--)
        myc_pump_to(at, nodes[myc_stream_below(stream, (uint64_t)count)], empty,
                    myc_spore_of(at, &copies, myc_int(&at->maker, (int64_t)i)));
    myc_node_seal(at, empty);
    return empty;
}

static inline const struct myc_spore *random_all(struct staged *staged, struct myc_stream *stream,
                                                 const struct myc_node *const *nodes, int count)
{
    struct myc_maker *maker = &staged->at.maker;
    struct myc_list list = myc_list_begin(maker);
    for (uint64_t i = myc_stream_below(stream, 4); i > 0; i--)
        myc_list_add(&list, myc_ref_value(maker, nodes[myc_stream_below(stream, (uint64_t)count)]));
    return myc_spore_of(&staged->at, &with_all, myc_list_end(&list));
}

/* One more node of List[Int] over those before. */
static inline const struct myc_node *random_node(struct staged *staged, struct myc_stream *stream,
                                                 const struct myc_node *const *nodes, int count)
{
    struct myc_staging *at = &staged->at;
    struct myc_maker *maker = &at->maker;
    const struct myc_node *ref = nodes[myc_stream_below(stream, (uint64_t)count)];
    const struct myc_node *other = nodes[myc_stream_below(stream, (uint64_t)count)];
    switch (myc_stream_below(stream, 11)) {
    case 0:
        return random_root(staged, stream);
    case 1:
        return random_pumped(staged, stream, nodes, count);
    case 2:
        return myc_map(at, ref, staged_spore(staged, &twice), "step");
    case 3:
        return myc_map_handled(at, ref, staged_add(staged, -5), staged_spore(staged, &thrice),
                               NULL);
    case 4:
        return myc_apply(at, ref, staged_with(staged, other), "step");
    case 5:
        return myc_apply_handled(at, ref, staged_spore(staged, &spread), staged_with(staged, other),
                                 NULL);
    case 6:
        return myc_map(at, ref, random_all(staged, stream, nodes, count), NULL);
    case 7:
        return myc_map(
            at, ref,
            myc_spore_of(at, &chosen,
                         myc_spore_value(maker, random_all(staged, stream, nodes, count))),
            NULL);
    case 8:
        return myc_persist(at, ref);
    case 9:
        return myc_persist_durable(at, ref);
    default:
        return myc_unpersist(at, ref);
    }
}

/* The last of `count` nodes, at most RANDOM_LINEAGE_MAX; some of the roots with values, among all
 * that were staged, are to be carried. */
static inline const struct myc_node *random_lineage(struct staged *staged,
                                                    struct myc_stream *stream, int count,
                                                    const struct myc_node **carried,
                                                    size_t *carried_count)
{
    const struct myc_node *nodes[RANDOM_LINEAGE_MAX];
    nodes[0] = random_root(staged, stream);
    for (int i = 1; i < count; i++)
        nodes[i] = random_node(staged, stream, nodes, i);
    for (int i = 0; i < count; i++)
        if (nodes[i]->operation == MYC_OPERATION_POPULATE && myc_stream_below(stream, 2))
            carried[(*carried_count)++] = nodes[i];
    return nodes[count - 1];
}

#endif
