/* What faults do to hosts, numbers reckoned by hand: a message of b bytes takes b + 50,000 + b ns, a
 * read of b bytes b ns, and a host has one core. */
#include "tests/plan_story.h"

#include <stdlib.h>

static void nothing(struct ground *ground, uint32_t argument)
{
    (void)ground;
    (void)argument;
}

/* A task of so many ns on host 1. */
static void run(struct ground *ground, uint32_t cost)
{
    myc_time *task = myc_memory_alloc(ground->memory, sizeof *task);
    *task = cost;
    myc_cluster_run(ground->cluster, 1, task, cost);
}

static void set_timer(struct ground *ground, uint32_t delay)
{
    myc_cluster_timer(ground->cluster, 1, myc_cluster_now(ground->cluster) + delay,
                      myc_memory_format(ground->memory, "%u", delay), delay);
}

static const struct myc_file files[] = { { .name = "f", .length = 1000 } };

static void begin_with_file(struct story *story, const char *plan)
{
    struct myc_cluster_config config = ground_config(2);
    config.files = files;
    config.file_count = 1;
    begin_with(story, ground_memory(), &config, plan, MYC_FOREVER, 1);
}

static void read_file(struct ground *ground, uint32_t host)
{
    myc_cluster_read(ground->cluster, host, &files[0], "f");
}

/* --- pause --- */

Test(pause, a_task_stops_and_goes_on_with_what_was_left)
{
    struct story story;
    begin(&story, 2, "pause: {target: h1, at: 30us, for: 50us}", MYC_FOREVER);
    at(&story, 0, run, 100000);
    at(&story, 10, run, 7);
    finish(&story);
    /* 30 us are done before it, 70 us after it; the other waits its turn. */
    cr_expect_str_eq(story.ground.log, "0 started 100000 on 1\n"
                                       "150000 ended 100000 on 1\n"
                                       "150000 started 7 on 1\n"
                                       "150007 ended 7 on 1\n");
    expect_row(&story, 0, 30000, 80000, 1);
    cr_expect_str_eq(story.realised, "pause: {target: h1, at: 30000, for: 50000} # 1 hit\n");
    ground_end(&story.ground);
}

/* The NIC goes on in both directions; what has arrived waits for its host. */
Test(pause, messages_wait_where_they_arrive_and_go_on_leaving)
{
    struct story story;
    begin(&story, 2, "pause: {target: h1, at: 1200, for: 98800}", MYC_FOREVER);
    ground_send(&story.ground, 0, 1, 0, 3000);  /* leaves in the pause */
    ground_send(&story.ground, 0, 0, 1, 2000);  /* received at 54,000 */
    ground_send(&story.ground, 10, 2, 1, 1000); /* at 52,010, the first */
    ground_send(&story.ground, 0, 1, 1, 5);     /* to itself, at 1,000: before it */
    ground_send(&story.ground, 500, 1, 1, 5);   /* at 1,500: in it */
    ground_send(&story.ground, 60000, 0, 1, 1); /* received at 110,002: after it */
    finish(&story);
    cr_expect_str_eq(story.ground.log, "1000 delivered 1>1 x 1\n"
                                       "56000 delivered 1>0 x 1\n"
                                       "100000 delivered 1>1 x 2\n"
                                       "100000 delivered 2>1 x 1\n"
                                       "100000 delivered 0>1 x 1\n"
                                       "110002 delivered 0>1 x 2\n");
    expect_row(&story, 0, 1200, 100000, 3);
    const struct myc_book_message *messages = story.ground.book.messages;
    for (size_t i = 0; i < story.ground.book.message_count; i++)
        cr_expect_eq(messages[i].fault, messages[i].delivered == 100000 ? 1 : 0);
    ground_end(&story.ground);
}

Test(pause, timers_that_come_due_fire_when_it_goes_on)
{
    struct story story;
    begin(&story, 2, "pause: {target: h1, at: 15us, for: 20us}", MYC_FOREVER);
    at(&story, 0, set_timer, 10000);
    at(&story, 0, set_timer, 40000);
    at(&story, 0, set_timer, 30000);
    at(&story, 0, set_timer, 20000);
    ground_send(&story.ground, 0, 1, 1, 1);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "1000 delivered 1>1 x 1\n"
                                       "10000 timer 10000 on 1\n"
                                       "35000 timer 20000 on 1\n"
                                       "35000 timer 30000 on 1\n"
                                       "40000 timer 40000 on 1\n");
    expect_row(&story, 0, 15000, 35000, 2);
    ground_end(&story.ground);
}

Test(pause, a_read_is_heard_of_when_it_goes_on)
{
    struct story story;
    begin_with_file(&story, "pause: {target: h1, at: 500, for: 1us}");
    at(&story, 0, read_file, 1); /* done at 1,000 */
    at(&story, 0, read_file, 1); /* at 2,000 */
    at(&story, 0, read_file, 0);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "1000 read f on 0\n1500 read f on 1\n2000 read f on 1\n");
    expect_row(&story, 0, 500, 1500, 1);
    ground_end(&story.ground);
}

/* Only the first has hits, and all must let go. */
Test(pause, pauses_of_one_host_overlap)
{
    struct story story;
    begin(&story, 2,
          "pause: {target: [h0, h1], at: 10us, for: 20us}\n"
          "pause: {target: h1, at: 20us, for: 30us}\n"
          "pause: {target: client, at: 20us, for: 100us}\n",
          MYC_FOREVER);
    at(&story, 0, run, 20000);
    ground_send(&story.ground, 0, 1, 2, 1);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "0 started 20000 on 1\n"
                                       "60000 ended 20000 on 1\n"
                                       "120000 delivered 1>2 x 1\n");
    expect_row(&story, 0, 10000, 30000, 1);
    expect_row(&story, 1, 20000, 50000, 0);
    expect_row(&story, 2, 20000, 120000, 1);
    ground_end(&story.ground);
}

/* A crash takes what waited; the next life begins when the pause is over. */
Test(pause, a_host_that_stands_still_may_crash)
{
    struct story story;
    begin(&story, 2,
          "pause: {target: h1, at: 10us, for: 190us}\n"
          "crash: {target: h1, at: 100us, for: 50us}\n",
          MYC_FOREVER);
    at(&story, 0, run, 20000);
    at(&story, 0, set_timer, 30000);
    at(&story, 0, set_timer, 300000);
    ground_send(&story.ground, 0, 0, 1, 1);
    ground_send(&story.ground, 110000, 0, 1, 1);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "0 started 20000 on 1\n"
                                       "100000 lost 0>1 x 1 by 2\n"
                                       "100000 crashed 1.0 by 2\n"
                                       "200000 restarted 1.1\n"
                                       "200000 delivered 0>1 x 2\n"
                                       "1100000 noticed 1.0 by 2\n");
    expect_row(&story, 0, 10000, 200000, 4); /* the task, two messages, a timer */
    expect_row(&story, 1, 100000, 150000, 2);
    ground_end(&story.ground);
}

/* A notice comes to a host that stands still when it goes on, and to the others before. */
static void expect_told(struct ground *ground, uint32_t expected)
{
    const struct myc_incarnation ended = { .host = 0, .number = 0 };
    uint32_t told = 0;
    for (uint32_t host = 0; host < 4; host++)
        told |= (uint32_t)myc_cluster_was_told(ground->cluster, host, ended) << host;
    cr_expect_eq(told, expected, "%x are told at %" PRIu64, told, myc_cluster_now(ground->cluster));
    bool same_life = myc_cluster_incarnation(ground->cluster, 0).number == 0;
    for (uint32_t host = 1; host < 4; host++)
        cr_expect_eq(myc_cluster_believes_up(ground->cluster, host, 0),
                     !(same_life && told >> host & 1));
}

Test(pause, a_notice_waits_too)
{
    struct story story;
    begin(&story, 3,
          "crash: {target: h0, at: 1us}\n"
          "pause: {target: h1, at: 500us, for: 1ms}\n"
          "pause: {target: h2, at: 100us, for: 100us}\n"
          "crash: {target: h2, at: 2ms}\n",
          MYC_FOREVER);
    at(&story, 1001000, expect_told, 0xc);
    at(&story, 1499999, expect_told, 0xc);
    at(&story, 1500000, expect_told, 0xe);
    at(&story, 3500000, nothing, 0);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "1000 crashed 0.0 by 1\n"
                                       "1001000 noticed 0.0 by 1\n"
                                       "1500000 noticed 0.0 by 1, on 1\n"
                                       "2000000 crashed 2.0 by 4\n"
                                       "3000000 noticed 2.0 by 4\n");
    ground_end(&story.ground);
}

/* A timer that came due in the pause is cancelled by what arrived in it, with the handle that was
 * given for it. */
struct patient {
    struct ground *ground;
    myc_event_handle timer;
    bool fired;
};

static void patient_delivered(void *program, const struct myc_message *message)
{
    struct patient *patient = program;
    (void)message;
    myc_cluster_cancel(patient->ground->cluster, patient->timer);
    myc_cluster_cancel(patient->ground->cluster, patient->timer);
}

static void patient_timer(void *program, uint32_t host, void *owner)
{
    struct patient *patient = program;
    (void)host;
    (void)owner;
    patient->fired = true;
}

Test(pause, a_timer_that_waits_can_be_cancelled)
{
    static const struct myc_program_calls calls = { .message_kinds = kinds,
                                                    .delivered = patient_delivered,
                                                    .timer = patient_timer };
    const struct myc_limits limits = { .events = UINT64_MAX, .time = MYC_FOREVER };
    struct myc_cluster_config config = ground_config(2);
    struct ground ground = { .memory = ground_memory() };
    struct patient patient = { .ground = &ground };
    ground.engine = myc_engine_begin(ground.memory, &limits);
    myc_book_begin(&ground.book, ground.memory, true);
    ground.cluster = myc_cluster_begin(ground.engine, &ground.book, &config, 1);
    myc_cluster_program(ground.cluster, &calls, &patient);
    ground.script = myc_engine_add_process(ground.engine, ground_handle, &ground);
    const struct myc_plan_world world = plans_world(&config, kinds);
    const struct myc_plan *plan =
        plans_read("pause: {target: h1, at: 10us, for: 90us}", &world, ground.memory);
    struct myc_injector *injector = myc_injector_begin(ground.cluster, plan, MYC_FOREVER);
    ground_send(&ground, 0, 0, 1, 1);
    patient.timer = myc_cluster_timer(ground.cluster, 1, 60000, "late", 1);
    ground_run(&ground);
    myc_injector_finish(injector, ground.memory);
    cr_expect_not(patient.fired);
    cr_expect_eq(myc_cluster_now(ground.cluster), 100000);
    ground_end(&ground);
}

/* --- slow --- */

Test(slow, running_tasks_are_stretched_and_go_on_faster)
{
    struct story story;
    begin(&story, 2, "slow: {target: h1, at: 40us, for: 30us, factor: 3}", MYC_FOREVER);
    at(&story, 0, run, 100000);
    at(&story, 0, run, 20000);
    finish(&story);
    /* 40 us, then 10 of 30, then the other 50. */
    cr_expect_str_eq(story.ground.log, "0 started 100000 on 1\n"
                                       "120000 ended 100000 on 1\n"
                                       "120000 started 20000 on 1\n"
                                       "140000 ended 20000 on 1\n");
    expect_row(&story, 0, 40000, 70000, 1);
    cr_expect_str_eq(story.realised, "slow: {target: h1, at: 40000, for: 30000, resource: cpu, "
                                     "factor: 3/1} # 1 hit\n");
    ground_end(&story.ground);
}

Test(slow, slows_multiply)
{
    struct story story;
    begin(&story, 2,
          "slow: {target: h1, at: 10us, for: 40us}\n"
          "slow: {target: [h0, h1], at: 20us, for: 20us, factor: 3}\n"
          "slow: {target: h1, at: 20us, for: 20us, factor: 100, resource: disk}\n",
          MYC_FOREVER);
    at(&story, 0, run, 30000);
    at(&story, 0, run, 1);
    finish(&story);
    /* 10 + 10/2 + 20/6 + 10/2 us are done at 50 us: whole ns of them, so that 6,667 are left. */
    cr_expect_str_eq(story.ground.log, "0 started 30000 on 1\n"
                                       "56667 ended 30000 on 1\n"
                                       "56667 started 1 on 1\n"
                                       "56668 ended 1 on 1\n");
    expect_row(&story, 0, 10000, 50000, 1);
    expect_row(&story, 1, 20000, 40000, 1);
    expect_row(&story, 2, 20000, 40000, 0);
    ground_end(&story.ground);
}

Test(slow, a_nic_takes_longer_for_what_it_begins)
{
    struct story story;
    begin(&story, 2, "slow: {target: h1, at: 1500, for: 1500, factor: 4, resource: nic}",
          MYC_FOREVER);
    for (uint64_t i = 0; i < 3; i++)
        ground_send(&story.ground, 0, 1, 0, 1000);
    ground_send(&story.ground, 2500, 1, 0, 1000);
    finish(&story);
    /* The first left before it, the second had begun; the third begins in it, the fourth after. */
    static const myc_time left[] = { 1000, 2000, 6000, 7000 };
    for (size_t i = 0; i < 4; i++) {
        const struct myc_book_message *message = &story.ground.book.messages[i];
        cr_expect_eq(message->left, left[i], "%zu left at %" PRIu64, i, message->left);
        cr_expect_eq(message->delivered, left[i] + 51000);
    }
    expect_row(&story, 0, 1500, 3000, 2); /* the fourth was meant to take longer for a while */
    ground_end(&story.ground);
}

Test(slow, a_nic_receives_slowly_too)
{
    struct story story;
    begin(&story, 2, "slow: {target: [h1], at: 51000, factor: 5/2, resource: nic}", MYC_FOREVER);
    for (uint64_t i = 0; i < 3; i++)
        ground_send(&story.ground, 0, i ? 0 : 2, 1, 1000); /* arrive at 51,000 twice, at 52,000 */
    ground_send(&story.ground, 50500, 1, 1, 9000);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "51500 delivered 1>1 x 1\n"
                                       "53500 delivered 0>1 x 1\n"
                                       "56000 delivered 2>1 x 1\n"
                                       "58500 delivered 0>1 x 2\n");
    expect_row(&story, 0, 51000, MYC_FOREVER, 3);
    ground_end(&story.ground);
}

Test(slow, a_disk_takes_longer_for_what_it_begins)
{
    struct story story;
    begin_with_file(&story, "slow: {target: h1, at: 1500, for: 2us, factor: 3, resource: disk}");
    for (uint64_t i = 0; i < 4; i++)
        at(&story, 0, read_file, 1);
    at(&story, 0, read_file, 0);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "1000 read f on 0\n1000 read f on 1\n2000 read f on 1\n"
                                       "5000 read f on 1\n6000 read f on 1\n");
    expect_row(&story, 0, 1500, 3500, 2);
    ground_end(&story.ground);
}

/* --- evict --- */

/* A host that is down has none. */
Test(evict, the_program_gives_up_its_silos)
{
    struct story story;
    begin(&story, 2,
          "evict: {target: [h0, client], at: 5}\n"
          "crash: {target: h1, at: 5, for: 10}\n"
          "evict: {target: h1, at: 6}\n"
          "evict: {target: h1, by: {periodic: {period: 10, first: 10}}, times: 2, label: x}\n",
          MYC_FOREVER);
    at(&story, 20, nothing, 0);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "5 reclaimed all of 0 by 1\n"
                                       "5 reclaimed all of 2 by 1\n"
                                       "5 crashed 1.0 by 2\n"
                                       "15 restarted 1.1\n"
                                       "20 reclaimed x of 1 by 5\n"
                                       "1000005 noticed 1.0 by 2\n");
    cr_expect_str_eq(story.realised, "evict: {target: [h0, client], at: 5} # 0 hits\n"
                                     "crash: {target: h1, at: 5, for: 10} # 0 hits\n"
                                     "evict: {target: h1, at: 6} # 0 hits\n"
                                     "evict: {target: h1, at: 10, label: x} # 0 hits\n"
                                     "evict: {target: h1, at: 20, label: x} # 0 hits\n");
    expect_row(&story, 0, 5, 5, 0);
    ground_end(&story.ground);
}

/* --- clock --- */

Test(clock, timers_that_are_set_come_by_it)
{
    struct story story;
    begin(&story, 2,
          "clock: {target: h1, at: 10us, for: 30us, drift: 1/4}\n"
          "clock: {target: h1, at: 20us, for: 10us, drift: 20%, way: behind}\n",
          MYC_FOREVER);
    at(&story, 0, set_timer, 50000);     /* before it */
    at(&story, 10000, set_timer, 10001); /* 4/5: 8,000.8, rounded up */
    at(&story, 20000, set_timer, 1000);  /* 4/5 of 5/4 */
    at(&story, 30000, set_timer, 5000);  /* 4,000 */
    at(&story, 40000, set_timer, 5000);  /* after it */
    at(&story, 10000, run, 10000);       /* tasks do not look at the clock */
    finish(&story);
    cr_expect_str_eq(story.ground.log, "10000 started 10000 on 1\n"
                                       "18001 timer 10001 on 1\n"
                                       "20000 ended 10000 on 1\n"
                                       "21000 timer 1000 on 1\n"
                                       "34000 timer 5000 on 1\n"
                                       "45000 timer 5000 on 1\n"
                                       "50000 timer 50000 on 1\n");
    expect_row(&story, 0, 10000, 40000, 3);
    expect_row(&story, 1, 20000, 30000, 1);
    ground_end(&story.ground);
}

Test(clock, a_jump_moves_those_that_are_set)
{
    struct story story;
    begin(&story, 2,
          "clock: {target: [h0, h1], at: 10us, drift: 0, step: 7us}\n"
          "clock: {target: h1, at: 14us, drift: 0, step: 20us, way: behind}\n",
          MYC_FOREVER);
    for (uint32_t i = 0; i < 4; i++)
        at(&story, 0, set_timer, 8000 + 4000 * i); /* 8, 12, 16, 20: the last two at 10, 13 */
    at(&story, 2000, set_timer, 28000);            /* 30: 23, then 43 */
    finish(&story);
    cr_expect_str_eq(story.ground.log, "8000 timer 8000 on 1\n"
                                       "10000 timer 12000 on 1\n"
                                       "10000 timer 16000 on 1\n"
                                       "13000 timer 20000 on 1\n"
                                       "43000 timer 28000 on 1\n");
    expect_row(&story, 0, 10000, MYC_FOREVER, 4);
    expect_row(&story, 1, 14000, MYC_FOREVER, 1);
    ground_end(&story.ground);
}

/* --- cold --- */

Test(cold, a_code_is_fetched_once)
{
    struct story story;
    begin(&story, 2, "cold: {target: [h0, h1], at: 1us, for: 999us, fetch: 100us}", MYC_FOREVER);
    at(&story, 0, run, 20); /* before it: this does not count as fetched */
    for (uint32_t i = 0; i < 4; i++)
        at(&story, 2000, run, i % 2 ? 10 : 20);
    at(&story, MYC_MS, run, 30); /* after it */
    finish(&story);
    cr_expect_str_eq(story.ground.log, "0 started 20 on 1\n"
                                       "20 ended 20 on 1\n"
                                       "2000 started 20 on 1\n"
                                       "102020 ended 20 on 1\n"
                                       "102020 started 10 on 1\n"
                                       "202030 ended 10 on 1\n"
                                       "202030 started 20 on 1\n"
                                       "202050 ended 20 on 1\n"
                                       "202050 started 10 on 1\n"
                                       "202060 ended 10 on 1\n"
                                       "1000000 started 30 on 1\n"
                                       "1000030 ended 30 on 1\n");
    expect_row(&story, 0, 1000, MYC_MS, 2);
    ground_end(&story.ground);
}

/* Another fault takes it again, a crash too; of two that are open the longer fetch counts. */
Test(cold, code_is_lost_again)
{
    struct story story;
    begin(&story, 2,
          "cold: {target: h1, fetch: 1us}\n"
          "crash: {target: h1, at: 10us, for: 10us}\n"
          "cold: {target: h1, at: 30us, for: 20us, fetch: 3us}\n",
          MYC_FOREVER);
    for (uint64_t i = 0; i < 6; i++)
        at(&story, 2000 + i * 10000 + (i == 1) * 18000, run, 5);
    at(&story, 52100, run, 6);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "2000 started 5 on 1\n"
                                       "3005 ended 5 on 1\n"
                                       "10000 crashed 1.0 by 2\n"
                                       "20000 restarted 1.1\n"
                                       "22000 started 5 on 1\n"
                                       "23005 ended 5 on 1\n"
                                       "30000 started 5 on 1\n"
                                       "33005 ended 5 on 1\n"
                                       "33005 started 5 on 1\n"
                                       "33010 ended 5 on 1\n"
                                       "42000 started 5 on 1\n"
                                       "42005 ended 5 on 1\n"
                                       "52000 started 5 on 1\n"
                                       "52005 ended 5 on 1\n"
                                       "52100 started 6 on 1\n"
                                       "53106 ended 6 on 1\n"
                                       "1010000 noticed 1.0 by 2\n");
    expect_row(&story, 0, 0, MYC_FOREVER, 3);
    expect_row(&story, 2, 30000, 50000, 1);
    ground_end(&story.ground);
}

/* A pause stops the fetch; slow cores stretch only the work that comes after it. */
Test(cold, a_fetch_is_no_work)
{
    struct story story;
    begin(&story, 2,
          "cold: {target: h1, fetch: 10us}\n"
          "slow: {target: h1, at: 2us, factor: 5}\n"
          "pause: {target: h1, at: 4us, for: 100us}\n"
          "slow: {target: h1, at: 111us, factor: 2}\n",
          MYC_FOREVER);
    at(&story, 0, run, 1000);
    finish(&story);
    /* It fetches until 110 us; 1 us at a fifth leaves 800 ns, at a tenth. */
    cr_expect_str_eq(story.ground.log, "0 started 1000 on 1\n119000 ended 1000 on 1\n");
    ground_end(&story.ground);
}

Test(cold, what_a_code_draws_depends_on_no_other)
{
    const char *plan = "cold: {target: h1, fetch: {kind: uniform, min: 0us, max: 1ms}}";
    myc_time alone = 0;
    for (uint32_t before = 0; before < 5; before++) {
        struct story story;
        begin(&story, 2, plan, MYC_FOREVER);
        for (uint32_t i = 0; i < before; i++)
            at(&story, 0, run, 50 + i);
        at(&story, MYC_SECOND, run, 20);
        finish(&story);
        myc_time end = myc_cluster_now(story.ground.cluster) - MYC_SECOND - 20;
        alone = before ? alone : end;
        cr_expect_eq(end, alone);
        cr_expect(end > 0 && end < MYC_MS);
        ground_end(&story.ground);
    }
}

/* --- load --- */

Test(load, what_the_program_runs_queues_behind_it)
{
    struct story story;
    begin(&story, 2, "load: {target: h1, at: 10, tasks: 3, cost: 100}", MYC_FOREVER);
    at(&story, 0, run, 50);
    at(&story, 5, run, 7);
    at(&story, 20, run, 9);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "0 started 50 on 1\n"
                                       "50 ended 50 on 1\n"
                                       "50 started 7 on 1\n"
                                       "57 ended 7 on 1\n"
                                       "357 started 9 on 1\n"
                                       "366 ended 9 on 1\n");
    expect_row(&story, 0, 10, 10, 3);
    cr_expect_str_eq(story.realised, "load: {target: h1, at: 10, tasks: 3, cost: 100} # 3 hits\n");
    ground_end(&story.ground);
}

/* Foreign work keeps no run alive, were there always some. */
Test(load, the_run_does_not_wait_for_it)
{
    struct story story;
    begin(&story, 2, "load: {target: all, by: {periodic: {period: 1us}}, tasks: 2, cost: 3us}",
          MYC_FOREVER);
    at(&story, 100, run, 10);
    ground_send(&story.ground, 0, 0, 1, 1);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "6000 started 10 on 1\n"
                                       "6010 ended 10 on 1\n"
                                       "50002 delivered 0>1 x 1\n");
    cr_expect_eq(myc_cluster_now(story.ground.cluster), 50002);
    ground_end(&story.ground);
}

/* A task that waits behind it is waited for, unless its host stands still for ever. */
Test(load, a_task_behind_it_is_waited_for)
{
    for (uint32_t pauses = 0; pauses < 2; pauses++) {
        struct story story;
        begin(&story, 2,
              pauses ? "load: {target: h1}\npause: {target: h1, at: 1us}\n"
                       "drop: {target: h0, by: {periodic: {period: 1us}}, for: 900ns}\n"
                     : "load: {target: h1}\npause: {target: h1, at: 1us, for: 3ms}\n",
              MYC_FOREVER);
        at(&story, 100, run, 10);
        finish(&story);
        cr_expect_str_eq(story.ground.log,
                         pauses ? "" : "19000000 started 10 on 1\n19000010 ended 10 on 1\n");
        cr_expect(!pauses || myc_cluster_now(story.ground.cluster) < 100 * MYC_US);
        ground_end(&story.ground);
    }
}

Test(load, a_crash_ends_it)
{
    struct story story;
    begin(&story, 2,
          "load: {target: h1, tasks: 9}\n"
          "crash: {target: h1, at: 1500us, for: 500us}\n"
          "load: {target: h1, at: 1800us}\n",
          MYC_FOREVER);
    at(&story, 100, run, 10);
    at(&story, 2 * MYC_MS, run, 20);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "1500000 crashed 1.0 by 2\n"
                                       "2000000 restarted 1.1\n"
                                       "2000000 started 20 on 1\n"
                                       "2000020 ended 20 on 1\n"
                                       "2500000 noticed 1.0 by 2\n");
    expect_row(&story, 1, 1500000, 2000000, 1);
    expect_row(&story, 2, 1800000, 1800000, 0);
    ground_end(&story.ground);
}

/* --- suspect --- */

/* All are told but the host itself; one who was away, or stood still, is not; and no longer than it
 * lasts. */
Test(suspect, a_lie_is_believed_while_it_lasts)
{
    struct story story;
    begin(&story, 3,
          "suspect: {target: h0, at: 10us, for: 10us}\n"
          "suspect: {target: h0, at: 15us, for: 30us, told: client}\n"
          "pause: {target: h1, at: 5us, for: 7us}\n"
          "crash: {target: h2, at: 5us, for: 7us}\n",
          MYC_FOREVER);
    at(&story, 9999, expect_told, 0);
    at(&story, 10000, expect_told, 0x8);
    at(&story, 12000, expect_told, 0xa);
    at(&story, 19999, expect_told, 0xa);
    at(&story, 20000, expect_told, 0x8);
    at(&story, 44999, expect_told, 0x8);
    at(&story, 45000, expect_told, 0);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "5000 crashed 2.0 by 2\n"
                                       "10000 noticed 0.0 by 3\n"
                                       "12000 noticed 0.0 by 3, on 1\n"
                                       "12000 restarted 2.1\n"
                                       "15000 noticed 0.0 by 4, on 3\n"
                                       "1005000 noticed 2.0 by 2\n");
    /* Two were up beside it, then the client; then three hear of the crash. */
    cr_expect_eq(myc_cluster_control(story.ground.cluster), 2 + 1 + 3);
    ground_end(&story.ground);
}

/* The lie is about one life: the next is believed in, and the truth is told when it comes. */
Test(suspect, a_lie_is_about_one_life)
{
    struct story story;
    begin(&story, 3,
          "crash: {target: h1, at: 1us, for: 8us}\n"
          "suspect: {target: h1, at: 2us, for: 5us}\n" /* it is down: nobody is told */
          "suspect: {target: h0, at: 10us}\n"
          "crash: {target: h0, at: 20us, for: 10us}\n",
          MYC_FOREVER);
    at(&story, 15000, expect_told, 0xe);
    at(&story, 25000, expect_told, 0xe);
    at(&story, 1020000, expect_told, 0xf); /* it knows of its own */
    finish(&story);
    cr_expect_str_eq(story.ground.log, "1000 crashed 1.0 by 1\n"
                                       "9000 restarted 1.1\n"
                                       "10000 noticed 0.0 by 3\n"
                                       "20000 crashed 0.0 by 4\n"
                                       "30000 restarted 0.1\n"
                                       "1001000 noticed 1.0 by 1\n"
                                       "1020000 noticed 0.0 by 4\n");
    ground_end(&story.ground);
}

/* --- files --- */

static const struct myc_file two_files[] = {
    { .name = "own", .length = 1000, .store = MYC_FILE_LOCAL },
    { .name = "all", .length = 2000, .store = MYC_FILE_SHARED },
};

static void begin_with_two_files(struct story *story, const char *plan)
{
    struct myc_cluster_config config = ground_config(2);
    config.files = two_files;
    config.file_count = 2;
    begin_with(story, ground_memory(), &config, plan, MYC_FOREVER, 1);
}

/* Which of h0, h1 and the client have their own (1), the shared (2), the written one (4). */
static void expect_files(struct ground *ground, uint32_t expected)
{
    uint32_t found = 0;
    for (uint32_t host = 0; host < 3; host++) {
        uint32_t has = 0;
        has += myc_cluster_file(ground->cluster, host, "own") ? 1 : 0;
        has += myc_cluster_file(ground->cluster, host, "all") ? 2 : 0;
        has += myc_cluster_written(ground->cluster, "pin-1") ? 4 : 0;
        found = found * 10 + has;
    }
    cr_expect_eq(found, expected, "%u at %" PRIu64, found, myc_cluster_now(ground->cluster));
}

static void write_pin(struct ground *ground, uint32_t host)
{
    myc_cluster_write(ground->cluster, host, "pin-1", 500, NULL, "pin-1");
}

Test(lose_file, a_copy_is_gone_or_all)
{
    struct story story;
    begin_with_two_files(&story, "lose_file: {target: [h0, h1], at: 1us, file: own}\n"
                                 "lose_file: {target: h1, at: 2us, file: own}\n"
                                 "lose_file: {target: h1, at: 3us, file: all}\n"
                                 "lose_file: {target: all, at: 4us, file: pin-*}\n");
    at(&story, 0, write_pin, 0);
    at(&story, 999, expect_files, 777);
    at(&story, 1000, expect_files, 667);
    at(&story, 2000, expect_files, 667);
    at(&story, 3000, expect_files, 445);
    at(&story, 4000, expect_files, 1);
    at(&story, 5000, write_pin, 1);
    at(&story, 6000, expect_files, 445);
    finish(&story);
    cr_expect_eq(myc_cluster_file_lost_by(story.ground.cluster, 1, "own"), 1);
    cr_expect_eq(myc_cluster_file_lost_by(story.ground.cluster, 2, "own"), 0);
    cr_expect_eq(myc_cluster_file_lost_by(story.ground.cluster, 0, "all"), 3);
    expect_row(&story, 0, 1000, 1000, 2);
    expect_row(&story, 1, 2000, 2000, 0);
    expect_row(&story, 2, 3000, 3000, 1);
    expect_row(&story, 3, 4000, 4000, 1);
    ground_end(&story.ground);
}

/* What has begun to be read goes on. */
static void read_shared(struct ground *ground, uint32_t host)
{
    myc_cluster_read(ground->cluster, host, &two_files[1], "all");
}

Test(lose_file, a_read_that_has_begun_goes_on)
{
    struct story story;
    begin_with_two_files(&story, "lose_file: {target: h1, at: 1us, file: all}");
    at(&story, 0, read_shared, 1);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "2000 read all on 1\n");
    ground_end(&story.ground);
}

Test(lose_file, a_crash_may_take_the_disk)
{
    struct story story;
    begin_with_two_files(&story, "crash: {target: h1, at: 1us, for: 1us, lose: files}\n"
                                 "crash: {target: h0, at: 1us, for: 1us, lose: none}\n");
    at(&story, 0, write_pin, 0);
    at(&story, 2000, expect_files, 767);
    finish(&story);
    expect_row(&story, 0, 1000, 2000, 1);
    expect_row(&story, 1, 1000, 2000, 0);
    cr_expect_str_eq(story.realised, "crash: {target: h1, at: 1000, for: 1000, lose: files} # 1 hit\n"
                                     "crash: {target: h0, at: 1000, for: 1000} # 0 hits\n");
    ground_end(&story.ground);
}

static void erase_pin(struct ground *ground, uint32_t argument)
{
    (void)argument;
    myc_cluster_erase(ground->cluster, "pin-1");
}

/* A write fails that ends while the disk is full. */
Test(disk_full, what_is_written_meanwhile_is_not_stored)
{
    struct story story;
    begin_with_two_files(&story, "disk_full: {target: h1, at: 400, for: 500}\n"
                                 "disk_full: {target: h1, at: 800, for: 300}\n");
    at(&story, 0, write_pin, 1); /* until 500 */
    at(&story, 501, expect_files, 333);
    at(&story, 510, write_pin, 1); /* until 1,010 */
    at(&story, 520, expect_files, 777); /* that of h0 */
    at(&story, 530, erase_pin, 0);
    at(&story, 1020, expect_files, 333);
    at(&story, 1010, write_pin, 1); /* until 1,510 */
    at(&story, 1520, expect_files, 777);
    at(&story, 10, write_pin, 0);
    at(&story, 600, nothing, 0);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "500 could not write pin-1 on 1\n"
                                       "510 wrote pin-1 on 0\n"
                                       "1010 could not write pin-1 on 1\n"
                                       "1510 wrote pin-1 on 1\n");
    expect_row(&story, 0, 400, 900, 2);
    expect_row(&story, 1, 800, 1100, 0);
    ground_end(&story.ground);
}

/* --- who comes and goes --- */

/* What host 0 believes of hosts 1 and 2 as they are now: that they are up (1), may be chosen (2). */
static void expect_believed(struct ground *ground, uint32_t expected)
{
    uint32_t found = 0;
    for (uint32_t host = 1; host <= 2; host++) {
        uint32_t now = myc_cluster_believes_up(ground->cluster, 0, host) ? 1 : 0;
        now += myc_cluster_takes_work(ground->cluster, host) ? 2 : 0;
        found = found * 10 + now;
    }
    cr_expect_eq(found, expected, "%u at %" PRIu64, found, myc_cluster_now(ground->cluster));
}

/* All are told at once, whatever the detector; a crash meanwhile ends no life, and a host that is gone
 * can only come back when every fault has let go of it. */
Test(leave, all_are_told_at_once)
{
    static const struct myc_detector_timeout patience = { .after = 1000 * MYC_MS };
    struct myc_cluster_config config = ground_config(3);
    config.detector = &myc_detector_timeout;
    config.detector_parameters = &patience;
    struct story story;
    begin_with(&story, ground_memory(), &config,
               "leave: {target: h1, at: 100, for: 300}\n"
               "crash: {target: h1, at: 200, for: 400}\n"
               "crash: {target: h2, at: 50, for: 150}\n"
               "leave: {target: h2, at: 60, for: 1us}\n",
               MYC_FOREVER, 1);
    at(&story, 99, expect_believed, 33);
    at(&story, 100, expect_believed, 23);
    at(&story, 599, expect_believed, 23);
    at(&story, 600, expect_believed, 33);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "50 crashed 2.0 by 1\n"
                                       "100 crashed 1.0 by 3\n"
                                       "100 noticed 1.0 by 3\n"
                                       "600 restarted 1.1\n"
                                       "1060 restarted 2.1\n");
    cr_expect_eq(myc_cluster_control(story.ground.cluster), 2, "h0 and the client");
    ground_end(&story.ground);
}

/* From the beginning: it joins late. */
Test(leave, who_leaves_at_once_joins_late)
{
    struct story story;
    begin(&story, 3, "leave: {target: h1, for: 10us}", MYC_FOREVER);
    ground_send(&story.ground, 11 * MYC_US, 0, 1, 1000);
    at(&story, 0, expect_believed, 23);
    at(&story, 9999, expect_believed, 23);
    at(&story, 10000, expect_believed, 33);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "0 crashed 1.0 by 1\n"
                                       "0 noticed 1.0 by 1\n"
                                       "10000 restarted 1.1\n"
                                       "63000 delivered 0>1 x 1\n");
    ground_end(&story.ground);
}

/* Who asks is a hit of the first fault that is open. */
Test(drain, nobody_chooses_it_meanwhile)
{
    struct story story;
    begin(&story, 3,
          "drain: {target: h1, at: 100, for: 100}\n"
          "drain: {target: [h1, h2], at: 150, for: 100}\n"
          "crash: {target: h2, at: 160, for: 10}\n",
          MYC_FOREVER);
    at(&story, 99, expect_believed, 33);
    at(&story, 100, expect_believed, 13);
    at(&story, 155, expect_believed, 11);
    at(&story, 175, expect_believed, 11); /* its next life too */
    at(&story, 249, expect_believed, 11);
    at(&story, 250, expect_believed, 33);
    finish(&story);
    expect_row(&story, 0, 100, 200, 4);
    expect_row(&story, 1, 150, 250, 3);
    ground_end(&story.ground);
}

/* --- against a naive model --- */

/* What is in force from `start` to `end`. */
struct spell {
    myc_time start, end;
    uint64_t numerator, denominator; /* of a slow; a pause takes for ever: x / 0 */
};

enum { SPELLS = 6 };

static const char *random_spells(struct myc_stream *chance, struct spell spells[SPELLS],
                                 const char *resource, struct myc_memory *memory)
{
    const char *plan = "";
    for (size_t i = 0; i < SPELLS; i++) {
        bool pauses = !resource && myc_stream_below(chance, 3) == 0;
        spells[i].start = myc_stream_below(chance, 30000);
        spells[i].end = spells[i].start + 1 + myc_stream_below(chance, 9000);
        spells[i].denominator = pauses ? 0 : 1 + myc_stream_below(chance, 3);
        spells[i].numerator = spells[i].denominator + 1 + myc_stream_below(chance, 4);
        const char *own =
            pauses ? ""
                   : myc_memory_format(memory, ", factor: %" PRIu64 "/%" PRIu64 ", resource: %s",
                                       spells[i].numerator, spells[i].denominator,
                                       resource ? resource : "cpu");
        plan = myc_memory_format(
            memory, "%s%s: {target: h1, at: %" PRIu64 ", for: %" PRIu64 "%s}\n", plan,
            pauses ? "pause" : "slow", spells[i].start, spells[i].end - spells[i].start, own);
    }
    return plan;
}

/* ceil(bytes * the factors in force), each NIC and disk as it is when it begins. */
static uint64_t naive_takes(const struct spell spells[SPELLS], myc_time begins, uint64_t bytes)
{
    uint64_t numerator = bytes, denominator = 1;
    for (size_t i = 0; i < SPELLS; i++)
        if (spells[i].start <= begins && begins < spells[i].end) {
            numerator *= spells[i].numerator;
            denominator *= spells[i].denominator;
        }
    return (numerator + denominator - 1) / denominator;
}

Test(slow, a_nic_is_as_a_naive_one)
{
    enum { MESSAGES = 30, SEEDS = 300 };
    struct myc_memory *memory = ground_memory();
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct myc_stream chance;
        struct spell spells[SPELLS];
        struct story story;
        myc_memory_reset(memory);
        myc_stream_init(&chance, seed, 2, MYC_PURPOSE_TEST);
        begin_in(&story, memory, 2, random_spells(&chance, spells, "nic", memory), MYC_FOREVER, 1);
        myc_time sent = 0, free_at = 0;
        for (uint64_t i = 0; i < MESSAGES; i++) {
            sent += myc_stream_below(&chance, 2000);
            ground_send(&story.ground, sent, 1, 0, 1 + myc_stream_below(&chance, 1200));
        }
        story.ground.is_quiet = true;
        finish(&story);
        for (size_t i = 0; i < MESSAGES; i++) {
            const struct myc_book_message *message = &story.ground.book.messages[i];
            myc_time begins = message->sent > free_at ? message->sent : free_at;
            free_at = begins + naive_takes(spells, begins, message->bytes);
            cr_assert_eq(message->left, free_at, "seed %" PRIu64 ", %zu: %" PRIu64 ", not %" PRIu64,
                         seed, i, message->left, free_at);
        }
    }
    myc_memory_destroy(memory);
}

/* When a task that starts at 0 is done: its work is added up from one start or end to the next. */
static double naive_end(const struct spell spells[SPELLS], double work)
{
    double now = 0;
    for (;;) {
        double next = 1e18, rate = 1;
        for (size_t i = 0; i < SPELLS; i++) {
            const double start = (double)spells[i].start, end = (double)spells[i].end;
            if (start > now && start < next)
                next = start;
            if (end > now && end < next)
                next = end;
            if (start <= now && now < end)
                rate *= (double)spells[i].denominator / (double)spells[i].numerator;
        }
        if (rate * (next - now) >= work)
            return now + work / rate;
        work -= rate * (next - now);
        now = next;
    }
}

/* A change costs less than 1 ns of work, and the end is rounded up. */
Test(slow, tasks_are_as_naive_ones)
{
    enum { SEEDS = 2000 };
    struct myc_memory *memory = ground_memory();
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct myc_stream chance;
        struct spell spells[SPELLS];
        struct story story;
        myc_memory_reset(memory);
        myc_stream_init(&chance, seed, 3, MYC_PURPOSE_TEST);
        begin_in(&story, memory, 2, random_spells(&chance, spells, NULL, memory), MYC_FOREVER, 1);
        uint32_t work = 1 + (uint32_t)myc_stream_below(&chance, 30000);
        at(&story, 0, run, work);
        finish(&story);
        const char *ended = strchr(story.ground.log, '\n') + 1;
        double end = strtod(ended, NULL);
        double naive = naive_end(spells, work), least = naive_end(spells, work + 2 * SPELLS);
        cr_assert(end >= naive - 0.001 && end <= least + 1, "seed %" PRIu64 ": %s, not %f", seed,
                  ended, naive);
    }
    myc_memory_destroy(memory);
}
