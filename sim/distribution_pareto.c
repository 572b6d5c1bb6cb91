/* x(u) = min (1-u)^(-1/shape). As 1-u is an odd integer over a power of two, the prime 2 divides x
 * whenever x is rational, so that x is never half an odd integer: never on a boundary. */
#include <gsl/gsl_cdf.h>

#include "sim/distribution.h"

/* The error: GSL takes exp(-log1p(-u) / shape), whose argument is at most 37 / shape and errs by
 * 1.5 ulp of itself. In all about 2 + 56 / shape. */
static double roughly(const struct myc_distribution *distribution, double u, double *error)
{
    double shape = distribution->parameter[0].number;
    *error = (8 + 148 / shape) * MYC_ULP;
    return gsl_cdf_pareto_Pinv(u, shape, (double)distribution->parameter[1].ns);
}

static void exactly(const struct myc_distribution *distribution, double u, mpfr_t out)
{
    mpfr_set_d(out, 1 - u, MPFR_RNDN);
    mpfr_log(out, out, MPFR_RNDN);
    mpfr_neg(out, out, MPFR_RNDN);
    mpfr_div_d(out, out, distribution->parameter[0].number, MPFR_RNDN);
    mpfr_exp(out, out, MPFR_RNDN);
    mpfr_mul_ui(out, out, distribution->parameter[1].ns, MPFR_RNDN);
}

static const struct myc_parameter parameters[] = {
    { "shape", MYC_UNIT_NUMBER, .min = "0.1", .max = "100",
      .help = "how fast the tail falls; the mean is infinite up to 1, the variance up to 2",
      .source = "1.05 to 10 for replicas: Bailis et al., VLDB 2012",
      .offset = offsetof(struct myc_distribution, parameter[0].number) },
    { "min", MYC_UNIT_TIME, .min = "0", .max = "100000h", .help = "shortest time",
      .source = "Mycel", .offset = offsetof(struct myc_distribution, parameter[1].ns) },
    { 0 },
};

const struct myc_distribution_kind myc_distribution_pareto = {
    .about = { .name = "pareto",
               .help = "heavy tail: rare waits that dwarf the others",
               .example = "{kind: pareto, shape: 1.5, min: 5us}",
               .parameters = parameters },
    .roughly = roughly,
    .exactly = exactly,
};
