/* Streams: Philox against its published vectors, their names, and exact bounds. */
#include <criterion/criterion.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

#include "sim/stream.h"
#include "sim/wide.h"

static struct myc_stream stream_of(uint64_t seed, uint64_t entity, enum myc_purpose purpose)
{
    struct myc_stream stream;
    myc_stream_init(&stream, seed, entity, purpose);
    return stream;
}

/* The known answers of Random123, the authors' own implementation (kat_vectors: philox4x32 10). */
Test(stream, philox_gives_its_published_vectors)
{
    static const struct {
        uint32_t counter[4], key[2], out[4];
    } known[] = {
        { { 0, 0, 0, 0 }, { 0, 0 }, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
        { { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
          { 0xffffffff, 0xffffffff },
          { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
        { { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
          { 0xa4093822, 0x299f31d0 },
          { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        uint32_t out[4];
        myc_philox(known[i].counter, known[i].key, out);
        cr_assert_arr_eq(out, known[i].out, sizeof out, "vector %zu", i);
    }
}

/* Draw n is the half n % 2 of the block whose counter is (n / 2, purpose, entity). */
Test(stream, a_draw_is_a_function_of_its_name_and_number)
{
    const uint64_t seed = 0x0123456789abcdef, entity = 0xfedcba9876543210;
    const uint32_t key[2] = { 0x89abcdef, 0x01234567 };
    struct myc_stream stream = stream_of(seed, entity, MYC_PURPOSE_PERTURB);
    for (uint32_t n = 0; n < 1000; n++) {
        const uint32_t counter[4] = { n / 2, 2, 0x76543210, 0xfedcba98 };
        uint32_t block[4];
        myc_philox(counter, key, block);
        uint64_t expected =
            n % 2 ? block[2] | (uint64_t)block[3] << 32 : block[0] | (uint64_t)block[1] << 32;
        cr_assert_eq(myc_stream_bits(&stream), expected, "draw %u", n);
    }
}

/* Names that differ in one bit give words that differ in half of theirs: over 2^18 compared bits a
 * fair coin stays within 5 standard deviations, 0.49% of a half. */
Test(stream, neighbours_are_independent)
{
    const struct myc_stream first = stream_of(1, 1, MYC_PURPOSE_JITTER);
    const struct myc_stream others[] = {
        stream_of(0, 1, MYC_PURPOSE_JITTER),
        stream_of(1 | UINT64_C(1) << 32, 1, MYC_PURPOSE_JITTER),
        stream_of(1 | UINT64_C(1) << 63, 1, MYC_PURPOSE_JITTER),
        stream_of(1, 0, MYC_PURPOSE_JITTER),
        stream_of(1, 1 | UINT64_C(1) << 32, MYC_PURPOSE_JITTER),
        stream_of(1, 1, MYC_PURPOSE_WORKLOAD),
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct myc_stream a = first, b = others[i];
        int different = 0;
        for (int draw = 0; draw < 4096; draw++)
            different += __builtin_popcountll(myc_stream_bits(&a) ^ myc_stream_bits(&b));
        cr_assert_float_eq(different / 262144.0, 0.5, 0.0049, "stream %zu: %d", i, different);
    }
}

Test(stream, the_entity_of_a_name_is_its_xxh3)
{
    cr_assert_eq(myc_stream_entity(""), UINT64_C(0x2d06800538d394c2)); /* of XXH3's own test */
    cr_assert_neq(myc_stream_entity("crash 1"), myc_stream_entity("crash 2"));
}

/* A stream about to give one chosen word. */
static struct myc_stream giving(uint64_t bits)
{
    return (struct myc_stream){ .half = 1,
                                .block = { 0, 0, (uint32_t)bits, (uint32_t)(bits >> 32) } };
}

Test(stream, a_uniform_is_never_0_and_never_1)
{
    struct myc_stream lowest = giving(0), highest = giving(UINT64_MAX);
    cr_assert_eq(myc_stream_uniform(&lowest), 0x1p-53);
    cr_assert_eq(myc_stream_uniform(&highest), 1 - 0x1p-53);

    struct myc_stream stream = stream_of(7, 0, MYC_PURPOSE_TEST);
    double sum = 0;
    for (int i = 0; i < 100000; i++) {
        double u = myc_stream_uniform(&stream);
        double units = u * 0x1p53;
        cr_assert(u > 0 && u < 1 && units == floor(units) && fmod(units, 2) == 1);
        sum += u;
    }
    cr_assert_float_eq(sum / 100000, 0.5, 5 / sqrt(12 * 100000.0));
}

/* The answer q is right where q 2^64 <= bits bound < (q + 1) 2^64, in 128 bits. */
Test(stream, below_is_exact)
{
    static const uint64_t bounds[] = {
        1, 2, 3, 10, 1000, UINT32_MAX, UINT64_C(1) << 63, UINT64_MAX - 1, UINT64_MAX,
    };
    struct myc_stream source = stream_of(11, 0, MYC_PURPOSE_TEST);
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++)
        for (int n = 0; n < 10000; n++) {
            uint64_t bits = n == 0 ? 0 : n == 1 ? UINT64_MAX : myc_stream_bits(&source);
            struct myc_stream stream = giving(bits);
            uint64_t below = myc_stream_below(&stream, bounds[i]);
            myc_wide product = (myc_wide)bits * bounds[i];
            cr_assert_lt(below, bounds[i]);
            cr_assert((myc_wide)below << 64 <= product);
            cr_assert(product - ((myc_wide)below << 64) <= UINT64_MAX);
            cr_assert_eq(stream.half, 0, "one draw");
        }
}

/* The smallest word that gives `false` is ceil(numerator 2^64 / denominator). */
Test(stream, chance_is_exact)
{
    static const uint64_t ratios[][2] = {
        { 1, 2 },    { 1, 3 },          { 2, 3 },
        { 3, 1000 }, { 1, UINT64_MAX }, { UINT64_MAX - 1, UINT64_MAX },
    };
    for (size_t i = 0; i < sizeof ratios / sizeof *ratios; i++) {
        uint64_t numerator = ratios[i][0], denominator = ratios[i][1];
        myc_wide scaled = (myc_wide)numerator << 64;
        uint64_t edge = (uint64_t)((scaled + denominator - 1) / denominator);
        struct myc_stream below = giving(edge - 1), at = giving(edge);
        cr_assert(myc_stream_chance(&below, numerator, denominator), "ratio %zu", i);
        cr_assert(!myc_stream_chance(&at, numerator, denominator), "ratio %zu", i);
    }
    struct myc_stream lowest = giving(0), highest = giving(UINT64_MAX);
    cr_assert(!myc_stream_chance(&lowest, 0, 5), "never");
    cr_assert(myc_stream_chance(&highest, 5, 5), "always");
}

Test(stream, gsl_samplers_work_on_it)
{
    struct myc_stream stream = stream_of(5, 6, MYC_PURPOSE_TEST), same = stream;
    gsl_rng generator = myc_stream_gsl(&stream);
    cr_assert_eq(gsl_rng_min(&generator), 0);
    cr_assert_eq(gsl_rng_max(&generator), UINT32_MAX);
    for (int i = 0; i < 1000; i++)
        cr_assert_eq(gsl_rng_get(&generator), myc_stream_bits(&same) >> 32);
    for (int i = 0; i < 1000; i++)
        cr_assert_eq(gsl_rng_uniform(&generator), myc_stream_uniform(&same));

    double sum = 0, squares = 0;
    for (int i = 0; i < 100000; i++) {
        double x = gsl_ran_gaussian(&generator, 1);
        sum += x;
        squares += x * x;
        cr_assert_lt(gsl_rng_uniform_int(&generator, 17), 17);
    }
    cr_assert_float_eq(sum / 100000, 0, 5 / sqrt(100000.0));
    cr_assert_float_eq(squares / 100000, 1, 5 * sqrt(2 / 100000.0));
}

/* Unlike GSL's own generators, whose seeds have 32 bits and where 0 is 4357. */
Test(stream, gsl_seeds_have_64_bits)
{
    static const unsigned long seeds[] = { 0, 1, 4357, 1 + (1UL << 32), 1 + (1UL << 63) };
    gsl_rng *generator = gsl_rng_alloc(myc_gsl_rng_philox);
    unsigned long seen[5];
    for (size_t i = 0; i < 5; i++) {
        gsl_rng_set(generator, seeds[i]);
        struct myc_stream stream = stream_of(seeds[i], 0, MYC_PURPOSE_TEST);
        seen[i] = gsl_rng_get(generator);
        cr_assert_eq(seen[i], myc_stream_bits(&stream) >> 32);
        for (size_t j = 0; j < i; j++)
            cr_assert_neq(seen[i], seen[j]);
    }
    gsl_rng_free(generator);
}
