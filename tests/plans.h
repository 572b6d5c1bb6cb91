/* Plans from text, for tests: each line is an item, as in a plan file. */
#ifndef MYC_TESTS_PLANS_H
#define MYC_TESTS_PLANS_H

#include <criterion/criterion.h>
#include <string.h>

#include "experiments/yaml.h"
#include "faults/plan.h"

/* Adds the items of `text` to the plan; the first error ends it. */
static inline enum myc_status plans_add(struct myc_plan *plan, const char *text,
                                        const struct myc_plan_world *world,
                                        struct myc_memory *memory, struct myc_error *error)
{
    struct myc_source *source = myc_memory_alloc(memory, sizeof *source);
    source->name = "plan";
    source->text = myc_memory_text(memory, text, strlen(text));
    source->length = strlen(text);
    for (size_t begin = 0; begin < source->length;) {
        size_t length = strcspn(source->text + begin, "\n");
        struct myc_setting *item;
        MYC_TRY(myc_yaml_read(source, begin, length, memory, &item, error));
        if (item)
            MYC_TRY(myc_plan_add_item(plan, item, world, error));
        begin += length + 1;
    }
    return MYC_OK;
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
