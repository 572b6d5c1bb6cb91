/* The policy table: what every policy makes of every kind of fault, by what is kept of the root. The
 * table is reasoned from the rules (function-passing reference 2.7, 2.8, 4.1), not from runs; and
 * whatever is registered, no run ends in a wrong value or without a reason. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "faults/effect.h"
#include "model/recovery.h"
#include "tests/story.h"

static const char *const roots[] = { "value", "file", "lost_value" };
enum { ROOTS = 3, LOST_VALUE = 2 };

static const char *const policies[] = {
    "none",    "retry", "restart_replay", "rehost", "replicate", "{kind: hedge, after: 1ms}",
    "durable",
};
enum { POLICIES = sizeof policies / sizeof *policies };

/* P: passes. F: fails. R: passes where the root can be had again, that is but for lost_value. */
struct row {
    const char *fault;
    const char *workload; /* more of it */
    const char *detector;
    const char *outcomes; /* one letter a policy */
};

#define PERFECT "{kind: perfect, delay: 1ms}"
#define TIMEOUT "{kind: timeout, after: 2ms}"
#define ANSWER "message(Res m2 client labels 1)"

static const struct row table[] = {
    /* m2 works on labels from 51us to 121us, and has them pinned then. A crash loses the root too:
     * it is replayed elsewhere, or on m2 once it is back. */
    { "crash: {target: m2, at: 60us}", "", PERFECT, "FFFRRRR" },
    { "crash: {target: m2, at: 60us, for: 5ms}", "", PERFECT, "FFRRRRR" },
    { "crash: {target: m2, at: 60us, for: 5ms}", "", TIMEOUT, "FFRRRRR" },
    /* Once labels is pinned, a copy or a file answers, and no root is needed. */
    { "crash: {target: m2, after: pinned(labels), for: 1ms}", "", PERFECT, "FFRRPRP" },
    { "crash: {target: m2, after: pinned(labels)}", "", PERFECT, "FFFRPRP" },
    { "crash: {target: m2, after: completed(labels), for: 1ms}", ", sends: 2", PERFECT, "FFRRPRP" },
    /* Copies are memory, too: all of it is lost at once. */
    { "crash: {target: all, after: pinned(labels), for: 1ms}", "", PERFECT, "FFRRRRP" },
    /* Nobody ended, so that a perfect detector says nothing: only who does not wait for it goes on. */
    { "drop: {target: " ANSWER "}", "", PERFECT, "FFFFFRF" },
    { "corrupt: {target: " ANSWER "}", "", PERFECT, "FFFFFRF" },
    { "partition: {groups: [[client], [m2]]}", "", PERFECT, "FFFFFRF" },
    /* By a timeout who asks m2 again finds the pin; who goes elsewhere needs the root, or a copy, or
     * comes back, as nobody said that m2 has ended. */
    { "drop: {target: " ANSWER "}", "", TIMEOUT, "FPPPPPP" },
    { "corrupt: {target: " ANSWER "}", "", TIMEOUT, "FPPPPPP" },
    /* m2 is never reached: nothing is pinned, and asking it again is no use. */
    { "partition: {groups: [[client], [m2]]}", "", TIMEOUT, "FFFRRRR" },
    /* What is late, comes twice or out of order, or stands still for a while, comes. */
    { "delay: {target: " ANSWER ", add: 3ms}", "", PERFECT, "PPPPPPP" },
    { "duplicate: {target: all, add: 100us}", "", PERFECT, "PPPPPPP" },
    { "reorder: {target: all, p: 50%, add: 1ms}", ", sends: 3", PERFECT, "PPPPPPP" },
    { "bandwidth: {target: link(client m2), rate: 1Mbit}", "", PERFECT, "PPPPPPP" },
    { "clog: {target: m2, at: 60us, for: 3ms}", "", PERFECT, "PPPPPPP" },
    { "pause: {target: m2, at: 60us, for: 3ms}", "", PERFECT, "PPPPPPP" },
    { "slow: {target: m2, resource: cpu, factor: 100}", "", PERFECT, "PPPPPPP" },
    { "load: {target: m2, tasks: 16, cost: 1ms}", "", PERFECT, "PPPPPPP" },
    { "cold: {target: m2, fetch: 5ms}", "", PERFECT, "PPPPPPP" },
    { "clock: {target: all, drift: 1/10, step: 5ms}", "", PERFECT, "PPPPPPP" },
    /* A pin is computed again from a root that is there; a root that went is brought, or read. */
    { "evict: {target: holder(labels), after: pinned(labels), label: labels}", ", sends: 2",
      PERFECT, "PPPPPPP" },
    { "evict: {target: m2, after: completed(labels), label: persons}", ", sends: 2, persist: false",
      PERFECT, "RRRRRRR" },
};

static void assert_row(const struct row *row)
{
    for (size_t policy = 0; policy < POLICIES; policy++)
        for (size_t root = 0; root < ROOTS; root++) {
            const struct myc_outcome *told =
                story("workload: {kind: people, persons_from: %s%s}\n"
                      "recovery: {policy: %s, detector: %s}\nperturb: [{%s}]\n",
                      roots[root], row->workload, policies[policy], row->detector, row->fault);
            char outcome = row->outcomes[policy];
            bool passes = outcome == 'P' || (outcome == 'R' && root != LOST_VALUE);
            cr_assert_eq(told->verdict, passes ? MYC_PASS : MYC_FAIL, "%s, %s, %s, %s: %s",
                         row->fault, row->detector, policies[policy], roots[root],
                         told->reason ? told->reason : "it passes");
            cr_assert_neq(told->class, MYC_CLASS_WRONG);
            cr_assert(passes || told->failing_node, "%s", told->reason);
        }
}

Test(policies, every_policy_does_with_every_fault_what_the_rules_say)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_row(&table[i]);
}

/* The examples of the register, so that a new kind is tried the day it is there. */
Test(policies, no_fault_makes_any_policy_give_a_wrong_value)
{
    for (size_t effect = 0; myc_effects[effect]; effect++)
        for (size_t policy = 0; myc_recoveries[policy]; policy++)
            for (size_t root = 0; root < ROOTS; root++)
                for (int timeout = 0; timeout < 2; timeout++) {
                    const struct myc_kind *kind = &myc_effects[effect]->about;
                    const struct myc_outcome *told =
                        story("workload: {kind: people, persons_from: %s, sends: 2}\n"
                              "recovery: {policy: %s, detector: %s}\nperturb: [{%s}]\n",
                              roots[root], myc_recoveries[policy]->about.name,
                              timeout ? TIMEOUT : PERFECT, kind->example);
                    char fingerprint[33], plan[4096];
                    strcpy(fingerprint, told->fingerprint);
                    snprintf(plan, sizeof plan, "%s", told->realised);
                    cr_assert_neq(told->class, MYC_CLASS_WRONG, "%s", kind->example);
                    cr_assert_neq(told->class, MYC_CLASS_INVARIANT, "%s", told->reason);
                    cr_assert_neq(told->verdict, MYC_UNKNOWN, "%s", kind->example);
                    cr_assert(told->verdict == MYC_PASS || told->reason);
                    cr_assert_str_eq(story_again(plan)->fingerprint, fingerprint, "%s",
                                     kind->example);
                }
}

/* One bit of a value is another, and nothing below has noticed: its digest tells, in an answer and in
 * a copy. Nobody looks where checks are off: then a copy may answer wrongly. */
Test(policies, an_altered_value_is_caught_by_its_digest)
{
    unsigned caught = 0, wrong = 0;
    for (uint64_t seed = 1; seed <= 40; seed++)
        for (int checks = 0; checks < 2; checks++) {
            story_seed(seed);
            const struct myc_outcome *told =
                story("workload: {kind: people, sends: 2}\nrecovery: {policy: replicate}\n"
                      "checks: %s\nperturb:\n"
                      "  - corrupt: {target: message(%s), detected: false}\n"
                      "  - crash: {target: m2, after: pinned(labels)}\n",
                      checks ? "on" : "off", seed % 2 ? "Copy" : "Res");
            caught += told->class == MYC_CLASS_INVARIANT;
            wrong += told->class == MYC_CLASS_WRONG && seed % 2;
            cr_assert(!checks || told->class != MYC_CLASS_WRONG, "%s", told->reason);
        }
    cr_assert_gt(caught, 0);
    cr_assert_gt(wrong, 0);
}

/* Every policy is in the table. */
Test(policies, none_is_left_out)
{
    for (size_t i = 0; myc_recoveries[i]; i++) {
        const char *name = myc_recoveries[i]->about.name;
        bool found = false;
        for (size_t k = 0; k < POLICIES; k++)
            found |= !strncmp(policies[k] + (*policies[k] == '{' ? strlen("{kind: ") : 0), name,
                              strlen(name));
        cr_assert(found, "%s", name);
    }
}

/* What `mycel list` shows of a policy is a scenario's part. */
Test(policies, every_example_runs)
{
    for (size_t i = 0; myc_recoveries[i]; i++)
        cr_assert_eq(story("workload: people\n%s\n", myc_recoveries[i]->about.example)->verdict,
                     MYC_PASS);
}
