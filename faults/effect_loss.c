/* Messages are lost by chance: each by itself, or in bursts (Gilbert, "Capacity of a burst-noise
 * channel", BSTJ 39, 1960: a channel is good or bad, and loses all while it is bad).
 *
 *            p / (burst (1 - p))
 *     good ───────────────────────▶ bad       a share p of the messages meets it bad;
 *          ◀───────────────────────           it is bad for `burst` messages on average
 *                 1 / burst
 */
#include "faults/effect.h"

#define BURST_MAX 1000000

struct loss {
    struct myc_ratio p;
    uint64_t burst;          /* 0: each by itself */
    struct myc_ratio worsen; /* of a good channel, at each message */
};

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    struct loss *loss = parameters;
    if (!loss->burst)
        return MYC_OK;
    uint64_t rest = loss->p.denominator - loss->p.numerator;
    if (rest > UINT64_MAX / BURST_MAX)
        return myc_setting_refuse(reading->setting, reading->error,
                                  "p has too many digits to be lost in bursts");
    loss->worsen = (struct myc_ratio){ loss->p.numerator, loss->burst * rest };
    if (loss->worsen.numerator <= loss->worsen.denominator && rest)
        return MYC_OK;
    return myc_setting_refuse(reading->setting, reading->error,
                              "bursts that short cannot lose a share of p: burst must be at least "
                              "p / (1 - p)");
}

static bool turns_bad(const struct loss *loss, bool bad, struct myc_stream *stream)
{
    if (bad)
        return !myc_stream_chance(stream, 1, loss->burst);
    return myc_stream_chance(stream, loss->worsen.numerator, loss->worsen.denominator);
}

static bool meet(struct myc_strike *strike, const struct myc_message *message,
                 struct myc_fate *fate)
{
    const struct loss *loss = strike->parameters;
    bool *bad = strike->state;
    if (loss->burst) {
        *bad = turns_bad(loss, *bad, &strike->stream);
        fate->drop = *bad;
    } else {
        struct myc_stream stream = myc_strike_stream(strike, message);
        fate->drop = myc_stream_chance(&stream, loss->p.numerator, loss->p.denominator);
    }
    return fate->drop;
}

/* The channel begins as a message at any time would meet it. */
static void start(struct myc_strike *strike)
{
    const struct loss *loss = strike->parameters;
    bool *bad = myc_memory_alloc(myc_cluster_memory(strike->cluster), sizeof *bad);
    *bad = myc_stream_chance(&strike->stream, loss->p.numerator, loss->p.denominator);
    strike->state = bad;
    myc_strike_open(strike, meet, false);
}

static bool draws(const void *parameters)
{
    (void)parameters;
    return true;
}

static const struct myc_parameter parameters[] = {
    { "p", MYC_UNIT_RATIO, .help = "the share of messages that is lost",
      .source = "0 to 30% TigerBeetle's VOPR, 20% Jepsen, 50% Maelstrom's flaky network",
      .offset = offsetof(struct loss, p) },
    { "burst", MYC_UNIT_COUNT, .initial = "0", .max = "1000000",
      .help = "mean length of a burst of losses, in messages; 0: each by itself",
      .source = "Gilbert, BSTJ 39, 1960", .offset = offsetof(struct loss, burst) },
    { 0 }
};

const struct myc_effect myc_effect_loss = {
    .about = { .name = "loss",
               .help = "messages are lost by chance, each by itself or in bursts",
               .example = "loss: {target: link(client m2), for: 10ms, p: 5%}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct loss),
    .check = check,
    .strikes = MYC_SHAPE_HOSTS | MYC_SHAPE_LINK | MYC_SHAPE_MESSAGE,
    .draws = draws,
    .start = start,
    .end = myc_strike_close,
};
