/* x(u) = -mean ln(1-u). 1-u is rational and not 1, so its logarithm is transcendental and x never
 * lies on a rounding boundary. */
#include <math.h>

#include "sim/distribution.h"

/* The commonest draw, so it does not go through GSL, whose log1p costs twice the logarithm. What
 * log1p is for, a small u of which 1-u would keep a few digits, cannot happen here: u is a multiple
 * of 2^-53, so that 1-u is exact, and the logarithm of the exact 1-u errs by its own rounding alone,
 * relative to its value, next to 1 too. The errors: half an ulp where the mean has over 53 bits, one
 * for the logarithm, half a one for the product, 2 in all. Ziv's test takes 8, and whatever passes
 * it has one right answer: the double by which it passed never shows. */
static double roughly(const struct myc_distribution *distribution, double u, double *error)
{
    *error = 8 * MYC_ULP;
    return -(double)distribution->parameter[0].ns * log(1 - u);
}

static void exactly(const struct myc_distribution *distribution, double u, mpfr_t out)
{
    mpfr_set_d(out, 1 - u, MPFR_RNDN);
    mpfr_log(out, out, MPFR_RNDN);
    mpfr_neg(out, out, MPFR_RNDN);
    mpfr_mul_ui(out, out, distribution->parameter[0].ns, MPFR_RNDN);
}

static const struct myc_parameter parameters[] = {
    { "mean", MYC_UNIT_TIME, .min = "0", .max = "100000h", .help = "mean time",
      .source = "memoryless arrivals: Feller, vol. 2, I.3",
      .offset = offsetof(struct myc_distribution, parameter[0].ns) },
    { 0 },
};

const struct myc_distribution_kind myc_distribution_exponential = {
    .about = { .name = "exponential",
               .help = "memoryless: the time between independent events",
               .example = "{kind: exponential, mean: 5us}",
               .parameters = parameters },
    .roughly = roughly,
    .exactly = exactly,
};
