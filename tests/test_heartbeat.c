/* Heartbeats, numbers reckoned by hand: every 100 us, three may miss. One takes 64 + 50,000 + 64 ns,
 * so that those of 100 us, 200 us, ... are heard at 150,128 ns, 250,128 ns, ...; each allows 300 us. */
#include "tests/plan_story.h"

static const struct myc_detector_heartbeat rhythm = { .period = 100 * MYC_US, .misses = 3 };

static void begin_beating(struct story *story, uint32_t hosts, const char *plan)
{
    struct myc_cluster_config config = ground_config(hosts);
    config.detector = &myc_detector_heartbeat;
    config.detector_parameters = &rhythm;
    begin_with(story, ground_memory(), &config, plan, MYC_FOREVER, 1);
}

/* Host `of % 10` has a request open at the first life of host `of / 10`. */
static void heed(struct ground *ground, uint32_t of)
{
    myc_cluster_heed(ground->cluster, of % 10, (struct myc_incarnation){ .host = of / 10 });
}

static void heed_no_more(struct ground *ground, uint32_t of)
{
    myc_cluster_heed_no_more(ground->cluster, of % 10, of / 10);
}

static void nothing(struct ground *ground, uint32_t argument)
{
    (void)ground;
    (void)argument;
}

/* What host 0 takes for true of host 1, as it is now. */
static void expect_suspected(struct ground *ground, uint32_t expected)
{
    struct myc_incarnation life = myc_cluster_incarnation(ground->cluster, 1);
    cr_expect_eq(myc_cluster_was_told(ground->cluster, 0, life), expected);
    cr_expect_eq(myc_cluster_believes_up(ground->cluster, 0, 1), !expected);
    cr_expect_not(myc_cluster_was_told(ground->cluster, 2, life));
}

/* What host 0 knows of the first life of host 1, which may be over. */
static void expect_told_of_first(struct ground *ground, uint32_t expected)
{
    cr_expect_eq(myc_cluster_was_told(ground->cluster, 0, (struct myc_incarnation){ .host = 1 }),
                 expected);
}

static void expect_story(const char *plan, myc_time until, const char *log, uint64_t control)
{
    struct story story;
    begin_beating(&story, 2, plan);
    at(&story, 10 * MYC_US, heed, 10);
    at(&story, until, nothing, 0);
    finish(&story);
    cr_expect_str_eq(story.ground.log, log, "%s:\n%s", plan, story.ground.log);
    cr_expect_eq(myc_cluster_control(story.ground.cluster), control, "%s: %" PRIu64, plan,
                 myc_cluster_control(story.ground.cluster));
    ground_end(&story.ground);
}

/* At 100 us, ..., 1 ms, and none wakes the run again. */
Test(heartbeat, who_is_heard_of_is_not_suspected)
{
    expect_story("", MYC_MS, "", 10);
    expect_story("delay: {target: link(h0 h1), add: 150us}", MYC_MS, "", 10);
}

/* Last heard of at 150,128 ns, or never. What a notice tells counts too. */
Test(heartbeat, a_crash_is_missed)
{
    expect_story("crash: {target: h1, at: 200us}", 200 * MYC_US,
                 "200000 crashed 1.0 by 1\n450128 noticed 1.0 by 1, on 0\n", 2);
    expect_story("crash: {target: h1, at: 20us}", 20 * MYC_US,
                 "20000 crashed 1.0 by 1\n310000 noticed 1.0 by 1, on 0\n", 1);
}

/* Its next life beats: the one before has ended. */
Test(heartbeat, a_new_life_tells_of_the_end_of_the_old)
{
    struct story story;
    begin_beating(&story, 2, "crash: {target: h1, at: 200us, for: 50us}");
    at(&story, 10 * MYC_US, heed, 10);
    at(&story, 350127, expect_told_of_first, 0);
    at(&story, 350128, expect_told_of_first, 1);
    at(&story, 350128, expect_suspected, 0);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "200000 crashed 1.0 by 1\n"
                                       "250000 restarted 1.1\n"
                                       "350128 noticed 1.0 by 1, on 0\n");
    ground_end(&story.ground);
}

#define MISSED "310000 noticed 1.0 by 1, on 0\n"

/* The notice names what kept the heartbeats. */
Test(heartbeat, suspicion_may_be_false)
{
    expect_story("partition: {groups: [[h0], [h1]], at: 50us, for: 300us}", MYC_MS, MISSED, 10 + 1);
    expect_story("drop: {target: message(Heartbeat h1 h0)}", 400 * MYC_US, MISSED, 4 + 1);
    expect_story("corrupt: {target: h0}", 400 * MYC_US, MISSED, 4 + 1);
    expect_story("clog: {target: h0}", 400 * MYC_US, MISSED, 4 + 1);
    expect_story("pause: {target: h1, at: 160us, for: 400us}", MYC_MS,
                 "450128 noticed 1.0 by 1, on 0\n", 1 + 5 + 1);
    /* It takes 640 us to send the first. */
    expect_story("slow: {target: h1, resource: nic, factor: 10000}", 800 * MYC_US, MISSED, 8 + 1);
    /* It beats five times too slowly. */
    expect_story("clock: {target: h1, drift: 80%, way: behind}", 310 * MYC_US,
                 "310000 noticed 1.0 by 0, on 0\n", 1);
    /* The patience of one whose clock is twice too fast ends before the first is there. */
    expect_story("delay: {target: link(h0 h1), add: 150us}\nclock: {target: h0, drift: 1}",
                 160 * MYC_US, "160000 noticed 1.0 by 1, on 0\n", 1 + 1);
}

Test(heartbeat, suspicion_ends_when_the_host_is_heard_of)
{
    struct story story;
    begin_beating(&story, 2, "drop: {target: message(Heartbeat), at: 50us, for: 400us}");
    at(&story, 10 * MYC_US, heed, 10);
    at(&story, 309999, expect_suspected, 0);
    at(&story, 310000, expect_suspected, 1);
    at(&story, 320000, heed_no_more, 10); /* a suspect is heeded all the same */
    at(&story, 550127, expect_suspected, 1);
    at(&story, 550128, expect_suspected, 0);
    at(&story, 900000, nothing, 0);
    finish(&story);
    cr_expect_str_eq(story.ground.log, MISSED);
    /* Five were sent, at 600 us nobody heeds any more. */
    cr_expect_eq(myc_cluster_control(story.ground.cluster), 5 + 1);
    ground_end(&story.ground);
}

/* Host 0 has an answer of the first life of host 1. */
static void hear(struct ground *ground, uint32_t argument)
{
    (void)argument;
    myc_cluster_hear(ground->cluster, 0, (struct myc_incarnation){ .host = 1 });
}

Test(heartbeat, an_answer_ends_suspicion)
{
    struct story story;
    begin_beating(&story, 2, "drop: {target: message(Heartbeat)}");
    at(&story, 10 * MYC_US, heed, 10);
    at(&story, 320 * MYC_US, expect_suspected, 1);
    at(&story, 330 * MYC_US, hear, 0);
    at(&story, 340 * MYC_US, expect_suspected, 0);
    at(&story, 630 * MYC_US, nothing, 0); /* and begins anew 300 us later */
    finish(&story);
    cr_expect_str_eq(story.ground.log, MISSED "630000 noticed 1.0 by 1, on 0\n");
    ground_end(&story.ground);
}

/* Who misses one life knows nothing of the next, but would not turn to that host. */
static void expect_first_alone_missed(struct ground *ground, uint32_t argument)
{
    expect_told_of_first(ground, 1);
    cr_expect_not(
        myc_cluster_was_told(ground->cluster, 0, (struct myc_incarnation){ 1, argument }));
    cr_expect_not(myc_cluster_believes_up(ground->cluster, 0, 1));
}

Test(heartbeat, suspicion_is_of_one_life)
{
    struct story story;
    begin_beating(&story, 2, "drop: {target: message(Heartbeat)}\n"
                             "crash: {target: h1, at: 20us, for: 10us}");
    at(&story, 10 * MYC_US, heed, 10);
    at(&story, 320 * MYC_US, expect_first_alone_missed, 1);
    finish(&story);
    ground_end(&story.ground);
}

/* Of one that is told to be suspected, later requests have the patience anew. */
Test(heartbeat, a_suspect_may_be_asked_again)
{
    struct story story;
    begin_beating(&story, 2, "drop: {target: message(Heartbeat), for: 850us}");
    at(&story, 10 * MYC_US, heed, 10);
    at(&story, 400 * MYC_US, heed, 10);
    at(&story, 450 * MYC_US, heed, 10);
    at(&story, 900 * MYC_US, nothing, 10);
    finish(&story);
    cr_expect_str_eq(story.ground.log, MISSED "700000 noticed 1.0 by 1, on 0\n");
    ground_end(&story.ground);
}

/* What waits in its NIC is heard before it misses anything. */
Test(heartbeat, an_observer_that_stands_still_misses_nothing)
{
    expect_story("pause: {target: h0, at: 20us, for: 900us}", MYC_MS, "", 10);
    expect_story("pause: {target: h0, at: 20us, for: 900us}\n"
                 "crash: {target: h1, at: 350us}",
                 350 * MYC_US, "350000 crashed 1.0 by 2\n1220000 noticed 1.0 by 2, on 0\n", 3 + 1);
    expect_story("pause: {target: h0, at: 20us, for: 900us}\n"
                 "crash: {target: h1, at: 350us, for: 100us}",
                 350 * MYC_US,
                 "350000 crashed 1.0 by 2\n450000 restarted 1.1\n920000 noticed 1.0 by 2, on 0\n",
                 3 + 5 + 1);
}

/* Nobody waits for a deadline of one who stands still for ever, nor for one that cannot fail. */
Test(heartbeat, a_run_ends_that_has_nothing_else_to_wait_for)
{
    expect_story("pause: {target: h0, at: 20us}", 0, "", 3);
    expect_story("drop: {target: message(Heartbeat)}\ncrash: {target: h1, at: 1s}", 0,
                 "310000 noticed 1.0 by 1, on 0\n", 3 + 1);
}

Test(heartbeat, each_observer_for_itself)
{
    struct story story;
    begin_beating(&story, 4,
                  "drop: {target: message(Heartbeat h1 h2)}\n"
                  "crash: {target: h0, at: 550us}\n");
    at(&story, 10 * MYC_US, heed, 10);
    at(&story, 20 * MYC_US, heed, 12);
    at(&story, 30 * MYC_US, heed, 12);
    at(&story, 40 * MYC_US, heed_no_more, 12);
    at(&story, 350 * MYC_US, heed_no_more, 12);
    at(&story, 120 * MYC_US, heed, 13);
    at(&story, 250 * MYC_US, heed_no_more, 13);
    at(&story, 799 * MYC_US, nothing, 0);
    finish(&story);
    /* h2 misses at 320 us. To h0 at 100, ..., 500 us, to h2 for ever, to h3 at 200 us. */
    cr_expect_str_eq(story.ground.log, "320000 noticed 1.0 by 1, on 2\n550000 crashed 0.0 by 2\n");
    cr_expect_eq(myc_cluster_control(story.ground.cluster), 5 + 7 + 1 + 1);
    ground_end(&story.ground);
}

/* Of 100,000 hosts those cost something that are asked: the first 1,000, by ten each, for 10 ms. */
Test(heartbeat, it_costs_what_is_asked)
{
    enum { HOSTS = 100000, ASKED = 1000, EACH = 10, PERIODS = 100 };
    struct myc_cluster_config config = ground_config(HOSTS);
    config.detector = &myc_detector_heartbeat;
    config.detector_parameters = &rhythm;
    struct ground ground;
    ground_begin(&ground, &config);
    size_t before = myc_memory_used_bytes(ground.memory);
    for (uint32_t i = 0; i < ASKED; i++)
        for (uint32_t k = 0; k < EACH; k++)
            myc_cluster_heed(ground.cluster, i * EACH + k, (struct myc_incarnation){ .host = i });
    ground_at(&ground, PERIODS * rhythm.period, MYC_RANK_DRIVER, nothing, 0);
    ground_run(&ground);
    cr_expect_str_eq(ground.log, "");
    uint64_t pairs = ASKED * EACH - 1; /* host 0 does not ask itself */
    cr_expect_eq(myc_cluster_control(ground.cluster), pairs * PERIODS);
    size_t bytes = (myc_memory_used_bytes(ground.memory) - before) / pairs;
    cr_expect_lt(bytes, 1024, "%zu bytes each", bytes);
    ground_end(&ground);
}
