#include "sim/digest.h"

#include <string.h>
#include <xxhash.h>

uint64_t myc_digest64(const void *bytes, size_t length)
{
    return XXH3_64bits(bytes, length);
}

void myc_digest128(const void *bytes, size_t length, unsigned char digest[16])
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes, length));
    memcpy(digest, canonical.digest, sizeof canonical.digest);
}
