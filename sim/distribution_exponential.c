/* x(u) = -mean ln(1-u). 1-u is rational and not 1, so its logarithm is transcendental and x never
 * lies on a rounding boundary. */
#include <gsl/gsl_cdf.h>

#include "sim/distribution.h"

static double roughly(const struct myc_distribution *distribution, double u, double *error)
{
    *error = 8 * MYC_ULP; /* the mean, log1p and their product: about 2 */
    return gsl_cdf_exponential_Pinv(u, (double)distribution->parameter[0].ns);
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
