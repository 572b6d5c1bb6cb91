/* What the benchmarks of `mycel-bench` have in common.
 *
 * A benchmark does a fixed amount of simulated work and says how long that
 * took. PHOLD and the cluster are the models with which other simulators are
 * measured, so that the figures compare. One is a file bench_NAME.c that ends
 * in its const table, a line in bench_list.h, and one in CMake. */
#ifndef MYC_EXPERIMENTS_BENCH_BENCH_H
#define MYC_EXPERIMENTS_BENCH_BENCH_H

#include <jansson.h>
#include <stdint.h>

#include "sim/engine.h"
#include "sim/memory.h"
#include "sim/status.h"

#define MYC_BENCH_OPTIONS_MAX 4

/* A number on the command line, or a flag. */
struct myc_bench_option {
    const char *name;
    const char *help;
    uint64_t initial;
    uint64_t min;
    uint64_t max; /* 0: a flag, whose value is 1 where it is given */
};

struct myc_bench {
    const char *name;
    const char *help;                                           /* one line */
    struct myc_bench_option options[MYC_BENCH_OPTIONS_MAX + 1]; /* ends with { 0 } */
    /* Does the work in `memory`, which is empty, and adds its figures. `values` are those of the
     * options, in their order. */
    enum myc_status (*run)(const uint64_t *values, struct myc_memory *memory, json_t *figures,
                           struct myc_error *error);
};

/* The benchmarks, and their register, NULL-terminated. */
#define X(name) extern const struct myc_bench myc_bench_##name;
#include "experiments/bench/bench_list.h"
#undef X
extern const struct myc_bench *const myc_benches[];

/* A moment, by the wall clock and by the processor time of this process, in s. */
struct myc_moment {
    double wall_s;
    double cpu_s;
};
struct myc_moment myc_moment_now(void);

/* The time since `begin`: adds `cpu_s` and gives the s by the wall clock, as the peers count. */
double myc_bench_stop(json_t *figures, struct myc_moment begin);

void myc_bench_add(json_t *figures, const char *name, double figure);

/* Runs the engine, which must stop for the reason `expected`, and adds what `myc_bench_stop` does,
 * `sim_end_ns` and `fingerprint`. `seconds` is the wall-clock time. */
enum myc_status myc_bench_run(struct myc_engine *engine, enum myc_stop expected, json_t *figures,
                              double *seconds, struct myc_error *error);

#endif
