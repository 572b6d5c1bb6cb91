/* `at: TIME`: once, at that time. An item without a trigger starts at 0. */
#include <inttypes.h>

#include "faults/effect.h"

struct at {
    myc_time at;
};

static myc_time time_of(const void *parameters)
{
    const struct at *at = parameters;
    return at->at;
}

static const char *print(const void *parameters, struct myc_memory *memory)
{
    const struct at *at = parameters;
    return myc_memory_format(memory, "at: %" PRIu64, at->at);
}

static const struct myc_parameter parameters[] = { { "at", MYC_UNIT_TIME, .initial = "0s",
                                                     .min = "0", .help = "when it starts",
                                                     .offset = offsetof(struct at, at) },
                                                   { 0 } };

const struct myc_trigger_kind myc_trigger_at = {
    .about = { .name = "at",
               .help = "once, at that time",
               .example = "at: 60us",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct at),
    .time = time_of,
    .print = print,
};
