/* What varies in a sweep: a place of the scenario, over a list of values or
 * between two. */
#include <string.h>

#include "experiments/scenario_sweep.h"
#include "experiments/set.h"
#include "experiments/setting_text.h"
#include "sim/unit.h"

/* Every value is checked by reading the whole scenario with it, in well under a second. */
#define VALUES_MAX 1000u
#define SETTINGS_READ_MAX 1000000u

/* --- a range of values --- */

struct range_section {
    const struct myc_setting *from;
    const struct myc_setting *to;
    uint32_t log;
    uint64_t steps;
};

static double as_number(enum myc_unit unit, const void *read)
{
    const struct myc_ratio *ratio = read;
    if (unit == MYC_UNIT_NUMBER)
        return *(const double *)read;
    if (unit == MYC_UNIT_RATIO)
        return (double)ratio->numerator / (double)ratio->denominator;
    return (double)*(const uint64_t *)read;
}

static bool read_end(enum myc_unit unit, const struct myc_setting *end, double *number)
{
    union {
        uint64_t whole;
        double real;
        struct myc_ratio ratio;
    } read;
    struct myc_reason why;
    if (end->kind != MYC_SETTING_SCALAR || end->quoted ||
        (unit == MYC_UNIT_COUNT && strpbrk(end->text, ".%/")) ||
        !myc_unit_read(unit, end->text, &read, &why) ||
        (unit == MYC_UNIT_TIME && read.whole == MYC_FOREVER))
        return false;
    *number = as_number(unit, &read);
    return true;
}

/* Both ends are of the first of these that both can be. */
enum myc_status myc_sweep_read_ends(struct myc_sweep_reader *reader,
                                    const struct myc_setting *range, const struct myc_setting *from,
                                    const struct myc_setting *to, struct myc_sweep_axis *axis)
{
    static const enum myc_unit units[] = { MYC_UNIT_COUNT, MYC_UNIT_RATIO,     MYC_UNIT_TIME,
                                           MYC_UNIT_BYTES, MYC_UNIT_BANDWIDTH, MYC_UNIT_NUMBER };
    if (!from || !to)
        return myc_setting_refuse(range, reader->error,
                                  "a range is a map such as {from: 1ms, to: 10ms}");
    size_t i = 0;
    while (i < sizeof units / sizeof *units &&
           !(read_end(units[i], from, &axis->from) && read_end(units[i], to, &axis->to)))
        i++;
    if (i == sizeof units / sizeof *units)
        return myc_setting_refuse(to, reader->error,
                                  "the two ends must be numbers of one kind: two times, two "
                                  "ratios, two sizes, two plain numbers");
    axis->unit = units[i];
    if (axis->from >= axis->to)
        return myc_setting_refuse(to, reader->error, "it must be greater than the other end");
    if (axis->log && axis->from <= 0)
        return myc_setting_refuse(from, reader->error,
                                  "on a logarithmic scale it must be greater than 0");
    return MYC_OK;
}

static enum myc_status read_range(struct myc_sweep_reader *reader, struct myc_sweep_axis *axis)
{
    static const struct myc_parameter table[] = {
        { .name = "from",
          .unit = MYC_UNIT_SETTING,
          .help = "the least value",
          .offset = offsetof(struct range_section, from) },
        { .name = "to",
          .unit = MYC_UNIT_SETTING,
          .help = "the greatest",
          .offset = offsetof(struct range_section, to) },
        { .name = "scale",
          .unit = MYC_UNIT_CHOICE,
          .initial = "linear",
          .choices = MYC_SWEEP_SCALES,
          .help = "how the values lie between them",
          .offset = offsetof(struct range_section, log) },
        { .name = "steps",
          .unit = MYC_UNIT_COUNT,
          .initial = "0",
          .help = "how many values, both ends among them; in a grid alone",
          .offset = offsetof(struct range_section, steps) },
        { 0 },
    };
    struct range_section section;
    bool is_grid = reader->sweep->design == MYC_SWEEP_GRID;
    MYC_TRY(myc_parameters_read(table, axis->varied, NULL, "the range", &section, reader->memory,
                                reader->error));
    const struct myc_setting *steps = myc_setting_find(axis->varied, "steps");
    axis->log = section.log;
    axis->count = section.steps;
    MYC_TRY(myc_sweep_read_ends(reader, axis->varied, section.from, section.to, axis));
    if (is_grid && !steps)
        return myc_setting_refuse(axis->varied, reader->error,
                                  "a range in a grid needs `steps', the number of its values; or "
                                  "name a design, such as {kind: sobol, points: 64}");
    if (is_grid && (section.steps < 2 || section.steps > VALUES_MAX))
        return myc_setting_refuse(steps, reader->error, "there are 2 to %u steps", VALUES_MAX);
    if (!is_grid && steps)
        return myc_setting_refuse_key(steps, reader->error,
                                      "only a grid has steps: the design says how many points");
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
static enum myc_status check_value(struct myc_sweep_reader *reader,
                                   const struct myc_setting *varied,
                                   const struct myc_setting *value, struct myc_memory *memory)
{
    struct myc_scenario scenario = { 0 };
    struct myc_scenario_reader variant = { .memory = memory,
                                           .error = reader->error,
                                           .scenario = &scenario,
                                           .files_from = MYC_FILES_FROM_NOWHERE };
    struct myc_setting *copy = myc_setting_copy(reader->root, memory);
    const struct myc_path path = path_of(varied);
    MYC_TRY(myc_set_put(copy, &path, value, memory, reader->error));
    return myc_scenario_build(&variant, copy);
}

/* Those that are tried: all of a list; of a range the ends. */
static uint64_t tried(const struct myc_sweep_axis *axis)
{
    return axis->values ? axis->count : 2;
}

static const struct myc_setting *value_at(const struct myc_sweep_axis *axis, uint64_t i,
                                          struct myc_memory *memory)
{
    struct myc_sweep_axis copy = *axis;
    const struct myc_sweep ends = { .finds = true, .axis_count = 1, .axes = &copy };
    return axis->values ? axis->values[i]
                        : myc_sweep_value(&ends, 0, i ? MYC_SWEEP_WHOLE : 0, memory);
}

static enum myc_status check_values(struct myc_sweep_reader *reader,
                                    const struct myc_sweep_axis *axis, struct myc_memory *memory)
{
    for (uint64_t i = 0; i < tried(axis); i++) {
        myc_memory_reset(memory);
        MYC_TRY(check_value(reader, axis->varied, value_at(axis, i, memory), memory));
    }
    return MYC_OK;
}

/* The steps of a range, which are rounded, and whole where the parameter is. */
static enum myc_status check_steps(struct myc_sweep_reader *reader,
                                   const struct myc_sweep_axis *axis, struct myc_memory *memory)
{
    struct myc_sweep_axis copy = *axis;
    const struct myc_sweep alone = { .axis_count = 1, .axes = &copy };
    const char *before = "";
    myc_memory_reset(memory);
    for (uint64_t i = 0; i < axis->count && !axis->values; i++) {
        const char *value = myc_sweep_value(&alone, 0, i, memory)->text;
        if (strcmp(value, before) == 0)
            return myc_setting_refuse(myc_setting_find(axis->varied, "steps"), reader->error,
                                      "so many steps come to %s twice: take fewer", value);
        before = value;
    }
    return MYC_OK;
}

/* A cell with every axis at its first value, but this one. */
static enum myc_status fill(struct myc_sweep_reader *reader, const struct myc_sweep_axis *axis,
                            const struct myc_setting *value, struct myc_memory *memory,
                            const char **text)
{
    const struct myc_sweep *sweep = reader->sweep;
    struct myc_setting *root = myc_setting_copy(reader->root, memory);
    for (size_t i = 0; i < sweep->axis_count; i++) {
        const struct myc_sweep_axis *other = &sweep->axes[i];
        const struct myc_path path = path_of(other->varied);
        MYC_TRY(myc_set_put(root, &path, other == axis ? value : value_at(other, 0, memory), memory,
                            reader->error));
    }
    *text = myc_setting_yaml(root, memory);
    return MYC_OK;
}

/* The places of a cell are filled in order, and a later one may take the place of an earlier: then
 * cells that say they differ would be the same. */
static enum myc_status check_differs(struct myc_sweep_reader *reader,
                                     const struct myc_sweep_axis *axis, struct myc_memory *memory)
{
    const char *first, *last;
    myc_memory_reset(memory);
    if (tried(axis) == 1)
        return MYC_OK;
    MYC_TRY(fill(reader, axis, value_at(axis, 0, memory), memory, &first));
    MYC_TRY(fill(reader, axis, value_at(axis, tried(axis) - 1, memory), memory, &last));
    if (strcmp(first, last) == 0)
        return myc_setting_refuse_key(axis->varied, reader->error,
                                      "the values of %s make no difference: what varies after it "
                                      "takes its place",
                                      axis->varied->key);
    return MYC_OK;
}

/* Whether `path` is `place`, or below it. */
static bool is_within(const char *path, const char *place)
{
    size_t length = strlen(place);
    return strncmp(path, place, length) == 0 && strchr(".", path[length]);
}

enum myc_status myc_sweep_check_path(const struct myc_sweep_reader *reader,
                                     const struct myc_setting *varied)
{
    static const struct {
        const char *place;
        const char *instead;
    } fixed[] = {
        { "sweep", "the sweep itself cannot vary" },
        { "mycel", "the version of the schema cannot vary" },
        { "name", "the name is that of all cells and cannot vary" },
        { "seed", "every cell has the same seeds: write sweep.seeds" },
        { "cluster.files", "data files cannot vary" },
    };
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (is_within(varied->key, fixed[i].place))
            return myc_setting_refuse_key(varied, reader->error, "%s", fixed[i].instead);
    if (strcmp(varied->key, "cluster") == 0)
        return myc_setting_refuse_key(varied, reader->error,
                                      "vary one key of the cluster, such as cluster.cores");
    return MYC_OK;
}

enum myc_status myc_sweep_read_axis(struct myc_sweep_reader *reader,
                                    const struct myc_setting *varied, struct myc_sweep_axis *axis)
{
    *axis = (struct myc_sweep_axis){ .varied = varied };
    MYC_TRY(myc_sweep_check_path(reader, varied));
    if (varied->kind == MYC_SETTING_MAP)
        return read_range(reader, axis);
    if (varied->kind != MYC_SETTING_LIST || varied->count == 0)
        return myc_setting_refuse(varied, reader->error,
                                  "what varies must be a list of values, or a range "
                                  "{from: 1ms, to: 10ms, steps: 10}");
    axis->values = myc_memory_alloc(reader->memory, varied->count * sizeof *axis->values);
    for (const struct myc_setting *value = varied->first; value; value = value->next)
        axis->values[axis->count++] = value;
    return MYC_OK;
}

enum myc_status myc_sweep_check_axes(struct myc_sweep_reader *reader,
                                     const struct myc_setting *place)
{
    struct myc_sweep *sweep = reader->sweep;
    uint64_t values = 0;
    for (size_t i = 0; i < sweep->axis_count; i++)
        values += tried(&sweep->axes[i]);
    if (values > VALUES_MAX || values * myc_setting_count(reader->root) > SETTINGS_READ_MAX)
        return myc_setting_refuse(place, reader->error,
                                  "too many values vary: at most %u, and fewer in a long scenario",
                                  VALUES_MAX);
    struct myc_memory *memory;
    MYC_TRY(myc_memory_create(&memory, 0, reader->error));
    enum myc_status status = MYC_OK;
    for (size_t i = 0; i < sweep->axis_count && status == MYC_OK; i++)
        status = check_values(reader, &sweep->axes[i], memory);
    for (size_t i = 0; i < sweep->axis_count && status == MYC_OK; i++)
        status = check_steps(reader, &sweep->axes[i], memory);
    for (size_t i = 0; i < sweep->axis_count && status == MYC_OK; i++)
        status = check_differs(reader, &sweep->axes[i], memory);
    myc_memory_destroy(memory);
    return status;
}
