/* No check trips on sound runs: whatever else may be wrong, `invariant` is not the verdict. Each
 * check is seen to trip by the bug of its name in mutants.list. */
#include "tests/story.h"

#include <criterion/criterion.h>

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

Test(checks, none_trips_when_a_lineage_is_replayed_elsewhere)
{
    assert_no_violation(story("workload: {kind: people, response: owners, sends: 2}\n"
                              "perturb: [{crash: {target: m2, at: 100us, for: 1ms}},\n"
                              "          {crash: {target: m3, after: completed(owners)}}]\n"));
    assert_no_violation(story("workload: {kind: current_host}\n"
                              "perturb: [{crash: {target: m1, at: 60us}}]\n"));
}
