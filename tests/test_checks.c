/* No check trips on sound runs: whatever else may be wrong, `invariant` is not the verdict. Each
 * check is seen to trip by the bugs of its name in mutants.list, and by its canary. */
#include "tests/story.h"

#include <criterion/criterion.h>
#include <string.h>

static void assert_no_violation(const struct myc_outcome *told)
{
    cr_assert_neq(told->class, MYC_CLASS_INVARIANT, "%s", told->reason);
}

Test(checks, none_trips_without_faults)
{
    assert_no_violation(story("workload: {kind: people, sends: 3}\n"));
    assert_no_violation(story("workload: {kind: people, sends: 3, persist: false}\n"));
    assert_no_violation(story("workload: {kind: people, response: owners, sends: 2}\n"));
    assert_no_violation(story("workload: wordcount\n"));
    assert_no_violation(story("workload: slide5\n"));
    assert_no_violation(story("workload: {kind: tree, fanout: 2}\n"));
}

Test(checks, none_trips_where_a_fault_leaves_the_driver_waiting)
{
    assert_no_violation(story("workload: people\nperturb: [{drop: {target: link(client m2)}}]\n"));
    assert_no_violation(story("workload: people\n"
                              "perturb: [{partition: {groups: [[client], [m2]], mode: hold}}]\n"));
}

Test(checks, none_trips_on_what_faults_do_to_messages)
{
    static const char *const faults[] = {
        "{duplicate: {target: message(Req), add: 1ms}}, {duplicate: {target: message(Res)}}",
        "{duplicate: {target: message(DoPump), add: 1ms}}, {duplicate: {target: message(Done)}}",
        "{duplicate: {target: message(Req)}}, {drop: {target: message(Res)}}",
        "{reorder: {target: message(Emit), p: 50%, add: 1ms}}",
        "{corrupt: {target: message(Req), detected: false}}",
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        assert_no_violation(story("workload: {kind: people, response: owners, sends: 2}\n"
                                  "perturb: [%s]\n",
                                  faults[i]));
        assert_no_violation(story("workload: pump\nperturb: [%s]\n", faults[i]));
        assert_no_violation(story("workload: tree\nperturb: [%s]\n", faults[i]));
    }
}

Test(checks, none_trips_when_a_lineage_is_replayed_elsewhere)
{
    assert_no_violation(story("workload: {kind: people, response: owners, sends: 2}\n"
                              "perturb: [{crash: {target: m2, at: 100us, for: 1ms}},\n"
                              "          {crash: {target: m3, after: completed(owners)}}]\n"));
    assert_no_violation(story("workload: {kind: current_host}\n"
                              "perturb: [{crash: {target: m1, at: 60us}}]\n"));
}

Test(checks, none_trips_when_a_root_is_read_again)
{
    assert_no_violation(
        story("workload: {kind: people, persons_from: file, persist: false,\n"
              "  sends: 2}\n"
              "perturb: [{crash: {target: m2, after: completed(labels), for: 1ms}}]\n"));
}

Test(checks, none_trips_when_values_vary_with_their_place)
{
    static const char *const policies[] = { "restart_replay", "rehost" };
    for (int i = 0; i < 2; i++)
        assert_no_violation(story("workload: {kind: people, response: owners, handler: true,\n"
                                  "  sends: 3}\n"
                                  "recovery: {policy: %s}\n"
                                  "perturb: [{crash: {target: m3, at: 160us, for: 1ms}}]\n",
                                  policies[i]));
}

Test(checks, none_trips_when_answers_come_twice)
{
    assert_no_violation(story("workload: {kind: people, sends: 2}\n"
                              "recovery: {policy: retry, detector: {kind: timeout, after: 1ms}}\n"
                              "perturb: [{delay: {target: link(m2 client), at: 0s, for: 2ms,\n"
                              "  add: 5ms}}]\n"));
}

/* --- a silo that holds a ref --- */

/* Gives the ref that it captured as its value; one with a label that is no text is not closed. */
static uint64_t run_hold(struct myc_body *body, const struct myc_value *header,
                         const struct myc_value *spoil, const struct myc_value **result)
{
    (void)body;
    if (spoil->as.boolean)
        ((struct myc_node *)header->as.ref)->label = "\xff";
    *result = header;
    return 1;
}

static const struct myc_code hold = {
    .name = "hold",
    .version = 1,
    .captured = "SiloRef[Int]",
    .parameter = "Bool",
    .result = "SiloRef[Int]",
    .run = run_hold,
};

static void hold_ref(struct myc_driver *driver, myc_future *future, bool spoil)
{
    if (*future) {
        myc_finish(driver, NULL, NULL);
        return;
    }
    struct myc_staging *at = myc_driver_staging(driver);
    struct myc_maker *maker = myc_staging_maker(at);
    const struct myc_node *number = myc_populate(at, 0, "Int", myc_int(maker, 1), "number");
    const struct myc_node *spoiled = myc_populate(at, 0, "Bool", myc_bool(maker, spoil), "spoiled");
    const struct myc_spore *spore = myc_spore_of(at, &hold, myc_ref_value(maker, number));
    *future = myc_send(driver, myc_map(at, spoiled, spore, "held"));
    myc_await(driver, *future);
}

static void hold_sound(struct myc_driver *driver, void *state, const void *parameters)
{
    (void)parameters;
    hold_ref(driver, state, false);
}

static void hold_spoiled(struct myc_driver *driver, void *state, const void *parameters)
{
    (void)parameters;
    hold_ref(driver, state, true);
}

static struct myc_outcome *story_of_held_ref(void (*step)(struct myc_driver *, void *,
                                                          const void *))
{
    static const struct myc_code *const codes[] = { &hold, NULL };
    static struct myc_workload holding;
    holding = (struct myc_workload){
        .about.name = "holding", .state_bytes = sizeof(myc_future), .codes = codes, .step = step
    };
    story_workload(&holding, NULL);
    struct myc_outcome *told = story("workload: people\n");
    story_workload(NULL, NULL);
    return told;
}

Test(checks, mobility_looks_at_the_refs_in_silos)
{
    assert_no_violation(story_of_held_ref(hold_sound));
    const struct myc_outcome *told = story_of_held_ref(hold_spoiled);
    cr_assert_eq(told->class, MYC_CLASS_INVARIANT);
    cr_assert(strstr(told->reason, "mobility: a lineage in held cannot be read back"), "%s",
              told->reason);
}
