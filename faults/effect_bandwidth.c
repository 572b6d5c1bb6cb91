/* A narrow path: each pair of hosts sends at most `rate`, one message after the other. */
#include "faults/effect.h"
#include "sim/table.h"

struct bandwidth {
    uint64_t rate; /* bit/s */
};

/* A pair that sent something: when the path is free for it again. */
struct lane {
    UT_hash_handle hh;
    uint64_t key; /* source << 32 | destination */
    myc_time free_at;
};

static struct lane *lane_of(struct myc_strike *strike, const struct myc_message *message)
{
    struct lane *lanes = strike->state, *lane;
    uint64_t key = (uint64_t)message->source << 32 | message->destination;
    HASH_FIND(hh, lanes, &key, sizeof key, lane);
    if (lane)
        return lane;
    struct myc_memory *memory = myc_cluster_memory(strike->cluster);
    lane = myc_memory_alloc(memory, sizeof *lane);
    lane->key = key;
    HASH_ADD(hh, lanes, key, sizeof key, lane);
    strike->state = lanes;
    return lane;
}

static bool meet(struct myc_strike *strike, const struct myc_message *message,
                 struct myc_fate *fate)
{
    const struct bandwidth *bandwidth = strike->parameters;
    struct lane *lane = lane_of(strike, message);
    myc_time now = myc_cluster_now(strike->cluster);
    myc_time begin = now > lane->free_at ? now : lane->free_at;
    lane->free_at = myc_time_add(begin, myc_cluster_transmission(message->length, bandwidth->rate));
    fate->add = lane->free_at - now;
    return true;
}

static void start(struct myc_strike *strike)
{
    myc_strike_open(strike, meet, false);
}

static const struct myc_parameter parameters[] = {
    { "rate", MYC_UNIT_BANDWIDTH, .min = "1bit", .help = "of each pair of hosts, in bits a second",
      .source = "1 Mbit Jepsen's netem", .offset = offsetof(struct bandwidth, rate) },
    { 0 }
};

const struct myc_effect myc_effect_bandwidth = {
    .about = { .name = "bandwidth",
               .help = "a narrow path: what a pair of hosts sends queues for it",
               .example = "bandwidth: {target: link(client m2), for: 10ms, rate: 1Mbit}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct bandwidth),
    .strikes = MYC_SHAPE_HOSTS | MYC_SHAPE_LINK | MYC_SHAPE_MESSAGE,
    .start = start,
    .end = myc_strike_close,
};
