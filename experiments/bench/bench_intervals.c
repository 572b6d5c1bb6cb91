/* How often the intervals of a study hold the truth. Each cell is a system whose truth is known by
 * construction: a rate, a size and a correlation, all drawn; it is studied several times, and of
 * each interval the share is told that held. Nominal is 0.95. */
#include <math.h>
#include <stdlib.h>

#include "experiments/bench/bench.h"
#include "experiments/statistics/interval.h"
#include "sim/stream.h"

#define SEED 1
#define COUNT_MIN 50
#define COUNT_MAX 500
#define RATE_MIN 0.05
#define RATE_MAX 0.95
#define UNTIL_BATCH 50
#define UNTIL_HALF_WIDTH 0.05
#define WEIBULL_SHAPE 0.7 /* the field's usual one for the time between failures */

/* One cell, and what a study of it draws from. */
struct cell {
    struct myc_stream stream;
    double rate[2];    /* of two systems */
    double correlated; /* share of the seeds under which both draw the same */
    size_t count;
    double *values[2]; /* room for one study of either */
};

static size_t count_between(struct cell *cell, size_t least, size_t most)
{
    return least + (size_t)myc_stream_below(&cell->stream, most - least + 1);
}

static bool holds(struct myc_interval interval, double truth)
{
    return interval.low <= truth && truth <= interval.high;
}

/* --- rates --- */

static uint64_t draw_hits(struct cell *cell, double rate)
{
    uint64_t hits = 0;
    for (size_t i = 0; i < cell->count; i++)
        hits += myc_stream_uniform(&cell->stream) < rate;
    return hits;
}

static bool study_rate(struct cell *cell)
{
    return holds(myc_interval_rate(draw_hits(cell, cell->rate[0]), cell->count), cell->rate[0]);
}

/* As `until: {half_width: 5%, batch: 50}` stops: a look after each batch could stop at a lucky one. */
static bool study_rate_until(struct cell *cell)
{
    struct myc_interval interval;
    uint64_t hits = 0, count = 0;
    do {
        for (size_t i = 0; i < UNTIL_BATCH; i++)
            hits += myc_stream_uniform(&cell->stream) < cell->rate[0];
        count += UNTIL_BATCH;
        interval = myc_interval_rate(hits, count);
    } while (myc_interval_half_width(interval) > UNTIL_HALF_WIDTH);
    return holds(interval, cell->rate[0]);
}

static bool study_rate_difference(struct cell *cell)
{
    uint64_t first = draw_hits(cell, cell->rate[0]);
    uint64_t second = draw_hits(cell, cell->rate[1]);
    return holds(myc_interval_rate_difference(first, cell->count, second, cell->count),
                 cell->rate[1] - cell->rate[0]);
}

static bool study_rate_difference_paired(struct cell *cell)
{
    struct myc_pairs pairs = { 0 };
    for (size_t i = 0; i < cell->count; i++) {
        double first = myc_stream_uniform(&cell->stream);
        double other = myc_stream_uniform(&cell->stream);
        bool same = myc_stream_uniform(&cell->stream) < cell->correlated;
        bool hits[2] = { first < cell->rate[0], (same ? first : other) < cell->rate[1] };
        pairs.both += hits[0] && hits[1];
        pairs.first_only += hits[0] && !hits[1];
        pairs.second_only += !hits[0] && hits[1];
        pairs.neither += !hits[0] && !hits[1];
    }
    return holds(myc_interval_rate_difference_paired(pairs), cell->rate[1] - cell->rate[0]);
}

/* --- means --- */

static double draw_exponential(struct cell *cell)
{
    return -log(myc_stream_uniform(&cell->stream));
}

static bool study_mean_uniform(struct cell *cell)
{
    for (size_t i = 0; i < cell->count; i++)
        cell->values[0][i] = myc_stream_uniform(&cell->stream);
    return holds(myc_interval_mean(cell->values[0], cell->count), 0.5);
}

static bool study_mean_exponential(struct cell *cell)
{
    for (size_t i = 0; i < cell->count; i++)
        cell->values[0][i] = draw_exponential(cell);
    return holds(myc_interval_mean(cell->values[0], cell->count), 1);
}

static bool study_mean_weibull(struct cell *cell)
{
    for (size_t i = 0; i < cell->count; i++)
        cell->values[0][i] = pow(draw_exponential(cell), 1 / WEIBULL_SHAPE);
    return holds(myc_interval_mean(cell->values[0], cell->count), tgamma(1 + 1 / WEIBULL_SHAPE));
}

/* Fast, or ten times slower where a fault struck. */
static bool study_mean_two_speeds(struct cell *cell)
{
    for (size_t i = 0; i < cell->count; i++)
        cell->values[0][i] = myc_stream_uniform(&cell->stream) < cell->rate[0] ? 10 : 1;
    return holds(myc_interval_mean(cell->values[0], cell->count), 1 + 9 * cell->rate[0]);
}

static bool study_mean_difference(struct cell *cell)
{
    for (size_t i = 0; i < cell->count; i++) {
        cell->values[0][i] = draw_exponential(cell);
        cell->values[1][i] = 2 * draw_exponential(cell);
    }
    return holds(
        myc_interval_mean_difference(cell->values[0], cell->count, cell->values[1], cell->count),
        1);
}

static bool study_mean_difference_paired(struct cell *cell)
{
    for (size_t i = 0; i < cell->count; i++) {
        double first = draw_exponential(cell);
        double other = draw_exponential(cell);
        bool same = myc_stream_uniform(&cell->stream) < cell->correlated;
        cell->values[0][i] = 2 * (same ? first : other) - first;
    }
    return holds(myc_interval_mean(cell->values[0], cell->count), 1);
}

/* --- quantiles --- */

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* From as many values as a quantile needs to twice that. */
static bool study_quantile(struct cell *cell, double q, size_t least)
{
    size_t count = count_between(cell, least, 2 * least);
    for (size_t i = 0; i < count; i++)
        cell->values[0][i] = myc_stream_uniform(&cell->stream);
    qsort(cell->values[0], count, sizeof *cell->values[0], compare);
    return holds(myc_interval_quantile(cell->values[0], count, q), q);
}

static bool study_median(struct cell *cell)
{
    return study_quantile(cell, 0.5, 40);
}

static bool study_p95(struct cell *cell)
{
    return study_quantile(cell, 0.95, 400);
}

static bool study_p99(struct cell *cell)
{
    return study_quantile(cell, 0.99, 2000);
}

#define VALUES_MAX 4000

/* --- the benchmark --- */

static const struct {
    const char *name;
    bool (*study)(struct cell *cell); /* whether the interval held the truth */
} kinds[] = {
    { "rate", study_rate },
    { "rate_until", study_rate_until },
    { "rate_difference", study_rate_difference },
    { "rate_difference_paired", study_rate_difference_paired },
    { "mean_uniform", study_mean_uniform },
    { "mean_exponential", study_mean_exponential },
    { "mean_weibull", study_mean_weibull },
    { "mean_two_speeds", study_mean_two_speeds },
    { "mean_difference", study_mean_difference },
    { "mean_difference_paired", study_mean_difference_paired },
    { "median", study_median },
    { "p95", study_p95 },
    { "p99", study_p99 },
};

static void draw_cell(struct cell *cell, uint64_t number)
{
    myc_stream_init(&cell->stream, SEED, number, MYC_PURPOSE_WORKLOAD);
    for (size_t i = 0; i < 2; i++)
        cell->rate[i] = RATE_MIN + (RATE_MAX - RATE_MIN) * myc_stream_uniform(&cell->stream);
    cell->correlated = myc_stream_uniform(&cell->stream);
    cell->count = count_between(cell, COUNT_MIN, COUNT_MAX);
}

static enum myc_status run(const uint64_t *values, struct myc_memory *memory, json_t *figures,
                           struct myc_error *error)
{
    (void)error;
    uint64_t held[sizeof kinds / sizeof *kinds] = { 0 };
    struct cell cell = { 0 };
    for (size_t i = 0; i < 2; i++)
        cell.values[i] = myc_memory_alloc(memory, VALUES_MAX * sizeof *cell.values[i]);
    for (uint64_t number = 1; number <= values[0]; number++) {
        draw_cell(&cell, number);
        for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++)
            for (uint64_t i = 0; i < values[1]; i++)
                held[kind] += kinds[kind].study(&cell);
    }
    for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++)
        myc_bench_add(figures, kinds[kind].name,
                      (double)held[kind] / (double)(values[0] * values[1]));
    return MYC_OK;
}

const struct myc_bench myc_bench_intervals = {
    .name = "intervals",
    .help = "statistics: how often the 95% intervals hold the truth",
    .options = { { "cells", "Systems whose truth is known", 1000, 1, 1000000 },
                 { "studies", "Studies of each, with each interval", 5, 1, 1000000 } },
    .run = run,
};
