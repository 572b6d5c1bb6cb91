/* Hosts that are not as the others: each against what its own parts make of it, reckoned by hand. */
#include "tests/plan_story.h"
#include "tests/story.h"

#define NOTHING MYC_FOREVER, MYC_FOREVER, MYC_FOREVER, MYC_FOREVER

/* Of four hosts and a client: h1 has half the NIC, h2 and the client are far away. */
static const struct myc_host_override places[] = {
    { .host = 1,
      .nic_bits_per_s = GROUND_BITS_PER_S / 2,
      .latency = { 3 * MYC_US, MYC_FOREVER, MYC_FOREVER, MYC_FOREVER } },
    { .host = 2, .latency = { MYC_FOREVER, 70 * MYC_US, MYC_FOREVER, MYC_FOREVER } },
    { .host = 4, .latency = { MYC_FOREVER, 60 * MYC_US, 61 * MYC_US, MYC_FOREVER } },
};

static struct myc_cluster_config config_with(uint32_t hosts, uint32_t count,
                                             const struct myc_host_override *overrides)
{
    struct myc_cluster_config config = ground_config(hosts);
    config.override_count = count;
    config.overrides = overrides;
    return config;
}

/* By host: how long 1,000 bytes take through its NIC, and what it says of its paths. */
static myc_time expected(uint32_t from, uint32_t to)
{
    static const myc_time nic[] = { 1000, 2000, 1000, 1000, 1000 };
    static const myc_time rack[] = { 0, 0, 70 * MYC_US, 0, 60 * MYC_US };
    if (from == to)
        return from == 1 ? 3 * MYC_US : MYC_US;
    myc_time longer = rack[from] > rack[to] ? rack[from] : rack[to];
    return nic[from] + (longer ? longer : GROUND_RACK) + nic[to];
}

Test(overrides, a_message_takes_what_both_ends_have)
{
    struct ground ground;
    struct myc_cluster_config config = config_with(4, 3, places);
    char log[4096] = "";
    ground_begin(&ground, &config);
    for (uint32_t i = 0; i < 25; i++) {
        uint32_t from = i / 5, to = i % 5;
        ground_send(&ground, i * MYC_MS, from, to, 1000);
        snprintf(log + strlen(log), sizeof log - strlen(log), "%" PRIu64 " delivered %u>%u x 1\n",
                 i * MYC_MS + expected(from, to), from, to);
    }
    ground_run(&ground);
    cr_expect_str_eq(ground.log, log);
    ground_end(&ground);
}

/* Far is what a path is called by where its ends stand: h0 and h1 in one zone, h2 and h3 in another,
 * each in a rack of its own. */
Test(overrides, each_level_has_its_own)
{
    static const struct myc_host_override own[] = {
        { .host = 1, .latency = { MYC_FOREVER, 1, 2, 3 } },
        { .host = 3, .latency = { MYC_FOREVER, MYC_FOREVER, MYC_FOREVER, 4 } },
    };
    static const struct {
        uint32_t from, to;
        myc_time latency;
    } paths[] = { { 0, 1, 2 },           { 1, 2, 3 }, { 3, 1, 4 },
                  { 2, 3, GROUND_ZONE }, { 0, 3, 4 }, { 0, 2, GROUND_CROSS_ZONE } };
    struct myc_cluster_config config = config_with(4, 2, own);
    config.zones = config.racks = 2;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct ground ground;
        ground_begin(&ground, &config);
        ground_send(&ground, 0, paths[i].from, paths[i].to, 10);
        ground_run(&ground);
        cr_expect_eq(myc_cluster_now(ground.cluster), 20 + paths[i].latency, "%zu", i);
        ground_end(&ground);
    }
}

static void run_three(struct ground *ground, uint32_t host)
{
    static const myc_time cost = 100;
    for (int i = 0; i < 3; i++)
        myc_cluster_run(ground->cluster, host, (void *)&cost, cost);
}

static void work_long(struct ground *ground, uint32_t host)
{
    static const myc_time cost = 125 * MYC_MS;
    myc_cluster_run(ground->cluster, host, (void *)&cost, cost);
}

static void load_three(struct ground *ground, uint32_t host)
{
    myc_port_load(ground->cluster, host, 3, 100, 1);
    ground_at(ground, 1000, MYC_RANK_DRIVER, run_three, host);
}

/* One core of speed 1; two of speed 1/2; one of speed 4. */
Test(overrides, tasks_run_on_the_cores_that_there_are)
{
    static const struct myc_host_override own[] = {
        { .host = 1, .cores = 2, .speed = { 1, 2 }, .latency = { NOTHING } },
        { .host = 2, .speed = { 4, 1 }, .latency = { NOTHING } },
    };
    static const myc_time ends[3][3] = { { 100, 200, 300 }, { 200, 200, 400 }, { 25, 50, 75 } };
    struct myc_cluster_config config = config_with(3, 2, own);
    for (uint32_t host = 0; host < 3; host++) {
        struct ground ground;
        ground_begin(&ground, &config);
        ground_at(&ground, 0, MYC_RANK_DRIVER, run_three, host);
        ground_run(&ground);
        const char *at = ground.log;
        for (uint32_t i = 0; i < 3; i++) {
            char end[64];
            snprintf(end, sizeof end, "%" PRIu64 " ended 100 on %u\n", ends[host][i], host);
            at = strstr(at, end);
            cr_assert_not_null(at, "host %u, %s not in\n%s", host, end, ground.log);
            at++;
        }
        ground_end(&ground);
    }
}

/* Foreign tasks take as long: who waits behind them begins when the last has a core free. */
Test(overrides, foreign_tasks_do_too)
{
    static const struct myc_host_override own[] = {
        { .host = 1, .speed = { 1, 10 }, .latency = { NOTHING } },
    };
    struct myc_cluster_config config = config_with(2, 1, own);
    struct ground ground;
    ground_begin(&ground, &config);
    ground_at(&ground, 0, MYC_RANK_DRIVER, load_three, 1);
    ground_run(&ground);
    cr_expect_eq(strncmp(ground.log, "3000 started 100 on 1\n4000 ended 100 on 1\n", 42), 0, "%s",
                 ground.log);
    ground_end(&ground);
}

static void read_file(struct ground *ground, uint32_t host)
{
    static const struct myc_file file = { .name = "f", .length = 1000 };
    myc_cluster_read(ground->cluster, host, &file, "f");
}

Test(overrides, a_disk_has_its_own_bandwidth)
{
    static const struct myc_host_override own[] = {
        { .host = 1, .disk_bits_per_s = GROUND_BITS_PER_S / 3, .latency = { NOTHING } },
    };
    struct myc_cluster_config config = config_with(2, 1, own);
    struct ground ground;
    ground_begin(&ground, &config);
    ground_at(&ground, 0, MYC_RANK_DRIVER, read_file, 0);
    ground_at(&ground, 0, MYC_RANK_DRIVER, read_file, 1);
    ground_run(&ground);
    /* GROUND_BITS_PER_S / 3 is rounded down. */
    cr_expect_str_eq(ground.log, "1000 read f on 0\n3001 read f on 1\n");
    ground_end(&ground);
}

static void heed(struct ground *ground, uint32_t host)
{
    myc_cluster_heed(ground->cluster, 0, (struct myc_incarnation){ .host = host });
}

/* A beat of 100 us is heard after 350 us, and 300 were borne; one of h1 after 50. */
Test(overrides, who_is_far_is_heard_of_later)
{
    static const struct myc_detector_heartbeat rhythm = { .period = 100 * MYC_US, .misses = 3 };
    static const struct myc_host_override own[] = {
        { .host = 2, .latency = { MYC_FOREVER, 350 * MYC_US, MYC_FOREVER, MYC_FOREVER } },
    };
    struct myc_cluster_config config = config_with(3, 1, own);
    config.detector = &myc_detector_heartbeat;
    config.detector_parameters = &rhythm;
    struct ground ground;
    ground_begin(&ground, &config);
    ground_at(&ground, 10 * MYC_US, MYC_RANK_DRIVER, heed, 1);
    ground_at(&ground, 10 * MYC_US, MYC_RANK_DRIVER, heed, 2);
    ground_at(&ground, MYC_MS, MYC_RANK_DRIVER, read_file, 0);
    ground_run(&ground);
    cr_expect_str_eq(ground.log, "310000 noticed 2.0 by 0, on 0\n1001000 read f on 0\n");
    ground_end(&ground);
}

/* Each has one core busy, of 1,000 or of one: its hazard is twice or 1,001 times that of an idle host,
 * and it is looked at every 10 us. So the first fails every 500 us, and 250 times in 125 ms give or
 * take five deviations; the second nearly every time. */
Test(overrides, load_is_that_of_the_cores)
{
    static const struct myc_host_override own[] = {
        { .host = 0, .cores = 1000, .latency = { NOTHING } },
    };
    struct myc_cluster_config config = config_with(2, 1, own);
    struct story story;
    begin_with(&story, ground_memory(), &config,
               "drop: {target: [h0, h1], by: {cascade: {mean: 1ms, coupling: 1000, tick: 10us}}, "
               "for: 1ns}",
               MYC_FOREVER, 1);
    ground_at(&story.ground, 0, MYC_RANK_DRIVER, work_long, 0);
    ground_at(&story.ground, 0, MYC_RANK_DRIVER, work_long, 1);
    finish(&story);
    size_t faults[2] = { 0 };
    for (size_t i = 0; i < story.ground.book.fault_count; i++)
        faults[*story.ground.book.faults[i].hosts]++;
    cr_expect(faults[0] > 170 && faults[0] < 330, "%zu", faults[0]);
    cr_expect_gt(faults[1], 5000);
    ground_end(&story.ground);
}

/* --- in scenarios --- */

/* m2 works 70 us, and what it pins is 4 greetings. Request and answer take two latencies. */
Test(overrides, a_scenario_says_them)
{
    uint64_t plain = story("workload: people\n")->sim_end;
    cr_expect_eq(
        story("workload: people\ncluster: {overrides: {m3: {speed: 3}, m2: {speed: 1/2}}}\n")
            ->sim_end,
        plain + 70 * MYC_US);
    cr_expect_eq(story("workload: people\ncluster: {overrides: {m3: {speed: 1/2}}}\n")->sim_end,
                 plain);
    cr_expect_eq(story("workload: people\ncluster: {overrides: {client: {latency: {rack: 1ms}}}}\n")
                     ->sim_end,
                 plain + 2 * 950 * MYC_US);
    const struct myc_outcome *told =
        story("workload: {kind: people, sends: 2}\ncluster: {overrides: {m2: {memory: 1B}}}\n");
    cr_expect_eq(told->recomputed, 3);
    told = story("workload: {kind: people, sends: 2}\ncluster: {overrides: {m3: {memory: 1B}}}\n");
    cr_expect_eq(told->recomputed, 0);
    /* What says nothing is as the others, whatever that is. */
    cr_expect_eq(story("workload: people\n"
                       "cluster: {speed: 1/3, overrides: {m2: {}, m3: {speed: 9}}}\n")
                     ->sim_end,
                 plain + 140 * MYC_US);
}
