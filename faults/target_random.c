/* `random(k)`: k distinct hosts but the client, drawn. */
#include <inttypes.h>

#include "faults/item.h"

struct random {
    uint64_t k;
};

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    const struct random *random = parameters;
    uint32_t hosts = reading->world->cluster->host_count;
    if (random->k <= hosts)
        return MYC_OK;
    return myc_setting_refuse(reading->setting, reading->error,
                              "cannot draw %" PRIu64 " of %u host%s", random->k, hosts,
                              hosts == 1 ? "" : "s");
}

static const char *resolve(const void *parameters, struct myc_aim *aim)
{
    const struct random *random = parameters;
    myc_struck_drawn(aim, (uint32_t)random->k);
    return NULL;
}

static const struct myc_parameter parameters[] = {
    { "k", MYC_UNIT_COUNT, .min = "1", .help = "how many", .offset = offsetof(struct random, k) },
    { 0 }
};

const struct myc_target_kind myc_target_random = {
    .about = { .name = "random",
               .help = "k hosts but the client, distinct, drawn when the fault starts",
               .example = "random(2)",
               .parameters = parameters },
    .gives = MYC_SHAPE_HOSTS,
    .parameters_bytes = sizeof(struct random),
    .check = check,
    .resolve = resolve,
};
