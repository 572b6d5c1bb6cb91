/* Pumped streams under faults: elements in the order of sources, each once. */
#include "tests/story.h"

#include <criterion/criterion.h>
#include <string.h>

#define PUMPED "[14,14,13,13,12,12]"

/* The stream of a first attempt is late, not lost: 3 ms on its way, while a second is asked for
 * after 1 ms without an answer and 10 ms of backoff, or at once. */
Test(pumping, elements_of_a_dead_attempt_are_dropped)
{
    for (int late_us = 800; late_us < 4000; late_us += 100) {
        const struct myc_outcome *told =
            story("workload: pump\n"
                  "recovery: {policy: retry, detector: {kind: timeout, after: 1ms},\n"
                  "           backoff: {first: 1us, factor: 1, max: 1us}, attempts: 20}\n"
                  "perturb: [{delay: {target: link(m1 m2), at: 110us, for: 100us, add: %dus}}]\n",
                  late_us);
        cr_assert_eq(told->verdict, MYC_PASS, "%d us late: %s", late_us, told->reason);
        cr_assert_str_eq(told->response, PUMPED);
    }
}

Test(pumping, what_was_late_is_counted_as_dropped)
{
    /* All of the first stream is late: six elements and their end come to a second attempt. */
    const struct myc_outcome *told =
        story("workload: pump\n"
              "recovery: {policy: retry, detector: {kind: timeout, after: 1ms},\n"
              "           backoff: {first: 1us, factor: 1, max: 1us}, attempts: 20}\n"
              "perturb: [{delay: {target: link(m1 m2), at: 110us, for: 100us, add: 1100us}}]\n");
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    cr_assert_str_eq(told->response, PUMPED);
    cr_assert_eq(told->duplicates_dropped, 7);
}

Test(pumping, a_lost_element_is_not_silently_left_out)
{
    const struct myc_outcome *told =
        story("workload: pump\nperturb: [{drop: {target: message(Emit m1 m2 pumped 3)}}]\n");
    cr_assert_eq(told->class, MYC_CLASS_STUCK);
    told =
        story("workload: pump\nrecovery: {policy: retry, detector: {kind: timeout, after: 1ms}}\n"
              "perturb: [{drop: {target: message(Emit m1 m2 pumped 3)}}]\n");
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    cr_assert_str_eq(told->response, PUMPED);
}
