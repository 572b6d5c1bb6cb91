/* A whole run of `people`, as a sweep repeats it: the scenario was read before, and each run builds
 * its cluster, runs and judges. And a snapshot of one where it holds most, just before its last
 * event, and the way back to it. */
#include <inttypes.h>
#include <string.h>

#include "experiments/bench/bench.h"
#include "experiments/run.h"

static const char scenario_text[] = "mycel: 1\n"
                                    "workload: people\n"
                                    "checks: off\n"
                                    "trace: outcome\n";

static enum myc_status run_once(const struct myc_scenario *scenario, struct myc_memory *memory,
                                struct myc_outcome *outcome, struct myc_error *error)
{
    const struct myc_run_options options = { .keep_records = false };
    MYC_TRY(myc_run(scenario, &options, memory, outcome, error));
    if (outcome->verdict != MYC_PASS)
        return myc_error_set(error, MYC_INTERNAL, "people did not pass: %s", outcome->reason);
    return MYC_OK;
}

static enum myc_status expect(const char *what, uint64_t i, const struct myc_outcome *outcome,
                              const struct myc_outcome *first, struct myc_error *error)
{
    if (strcmp(outcome->fingerprint, first->fingerprint) == 0)
        return MYC_OK;
    return myc_error_set(error, MYC_NOT_REPRODUCIBLE,
                         "%s %" PRIu64 " has fingerprint %s, the first %s", what, i,
                         outcome->fingerprint, first->fingerprint);
}

static enum myc_status run_often(uint64_t runs, const struct myc_scenario *scenario,
                                 struct myc_memory *memory, struct myc_outcome *first,
                                 json_t *figures, struct myc_error *error)
{
    struct myc_outcome outcome;
    MYC_TRY(run_once(scenario, memory, first, error));
    struct myc_moment begin = myc_moment_now();
    for (uint64_t i = 0; i < runs; i++) {
        MYC_TRY(run_once(scenario, memory, &outcome, error));
        MYC_TRY(expect("run", i, &outcome, first, error));
    }
    double seconds = myc_bench_stop(figures, begin);
    myc_bench_add(figures, "us_per_run", seconds * 1e6 / (double)runs);
    return MYC_OK;
}

static enum myc_status turn_back(uint64_t times, const struct myc_scenario *scenario,
                                 struct myc_memory *memory, struct myc_memory *kept,
                                 const struct myc_outcome *first, json_t *figures,
                                 struct myc_error *error)
{
    struct myc_outcome outcome;
    struct myc_snapshot *snapshot = NULL;
    const struct myc_run_options options = { .keep_records = false };
    struct myc_run *run = myc_run_begin(scenario, &options, memory);
    myc_run_to(run, first->events - 1);
    double begin = myc_moment_now().wall_s;
    for (uint64_t i = 0; i < times; i++) {
        myc_memory_reset(kept);
        snapshot = myc_memory_snapshot(memory, kept);
        myc_memory_restore(memory, snapshot);
    }
    double seconds = myc_moment_now().wall_s - begin;
    myc_bench_add(figures, "snapshot_restore_us", seconds * 1e6 / (double)times);
    myc_bench_add(figures, "snapshot_bytes", (double)myc_snapshot_bytes(snapshot));
    myc_run_to(run, UINT64_MAX);
    myc_run_end(run, &outcome);
    return expect("a run after restoring", times, &outcome, first, error);
}

/* What the run only reads lies in a memory of its own, the copies of what it wrote in another. */
static enum myc_status measure(uint64_t runs, struct myc_memory *memories[3], json_t *figures,
                               struct myc_error *error)
{
    const struct myc_scenario_text text = {
        .name = "people", .text = scenario_text, .length = strlen(scenario_text), .seed = 1
    };
    struct myc_scenario scenario;
    struct myc_outcome first;
    MYC_TRY(myc_scenario_read_text(&text, memories[0], &scenario, error));
    MYC_TRY(run_often(runs, &scenario, memories[1], &first, figures, error));
    json_object_set_new(figures, "sim_end_ns", json_integer((json_int_t)first.sim_end));
    json_object_set_new(figures, "fingerprint", json_string(first.fingerprint));
    return turn_back(runs, &scenario, memories[1], memories[2], &first, figures, error);
}

static enum myc_status run(const uint64_t *values, struct myc_memory *memory, json_t *figures,
                           struct myc_error *error)
{
    struct myc_memory *memories[3] = { NULL, memory, NULL };
    enum myc_status status = myc_memory_create(&memories[0], 0, error);
    if (status == MYC_OK)
        status = myc_memory_create(&memories[2], 0, error);
    if (status == MYC_OK)
        status = measure(values[0], memories, figures, error);
    myc_memory_destroy(memories[0]);
    myc_memory_destroy(memories[2]);
    return status;
}

const struct myc_bench myc_bench_people = {
    .name = "people",
    .help = "the people workload, whole runs in one process",
    .options = { { "runs", "Runs, and snapshots", 10000, 1, UINT64_C(1) << 32 } },
    .run = run,
};
