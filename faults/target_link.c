/* `link(a b)`: the path between two hosts, both ways. */
#include "faults/item.h"

struct link {
    const char *a;
    const char *b;
    uint32_t hosts[2];
};

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    struct link *link = parameters;
    MYC_TRY(myc_host_read(reading->setting, link->a, reading, &link->hosts[0]));
    MYC_TRY(myc_host_read(reading->setting, link->b, reading, &link->hosts[1]));
    if (link->hosts[0] != link->hosts[1])
        return MYC_OK;
    return myc_setting_refuse(reading->setting, reading->error,
                              "a link joins two hosts; within '%s' nothing is sent", link->a);
}

static const char *resolve(const void *parameters, struct myc_aim *aim)
{
    const struct link *link = parameters;
    aim->struck.host_count = 2;
    aim->struck.hosts = link->hosts;
    return NULL;
}

static const struct myc_parameter parameters[] = {
    { "a", MYC_UNIT_TEXT, .help = "one end", .offset = offsetof(struct link, a) },
    { "b", MYC_UNIT_TEXT, .help = "the other end", .offset = offsetof(struct link, b) },
    { 0 }
};

const struct myc_target_kind myc_target_link = {
    .about = { .name = "link",
               .help = "the path between two hosts, both directions",
               .example = "link(client m2)",
               .parameters = parameters },
    .gives = MYC_SHAPE_LINK,
    .parameters_bytes = sizeof(struct link),
    .check = check,
    .resolve = resolve,
};
