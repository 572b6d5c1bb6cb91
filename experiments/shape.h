/* The shape of a distribution, for a terminal:
 *
 *     █
 *     █▃
 *     ██▆▃▁
 *     ██████▇▅▄▃▃▂▂▂▁▁▁▁▁▁
 *     0                 3s
 *     mean 1s, median 693ms, 99% below 4.61s */
#ifndef MYC_EXPERIMENTS_SHAPE_H
#define MYC_EXPERIMENTS_SHAPE_H

#include <stdbool.h>
#include <stdio.h>

#include "sim/distribution.h"

/* Writes its density from 0 to a little over the time that 99 of 100 draws do not exceed, at most 72
 * columns wide, and below it its mean, median and that time. Without `utf8` in ASCII alone. */
void myc_shape_write(const struct myc_distribution *distribution, bool utf8, FILE *out);

#endif
