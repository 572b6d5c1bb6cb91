/* What fails in the first year of a cluster, as J. Dean told it: figures for 1800 servers, in racks of
 * 40 to 80 of them, so 30 racks, with a power distribution unit for 500 to 1000 of them, so 2.4 units
 * of 12.5 racks. A cluster of another size has as many failures a machine, a rack and a unit as his.
 *
 * He gives no length for machines and for racks that lose packets; what he gives no rate for (disks,
 * names, routers, the rolling rewiring) is left out. */
#include <inttypes.h>

#include "faults/preset.h"

#define TALK "Dean, Google I/O 2008"
#define SERVERS 1800
#define RACKS 30       /* of 60 */
#define UNIT_SERVERS 750
#define UNIT_RACKS UINT64_C(12)

struct year {
    struct myc_preset preset;
    uint64_t machines, racks, units, wonky;
    struct myc_ratio heat;
    myc_time repair, wonky_for;
};

static const struct myc_parameter parameters[] = {
    { "machines", MYC_UNIT_COUNT, .initial = "1000", .min = "1", .max = "1000000",
      .help = "machines that fail, in a year and 1800 servers", .source = TALK,
      .offset = offsetof(struct year, machines) },
    { "repair", MYC_UNIT_TIME, .initial = "6h", .min = "1min", .max = "10000h",
      .help = "until a machine is back", .source = "ours, as of a power unit",
      .offset = offsetof(struct year, repair) },
    { "racks", MYC_UNIT_COUNT, .initial = "20", .min = "1", .max = "1000000",
      .help = "racks that vanish for 1 to 6 hours, in a year and 30 racks", .source = TALK,
      .offset = offsetof(struct year, racks) },
    { "wonky", MYC_UNIT_COUNT, .initial = "5", .min = "1", .max = "1000000",
      .help = "racks that lose half of their packets, in a year and 30 racks", .source = TALK,
      .offset = offsetof(struct year, wonky) },
    { "wonky_for", MYC_UNIT_TIME, .initial = "1h", .min = "1min", .max = "10000h",
      .help = "how long they do", .source = "ours", .offset = offsetof(struct year, wonky_for) },
    { "units", MYC_UNIT_COUNT, .initial = "1", .min = "1", .max = "1000000",
      .help = "power units that fail for 6 hours, in a year and 2.4 units of 12 racks",
      .source = TALK, .offset = offsetof(struct year, units) },
    { "heat", MYC_UNIT_FACTOR, .initial = "0.5", .min = "1/1000000", .max = "1000000",
      .help = "how often in a year most machines overheat, for 1 to 2 days", .source = TALK,
      .offset = offsetof(struct year, heat) },
    MYC_PRESET_FASTER(struct year),
    { 0 }
};

/* "by: {renewal: ...}": exponential times up, `count` failures a year and `of` of them. */
static const char *renewal(const struct year *year, uint64_t of, uint64_t count, const char *more,
                           struct myc_memory *memory)
{
    return myc_memory_format(
        memory, "by: {renewal: {up: {kind: exponential, mean: %" PRIu64 "}%s}}",
        myc_preset_time(&year->preset, of, MYC_YEAR, count), more);
}

/* "for: {kind: uniform, ...}" */
static const char *hours(const struct year *year, uint64_t min, uint64_t max,
                         struct myc_memory *memory)
{
    return myc_memory_format(memory, "for: {kind: uniform, min: %" PRIu64 ", max: %" PRIu64 "}",
                             myc_preset_time(&year->preset, min, MYC_HOUR, 1),
                             myc_preset_time(&year->preset, max, MYC_HOUR, 1));
}

static const char together[] = ", together: true";

static enum myc_status generate_racks(const struct year *year, struct myc_generating *generating)
{
    struct myc_memory *memory = generating->reading->memory;
    const struct myc_cluster_config *cluster = generating->reading->world->cluster;
    uint64_t all = (uint64_t)cluster->zones * cluster->racks;
    const char *vanishing = renewal(year, RACKS, year->racks, together, memory);
    const char *losing = renewal(year, RACKS, year->wonky, together, memory);
    const char *power = renewal(year, SERVERS, UNIT_SERVERS * year->units, together, memory);
    for (uint64_t rack = 0; rack < all; rack++) {
        MYC_TRY(myc_generate(generating, "crash", "target: rack(%" PRIu64 "), %s, %s", rack,
                             vanishing, hours(year, 1, 6, memory)));
        MYC_TRY(myc_generate(generating, "loss",
                             "target: rack(%" PRIu64 "), %s, for: %" PRIu64 ", p: 50%%", rack,
                             losing, myc_preset_time(&year->preset, 1, year->wonky_for, 1)));
        if (rack % UNIT_RACKS == 0)
            MYC_TRY(myc_generate(generating, "crash",
                                 "target: rack(%" PRIu64 " %" PRIu64 "), %s, for: %" PRIu64, rack,
                                 all - rack < UNIT_RACKS ? all - rack : UNIT_RACKS, power,
                                 myc_preset_time(&year->preset, 6, MYC_HOUR, 1)));
    }
    return MYC_OK;
}

static enum myc_status generate(void *values, struct myc_generating *generating)
{
    const struct year *year = values;
    struct myc_memory *memory = generating->reading->memory;
    MYC_TRY(myc_generate(generating, "crash", "target: all, %s, for: %" PRIu64,
                         renewal(year, SERVERS, year->machines, "", memory),
                         myc_preset_time(&year->preset, 1, year->repair, 1)));
    MYC_TRY(myc_generate(generating, "crash", "target: all, %s, %s",
                         renewal(year, year->heat.denominator, year->heat.numerator, together,
                                 memory),
                         hours(year, 24, 48, memory)));
    return generate_racks(year, generating);
}

const struct myc_generator myc_preset_google_first_year = {
    .about = { .name = "google-first-year",
               .help = "machines, racks, power and cooling of a cluster in its first year",
               .example = "google-first-year: {faster: 10000000000}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct year),
    .generate = generate,
};
