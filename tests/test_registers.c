/* Walks the registers of faults, so that a new kind is tried the day it is there: every effect with
 * every target, trigger, repetition and duration runs and is replayed from its realised plan, or is
 * refused with a reason. Ranges: test_ranges.c. */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <string.h>

#include "faults/effect.h"
#include "faults/generator.h"
#include "faults/preset.h"
#include "faults/repetition.h"
#include "tests/ground.h"
#include "tests/plans.h"
#include "tests/story.h"

#define KINDS_MAX 64

/* One thing that an item may say, and whether it goes with an effect. */
struct part {
    const char *text;
    const struct myc_target_kind *target;
};

static const char *const kinds[] = { "Req", "Res", NULL };

static struct myc_plan_world world(void)
{
    static const char *const hosts[] = { "m1", "m2", "m3" };
    static const struct myc_cluster_config cluster = {
        .host_count = 3, .hosts = hosts, .client = "client", .zones = 1, .racks = 1
    };
    return plans_world(&cluster, kinds);
}

/* The keys that an effect cannot do without, as its example gives them. */
static const char *needed(const struct myc_kind *effect, struct myc_memory *memory)
{
    const char *text = "";
    for (const struct myc_parameter *p = effect->parameters; p && p->name; p++) {
        const char *key = myc_memory_format(memory, ", %s: ", p->name);
        const char *value = strstr(effect->example, key);
        if (p->initial || !value)
            continue;
        size_t length = strlen(key);
        text = myc_memory_format(memory, "%s%s%.*s", text, key, (int)strcspn(value + length, ",}"),
                                 value + length);
    }
    return text;
}

static const struct part *targets(struct myc_memory *memory)
{
    struct part *parts = myc_memory_alloc(memory, KINDS_MAX * sizeof *parts);
    for (size_t i = 0; myc_targets[i]; i++)
        parts[i] =
            (struct part){ myc_memory_format(memory, "%s: %s",
                                             myc_targets[i]->key ? myc_targets[i]->key : "target",
                                             myc_targets[i]->about.example),
                           myc_targets[i] };
    return parts;
}

/* When: every trigger, and every repetition. A leader goes before who follows it. */
static const char *const *times(struct myc_memory *memory)
{
    const char **texts = myc_memory_alloc(memory, KINDS_MAX * sizeof *texts);
    size_t count = 0;
    for (size_t i = 0; myc_triggers[i]; i++)
        texts[count++] = myc_triggers[i]->about.example;
    for (size_t i = 0; myc_repetitions[i]; i++)
        texts[count++] =
            myc_memory_format(memory, "by: {%s}, from: 20us", myc_repetitions[i]->about.example);
    return texts;
}

static const char *const *lengths(struct myc_memory *memory)
{
    const char **texts = myc_memory_alloc(memory, KINDS_MAX * sizeof *texts);
    for (size_t i = 0; myc_durations[i]; i++)
        texts[i] = myc_durations[i]->about.example;
    return texts;
}

static uint64_t ran, refused;

/* Runs the item, and again from what it came to; or sees that it is refused with a reason. */
static void try_item(const char *item, struct myc_memory *memory)
{
    const struct myc_plan_world of = world();
    struct myc_error error = { 0 };
    const char *plan =
        myc_memory_format(memory, "crash: {target: m1, at: 1us, for: 1us}\n%s\n", item);
    if (plans_add(myc_plan_begin(memory), plan, &of, memory, &error) != MYC_OK) {
        cr_expect(strlen(error.message) > 20 && strstr(error.message, "plan:2:"), "%s: %s", item,
                  error.message);
        refused++;
        return;
    }
    struct myc_outcome *told = story("workload: {kind: people, response: owners}\n"
                                     "recovery: {policy: rehost, detector: {kind: timeout, after: "
                                     "1ms}}\nlimits: {time: 100ms, events: 100000}\nperturb:\n"
                                     "  - crash: {target: m1, at: 1us, for: 1us}\n  - %s\n",
                                     item);
    cr_assert(told->verdict == MYC_PASS || told->reason, "%s", item);
    char first[64];
    snprintf(first, sizeof first, "%s", told->fingerprint);
    const char *realised = myc_memory_text(memory, told->realised, strlen(told->realised));
    told = story_again(realised);
    cr_expect_str_eq(told->fingerprint, first, "%s\n%s", item, realised);
    ran++;
}

Test(registers, every_effect_meets_every_part)
{
    struct myc_memory *memory = ground_memory();
    const struct part *on = targets(memory);
    const char *const *when = times(memory);
    const char *const *lasting = lengths(memory);
    for (size_t e = 0; myc_effects[e]; e++) {
        const struct myc_effect *effect = myc_effects[e];
        const char *own = needed(&effect->about, memory), *name = effect->about.name;
        const char *some = NULL; /* a target that it strikes */
        for (size_t i = 0; on[i].text; i++) {
            uint64_t before = refused;
            try_item(myc_memory_format(memory, "%s: {%s, at: 60us%s%s}", name, on[i].text,
                                       effect->at_once ? "" : ", for: 1ms", own),
                     memory);
            bool strikes = effect->strikes & on[i].target->gives;
            cr_expect_eq(refused == before, strikes, "%s and %s", name, on[i].text);
            if (strikes && !some)
                some = on[i].text;
        }
        cr_assert_not_null(some, "%s strikes nothing", name);
        for (size_t i = 0; when[i]; i++)
            for (size_t k = 0; lasting[k]; k++)
                try_item(myc_memory_format(memory, "%s: {%s, %s, %s%s}", name, some, when[i],
                                           lasting[k], own),
                         memory);
    }
    cr_expect_gt(ran, refused, "%" PRIu64 " ran, %" PRIu64 " were refused", ran, refused);
    myc_memory_destroy(memory);
}

Test(registers, every_generator_runs)
{
    struct myc_memory *memory = ground_memory();
    for (size_t i = 0; myc_generators[i]; i++)
        try_item(myc_generators[i]->about.example, memory);
    for (size_t i = 0; myc_presets[i]; i++)
        try_item(myc_presets[i]->about.example, memory);
    cr_expect_eq(refused, 0);
    myc_memory_destroy(memory);
}
