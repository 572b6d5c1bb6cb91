#include "model/spare.h"

struct replicate {
    uint64_t copies;
    uint32_t place;
    uint32_t spare;
};

static const struct myc_parameter parameters[] = {
    MYC_COPIES_PARAMETER(struct replicate, copies, "2"),
    MYC_PLACE_PARAMETER(struct replicate, place),
    MYC_SPARE_PARAMETER(struct replicate, spare),
    { 0 },
};

static struct myc_copies copies(const void *given)
{
    const struct replicate *replicate = given;
    return (struct myc_copies){ replicate->copies, myc_place_spare(replicate->place) };
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
