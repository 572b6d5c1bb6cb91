/* What a plan does to a cluster, when, and what is then said of it. Numbers are reckoned by hand:
 * a message of b bytes takes b + 50,000 + b ns. */
#include "tests/plan_story.h"

#include <gsl/gsl_cdf.h>

#include "faults/effect.h"
#include "sim/distribution.h"

static void write_record(struct ground *ground, enum myc_record_kind kind, const char *label,
                         uint32_t host)
{
    myc_book_add(&ground->book, &(struct myc_record){ .kind = kind,
                                                      .time = myc_cluster_now(ground->cluster),
                                                      .label = label,
                                                      .host = host });
}

/* Actions of the script. */
static void pin_x(struct ground *ground, uint32_t host)
{
    write_record(ground, MYC_RECORD_PINNED, "x", host);
}

static void pin_y(struct ground *ground, uint32_t host)
{
    write_record(ground, MYC_RECORD_PINNED, "y", host);
}

static void lose_x(struct ground *ground, uint32_t host)
{
    write_record(ground, MYC_RECORD_LOST, "x", host);
}

static void hold_x(struct ground *ground, uint32_t host)
{
    myc_roles_set(myc_cluster_roles(ground->cluster), MYC_ROLE_HOLDER, "x", host);
}

static void nothing(struct ground *ground, uint32_t argument)
{
    (void)ground;
    (void)argument;
}

static void stop(struct ground *ground, uint32_t argument)
{
    (void)argument;
    myc_engine_stop(ground->engine, MYC_STOP_ENDED);
}

/* --- when --- */

Test(injector, a_crash_starts_and_ends_when_told)
{
    struct story story;
    begin(&story, 2, "crash: {target: h1, at: 60us, for: 5ms}", MYC_FOREVER);
    ground_send(&story.ground, 100 * MYC_US, 0, 1, 1000);
    ground_send(&story.ground, 6 * MYC_MS, 0, 1, 1000);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "60000 crashed 1.0 by 1\n"
                                       "151000 lost 0>1 x 1 by 1\n"
                                       "1060000 noticed 1.0 by 1\n"
                                       "5060000 restarted 1.1\n"
                                       "6052000 delivered 0>1 x 2\n");
    cr_expect_str_eq(story.realised, "crash: {target: h1, at: 60000, for: 5000000} # 1 hit\n");
    expect_row(&story, 0, 60000, 5060000, 1);
    cr_expect_str_eq(row(&story, 0)->effect, "crash");
    cr_expect_str_eq(row(&story, 0)->target, "h1");
    cr_expect_str_eq(row(&story, 0)->item, "crash: {target: h1, at: 60000, for: 5000000}");
    cr_expect_eq(row(&story, 0)->host_count, 1);
    cr_expect_eq(row(&story, 0)->hosts[0], 1);
    ground_end(&story.ground);
}

Test(injector, a_fault_writes_its_start_and_end)
{
    struct story story;
    begin(&story, 3, "drop: {target: [h2, h1], at: 5, for: 3}", MYC_FOREVER);
    at(&story, 7, nothing, 0); /* starts alone keep no run alive */
    finish(&story);
    const struct myc_book *book = &story.ground.book;
    cr_assert_eq(book->record_count, 2);
    for (uint32_t i = 0; i < 2; i++) {
        cr_expect_eq(book->records[i].kind, i ? MYC_RECORD_FAULT_ENDED : MYC_RECORD_FAULT_STARTED);
        cr_expect_eq(book->records[i].time, i ? 8 : 5);
        cr_expect_eq(book->records[i].fault, 1);
        cr_expect_eq(book->records[i].host, 1);
        cr_expect_null(book->records[i].label);
    }
    cr_expect_str_eq(story.realised, "drop: {target: [h1, h2], at: 5, for: 3} # 0 hits\n");
    cr_expect_null(book->watches, "nothing waits for a record");
    ground_end(&story.ground);
}

Test(injector, after_waits_for_the_nth_record)
{
    struct story story;
    begin(&story, 3,
          "drop: {target: h0, after: pinned(x)}\n"
          "drop: {target: h1, after: pinned(x), nth: 2, wait: 0s}\n"
          "drop: {target: h2, after: pinned(x), wait: 3us, for: 1us}\n"
          "drop: {target: h2, after: pinned(x), nth: 4}\n"
          "drop: {target: h2, after: lost(y)}\n",
          MYC_FOREVER);
    at(&story, 1000, pin_y, 0);
    at(&story, 2000, lose_x, 0);
    at(&story, 5000, pin_x, 0);
    at(&story, 7000, pin_x, 0);
    at(&story, 9000, pin_x, 0);
    finish(&story);
    cr_expect_str_eq(story.realised,
                     "drop: {target: h0, at: 5001} # 0 hits\n"
                     "drop: {target: h1, at: 7001} # 0 hits\n"
                     "drop: {target: h2, at: 8000, for: 1000} # 0 hits\n"
                     "# skipped (pinned(x) happened only 3 times): "
                     "drop: {target: h2, after: pinned(x), nth: 4}\n"
                     "# skipped (lost(y) never happened): drop: {target: h2, after: lost(y)}\n");
    cr_expect_eq(row(&story, 4)->state, MYC_FAULT_SKIPPED);
    cr_expect_eq(row(&story, 4)->id, 5);
    cr_expect_str_eq(row(&story, 4)->why, "lost(y) never happened");
    ground_end(&story.ground);
}

Test(injector, by_starts_it_again_and_again)
{
    struct story story;
    begin(&story, 3,
          "drop: {target: h0, by: {periodic: {period: 10us, first: 3us}}, for: 1us}\n"
          "drop: {target: h1, by: {flap: {up: 12us, down: 2us}}, from: 1us, times: 2}\n"
          "drop: {target: h2, by: {follow: {item: drop#2, its: end, wait: 5us}}, for: 7}\n"
          "drop: {target: h2, by: {follow: {item: drop#1}}, from: 20us, for: 9}\n"
          "drop: {target: holder(x), by: {burst: {every: 9us, count: 2, gap: 1us}}, for: 1}\n"
          "drop: {target: [h0, h2], by: {renewal: {up: 14us}}, for: 1us, times: 2}\n",
          MYC_FOREVER);
    at(&story, 30000, hold_x, 1);
    at(&story, 32000, nothing, 0);
    finish(&story);
    cr_expect_str_eq(story.realised,
                     "drop: {target: h0, at: 3000, for: 1000} # 0 hits\n"
                     "drop: {target: h0, at: 13000, for: 1000} # 0 hits\n"
                     "drop: {target: h1, at: 13000, for: 2000} # 0 hits\n"
                     "drop: {target: h0, at: 14000, for: 1000} # 0 hits\n"
                     "drop: {target: h2, at: 14000, for: 1000} # 0 hits\n"
                     "drop: {target: h2, at: 20000, for: 7} # 0 hits\n"
                     "drop: {target: h0, at: 23000, for: 1000} # 0 hits\n"
                     "drop: {target: h2, at: 23001, for: 9} # 0 hits\n"
                     "drop: {target: h1, at: 27000, for: 2000} # 0 hits\n"
                     "drop: {target: h0, at: 29000, for: 1000} # 0 hits\n"
                     "drop: {target: h2, at: 29000, for: 1000} # 0 hits\n"
                     "# skipped (no holder of x): drop: {target: holder(x), by: {burst: {every: "
                     "9000, count: 2, gap: 1000}}, for: 1}\n");
    ground_end(&story.ground);
}

Test(injector, until_ends_it_one_ns_after_the_record)
{
    struct story story;
    begin(&story, 3,
          "crash: {target: h1, at: 10us, until: pinned(x)}\n"
          "crash: {target: h2, at: 10us, until: pinned(z)}\n",
          MYC_FOREVER);
    at(&story, 5000, pin_x, 0);
    at(&story, 20000, pin_x, 0);
    at(&story, 30000, pin_x, 0);
    finish(&story);
    cr_expect_str_eq(story.realised, "crash: {target: h1, at: 10000, for: 10001} # 0 hits\n"
                                     "crash: {target: h2, at: 10000} # 0 hits\n");
    expect_row(&story, 0, 10000, 20001, 0);
    expect_row(&story, 1, 10000, MYC_FOREVER, 0);
    cr_expect_not_null(strstr(story.ground.log, "20001 restarted 1.1\n"));
    cr_expect_null(strstr(story.ground.log, "restarted 2.1\n"));
    ground_end(&story.ground);
}

/* A record written by the fault itself ends it, one ns after its start. */
static void lose_when_crashed(void *program, struct myc_incarnation ended, uint32_t fault)
{
    (void)fault;
    write_record(program, MYC_RECORD_LOST, "x", ended.host);
}

Test(injector, a_record_never_acts_inside_the_event_that_made_it)
{
    static const struct myc_program_calls calls = { .message_kinds = kinds,
                                                    .crashed = lose_when_crashed };
    struct myc_cluster_config config = ground_config(2);
    const struct myc_limits limits = { .events = UINT64_MAX, .time = MYC_FOREVER };
    struct story story = { .ground.memory = ground_memory() };
    struct ground *ground = &story.ground;
    ground->engine = myc_engine_begin(ground->memory, &limits);
    myc_book_begin(&ground->book, ground->memory, false);
    ground->cluster = myc_cluster_begin(ground->engine, &ground->book, &config, 1);
    myc_cluster_program(ground->cluster, &calls, ground);
    ground->script = myc_engine_add_process(ground->engine, ground_handle, ground);
    const struct myc_plan_world world = plans_world(&config, kinds);
    const struct myc_plan *plan = plans_read("drop: {target: h0, after: lost(x)}\n"
                                             "crash: {target: h1, at: 50, until: lost(x)}\n"
                                             "crash: {target: h0, at: 51, for: 0}\n",
                                             &world, ground->memory);
    story.injector = myc_injector_begin(ground->cluster, plan, MYC_FOREVER);
    at(&story, 90, nothing, 0);
    finish(&story);
    cr_expect_str_eq(story.realised, "crash: {target: h1, at: 50, for: 1} # 0 hits\n"
                                     "drop: {target: h0, at: 51} # 0 hits\n"
                                     "crash: {target: h0, at: 51, for: 0} # 0 hits\n");
    ground_end(ground);
}

Test(injector, faults_of_one_time_start_in_the_order_of_items)
{
    struct story story;
    begin(&story, 4,
          "drop: {target: h3, after: pinned(x)}\n"
          "drop: {target: h2, at: 6}\n"
          "drop: {target: h1, at: 5}\n"
          "drop: {target: h0, at: 6}\n",
          MYC_FOREVER);
    at(&story, 5, pin_x, 0);
    at(&story, 7, nothing, 0);
    finish(&story);
    cr_expect_str_eq(story.realised, "drop: {target: h1, at: 5} # 0 hits\n"
                                     "drop: {target: h3, at: 6} # 0 hits\n"
                                     "drop: {target: h2, at: 6} # 0 hits\n"
                                     "drop: {target: h0, at: 6} # 0 hits\n");
    ground_end(&story.ground);
}

Test(injector, after_eff_nothing_starts_and_all_is_healed)
{
    struct story story;
    begin(&story, 6,
          "crash: {target: h0, at: 10us}\n"
          "crash: {target: h1, at: 10us, for: 1h}\n"
          "crash: {target: h2, at: 10us, for: 20us}\n"
          "crash: {target: h3, at: 10us, until: pinned(x)}\n"
          "crash: {target: h4, at: 1ms}\n"
          "crash: {target: h5, at: 1s}\n"
          "crash: {target: h5, after: pinned(x), wait: 1s}\n",
          MYC_MS);
    at(&story, 2 * MYC_MS, pin_x, 0);
    finish(&story);
    cr_expect_str_eq(story.realised, "crash: {target: h0, at: 10000, for: 990000} # 0 hits\n"
                                     "crash: {target: h1, at: 10000, for: 990000} # 0 hits\n"
                                     "crash: {target: h2, at: 10000, for: 20000} # 0 hits\n"
                                     "crash: {target: h3, at: 10000, for: 990000} # 0 hits\n"
                                     "# skipped (eff): crash: {target: h4, at: 1000000}\n"
                                     "# skipped (run ended): crash: {target: h5, at: 1000000000}\n"
                                     "# skipped (run ended): crash: {target: h5, after: pinned(x), "
                                     "wait: 1000000000}\n");
    cr_expect_not_null(strstr(story.ground.log, "1000000 restarted 0.1\n1000000 restarted 1.1\n"
                                                "1000000 restarted 3.1\n"));
    cr_expect_eq(row(&story, 4)->start, MYC_MS);
    ground_end(&story.ground);
}

/* The end that is planned is kept where the run ended before it; one that no record brought is
 * not known. */
Test(injector, the_run_may_end_before_the_fault)
{
    struct story story;
    begin(&story, 4,
          "crash: {target: h0, at: 10, for: 1s}\n"
          "crash: {target: h1, at: 10}\n"
          "crash: {target: h2, at: 10, until: pinned(x)}\n"
          "crash: {target: h3, at: 10, until: pinned(y)}\n",
          MYC_SECOND / 2);
    at(&story, 100, pin_x, 0);
    at(&story, 100, stop, 0);
    cr_assert_eq(myc_engine_run(story.ground.engine), MYC_STOP_ENDED);
    story.realised = myc_injector_finish(story.injector, story.ground.memory);
    cr_expect_str_eq(story.realised, "crash: {target: h0, at: 10, for: 1000000000} # 0 hits\n"
                                     "crash: {target: h1, at: 10} # 0 hits\n"
                                     "crash: {target: h2, at: 10, for: 91} # 0 hits\n"
                                     "crash: {target: h3, at: 10} # 0 hits\n");
    ground_end(&story.ground);
}

/* --- the fingerprint --- */

static void fingerprint_of(const char *plan, char text[33])
{
    struct story story;
    begin(&story, 3, plan, MYC_FOREVER);
    ground_send(&story.ground, 0, 0, 1, 1000);
    at(&story, 5000, pin_x, 0);
    at(&story, 20000, pin_y, 0);
    at(&story, 90000, nothing, 0);
    finish(&story);
    ground_fingerprint(&story.ground, text);
    ground_end(&story.ground);
}

static bool same_fingerprint(const char *a, const char *b)
{
    char of_a[33], of_b[33];
    fingerprint_of(a, of_a);
    fingerprint_of(b, of_b);
    return strcmp(of_a, of_b) == 0;
}

Test(injector, the_fingerprint_holds_what_happened_and_nothing_else)
{
    const char *crash = "crash: {target: h1, at: 5001, for: 15000}\n";
    cr_expect(same_fingerprint(crash, crash));
    cr_expect(same_fingerprint(crash, "crash: {target: h1, after: pinned(x), until: pinned(y)}"));
    cr_expect(same_fingerprint(crash, "crash: {target: [h1], at: 5001, for: 15us, name: storm}"));
    cr_expect(same_fingerprint(crash, "drop: {target: holder(x), at: 100}\n"
                                      "crash: {target: h1, at: 5001, for: 15000}\n"
                                      "drop: {target: h0, after: lost(x)}\n"
                                      "drop: {target: h0, at: 1h}\n"));
    cr_expect(!same_fingerprint(crash, "crash: {target: h1, at: 5002, for: 15000}"));
    cr_expect(!same_fingerprint(crash, "crash: {target: h1, at: 5001, for: 15001}"));
    cr_expect(!same_fingerprint(crash, "crash: {target: h2, at: 5001, for: 15000}"));
    cr_expect(!same_fingerprint(crash, "drop: {target: h1, at: 5001, for: 15000}"));
    cr_expect(!same_fingerprint(crash, ""));
    /* Two that are both idle differ in their words alone. */
    cr_expect(!same_fingerprint("delay: {target: h2, at: 5, add: 1}",
                                "delay: {target: h2, at: 5, add: 2}"));
}

/* Each fault enters with its ordinal of start and the words of its realised item. */
static void expect_words(void *state, const struct myc_event *event, uint64_t ordinal)
{
    uint32_t *seen = state;
    (void)ordinal;
    if (event->rank != MYC_RANK_FAULT_START && event->rank != MYC_RANK_FAULT_END)
        return;
    cr_expect_eq(event->counter, event->time < 6 ? 1 : 2);
    cr_expect_eq(event->content,
                 myc_stream_entity(event->time < 6 ? "drop: {target: h1, at: 4}"
                                                   : "delay: {target: h2, at: 6, add: 9}"));
    *seen = *seen * 10 + (uint32_t)event->rank + 1;
}

Test(injector, a_fault_enters_with_its_ordinal_and_words)
{
    struct story story;
    begin(&story, 3,
          "delay: {target: [h2], at: 6, add: 9, for: 1, name: later}\n"
          "drop: {target: holder(x)}\n"
          "drop: {target: h1, at: 4, for: 1}\n",
          MYC_FOREVER);
    at(&story, 9, nothing, 0);
    uint32_t seen = 0;
    myc_engine_observe(story.ground.engine, expect_words, &seen);
    finish(&story);
    cr_expect_eq(seen, 2323, "start end start end, not %u", seen);
    ground_end(&story.ground);
}

/* --- whom --- */

Test(injector, roles_are_asked_when_the_fault_starts)
{
    struct story story;
    begin(&story, 3,
          "crash: {target: holder(x), at: 10}\n"
          "crash: {target: holder(x), at: 30}\n"
          "crash: {target: holder(x), at: 50}\n"
          "delay: {target: holder(x), at: 50, add: 1}\n"
          "crash: {target: requester(x), at: 50}\n"
          "crash: {target: root(x), at: 50}\n",
          MYC_FOREVER);
    at(&story, 20, hold_x, 2);
    at(&story, 20, hold_x, 0);
    at(&story, 20, hold_x, 3);
    at(&story, 60, nothing, 0);
    finish(&story);
    cr_expect_str_eq(
        story.realised,
        "crash: {target: [h0, h2], at: 30} # 0 hits\n"
        "delay: {target: client, at: 50, add: 1} # 0 hits\n"
        "# skipped (no holder of x): crash: {target: holder(x), at: 10}\n"
        "# skipped (it would strike only client: the driver's host is what the run is judged "
        "from; cut or delay it instead): crash: {target: holder(x), at: 50}\n"
        "# skipped (no requester of x): crash: {target: requester(x), at: 50}\n"
        "# skipped (no root of x): crash: {target: root(x), at: 50}\n");
    ground_end(&story.ground);
}

Test(injector, racks_and_zones)
{
    /* Six hosts in 2 zones of 2 racks: 0 1 | 2 || 3 4 | 5, the client in the first. */
    struct story story = { .ground.memory = ground_memory() };
    struct myc_cluster_config config = ground_config(6);
    config.zones = 2;
    config.racks = 2;
    ground_begin(&story.ground, &config);
    const struct myc_plan_world world = plans_world(&config, kinds);
    const struct myc_plan *plan = plans_read("drop: {target: rack(0), at: 1}\n"
                                             "crash: {target: rack(0), at: 2}\n"
                                             "crash: {target: rack(2), at: 3}\n"
                                             "drop: {target: zone(0), at: 4}\n"
                                             "crash: {target: zone(1), at: 5}\n"
                                             "drop: {target: all, at: 6}\n",
                                             &world, story.ground.memory);
    story.injector = myc_injector_begin(story.ground.cluster, plan, MYC_FOREVER);
    at(&story, 9, nothing, 0);
    finish(&story);
    cr_expect_str_eq(story.realised, "drop: {target: [h0, h1, client], at: 1} # 0 hits\n"
                                     "crash: {target: [h0, h1], at: 2} # 0 hits\n"
                                     "crash: {target: [h3, h4], at: 3} # 0 hits\n"
                                     "drop: {target: [h0, h1, h2, client], at: 4} # 0 hits\n"
                                     "crash: {target: [h3, h4, h5], at: 5} # 0 hits\n"
                                     "drop: {target: [h0, h1, h2, h3, h4, h5], at: 6} # 0 hits\n");
    ground_end(&story.ground);
}

/* Each set is equally likely: hosts and pairs of hosts are counted over many seeds. */
Test(injector, random_draws_distinct_hosts_but_the_client)
{
    enum { HOSTS = 6, SEEDS = 3000 };
    uint32_t alone[HOSTS] = { 0 }, pairs[HOSTS][HOSTS] = { 0 };
    struct myc_memory *memory = ground_memory();
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct story story;
        myc_memory_reset(memory);
        begin_in(&story, memory, HOSTS, "drop: {target: any, for: 1}\ndrop: {target: random(2)}",
                 MYC_FOREVER, seed);
        at(&story, 5, nothing, 0);
        finish(&story);
        cr_assert_eq(row(&story, 0)->host_count, 1);
        cr_assert_eq(row(&story, 1)->host_count, 2);
        const uint32_t *two = row(&story, 1)->hosts;
        cr_assert_lt(row(&story, 0)->hosts[0], HOSTS);
        cr_assert(two[0] < two[1] && two[1] < HOSTS);
        alone[row(&story, 0)->hosts[0]]++;
        pairs[two[0]][two[1]]++;
    }
    /* 500 +- 5 * 20.4 of each host; 200 +- 5 * 13.7 of each of 15 pairs. */
    for (uint32_t a = 0; a < HOSTS; a++) {
        cr_expect(alone[a] > 398 && alone[a] < 602, "host %u %u times", a, alone[a]);
        for (uint32_t b = a + 1; b < HOSTS; b++)
            cr_expect(pairs[a][b] > 131 && pairs[a][b] < 269, "%u and %u %u times", a, b,
                      pairs[a][b]);
    }
    myc_memory_destroy(memory);
}

/* --- chance --- */

static const char *realised(const char *plan, uint64_t seed, struct myc_memory *memory)
{
    struct story story;
    begin_in(&story, memory, 9, plan, MYC_FOREVER, seed);
    at(&story, 5, nothing, 0);
    finish(&story);
    return story.realised;
}

Test(injector, a_length_is_drawn_from_the_stream_of_the_item)
{
    static const char *const names[] = { "crash#2", "storm" };
    static const char *const plans[] = {
        "crash: {target: h0, for: 1}\n"
        "crash: {target: h1, for: {kind: exponential, mean: 1ms}}\n",
        "crash: {target: h1, for: {kind: exponential, mean: 1ms}, name: storm}\n",
    };
    struct myc_memory *memory = ground_memory();
    for (size_t i = 0; i < 2; i++) {
        struct myc_stream stream;
        myc_stream_init(&stream, 7, myc_stream_entity(names[i]), MYC_PURPOSE_PERTURB);
        struct myc_distribution mean = { .kind = &myc_distribution_exponential };
        mean.parameter[0].ns = MYC_MS;
        const char *expected = myc_memory_format(memory, "target: h1, at: 0, for: %" PRIu64,
                                                 myc_distribution_draw(&mean, &stream));
        const char *text = realised(plans[i], 7, memory);
        cr_expect_not_null(strstr(text, expected), "%s\n%s", text, expected);
    }
    myc_memory_destroy(memory);
}

Test(injector, other_items_move_no_draw)
{
    struct myc_memory *memory = ground_memory();
    const char *drawn = "drop: {target: random(3), for: {kind: uniform, min: 1s, max: 2s}}\n";
    for (uint64_t seed = 0; seed < 50; seed++) {
        const char *alone = realised(drawn, seed, memory);
        const char *more =
            realised(myc_memory_format(
                         memory, "crash: {target: any, at: 3}\n%sdrop: {target: any}\n", drawn),
                     seed, memory);
        cr_expect_not_null(strstr(more, alone), "seed %" PRIu64 "\n%s\n%s", seed, alone, more);
    }
    cr_expect_str_neq(realised(drawn, 1, memory), realised(drawn, 2, memory));
    myc_memory_destroy(memory);
}

/* A time is a distribution too: with a fixed length the same hosts are drawn. */
Test(injector, the_length_moves_no_draw_of_the_target)
{
    struct myc_memory *memory = ground_memory();
    for (uint64_t seed = 0; seed < 50; seed++) {
        const char *fixed = realised("drop: {target: random(3), for: 5}", seed, memory);
        const char *drawn = realised(
            "drop: {target: random(3), for: {kind: uniform, min: 1s, max: 2s}}", seed, memory);
        cr_expect_eq(strncmp(fixed, drawn, strcspn(fixed, "]")), 0, "%s%s", fixed, drawn);
    }
    myc_memory_destroy(memory);
}

/* --- what --- */

/* Every ordered pair of hosts sends one byte at 100 us; a row says which arrive by 1 ms. */
static void expect_reach(uint32_t hosts, const char *plan, const char *expected)
{
    struct story story;
    begin(&story, hosts, plan, MYC_FOREVER);
    uint32_t all = hosts + 1;
    for (uint32_t i = 0; i < all * all; i++)
        if (i / all != i % all)
            ground_send(&story.ground, 100 * MYC_US, i / all, i % all, 1);
    at(&story, MYC_MS, stop, 0);
    myc_engine_run(story.ground.engine);
    myc_injector_finish(story.injector, story.ground.memory);
    char reached[128] = { 0 };
    uint64_t lost = 0;
    for (uint32_t i = 0; i < all; i++) {
        memset(reached + i * (all + 1), '-', all);
        reached[i * (all + 1) + all] = ' ';
    }
    for (size_t i = 0; i < story.ground.book.message_count; i++) {
        const struct myc_book_message *message = &story.ground.book.messages[i];
        bool arrived = message->state == MYC_MESSAGE_DELIVERED;
        reached[message->source * (all + 1) + message->destination] = arrived ? '1' : '.';
        lost += !arrived;
        cr_expect_eq(message->fault, arrived ? 0 : 1);
    }
    reached[all * (all + 1) - 1] = '\0';
    cr_expect_str_eq(reached, expected, "%s: %s", plan, reached);
    cr_expect_eq(row(&story, 0)->hits, lost);
    ground_end(&story.ground);
}

Test(injector, a_partition_cuts_between_groups)
{
    /* From h0, h1, h2, h3, client, each to the same in that order. */
    expect_reach(4, "partition: {groups: [[h0, h1], [h2]]}", "-1.11 1-.11 ..-11 111-1 1111-");
    expect_reach(4, "partition: {groups: [[h0, h1], [h2]], mode: hold}",
                 "-1.11 1-.11 ..-11 111-1 1111-");
    expect_reach(4, "partition: {groups: [[h0, h1], [h2]], oneway: true}",
                 "-1.11 1-.11 11-11 111-1 1111-");
    expect_reach(4, "partition: {groups: [[h2], [h0, h1]], oneway: true}",
                 "-1111 1-111 ..-11 111-1 1111-");
    /* A host in two groups joins them. */
    expect_reach(4, "partition: {groups: [[h0, h1], [h1, h2]]}", "-1.11 1-111 .1-11 111-1 1111-");
    expect_reach(4, "partition: {groups: [[client], [h0, h1, h2, h3]]}",
                 "-111. 1-11. 11-1. 111-. ....-");
}

Test(injector, shapes_are_groups)
{
    /* In the order client, h0, h1, h2, h3: the first three and the last two. */
    expect_reach(4, "partition: {shape: halves}", "-1..1 1-..1 ..-1. ..1-. 11..-");
    /* client h0 h1 h2 h3 client: each with its neighbours. */
    expect_reach(4, "partition: {shape: ring}", "-1..1 1-1.. .1-1. ..1-1 1..1-");
    /* client h0 (h1) h2 h3 */
    expect_reach(4, "partition: {shape: bridge}", "-1..1 1-111 .1-1. .11-. 11..-");
}

Test(injector, one_is_alone)
{
    struct myc_memory *memory = ground_memory();
    uint32_t seen = 0;
    for (uint64_t seed = 0; seed < 40; seed++) {
        static const char *const lines[] = {
            "partition: {groups: [[h0], [client, h1, h2]], at: 0, oneway: false, mode: drop}",
            "partition: {groups: [[h1], [client, h0, h2]], at: 0, oneway: false, mode: drop}",
            "partition: {groups: [[h2], [client, h0, h1]], at: 0, oneway: false, mode: drop}",
        };
        struct story story;
        myc_memory_reset(memory);
        begin_in(&story, memory, 3, "partition: {shape: one}", MYC_FOREVER, seed);
        at(&story, 5, nothing, 0);
        finish(&story);
        cr_expect_str_eq(row(&story, 0)->target, "one");
        uint32_t alone = 0;
        while (alone < 3 && strcmp(row(&story, 0)->item, lines[alone]) != 0)
            alone++;
        cr_assert_lt(alone, 3, "%s", row(&story, 0)->item);
        seen |= 1u << alone;
    }
    cr_expect_eq(seen, 7);
    myc_memory_destroy(memory);
}

/* Four hosts are cut in two, either side first, in 2^4 - 2 ways. */
Test(injector, uniform_is_any_cut)
{
    enum { DRAWS = 14000, WAYS = 14 };
    char cuts[WAYS + 1][64] = { "" };
    uint32_t counts[WAYS] = { 0 };
    struct story story;
    begin(&story, 3, "partition: {shape: uniform, by: {periodic: {period: 10ns}}, for: 1ns}",
          MYC_FOREVER);
    at(&story, 10 * DRAWS + 5, nothing, 0);
    finish(&story);
    cr_assert_geq(story.ground.book.fault_count, DRAWS);
    for (size_t i = 0; i < DRAWS; i++) {
        const char *begin = strchr(row(&story, i)->item, '[');
        size_t length = (size_t)(strstr(begin, "]]") - begin), way = 0;
        while (cuts[way][0] && (strncmp(cuts[way], begin, length) != 0 || cuts[way][length]))
            way++;
        cr_assert_lt(way, WAYS, "%s", row(&story, i)->item);
        memcpy(cuts[way], begin, length);
        counts[way]++;
    }
    double distance = 0;
    for (size_t way = 0; way < WAYS; way++)
        distance += (counts[way] - 1000.0) * (counts[way] - 1000.0) / 1000;
    cr_expect_gt(gsl_cdf_chisq_Q(distance, WAYS - 1), 0.01, "chi-square %g", distance);
    ground_end(&story.ground);
}

/* Many hosts: about half on each side, give or take five deviations. */
Test(injector, uniform_cuts_many)
{
    struct story story;
    begin(&story, 400, "partition: {shape: uniform}", MYC_FOREVER);
    at(&story, 5, nothing, 0);
    finish(&story);
    uint32_t before = 0;
    const char *item = row(&story, 0)->item, *second = strstr(item, "], [");
    for (const char *comma = item; (comma = strchr(comma, ',')) && comma < second; comma++)
        before++;
    cr_expect(before > 150 && before < 250, "%u and one more", before);
    ground_end(&story.ground);
}

Test(injector, drop_strikes_hosts_links_and_messages)
{
    expect_reach(2, "drop: {target: h1}", "-.1 .-. 1.-");
    expect_reach(3, "drop: {target: [h0, h1]}", "-... .-.. ..-1 ..1-");
    expect_reach(2, "drop: {target: link(client h0)}", "-1. 1-1 .1-");
    expect_reach(2, "drop: {target: message(Req h0 client)}", "-1. 1-1 11-");
    expect_reach(2, "drop: {target: message(* h0 *)}", "-.. 1-1 11-");
    expect_reach(2, "drop: {target: message(* * client x 1)}", "-1. 1-. 11-");
    expect_reach(2, "drop: {target: message(* * client x 2)}", "-11 1-1 11-");
    expect_reach(2, "drop: {target: message(* * * y)}", "-11 1-1 11-");
    expect_reach(2, "drop: {target: message(Res)}", "-11 1-1 11-");
    expect_reach(2, "drop: {target: message()}", "-.. .-. ..-");
}

Test(injector, the_nth_message_alone_is_dropped)
{
    struct story story;
    begin(&story, 2, "drop: {target: message(Req h0 h1 x 2)}", MYC_FOREVER);
    for (uint64_t i = 0; i < 3; i++)
        ground_send(&story.ground, 10 * i, 0, 1, 1);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "11 lost 0>1 x 2 by 1\n"
                                       "50002 delivered 0>1 x 1\n"
                                       "50022 delivered 0>1 x 3\n");
    cr_expect_str_eq(story.realised, "drop: {target: message(Req h0 h1 x 2), at: 0} # 1 hit\n");
    ground_end(&story.ground);
}

Test(injector, a_realised_message_leaves_out_what_matches_all)
{
    struct story story;
    begin(&story, 2,
          "drop: {target: message()}\n"
          "drop: {target: message(Req * *)}\n"
          "drop: {target: message(* h0)}\n"
          "drop: {target: message(* * client * 2)}\n",
          MYC_FOREVER);
    at(&story, 9, nothing, 0);
    finish(&story);
    cr_expect_str_eq(story.realised, "drop: {target: message(*), at: 0} # 0 hits\n"
                                     "drop: {target: message(Req), at: 0} # 0 hits\n"
                                     "drop: {target: message(* h0), at: 0} # 0 hits\n"
                                     "drop: {target: message(* * client * 2), at: 0} # 0 hits\n");
    ground_end(&story.ground);
}

/* Messages are delayed once, also between two hosts that are both struck. */
Test(injector, delay_adds_to_the_path)
{
    struct story story;
    begin(&story, 3, "delay: {target: [h0, h1], at: 5us, for: 10us, add: 2ms}", MYC_FOREVER);
    ground_send(&story.ground, 0, 0, 1, 1);     /* leaves before it */
    ground_send(&story.ground, 10000, 1, 0, 1); /* 1 + 2,050,000 + 1 */
    ground_send(&story.ground, 10000, 2, 1, 1);
    ground_send(&story.ground, 10000, 2, 3, 1); /* behind it in the NIC of h2 */
    ground_send(&story.ground, 14999, 0, 2, 1); /* leaves at the end of the fault: after it */
    finish(&story);
    cr_expect_str_eq(story.ground.log, "50002 delivered 0>1 x 1\n"
                                       "60003 delivered 2>3 x 1\n"
                                       "65001 delivered 0>2 x 1\n"
                                       "2060002 delivered 1>0 x 1\n"
                                       "2060002 delivered 2>1 x 1\n");
    expect_row(&story, 0, 5000, 15000, 2);
    ground_end(&story.ground);
}

Test(injector, held_messages_travel_when_the_partition_heals)
{
    struct story story;
    begin(&story, 2, "partition: {groups: [[h0], [h1]], for: 1ms, mode: hold}", MYC_FOREVER);
    ground_send(&story.ground, 100 * MYC_US, 0, 1, 1);
    finish(&story);
    cr_expect_str_eq(story.ground.log, "1050001 delivered 0>1 x 1\n");
    expect_row(&story, 0, 0, MYC_MS, 1);
    ground_end(&story.ground);
}

/* --- a run and its replay --- */

enum { BUSY_HOSTS = 5, BUSY_STEPS = 40 };

/* A busy program: what arrives is pinned or lost, asked for, answered; hosts come and go. */
struct busy {
    struct ground ground;
    struct myc_stream chance;
};

static const char *const labels[] = { "a", "b", "c/1" };

static const char *some_label(struct busy *busy)
{
    return myc_cluster_label(busy->ground.cluster, labels[myc_stream_below(&busy->chance, 3)]);
}

static void busy_send(struct busy *busy, uint32_t source, uint32_t kind, const char *label)
{
    struct myc_cluster *cluster = busy->ground.cluster;
    uint32_t all = myc_cluster_host_count(cluster);
    if (!myc_cluster_is_up(cluster, source))
        return;
    struct myc_message message = { .kind = kind, .source = source, .label = label, .length = 300 };
    message.destination = (uint32_t)myc_stream_below(&busy->chance, all - 1);
    message.destination += message.destination >= source;
    myc_roles_set(myc_cluster_roles(cluster), MYC_ROLE_REQUESTER, label, source);
    write_record(&busy->ground, MYC_RECORD_REQUESTED, label, source);
    myc_cluster_send(cluster, &message);
}

/* What arrives is pinned, worked on for a while, and answered; now and then a timer asks again. */
static void busy_delivered(void *program, const struct myc_message *message)
{
    struct busy *busy = program;
    struct myc_cluster *cluster = busy->ground.cluster;
    uint32_t here = message->destination;
    myc_roles_set(myc_cluster_roles(cluster), MYC_ROLE_HOLDER, message->label, here);
    write_record(&busy->ground, MYC_RECORD_PINNED, message->label, here);
    uint64_t chosen = myc_stream_below(&busy->chance, 6);
    if (message->kind == 0)
        myc_cluster_run(cluster, here, busy, chosen);
    else if (chosen == 0)
        myc_cluster_timer(cluster, here, myc_cluster_now(cluster) + 30 * MYC_US, busy, 0);
}

static myc_time busy_started(void *program, uint32_t host, void *task)
{
    struct busy *busy = program;
    (void)task;
    myc_cluster_need(busy->ground.cluster, host, some_label(busy));
    return myc_stream_below(&busy->chance, 20 * MYC_US);
}

static void busy_ended(void *program, uint32_t host, void *task)
{
    (void)task;
    busy_send(program, host, 1, some_label(program));
}

static void busy_timer(void *program, uint32_t host, void *owner)
{
    (void)owner;
    busy_send(program, host, 0, some_label(program));
}

static void busy_crashed(void *program, struct myc_incarnation ended, uint32_t fault)
{
    struct busy *busy = program;
    (void)fault;
    write_record(&busy->ground, MYC_RECORD_LOST, some_label(busy), ended.host);
}

static void busy_reclaimed(void *program, uint32_t host, const char *label, uint32_t fault)
{
    struct busy *busy = program;
    struct myc_cluster *cluster = busy->ground.cluster;
    const char *taken = label ? label : some_label(busy);
    myc_roles_clear(myc_cluster_roles(cluster), MYC_ROLE_HOLDER, taken, host);
    write_record(&busy->ground, MYC_RECORD_EVICTED, taken, host);
    myc_cluster_hit(cluster, fault, 1);
}

static void busy_noticed(void *program, uint32_t observer, struct myc_incarnation ended,
                         uint32_t fault)
{
    struct busy *busy = program;
    uint32_t host = observer == MYC_EVERY_HOST ? BUSY_HOSTS : observer;
    if (myc_cluster_was_told(busy->ground.cluster, host, ended))
        busy_send(busy, host, 0, some_label(busy));
    myc_cluster_hit(busy->ground.cluster, fault, 1);
}

static void busy_restarted(void *program, struct myc_incarnation begun)
{
    struct busy *busy = program;
    busy_send(busy, begun.host, 0, some_label(busy));
}

static void busy_step(void *state, const struct myc_event *event)
{
    struct busy *busy = state;
    uint32_t all = myc_cluster_host_count(busy->ground.cluster);
    (void)event;
    busy_send(busy, (uint32_t)myc_stream_below(&busy->chance, all), 0, some_label(busy));
}

static struct myc_cluster_config busy_config(void)
{
    struct myc_cluster_config config = ground_config(BUSY_HOSTS);
    config.zones = 2;
    config.jitter.kind = &myc_distribution_uniform;
    config.jitter.parameter[1].ns = 90 * MYC_US;
    return config;
}

/* Runs `text` in `memory` and gives the realised plan. */
static const char *busy_run(const char *text, myc_time eff, uint64_t seed,
                            struct myc_memory *memory, char fingerprint[33])
{
    static const struct myc_program_calls calls = {
        .message_kinds = kinds,
        .delivered = busy_delivered,
        .started = busy_started,
        .ended = busy_ended,
        .timer = busy_timer,
        .crashed = busy_crashed,
        .restarted = busy_restarted,
        .reclaimed = busy_reclaimed,
        .noticed = busy_noticed,
    };
    const struct myc_limits limits = { .events = 2000, .time = 30 * MYC_MS };
    struct myc_cluster_config config = busy_config();
    struct busy busy = { .ground.memory = memory };
    myc_stream_init(&busy.chance, seed, 0, MYC_PURPOSE_TEST);
    struct ground *ground = &busy.ground;
    ground->engine = myc_engine_begin(memory, &limits);
    myc_book_begin(&ground->book, memory, false);
    ground->cluster = myc_cluster_begin(ground->engine, &ground->book, &config, seed);
    myc_cluster_program(ground->cluster, &calls, &busy);
    uint32_t script = myc_engine_add_process(ground->engine, busy_step, &busy);
    for (uint64_t i = 0; i < BUSY_STEPS; i++)
        myc_engine_schedule(ground->engine, (struct myc_event){ .time = 20 * MYC_US * i,
                                                                .rank = MYC_RANK_DRIVER,
                                                                .source = script,
                                                                .target = script });
    const struct myc_plan_world world = plans_world(&config, kinds);
    const struct myc_plan *plan = plans_read(text, &world, memory);
    struct myc_injector *injector = myc_injector_begin(ground->cluster, plan, eff);
    myc_engine_run(ground->engine);
    ground_fingerprint(ground, fingerprint);
    return myc_injector_finish(injector, memory);
}

static const char *pick(struct myc_stream *chance, const char *const *from, size_t count)
{
    return from[myc_stream_below(chance, count)];
}
#define PICK(chance, from) pick(chance, from, sizeof(from) / sizeof *(from))

static const struct {
    const char *effect;
    enum myc_shape strikes; /* HOSTS, GROUPS, or what LINK stands for: hosts and paths */
    const char *own[3];
} effects[] = {
    { "crash", MYC_SHAPE_HOSTS, { "", "", ", lose: files" } },
    { "delay", MYC_SHAPE_LINK, { ", add: 70us", ", add: 70us", ", add: 5us" } },
    { "drop", MYC_SHAPE_LINK, { "", "", "" } },
    { "partition", MYC_SHAPE_GROUPS, { "", ", mode: hold", ", oneway: true" } },
    { "clock", MYC_SHAPE_HOSTS, { ", drift: 30%", ", way: behind", ", step: 20us" } },
    { "cold",
      MYC_SHAPE_HOSTS,
      { ", fetch: 9us", ", fetch: 90us", ", fetch: {kind: exponential, mean: 20us}" } },
    { "load", MYC_SHAPE_HOSTS, { ", tasks: 3, cost: 70us", ", cost: 5us", ", tasks: 1" } },
    { "suspect", MYC_SHAPE_HOSTS, { "", ", told: client", "" } },
    { "lose_file", MYC_SHAPE_HOSTS, { ", file: f", ", file: w*", ", file: none" } },
    { "disk_full", MYC_SHAPE_HOSTS, { "", "", "" } },
    { "leave", MYC_SHAPE_HOSTS, { "", "", "" } },
    { "drain", MYC_SHAPE_HOSTS, { "", "", "" } },
    { "evict", MYC_SHAPE_HOSTS, { "", ", label: a", ", label: c/1" } },
    { "pause", MYC_SHAPE_HOSTS, { "", "", "" } },
    { "slow", MYC_SHAPE_HOSTS, { "", ", factor: 7/2", ", resource: nic, factor: 9" } },
};

static bool is_at_once(const char *effect)
{
    const struct myc_effect *found = myc_member_find(myc_effects, effect);
    return found->at_once;
}

/* Any effect with any target that it strikes, any trigger and any duration. */
static const char *random_item(struct myc_stream *chance, uint64_t number,
                               struct myc_memory *memory)
{
    static const char *const on_hosts[] = {
        "target: h1",          "target: [h3, h0]", "target: any",          "target: random(2)",
        "target: holder(a)",   "target: all",      "target: rack(1)",      "target: zone(0)",
        "target: holder(c/1)", "target: root(a)",  "target: requester(b)",
    };
    static const char *const on_paths[] = {
        "target: link(client h2)",
        "target: message(Req h1)",
        "target: message(* * h2 a 2)",
        "target: message(Res h0 client b)",
        "target: client",
        "target: message(* * * c/1)",
    };
    static const char *const on_groups[] = {
        "groups: [[client, h1], [h2, h3]]",
        "groups: [[h0, h1], [h1, h2], [client]]",
        "shape: halves",
        "shape: one",
        "shape: uniform",
        "shape: ring",
        "shape: bridge",
    };
    static const char *const triggers[] = {
        "",
        ", at: 37us",
        ", at: 300us",
        ", at: 700us",
        ", at: 1h",
        ", after: pinned(a)",
        ", after: pinned(c/1), nth: 3",
        ", after: lost(b), wait: 11us",
        ", by: {poisson: {mean: 100us}}, times: 30",
        ", by: {periodic: {period: 150us, first: 10us}}, times: 3",
        ", by: {renewal: {up: {kind: exponential, mean: 200us}}}, from: 50us",
        ", by: {burst: {every: 200us, count: 2, gap: {kind: uniform, min: 0us, max: 9us}}}",
        ", after: requested(b), nth: 9, wait: 1ns",
    };
    static const char *const durations[] = {
        "",
        ", for: forever",
        ", for: 0",
        ", for: 55us",
        ", for: 2ms",
        ", for: {kind: exponential, mean: 100us}",
        ", until: pinned(b)",
        ", until: lost(a)",
    };
    size_t chosen = myc_stream_below(chance, sizeof effects / sizeof *effects);
    const char *what, *own = PICK(chance, effects[chosen].own);
    const char *duration = PICK(chance, durations);
    const char *name = myc_stream_below(chance, 3)
                           ? ""
                           : myc_memory_format(memory, ", name: storm%" PRIu64, number);
    if (is_at_once(effects[chosen].effect))
        duration = "";
    if (effects[chosen].strikes == MYC_SHAPE_GROUPS)
        what = PICK(chance, on_groups);
    else if (effects[chosen].strikes == MYC_SHAPE_HOSTS || myc_stream_below(chance, 2))
        what = PICK(chance, on_hosts);
    else
        what = PICK(chance, on_paths);
    return myc_memory_format(memory, "%s: {%s%s%s%s%s}\n", effects[chosen].effect, what,
                             PICK(chance, triggers), duration, own, name);
}

static const char *random_plan(struct myc_stream *chance, struct myc_memory *memory)
{
    const char *text = "";
    for (uint64_t i = 1 + myc_stream_below(chance, 6); i > 0; i--)
        text = myc_memory_format(memory, "%s%s", text, random_item(chance, i, memory));
    return text;
}

/* The part of a realised plan that happened. */
static const char *happened(const char *text, struct myc_memory *memory)
{
    const char *skipped = strstr(text, "# skipped");
    return myc_memory_text(memory, text, skipped ? (size_t)(skipped - text) : strlen(text));
}

Test(injector, a_realised_plan_runs_as_the_declared_one)
{
    enum { PLANS = 2000 };
    struct myc_memory *memory = ground_memory();
    uint64_t faults = 0, hit = 0;
    for (uint64_t seed = 0; seed < PLANS; seed++) {
        myc_memory_reset(memory);
        struct myc_stream chance;
        myc_stream_init(&chance, seed, 1, MYC_PURPOSE_TEST);
        myc_time eff = myc_stream_below(&chance, 3) ? MYC_FOREVER : 400 * MYC_US;
        const char *declared = random_plan(&chance, memory);
        char first[33], second[33];
        const char *realised_first = busy_run(declared, eff, seed, memory, first);
        const char *realised_second = busy_run(realised_first, eff, seed, memory, second);
        cr_assert_str_eq(realised_second, happened(realised_first, memory), "seed %" PRIu64 "\n%s",
                         seed, declared);
        cr_assert_str_eq(first, second, "seed %" PRIu64 "\n%s%s", seed, declared, realised_first);
        faults += *realised_second != '\0';
        hit += strstr(realised_second, " hit") && !strstr(realised_second, "# 0 hits");
    }
    /* The property is of plans that do something. */
    cr_expect_gt(faults, PLANS / 2);
    cr_expect_gt(hit, PLANS / 10);
    myc_memory_destroy(memory);
}
