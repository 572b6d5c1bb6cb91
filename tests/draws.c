/* draws N: draws N times from each distribution at each mean and prints a line "KIND MEAN DIGEST"
 * for each, to be compared between builds and CPUs by test_draws.sh. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "sim/little_endian.h"
#include "tests/draw_cases.h"

#define CHUNK 1024

static uint64_t digest(const struct myc_distribution *distribution, uint64_t draws)
{
    struct myc_stream stream;
    myc_stream_init(&stream, 1, 0, MYC_PURPOSE_TEST);
    XXH3_state_t *state = XXH3_createState();
    XXH3_64bits_reset(state);
    while (draws > 0) {
        uint64_t count = draws < CHUNK ? draws : CHUNK;
        unsigned char bytes[8 * CHUNK], *end = bytes;
        for (uint64_t i = 0; i < count; i++)
            end = myc_put_64(end, myc_distribution_draw(distribution, &stream));
        XXH3_64bits_update(state, bytes, (size_t)(end - bytes));
        draws -= count;
    }
    uint64_t digest = XXH3_64bits_digest(state);
    XXH3_freeState(state);
    return digest;
}

/* The kinds that draw from a table, which reading makes. */
static struct myc_distribution made_case(const struct myc_distribution_kind *kind, uint64_t mean_ns,
                                         struct myc_memory *memory)
{
    unsigned long long mean = mean_ns;
    if (kind == &myc_distribution_empirical)
        return draw_read(myc_memory_format(memory,
                                           "{kind: empirical, values: [%llu 5, %llu 3, %llu]}",
                                           mean / 2, mean, 3 * mean),
                         memory);
    if (kind == &myc_distribution_mixture)
        return draw_read(myc_memory_format(memory,
                                           "{kind: mixture, of: [{kind: exponential, mean: %llu, "
                                           "weight: 91.22%%}, {kind: weibull, shape: 0.7, mean: "
                                           "%llu, weight: 8.78%%}]}",
                                           mean / 2, 6 * mean),
                         memory);
    return draw_case(kind, mean_ns);
}

/* A draw of a mixture costs some hundred of others. */
static uint64_t count_of(const struct myc_distribution_kind *kind, uint64_t draws)
{
    return kind == &myc_distribution_mixture ? draws / 100 : draws;
}

int main(int count, char **arguments)
{
    if (count != 2)
        return 64;
    uint64_t draws = strtoull(arguments[1], NULL, 10);
    struct myc_error error;
    struct myc_memory *memory;
    if (myc_memory_create(&memory, 1 << 20, &error) != MYC_OK)
        return 70;
    for (size_t k = 0; myc_distribution_kinds[k]; k++)
        for (size_t m = 0; m < DRAW_MEANS; m++) {
            const struct myc_distribution_kind *kind = myc_distribution_kinds[k];
            struct myc_distribution distribution = made_case(kind, draw_means_ns[m], memory);
            printf("%s %" PRIu64 " %016" PRIx64 "\n", kind->about.name, draw_means_ns[m],
                   digest(&distribution, count_of(kind, draws)));
            fflush(stdout);
        }
    myc_memory_destroy(memory);
    return 0;
}
