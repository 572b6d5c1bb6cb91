/* Settings, units and tables of parameters: what is read, and what a message looks like. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/distribution.h"
#include "sim/unit.h"

static struct myc_memory *begin(void)
{
    struct myc_memory *memory;
    struct myc_error error = { 0 };
    cr_assert_eq(myc_memory_create(&memory, 0, &error), MYC_OK);
    return memory;
}

/* A scalar as `key: text` would give it; its source is the text itself. */
static struct myc_setting *scalar(struct myc_memory *memory, const char *key, const char *text)
{
    struct myc_source *source = myc_memory_alloc(memory, sizeof *source);
    *source = (struct myc_source){ .name = "test", .text = text, .length = strlen(text) };
    struct myc_setting *setting = myc_memory_alloc(memory, sizeof *setting);
    *setting = (struct myc_setting){ .kind = MYC_SETTING_SCALAR,
                                     .source = source,
                                     .place = { 1, 1, 1 },
                                     .key = key,
                                     .key_place = { 1, 1, 1 },
                                     .text = text };
    return setting;
}

/* A map of the scalars given as key, text, key, text, ..., NULL. */
static struct myc_setting *map(struct myc_memory *memory, const char *const *texts)
{
    struct myc_setting *setting = scalar(memory, NULL, "{}");
    setting->kind = MYC_SETTING_MAP;
    struct myc_setting **end = &setting->first;
    for (; *texts; texts += 2, end = &(*end)->next, setting->count++)
        *end = scalar(memory, texts[0], texts[1]);
    return setting;
}

/* --- units --- */

struct whole {
    enum myc_unit unit;
    const char *text;
    uint64_t value;
};

static const struct whole wholes[] = {
    { MYC_UNIT_COUNT, "0", 0 },
    { MYC_UNIT_COUNT, "007", 7 },
    { MYC_UNIT_COUNT, "9223372036854775807", INT64_MAX },
    { MYC_UNIT_TIME, "17", 17 },
    { MYC_UNIT_TIME, "1ns", 1 },
    { MYC_UNIT_TIME, "1us", 1000 },
    { MYC_UNIT_TIME, "1.5ms", 1500000 },
    { MYC_UNIT_TIME, "0.000000001s", 1 },
    { MYC_UNIT_TIME, "1.50000000000000000000000000s", 1500000000 },
    { MYC_UNIT_TIME, ".5s", 500000000 },
    { MYC_UNIT_TIME, "2min", 120 * UINT64_C(1000000000) },
    { MYC_UNIT_TIME, "15800h", 15800 * 3600 * UINT64_C(1000000000) },
    { MYC_UNIT_TIME, "1d", 86400 * UINT64_C(1000000000) },
    { MYC_UNIT_TIME, "106751d", UINT64_C(106751) * 86400 * 1000000000 },
    { MYC_UNIT_TIME, "9223372036854775806", INT64_MAX - 1 },
    { MYC_UNIT_TIME, "forever", MYC_FOREVER },
    { MYC_UNIT_TIME, "never", MYC_FOREVER },
    { MYC_UNIT_BYTES, "3", 3 },
    { MYC_UNIT_BYTES, "3B", 3 },
    { MYC_UNIT_BYTES, "1kB", 1000 },
    { MYC_UNIT_BYTES, "1KiB", 1024 },
    { MYC_UNIT_BYTES, "1.5KiB", 1536 },
    { MYC_UNIT_BYTES, "2MB", 2000000 },
    { MYC_UNIT_BYTES, "2MiB", 2097152 },
    { MYC_UNIT_BYTES, "3GB", UINT64_C(3000000000) },
    { MYC_UNIT_BYTES, "1GiB", 1073741824 },
    { MYC_UNIT_BANDWIDTH, "1", 1 },
    { MYC_UNIT_BANDWIDTH, "1bit", 1 },
    { MYC_UNIT_BANDWIDTH, "56kbit", 56000 },
    { MYC_UNIT_BANDWIDTH, "2.5Gbit", UINT64_C(2500000000) },
    { MYC_UNIT_BANDWIDTH, "100Mbit", 100000000 },
};

Test(parameter, whole_numbers_of_every_unit)
{
    for (size_t i = 0; i < sizeof wholes / sizeof *wholes; i++) {
        uint64_t value = 12345;
        struct myc_reason why;
        cr_expect(myc_unit_read(wholes[i].unit, wholes[i].text, &value, &why), "%s: %s",
                  wholes[i].text, why.text);
        cr_expect_eq(value, wholes[i].value, "%s gave %llu", wholes[i].text,
                     (unsigned long long)value);
    }
}

static const struct {
    const char *text;
    uint64_t numerator, denominator;
} ratios[] = {
    { "3/1000", 3, 1000 }, { "0.3%", 3, 1000 },
    { "0.003", 3, 1000 },  { "6/2000", 3, 1000 },
    { "0", 0, 1 },         { "1", 1, 1 },
    { "100%", 1, 1 },      { "0/7", 0, 1 },
    { "1.25", 5, 4 },      { "33.5%", 67, 200 },
    { "12/8", 3, 2 },      { "1e", 0, 0 },
    { "1/0", 0, 0 },       { "1.5/2", 0, 0 },
    { "1/2%", 0, 0 },      { "%", 0, 0 },
    { "-1/2", 0, 0 },      { "1/-2", 0, 0 },
    { "1 /2", 0, 0 },      { "1/2/3", 0, 0 },
    { "50 %", 0, 0 },      { "0.0000000000000000001%", 0, 0 },
};

Test(parameter, ratios_are_exact_or_refused)
{
    for (size_t i = 0; i < sizeof ratios / sizeof *ratios; i++) {
        struct myc_ratio ratio = { 0, 0 };
        struct myc_reason why;
        bool good = myc_unit_read(MYC_UNIT_RATIO, ratios[i].text, &ratio, &why);
        cr_expect_eq(good, ratios[i].denominator > 0, "%s", ratios[i].text);
        cr_expect(!good || (ratio.numerator == ratios[i].numerator &&
                            ratio.denominator == ratios[i].denominator),
                  "%s", ratios[i].text);
    }
}

/* The C library rounds correctly: it is the independent source. */
Test(parameter, numbers_are_the_nearest_doubles)
{
    static const char *const fixed[] = { "0",
                                         "0.1",
                                         "0.7",
                                         "1e-5",
                                         "2.5E3",
                                         "-0.3",
                                         "123456789.123456789",
                                         "9007199254740993",
                                         "18446744073709551615",
                                         "0.30000000000000004",
                                         "1e19",
                                         "0.0000000000000000001" };
    struct myc_reason why;
    double number;
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        cr_expect(myc_unit_read(MYC_UNIT_NUMBER, fixed[i], &number, &why), "%s", fixed[i]);
        cr_expect(number == strtod(fixed[i], NULL), "%s", fixed[i]);
    }
    uint64_t state = 42;
    for (int i = 0; i < 200000; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        char digits[24], text[32];
        snprintf(digits, sizeof digits, "%019llu",
                 (unsigned long long)(state >> (i % 40)) % UINT64_C(10000000000000000000));
        int point = (int)(state % 20);
        snprintf(text, sizeof text, "%.*s.%s", point, digits, digits + point);
        cr_assert(myc_unit_read(MYC_UNIT_NUMBER, text, &number, &why), "%s: %s", text, why.text);
        cr_assert(number == strtod(text, NULL), "%s", text);
    }
}

static const struct {
    enum myc_unit unit;
    const char *text;
    const char *reason;
} refusals[] = {
    { MYC_UNIT_TIME, "0.3ns", "'0.3ns' is not a whole number of ns" },
    { MYC_UNIT_TIME, "1.0000001us", "is not a whole number of ns" },
    { MYC_UNIT_TIME, "10 ms", "'10 ms' has a blank between its number and its unit" },
    { MYC_UNIT_TIME, "5mz", "'5mz' is not a time: its unit is none of ns us ms s min h d" },
    { MYC_UNIT_TIME, "5MS", "its unit is none of" },
    { MYC_UNIT_TIME, "1e3ns", "its unit is none of" },
    { MYC_UNIT_TIME, "-1ms", "'-1ms' is negative" },
    { MYC_UNIT_TIME, "+1ms", "is not a time such as 10ms" },
    { MYC_UNIT_TIME, "soon", "'soon' is not a time such as 10ms" },
    { MYC_UNIT_TIME, "", "is not a time such as" },
    { MYC_UNIT_TIME, ".", "is not a time such as" },
    { MYC_UNIT_TIME, "1.2.3s", "its unit is none of" },
    { MYC_UNIT_TIME, "106752d", "'106752d' is too large: at most 2^63-1 ns" },
    { MYC_UNIT_TIME, "9223372036854775807", "is too large: at most 2^63-2 ns" },
    { MYC_UNIT_TIME, "99999999999999999999999s", "is too large" },
    { MYC_UNIT_TIME, "0.12345678901234567890123s", "has too many digits" },
    { MYC_UNIT_COUNT, "1.5", "'1.5' is not a whole number" },
    { MYC_UNIT_COUNT, "0x10", "is not a whole number" },
    { MYC_UNIT_COUNT, "1_000", "is not a whole number" },
    { MYC_UNIT_COUNT, "forever", "is not a whole number such as 4" },
    { MYC_UNIT_COUNT, "9223372036854775808", "is too large" },
    { MYC_UNIT_BYTES, "1Mib", "its unit is none of B kB MB GB KiB MiB GiB" },
    { MYC_UNIT_BYTES, "1.0001kB", "is not a whole number of bytes" },
    { MYC_UNIT_BANDWIDTH, "1Gb", "its unit is none of bit kbit Mbit Gbit" },
    { MYC_UNIT_NUMBER, "1e", "is not a number" },
    { MYC_UNIT_NUMBER, "1e-20", "has more than 19 decimal places" },
    { MYC_UNIT_NUMBER, "1e20", "is too large" },
    { MYC_UNIT_NUMBER, "nan", "is not a number" },
    { MYC_UNIT_NUMBER, ".inf", "is not a number" },
    { MYC_UNIT_NUMBER, "--1", "is negative" },
};

Test(parameter, refusals_say_why)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct myc_reason why;
        union {
            uint64_t whole;
            double number;
        } out;
        cr_expect_not(myc_unit_read(refusals[i].unit, refusals[i].text, &out, &why), "%s",
                      refusals[i].text);
        cr_expect(strstr(why.text, refusals[i].reason), "%s: %s", refusals[i].text, why.text);
    }
}

/* YAML 1.2.2, 10.3.2: the core schema. */
Test(parameter, plain_scalars_by_the_core_schema)
{
    static const struct {
        const char *text;
        enum myc_scalar_type type;
    } cases[] = {
        { "", MYC_SCALAR_NULL },        { "~", MYC_SCALAR_NULL },
        { "null", MYC_SCALAR_NULL },    { "nULL", MYC_SCALAR_TEXT },
        { "true", MYC_SCALAR_FLAG },    { "False", MYC_SCALAR_FLAG },
        { "on", MYC_SCALAR_TEXT },      { "yes", MYC_SCALAR_TEXT },
        { "no", MYC_SCALAR_TEXT },      { "0", MYC_SCALAR_INTEGER },
        { "-19", MYC_SCALAR_INTEGER },  { "+1", MYC_SCALAR_INTEGER },
        { "0o7", MYC_SCALAR_INTEGER },  { "0o8", MYC_SCALAR_TEXT },
        { "0x3A", MYC_SCALAR_INTEGER }, { "0x", MYC_SCALAR_TEXT },
        { "0.", MYC_SCALAR_FLOAT },     { "-0.0", MYC_SCALAR_FLOAT },
        { ".5", MYC_SCALAR_FLOAT },     { "+12e03", MYC_SCALAR_FLOAT },
        { "-2E+05", MYC_SCALAR_FLOAT }, { "1e", MYC_SCALAR_TEXT },
        { ".inf", MYC_SCALAR_FLOAT },   { "-.Inf", MYC_SCALAR_FLOAT },
        { ".NAN", MYC_SCALAR_FLOAT },   { "-.nan", MYC_SCALAR_TEXT },
        { ".", MYC_SCALAR_TEXT },       { "1..2", MYC_SCALAR_TEXT },
        { "1ms", MYC_SCALAR_TEXT },     { "-", MYC_SCALAR_TEXT },
    };
    struct myc_memory *memory = begin();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct myc_setting *setting = scalar(memory, NULL, cases[i].text);
        cr_expect_eq(myc_scalar_type(setting), cases[i].type, "'%s'", cases[i].text);
        setting->quoted = true;
        cr_expect_eq(myc_scalar_type(setting), MYC_SCALAR_TEXT, "\"%s\"", cases[i].text);
    }
    myc_memory_destroy(memory);
}

/* --- tables --- */

struct everything {
    uint64_t count;
    myc_time time;
    myc_time end;
    myc_time wait;
    uint64_t bytes;
    uint64_t bandwidth;
    struct myc_ratio ratio;
    struct myc_ratio factor;
    double number;
    bool flag;
    uint32_t choice;
    const char *text;
    struct myc_distribution distribution;
    const struct myc_setting *setting;
    uint64_t guard;
};

#define FIELD(f) .name = #f, .help = "a " #f, .offset = offsetof(struct everything, f)

static const struct myc_parameter table[] = {
    { FIELD(count), .unit = MYC_UNIT_COUNT, .initial = "3", .min = "1", .max = "10" },
    { FIELD(time), .unit = MYC_UNIT_TIME, .initial = "1ms", .min = "2ns", .max = "1h" },
    { FIELD(end), .unit = MYC_UNIT_TIME, .initial = "never", .max = "forever" },
    { FIELD(wait), .unit = MYC_UNIT_TIME, .initial = "5ms" },
    { FIELD(bytes), .unit = MYC_UNIT_BYTES, .initial = "1KiB" },
    { FIELD(bandwidth), .unit = MYC_UNIT_BANDWIDTH, .initial = "10Gbit" },
    { FIELD(ratio), .unit = MYC_UNIT_RATIO, .initial = "0.5" },
    { FIELD(factor), .unit = MYC_UNIT_FACTOR, .initial = "2", .min = "1" },
    { FIELD(number), .unit = MYC_UNIT_NUMBER, .initial = "0.7", .min = "0.1", .max = "100" },
    { FIELD(flag), .unit = MYC_UNIT_FLAG, .initial = "true" },
    { FIELD(choice), .unit = MYC_UNIT_CHOICE, .initial = "two", .choices = "one|two|three" },
    { FIELD(text), .unit = MYC_UNIT_TEXT, .initial = "m1" },
    { FIELD(distribution), .unit = MYC_UNIT_DISTRIBUTION, .initial = "none" },
    { FIELD(setting), .unit = MYC_UNIT_SETTING },
    { 0 },
};

Test(parameter, without_a_map_all_is_default)
{
    struct myc_memory *memory = begin();
    struct myc_error error = { 0 };
    struct everything all = { .guard = 77 };
    cr_assert_eq(myc_parameters_read(table, NULL, NULL, "it", &all, memory, &error), MYC_OK);
    cr_expect_eq(all.count, 3);
    cr_expect_eq(all.time, 1000000);
    cr_expect_eq(all.end, MYC_FOREVER);
    cr_expect_eq(all.bytes, 1024);
    cr_expect_eq(all.bandwidth, UINT64_C(10000000000));
    cr_expect(all.ratio.numerator == 1 && all.ratio.denominator == 2);
    cr_expect(all.factor.numerator == 2 && all.factor.denominator == 1);
    cr_expect(all.number == 0.7);
    cr_expect(all.flag);
    cr_expect_eq(all.choice, 1);
    cr_expect_str_eq(all.text, "m1");
    cr_expect_null(all.distribution.kind);
    cr_expect_null(all.setting);
    cr_expect_eq(all.guard, 77);
    myc_memory_destroy(memory);
}

/* Key, value, and what the message says; NULL: it is read. */
static const char *const given[][3] = {
    { "count", "1", NULL },
    { "count", "10", NULL },
    { "count", "0", "count must be from 1 to 10, not 0" },
    { "count", "11", "count must be from 1 to 10, not 11" },
    { "count", "x", "count: 'x' is not a whole number such as 4" },
    { "time", "2", NULL },
    { "time", "1ns", "time must be from 2ns to 1h, not 1ns" },
    { "time", "60min", NULL },
    { "time", "1.00000000001min", "is not a whole number of ns" },
    { "time", "3600000000001ns", "time must be from 2ns to 1h" },
    { "time", "forever", "time must be from 2ns to 1h, not forever" },
    { "end", "forever", NULL },
    { "end", "1s", NULL },
    { "wait", "9223372036854775806", NULL },
    { "wait", "forever", "wait must end: 'forever' is not possible here" },
    { "ratio", "100%", NULL },
    { "ratio", "1001/1000", "ratio must be from 0 to 1, not 1001/1000" },
    { "factor", "1", NULL },
    { "factor", "999/1000", "factor must be at least 1, not 999/1000" },
    { "number", "0.1", NULL },
    { "number", "0.09", "number must be from 0.1 to 100, not 0.09" },
    { "number", "1e2", NULL },
    { "flag", "False", NULL },
    { "flag", "off", "flag must be true or false, not 'off'" },
    { "flag", "1", "flag must be true or false, not '1'" },
    { "choice", "three", NULL },
    { "choice", "thre", "choice must be one of one|two|three, not 'thre'; did you mean 'three'?" },
    { "choice", "", "choice must be one of one|two|three, not ''" },
    { "text", "on", NULL },
    { "text", "12", "text must be a text, and YAML reads 12 as a number: quote it" },
    { "text", "true", "YAML reads true as true or false: quote it" },
    { "text", "~", "text must be a text, and is empty" },
    { "bytes", "", "bytes must be a number of bytes, and is empty" },
    { "distribution", "5us", NULL },
    { "distribution", "lognormal", "the lognormal distribution needs parameters" },
    { "setting", "anything", NULL },
    { "cuont", "1", "unknown key 'cuont' in it; did you mean 'count'?" },
    { "zzz", "1", "unknown key 'zzz' in it; known: also, count, time" },
    { "also", "1", NULL },
};

Test(parameter, what_is_given_is_checked)
{
    static const char *const also[] = { "also", NULL };
    struct myc_memory *memory = begin();
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        const char *const texts[] = { given[i][0], given[i][1], NULL };
        struct myc_error error = { 0 };
        struct everything all;
        enum myc_status status =
            myc_parameters_read(table, map(memory, texts), also, "it", &all, memory, &error);
        cr_expect_eq(status, given[i][2] ? MYC_INPUT : MYC_OK, "%s: %s: %s", texts[0], texts[1],
                     error.message);
        cr_expect(!given[i][2] || strstr(error.message, given[i][2]), "%s", error.message);
    }
    myc_memory_destroy(memory);
}

Test(parameter, a_number_in_quotes_is_a_text)
{
    struct myc_memory *memory = begin();
    static const char *const texts[] = { "count", "3", NULL };
    struct myc_setting *setting = map(memory, texts);
    setting->first->quoted = true;
    struct myc_error error = { 0 };
    struct everything all;
    cr_expect_eq(myc_parameters_read(table, setting, NULL, "it", &all, memory, &error), MYC_INPUT);
    cr_expect(strstr(error.message, "remove the quotes"));

    /* With a unit it is a text in any case: YAML sees no difference. */
    struct myc_setting *time = scalar(memory, "time", "3ms");
    time->quoted = true;
    myc_time read;
    error = (struct myc_error){ 0 };
    cr_expect_eq(myc_read_time(time, &read, &error), MYC_OK);
    cr_expect_eq(read, 3000000);
    myc_memory_destroy(memory);
}

Test(parameter, what_is_required_is_named)
{
    static const struct myc_parameter required[] = {
        { .name = "mean", .unit = MYC_UNIT_TIME, .help = "the mean time" }, { 0 }
    };
    static const char *const none[] = { NULL };
    struct myc_memory *memory = begin();
    struct myc_error error = { 0 };
    myc_time mean;
    cr_expect_eq(myc_parameters_read(required, map(memory, none), NULL, "the exponential", &mean,
                                     memory, &error),
                 MYC_INPUT);
    cr_expect_str_eq(error.message,
                     "test:1:1: the exponential needs the key 'mean': the mean time\n"
                     "  1 | {}\n"
                     "    | ^");
    myc_memory_destroy(memory);
}

/* --- messages --- */

static const char *refusal(const char *text, struct myc_place place, uint32_t line_first,
                           struct myc_error *error)
{
    const struct myc_source source = { "a.yaml", text, strlen(text), line_first, NULL };
    *error = (struct myc_error){ 0 };
    cr_expect_eq(myc_source_refuse(&source, place, error, "it is %s", "wrong"), MYC_INPUT);
    return error->message;
}

Test(parameter, a_message_shows_the_line_and_a_caret)
{
    struct myc_error error;
    cr_expect_str_eq(refusal("one\ntwo three\n", (struct myc_place){ 2, 5, 5 }, 0, &error),
                     "a.yaml:2:5: it is wrong\n  2 | two three\n    |     ^~~~~");
    cr_expect_str_eq(refusal("one\r\ntwo\r\n", (struct myc_place){ 1, 3, 9 }, 0, &error),
                     "a.yaml:1:3: it is wrong\n  1 | one\n    |   ^");
    cr_expect_str_eq(refusal("crash: x", (struct myc_place){ 1, 8, 1 }, 41, &error),
                     "a.yaml:42:8: it is wrong\n  42 | crash: x\n     |        ^");
    /* A tab and an invisible character take one column, and columns are characters. */
    cr_expect_str_eq(refusal("\té\x01x", (struct myc_place){ 1, 4, 1 }, 0, &error),
                     "a.yaml:1:4: it is wrong\n  1 |  é?x\n    |    ^");
    /* Behind the end of the text. */
    cr_expect_str_eq(refusal("a: [1\n", (struct myc_place){ 2, 1, 1 }, 0, &error),
                     "a.yaml:2:1: it is wrong\n  2 | \n    | ^");
}

Test(parameter, a_long_line_is_cut_around_the_column)
{
    char text[1001];
    memset(text, '.', sizeof text - 1);
    text[1000] = '\0';
    memcpy(text + 499, "HERE", 4);
    struct myc_error error;
    const char *message = refusal(text, (struct myc_place){ 1, 500, 4 }, 0, &error);
    const char *line = strchr(message, '\n') + 1;
    const char *caret = strchr(line, '\n') + 1;
    cr_expect_eq(strstr(line, "HERE") - line, strstr(caret, "^~~~") - caret, "%s", message);
    cr_expect_lt(strlen(message), 300);
    cr_expect(strstr(line, "| ...."));
}

Test(parameter, a_message_fits_whatever_is_in_it)
{
    struct myc_memory *memory = begin();
    char *long_text = myc_memory_alloc(memory, 100001);
    memset(long_text, 0xC3, 100000);
    struct myc_setting *setting = scalar(memory, long_text, long_text);
    struct myc_error error = { 0 };
    setting->source = &(struct myc_source){ long_text, long_text, 100000, 0, NULL };
    setting->place = (struct myc_place){ 1, 50000, 100000 };
    cr_expect_eq(myc_setting_refuse(setting, &error, "%s", long_text), MYC_INPUT);
    for (const char *at = error.message; *at; at++)
        cr_assert(*at == '\n' || (*at >= ' ' && *at <= '~'));
    myc_memory_destroy(memory);
}

/* Expected distances are counted by hand. */
Test(parameter, did_you_mean_counts_edits)
{
    static const char *const names[] = { "perturb", "seed", "recovery", "eff", NULL };
    static const char *const cases[][2] = {
        { "perturbb", "; did you mean 'perturb'?" }, /* one too many */
        { "pertrub", "; did you mean 'perturb'?" },  /* two swapped count once */
        { "ptretrub", "" },                          /* three edits of eight letters */
        { "sede", "; did you mean 'seed'?" },        /* a swap, of four letters */
        { "sd", "" },                                /* two edits of two letters */
        { "recvery", "; did you mean 'recovery'?" },
        { "rekovary", "; did you mean 'recovery'?" },
        { "ef", "" }, /* a third of two letters is none */
        { "efg", "; did you mean 'eff'?" },
        { "", "" },
    };
    struct myc_memory *memory = begin();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(myc_did_you_mean(memory, cases[i][0], names), cases[i][1], "%s",
                         cases[i][0]);
    char word[500];
    memset(word, 'x', sizeof word);
    word[499] = '\0';
    cr_expect_str_eq(myc_did_you_mean(memory, word, names), "");
    myc_memory_destroy(memory);
}
