/* Failures of the nodes of LANL's systems: up for a Weibull time whose hazard falls with age, repaired
 * in a lognormal one. Of the shapes and lengths only what the paper's abstract says is given here:
 * what it does not say has no default, or is said to be ours. */
#include <inttypes.h>

#include "faults/preset.h"

#define PAPER "Schroeder and Gibson, DSN 2006"

struct lanl {
    struct myc_preset preset;
    const char *hosts;
    uint64_t failures;
    double shape, sigma;
    myc_time median;
};

static const struct myc_parameter parameters[] = {
    { "failures", MYC_UNIT_COUNT, .initial = "100", .min = "20", .max = "1000",
      .help = "of the whole cluster in a year up: a node is up for hosts x 8760h / failures",
      .source = "20 to 1000 a system and year: " PAPER, .offset = offsetof(struct lanl, failures) },
    { "shape", MYC_UNIT_NUMBER, .min = "0.1", .max = "1",
      .help = "of the Weibull times up; below 1 the hazard falls with age",
      .source = "falling, for systems and nodes: " PAPER, .offset = offsetof(struct lanl, shape) },
    { "repair", MYC_UNIT_TIME, .initial = "3h", .min = "1min", .max = "48h",
      .help = "median of the lognormal times down; their mean is exp(sigma^2 / 2) as long",
      .source = "means of less than 1h to more than 24h: " PAPER "; the middle is ours",
      .offset = offsetof(struct lanl, median) },
    { "sigma", MYC_UNIT_NUMBER, .initial = "1", .min = "0", .max = "10", .help = "their spread",
      .source = "ours", .offset = offsetof(struct lanl, sigma) },
    { "hosts", MYC_UNIT_TEXT, .initial = "all", .help = "which of them fail: a target",
      .source = "Mycel", .offset = offsetof(struct lanl, hosts) },
    MYC_PRESET_FASTER(struct lanl),
    { 0 }
};

static enum myc_status generate(void *values, struct myc_generating *generating)
{
    const struct lanl *lanl = values;
    uint64_t nodes = generating->reading->world->cluster->host_count;
    return myc_generate(
        generating, "crash",
        "target: %s, by: {renewal: {up: {kind: weibull, shape: %s, mean: %" PRIu64
        "}}}, for: {kind: lognormal, median: %" PRIu64 ", sigma: %s}",
        lanl->hosts, myc_preset_word(generating, parameters, "shape"),
        myc_preset_time(&lanl->preset, nodes, MYC_YEAR, lanl->failures),
        myc_preset_time(&lanl->preset, 1, lanl->median, 1),
        myc_preset_word(generating, parameters, "sigma"));
}

const struct myc_generator myc_preset_lanl_weibull = {
    .about = { .name = "lanl-weibull",
               .help = "crashes of the nodes of a supercomputing site, each by itself",
               .example = "lanl-weibull: {shape: 0.7, faster: 1000000000}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct lanl),
    .generate = generate,
};
