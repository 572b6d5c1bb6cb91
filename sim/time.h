/* Simulated time: nanoseconds since the start of the run.
 *
 * Used up to 2^63-1 so that a difference always fits a signed integer and a
 * time always fits a SQLite or JSON integer. No float ever decides order. */
#ifndef MYC_SIM_TIME_H
#define MYC_SIM_TIME_H

#include <stdint.h>

typedef uint64_t myc_time;

#define MYC_TIME_MAX ((myc_time)INT64_MAX) /* also: forever, never */
#define MYC_FOREVER MYC_TIME_MAX

#define MYC_US ((myc_time)1000)
#define MYC_MS ((myc_time)1000000)
#define MYC_SECOND ((myc_time)1000000000)

/* a + b, or MYC_FOREVER where that would pass it: forever absorbs. */
static inline myc_time myc_time_add(myc_time a, myc_time b)
{
    return a >= MYC_TIME_MAX - b ? MYC_TIME_MAX : a + b;
}

#endif
