/* `sweep`: which seeds, which places of the scenario vary, and when it ends.
 * `run` checks it and does not use it. */
#include <stdlib.h>
#include <string.h>

#include "experiments/scenario_sweep.h"
#include "experiments/statistics/design.h"
#include "sim/unit.h"

#define COORDINATES_MAX 1000000u /* points of a design times what varies */

struct section {
    const struct myc_setting *seeds;
    const struct myc_setting *vary;
    const struct myc_setting *design;
    const struct myc_setting *until;
    const struct myc_setting *find;
    myc_time wall;
};

/* --- seeds --- */

static bool read_seed(const char *text, size_t length, uint64_t *out, struct myc_memory *memory)
{
    struct myc_reason why;
    return myc_unit_read(MYC_UNIT_COUNT, myc_memory_text(memory, text, length), out, &why);
}

/* A seed, or A..B. */
static enum myc_status add_seeds(struct myc_sweep_reader *reader, const struct myc_setting *setting)
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

static enum myc_status check_distinct(const struct myc_sweep_reader *reader,
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
static enum myc_status read_seeds(struct myc_sweep_reader *reader, const struct myc_setting *seeds)
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

/* --- vary --- */

static enum myc_status read_vary(struct myc_sweep_reader *reader, const struct myc_setting *vary)
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
        MYC_TRY(myc_sweep_read_axis(reader, varied, &sweep->axes[sweep->axis_count++]));
    return myc_sweep_check_axes(reader, vary);
}

/* --- the design --- */

struct design_section {
    uint32_t kind;
    uint64_t points;
    uint64_t seed;
};

static enum myc_status read_design(struct myc_sweep_reader *reader,
                                   const struct myc_setting *design, struct design_section *section)
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
static enum myc_status place_cells(struct myc_sweep_reader *reader, const struct myc_setting *place,
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

/* --- the whole --- */

static enum myc_status read_section(struct myc_sweep_reader *reader,
                                    const struct myc_setting *setting)
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
    MYC_TRY(myc_sweep_read_until(reader, section.until));
    MYC_TRY(myc_sweep_read_find(reader, section.find));
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
    struct myc_sweep_reader at = { reader, root, sweep, reader->memory, reader->error };
    MYC_TRY(read_section(&at, setting));
    reader->scenario->root = root;
    reader->scenario->sweep = sweep;
    return MYC_OK;
}
