/* Designs: which points of a space of parameters a sweep visits, where a grid
 * would be too many.
 *
 *     random    each point by itself
 *     latin     Latin hypercube: with N points each parameter has one in each of
 *               N strata of equal size (McKay, Beckman, Conover, Technometrics 21, 1979)
 *     sobol     low discrepancy: the points fill the space evenly, all together and
 *               in every projection (Sobol, 1967; GSL's generator); best with a power of two
 *
 * A point is one number in [0, 1) for each parameter, which the sweep turns into a value. The
 * points follow from (kind, seed, dimensions, count) alone; Sobol's from the last two. The parameter
 * d has a stream of its own: a further parameter moves no other. A random design and Sobol's begin
 * alike, however many points follow. */
#ifndef MYC_EXPERIMENTS_STATISTICS_DESIGN_H
#define MYC_EXPERIMENTS_STATISTICS_DESIGN_H

#include <stddef.h>
#include <stdint.h>

#include "sim/status.h"

enum myc_design { MYC_DESIGN_RANDOM, MYC_DESIGN_LATIN, MYC_DESIGN_SOBOL };

#define MYC_DESIGN_SOBOL_DIMENSIONS_MAX 40u
#define MYC_DESIGN_POINTS_MAX 1000000u

/* The word of a scenario for it: random, latin, sobol; the array ends with NULL. */
extern const char *const myc_design_words[];

/* Fills points[count * dimensions], a point after the other. MYC_INPUT, without saying where it was
 * asked for, for more points or dimensions than the limits. */
enum myc_status myc_design_fill(enum myc_design design, uint64_t seed, size_t dimensions,
                                size_t count, double *points, struct myc_error *error);

#endif
