/* Messages travel longer. */
#include "faults/effect.h"

struct delay {
    struct myc_distribution add;
};

static bool meet(struct myc_strike *strike, const struct myc_message *message,
                 struct myc_fate *fate)
{
    const struct delay *delay = strike->parameters;
    struct myc_stream stream = myc_strike_stream(strike, message);
    fate->add = myc_distribution_draw(&delay->add, &stream);
    return true;
}

static void start(struct myc_strike *strike)
{
    myc_strike_open(strike, meet, false);
}

static bool draws(const void *parameters)
{
    const struct delay *delay = parameters;
    return delay->add.kind && delay->add.kind != &myc_distribution_constant;
}

static const struct myc_parameter parameters[] = {
    { "add", MYC_UNIT_DISTRIBUTION,
      .help =
          "added to the latency of each message: a time, or a distribution that each draws from",
      .source = "0 to 100 ms, exponential with mean 1 ms: turmoil, madsim, Maelstrom",
      .offset = offsetof(struct delay, add) },
    { 0 }
};

const struct myc_effect myc_effect_delay = {
    .about = { .name = "delay",
               .help = "messages of a link, of hosts, or that match, travel longer",
               .example = "delay: {target: link(client m2), at: 0s, for: 10ms, add: 2ms}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct delay),
    .strikes = MYC_SHAPE_HOSTS | MYC_SHAPE_LINK | MYC_SHAPE_MESSAGE,
    .draws = draws,
    .start = start,
    .end = myc_strike_close,
};
