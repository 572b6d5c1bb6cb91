/* A plan over the cluster of tests/ground.h, and what is said of it when it has run.
 *
 *     struct story story;
 *     begin(&story, 2, "crash: {target: h1, at: 60us, for: 5ms}", MYC_FOREVER);
 *     ground_send(&story.ground, 100 * MYC_US, 0, 1, 1000);
 *     finish(&story);
 *     expect_row(&story, 0, 60000, 5060000, 1);
 */
#ifndef MYC_TESTS_PLAN_STORY_H
#define MYC_TESTS_PLAN_STORY_H

#include "tests/ground.h"
#include "tests/plans.h"

static const char *const kinds[] = { "Req", "Res", NULL };

struct story {
    struct ground ground;
    struct myc_injector *injector;
    const char *realised;
};

static inline void begin_with(struct story *story, struct myc_memory *memory,
                              const struct myc_cluster_config *config, const char *plan,
                              myc_time eff, uint64_t seed)
{
    ground_begin_in(&story->ground, memory, config, seed);
    const struct myc_plan_world world =
        plans_world(myc_cluster_configuration(story->ground.cluster), kinds);
    story->injector =
        myc_injector_begin(story->ground.cluster, plans_read(plan, &world, memory), eff);
}

static inline void begin_in(struct story *story, struct myc_memory *memory, uint32_t hosts,
                            const char *plan, myc_time eff, uint64_t seed)
{
    struct myc_cluster_config config = ground_config(hosts);
    begin_with(story, memory, &config, plan, eff, seed);
}

static inline void begin(struct story *story, uint32_t hosts, const char *plan, myc_time eff)
{
    begin_in(story, ground_memory(), hosts, plan, eff, 1);
}

static inline void finish(struct story *story)
{
    ground_run(&story->ground);
    story->realised = myc_injector_finish(story->injector, story->ground.memory);
}

static inline void at(struct story *story, myc_time time, ground_action *action, uint32_t argument)
{
    ground_at(&story->ground, time, MYC_RANK_DRIVER, action, argument);
}

static inline const struct myc_book_fault *row(const struct story *story, size_t i)
{
    cr_assert_lt(i, story->ground.book.fault_count);
    return &story->ground.book.faults[i];
}

/* The fault as numbers. */
static inline void expect_row(const struct story *story, size_t i, myc_time start, myc_time end,
                              uint64_t hits)
{
    const struct myc_book_fault *fault = row(story, i);
    cr_expect_eq(fault->id, i + 1);
    cr_expect_eq(fault->start, start, "starts at %" PRIu64, fault->start);
    cr_expect_eq(fault->end, end, "ends at %" PRIu64, fault->end);
    cr_expect_eq(fault->hits, hits, "%" PRIu64 " hits", fault->hits);
    cr_expect_eq(fault->state, MYC_FAULT_HAPPENED);
    cr_expect_null(fault->why);
}

#endif
