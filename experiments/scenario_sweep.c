/* `sweep`: which seeds, which places of the scenario vary, and when it ends.
 * `run` checks it and does not use it. */
#include <stdlib.h>
#include <string.h>

#include "experiments/run.h"
#include "experiments/scenario_sections.h"
#include "experiments/set.h"
#include "experiments/statistics/design.h"
#include "sim/unit.h"

/* Every value is checked by reading the whole scenario with it, in well under a second. */
#define VALUES_MAX 1000u
#define SETTINGS_READ_MAX 1000000u
#define COORDINATES_MAX 1000000u /* points of a design times what varies */

struct section {
    const struct myc_setting *seeds;
    const struct myc_setting *vary;
    const struct myc_setting *design;
    const struct myc_setting *until;
    const struct myc_setting *find;
    myc_time wall;
};

/* What reads a section, and where its memory is. */
struct sweep_reader {
    struct myc_scenario_reader *scenario;
    const struct myc_setting *root;
    struct myc_sweep *sweep;
    struct myc_memory *memory;
    struct myc_error *error;
};

/* --- seeds --- */

static bool read_seed(const char *text, size_t length, uint64_t *out, struct myc_memory *memory)
{
    struct myc_reason why;
    return myc_unit_read(MYC_UNIT_COUNT, myc_memory_text(memory, text, length), out, &why);
}

/* A seed, or A..B. */
static enum myc_status add_seeds(struct sweep_reader *reader, const struct myc_setting *setting)
{
    struct myc_sweep *sweep = reader->sweep;
    struct myc_seed_range range = { .before = sweep->seeds };
    const char *text = setting->kind == MYC_SETTING_SCALAR && !setting->quoted ? setting->text : "";
    const char *dots = strstr(text, "..");
    size_t length = dots ? (size_t)(dots - text) : strlen(text);
    const char *rest = dots ? dots + 2 : text;
    if (!read_seed(text, length, &range.first, reader->memory) ||
        !read_seed(rest, strlen(rest), &range.last, reader->memory))
        return myc_setting_refuse(setting, reader->error,
                                  "seeds are numbers: A..B, one number, or a list of these");
    if (range.first > range.last)
        return myc_setting_refuse(setting, reader->error,
                                  "the first seed is greater than the last");
    sweep->seeds += range.last - range.first + 1;
    if (range.last - range.first >= MYC_SWEEP_RUNS_MAX || sweep->seeds > MYC_SWEEP_RUNS_MAX)
        return myc_setting_refuse(setting, reader->error, "there are more than %llu seeds",
                                  (unsigned long long)MYC_SWEEP_RUNS_MAX);
    sweep->ranges[sweep->range_count++] = range;
    return MYC_OK;
}

static int by_first(const void *a, const void *b)
{
    const struct myc_seed_range *one = a, *other = b;
    return (one->first > other->first) - (one->first < other->first);
}

static enum myc_status check_distinct(const struct sweep_reader *reader,
                                      const struct myc_setting *seeds)
{
    const struct myc_sweep *sweep = reader->sweep;
    size_t bytes = sweep->range_count * sizeof *sweep->ranges;
    struct myc_seed_range *sorted = myc_memory_alloc(reader->memory, bytes);
    memcpy(sorted, sweep->ranges, bytes);
    qsort(sorted, sweep->range_count, sizeof *sorted, by_first);
    for (size_t i = 1; i < sweep->range_count; i++)
        if (sorted[i].first <= sorted[i - 1].last)
            return myc_setting_refuse(seeds, reader->error, "the seed %llu stands twice",
                                      (unsigned long long)sorted[i].first);
    return MYC_OK;
}

/* Without seeds, the scenario's own. */
static enum myc_status read_seeds(struct sweep_reader *reader, const struct myc_setting *seeds)
{
    struct myc_sweep *sweep = reader->sweep;
    size_t count = seeds && seeds->kind == MYC_SETTING_LIST ? seeds->count : 1;
    sweep->ranges = myc_memory_alloc(reader->memory, count * sizeof *sweep->ranges);
    if (!seeds) {
        uint64_t seed = reader->scenario->scenario->seed;
        sweep->ranges[0] = (struct myc_seed_range){ .first = seed, .last = seed };
        sweep->range_count = 1;
        sweep->seeds = 1;
        return MYC_OK;
    }
    if (seeds->kind != MYC_SETTING_LIST)
        return add_seeds(reader, seeds);
    if (seeds->count == 0)
        return myc_setting_refuse(seeds, reader->error, "there must be at least one seed");
    for (const struct myc_setting *seed = seeds->first; seed; seed = seed->next)
        MYC_TRY(add_seeds(reader, seed));
    return check_distinct(reader, seeds);
}

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
static enum myc_status read_ends(struct sweep_reader *reader, const struct myc_setting *range,
                                 const struct myc_setting *from, const struct myc_setting *to,
                                 struct myc_sweep_axis *axis)
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

#define SCALES "linear|log"

static enum myc_status read_range(struct sweep_reader *reader, struct myc_sweep_axis *axis)
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
          .choices = SCALES,
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
    MYC_TRY(read_ends(reader, axis->varied, section.from, section.to, axis));
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
static enum myc_status check_value(struct sweep_reader *reader, const struct myc_setting *varied,
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

/* All of a list; of a range the ends. */
static enum myc_status check_values(struct sweep_reader *reader, const struct myc_sweep_axis *axis,
                                    struct myc_memory *memory)
{
    const struct myc_sweep ends = { .finds = true,
                                    .axis_count = 1,
                                    .axes = &(struct myc_sweep_axis){ 0 } };
    ends.axes[0] = *axis;
    for (uint64_t i = 0; i < (axis->values ? axis->count : 2); i++) {
        myc_memory_reset(memory);
        const struct myc_setting *value =
            axis->values ? axis->values[i]
                         : myc_sweep_value(&ends, 0, i ? MYC_SWEEP_WHOLE : 0, memory);
        MYC_TRY(check_value(reader, axis->varied, value, memory));
    }
    return MYC_OK;
}

/* Whether `path` is `place`, or below it. */
static bool is_within(const char *path, const char *place)
{
    size_t length = strlen(place);
    return strncmp(path, place, length) == 0 && strchr(".", path[length]);
}

static enum myc_status check_path(const struct sweep_reader *reader,
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

static enum myc_status read_axis(struct sweep_reader *reader, const struct myc_setting *varied,
                                 struct myc_sweep_axis *axis)
{
    *axis = (struct myc_sweep_axis){ .varied = varied };
    MYC_TRY(check_path(reader, varied));
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

static enum myc_status check_axes(struct sweep_reader *reader, const struct myc_setting *place)
{
    struct myc_sweep *sweep = reader->sweep;
    uint64_t values = 0;
    for (size_t i = 0; i < sweep->axis_count; i++)
        values += sweep->axes[i].values ? sweep->axes[i].count : 2;
    if (values > VALUES_MAX || values * myc_setting_count(reader->root) > SETTINGS_READ_MAX)
        return myc_setting_refuse(place, reader->error,
                                  "too many values vary: at most %u, and fewer in a long scenario",
                                  VALUES_MAX);
    struct myc_memory *memory;
    MYC_TRY(myc_memory_create(&memory, 0, reader->error));
    enum myc_status status = MYC_OK;
    for (size_t i = 0; i < sweep->axis_count && status == MYC_OK; i++)
        status = check_values(reader, &sweep->axes[i], memory);
    myc_memory_destroy(memory);
    return status;
}

static enum myc_status read_vary(struct sweep_reader *reader, const struct myc_setting *vary)
{
    struct myc_sweep *sweep = reader->sweep;
    if (!vary || myc_setting_is_null(vary))
        return MYC_OK;
    if (vary->kind != MYC_SETTING_MAP)
        return myc_setting_refuse(vary, reader->error,
                                  "vary must be a map of paths to lists, such as "
                                  "{recovery.policy: [none, rehost]}");
    sweep->axes = myc_memory_alloc(reader->memory, vary->count * sizeof *sweep->axes);
    for (const struct myc_setting *varied = vary->first; varied; varied = varied->next)
        MYC_TRY(read_axis(reader, varied, &sweep->axes[sweep->axis_count++]));
    return check_axes(reader, vary);
}

/* --- the design --- */

struct design_section {
    uint32_t kind;
    uint64_t points;
    uint64_t seed;
};

static enum myc_status read_design(struct sweep_reader *reader, const struct myc_setting *design,
                                   struct design_section *section)
{
    static const struct myc_parameter table[] = {
        { .name = "kind",
          .unit = MYC_UNIT_CHOICE,
          .initial = "grid",
          .choices = "grid|random|latin_hypercube|sobol", /* enum myc_sweep_design */
          .help = "which points of all that vary are cells",
          .offset = offsetof(struct design_section, kind) },
        { .name = "points",
          .unit = MYC_UNIT_COUNT,
          .initial = "0",
          .help = "how many; in a grid all",
          .offset = offsetof(struct design_section, points) },
        { .name = "seed",
          .unit = MYC_UNIT_COUNT,
          .initial = "1",
          .help = "of the points",
          .offset = offsetof(struct design_section, seed) },
        { 0 },
    };
    struct myc_setting map = { 0 }, kind;
    if (design && design->kind == MYC_SETTING_SCALAR && !myc_setting_is_null(design)) {
        kind = *design;
        map = *design;
        map.kind = MYC_SETTING_MAP;
        map.first = &kind;
        map.count = 1;
        kind.key = "kind";
        kind.key_place = kind.place;
        kind.next = NULL;
        design = &map;
    }
    MYC_TRY(myc_parameters_read(table, design, NULL, "the design", section, reader->memory,
                                reader->error));
    reader->sweep->design = (enum myc_sweep_design)section->kind;
    if (section->kind == MYC_SWEEP_GRID && section->points)
        return myc_setting_refuse_key(myc_setting_find(design, "points"), reader->error,
                                      "a grid has all points of what varies");
    if (section->kind != MYC_SWEEP_GRID &&
        (section->points < 1 || section->points > MYC_SWEEP_CELLS_MAX))
        return myc_setting_refuse(design == &map || !myc_setting_find(design, "points")
                                      ? design
                                      : myc_setting_find(design, "points"),
                                  reader->error, "how many points? 1 to %u: {kind: %s, points: 64}",
                                  MYC_SWEEP_CELLS_MAX,
                                  section->kind == MYC_SWEEP_SOBOL    ? "sobol"
                                  : section->kind == MYC_SWEEP_RANDOM ? "random"
                                                                      : "latin_hypercube");
    return MYC_OK;
}

/* How many cells, and for all but a grid where they are. */
static enum myc_status place_cells(struct sweep_reader *reader, const struct myc_setting *place,
                                   const struct design_section *section)
{
    static const enum myc_design designs[] = { [MYC_SWEEP_RANDOM] = MYC_DESIGN_RANDOM,
                                               [MYC_SWEEP_LATIN_HYPERCUBE] = MYC_DESIGN_LATIN,
                                               [MYC_SWEEP_SOBOL] = MYC_DESIGN_SOBOL };
    struct myc_sweep *sweep = reader->sweep;
    sweep->cells = 1;
    for (size_t i = 0; i < sweep->axis_count && sweep->design == MYC_SWEEP_GRID; i++)
        if (__builtin_mul_overflow(sweep->cells, sweep->axes[i].count, &sweep->cells) ||
            sweep->cells > MYC_SWEEP_CELLS_MAX)
            return myc_setting_refuse(place, reader->error,
                                      "this grid has more than %u cells: a design such as {kind: "
                                      "sobol, points: 64} has as many as it says",
                                      MYC_SWEEP_CELLS_MAX);
    if (sweep->design == MYC_SWEEP_GRID)
        return MYC_OK;
    if (sweep->axis_count == 0)
        return myc_setting_refuse(place, reader->error, "a design needs something in `vary'");
    sweep->cells = section->points;
    if (sweep->cells * sweep->axis_count > COORDINATES_MAX)
        return myc_setting_refuse(place, reader->error,
                                  "%llu points of %zu things that vary are too many: at most %u "
                                  "values in all",
                                  (unsigned long long)sweep->cells, sweep->axis_count,
                                  COORDINATES_MAX);
    double *points =
        myc_memory_alloc(reader->memory, sweep->cells * sweep->axis_count * sizeof *points);
    struct myc_error refusal = { .status = MYC_OK };
    sweep->points = points;
    if (myc_design_fill(designs[sweep->design], section->seed, sweep->axis_count, sweep->cells,
                        points, &refusal) != MYC_OK)
        return myc_setting_refuse(place, reader->error, "%s", refusal.message);
    return MYC_OK;
}

/* --- until --- */

struct until_section {
    struct myc_ratio half_width;
    uint64_t batch;
};

static enum myc_status read_until(struct sweep_reader *reader, const struct myc_setting *until)
{
    static const struct myc_parameter table[] = {
        { .name = "half_width",
          .unit = MYC_UNIT_RATIO,
          .help = "a cell has seeds enough when the 95% interval of its pass rate is so narrow",
          .offset = offsetof(struct until_section, half_width) },
        { .name = "batch",
          .unit = MYC_UNIT_COUNT,
          .initial = "100",
          .min = "1",
          .max = "1000000",
          .help = "looked at after each so many seeds",
          .offset = offsetof(struct until_section, batch) },
        { 0 },
    };
    struct until_section section;
    reader->sweep->batch = reader->sweep->seeds;
    if (!until || myc_setting_is_null(until))
        return MYC_OK;
    MYC_TRY(
        myc_parameters_read(table, until, NULL, "until", &section, reader->memory, reader->error));
    if (section.half_width.numerator == 0)
        return myc_setting_refuse(myc_setting_find(until, "half_width"), reader->error,
                                  "no number of seeds makes an interval of width 0");
    reader->sweep->half_width =
        (double)section.half_width.numerator / (double)section.half_width.denominator;
    if (section.batch < reader->sweep->batch)
        reader->sweep->batch = section.batch;
    return MYC_OK;
}

/* --- find --- */

struct find_section {
    const char *vary;
    const char *where;
    const struct myc_setting *between;
    uint32_t log;
    uint64_t steps;
};

static enum myc_status refuse_where(struct sweep_reader *reader, const struct myc_setting *where)
{
    return myc_setting_refuse(where, reader->error,
                              "where is a rate, a comparison and a ratio, such as "
                              "\"pass_rate < 99%%\": pass_rate, fail_rate or unknown_rate; <, <=, "
                              "> or >=");
}

static enum myc_status read_where(struct sweep_reader *reader, const struct myc_setting *setting,
                                  const char *text)
{
    static const char *const rates[] = { "pass_rate", "fail_rate", "unknown_rate" };
    struct myc_sweep_where *where = &reader->sweep->where;
    struct myc_reason why;
    where->text = text;
    size_t length = strcspn(text, " <>=");
    for (where->rate = 0; where->rate < 3; where->rate++)
        if (strlen(rates[where->rate]) == length && strncmp(rates[where->rate], text, length) == 0)
            break;
    text += length;
    text += strspn(text, " ");
    where->less = *text == '<';
    if (where->rate == 3 || (*text != '<' && *text != '>'))
        return refuse_where(reader, setting);
    where->or_equal = *++text == '=';
    text += where->or_equal;
    text += strspn(text, " ");
    if (!myc_unit_read(MYC_UNIT_RATIO, text, &where->threshold, &why))
        return refuse_where(reader, setting);
    return MYC_OK;
}

/* The two ends as a range at the path that `vary` names. */
static enum myc_status read_between(struct sweep_reader *reader, const struct myc_setting *find,
                                    const struct find_section *section)
{
    const struct myc_setting *between = section->between;
    const struct myc_setting *path = myc_setting_find(find, "vary");
    if (!between || between->kind != MYC_SETTING_LIST || between->count != 2)
        return myc_setting_refuse(between ? between : find, reader->error,
                                  "between: the two ends, such as [0%%, 10%%]");
    struct myc_setting *varied = myc_memory_alloc(reader->memory, sizeof *varied);
    struct myc_sweep *sweep = reader->sweep;
    *varied = *between;
    varied->key = section->vary;
    varied->key_place = path->place;
    sweep->axes = myc_memory_alloc(reader->memory, sizeof *sweep->axes);
    sweep->axis_count = 1;
    sweep->axes[0] = (struct myc_sweep_axis){ .varied = varied, .log = section->log };
    MYC_TRY(check_path(reader, varied));
    MYC_TRY(read_ends(reader, between, between->first, between->first->next, &sweep->axes[0]));
    return check_axes(reader, between);
}

static enum myc_status read_find(struct sweep_reader *reader, const struct myc_setting *find)
{
    static const struct myc_parameter table[] = {
        { .name = "vary",
          .unit = MYC_UNIT_TEXT,
          .help = "the path of a number",
          .offset = offsetof(struct find_section, vary) },
        { .name = "where",
          .unit = MYC_UNIT_TEXT,
          .help = "what is false at one end and true at the other, such as \"pass_rate < 99%\"",
          .offset = offsetof(struct find_section, where) },
        { .name = "between",
          .unit = MYC_UNIT_SETTING,
          .help = "the two ends",
          .offset = offsetof(struct find_section, between) },
        { .name = "scale",
          .unit = MYC_UNIT_CHOICE,
          .initial = "linear",
          .choices = SCALES,
          .help = "what the middle between two values is",
          .offset = offsetof(struct find_section, log) },
        { .name = "steps",
          .unit = MYC_UNIT_COUNT,
          .initial = "10",
          .min = "1",
          .max = "30",
          .help = "how often what is between them is halved",
          .offset = offsetof(struct find_section, steps) },
        { 0 },
    };
    struct find_section section;
    if (!find || myc_setting_is_null(find))
        return MYC_OK;
    MYC_TRY(
        myc_parameters_read(table, find, NULL, "find", &section, reader->memory, reader->error));
    if (reader->sweep->axis_count || reader->sweep->design != MYC_SWEEP_GRID)
        return myc_setting_refuse_key(find, reader->error,
                                      "a search for a cliff makes its own cells: it stands "
                                      "without `vary' and `design'");
    MYC_TRY(read_where(reader, myc_setting_find(find, "where"), section.where));
    MYC_TRY(read_between(reader, find, &section));
    reader->sweep->finds = true;
    reader->sweep->cells = section.steps + 2;
    return MYC_OK;
}

/* --- the whole --- */

static enum myc_status read_section(struct sweep_reader *reader, const struct myc_setting *setting)
{
    static const struct myc_parameter table[] = {
        { .name = "seeds",
          .unit = MYC_UNIT_SETTING,
          .help = "A..B, one number, or a list of these",
          .offset = offsetof(struct section, seeds) },
        { .name = "vary",
          .unit = MYC_UNIT_SETTING,
          .help = "which places take which values: {PATH: [VALUE, ...], ...}",
          .offset = offsetof(struct section, vary) },
        { .name = "design",
          .unit = MYC_UNIT_SETTING,
          .help = "which of their combinations",
          .offset = offsetof(struct section, design) },
        { .name = "until",
          .unit = MYC_UNIT_SETTING,
          .help = "when a cell has had seeds enough",
          .offset = offsetof(struct section, until) },
        { .name = "find",
          .unit = MYC_UNIT_SETTING,
          .help = "a number is searched for where something begins to hold",
          .offset = offsetof(struct section, find) },
        { .name = "wall",
          .unit = MYC_UNIT_TIME,
          .initial = "10min",
          .min = "1ms",
          .max = "forever",
          .help = "real time after which a run is killed",
          .offset = offsetof(struct section, wall) },
        { 0 },
    };
    struct section section;
    struct design_section design;
    MYC_TRY(myc_parameters_read(table, setting, NULL, "sweep", &section, reader->memory,
                                reader->error));
    reader->sweep->wall = section.wall;
    MYC_TRY(read_seeds(reader, section.seeds));
    MYC_TRY(read_design(reader, section.design, &design));
    MYC_TRY(read_vary(reader, section.vary));
    MYC_TRY(place_cells(reader, section.design ? section.design : section.vary, &design));
    MYC_TRY(read_until(reader, section.until));
    MYC_TRY(read_find(reader, section.find));
    if (reader->sweep->cells * reader->sweep->seeds > MYC_SWEEP_RUNS_MAX)
        return myc_setting_refuse(setting, reader->error, "these are more than %llu runs",
                                  (unsigned long long)MYC_SWEEP_RUNS_MAX);
    return MYC_OK;
}

enum myc_status myc_scenario_read_sweep(struct myc_scenario_reader *reader,
                                        const struct myc_setting *root)
{
    const struct myc_setting *setting = myc_setting_find(root, "sweep");
    struct myc_sweep *sweep = myc_memory_alloc(reader->memory, sizeof *sweep);
    struct sweep_reader at = { reader, root, sweep, reader->memory, reader->error };
    MYC_TRY(read_section(&at, setting));
    reader->scenario->root = root;
    reader->scenario->sweep = sweep;
    return MYC_OK;
}
