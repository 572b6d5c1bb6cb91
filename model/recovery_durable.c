#include "model/spare.h"

struct durable {
    uint32_t spare;
};

static const struct myc_parameter parameters[] = {
    MYC_SPARE_PARAMETER(struct durable, spare),
    { 0 },
};

static struct myc_remedy remedy(const struct myc_setback *setback, const void *given)
{
    const struct durable *durable = given;
    return myc_spare_remedy(setback, myc_spare_host(setback, (enum myc_spare)durable->spare));
}

const struct myc_recovery myc_recovery_durable = {
    .about = { .name = "durable",
               .help = "every persist writes a shared stable file, which is read instead of "
                       "replaying; else as rehost",
               .example = "recovery: {policy: durable}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct durable),
    .remedy = remedy,
    .durable = true,
};
