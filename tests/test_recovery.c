/* What each policy must do about each fault: the cases of the reference, in
 * its order, and what must hold whatever the instant of a crash. */
#include "tests/story.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static void assert_labels(const struct myc_outcome *told)
{
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    cr_assert_str_eq(told->response, LABELS);
}

static void assert_error(const struct myc_outcome *told, const char *node, const char *phrase)
{
    cr_assert_eq(told->verdict, MYC_FAIL);
    cr_assert_eq(told->class, MYC_CLASS_ERROR);
    cr_assert_str_eq(told->failing_node, node);
    cr_assert_not_null(strstr(told->reason, phrase), "%s", told->reason);
}

#define CRASH "perturb: [{crash: {target: m2, at: 60us, for: 5ms}}]\n"

Test(recovery, the_main_job)
{
    assert_labels(story("workload: people\nrecovery: {policy: rehost}\n" CRASH));
    assert_labels(story("workload: people\nrecovery: {policy: restart_replay}\n" CRASH));
    const struct myc_outcome *told = story("workload: people\nrecovery: {policy: none}\n" CRASH);
    assert_error(told, "adults", "m2");
    cr_assert_not_null(strstr(told->reason, "crash"));
    cr_assert_not_null(strstr(told->reason, "fault 1"));
    cr_assert_not_null(strstr(told->reason, "persons is recomputable"));
}

Test(recovery, a_life_that_is_over_does_not_answer_a_retry)
{
    assert_error(story("workload: people\nrecovery: {policy: retry}\n" CRASH), "adults",
                 "5 attempts");
}

/* (a) m2 crashes before the request arrives, persons from a file. */
Test(recovery, a_crash_before_the_request_arrives)
{
    static const char crash[] = "perturb: [{crash: {target: m2, at: 20us, for: 1ms}}]\n"
                                "workload: {kind: people, persons_from: file}\n";
    assert_labels(story("%srecovery: {policy: rehost}\n", crash));
    assert_labels(story("%srecovery: {policy: restart_replay}\n", crash));
    cr_assert_eq(story("%srecovery: {policy: none}\n", crash)->class, MYC_CLASS_ERROR);
}

/* (b) the same, with persons that only their host had. */
Test(recovery, b_a_value_kept_nowhere_is_truly_lost)
{
    static const char crash[] = "perturb: [{crash: {target: m2, at: 20us, for: 1ms}}]\n"
                                "workload: {kind: people, persons_from: lost_value}\n";
    assert_error(story("%srecovery: {policy: rehost}\n", crash), "persons",
                 "persons is truly lost");
    const struct myc_outcome *told = story("%srecovery: {policy: restart_replay}\n", crash);
    assert_error(told, "persons", "persons is truly lost");
    cr_assert_eq(told->loss_count, 1);
    cr_assert_str_eq(told->losses[0].node, "persons");
    cr_assert_not(told->losses[0].recoverable);
}

/* (c) m2 crashes when labels are computed, before the answer has left its NIC. */
Test(recovery, c_an_answer_still_in_the_nic_is_lost_and_computed_again)
{
    const struct myc_outcome *told = story(
        "workload: people\nperturb: [{crash: {target: m2, after: answered(labels), for: 1ms}}]\n");
    assert_labels(told);
    cr_assert_eq(told->spore_runs, 6);
    cr_assert_eq(told->recomputed, 3);
    cr_assert_str_eq(story_messages(told), "Req:2 Res:2");
}

/* (d) m2 crashes after the answer has come: the value stays, the next send replays three spores. */
Test(recovery, d_the_next_send_replays)
{
    const struct myc_outcome *told =
        story("workload: {kind: people, sends: 2}\n"
              "perturb: [{crash: {target: m2, after: completed(labels), for: 100us}}]\n");
    assert_labels(told);
    cr_assert_eq(told->spore_runs, 6);
    cr_assert_eq(told->recomputed, 3);
}

/* (e) m3 crashes during owners: labels do not care; owners passes by its handler, or by replay. */
Test(recovery, e_owners_passes_by_its_handler_or_by_replay)
{
    static const char crash[] = "perturb: [{crash: {target: m3, at: 160us}}]\n";
    assert_labels(story("workload: people\nrecovery: {policy: none}\n%s", crash));
    const struct myc_outcome *told =
        story("workload: {kind: people, response: owners, handler: true}\n"
              "recovery: {policy: none}\n%s",
              crash);
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    cr_assert_eq(story_records(told, MYC_RECORD_HANDLED, "owners"), 1);
    told =
        story("workload: {kind: people, response: owners}\nrecovery: {policy: rehost}\n%s", crash);
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    told = story("workload: {kind: people, response: owners}\nrecovery: {policy: none}\n%s", crash);
    assert_error(told, "owners/1", "m3");
}

/* Where the handler's own host is gone too, the failure goes up: a handler is tried once. */
Test(recovery, e_a_handler_is_tried_once)
{
    const struct myc_outcome *told =
        story("workload: {kind: people, response: owners, handler: true}\n"
              "recovery: {policy: none}\nlimits: {events: 1000}\n"
              "perturb: [{crash: {target: m3, at: 160us}}, {crash: {target: m1, at: 10us}}]\n");
    cr_assert_eq(told->class, MYC_CLASS_ERROR, "%s", told->reason);
    cr_assert_eq(story_records(told, MYC_RECORD_HANDLED, "owners"), 1);
}

/* (f) m3 crashes after its answer to m2 has left. */
Test(recovery, f_an_answer_that_has_left_arrives)
{
    const struct myc_outcome *told =
        story("workload: {kind: people, response: owners}\nrecovery: {policy: none}\n"
              "perturb: [{crash: {target: m3, after: answered(owners/1), wait: 10us}}]\n");
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
}

/* (g) the answer is lost, or so late that two come. */
Test(recovery, g_a_lost_or_late_answer_is_asked_for_again)
{
    static const char patient[] =
        "recovery: {policy: retry, detector: {kind: timeout, after: 1ms}}\n";
    const struct myc_outcome *told =
        story("workload: people\n%sperturb: [{drop: {target: message(Res m2 client labels 1)}}]\n",
              patient);
    assert_labels(told);
    cr_assert_str_eq(story_messages(told), "Req:2 Res:2");
}

Test(recovery, g_of_two_answers_the_second_is_dropped)
{
    /* The first answer is 13 ms late; a second was asked for after 5 ms and 10 ms of backoff. */
    const struct myc_outcome *told =
        story("workload: {kind: people, sends: 2, gap: 30ms}\n"
              "recovery: {policy: retry, detector: {kind: timeout, after: 5ms}}\n"
              "perturb: [{delay: {target: message(Res m2 client labels 1), add: 20ms}}]\n");
    assert_labels(told);
    cr_assert_eq(told->duplicates_dropped, 1);
}

Test(recovery, a_lost_message_without_a_timeout_is_stuck)
{
    const struct myc_outcome *told =
        story("workload: people\nperturb: [{drop: {target: message(Res m2 client labels 1)}}]\n");
    cr_assert_eq(told->class, MYC_CLASS_STUCK);
    cr_assert_str_eq(told->failing_node, "labels");
    cr_assert_not_null(strstr(told->reason, "drop"), "%s", told->reason);
}

Test(recovery, a_pinned_copy_is_found_where_it_was_re_hosted)
{
    const struct myc_outcome *told = story("workload: {kind: people, sends: 2}\n" CRASH);
    assert_labels(told);
    cr_assert_eq(told->spore_runs, 4); /* one was cut short, three ran on m1, none for the second */
}

Test(recovery, faults_are_told_with_what_they_took)
{
    const struct myc_outcome *told = story("workload: people\n" CRASH);
    cr_assert_eq(told->book->fault_count, 1);
    const struct myc_book_fault *fault = &told->book->faults[0];
    cr_assert_str_eq(fault->effect, "crash");
    cr_assert_eq(fault->start, 60 * MYC_US);
    cr_assert_eq(fault->end, 5060 * MYC_US);
    cr_assert_eq(fault->hits, 2); /* the silo of persons, and the task of adults */
    cr_assert_eq(told->loss_count, 1);
    cr_assert(told->losses[0].recoverable);
    cr_assert_eq(told->control, 3); /* m1, m3 and the client were told */
}

/* Roots exist before time 0, so that a fault at 0, the default, finds them. */
Test(recovery, a_fault_at_0_strikes_what_exists)
{
    const struct myc_outcome *told =
        story("workload: people\nperturb: [{crash: {target: root(persons)}}]\n");
    assert_labels(told);
    cr_assert_eq(told->loss_count, 1);
    told = story("workload: {kind: people, persons_from: lost_value}\n"
                 "recovery: {policy: restart_replay}\n"
                 "perturb: [{crash: {target: m2, at: 0, for: 1ns}}]\n");
    assert_error(told, "persons", "persons is truly lost");
}

/* A handler is a second way to a value: here by the copy of vehicles on m1, which is up. */
Test(recovery, a_value_that_a_handler_can_make_is_recomputable)
{
    const struct myc_outcome *told =
        story("workload: {kind: people, response: owners, handler: true, sends: 2,\n"
              "           vehicles_from: lost_value}\n"
              "perturb: [{crash: {target: m3, after: pinned(owners)}},\n"
              "          {crash: {target: m2, after: completed(owners), wait: 10us}}]\n");
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    for (size_t i = 0; i < told->loss_count; i++)
        cr_assert_eq(told->losses[i].recoverable, strcmp(told->losses[i].node, "vehicles") != 0,
                     "%s", told->losses[i].node);
}

/* Asking again with a root's value starts a new wait for an answer, and ends the one before. */
Test(recovery, an_attempt_has_one_timeout)
{
    for (int at = 100; at < 400; at++) {
        const struct myc_outcome *told =
            story("workload: wordcount\n"
                  "recovery: {policy: restart_replay, detector: {kind: timeout, after: 1ms}}\n"
                  "perturb: [{crash: {target: m1, at: %dus}},\n"
                  "          {crash: {target: m2, at: 121us, for: 300us}}]\n",
                  at);
        cr_assert_eq(told->class, MYC_CLASS_ERROR, "m1 down at %d us", at);
    }
}

/* ------------------------------------------------------------------ what it cost */

/* The crash at 60us is told 1 ms later; the answer ends the run. The second question and its answer
 * are sent again, and nothing was computed twice: adults was cut short. */
Test(recovery, a_crash_is_noticed_answered_and_paid_for)
{
    const struct myc_outcome *told = story("workload: people\n" CRASH);
    const struct myc_book_message *messages = told->book->messages;
    cr_assert_eq(told->recovery.setbacks, 1);
    cr_assert_eq(told->recovery.recovered, 1);
    cr_assert_eq(told->recovery.detect_ns_max, MYC_MS);
    cr_assert_eq(told->recovery.detect_ns_total, MYC_MS);
    cr_assert_eq(told->recovery.recover_ns_max, told->sim_end - 1060 * MYC_US);
    cr_assert_eq(told->recovery.recover_ns_total, told->recovery.recover_ns_max);
    cr_assert_eq(told->recovery.resent_bytes, messages[1].bytes + messages[2].bytes);
    cr_assert_eq(told->recovery.recomputed_ns, 0);
}

/* adults, sorted and labels once more: 30us, 20us and 20us. */
Test(recovery, work_that_was_done_before_is_counted)
{
    const struct myc_outcome *told = story(
        "workload: people\nperturb: [{crash: {target: m2, after: answered(labels), for: 1ms}}]\n");
    cr_assert_eq(told->recomputed, 3);
    cr_assert_eq(told->recovery.recomputed_ns, 70 * MYC_US);
}

/* Nobody ended: a lost answer is noticed as long after the question as the detector waits. */
Test(recovery, a_timeout_is_noticed_after_its_time)
{
    const struct myc_outcome *told =
        story("workload: people\n"
              "recovery: {policy: rehost, detector: {kind: timeout, after: 7ms}}\n"
              "perturb: [{drop: {target: message(Res m2 client labels 1)}}]\n");
    cr_assert_eq(told->recovery.detect_ns_total, 7 * MYC_MS);
    cr_assert_eq(told->recovery.recover_ns_total, told->sim_end - 7 * MYC_MS);
}

/* m2 is known to be over when the second send begins: nothing is noticed, and the backoff of 10 ms
 * is part of what it takes. */
Test(recovery, what_is_known_before_is_not_noticed)
{
    const struct myc_outcome *told =
        story("workload: {kind: people, sends: 2, gap: 5ms}\n"
              "recovery: {policy: restart_replay}\n"
              "perturb: [{crash: {target: m2, after: completed(labels), for: 1ms}}]\n");
    cr_assert_eq(told->recovery.setbacks, 1);
    cr_assert_eq(told->recovery.detect_ns_total, 0);
    cr_assert_eq(told->recovery.resent_bytes, 0);
    cr_assert_geq(told->recovery.recover_ns_total, 10 * MYC_MS + 170 * MYC_US);
    cr_assert_leq(told->recovery.recover_ns_total, 10 * MYC_MS + 171 * MYC_US);
}

/* m2 is noticed at 1.06 ms and asked again 10 ms later, whichever life it has by then; that of two
 * more crashes in between is no attempt, whether the first was over at the notice or not. */
Test(recovery, lives_that_pass_during_the_backoff_are_passed_over)
{
    static const char *const policies[] = { "restart_replay", "rehost" };
    static const char *const first[] = { "500us", "2ms" };
    for (int policy = 0; policy < 2; policy++)
        for (int down = 0; down < 2; down++) {
            const struct myc_outcome *told =
                story("workload: {kind: people, response: labels, vehicles_on: m2}\n"
                      "cluster: {hosts: [m1, m2, m3]}\n"
                      "recovery: {policy: %s}\n"
                      "perturb: [{crash: {target: m2, at: 60us, for: %s}}, "
                      "{crash: {target: m2, at: 4ms, for: 1ms}}, "
                      "{crash: {target: m2, at: 7ms, for: 1ms}}%s]\n",
                      policies[policy], first[down],
                      policy ? ", {crash: {target: [m1, m3], at: 0s}}" : "");
            cr_assert_eq(told->recovery.setbacks, 1, "%s %s", policies[policy], first[down]);
            cr_assert_geq(told->sim_end, 11060 * MYC_US + 170 * MYC_US);
            cr_assert_leq(told->sim_end, 11060 * MYC_US + 171 * MYC_US);
        }
}

Test(recovery, nothing_is_recovered_where_nothing_failed)
{
    const struct myc_recovery_figures none = { 0 };
    cr_assert_eq(memcmp(&story("workload: people\n")->recovery, &none, sizeof none), 0);
}

/* ------------------------------------------------------------ at every instant */

static const char *const policies[] = { "none",
                                        "retry",
                                        "restart_replay",
                                        "rehost",
                                        "replicate",
                                        "hedge",
                                        "{kind: hedge, after: 60us}",
                                        "durable" };
#define POLICIES (sizeof policies / sizeof *policies)

/* Whatever the instant: no wrong value, no broken invariant, a failing node for every failure, and
 * the same run again from its realised plan. */
static void assert_sound(const struct myc_outcome *told, const char *what)
{
    cr_assert_neq(told->class, MYC_CLASS_WRONG, "%s: %s", what, told->reason);
    cr_assert_neq(told->class, MYC_CLASS_INVARIANT, "%s: %s", what, told->reason);
    cr_assert_neq(told->verdict, MYC_UNKNOWN, "%s", what);
    if (told->verdict == MYC_FAIL)
        cr_assert_not_null(told->failing_node, "%s: %s", what, told->reason);
    char fingerprint[33], plan[4096];
    strcpy(fingerprint, told->fingerprint);
    snprintf(plan, sizeof plan, "%s", told->realised);
    cr_assert_str_eq(story_again(plan)->fingerprint, fingerprint, "%s", what);
}

static void crash_at_every_instant(const char *workload, const char *host, unsigned step_us)
{
    static const char *const lasting[] = { "1ns", "300us", "20ms", "forever" };
    char what[256];
    for (unsigned at = 0; at < 330; at += step_us)
        for (size_t policy = 0; policy < POLICIES; policy++)
            for (size_t lasts = 0; lasts < 4; lasts++) {
                snprintf(what, sizeof what, "%s, %s down at %u us for %s, %s", workload, host, at,
                         lasting[lasts], policies[policy]);
                const struct myc_outcome *told =
                    story("workload: %s\nrecovery: {policy: %s}\n"
                          "perturb: [{crash: {target: %s, at: %uus, for: %s}}]\n",
                          workload, policies[policy], host, at, lasting[lasts]);
                if (policy >= 3)
                    cr_assert_eq(told->verdict, MYC_PASS, "%s: %s", what, told->reason);
                assert_sound(told, what);
            }
}

Test(recovery, one_crash_at_any_instant_of_labels)
{
    crash_at_every_instant("people", "m2", 7);
}

Test(recovery, one_crash_at_any_instant_of_owners)
{
    crash_at_every_instant("{kind: people, response: owners}", "m3", 11);
    crash_at_every_instant("{kind: people, response: owners}", "m2", 11);
    crash_at_every_instant("{kind: people, response: owners, handler: true}", "m3", 11);
}

Test(recovery, one_crash_at_any_instant_of_a_pump)
{
    crash_at_every_instant("pump", "m1", 11);
    crash_at_every_instant("pump", "m2", 11);
    crash_at_every_instant("tree", "m2", 17);
}

/* The second crash comes while only the notice of the first is pending: who waits for m3 must still
 * hear of it. */
Test(recovery, every_crash_is_told_also_when_all_else_stands_still)
{
    static const char *const survivors[] = { "rehost", "restart_replay" };
    for (size_t i = 0; i < 2; i++) {
        const struct myc_outcome *told =
            story("workload: wordcount\nrecovery: {policy: %s}\nperturb:\n"
                  "  - crash: {target: m2, at: 360us, for: 1us}\n"
                  "  - crash: {target: m3, at: 720us, for: 1us}\n",
                  survivors[i]);
        cr_expect_eq(told->verdict, MYC_PASS, "%s: %s", survivors[i], told->reason);
    }
}

/* m2 alone has the persons, and works 700us on what the client gives up waiting for at 300us. Nobody
 * said that m2 has ended: where the spare finds the root gone, its old home is where it may be. */
Test(recovery, a_suspicion_that_was_false_is_gone_back_on)
{
#define SLOW                                                                                       \
    "workload: {kind: people, persons_from: lost_value}\ncost: {step: 500ns}\n"                    \
    "recovery: {policy: rehost, detector: {kind: timeout, after: 300us}}\n"
    const struct myc_outcome *told = story(SLOW);
    assert_labels(told);
    cr_assert_str_eq(story_messages(told), "Req:2 Res:1 Err:1");
    cr_assert_eq(told->spore_runs, 3, "the answer that was under way is taken");
    told = story(SLOW "perturb: [{drop: {target: message(Res m2 client), at: 0s, for: 5ms}}]\n");
    assert_labels(told);
    cr_assert_eq(told->spore_runs, 3, "m2 is asked again, and has it pinned");
    told = story(SLOW "perturb: [{crash: {target: m2, at: 60us}}]\n");
    assert_error(told, "persons", "persons is truly lost");
    cr_assert_not_null(strstr(told->reason, "fault 1, crash of m2"), "%s", told->reason);
}

/* Heartbeats that do not come are a suspicion as well. */
Test(recovery, a_host_that_only_was_not_heard_of_is_gone_back_to)
{
#define UNHEARD                                                                                    \
    "workload: {kind: people, persons_from: lost_value}\ncost: {step: 500ns}\n"                    \
    "recovery: {policy: rehost, detector: {kind: heartbeat, period: 100us, misses: 2}}\n"
    assert_labels(story(UNHEARD "perturb: [{pause: {target: m2, at: 60us, for: 500us}}]\n"));
    assert_labels(story(
        UNHEARD "perturb: [{partition: {groups: [[client], [m2]], at: 60us, for: 900us}}]\n"));
    assert_error(story(UNHEARD "perturb: [{crash: {target: m2, at: 60us}}]\n"), "persons",
                 "persons is truly lost");
    assert_error(story(UNHEARD "perturb: [{crash: {target: m2, at: 60us, for: 1ms}}]\n"), "persons",
                 "persons is truly lost");
}

/* A host of which the client was told that it has ended is not gone back to; the lie is named. */
Test(recovery, a_lie_that_loses_a_root_is_named)
{
    static const char *const told_to[] = { "all", "client" };
    for (size_t i = 0; i < 2; i++)
        assert_error(story("workload: {kind: people, persons_from: lost_value}\n"
                           "perturb: [{suspect: {target: m2, at: 60us, told: %s}}]\n",
                           told_to[i]),
                     "persons", "persons got no value on m1: fault 1, suspect of m2 at 60us, took it");
}

/* All die at 60us, and the client is told of all at 1.06ms: m2 itself, asked again when it is back, is what is
 * left, and no attempt is spent on the dead. */
Test(recovery, hosts_that_end_together_are_noticed_together)
{
    const struct myc_outcome *told =
        story("workload: people\nrecovery: {policy: rehost, attempts: 2}\n"
              "perturb: [{crash: {target: all, at: 60us, for: 5ms}}]\n");
    assert_labels(told);
    cr_assert_str_eq(story_messages(told), "Req:2 Res:1");
    told = story("workload: people\ncluster: {hosts: [m1, m2, m3, m4, m5]}\n"
                 "recovery: {policy: rehost, attempts: 2}\n"
                 "perturb: [{crash: {target: [m4, m2, m1, m3], at: 60us}}]\n");
    assert_labels(told);
    cr_assert_eq(story_records(told, MYC_RECORD_REPLAYED, NULL), 1, "on m5, at once");
}

/* The first send has pinned labels; of the second, the question or the answer is lost or held. */
Test(recovery, a_question_that_does_not_come_had_no_answer_ready)
{
#define TWO "workload: {kind: people, sends: 2}\nperturb: [{"
    static const char *const questions[] = {
        TWO "drop: {target: message(Req client m2 labels 2)}}]\n",
        TWO "partition: {groups: [[client], [m2]], after: completed(labels), mode: hold}}]\n",
    };
    for (size_t i = 0; i < 2; i++) {
        const struct myc_outcome *told = story("%s", questions[i]);
        cr_assert_eq(told->class, MYC_CLASS_STUCK);
        cr_assert_str_eq(told->failing_node, "labels");
        cr_assert_not_null(strstr(told->reason, "labels got no value on m2: fault 1"), "%s",
                           told->reason);
    }
    const struct myc_outcome *told = story(TWO "drop: {target: message(Res m2 client labels 2)}}]\n");
    cr_assert_not_null(strstr(told->reason, "labels was ready on m2, but its value never arrived"),
                       "%s", told->reason);
}
