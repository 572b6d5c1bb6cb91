/* Distributions: every draw is the correctly rounded inverse cdf, and follows its law.
 *
 * The truth here is the survival function S(x) = P(X > x), computed with MPFR: n is right exactly
 * when S(n - 1/2) >= 1 - u >= S(n + 1/2). Nothing is inverted, as the code under test does. */
#include <criterion/criterion.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "tests/draw_cases.h"

#define ROUNDED_DRAWS 20000
#define LAW_DRAWS 10000

static struct myc_stream test_stream(uint64_t entity)
{
    struct myc_stream stream;
    myc_stream_init(&stream, 2026, entity, MYC_PURPOSE_TEST);
    return stream;
}

/* --- the truth --- */

static void survival_of_weibull(const struct myc_distribution *d, mpfr_t x)
{
    mpfr_t shape, scale;
    mpfr_inits2(mpfr_get_prec(x), shape, scale, (mpfr_ptr)NULL);
    mpfr_set_d(shape, d->parameter[0].number, MPFR_RNDN);
    mpfr_ui_div(scale, 1, shape, MPFR_RNDN);
    mpfr_add_ui(scale, scale, 1, MPFR_RNDN);
    mpfr_gamma(scale, scale, MPFR_RNDN);
    mpfr_ui_div(scale, d->parameter[1].ns, scale, MPFR_RNDN);
    mpfr_div(x, x, scale, MPFR_RNDN);
    mpfr_pow(x, x, shape, MPFR_RNDN);
    mpfr_neg(x, x, MPFR_RNDN);
    mpfr_exp(x, x, MPFR_RNDN);
    mpfr_clears(shape, scale, (mpfr_ptr)NULL);
}

static void survival_of_lognormal(const struct myc_distribution *d, mpfr_t x)
{
    mpfr_t root;
    mpfr_init2(root, mpfr_get_prec(x));
    mpfr_sqrt_ui(root, 2, MPFR_RNDN);
    mpfr_div_ui(x, x, d->parameter[0].ns, MPFR_RNDN);
    mpfr_log(x, x, MPFR_RNDN);
    mpfr_div_d(x, x, d->parameter[1].number, MPFR_RNDN);
    mpfr_div(x, x, root, MPFR_RNDN);
    mpfr_erfc(x, x, MPFR_RNDN);
    mpfr_div_ui(x, x, 2, MPFR_RNDN);
    mpfr_clear(root);
}

static void survival_of_pareto(const struct myc_distribution *d, mpfr_t x)
{
    mpfr_t shape;
    mpfr_init2(shape, mpfr_get_prec(x));
    mpfr_set_d(shape, d->parameter[0].number, MPFR_RNDN);
    mpfr_ui_div(x, d->parameter[1].ns, x, MPFR_RNDN);
    if (mpfr_cmp_ui(x, 1) > 0)
        mpfr_set_ui(x, 1, MPFR_RNDN);
    mpfr_pow(x, x, shape, MPFR_RNDN);
    mpfr_clear(shape);
}

/* x becomes S(x), x > 0. */
static void survival(const struct myc_distribution *d, mpfr_t x)
{
    if (d->kind == &myc_distribution_exponential) {
        mpfr_div_ui(x, x, d->parameter[0].ns, MPFR_RNDN);
        mpfr_neg(x, x, MPFR_RNDN);
        mpfr_exp(x, x, MPFR_RNDN);
    } else if (d->kind == &myc_distribution_weibull) {
        survival_of_weibull(d, x);
    } else if (d->kind == &myc_distribution_lognormal) {
        survival_of_lognormal(d, x);
    } else {
        cr_assert_eq(d->kind, &myc_distribution_pareto, "give the new kind its survival function");
        survival_of_pareto(d, x);
    }
}

/* Whether `n` is the rounded u-quantile. An undecided comparison is an error here too: 2^-(precision
 * - 40) is far more than the survival functions err. */
static bool is_rounded(const struct myc_distribution *d, double u, myc_time n,
                       mpfr_prec_t precision)
{
    mpfr_t boundary;
    bool right = true;
    mpfr_init2(boundary, precision);
    for (int side = 0; side < 2 && right; side++) {
        if (side ? n == MYC_TIME_MAX : n == 0)
            continue; /* the result is clamped there */
        mpfr_set_ui(boundary, n, MPFR_RNDN);
        mpfr_add_d(boundary, boundary, side ? 0.5 : -0.5, MPFR_RNDN);
        survival(d, boundary);
        mpfr_sub_d(boundary, boundary, 1 - u, MPFR_RNDN);
        cr_assert(!mpfr_zero_p(boundary) && mpfr_get_exp(boundary) > 40 - precision, "undecided");
        right = side ? mpfr_sgn(boundary) < 0 : mpfr_sgn(boundary) > 0;
    }
    mpfr_clear(boundary);
    return right;
}

static void expect_rounded(const struct myc_distribution_kind *kind)
{
    for (size_t m = 0; m < DRAW_MEANS; m++) {
        struct myc_distribution distribution = draw_case(kind, draw_means_ns[m]);
        struct myc_stream stream = test_stream(m);
        for (int i = 0; i < ROUNDED_DRAWS; i++) {
            double u = myc_stream_uniform(&stream);
            myc_time n = myc_distribution_at(&distribution, u);
            cr_assert(is_rounded(&distribution, u, n, 200), "%s at mean %llu: %llu for u = %a",
                      kind->about.name, (unsigned long long)draw_means_ns[m], (unsigned long long)n,
                      u);
        }
    }
}

/* One test a kind, so that they run in parallel. */
Test(distribution, exponential_draws_are_rounded_correctly)
{
    expect_rounded(&myc_distribution_exponential);
}

Test(distribution, weibull_draws_are_rounded_correctly)
{
    expect_rounded(&myc_distribution_weibull);
}

Test(distribution, lognormal_draws_are_rounded_correctly)
{
    expect_rounded(&myc_distribution_lognormal);
}

Test(distribution, pareto_draws_are_rounded_correctly)
{
    expect_rounded(&myc_distribution_pareto);
}

/* min + (max - min) u is exact in 200 bits, where MPFR rounds it, ties to even. Ranges of 2^52 and
 * 3 2^52 make every draw, or every second one, a tie. */
Test(distribution, uniform_draws_are_rounded_correctly)
{
    static const uint64_t ranges[][2] = {
        { 0, 0 },
        { 7, 7 },
        { 0, 1 },
        { 2500, 7500 },
        { 1, UINT64_C(56880000000000000) },
        { 0, UINT64_C(1) << 52 },
        { 1, 1 + (UINT64_C(3) << 52) },
        { 5, 5 + (UINT64_C(1) << 53) },
        { UINT64_C(1) << 62, UINT64_MAX },
        { 0, UINT64_MAX },
    };
    mpfr_t exact;
    mpfr_init2(exact, 200);
    for (size_t r = 0; r < sizeof ranges / sizeof *ranges; r++) {
        struct myc_distribution uniform = { .kind = &myc_distribution_uniform,
                                            .parameter = { { .ns = ranges[r][0] },
                                                           { .ns = ranges[r][1] } } };
        struct myc_stream stream = test_stream(r);
        for (int i = 0; i < ROUNDED_DRAWS; i++) {
            double u = myc_stream_uniform(&stream);
            mpfr_set_ui(exact, ranges[r][1] - ranges[r][0], MPFR_RNDN);
            mpfr_mul_d(exact, exact, u, MPFR_RNDN);
            mpfr_add_ui(exact, exact, ranges[r][0], MPFR_RNDN);
            cr_assert_eq(myc_distribution_at(&uniform, u), (uint64_t)mpfr_get_si(exact, MPFR_RNDN),
                         "range %zu, u = %a", r, u);
        }
    }
    mpfr_clear(exact);
}

Test(distribution, none_and_constant_are_exact_and_take_one_draw)
{
    static const uint64_t values[] = { 0, 1, 5000, (UINT64_C(1) << 53) + 1, INT64_MAX };
    struct myc_stream stream = test_stream(0), one = stream;
    struct myc_distribution none = { 0 };
    cr_assert_eq(myc_distribution_draw(&none, &stream), 0);
    myc_stream_bits(&one);
    cr_assert_eq(myc_stream_bits(&one), myc_stream_bits(&stream));
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct myc_distribution constant = { .kind = &myc_distribution_constant,
                                             .parameter[0].ns = values[i] };
        cr_assert_eq(myc_distribution_draw(&constant, &stream), values[i]);
        myc_stream_bits(&one);
        cr_assert_eq(myc_stream_bits(&one), myc_stream_bits(&stream));
    }
}

/* --- hard places --- */

/* A mean below 2^62 that puts the u-quantile of the exponential next to a boundary: from the last
 * convergent p/q of 2L, L = -ln(1-u), with odd p, since then q L is within 1/q of p/2. 0: none. */
static uint64_t hard_mean(double u)
{
    uint64_t p = 1, p_before = 0, q = 0, q_before = 1, hard = 0;
    mpfr_t x;
    mpfr_init2(x, 400);
    mpfr_set_d(x, 1 - u, MPFR_RNDN);
    mpfr_log(x, x, MPFR_RNDN);
    mpfr_mul_si(x, x, -2, MPFR_RNDN);
    while (mpfr_cmp_d(x, 0x1p40) < 0) {
        uint64_t digit = mpfr_get_ui(x, MPFR_RNDD);
        uint64_t p_next = digit * p + p_before, q_next = digit * q + q_before;
        if (q_next > UINT64_C(1) << 62 || p_next > UINT64_C(1) << 62)
            break;
        p_before = p;
        q_before = q;
        p = p_next;
        q = q_next;
        if (p % 2 == 1)
            hard = q;
        mpfr_sub_ui(x, x, digit, MPFR_RNDN);
        mpfr_ui_div(x, 1, x, MPFR_RNDN);
        if (digit > UINT64_C(1) << 20)
            break;
    }
    mpfr_clear(x);
    return hard;
}

/* The distance of the exact draw from the next boundary, relative to the draw, as a power of 2. */
static mpfr_exp_t nearness(const struct myc_distribution *distribution, double u)
{
    mpfr_t x, boundary;
    mpfr_inits2(400, x, boundary, (mpfr_ptr)NULL);
    distribution->kind->exactly(distribution, u, x);
    mpfr_floor(boundary, x);
    mpfr_add_d(boundary, boundary, 0.5, MPFR_RNDN);
    mpfr_sub(boundary, boundary, x, MPFR_RNDN);
    mpfr_exp_t exponent = mpfr_get_exp(boundary) - mpfr_get_exp(x);
    mpfr_clears(x, boundary, (mpfr_ptr)NULL);
    return exponent;
}

/* 128 bits less the guard do not decide these, more do. */
Test(distribution, the_hardest_draws_are_rounded_correctly)
{
    struct myc_stream stream = test_stream(0);
    int harder_than_the_first_precision = 0;
    for (int i = 0; i < 1000; i++) {
        double u = 0.2 + 0.6 * myc_stream_uniform(&stream);
        u = (2 * floor(u * 0x1p52) + 1) * 0x1p-53;
        struct myc_distribution hard = { .kind = &myc_distribution_exponential,
                                         .parameter[0].ns = hard_mean(u) };
        myc_time n = myc_distribution_at(&hard, u);
        cr_assert(is_rounded(&hard, u, n, 400), "mean %llu, u = %a",
                  (unsigned long long)hard.parameter[0].ns, u);
        harder_than_the_first_precision += nearness(&hard, u) < -113;
    }
    cr_assert_gt(harder_than_the_first_precision, 500);
}

/* Uniforms as a stream gives them, half of them from the far ends. */
static double wild_uniform(struct myc_stream *stream)
{
    double u = myc_stream_uniform(stream);
    uint64_t choice = myc_stream_below(stream, 4);
    int exponent = (int)myc_stream_below(stream, 52);
    u = choice == 0 ? ldexp(u, -exponent) : choice == 1 ? 1 - ldexp(u, -exponent) : u;
    double odd = 2 * floor(u * 0x1p52) + 1;
    return (odd < 0x1p53 ? odd : 0x1p53 - 1) * 0x1p-53;
}

/* The kinds that need Ziv's test, over the whole range of their shapes. */
static struct myc_distribution wild_distribution(int number)
{
    static const double shapes[] = { 0.1, 0.15, 0.3, 0.7, 1, 1.05, 2, 3.35, 10, 33.3, 100 };
    static const double sigmas[] = { 0, 1e-9, 0.01, 0.1, 0.5, 1, 1.5, 2, 5, 7.7, 10 };
    int i = number / 4;
    union myc_distribution_value mean = { .ns = UINT64_C(56880000000000001) };
    switch (number % 4) {
    case 0:
        return (struct myc_distribution){ &myc_distribution_exponential, { mean } };
    case 1:
        return (struct myc_distribution){ &myc_distribution_weibull,
                                          { { .number = shapes[i] }, mean } };
    case 2:
        return (struct myc_distribution){ &myc_distribution_lognormal,
                                          { mean, { .number = sigmas[i] } } };
    default:
        return (struct myc_distribution){ &myc_distribution_pareto,
                                          { { .number = shapes[i] }, mean } };
    }
}
#define WILD_DISTRIBUTIONS 44

/* |approximation / exact - 1|, by way of `room`. */
static double relative_error(double approximation, const mpfr_t exact, mpfr_t room)
{
    mpfr_d_sub(room, approximation, exact, MPFR_RNDN);
    mpfr_div(room, room, exact, MPFR_RNDN);
    return fabs(mpfr_get_d(room, MPFR_RNDN));
}

/* Both bounds that Ziv's test rests on: of the double with a margin of 4, and of MPFR's 128 bits
 * against 400 with one of 4. */
Test(distribution, the_errors_keep_well_within_their_bounds)
{
    mpfr_t exact, short_exact, room;
    mpfr_inits2(400, exact, room, (mpfr_ptr)NULL);
    mpfr_init2(short_exact, 128);
    for (int number = 0; number < WILD_DISTRIBUTIONS; number++) {
        struct myc_distribution distribution = wild_distribution(number);
        const struct myc_distribution_kind *kind = distribution.kind;
        struct myc_stream stream = test_stream((uint64_t)number);
        for (int i = 0; i < 1000; i++) {
            double u = wild_uniform(&stream), bound;
            double x = kind->roughly(&distribution, u, &bound);
            kind->exactly(&distribution, u, exact);
            cr_assert_leq(relative_error(x, exact, room), bound / 4, "%s %d, u = %a",
                          kind->about.name, number / 4, u);
            kind->exactly(&distribution, u, short_exact);
            mpfr_sub(room, short_exact, exact, MPFR_RNDN);
            mpfr_div(room, room, exact, MPFR_RNDN);
            cr_assert(mpfr_zero_p(room) || mpfr_get_exp(room) <= MYC_DISTRIBUTION_GUARD - 128 - 2,
                      "%s %d, u = %a", kind->about.name, number / 4, u);
        }
    }
    mpfr_clears(exact, short_exact, room, (mpfr_ptr)NULL);
}

Test(distribution, a_draw_grows_with_its_uniform_and_stops_at_the_end_of_time)
{
    for (int number = 0; number < WILD_DISTRIBUTIONS; number++) {
        struct myc_distribution distribution = wild_distribution(number);
        struct myc_stream stream = test_stream((uint64_t)number);
        double u = 0x1p-53;
        myc_time before = myc_distribution_at(&distribution, u);
        for (int i = 0; i < 100; i++) {
            u += floor(myc_stream_uniform(&stream) * (1 - u) * 0x1p46) * 0x1p-52;
            myc_time n = myc_distribution_at(&distribution, u);
            cr_assert_leq(before, n);
            before = n;
        }
        cr_assert_leq(before, MYC_TIME_MAX);
    }
    struct myc_distribution heavy = { &myc_distribution_pareto,
                                      { { .number = 0.1 }, { .ns = UINT64_C(1) << 62 } } };
    double doubled = 1 - exp2(-0.1); /* S = 2^-0.1 at twice the minimum, which is 2^63 */
    cr_assert_eq(myc_distribution_at(&heavy, 1 - 0x1p-53), MYC_TIME_MAX);
    cr_assert_eq(myc_distribution_at(&heavy, ceil(doubled * 0x1p53) * 0x1p-53), MYC_TIME_MAX);
    cr_assert_lt(myc_distribution_at(&heavy, floor(doubled * 0x1p53 - 1) * 0x1p-53), MYC_TIME_MAX);
}

Test(distribution, a_mean_of_nothing_is_nothing)
{
    for (int number = 0; number < WILD_DISTRIBUTIONS; number++) {
        struct myc_distribution distribution = wild_distribution(number);
        bool second = distribution.kind == &myc_distribution_weibull ||
                      distribution.kind == &myc_distribution_pareto;
        distribution.parameter[second].ns = 0;
        cr_assert_eq(myc_distribution_at(&distribution, 0.75), 0);
    }
}

/* --- laws --- */

struct law {
    struct myc_distribution distribution;
    double (*cumulative)(double x, double a, double b); /* GSL's */
    double a, b;
    double mean, variance; /* closed form */
};

static double exponential_P(double x, double mean, double unused)
{
    (void)unused;
    return gsl_cdf_exponential_P(x, mean);
}

/* Means of about a second, and shapes with a finite variance. */
static void laws(struct law out[5])
{
    const double second = 1e9, shape = 0.7, sigma = 0.5, tail = 5;
    const union myc_distribution_value ns = { .ns = MYC_SECOND };
    double scale = second / tgamma(1 + 1 / shape);
    out[0] = (struct law){ { &myc_distribution_uniform, { { .ns = 0 }, ns } },
                           gsl_cdf_flat_P,
                           0,
                           second,
                           second / 2,
                           second * second / 12 };
    out[1] = (struct law){
        { &myc_distribution_exponential, { ns } }, exponential_P, second, 0, second, second * second
    };
    out[2] = (struct law){ { &myc_distribution_weibull, { { .number = shape }, ns } },
                           gsl_cdf_weibull_P,
                           scale,
                           shape,
                           second,
                           scale * scale * tgamma(1 + 2 / shape) - second * second };
    out[3] = (struct law){ { &myc_distribution_lognormal, { ns, { .number = sigma } } },
                           gsl_cdf_lognormal_P,
                           log(second),
                           sigma,
                           second * exp(sigma * sigma / 2),
                           second * second * exp(sigma * sigma) * expm1(sigma * sigma) };
    out[4] = (struct law){ { &myc_distribution_pareto, { { .number = tail }, ns } },
                           gsl_cdf_pareto_P,
                           tail,
                           second,
                           second * tail / (tail - 1),
                           second * second * tail / ((tail - 1) * (tail - 1) * (tail - 2)) };
}

static int compare_doubles(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Kolmogorov and Smirnov: sqrt(n) D stays below 1.95 with a probability of 0.999. */
static double kolmogorov_smirnov(const struct law *law, double *draws)
{
    double largest = 0;
    qsort(draws, LAW_DRAWS, sizeof *draws, compare_doubles);
    for (int i = 0; i < LAW_DRAWS; i++) {
        double expected = law->cumulative(draws[i], law->a, law->b);
        largest = fmax(largest, fabs(expected - (double)i / LAW_DRAWS));
        largest = fmax(largest, fabs(expected - (double)(i + 1) / LAW_DRAWS));
    }
    return sqrt(LAW_DRAWS) * largest;
}

Test(distribution, draws_follow_their_law)
{
    static double draws[LAW_DRAWS];
    struct law expected[5];
    laws(expected);
    for (size_t k = 0; k < 5; k++) {
        const struct law *law = &expected[k];
        const char *name = law->distribution.kind->about.name;
        struct myc_stream stream = test_stream(k);
        double sum = 0;
        for (int i = 0; i < LAW_DRAWS; i++) {
            draws[i] = (double)myc_distribution_draw(&law->distribution, &stream);
            sum += draws[i];
        }
        cr_assert_float_eq(sum / LAW_DRAWS, law->mean, 4 * sqrt(law->variance / LAW_DRAWS),
                           "mean of %s: %g", name, sum / LAW_DRAWS);
        double distance = kolmogorov_smirnov(law, draws);
        cr_assert_lt(distance, 1.95, "%s: %g", name, distance);
    }
}

/* --- tables --- */

static struct myc_memory *table_memory(void)
{
    struct myc_error error = { 0 };
    struct myc_memory *memory;
    cr_assert_eq(myc_memory_create(&memory, 16 << 20, &error), MYC_OK);
    return memory;
}

/* The given times, each as often as it was given, in order: the u-quantile is that at ceil(8 u). */
Test(distribution, empirical_draws_are_the_order_statistics)
{
    static const myc_time given[8] = { 1, 2, 2, 2, 7, 7, 9, 1000000 };
    struct myc_memory *memory = table_memory();
    struct myc_distribution d = draw_read(
        "{kind: empirical, values: [7ns, 2ns 3, 1ms 1, 1, 7, 9ns # not the next\n]}", memory);
    struct myc_stream stream = test_stream(0);
    for (int i = 0; i < ROUNDED_DRAWS; i++) {
        double u = myc_stream_uniform(&stream);
        cr_assert_eq(myc_distribution_at(&d, u), given[(int)ceil(8 * u) - 1], "u = %a", u);
    }
    for (int eighth = 0; eighth < 8; eighth++) {
        double last = eighth / 8.0 - 0x1p-53, next = eighth / 8.0 + 0x1p-53;
        cr_expect_eq(myc_distribution_at(&d, next), given[eighth], "after %d/8", eighth);
        cr_expect(eighth == 0 || myc_distribution_at(&d, last) == given[eighth - 1]);
    }
    myc_memory_destroy(memory);
}

Test(distribution, empirical_draws_follow_the_weights)
{
    static const double weights[5] = { 50, 30, 15, 4, 1 };
    struct myc_memory *memory = table_memory();
    struct myc_distribution d =
        draw_read("{kind: empirical, values: [3 15, 1 50, 4 4, 2 30, 5]}", memory);
    struct myc_stream stream = test_stream(1);
    double counts[5] = { 0 }, distance = 0;
    for (int i = 0; i < LAW_DRAWS; i++)
        counts[myc_distribution_draw(&d, &stream) - 1]++;
    for (int i = 0; i < 5; i++) {
        double expected = LAW_DRAWS * weights[i] / 100;
        distance += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    cr_assert_gt(gsl_cdf_chisq_Q(distance, 4), 0.001, "chi-square %g", distance);
    myc_memory_destroy(memory);
}

#define MIXED                                                                                      \
    "{kind: mixture, of: [{kind: exponential, mean: 300ms, weight: 2}, {kind: weibull, "           \
    "shape: 0.7, mean: 2s, weight: 0.5}, {kind: uniform, min: 1s, max: 3s, weight: 1/2}]}"

/* Two thirds, a sixth and a sixth: by GSL. */
static double mixed_P(double x, double unused, double neither)
{
    (void)unused;
    (void)neither;
    return gsl_cdf_exponential_P(x, 3e8) * 2 / 3 +
           gsl_cdf_weibull_P(x, 2e9 / tgamma(1 + 1 / 0.7), 0.7) / 6 +
           gsl_cdf_flat_P(x, 1e9, 3e9) / 6;
}

Test(distribution, mixture_draws_follow_the_sum_of_the_laws)
{
    static double draws[LAW_DRAWS];
    struct myc_memory *memory = table_memory();
    struct law law = { .distribution = draw_read(MIXED, memory), .cumulative = mixed_P };
    struct myc_stream stream = test_stream(2);
    for (int i = 0; i < LAW_DRAWS; i++)
        draws[i] = (double)myc_distribution_draw(&law.distribution, &stream);
    double distance = kolmogorov_smirnov(&law, draws);
    cr_assert_lt(distance, 1.95, "%g", distance);
    myc_memory_destroy(memory);
}

/* The inverse of the cdf itself, draw by draw: n - 1/2 has a share below u, n + 1/2 has not. The
 * double of the cdf errs by 2^-49, the parts are counted in steps of 2^-52. */
Test(distribution, mixture_draws_invert_the_cdf)
{
    struct myc_memory *memory = table_memory();
    struct myc_distribution d = draw_read(MIXED, memory);
    struct myc_stream stream = test_stream(3);
    const double error = 0x1p-48;
    double last_u = 0;
    myc_time last = 0;
    for (int i = 0; i < ROUNDED_DRAWS; i++) {
        double u = wild_uniform(&stream);
        myc_time n = myc_distribution_at(&d, u);
        cr_assert(mixed_P((double)n + 0.5, 0, 0) >= u - error, "u = %a", u);
        cr_assert(n == 0 || mixed_P((double)n - 0.5, 0, 0) <= u + error, "u = %a", u);
        cr_assert((u > last_u) ? n >= last : n <= last, "monotone: u = %a after %a", u, last_u);
        last_u = u;
        last = n;
    }
    myc_memory_destroy(memory);
}

/* Parts that are whole numbers: 1 with a third, 5 with two thirds, exactly at every uniform. */
Test(distribution, mixture_of_constants_is_exact)
{
    struct myc_memory *memory = table_memory();
    struct myc_distribution d =
        draw_read("{kind: mixture, of: [5ns, {kind: constant, value: 1ns, weight: 1/2}]}", memory);
    struct myc_distribution same = draw_read("{kind: empirical, values: [1, 5 2]}", memory);
    struct myc_stream stream = test_stream(4);
    double third = 2 * floor(0x1p52 / 3) * 0x1p-53;
    for (int i = -3; i <= 3; i += 2) {
        double u = third + i * 0x1p-53;
        cr_expect_eq(myc_distribution_at(&d, u), u <= 1.0 / 3 ? 1 : 5, "u = %a", u);
    }
    for (int i = 0; i < LAW_DRAWS; i++) {
        double u = wild_uniform(&stream);
        cr_assert_eq(myc_distribution_at(&d, u), myc_distribution_at(&same, u), "u = %a", u);
    }
    cr_expect_eq(draw_read("{kind: mixture, of: [none]}", memory).kind, &myc_distribution_mixture);
    myc_memory_destroy(memory);
}
