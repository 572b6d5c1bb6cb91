/* A cell of a sweep: the scenario with its settings put in. And one scenario
 * with many seeds. */
#include <string.h>

#include "experiments/plan_file.h"
#include "experiments/scenario_sections.h"
#include "experiments/set.h"
#include "experiments/setting_text.h"

static enum myc_status put_settings(const struct myc_scenario *base, uint64_t point,
                                    struct myc_setting *root, struct myc_memory *memory,
                                    struct myc_error *error)
{
    for (size_t i = 0; i < base->sweep->axis_count; i++) {
        const struct myc_setting *varied = base->sweep->axes[i].varied;
        const struct myc_path path = { varied->source, varied->key_place, varied->key };
        MYC_TRY(myc_set_put(root, &path, myc_sweep_value(base->sweep, i, point, memory), memory,
                            error));
    }
    return MYC_OK;
}

/* {path: value} of the cell, as JSON. */
static enum myc_status write_settings(const struct myc_scenario *base, uint64_t point,
                                      struct myc_memory *memory, const char **json,
                                      struct myc_error *error)
{
    struct myc_setting map = { .kind = MYC_SETTING_MAP }, **end = &map.first;
    for (size_t i = 0; i < base->sweep->axis_count; i++) {
        struct myc_setting *value =
            myc_setting_copy(myc_sweep_value(base->sweep, i, point, memory), memory);
        value->key = base->sweep->axes[i].varied->key;
        *end = value;
        end = &value->next;
        map.count++;
    }
    return myc_setting_json(&map, memory, json, error);
}

static void take_out(struct myc_setting *map, const char *key)
{
    for (struct myc_setting **at = &map->first; *at; at = &(*at)->next)
        if (strcmp((*at)->key, key) == 0) {
            *at = (*at)->next;
            map->count--;
            return;
        }
}

enum myc_status myc_scenario_read_cell(const struct myc_scenario *base, uint64_t point,
                                       struct myc_memory *memory, struct myc_scenario *cell,
                                       const char **settings, struct myc_error *error)
{
    struct myc_setting *root = myc_setting_copy(base->root, memory);
    take_out(root, "sweep");
    MYC_TRY(put_settings(base, point, root, memory, error));
    *cell = (struct myc_scenario){ .root = root };
    struct myc_scenario_reader reader = { .memory = memory,
                                          .error = error,
                                          .scenario = cell,
                                          .files_from = MYC_FILES_FROM_TABLE,
                                          .files = base->cluster.files,
                                          .file_count = base->cluster.file_count };
    MYC_TRY(myc_scenario_build(&reader, root));
    cell->text = myc_setting_yaml(root, memory);
    if (!myc_setting_find(root, "trace"))
        cell->trace = MYC_TRACE_OUTCOME;
    return write_settings(base, point, memory, settings, error);
}

enum myc_status myc_scenario_reseed(struct myc_scenario *scenario, uint64_t seed,
                                    struct myc_memory *memory, struct myc_error *error)
{
    scenario->seed = seed;
    if (!myc_plan_is_generated(scenario->plan))
        return MYC_OK;
    const struct myc_plan_world world = { .cluster = &scenario->cluster,
                                          .message_kinds = myc_message_kinds,
                                          .seed = seed,
                                          .parse = myc_plan_line_read };
    myc_memory_reset(memory);
    scenario->plan = myc_plan_begin(memory);
    return myc_plan_add_list(scenario->plan, myc_setting_find(scenario->root, "perturb"), &world,
                             error);
}
