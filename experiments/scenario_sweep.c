/* `sweep`: which seeds, and which places of the scenario vary. `run` checks it
 * and does not use it. */
#include <string.h>

#include "experiments/scenario_sections.h"
#include "experiments/set.h"
#include "sim/unit.h"

/* Every value is checked by reading the whole scenario with it, in well under a second. */
#define VALUES_MAX 1000u
#define SETTINGS_READ_MAX 1000000u

struct sweep_section {
    const struct myc_setting *seeds;
    const struct myc_setting *vary;
};

/* --- seeds --- */

static bool read_seed(const char *text, size_t length, uint64_t *out, struct myc_memory *memory)
{
    struct myc_reason why;
    return myc_unit_read(MYC_UNIT_COUNT, myc_memory_text(memory, text, length), out, &why);
}

/* A seed, or A..B. */
static enum myc_status check_seed(const struct myc_setting *setting, struct myc_memory *memory,
                                  struct myc_error *error)
{
    uint64_t first, last;
    const char *text = setting->kind == MYC_SETTING_SCALAR && !setting->quoted ? setting->text : "";
    const char *dots = strstr(text, "..");
    size_t length = dots ? (size_t)(dots - text) : strlen(text);
    const char *rest = dots ? dots + 2 : text;
    if (!read_seed(text, length, &first, memory) || !read_seed(rest, strlen(rest), &last, memory))
        return myc_setting_refuse(setting, error,
                                  "seeds are numbers: A..B, one number, or a list of these");
    if (first > last)
        return myc_setting_refuse(setting, error, "the first seed is greater than the last");
    return MYC_OK;
}

static enum myc_status check_seeds(const struct myc_setting *seeds, struct myc_memory *memory,
                                   struct myc_error *error)
{
    if (!seeds || seeds->kind != MYC_SETTING_LIST)
        return seeds ? check_seed(seeds, memory, error) : MYC_OK;
    if (seeds->count == 0)
        return myc_setting_refuse(seeds, error, "there must be at least one seed");
    for (const struct myc_setting *seed = seeds->first; seed; seed = seed->next)
        MYC_TRY(check_seed(seed, memory, error));
    return MYC_OK;
}

/* --- vary --- */

static struct myc_path path_of(const struct myc_setting *varied)
{
    struct myc_place place = varied->key_place;
    if (place.length > strlen(varied->key)) /* it is quoted */
        place.column++;
    return (struct myc_path){ varied->source, place, varied->key };
}

/* Reads the scenario with one value in its place, in memory of its own. */
static enum myc_status check_value(struct myc_scenario_reader *reader,
                                   const struct myc_setting *root, const struct myc_setting *varied,
                                   const struct myc_setting *value, struct myc_memory *memory)
{
    struct myc_scenario scenario = { 0 };
    struct myc_scenario_reader variant = { .memory = memory,
                                           .error = reader->error,
                                           .scenario = &scenario,
                                           .files_from = MYC_FILES_FROM_NOWHERE };
    struct myc_setting *copy = myc_setting_copy(root, memory);
    const struct myc_path path = path_of(varied);
    MYC_TRY(myc_set_put(copy, &path, value, memory, reader->error));
    return myc_scenario_build(&variant, copy);
}

static enum myc_status check_varied(struct myc_scenario_reader *reader,
                                    const struct myc_setting *root,
                                    const struct myc_setting *varied, struct myc_memory *memory)
{
    if (varied->kind != MYC_SETTING_LIST || varied->count == 0)
        return myc_setting_refuse(varied, reader->error, "what varies must be a list of values");
    if (strncmp(varied->key, "sweep", 5) == 0 && strchr(".", varied->key[5]))
        return myc_setting_refuse_key(varied, reader->error, "the sweep itself cannot vary");
    for (const struct myc_setting *value = varied->first; value; value = value->next) {
        myc_memory_reset(memory);
        MYC_TRY(check_value(reader, root, varied, value, memory));
    }
    return MYC_OK;
}

static enum myc_status check_vary(struct myc_scenario_reader *reader,
                                  const struct myc_setting *root, const struct myc_setting *vary)
{
    if (!vary || myc_setting_is_null(vary))
        return MYC_OK;
    if (vary->kind != MYC_SETTING_MAP)
        return myc_setting_refuse(vary, reader->error,
                                  "vary must be a map of paths to lists, such as "
                                  "{recovery.policy: [none, rehost]}");
    size_t values = 0;
    for (const struct myc_setting *varied = vary->first; varied; varied = varied->next)
        values += varied->count;
    if (values > VALUES_MAX || values * myc_setting_count(root) > SETTINGS_READ_MAX)
        return myc_setting_refuse(vary, reader->error,
                                  "too many values vary: at most %u, and fewer in a long scenario",
                                  VALUES_MAX);
    struct myc_memory *memory;
    MYC_TRY(myc_memory_create(&memory, 0, reader->error));
    enum myc_status status = MYC_OK;
    for (const struct myc_setting *varied = vary->first; varied && status == MYC_OK;
         varied = varied->next)
        status = check_varied(reader, root, varied, memory);
    myc_memory_destroy(memory);
    return status;
}

enum myc_status myc_scenario_check_sweep(struct myc_scenario_reader *reader,
                                         const struct myc_setting *root)
{
    static const struct myc_parameter table[] = {
        { .name = "seeds",
          .unit = MYC_UNIT_SETTING,
          .help = "A..B, one number, or a list of these",
          .offset = offsetof(struct sweep_section, seeds) },
        { .name = "vary",
          .unit = MYC_UNIT_SETTING,
          .help = "which places take which values: {PATH: [VALUE, ...], ...}",
          .offset = offsetof(struct sweep_section, vary) },
        { 0 },
    };
    struct sweep_section section;
    MYC_TRY(myc_parameters_read(table, myc_setting_find(root, "sweep"), NULL, "sweep", &section,
                                reader->memory, reader->error));
    MYC_TRY(check_seeds(section.seeds, reader->memory, reader->error));
    return check_vary(reader, root, section.vary);
}
