/* A whole run of `people`, as a sweep repeats it: the scenario was read before, and each run builds
 * its cluster, runs and judges. */
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

static enum myc_status run_often(uint64_t runs, struct myc_memory *read, struct myc_memory *memory,
                                 json_t *figures, struct myc_error *error)
{
    const struct myc_scenario_text text = {
        .name = "people", .text = scenario_text, .length = strlen(scenario_text), .seed = 1
    };
    struct myc_scenario scenario;
    struct myc_outcome first, outcome;
    MYC_TRY(myc_scenario_read_text(&text, read, &scenario, error));
    MYC_TRY(run_once(&scenario, memory, &first, error));
    struct myc_moment begin = myc_moment_now();
    for (uint64_t i = 0; i < runs; i++) {
        MYC_TRY(run_once(&scenario, memory, &outcome, error));
        if (strcmp(outcome.fingerprint, first.fingerprint) != 0)
            return myc_error_set(error, MYC_NOT_REPRODUCIBLE,
                                 "run %" PRIu64 " has fingerprint %s, the first %s", i,
                                 outcome.fingerprint, first.fingerprint);
    }
    double seconds = myc_bench_stop(figures, begin);
    json_object_set_new(figures, "sim_end_ns", json_integer((json_int_t)first.sim_end));
    json_object_set_new(figures, "fingerprint", json_string(first.fingerprint));
    myc_bench_add(figures, "us_per_run", seconds * 1e6 / (double)runs);
    return MYC_OK;
}

static enum myc_status run(const uint64_t *values, struct myc_memory *memory, json_t *figures,
                           struct myc_error *error)
{
    struct myc_memory *read;
    MYC_TRY(myc_memory_create(&read, 0, error));
    enum myc_status status = run_often(values[0], read, memory, figures, error);
    myc_memory_destroy(read);
    return status;
}

const struct myc_bench myc_bench_people = {
    .name = "people",
    .help = "the people workload, whole runs in one process",
    .options = { { "runs", "Runs", 10000, 1, UINT64_C(1) << 32 } },
    .run = run,
};
