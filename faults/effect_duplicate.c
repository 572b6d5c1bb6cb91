/* Messages arrive twice, the second time perhaps much later. */
#include "faults/effect.h"

struct duplicate {
    struct myc_ratio p;
    struct myc_distribution add;
};

static bool meet(struct myc_strike *strike, const struct myc_message *message,
                 struct myc_fate *fate)
{
    const struct duplicate *duplicate = strike->parameters;
    struct myc_stream stream = myc_strike_stream(strike, message);
    fate->copied = myc_stream_chance(&stream, duplicate->p.numerator, duplicate->p.denominator);
    fate->copy_add = myc_distribution_draw(&duplicate->add, &stream);
    return fate->copied;
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
    { "p", MYC_UNIT_RATIO, .initial = "1", .help = "the share of messages that arrives twice",
      .source = "0 to 50% TigerBeetle's VOPR, 20% Jepsen",
      .offset = offsetof(struct duplicate, p) },
    { "add", MYC_UNIT_DISTRIBUTION, .initial = "0ns",
      .help = "how much later the second one arrives, a time or a distribution",
      .offset = offsetof(struct duplicate, add) },
    { 0 }
};

const struct myc_effect myc_effect_duplicate = {
    .about = { .name = "duplicate",
               .help = "messages arrive twice",
               .example = "duplicate: {target: message(Res), p: 50%, add: 1ms}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct duplicate),
    .strikes = MYC_SHAPE_HOSTS | MYC_SHAPE_LINK | MYC_SHAPE_MESSAGE,
    .draws = draws,
    .start = start,
    .end = myc_strike_close,
};
