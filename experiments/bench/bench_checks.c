/* What the checks cost: the same runs with `checks: on` and `checks: off`, in turns, by processor
 * time. Once runs of `people`, once a cluster whose hosts are all busy. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/bench/bench.h"
#include "experiments/bench/mesh.h"
#include "experiments/run.h"

#define PEOPLE_RUNS 500
#define EVENTS_A_HOST 20 /* of a round of the mesh, at least */

/* One kind of run, checked and unchecked. */
struct pair {
    struct myc_scenario scenarios[2]; /* by whether they check */
    uint64_t repeat;                  /* runs that are measured as one */
    uint64_t rounds;
    double *seconds[2];         /* of each round */
    struct myc_outcome outcome; /* of the last run */
};

static enum myc_status read_scenario(struct pair *pair, bool checks, const char *rest,
                                     struct myc_memory *read, struct myc_error *error)
{
    const char *text = myc_memory_format(read, "mycel: 1\ntrace: outcome\nchecks: %s\n%s\n",
                                         checks ? "on" : "off", rest);
    const struct myc_scenario_text from = {
        .name = "checks", .text = text, .length = strlen(text), .seed = 1
    };
    return myc_scenario_read_text(&from, read, &pair->scenarios[checks], error);
}

static enum myc_status read_pair(struct pair *pair, const char *rest, struct myc_memory *read,
                                 struct myc_error *error)
{
    for (int checks = 0; checks < 2; checks++) {
        MYC_TRY(read_scenario(pair, checks, rest, read, error));
        pair->seconds[checks] = myc_memory_alloc(read, pair->rounds * sizeof(double));
    }
    return MYC_OK;
}

static enum myc_status run_batch(struct pair *pair, bool checks, struct myc_memory *memory,
                                 double *seconds, struct myc_error *error)
{
    const struct myc_run_options options = { .keep_records = false };
    double begin = myc_moment_now().cpu_s;
    for (uint64_t i = 0; i < pair->repeat; i++) {
        MYC_TRY(myc_run(&pair->scenarios[checks], &options, memory, &pair->outcome, error));
        if (pair->outcome.verdict != MYC_PASS)
            return myc_error_set(error, MYC_INTERNAL, "it did not pass: %s", pair->outcome.reason);
    }
    *seconds = myc_moment_now().cpu_s - begin;
    return MYC_OK;
}

/* In turns, so that whatever else the machine does strikes both; the first turn warms up. */
static enum myc_status run_pair(struct pair *pair, struct myc_memory *memory,
                                struct myc_error *error)
{
    double warming;
    char unchecked[sizeof pair->outcome.fingerprint];
    MYC_TRY(run_batch(pair, true, memory, &warming, error));
    for (uint64_t round = 0; round < pair->rounds; round++) {
        MYC_TRY(run_batch(pair, false, memory, &pair->seconds[false][round], error));
        memcpy(unchecked, pair->outcome.fingerprint, sizeof unchecked);
        MYC_TRY(run_batch(pair, true, memory, &pair->seconds[true][round], error));
        if (strcmp(unchecked, pair->outcome.fingerprint) != 0)
            return myc_error_set(error, MYC_NOT_REPRODUCIBLE,
                                 "checks change the fingerprint from %s to %s", unchecked,
                                 pair->outcome.fingerprint);
    }
    return MYC_OK;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, uint64_t count)
{
    qsort(values, count, sizeof *values, by_size);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

static void add_figures(struct pair *pair, const char *name, json_t *figures)
{
    char key[32];
    double off = median(pair->seconds[false], pair->rounds);
    double on = median(pair->seconds[true], pair->rounds);
    snprintf(key, sizeof key, "%s_ratio", name);
    myc_bench_add(figures, key, on / off);
    snprintf(key, sizeof key, "%s_us_per_run", name);
    myc_bench_add(figures, key, on * 1e6 / (double)pair->repeat);
}

static enum myc_status measure(const uint64_t *values, struct myc_memory *read,
                               struct myc_memory *memory, json_t *figures, struct myc_error *error)
{
    const struct myc_mesh mesh = { .rounds = values[1] / (values[0] * EVENTS_A_HOST) + 1 };
    struct pair people = { .repeat = PEOPLE_RUNS, .rounds = values[2] };
    struct pair cluster = { .repeat = 1, .rounds = values[2] };
    const char *hosts = myc_memory_format(
        read, "workload: tree\ncluster: {hosts: %" PRIu64 "}\nlimits: {events: 1000000000000}",
        values[0]);
    struct myc_moment begin = myc_moment_now();
    MYC_TRY(read_pair(&people, "workload: people", read, error));
    MYC_TRY(read_pair(&cluster, hosts, read, error));
    for (int checks = 0; checks < 2; checks++) {
        cluster.scenarios[checks].workload = &myc_bench_mesh;
        cluster.scenarios[checks].workload_parameters = &mesh;
    }
    MYC_TRY(run_pair(&people, memory, error));
    MYC_TRY(run_pair(&cluster, memory, error));
    myc_bench_stop(figures, begin);
    add_figures(&people, "people", figures);
    add_figures(&cluster, "cluster", figures);
    json_object_set_new(figures, "events", json_integer((json_int_t)cluster.outcome.events));
    json_object_set_new(figures, "sim_end_ns", json_integer((json_int_t)cluster.outcome.sim_end));
    json_object_set_new(figures, "fingerprint", json_string(cluster.outcome.fingerprint));
    return MYC_OK;
}

static enum myc_status run(const uint64_t *values, struct myc_memory *memory, json_t *figures,
                           struct myc_error *error)
{
    struct myc_memory *read;
    MYC_TRY(myc_memory_create(&read, 0, error));
    enum myc_status status = measure(values, read, memory, figures, error);
    myc_memory_destroy(read);
    return status;
}

const struct myc_bench myc_bench_checks = {
    .name = "checks",
    .help = "runs with checks against the same without: people, and hosts that are all busy",
    .options = { { "hosts", "Hosts of the cluster", 50, 2, 100000 },
                 { "events", "Events of a run of the cluster, at least", 100000, 1,
                   UINT64_C(1) << 40 },
                 { "rounds", "Rounds, each once with and once without; the medians count", 5, 1,
                   1000 } },
    .run = run,
};
