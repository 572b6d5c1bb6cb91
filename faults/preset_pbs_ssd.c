/* Delays of LinkedIn's Voldemort on solid-state disks, as fitted for "Probabilistically bounded
 * staleness": a request takes as long as a write, an answer as long as its acknowledgement. */
#include "faults/preset.h"

#define PAPER "LNKD-SSD: Bailis et al., VLDB 2012, table 3"

static const struct myc_parameter parameters[] = {
    MYC_PRESET_LEG(request, "91.22%", "235us", "10", "602410ns", PAPER ", W"),
    MYC_PRESET_LEG(answer, "91.22%", "235us", "10", "602410ns", PAPER ", A = R = S"),
    MYC_PRESET_FASTER(struct myc_preset_legs),
    { 0 }
};

static enum myc_status generate(void *legs, struct myc_generating *generating)
{
    return myc_preset_delay(legs, generating, parameters);
}

const struct myc_generator myc_preset_pbs_ssd = {
    .about = { .name = "pbs-ssd",
               .help = "delays of replicas on solid-state disks, at LinkedIn",
               .example = "pbs-ssd: {faster: 100}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct myc_preset_legs),
    .generate = generate,
};
