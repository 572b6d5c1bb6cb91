/* `expect`: the response, and further conditions. */
#include <string.h>

#include "experiments/expect.h"
#include "experiments/scenario_sections.h"
#include "experiments/setting_text.h"
#include "experiments/time_text.h"
#include "faults/text.h"
#include "sim/unit.h"

struct section {
    const struct myc_setting *response;
    myc_time within;
    const struct myc_setting *at_most;
    const struct myc_setting *availability;
    const struct myc_setting *mean, *p50, *p95, *p99, *max;
    const struct myc_setting *never, *sometimes;
};

#define SETTING(key, text)                                                                         \
    {                                                                                              \
        .name = #key, .unit = MYC_UNIT_SETTING, .help = text, .offset = offsetof(struct section, key) \
    }

static const struct myc_parameter table[] = {
    SETTING(response, "the response expected; without it the workload's reference"),
    { .name = "within",
      .unit = MYC_UNIT_TIME,
      .initial = "forever",
      .max = "forever",
      .help = "a right response that comes after it is late",
      .source = "Mycel",
      .offset = offsetof(struct section, within) },
    SETTING(at_most, "bounds of counters; {messages: 4, recomputed: 3}"),
    SETTING(availability, "part of the requests that are answered right and in time; \">= 99.9%\""),
    SETTING(mean, "of the latencies of requests; \"<= 5ms\""),
    SETTING(p50, "a percentile of the latencies of requests; \"<= 5ms\""),
    SETTING(p95, "likewise"),
    SETTING(p99, "likewise"),
    SETTING(max, "the longest latency of a request; \"<= 5ms\""),
    SETTING(never, "a record, or a list of them, that must not be written; lost(labels)"),
    SETTING(sometimes, "a record, or a list, that some run of a sweep must write"),
    { 0 },
};

struct expecting {
    struct myc_scenario_reader *reader;
    size_t count, room;
    struct myc_condition *conditions;
};

/* Zeroed but for its kind and words. */
static struct myc_condition *add(struct expecting *expecting, enum myc_condition_kind kind,
                                 const char *words)
{
    expecting->conditions =
        myc_memory_grow(expecting->reader->memory, expecting->conditions, &expecting->room,
                        expecting->count + 1, sizeof *expecting->conditions);
    struct myc_condition *condition = &expecting->conditions[expecting->count++];
    *condition = (struct myc_condition){ .kind = kind, .words = words };
    return condition;
}

/* --- comparisons --- */

/* The operator that `text` begins with, or NULL. */
static const char *operator_of(const char *text, enum myc_comparison *how)
{
    static const char *const operators[] = { "<=", ">=", "<", ">" };
    static const enum myc_comparison meaning[] = { MYC_AT_MOST, MYC_AT_LEAST, MYC_LESS, MYC_MORE };
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (strncmp(text, operators[i], strlen(operators[i])) == 0) {
            *how = meaning[i];
            return operators[i];
        }
    return NULL;
}

/* Reads "<= 20ms": the comparison into `condition`, what it is to into `bound`. */
static enum myc_status read_comparison(struct expecting *expecting,
                                       const struct myc_setting *setting, enum myc_unit unit,
                                       const char *example, struct myc_condition *condition,
                                       void *bound)
{
    struct myc_scenario_reader *reader = expecting->reader;
    const char *text = setting->kind == MYC_SETTING_SCALAR ? setting->text : "";
    const char *found = operator_of(text, &condition->how);
    struct myc_reason why;
    if (!found)
        return myc_setting_refuse(setting, reader->error,
                                  "%s must be a comparison with <, <=, > or >=, in quotes: \"%s\"",
                                  setting->key, example);
    text += strlen(found);
    text += strspn(text, " ");
    if (!myc_unit_read(unit, text, bound, &why))
        return myc_setting_refuse(setting, reader->error, "%s: %s", setting->key, why.text);
    condition->words = myc_memory_format(reader->memory, "%s %s %s", setting->key, found, text);
    return MYC_OK;
}

static enum myc_status read_availability(struct expecting *expecting,
                                         const struct myc_setting *setting)
{
    static const struct myc_ratio none = { 0, 1 }, all = { 1, 1 };
    if (!setting)
        return MYC_OK;
    struct myc_condition *condition = add(expecting, MYC_CONDITION_AVAILABILITY, NULL);
    MYC_TRY(read_comparison(expecting, setting, MYC_UNIT_RATIO, ">= 99.9%", condition,
                            &condition->ratio));
    const int to_all = myc_ratio_compare(condition->ratio, all);
    const int to_none = myc_ratio_compare(condition->ratio, none);
    if (to_all > 0 || (condition->how == MYC_MORE && to_all == 0) ||
        (condition->how == MYC_LESS && to_none == 0))
        return myc_setting_refuse(setting, expecting->reader->error,
                                  "availability is from 0%% to 100%%: it can never be %s",
                                  setting->text);
    return MYC_OK;
}

static enum myc_status read_latency(struct expecting *expecting, const struct myc_setting *setting,
                                    uint32_t permille)
{
    if (!setting)
        return MYC_OK;
    struct myc_condition *condition = add(expecting, MYC_CONDITION_LATENCY, NULL);
    condition->permille = permille;
    MYC_TRY(read_comparison(expecting, setting, MYC_UNIT_TIME, "<= 20ms", condition,
                            &condition->bound));
    if (condition->bound == MYC_FOREVER || (condition->how == MYC_LESS && !condition->bound))
        return myc_setting_refuse(setting, expecting->reader->error,
                                  "%s must be compared with a time that a request can take, not %s",
                                  setting->key, setting->text);
    return MYC_OK;
}

/* --- counters --- */

static enum myc_status refuse_counter(struct expecting *expecting,
                                      const struct myc_setting *setting)
{
    struct myc_memory *memory = expecting->reader->memory;
    const char **names = NULL, *all = "";
    size_t count = 0, room = 0;
    for (; myc_counter_name((uint32_t)count); count++) {
        names = myc_memory_grow(memory, names, &room, count + 2, sizeof *names);
        names[count] = myc_counter_name((uint32_t)count);
        all = myc_memory_format(memory, "%s%s%s", all, count ? " " : "; there are: ", names[count]);
    }
    names[count] = NULL;
    const char *near = myc_did_you_mean(memory, setting->key, names);
    return myc_setting_refuse_key(setting, expecting->reader->error,
                                  "no counter is called '%.40s'%s", setting->key,
                                  *near ? near : all);
}

static enum myc_status read_counter(struct expecting *expecting, const struct myc_setting *setting)
{
    struct myc_scenario_reader *reader = expecting->reader;
    uint32_t counter;
    if (!myc_counter_find(setting->key, &counter))
        return refuse_counter(expecting, setting);
    struct myc_condition *condition = add(expecting, MYC_CONDITION_AT_MOST, NULL);
    condition->counter = counter;
    if (myc_counter_is_time(counter))
        MYC_TRY(myc_read_time(setting, &condition->bound, reader->error));
    else
        MYC_TRY(myc_read_count(setting, 0, INT64_MAX, &condition->bound, reader->error));
    condition->words =
        myc_memory_format(reader->memory, "%s <= %s", setting->key, setting->text);
    return MYC_OK;
}

static enum myc_status read_counters(struct expecting *expecting, const struct myc_setting *setting)
{
    if (!setting || myc_setting_is_null(setting))
        return MYC_OK;
    if (setting->kind != MYC_SETTING_MAP)
        return myc_setting_refuse(setting, expecting->reader->error,
                                  "at_most must be a map of counters to bounds, such as "
                                  "{messages: 4, recomputed: 3}");
    for (const struct myc_setting *child = setting->first; child; child = child->next)
        MYC_TRY(read_counter(expecting, child));
    return MYC_OK;
}

/* --- records --- */

static enum myc_status read_record(struct expecting *expecting, const struct myc_setting *setting,
                                   enum myc_condition_kind kind)
{
    struct myc_scenario_reader *reader = expecting->reader;
    const struct myc_reading reading = { .setting = setting,
                                         .memory = reader->memory,
                                         .error = reader->error };
    struct myc_pattern pattern;
    MYC_TRY(myc_pattern_read(&reading, &pattern));
    for (size_t i = 0; i < expecting->count; i++) {
        const struct myc_condition *other = &expecting->conditions[i];
        if (!other->pattern.label || other->pattern.kind != pattern.kind ||
            strcmp(other->pattern.label, pattern.label) != 0)
            continue;
        return myc_setting_refuse(setting, reader->error, "%s is expected twice",
                                  myc_pattern_text(&pattern, reader->memory));
    }
    const char *words = myc_memory_format(reader->memory, "%s %s",
                                          kind == MYC_CONDITION_NEVER ? "never" : "sometimes",
                                          myc_pattern_text(&pattern, reader->memory));
    add(expecting, kind, words)->pattern = pattern;
    return MYC_OK;
}

static enum myc_status read_records(struct expecting *expecting, const struct myc_setting *setting,
                                    enum myc_condition_kind kind)
{
    if (!setting || myc_setting_is_null(setting))
        return MYC_OK;
    if (setting->kind != MYC_SETTING_LIST)
        return read_record(expecting, setting, kind);
    for (const struct myc_setting *child = setting->first; child; child = child->next)
        MYC_TRY(read_record(expecting, child, kind));
    return MYC_OK;
}

/* --- the section --- */

static enum myc_status read_response(struct expecting *expecting, const struct section *section)
{
    struct myc_scenario_reader *reader = expecting->reader;
    struct myc_expectation *expect = &reader->scenario->expect;
    char within[MYC_TIME_TEXT_BYTES];
    expect->within = section->within;
    if (section->response)
        MYC_TRY(myc_setting_json(section->response, reader->memory, &expect->response,
                                 reader->error));
    if (section->response)
        add(expecting, MYC_CONDITION_RESPONSE, "response");
    if (section->within != MYC_FOREVER)
        add(expecting, MYC_CONDITION_WITHIN,
            myc_memory_format(reader->memory, "within %s", myc_time_text(section->within, within)));
    return MYC_OK;
}

enum myc_status myc_scenario_read_expect(struct myc_scenario_reader *reader,
                                         const struct myc_setting *setting)
{
    struct section section;
    struct expecting expecting = { .reader = reader };
    MYC_TRY(myc_parameters_read(table, setting, NULL, "expect", &section, reader->memory,
                                reader->error));
    reader->scenario->expect = (struct myc_expectation){ 0 };
    MYC_TRY(read_response(&expecting, &section));
    MYC_TRY(read_counters(&expecting, section.at_most));
    MYC_TRY(read_availability(&expecting, section.availability));
    MYC_TRY(read_latency(&expecting, section.mean, 0));
    MYC_TRY(read_latency(&expecting, section.p50, 500));
    MYC_TRY(read_latency(&expecting, section.p95, 950));
    MYC_TRY(read_latency(&expecting, section.p99, 990));
    MYC_TRY(read_latency(&expecting, section.max, 1000));
    MYC_TRY(read_records(&expecting, section.never, MYC_CONDITION_NEVER));
    MYC_TRY(read_records(&expecting, section.sometimes, MYC_CONDITION_SOMETIMES));
    reader->scenario->expect.condition_count = expecting.count;
    reader->scenario->expect.conditions = expecting.conditions;
    return MYC_OK;
}
