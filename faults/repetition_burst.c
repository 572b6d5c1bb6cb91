/* Bursts: `count` starts close together, then a long time nothing. */
#include "faults/repetition.h"

struct burst {
    struct myc_distribution every, gap;
    uint64_t count;
};

/* One draw a start whichever it is from, so that `count` moves no draw. */
static myc_time next(struct myc_pace *pace, myc_time from)
{
    const struct burst *burst = pace->parameters;
    bool begins = pace->count % burst->count == 0;
    return myc_time_add(from,
                        myc_distribution_draw(begins ? &burst->every : &burst->gap, pace->stream));
}

static const struct myc_parameter parameters[] = {
    { "every", MYC_UNIT_DISTRIBUTION, .help = "from the last start of a burst to the next burst",
      .offset = offsetof(struct burst, every) },
    { "count", MYC_UNIT_COUNT, .min = "1", .max = "1000000", .help = "starts in a burst",
      .offset = offsetof(struct burst, count) },
    { "gap", MYC_UNIT_DISTRIBUTION, .help = "from start to start within a burst",
      .offset = offsetof(struct burst, gap) },
    { 0 }
};

const struct myc_repetition_kind myc_repetition_burst = {
    .about = { .name = "burst",
               .help = "several starts close together, then none for long",
               .example = "burst: {every: {kind: exponential, mean: 1s}, count: 3, gap: 1ms}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct burst),
    .next = next,
};
