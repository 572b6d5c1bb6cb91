/* Durable pins: what the file costs, from when on it counts, and what it survives.
 *
 * The silo of `doubled` is [2,4,6]: 4 bytes, which take 8 ns at the disk's 500 MB/s. */
#include "tests/pinned_workload.h"
#include "tests/story.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define WRITE_NS 8
#define THREE "workload: tree\ncluster: {hosts: [m1, m2, m3]}\n"
#define DOUBLED "[2,4,6]"

static void sends(const char *names, bool lost_value)
{
    static struct pinned pinned;
    pinned = (struct pinned){ .sends = names, .lost_value = lost_value };
    story_workload(&pinned_workload, &pinned);
}

static void assert_cost(const struct myc_outcome *told, const char *messages, uint64_t spore_runs)
{
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    cr_assert_str_eq(told->response, DOUBLED);
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

/* As an operation under any policy, and under the policy for every persist. */
static const char *const ways[][2] = { { "stored", "rehost" },
                                       { "stored", "restart_replay" },
                                       { "kept", "durable" } };

Test(durable, a_persist_counts_when_its_file_is_written)
{
    for (size_t i = 0; i < 3; i++) {
        sends(ways[i][0], false);
        const struct myc_outcome *told = story(THREE "recovery: {policy: %s}\n", ways[i][1]);
        assert_cost(told, "Req:1 Res:1", 1);
        cr_assert_eq(time_of(told, MYC_RECORD_PINNED, 1),
                     time_of(told, MYC_RECORD_MATERIALIZED, 1) + WRITE_NS);
    }
    sends("kept", false);
    const struct myc_outcome *told = story(THREE "recovery: {policy: rehost}\n");
    cr_assert_eq(time_of(told, MYC_RECORD_PINNED, 1), time_of(told, MYC_RECORD_MATERIALIZED, 1));
}

/* Every nanosecond around the write: a file that is not whole is none, one that is survives. */
Test(durable, a_file_is_whole_or_not_there)
{
    for (size_t i = 0; i < 3; i++) {
        sends(ways[i][0], true);
        const struct myc_outcome *told = story(THREE "recovery: {policy: %s}\n", ways[i][1]);
        myc_time ready = time_of(told, MYC_RECORD_MATERIALIZED, 1);
        for (myc_time wait = 1; wait <= WRITE_NS + 4; wait++) {
            told = story(THREE "recovery: {policy: %s}\n"
                               "perturb: [{crash: {target: m2, at: %lluns, for: 1ms}}]\n",
                         ways[i][1], (unsigned long long)(ready + wait));
            cr_assert_eq(told->verdict, wait > WRITE_NS ? MYC_PASS : MYC_FAIL, "%s: %s", ways[i][1],
                         told->reason);
            cr_assert_eq(told->spore_runs, 1);
            if (wait <= WRITE_NS)
                cr_assert_not_null(strstr(told->reason, "numbers is truly lost"), "%s",
                                   told->reason);
        }
    }
}

/* The file takes as long to read as to write, and what was read is pinned: it is read once. */
Test(durable, a_silo_is_read_once_where_it_is_asked_for)
{
    sends("stored stored stored", true);
    const struct myc_outcome *told =
        story(THREE "perturb: [{crash: {target: m2, after: completed(doubled)}}]\n");
    assert_cost(told, "Req:3 Res:3", 1);
    cr_assert_eq(story_records(told, MYC_RECORD_MATERIALIZED, "doubled"), 2);
    myc_time asked = 0;
    for (size_t i = 0; i < told->book->record_count; i++)
        if (told->book->records[i].kind == MYC_RECORD_ASKED &&
            told->book->records[i].time < time_of(told, MYC_RECORD_MATERIALIZED, 2))
            asked = told->book->records[i].time;
    cr_assert_eq(time_of(told, MYC_RECORD_MATERIALIZED, 2), asked + WRITE_NS);
    cr_assert_eq(time_of(told, MYC_RECORD_PINNED, 2), asked + WRITE_NS);
    cr_assert_eq(told->recomputed, 0);
}

/* All memory of all hosts is gone, and the root with it; what is left of the silo is no loss. */
Test(durable, it_survives_every_host)
{
    for (size_t i = 0; i < 3; i++) {
        char twice[32];
        snprintf(twice, sizeof twice, "%s %s", ways[i][0], ways[i][0]);
        sends(twice, true);
        const struct myc_outcome *told =
            story(THREE "recovery: {policy: %s}\n"
                        "perturb: [{crash: {target: all, after: completed(doubled), for: 1ms}}]\n",
                  ways[i][1]);
        cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
        cr_assert_eq(told->spore_runs, 1);
        for (size_t k = 0; k < told->loss_count; k++)
            cr_assert_eq(told->losses[k].recoverable, strcmp(told->losses[k].node, "numbers") != 0);
    }
}

/* Both persists of the second send find the silo pinned and its file there. */
Test(durable, what_is_persisted_twice_is_written_once)
{
    sends("stored kept_too", false);
    const struct myc_outcome *told = story(THREE "recovery: {policy: durable}\n");
    assert_cost(told, "Req:2 Res:2", 1);
    cr_assert_eq(time_of(told, MYC_RECORD_PINNED, 2), time_of(told, MYC_RECORD_PINNED, 3));
}

/* Unpersisting is still answered from the file, here by a second life of m2; then it is gone. */
Test(durable, unpersist_removes_the_file)
{
    static const char crash[] =
        THREE "recovery: {policy: restart_replay}\n"
              "perturb: [{crash: {target: m2, after: completed(doubled), for: 300us}}]\n";
    sends("stored erased", true);
    assert_cost(story("%s", crash), "Req:2 Res:2", 1);
    sends("stored erased doubled", true);
    const struct myc_outcome *told = story("%s", crash);
    cr_assert_eq(told->class, MYC_CLASS_ERROR);
    cr_assert_not_null(strstr(told->reason, "numbers is truly lost"), "%s", told->reason);
    sends("stored erased doubled", false);
    assert_cost(story(THREE), "Req:3 Res:3", 2);
}
