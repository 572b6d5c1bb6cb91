/* What the programs beside which experiments/bench.sh measures Mycel have in common.
 *
 * limit_*  a bare loop in C for this one model, without any interface: what the machine can do
 * *.cc, *.py  the same model in another simulator, by the way its manual shows
 *
 * Each does the work that its arguments say and prints one line as mycel-bench does, a JSON object
 * with `cpu_s`, a figure by the wall clock, and `rss_mib`. All draw from the same cheap generator,
 * so that what differs is the event loop. Both C and C++ include this. */
#ifndef MYC_EXPERIMENTS_BENCH_PEERS_PEER_H
#define MYC_EXPERIMENTS_BENCH_PEERS_PEER_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

/* --- chance --- */

/* The state of the i-th of many generators; never 0. */
static inline uint64_t peer_seed(uint64_t i)
{
    uint64_t state = UINT64_C(0x9E3779B97F4A7C15) + (i + 1) * UINT64_C(0xBF58476D1CE4E5B9);
    state ^= state >> 31;
    return state * UINT64_C(0x94D049BB133111EB) | 1;
}

/* xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators", 2016). */
static inline uint64_t peer_draw(uint64_t *state)
{
    uint64_t x = *state;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    *state = x;
    return x * UINT64_C(2685821657736338717);
}

/* One of 0 .. n - 1. */
static inline uint32_t peer_below(uint64_t *state, uint32_t n)
{
    return (uint32_t)(((peer_draw(state) >> 32) * n) >> 32);
}

/* One of 0 .. n - 1 other than `self`. */
static inline uint32_t peer_other(uint64_t *state, uint32_t n, uint32_t self)
{
    uint32_t other = peer_below(state, n - 1);
    return other + (other >= self);
}

/* Exponential, of mean 1. */
static inline double peer_exponential(uint64_t *state)
{
    return -log(((double)(peer_draw(state) >> 11) + 0.5) * 0x1p-53);
}

/* --- PHOLD: 16 events a process; each schedules one at a process drawn uniformly, after 0.1 s plus
 * an exponential time of mean 1 s --- */

#define PHOLD_EVENTS_PER_PROCESS 16

struct phold_process {
    uint64_t random;
    uint64_t count; /* of events that it handled */
};

static inline uint64_t phold_delay_ns(struct phold_process *process)
{
    return 100000000 + (uint64_t)(peer_exponential(&process->random) * 1e9);
}

/* --- time --- */

struct peer_moment {
    double wall_s, cpu_s;
};

static inline double peer_clock_s(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static inline struct peer_moment peer_now(void)
{
    struct peer_moment now;
    now.wall_s = peer_clock_s(CLOCK_MONOTONIC);
    now.cpu_s = peer_clock_s(CLOCK_PROCESS_CPUTIME_ID);
    return now;
}

/* --- the line --- */

static inline void peer_print(double cpu_s, const char *name, double figure, double rss_mib)
{
    printf("{\"cpu_s\": %.9g, \"%s\": %.9g, \"rss_mib\": %.6g", cpu_s, name, figure, rss_mib);
}

static inline double peer_rss_mib(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

/* So many things in the time since `begin`. */
static inline void peer_print_rate(struct peer_moment begin, const char *name, double count)
{
    struct peer_moment end = peer_now();
    peer_print(end.cpu_s - begin.cpu_s, name, count / (end.wall_s - begin.wall_s), peer_rss_mib());
}

/* So many whole runs in the time since `begin`. */
static inline void peer_print_runs(struct peer_moment begin, uint64_t runs)
{
    struct peer_moment end = peer_now();
    peer_print(end.cpu_s - begin.cpu_s, "us_per_run",
               (end.wall_s - begin.wall_s) * 1e6 / (double)runs, peer_rss_mib());
}

/* The last word: when the simulated run ended. Ends the process at once: taking a million events
 * down would only make the measurement longer. */
__attribute__((noreturn)) static inline void peer_end(double sim_end_ns)
{
    printf(", \"sim_end_ns\": %.12g}\n", sim_end_ns);
    fflush(stdout);
    _Exit(0);
}

#endif
