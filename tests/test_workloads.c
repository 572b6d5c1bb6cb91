/* Workloads against what the function-passing library's own tests publish. */
#include "tests/story.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void assert_response(const struct myc_outcome *told, const char *response)
{
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    cr_assert_str_eq(told->response, response);
}

static const struct myc_outcome *basics(const char *program)
{
    return story("workload: {kind: basics, program: %s}\n", program);
}

Test(workloads, as_published)
{
    assert_response(story("workload: apply\n"), "[4,3,2,4,3,2]");
    assert_response(story("workload: current_host\n"), "[5,4,3]");
    assert_response(story("workload: pump\n"), "[14,14,13,13,12,12]");
    assert_response(basics("apply_and_send"), "[\"[4]\",\"[3]\",\"[2]\"]");
    assert_response(basics("populate"), "{\"text\":\"hello\"}");
    assert_response(basics("populate_list"), "[40,30,20]");
    assert_response(basics("from_text_file"), "[\"hello\"]");
    assert_response(basics("basic"), "{\"sent\":[40,30,20],\"mapped\":[41,31,21],\"pumped\":10,"
                                     "\"pumped_from_two\":[20,20,20,20,20,20,20,20,20,20]}");
    assert_response(basics("pickling"), "{\"list\":[11,12,13],"
                                        "\"person\":{\"name\":\"joe\",\"age\":40},\"applied\":11}");
}

/* The library's WordCount asserts program -> 18 in the first silo, 29 in all. */
Test(workloads, wordcount_counts_the_program)
{
    const struct myc_outcome *told = story("workload: wordcount\n");
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    const char *total = strstr(told->response, "\"total\"");
    cr_assert_not_null(total);
    const char *first = strstr(told->response, "\"program\":18");
    cr_assert(first && first < total);
    cr_assert_not_null(strstr(total, "\"program\":29"));
}

Test(workloads, a_pump_sends_each_element_once)
{
    /* One request, one stream asked for, three elements emitted twice, one end, one answer. */
    cr_assert_str_eq(story_messages(story("workload: pump\n")),
                     "Req:1 Res:1 Emit:6 Done:1 DoPump:1");
}

Test(workloads, slide5_needs_every_machine)
{
    const struct myc_outcome *told = story("workload: slide5\n");
    assert_response(told, "[\"N1\",\"N2\",\"N3\",\"N4\"]");
    cr_assert_str_eq(story_messages(told), "Req:4 Res:4");
    for (int i = 1; i <= 4; i++) {
        told = story("workload: slide5\nrecovery: {policy: none}\n"
                     "perturb: [{crash: {target: N%d}}]\n",
                     i);
        cr_assert_eq(told->class, MYC_CLASS_ERROR);
        told = story("workload: slide5\nperturb: [{crash: {target: N%d}}]\n", i);
        assert_response(told, "[\"N1\",\"N2\",\"N3\",\"N4\"]");
    }
}

Test(workloads, a_tree_sums_over_all_hosts)
{
    assert_response(story("workload: {kind: tree, fanout: 2}\n"), "[28]");
    assert_response(story("workload: {kind: tree, fanout: 3}\ncluster: {hosts: 100}\n"), "[5050]");
    assert_response(story("workload: tree\ncluster: {hosts: 1000, zones: 4, racks: 5}\n"),
                    "[500500]");
}

/* M/M/1 at half load waits 500 us in the mean: rho / (1 - rho) services of 500 us. The standard
 * error of 100,000 waits, correlated as they are at this load, is about 1%. */
Test(workloads, a_queue_waits_as_theory_says)
{
    const struct myc_outcome *told =
        story("workload: {kind: queue, arrivals: {kind: exponential, mean: 1ms}, "
              "service: {kind: exponential, mean: 500us}, jobs: 100000}\n"
              "trace: outcome\nlimits: {time: 1000h}\n");
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    const char *wait = strstr(told->response, "\"mean_wait_ns\":");
    const char *utilisation = strstr(told->response, "\"utilisation\":");
    cr_assert(wait && utilisation);
    double wait_ns = strtod(wait + strlen("\"mean_wait_ns\":"), NULL);
    double load = strtod(utilisation + strlen("\"utilisation\":"), NULL);
    cr_assert(wait_ns > 480e3 && wait_ns < 520e3, "%g", wait_ns);
    cr_assert(load > 0.49 && load < 0.51, "%g", load);
}

#define CHAIN "workload: {kind: chain, depth: 32, work: 1ms, every: 8, pin: %s}\n"

/* 32 links of 1 ms; the crash comes half-way through the 21st, and durable are those up to the
 * 16th: 4 are made again, where without such pins all 20 are. */
Test(workloads, a_chain_is_replayed_from_its_last_pin_that_is_left)
{
    static const struct {
        const char *pin;
        uint64_t again;
    } rows[] = { { "none", 20 }, { "memory", 20 }, { "durable", 4 } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct myc_outcome *told =
            story(CHAIN "recovery: {policy: restart_replay}\n"
                        "perturb: [{crash: {target: m1, at: 20500us, for: 1ms}}]\n",
                  rows[i].pin);
        assert_response(told, "32");
        cr_assert_eq(told->recomputed, rows[i].again, "%s: %llu", rows[i].pin,
                     (unsigned long long)told->recomputed);
    }
}

/* Three pins of somewhat more than 1 KiB at 1 KiB a millisecond. */
Test(workloads, a_durable_pin_costs_its_bytes)
{
    myc_time unpinned = story(CHAIN "cluster: {disk: 8192kbit}\n", "none")->sim_end;
    myc_time pinned = story(CHAIN "cluster: {disk: 8192kbit}\n", "durable")->sim_end;
    cr_assert_geq(unpinned, 32100000, "32 links and two ways of 50 us");
    cr_assert_lt(unpinned, 32110000);
    cr_assert_geq(pinned - unpinned, 3000000);
    cr_assert_lt(pinned - unpinned, 3100000);
}

/* At 1 KiB a millisecond one of 4 KiB needs 4 ms at either end of its way: whichever travels, the
 * client's NIC takes four of them in turn, and the last goes through one host's. */
Test(workloads, what_travels_costs_its_bytes)
{
#define SHIP                                                                                       \
    "workload: {kind: ship, what: %s, part: %s, table: %s}\n"                                     \
    "cluster: {nic: 8192kbit}\n"
    static const char *const sizes[] = { "4KiB", "0B" };
    for (int large = 0; large < 2; large++) {
        const char *part = sizes[large], *table = sizes[!large];
        myc_time functions = story(SHIP, "functions", part, table)->sim_end;
        myc_time data = story(SHIP, "data", part, table)->sim_end;
        myc_time slow = large ? functions : data, fast = large ? data : functions;
        cr_assert(slow > 20000000 && slow < 22500000, "%llu", (unsigned long long)slow);
        cr_assert(fast < 4000000, "%llu", (unsigned long long)fast);
    }
}

/* The library's clock spore gives equal answers when cached and others when not; how often it ran
 * says the same without a clock. */
Test(workloads, what_is_cached_runs_once_what_is_not_at_each_send)
{
    const struct myc_outcome *told = story("workload: cache\n");
    assert_response(told, "{\"cached\":[9,9],\"uncached\":[9,9]}");
    cr_assert_eq(story_records(told, MYC_RECORD_STARTED, "cached"), 1);
    cr_assert_eq(story_records(told, MYC_RECORD_STARTED, "uncached"), 2);
    cr_assert_eq(told->spore_runs, 3);
    cr_assert_eq(told->recomputed, 1);
    cr_assert_gt(told->sim_end, 2000 * MYC_MS);
}

static json_int_t integer(const json_t *object, const char *field)
{
    return json_integer_value(json_object_get(object, field));
}

/* How many different ids a host draws. */
static size_t distinct_ids(uint64_t seed, uint64_t host, size_t persons)
{
    struct myc_stream stream;
    bool seen[1000] = { false };
    size_t distinct = 0;
    myc_stream_init(&stream, seed, host, MYC_PURPOSE_WORKLOAD);
    for (size_t i = 0; i < persons; i++) {
        uint64_t id = myc_stream_below(&stream, persons);
        myc_stream_below(&stream, 100);
        distinct += !seen[id];
        seen[id] = true;
    }
    return distinct;
}

/* The library's Demo: silo g holds exactly the persons of ages 25g to 25g+24, and each of a host's
 * ids is in one silo. */
Test(workloads, age_groups_hold_everybody_of_their_age)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        story_seed(seed);
        const struct myc_outcome *told =
            story("workload: {kind: age_groups, persons: 1000, take: 1000000}\n");
        cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
        json_t *groups = json_loads(told->response, 0, NULL), *group, *person;
        size_t g, i, all = 0, distinct = 0;
        cr_assert_eq(json_array_size(groups), 4);
        json_array_foreach(groups, g, group)
        {
            const json_t *persons = json_object_get(group, "first");
            cr_assert_eq(integer(group, "misplaced"), 0);
            cr_assert_eq((size_t)integer(group, "size"), json_array_size(persons));
            json_array_foreach(persons, i, person)
            {
                cr_assert_eq((size_t)integer(person, "age") / 25, g);
            }
            all += json_array_size(persons);
        }
        for (uint64_t host = 0; host < 4; host++)
            distinct += distinct_ids(seed, host, 1000);
        cr_assert_eq(all, distinct);
        json_decref(groups);
    }
}

/* The library's size, all pairs against the local join. */
Test(workloads, owners_are_those_of_a_local_join)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        story_seed(seed);
        const struct myc_outcome *told =
            story("workload: {kind: owners, persons: 10000, vehicles: 50000, take: 1000000}\n");
        cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
        /* 82 of 100 ages are an adult's: 41,000 vehicles in the mean, within six deviations. */
        long pairs = strtol(told->response + strlen("{\"pairs\":"), NULL, 10);
        cr_assert(pairs > 40000 && pairs < 42000, "%ld", pairs);
    }
}

/* The library's testPartition: no key is in two partitions, of either file; nothing is lost. */
Test(workloads, a_key_is_in_one_partition)
{
    const struct myc_outcome *told = story("workload: {kind: rdd, program: partition}\n");
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    json_t *files = json_loads(told->response, 0, NULL), *partitions, *pairs, *pair;
    unsigned in[100] = { 0 };
    const char *name;
    size_t i, k, words = 0;
    json_object_foreach(files, name, partitions)
    {
        json_array_foreach(partitions, i, pairs)
        {
            json_array_foreach(pairs, k, pair)
            {
                in[json_integer_value(json_array_get(pair, 0))] |= 1u << i;
                words++;
            }
        }
    }
    for (i = 0; i < 100; i++)
        cr_assert_neq(in[i], 3, "words of %zu letters are in two partitions", i);
    cr_assert_eq(words, 41 + 19);
    json_decref(files);
}

/* Strikes `host` once, at eighths of the time that the run takes by itself: the response must be
 * the same, and one crash at least must have made the run longer. */
static void expect_survives(const char *workload, const char *host, const char *policy)
{
    char response[65536];
    bool mattered = false;
    const struct myc_outcome *told = story("workload: %s\n", workload);
    myc_time end = told->sim_end;
    cr_assert_eq(told->verdict, MYC_PASS, "%s: %s", workload, told->reason);
    cr_assert_lt(strlen(told->response), sizeof response);
    strcpy(response, told->response);
    for (uint64_t eighth = 1; eighth < 8; eighth++) {
        told = story("workload: %s\nrecovery: {policy: %s}\n"
                     "perturb: [{crash: {target: %s, at: %llu, for: 5ms}}]\n",
                     workload, policy, host, (unsigned long long)(end * eighth / 8));
        cr_assert_eq(told->verdict, MYC_PASS, "%s, %s at %llu/8 under %s: %s", workload, host,
                     (unsigned long long)eighth, policy, told->reason);
        cr_assert_str_eq(told->response, response);
        mattered |= told->sim_end > end;
    }
    cr_assert(mattered, "%s: no crash of %s mattered under %s", workload, host, policy);
}

/* Every test of the library, with each host that holds its data struck in mid-run. */
Test(workloads, a_crash_of_who_holds_the_data_is_survived)
{
    static const struct {
        const char *workload;
        const char *hosts[5];
    } rows[] = {
        { "apply", { "m1", "m2" } },
        { "current_host", { "m1" } },
        { "pump", { "m1", "m2" } },
        { "wordcount", { "m1", "m2", "m3" } },
        { "{kind: basics, program: apply_and_send}", { "m1" } },
        { "{kind: basics, program: populate}", { "m1" } },
        { "{kind: basics, program: populate_list}", { "m1" } },
        { "{kind: basics, program: from_text_file}", { "m1" } },
        { "{kind: basics, program: basic}", { "m1", "m2", "m3" } },
        { "{kind: basics, program: pickling}", { "m1" } },
        { "{kind: cache, gap: 100us}", { "m1" } },
        { "{kind: age_groups, persons: 10}", { "m1", "m2", "m3", "m4" } },
        { "{kind: owners, persons: 20, vehicles: 100}", { "m1", "m2" } },
        { "{kind: rdd, program: partition}", { "m1", "m2", "m3" } },
        { "{kind: rdd, program: join}", { "m1", "m2", "m3" } },
        { "{kind: rdd, program: partitioned_join}", { "m1", "m2", "m3" } },
        { "{kind: chain, pin: memory}", { "m1" } },
        { "{kind: chain, pin: durable}", { "m1" } },
        { "ship", { "m1", "m4" } },
        { "{kind: ship, what: data}", { "m2", "m3" } },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (const char *const *host = rows[i].hosts; *host; host++) {
            expect_survives(rows[i].workload, *host, "rehost");
            expect_survives(rows[i].workload, *host, "restart_replay");
        }
}
