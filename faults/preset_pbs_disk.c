/* Delays of LinkedIn's Voldemort on spinning disks, as fitted for "Probabilistically bounded
 * staleness": a request takes as long as a write, an answer as long as its acknowledgement. */
#include "faults/preset.h"

#define PAPER "LNKD-DISK: Bailis et al., VLDB 2012, table 3"

static const struct myc_parameter parameters[] = {
    MYC_PRESET_LEG(request, "38%", "1050us", "1.51", "5464481ns", PAPER ", W"),
    MYC_PRESET_LEG(answer, "91.22%", "235us", "10", "602410ns", PAPER ", A = R = S"),
    MYC_PRESET_FASTER(struct myc_preset_legs),
    { 0 }
};

static enum myc_status generate(void *legs, struct myc_generating *generating)
{
    return myc_preset_delay(legs, generating, parameters);
}

const struct myc_generator myc_preset_pbs_disk = {
    .about = { .name = "pbs-disk",
               .help = "delays of replicas on spinning disks, at LinkedIn",
               .example = "pbs-disk: {faster: 100}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct myc_preset_legs),
    .generate = generate,
};
