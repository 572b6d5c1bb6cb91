/* `zone(n)`: the hosts of one zone, the client among them where it stands there. */
#include <inttypes.h>

#include "faults/item.h"

struct zone {
    uint64_t n;
};

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    const struct zone *zone = parameters;
    const struct myc_cluster_config *cluster = reading->world->cluster;
    uint64_t count = (uint64_t)cluster->zones;
    if (zone->n < count)
        return MYC_OK;
    return myc_setting_refuse(reading->setting, reading->error,
                              "there is no zone %" PRIu64 "; the last is %" PRIu64, zone->n,
                              count - 1);
}

static const char *resolve(const void *parameters, struct myc_aim *aim)
{
    const struct zone *zone = parameters;
    const struct myc_cluster_config *config = myc_cluster_configuration(aim->cluster);
    struct myc_memory *memory = myc_cluster_memory(aim->cluster);
    uint32_t hosts = myc_cluster_host_count(aim->cluster);
    bool *marked = myc_memory_take(memory, hosts);
    for (uint32_t host = 0; host < hosts; host++)
        marked[host] = myc_cluster_config_zone(config, host) == zone->n;
    myc_struck_marked(aim, marked);
    myc_memory_give(memory, marked, hosts);
    if (aim->struck.host_count)
        return NULL;
    return myc_memory_format(memory, "no host stands in zone %" PRIu64, zone->n);
}

static const struct myc_parameter parameters[] = {
    { "n", MYC_UNIT_COUNT, .help = "its number", .offset = offsetof(struct zone, n) }, { 0 }
};

const struct myc_target_kind myc_target_zone = {
    .about = { .name = "zone",
               .help = "the hosts of one zone, numbered from 0; the client stands in zone 0",
               .example = "zone(0)",
               .parameters = parameters },
    .gives = MYC_SHAPE_HOSTS,
    .fixed = true,
    .parameters_bytes = sizeof(struct zone),
    .check = check,
    .resolve = resolve,
};
