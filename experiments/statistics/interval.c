#include "experiments/statistics/interval.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

#define TAIL ((1 - MYC_CONFIDENCE) / 2)

static const struct myc_interval nothing = { NAN, NAN, NAN };

bool myc_interval_is_whole(struct myc_interval interval)
{
    return !isnan(interval.low) && !isnan(interval.high);
}

double myc_interval_half_width(struct myc_interval interval)
{
    return (interval.high - interval.low) / 2;
}

/* --- rates --- */

/* The two roots of (p - hits/count)^2 = z^2 p (1 - p) / count. */
struct myc_interval myc_interval_rate(uint64_t hits, uint64_t count)
{
    assert(hits <= count);
    if (count == 0)
        return nothing;
    double n = (double)count, rate = (double)hits / n;
    double z = gsl_cdf_ugaussian_Qinv(TAIL), squared = z * z;
    double middle = (rate + squared / (2 * n)) / (1 + squared / n);
    double half = z * sqrt(rate * (1 - rate) / n + squared / (4 * n * n)) / (1 + squared / n);
    /* At the ends a bound is the rate itself, which rounding may miss. */
    return (struct myc_interval){ .estimate = rate,
                                  .low = hits == 0 ? 0 : middle - half,
                                  .high = hits == count ? 1 : middle + half };
}

/* Newcombe's square-and-add: `phi` is the correlation of the two samples. */
static struct myc_interval square_and_add(struct myc_interval first, struct myc_interval second,
                                          double phi)
{
    double difference = second.estimate - first.estimate;
    double down = second.estimate - second.low, up = second.high - second.estimate;
    double first_down = first.estimate - first.low, first_up = first.high - first.estimate;
    double below = down * down - 2 * phi * down * first_up + first_up * first_up;
    double above = up * up - 2 * phi * up * first_down + first_down * first_down;
    return (struct myc_interval){ .estimate = difference,
                                  .low = difference - sqrt(fmax(below, 0)),
                                  .high = difference + sqrt(fmax(above, 0)) };
}

/* The correlation of the two columns of the table; where it is positive, with method 10's
 * correction for continuity. */
static double correlation_of(double both, double first_only, double second_only, double neither)
{
    double count = both + first_only + second_only + neither;
    double margins = (both + first_only) * (second_only + neither) * (both + second_only) *
                     (first_only + neither);
    double excess = both * neither - first_only * second_only;
    if (margins == 0)
        return 0;
    if (excess > 0)
        excess = fmax(excess - count / 2, 0);
    return excess / sqrt(margins);
}

struct myc_interval myc_interval_rate_difference_paired(struct myc_pairs pairs)
{
    uint64_t count = pairs.both + pairs.first_only + pairs.second_only + pairs.neither;
    if (count == 0)
        return nothing;
    double phi = correlation_of((double)pairs.both, (double)pairs.first_only,
                                (double)pairs.second_only, (double)pairs.neither);
    return square_and_add(myc_interval_rate(pairs.both + pairs.first_only, count),
                          myc_interval_rate(pairs.both + pairs.second_only, count), phi);
}

struct myc_interval myc_interval_rate_difference(uint64_t first_hits, uint64_t first_count,
                                                 uint64_t second_hits, uint64_t second_count)
{
    if (first_count == 0 || second_count == 0)
        return nothing;
    return square_and_add(myc_interval_rate(first_hits, first_count),
                          myc_interval_rate(second_hits, second_count), 0);
}

/* --- means --- */

/* By how many standard deviations the sample's mean exceeds the true one where Hall's transformed
 * statistic, divided by sqrt(n), is y: the root W of W + s W^2/3 + s^2 W^3/27 + s/(6n) = y. */
static double excess_at(double y, double skewness, double n)
{
    double shifted = y - skewness / (6 * n);
    if (fabs(skewness * shifted) < 1e-8) /* the cubic is a line there */
        return shifted;
    return 3 / skewness * (cbrt(1 + skewness * shifted) - 1);
}

struct myc_interval myc_interval_mean(const double *values, size_t count)
{
    struct myc_interval interval = nothing;
    if (count == 0)
        return interval;
    double n = (double)count;
    interval.estimate = gsl_stats_mean(values, 1, count);
    if (count < 2)
        return interval;
    double deviation = gsl_stats_sd_m(values, 1, count, interval.estimate);
    double skewness =
        deviation > 0 ? gsl_stats_skew_m_sd(values, 1, count, interval.estimate, deviation) : 0;
    double y = gsl_cdf_tdist_Qinv(TAIL, n - 1) / sqrt(n);
    interval.low = interval.estimate - deviation * excess_at(y, skewness, n);
    interval.high = interval.estimate - deviation * excess_at(-y, skewness, n);
    return interval;
}

struct myc_interval myc_interval_mean_difference(const double *first, size_t first_count,
                                                 const double *second, size_t second_count)
{
    struct myc_interval interval = nothing;
    if (first_count == 0 || second_count == 0)
        return interval;
    double n[2] = { (double)first_count, (double)second_count };
    double mean[2] = { gsl_stats_mean(first, 1, first_count),
                       gsl_stats_mean(second, 1, second_count) };
    interval.estimate = mean[1] - mean[0];
    if (first_count < 2 || second_count < 2)
        return interval;
    double squared[2] = { gsl_stats_variance_m(first, 1, first_count, mean[0]) / n[0],
                          gsl_stats_variance_m(second, 1, second_count, mean[1]) / n[1] };
    double sum = squared[0] + squared[1], half = 0;
    if (sum > 0) {
        double freedom =
            sum * sum /
            (squared[0] * squared[0] / (n[0] - 1) + squared[1] * squared[1] / (n[1] - 1));
        half = gsl_cdf_tdist_Qinv(TAIL, freedom) * sqrt(sum);
    }
    interval.low = interval.estimate - half;
    interval.high = interval.estimate + half;
    return interval;
}

/* --- quantiles --- */

/* How many of `count` values lie below their quantile q is binomial. A walker knows the probability
 * of one number, and by a recurrence that of the next. */
struct walker {
    double count;
    double odds; /* q / (1 - q) */
    double number;
    double probability;
};

static void walk(struct walker *walker)
{
    walker->probability *= (walker->count - walker->number) / (walker->number + 1) * walker->odds;
    walker->number++;
}

/* Far enough below the mean that what lies beyond has no weight, near enough that the probability
 * there is no underflow. */
static struct walker walker_begin(size_t count, double q)
{
    double n = (double)count;
    double number = fmax(1, floor(n * q - 8 * sqrt(n * q * (1 - q)) - 8));
    assert(count <= UINT32_MAX);
    return (struct walker){ .count = n,
                            .odds = q / (1 - q),
                            .number = number,
                            .probability =
                                gsl_ran_binomial_pdf((unsigned)number, q, (unsigned)count) };
}

struct ranks {
    size_t low, high; /* from 1; 0: there is none */
};

/* The quantile lies between the values of rank low and high where at least `low` and fewer than
 * `high` values lie below it. Of the ranks that are equally close the likeliest, of those that are
 * equally likely the lowest. */
static struct ranks closest_ranks(size_t count, double q)
{
    struct ranks best = { 0, 0 };
    double sum = 0, best_sum = 0;
    struct walker low = walker_begin(count, q), high = low;
    for (;;) {
        while (sum < MYC_CONFIDENCE && high.number < high.count) {
            sum += high.probability;
            walk(&high);
        }
        if (sum < MYC_CONFIDENCE)
            return best;
        size_t width = (size_t)(high.number - low.number), best_width = best.high - best.low;
        if (best_width == 0 || width < best_width ||
            (width == best_width && sum > best_sum + 1e-9)) {
            best = (struct ranks){ (size_t)low.number, (size_t)high.number };
            best_sum = sum;
        }
        sum -= low.probability;
        walk(&low);
    }
}

/* The highest rank whose value lies below the quantile with 95 %; 0: there is none. */
static size_t rank_below(size_t count, double q)
{
    size_t rank = count;
    while (rank > 0 && gsl_cdf_binomial_Q((unsigned)rank - 1, q, (unsigned)count) < MYC_CONFIDENCE)
        rank--;
    return rank;
}

/* GSL multiplies the neighbours of the place by weights, also a weight of 0 by INFINITY. */
static double estimate_of(const double *ascending, size_t count, double q)
{
    double place = q * (double)(count - 1);
    size_t below = (size_t)place;
    if (below + 1 == count || !isinf(ascending[below + 1]))
        return gsl_stats_quantile_from_sorted_data(ascending, 1, count, q);
    return place > (double)below ? INFINITY : ascending[below];
}

struct myc_interval myc_interval_quantile(const double *ascending, size_t count, double q)
{
    assert(q >= 0.5 && q < 1);
    struct myc_interval interval = nothing;
    if (count == 0)
        return interval;
    interval.estimate = estimate_of(ascending, count, q);
    struct ranks ranks = closest_ranks(count, q);
    if (ranks.low == 0)
        ranks.low = rank_below(count, q);
    if (ranks.low > 0)
        interval.low = ascending[ranks.low - 1];
    if (interval.estimate < interval.low)
        interval.estimate = interval.low;
    if (ranks.high > 0)
        interval.high = ascending[ranks.high - 1];
    return interval;
}
