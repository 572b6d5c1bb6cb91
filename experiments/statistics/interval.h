/* Intervals: what a sample says of the quantity it was drawn from.
 *
 * A run with a seed is one sample, so no figure of a study goes without the
 * interval that would hold the truth in 95 of 100 such studies.
 *
 *     of                          by
 *     a rate                      Wilson's score interval
 *     a mean                      Student's t, corrected for skewness by Hall's transformation
 *     a quantile                  two order statistics, whatever the distribution
 *     a difference of rates       Newcombe's square-and-add of two Wilson intervals
 *     a difference of means       paired: the mean of the differences; unpaired: Welch's t
 *
 * Pure functions of counts and of arrays of doubles; nothing is kept. `mycel-bench intervals`
 * measures how often they hold the truth.
 *
 * Values may be INFINITY, for what never came: it is larger than all others, so quantiles remain
 * what they are, while a mean has to leave it out. */
#ifndef MYC_EXPERIMENTS_STATISTICS_INTERVAL_H
#define MYC_EXPERIMENTS_STATISTICS_INTERVAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MYC_CONFIDENCE 0.95

/* A bound is NAN where so few samples give none, all three are where there is no sample. */
struct myc_interval {
    double estimate;
    double low;
    double high;
};

/* Whether there are both bounds. */
bool myc_interval_is_whole(struct myc_interval interval);

/* Half of what lies between the bounds; NAN where one is missing. */
double myc_interval_half_width(struct myc_interval interval);

/* How often something happens that happened `hits` times of `count`. E. B. Wilson, "Probable
 * inference, the law of succession, and statistical inference", JASA 22 (1927); R. G. Newcombe,
 * Statistics in Medicine 17 (1998) 857-872, method 3: near its nominal coverage also for rates near
 * 0 and 1, and never outside them. */
struct myc_interval myc_interval_rate(uint64_t hits, uint64_t count);

/* The mean of finite values; no bounds for fewer than two. Times of a system with faults are skewed
 * to the right, where Student's interval holds the mean too seldom and nearly always misses it on
 * one side, below. P. Hall, "On the removal of skewness by transformation", JRSS B 54 (1992)
 * 221-228, takes the skewness out of the t statistic by a monotone cubic, whose inverse is in closed
 * form; a sample without skewness has Student's interval. (X.-H. Zhou and S. Gao, The American
 * Statistician 54 (2000) 100-104, compare it with others for skewed means.) */
struct myc_interval myc_interval_mean(const double *values, size_t count);

/* The quantile q (1/2 <= q < 1) of ascending values. The estimate interpolates as GSL, R (type 7)
 * and NumPy do. The bounds are two of the values: the closest ranks between which the quantile lies
 * with a probability of at least 95 %, by the binomial distribution alone (J.-Y. Le Boudec,
 * "Performance Evaluation of Computer and Communication Systems", 2010, theorem 2.1 and appendix A).
 * They exist from 6 values on for the median, 59 for q = 0.95, 299 for q = 0.99; with fewer `high`
 * is missing, and `low`, where there is one, is a bound of its own at 95 %, which lifts an estimate
 * that lies below it. */
struct myc_interval myc_interval_quantile(const double *ascending, size_t count, double q);

/* What two cells made of the same seeds. */
struct myc_pairs {
    uint64_t both; /* seeds with a hit in both */
    uint64_t first_only;
    uint64_t second_only;
    uint64_t neither;
};

/* The rate of the second minus that of the first, from pairs, and from two samples that have
 * nothing to do with each other. Newcombe, Statistics in Medicine 17 (1998) 2635-2650 and 873-890,
 * method 10 of each. */
struct myc_interval myc_interval_rate_difference_paired(struct myc_pairs pairs);
struct myc_interval myc_interval_rate_difference(uint64_t first_hits, uint64_t first_count,
                                                 uint64_t second_hits, uint64_t second_count);

/* The mean of the second minus that of the first, of samples that have nothing to do with each
 * other: B. L. Welch, Biometrika 34 (1947) 28-35. Of pairs it is myc_interval_mean of their
 * differences: under common random numbers much narrower (A. M. Law, "Simulation Modeling and
 * Analysis", 11.2). */
struct myc_interval myc_interval_mean_difference(const double *first, size_t first_count,
                                                 const double *second, size_t second_count);

#endif
