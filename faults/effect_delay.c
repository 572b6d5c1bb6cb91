/* Messages travel longer. */
#include "faults/effect.h"

struct delay {
    myc_time add;
};

static void start(struct myc_strike *strike)
{
    const struct delay *delay = strike->parameters;
    myc_strike_open(strike, MYC_PATH_DELAY, delay->add, false);
}

static const struct myc_parameter parameters[] = { { "add", MYC_UNIT_TIME, .min = "0",
                                                     .help = "added to the latency of each message",
                                                     .offset = offsetof(struct delay, add) },
                                                   { 0 } };

const struct myc_effect myc_effect_delay = {
    .about = { .name = "delay",
               .help = "messages of a link, of hosts, or that match, travel longer",
               .example = "delay: {target: link(client m2), at: 0s, for: 10ms, add: 2ms}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct delay),
    .strikes = MYC_SHAPE_HOSTS | MYC_SHAPE_LINK | MYC_SHAPE_MESSAGE,
    .start = start,
    .end = myc_strike_close,
};
