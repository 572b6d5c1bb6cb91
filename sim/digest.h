/* Digests of bytes: XXH3, in canonical (big-endian) form where they are bytes. */
#ifndef MYC_SIM_DIGEST_H
#define MYC_SIM_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "sim/wide.h"

uint64_t myc_digest64(const void *bytes, size_t length);
void myc_digest128(const void *bytes, size_t length, unsigned char digest[16]);

static inline uint64_t myc_digest_mix(uint64_t a, uint64_t b, uint64_t secret_a, uint64_t secret_b)
{
    myc_wide product = (myc_wide)(a ^ secret_a) * (b ^ secret_b);
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t myc_digest_pair(const uint32_t *words)
{
    return (uint64_t)words[1] << 32 | words[0];
}

/* myc_digest64 of the bytes of so many words, the lowest byte of each first. They need not be in
 * memory: bytes that were just written there one by one cannot be read together at once. The numbers
 * are XXH3's primes, and the first 64 bytes of its secret, in the order in which it mixes them
 * (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md). */
#define MYC_DIGEST_WORDS 11
static inline uint64_t myc_digest64_words(const uint32_t words[MYC_DIGEST_WORDS])
{
    uint64_t sum = 4 * MYC_DIGEST_WORDS * UINT64_C(0x9e3779b185ebca87);
    sum += myc_digest_mix(myc_digest_pair(words), myc_digest_pair(words + 2),
                          UINT64_C(0xbe4ba423396cfeb8), UINT64_C(0x1cad21f72c81017c));
    sum += myc_digest_mix(myc_digest_pair(words + 7), myc_digest_pair(words + 9),
                          UINT64_C(0xdb979083e96dd4de), UINT64_C(0x1f67b3b7a4a44072));
    sum += myc_digest_mix(myc_digest_pair(words + 4), myc_digest_pair(words + 6),
                          UINT64_C(0x78e5c0cc4ee679cb), UINT64_C(0x2172ffcc7dd05a82));
    sum += myc_digest_mix(myc_digest_pair(words + 3), myc_digest_pair(words + 5),
                          UINT64_C(0x8e2443f7744608b8), UINT64_C(0x4c263a81e69035e0));
    sum ^= sum >> 37;
    sum *= UINT64_C(0x165667919e3779f9);
    return sum ^ sum >> 32;
}

#endif
