/* `cluster.overrides`: hosts that are not as the others. What one does not say is as all have it, so
 * that a sweep over `cluster.speed` moves those alone that say nothing of it. */
#include <stdlib.h>

#include "experiments/scenario_sections.h"

struct section {
    struct myc_host_override own;
    const struct myc_setting *latency;
};

static const struct myc_parameter override_table[] = {
    { .name = "cores",
      .unit = MYC_UNIT_COUNT,
      .min = MYC_CORES_MIN,
      .max = MYC_CORES_MAX,
      .help = "cores of the host",
      .offset = offsetof(struct section, own.cores),
      .keeps = true },
    { .name = "speed",
      .unit = MYC_UNIT_FACTOR,
      .min = MYC_SPEED_MIN,
      .max = MYC_SPEED_MAX,
      .help = "speed of its cores",
      .offset = offsetof(struct section, own.speed),
      .keeps = true },
    { .name = "memory",
      .unit = MYC_UNIT_BYTES,
      .min = MYC_MEMORY_MIN,
      .max = MYC_MEMORY_MAX,
      .help = "what its pinned silos may take together",
      .offset = offsetof(struct section, own.memory_bytes),
      .keeps = true },
    { .name = "nic",
      .unit = MYC_UNIT_BANDWIDTH,
      .min = MYC_BANDWIDTH_MIN,
      .max = MYC_BANDWIDTH_MAX,
      .help = "bandwidth of its network interface, in and out",
      .offset = offsetof(struct section, own.nic_bits_per_s),
      .keeps = true },
    { .name = "disk",
      .unit = MYC_UNIT_BANDWIDTH,
      .min = MYC_BANDWIDTH_MIN,
      .max = MYC_BANDWIDTH_MAX,
      .help = "bandwidth of its stable files",
      .offset = offsetof(struct section, own.disk_bits_per_s),
      .keeps = true },
    { .name = "latency",
      .unit = MYC_UNIT_SETTING,
      .help = "of the paths to it and from it, those of `cluster.latency` that differ, e.g. "
              "{rack: 5ms}; between two hosts that both say one, the longer",
      .offset = offsetof(struct section, latency) },
    { 0 },
};

const struct myc_kind myc_cluster_overrides = {
    .name = "overrides",
    .help = "hosts that are not as the others: by name, the client too, what differs",
    .example = "cluster: {overrides: {m2: {speed: 0.5, cores: 1}, m3: {latency: {rack: 5ms}}}}",
    .parameters = override_table,
};

static enum myc_status read_latency(struct myc_scenario_reader *reader,
                                    const struct myc_setting *setting, myc_time latency[])
{
#define LEVEL(word, level)                                                                         \
    {                                                                                              \
        .name = word, .unit = MYC_UNIT_TIME, .max = "1d", .offset = level * sizeof(myc_time),      \
        .keeps = true                                                                              \
    }
    static const struct myc_parameter table[] = {
        LEVEL("same_host", MYC_LEVEL_SAME_HOST),
        LEVEL("rack", MYC_LEVEL_RACK),
        LEVEL("zone", MYC_LEVEL_ZONE),
        LEVEL("cross_zone", MYC_LEVEL_CROSS_ZONE),
        { 0 },
    };
#undef LEVEL
    for (int level = 0; level < MYC_LEVELS; level++)
        latency[level] = MYC_FOREVER;
    return myc_parameters_read(table, setting, NULL, "latency", latency, reader->memory,
                               reader->error);
}

static enum myc_status read_one(struct myc_scenario_reader *reader,
                                const struct myc_setting *setting,
                                struct myc_host_override *override)
{
    const struct myc_cluster_config *cluster = &reader->scenario->cluster;
    struct section section = { .own.host = myc_cluster_config_host(cluster, setting->key) };
    if (section.own.host == MYC_NO_SUCH_HOST)
        return myc_setting_refuse_key(
            setting, reader->error, "there is no host '%.70s'%s", setting->key,
            cluster->hosts ? myc_did_you_mean(reader->memory, setting->key, cluster->hosts) : "");
    MYC_TRY(myc_parameters_read(override_table, setting, NULL,
                                myc_memory_format(reader->memory, "the host %s", setting->key),
                                &section, reader->memory, reader->error));
    *override = section.own;
    return read_latency(reader, section.latency, override->latency);
}

static int by_host(const void *a, const void *b)
{
    const struct myc_host_override *x = a, *y = b;
    return (x->host > y->host) - (x->host < y->host);
}

enum myc_status myc_scenario_read_overrides(struct myc_scenario_reader *reader,
                                            const struct myc_setting *setting)
{
    struct myc_cluster_config *cluster = &reader->scenario->cluster;
    if (!setting || myc_setting_is_null(setting))
        return MYC_OK;
    if (setting->kind != MYC_SETTING_MAP)
        return myc_setting_refuse(setting, reader->error,
                                  "overrides must be a map {HOST: {speed: ..., ...}, ...}");
    struct myc_host_override *overrides =
        myc_memory_alloc(reader->memory, setting->count * sizeof *overrides);
    uint32_t count = 0;
    for (const struct myc_setting *host = setting->first; host; host = host->next)
        MYC_TRY(read_one(reader, host, &overrides[count++]));
    if (count > 0)
        qsort(overrides, count, sizeof *overrides, by_host);
    cluster->overrides = overrides;
    cluster->override_count = count;
    return MYC_OK;
}
