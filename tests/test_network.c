/* The journey of a message against the formula of the design, numbers reckoned by hand, and a
 * naive model that sorts instead of simulating. */
#include "tests/ground.h"

#include <stdlib.h>

#include "sim/distribution.h"

/* --- alone --- */

/* One message alone: bytes, bandwidth, hosts, then the time that one NIC takes, reckoned apart. */
struct alone {
    uint64_t bytes;
    uint64_t bits_per_s;
    uint32_t destination;
    myc_time latency;
    myc_time tx;
};

static void expect_alone(const struct alone *alone)
{
    /* Host 0 and the client in rack 0, host 1 in rack 1, hosts 2 and 3 in the other zone. */
    struct myc_cluster_config config = ground_config(4);
    config.zones = 2;
    config.racks = 2;
    config.nic_bits_per_s = alone->bits_per_s;
    struct ground ground;
    ground_begin(&ground, &config);
    ground_send(&ground, 100, 0, alone->destination, alone->bytes);
    ground_run(&ground);
    const struct myc_book_message *row = &ground.book.messages[0];
    cr_assert_eq(ground.book.message_count, 1);
    cr_assert_eq(row->sent, 100);
    cr_assert_eq(row->left, 100 + alone->tx);
    cr_assert_eq(row->delivered, 100 + alone->tx + alone->latency + alone->tx,
                 "%" PRIu64 " bytes: %" PRIu64, alone->bytes, row->delivered);
    cr_assert_eq(row->state, MYC_MESSAGE_DELIVERED);
    cr_assert_eq(row->bytes, alone->bytes);
    cr_assert_eq(row->fault, 0);
    cr_assert_eq(myc_cluster_now(ground.cluster), row->delivered);
    cr_assert_eq(myc_engine_events(ground.engine), 4, "the script's, leave, arrive, deliver");
    ground_end(&ground);
}

Test(network, a_message_alone_takes_tx_latency_tx)
{
    static const struct alone cases[] = {
        { 1000, 8000000000, 4, GROUND_RACK, 1000 },
        { 1000, 8000000000, 1, GROUND_ZONE, 1000 },
        { 1000, 8000000000, 2, GROUND_CROSS_ZONE, 1000 },
        { 1000, 8000000000, 3, GROUND_CROSS_ZONE, 1000 },
        { 0, 10000000000, 1, GROUND_ZONE, 0 },
        { 1, 10000000000, 1, GROUND_ZONE, 1 },       /* 0.8 */
        { 1501, 10000000000, 1, GROUND_ZONE, 1201 }, /* 1200.8 */
        { 1500, 10000000000, 1, GROUND_ZONE, 1200 },
        { 1, 1, 1, GROUND_ZONE, 8000000000 },
        { 1, 3, 1, GROUND_ZONE, 2666666667 }, /* 2666666666.67 */
        /* 8e9 * bytes is above 2^64; 239999999983.28 by a calculator with long integers */
        { 3000000000001, 100000000007, 1, GROUND_ZONE, 239999999984 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_alone(&cases[i]);
}

Test(network, a_message_to_oneself_takes_only_its_latency)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(2);
    ground_begin(&ground, &config);
    ground_send(&ground, 5, 1, 1, 1000000);
    ground_send(&ground, 5, 1, 0, 10);
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "1005 delivered 1>1 x 1\n"
                                 "50025 delivered 1>0 x 1\n");
    cr_assert_eq(ground.book.messages[0].left, 5);
    cr_assert_eq(myc_cluster_messages(ground.cluster, 0), 1, "only between two hosts");
    ground_end(&ground);
}

/* --- queues, by hand --- */

Test(network, messages_queue_in_the_egress_nic)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(3);
    ground_begin(&ground, &config);
    ground_send(&ground, 0, 0, 1, 1000);   /* leaves at 1000 */
    ground_send(&ground, 0, 0, 2, 500);    /* 1500 */
    ground_send(&ground, 1200, 0, 1, 100); /* 1600 */
    ground_send(&ground, 1700, 0, 1, 100); /* 1800: the NIC is free again */
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "52000 delivered 0>1 x 1\n"
                                 "52000 delivered 0>2 x 1\n"
                                 "52100 delivered 0>1 x 2\n"
                                 "52200 delivered 0>1 x 3\n");
    const struct myc_book_message *rows = ground.book.messages;
    cr_assert_eq(rows[0].left, 1000);
    cr_assert_eq(rows[1].left, 1500);
    cr_assert_eq(rows[2].left, 1600);
    cr_assert_eq(rows[3].left, 1800);
    ground_end(&ground);
}

Test(network, messages_queue_in_the_ingress_nic)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(4);
    ground_begin(&ground, &config);
    for (uint32_t source = 0; source < 3; source++)
        ground_send(&ground, 0, source, 3, 1000); /* each arrives at 51000 */
    ground_send(&ground, 0, 2, 3, 10);            /* 51010 */
    ground_send(&ground, 5000, 1, 3, 10);         /* 55010, when the NIC is idle again */
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "52000 delivered 0>3 x 1\n"
                                 "53000 delivered 1>3 x 1\n"
                                 "54000 delivered 2>3 x 1\n"
                                 "54010 delivered 2>3 x 2\n"
                                 "55020 delivered 1>3 x 2\n");
    ground_end(&ground);
}

/* All of a large cluster leave at one time, and what comes soon is looked at: not what a crash took
 * before that time, or first thing in it, whose memory the sanitizers watch. */
Test(network, what_is_lost_is_not_looked_at_ahead)
{
    enum { HOSTS = 2500, CRASHES = 160 };
    struct ground ground;
    struct myc_cluster_config config = ground_config(HOSTS);
    ground_begin(&ground, &config);
    ground.is_quiet = true;
    for (uint32_t host = 0; host < HOSTS; host++)
        ground_send(&ground, 0, host, (host + 1) % HOSTS, 1000);
    for (uint32_t i = 1; i <= CRASHES; i++)
        ground_crash(&ground, 15 * i, i % 2 ? 500 : 1000, MYC_FOREVER);
    ground_run(&ground);
    cr_assert_eq(ground.delivered, HOSTS - 2 * CRASHES, "neither from there nor to there");
    ground_end(&ground);
}

/* n counts those of one kind, source, destination and label. */
Test(network, messages_are_numbered)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(3);
    ground_begin(&ground, &config);
    const char *y = myc_cluster_label(ground.cluster, "y");
    cr_assert_eq(y, myc_cluster_label(ground.cluster, "y"));
    for (int i = 0; i < 2; i++) {
        ground_send(&ground, 0, 0, 1, 1);
        ground_send(&ground, 0, 0, 2, 1);
        ground_send(&ground, 0, 1, 0, 1);
        ground_send(&ground, 0, 0, 1, 1)->label = y;
        ground_send(&ground, 0, 0, 1, 1)->kind = 1;
        ground_send(&ground, 0, 1, 1, 1);
    }
    ground_run(&ground);
    cr_assert_eq(ground.book.message_count, 12);
    for (size_t i = 0; i < 12; i++)
        cr_assert_eq(ground.book.messages[i].n, i / 6 + 1);
    cr_assert_str_eq(ground.book.messages[4].kind, "Res");
    cr_assert_str_eq(ground.book.messages[3].label, "y");
    cr_assert_eq(myc_cluster_messages(ground.cluster, 0), 8);
    cr_assert_eq(myc_cluster_messages(ground.cluster, 1), 2);
    cr_assert_eq(ground.forgotten, 12);
    ground_end(&ground);
}

/* --- the naive model --- */

enum { HOSTS = 6, MESSAGES = 3000 };

struct naive_message {
    size_t index;
    uint32_t source, destination;
    myc_time bytes, sent, left, arrival, delivered;
};

static const struct myc_distribution exponential_jitter = {
    .kind = &myc_distribution_exponential,
    .parameter = { { .ns = 20 * MYC_US } },
};

static int by_arrival(const void *a, const void *b)
{
    const struct naive_message *left = a, *right = b;
    if (left->arrival != right->arrival)
        return left->arrival < right->arrival ? -1 : 1;
    if (left->source != right->source)
        return left->source < right->source ? -1 : 1;
    return left->index < right->index ? -1 : 1;
}

static myc_time later(myc_time a, myc_time b)
{
    return a > b ? a : b;
}

/* Two passes: in the order of sending through the egress NICs and paths, then in the order of
 * arrival through the ingress NICs. */
static void reckon(struct naive_message *messages, const struct myc_cluster_config *config,
                   uint64_t seed)
{
    myc_time egress[HOSTS + 1] = { 0 }, ingress[HOSTS + 1] = { 0 };
    myc_time last[HOSTS + 1][HOSTS + 1] = { { 0 } };
    struct myc_stream streams[HOSTS + 1][HOSTS + 1];
    for (uint64_t a = 0; a <= HOSTS; a++) {
        for (uint64_t b = 0; b <= HOSTS; b++)
            myc_stream_init(&streams[a][b], seed, a << 32 | b, MYC_PURPOSE_JITTER);
    }
    for (size_t i = 0; i < MESSAGES; i++) {
        struct naive_message *m = &messages[i];
        m->left = egress[m->source] = later(m->sent, egress[m->source]) + m->bytes;
        m->arrival =
            m->left + config->latency[myc_cluster_config_level(config, m->source, m->destination)];
        if (config->jitter.kind)
            m->arrival +=
                myc_distribution_draw(&config->jitter, &streams[m->source][m->destination]);
        m->arrival = last[m->source][m->destination] =
            later(m->arrival, last[m->source][m->destination]);
    }
    qsort(messages, MESSAGES, sizeof *messages, by_arrival);
    for (size_t i = 0; i < MESSAGES; i++) {
        struct naive_message *m = &messages[i];
        m->delivered = ingress[m->destination] =
            later(m->arrival, ingress[m->destination]) + m->bytes;
    }
}

static void choose(struct naive_message *messages, struct myc_stream *stream)
{
    myc_time now = 0;
    for (size_t i = 0; i < MESSAGES; i++) {
        struct naive_message *m = &messages[i];
        now += myc_stream_chance(stream, 1, 3) ? 0 : myc_stream_below(stream, 2000);
        m->index = i;
        m->sent = now;
        m->source = (uint32_t)myc_stream_below(stream, HOSTS + 1);
        m->destination = (m->source + 1 + (uint32_t)myc_stream_below(stream, HOSTS)) % (HOSTS + 1);
        m->bytes = myc_stream_chance(stream, 1, 5) ? 0 : myc_stream_below(stream, 3000);
    }
}

static void compare_with_naive(uint64_t seed, bool has_jitter)
{
    static struct naive_message messages[MESSAGES];
    static struct ground ground;
    struct myc_cluster_config config = ground_config(HOSTS);
    config.zones = 2;
    config.racks = 2;
    config.latency[MYC_LEVEL_CROSS_ZONE] = GROUND_ZONE + MYC_US;
    if (has_jitter)
        config.jitter = exponential_jitter;
    ground_begin_in(&ground, ground_memory(), &config, seed);
    ground.is_quiet = true;
    struct myc_stream stream;
    myc_stream_init(&stream, seed, has_jitter, MYC_PURPOSE_TEST);
    choose(messages, &stream);
    for (size_t i = 0; i < MESSAGES; i++)
        ground_send(&ground, messages[i].sent, messages[i].source, messages[i].destination,
                    messages[i].bytes);
    ground_run(&ground);
    reckon(messages, &config, seed);
    for (size_t i = 0; i < MESSAGES; i++) {
        const struct naive_message *m = &messages[i];
        const struct myc_book_message *row = &ground.book.messages[m->index];
        cr_assert_eq(row->left, m->left);
        cr_assert_eq(row->delivered, m->delivered, "message %zu", m->index);
    }
    cr_assert_eq(ground.delivered, MESSAGES);
    ground_end(&ground);
}

Test(network, agrees_with_a_naive_model)
{
    for (uint64_t seed = 1; seed <= 5; seed++)
        compare_with_naive(seed, false);
}

Test(network, agrees_with_a_naive_model_under_jitter)
{
    for (uint64_t seed = 1; seed <= 5; seed++)
        compare_with_naive(seed, true);
}

/* --- path rules --- */

static bool meet_drop(void *state, const struct myc_message *message, struct myc_fate *fate)
{
    (void)state;
    (void)message;
    fate->drop = true;
    return true;
}

static bool meet_hold(void *state, const struct myc_message *message, struct myc_fate *fate)
{
    (void)state;
    (void)message;
    fate->hold = true;
    return true;
}

/* `state` is how many ms. */
static bool meet_delay(void *state, const struct myc_message *message, struct myc_fate *fate)
{
    (void)message;
    fate->add = (myc_time)(uintptr_t)state * MYC_MS;
    return true;
}

/* Rule i is that of fault i + 1, and the i-th that a test opens. */
static const struct myc_path_rule *rule_of(uint32_t index)
{
    static const struct myc_path_rule rules[] = {
        { .fault = 1, .source = 0, .destination = 1, .kind = 0, .meet = meet_hold },
        { .fault = 2, .source = 0, .destination = 1, .kind = 1, .meet = meet_hold },
        { .fault = 3,
          .source = 0,
          .destination = 1,
          .kind = MYC_ANY_KIND,
          .meet = meet_delay,
          .state = (void *)2 },
        { .fault = 4,
          .source = MYC_ANY_HOST,
          .destination = 1,
          .kind = MYC_ANY_KIND,
          .meet = meet_delay,
          .state = (void *)1 },
        { .fault = 5, .source = 0, .destination = 1, .kind = 0, .n = 2, .meet = meet_drop },
        { .fault = 6,
          .source = 0,
          .destination = MYC_ANY_HOST,
          .both_ways = true,
          .kind = MYC_ANY_KIND,
          .meet = meet_drop },
    };
    return &rules[index];
}

static void open_rule(struct ground *ground, uint32_t index)
{
    myc_port_rule_open(ground->cluster, rule_of(index));
}

static void close_rule(struct ground *ground, uint32_t rule)
{
    myc_port_rule_close(ground->cluster, rule);
}

static void begin_with_rules(struct ground *ground, uint32_t count, const uint32_t *indices)
{
    struct myc_cluster_config config = ground_config(3);
    ground_begin(ground, &config);
    for (uint32_t i = 0; i < count; i++)
        ground_at(ground, 0, MYC_RANK_FAULT_START, open_rule, indices[i]);
}

Test(rules, a_held_message_travels_when_the_rule_closes)
{
    struct ground ground;
    begin_with_rules(&ground, 1, (uint32_t[]){ 0 });
    ground_send(&ground, 100, 0, 1, 10);
    ground_send(&ground, 200, 0, 1, 10)->kind = 1; /* no rule, but it may not overtake */
    ground_send(&ground, 300, 0, 2, 10);
    ground_send(&ground, 400, 1, 0, 10);
    ground_at(&ground, MYC_MS, MYC_RANK_FAULT_END, close_rule, 1);
    ground_send(&ground, MYC_MS, 0, 1, 10);
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "50320 delivered 0>2 x 1\n"
                                 "50420 delivered 1>0 x 1\n"
                                 "1050010 delivered 0>1 x 1\n"
                                 "1050020 delivered 0>1 x 1\n"
                                 "1050030 delivered 0>1 x 2\n");
    cr_assert_eq(ground.book.messages[0].fault, 1);
    cr_assert_eq(ground.book.messages[0].left, 110);
    cr_assert_eq(ground.book.messages[1].fault, 0);
    cr_assert_eq(myc_cluster_fault_hits(ground.cluster, 1), 1);
    ground_end(&ground);
}

/* Two rules hold messages of one pair; the order in which they close may not show. */
static void hold_twice(myc_time first_closes, myc_time second_closes, const char *log)
{
    struct ground ground;
    begin_with_rules(&ground, 2, (uint32_t[]){ 0, 1 });
    ground_send(&ground, 100, 0, 1, 10);
    ground_send(&ground, 200, 0, 1, 10)->kind = 1;
    ground_send(&ground, 300, 0, 1, 10)->kind = 1;
    ground_send(&ground, 400, 0, 1, 10);
    ground_at(&ground, first_closes, MYC_RANK_FAULT_END, close_rule, 1);
    ground_at(&ground, second_closes, MYC_RANK_FAULT_END, close_rule, 2);
    ground_run(&ground);
    cr_assert_str_eq(ground.log, log);
    for (size_t i = 1; i < ground.book.message_count; i++)
        cr_assert_lt(ground.book.messages[i - 1].delivered, ground.book.messages[i].delivered);
    ground_end(&ground);
}

Test(rules, no_message_overtakes_a_held_one)
{
    hold_twice(MYC_MS, 2 * MYC_MS,
               "1050010 delivered 0>1 x 1\n"
               "2050010 delivered 0>1 x 1\n"
               "2050020 delivered 0>1 x 2\n"
               "2050030 delivered 0>1 x 2\n");
    hold_twice(2 * MYC_MS, MYC_MS,
               "2050010 delivered 0>1 x 1\n"
               "2050020 delivered 0>1 x 1\n"
               "2050030 delivered 0>1 x 2\n"
               "2050040 delivered 0>1 x 2\n");
}

Test(rules, delays_add_up_and_keep_pairs_fifo)
{
    struct ground ground;
    begin_with_rules(&ground, 2, (uint32_t[]){ 2, 3 });
    ground_send(&ground, 0, 0, 1, 10); /* 3 ms */
    ground_send(&ground, 0, 2, 1, 10); /* 1 ms */
    ground_at(&ground, 500 * MYC_US, MYC_RANK_FAULT_END, close_rule, 1);
    ground_at(&ground, 500 * MYC_US, MYC_RANK_FAULT_END, close_rule, 2);
    ground_send(&ground, MYC_MS, 0, 1, 10); /* undelayed, but behind the first */
    ground_send(&ground, MYC_MS, 2, 1, 10);
    ground_send(&ground, 4 * MYC_MS, 0, 1, 10);
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "1050020 delivered 2>1 x 1\n"
                                 "1050030 delivered 2>1 x 2\n"
                                 "3050020 delivered 0>1 x 1\n"
                                 "3050030 delivered 0>1 x 2\n"
                                 "4050020 delivered 0>1 x 3\n");
    cr_assert_eq(myc_cluster_fault_hits(ground.cluster, 3), 1);
    cr_assert_eq(myc_cluster_fault_hits(ground.cluster, 4), 2);
    cr_assert_eq(ground.book.messages[0].fault, 3);
    cr_assert_eq(ground.book.messages[1].fault, 4);
    cr_assert_eq(ground.book.messages[2].fault, 0);
    ground_end(&ground);
}

Test(rules, drop_the_named_message)
{
    struct ground ground;
    begin_with_rules(&ground, 1, (uint32_t[]){ 4 });
    for (myc_time i = 0; i < 3; i++)
        ground_send(&ground, i * 100, 0, 1, 10);
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "110 lost 0>1 x 2 by 5\n"
                                 "50020 delivered 0>1 x 1\n"
                                 "50220 delivered 0>1 x 3\n");
    const struct myc_book_message *lost = &ground.book.messages[1];
    cr_assert_eq(lost->state, MYC_MESSAGE_LOST);
    cr_assert_eq(lost->fault, 5);
    cr_assert_eq(lost->left, 110);
    cr_assert_eq(lost->delivered, 110);
    cr_assert_eq(myc_cluster_fault_hits(ground.cluster, 5), 1);
    cr_assert_eq(myc_cluster_messages(ground.cluster, 0), 3, "dropped ones too");
    cr_assert_eq(ground.forgotten, 3);
    ground_end(&ground);
}

Test(rules, act_both_ways_but_not_within_a_host)
{
    struct ground ground;
    begin_with_rules(&ground, 1, (uint32_t[]){ 5 });
    ground_send(&ground, 0, 0, 0, 10);
    ground_send(&ground, 0, 0, 2, 10);
    ground_send(&ground, 100, 2, 0, 10);
    ground_send(&ground, 200, 1, 2, 10);
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "10 lost 0>2 x 1 by 6\n"
                                 "110 lost 2>0 x 1 by 6\n"
                                 "1000 delivered 0>0 x 1\n"
                                 "50220 delivered 1>2 x 1\n");
    ground_end(&ground);
}

Test(rules, the_first_that_drops_or_holds_decides)
{
    static const uint32_t orders[2][2] = { { 0, 5 }, { 5, 0 } };
    static const char *const logs[2] = { "1050010 delivered 0>1 x 1\n", "20 lost 0>1 x 1 by 6\n" };
    for (int order = 0; order < 2; order++) {
        struct ground ground;
        begin_with_rules(&ground, 2, orders[order]);
        ground_send(&ground, 10, 0, 1, 10);
        ground_at(&ground, MYC_MS, MYC_RANK_FAULT_END, close_rule, order == 0 ? 1 : 2);
        ground_run(&ground);
        cr_assert_str_eq(ground.log, logs[order]);
        cr_assert_eq(myc_cluster_fault_hits(ground.cluster, 1), order == 0);
        cr_assert_eq(myc_cluster_fault_hits(ground.cluster, 6), order == 1);
        ground_end(&ground);
    }
}

static bool is_between_odd_and_even(const void *state, uint32_t source, uint32_t destination)
{
    const uint32_t *except = state;
    return source % 2 != destination % 2 && source != *except;
}

static void open_cut(struct ground *ground, uint32_t except)
{
    uint32_t *state = myc_memory_alloc(ground->memory, sizeof *state);
    *state = except;
    const struct myc_path_rule rule = { .fault = 9,
                                        .source = MYC_ANY_HOST,
                                        .destination = MYC_ANY_HOST,
                                        .kind = MYC_ANY_KIND,
                                        .label = myc_cluster_label(ground->cluster, "x"),
                                        .cuts = is_between_odd_and_even,
                                        .cut = state,
                                        .meet = meet_drop };
    myc_port_rule_open(ground->cluster, &rule);
}

Test(rules, cut_by_pair_and_label)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(4);
    ground_begin(&ground, &config);
    ground_at(&ground, 0, MYC_RANK_FAULT_START, open_cut, 3);
    ground_send(&ground, 0, 0, 1, 10);
    ground_send(&ground, 100, 0, 1, 10)->label = myc_cluster_label(ground.cluster, "y");
    ground_send(&ground, 200, 0, 2, 10);
    ground_send(&ground, 300, 3, 0, 10);
    ground_run(&ground);
    cr_assert_str_eq(ground.log, "10 lost 0>1 x 1 by 9\n"
                                 "50120 delivered 0>1 y 1\n"
                                 "50220 delivered 0>2 x 1\n"
                                 "50320 delivered 3>0 x 1\n");
    ground_end(&ground);
}

/* Common random numbers: the other messages of a pair jitter as they would without the drop. */
Test(rules, a_drop_moves_no_other_draw)
{
    static struct ground grounds[2];
    for (uint32_t with = 0; with < 2; with++) {
        struct myc_cluster_config config = ground_config(3);
        config.jitter = exponential_jitter;
        ground_begin(&grounds[with], &config);
        if (with)
            ground_at(&grounds[with], 0, MYC_RANK_FAULT_START, open_rule, 4);
        for (myc_time i = 0; i < 20; i++)
            ground_send(&grounds[with], i * MYC_MS, 0, 1, 10);
        ground_run(&grounds[with]);
    }
    for (size_t i = 0; i < 20; i++) {
        const struct myc_book_message *row = &grounds[1].book.messages[i];
        if (i == 1)
            cr_assert_eq(row->state, MYC_MESSAGE_LOST);
        else
            cr_assert_eq(row->delivered, grounds[0].book.messages[i].delivered);
    }
    ground_end(&grounds[0]);
    ground_end(&grounds[1]);
}

static bool meet_alter_and_copy(void *state, const struct myc_message *message,
                                struct myc_fate *fate)
{
    (void)state;
    (void)message;
    fate->garbled = 1;
    fate->copied = true;
    return true;
}

Test(network, the_copy_of_an_altered_message_is_altered)
{
    struct ground ground;
    const struct myc_cluster_config config = ground_config(2);
    const struct myc_path_rule rule = {
        .fault = 1, .source = 0, .destination = 1, .kind = MYC_ANY_KIND, .meet = meet_alter_and_copy
    };
    ground_begin(&ground, &config);
    myc_port_rule_open(ground.cluster, &rule);
    ground_send(&ground, 0, 0, 1, 10);
    ground_send(&ground, 0, 1, 0, 10);
    ground_run(&ground);
    cr_assert_eq(ground.delivered, 3);
    cr_assert_eq(ground.altered, 2);
    ground_end(&ground);
}
