/* Copies of pinned silos: when a persist is complete, what then survives which crashes, and what
 * each of it costs in messages and spore runs.
 *
 * In the cluster of m1 to m5, a silo of m2 has its copies on m3, m4, m5, m1, in this order. */
#include "tests/pinned_workload.h"
#include "tests/story.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define FIVE "workload: tree\ncluster: {hosts: [m1, m2, m3, m4, m5]}\n"
#define DOUBLED "[2,4,6]"

static void sends(const char *names, bool lost_value)
{
    static struct pinned pinned;
    pinned = (struct pinned){ .sends = names, .lost_value = lost_value };
    story_workload(&pinned_workload, &pinned);
}

static void assert_cost(const struct myc_outcome *told, const char *response, const char *messages,
                        uint64_t spore_runs)
{
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    cr_assert_str_eq(told->response, response);
    cr_assert_str_eq(story_messages(told), messages);
    cr_assert_eq(told->spore_runs, spore_runs);
}

/* When the n-th record of a kind about `doubled` was written. */
static myc_time time_of(const struct myc_outcome *told, enum myc_record_kind kind, unsigned n)
{
    const struct myc_book *book = told->book;
    for (size_t i = 0; i < book->record_count; i++)
        if (book->records[i].kind == kind && !strcmp(book->records[i].label, "doubled") && !--n)
            return book->records[i].time;
    cr_assert_fail("there is no such record");
    return 0;
}

/* A persist is complete, and answered, when its last copy is confirmed: two journeys of at least
 * 50us after the first was sent. */
Test(replicate, a_persist_is_complete_when_all_copies_are)
{
    sends("kept kept", false);
    const struct myc_outcome *told = story(FIVE "recovery: {policy: replicate, copies: 3}\n");
    assert_cost(told, DOUBLED, "Req:2 Res:2 Copy:2 CopyOk:2", 1);
    myc_time ready = time_of(told, MYC_RECORD_MATERIALIZED, 1);
    cr_assert_geq(time_of(told, MYC_RECORD_COPIED, 1), ready + 50 * MYC_US);
    cr_assert_geq(time_of(told, MYC_RECORD_PINNED, 1),
                  time_of(told, MYC_RECORD_COPIED, 2) + 50 * MYC_US);
    cr_assert_geq(time_of(told, MYC_RECORD_ANSWERED, 1), time_of(told, MYC_RECORD_PINNED, 1));
    cr_assert_eq(story_records(told, MYC_RECORD_PINNED, NULL), 1);
    cr_assert_eq(story_records(told, MYC_RECORD_COPIED, NULL), 2);
}

Test(replicate, one_copy_is_no_copy)
{
    sends("kept kept", false);
    assert_cost(story(FIVE "recovery: {policy: replicate, copies: 1}\n"), DOUBLED, "Req:2 Res:2",
                1);
}

/* What is persisted twice has its copies already. */
Test(replicate, a_silo_is_copied_once)
{
    sends("kept kept_too kept", false);
    assert_cost(story(FIVE "recovery: {policy: replicate, copies: 3}\n"), DOUBLED,
                "Req:3 Res:3 Copy:2 CopyOk:2", 1);
}

Test(replicate, every_holder_is_on_the_board)
{
    sends("kept kept", false);
    const struct myc_outcome *told =
        story(FIVE "recovery: {policy: replicate, copies: 3}\n"
                   "perturb: [{crash: {target: holder(doubled), after: pinned(doubled)}}]\n");
    const struct myc_book_fault *fault = &told->book->faults[0];
    cr_assert_eq(fault->host_count, 3);
    for (uint32_t i = 0; i < 3; i++)
        cr_assert_eq(fault->hosts[i], i + 1); /* m2, m3, m4 */
}

/* Any two of three holders, together or one after the other, whatever the instant: no spore runs
 * again, though nothing could replace the root. */
Test(replicate, any_crashes_but_one_of_the_holders_are_survived)
{
    static const char *const holders[] = { "m2", "m3", "m4" };
    static const char *const waits[] = { "1ns", "30us", "60us", "100us", "1ms", "1150us", "3ms" };
    static const char *const lasting[] = { "forever", "300us" };
    static const char *const detectors[] = { "{kind: perfect, delay: 1ms}",
                                             "{kind: timeout, after: 3ms}" };
    sends("kept kept", true);
    for (int first = 0; first < 3; first++)
        for (int second = 0; second < 3; second++)
            for (size_t wait = 0; wait < 7; wait++)
                for (int how = 0; how < 4; how++) {
                    if (first == second)
                        continue;
                    const struct myc_outcome *told = story(
                        FIVE "recovery: {policy: replicate, copies: 3, detector: %s}\n"
                             "perturb: [{crash: {target: %s, after: pinned(doubled), for: %s}},\n"
                             "          {crash: {target: %s, after: pinned(doubled), wait: %s}}]\n",
                        detectors[how / 2], holders[first], lasting[how % 2], holders[second],
                        waits[wait]);
                    cr_assert_eq(told->verdict, MYC_PASS, "%s then %s after %s: %s", holders[first],
                                 holders[second], waits[wait], told->reason);
                    cr_assert_str_eq(told->response, DOUBLED);
                    cr_assert_eq(told->spore_runs, 1);
                }
}

/* The answer dies with m2: the client was told of no holder, but knows where the first copy goes. */
Test(replicate, a_holder_is_found_by_the_rule)
{
    sends("kept", true);
    assert_cost(story(FIVE "recovery: {policy: replicate}\n"
                           "perturb: [{crash: {target: m2, after: pinned(doubled)}}]\n"),
                DOUBLED, "Req:2 Res:2 Copy:1 CopyOk:1", 1);
}

/* m3 is down when it should get the copy, which goes to m4 instead; m3 is back when m2 crashes. The
 * rule says m3, but the first answer named m4, and the spore on m1 is told by its own request. */
static const char moved[] =
    FIVE "recovery: {policy: replicate}\n"
         "perturb: [{crash: {target: m3, at: 200us, for: 100us}},\n"
         "          {crash: {target: m2, after: completed(doubled), wait: 500us}}]\n";

Test(replicate, a_holder_that_was_named_is_asked)
{
    sends("kept kept", true);
    assert_cost(story("%s", moved), DOUBLED, "Req:2 Res:2 Copy:2 CopyOk:1", 1);
}

/* m1 runs the spore of `reached` and asks m4 for what it returned, which takes the third run. */
Test(replicate, a_request_names_the_holders_too)
{
    sends("kept reached", true);
    assert_cost(story("%s", moved), "[4,8,12]", "Req:3 Res:3 Copy:2 CopyOk:1", 3);
}

/* The rack of m2 and m1 is lost with all that only they had. */
Test(replicate, a_copy_in_another_rack_survives_the_rack)
{
    static const char *const places[] = { "near", "far" };
    for (int far = 0; far < 2; far++) {
        const struct myc_outcome *told =
            story("workload: {kind: people, sends: 2, persons_from: lost_value}\n"
                  "cluster: {hosts: [m1, m2, m3, m4], racks: 2}\n"
                  "recovery: {policy: replicate, place: %s}\n"
                  "perturb: [{crash: {target: [m1, m2], after: completed(labels)}}]\n",
                  places[far]);
        cr_assert_eq(told->verdict, far ? MYC_PASS : MYC_FAIL, "%s", told->reason);
    }
}

/* m3 is lost before the copy reaches it: another host gets it, or there is one copy less. */
Test(replicate, a_lost_holder_is_replaced_or_counted_out)
{
    sends("kept kept", false);
    assert_cost(story(FIVE "recovery: {policy: replicate}\n"
                           "perturb: [{crash: {target: m3, at: 200us}}]\n"),
                DOUBLED, "Req:2 Res:2 Copy:2 CopyOk:1", 1);
    assert_cost(story("workload: tree\ncluster: {hosts: [m1, m2]}\n"
                      "recovery: {policy: replicate, copies: 3}\n"),
                DOUBLED, "Req:2 Res:2 Copy:1 CopyOk:1", 1);
    assert_cost(story("workload: tree\ncluster: {hosts: [m1, m2]}\n"
                      "recovery: {policy: replicate}\n"
                      "perturb: [{crash: {target: m1, at: 200us}}]\n"),
                DOUBLED, "Req:2 Res:2 Copy:1", 1);
}

/* Of two confirmations for one copy the late one is dropped; m4 keeps a copy beside m3. */
Test(replicate, a_late_confirmation_is_dropped)
{
    sends("kept kept kept kept", false);
    const struct myc_outcome *told =
        story(FIVE "recovery: {policy: replicate, detector: {kind: timeout, after: 1ms}}\n"
                   "perturb: [{delay: {target: message(CopyOk m3 m2 doubled 1), add: 2ms}}]\n");
    assert_cost(told, DOUBLED, "Req:5 Res:5 Copy:2 CopyOk:2", 1);
}

/* Unpersisting clears all, so that the next send runs the spore again, and copies anew. */
Test(replicate, unpersist_clears_the_copies)
{
    sends("kept freed kept", false);
    const struct myc_outcome *told = story(FIVE "recovery: {policy: replicate, copies: 3}\n");
    assert_cost(told, DOUBLED, "Req:3 Res:3 Copy:4 CopyOk:4 Unpin:2", 2);
    cr_assert_eq(story_records(told, MYC_RECORD_UNPINNED, "doubled"), 3);
    sends("kept freed", false);
    told = story(FIVE "recovery: {policy: replicate, copies: 3}\n"
                      "perturb: [{crash: {target: all, after: completed(doubled), nth: 2}}]\n");
    cr_assert_eq(told->loss_count, 0);
}

/* A copy may lie where the silo's own root is gone; that root is replayed nowhere. */
Test(replicate, what_no_copy_was_made_of_is_lost)
{
    sends("kept numbers", true);
    const struct myc_outcome *told =
        story(FIVE "recovery: {policy: replicate}\n"
                   "perturb: [{crash: {target: m2, after: pinned(doubled), wait: 200us}}]\n");
    cr_assert_eq(told->class, MYC_CLASS_ERROR);
    cr_assert_not_null(strstr(told->reason, "numbers is truly lost"), "%s", told->reason);
}
