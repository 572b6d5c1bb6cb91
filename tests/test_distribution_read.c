/* Distributions as a scenario writes them. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "experiments/yaml.h"
#include "sim/cluster_config.h"

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
        for (const struct myc_parameter *p = kind->about.parameters; p->name; p++) {
            bool is_number = p->unit == MYC_UNIT_TIME || p->unit == MYC_UNIT_NUMBER;
            cr_assert(p->help && p->source && !is_number == !p->min && !is_number == !p->max);
            cr_assert(p->initial || strstr(kind->about.example, p->name));
        }
    }
    cr_assert_eq(count, 8);
}

/* --- empirical and mixture --- */

/* What the flow text is read as, with two data files beside it; NULL: `message` says why not. */
static const char *text_of(const char *flow, struct myc_memory *memory, char *message)
{
    static const struct myc_file files[] = {
        { .name = "good.txt", .bytes = "# h\n0.5 2\n\n 1.5\t1 # x\r\n2ms", .length = 26 },
        { .name = "bad.txt", .bytes = "1ms\n2ms\n3parsec\n", .length = 16 },
    };
    static const struct myc_data data = { 2, files };
    struct myc_error error = { 0 };
    struct myc_source *from = myc_memory_alloc(memory, sizeof *from);
    *from = (struct myc_source){ "flow", flow, strlen(flow), 0, &data };
    struct myc_setting *setting;
    struct myc_distribution d;
    cr_assert_eq(myc_yaml_read(from, 0, from->length, memory, &setting, &error), MYC_OK);
    enum myc_status status = myc_distribution_read(setting, &d, memory, &error);
    strcpy(message, error.message);
    return status == MYC_OK ? myc_distribution_text(&d, setting, memory) : NULL;
}

/* Its text has the times of a file, sorted, equal ones together, and reads as itself. */
Test(distribution_read, what_is_read_names_no_file)
{
    static const char *const flows[][2] = {
        { "{kind: empirical, values: [2us 3, 1us, 2000 4]}",
          "{kind: empirical, values: [1000, 2000 7]}" },
        { "{kind: empirical, file: good.txt, unit: 1ms}",
          "{kind: empirical, values: [500000 2, 1500000, 2000000]}" },
        { "{kind: empirical, values: [0.5, 1.5, 2.5 2, 0.4], unit: 1ns}",
          "{kind: empirical, values: [0 2, 2 3]}" }, /* ties to even */
        { "{kind: mixture, of: [{kind: empirical, file: good.txt, weight: 99.9%}, 5us, none, "
          "{kind: lognormal, median: 5us, sigma: 0.5}]}",
          "{kind: mixture, of: [{kind: empirical, values: [0 2, 2, 2000000], weight: 99.9%}, "
          "5000, none, {kind: lognormal, median: 5000, sigma: 0.5}]}" },
    };
    struct myc_error error = { 0 };
    struct myc_memory *memory;
    char message[MYC_ERROR_BYTES];
    cr_assert_eq(myc_memory_create(&memory, 1 << 20, &error), MYC_OK);
    for (size_t i = 0; i < sizeof flows / sizeof *flows; i++) {
        const char *text = text_of(flows[i][0], memory, message);
        cr_assert_not_null(text, "%s", message);
        cr_expect_str_eq(text, flows[i][1]);
        const char *again = text_of(text, memory, message);
        cr_expect(again && strcmp(again, text) == 0, "%s", message);
    }
    myc_memory_destroy(memory);
}

Test(distribution_read, bad_tables_are_refused_with_what_instead)
{
    static const char *const bad[][2] = {
        { "{kind: empirical}", "either 'values' or 'file'" },
        { "{kind: empirical, values: [1ms], file: good.txt}", "either 'values' or 'file'" },
        { "{kind: empirical, values: []}", "no time to draw" },
        { "{kind: empirical, values: 1ms}", "must be a list" },
        { "{kind: empirical, values: [[1ms]]}", "TIME [WEIGHT]" },
        { "{kind: empirical, values: [1ms 2 3]}", "TIME [WEIGHT]" },
        { "{kind: empirical, values: [1ms 0]}", "from 1 to" },
        { "{kind: empirical, values: [1ms 1/2]}", "'1/2'" },
        { "{kind: empirical, values: [-1ms]}", "negative" },
        { "{kind: empirical, values: [forever]}", "at most 100000h" },
        { "{kind: empirical, values: [100001], unit: 1h}", "at most 100000h" },
        { "{kind: empirical, file: goood.txt}", "cluster.files" },
        { "{kind: empirical, file: bad.txt}", "bad.txt:3: '3parsec'" },
        { "{kind: mixture}", "list of 1 to 16 distributions" },
        { "{kind: mixture, of: []}", "list of 1 to 16 distributions" },
        { "{kind: mixture, of: [{kind: uniform, min: 2us, max: 1us}]}", "min <= max" },
        { "{kind: mixture, of: [{kind: constant, value: 1us, weight: 0}]}", "weight must be from" },
        { "{kind: mixture, of: [{kind: constant, value: 1us, weight: -1}]}", "negative" },
        { "{kind: mixture, of: [{kind: mixture, of: [1us]}]}", "within a mixture" },
        { "{kind: constant, value: 1us, weight: 1}", "unknown key 'weight'" },
    };
    struct myc_error error = { 0 };
    struct myc_memory *memory;
    char message[MYC_ERROR_BYTES];
    cr_assert_eq(myc_memory_create(&memory, 1 << 20, &error), MYC_OK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cr_expect_null(text_of(bad[i][0], memory, message), "%s", bad[i][0]);
        cr_expect(strstr(message, bad[i][1]) && strstr(message, "flow:1:") == message, "%s: %s",
                  bad[i][0], message);
    }
    myc_memory_destroy(memory);
}
