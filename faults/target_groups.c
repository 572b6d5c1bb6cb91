/* `groups: [[client, m1], [m2, m3]]`: the paths between hosts that share no
 * group. A host in no group talks to all; a host in two joins them. */
#include "faults/item.h"

struct groups {
    const struct myc_setting *setting;
    uint32_t count;
    struct myc_group *groups;
};

static enum myc_status read_group(const struct myc_setting *setting,
                                  const struct myc_reading *reading, struct myc_group *group)
{
    if (setting->kind != MYC_SETTING_LIST || !setting->first)
        return myc_setting_refuse(setting, reading->error,
                                  "a group is a list of hosts, for example [client, m1]");
    uint32_t *hosts = myc_memory_alloc(reading->memory, setting->count * sizeof *hosts);
    size_t marks = reading->world->cluster->host_count + 1;
    bool *marked = myc_memory_take(reading->memory, marks);
    for (const struct myc_setting *at = setting->first; at; at = at->next) {
        if (at->kind != MYC_SETTING_SCALAR)
            return myc_setting_refuse(at, reading->error, "expected the name of a host");
        uint32_t host;
        MYC_TRY(myc_host_read(at, at->text, reading, &host));
        if (marked[host])
            return myc_setting_refuse(at, reading->error, "'%s' is twice in one group", at->text);
        marked[host] = true;
        hosts[group->count++] = host;
    }
    group->hosts = hosts;
    myc_memory_give(reading->memory, marked, marks);
    return MYC_OK;
}

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    struct groups *groups = parameters;
    const struct myc_setting *setting = groups->setting;
    if (setting->kind != MYC_SETTING_LIST || setting->count < 2)
        return myc_setting_refuse(setting, reading->error,
                                  "expected at least two groups, for example %s",
                                  "[[client, m1], [m2, m3]]");
    groups->groups = myc_memory_alloc(reading->memory, setting->count * sizeof *groups->groups);
    for (const struct myc_setting *at = setting->first; at; at = at->next)
        MYC_TRY(read_group(at, reading, &groups->groups[groups->count++]));
    return MYC_OK;
}

static const char *resolve(const void *parameters, struct myc_aim *aim)
{
    const struct groups *groups = parameters;
    myc_struck_grouped(aim, groups->groups, groups->count);
    return NULL;
}

static const struct myc_parameter parameters[] = {
    { "groups", MYC_UNIT_SETTING,
      .help = "lists of hosts, the client too; hosts in no group talk to all, a host in two joins "
              "them",
      .offset = offsetof(struct groups, setting) },
    { 0 }
};

const struct myc_target_kind myc_target_groups = {
    .about = { .name = "groups",
               .help = "every path between hosts of different groups",
               .example = "[[client, m1], [m2, m3]]",
               .parameters = parameters },
    .key = "groups",
    .gives = MYC_SHAPE_GROUPS,
    .parameters_bytes = sizeof(struct groups),
    .check = check,
    .resolve = resolve,
};
