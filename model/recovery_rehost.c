#include "model/spare.h"

struct rehost {
    uint32_t spare;
};

static const struct myc_parameter parameters[] = {
    { .name = "spare",
      .unit = MYC_UNIT_CHOICE,
      .initial = "lowest",
      .choices = MYC_SPARE_CHOICES,
      .help = "which host takes over: up, and with no part in the lineage where there is one",
      .offset = offsetof(struct rehost, spare) },
    { 0 },
};

static struct myc_remedy remedy(const struct myc_setback *setback, const void *given)
{
    const struct rehost *rehost = given;
    uint32_t host = myc_spare_host(setback, (enum myc_spare)rehost->spare);
    struct myc_remedy chosen = { .action = MYC_REMEDY_ASK_AGAIN };
    if (host != MYC_NO_SPARE) {
        chosen.redirect = true;
        chosen.to.host = host;
    } else {
        /* Nobody else is left: the same host, in its next life. */
        chosen.redirect = setback->successor > setback->asked.number;
        chosen.to.host = setback->asked.host;
        chosen.wait = true;
    }
    return chosen;
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
