#include "model/recovery.h"

#define NO_SPARE UINT32_MAX

/* The lowest-numbered host that is believed up and plays no part in the lineage, else the lowest
 * believed up but for the one that failed (Q18). Never the client. */
static uint32_t spare(const struct myc_setback *setback)
{
    uint32_t client = myc_cluster_client(setback->cluster);
    uint32_t any = NO_SPARE;
    for (uint32_t host = 0; host < client; host++) {
        if (setback->avoid[host] || host == setback->asked.host)
            continue;
        if (!setback->in_lineage[host])
            return host;
        if (any == NO_SPARE)
            any = host;
    }
    return any;
}

static struct myc_remedy remedy(const struct myc_setback *setback)
{
    uint32_t host = spare(setback);
    struct myc_remedy chosen = { .action = MYC_REMEDY_ASK_AGAIN };
    if (host != NO_SPARE) {
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
               .example = "recovery: {policy: rehost}" },
    .remedy = remedy,
};
