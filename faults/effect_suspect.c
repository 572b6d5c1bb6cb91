/* A detector lies: others take a host for gone that goes on. */
#include "faults/effect.h"

enum told { TOLD_ALL, TOLD_CLIENT };

struct suspect {
    uint32_t told;
};

static void start(struct myc_strike *strike)
{
    const struct suspect *suspect = strike->parameters;
    for (uint32_t i = 0; i < strike->struck.host_count; i++)
        myc_port_suspect(strike->cluster, strike->struck.hosts[i], suspect->told == TOLD_CLIENT,
                         strike->fault);
}

static void end(struct myc_strike *strike)
{
    for (uint32_t i = 0; i < strike->struck.host_count; i++)
        myc_port_trust(strike->cluster, strike->struck.hosts[i], strike->fault);
}

static const struct myc_parameter parameters[] = {
    { "told", MYC_UNIT_CHOICE, .initial = "all", .choices = "all|client",
      .help = "who hears it: every other host that is up, or the client alone",
      .offset = offsetof(struct suspect, told) },
    { 0 }
};

const struct myc_effect myc_effect_suspect = {
    .about = { .name = "suspect",
               .help = "the detector lies: others take the host's incarnation for ended, while it "
                       "goes on",
               .example = "suspect: {target: m2, at: 60us, for: 5ms}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct suspect),
    .strikes = MYC_SHAPE_HOSTS,
    .start = start,
    .end = end,
};
