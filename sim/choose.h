/* A choice without a branch. Where what is chosen follows no pattern a branch is foretold wrong every
 * other time, which costs as much as a fifth of an event, and compilers make one of `?:`. */
#ifndef MYC_SIM_CHOOSE_H
#define MYC_SIM_CHOOSE_H

#include <stdbool.h>
#include <stdint.h>

static inline uint64_t myc_choose(bool first, uint64_t a, uint64_t b)
{
    return b ^ ((a ^ b) & -(uint64_t)first);
}

static inline const void *myc_choose_address(bool first, const void *a, const void *b)
{
    return (const void *)(uintptr_t)myc_choose(first, (uintptr_t)a, (uintptr_t)b);
}

#endif
