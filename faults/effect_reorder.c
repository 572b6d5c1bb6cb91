/* Messages lose their place: later ones of the same pair may arrive before them. */
#include "faults/effect.h"

struct reorder {
    struct myc_ratio p;
    struct myc_distribution add;
};

static bool meet(struct myc_strike *strike, const struct myc_message *message,
                 struct myc_fate *fate)
{
    const struct reorder *reorder = strike->parameters;
    struct myc_stream stream = myc_strike_stream(strike, message);
    fate->overtaken = myc_stream_chance(&stream, reorder->p.numerator, reorder->p.denominator);
    if (fate->overtaken)
        fate->add = myc_distribution_draw(&reorder->add, &stream);
    return fate->overtaken;
}

static void start(struct myc_strike *strike)
{
    myc_strike_open(strike, meet, false);
}

static bool draws(const void *parameters)
{
    (void)parameters;
    return true;
}

static const struct myc_parameter parameters[] = {
    { "p", MYC_UNIT_RATIO, .initial = "1", .help = "the share of messages that loses its place",
      .source = "20% Jepsen's netem", .offset = offsetof(struct reorder, p) },
    { "add", MYC_UNIT_DISTRIBUTION,
      .help = "how much longer these travel, a time or a distribution",
      .offset = offsetof(struct reorder, add) },
    { 0 }
};

const struct myc_effect myc_effect_reorder = {
    .about = { .name = "reorder",
               .help = "messages travel longer and may be overtaken by later ones of their pair",
               .example = "reorder: {target: message(Res), p: 20%, add: 1ms}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct reorder),
    .strikes = MYC_SHAPE_HOSTS | MYC_SHAPE_LINK | MYC_SHAPE_MESSAGE,
    .draws = draws,
    .start = start,
    .end = myc_strike_close,
};
