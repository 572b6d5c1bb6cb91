#include "model/recovery.h"

static struct myc_remedy remedy(const struct myc_setback *setback, const void *parameters)
{
    (void)setback;
    (void)parameters;
    return (struct myc_remedy){ .action = MYC_REMEDY_ASK_AGAIN, .wait = true };
}

const struct myc_recovery myc_recovery_retry = {
    .about = { .name = "retry",
               .help = "ask the same host for the same life again, after the backoff",
               .example = "recovery: {policy: retry, detector: {kind: timeout, after: 5ms}}" },
    .remedy = remedy,
};
