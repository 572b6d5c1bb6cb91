/* `after: KIND(label)` with `nth` and `wait`: once, that long after the nth
 * such record. */
#include <inttypes.h>

#include "faults/text.h"

struct after {
    const struct myc_setting *setting;
    uint64_t nth;
    myc_time wait;
    struct myc_pattern pattern;
};

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    struct after *after = parameters;
    struct myc_reading here = *reading;
    here.setting = after->setting;
    return myc_pattern_read(&here, &after->pattern);
}

static const struct myc_pattern *pattern(const void *parameters)
{
    const struct after *after = parameters;
    return &after->pattern;
}

/* A record never acts inside the event that made it: no wait is 1 ns. */
static myc_time matched(const void *parameters, uint64_t count, myc_time now)
{
    const struct after *after = parameters;
    if (count != after->nth)
        return MYC_FOREVER;
    return myc_time_add(now, after->wait ? after->wait : 1);
}

static const char *print(const void *parameters, struct myc_memory *memory)
{
    const struct after *after = parameters;
    struct myc_line line = { .memory = memory };
    myc_line_add(&line, "after: %s", myc_pattern_text(&after->pattern, memory));
    if (after->nth != 1)
        myc_line_add(&line, ", nth: %" PRIu64, after->nth);
    if (after->wait)
        myc_line_add(&line, ", wait: %" PRIu64, after->wait);
    return line.text;
}

static const struct myc_parameter parameters[] = {
    { "after", MYC_UNIT_SETTING, .help = "the record that starts it, KIND(label)",
      .offset = offsetof(struct after, setting) },
    { "nth", MYC_UNIT_COUNT, .initial = "1", .min = "1", .help = "which of these records",
      .offset = offsetof(struct after, nth) },
    { "wait", MYC_UNIT_TIME, .initial = "0s", .min = "0",
      .help = "from the record to the start; none is 1 ns",
      .offset = offsetof(struct after, wait) },
    { 0 }
};

const struct myc_trigger_kind myc_trigger_after = {
    .about = { .name = "after",
               .help = "once, after a record",
               .example = "after: pinned(labels)",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct after),
    .check = check,
    .pattern = pattern,
    .matched = matched,
    .print = print,
};
