/* The distributions that tests draw from: each kind at means from a message's latency to the time
 * to failure of a machine. */
#ifndef MYC_TESTS_DRAW_CASES_H
#define MYC_TESTS_DRAW_CASES_H

#include <assert.h>
#include <string.h>

#include "experiments/yaml.h"
#include "sim/distribution.h"

static const uint64_t draw_means_ns[] = {
    5 * MYC_US, MYC_MS, MYC_SECOND, 3600 * MYC_SECOND, 15800 * 3600 * MYC_SECOND,
};
#define DRAW_MEANS (sizeof draw_means_ns / sizeof *draw_means_ns)

/* `kind` with parameters that put its mean (of the lognormal: its median) at about `mean_ns`. */
static inline struct myc_distribution draw_case(const struct myc_distribution_kind *kind,
                                                uint64_t mean_ns)
{
    struct myc_distribution made = { .kind = kind, .parameter[0].ns = mean_ns };
    if (kind == &myc_distribution_uniform) {
        made.parameter[0].ns = mean_ns / 2;
        made.parameter[1].ns = mean_ns + mean_ns / 2;
    } else if (kind == &myc_distribution_weibull) {
        made.parameter[0].number = 0.7;
        made.parameter[1].ns = mean_ns;
    } else if (kind == &myc_distribution_lognormal) {
        made.parameter[1].number = 1;
    } else if (kind == &myc_distribution_pareto) {
        made.parameter[0].number = 1.5;
        made.parameter[1].ns = mean_ns / 3;
    } else {
        assert(kind == &myc_distribution_constant || kind == &myc_distribution_exponential);
    }
    return made;
}

/* A distribution as a scenario writes it, in flow form. */
static inline struct myc_distribution draw_read(const char *text, struct myc_memory *memory)
{
    struct myc_error error = { 0 };
    struct myc_source *source = myc_memory_alloc(memory, sizeof *source);
    *source = (struct myc_source){ .name = "draw", .text = text, .length = strlen(text) };
    struct myc_setting *setting;
    struct myc_distribution made;
    enum myc_status status = myc_yaml_read(source, 0, source->length, memory, &setting, &error);
    if (status == MYC_OK)
        status = myc_distribution_read(setting, &made, memory, &error);
    assert(status == MYC_OK);
    return made;
}

#endif
