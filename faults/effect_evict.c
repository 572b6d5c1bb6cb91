/* Memory is reclaimed: silos are gone without a crash, and computed again when they are asked for. */
#include "faults/effect.h"
#include "faults/text.h"

struct evict {
    const char *label; /* "": any */
};

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    const struct evict *evict = parameters;
    if (!*evict->label)
        return MYC_OK;
    struct myc_reading there = *reading;
    there.setting = myc_setting_find(reading->setting, "label");
    return myc_label_check(evict->label, &there);
}

static void start(struct myc_strike *strike)
{
    const struct evict *evict = strike->parameters;
    const char *label = *evict->label ? myc_cluster_label(strike->cluster, evict->label) : NULL;
    for (uint32_t i = 0; i < strike->struck.host_count; i++)
        myc_port_memory_reclaim(strike->cluster, strike->struck.hosts[i], label, strike->fault);
}

static const struct myc_parameter parameters[] = {
    { "label", MYC_UNIT_TEXT, .initial = "", .help = "whose silos; without it all of the host",
      .offset = offsetof(struct evict, label) },
    { 0 }
};

const struct myc_effect myc_effect_evict = {
    .about = { .name = "evict",
               .help = "the host's memory is reclaimed: its silos are gone, its work goes on",
               .example = "evict: {target: holder(labels), after: pinned(labels), label: labels}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct evict),
    .check = check,
    .strikes = MYC_SHAPE_HOSTS,
    .at_once = true,
    .start = start,
};
