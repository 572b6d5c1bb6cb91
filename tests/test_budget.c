/* Memory budgets: which pinned silo goes when, and that it comes back. Each of kept, second and
 * third holds [2,4,6], 4 bytes, and takes one run of its spore. */
#include "tests/pinned_workload.h"
#include "tests/story.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define THREE "workload: tree\ncluster: {hosts: [m1, m2, m3], memory: %uB}\n"

static const struct myc_outcome *sends(const char *names, unsigned memory, const char *more)
{
    static struct pinned pinned;
    pinned = (struct pinned){ .sends = names };
    story_workload(&pinned_workload, &pinned);
    return story(THREE "%s", memory, more);
}

/* The labels of what was evicted, in order. */
static const char *evicted(const struct myc_outcome *told)
{
    static char labels[256];
    const struct myc_book *book = told->book;
    labels[0] = '\0';
    for (size_t i = 0; i < book->record_count; i++)
        if (book->records[i].kind == MYC_RECORD_EVICTED)
            snprintf(labels + strlen(labels), sizeof labels - strlen(labels), "%s%s",
                     *labels ? " " : "", book->records[i].label);
    return labels;
}

static void assert_evicts(const struct myc_outcome *told, uint64_t spore_runs, const char *labels)
{
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    cr_assert_eq(told->spore_runs, spore_runs);
    cr_assert_str_eq(evicted(told), labels);
}

Test(budget, what_fits_stays)
{
    assert_evicts(sends("kept second third kept second third", 12, ""), 3, "");
    assert_evicts(sends("kept second third kept second third", 11, ""), 6,
                  "doubled second third doubled");
}

/* To be found is to be used: kept was, so that second goes; it comes back for kept. */
Test(budget, the_least_recently_used_goes)
{
    assert_evicts(sends("kept second kept third second", 8, ""), 4, "second doubled");
    assert_evicts(sends("kept second third second kept", 8, ""), 4, "doubled third");
}

/* What is larger than the budget is pinned for no time at all. */
Test(budget, what_never_fits_is_computed_each_time)
{
    const struct myc_outcome *told = sends("kept kept", 3, "");
    assert_evicts(told, 2, "doubled doubled");
    cr_assert_eq(story_records(told, MYC_RECORD_PINNED, NULL), 2);
    cr_assert_eq(told->recomputed, 1);
}

/* A silo goes with every persist that wraps it; one that is unpersisted leaves room. */
Test(budget, persists_go_with_what_they_wrap)
{
    assert_evicts(sends("kept kept_too second kept_too", 4, ""), 3, "doubled second");
    assert_evicts(sends("kept freed second second", 4, ""), 2, "");
}

/* kept goes when quadrupled comes: it was its argument, and had its use. */
Test(budget, work_keeps_what_it_has_begun_with)
{
    const struct myc_outcome *told = sends("quadrupled quadrupled", 4, "");
    assert_evicts(told, 2, "doubled");
    cr_assert_str_eq(told->response, "[4,8,12]");
}

/* Nobody holds it any more, and the board says so. */
Test(budget, an_evicted_silo_has_no_holder)
{
    const struct myc_outcome *told =
        sends("kept kept", 3, "perturb: [{crash: {target: holder(doubled), at: 1ms}}]\n");
    cr_assert_eq(told->book->faults[0].state, MYC_FAULT_SKIPPED);
}

/* A copy counts where it lies: m3 has room for one. A request for an evicted one runs its spore on
 * m3, where m2 is gone. */
Test(budget, copies_count_too)
{
    static const char crash[] =
        "recovery: {policy: replicate}\n"
        "perturb: [{crash: {target: m2, after: completed(second), wait: 500us}}]\n";
    assert_evicts(sends("kept second second", 8, crash), 2, "");
    assert_evicts(sends("kept second kept", 4, crash), 3, "doubled doubled second");
}

/* The file is still there when memory had no room. */
Test(budget, a_durable_pin_is_read_again)
{
    assert_evicts(sends("stored second stored", 4, ""), 2, "doubled second");
}
