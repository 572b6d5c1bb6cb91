/* The counts of messages by name. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "sim/stream.h"
#include "sim/tally.h"

enum { KINDS = 3, HOSTS = 40, LABELS = 5, NAMES = KINDS * HOSTS * HOSTS * LABELS };

/* Names from one end of a range to the other: what the numbers are multiplied with. */
struct range {
    uint32_t kinds, hosts, labels;
};

static struct myc_message_name name_of(uint32_t index, struct range range)
{
    return (struct myc_message_name){
        .kind = index % KINDS * range.kinds,
        .source = index / KINDS % HOSTS * range.hosts,
        .destination = index / (KINDS * HOSTS) % HOSTS * range.hosts,
        .label = index / (KINDS * HOSTS * HOSTS) * range.labels,
    };
}

/* Whoever asks the memory for an address of nowhere waits. */
static void expect_inside(const struct myc_memory *memory, const void *address)
{
    const char *begin = (const void *)memory, *here = address;
    cr_assert(here >= begin && here < begin + myc_memory_used_bytes(memory));
}

/* Against an array with a place for each name. */
static void compare(struct range range)
{
    uint64_t *counts = calloc(NAMES, sizeof *counts);
    struct myc_memory *memory = NULL;
    struct myc_error error = { .status = MYC_OK };
    struct myc_tally tally;
    struct myc_stream stream;
    uint64_t hint = 0;
    cr_assert_eq(myc_memory_create(&memory, 0, &error), MYC_OK);
    myc_tally_begin(&tally, (size_t)(HOSTS - 1) * range.hosts + 1, memory);
    myc_stream_init(&stream, 1, 0, MYC_PURPOSE_TEST);
    for (int i = 0; i < 200000; i++) {
        /* the first thousands ask for few names, so that counts are also high ones */
        uint32_t index = (uint32_t)myc_stream_below(&stream, i < 40000 ? 7 : NAMES);
        struct myc_message_name name = name_of(index, range);
        if (i > 0) {
            expect_inside(memory, myc_tally_line(&tally, name.source));
            expect_inside(memory, myc_tally_word(&tally, name.source, hint));
        }
        if (i % 100 == 0) /* what is asked for by an old one lies inside as well */
            hint = myc_tally_hint(&tally, &name);
        cr_assert_eq(myc_tally_next(&tally, &name), ++counts[index], "message %d", i);
    }
    free(counts);
    myc_memory_destroy(memory);
}

Test(tally, agrees_with_an_array)
{
    compare((struct range){ .kinds = 1, .hosts = 1, .labels = 1 });
    compare((struct range){ .kinds = 7, .hosts = 6721, .labels = 3 }); /* all narrow */
    compare((struct range){ .kinds = 8, .hosts = 6721, .labels = 3 }); /* some not: kind 16 */
    compare((struct range){ .kinds = 7, .hosts = 6722, .labels = 3 }); /* host 2^18 */
    compare((struct range){ .kinds = 7, .hosts = 6721, .labels = 4 }); /* label 16 */
    compare((struct range){ .kinds = 127, .hosts = 430185, .labels = 262143 }); /* of one word */
    compare((struct range){ .kinds = 128, .hosts = 1, .labels = 1 });      /* some not: kind 256 */
    compare((struct range){ .kinds = 127, .hosts = 1, .labels = 262144 }); /* label 2^20 */
    compare((struct range){ .kinds = 32767, .hosts = 430185, .labels = 67108863 });
}
