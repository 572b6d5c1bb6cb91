/* Pumped streams under faults: elements in the order of sources, each once. */
#include <inttypes.h>

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

/* The first stream comes late, whole; the second lacks its first element. They do not make one
 * whole stream together: a third is asked for. */
Test(pumping, attempts_do_not_complete_each_other)
{
    const struct myc_outcome *told =
        story("workload: pump\n"
              "recovery: {policy: retry, detector: {kind: timeout, after: 1ms},\n"
              "           backoff: {first: 1us, factor: 1, max: 1us}, attempts: 20}\n"
              "perturb: [{delay: {target: link(m1 m2), at: 110us, for: 100us, add: 1100us}},\n"
              "          {drop: {target: message(Emit m1 m2 pumped 7)}}]\n");
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    cr_assert_str_eq(told->response, PUMPED);
    cr_assert(strstr(story_messages(told), "DoPump:3"), "%s", story_messages(told));
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

/* Without recovery: nothing is asked again, so the stream itself must bear it. */
Test(pumping, a_stream_comes_in_any_order_and_twice)
{
    static const char *const faults[] = {
        "reorder: {target: all, p: 1/2, add: {kind: uniform, min: 0us, max: 500us}}",
        "duplicate: {target: all, add: {kind: uniform, min: 0us, max: 500us}}",
    };
    for (size_t i = 0; i < 2; i++)
        for (uint64_t seed = 1; seed <= 50; seed++) {
            story_seed(seed);
            struct myc_outcome *told =
                story("workload: wordcount\nrecovery: {policy: none}\nperturb: [%s]\n", faults[i]);
            cr_assert_eq(told->verdict, MYC_PASS, "%s, seed %" PRIu64 ": %s", faults[i], seed,
                         told->reason);
        }
    story_seed(1);
}
