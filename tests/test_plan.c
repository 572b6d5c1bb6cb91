/* Plans as they are declared: what is read, what it is called, what is refused. */
#include "tests/plans.h"

#include "experiments/yaml.h"
#include "faults/effect.h"
#include "faults/generator.h"
#include "faults/repetition.h"
#include "tests/ground.h"

static const char *const kinds[] = { "Req", "Res", "Err", NULL };
static const char *const hosts[] = { "m1", "m2", "m3" };

static struct myc_cluster_config config(void)
{
    struct myc_cluster_config config = ground_config(3);
    config.hosts = hosts;
    return config;
}

/* What is written, and what the plan then says: keys in one order, times in bare ns. */
static const char *const written[][2] = {
    { "crash: {target: m2, at: 60us, for: 5ms}", "crash: {target: m2, at: 60000, for: 5000000}" },
    { "crash: {for: 1h, target: all}", "crash: {target: all, at: 0, for: 3600000000000}" },
    { "crash: {target: any, for: forever}", "crash: {target: any, at: 0}" },
    { "crash: {target: [m3, m1], at: 7}", "crash: {target: [m3, m1], at: 7}" },
    { "crash: {target: random( 2 ), name: two}", "crash: {target: random(2), at: 0, name: two}" },
    { "crash: {target: rack(0)}", "crash: {target: rack(0), at: 0}" },
    { "crash: {target: zone(0)}", "crash: {target: zone(0), at: 0}" },
    { "crash: {target: holder(labels), after: pinned(labels), for: 1ms}",
      "crash: {target: holder(labels), after: pinned(labels), for: 1000000}" },
    { "crash: {target: requester(x/1), after: lost(x#2), nth: 3, wait: 2us, until: replayed(x)}",
      "crash: {target: requester(x/1), after: lost(x#2), nth: 3, wait: 2000, until: replayed(x)}" },
    { "crash: {target: root(map3/1#2), for: {kind: lognormal, median: 200ms, sigma: 0.7}}",
      "crash: {target: root(map3/1#2), at: 0, for: {kind: lognormal, median: 200000000, "
      "sigma: 0.7}}" },
    { "partition: {groups: [[client, m1], [m2, m3]], at: 1ms, for: 10ms}",
      "partition: {groups: [[client, m1], [m2, m3]], at: 1000000, for: 10000000, oneway: false, "
      "mode: drop}" },
    { "partition: {shape: ring, oneway: true, mode: hold}",
      "partition: {shape: ring, at: 0, oneway: true, mode: hold}" },
    { "delay: {target: link(client m2), at: 0s, for: 10ms, add: 2ms}",
      "delay: {target: link(client m2), at: 0, for: 10000000, add: 2000000}" },
    { "delay: {target: m1, add: 1}", "delay: {target: m1, at: 0, add: 1}" },
    { "slow: {target: m1, factor: 1.5}", "slow: {target: m1, at: 0, resource: cpu, factor: 3/2}" },
    { "evict: {target: m1}", "evict: {target: m1, at: 0}" },
    { "crash: {target: m1, lose: none}", "crash: {target: m1, at: 0}" },
    { "crash: {target: m1, lose: files}", "crash: {target: m1, at: 0, lose: files}" },
    { "lose_file: {target: m1, file: pin-*}", "lose_file: {target: m1, at: 0, file: pin-*}" },
    { "load: {target: m1}", "load: {target: m1, at: 0, tasks: 16, cost: 1000000}" },
    { "cold: {target: m1}", "cold: {target: m1, at: 0, fetch: 200000000}" },
    { "cold: {target: m1, fetch: {kind: uniform, min: 0s, max: 1us}, stream: 3}",
      "cold: {target: m1, at: 0, fetch: {kind: uniform, min: 0, max: 1000}, stream: 3}" },
    { "clock: {target: m1, for: 1s, step: 3us}",
      "clock: {target: m1, at: 0, for: 1000000000, drift: 1/10000, step: 3000, way: ahead}" },
    { "evict: {target: m1, label: x/1#2}", "evict: {target: m1, at: 0, label: x/1#2}" },
    { "drop: {target: message(Res m2 client labels 1)}",
      "drop: {target: message(Res m2 client labels 1), at: 0}" },
    { "drop: {target: message(* m2)}", "drop: {target: message(* m2), at: 0}" },
    { "drop: {target: message()}", "drop: {target: message(), at: 0}" },
    { "drop: {target: 'link(m1 m2)'}", "drop: {target: link(m1 m2), at: 0}" },
};

Test(plan, says_what_was_written)
{
    struct myc_memory *memory = ground_memory();
    const struct myc_cluster_config cluster = config();
    const struct myc_plan_world world = plans_world(&cluster, kinds);
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        const struct myc_plan *plan = plans_read(written[i][0], &world, memory);
        const char *text = myc_plan_text(plan, memory);
        cr_expect_str_eq(text, myc_memory_format(memory, "%s\n", written[i][1]));
        cr_expect_eq(myc_plan_count(plan), 1);
        cr_expect_str_eq(myc_plan_text(plans_read(text, &world, memory), memory), text);
    }
    myc_memory_destroy(memory);
}

static const char *striking(enum myc_shape shape)
{
    if (shape == MYC_SHAPE_HOSTS)
        return "crash";
    return shape == MYC_SHAPE_GROUPS ? "partition" : "drop";
}

Test(plan, every_example_reads)
{
    struct myc_memory *memory = ground_memory();
    const struct myc_cluster_config cluster = config();
    const struct myc_plan_world world = plans_world(&cluster, kinds);
    const char *text = "";
    size_t items = 0;
    for (size_t i = 0; myc_effects[i]; i++, items++)
        text = myc_memory_format(memory, "%s%s\n", text, myc_effects[i]->about.example);
    for (size_t i = 0; myc_targets[i]; i++, items++)
        text = myc_memory_format(memory, "%s%s: {%s: %s}\n", text, striking(myc_targets[i]->gives),
                                 myc_targets[i]->key ? myc_targets[i]->key : "target",
                                 myc_targets[i]->about.example);
    for (size_t i = 0; myc_triggers[i]; i++, items++)
        text = myc_memory_format(memory, "%scrash: {target: m1, %s}\n", text,
                                 myc_triggers[i]->about.example);
    for (size_t i = 0; myc_repetitions[i]; i++, items++)
        text = myc_memory_format(memory, "%scrash: {target: m1, by: {%s}}\n", text,
                                 myc_repetitions[i]->about.example);
    for (size_t i = 0; myc_generators[i]; i++)
        cr_expect_gt(myc_plan_count(plans_read(myc_generators[i]->about.example, &world, memory)),
                     0, "%s", myc_generators[i]->about.name);
    for (size_t i = 0; myc_durations[i]; i++, items++)
        text = myc_memory_format(memory, "%scrash: {target: m1, %s}\n", text,
                                 myc_durations[i]->about.example);
    cr_expect_eq(myc_plan_count(plans_read(text, &world, memory)), items);
    myc_memory_destroy(memory);
}

/* What a generator gives is a plan in the same form, and that plan is itself. */
static void expect_generated(const char *generator, const char *expected)
{
    struct myc_memory *memory = ground_memory();
    const struct myc_cluster_config cluster = config();
    const struct myc_plan_world world = plans_world(&cluster, kinds);
    const char *text = myc_plan_text(plans_read(generator, &world, memory), memory);
    cr_expect_str_eq(text, expected);
    cr_expect_str_eq(myc_plan_text(plans_read(text, &world, memory), memory), text);
    myc_memory_destroy(memory);
}

Test(plan, generators_give_items)
{
    expect_generated("trace: {lines: [5us m2 down, 7us m1 down, 9us m2 up]}",
                     "crash: {target: m2, at: 5000, for: 4000, name: trace.1.1}\n"
                     "crash: {target: m1, at: 7000, name: trace.1.2}\n");
    expect_generated("trace: {lines: ['5us m2 down # x', '7us m1 down', 8us m1 up], loop: 10us}",
                     "crash: {target: m1, by: {periodic: {period: 10000, first: 7000}}, for: 1000, "
                     "name: trace.1.1}\n"
                     "crash: {target: m2, by: {periodic: {period: 10000, first: 5000}}, for: 5000, "
                     "name: trace.1.2}\n");
    expect_generated("domain: {up: 1s, repair: {kind: exponential, mean: 3ms}, name: power}",
                     "crash: {target: rack(0 1), by: {renewal: {up: 1000000000, together: true}}, "
                     "for: {kind: exponential, mean: 3000000}, name: power.1}\n");
    /* m1, m2, m3 at 1us, then at 3us: number 4 is m2 at 3us. */
    expect_generated("each_at_each: {index: 4, from: 1us, to: 5us, every: 2us, for: 9}",
                     "crash: {target: m2, at: 3000, for: 9, name: each_at_each.1.1}\n");
    expect_generated("each_at_each: {index: 5, from: 1us, to: 5us, every: 2us, effect: loss, with: "
                     "{p: 1%}}",
                     "loss: {target: m3, at: 3000, for: 1000000, p: 1/100, burst: 0, name: "
                     "each_at_each.1.1}\n");
}

Test(plan, who_repeats_shares_no_name)
{
    struct myc_memory *memory = ground_memory();
    const struct myc_cluster_config cluster = config();
    const struct myc_plan_world world = plans_world(&cluster, kinds);
    struct myc_error error = { 0 };
    enum myc_status status = plans_add(myc_plan_begin(memory),
                                       "crash: {target: m1, by: {poisson: {mean: 1s}}, name: a}\n"
                                       "drop: {target: m2, name: a}",
                                       &world, memory, &error);
    cr_expect_eq(status, MYC_INPUT);
    cr_expect(strstr(error.message, "plan:2:26: an item above is called 'a' too"), "%s",
              error.message);
    myc_memory_destroy(memory);
}

/* Each effect is on in half of the swarms, and with it or without it the others are the same. */
Test(plan, a_swarm_draws_what_is_on)
{
    enum { SWARMS = 400 };
    struct myc_memory *memory = ground_memory();
    const struct myc_cluster_config cluster = config();
    struct myc_plan_world world = plans_world(&cluster, kinds);
    uint64_t crashes = 0;
    for (world.seed = 1; world.seed <= SWARMS; world.seed++) {
        struct myc_plan *plan = plans_read("swarm: {on: 1/2}", &world, memory);
        const char *text = myc_plan_text(plan, memory);
        cr_expect_str_eq(myc_plan_text(plans_read(text, &world, memory), memory), text);
        crashes += strstr(text, "crash: {") != NULL;
    }
    /* 400 fair coins: beyond 3.3 standard deviations once in a thousand times. */
    cr_expect_lt(crashes, 200 + 33);
    cr_expect_gt(crashes, 200 - 33);
    cr_expect_eq(myc_plan_count(plans_read("swarm: {on: 0}", &world, memory)), 0);
    myc_memory_destroy(memory);
}

/* An item, and words that its refusal has. */
static const char *const refused[][2] = {
    { "crush: {target: m1}",
      "plan:1:1: no effect or generator is called 'crush'; did you mean 'crash'?" },
    { "crash: m1", "crash needs a map" },
    { "crash:", "crash needs a map" },
    { "[crash]", "expected one fault" },
    { "{crash: {target: m1}, drop: {target: m1}}", "expected one fault" },
    { "crash: {}", "crash needs a 'target'" },
    { "crash: {at: 1s}", "crash needs a 'target'" },
    { "partition: {at: 1s}", "partition needs 'groups' or 'shape'" },
    { "crash: {target: m1, until_: pinned(x)}", "unknown key 'until_' in crash" },
    { "crash: {target: m1, by: poisson}", "expected one repetition" },
    { "crash: {target: m1, by: {poisson: {mean: 1s}, flap: {}}}", "expected one repetition" },
    { "crash: {target: m1, by: {poison: {mean: 1s}}}", "did you mean 'poisson'?" },
    { "crash: {target: m1, by: {poisson: 1s}}", "poisson needs a map" },
    { "crash: {target: m1, by: {poisson: {mean: 0s}}}", "mean must be from 1ns" },
    { "crash: {target: m1, by: {poisson: {mean: 1s, up: 1s}}}", "unknown key 'up' in poisson" },
    { "crash: {target: m1, by: {poisson: {mean: 1s}}, at: 1s}", "both say when it starts" },
    { "crash: {target: m1, at: 1s, times: 2}", "'times' goes with 'by'" },
    { "crash: {target: m1, by: {flap: {}}, for: 1s}", "flap says itself how long it lasts" },
    { "crash: {target: any, by: {cascade: {mean: 1s}}}", "cascade needs a host" },
    { "crash: {target: m1, by: {follow: {item: crash#1}}}", "no item above this one is called" },
    { "trace: {lines: [1us m2 up]}", "the host is up already" },
    { "trace: {lines: [1us m2 down, 2us m2 down]}", "plan:1:30: the host is down already" },
    { "trace: {lines: [2us m2 down, 1us m1 down]}", "it is earlier than the line before" },
    { "trace: {lines: [2us m2]}", "the third word is neither down nor up" },
    { "trace: {lines: [2us m2 down now]}", "expected three words" },
    { "trace: {lines: [2us client down]}", "crash cannot strike 'client'" },
    { "trace: {file: none.txt}", "no file of the cluster is called 'none.txt'" },
    { "domain: {level: rack}", "domain needs the key 'up'" },
    { "domain: {up: [1], repair: 1s}", "plan:1:14: " },
    { "each_at_each: {from: 2us, to: 2us, every: 1us}", "'to' must be after 'from'" },
    { "each_at_each: {index: 6, to: 4us, every: 2us}", "index must be below 6 (3 hosts at 2" },
    { "each_at_each: {to: 4us, every: 2us, effect: crsh}", "did you mean 'crash'?" },
    { "swarm: {on: 2}", "on must be" },
    { "swarm: 3", "swarm needs a map" },
    { "loss: {target: m1}", "loss needs the key 'p'" },
    { "loss: {target: m1, p: 1.5}", "p must be" },
    { "loss: {target: m1, p: 60%, burst: 1}", "burst must be at least p / (1 - p)" },
    { "loss: {target: m1, p: 1, burst: 9}", "burst must be at least p / (1 - p)" },
    { "bandwidth: {target: m1, rate: 0bit}", "rate must be at least" },
    { "corrupt: {target: m1, detected: maybe}", "detected must be true or false" },
    { "slow: {target: m1, factor: 0.9}", "factor must be from 1 to 1000000000, not 0.9" },
    { "slow: {target: m1, resource: gpu}", "resource must be one of cpu|nic|disk" },
    { "slow: {target: link(m1 m2)}", "slow strikes hosts, not a link" },
    { "clock: {target: m1, drift: 0}", "neither drifts nor jumps" },
    { "clock: {target: m1, drift: 2}", "drift must be from 0 to 1" },
    { "clock: {target: m1, drift: 1, way: behind}", "stands still: drift must be below 1" },
    { "clock: {target: m1, step: forever}", "step must end" },
    { "cold: {target: m1, fetch: forever}", "fetch must end" },
    { "cold: {target: m1, stream: 7}", "cold draws nothing while it lasts" },
    { "load: {target: m1, for: 1ms}", "load is over as soon as it began" },
    { "load: {target: m1, tasks: 0}", "tasks must be from 1 to 100000" },
    { "crash: {target: m1, lose: memory}", "lose must be one of none|files, not memory" },
    { "lose_file: {target: m1}", "lose_file needs the key 'file'" },
    { "lose_file: {target: m1, file: 'a, b'}", "a file is given by its name" },
    { "lose_file: {target: m1, file: 'a*b'}", "a file is given by its name" },
    { "lose_file: {target: m1, file: '*'}", "a file is given by its name" },
    { "lose_file: {target: m1, file: x, for: 1s}", "lose_file is over as soon as it began" },
    { "disk_full: {target: link(m1 m2)}", "disk_full strikes hosts" },
    { "evict: {target: m1, for: 1ms}", "evict is over as soon as it began: it has no duration" },
    { "evict: {target: m1, until: lost(x)}", "evict is over as soon as it began" },
    { "evict: {target: m1, by: {flap: {}}}", "flap says how long it lasts, but evict is over" },
    { "evict: {target: m1, label: 3x}", "plan:1:28: '3x' cannot be a label" },
    { "evict: {target: m1, label: 3}", "label must be a text" },
    { "crash: {target: m1, stream: 7}", "crash draws nothing while it lasts" },
    { "crash: {target: m1, add: 1ms}", "unknown key 'add' in crash" },
    { "crash: {target: m1, at: 1s, after: pinned(x)}", "'at' and 'after' both say when it starts" },
    { "crash: {target: m1, for: 1s, until: pinned(x)}",
      "'for' and 'until' both say how long it lasts" },
    { "crash: {target: m1, wait: 1s}", "'wait' goes with 'after'" },
    { "crash: {target: m1, at: 1s, nth: 2}", "'nth' goes with 'after'" },
    { "crash: {target: m1, after: pinned(x), nth: 0}", "nth must be at least 1" },
    { "crash: {target: m1, at: soon}", "at: " },
    { "crash: {target: m1, at: -1}", "at: " },
    { "crash: {target: m1, at: never}", "at must end" },
    { "crash: {target: m1, at: [1s]}", "at must be" },
    { "crash: {target: m1, for: never}", "expected a time, a distribution or 'forever'" },
    { "crash: {target: m1, for: none}", "expected a time, a distribution or 'forever'" },
    { "crash: {target: m1, for: [1s]}", "expected a time, a distribution or 'forever'" },
    { "crash: {target: m1, for: {kind: weibul, shape: 1, mean: 1s}}", "did you mean 'weibull'?" },
    { "crash: {target: m1, after: pined(x)}",
      "no record is called 'pined'; did you mean 'pinned'" },
    { "crash: {target: m1, after: staged(x)}", "the record 'staged' cannot be waited for" },
    { "crash: {target: m1, after: pinned}", "expected KIND(label)" },
    { "crash: {target: m1, after: pinned()}", "expected KIND(label)" },
    { "crash: {target: m1, after: pinned(x y)}", "expected KIND(label)" },
    { "crash: {target: m1, after: pinned(x-1)}", "'x-1' cannot be a label" },
    { "crash: {target: m1, after: pinned(x/)}", "'x/' cannot be a label" },
    { "crash: {target: m1, until: [x]}", "expected KIND(label)" },
    { "crash: {target: m4}", "plan:1:17: no host is called 'm4'; they are m1, m2, m3, client" },
    { "crash: {target: [m1, clint]}",
      "plan:1:22: no host is called 'clint'; did you mean 'client" },
    { "crash: {target: [m1, m1]}", "'m1' is named twice" },
    { "crash: {target: []}", "expected a target" },
    { "crash: {target: [[m1]]}", "expected the name of a host" },
    { "crash: {target: {host: m1}}", "expected a target" },
    { "crash: {target: client}", "crash cannot strike 'client'" },
    { "crash: {target: [m1, client]}", "crash cannot strike 'client'" },
    { "crash: {target: holders(x)}", "no target is called 'holders'; did you mean 'holder'?" },
    { "crash: {target: holder}", "'holder' needs arguments: holder(labels)" },
    { "crash: {target: holder()}", "needs the key 'label'" },
    { "crash: {target: holder(a b)}", "'holder' takes 1 argument" },
    { "crash: {target: holder(4)}", "'4' cannot be a label" },
    { "crash: {target: any(2)}", "'any' takes 0 arguments" },
    { "crash: {target: random(4)}", "cannot draw 4 of 3 hosts" },
    { "crash: {target: random(0)}", "k must be at least 1" },
    { "crash: {target: random(x)}", "k: " },
    { "crash: {target: rack(1)}", "there is no rack 1; the last is 0" },
    { "crash: {target: zone(9)}", "there is no zone 9; the last is 0" },
    { "crash: {target: random(2}", "is not of the form word(arguments)" },
    { "crash: {target: 'link(m1, m2)'}", "separated by spaces" },
    { "crash: {target: link(m1 m2)}", "crash strikes hosts, not a link" },
    { "crash: {target: message(Req)}", "crash strikes hosts, not messages" },
    { "crash: {groups: [[m1], [m2]]}", "crash strikes hosts, not groups of hosts" },
    { "delay: {shape: ring, add: 1}",
      "delay strikes hosts, a link or messages, not groups of hosts" },
    { "partition: {target: m1}",
      "partition strikes groups of hosts ('groups' or 'shape'), not hosts" },
    { "partition: {groups: [[m1], [m2]], shape: ring}", "'groups' and 'shape' both say what" },
    { "partition: {groups: [[m1]]}", "expected at least two groups" },
    { "partition: {groups: m1}", "expected at least two groups" },
    { "partition: {groups: [m1, m2]}", "a group is a list of hosts" },
    { "partition: {groups: [[m1], []]}", "a group is a list of hosts" },
    { "partition: {groups: [[m1, m1], [m2]]}", "'m1' is twice in one group" },
    { "partition: {groups: [[m1], [m9]]}", "no host is called 'm9'" },
    { "partition: {shape: star}", "shape must be one of halves|one|uniform|ring|bridge" },
    { "partition: {shape: ring, mode: delay}", "mode must be one of drop|hold" },
    { "partition: {shape: ring, oneway: 1}", "oneway must be true or false" },
    { "delay: {target: m1}", "delay needs the key 'add'" },
    { "delay: {target: m1, add: forever}", "add must end" },
    { "drop: {target: link(m1 m1)}", "a link joins two hosts" },
    { "drop: {target: link(m1)}", "needs the key 'b'" },
    { "drop: {target: link(m1 m2 m3)}", "'link' takes 2 arguments" },
    { "drop: {target: message(Rex)}", "no message is called 'Rex'; did you mean 'Req'?" },
    { "drop: {target: message(Req m1 m1)}", "not within 'm1'" },
    { "drop: {target: message(Req m1 * x 0)}", "must be from 1" },
    { "drop: {target: message(Req m1 * x y)}", "n: 'y' is not a whole number" },
    { "drop: {target: message(Req m7)}", "no host is called 'm7'" },
    { "crash: {target: m1, name: 3}", "name must be a text" },
    { "crash: {target: m1, name: a b}", "a name begins with a letter" },
    { "crash: {target: m1, name: 'a#1'}", "a name begins with a letter" },
};

Test(plan, what_makes_no_sense_is_refused)
{
    struct myc_memory *memory = ground_memory();
    const struct myc_cluster_config cluster = config();
    const struct myc_plan_world world = plans_world(&cluster, kinds);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct myc_error error = { 0 };
        struct myc_plan *plan = myc_plan_begin(memory);
        enum myc_status status = plans_add(plan, refused[i][0], &world, memory, &error);
        cr_expect_eq(status, MYC_INPUT, "%s was not refused", refused[i][0]);
        cr_expect_not_null(strstr(error.message, refused[i][1]), "%s: %s", refused[i][0],
                           error.message);
        cr_expect_eq(myc_plan_count(plan), 0);
    }
    myc_memory_destroy(memory);
}

/* Each shape needs as many hosts as it takes to cut anything. */
Test(plan, shapes_need_hosts)
{
    static const struct {
        const char *shape;
        uint32_t hosts_min;
    } cases[] = { { "halves", 1 }, { "one", 1 }, { "bridge", 2 }, { "ring", 3 } };
    struct myc_memory *memory = ground_memory();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (uint32_t count = 1; count <= 3; count++) {
            const struct myc_cluster_config cluster = ground_config(count);
            const struct myc_plan_world world = plans_world(&cluster, kinds);
            const char *text = myc_memory_format(memory, "partition: {shape: %s}", cases[i].shape);
            struct myc_error error = { 0 };
            enum myc_status status =
                plans_add(myc_plan_begin(memory), text, &world, memory, &error);
            cr_expect_eq(status, count < cases[i].hosts_min ? MYC_INPUT : MYC_OK, "%s with %u",
                         cases[i].shape, count);
        }
    myc_memory_destroy(memory);
}

/* Hosts that are called as targets are: a word means the target, a list the hosts. */
Test(plan, hosts_may_be_called_as_targets_are)
{
    static const char *const odd[] = { "all", "random", "null" };
    struct myc_memory *memory = ground_memory();
    struct myc_cluster_config cluster = ground_config(3);
    cluster.hosts = odd;
    const struct myc_plan_world world = plans_world(&cluster, kinds);
    const struct myc_plan *plan = plans_read("crash: {target: [all, null]}\n"
                                             "crash: {target: random}\n"
                                             "crash: {target: null}\n"
                                             "crash: {target: random(1)}\n",
                                             &world, memory);
    cr_expect_str_eq(myc_plan_text(plan, memory), "crash: {target: [all, null], at: 0}\n"
                                                  "crash: {target: random, at: 0}\n"
                                                  "crash: {target: null, at: 0}\n"
                                                  "crash: {target: random(1), at: 0}\n");
    myc_memory_destroy(memory);
}

Test(plan, a_list_may_be_missing_or_empty)
{
    struct myc_memory *memory = ground_memory();
    const struct myc_cluster_config cluster = config();
    const struct myc_plan_world world = plans_world(&cluster, kinds);
    struct myc_error error = { 0 };
    struct myc_plan *plan = myc_plan_begin(memory);
    cr_assert_eq(myc_plan_add_list(plan, NULL, &world, &error), MYC_OK);
    static const char text[] = "a: []\nb:\nc: [drop: {target: all}, crash: {target: any}]\nd: 3\n";
    const struct myc_source source = { "plan", text, sizeof text - 1, 0, NULL };
    struct myc_setting *map;
    cr_assert_eq(myc_yaml_read(&source, 0, source.length, memory, &map, &error), MYC_OK, "%s",
                 error.message);
    for (const char *key = "abc"; *key; key++)
        cr_assert_eq(
            myc_plan_add_list(plan, myc_setting_find(map, (char[]){ *key, 0 }), &world, &error),
            MYC_OK, "%s", error.message);
    cr_expect_str_eq(myc_plan_text(plan, memory),
                     "drop: {target: all, at: 0}\ncrash: {target: any, at: 0}\n");
    cr_expect_eq(myc_plan_add_list(plan, myc_setting_find(map, "d"), &world, &error), MYC_INPUT);
    myc_memory_destroy(memory);
}
