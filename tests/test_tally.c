/* The counts of messages by name. */
#include <criterion/criterion.h>

#include "sim/stream.h"
#include "sim/tally.h"

enum { KINDS = 3, HOSTS = 40, LABELS = 5, NAMES = KINDS * HOSTS * HOSTS * LABELS };

/* Names from one end of what is allowed to the other. */
static struct myc_message_name name_of(uint32_t index)
{
    return (struct myc_message_name){
        .kind = index % KINDS * 32767,
        .source = index / KINDS % HOSTS * 25641,
        .destination = index / (KINDS * HOSTS) % HOSTS * 25641,
        .label = index / (KINDS * HOSTS * HOSTS) * 67108863,
    };
}

/* Against an array with a place for each name. */
Test(tally, agrees_with_an_array)
{
    static uint64_t counts[NAMES];
    struct myc_memory *memory = NULL;
    struct myc_error error = { .status = MYC_OK };
    struct myc_tally tally;
    struct myc_stream stream;
    cr_assert_eq(myc_memory_create(&memory, 0, &error), MYC_OK);
    myc_tally_begin(&tally, memory);
    myc_stream_init(&stream, 1, 0, MYC_PURPOSE_TEST);
    for (int i = 0; i < 200000; i++) {
        /* the first thousand ask for few names, so that counts are also high ones */
        uint32_t index = (uint32_t)myc_stream_below(&stream, i < 1000 ? 7 : NAMES);
        struct myc_message_name name = name_of(index);
        cr_assert_eq(myc_tally_next(&tally, &name), ++counts[index], "message %d", i);
    }
    myc_memory_destroy(memory);
}
