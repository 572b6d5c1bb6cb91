/* A renewal process: up for a drawn time, struck for the item's duration, up again. Each host of
 * `m2`, `all`, `rack(n)` or `zone(n)` has a process of its own. */
#include "faults/repetition.h"

struct renewal {
    struct myc_distribution up;
    bool together;
};

static myc_time next(struct myc_pace *pace, myc_time from)
{
    const struct renewal *renewal = pace->parameters;
    return myc_time_add(from, myc_distribution_draw(&renewal->up, pace->stream));
}

static bool each(const void *parameters)
{
    const struct renewal *renewal = parameters;
    return !renewal->together;
}

static const struct myc_parameter parameters[] = {
    { "up", MYC_UNIT_DISTRIBUTION, .help = "from the end of one fault to the start of the next",
      .source = "Weibull with shape 0.7 to 0.8 for nodes of LANL: Schroeder and Gibson, DSN 2006",
      .offset = offsetof(struct renewal, up) },
    { "together", MYC_UNIT_FLAG, .initial = "false",
      .help = "whether all hosts of the target go down and up as one",
      .offset = offsetof(struct renewal, together) },
    { 0 }
};

const struct myc_repetition_kind myc_repetition_renewal = {
    .about = { .name = "renewal",
               .help = "up for a drawn time, then struck, then up again; each host by itself",
               .example = "renewal: {up: {kind: weibull, shape: 0.7, mean: 10s}}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct renewal),
    .each = each,
    .from_end = true,
    .next = next,
};
