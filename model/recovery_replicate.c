#include "model/spare.h"

struct replicate {
    uint64_t copies;
    uint32_t spare;
};

static const struct myc_parameter parameters[] = {
    { .name = "copies",
      .unit = MYC_UNIT_COUNT,
      .initial = "2",
      .min = "1",
      .max = "1000",
      .help = "hosts that keep each pinned silo, the one that pins it included",
      .source = "Mycel",
      .offset = offsetof(struct replicate, copies) },
    MYC_SPARE_PARAMETER(struct replicate, spare),
    { 0 },
};

static uint64_t copies(const void *given)
{
    const struct replicate *replicate = given;
    return replicate->copies;
}

/* Whoever was told of a holder has asked it before this: here nobody was. */
static struct myc_remedy remedy(const struct myc_setback *setback, const void *given)
{
    const struct replicate *replicate = given;
    if (setback->copy != MYC_NO_SPARE)
        return myc_spare_remedy(setback, setback->copy);
    return myc_spare_remedy(setback, myc_spare_host(setback, (enum myc_spare)replicate->spare));
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
