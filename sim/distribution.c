#include "sim/distribution.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Of the first computation with MPFR: enough for all but about one in 2^48 of the longest times. */
#define PRECISION_FIRST 128
#define PRECISION_LAST 16384

const struct myc_distribution_kind *const myc_distribution_kinds[] = {
#define X(name) &myc_distribution_##name,
    MYC_DISTRIBUTION_LIST(X)
#undef X
        NULL
};

/* Ziv's test on a double: whether all of x (1 -+ error) rounds to one integer, and which. */
static bool round_roughly(double x, double error, myc_time *out)
{
    if (x >= 0x1p64) {
        *out = MYC_TIME_MAX;
        return true;
    }
    if (x >= 0x1p51) /* beyond it a double has no room for an error below half a ns */
        return false;
    int64_t nearest = (int64_t)(x + 0.5);
    *out = (myc_time)nearest;
    return fabs(x - (double)nearest) + x * error < 0.5;
}

/* The same with MPFR, where clamping is part of the rounding. */
static bool round_exactly(const struct myc_distribution *distribution, double u,
                          mpfr_prec_t precision, myc_time *out)
{
    mpfr_t x, error, bound;
    mpfr_inits2(precision, x, error, bound, (mpfr_ptr)NULL);
    distribution->kind->exactly(distribution, u, x);
    mpfr_mul_2si(error, x, MYC_DISTRIBUTION_GUARD - precision, MPFR_RNDU);
    mpfr_sub(bound, x, error, MPFR_RNDD);
    long low = mpfr_get_si(bound, MPFR_RNDN);
    mpfr_add(bound, x, error, MPFR_RNDU);
    long high = mpfr_get_si(bound, MPFR_RNDN);
    mpfr_clears(x, error, bound, (mpfr_ptr)NULL);
    *out = (myc_time)low;
    return low == high;
}

myc_time myc_distribution_at(const struct myc_distribution *distribution, double u)
{
    const struct myc_distribution_kind *kind = distribution->kind;
    if (!kind)
        return 0;
    if (kind->rounded)
        return kind->rounded(distribution, u);
    myc_time sample;
    double error;
    double x = kind->roughly(distribution, u, &error);
    if (round_roughly(x, error, &sample))
        return sample;
    /* More digits always decide: no kind that is rounded here can hit a boundary exactly. */
    mpfr_prec_t precision = PRECISION_FIRST;
    while (!round_exactly(distribution, u, precision, &sample)) {
        precision *= 2;
        assert(precision <= PRECISION_LAST);
    }
    return sample;
}

/* Far from n the double decides, without any rounding; twice the error covers that of (double)n. */
bool myc_distribution_is_within(const struct myc_distribution *distribution, double u, myc_time n)
{
    const struct myc_distribution_kind *kind = distribution->kind;
    if (kind && kind->roughly) {
        double error, x = kind->roughly(distribution, u, &error);
        if (x * (1 - 2 * error) > (double)n + 1)
            return false;
        if (x * (1 + 2 * error) < (double)n)
            return true;
    }
    return myc_distribution_at(distribution, u) <= n;
}

myc_time myc_distribution_draw(const struct myc_distribution *distribution,
                               struct myc_stream *stream)
{
    return myc_distribution_at(distribution, myc_stream_uniform(stream));
}

static const struct myc_distribution_kind *find_kind(const char *name)
{
    for (size_t i = 0; myc_distribution_kinds[i]; i++)
        if (strcmp(myc_distribution_kinds[i]->about.name, name) == 0)
            return myc_distribution_kinds[i];
    return NULL;
}

static enum myc_status refuse_kind(const struct myc_setting *name, struct myc_memory *memory,
                                   struct myc_error *error)
{
    static const char *const names[] = {
#define X(name) #name,
        MYC_DISTRIBUTION_LIST(X)
#undef X
            NULL
    };
    return myc_setting_refuse(name, error, "unknown distribution '%s'%s", name->text,
                              myc_did_you_mean(memory, name->text, names));
}

/* `none`, or a time that every draw gives. */
static enum myc_status read_scalar(const struct myc_setting *setting, struct myc_distribution *out,
                                   struct myc_error *error)
{
    if (!setting->quoted && strcmp(setting->text, "none") == 0)
        return MYC_OK;
    const struct myc_distribution_kind *named = find_kind(setting->text);
    if (named)
        return myc_setting_refuse(setting, error, "the %s distribution needs parameters: %s",
                                  setting->text, named->about.example);
    MYC_TRY(myc_read_time(setting, &out->parameter[0].ns, error));
    if (out->parameter[0].ns == MYC_FOREVER)
        return myc_setting_refuse(setting, error, "%s must end", setting->key ? setting->key : "it");
    out->kind = &myc_distribution_constant;
    return MYC_OK;
}

static enum myc_status read(const struct myc_setting *setting, const char *const *also,
                            struct myc_distribution *out, struct myc_memory *memory,
                            struct myc_error *error)
{
    *out = (struct myc_distribution){ 0 };
    if (setting->kind == MYC_SETTING_SCALAR)
        return read_scalar(setting, out, error);
    const struct myc_setting *name;
    MYC_TRY(myc_read_kind(setting, "a distribution", &name, error));
    out->kind = find_kind(name->text);
    if (!out->kind)
        return refuse_kind(name, memory, error);
    const char *what = myc_memory_format(memory, "the %s distribution", name->text);
    MYC_TRY(
        myc_parameters_read(out->kind->about.parameters, setting, also, what, out, memory, error));
    return out->kind->complete ? out->kind->complete(out, setting, memory, error) : MYC_OK;
}

enum myc_status myc_distribution_read(const struct myc_setting *setting,
                                      struct myc_distribution *out, struct myc_memory *memory,
                                      struct myc_error *error)
{
    static const char *const also[] = { "kind", NULL };
    return read(setting, also, out, memory, error);
}

enum myc_status myc_distribution_read_part(const struct myc_setting *setting,
                                           struct myc_distribution *out, struct myc_ratio *weight,
                                           struct myc_memory *memory, struct myc_error *error)
{
    static const struct myc_parameter table[] = {
        { "weight", MYC_UNIT_FACTOR, .initial = "1", .min = "1/1000000000000",
          .max = "1000000000000", .help = "how often, beside the weights of the other parts" },
        { 0 },
    };
    static const char *const also[] = { "kind", "weight", NULL };
    *weight = (struct myc_ratio){ 1, 1 };
    const struct myc_setting *own = myc_setting_find(setting, "weight");
    if (own) {
        struct myc_setting alone = *setting, only = *own;
        only.next = NULL;
        alone.first = &only;
        MYC_TRY(myc_parameters_read(table, &alone, NULL, "a part", weight, memory, error));
    }
    return read(setting, also, out, memory, error);
}

/* --- as text --- */

static enum myc_unit unit_of(const struct myc_kind *kind, const char *name)
{
    for (const struct myc_parameter *p = kind->parameters; p->unit != MYC_UNIT_NONE; p++)
        if (strcmp(p->name, name) == 0)
            return p->unit;
    return MYC_UNIT_NONE;
}

/* A time in bare ns; any other text as it is written. */
static const char *scalar_text(const struct myc_setting *setting, enum myc_unit unit,
                               struct myc_memory *memory)
{
    struct myc_error ignored = { 0 };
    myc_time ns;
    if (unit == MYC_UNIT_TIME && myc_read_time(setting, &ns, &ignored) == MYC_OK)
        return myc_memory_format(memory, "%" PRIu64, ns);
    return setting->text;
}

const char *myc_distribution_text(const struct myc_distribution *distribution,
                                  const struct myc_setting *setting, struct myc_memory *memory)
{
    if (setting->kind == MYC_SETTING_SCALAR)
        return scalar_text(setting, MYC_UNIT_TIME, memory);
    const struct myc_distribution_kind *kind = distribution->kind;
    const char *text = myc_memory_format(memory, "{kind: %s", kind->about.name);
    const struct myc_setting *weight = myc_setting_find(setting, "weight");
    if (kind->text)
        text = myc_memory_format(memory, "%s, %s", text, kind->text(distribution, setting, memory));
    for (const struct myc_setting *key = setting->first; key && !kind->text; key = key->next)
        if (key != weight && strcmp(key->key, "kind") != 0)
            text = myc_memory_format(memory, "%s, %s: %s", text, key->key,
                                     scalar_text(key, unit_of(&kind->about, key->key), memory));
    if (weight)
        text = myc_memory_format(memory, "%s, weight: %s", text, weight->text);
    return myc_memory_format(memory, "%s}", text);
}
