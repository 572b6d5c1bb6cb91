/* x(u) = median exp(sigma z(u)), z the quantile of the standard normal distribution. Where sigma or
 * z is 0 it is the median, a whole number; elsewhere no draw is known on a rounding boundary, and
 * one would be stopped by the assert on precision. */
#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "sim/distribution.h"

/* The error: GSL's quantile is Wichura's AS 241, found to err by 3.3 ulp of itself at most. In all
 * about 2 + 4 |exponent|. */
static double roughly(const struct myc_distribution *distribution, double u, double *error)
{
    double median = (double)distribution->parameter[0].ns;
    double exponent = distribution->parameter[1].number * gsl_cdf_ugaussian_Pinv(u);
    *error = (8 + 16 * fabs(exponent)) * MYC_ULP;
    return median * exp(exponent);
}

/* (p - Phi(z)) / phi(z) for z <= 0, through erfc(-z / sqrt 2) = 2 Phi(z). The difference cancels,
 * but Phi(z) < 1.26 phi(z), so what is left of its error is of the order of 2^-precision. */
static void step_to_quantile(double p, const mpfr_t z, mpfr_t step)
{
    mpfr_t density, root;
    mpfr_inits2(mpfr_get_prec(step), density, root, (mpfr_ptr)NULL);
    mpfr_sqrt_ui(root, 2, MPFR_RNDN);
    mpfr_div(step, z, root, MPFR_RNDN);
    mpfr_neg(step, step, MPFR_RNDN);
    mpfr_erfc(step, step, MPFR_RNDN);
    mpfr_div_ui(step, step, 2, MPFR_RNDN);
    mpfr_d_sub(step, p, step, MPFR_RNDN);

    mpfr_sqr(density, z, MPFR_RNDN);
    mpfr_div_si(density, density, -2, MPFR_RNDN);
    mpfr_exp(density, density, MPFR_RNDN);
    mpfr_div(density, density, root, MPFR_RNDN);
    mpfr_const_pi(root, MPFR_RNDN);
    mpfr_sqrt(root, root, MPFR_RNDN);
    mpfr_div(density, density, root, MPFR_RNDN);
    mpfr_div(step, step, density, MPFR_RNDN);
    mpfr_clears(density, root, (mpfr_ptr)NULL);
}

/* The p-quantile for 0 < p <= 1/2, by t + z t^2 / 2 from z: two terms of the Taylor series of the
 * quantile at Phi(z), with t the step above. Its third term is (2 z^2 + 1) t^3 / 6.
 *
 * Why the answer is certain without bracketing it: for |z| < 9 and |t| < 2^-30 the density changes
 * by less than 2^-26 of itself within 1.01 |t| of z, so that Phi reaches p within that distance,
 * whatever the double was that we started from; there the third term bounds the remainder within
 * a factor of 2, which is 2^6 |t|^3. Each pass triples the digits. */
static void normal_quantile(double p, mpfr_t z)
{
    mpfr_prec_t precision = mpfr_get_prec(z);
    mpfr_t step, curvature;
    mpfr_inits2(precision, step, curvature, (mpfr_ptr)NULL);
    mpfr_set_d(z, gsl_cdf_ugaussian_Pinv(p), MPFR_RNDN);
    bool certain = false;
    while (!certain) {
        step_to_quantile(p, z, step);
        assert(mpfr_cmpabs_ui(step, 1) < 0 && (mpfr_zero_p(step) || mpfr_get_exp(step) < -30));
        certain = mpfr_zero_p(step) || 3 * mpfr_get_exp(step) + 6 < -precision;
        mpfr_mul(curvature, z, step, MPFR_RNDN);
        mpfr_div_ui(curvature, curvature, 2, MPFR_RNDN);
        mpfr_fma(curvature, curvature, step, step, MPFR_RNDN);
        mpfr_add(z, z, curvature, MPFR_RNDN);
    }
    mpfr_clears(step, curvature, (mpfr_ptr)NULL);
}

static void exactly(const struct myc_distribution *distribution, double u, mpfr_t out)
{
    normal_quantile(u < 0.5 ? u : 1 - u, out);
    if (u > 0.5)
        mpfr_neg(out, out, MPFR_RNDN);
    mpfr_mul_d(out, out, distribution->parameter[1].number, MPFR_RNDN);
    mpfr_exp(out, out, MPFR_RNDN);
    mpfr_mul_ui(out, out, distribution->parameter[0].ns, MPFR_RNDN);
}

static const struct myc_parameter parameters[] = {
    { "median", MYC_UNIT_TIME, .min = "0", .max = "100000h",
      .help = "half of the draws are shorter", .source = "exp(mu)",
      .offset = offsetof(struct myc_distribution, parameter[0].ns) },
    { "sigma", MYC_UNIT_NUMBER, .min = "0", .max = "10",
      .help = "spread: standard deviation of the logarithm; 0 is constant",
      .source = "0.5 to 1 for delays; about 1 for repairs: Schroeder and Gibson, DSN 2006",
      .offset = offsetof(struct myc_distribution, parameter[1].number) },
    { 0 },
};

const struct myc_distribution_kind myc_distribution_lognormal = {
    .about = { .name = "lognormal",
               .help = "many small factors multiplied: latencies, repair times",
               .example = "{kind: lognormal, median: 5us, sigma: 0.5}",
               .parameters = parameters },
    .roughly = roughly,
    .exactly = exactly,
};
