/* What one item draws depends on no other: two traces are compared, of a plan and of the same plan with
 * an item changed, added, removed or moved. Walked over the registers, so that a new effect or
 * repetition is covered the day it is there. */
#include <criterion/criterion.h>

#include "faults/effect.h"
#include "faults/repetition.h"
#include "faults/text.h"
#include "tests/plan_story.h"

#define HOSTS 9
#define END (20 * MYC_MS)
#define FIRST "crash: {target: h0, at: 1us, for: 1us}\n" /* whom others follow */

static void nothing(struct ground *ground, uint32_t argument)
{
    (void)ground;
    (void)argument;
}

/* The story of a plan in a cluster whose messages draw their jitter too, so many on each of two
 * links. */
static void tell(struct story *story, const char *plan, uint32_t messages)
{
    struct myc_cluster_config config = ground_config(HOSTS);
    config.jitter.kind = &myc_distribution_exponential;
    config.jitter.parameter[0].ns = 20 * MYC_US;
    begin_with(story, ground_memory(), &config, plan, END, 1);
    story->ground.is_quiet = true;
    for (uint32_t i = 0; i < messages; i++) {
        ground_send(&story->ground, 100 * MYC_US * i, 1, 2, 100);
        ground_send(&story->ground, 100 * MYC_US * i, 3, 4, 100);
    }
    at(story, END, nothing, 0);
    finish(story);
}

/* --- items --- */

/* The effect's own keys, each drawing what can be drawn. */
static const char *own_keys(const struct myc_kind *effect, struct myc_memory *memory)
{
    const char *text = "";
    for (const struct myc_parameter *p = effect->parameters; p && p->name; p++) {
        const char *value = NULL;
        const char *given = strstr(effect->example, myc_memory_format(memory, " %s: ", p->name));
        if (p->unit == MYC_UNIT_DISTRIBUTION)
            value = "{kind: exponential, mean: 100us}";
        else if (p->unit == MYC_UNIT_RATIO)
            value = "50%";
        else if (!p->initial && given)
            value = myc_memory_text(memory, given + strlen(p->name) + 3,
                                    strcspn(given + strlen(p->name) + 3, ",}"));
        if (value)
            text = myc_memory_format(memory, "%s, %s: %s", text, p->name, value);
    }
    return text;
}

static const char *drawn_target(const struct myc_effect *effect)
{
    if (effect->strikes & MYC_SHAPE_HOSTS)
        return "target: random(2)";
    return effect->strikes & MYC_SHAPE_GROUPS ? "shape: one" : "target: link(h1 h2)";
}

/* When, by its own draws alone: not by load or by another item. NULL past the last. */
static const struct myc_repetition_kind *pace_of(size_t index)
{
    for (size_t i = 0; myc_repetitions[i]; i++) {
        bool by_itself = !myc_repetitions[i]->leader && !myc_repetitions[i]->needs_hosts;
        if (by_itself && index-- == 0)
            return myc_repetitions[i];
    }
    return NULL;
}

/* Its times, written for seconds, in a run of milliseconds. */
static const char *hastened(const char *example, struct myc_memory *memory)
{
    const char *text = "";
    for (; *example; example++) {
        bool is_second = *example == 's' && example[-1] >= '0' && example[-1] <= '9';
        text = myc_memory_format(memory, "%s%.*s", text, is_second ? 0 : 1, example);
        if (is_second)
            text = myc_memory_format(memory, "%s00us", text);
    }
    return text;
}

static const char *item_of(const struct myc_effect *effect, const struct myc_repetition_kind *pace,
                           const char *lasting, const char *name, struct myc_memory *memory)
{
    const char *length = effect->at_once || pace->length
                             ? ""
                             : myc_memory_format(memory, ", for: %s", lasting);
    return myc_memory_format(memory, "%s: {%s, by: {%s}%s%s%s%s}\n", effect->about.name,
                             drawn_target(effect), hastened(pace->about.example, memory), length,
                             own_keys(&effect->about, memory), *name ? ", name: " : "", name);
}

#define DRAWN "{kind: exponential, mean: 200us}"

/* --- traces --- */

/* The items of the realised plan that have `mark`. */
static const char *trace(const char *plan, const char *mark, struct myc_memory *memory)
{
    struct story story;
    struct myc_line text = { .memory = memory };
    tell(&story, plan, 0);
    for (size_t i = 0; i < story.ground.book.fault_count; i++)
        if (row(&story, i)->state == MYC_FAULT_HAPPENED && strstr(row(&story, i)->item, mark))
            myc_line_add(&text, "%s\n", row(&story, i)->item);
    myc_memory_destroy(story.ground.memory);
    return myc_line_text(&text);
}

static size_t effect_count(void)
{
    size_t count = 0;
    while (myc_effects[count])
        count++;
    return count;
}

/* Before, behind, with other parameters, of the same effect and of another; named, and by ordinal. */
static void expect_same(const struct myc_effect *effect, const struct myc_repetition_kind *pace,
                        const struct myc_effect *other, const char *name, struct myc_memory *memory)
{
    const char *mark = *name ? myc_memory_format(memory, "name: %s", name)
                             : myc_memory_format(memory, "%s: {", effect->about.name);
    const char *item = item_of(effect, pace, DRAWN, name, memory);
    const char *beside = item_of(other, pace_of(0), DRAWN, "", memory);
    const char *changed = item_of(other, pace_of(0), "70us", "", memory);
    const char *alone = trace(myc_memory_format(memory, FIRST "%s", item), mark, memory);
    cr_expect(*alone, "nothing happened: %s", item);
    const char *const plans[] = {
        myc_memory_format(memory, FIRST "%s%s", beside, item),
        myc_memory_format(memory, FIRST "%s%s", item, beside),
        myc_memory_format(memory, FIRST "%s%s", changed, item),
        myc_memory_format(memory, FIRST "%s%s%s", beside, item, changed),
    };
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++)
        cr_expect_str_eq(trace(plans[i], mark, memory), alone, "%s", plans[i]);
}

Test(independence, no_item_moves_a_draw_of_another)
{
    size_t effects = effect_count();
    for (size_t e = 0; e < effects; e++) {
        struct myc_memory *memory = ground_memory();
        for (size_t p = 0; pace_of(p); p++) {
            if (myc_effects[e]->at_once && pace_of(p)->length)
                continue; /* what is over at once has no length */
            const struct myc_effect *other = myc_effects[(e + p + 1) % effects];
            expect_same(myc_effects[e], pace_of(p), myc_effects[e], "probe", memory);
            expect_same(myc_effects[e], pace_of(p), other, "probe", memory);
            if (other != myc_effects[e] && myc_effects[e] != &myc_effect_crash)
                expect_same(myc_effects[e], pace_of(p), other, "", memory);
        }
        myc_memory_destroy(memory);
    }
}

/* The items of the realised plan that have no name. */
static const char *unnamed(const char *plan, struct myc_memory *memory)
{
    struct story story;
    struct myc_line text = { .memory = memory };
    tell(&story, plan, 0);
    for (size_t i = 0; i < story.ground.book.fault_count; i++)
        if (row(&story, i)->state == MYC_FAULT_HAPPENED && !strstr(row(&story, i)->item, "name: "))
            myc_line_add(&text, "%s\n", row(&story, i)->item);
    myc_memory_destroy(story.ground.memory);
    return myc_line_text(&text);
}

/* One with a name, a generator's too, is not counted among those of its effect. */
Test(independence, a_named_item_comes_and_goes_unnoticed)
{
    struct myc_memory *memory = ground_memory();
    const char *item = item_of(&myc_effect_pause, pace_of(0), DRAWN, "", memory);
    const char *named = item_of(&myc_effect_pause, pace_of(0), "70us", "other", memory);
    const char *alone = unnamed(myc_memory_format(memory, "%s%s", item, item), memory);
    cr_expect(*alone);
    const char *const plans[] = {
        myc_memory_format(memory, "%s%s%s", named, item, item),
        myc_memory_format(memory, "%s%s%s", item, named, item),
        myc_memory_format(memory, "%s%s%s", item, item, named),
    };
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++)
        cr_expect_str_eq(unnamed(plans[i], memory), alone, "%s", plans[i]);
    myc_memory_destroy(memory);
}

/* What it has of its own is not one draw: with another length the starts and the hosts stay, unless the
 * next start is counted from the end. */
Test(independence, the_length_of_an_item_moves_no_start)
{
    struct myc_memory *memory = ground_memory();
    for (size_t p = 0; pace_of(p); p++) {
        const struct myc_repetition_kind *pace = pace_of(p);
        if (pace->from_end || pace->length)
            continue;
        struct story drawn, fixed;
        tell(&drawn, item_of(&myc_effect_pause, pace, DRAWN, "", memory), 0);
        tell(&fixed, item_of(&myc_effect_pause, pace, "1ns", "", memory), 0);
        cr_assert_eq(drawn.ground.book.fault_count, fixed.ground.book.fault_count);
        cr_assert_gt(drawn.ground.book.fault_count, 3);
        for (size_t i = 0; i < drawn.ground.book.fault_count; i++) {
            cr_expect_eq(row(&drawn, i)->start, row(&fixed, i)->start);
            cr_expect_arr_eq(row(&drawn, i)->hosts, row(&fixed, i)->hosts,
                             row(&drawn, i)->host_count * sizeof(uint32_t));
        }
        myc_memory_destroy(drawn.ground.memory);
        myc_memory_destroy(fixed.ground.memory);
    }
    myc_memory_destroy(memory);
}

/* --- what effects draw while they last, and the network --- */

/* What became of the messages from h1 to h2. */
static const char *journeys(const char *plan, struct myc_memory *memory)
{
    struct story story;
    struct myc_line text = { .memory = memory };
    tell(&story, plan, 40);
    for (size_t i = 0; i < story.ground.book.message_count; i++) {
        const struct myc_book_message *message = &story.ground.book.messages[i];
        if (message->source == 1)
            myc_line_add(&text, "%" PRIu64 " %d %" PRIu64 "\n", message->n, message->state,
                         message->delivered);
    }
    myc_memory_destroy(story.ground.memory);
    return myc_line_text(&text);
}

static const char *on_link(const struct myc_effect *effect, const char *link,
                           struct myc_memory *memory)
{
    return myc_memory_format(memory, "%s: {target: link(%s)%s}\n", effect->about.name, link,
                             own_keys(&effect->about, memory));
}

Test(independence, no_fault_moves_a_draw_of_another_link)
{
    struct myc_memory *memory = ground_memory();
    unsigned changed = 0;
    const char *calm = journeys("", memory);
    for (size_t e = 0; myc_effects[e]; e++) {
        if (!(myc_effects[e]->strikes & MYC_SHAPE_LINK))
            continue;
        const char *item = on_link(myc_effects[e], "h1 h2", memory);
        const char *alone = journeys(item, memory);
        changed += strcmp(alone, calm) != 0;
        for (size_t o = 0; myc_effects[o]; o++) {
            if (!(myc_effects[o]->strikes & MYC_SHAPE_LINK))
                continue;
            const char *beside = on_link(myc_effects[o], "h3 h4", memory);
            const char *both = myc_memory_format(memory, "%s%s", item, beside);
            const char *swapped = myc_memory_format(memory, "%s%s", beside, item);
            if (o != e) /* of one effect the second is another by its ordinal */
                cr_expect_str_eq(journeys(swapped, memory), alone, "%s", swapped);
            cr_expect_str_eq(journeys(both, memory), alone, "%s", both);
            cr_expect_str_eq(journeys(beside, memory), calm, "%s", beside);
        }
    }
    cr_expect_gt(changed, 5, "only %u effects changed a journey", changed);
    myc_memory_destroy(memory);
}
