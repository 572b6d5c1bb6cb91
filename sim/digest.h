/* Digests of bytes: XXH3, in canonical (big-endian) form where they are bytes. */
#ifndef MYC_SIM_DIGEST_H
#define MYC_SIM_DIGEST_H

#include <stddef.h>
#include <stdint.h>

uint64_t myc_digest64(const void *bytes, size_t length);
void myc_digest128(const void *bytes, size_t length, unsigned char digest[16]);

#endif
