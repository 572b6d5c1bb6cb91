#include "model/recovery.h"

static struct myc_remedy remedy(const struct myc_setback *setback, const void *parameters)
{
    (void)setback;
    (void)parameters;
    return (struct myc_remedy){ .action = MYC_REMEDY_GIVE_UP };
}

const struct myc_recovery myc_recovery_none = {
    .about = { .name = "none",
               .help = "the first failed attempt is an error",
               .example = "recovery: {policy: none}" },
    .remedy = remedy,
};
