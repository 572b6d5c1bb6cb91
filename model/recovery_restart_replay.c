#include "model/recovery.h"

/* A life that is over has a successor under the same name: the lineage is replayed there. */
static struct myc_remedy remedy(const struct myc_setback *setback, const void *parameters)
{
    (void)parameters;
    return (struct myc_remedy){
        .action = MYC_REMEDY_ASK_AGAIN,
        .redirect = true,
        .to = { .host = setback->asked.host },
        .wait = true,
    };
}

const struct myc_recovery myc_recovery_restart_replay = {
    .about = { .name = "restart_replay",
               .help = "ask the same host again, after the backoff; its next life replays",
               .example = "recovery: {policy: restart_replay}" },
    .remedy = remedy,
};
