/* Sweeps that decide from results: when a cell has had seeds enough, and where
 * something begins to hold. */
#include <string.h>

#include "experiments/run.h"
#include "experiments/scenario_sweep.h"
#include "sim/unit.h"

/* --- until --- */

struct until_section {
    struct myc_ratio half_width;
    uint64_t batch;
};

enum myc_status myc_sweep_read_until(struct myc_sweep_reader *reader,
                                     const struct myc_setting *until)
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

static enum myc_status refuse_where(struct myc_sweep_reader *reader,
                                    const struct myc_setting *where)
{
    return myc_setting_refuse(where, reader->error,
                              "where is a rate, a comparison and a ratio, such as "
                              "\"pass_rate < 99%%\": pass_rate, fail_rate or unknown_rate; <, <=, "
                              "> or >=");
}

static enum myc_status read_where(struct myc_sweep_reader *reader,
                                  const struct myc_setting *setting, const char *text)
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
static enum myc_status read_between(struct myc_sweep_reader *reader, const struct myc_setting *find,
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
    MYC_TRY(myc_sweep_check_path(reader, varied));
    MYC_TRY(myc_sweep_read_ends(reader, between, between->first, between->first->next,
                                &sweep->axes[0]));
    return myc_sweep_check_axes(reader, between);
}

enum myc_status myc_sweep_read_find(struct myc_sweep_reader *reader, const struct myc_setting *find)
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
          .choices = MYC_SWEEP_SCALES,
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
