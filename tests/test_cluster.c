/* Hosts: where they stand, what they run and read, what a crash takes, and who is told. */
#include "tests/ground.h"

#include <signal.h>

/* --- places --- */

static void expect_places(uint32_t hosts, uint32_t zones, uint32_t racks, const uint32_t *zone,
                          const uint32_t *rack)
{
    struct myc_cluster_config config = ground_config(hosts);
    config.zones = zones;
    config.racks = racks;
    for (uint32_t host = 0; host <= hosts; host++) {
        cr_assert_eq(myc_cluster_config_zone(&config, host), zone[host], "zone of %u", host);
        cr_assert_eq(myc_cluster_config_rack(&config, host), rack[host], "rack of %u", host);
    }
}

#define PLACES(hosts, zones, racks, zone_table, rack_table)                                        \
    expect_places(hosts, zones, racks, (const uint32_t[])zone_table, (const uint32_t[])rack_table)
#define T(...)                                                                                     \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

/* The last of each table is the client. */
Test(places, hosts_are_split_in_order_and_earlier_blocks_take_the_remainder)
{
    PLACES(3, 1, 1, T(0, 0, 0, 0), T(0, 0, 0, 0));
    PLACES(5, 2, 2, T(0, 0, 0, 1, 1, 0), T(0, 0, 1, 2, 3, 0));
    PLACES(7, 3, 1, T(0, 0, 0, 1, 1, 2, 2, 0), T(0, 0, 0, 1, 1, 2, 2, 0));
    PLACES(8, 2, 3, T(0, 0, 0, 0, 1, 1, 1, 1, 0), T(0, 0, 1, 2, 3, 3, 4, 5, 0));
    PLACES(2, 5, 2, T(0, 1, 0), T(0, 2, 0));
    PLACES(3, 1, 5, T(0, 0, 0, 0), T(0, 1, 2, 0));
}

Test(places, levels)
{
    struct myc_cluster_config config = ground_config(5);
    config.zones = 2;
    config.racks = 2; /* racks 0 0 1 | 2 3, the client in rack 0 */
    cr_assert_eq(myc_cluster_config_level(&config, 3, 3), MYC_LEVEL_SAME_HOST);
    cr_assert_eq(myc_cluster_config_level(&config, 0, 1), MYC_LEVEL_RACK);
    cr_assert_eq(myc_cluster_config_level(&config, 5, 1), MYC_LEVEL_RACK);
    cr_assert_eq(myc_cluster_config_level(&config, 2, 5), MYC_LEVEL_ZONE);
    cr_assert_eq(myc_cluster_config_level(&config, 3, 4), MYC_LEVEL_ZONE);
    cr_assert_eq(myc_cluster_config_level(&config, 2, 3), MYC_LEVEL_CROSS_ZONE);
}

Test(places, names)
{
    struct myc_memory *memory = ground_memory();
    struct myc_cluster_config config = ground_config(12);
    cr_assert_str_eq(myc_cluster_config_name(&config, 11, memory), "h11");
    cr_assert_str_eq(myc_cluster_config_name(&config, 12, memory), "client");
    cr_assert_eq(myc_cluster_config_host(&config, "h11"), 11);
    cr_assert_eq(myc_cluster_config_host(&config, "h0"), 0);
    cr_assert_eq(myc_cluster_config_host(&config, "client"), 12);
    static const char *const strangers[] = { "h12", "h01", "h",   "h1x",
                                             "m1",  "",    "h-1", "h99999999999999999999999" };
    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++)
        cr_assert_eq(myc_cluster_config_host(&config, strangers[i]), MYC_NO_SUCH_HOST, "%s",
                     strangers[i]);
    static const char *const hosts[] = { "m1", "m2" };
    config.hosts = hosts;
    config.host_count = 2;
    cr_assert_eq(myc_cluster_config_host(&config, "m2"), 1);
    cr_assert_eq(myc_cluster_config_host(&config, "h1"), MYC_NO_SUCH_HOST);
    cr_assert_str_eq(myc_cluster_config_name(&config, 0, memory), "m1");
    myc_memory_destroy(memory);
}

/* What 10^5 hosts use when so many messages were sent, each between two others. */
static size_t use_hosts(struct ground *ground, uint32_t messages)
{
    struct myc_cluster_config config = ground_config(100000);
    config.zones = 3;
    config.racks = 7;
    ground_begin(ground, &config);
    ground->is_quiet = true;
    for (uint32_t host = 0; host < messages; host++)
        ground_send(ground, 0, host, 99999 - host, 10);
    ground_run(ground);
    cr_assert_eq(ground->delivered, messages);
    return myc_memory_used_bytes(ground->memory);
}

/* 10^5 idle hosts cost little, and nothing is made for each pair. */
Test(hosts, idle_ones_are_cheap)
{
    struct ground ground;
    size_t idle = use_hosts(&ground, 0);
    ground_end(&ground);
    cr_assert_lt(idle / 100000, 200, "%zu bytes a host", idle / 100000);
    size_t one = use_hosts(&ground, 1);
    ground_end(&ground);
    cr_assert_lt((one - idle) / 100000, 144, "%zu bytes a host from the first message on",
                 (one - idle) / 100000);
    size_t each = (use_hosts(&ground, 1000) - one) / 2000;
    cr_assert_lt(each, 1024, "%zu bytes a host in use", each);
    cr_assert_str_eq(myc_cluster_host_name(ground.cluster, 99999), "h99999");
    cr_assert_eq(myc_cluster_host_count(ground.cluster), 100001);
    cr_assert_eq(ground.book.host_count, 100001);
    cr_assert_str_eq(ground.book.hosts[100000].name, "client");
    ground_end(&ground);
}

/* --- tasks, timers, files --- */

/* Costs from 100; each task is a pointer to its own. */
static void run_task(struct ground *ground, uint32_t cost)
{
    myc_time *task = myc_memory_alloc(ground->memory, sizeof *task);
    *task = cost;
    myc_cluster_run(ground->cluster, 1, task, cost);
}

Test(tasks, run_first_come_first_served_on_the_cores)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(2);
    config.cores = 2;
    ground_begin(&ground, &config);
    for (uint32_t cost = 100; cost <= 500; cost += 100)
        ground_at(&ground, 10, MYC_RANK_DRIVER, run_task, cost);
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "10 started 100 on 1\n"
                                 "10 started 200 on 1\n"
                                 "110 ended 100 on 1\n"
                                 "110 started 300 on 1\n"
                                 "210 ended 200 on 1\n"
                                 "210 started 400 on 1\n"
                                 "410 ended 300 on 1\n"
                                 "410 started 500 on 1\n"
                                 "610 ended 400 on 1\n"
                                 "910 ended 500 on 1\n");
    ground_end(&ground);
}

Test(tasks, take_their_cost_over_the_speed_rounded_up)
{
    static const struct {
        struct myc_ratio speed;
        myc_time duration; /* of a cost of 1000 */
    } cases[] = { { { 1, 1 }, 1000 }, { { 3, 1 }, 334 },      { { 1, 3 }, 3000 },
                  { { 7, 3 }, 429 },  { { 1000, 999 }, 999 }, { { 10000, 1 }, 1 } };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ground ground;
        struct myc_cluster_config config = ground_config(2);
        config.speed = cases[i].speed;
        ground_begin(&ground, &config);
        ground_at(&ground, 0, MYC_RANK_DRIVER, run_task, 1000);
        ground_run(&ground);
        cr_assert_eq(myc_cluster_now(ground.cluster), cases[i].duration);
        ground_end(&ground);
    }
}

static void read_file(struct ground *ground, uint32_t host)
{
    const struct myc_file *file = myc_cluster_file(ground->cluster, host, "people.csv");
    cr_assert_not_null(file);
    cr_assert_null(myc_cluster_file(ground->cluster, host, "people"));
    char *owner = myc_memory_format(ground->memory, "%s", file->name);
    myc_cluster_read(ground->cluster, host, file, owner);
}

Test(files, are_read_one_at_a_time_on_each_host)
{
    static const struct myc_file files[] = {
        { .name = "other", .length = 5 },
        { .name = "people.csv", .length = 700, .store = MYC_FILE_LOCAL },
    };
    struct ground ground;
    struct myc_cluster_config config = ground_config(3);
    config.files = files;
    config.file_count = 2;
    ground_begin(&ground, &config);
    ground_at(&ground, 10, MYC_RANK_DRIVER, read_file, 1);
    ground_at(&ground, 20, MYC_RANK_DRIVER, read_file, 1);
    ground_at(&ground, 30, MYC_RANK_DRIVER, read_file, 2);
    ground_at(&ground, 40, MYC_RANK_DRIVER, read_file, 0);
    ground_crash(&ground, 2, 500, 600);
    ground_at(&ground, 650, MYC_RANK_DRIVER, read_file, 2);
    ground_at(&ground, 2000, MYC_RANK_DRIVER, read_file, 1);
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "500 crashed 2.0 by 3\n"
                                 "600 restarted 2.1\n"
                                 "710 read people.csv on 1\n"
                                 "740 read people.csv on 0\n"
                                 "1350 read people.csv on 2\n"
                                 "1410 read people.csv on 1\n"
                                 "2700 read people.csv on 1\n"
                                 "1000500 noticed 2.0 by 3\n");
    ground_end(&ground);
}

/* Writes `kept` of so many bytes on host 1; what is there, and erasing it. */
static void write_file(struct ground *ground, uint32_t bytes)
{
    char *owner = myc_memory_format(ground->memory, "kept of %u", bytes);
    myc_cluster_write(ground->cluster, 1, "kept", bytes, owner, owner);
}

static void look_for_file(struct ground *ground, uint32_t host)
{
    const struct myc_written *written = myc_cluster_written(ground->cluster, "kept");
    ground_log(ground, "there is %s", written ? (const char *)written->content : "nothing");
    cr_assert_null(myc_cluster_file(ground->cluster, host, "kept"));
    if (written)
        myc_cluster_read(ground->cluster, host, &written->file, (void *)written->content);
}

static void erase_file(struct ground *ground, uint32_t unused)
{
    (void)unused;
    myc_cluster_erase(ground->cluster, "kept");
}

/* A file is there when its last byte is written, for all and for good; a crash before leaves none,
 * or the one before. Reads and writes wait for each other on one disk: 300 ns, then 50, then 300. */
Test(files, are_written_whole_or_not_at_all)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(3);
    ground_begin(&ground, &config);
    ground_at(&ground, 0, MYC_RANK_DRIVER, write_file, 1000);
    ground_crash(&ground, 1, 999, 1000);
    ground_at(&ground, 1000, MYC_RANK_DRIVER, look_for_file, 0);
    ground_at(&ground, 2000, MYC_RANK_DRIVER, write_file, 300);
    ground_at(&ground, 2001, MYC_RANK_DRIVER, write_file, 50);
    ground_at(&ground, 2299, MYC_RANK_DRIVER, look_for_file, 0);
    ground_at(&ground, 2300, MYC_RANK_DRIVER, look_for_file, 1);
    ground_crash(&ground, 1, 2349, MYC_FOREVER);
    ground_at(&ground, 3000, MYC_RANK_DRIVER, look_for_file, 2);
    ground_at(&ground, 3100, MYC_RANK_DRIVER, erase_file, 0);
    ground_at(&ground, 3101, MYC_RANK_DRIVER, erase_file, 0);
    ground_at(&ground, 3200, MYC_RANK_DRIVER, look_for_file, 0);
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "999 crashed 1.0 by 2\n"
                                 "1000 restarted 1.1\n"
                                 "1000 there is nothing\n"
                                 "2299 there is nothing\n"
                                 "2300 wrote kept of 300 on 1\n"
                                 "2300 there is kept of 300\n"
                                 "2349 crashed 1.1 by 2\n"
                                 "3000 there is kept of 300\n"
                                 "3200 there is nothing\n"
                                 "3300 read kept of 300 on 2\n"
                                 "1000999 noticed 1.0 by 2\n"
                                 "1002349 noticed 1.1 by 2\n");
    ground_end(&ground);
}

/* Timers at 100, 200, ... on host 1; the third is cancelled, twice. */
static void set_timers(struct ground *ground, uint32_t count)
{
    myc_event_handle third = 0;
    for (uint32_t i = 1; i <= count; i++) {
        char *owner = myc_memory_format(ground->memory, "t%u", i);
        myc_event_handle timer = myc_cluster_timer(ground->cluster, 1, 100 * (myc_time)i, owner, i);
        third = i == 3 ? timer : third;
    }
    myc_cluster_cancel(ground->cluster, third);
    myc_cluster_cancel(ground->cluster, third);
}

Test(timers, fire_unless_cancelled_or_their_host_ends)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(2);
    ground_begin(&ground, &config);
    ground_at(&ground, 0, MYC_RANK_DRIVER, set_timers, 6);
    ground_crash(&ground, 1, 450, 460);
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "100 timer t1 on 1\n"
                                 "200 timer t2 on 1\n"
                                 "400 timer t4 on 1\n"
                                 "450 crashed 1.0 by 2\n"
                                 "460 restarted 1.1\n"
                                 "1000450 noticed 1.0 by 2\n");
    cr_assert_eq(myc_engine_events(ground.engine), 7,
                 "three steps, three timers, the notice: dead timers are no events");
    cr_assert_eq(myc_cluster_fault_hits(ground.cluster, 2), 0);
    ground_end(&ground);
}

/* --- crashes --- */

/* Host 1 has sent three messages: the first left, the second is being sent, the third queued. */
Test(crash, loses_what_is_in_the_egress_nic_and_not_what_left)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(3);
    ground_begin(&ground, &config);
    for (int i = 0; i < 3; i++)
        ground_send(&ground, 0, 1, 2, 1000);
    ground_send(&ground, 0, 1, 1, 1);
    ground_crash(&ground, 1, 1000, 1500); /* before the leaving of the first, at 1000 too */
    ground_send(&ground, 1600, 1, 2, 100);
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "1000 lost 1>2 x 1 by 2\n"
                                 "1000 lost 1>2 x 2 by 2\n"
                                 "1000 lost 1>2 x 3 by 2\n"
                                 "1000 lost 1>1 x 1 by 2\n"
                                 "1000 crashed 1.0 by 2\n"
                                 "1500 restarted 1.1\n"
                                 "51800 delivered 1>2 x 4\n"
                                 "1001000 noticed 1.0 by 2\n");
    cr_assert_eq(myc_cluster_fault_hits(ground.cluster, 2), 4);
    const struct myc_book_message *row = &ground.book.messages[0];
    cr_assert_eq(row->state, MYC_MESSAGE_LOST);
    cr_assert_eq(row->left, MYC_FOREVER);
    cr_assert_eq(row->delivered, 1000);
    cr_assert_eq(row->fault, 2);
    cr_assert_eq(ground.forgotten, 5);
    ground_end(&ground);
}

/* Messages are counted whether or not the book keeps them, those too that never left. */
Test(crash, loses_messages_that_have_their_numbers)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(3);
    ground_begin(&ground, &config);
    ground.book.keep = false;
    for (int i = 0; i < 3; i++)
        ground_send(&ground, 0, 1, 2, 1000);
    ground_crash(&ground, 1, 1001, 1500);
    ground_send(&ground, 1600, 1, 2, 100);
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "1001 lost 1>2 x 2 by 2\n"
                                 "1001 lost 1>2 x 3 by 2\n"
                                 "1001 crashed 1.0 by 2\n"
                                 "1500 restarted 1.1\n"
                                 "52000 delivered 1>2 x 1\n"
                                 "52100 delivered 1>2 x 4\n"
                                 "1001001 noticed 1.0 by 2\n");
    cr_assert_eq(ground.forgotten, 4);
    ground_end(&ground);
}

Test(crash, does_not_stop_what_left)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(3);
    ground_begin(&ground, &config);
    for (int i = 0; i < 3; i++)
        ground_send(&ground, 0, 1, 2, 1000);
    ground_crash(&ground, 1, 1001, MYC_FOREVER);
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "1001 lost 1>2 x 2 by 2\n"
                                 "1001 lost 1>2 x 3 by 2\n"
                                 "1001 crashed 1.0 by 2\n"
                                 "52000 delivered 1>2 x 1\n"
                                 "1001001 noticed 1.0 by 2\n");
    ground_end(&ground);
}

/* Arriving at 51000, 52000, 53000 and 60010: received, being received, on its way to a host that
 * is down, on its way to one that is back. */
Test(crash, loses_what_is_in_the_ingress_nic_or_finds_it_down)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(3);
    ground_begin(&ground, &config);
    for (int i = 0; i < 3; i++)
        ground_send(&ground, 0, 0, 1, 1000);
    ground_send(&ground, 10000, 0, 1, 10);
    ground_crash(&ground, 1, 52500, 60000);
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "52000 delivered 0>1 x 1\n"
                                 "52500 lost 0>1 x 2 by 2\n"
                                 "52500 crashed 1.0 by 2\n"
                                 "53000 lost 0>1 x 3 by 2\n"
                                 "60000 restarted 1.1\n"
                                 "60020 delivered 0>1 x 4\n"
                                 "1052500 noticed 1.0 by 2\n");
    cr_assert_eq(myc_cluster_fault_hits(ground.cluster, 2), 2);
    ground_end(&ground);
}

Test(crash, leaves_the_ingress_nic_idle)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(3);
    ground_begin(&ground, &config);
    ground_send(&ground, 0, 0, 1, 100000); /* arrives at 150000, is there at 250000 */
    ground_crash(&ground, 1, 160000, 161000);
    ground_send(&ground, 120000, 2, 1, 10);
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "160000 lost 0>1 x 1 by 2\n"
                                 "160000 crashed 1.0 by 2\n"
                                 "161000 restarted 1.1\n"
                                 "170020 delivered 2>1 x 1\n"
                                 "1160000 noticed 1.0 by 2\n");
    ground_end(&ground);
}

Test(crash, kills_running_and_queued_tasks)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(2);
    ground_begin(&ground, &config);
    for (uint32_t cost = 100; cost <= 400; cost += 100)
        ground_at(&ground, 0, MYC_RANK_DRIVER, run_task, cost);
    ground_crash(&ground, 1, 150, 200);
    ground_at(&ground, 250, MYC_RANK_DRIVER, run_task, 50);
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "0 started 100 on 1\n"
                                 "100 ended 100 on 1\n"
                                 "100 started 200 on 1\n"
                                 "150 crashed 1.0 by 2\n"
                                 "200 restarted 1.1\n"
                                 "250 started 50 on 1\n"
                                 "300 ended 50 on 1\n"
                                 "1000150 noticed 1.0 by 2\n");
    cr_assert_eq(myc_cluster_fault_hits(ground.cluster, 2), 3);
    ground_end(&ground);
}

static void down_again(struct ground *ground, uint32_t fault)
{
    myc_port_host_down(ground->cluster, 1, fault);
}

static void up_again(struct ground *ground, uint32_t fault)
{
    myc_port_host_up(ground->cluster, 1, fault);
}

/* Faults 7 and 8 overlap: one incarnation ends, by fault 7, and the next begins when both let go. */
Test(crash, overlapping_ones_are_one_end)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(2);
    ground_begin(&ground, &config);
    ground_at(&ground, 100, MYC_RANK_FAULT_START, down_again, 7);
    ground_at(&ground, 200, MYC_RANK_FAULT_START, down_again, 8);
    ground_at(&ground, 300, MYC_RANK_FAULT_END, up_again, 7);
    ground_at(&ground, 400, MYC_RANK_FAULT_END, up_again, 8);
    ground_send(&ground, 0, 0, 1, 0);
    ground_at(&ground, 500, MYC_RANK_FAULT_START, down_again, 9);
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "100 crashed 1.0 by 7\n"
                                 "400 restarted 1.1\n"
                                 "500 crashed 1.1 by 9\n"
                                 "50000 lost 0>1 x 1 by 9\n"
                                 "1000100 noticed 1.0 by 7\n"
                                 "1000500 noticed 1.1 by 9\n");
    cr_assert_eq(myc_cluster_fault_hits(ground.cluster, 8), 0);
    cr_assert_eq(myc_cluster_fault_hits(ground.cluster, 9), 1);
    const struct myc_cluster *cluster = ground.cluster;
    cr_assert_eq(myc_cluster_cause(cluster, (struct myc_incarnation){ 1, 0 }), 7);
    cr_assert_eq(myc_cluster_cause(cluster, (struct myc_incarnation){ 1, 1 }), 9);
    cr_assert_eq(myc_cluster_cause(cluster, (struct myc_incarnation){ 0, 0 }), 0);
    cr_assert_eq(myc_cluster_incarnation(cluster, 1).number, 1);
    cr_assert_not(myc_cluster_is_up(cluster, 1));
    ground_end(&ground);
}

static void expect_no_roles(struct ground *ground, uint32_t host)
{
    uint32_t holders[4];
    struct myc_roles *roles = myc_cluster_roles(ground->cluster);
    cr_assert_eq(myc_roles_hosts(roles, MYC_ROLE_HOLDER, "x", holders, 4), 1);
    cr_assert_neq(holders[0], host);
}

Test(crash, clears_the_roles_of_the_host)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(3);
    ground_begin(&ground, &config);
    myc_roles_set(myc_cluster_roles(ground.cluster), MYC_ROLE_HOLDER, "x", 1);
    myc_roles_set(myc_cluster_roles(ground.cluster), MYC_ROLE_HOLDER, "x", 2);
    ground_crash(&ground, 1, 100, MYC_FOREVER);
    ground_at(&ground, 100, MYC_RANK_DRIVER, expect_no_roles, 1);
    ground_run(&ground);
    ground_end(&ground);
}

Test(crash, of_the_client_is_fatal, .signal = SIGABRT)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(3);
    ground_begin(&ground, &config);
    myc_port_host_down(ground.cluster, myc_cluster_client(ground.cluster), 1);
}

/* --- who is told --- */

/* Host 1 ends at 100 and is back at 200; the notice comes at 1000100. Host 2 ends before it and is
 * back after it; host 3 ends and is back before it; host 0 and the client are up all the time. */
static void who_knows(struct ground *ground, uint32_t is_after)
{
    const struct myc_cluster *cluster = ground->cluster;
    const struct myc_incarnation ended = { .host = 1, .number = 0 };
    cr_assert_eq(myc_cluster_was_told(cluster, 0, ended), is_after);
    cr_assert_eq(myc_cluster_was_told(cluster, 4, ended), is_after, "the client");
    cr_assert_eq(myc_cluster_was_told(cluster, 3, ended), is_after);
    cr_assert_not(myc_cluster_was_told(cluster, 2, ended));
    cr_assert(myc_cluster_was_told(cluster, 1, ended), "its own earlier life");
    cr_assert_not(myc_cluster_was_told(cluster, 0, (struct myc_incarnation){ 1, 1 }));
    cr_assert(myc_cluster_believes_up(cluster, 0, 1), "it is back");
    cr_assert_eq(myc_cluster_control(cluster), is_after ? 3 : 0);
}

Test(notices, reach_every_host_that_is_up_then)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(4);
    ground_begin(&ground, &config);
    ground_crash(&ground, 1, 100, 200);
    ground_crash(&ground, 3, 300, 400);
    ground_crash(&ground, 2, 500, 1000200);
    ground_at(&ground, 1000099, MYC_RANK_DRIVER, who_knows, 0);
    ground_at(&ground, 1000250, MYC_RANK_DRIVER, who_knows, 1);
    ground_run(&ground);
    cr_assert_eq(ground.book.record_count, 3);
    cr_assert_eq(ground.book.records[0].kind, MYC_RECORD_NOTICED);
    cr_assert_eq(ground.book.records[0].host, 1);
    cr_assert_eq(ground.book.records[0].fault, 2);
    cr_assert_eq(ground.book.records[0].time, 1000100);
    ground_end(&ground);
}

static void believe(struct ground *ground, uint32_t expected)
{
    cr_assert_eq(myc_cluster_believes_up(ground->cluster, 0, 1), expected);
}

Test(notices, change_what_a_host_believes)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(2);
    ground_begin(&ground, &config);
    ground_crash(&ground, 1, 100, 2000000);
    ground_crash(&ground, 1, 2500000, MYC_FOREVER);
    static const struct {
        myc_time at;
        uint32_t believes_up;
    } steps[] = { { 50, 1 },      { 150, 1 },     { 1000150, 0 },
                  { 2000050, 1 }, { 2500050, 1 }, { 3500050, 0 } };
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        ground_at(&ground, steps[i].at, MYC_RANK_DRIVER, believe, steps[i].believes_up);
    ground_run(&ground);
    ground_end(&ground);
}

/* Back at the very time of the notice: fault ends go first, so it is told. */
Test(notices, reach_a_host_that_is_back_at_that_time)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(3);
    ground_begin(&ground, &config);
    ground_crash(&ground, 1, 100, MYC_FOREVER);
    ground_crash(&ground, 2, 200, 1000100);
    ground_run(&ground);
    cr_assert(myc_cluster_was_told(ground.cluster, 2, (struct myc_incarnation){ 1, 0 }));
    cr_assert_eq(myc_cluster_control(ground.cluster), 3 + 2,
                 "of host 1: host 0, host 2, the client; of host 2: host 0, the client");
    ground_end(&ground);
}

/* Requests with a ticket to a host that is down: one from a host that lives on, one from a host
 * that ends before it arrives, one that ends before it is told. */
Test(notices, a_request_that_finds_its_host_down_is_reported)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(4);
    ground_begin(&ground, &config);
    ground_crash(&ground, 1, 0, MYC_FOREVER);
    ground_send(&ground, 100, 0, 1, 10)->ticket = 41;
    ground_send(&ground, 100, 2, 1, 10)->ticket = 42;
    ground_send(&ground, 100, 3, 1, 10)->ticket = 43;
    ground_send(&ground, 200, 0, 1, 10);
    ground_crash(&ground, 2, 300, 400);
    ground_crash(&ground, 3, 60000, 60001);
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "0 crashed 1.0 by 2\n"
                                 "300 crashed 2.0 by 3\n"
                                 "400 restarted 2.1\n"
                                 "50110 lost 0>1 x 1 by 2\n"
                                 "50110 lost 2>1 x 1 by 2\n"
                                 "50110 lost 3>1 x 1 by 2\n"
                                 "50210 lost 0>1 x 2 by 2\n"
                                 "60000 crashed 3.0 by 4\n"
                                 "60001 restarted 3.1\n"
                                 "1000000 noticed 1.0 by 2\n"
                                 "1000300 noticed 2.0 by 3\n"
                                 "1050110 undelivered 41 of 0 by 2\n"
                                 "1060000 noticed 3.0 by 4\n");
    cr_assert_eq(myc_cluster_fault_hits(ground.cluster, 2), 4);
    cr_assert_eq(myc_cluster_control(ground.cluster), 4 + 3 + 3 + 1, "three notices and a report");
    ground_end(&ground);
}

Test(notices, the_timeout_detector_gives_none)
{
    static const struct myc_detector_timeout timeout = { .after = 5 * MYC_MS };
    struct ground ground;
    struct myc_cluster_config config = ground_config(2);
    ground_begin(&ground, &config);
    cr_assert_eq(myc_cluster_request_timeout(ground.cluster), MYC_FOREVER);
    ground_end(&ground);
    config.detector = &myc_detector_timeout;
    config.detector_parameters = &timeout;
    ground_begin(&ground, &config);
    cr_assert_eq(myc_cluster_request_timeout(ground.cluster), 5 * MYC_MS);
    ground_crash(&ground, 1, 0, MYC_FOREVER);
    ground_send(&ground, 100, 0, 1, 10)->ticket = 41;
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "0 crashed 1.0 by 2\n"
                                 "50110 lost 0>1 x 1 by 2\n");
    cr_assert(myc_cluster_believes_up(ground.cluster, 0, 1));
    cr_assert_eq(myc_cluster_control(ground.cluster), 0);
    ground_end(&ground);
}

Test(detectors, are_registered)
{
    cr_assert_str_eq(myc_detectors[0]->about.name, "perfect");
    cr_assert_str_eq(myc_detectors[1]->about.name, "timeout");
    cr_assert_str_eq(myc_detectors[2]->about.name, "heartbeat");
    cr_assert_null(myc_detectors[3]);
}

/* --- roles --- */

/* Against a table of flags: random settings, clearings and crashes. */
Test(roles, agree_with_a_table)
{
    enum { LABELS = 5, HOSTS = 20 };
    static const char *const labels[LABELS] = { "a", "b", "ab", "labels", "x/1" };
    static bool table[MYC_ROLES][LABELS][HOSTS];
    struct myc_memory *memory = ground_memory();
    struct myc_roles *roles = myc_roles_begin(memory);
    struct myc_stream stream;
    myc_stream_init(&stream, 1, 0, MYC_PURPOSE_TEST);
    for (int i = 0; i < 20000; i++) {
        enum myc_role role = (enum myc_role)myc_stream_below(&stream, MYC_ROLES);
        uint32_t label = (uint32_t)myc_stream_below(&stream, LABELS);
        uint32_t host = (uint32_t)myc_stream_below(&stream, HOSTS);
        uint64_t dice = myc_stream_below(&stream, 20);
        if (dice == 0) {
            myc_roles_clear_host(roles, host);
            for (int r = 0; r < MYC_ROLES; r++)
                for (int l = 0; l < LABELS; l++)
                    table[r][l][host] = false;
        } else if (dice < 12) {
            myc_roles_set(roles, role, labels[label], host);
            table[role][label][host] = true;
        } else {
            myc_roles_clear(roles, role, labels[label], host);
            table[role][label][host] = false;
        }
        uint32_t want[HOSTS], got[HOSTS], count = 0;
        for (uint32_t h = 0; h < HOSTS; h++)
            if (table[role][label][h])
                want[count++] = h;
        cr_assert_eq(myc_roles_hosts(roles, role, labels[label], got, HOSTS), count);
        cr_assert_arr_eq(got, want, count * sizeof *want);
    }
    uint32_t one[1] = { 77 };
    myc_roles_set(roles, MYC_ROLE_ROOT, "n", 8);
    myc_roles_set(roles, MYC_ROLE_ROOT, "n", 3);
    cr_assert_eq(myc_roles_hosts(roles, MYC_ROLE_ROOT, "n", one, 1), 2);
    cr_assert_eq(one[0], 3);
    cr_assert_eq(myc_roles_hosts(roles, MYC_ROLE_ROOT, "nobody", one, 1), 0);
    myc_memory_destroy(memory);
}

/* --- the whole, twice --- */

static void random_run(struct ground *ground, struct myc_memory *memory, uint64_t seed,
                       bool is_kept)
{
    struct myc_cluster_config config = ground_config(8);
    config.zones = 2;
    config.cores = 2;
    config.jitter = (struct myc_distribution){ .kind = &myc_distribution_exponential,
                                               .parameter = { { .ns = MYC_US } } };
    ground_begin_in(ground, memory, &config, seed);
    ground->is_quiet = true;
    ground->book.keep = is_kept;
    struct myc_stream stream;
    myc_stream_init(&stream, seed, 1, MYC_PURPOSE_TEST);
    for (uint64_t i = 0; i < 2000; i++) {
        /* Apart, since the order in which arguments are evaluated is the compiler's. */
        myc_time at = myc_stream_below(&stream, 10 * MYC_MS);
        uint32_t to = (uint32_t)myc_stream_below(&stream, 9);
        uint64_t length = myc_stream_below(&stream, 5000);
        ground_send(ground, at, 8, to, length)->ticket = i % 3;
    }
    for (uint32_t host = 0; host < 8; host++) {
        myc_time at = myc_stream_below(&stream, 5 * MYC_MS);
        ground_crash(ground, host, at, at + 1 + myc_stream_below(&stream, 5 * MYC_MS));
    }
    ground_run(ground);
    cr_assert_eq(ground->forgotten, 2000);
}

Test(cluster, a_second_run_in_the_same_memory_is_the_same)
{
    static struct ground ground;
    struct myc_memory *memory = ground_memory();
    char texts[4][33];
    for (int run = 0; run < 4; run++) {
        myc_memory_reset(memory);
        random_run(&ground, memory, run == 1 ? 2 : 1, run != 3);
        ground_fingerprint(&ground, texts[run]);
    }
    cr_assert_str_neq(texts[0], texts[1]);
    cr_assert_str_eq(texts[0], texts[2]);
    /* Of every compiler, level and CPU; it changes only when what a run does is meant to. */
    cr_assert_str_eq(texts[0], "e2295898758e842139cf8f2540bd0c82");
    cr_assert_str_eq(texts[0], texts[3], "whether the book keeps it changes nothing");
    myc_memory_destroy(memory);
}
