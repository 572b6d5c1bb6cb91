/* The talk's program, as its slides and the reference print it. Expected values
 * are those of the slides; times are worked out by hand from the formula of a
 * message and 100 steps of 50 ns an element. */
#include "tests/story.h"

#include <criterion/criterion.h>
#include <string.h>

static void assert_passes(const struct myc_outcome *told, const char *messages)
{
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    cr_assert_null(told->reason);
    cr_assert_null(told->failing_node);
    cr_assert_str_eq(story_messages(told), messages);
}

Test(people, labels_take_one_request_and_one_answer)
{
    const struct myc_outcome *told = story("workload: people\n");
    assert_passes(told, "Req:1 Res:1");
    cr_assert_str_eq(told->response, LABELS);
    cr_assert_eq(told->spore_runs, 3);
    cr_assert_eq(told->recomputed, 0);
    /* 50 us there, 30 + 20 + 20 us of work, 50 us back, and the bytes on four NICs. */
    cr_assert(told->sim_end > 170 * MYC_US && told->sim_end < 173 * MYC_US, "%llu",
              (unsigned long long)told->sim_end);
}

Test(people, owners_visit_the_vehicles)
{
    const struct myc_outcome *told = story("workload: {kind: people, response: owners}\n");
    assert_passes(told, "Req:2 Res:2");
    static const char *const pairs[] = { "Ann\",\"age\":34},{\"owner\":\"Ann\",\"brand\":\"Volvo",
                                         "Cid\",\"age\":18},{\"owner\":\"Cid\",\"brand\":\"Kia",
                                         "Dee\",\"age\":52},{\"owner\":\"Dee\",\"brand\":\"Fiat",
                                         "Dee\",\"age\":52},{\"owner\":\"Dee\",\"brand\":\"BMW" };
    const char *at = told->response;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        at = strstr(at, pairs[i]);
        cr_assert_not_null(at, "%s is missing, or out of order", pairs[i]);
        at++;
    }
    told = story("workload: {kind: people, response: owners, vehicles_on: m2}\n");
    assert_passes(told, "Req:1 Res:1");
}

Test(people, staging_makes_no_message_and_runs_no_spore)
{
    const struct myc_outcome *told = story("workload: {kind: people, response: none}\n");
    assert_passes(told, "");
    cr_assert_str_eq(told->response, "null");
    cr_assert_eq(told->spore_runs, 0);
    static const char *const labels[] = { "persons", "vehicles", "adults",
                                          "owners",  "sorted",   "labels" };
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        cr_assert_eq(story_records(told, MYC_RECORD_STAGED, labels[i]), 1, "%s", labels[i]);
    cr_assert_eq(told->book->node_count, 6);
}

Test(people, a_pinned_ref_runs_its_spores_once_an_unpinned_one_at_each_send)
{
    const struct myc_outcome *told = story("workload: {kind: people, sends: 2}\n");
    assert_passes(told, "Req:2 Res:2");
    cr_assert_eq(told->spore_runs, 3);
    cr_assert_eq(told->recomputed, 0);
    told = story("workload: {kind: people, sends: 2, persist: false}\n");
    assert_passes(told, "Req:2 Res:2");
    cr_assert_eq(told->spore_runs, 6);
    cr_assert_eq(told->recomputed, 3);
}

Test(people, the_gap_is_from_an_answer_to_the_next_send)
{
    myc_time once = story("workload: {kind: people, persist: false}\n")->sim_end;
    const struct myc_outcome *told =
        story("workload: {kind: people, sends: 2, gap: 7ms, persist: false}\n");
    /* The second request is the same work; only a number in it is a byte longer at most. */
    cr_assert(told->sim_end >= 2 * once + 7 * MYC_MS);
    cr_assert(told->sim_end <= 2 * once + 7 * MYC_MS + 10);
}

Test(people, every_response_of_the_reference_table)
{
    const struct myc_outcome *told = story("workload: {kind: people, response: adults}\n");
    assert_passes(told, "Req:1 Res:1");
    cr_assert_str_eq(told->response,
                     "[{\"name\":\"Ann\",\"age\":34},{\"name\":\"Cid\",\"age\":18},"
                     "{\"name\":\"Dee\",\"age\":52},{\"name\":\"Fay\",\"age\":34}]");
    told = story("workload: {kind: people, response: sorted}\n");
    assert_passes(told, "Req:1 Res:1");
    cr_assert_str_eq(told->response,
                     "[{\"name\":\"Cid\",\"age\":18},{\"name\":\"Ann\",\"age\":34},"
                     "{\"name\":\"Fay\",\"age\":34},{\"name\":\"Dee\",\"age\":52}]");
}

Test(people, data_from_files_gives_the_same)
{
    const struct myc_outcome *told = story(
        "workload: {kind: people, response: owners, persons_from: file, vehicles_from: file}\n");
    assert_passes(told, "Req:2 Res:2");
}

Test(people, a_wrong_expectation_fails)
{
    const struct myc_outcome *told = story("workload: people\nexpect: {response: [\"Hi, Bob\"]}\n");
    cr_assert_eq(told->class, MYC_CLASS_WRONG);
    told = story("workload: people\nexpect: {within: 100us}\n");
    cr_assert_eq(told->class, MYC_CLASS_LATE);
    told = story("workload: people\nexpect: {within: 1ms, response: " LABELS "}\n");
    cr_assert_eq(told->verdict, MYC_PASS);
}

Test(people, limits_are_unknown_not_failures)
{
    const struct myc_outcome *told = story("workload: people\nlimits: {events: 3}\n");
    cr_assert_eq(told->verdict, MYC_UNKNOWN);
    cr_assert_eq(told->events, 3);
    cr_assert_not_null(strstr(told->reason, "limits.events"));
    told = story("workload: people\nlimits: {time: 60us}\n");
    cr_assert_eq(told->verdict, MYC_UNKNOWN);
    cr_assert_not_null(strstr(told->reason, "limits.time"));
}
