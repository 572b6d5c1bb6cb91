#include "experiments/bench/bench.h"

#include <time.h>

const struct myc_bench *const myc_benches[] = {
#define X(name) &myc_bench_##name,
#include "experiments/bench/bench_list.h"
#undef X
    NULL
};

static double clock_s(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

struct myc_moment myc_moment_now(void)
{
    return (struct myc_moment){ .wall_s = clock_s(CLOCK_MONOTONIC),
                                .cpu_s = clock_s(CLOCK_PROCESS_CPUTIME_ID) };
}

void myc_bench_add(json_t *figures, const char *name, double figure)
{
    json_object_set_new(figures, name, json_real(figure));
}

double myc_bench_stop(json_t *figures, struct myc_moment begin)
{
    struct myc_moment end = myc_moment_now();
    myc_bench_add(figures, "cpu_s", end.cpu_s - begin.cpu_s);
    return end.wall_s - begin.wall_s;
}

enum myc_status myc_bench_run(struct myc_engine *engine, enum myc_stop expected, json_t *figures,
                              double *seconds, struct myc_error *error)
{
    struct myc_moment begin = myc_moment_now();
    enum myc_stop stop = myc_engine_run(engine);
    *seconds = myc_bench_stop(figures, begin);
    if (stop != expected)
        return myc_error_set(error, MYC_INTERNAL, "the run stopped early: %s",
                             myc_stop_phrase(stop));
    unsigned char digest[16];
    char text[33];
    myc_fingerprint_digest(myc_engine_fingerprint(engine), digest);
    myc_digest_text(digest, text);
    json_object_set_new(figures, "sim_end_ns", json_integer((json_int_t)myc_engine_now(engine)));
    json_object_set_new(figures, "fingerprint", json_string(text));
    return MYC_OK;
}
