/* Distributions of simulated durations: one uniform through the inverse cdf.
 *
 * One draw is one uniform, so it is monotone, common random numbers stay
 * common, and no rejection loop can branch differently elsewhere. libm is not
 * bit-equal across CPUs, so a sample is rounded to whole nanoseconds with
 * Ziv's test: one that lies too near a rounding boundary for the double to
 * decide is computed again with MPFR. The result is the correctly rounded
 * (nearest, ties to even) nanosecond of the exact inverse cdf of that uniform,
 * on every CPU, clamped to 0 .. 2^63-1.
 *
 *                 n                 n+1
 *     ------------|--------+--------|------------     + : a rounding boundary
 *           [..x..]                                   decided: n
 *                        [..x..]                      undecided: more digits
 *
 * Distributions of given times are steps, and mixtures of others have no closed inverse: these two are
 * inverted in integers, as exactly.
 *
 * In a scenario: `{kind: lognormal, median: 5us, sigma: 0.5}`; a bare time is `constant`.
 * A kind is one file sim/distribution_NAME.c ending in its const table, and one
 * line in sim/distribution_list.h. */
#ifndef MYC_SIM_DISTRIBUTION_H
#define MYC_SIM_DISTRIBUTION_H

#include <mpfr.h>
#include <stdint.h>

#include "sim/distribution_list.h"
#include "sim/parameter.h"
#include "sim/stream.h"
#include "sim/time.h"

#define MYC_DISTRIBUTION_PARAMETERS 3

struct myc_distribution_kind;

/* A distribution with its parameters: times in ns as exact integers, shapes as the double nearest
 * to what the user wrote. Zeroed: always 0 ns. */
struct myc_distribution {
    const struct myc_distribution_kind *kind; /* NULL: `none` */
    union myc_distribution_value {
        uint64_t ns;
        double number;
        const struct myc_setting *setting; /* until `complete` has made `table` of it */
        const char *text;
        const void *table; /* the kind's own, where the distribution was read */
    } parameter[MYC_DISTRIBUTION_PARAMETERS]; /* in the order of the kind's table */
};

/* MPFR takes nanoseconds as unsigned long, and its answers saturate at LONG_MAX = 2^63-1. */
_Static_assert(sizeof(unsigned long) == sizeof(uint64_t), "nanoseconds fit an unsigned long");

/* One unit in the last place of a double, as a relative error. */
#define MYC_ULP 0x1p-52

/* Bits that `exactly` may lose to rounding. */
#define MYC_DISTRIBUTION_GUARD 16

/* Either `rounded` is set, where integers suffice, or the other two are. `u` is always as
 * myc_stream_uniform gives it: a multiple of 2^-53 in (0,1), so that 1 - u is exact too. */
struct myc_distribution_kind {
    struct myc_kind about; /* parameters fill myc_distribution.parameter */
    /* Refuses parameters that do not fit together, at `setting`, where it was read from; makes what
     * the draws need. NULL: neither. */
    enum myc_status (*complete)(struct myc_distribution *distribution,
                                const struct myc_setting *setting, struct myc_memory *memory,
                                struct myc_error *error);
    /* Its keys and values but for the kind, as text, times in bare ns and without any file; NULL: as
     * they were written. */
    const char *(*text)(const struct myc_distribution *distribution,
                        const struct myc_setting *setting, struct myc_memory *memory);
    /* Inverse cdf in ns, rounded. */
    myc_time (*rounded)(const struct myc_distribution *distribution, double u);
    /* Inverse cdf in ns as a double, and a bound of its relative error that holds with any libm whose
     * functions err by a few MYC_ULP; tests see that a fourth of it suffices here. */
    double (*roughly)(const struct myc_distribution *distribution, double u, double *error);
    /* The same by MPFR: relative error at most 2^(MYC_DISTRIBUTION_GUARD - precision of `out`). */
    void (*exactly)(const struct myc_distribution *distribution, double u, mpfr_t out);
};

/* One draw of the stream whatever the kind, `none` too, so that another distribution moves no
 * later draw. */
myc_time myc_distribution_draw(const struct myc_distribution *distribution,
                               struct myc_stream *stream);
/* The same for a given uniform: what the draw does, and what tests compare. */
myc_time myc_distribution_at(const struct myc_distribution *distribution, double u);

/* Whether that is at most `n`, mostly without computing it to the last digit. */
bool myc_distribution_is_within(const struct myc_distribution *distribution, double u, myc_time n);

/* Reads a setting: `none`, a time, or `{kind: NAME, ...}`. */
enum myc_status myc_distribution_read(const struct myc_setting *setting,
                                      struct myc_distribution *out, struct myc_memory *memory,
                                      struct myc_error *error);

/* The same for a part of a mixture: a map may have a `weight` too, which is 1 elsewhere. */
enum myc_status myc_distribution_read_part(const struct myc_setting *setting,
                                           struct myc_distribution *out, struct myc_ratio *weight,
                                           struct myc_memory *memory, struct myc_error *error);

/* The same distribution in flow form, times in bare ns: as `setting` writes it, from where it was
 * read, but with the times of a file in place of its name. */
const char *myc_distribution_text(const struct myc_distribution *distribution,
                                  const struct myc_setting *setting, struct myc_memory *memory);

/* The kinds, as myc_distribution_NAME, and their register, in the order of
 * sim/distribution_list.h, NULL-terminated. */
#define X(name) extern const struct myc_distribution_kind myc_distribution_##name;
MYC_DISTRIBUTION_LIST(X)
#undef X
extern const struct myc_distribution_kind *const myc_distribution_kinds[];

#endif
