/* Distributions as a scenario writes them. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "sim/distribution.h"

static const struct myc_source source = { .name = "scenario.yaml", .text = "jitter", .length = 6 };

static struct myc_setting scalar(const char *key, const char *text)
{
    return (struct myc_setting){ .kind = MYC_SETTING_SCALAR,
                                 .source = &source,
                                 .place = { 1, 1, 1 },
                                 .key = key,
                                 .key_place = { 1, 1, 1 },
                                 .text = text };
}

/* Reads {kind: ..., a: ..., b: ...}, or the bare `kind` where a is NULL. */
static enum myc_status read(const char *kind, const char *a, const char *a_text, const char *b,
                            const char *b_text, struct myc_distribution *out, char *message)
{
    struct myc_error error = { 0 };
    struct myc_memory *memory;
    cr_assert_eq(myc_memory_create(&memory, 1 << 20, &error), MYC_OK);
    struct myc_setting children[] = { scalar("kind", kind), scalar(a, a_text), scalar(b, b_text) };
    children[0].next = &children[1];
    children[1].next = b ? &children[2] : NULL;
    struct myc_setting map = { .kind = MYC_SETTING_MAP,
                               .source = &source,
                               .place = { 1, 1, 1 },
                               .key = "jitter",
                               .key_place = { 1, 1, 1 },
                               .count = b ? 3 : 2,
                               .first = children };
    struct myc_setting bare = scalar("jitter", kind);
    enum myc_status status = myc_distribution_read(a ? &map : &bare, out, memory, &error);
    strcpy(message, error.message);
    myc_memory_destroy(memory);
    return status;
}

Test(distribution_read, settings_are_read)
{
    struct myc_distribution d;
    char message[MYC_ERROR_BYTES];
    cr_assert_eq(read("none", NULL, NULL, NULL, NULL, &d, message), MYC_OK, "%s", message);
    cr_assert_null(d.kind);
    cr_assert_eq(read("20us", NULL, NULL, NULL, NULL, &d, message), MYC_OK, "%s", message);
    cr_assert(d.kind == &myc_distribution_constant && d.parameter[0].ns == 20000);
    cr_assert_eq(read("constant", "value", "7ms", NULL, NULL, &d, message), MYC_OK, "%s", message);
    cr_assert(d.kind == &myc_distribution_constant && d.parameter[0].ns == 7000000);
    cr_assert_eq(read("uniform", "min", "1us", "max", "2us", &d, message), MYC_OK, "%s", message);
    cr_assert(d.kind == &myc_distribution_uniform && d.parameter[0].ns == 1000 &&
              d.parameter[1].ns == 2000);
    cr_assert_eq(read("exponential", "mean", "15800h", NULL, NULL, &d, message), MYC_OK, "%s",
                 message);
    cr_assert(d.kind == &myc_distribution_exponential &&
              d.parameter[0].ns == UINT64_C(56880000000000000));
    cr_assert_eq(read("weibull", "mean", "10s", "shape", "0.7", &d, message), MYC_OK, "%s",
                 message);
    cr_assert(d.kind == &myc_distribution_weibull && d.parameter[0].number == 0.7 &&
              d.parameter[1].ns == 10 * MYC_SECOND);
    cr_assert_eq(read("lognormal", "median", "5us", "sigma", "0.5", &d, message), MYC_OK, "%s",
                 message);
    cr_assert(d.kind == &myc_distribution_lognormal && d.parameter[0].ns == 5000 &&
              d.parameter[1].number == 0.5);
    cr_assert_eq(read("pareto", "shape", "1.5", "min", "5us", &d, message), MYC_OK, "%s", message);
    cr_assert(d.kind == &myc_distribution_pareto && d.parameter[0].number == 1.5 &&
              d.parameter[1].ns == 5000);
}

Test(distribution_read, bad_settings_are_refused_with_what_instead)
{
    static const struct {
        const char *kind, *a, *a_text, *b, *b_text, *says;
    } bad[] = {
        { "exponental", "mean", "1s", NULL, NULL, "did you mean 'exponential'" },
        { "exponential", NULL, NULL, NULL, NULL, "{kind: exponential, mean: 5us}" },
        { "quickly", NULL, NULL, NULL, NULL, "quickly" },
        { "exponential", "maen", "1s", NULL, NULL, "did you mean 'mean'" },
        { "exponential", "mean", "5GB", NULL, NULL, "mean" },
        { "exponential", "mean", "200000h", NULL, NULL, "mean" },
        { "uniform", "min", "2us", "max", "1us", "min <= max" },
        { "weibull", "shape", "0.7", NULL, NULL, "mean" },
        { "weibull", "shape", "0.01", "mean", "1s", "shape" },
        { "weibull", "shape", "nan", "mean", "1s", "shape" },
        { "lognormal", "median", "1s", "sigma", "10.5", "sigma" },
        { "lognormal", "median", "1s", "sigma", "-1", "sigma" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct myc_distribution d;
        char message[MYC_ERROR_BYTES];
        cr_assert_eq(
            read(bad[i].kind, bad[i].a, bad[i].a_text, bad[i].b, bad[i].b_text, &d, message),
            MYC_INPUT, "%zu", i);
        cr_assert(strstr(message, bad[i].says), "%zu: %s", i, message);
        cr_assert(strstr(message, "scenario.yaml:1:1: ") == message, "%zu: %s", i, message);
    }
}

/* What `mycel list` shows is what a scenario may say. */
Test(distribution_read, the_register_is_complete)
{
    size_t count = 0;
    for (; myc_distribution_kinds[count]; count++) {
        const struct myc_distribution_kind *kind = myc_distribution_kinds[count];
        char start[64];
        cr_assert(kind->about.help && kind->about.example && kind->about.parameters);
        snprintf(start, sizeof start, "{kind: %s, ", kind->about.name);
        cr_assert_eq(strncmp(kind->about.example, start, strlen(start)), 0);
        cr_assert_neq(!kind->rounded, !kind->exactly, "%s", kind->about.name);
        cr_assert_eq(!kind->roughly, !kind->exactly, "%s", kind->about.name);
        for (const struct myc_parameter *p = kind->about.parameters; p->name; p++)
            cr_assert(p->help && p->source && p->min && p->max &&
                      strstr(kind->about.example, p->name));
    }
    cr_assert_eq(count, 6);
}
