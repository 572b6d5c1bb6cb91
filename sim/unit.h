/* Numbers and units as people write them, read exactly.
 *
 *     1.5ms = 1500000 ns      2GiB = 2147483648 B      0.3% = 3/1000
 *
 * A decimal is digits / 10^scale in integers, so nothing is ever rounded: what
 * is not a whole number of the smallest unit is refused. The one exception is
 * a NUMBER, which becomes the double nearest to it. Nothing here depends on
 * the locale. */
#ifndef MYC_SIM_UNIT_H
#define MYC_SIM_UNIT_H

#include <stdbool.h>

#include "sim/parameter.h"

/* What a plain scalar is by YAML 1.2's core schema; a quoted one is text. */
enum myc_scalar_type {
    MYC_SCALAR_NULL,
    MYC_SCALAR_FLAG,
    MYC_SCALAR_INTEGER,
    MYC_SCALAR_FLOAT,
    MYC_SCALAR_TEXT,
};
enum myc_scalar_type myc_scalar_type(const struct myc_setting *scalar);

/* Why a text was refused: a sentence without its subject's name and without an end. */
struct myc_reason {
    char text[200];
};

/* Reads the whole of `text` as COUNT, TIME, BYTES, BANDWIDTH (uint64_t, at most 2^63-1), RATIO,
 * FACTOR (in lowest terms) or NUMBER into `out`, which points to the unit's type. `forever` and
 * `never` are the time MYC_FOREVER, and no other text is. */
bool myc_unit_read(enum myc_unit unit, const char *text, void *out, struct myc_reason *why);

/* -1, 0 or 1 as a is less than, equal to or greater than b. */
int myc_ratio_compare(struct myc_ratio a, struct myc_ratio b);

/* How a unit is called in a message: "a time". */
const char *myc_unit_phrase(enum myc_unit unit);

#endif
