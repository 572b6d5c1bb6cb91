/* `cluster`: hosts, their places, their parts, and the network between them. */
#include <string.h>

#include "experiments/scenario_sections.h"

#define uthash_malloc(bytes) myc_memory_take(reader->memory, bytes)
#define uthash_free(block, bytes) myc_memory_give(reader->memory, block, bytes)
#include <uthash.h>

#define HOST_NAME_BYTES_MAX 64

struct cluster_section {
    const struct myc_setting *hosts;
    const char *client;
    uint64_t zones;
    uint64_t racks;
    uint64_t cores;
    struct myc_ratio speed;
    uint64_t memory;
    uint64_t nic;
    uint64_t disk;
    const struct myc_setting *latency;
    struct myc_distribution jitter;
    const struct myc_setting *files;
    const struct myc_setting *overrides;
};

static const struct myc_parameter cluster_table[] = {
    { .name = "hosts",
      .unit = MYC_UNIT_SETTING,
      .help = "names of the hosts, or their number; without it the workload's",
      .offset = offsetof(struct cluster_section, hosts) },
    { .name = "client",
      .unit = MYC_UNIT_TEXT,
      .initial = "client",
      .help = "the driver's host",
      .source = "Mycel",
      .offset = offsetof(struct cluster_section, client) },
    { .name = "zones",
      .unit = MYC_UNIT_COUNT,
      .initial = "1",
      .min = "1",
      .max = "1000000",
      .help = "contiguous blocks that the hosts are split into",
      .source = "Mycel",
      .offset = offsetof(struct cluster_section, zones) },
    { .name = "racks",
      .unit = MYC_UNIT_COUNT,
      .initial = "1",
      .min = "1",
      .max = "1000000",
      .help = "contiguous blocks that each zone is split into",
      .source = "Mycel",
      .offset = offsetof(struct cluster_section, racks) },
    { .name = "cores",
      .unit = MYC_UNIT_COUNT,
      .initial = "4",
      .min = MYC_CORES_MIN,
      .max = MYC_CORES_MAX,
      .help = "cores of a host",
      .source = "Mycel",
      .offset = offsetof(struct cluster_section, cores) },
    { .name = "speed",
      .unit = MYC_UNIT_FACTOR,
      .initial = "1",
      .min = MYC_SPEED_MIN,
      .max = MYC_SPEED_MAX,
      .help = "speed of a core",
      .source = "Mycel",
      .offset = offsetof(struct cluster_section, speed) },
    { .name = "memory",
      .unit = MYC_UNIT_BYTES,
      .initial = "1GiB",
      .min = MYC_MEMORY_MIN,
      .max = MYC_MEMORY_MAX,
      .help = "memory of a host: what its pinned silos may take together",
      .source = "Mycel",
      .offset = offsetof(struct cluster_section, memory) },
    { .name = "nic",
      .unit = MYC_UNIT_BANDWIDTH,
      .initial = "10Gbit",
      .min = MYC_BANDWIDTH_MIN,
      .max = MYC_BANDWIDTH_MAX,
      .help = "bandwidth of a host's network interface, in and out",
      .source = "Mycel",
      .offset = offsetof(struct cluster_section, nic) },
    { .name = "disk",
      .unit = MYC_UNIT_BANDWIDTH,
      .initial = "4Gbit",
      .min = MYC_BANDWIDTH_MIN,
      .max = MYC_BANDWIDTH_MAX,
      .help = "bandwidth at which a host reads and writes stable files",
      .source = "Mycel: about that of a solid-state disk, 500 MB/s",
      .offset = offsetof(struct cluster_section, disk) },
    { .name = "latency",
      .unit = MYC_UNIT_SETTING,
      .help = "of the path between two hosts; "
              "{same_host: 1us, rack: 50us, zone: 250us, cross_zone: 30ms}",
      .offset = offsetof(struct cluster_section, latency) },
    { .name = "jitter",
      .unit = MYC_UNIT_DISTRIBUTION,
      .initial = "none",
      .help = "added to the latency of each message",
      .source = "Mycel",
      .offset = offsetof(struct cluster_section, jitter) },
    { .name = "files",
      .unit = MYC_UNIT_SETTING,
      .help = "stable files: {NAME: {path: ..., store: shared}}",
      .offset = offsetof(struct cluster_section, files) },
    { .name = "overrides",
      .unit = MYC_UNIT_SETTING,
      .help = "hosts that are not as the others: {HOST: {cores: 1, speed: 0.5, ...}}, see `mycel "
              "list overrides`",
      .offset = offsetof(struct cluster_section, overrides) },
    { 0 },
};

const struct myc_kind myc_cluster_section = {
    .name = "cluster",
    .help = "the hosts, their places and parts, and the network between them",
    .example = "cluster: {hosts: [m1, m2, m3], cores: 8, latency: {rack: 20us}}",
    .parameters = cluster_table,
};

/* --- hosts --- */

struct name {
    const char *text;
    UT_hash_handle hh;
};

static bool is_host_name(const char *text)
{
    static const char first[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    static const char rest[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789.-";
    return *text && strchr(first, *text) && text[strspn(text, rest)] == '\0' &&
           strlen(text) <= HOST_NAME_BYTES_MAX;
}

static enum myc_status check_host_name(const struct myc_setting *setting, const char *name,
                                       struct myc_error *error)
{
    if (!is_host_name(name))
        return myc_setting_refuse(setting, error,
                                  "'%.70s' is not a host's name: a letter or _, then letters, "
                                  "digits, _ . -, at most %d in all",
                                  name, HOST_NAME_BYTES_MAX);
    if (strcmp(name, "any") == 0 || strcmp(name, "all") == 0)
        return myc_setting_refuse(
            setting, error, "a host cannot be called '%s': as a target it has a meaning", name);
    return MYC_OK;
}

static enum myc_status add_host(struct myc_scenario_reader *reader, struct name **known,
                                const struct myc_setting *setting, const char **out)
{
    const char *client = reader->scenario->cluster.client;
    MYC_TRY(myc_read_text(setting, out, reader->error));
    MYC_TRY(check_host_name(setting, *out, reader->error));
    struct name *twin;
    HASH_FIND_STR(*known, *out, twin);
    if (twin)
        return myc_setting_refuse(setting, reader->error, "there is a host '%s' already", *out);
    if (strcmp(*out, client) == 0)
        return myc_setting_refuse(setting, reader->error,
                                  "'%s' is the client, which is not one of the hosts", *out);
    struct name *name = myc_memory_alloc(reader->memory, sizeof *name);
    name->text = *out;
    HASH_ADD_KEYPTR(hh, *known, name->text, strlen(name->text), name);
    return MYC_OK;
}

static enum myc_status read_host_list(struct myc_scenario_reader *reader,
                                      const struct myc_setting *list)
{
    struct myc_cluster_config *cluster = &reader->scenario->cluster;
    if (list->count == 0)
        return myc_setting_refuse(list, reader->error, "there must be at least one host");
    const char **hosts = myc_memory_alloc(reader->memory, (list->count + 1) * sizeof *hosts);
    struct name *known = NULL;
    uint32_t count = 0;
    for (const struct myc_setting *item = list->first; item; item = item->next)
        MYC_TRY(add_host(reader, &known, item, &hosts[count++]));
    cluster->hosts = hosts;
    cluster->host_count = count;
    return MYC_OK;
}

static enum myc_status read_default_hosts(struct myc_scenario_reader *reader,
                                          const struct myc_setting *client)
{
    struct myc_cluster_config *cluster = &reader->scenario->cluster;
    const struct myc_workload *workload = reader->scenario->workload;
    cluster->hosts = workload->hosts;
    for (; cluster->hosts && cluster->hosts[cluster->host_count]; cluster->host_count++)
        if (client && strcmp(cluster->hosts[cluster->host_count], cluster->client) == 0)
            return myc_setting_refuse(client, reader->error,
                                      "'%s' is the client, and a host of the workload %s too",
                                      cluster->client, workload->about.name);
    if (cluster->host_count > 0)
        return MYC_OK;
    return myc_setting_refuse(reader->workload, reader->error,
                              "the workload %s needs cluster.hosts: a number, or a list of names",
                              workload->about.name);
}

/* h0, h1, ...: whether the client's name is one of them. */
static enum myc_status check_numbered(const struct myc_setting *setting,
                                      const struct myc_cluster_config *cluster,
                                      struct myc_error *error)
{
    struct myc_cluster_config without_client = *cluster;
    without_client.client = "";
    if (myc_cluster_config_host(&without_client, cluster->client) == MYC_NO_SUCH_HOST)
        return MYC_OK;
    return myc_setting_refuse(setting, error, "'%s' is the client, and one of h0 to h%u too",
                              cluster->client, cluster->host_count - 1);
}

static enum myc_status read_hosts(struct myc_scenario_reader *reader,
                                  const struct myc_setting *hosts, const struct myc_setting *client)
{
    struct myc_cluster_config *cluster = &reader->scenario->cluster;
    uint64_t count;
    if (!hosts)
        return read_default_hosts(reader, client);
    if (hosts->kind == MYC_SETTING_LIST)
        return read_host_list(reader, hosts);
    if (hosts->kind == MYC_SETTING_MAP)
        return myc_setting_refuse(hosts, reader->error,
                                  "hosts must be a list of names, or a number");
    MYC_TRY(myc_read_count(hosts, 1, MYC_HOSTS_MAX, &count, reader->error));
    cluster->host_count = (uint32_t)count;
    return check_numbered(hosts, cluster, reader->error);
}

/* --- the rest --- */

static enum myc_status read_latency(struct myc_scenario_reader *reader,
                                    const struct myc_setting *setting)
{
#define LEVEL(word, level, time, between)                                                          \
    {                                                                                              \
        .name = word, .unit = MYC_UNIT_TIME, .initial = time, .max = "1d",                         \
        .help = "between " between, .source = "Mycel", .offset = level * sizeof(myc_time)     \
    }
    static const struct myc_parameter table[] = {
        LEVEL("same_host", MYC_LEVEL_SAME_HOST, "1us", "a host and itself"),
        LEVEL("rack", MYC_LEVEL_RACK, "50us", "two hosts of one rack"),
        LEVEL("zone", MYC_LEVEL_ZONE, "250us", "two racks of one zone"),
        LEVEL("cross_zone", MYC_LEVEL_CROSS_ZONE, "30ms", "two zones"),
        { 0 },
    };
#undef LEVEL
    return myc_parameters_read(table, setting, NULL, "latency", reader->scenario->cluster.latency,
                               reader->memory, reader->error);
}

static enum myc_status take_numbers(struct myc_scenario_reader *reader,
                                    const struct cluster_section *section,
                                    const struct myc_setting *setting)
{
    struct myc_cluster_config *cluster = &reader->scenario->cluster;
    if (section->zones * section->racks > MYC_HOSTS_MAX)
        return myc_setting_refuse(setting, reader->error, "zones times racks is more than %u",
                                  MYC_HOSTS_MAX);
    cluster->client = section->client;
    cluster->zones = (uint32_t)section->zones;
    cluster->racks = (uint32_t)section->racks;
    cluster->cores = (uint32_t)section->cores;
    cluster->speed = section->speed;
    cluster->memory_bytes = section->memory;
    cluster->nic_bits_per_s = section->nic;
    cluster->disk_bits_per_s = section->disk;
    cluster->jitter = section->jitter;
    return MYC_OK;
}

enum myc_status myc_scenario_read_cluster(struct myc_scenario_reader *reader,
                                          const struct myc_setting *setting)
{
    struct cluster_section section;
    MYC_TRY(myc_parameters_read(cluster_table, setting, NULL, "cluster", &section, reader->memory,
                                reader->error));
    const struct myc_setting *client = myc_setting_find(setting, "client");
    if (client)
        MYC_TRY(check_host_name(client, section.client, reader->error));
    MYC_TRY(take_numbers(reader, &section, setting));
    MYC_TRY(read_hosts(reader, section.hosts, client));
    MYC_TRY(read_latency(reader, section.latency));
    return myc_scenario_read_overrides(reader, section.overrides);
}
