#include "sim/cluster_config.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

const struct myc_file *myc_data_find(const struct myc_data *data, const char *name)
{
    for (uint32_t i = 0; data && i < data->count; i++)
        if (strcmp(data->files[i].name, name) == 0)
            return &data->files[i];
    return NULL;
}

/* `h12`: the number without leading zeros. */
static uint32_t numbered_host(const struct myc_cluster_config *config, const char *name)
{
    if (name[0] != 'h' || name[1] == '\0' || (name[1] == '0' && name[2] != '\0'))
        return MYC_NO_SUCH_HOST;
    uint32_t host = 0;
    for (const char *digit = name + 1; *digit != '\0'; digit++) {
        if (*digit < '0' || *digit > '9')
            return MYC_NO_SUCH_HOST;
        host = 10 * host + (uint32_t)(*digit - '0');
        if (host >= config->host_count)
            return MYC_NO_SUCH_HOST;
    }
    return host;
}

uint32_t myc_cluster_config_host(const struct myc_cluster_config *config, const char *name)
{
    if (strcmp(name, config->client) == 0)
        return config->host_count;
    if (!config->hosts)
        return numbered_host(config, name);
    for (uint32_t host = 0; host < config->host_count; host++) {
        if (strcmp(name, config->hosts[host]) == 0)
            return host;
    }
    return MYC_NO_SUCH_HOST;
}

const char *myc_cluster_config_name(const struct myc_cluster_config *config, uint32_t host,
                                    struct myc_memory *memory)
{
    assert(host <= config->host_count);
    if (host == config->host_count)
        return config->client;
    if (config->hosts)
        return config->hosts[host];
    return myc_memory_format(memory, "h%" PRIu32, host);
}

/* One of the contiguous blocks that `count` things are split into. */
struct block {
    uint32_t number;
    uint32_t place; /* of the thing, within the block */
    uint32_t count;
};

static struct block block_of(uint32_t thing, uint32_t count, uint32_t blocks)
{
    uint32_t small = count / blocks;
    uint32_t larger_blocks = count % blocks;
    uint32_t in_larger = larger_blocks * (small + 1);
    if (thing < in_larger)
        return (struct block){ thing / (small + 1), thing % (small + 1), small + 1 };
    thing -= in_larger;
    return (struct block){ larger_blocks + thing / small, thing % small, small };
}

uint32_t myc_cluster_config_zone(const struct myc_cluster_config *config, uint32_t host)
{
    assert(host <= config->host_count);
    if (host == config->host_count)
        return 0;
    return block_of(host, config->host_count, config->zones).number;
}

uint32_t myc_cluster_config_rack(const struct myc_cluster_config *config, uint32_t host)
{
    assert(host <= config->host_count);
    if (host == config->host_count)
        return 0;
    struct block zone = block_of(host, config->host_count, config->zones);
    struct block rack = block_of(zone.place, zone.count, config->racks);
    return zone.number * config->racks + rack.number;
}

enum myc_level myc_cluster_config_level(const struct myc_cluster_config *config, uint32_t a,
                                        uint32_t b)
{
    if (a == b)
        return MYC_LEVEL_SAME_HOST;
    if (myc_cluster_config_rack(config, a) == myc_cluster_config_rack(config, b))
        return MYC_LEVEL_RACK;
    if (myc_cluster_config_zone(config, a) == myc_cluster_config_zone(config, b))
        return MYC_LEVEL_ZONE;
    return MYC_LEVEL_CROSS_ZONE;
}

/* --- what hosts say of themselves --- */

const struct myc_host_override *myc_cluster_config_search(const struct myc_cluster_config *config,
                                                          uint32_t host)
{
    uint32_t begin = 0, end = config->override_count;
    while (begin < end) {
        uint32_t middle = begin + (end - begin) / 2;
        if (config->overrides[middle].host < host)
            begin = middle + 1;
        else
            end = middle;
    }
    bool is_there = begin < config->override_count && config->overrides[begin].host == host;
    return is_there ? &config->overrides[begin] : NULL;
}

myc_time myc_cluster_config_own_latency(const struct myc_cluster_config *config,
                                        enum myc_level level, uint32_t from, uint32_t to)
{
    const struct myc_host_override *source = myc_cluster_config_override(config, from);
    const struct myc_host_override *destination = myc_cluster_config_override(config, to);
    myc_time first = source ? source->latency[level] : MYC_FOREVER;
    myc_time second = destination ? destination->latency[level] : MYC_FOREVER;
    if (first == MYC_FOREVER && second == MYC_FOREVER)
        return config->latency[level];
    if (first == MYC_FOREVER || second == MYC_FOREVER)
        return first < second ? first : second;
    return first > second ? first : second;
}
