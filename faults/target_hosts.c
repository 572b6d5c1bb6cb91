/* `m2`, or `[m2, m3]`: hosts by name. */
#include "faults/item.h"

struct hosts {
    const struct myc_setting *setting;
    uint32_t count;
    uint32_t *hosts; /* ascending */
};

static enum myc_status read_host(const struct myc_setting *setting,
                                 const struct myc_reading *reading, uint32_t *host)
{
    if (setting->kind != MYC_SETTING_SCALAR)
        return myc_setting_refuse(setting, reading->error, "expected the name of a host");
    return myc_host_read(setting, setting->text, reading, host);
}

static enum myc_status read_list(struct hosts *hosts, const struct myc_reading *reading)
{
    uint32_t all = reading->world->cluster->host_count + 1;
    bool *marked = myc_memory_take(reading->memory, all);
    for (const struct myc_setting *at = hosts->setting->first; at; at = at->next) {
        uint32_t host;
        MYC_TRY(read_host(at, reading, &host));
        if (marked[host])
            return myc_setting_refuse(at, reading->error, "'%s' is named twice", at->text);
        marked[host] = true;
    }
    for (uint32_t host = 0; host < all; host++)
        if (marked[host])
            hosts->hosts[hosts->count++] = host;
    myc_memory_give(reading->memory, marked, all);
    return MYC_OK;
}

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    struct hosts *hosts = parameters;
    const struct myc_setting *setting = hosts->setting;
    bool is_one = setting->kind == MYC_SETTING_SCALAR;
    if (!is_one && (setting->kind != MYC_SETTING_LIST || !setting->first))
        return myc_setting_refuse(setting, reading->error,
                                  "expected a target: a host, a list of hosts, or for example "
                                  "holder(labels)");
    hosts->hosts =
        myc_memory_alloc(reading->memory, (is_one ? 1 : setting->count) * sizeof *hosts->hosts);
    if (!is_one)
        return read_list(hosts, reading);
    hosts->count = 1;
    return read_host(setting, reading, &hosts->hosts[0]);
}

static const char *resolve(const void *parameters, struct myc_aim *aim)
{
    const struct hosts *hosts = parameters;
    aim->struck.host_count = hosts->count;
    aim->struck.hosts = hosts->hosts;
    return NULL;
}

static bool names(const void *parameters, uint32_t host)
{
    const struct hosts *hosts = parameters;
    for (uint32_t i = 0; i < hosts->count; i++)
        if (hosts->hosts[i] == host)
            return true;
    return false;
}

static const struct myc_parameter parameters[] = { { "hosts", MYC_UNIT_SETTING,
                                                     .help = "one name, or a list of names",
                                                     .offset = offsetof(struct hosts, setting) },
                                                   { 0 } };

const struct myc_target_kind myc_target_hosts = {
    .about = { .name = "hosts",
               .help = "a host by its name, or a list of hosts",
               .example = "[m2, m3]",
               .parameters = parameters },
    .gives = MYC_SHAPE_HOSTS,
    .fixed = true,
    .parameters_bytes = sizeof(struct hosts),
    .check = check,
    .resolve = resolve,
    .names = names,
};
