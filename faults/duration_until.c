/* `until: KIND(label)`: to the first such record after the start. */
#include "faults/text.h"

struct until {
    const struct myc_setting *setting;
    struct myc_pattern pattern;
};

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    struct until *until = parameters;
    struct myc_reading here = *reading;
    here.setting = until->setting;
    return myc_pattern_read(&here, &until->pattern);
}

static myc_time length(const void *parameters, struct myc_stream *stream)
{
    (void)parameters;
    (void)stream;
    return MYC_FOREVER;
}

static const struct myc_pattern *pattern(const void *parameters)
{
    const struct until *until = parameters;
    return &until->pattern;
}

static const char *print(const void *parameters, struct myc_memory *memory)
{
    return myc_memory_format(memory, "until: %s", myc_pattern_text(pattern(parameters), memory));
}

static const struct myc_parameter parameters[] = {
    { "until", MYC_UNIT_SETTING, .help = "the record that ends it, KIND(label), 1 ns later",
      .offset = offsetof(struct until, setting) },
    { 0 }
};

const struct myc_duration_kind myc_duration_until = {
    .about = { .name = "until",
               .help = "to the first such record after the start",
               .example = "until: completed(labels)",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct until),
    .check = check,
    .length = length,
    .pattern = pattern,
    .print = print,
};
