#include "sim/stream.h"

#include <assert.h>
#include <string.h>
#include <xxhash.h>

#include "sim/wide.h"

#define BLOCKS_MAX (UINT64_C(1) << 32)

/* The constants of the paper: two multipliers found by search, and the golden ratio and sqrt(3) - 1
 * as Weyl sequences for the key. */
#define ROUNDS 10
#define MULTIPLIER_0 UINT32_C(0xD2511F53)
#define MULTIPLIER_1 UINT32_C(0xCD9E8D57)
#define WEYL_0 UINT32_C(0x9E3779B9)
#define WEYL_1 UINT32_C(0xBB67AE85)

void myc_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
    uint32_t k0 = key[0], k1 = key[1];
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t product_0 = (uint64_t)MULTIPLIER_0 * c0;
        uint64_t product_1 = (uint64_t)MULTIPLIER_1 * c2;
        c0 = (uint32_t)(product_1 >> 32) ^ c1 ^ k0;
        c2 = (uint32_t)(product_0 >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)product_1;
        c3 = (uint32_t)product_0;
        k0 += WEYL_0;
        k1 += WEYL_1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

void myc_stream_init(struct myc_stream *stream, uint64_t seed, uint64_t entity,
                     enum myc_purpose purpose)
{
    *stream = (struct myc_stream){ .seed = seed, .entity = entity, .purpose = purpose };
}

uint64_t myc_stream_entity(const char *name)
{
    return XXH3_64bits(name, strlen(name));
}

static void next_block(struct myc_stream *stream)
{
    assert(stream->next < BLOCKS_MAX);
    const uint32_t counter[4] = { (uint32_t)stream->next, stream->purpose, (uint32_t)stream->entity,
                                  (uint32_t)(stream->entity >> 32) };
    const uint32_t key[2] = { (uint32_t)stream->seed, (uint32_t)(stream->seed >> 32) };
    myc_philox(counter, key, stream->block);
    stream->next++;
}

uint64_t myc_stream_bits(struct myc_stream *stream)
{
    if (!stream->half)
        next_block(stream);
    const uint32_t *words = stream->block + 2 * stream->half;
    stream->half = !stream->half;
    return words[0] | (uint64_t)words[1] << 32;
}

/* 52 bits and a half: one bit more would need 54 digits above 1/2, and round to 1 at the end. */
double myc_stream_uniform(struct myc_stream *stream)
{
    return (double)(2 * (myc_stream_bits(stream) >> 12) + 1) * 0x1p-53;
}

uint64_t myc_stream_below(struct myc_stream *stream, uint64_t bound)
{
    assert(bound > 0);
    return (uint64_t)((myc_wide)myc_stream_bits(stream) * bound >> 64);
}

bool myc_stream_chance(struct myc_stream *stream, uint64_t numerator, uint64_t denominator)
{
    return myc_stream_below(stream, denominator) < numerator;
}

/* GSL hands the state as void. */
static void set(void *state, unsigned long seed)
{
    myc_stream_init(state, seed, 0, MYC_PURPOSE_TEST);
}

static unsigned long get(void *state)
{
    return (unsigned long)(myc_stream_bits(state) >> 32);
}

static double get_double(void *state)
{
    return myc_stream_uniform(state);
}

static const gsl_rng_type philox_type = {
    .name = "philox4x32-10",
    .max = UINT32_MAX,
    .min = 0,
    .size = sizeof(struct myc_stream),
    .set = set,
    .get = get,
    .get_double = get_double,
};

const gsl_rng_type *const myc_gsl_rng_philox = &philox_type;

gsl_rng myc_stream_gsl(struct myc_stream *stream)
{
    return (gsl_rng){ .type = myc_gsl_rng_philox, .state = stream };
}
