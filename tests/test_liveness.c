/* eff: no fault starts at or after it, all are healed then, and a response that still does not come
 * has a reason: who waits for what, and what took it. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/story.h"

static void assert_told(const struct myc_outcome *told, const char *phrase)
{
    cr_assert_not_null(strstr(told->reason, phrase), "%s\nhas no '%s'", told->reason, phrase);
}

/* What would hold for ever ends at eff, so that who asks again is answered. */
Test(liveness, faults_end_at_eff)
{
    static const char *const faults[] = {
        "crash: {target: m2, at: 60us}",
        "pause: {target: m2, at: 60us}",
        "partition: {groups: [[client], [m1, m2, m3]], at: 60us}",
        "crash: {target: all, by: {periodic: {period: 1ms}}, for: 100us}",
        "loss: {target: all, p: 100%}",
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        const struct myc_outcome *told =
            story("workload: people\neff: 20ms\n"
                  "recovery: {policy: restart_replay, detector: {kind: timeout, after: 5ms}}\n"
                  "perturb: [{%s}]\n",
                  faults[i]);
        cr_assert_eq(told->verdict, MYC_PASS, "%s: %s", faults[i], told->reason);
        cr_assert_str_eq(told->response, LABELS);
        cr_assert(told->answered > 20 * MYC_MS, "%s", faults[i]);
    }
    /* It is exclusive. */
    const struct myc_outcome *told =
        story("workload: {kind: people, sends: 3}\neff: 1ms\n"
              "perturb: [{crash: {target: m2, at: 1ms}}, {crash: {target: m3, at: 999999ns}}]\n");
    cr_assert_eq(told->book->faults[0].start, 999999);
    cr_assert_eq(told->book->faults[1].state, MYC_FAULT_SKIPPED);
    cr_assert_str_eq(told->book->faults[1].why, "eff");
}

/* Whatever is drawn, whoever never gives up on a root that can be had again is answered after eff. */
Test(liveness, asking_again_is_enough_once_faults_have_ended)
{
    for (uint64_t seed = 1; seed <= 40; seed++) {
        story_seed(seed);
        const struct myc_outcome *told =
            story("workload: {kind: people, response: owners, sends: 3}\neff: 30ms\n"
                  "recovery: {policy: restart_replay, detector: {kind: timeout, after: 5ms}, "
                  "attempts: 1000}\nlimits: {time: 100s}\n"
                  "perturb:\n"
                  "  - crash: {target: any, by: {poisson: {mean: 2ms}}}\n"
                  "  - pause: {target: any, by: {poisson: {mean: 4ms}}, for: 3ms}\n"
                  "  - partition: {shape: one, by: {poisson: {mean: 5ms}}}\n"
                  "  - loss: {target: all, p: 30%%, at: 5ms}\n");
        cr_assert_eq(told->verdict, MYC_PASS, "seed %llu: %s", (unsigned long long)seed,
                     told->reason);
        cr_assert(told->book->fault_count > 3);
    }
}

/* A perfect detector never sees a lost message: nobody asks again. */
Test(liveness, an_answer_that_does_not_come_is_explained)
{
    const struct myc_outcome *told =
        story("workload: {kind: people, response: owners}\neff: 20ms\n"
              "perturb: [{drop: {target: message(Res m3)}}]\n");
    cr_assert_eq(told->class, MYC_CLASS_STUCK);
    cr_assert_eq(told->sim_end, 20 * MYC_MS, "it is healed first");
    assert_told(told, "owners/1 was ready on m3, but its value never arrived: fault 1, drop of "
                      "message(Res m3) at 0ns, took it; at 20ms, with every fault healed since eff, "
                      "20ms: m2 waits for owners/1 of m3, asked at 100.");
    assert_told(told, "us and taken by fault 1, drop of message(Res m3), client waits for owners of "
                      "m2, asked at 0ns (recovery: rehost, detector: perfect)");
    told = story("workload: people\neff: 20ms\nlimits: {time: 1ms}\n"
                 "perturb: [{pause: {target: m2, at: 60us}}]\n");
    cr_assert_eq(told->verdict, MYC_UNKNOWN);
    cr_assert_str_eq(told->reason, "limits.time was reached; at 1ms, before eff, 20ms: client waits "
                                   "for labels of m2, asked at 0ns (recovery: rehost, detector: "
                                   "perfect)");
    told = story("workload: people\neff: 20ms\nlimits: {time: 500us}\nperturb: [{pause: {target: m2}}]\n"
                 "recovery: {policy: retry, detector: {kind: timeout, after: 300us}, "
                 "backoff: {first: 100us}}\n");
    assert_told(told, "asked at 400us (recovery: retry, detector: timeout)");
    told = story("workload: people\nperturb: [{drop: {target: message(Res m2)}}]\n");
    cr_assert_null(strstr(told->reason, "waits"), "without eff, what failed is told alone");
}

/* Of many that wait, some are named. */
Test(liveness, long_lists_are_cut)
{
    const struct myc_outcome *told =
        story("workload: {kind: service, takes: 0ns, arrivals: 1ms, requests: 5}\neff: 20ms\n"
              "perturb: [{drop: {target: message(Res m1)}}]\n");
    cr_assert_eq(told->class, MYC_CLASS_STUCK);
    assert_told(told, "client waits for answer of m1, asked at 1ms and taken by fault 1");
    assert_told(told, "client waits for answer#3 of m1");
    assert_told(told, ", and 2 more wait (recovery");
}
