/* A host loses its memory, tasks and what is in its NIC; stable files stay, unless its disk goes
 * with it. When the fault ends it begins its next incarnation. */
#include <string.h>

#include "faults/effect.h"

struct crash {
    const char *lose; /* "": nothing stable; "files" */
};

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    struct crash *crash = parameters;
    if (strcmp(crash->lose, "none") == 0)
        crash->lose = "";
    if (!*crash->lose || strcmp(crash->lose, "files") == 0)
        return MYC_OK;
    return myc_setting_refuse(myc_setting_find(reading->setting, "lose"), reading->error,
                              "lose must be one of none|files, not %.40s", crash->lose);
}

static void start(struct myc_strike *strike)
{
    const struct crash *crash = strike->parameters;
    for (uint32_t i = 0; i < strike->struck.host_count; i++) {
        uint32_t host = strike->struck.hosts[i];
        myc_port_host_down(strike->cluster, host, strike->fault);
        if (*crash->lose)
            myc_port_file_remove(strike->cluster, host, "*", true, strike->fault);
    }
}

static const struct myc_parameter parameters[] = {
    { "lose", MYC_UNIT_TEXT, .initial = "",
      .help = "`files`: its local stable files, too, for good; shared ones stay",
      .source = "TigerBeetle's VOPR, FoundationDB's RebootAndDelete",
      .offset = offsetof(struct crash, lose) },
    { 0 }
};

static void end(struct myc_strike *strike)
{
    for (uint32_t i = 0; i < strike->struck.host_count; i++)
        myc_port_host_up(strike->cluster, strike->struck.hosts[i], strike->fault);
}

const struct myc_effect myc_effect_crash = {
    .about = { .name = "crash",
               .help = "the host loses its memory, tasks and NIC queues; it is back, empty, when "
                       "the fault ends",
               .example = "crash: {target: m2, at: 60us, for: 5ms}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct crash),
    .check = check,
    .strikes = MYC_SHAPE_HOSTS,
    .spares_client = "the driver's host is what the run is judged from; cut or delay it instead",
    .start = start,
    .end = end,
};
