/* The driver as an open stream. Expected latencies are worked out by hand from
 * that of one request in an idle system, or are those of the M/M/1 queue. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "experiments/requests.h"
#include "faults/effect.h"
#include "tests/story.h"

/* What a request that takes no time takes: the messages. */
static myc_time idle(void)
{
    const struct myc_outcome *told =
        story("workload: {kind: service, takes: 0ns, arrivals: 1ms, requests: 1}\n");
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    const myc_time idle = myc_requests_mean(told->requests);
    cr_assert_eq(told->sim_end, MYC_MS + idle, "the first arrives a gap after 0");
    cr_assert(idle > 100 * MYC_US && idle < 101 * MYC_US, "50us each way, and the bytes");
    return idle;
}

/* The names of requests differ, answer and answer#10, and so do their bytes. */
static void assert_near(myc_time found, myc_time wanted)
{
    cr_assert(found >= wanted && found <= wanted + 20, "%llu, not %llu", (unsigned long long)found,
              (unsigned long long)wanted);
}

static void assert_requests(const struct myc_outcome *told, uint64_t sent, uint64_t answered)
{
    cr_assert_not_null(told->requests);
    cr_assert_eq(told->requests->sent, sent, "%llu", (unsigned long long)told->requests->sent);
    cr_assert_eq(told->requests->answered, answered, "%llu",
                 (unsigned long long)told->requests->answered);
}

Test(arrivals, requests_that_do_not_meet_all_take_the_same)
{
    const myc_time base = idle();
    const struct myc_outcome *told =
        story("workload: {kind: service, takes: 600us, arrivals: 1ms, requests: 10}\n");
    assert_requests(told, 10, 10);
    cr_assert_str_eq(told->response, "\"served\"");
    cr_assert_eq(told->requests->good, 10);
    assert_near(myc_requests_percentile(told->requests, 1), base + 600 * MYC_US);
    assert_near(myc_requests_percentile(told->requests, 1000), base + 600 * MYC_US);
    assert_near(told->sim_end, 10 * MYC_MS + 600 * MYC_US + base);
}

/* Each waits 500us longer than the one before it, as nobody waits for an answer to send. */
Test(arrivals, requests_wait_for_those_before)
{
    const myc_time base = idle() + 1500 * MYC_US;
    const struct myc_outcome *told =
        story("workload: {kind: service, takes: 1500us, arrivals: 1ms, requests: 10}\n");
    assert_requests(told, 10, 10);
    assert_near(myc_requests_percentile(told->requests, 100), base);
    assert_near(myc_requests_percentile(told->requests, 500), base + 4 * 500 * MYC_US);
    assert_near(myc_requests_percentile(told->requests, 990), base + 9 * 500 * MYC_US);
    assert_near(myc_requests_mean(told->requests), base + 2250 * MYC_US);
    /* Two servers are enough. */
    told = story("workload: {kind: service, takes: 1500us, servers: 2, arrivals: 1ms, "
                 "requests: 10}\n");
    assert_near(myc_requests_percentile(told->requests, 1000), base);
}

/* The client is held up from 0.5ms to 10ms: five requests that were due at 1 to 5 ms go at 10. */
Test(arrivals, a_client_that_is_held_up_hides_no_waiting)
{
    const struct myc_outcome *told =
        story("workload: {kind: service, takes: 0ns, arrivals: 1ms, requests: 5}\n"
              "perturb:\n  - pause: {target: client, at: 500us, for: 9500us}\n");
    assert_requests(told, 5, 5);
    for (uint32_t rank = 1; rank <= 5; rank++) {
        const myc_time latency = myc_requests_percentile(told->requests, 200 * rank);
        cr_expect(latency > (4 + rank) * MYC_MS + 100 * MYC_US &&
                      latency < (4 + rank) * MYC_MS + 110 * MYC_US,
                  "%u: %llu", rank, (unsigned long long)latency);
    }
}

Test(arrivals, end_after_a_number_or_a_time)
{
#define FAST "workload: {kind: service, takes: 0ns, arrivals: 1ms"
    assert_requests(story(FAST "}\n"), 1000, 1000);
    assert_requests(story(FAST ", requests: 7}\n"), 7, 7);
    assert_requests(story(FAST ", arrive_until: 5ms}\n"), 5, 5);
    assert_requests(story(FAST ", arrive_until: 4999999ns}\n"), 4, 4);
    assert_requests(story(FAST ", requests: 3, arrive_until: 5ms}\n"), 3, 3);
    const struct myc_outcome *told = story(FAST ", arrive_until: 999us}\n");
    assert_requests(told, 0, 0);
    cr_assert_eq(told->verdict, MYC_UNKNOWN, "nothing was asked, so nothing is known");
    cr_assert_str_eq(told->response, "null");
}

/* The lineage of `people` is the same for all requests: the first pins it, the others find it. */
Test(arrivals, one_lineage_is_asked_for_again_and_again)
{
    const struct myc_outcome *told =
        story("workload: {kind: people, arrivals: 1ms, requests: 20}\n");
    assert_requests(told, 20, 20);
    cr_assert_str_eq(told->response, LABELS);
    cr_assert_eq(told->spore_runs, 3);
    cr_assert_str_eq(story_messages(told), "Req:20 Res:20");
    static const char *const others[] = { "chain", "apply", "slide5", "current_host" };
    for (size_t i = 0; i < 4; i++) {
        told = story("workload: {kind: %s, arrivals: 50ms, requests: 3}\n", others[i]);
        assert_requests(told, 3, 3);
        cr_assert_eq(told->verdict, MYC_PASS, "%s: %s", others[i], told->reason);
    }
}

/* Times at which the client asks. */
static size_t asked_at(const struct myc_outcome *told, myc_time at[100])
{
    size_t count = 0;
    const struct myc_book *book = told->book;
    for (size_t i = 0; i < book->record_count && count < 100; i++)
        if (book->records[i].kind == MYC_RECORD_REQUESTED &&
            strcmp(book->hosts[book->records[i].host].name, "client") == 0)
            at[count++] = book->records[i].time;
    return count;
}

Test(arrivals, are_drawn_from_a_stream_of_their_own)
{
    myc_time first[100], second[100];
#define DRAWN ", arrivals: {kind: exponential, mean: 1ms}, requests: 100}\n"
    cr_assert_eq(asked_at(story("workload: {kind: service, takes: 10us" DRAWN), first), 100);
    cr_assert_eq(
        asked_at(story("workload: {kind: service, takes: {kind: exponential, mean: 2ms}" DRAWN
                       "cluster: {jitter: {kind: exponential, mean: 5us}}\n"),
                 second),
        100);
    cr_assert_arr_eq(first, second, sizeof first);
    cr_assert_eq(asked_at(story("workload: {kind: people" DRAWN), second), 100);
    cr_assert_arr_eq(first, second, sizeof first);
    story_seed(2);
    asked_at(story("workload: {kind: service, takes: 10us" DRAWN), second);
    cr_assert_neq(first[0], second[0]);
}

/* m1 ends at 2.5ms for ever, and nothing is recovered: two of five are answered. */
#define FIVE "workload: {kind: service, takes: 100us, arrivals: 1ms, requests: 5}\n"
#define GONE "recovery: {policy: none}\nperturb:\n  - crash: {target: m1, at: 2500us}\n"
#define CUT                                                                                        \
    "recovery: {policy: none}\nperturb:\n"                                                         \
    "  - partition: {groups: [[client], [m1]], at: 2500us}\n"

Test(arrivals, a_failure_ends_the_run_when_all_are_over)
{
    const struct myc_outcome *told = story(FIVE GONE);
    assert_requests(told, 5, 2);
    cr_assert_eq(told->class, MYC_CLASS_ERROR);
    cr_assert_eq(told->requests->failed, 3);
    cr_assert(strstr(told->reason, "3 of 5 requests failed: answer#3 ") == told->reason, "%s",
              told->reason);
    told = story(FIVE CUT);
    assert_requests(told, 5, 2);
    cr_assert_eq(told->class, MYC_CLASS_STUCK);
    cr_assert(strstr(told->reason, "3 of 5 requests got no answer: answer#3 ") == told->reason, "%s",
              told->reason);
}

Test(arrivals, availability_judges_failures_where_it_is_expected)
{
    static const char *const faults[] = { GONE, CUT };
    const myc_time takes = idle() + 100 * MYC_US;
    for (size_t i = 0; i < 2; i++) {
        const struct myc_outcome *told =
            story(FIVE "%sexpect: {availability: \">= 40%%\"}\n", faults[i]);
        assert_requests(told, 5, 2);
        cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
        cr_assert_str_eq(told->response, "\"served\"");
        cr_assert_null(told->failing_node);
        told = story(FIVE "%sexpect: {availability: \"> 40%%\"}\n", faults[i]);
        cr_assert_eq(told->class, MYC_CLASS_EXPECTATION);
        cr_assert_str_eq(told->reason, "expected availability > 40%, found 2 of 5");
        assert_near(myc_requests_percentile(told->requests, 400), takes);
    }
    const struct myc_outcome *told = story(FIVE GONE "expect: {p50: \"<= 1s\"}\n");
    cr_assert_eq(told->class, MYC_CLASS_ERROR, "only availability bears failures");
    told = story(FIVE GONE "expect: {p50: \"<= 1s\", availability: \"> 0\"}\n");
    cr_assert_str_eq(told->reason, "expected p50 <= 1s, found too few answers");
}

Test(arrivals, every_answer_is_judged)
{
    const struct myc_outcome *told = story(FIVE "expect: {response: other}\n");
    cr_assert_eq(told->class, MYC_CLASS_WRONG);
    cr_assert_str_eq(told->reason,
                     "5 of 5 answers are wrong; the first is \"served\", not \"other\"");
    told = story("workload: {kind: service, takes: 1500us, arrivals: 1ms, requests: 10}\n"
                 "expect: {within: 4ms}\n"); /* 1.6, 2.1, ..., 3.6 | 4.1, ..., 6.1 */
    cr_assert_eq(told->class, MYC_CLASS_LATE);
    cr_assert_str_eq(told->reason, "5 of 10 requests were answered right, but later than 4ms");
    told = story("workload: {kind: service, takes: 1500us, arrivals: 1ms, requests: 10}\n"
                 "expect: {within: 4ms, availability: \">= 1/2\"}\n");
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
}

/* The examples of the register, struck into a stream: whatever fails, no answer is wrong, every
 * request is accounted for, and the realised plan gives the same run. */
Test(arrivals, no_fault_gives_a_wrong_answer)
{
    static const char *const policies[] = { "restart_replay", "rehost", "replicate",
                                            "{kind: hedge, after: 1ms}" };
    for (size_t effect = 0; myc_effects[effect]; effect++)
        for (size_t i = 0; i < sizeof policies / sizeof *policies; i++)
            for (int timeout = 0; timeout < 2; timeout++) {
                const char *example = myc_effects[effect]->about.example;
                const struct myc_outcome *told =
                    story("workload: {kind: people, persist: %s, requests: 20, "
                          "arrivals: {kind: exponential, mean: 200us}}\n"
                          "recovery: {policy: %s, detector: %s}\neff: 30ms\n"
                          "expect: {availability: \"> 0\"}\nperturb: [{%s}]\n",
                          timeout ? "true" : "false", policies[i],
                          timeout ? "{kind: timeout, after: 2ms}" : "{kind: perfect}", example);
                char fingerprint[33], plan[4096];
                strcpy(fingerprint, told->fingerprint);
                snprintf(plan, sizeof plan, "%s", told->realised);
                cr_assert_neq(told->class, MYC_CLASS_WRONG, "%s: %s", example, told->reason);
                cr_assert_neq(told->class, MYC_CLASS_INVARIANT, "%s: %s", example, told->reason);
                cr_assert_neq(told->verdict, MYC_UNKNOWN, "%s: %s", example, told->reason);
                cr_assert_eq(told->requests->sent, 20);
                cr_assert_leq(told->requests->answered + told->requests->failed, 20);
                cr_assert_str_eq(story_again(plan)->fingerprint, fingerprint, "%s", example);
            }
}

/* In the M/M/1 queue the sojourn is exponential with rate mu - lambda, here 1 / 1ms. Answers stay
 * correlated over about 1 / (mu (1 - sqrt(rho))^2) = 6ms, a dozen requests: 50,000 are worth 4,000
 * independent ones. The tolerances are four standard errors of as many. */
Test(arrivals, sojourns_are_those_of_the_queue)
{
    const double base = (double)idle();
    const struct myc_outcome *told =
        story("workload: {kind: service, takes: {kind: exponential, mean: 500us}, "
              "arrivals: {kind: exponential, mean: 1ms}, requests: 50000}\nchecks: off\n"
              "trace: outcome\n");
    assert_requests(told, 50000, 50000);
    static const uint32_t permilles[] = { 500, 950, 990 };
    for (size_t i = 0; i < 3; i++) {
        const double p = permilles[i] / 1000.0;
        const double wanted = -log(1 - p) * 1e6;
        const double tolerance = 4 * sqrt(p / (1 - p) / 4000) * 1e6;
        const double found = (double)myc_requests_percentile(told->requests, permilles[i]) - base;
        cr_expect(fabs(found - wanted) < tolerance, "p%u: %g, not %g +- %g", permilles[i], found,
                  wanted, tolerance);
    }
    const double mean = (double)myc_requests_mean(told->requests) - base;
    cr_expect(fabs(mean - 1e6) < 4 * 1e6 / sqrt(4000), "%g", mean);
}
