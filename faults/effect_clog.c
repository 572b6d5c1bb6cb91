/* Nothing gets through, and nothing is lost: what is sent waits until the fault ends. */
#include "faults/effect.h"

static bool meet(struct myc_strike *strike, const struct myc_message *message,
                 struct myc_fate *fate)
{
    (void)strike;
    (void)message;
    fate->hold = true;
    return true;
}

static void start(struct myc_strike *strike)
{
    myc_strike_open(strike, meet, false);
}

const struct myc_effect myc_effect_clog = {
    .about = { .name = "clog",
               .help = "messages wait where they leave the NIC until the fault ends, in order",
               .example = "clog: {target: m2, at: 60us, for: 1ms}" },
    .strikes = MYC_SHAPE_HOSTS | MYC_SHAPE_LINK | MYC_SHAPE_MESSAGE,
    .start = start,
    .end = myc_strike_close,
};
