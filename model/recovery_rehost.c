#include "model/spare.h"

struct rehost {
    uint32_t spare;
};

static const struct myc_parameter parameters[] = {
    MYC_SPARE_PARAMETER(struct rehost, spare),
    { 0 },
};

static struct myc_remedy remedy(const struct myc_setback *setback, const void *given)
{
    const struct rehost *rehost = given;
    return myc_spare_remedy(setback, myc_spare_host(setback, (enum myc_spare)rehost->spare));
}

const struct myc_recovery myc_recovery_rehost = {
    .about = { .name = "rehost",
               .help = "replay the lineage on a spare host, at once; where none is left, as "
                       "restart_replay",
               .example = "recovery: {policy: rehost, spare: near}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct rehost),
    .remedy = remedy,
};
