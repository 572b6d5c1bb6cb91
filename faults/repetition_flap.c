/* Up and down in turn, for fixed times. It says itself how long each fault lasts. */
#include "faults/repetition.h"

struct flap {
    myc_time up, down;
};

static myc_time next(struct myc_pace *pace, myc_time from)
{
    const struct flap *flap = pace->parameters;
    return myc_time_add(from, flap->up);
}

static myc_time length(const void *parameters)
{
    const struct flap *flap = parameters;
    return flap->down;
}

static const struct myc_parameter parameters[] = {
    { "up", MYC_UNIT_TIME, .initial = "1s", .min = "1ns",
      .help = "from the end of one fault to the start of the next",
      .offset = offsetof(struct flap, up) },
    { "down", MYC_UNIT_TIME, .initial = "1s", .min = "1ns", .help = "how long each fault lasts",
      .offset = offsetof(struct flap, down) },
    { 0 }
};

const struct myc_repetition_kind myc_repetition_flap = {
    .about = { .name = "flap",
               .help = "up and down in turn, for fixed times",
               .example = "flap: {up: 1s, down: 1s}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct flap),
    .from_end = true,
    .next = next,
    .length = length,
};
