/* Scenarios: what is read of them, what --set and --plan change, and what is stored. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/recovery.h"
#include "tests/scenarios.h"

/* Every value as DESIGN 4.1 prints it. */
Test(scenario, the_smallest_has_all_defaults)
{
    struct myc_memory *memory = scenarios_memory();
    const struct myc_scenario it = scenarios_read(SCENARIOS_SMALLEST, NULL, memory);
    cr_expect_str_eq(it.name, "t");
    cr_expect_str_eq(it.path, "t.yaml");
    cr_expect_eq(it.seed, 1);
    cr_expect_str_eq(it.workload->about.name, "people");
    cr_expect_eq(it.cluster.host_count, 3);
    cr_expect_str_eq(it.cluster.hosts[0], "m1");
    cr_expect_str_eq(it.cluster.hosts[2], "m3");
    cr_expect_str_eq(it.cluster.client, "client");
    cr_expect(it.cluster.zones == 1 && it.cluster.racks == 1 && it.cluster.cores == 4);
    cr_expect(it.cluster.speed.numerator == 1 && it.cluster.speed.denominator == 1);
    cr_expect_eq(it.cluster.memory_bytes, 1073741824);
    cr_expect_eq(it.cluster.nic_bits_per_s, UINT64_C(10000000000));
    static const myc_time latency[MYC_LEVELS] = { 1000, 50000, 250000, 30000000 };
    cr_expect_arr_eq(it.cluster.latency, latency, sizeof latency);
    cr_expect_null(it.cluster.jitter.kind);
    cr_expect_eq(it.cost.step, 50);
    cr_expect_eq(it.cost.byte, 0);
    cr_expect_str_eq(it.recovery.policy->about.name, "rehost");
    cr_expect_str_eq(it.cluster.detector->about.name, "perfect");
    cr_expect_eq(it.cluster.detector->notice_delay(it.cluster.detector_parameters), 1000000);
    cr_expect_eq(it.recovery.attempts, 5);
    cr_expect_eq(it.recovery.backoff.first, 10000000);
    cr_expect_eq(it.recovery.backoff.factor.numerator, 2);
    cr_expect_eq(it.recovery.backoff.max, 1000000000);
    cr_expect_eq(myc_plan_count(it.plan), 0);
    cr_expect_eq(it.eff, MYC_FOREVER);
    cr_expect_null(it.expect.response);
    cr_expect_eq(it.expect.within, MYC_FOREVER);
    cr_expect_eq(it.limits.events, 10000000);
    cr_expect_eq(it.limits.time, UINT64_C(3600000000000));
    cr_expect(it.checks);
    cr_expect_eq(it.trace, MYC_TRACE_LINEAGE);
    myc_memory_destroy(memory);
}

Test(scenario, a_files_name_is_a_text)
{
    struct myc_memory *memory = scenarios_memory();
    static const char *const names[][2] = {
        { "./1.yaml", "1" }, { "true", "true" }, { "a.b.yaml", "a.b" }, { ".yaml", ".yaml" }
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct myc_scenario it;
        struct myc_error error = { 0 };
        scenarios_write(names[i][0], SCENARIOS_SMALLEST, strlen(SCENARIOS_SMALLEST));
        cr_assert_eq(myc_scenario_read(names[i][0], NULL, memory, &it, &error), MYC_OK, "%s",
                     error.message);
        cr_expect_str_eq(it.name, names[i][1]);
    }
    myc_memory_destroy(memory);
}

static const char full[] =
    "\xEF\xBB\xBF# everything, with a byte order mark and line ends of another system\r\n"
    "workload: {kind: people, response: owners, vehicles_from: value, sends: 2, gap: 3ms}\r\n"
    "mycel: 1\r\n"
    "name: 'a name'\r\n"
    "seed: 9223372036854775807\r\n"
    "cluster:\r\n"
    "  hosts: [m1, m2, m3, x-4.b]\r\n"
    "  client: me\r\n"
    "  zones: 2\r\n"
    "  racks: 3\r\n"
    "  cores: 8\r\n"
    "  speed: 3/2\r\n"
    "  memory: 64MiB\r\n"
    "  nic: 2.5Gbit\r\n"
    "  latency: {same_host: 2us, rack: 3us, zone: 4us, cross_zone: 5us}\r\n"
    "  jitter: {kind: lognormal, median: 5us, sigma: 0.5}\r\n"
    "cost: {step: 1us, byte: 2ns}\r\n"
    "recovery: {policy: retry, detector: {kind: timeout, after: 7ms}, attempts: 2,\r\n"
    "           backoff: {first: 1ms, factor: 1.5, max: 2s}}\r\n"
    "perturb:\r\n"
    "  - crash: {target: m2, at: 60us, for: 5ms}\r\n"
    "  - drop: {target: message(Res m2 me labels 1)}\r\n"
    "eff: 10s\r\n"
    "expect: {response: [\"Hi, Cid\", 'é', 1, 0x10, -0.10, 1e3, true, ~, {b: [], a: on}],\r\n"
    "         within: 1s}\r\n"
    "limits: {events: 1, time: forever}\r\n"
    "checks: off\r\n"
    "trace: all\r\n"
    "sweep: {seeds: [1..1000, 2007], vary: {recovery.policy: [none, rehost],\r\n"
    "        perturb.0.for: [1ms, 10ms], workload: [people], workload.sends: [1, 2]}}\r\n";

Test(scenario, everything_can_be_said)
{
    struct myc_memory *memory = scenarios_memory();
    const struct myc_scenario it = scenarios_read(full, NULL, memory);
    cr_expect_str_eq(it.name, "a name");
    cr_expect_eq(it.seed, INT64_MAX);
    cr_expect_eq(it.cluster.host_count, 4);
    cr_expect_str_eq(it.cluster.hosts[3], "x-4.b");
    cr_expect_str_eq(it.cluster.client, "me");
    cr_expect(it.cluster.zones == 2 && it.cluster.racks == 3 && it.cluster.cores == 8);
    cr_expect(it.cluster.speed.numerator == 3 && it.cluster.speed.denominator == 2);
    cr_expect_eq(it.cluster.memory_bytes, 67108864);
    cr_expect_eq(it.cluster.nic_bits_per_s, UINT64_C(2500000000));
    static const myc_time latency[MYC_LEVELS] = { 2000, 3000, 4000, 5000 };
    cr_expect_arr_eq(it.cluster.latency, latency, sizeof latency);
    cr_expect_str_eq(it.cluster.jitter.kind->about.name, "lognormal");
    cr_expect_eq(it.cluster.jitter.parameter[0].ns, 5000);
    cr_expect(it.cost.step == 1000 && it.cost.byte == 2);
    cr_expect_str_eq(it.recovery.policy->about.name, "retry");
    cr_expect_eq(it.cluster.detector->request_timeout(it.cluster.detector_parameters), 7000000);
    cr_expect_eq(it.recovery.attempts, 2);
    cr_expect(it.recovery.backoff.factor.numerator == 3);
    cr_expect_eq(myc_plan_count(it.plan), 2);
    cr_expect_eq(it.eff, UINT64_C(10000000000));
    cr_expect_str_eq(it.expect.response,
                     "[\"Hi, Cid\",\"é\",1,16,-0.1,1000.0,true,null,{\"b\":[],\"a\":\"on\"}]");
    cr_expect_eq(it.expect.within, UINT64_C(1000000000));
    cr_expect(it.limits.events == 1 && it.limits.time == MYC_FOREVER);
    cr_expect_not(it.checks);
    cr_expect_eq(it.trace, MYC_TRACE_ALL);
    myc_memory_destroy(memory);
}

Test(scenario, hosts_by_number)
{
    struct myc_memory *memory = scenarios_memory();
    const struct myc_scenario it = scenarios_read(
        "mycel: 1\nworkload: tree\ncluster: {hosts: 100000, client: h100000}\n", NULL, memory);
    cr_expect_eq(it.cluster.host_count, 100000);
    cr_expect_null(it.cluster.hosts);
    cr_expect_eq(myc_cluster_config_host(&it.cluster, "h99999"), 99999);
    cr_expect_eq(myc_cluster_config_host(&it.cluster, "h100000"), 100000);
    myc_memory_destroy(memory);
}

/* --- --set --- */

static struct myc_scenario with_sets(const char *text, const char *const *sets, size_t count,
                                     struct myc_memory *memory)
{
    return scenarios_read(text, &(struct myc_scenario_options){ .sets = sets, .set_count = count },
                          memory);
}

/* The scenario's own text says what --set made of it. */
static const struct {
    const char *sets[3];
    const char *becomes; /* a line of the text */
} settings[] = {
    { { "seed=7" }, "\nseed: 7\n" },
    { { "cluster.cores=8" }, "\ncluster: {cores: 8}\n" },
    { { "cluster.cores=8", "cluster.zones=2", "cluster.cores=9" },
      "\ncluster: {cores: 9, zones: 2}\n" },
    { { "workload.response=owners" }, "\nworkload: {kind: people, response: owners}\n" },
    { { "workload=tree", "workload.fanout=2" }, "\nworkload: {kind: tree, fanout: 2}\n" },
    { { "recovery.detector.delay=2ms" }, "\nrecovery: {detector: {delay: 2ms}}\n" },
    { { "recovery.detector=timeout", "recovery.detector.after=2ms" },
      "\nrecovery: {detector: {kind: timeout, after: 2ms}}\n" },
    { { "recovery.policy.kind=none" }, "\nrecovery: {policy: {kind: none}}\n" },
    { { "perturb.0={crash: {target: m2}}" }, "\nperturb:\n  - {crash: {target: m2}}\n" },
    { { "perturb=[{crash: {target: m2}}]", "perturb.0.crash.for=1ms",
        "perturb.1={crash: {target: m1}}" },
      "\nperturb:\n  - {crash: {target: m2, for: 1ms}}\n  - {crash: {target: m1}}\n" },
    { { "perturb=[{crash: {target: m2}}]", "perturb.0.for=1ms", "perturb.0.target=m1" },
      "\nperturb:\n  - {crash: {target: m1, for: 1ms}}\n" },
    { { "expect.response=hello" }, "\nexpect: {response: hello}\n" },
    { { "expect.response=5", "expect.response.a.0.b='#'" },
      "\nexpect: {response: {a: [{b: \"#\"}]}}\n" },
    { { "expect.response=[1, 2, 3]", "expect.response.1=[]" },
      "\nexpect: {response: [1, [], 3]}\n" },
    { { "expect.response=a=b" }, "\nexpect: {response: a=b}\n" },
    { { "expect.response='a''''b'" }, "\nexpect: {response: \"a''b\"}\n" },
};

Test(scenario, a_set_changes_one_place)
{
    struct myc_memory *memory = scenarios_memory();
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        size_t count = 0;
        while (count < 3 && settings[i].sets[count])
            count++;
        const struct myc_scenario it =
            with_sets(SCENARIOS_SMALLEST, settings[i].sets, count, memory);
        cr_expect(strstr(it.text, settings[i].becomes), "%s gave\n%s", settings[i].sets[0],
                  it.text);
    }
    myc_memory_destroy(memory);
}

Test(scenario, sets_are_checked_once_at_the_end)
{
    struct myc_memory *memory = scenarios_memory();
    static const char *const sets[] = { "cluster.hosts=[a]", "workload.persons_on=a",
                                        "workload.vehicles_on=a" };
    const struct myc_scenario it = with_sets(SCENARIOS_SMALLEST, sets, 3, memory);
    cr_expect_eq(it.cluster.host_count, 1);
    myc_memory_destroy(memory);
}

/* --- seed and plan --- */

Test(scenario, seed_and_plan_come_from_outside)
{
    struct myc_memory *memory = scenarios_memory();
    static const char plan[] = "\xEF\xBB\xBF# the main job\r\n\r\n"
                               "  - crash: {target: m2, at: 60us, for: 5ms} # a fault\r\n"
                               "crash: {target: m1}\n\t# nothing\n"
                               "{drop: {target: message(Res m2)}}";
    scenarios_write("some.plan", plan, sizeof plan - 1);
    const struct myc_scenario_options options = { .plan_path = "some.plan",
                                                  .has_seed = true,
                                                  .seed = 99 };
    const struct myc_scenario it = scenarios_read(
        "mycel: 1\nseed: 5\nworkload: people\nperturb: [crash: {target: all}]\n", &options, memory);
    cr_expect_eq(it.seed, 99);
    cr_expect_str_eq(myc_plan_text(it.plan, memory),
                     "crash: {target: m2, at: 60000, for: 5000000}\n"
                     "crash: {target: m1, at: 0}\n"
                     "drop: {target: message(Res m2), at: 0}\n");
    /* Both are stored beside the text, which keeps its own. */
    cr_expect(strstr(it.text, "seed: 5\n"));
    cr_expect(strstr(it.text, "perturb:\n  - {crash: {target: all}}\n"));
    myc_memory_destroy(memory);
}

/* --- the stored text --- */

static struct myc_scenario read_stored(const struct myc_scenario *it, const char *plan,
                                       struct myc_memory *memory)
{
    const struct myc_scenario_text text = { .name = "run 1",
                                            .text = it->text,
                                            .length = strlen(it->text),
                                            .plan = plan,
                                            .seed = it->seed,
                                            .files = it->cluster.files,
                                            .file_count = it->cluster.file_count };
    struct myc_scenario again;
    struct myc_error error = { 0 };
    cr_assert_eq(myc_scenario_read_text(&text, memory, &again, &error), MYC_OK, "%s\n%s",
                 error.message, it->text);
    return again;
}

Test(scenario, its_text_is_the_same_scenario)
{
    struct myc_memory *memory = scenarios_memory();
    static const char *const texts[] = {
        SCENARIOS_SMALLEST,
        full,
        "mycel: 1\nworkload: people\nname: \"a 'b' \\\"c\\\" \\\\ \\n # : é\"\n",
        "mycel: 1\nworkload: people\nexpect: {response: [a b, '1', \"\", null, ~, -1, -.5, "
        "'- x', '#', 'a: b', \"a\\tb\", '*x', a-b, a(b), '~', a=b, \"a \", 'null', '{'] }\n",
        "mycel: 1\nworkload: people\nexpect:\n  response: |\n    two\n     lines\n\n",
        "mycel: 1\nworkload: people\ncluster:\nperturb:\nsweep:\nlimits: ~\n",
        "mycel: 1\nworkload: people\nexpect: {response: {'': 1, ' a': 2, '\"': 3, -: 4, é: 5, 'b "
        "': 6}}\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct myc_scenario it = scenarios_read(texts[i], NULL, memory);
        const struct myc_scenario again = read_stored(&it, NULL, memory);
        cr_expect_str_eq(again.text, it.text);
        cr_expect_str_eq(again.name, it.name);
        cr_expect_eq(again.seed, it.seed);
        cr_expect_eq(again.cluster.host_count, it.cluster.host_count);
        cr_expect_str_eq(myc_plan_text(again.plan, memory), myc_plan_text(it.plan, memory));
        cr_expect((!it.expect.response && !again.expect.response) ||
                      strcmp(again.expect.response, it.expect.response) == 0,
                  "%s", it.text);
    }
    myc_memory_destroy(memory);
}

Test(scenario, the_stored_plan_takes_the_place_of_its_own)
{
    struct myc_memory *memory = scenarios_memory();
    const struct myc_scenario it = scenarios_read(
        "mycel: 1\nworkload: people\nperturb: [crash: {target: all}]\n", NULL, memory);
    const struct myc_scenario again =
        read_stored(&it, "# realised\ncrash: {target: m3, at: 5}\n", memory);
    cr_expect_str_eq(myc_plan_text(again.plan, memory), "crash: {target: m3, at: 5}\n");
    cr_expect_null(again.path);
    myc_memory_destroy(memory);
}

/* --- data files --- */

#define WITH_FILE(path)                                                                            \
    "mycel: 1\nworkload: wordcount\ncluster: {files: {notes.txt: {path: " path "}}}\n"

Test(scenario, data_files_come_from_its_folder)
{
    struct myc_memory *memory = scenarios_memory();
    mkdir("sub", 0777);
    mkdir("sub/data", 0777);
    scenarios_write("sub/data/notes.txt", "one\ntwo\n", 8);
    scenarios_write("sub/s.yaml", WITH_FILE("data/../data/notes.txt"),
                    strlen(WITH_FILE("data/../data/notes.txt")));
    struct myc_scenario it;
    struct myc_error error = { 0 };
    cr_assert_eq(myc_scenario_read("sub/s.yaml", NULL, memory, &it, &error), MYC_OK, "%s",
                 error.message);
    cr_expect_str_eq(it.name, "s");
    cr_assert_geq(it.cluster.file_count, 1);
    cr_expect_str_eq(it.cluster.files[0].name, "notes.txt");
    cr_expect_eq(it.cluster.files[0].length, 8);
    cr_expect_arr_eq(it.cluster.files[0].bytes, "one\ntwo\n", 8);
    cr_expect_eq(it.cluster.files[0].store, MYC_FILE_SHARED);

    /* Stored by name, they are read again without the folder. */
    unlink("sub/data/notes.txt");
    const struct myc_scenario again = read_stored(&it, NULL, memory);
    cr_expect_eq(again.cluster.file_count, it.cluster.file_count);
    cr_expect_arr_eq(again.cluster.files[0].bytes, "one\ntwo\n", 8);
    myc_memory_destroy(memory);
}

static void expect_file_refused(const char *text, const char *why, struct myc_memory *memory)
{
    struct myc_scenario it;
    struct myc_error error;
    cr_expect_eq(scenarios_try(text, NULL, memory, &it, &error), MYC_INPUT, "%s", text);
    cr_expect(strstr(error.message, "t.yaml:3:37: "), "%s", error.message);
    cr_expect(strstr(error.message, why), "%s", error.message);
}

Test(scenario, data_files_stay_inside_its_folder)
{
    struct myc_memory *memory = scenarios_memory();
    expect_file_refused(WITH_FILE("/etc/passwd"), "not at /", memory);
    expect_file_refused(WITH_FILE("../x"), "../x leaves the folder", memory);
    expect_file_refused(WITH_FILE("a/../../x"), "leaves the folder", memory);
    expect_file_refused(WITH_FILE("none.txt"), "none.txt: no such file", memory);
    expect_file_refused(WITH_FILE("."), "leaves the folder", memory);
    mkdir("folder", 0777);
    expect_file_refused(WITH_FILE("folder"), "it is a folder", memory);
    cr_assert_eq(symlink("/etc", "link"), 0);
    expect_file_refused(WITH_FILE("link/passwd"), "leaves the folder", memory);
    mkfifo("fifo", 0666);
    expect_file_refused(WITH_FILE("fifo"), "it is not a regular file", memory);
    scenarios_write("binary", "good\n\xFF", 6);
    expect_file_refused(WITH_FILE("binary"), "byte 0xff in line 2", memory);
    scenarios_write("large", "", 0);
    cr_assert_eq(truncate("large", ((off_t)64 << 20) + 1), 0);
    expect_file_refused(WITH_FILE("large"), "at most 67108864", memory);
    myc_memory_destroy(memory);
}

/* A file of the scenario takes the place of the workload's own of that name. */
Test(scenario, a_workloads_own_file_can_be_replaced)
{
    struct myc_memory *memory = scenarios_memory();
    const struct myc_scenario own =
        scenarios_read("mycel: 1\nworkload: {kind: people, persons_from: file}\n", NULL, memory);
    cr_assert_gt(own.cluster.file_count, 0);
    const char *name = own.cluster.files[0].name;
    scenarios_write("mine", "x\n", 2);
    const char *text = myc_memory_format(
        memory, "mycel: 1\nworkload: people\ncluster: {files: {%s: {path: mine, store: local}}}\n",
        name);
    const struct myc_scenario it = scenarios_read(text, NULL, memory);
    cr_expect_eq(it.cluster.file_count, own.cluster.file_count);
    cr_expect_str_eq(it.cluster.files[0].name, name);
    cr_expect_eq(it.cluster.files[0].length, 2);
    cr_expect_eq(it.cluster.files[0].store, MYC_FILE_LOCAL);
    myc_memory_destroy(memory);
}
