/* The intervals of experiments/statistics, against tables that others published. How often they
 * hold the truth is measured by `mycel-bench intervals`, which tests/test_bench.sh reads. */
#include <criterion/criterion.h>
#include <math.h>

#include "experiments/statistics/interval.h"

/* As many digits as the source has. */
#define NEAR(value, expected, tolerance)                                                           \
    cr_expect_float_eq(value, expected, tolerance, #value " is %.6f, not %.6f", value,             \
                       (double)(expected))

static void expect_interval(struct myc_interval interval, double estimate, double low, double high,
                            double tolerance)
{
    NEAR(interval.estimate, estimate, tolerance);
    NEAR(interval.low, low, tolerance);
    NEAR(interval.high, high, tolerance);
}

/* --- rates --- */

/* Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3. */
Test(statistics, rate_as_newcombe)
{
    expect_interval(myc_interval_rate(81, 263), 0.3080, 0.2553, 0.3662, 5e-5);
    expect_interval(myc_interval_rate(15, 148), 0.1014, 0.0624, 0.1605, 5e-5);
    expect_interval(myc_interval_rate(0, 20), 0.0, 0.0, 0.1611, 5e-5);
    expect_interval(myc_interval_rate(1, 29), 0.0345, 0.0061, 0.1718, 5e-5);
}

Test(statistics, rate_at_the_ends)
{
    for (uint64_t count = 1; count <= 1000; count++) {
        struct myc_interval none = myc_interval_rate(0, count);
        struct myc_interval all = myc_interval_rate(count, count);
        cr_expect(none.low == 0 && none.high > 0 && none.high < 1, "0 of %lu", count);
        cr_expect(all.high == 1 && all.low < 1 && all.low > 0, "%lu of it", count);
        NEAR(1 - all.low, none.high, 1e-12);
    }
    cr_expect(isnan(myc_interval_rate(0, 0).estimate));
    cr_expect_not(myc_interval_is_whole(myc_interval_rate(0, 0)));
}

/* The same, 873-890, table II, method 10. There it is the first minus the second. */
Test(statistics, rate_difference_as_newcombe)
{
    static const struct {
        uint64_t hits, count, other_hits, other_count;
        double low, high;
    } table[] = {
        { 56, 70, 48, 80, 0.0524, 0.3339 }, { 9, 10, 3, 10, 0.1705, 0.8090 },
        { 6, 7, 2, 7, 0.0582, 0.8062 },     { 5, 56, 0, 29, -0.0381, 0.1926 },
        { 0, 10, 0, 20, -0.1611, 0.2775 },  { 0, 10, 0, 10, -0.2775, 0.2775 },
        { 10, 10, 0, 20, 0.6791, 1.0000 },  { 10, 10, 0, 10, 0.6075, 1.0000 },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        expect_interval(myc_interval_rate_difference(table[i].other_hits, table[i].other_count,
                                                     table[i].hits, table[i].count),
                        (double)table[i].hits / (double)table[i].count -
                            (double)table[i].other_hits / (double)table[i].other_count,
                        table[i].low, table[i].high, 5e-5);
    cr_expect(isnan(myc_interval_rate_difference(0, 0, 1, 2).estimate));
    cr_expect(isnan(myc_interval_rate_difference(1, 2, 0, 0).estimate));
}

/* Newcombe, Statistics in Medicine 17 (1998) 2635-2650, first example; Altman and others,
 * "Statistics with confidence" (2000), table 6.2; Fagerland, Lydersen, Laake, Statistics in Medicine
 * 33 (2014), the table of Bentur. All are the first minus the second. */
Test(statistics, paired_rate_difference_as_published)
{
    expect_interval(myc_interval_rate_difference_paired((struct myc_pairs){ 36, 2, 12, 0 }), 0.2,
                    0.0569, 0.3404, 5e-5);
    expect_interval(myc_interval_rate_difference_paired((struct myc_pairs){ 14, 0, 5, 22 }), 0.122,
                    0.011, 0.226, 5e-4);
    expect_interval(myc_interval_rate_difference_paired((struct myc_pairs){ 1, 7, 1, 12 }), -0.286,
                    -0.507, -0.026, 5e-4);
    cr_expect(isnan(myc_interval_rate_difference_paired((struct myc_pairs){ 0 }).estimate));
}

Test(statistics, paired_rates_are_the_mirror_of_themselves)
{
    for (uint64_t both = 0; both < 20; both += 3)
        for (uint64_t first = 0; first < 20; first += 2)
            for (uint64_t second = 0; second < 20; second += 5) {
                struct myc_interval one = myc_interval_rate_difference_paired(
                    (struct myc_pairs){ both, first, second, 7 });
                struct myc_interval other = myc_interval_rate_difference_paired(
                    (struct myc_pairs){ both, second, first, 7 });
                expect_interval(one, -other.estimate, -other.high, -other.low, 1e-12);
                cr_expect(one.low >= -1 && one.high <= 1 && one.low <= one.estimate &&
                          one.estimate <= one.high);
            }
}

/* --- means --- */

/* Half of the values 1, half of them -1: no skewness, and the half width is t / sqrt(n - 1). */
static void fill_even(double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        values[i] = i % 2 ? 1 : -1;
}

/* Student's table, 0.975, as every textbook has it. */
Test(statistics, mean_as_student)
{
    static const struct {
        size_t count;
        double t;
    } table[] = { { 2, 12.706 }, { 4, 3.182 },  { 6, 2.571 },  { 10, 2.262 },
                  { 20, 2.093 }, { 30, 2.045 }, { 120, 1.980 } };
    double values[120];
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        fill_even(values, table[i].count);
        double half = table[i].t / sqrt((double)table[i].count - 1);
        expect_interval(myc_interval_mean(values, table[i].count), 0, -half, half, 5e-4);
    }
}

/* Each bound puts the transformed statistic of Hall (1992) where Student's is. */
Test(statistics, mean_of_a_skewed_sample_as_hall)
{
    static const double values[] = { 1, 1, 2, 1, 3, 1, 2, 40 };
    static const double t = 2.3646; /* 7 degrees of freedom */
    double n = 8, mean = 51.0 / 8, squares = 0, cubes = 0;
    for (size_t i = 0; i < 8; i++) {
        squares += pow(values[i] - mean, 2);
        cubes += pow(values[i] - mean, 3);
    }
    double deviation = sqrt(squares / (n - 1)), skewness = cubes / n / pow(deviation, 3);
    struct myc_interval interval = myc_interval_mean(values, 8);
    NEAR(interval.estimate, mean, 1e-12);
    for (int side = 0; side < 2; side++) {
        double w = (mean - (side ? interval.high : interval.low)) / deviation;
        double transformed =
            w + skewness * w * w / 3 + skewness * skewness * w * w * w / 27 + skewness / (6 * n);
        NEAR(transformed * sqrt(n), side ? -t : t, 5e-5);
    }
    cr_expect(interval.high - mean > 2 * (mean - interval.low), "towards the long tail");
}

Test(statistics, mean_of_hardly_any)
{
    static const double same[] = { 7, 7, 7 };
    cr_expect(isnan(myc_interval_mean(same, 0).estimate));
    cr_expect(myc_interval_mean(same, 1).estimate == 7);
    cr_expect_not(myc_interval_is_whole(myc_interval_mean(same, 1)));
    expect_interval(myc_interval_mean(same, 3), 7, 7, 7, 0);
    cr_expect(myc_interval_half_width(myc_interval_mean(same, 3)) == 0);
}

/* Two samples alike have 2n - 2 degrees of freedom, one without spread leaves the other's n - 1. */
Test(statistics, mean_difference_as_welch)
{
    double first[10], second[10], constant[10];
    fill_even(first, 10);
    for (size_t i = 0; i < 10; i++) {
        constant[i] = 2;
        second[i] = first[i] + 5;
    }
    double half = 2.101 * sqrt(10.0 / 9 * 2 / 10);
    expect_interval(myc_interval_mean_difference(first, 10, second, 10), 5, 5 - half, 5 + half,
                    5e-4);
    half = 2.262 / 3;
    expect_interval(myc_interval_mean_difference(constant, 10, second, 10), 3, 3 - half, 3 + half,
                    5e-4);
    expect_interval(myc_interval_mean_difference(constant, 10, constant, 3), 0, 0, 0, 0);
    cr_expect_not(myc_interval_is_whole(myc_interval_mean_difference(first, 1, second, 10)));
    cr_expect(isnan(myc_interval_mean_difference(first, 0, second, 10).estimate));
}

/* --- quantiles --- */

static double *ascending(double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        values[i] = (double)(i + 1);
    return values;
}

/* Ranks of a 95 % interval of the median, from the usual table ("Confidence intervals for the
 * population median"), where its symmetric ranks are the closest, and from Le Boudec's for n = 8. */
Test(statistics, median_as_tabulated)
{
    static const struct {
        size_t count, low, high;
    } table[] = { { 6, 1, 6 },   { 7, 1, 7 },   { 8, 1, 7 },   { 9, 2, 8 },   { 10, 2, 9 },
                  { 12, 3, 10 }, { 15, 4, 12 }, { 17, 5, 13 }, { 18, 5, 14 }, { 20, 6, 15 } };
    double values[20];
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        size_t count = table[i].count;
        expect_interval(myc_interval_quantile(ascending(values, count), count, 0.5),
                        ((double)count + 1) / 2, (double)table[i].low, (double)table[i].high, 0);
    }
}

static double binomial(size_t count, size_t below, double q)
{
    return exp(lgamma((double)count + 1) - lgamma((double)below + 1) -
               lgamma((double)(count - below) + 1) + (double)below * log(q) +
               (double)(count - below) * log1p(-q));
}

/* By definition: no closer ranks hold the quantile with 95 %, and these do. */
Test(statistics, ranks_as_a_naive_search)
{
    static double values[1000], sums[1001];
    static const size_t counts[] = { 6, 11, 40, 59, 60, 100, 299, 400, 777, 1000 };
    static const double quantiles[] = { 0.5, 0.75, 0.95, 0.99 };
    ascending(values, 1000);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        for (size_t k = 0; k < sizeof quantiles / sizeof *quantiles; k++) {
            size_t count = counts[i], width = count;
            for (size_t below = 0; below < count; below++)
                sums[below + 1] = sums[below] + binomial(count, below, quantiles[k]);
            for (size_t low = 1; low < count; low++)
                for (size_t high = low + 1; high <= count; high++)
                    if (sums[high] - sums[low] >= MYC_CONFIDENCE && high - low < width)
                        width = high - low;
            struct myc_interval interval = myc_interval_quantile(values, count, quantiles[k]);
            cr_expect_eq(myc_interval_is_whole(interval), width < count, "n %zu q %g", count,
                         quantiles[k]);
            if (!myc_interval_is_whole(interval))
                continue;
            NEAR(interval.high - interval.low, (double)width, 0);
            cr_expect_geq(sums[(size_t)interval.high] - sums[(size_t)interval.low],
                          MYC_CONFIDENCE - 1e-9);
        }
}

/* The smallest and the largest of n values hold the quantile between them with the probability
 * 1 - q^n - (1 - q)^n, the smallest alone bounds it with 1 - (1 - q)^n: two sides need 6, 59 and 299
 * values, as every table has it, one side of the median 5. */
Test(statistics, quantile_of_too_few)
{
    static const struct {
        double q;
        size_t least;
    } table[] = { { 0.5, 6 }, { 0.95, 59 }, { 0.99, 299 } };
    double values[300];
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        size_t least = table[i].least;
        ascending(values, least);
        cr_expect(myc_interval_is_whole(myc_interval_quantile(values, least, table[i].q)));
        struct myc_interval fewer = myc_interval_quantile(values, least - 1, table[i].q);
        cr_expect(isnan(fewer.high));
        cr_expect(fewer.low >= 1, "one side is left: %g", fewer.low);
    }
    cr_expect(isnan(myc_interval_quantile(values, 4, 0.5).low), "1 - 0.5^4 < 0.95");
    cr_expect_eq(myc_interval_quantile(values, 5, 0.5).low, 1);
    /* 0.99^4 is more than 95 %: four values lie below p99, as the interpolated one does */
    cr_expect_eq(myc_interval_quantile(values, 4, 0.99).low, 4);
    cr_expect_eq(myc_interval_quantile(values, 4, 0.99).estimate, 4);
    cr_expect(isnan(myc_interval_quantile(values, 0, 0.5).estimate));
}

/* type 7 of R and NumPy: the place q (n - 1) among the values */
Test(statistics, quantile_estimate)
{
    double values[100];
    ascending(values, 100);
    NEAR(myc_interval_quantile(values, 10, 0.5).estimate, 5.5, 1e-12);
    NEAR(myc_interval_quantile(values, 100, 0.95).estimate, 95.05, 1e-12);
    NEAR(myc_interval_quantile(values, 100, 0.99).estimate, 99.01, 1e-12);
    cr_expect_eq(myc_interval_quantile(values, 1, 0.99).estimate, 1);
}

Test(statistics, what_never_came_is_larger_than_all)
{
    double values[101];
    ascending(values, 101);
    for (size_t i = 95; i < 101; i++)
        values[i] = INFINITY;
    cr_expect_eq(myc_interval_quantile(values, 101, 0.5).estimate, 51);
    cr_expect_eq(myc_interval_quantile(values, 101, 0.94).estimate, 95,
                 "its neighbour is infinite");
    struct myc_interval tail = myc_interval_quantile(values, 101, 0.95);
    cr_expect(tail.estimate == INFINITY && tail.high == INFINITY && isfinite(tail.low));
    cr_expect(myc_interval_is_whole(tail));
}

/* n of a large study: the ranks are those of the normal limit, to one. */
Test(statistics, quantile_of_a_million)
{
    static double values[1000000];
    ascending(values, 1000000);
    struct myc_interval median = myc_interval_quantile(values, 1000000, 0.5);
    NEAR(myc_interval_half_width(median), 1.959964 * 500, 1.5);
    NEAR((median.low + median.high) / 2, 500000.5, 1.5);
    struct myc_interval p99 = myc_interval_quantile(values, 1000000, 0.99);
    NEAR(myc_interval_half_width(p99), 1.959964 * sqrt(9900), 1.5);
}
