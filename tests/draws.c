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

int main(int count, char **arguments)
{
    if (count != 2)
        return 64;
    uint64_t draws = strtoull(arguments[1], NULL, 10);
    for (size_t k = 0; myc_distribution_kinds[k]; k++)
        for (size_t m = 0; m < DRAW_MEANS; m++) {
            const struct myc_distribution_kind *kind = myc_distribution_kinds[k];
            struct myc_distribution distribution = draw_case(kind, draw_means_ns[m]);
            printf("%s %" PRIu64 " %016" PRIx64 "\n", kind->about.name, draw_means_ns[m],
                   digest(&distribution, draws));
            fflush(stdout);
        }
    return 0;
}
