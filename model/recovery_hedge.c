#include "model/spare.h"

struct hedge {
    myc_time after;
    uint64_t copies;
    uint32_t place;
    uint32_t spare;
};

static const struct myc_parameter parameters[] = {
    { .name = "after",
      .unit = MYC_UNIT_TIME,
      .initial = "5ms",
      .min = "1ns",
      .max = "365d",
      .help = "a second request is sent when the first has no answer so long",
      .source = "Mycel",
      .offset = offsetof(struct hedge, after) },
    MYC_COPIES_PARAMETER(struct hedge, copies, "1"),
    MYC_PLACE_PARAMETER(struct hedge, place),
    MYC_SPARE_PARAMETER(struct hedge, spare),
    { 0 },
};

static myc_time after(const void *given)
{
    const struct hedge *hedge = given;
    return hedge->after;
}

static struct myc_copies copies(const void *given)
{
    const struct hedge *hedge = given;
    return (struct myc_copies){ hedge->copies, myc_place_spare(hedge->place) };
}

static struct myc_remedy remedy(const struct myc_setback *setback, const void *given)
{
    const struct hedge *hedge = given;
    return myc_spare_or_copy(setback, (enum myc_spare)hedge->spare);
}

const struct myc_recovery myc_recovery_hedge = {
    .about = { .name = "hedge",
               .help =
                   "ask a second host where the first is slow, the first answer counts; else as "
                   "replicate",
               .example = "recovery: {policy: hedge, after: 2ms}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct hedge),
    .remedy = remedy,
    .copies = copies,
    .hedge = after,
};
