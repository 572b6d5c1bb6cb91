#include "experiments/bench/star.h"

#define PATH (100 * MYC_US) /* through the hub */

static const struct myc_detector_timeout silent = { .after = MYC_MS };
static const struct myc_detector_perfect telling = { .delay = 100 * MYC_US };

void myc_star_begin(struct myc_star *star, uint32_t hosts, bool tells, uint64_t seed,
                    struct myc_memory *memory)
{
    const struct myc_cluster_config config = {
        .host_count = hosts,
        .client = "client",
        .zones = 1,
        .racks = 1,
        .cores = 1,
        .speed = { 1, 1 },
        .memory_bytes = UINT64_C(1) << 30,
        .nic_bits_per_s = UINT64_C(10000000000),
        .disk_bits_per_s = UINT64_C(10000000000),
        .latency = { MYC_US, PATH, PATH, PATH },
        .detector = tells ? &myc_detector_perfect : &myc_detector_timeout,
        .detector_parameters = tells ? (const void *)&telling : (const void *)&silent,
    };
    star->engine =
        myc_engine_begin(memory, &(struct myc_limits){ .events = UINT64_MAX, .time = MYC_FOREVER });
    myc_book_begin(&star->book, memory, false);
    star->cluster = myc_cluster_begin(star->engine, &star->book, &config, seed);
}
