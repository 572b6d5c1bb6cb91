/* Correlated failures: all hosts of a rack, of several racks that share their power, or of a zone
 * go down together, each such domain by itself. */
#include <inttypes.h>

#include "faults/generator.h"
#include "faults/text.h"

enum level { RACK, POWER, ZONE };

struct domain {
    uint32_t level;
    uint64_t racks; /* that share their power */
    struct myc_distribution up, repair;
};

static enum myc_status generate(void *parameters, struct myc_generating *generating)
{
    const struct domain *domain = parameters;
    const struct myc_reading *reading = generating->reading;
    const struct myc_cluster_config *cluster = reading->world->cluster;
    uint64_t all = cluster->zones * (domain->level == ZONE ? 1 : (uint64_t)cluster->racks);
    uint64_t step = domain->level == POWER ? domain->racks : 1;
    const char *up = myc_setting_words(myc_setting_find(reading->setting, "up"), reading->memory);
    const char *repair =
        myc_setting_words(myc_setting_find(reading->setting, "repair"), reading->memory);
    for (uint64_t first = 0; first < all; first += step) {
        uint64_t end = first + step < all ? first + step : all;
        const char *target =
            domain->level == ZONE
                ? myc_memory_format(reading->memory, "zone(%" PRIu64 ")", first)
                : myc_memory_format(reading->memory, "rack(%" PRIu64 " %" PRIu64 ")", first,
                                    end - first);
        MYC_TRY(myc_generate(generating, "crash",
                             "target: %s, by: {renewal: {up: %s, together: true}}, for: %s", target,
                             up, repair));
    }
    return MYC_OK;
}

static const struct myc_parameter parameters[] = {
    { "level", MYC_UNIT_CHOICE, .initial = "rack", .choices = "rack|power|zone",
      .help = "what goes down together; power: several racks",
      .offset = offsetof(struct domain, level) },
    { "racks", MYC_UNIT_COUNT, .initial = "2", .min = "1", .max = "1000",
      .help = "how many racks share their power", .offset = offsetof(struct domain, racks) },
    { "up", MYC_UNIT_DISTRIBUTION, .help = "from a repair to the next failure",
      .source = "racks: 20 failures a year and cluster, of 1 to 6 h: Dean 2008",
      .offset = offsetof(struct domain, up) },
    { "repair", MYC_UNIT_DISTRIBUTION, .help = "from a failure to its repair",
      .offset = offsetof(struct domain, repair) },
    { 0 }
};

const struct myc_generator myc_generator_domain = {
    .about = { .name = "domain",
               .help = "the hosts of a rack, of racks that share their power, or of a zone crash "
                       "together, again and again",
               .example = "domain: {level: rack, up: {kind: exponential, mean: 1s}, repair: 100ms}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct domain),
    .generate = generate,
};
