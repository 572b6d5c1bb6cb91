/* Delays of Yammer's Riak, as fitted for "Probabilistically bounded staleness": a request takes as
 * long as a write, an answer as long as its acknowledgement. */
#include "faults/preset.h"

#define PAPER "YMMR: Bailis et al., VLDB 2012, table 3"

static const struct myc_parameter parameters[] = {
    MYC_PRESET_LEG(request, "93.9%", "3ms", "3.35", "357142857ns", PAPER ", W"),
    MYC_PRESET_LEG(answer, "98.2%", "1500us", "3.8", "46082949ns", PAPER ", A = R = S"),
    MYC_PRESET_FASTER(struct myc_preset_legs),
    { 0 }
};

static enum myc_status generate(void *legs, struct myc_generating *generating)
{
    return myc_preset_delay(legs, generating, parameters);
}

const struct myc_generator myc_preset_pbs_yammer = {
    .about = { .name = "pbs-yammer",
               .help = "delays of replicas at Yammer",
               .example = "pbs-yammer: {faster: 100}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct myc_preset_legs),
    .generate = generate,
};
