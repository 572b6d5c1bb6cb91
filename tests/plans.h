/* Plans from text, for tests: each line is an item, as in a plan file. */
#ifndef MYC_TESTS_PLANS_H
#define MYC_TESTS_PLANS_H

#include <criterion/criterion.h>
#include <string.h>

#include "experiments/plan_file.h"

static inline struct myc_plan_world plans_world(const struct myc_cluster_config *cluster,
                                                const char *const *kinds)
{
    return (struct myc_plan_world){
        .cluster = cluster, .message_kinds = kinds, .seed = 1, .parse = myc_plan_line_read
    };
}

static inline enum myc_status plans_add(struct myc_plan *plan, const char *text,
                                        const struct myc_plan_world *world,
                                        struct myc_memory *memory, struct myc_error *error)
{
    return myc_plan_text_read(plan, "plan", text, strlen(text), world, memory, error);
}

static inline struct myc_plan *plans_read(const char *text, const struct myc_plan_world *world,
                                          struct myc_memory *memory)
{
    struct myc_error error = { 0 };
    struct myc_plan *plan = myc_plan_begin(memory);
    cr_assert_eq(plans_add(plan, text, world, memory, &error), MYC_OK, "%s\n%s", error.message,
                 text);
    return plan;
}

#endif
