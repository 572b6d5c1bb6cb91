/* `by: {REPETITION: {...}}` with `from` and `times`: again and again. */
#include <inttypes.h>

#include "faults/repetition.h"
#include "faults/text.h"

struct by {
    const struct myc_setting *setting;
    struct myc_repetition repetition;
    const char *words; /* "poisson: {mean: 1000}" */
};

static enum myc_status find_kind(const struct myc_setting *setting,
                                 const struct myc_reading *reading,
                                 const struct myc_repetition_kind **kind)
{
    if (setting->kind != MYC_SETTING_MAP || setting->count != 1)
        return myc_setting_refuse(setting, reading->error,
                                  "expected one repetition, {KIND: {...}}, for example {%s}",
                                  myc_repetitions[0]->about.example);
    *kind = myc_member_find(myc_repetitions, setting->first->key);
    if (*kind)
        return MYC_OK;
    size_t count = 0;
    while (myc_repetitions[count])
        count++;
    const char **names = myc_memory_alloc(reading->memory, (count + 1) * sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = myc_repetitions[i]->about.name;
    return myc_setting_refuse_key(setting->first, reading->error, "no repetition is called '%s'%s",
                                  setting->first->key,
                                  myc_did_you_mean(reading->memory, setting->first->key, names));
}

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    struct by *by = parameters;
    struct myc_repetition *read = &by->repetition;
    MYC_TRY(find_kind(by->setting, reading, &read->kind));
    const struct myc_setting *map = by->setting->first;
    const struct myc_kind *about = &read->kind->about;
    if (map->kind != MYC_SETTING_MAP)
        return myc_setting_refuse(map, reading->error, "%s needs a map, for example %s",
                                  about->name, about->example);
    struct myc_reading here = *reading;
    here.setting = map;
    void *own = myc_memory_alloc(reading->memory, read->kind->parameters_bytes);
    MYC_TRY(myc_parameters_read(about->parameters, map, NULL, about->name, own, reading->memory,
                                reading->error));
    if (read->kind->check)
        MYC_TRY(read->kind->check(own, &here));
    read->parameters = own;
    struct myc_line line = { .memory = reading->memory };
    myc_line_add_parameters(&line, about->parameters, map, own);
    by->words = myc_memory_format(reading->memory, "%s: {%s}", about->name, myc_line_text(&line));
    return MYC_OK;
}

static const struct myc_repetition *repetition(const void *parameters)
{
    const struct by *by = parameters;
    return &by->repetition;
}

static const char *print(const void *parameters, struct myc_memory *memory)
{
    const struct by *by = parameters;
    struct myc_line line = { .memory = memory };
    myc_line_add(&line, "by: {%s}", by->words);
    if (by->repetition.from)
        myc_line_add(&line, ", from: %" PRIu64, by->repetition.from);
    if (by->repetition.times)
        myc_line_add(&line, ", times: %" PRIu64, by->repetition.times);
    return line.text;
}

static const struct myc_parameter parameters[] = {
    { "by", MYC_UNIT_SETTING,
      .help = "what starts it again and again, {KIND: {...}}; see the family repetition",
      .offset = offsetof(struct by, setting) },
    { "from", MYC_UNIT_TIME, .initial = "0s", .min = "0", .help = "nothing starts before",
      .offset = offsetof(struct by, repetition.from) },
    { "times", MYC_UNIT_COUNT, .initial = "0",
      .help = "how often at most, for each process; 0: any number",
      .offset = offsetof(struct by, repetition.times) },
    { 0 }
};

const struct myc_trigger_kind myc_trigger_by = {
    .about = { .name = "by",
               .help = "again and again",
               .example = "by: {poisson: {mean: 1s}}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct by),
    .check = check,
    .repetition = repetition,
    .print = print,
};
