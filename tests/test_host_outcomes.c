/* Every effect on hosts alone changes what comes of a run: one row each, with the run without it
 * beside it, and replayed from its realised plan to the same fingerprint. */
#include "tests/story.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

struct row {
    const char *fault;
    const char *scenario;  /* without it the run passes */
    enum myc_class class;  /* with it; MYC_CLASS_NONE: it passes too, and */
    const char *reason;    /* words of it; or NULL */
    const char *recovered; /* what then differs: "spore runs, recomputed, messages" */
};

#define PEOPLE "workload: people\n"
#define FROM_FILE                                                                                  \
    "workload: {kind: people, persons_from: file}\nrecovery: {policy: rehost}\n"                   \
    "perturb: [{crash: {target: m2, at: 60us}}]\n"
/* m2 answers, and crashes; the second send reads the file that it wrote, or computes all anew. */
#define KEPT                                                                                       \
    "workload: {kind: people, sends: 2}\nrecovery: {policy: durable}\n"                            \
    "perturb: [{crash: {target: m2, after: completed(labels), wait: 500us, for: 100us}}]\n"
#define LOCAL                                                                                      \
    "workload: {kind: people, persons_from: file}\nrecovery: {policy: restart_replay}\n"           \
    "cluster: {files: {persons.csv: {path: persons.csv, store: local}}}\n"
/* m2 works from 51 us to 121 us, and all is over at 170 us. */
#define IN_TIME "expect: {within: 1ms}\n"

/* Those of the workload. */
static const char persons[] = "Ann,34\nBob,17\nCid,18\nDee,52\nEve,9\nFay,34\n";
static const struct myc_file files[] = {
    { .name = "persons.csv", .bytes = persons, .length = sizeof persons - 1 },
};

static const struct row rows[] = {
    { "pause: {target: m2, at: 60us, for: 1ms}", PEOPLE IN_TIME, MYC_CLASS_LATE, NULL, NULL },
    { "pause: {target: client, at: 60us, for: 1ms}", PEOPLE IN_TIME, MYC_CLASS_LATE, NULL, NULL },
    { "pause: {target: m2, at: 60us}", PEOPLE, MYC_CLASS_STUCK, "m2", NULL },
    { "pause: {target: client, at: 20us, for: 2ms}",
      "workload: {kind: people, sends: 2}\nexpect: {within: 2ms}\n", MYC_CLASS_LATE, NULL, NULL },
    { "pause: {target: m2, at: 60us, for: 3ms}",
      PEOPLE "recovery: {policy: none, detector: {kind: timeout, after: 1ms}}\n", MYC_CLASS_ERROR,
      "no answer from m2", NULL },
    { "evict: {target: m2, at: 10us, label: persons}",
      "workload: {kind: people, persons_from: lost_value}\n", MYC_CLASS_ERROR,
      "fault 1, evict of m2 at 10us, took it; persons is truly lost", NULL },
    /* The second send finds nothing pinned. Without it three spores run; without persons, which
     * are asked for anew, an Err more comes and goes. */
    { "evict: {target: holder(labels), after: completed(labels), label: labels}",
      "workload: {kind: people, sends: 2}\n", MYC_CLASS_NONE, NULL, "6, 3, Req:2 Res:2" },
    { "evict: {target: holder(labels), after: completed(labels)}",
      "workload: {kind: people, sends: 2}\n", MYC_CLASS_NONE, NULL, "6, 3, Req:3 Res:2 Err:1" },
    /* The second answer takes 170 us; a clock that gains half of the time counts 255. */
    { "clock: {target: client, drift: 50%}",
      "workload: {kind: people, sends: 2, persist: false}\n"
      "recovery: {policy: none, detector: {kind: timeout, after: 200us}}\n",
      MYC_CLASS_ERROR, "no answer from m2 after 1 attempt", NULL },
    { "clock: {target: client, at: 60us, drift: 0, step: 140us}",
      PEOPLE "recovery: {policy: none, detector: {kind: timeout, after: 200us}}\n", MYC_CLASS_ERROR,
      "no answer from m2 after 1 attempt", NULL },
    { "clock: {target: client, at: 300us, drift: 0, step: 1ms, way: behind}",
      "workload: {kind: people, sends: 2}\nexpect: {within: 2ms}\n", MYC_CLASS_LATE, NULL, NULL },
    { "cold: {target: m2}", PEOPLE IN_TIME, MYC_CLASS_LATE, NULL, NULL },
    { "cold: {target: m2, fetch: {kind: lognormal, median: 3ms, sigma: 0.1}}", PEOPLE IN_TIME,
      MYC_CLASS_LATE, NULL, NULL },
    { "load: {target: m2}", PEOPLE IN_TIME, MYC_CLASS_LATE, NULL, NULL },
    { "suspect: {target: m2, at: 60us}", PEOPLE "recovery: {policy: none}\n", MYC_CLASS_ERROR,
      "fault 1, suspect of m2 at 60us, took it; no answer from m2 after 1 attempt", NULL },
    /* The spare computes it all once more, in vain: m2 goes on, and its answer comes first. */
    { "suspect: {target: m2, at: 60us}", PEOPLE, MYC_CLASS_NONE, NULL, "6, 2, Req:2 Res:1" },
    /* After the backoff m2 is asked for a life that has not begun, says so, and is asked again. */
    { "suspect: {target: m2, at: 60us}",
      PEOPLE "cost: {step: 100us}\nrecovery: {policy: restart_replay}\n", MYC_CLASS_NONE, NULL,
      "3, 0, Req:3 Res:1 Err:1" },
    /* The answer comes at 170 us. No heartbeat came by 60 us: m2 is suspected, and goes on. */
    { "drop: {target: message(Heartbeat m2 client)}",
      PEOPLE "recovery: {policy: none, detector: {kind: heartbeat, period: 5us, misses: 12}}\n",
      MYC_CLASS_ERROR, "drop of message(Heartbeat m2 client) at 0ns, took it", NULL },
    { "drop: {target: message(Heartbeat m2 client)}",
      PEOPLE "recovery: {detector: {kind: heartbeat, period: 5us, misses: 12}}\n", MYC_CLASS_NONE,
      NULL, "6, 2, Req:2 Res:1" },
    { "pause: {target: m2, at: 20us}",
      PEOPLE "recovery: {policy: rehost, detector: {kind: heartbeat, period: 100us}}\n",
      MYC_CLASS_NONE, NULL, "3, 0, Req:2 Res:1" },
    { "crash: {target: m2, at: 60us}",
      PEOPLE "recovery: {policy: none, detector: {kind: heartbeat, period: 100us}}\n",
      MYC_CLASS_ERROR, "fault 1, crash of m2 at 60us, took it", NULL },
    /* What m2 has read is in its memory. The spare reads the file again, or cannot. */
    { "leave: {target: m2, at: 60us}", PEOPLE "recovery: {policy: none}\n", MYC_CLASS_ERROR,
      "fault 1, leave of m2 at 60us, took it", NULL },
    /* Nobody has to wait until a crash is noticed, but until a leave is. */
    { "crash: {target: m2, at: 60us}", PEOPLE IN_TIME, MYC_CLASS_LATE, NULL, NULL },
    { "leave: {target: m2, at: 60us}", PEOPLE IN_TIME, MYC_CLASS_NONE, NULL, "4, 0, Req:2 Res:1" },
    /* No spare is there: after the backoff of 10 ms m2 is asked again, in vain, and then one that has
     * joined. */
    { "leave: {target: [m1, m3], for: 11ms}",
      PEOPLE "expect: {within: 11ms}\nperturb: [{crash: {target: m2, at: 60us}}]\n", MYC_CLASS_LATE,
      NULL, "4, 0, Req:3 Res:1" },
    { "drain: {target: [m1, m3]}",
      PEOPLE "expect: {within: 11ms}\nperturb: [{crash: {target: m2, at: 60us, for: 1ms}}]\n",
      MYC_CLASS_LATE, NULL, NULL },
    { "drain: {target: m1}", PEOPLE "recovery: {policy: replicate}\n", MYC_CLASS_NONE, NULL,
      "3, 0, Req:1 Res:1 Copy:1 CopyOk:1" },
    { "drain: {target: [m1, m3]}", PEOPLE "recovery: {policy: replicate}\n", MYC_CLASS_NONE, NULL,
      "3, 0, Req:1 Res:1" },
    { "lose_file: {target: m3, file: persons.csv}", FROM_FILE, MYC_CLASS_ERROR,
      "fault 1, lose_file of m3 at 0ns, took it; persons is truly lost", NULL },
    { "lose_file: {target: m3, file: p*, at: 61us}", FROM_FILE, MYC_CLASS_ERROR,
      "persons is truly lost", NULL },
    /* So does the next life of m2, of its own disk. */
    { "crash: {target: m2, at: 60us, for: 1ms}", LOCAL, MYC_CLASS_NONE, NULL, NULL },
    { "crash: {target: m2, at: 60us, for: 1ms, lose: files}", LOCAL, MYC_CLASS_ERROR,
      "fault 1, crash of m2 at 60us, took it; persons is truly lost", NULL },
    { "lose_file: {target: m2, file: persons.csv}",
      LOCAL "perturb: [{crash: {target: m2, at: 60us, for: 1ms}}]\n", MYC_CLASS_ERROR,
      "fault 1, lose_file of m2 at 0ns, took it; persons is truly lost", NULL },
    { "lose_file: {target: holder(labels), after: completed(labels), file: pin-*}", KEPT,
      MYC_CLASS_NONE, NULL, "6, 3, Req:3 Res:2 Err:1" },
    { "disk_full: {target: m2}", KEPT, MYC_CLASS_NONE, NULL, "6, 3, Req:3 Res:2 Err:1" },
    { "disk_full: {target: m3}", KEPT, MYC_CLASS_NONE, NULL, "3, 0, Req:3 Res:2 Err:1" },
    { "slow: {target: m2, factor: 100}", PEOPLE IN_TIME, MYC_CLASS_LATE, NULL, NULL },
    { "slow: {target: m2, resource: nic, factor: 10000}", PEOPLE IN_TIME, MYC_CLASS_LATE, NULL,
      NULL },
    { "slow: {target: m2, resource: disk, factor: 100000}",
      "workload: {kind: people, persons_from: file}\nexpect: {within: 12ms}\n"
      "recovery: {policy: rehost}\n" /* the file is read again in the life after a crash */
      "perturb: [{crash: {target: m2, at: 20us, for: 1ms}}, {crash: {target: m1, at: 0s}}, "
      "{crash: {target: m3, at: 0s}}]\n",
      MYC_CLASS_LATE, NULL, NULL },
};

static struct myc_outcome *tell(const struct row *row, bool with)
{
    static const char list[] = "perturb: [";
    const char *perturb = strstr(row->scenario, list);
    if (!with)
        return story("%s", row->scenario);
    if (!perturb)
        return story("%sperturb: [{%s}]\n", row->scenario, row->fault);
    perturb += sizeof list - 1;
    return story("%.*s{%s}, %s", (int)(perturb - row->scenario), row->scenario, row->fault,
                 perturb);
}

Test(host_outcomes, each_effect_alone_changes_the_outcome)
{
    story_files(files, 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        const struct myc_outcome *told = tell(row, false);
        cr_assert_eq(told->verdict, MYC_PASS, "%s: %s without it", row->fault, told->reason);
        told = tell(row, true);
        cr_expect_eq(told->class, row->class, "%s: %s", row->fault, told->reason);
        cr_expect(!row->reason || (told->reason && strstr(told->reason, row->reason)), "%s: %s",
                  row->fault, told->reason);
        if (row->recovered) {
            char came[128];
            snprintf(came, sizeof came, "%llu, %llu, %s", (unsigned long long)told->spore_runs,
                     (unsigned long long)told->recomputed, story_messages(told));
            cr_expect_str_eq(came, row->recovered, "%s: %s", row->fault, came);
        }
        char fingerprint[sizeof told->fingerprint], realised[2048];
        snprintf(fingerprint, sizeof fingerprint, "%s", told->fingerprint);
        snprintf(realised, sizeof realised, "%s", told->realised);
        cr_expect_str_eq(story_again(realised)->fingerprint, fingerprint, "%s\n%s", row->fault,
                         realised);
    }
}

static const char *const policies[] = {
    "none", "retry", "restart_replay", "rehost", "replicate", "hedge", "durable",
};
enum { POLICIES = sizeof policies / sizeof *policies };
static const char *const workloads[] = {
    "{kind: people, sends: 3, response: owners}",
    "{kind: people, sends: 2, response: owners, persist: false, handler: true}",
    "{kind: people, persons_from: file, sends: 2}",
    "pump",
};

/* What comes of one plan under every policy: the response is right, or an honest error, or the run
 * is stuck where a message was lost and only a host could have been missed. */
struct came {
    unsigned passed, failed, stuck;
};

static void expect_honest(unsigned i, const char *detector, const char *plan, struct came *came)
{
    const char *policy = policies[i % POLICIES], *workload = workloads[i / POLICIES % 4];
    story_seed(i);
    const struct myc_outcome *told =
        story("workload: %s\nrecovery: {policy: %s, detector: %s}\nperturb:\n%s", workload, policy,
              detector, plan);
    bool stuck = told->class == MYC_CLASS_STUCK;
    cr_expect(told->verdict == MYC_PASS || told->class == MYC_CLASS_ERROR || stuck,
              "%u, %s, %s, %s: %s", i, policy, workload, detector, told->reason);
    came->passed += told->verdict == MYC_PASS;
    came->failed += told->class == MYC_CLASS_ERROR;
    came->stuck += stuck;
    if (i % 16 > 0)
        return;
    static char realised[1 << 18];
    char fingerprint[sizeof told->fingerprint];
    cr_assert_lt(strlen(told->realised), sizeof realised);
    snprintf(fingerprint, sizeof fingerprint, "%s", told->fingerprint);
    snprintf(realised, sizeof realised, "%s", told->realised);
    cr_expect_str_eq(story_again(realised)->fingerprint, fingerprint, "%s\n%s", policy, realised);
}

/* Whoever is suspected, and crashes or not, at whatever time, under whatever policy. */
Test(host_outcomes, a_false_suspicion_never_yields_a_wrong_value)
{
    struct came came = { 0 };
    for (unsigned i = 0; i < 2400; i++) {
        char plan[512];
        snprintf(plan, sizeof plan,
                 "  - suspect: {target: any, by: {poisson: {mean: 200us}}, times: 6, for: 150us}\n"
                 "  - suspect: {target: all, at: %uus, for: 1ms, told: client}\n"
                 "  - crash: {target: any, by: {poisson: {mean: 1ms}}, times: %u, for: 300us}\n",
                 17 * (i % 31), i / 24 % 3);
        expect_honest(i, "{kind: perfect, delay: 100us}", plan, &came);
    }
    cr_expect(came.passed > 1200 && came.failed > 120 && came.stuck == 0, "%u passed, %u failed",
              came.passed, came.failed);
}

/* The same where heartbeats are lost, late or stopped, and hosts crash. Nothing else is lost. */
Test(host_outcomes, missed_heartbeats_never_yield_a_wrong_value)
{
    struct came came = { 0 };
    for (unsigned i = 0; i < 2400; i++) {
        char plan[640];
        snprintf(plan, sizeof plan,
                 "  - loss: {target: message(Heartbeat), p: %u%%, burst: 4}\n"
                 "  - pause: {target: any, by: {poisson: {mean: 300us}}, times: 3, for: 200us}\n"
                 "  - slow: {target: any, at: %uus, for: 500us, factor: 2000, resource: nic}\n"
                 "  - clog: {target: any, at: 100us, for: 400us}\n"
                 "  - crash: {target: any, by: {poisson: {mean: 1ms}}, times: %u, for: 300us}\n",
                 10 + i % 60, 17 * (i % 31), i / 24 % 3);
        expect_honest(i, "{kind: heartbeat, period: 50us, misses: 2}", plan, &came);
    }
    cr_expect(came.passed > 1200 && came.failed > 120 && came.stuck == 0,
              "%u passed, %u failed, %u stuck", came.passed, came.failed, came.stuck);
}

/* The same where hosts that are not alike come and go, and lose what they wrote. */
Test(host_outcomes, coming_and_going_never_yields_a_wrong_value)
{
    static const char *const detectors[] = {
        "{kind: perfect, delay: 100us}",
        "{kind: timeout, after: 1ms}",
        ("{kind: heartbeat, period: 50us, misses: 2}}\n" /* and what follows closes the cluster */
         "cluster: {overrides: {m1: {speed: 3, memory: 1B}, m3: {latency: {rack: 300us}}}"),
    };
    struct came came = { 0 };
    for (unsigned i = 0; i < 2400; i++) {
        char plan[640];
        snprintf(
            plan, sizeof plan,
            "  - leave: {target: any, for: %uus}\n"
            "  - leave: {target: any, by: {poisson: {mean: 500us}}, times: 3, for: 300us}\n"
            "  - drain: {target: random(2), by: {poisson: {mean: 300us}}, for: 200us}\n"
            "  - disk_full: {target: any, by: {periodic: {period: 400us}}, for: 150us}\n"
            "  - lose_file: {target: any, file: pin-*, by: {poisson: {mean: 500us}}}\n"
            "  - crash: {target: any, by: {poisson: {mean: 1ms}}, times: %u, for: 300us, lose: "
            "files}\n",
            17 * (i % 31), i / 24 % 3);
        expect_honest(i, detectors[i / 7 % 3], plan, &came);
    }
    cr_expect(came.passed > 1200 && came.failed > 120 && came.stuck == 0,
              "%u passed, %u failed, %u stuck", came.passed, came.failed, came.stuck);
}
