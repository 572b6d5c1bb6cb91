/* `rack(n)`, `rack(n count)`: the hosts of one rack or more, the client among them where it stands there. */
#include <inttypes.h>

#include "faults/item.h"

struct rack {
    uint64_t n;
    uint64_t count;
};

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    const struct rack *rack = parameters;
    const struct myc_cluster_config *cluster = reading->world->cluster;
    uint64_t count = (uint64_t)cluster->zones * cluster->racks;
    uint64_t last = rack->n < count ? rack->n + rack->count - 1 : rack->n;
    if (last < count)
        return MYC_OK;
    return myc_setting_refuse(reading->setting, reading->error,
                              "there is no rack %" PRIu64 "; the last is %" PRIu64, last,
                              count - 1);
}

static const char *resolve(const void *parameters, struct myc_aim *aim)
{
    const struct rack *rack = parameters;
    const struct myc_cluster_config *config = myc_cluster_configuration(aim->cluster);
    struct myc_memory *memory = myc_cluster_memory(aim->cluster);
    uint32_t hosts = myc_cluster_host_count(aim->cluster);
    bool *marked = myc_memory_take(memory, hosts);
    for (uint32_t host = 0; host < hosts; host++)
        marked[host] = myc_cluster_config_rack(config, host) - rack->n < rack->count;
    myc_struck_marked(aim, marked);
    myc_memory_give(memory, marked, hosts);
    if (aim->struck.host_count)
        return NULL;
    return myc_memory_format(memory, "no host stands in rack %" PRIu64, rack->n);
}

static const struct myc_parameter parameters[] = {
    { "n", MYC_UNIT_COUNT, .help = "its number", .offset = offsetof(struct rack, n) },
    { "count", MYC_UNIT_COUNT, .initial = "1", .min = "1", .max = "1000000",
      .help = "how many racks from there on", .offset = offsetof(struct rack, count) },
    { 0 }
};

const struct myc_target_kind myc_target_rack = {
    .about = { .name = "rack",
               .help = "the hosts of one rack or of several in order, numbered from 0 through all "
                       "zones; the client "
                       "stands in rack 0",
               .example = "rack(0)",
               .parameters = parameters },
    .gives = MYC_SHAPE_HOSTS,
    .fixed = true,
    .parameters_bytes = sizeof(struct rack),
    .check = check,
    .resolve = resolve,
};
