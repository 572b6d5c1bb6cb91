/* The points that a sweep visits. */
#include <criterion/criterion.h>
#include <stdbool.h>
#include <string.h>

#include "experiments/statistics/design.h"

static void fill(enum myc_design design, uint64_t seed, size_t dimensions, size_t count,
                 double *points)
{
    struct myc_error error = { .status = MYC_OK };
    cr_assert_eq(myc_design_fill(design, seed, dimensions, count, points, &error), MYC_OK);
    for (size_t i = 0; i < dimensions * count; i++)
        cr_assert(points[i] >= 0 && points[i] < 1);
}

/* Whether each of `count` equal strata of a dimension holds one of as many points. */
static bool is_stratified(const double *points, size_t dimensions, size_t count)
{
    bool taken[1024] = { false };
    for (size_t i = 0; i < count; i++) {
        size_t stratum = (size_t)(points[i * dimensions] * (double)count);
        if (taken[stratum])
            return false;
        taken[stratum] = true;
    }
    return true;
}

Test(design, latin_has_a_point_in_each_stratum)
{
    static double points[5 * 1000];
    static const size_t counts[] = { 1, 2, 7, 64, 1000 };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        for (uint64_t seed = 1; seed <= 20; seed++) {
            fill(MYC_DESIGN_LATIN, seed, 5, counts[i], points);
            for (size_t d = 0; d < 5; d++)
                cr_expect(is_stratified(points + d, 5, counts[i]), "%zu points, seed %lu, %zu",
                          counts[i], seed, d);
        }
}

/* The 3! orders of three strata are equally likely: chi squared of 5 degrees, 20.5 at 99.9 %. */
Test(design, latin_shuffles_fairly)
{
    double points[3], squares = 0;
    unsigned orders[27] = { 0 };
    for (uint64_t seed = 1; seed <= 6000; seed++) {
        fill(MYC_DESIGN_LATIN, seed, 1, 3, points);
        orders[(int)(points[0] * 3) * 9 + (int)(points[1] * 3) * 3 + (int)(points[2] * 3)]++;
    }
    for (size_t i = 0; i < 27; i++)
        squares += orders[i] ? (orders[i] - 1000.0) * (orders[i] - 1000.0) / 1000 : 0;
    cr_expect_lt(squares, 20.5, "chi squared %g", squares);
}

/* The first points in two dimensions as Sobol's sequence has them everywhere (I. M. Sobol, 1967;
 * P. Bratley, B. L. Fox, ACM TOMS 14, 1988). */
Test(design, sobol_begins_as_known)
{
    static const double known[8][2] = { { 0, 0 },         { 0.5, 0.5 },     { 0.75, 0.25 },
                                        { 0.25, 0.75 },   { 0.375, 0.375 }, { 0.875, 0.875 },
                                        { 0.625, 0.125 }, { 0.125, 0.625 } };
    double points[8][2];
    fill(MYC_DESIGN_SOBOL, 1, 2, 8, points[0]);
    for (size_t i = 0; i < 8; i++)
        cr_expect(points[i][0] == known[i][0] && points[i][1] == known[i][1], "point %zu: %g %g", i,
                  points[i][0], points[i][1]);
}

/* Two to the k points are one in each stratum of every parameter, and the seed is nothing to it. */
Test(design, sobol_is_even_at_powers_of_two)
{
    static double points[40 * 1024], other[40 * 1024];
    for (size_t count = 1; count <= 1024; count *= 2) {
        fill(MYC_DESIGN_SOBOL, 1, 40, count, points);
        fill(MYC_DESIGN_SOBOL, 2, 40, count, other);
        cr_expect_eq(memcmp(points, other, 40 * count * sizeof *points), 0);
        for (size_t d = 0; d < 40; d++)
            cr_expect(is_stratified(points + d, 40, count), "%zu points, dimension %zu", count, d);
    }
}

Test(design, more_parameters_or_points_move_no_other)
{
    static const enum myc_design designs[] = { MYC_DESIGN_RANDOM, MYC_DESIGN_LATIN,
                                               MYC_DESIGN_SOBOL };
    double few[100 * 2], many[100 * 3], longer[200 * 2];
    for (size_t i = 0; i < sizeof designs / sizeof *designs; i++) {
        fill(designs[i], 9, 2, 100, few);
        fill(designs[i], 9, 3, 100, many);
        fill(designs[i], 9, 2, 200, longer);
        for (size_t k = 0; k < 100; k++)
            cr_expect(memcmp(few + 2 * k, many + 3 * k, 2 * sizeof *few) == 0, "%s, point %zu",
                      myc_design_words[designs[i]], k);
        cr_expect_eq(memcmp(few, longer, sizeof few) == 0, designs[i] != MYC_DESIGN_LATIN, "%s",
                     myc_design_words[designs[i]]);
    }
}

Test(design, follows_from_its_seed)
{
    double one[50 * 2], again[50 * 2], other[50 * 2];
    static const enum myc_design designs[] = { MYC_DESIGN_RANDOM, MYC_DESIGN_LATIN };
    for (size_t i = 0; i < sizeof designs / sizeof *designs; i++) {
        fill(designs[i], 1, 2, 50, one);
        fill(designs[i], 1, 2, 50, again);
        fill(designs[i], 2, 2, 50, other);
        cr_expect(memcmp(one, again, sizeof one) == 0);
        cr_expect(memcmp(one, other, sizeof one) != 0);
        for (size_t k = 0; k < 50; k++)
            cr_expect(one[2 * k] != one[2 * k + 1], "two parameters share a stream");
    }
}

Test(design, limits)
{
    struct myc_error error = { .status = MYC_OK };
    double points[1];
    cr_expect_eq(myc_design_fill(MYC_DESIGN_SOBOL, 1, 41, 1, points, &error), MYC_INPUT);
    cr_expect_str_eq(error.message,
                     "too many parameters for sobol: at most 40; latin has no limit");
    error.status = MYC_OK;
    cr_expect_eq(myc_design_fill(MYC_DESIGN_RANDOM, 1, 1, 1000001, points, &error), MYC_INPUT);
    cr_expect_str_eq(error.message, "too many points: at most 1000000");
    cr_expect_eq(myc_design_fill(MYC_DESIGN_SOBOL, 1, 0, 0, points, &error), MYC_OK);
}
