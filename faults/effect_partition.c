/* Cuts the paths between groups of hosts. */
#include "faults/effect.h"

enum mode { MODE_DROP, MODE_HOLD };

struct partition {
    bool oneway;
    uint32_t mode;
};

static bool meet(struct myc_strike *strike, const struct myc_message *message,
                 struct myc_fate *fate)
{
    const struct partition *partition = strike->parameters;
    (void)message;
    fate->hold = partition->mode == MODE_HOLD;
    fate->drop = !fate->hold;
    return true;
}

static void start(struct myc_strike *strike)
{
    const struct partition *partition = strike->parameters;
    myc_strike_open(strike, meet, partition->oneway);
}

static const struct myc_parameter parameters[] = {
    { "oneway", MYC_UNIT_FLAG, .initial = "false",
      .help = "cut only from earlier groups to later ones",
      .offset = offsetof(struct partition, oneway) },
    { "mode", MYC_UNIT_CHOICE, .initial = "drop", .choices = "drop|hold",
      .help = "messages that meet the cut are lost, or kept until it heals",
      .offset = offsetof(struct partition, mode) },
    { 0 }
};

const struct myc_effect myc_effect_partition = {
    .about = { .name = "partition",
               .help = "hosts of different `groups` (or groups by a `shape`) cannot talk; hosts in "
                       "no group talk to all",
               .example = "partition: {groups: [[client, m1], [m2, m3]], at: 1ms, for: 10ms}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct partition),
    .strikes = MYC_SHAPE_GROUPS,
    .start = start,
    .end = myc_strike_close,
};
