/* What a scenario expects beside its response. Percentiles are counted by hand;
 * the messages and spores of `people` are those of the talk. */
#include <criterion/criterion.h>
#include <string.h>

#include "experiments/requests.h"
#include "tests/story.h"

/* --- requests --- */

static const struct myc_value answer, other;

static bool is_answer(void *state, const struct myc_value *value, const struct myc_type *type)
{
    (void)state;
    (void)type;
    return value == &answer;
}

static struct myc_memory *memory_create(void)
{
    struct myc_memory *memory;
    struct myc_error error;
    cr_assert_eq(myc_memory_create(&memory, (size_t)1 << 20, &error), MYC_OK);
    return memory;
}

Test(expect, counts_requests_from_when_they_were_due)
{
    static const struct myc_sent sent[] = {
        { .due = 100, .full = 130, .value = &answer }, /* 30 */
        { .due = 200, .full = 210, .value = &answer }, /* 10 */
        { .due = 300, .full = 320, .value = &other },  /* 20, wrong */
        { .due = 400, .full = 401 },                   /* an error */
        { .due = 500, .full = MYC_FOREVER },           /* nothing */
    };
    struct myc_memory *memory = memory_create();
    const struct myc_requests it = myc_requests_count(sent, 5, 29, is_answer, NULL, memory);
    cr_expect(it.sent == 5 && it.answered == 3 && it.wrong == 1 && it.failed == 1);
    cr_expect_eq(it.good, 1, "30 is right, but late; 20 is in time, but wrong");
    cr_expect_eq(myc_requests_mean(&it), 20);
    /* Ranks of five: two of them never come. */
    cr_expect_eq(myc_requests_percentile(&it, 200), 10);
    cr_expect_eq(myc_requests_percentile(&it, 201), 20);
    cr_expect_eq(myc_requests_percentile(&it, 500), 30);
    cr_expect_eq(myc_requests_percentile(&it, 600), 30);
    cr_expect_eq(myc_requests_percentile(&it, 601), MYC_FOREVER);
    const struct myc_requests none = myc_requests_count(sent, 0, 29, is_answer, NULL, memory);
    cr_expect_eq(myc_requests_percentile(&none, 500), MYC_FOREVER);
    cr_expect_eq(myc_requests_mean(&none), MYC_FOREVER);
    myc_memory_destroy(memory);
}

Test(expect, percentiles_are_of_the_nearest_rank)
{
    static struct myc_sent sent[1000];
    struct myc_memory *memory = memory_create();
    for (uint64_t i = 0; i < 1000; i++) /* 1 to 1000, in some order */
        sent[i] = (struct myc_sent){ .full = i * 377 % 1000 + 1, .value = &answer };
    const struct myc_requests it = myc_requests_count(sent, 1000, 990, is_answer, NULL, memory);
    cr_expect_eq(myc_requests_percentile(&it, 500), 500);
    cr_expect_eq(myc_requests_percentile(&it, 950), 950);
    cr_expect_eq(myc_requests_percentile(&it, 990), 990);
    cr_expect_eq(myc_requests_mean(&it), 500, "500.5");
    cr_expect_eq(it.good, 990);
    myc_memory_destroy(memory);
}

/* --- conditions --- */

#define CRASH "workload: people\nperturb:\n  - crash: {target: m2, at: 60us, for: 5ms}\n"

static const struct myc_judgement *judgement(const struct myc_outcome *told, const char *words)
{
    size_t i = 0;
    while (i < told->judgement_count && strcmp(told->judgements[i].condition->words, words) != 0)
        i++;
    cr_assert_lt(i, told->judgement_count, "nothing was judged of '%s'", words);
    return &told->judgements[i];
}

static void assert_unmet(const struct myc_outcome *told, const char *words, const char *found)
{
    const struct myc_judgement *judged = judgement(told, words);
    cr_assert_eq(judged->finding, MYC_FINDING_UNMET, "%s: %s", words, judged->found);
    cr_assert_str_eq(judged->found, found);
}

static void assert_met(const struct myc_outcome *told, const char *words, const char *found)
{
    const struct myc_judgement *judged = judgement(told, words);
    cr_assert_eq(judged->finding, MYC_FINDING_MET, "%s: %s", words, judged->found);
    cr_assert_str_eq(judged->found, found);
}

Test(expect, nothing_more_is_said_where_nothing_is_expected)
{
    const struct myc_outcome *told = story("workload: people\n");
    cr_assert_eq(told->judgement_count, 0);
    cr_assert_null(told->expectations);
}

Test(expect, counters_are_bounded_one_by_one)
{
    const struct myc_outcome *told =
        story("workload: people\n"
              "expect: {at_most: {messages: 2, Req: 1, Res: 1, Err: 0, spore_runs: 3, lost: 0}}\n");
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    assert_met(told, "spore_runs <= 3", "3");
    assert_met(told, "Err <= 0", "0");
    told = story("workload: people\nexpect: {at_most: {messages: 1, Req: 1, spore_runs: 2}}\n");
    cr_assert_eq(told->verdict, MYC_FAIL);
    cr_assert_eq(told->class, MYC_CLASS_EXPECTATION);
    cr_assert_str_eq(told->reason,
                     "expected messages <= 1, found 2; and 1 more expectation is unmet");
    assert_unmet(told, "messages <= 1", "2");
    assert_met(told, "Req <= 1", "1");
    assert_unmet(told, "spore_runs <= 2", "3");
    cr_assert_str_eq(told->expectations,
                     "[{\"expect\":\"messages <= 1\",\"met\":false,\"found\":\"2\"},"
                     "{\"expect\":\"Req <= 1\",\"met\":true,\"found\":\"1\"},"
                     "{\"expect\":\"spore_runs <= 2\",\"met\":false,\"found\":\"3\"}]");
}

Test(expect, the_response_and_its_time_keep_their_classes)
{
    const struct myc_outcome *told =
        story("workload: people\nexpect: {response: 1, within: 1s, at_most: {messages: 1}}\n");
    cr_assert_eq(told->class, MYC_CLASS_WRONG, "the response comes first");
    assert_unmet(told, "response", "another");
    cr_assert_eq(judgement(told, "within 1s")->finding, MYC_FINDING_MET);
    assert_unmet(told, "messages <= 1", "2");
    told = story("workload: people\nexpect: {response: " LABELS ", within: 100us}\n");
    cr_assert_eq(told->class, MYC_CLASS_LATE);
    assert_met(told, "response", "it");
    cr_assert_eq(judgement(told, "within 100us")->finding, MYC_FINDING_UNMET);
    told = story(CRASH "recovery: {policy: none}\nexpect: {within: 1s, availability: \">= 1%%\"}\n");
    cr_assert_eq(told->class, MYC_CLASS_ERROR);
    assert_unmet(told, "within 1s", "no response");
    assert_unmet(told, "availability >= 1%", "0 of 1");
}

/* The one request of `people` takes the whole run, which is known to the nanosecond. */
Test(expect, latencies_are_compared_exactly)
{
    static const char *const keys[] = { "mean", "p50", "p95", "p99", "max" };
    const uint64_t took = story("workload: people\n")->sim_end;
    for (size_t i = 0; i < 5; i++)
        for (int off = -1; off <= 1; off++) {
            const unsigned long long bound = took + (uint64_t)off;
            static const char *const operators[] = { "<", "<=", ">=", ">" };
            const bool holds[] = { off > 0, off >= 0, off <= 0, off < 0 };
            for (size_t k = 0; k < 4; k++) {
                const struct myc_outcome *told = story("workload: people\nexpect: {%s: \"%s %llu\"}\n",
                                                       keys[i], operators[k], bound);
                cr_expect_eq(told->verdict == MYC_PASS, holds[k], "%s %s %+d: %s", keys[i],
                             operators[k], off, told->reason);
            }
        }
}

Test(expect, availability_is_of_requests_in_time)
{
    /* Three sends: the first takes 170 us, the others find the silo and take 100. */
    const struct myc_outcome *told =
        story("workload: {kind: people, sends: 3}\n"
              "expect: {availability: \">= 2/3\", p50: \"< 110us\", p99: \"> 170us\"}\n");
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    assert_met(told, "availability >= 2/3", "3 of 3");
    told = story("workload: people\nexpect: {within: 170us, availability: \"> 0\"}\n");
    cr_assert_eq(told->class, MYC_CLASS_LATE);
    assert_unmet(told, "availability > 0", "0 of 1");
    told = story("workload: {kind: people, response: none}\nexpect: {p99: \"<= 1s\"}\n");
    cr_assert_eq(told->class, MYC_CLASS_EXPECTATION, "nothing was sent");
    assert_unmet(told, "p99 <= 1s", "no request");
}

Test(expect, never_says_where_and_when)
{
    const struct myc_outcome *told =
        story(CRASH "expect: {never: [lost(persons), lost(vehicles)]}\n");
    cr_assert_eq(told->class, MYC_CLASS_EXPECTATION);
    cr_assert_str_eq(told->reason, "expected never lost(persons), found at 60us on m2 by fault 1, "
                                   "crash of m2");
    assert_met(told, "never lost(vehicles)", "none");
    cr_assert_eq(judgement(told, "never lost(persons)")->count, 1);
}

Test(expect, sometimes_only_counts)
{
    const struct myc_outcome *told =
        story("workload: people\nexpect: {sometimes: replayed(labels)}\n");
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    assert_unmet(told, "sometimes replayed(labels)", "none");
    told = story(CRASH "expect: {sometimes: replayed(labels)}\n");
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    cr_assert_eq(judgement(told, "sometimes replayed(labels)")->finding, MYC_FINDING_MET);
    told = story("workload: {kind: people, sends: 5}\nexpect: {sometimes: completed(labels)}\n");
    cr_assert_eq(judgement(told, "sometimes completed(labels)")->count, 5);
}

/* What no later event could mend fails a run that was cut short; the rest is not known of it. */
Test(expect, a_limit_leaves_open_what_may_still_come)
{
    const struct myc_outcome *told =
        story(CRASH "limits: {time: 100us}\nexpect: {never: replayed(labels), p99: \"<= 1s\", "
                    "at_most: {messages: 1}, within: 1s}\n");
    cr_assert_eq(told->verdict, MYC_UNKNOWN);
    for (size_t i = 0; i < told->judgement_count; i++)
        cr_expect_eq(told->judgements[i].finding, MYC_FINDING_OPEN, "%s: %s",
                     told->judgements[i].condition->words, told->judgements[i].found);
    told = story(CRASH "limits: {time: 100us}\nexpect: {never: lost(persons)}\n");
    cr_assert_eq(told->class, MYC_CLASS_EXPECTATION, "it is lost for ever");
    told = story(CRASH "limits: {time: 100us}\nexpect: {at_most: {Req: 0}}\n");
    cr_assert_eq(told->class, MYC_CLASS_EXPECTATION);
}

Test(expect, what_is_expected_changes_no_run)
{
    char plain[33];
    strcpy(plain, story(CRASH)->fingerprint);
    cr_assert_str_eq(story(CRASH "expect: {never: lost(persons), sometimes: replayed(labels), "
                                 "p99: \"<= 1s\"}\n")
                         ->fingerprint,
                     plain);
}
