/* x(u) = scale (-ln(1-u))^(1/shape) with scale = mean / gamma(1 + 1/shape). No shape is known that
 * puts a draw on a rounding boundary; one that did would be stopped by the assert on precision. */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "sim/distribution.h"

/* The error: of gamma up to 10 ulp, and of its argument times the derivative of its logarithm, at
 * most 2.4 (1 + 1/shape); of the power 1/shape times that of the logarithm, and 1/(2 shape) times
 * the logarithm of the logarithm, at most 37. In all about 15 + 22 / shape. */
static double roughly(const struct myc_distribution *distribution, double u, double *error)
{
    double shape = distribution->parameter[0].number;
    double mean = (double)distribution->parameter[1].ns;
    *error = (24 + 48 / shape) * MYC_ULP;
    return gsl_cdf_weibull_Pinv(u, mean / tgamma(1 + 1 / shape), shape);
}

static void exactly(const struct myc_distribution *distribution, double u, mpfr_t out)
{
    mpfr_t power, gamma;
    mpfr_inits2(mpfr_get_prec(out), power, gamma, (mpfr_ptr)NULL);
    mpfr_set_d(power, distribution->parameter[0].number, MPFR_RNDN);
    mpfr_ui_div(power, 1, power, MPFR_RNDN);
    mpfr_add_ui(gamma, power, 1, MPFR_RNDN);
    mpfr_gamma(gamma, gamma, MPFR_RNDN);
    mpfr_set_d(out, 1 - u, MPFR_RNDN);
    mpfr_log(out, out, MPFR_RNDN);
    mpfr_neg(out, out, MPFR_RNDN);
    mpfr_pow(out, out, power, MPFR_RNDN);
    mpfr_mul_ui(out, out, distribution->parameter[1].ns, MPFR_RNDN);
    mpfr_div(out, out, gamma, MPFR_RNDN);
    mpfr_clears(power, gamma, (mpfr_ptr)NULL);
}

static const struct myc_parameter parameters[] = {
    { "shape", MYC_UNIT_NUMBER, .min = "0.1", .max = "100",
      .help = "below 1 failures get rarer with age, above 1 more frequent; 1 is exponential",
      .source = "0.7 to 0.8 for nodes of LANL: Schroeder and Gibson, DSN 2006",
      .offset = offsetof(struct myc_distribution, parameter[0].number) },
    { "mean", MYC_UNIT_TIME, .min = "0", .max = "100000h", .help = "mean time",
      .source = "scale = mean / gamma(1 + 1/shape)",
      .offset = offsetof(struct myc_distribution, parameter[1].ns) },
    { 0 },
};

const struct myc_distribution_kind myc_distribution_weibull = {
    .about = { .name = "weibull",
               .help = "time to failure of machines that age or settle",
               .example = "{kind: weibull, shape: 0.7, mean: 10s}",
               .parameters = parameters },
    .roughly = roughly,
    .exactly = exactly,
};
