/* Messages are damaged on their way. A checksum finds it where they arrive, and they are lost
 * there; or nothing below the program does, and it gets other bytes than were sent. */
#include "faults/effect.h"

struct corrupt {
    struct myc_ratio p;
    bool detected;
};

static bool meet(struct myc_strike *strike, const struct myc_message *message,
                 struct myc_fate *fate)
{
    const struct corrupt *corrupt = strike->parameters;
    struct myc_stream stream = myc_strike_stream(strike, message);
    bool damaged = myc_stream_chance(&stream, corrupt->p.numerator, corrupt->p.denominator);
    uint64_t bits = myc_stream_bits(&stream);
    if (!damaged)
        return false;
    fate->spoiled = corrupt->detected;
    fate->garbled = corrupt->detected ? 0 : bits | 1;
    return true;
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
    { "p", MYC_UNIT_RATIO, .initial = "1", .help = "the share of messages that is damaged",
      .source = "20% Jepsen's netem", .offset = offsetof(struct corrupt, p) },
    { "detected", MYC_UNIT_FLAG, .initial = "true",
      .help = "whether a checksum finds it, and the message is lost where it arrives",
      .offset = offsetof(struct corrupt, detected) },
    { 0 }
};

const struct myc_effect myc_effect_corrupt = {
    .about = { .name = "corrupt",
               .help = "messages are damaged on their way, and lost where they arrive or, "
                       "undetected, taken for what they are not",
               .example = "corrupt: {target: message(Res m2 client labels 1)}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct corrupt),
    .strikes = MYC_SHAPE_HOSTS | MYC_SHAPE_LINK | MYC_SHAPE_MESSAGE,
    .draws = draws,
    .start = start,
    .end = myc_strike_close,
};
