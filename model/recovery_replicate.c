#include "model/spare.h"

struct replicate {
    uint64_t copies;
    uint32_t spare;
};

static const struct myc_parameter parameters[] = {
    MYC_COPIES_PARAMETER(struct replicate, copies, "2"),
    MYC_SPARE_PARAMETER(struct replicate, spare),
    { 0 },
};

static uint64_t copies(const void *given)
{
    const struct replicate *replicate = given;
    return replicate->copies;
}

static struct myc_remedy remedy(const struct myc_setback *setback, const void *given)
{
    const struct replicate *replicate = given;
    return myc_spare_or_copy(setback, (enum myc_spare)replicate->spare);
}

const struct myc_recovery myc_recovery_replicate = {
    .about = { .name = "replicate",
               .help = "persist keeps copies on further hosts, which are asked when it has failed; "
                       "else as rehost",
               .example = "recovery: {policy: replicate, copies: 3}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct replicate),
    .remedy = remedy,
    .copies = copies,
};
