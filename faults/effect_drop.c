/* Messages are lost where they leave the NIC. */
#include "faults/effect.h"

static bool meet(struct myc_strike *strike, const struct myc_message *message,
                 struct myc_fate *fate)
{
    (void)strike;
    (void)message;
    fate->drop = true;
    return true;
}

static void start(struct myc_strike *strike)
{
    myc_strike_open(strike, meet, false);
}

const struct myc_effect myc_effect_drop = {
    .about = { .name = "drop",
               .help = "messages that match, or all of a link or of hosts, are lost",
               .example = "drop: {target: message(Res m2 client labels 1)}" },
    .strikes = MYC_SHAPE_HOSTS | MYC_SHAPE_LINK | MYC_SHAPE_MESSAGE,
    .start = start,
    .end = myc_strike_close,
};
