/* `workload`: the program and its parameters, and whether its driver is an open
 * stream of requests. */
#include <string.h>

#include "experiments/scenario_sections.h"
#include "experiments/workloads/workload.h"

/* "kind" and the names in a table, for the other reader of the same map. */
static const char *const *kind_and(struct myc_memory *memory, const struct myc_parameter *table)
{
    size_t count = 0;
    while (table && table[count].name)
        count++;
    const char **names = myc_memory_alloc(memory, (count + 2) * sizeof *names);
    names[0] = "kind";
    for (size_t i = 0; i < count; i++)
        names[i + 1] = table[i].name;
    return names;
}

static bool is_named(const struct myc_parameter *table, const char *name)
{
    while (table && table->name && strcmp(table->name, name) != 0)
        table++;
    return table && table->name;
}

/* The keys of a stream where there is none, or can be none. */
static enum myc_status refuse_stream(const struct myc_scenario_reader *reader,
                                     const struct myc_setting *map)
{
    const struct myc_workload *workload = reader->scenario->workload;
    for (const struct myc_setting *key = map->first; key; key = key->next) {
        if (!is_named(myc_arrivals_keys, key->key) ||
            is_named(workload->about.parameters, key->key))
            continue;
        if (workload->request)
            return myc_setting_refuse_key(key, reader->error,
                                          "%s is of a stream of requests: say how they arrive, "
                                          "such as arrivals: {kind: exponential, mean: 1ms}",
                                          key->key);
        return myc_setting_refuse_key(key, reader->error,
                                      "the driver of workload %s is more than one request, and can "
                                      "be no stream of them",
                                      workload->about.name);
    }
    return MYC_OK;
}

static enum myc_status read_arrivals(struct myc_scenario_reader *reader,
                                     const struct myc_setting *map)
{
    struct myc_scenario *scenario = reader->scenario;
    const struct myc_setting *gap = myc_setting_find(map, "arrivals");
    if (!gap || !scenario->workload->request)
        return refuse_stream(reader, map);
    struct myc_arrivals *arrivals = myc_memory_alloc(reader->memory, sizeof *arrivals);
    scenario->arrivals = arrivals;
    MYC_TRY(myc_parameters_read(myc_arrivals_keys, map,
                                kind_and(reader->memory, scenario->workload->about.parameters),
                                "the workload", arrivals, reader->memory, reader->error));
    if (!arrivals->gap.kind)
        return myc_setting_refuse(gap, reader->error,
                                  "arrivals must be a time or a distribution of times");
    return MYC_OK;
}

enum myc_status myc_scenario_read_workload(struct myc_scenario_reader *reader,
                                           const struct myc_setting *setting)
{
    const struct myc_setting *name;
    const void *member;
    struct myc_scenario *scenario = reader->scenario;
    reader->workload = setting;
    MYC_TRY(myc_read_kind(setting, "the workload", &name, reader->error));
    MYC_TRY(
        myc_read_member(name, "workload", myc_workloads, &member, reader->memory, reader->error));
    scenario->workload = member;
    scenario->types = myc_workload_types(member, reader->memory);
    struct myc_setting map = { .kind = MYC_SETTING_MAP,
                               .source = setting->source,
                               .place = setting->place };
    if (setting->kind == MYC_SETTING_MAP)
        map = *setting; /* a bare word stands for a map without more */
    MYC_TRY(read_arrivals(reader, &map));
    const struct myc_kind *about = &scenario->workload->about;
    void *parameters = myc_memory_alloc(reader->memory, scenario->workload->parameters_bytes);
    scenario->workload_parameters = parameters;
    return myc_parameters_read(
        about->parameters, &map,
        kind_and(reader->memory, scenario->workload->request ? myc_arrivals_keys : NULL),
        myc_memory_format(reader->memory, "the workload %s", about->name), parameters,
        reader->memory, reader->error);
}
