/* Hedged requests: when a second one is sent, which answer counts, and that it moves nothing. */
#include "tests/pinned_workload.h"
#include "tests/story.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define SLOW "perturb: [{delay: {target: message(Res m2 client labels 1), add: 3ms}}]\n"

static void assert_cost(const struct myc_outcome *told, const char *messages, uint64_t spore_runs,
                        uint64_t dropped)
{
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    cr_assert_str_eq(story_messages(told), messages);
    cr_assert_eq(told->spore_runs, spore_runs);
    cr_assert_eq(told->duplicates_dropped, dropped);
}

/* How many messages of a kind there were from one host to another. */
static unsigned sent(const struct myc_outcome *told, const char *kind, const char *from,
                     const char *to)
{
    const struct myc_book *book = told->book;
    unsigned count = 0;
    for (size_t i = 0; i < book->message_count; i++)
        count += !strcmp(book->messages[i].kind, kind) &&
                 !strcmp(book->hosts[book->messages[i].source].name, from) &&
                 !strcmp(book->hosts[book->messages[i].destination].name, to);
    return count;
}

/* The answer is lost, and a perfect detector never tells: m1 is asked 1 ms after m2, and needs as
 * long as m2 did; its request brings the persons, 200 bytes at most, and so takes 0.4us longer. */
Test(hedge, a_second_host_answers_where_the_first_is_not_heard)
{
    static const char lost[] = "workload: people\n"
                               "perturb: [{drop: {target: message(Res m2 client labels 1)}}]\n";
    cr_assert_eq(story("%srecovery: {policy: rehost}\n", lost)->class, MYC_CLASS_STUCK);
    myc_time once = story("workload: people\n")->sim_end;
    const struct myc_outcome *told = story("%srecovery: {policy: hedge, after: 1ms}\n", lost);
    assert_cost(told, "Req:2 Res:2", 6, 0);
    cr_assert_geq(told->sim_end, MYC_MS + once);
    cr_assert_leq(told->sim_end, MYC_MS + once + 400);
    cr_assert_eq(story_records(told, MYC_RECORD_HEDGED, "labels"), 1);
}

/* The run goes on well after a second request would have been due. */
Test(hedge, an_answer_in_time_needs_no_second_request)
{
    assert_cost(story("workload: {kind: people, sends: 2, gap: 5ms}\n"
                      "recovery: {policy: hedge, after: 1ms}\n"),
                "Req:2 Res:2", 3, 0);
}

/* The first answer comes last, 3 ms late, and is dropped. The second send is one to m2 again. */
Test(hedge, the_late_answer_is_dropped_and_nothing_has_moved)
{
    const struct myc_outcome *told = story("workload: {kind: people, sends: 2, gap: 5ms}\n"
                                           "recovery: {policy: hedge, after: 1ms}\n" SLOW);
    assert_cost(told, "Req:3 Res:3", 6, 1);
    cr_assert_eq(told->recomputed, 3);
    cr_assert_eq(sent(told, "Req", "client", "m2"), 2);
    cr_assert_eq(sent(told, "Req", "client", "m1"), 1);
}

/* m1 has no value of a root that only m2 had: its error is not the last word. */
Test(hedge, the_first_may_still_answer_when_the_second_cannot)
{
    assert_cost(story("workload: {kind: people, persons_from: lost_value}\n"
                      "recovery: {policy: hedge, after: 1ms}\n" SLOW),
                "Req:2 Res:1 Err:1", 3, 0);
}

/* What m1 was told for one request's sake does not hold for the next, where it asks m2. */
Test(hedge, a_detour_is_for_one_request_alone)
{
    static const struct pinned pinned = { .sends = "kept reached", .lost_value = true };
    story_workload(&pinned_workload, &pinned);
    const struct myc_outcome *told =
        story("workload: people\nrecovery: {policy: hedge, after: 1ms}\n"
              "perturb: [{delay: {target: message(Res m2 client doubled 1), add: 3ms}}]\n");
    assert_cost(told, "Req:4 Res:3 Err:1", 3, 0);
    cr_assert_eq(sent(told, "Req", "m1", "m2"), 1);
    cr_assert_str_eq(told->response, "[4,8,12]");
}

/* When m2 is known to be gone, m1 has been asked already. */
Test(hedge, the_second_request_takes_the_place_of_the_first)
{
    assert_cost(story("workload: people\nrecovery: {policy: hedge, after: 500us}\n"
                      "perturb: [{crash: {target: m2, at: 60us}}]\n"),
                "Req:2 Res:1", 4, 0);
    /* And when m1 is gone as well, m3 is asked: by notice, or where the second request was lost. */
    assert_cost(
        story("workload: people\nrecovery: {policy: hedge, after: 500us}\n"
              "perturb: [{crash: {target: m2, at: 60us}}, {crash: {target: m1, at: 580us}}]\n"),
        "Req:3 Res:1", 5, 0);
    assert_cost(
        story("workload: people\nrecovery: {policy: hedge, after: 500us}\n"
              "perturb: [{crash: {target: m2, at: 60us}}, {crash: {target: m1, at: 520us}}]\n"),
        "Req:3 Res:1", 4, 0);
}

/* With one attempt only, the second request is the last hope. */
Test(hedge, nobody_gives_up_while_the_second_is_under_way)
{
    assert_cost(story("workload: people\nrecovery: {policy: hedge, after: 1ms, attempts: 1}\n"
                      "perturb: [{crash: {target: m2, at: 60us}}]\n"),
                "Req:2 Res:1", 4, 0);
}

/* m2 awaits m3, whose answer is lost; every request of it may be hedged, the client's too. */
Test(hedge, a_request_of_a_host_is_hedged_too)
{
    static const char lost[] = "workload: {kind: people, response: owners}\n"
                               "perturb: [{drop: {target: message(Res m3 m2 owners/1 1)}}]\n";
    cr_assert_eq(story("%srecovery: {policy: rehost}\n", lost)->class, MYC_CLASS_STUCK);
    const struct myc_outcome *told = story("%srecovery: {policy: hedge, after: 1ms}\n", lost);
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    cr_assert_eq(sent(told, "Req", "m2", "m1"), 1);
}

/* With copies, the second host is one that has a copy: nothing is computed again. */
Test(hedge, a_copy_is_asked_before_a_spare)
{
    assert_cost(story("workload: {kind: people, persons_from: lost_value}\n"
                      "recovery: {policy: hedge, after: 1ms, copies: 2}\n" SLOW),
                "Req:2 Res:2 Copy:1 CopyOk:1", 3, 0);
}
