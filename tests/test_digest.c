#include <criterion/criterion.h>

#include "sim/digest.h"
#include "sim/little_endian.h"
#include "sim/stream.h"

static void expect_as_bytes(const uint32_t words[MYC_DIGEST_WORDS])
{
    unsigned char bytes[4 * MYC_DIGEST_WORDS];
    unsigned char *at = bytes;
    for (int i = 0; i < MYC_DIGEST_WORDS; i++)
        at = myc_put_32(at, words[i]);
    cr_assert_eq(myc_digest64_words(words), myc_digest64(bytes, sizeof bytes));
}

/* The library digests the bytes. */
Test(digest, words_are_digested_as_their_bytes)
{
    uint32_t words[MYC_DIGEST_WORDS] = { 0 };
    expect_as_bytes(words);
    for (unsigned bit = 0; bit < 32 * MYC_DIGEST_WORDS; bit++) {
        words[bit / 32] = UINT32_C(1) << bit % 32;
        expect_as_bytes(words);
        words[bit / 32] = 0;
    }
    struct myc_stream stream;
    myc_stream_init(&stream, 1, 0, MYC_PURPOSE_TEST);
    for (int round = 0; round < 1000; round++) {
        for (int i = 0; i < MYC_DIGEST_WORDS; i++)
            words[i] = (uint32_t)myc_stream_bits(&stream);
        expect_as_bytes(words);
    }
}
