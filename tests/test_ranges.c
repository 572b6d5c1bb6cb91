/* Every parameter beyond its range is refused, of every kind that `mycel list` shows: each is put into
 * the kind's own example, which else runs. A new kind, or family, is tried the day it is listed. */
#include <ctype.h>
#include <inttypes.h>

#include "experiments/example.h"
#include "tests/scenarios.h"

/* A value just as it is written, but below or above: 1ns gives 0ns, 0 gives -1, 100h gives 1000h. */
static const char *beyond(const char *bound, bool above, struct myc_memory *memory)
{
    size_t whole = strspn(bound, "0123456789"), digits = strspn(bound, "0123456789./");
    if (above)
        return myc_memory_format(memory, "%.*s0%s", (int)whole, bound, bound + whole);
    bool is_zero = strspn(bound, "0.") == digits;
    return myc_memory_format(memory, "%s%s", is_zero ? "-1" : "0", bound + digits);
}

/* Where the value ends that begins here: a map or a list as a whole. */
static const char *value_end(const char *value)
{
    int depth = 0;
    for (; *value && (depth > 0 || !strchr(",}]", *value)); value++)
        depth += (*value == '{' || *value == '[') - (*value == '}' || *value == ']');
    return value;
}

/* The example with that key, in place of its own or as one more. */
static const char *with_key(const struct myc_family *family, const struct myc_kind *kind,
                            const char *key, const char *value, struct myc_memory *memory)
{
    const char *example = kind->example;
    size_t length = strlen(key);
    for (const char *at = strstr(example, key); at; at = strstr(at + 1, key)) {
        bool begins = at == example || at[-1] == ' ' || at[-1] == '{';
        if (begins && strncmp(at + length, ": ", 2) == 0)
            return myc_memory_format(memory, "%.*s%s: %s%s", (int)(at - example), example, key,
                                     value, value_end(at + length + 2));
    }
    bool stands_beside = strcmp(family->name, "trigger") == 0 ||
                         strcmp(family->name, "duration") == 0;
    const char *last = strrchr(example, '}');
    if (stands_beside)
        return myc_memory_format(memory, "%s, %s: %s", example, key, value);
    if (!last)
        return myc_memory_format(memory, "workload: {kind: %s, %s: %s}", kind->name, key, value);
    bool is_empty = last[-1] == '{';
    return myc_memory_format(memory, "%.*s%s%s: %s%s", (int)(last - example), example,
                             is_empty ? "" : ", ", key, value, last);
}

static uint64_t tried;

static void expect_refused(const struct myc_family *family, const struct myc_kind *kind,
                           const struct myc_parameter *parameter, const char *value,
                           struct myc_memory *memory)
{
    struct myc_kind changed = *kind;
    changed.example = with_key(family, kind, parameter->name, value, memory);
    const char *example = myc_example(family, &changed, memory);
    bool is_workload = strncmp(example, "workload:", 9) == 0;
    bool is_key = is_workload || strncmp(example, "recovery:", 9) == 0 ||
                  strncmp(example, "perturb:", 8) == 0 || strncmp(example, "cluster:", 8) == 0;
    const char *text = myc_memory_format(memory, "mycel: 1\n%s%s%s\n",
                                         is_workload ? "" : "workload: people\n",
                                         is_key ? "" : "perturb:\n  - ", example);
    struct myc_scenario scenario;
    struct myc_error error;
    enum myc_status status = scenarios_try(text, NULL, memory, &scenario, &error);
    cr_expect_eq(status, MYC_INPUT, "%s %s was read:\n%s", family->name, kind->name, text);
    const char *reason =
        myc_memory_text(memory, error.message, strcspn(error.message, "\n")); /* its first line */
    bool is_it = strstr(reason, parameter->name) && !strstr(reason, "unknown key") &&
                 !strstr(reason, "needs the key");
    cr_expect(is_it, "%s\n%s", example, error.message);
    tried++;
}

static void try_parameter(const struct myc_family *family, const struct myc_kind *kind,
                          const struct myc_parameter *p, struct myc_memory *memory)
{
    if (p->min && isdigit((unsigned char)*p->min))
        expect_refused(family, kind, p, beyond(p->min, false, memory), memory);
    if (p->max && isdigit((unsigned char)*p->max))
        expect_refused(family, kind, p, beyond(p->max, true, memory), memory);
    if (p->unit == MYC_UNIT_RATIO && !p->max)
        expect_refused(family, kind, p, "1001/1000", memory);
    if (p->unit == MYC_UNIT_CHOICE || p->unit == MYC_UNIT_FLAG)
        expect_refused(family, kind, p, "sideways", memory);
}

/* A target's parameters are arguments, not keys. */
static bool has_keys(const struct myc_family *family)
{
    static const char *const without[] = { "target", "record", "format" };
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        if (strcmp(family->name, without[i]) == 0)
            return false;
    return true;
}

Test(ranges, every_parameter_beyond_its_range_is_refused)
{
    struct myc_memory *memory = scenarios_memory();
    for (const struct myc_family *family = myc_families; family->name; family++) {
        const struct myc_kind *kind;
        for (size_t i = 0; has_keys(family) && (kind = family->at(i, memory)); i++)
            for (const struct myc_parameter *p = kind->parameters; p && p->name; p++)
                try_parameter(family, kind, p, memory);
    }
    cr_expect_gt(tried, 200, "only %" PRIu64 " were tried", tried);
    myc_memory_destroy(memory);
}

/* Of a target each argument that has a range: k of random, the number of racks. */
Test(ranges, every_argument_beyond_its_range_is_refused)
{
    static const char *const bad[][2] = {
        { "crash: {target: random(0)}", "k" },          { "crash: {target: random(-1)}", "k" },
        { "crash: {target: rack(0 0)}", "count" },      { "crash: {target: rack(0 1000001)}", "" },
        { "crash: {target: rack(1)}", "no rack 1" },    { "crash: {target: zone(1)}", "no zone 1" },
        { "drop: {target: message(Req m1 m2 x 0)}", "n" },
    };
    struct myc_memory *memory = scenarios_memory();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct myc_scenario scenario;
        struct myc_error error;
        const char *text = myc_memory_format(memory, SCENARIOS_SMALLEST "perturb:\n  - %s\n",
                                             bad[i][0]);
        cr_expect_eq(scenarios_try(text, NULL, memory, &scenario, &error), MYC_INPUT, "%s", text);
        cr_expect_not_null(strstr(error.message, bad[i][1]), "%s", error.message);
    }
    myc_memory_destroy(memory);
}
