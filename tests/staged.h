/* A cluster m1, m2, m3 with a client that stages, and a few spores, for tests of what is staged.
 *
 *     struct staged staged;
 *     staged_begin(&staged);
 *     const struct myc_node *words = staged_numbers(&staged, 1, "words");       // on m2
 *     ...
 *     staged_end(&staged);
 */
#ifndef MYC_TESTS_STAGED_H
#define MYC_TESTS_STAGED_H

#include "model/codec.h"
#include "model/lineage.h"
#include "tests/ground.h"
#include "tests/staged_codes.h"

struct staged {
    struct ground ground;
    struct myc_memory *memory;
    struct myc_types *types;
    uint64_t counter;
    struct myc_staging at;
};

static inline void staged_begin_in(struct staged *staged, struct myc_memory *memory)
{
    static const char *const hosts[] = { "m1", "m2", "m3", NULL };
    struct myc_cluster_config config = ground_config(3);
    config.hosts = hosts;
    ground_begin_in(&staged->ground, memory, &config, 1);
    struct myc_cluster *cluster = staged->ground.cluster;
    staged->memory = memory;
    staged->types = myc_types_begin(memory);
    staged->counter = 0;
    staged->at = (struct myc_staging){
        .cluster = cluster,
        .types = staged->types,
        .at = myc_cluster_incarnation(cluster, myc_cluster_client(cluster)),
        .counter = &staged->counter,
        .maker = { .memory = memory },
        .labels = myc_labels_begin(memory),
        .set_up = true,
    };
}

static inline void staged_begin(struct staged *staged)
{
    staged_begin_in(staged, ground_memory());
}

static inline void staged_end(struct staged *staged)
{
    ground_end(&staged->ground);
}

/* [1, 2, 3] */
static inline const struct myc_value *staged_list(struct staged *staged)
{
    struct myc_list list = myc_list_begin(&staged->at.maker);
    for (int64_t i = 1; i <= 3; i++)
        myc_list_add(&list, myc_int(&staged->at.maker, i));
    return myc_list_end(&list);
}

static inline const struct myc_node *staged_numbers(struct staged *staged, uint32_t host,
                                                    const char *label)
{
    return myc_populate(&staged->at, host, "List[Int]", staged_list(staged), label);
}

static inline const struct myc_spore *staged_spore(struct staged *staged,
                                                   const struct myc_code *code)
{
    return myc_spore_of(&staged->at, code, NULL);
}

static inline const struct myc_spore *staged_add(struct staged *staged, int64_t number)
{
    return myc_spore_of(&staged->at, &add, myc_int(&staged->at.maker, number));
}

static inline const struct myc_spore *staged_with(struct staged *staged, const struct myc_node *ref)
{
    return myc_spore_of(&staged->at, &with, myc_ref_value(&staged->at.maker, ref));
}

static inline struct myc_decoder staged_decoder(struct staged *staged,
                                                const struct myc_bytes *bytes)
{
    return (struct myc_decoder){ .memory = staged->memory,
                                 .types = staged->types,
                                 .codes = staged_codes,
                                 .data = bytes->data,
                                 .length = bytes->length };
}

#endif
