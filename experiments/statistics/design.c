#include "experiments/statistics/design.h"

#include <assert.h>
#include <gsl/gsl_qrng.h>
#include <string.h>

#include "sim/stream.h"

const char *const myc_design_words[] = {
    [MYC_DESIGN_RANDOM] = "random",
    [MYC_DESIGN_LATIN] = "latin",
    [MYC_DESIGN_SOBOL] = "sobol",
    NULL,
};

static void fill_random(struct myc_stream *stream, size_t dimensions, size_t count, double *column)
{
    for (size_t i = 0; i < count; i++)
        column[i * dimensions] = myc_stream_uniform(stream);
}

/* The strata in order, shuffled (Fisher, Yates), and then a place in each. */
static void fill_latin(struct myc_stream *stream, size_t dimensions, size_t count, double *column)
{
    for (size_t i = 0; i < count; i++) {
        size_t other = (size_t)myc_stream_below(stream, i + 1);
        column[i * dimensions] = column[other * dimensions];
        column[other * dimensions] = (double)i;
    }
    for (size_t i = 0; i < count; i++) {
        double *place = &column[i * dimensions];
        double in_stratum = (*place + myc_stream_uniform(stream)) / (double)count;
        double end = (*place + 1) / (double)count; /* that rounding must not reach */
        *place = in_stratum < end ? in_stratum : *place / (double)count;
    }
}

/* GSL leaves out the origin, the sequence's first point. With it each block of 2^k points that
 * begins at a multiple of 2^k is evenly spread, without it none is (A. B. Owen, "On dropping the
 * first Sobol' point", 2020). */
static void fill_sobol(size_t dimensions, size_t count, double *points)
{
    gsl_qrng *generator = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)dimensions);
    assert(generator);
    memset(points, 0, dimensions * sizeof *points);
    for (size_t i = 1; i < count; i++)
        gsl_qrng_get(generator, points + i * dimensions);
    gsl_qrng_free(generator);
}

static enum myc_status check(enum myc_design design, size_t dimensions, size_t count,
                             struct myc_error *error)
{
    if (count > MYC_DESIGN_POINTS_MAX)
        return myc_error_set(error, MYC_INPUT, "too many points: at most %u",
                             MYC_DESIGN_POINTS_MAX);
    if (design == MYC_DESIGN_SOBOL && dimensions > MYC_DESIGN_SOBOL_DIMENSIONS_MAX)
        return myc_error_set(error, MYC_INPUT,
                             "too many parameters for sobol: at most %u; latin has no limit",
                             MYC_DESIGN_SOBOL_DIMENSIONS_MAX);
    return MYC_OK;
}

enum myc_status myc_design_fill(enum myc_design design, uint64_t seed, size_t dimensions,
                                size_t count, double *points, struct myc_error *error)
{
    MYC_TRY(check(design, dimensions, count, error));
    if (dimensions == 0 || count == 0)
        return MYC_OK;
    if (design == MYC_DESIGN_SOBOL) {
        fill_sobol(dimensions, count, points);
        return MYC_OK;
    }
    for (size_t d = 0; d < dimensions; d++) {
        struct myc_stream stream;
        myc_stream_init(&stream, seed, d, MYC_PURPOSE_DESIGN);
        (design == MYC_DESIGN_LATIN ? fill_latin : fill_random)(&stream, dimensions, count,
                                                                points + d);
    }
    return MYC_OK;
}
