#include "model/recovery.h"

#include "sim/wide.h"

#define X(name) extern const struct myc_recovery myc_recovery_##name;
#include "model/recovery_list.h"
#undef X

const struct myc_recovery *const myc_recoveries[] = {
#define X(name) &myc_recovery_##name,
#include "model/recovery_list.h"
#undef X
    NULL,
};

myc_time myc_backoff_wait(const struct myc_backoff *backoff, uint64_t k)
{
    myc_wide wait = backoff->first;
    for (uint64_t i = 1; i < k && wait < backoff->max; i++)
        wait = wait * backoff->factor.numerator / backoff->factor.denominator;
    return wait < backoff->max ? (myc_time)wait : backoff->max;
}
