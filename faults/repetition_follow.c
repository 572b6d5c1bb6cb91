/* Whenever a fault of another item starts, or ends. */
#include "faults/repetition.h"

struct follow {
    const char *item;
    uint32_t its; /* 0: start, 1: end */
    myc_time wait;
    size_t leader;
};

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    struct follow *follow = parameters;
    return myc_leader_read(myc_setting_find(reading->setting, "item"), reading, &follow->leader);
}

static myc_time next(struct myc_pace *pace, myc_time from)
{
    const struct follow *follow = pace->parameters;
    return myc_time_add(from, follow->wait);
}

static size_t leader(const void *parameters, bool *ends)
{
    const struct follow *follow = parameters;
    *ends = follow->its == 1;
    return follow->leader;
}

static const struct myc_parameter parameters[] = {
    { "item", MYC_UNIT_TEXT,
      .help = "an item above this one, by its name: `name:`, else crash#2 for the second crash",
      .offset = offsetof(struct follow, item) },
    { "its", MYC_UNIT_CHOICE, .initial = "start", .choices = "start|end",
      .help = "whether its start or its end is followed", .offset = offsetof(struct follow, its) },
    { "wait", MYC_UNIT_TIME, .initial = "0s", .min = "0", .help = "from then on; none is 1 ns",
      .offset = offsetof(struct follow, wait) },
    { 0 }
};

const struct myc_repetition_kind myc_repetition_follow = {
    .about = { .name = "follow",
               .help = "whenever a fault of another item starts or ends",
               .example = "follow: {item: crash#1, its: end, wait: 1ms}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct follow),
    .check = check,
    .next = next,
    .leader = leader,
};
