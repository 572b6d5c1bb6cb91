#include "sim/unit.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sim/wide.h"

#define SCALE_MAX 19u        /* 10^19 still fits 64 bits */
#define QUOTED_CHARACTERS 40 /* of the user's text in a reason */

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* --- YAML 1.2 core schema --- */

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(text, *words) == 0)
            return true;
    return false;
}

static const char *skip_digits(const char *text)
{
    while (is_digit(*text))
        text++;
    return text;
}

static bool is_integer(const char *text)
{
    if (text[0] == '0' && (text[1] == 'o' || text[1] == 'x') && text[2]) {
        const char *digits = text[1] == 'o' ? "01234567" : "0123456789abcdefABCDEF";
        return text[2 + strspn(text + 2, digits)] == '\0';
    }
    text += *text == '-' || *text == '+';
    return is_digit(*text) && *skip_digits(text) == '\0';
}

static bool is_float(const char *text)
{
    static const char *const words[] = { ".nan", ".NaN", ".NAN", NULL };
    static const char *const signed_words[] = { ".inf", ".Inf", ".INF", NULL };
    if (is_one_of(text, words))
        return true;
    text += *text == '-' || *text == '+';
    if (is_one_of(text, signed_words))
        return true;
    const char *after = skip_digits(text);
    bool digits = after > text;
    if (*after == '.') {
        const char *fraction = after + 1;
        after = skip_digits(fraction);
        digits = digits || after > fraction;
    }
    if (!digits)
        return false;
    if (*after == 'e' || *after == 'E') {
        after += 1 + (after[1] == '-' || after[1] == '+');
        if (!is_digit(*after))
            return false;
        after = skip_digits(after);
    }
    return *after == '\0';
}

enum myc_scalar_type myc_scalar_type(const struct myc_setting *scalar)
{
    static const char *const flags[] = { "true", "True", "TRUE", "false", "False", "FALSE", NULL };
    assert(scalar->kind == MYC_SETTING_SCALAR);
    if (scalar->quoted)
        return MYC_SCALAR_TEXT;
    if (myc_setting_is_null(scalar))
        return MYC_SCALAR_NULL;
    if (is_one_of(scalar->text, flags))
        return MYC_SCALAR_FLAG;
    if (is_integer(scalar->text))
        return MYC_SCALAR_INTEGER;
    return is_float(scalar->text) ? MYC_SCALAR_FLOAT : MYC_SCALAR_TEXT;
}

/* --- measures --- */

struct scale_word {
    const char *name;
    uint64_t times; /* the smallest unit */
};

struct measure {
    const char *phrase;   /* what it is */
    const char *example;  /* how it is written */
    const char *smallest; /* what it is counted in */
    const char *words;    /* all units, for messages */
    struct scale_word units[8];
};

/* The units of COUNT, TIME, BYTES and BANDWIDTH, in the order of enum myc_unit. */
static const struct measure measures[] = {
    [MYC_UNIT_COUNT] = { "a whole number", "4", "1", "", { { "", 1 } } },
    [MYC_UNIT_TIME] = { "a time",
                        "10ms",
                        "ns",
                        "ns us ms s min h d",
                        { { "ns", 1 },
                          { "us", 1000 },
                          { "ms", 1000000 },
                          { "s", 1000000000 },
                          { "min", 60 * UINT64_C(1000000000) },
                          { "h", 3600 * UINT64_C(1000000000) },
                          { "d", 86400 * UINT64_C(1000000000) } } },
    [MYC_UNIT_BYTES] = { "a number of bytes",
                         "64MiB",
                         "bytes",
                         "B kB MB GB KiB MiB GiB",
                         { { "B", 1 },
                           { "kB", 1000 },
                           { "MB", 1000000 },
                           { "GB", 1000000000 },
                           { "KiB", 1 << 10 },
                           { "MiB", 1 << 20 },
                           { "GiB", 1 << 30 } } },
    [MYC_UNIT_BANDWIDTH] = { "a bandwidth",
                             "10Gbit",
                             "bit/s",
                             "bit kbit Mbit Gbit",
                             { { "bit", 1 },
                               { "kbit", 1000 },
                               { "Mbit", 1000000 },
                               { "Gbit", 1000000000 } } },
};

const char *myc_unit_phrase(enum myc_unit unit)
{
    static const char *const phrases[] = {
        [MYC_UNIT_RATIO] = "a ratio",   [MYC_UNIT_FACTOR] = "a factor",
        [MYC_UNIT_NUMBER] = "a number", [MYC_UNIT_FLAG] = "true or false",
        [MYC_UNIT_CHOICE] = "a word",   [MYC_UNIT_TEXT] = "a text",
    };
    return unit <= MYC_UNIT_BANDWIDTH ? measures[unit].phrase : phrases[unit];
}

/* --- decimals --- */

/* digits / 10^scale, with what follows it in the text. */
struct decimal {
    uint64_t digits;
    unsigned scale; /* <= SCALE_MAX */
    const char *rest;
};

__attribute__((format(printf, 3, 4))) static bool refuse(struct myc_reason *why, const char *text,
                                                         const char *format, ...)
{
    bool cut = strlen(text) > QUOTED_CHARACTERS;
    int begun = snprintf(why->text, sizeof why->text, "'%.*s%s' ", QUOTED_CHARACTERS, text,
                         cut ? "..." : "");
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why->text + begun, sizeof why->text - (size_t)begun, format, arguments);
    va_end(arguments);
    return false;
}

static bool add_digit(uint64_t *digits, char digit)
{
    return !__builtin_mul_overflow(*digits, 10, digits) &&
           !__builtin_add_overflow(*digits, (uint64_t)(digit - '0'), digits);
}

/* The end of a fraction's digits without its trailing zeros, which say nothing. */
static const char *significant_end(const char *fraction, const char *end)
{
    while (end > fraction && end[-1] == '0')
        end--;
    return end;
}

static bool read_decimal(const char *text, struct decimal *out, struct myc_reason *why,
                         const char *phrase, const char *example)
{
    bool negative = *text == '-';
    const char *at = text + negative;
    const char *whole_end = skip_digits(at);
    const char *fraction = *whole_end == '.' ? whole_end + 1 : whole_end;
    const char *end = skip_digits(fraction);
    if (whole_end == at && end == fraction)
        return refuse(why, text, "is not %s such as %s", phrase, example);
    if (negative)
        return refuse(why, text, "is negative");
    *out = (struct decimal){ .rest = end };
    bool fits = true;
    for (; at < whole_end; at++)
        fits = fits && add_digit(&out->digits, *at);
    const char *last = significant_end(fraction, end);
    out->scale = (unsigned)(last - fraction);
    fits = fits && last - fraction <= (long)SCALE_MAX;
    for (at = fraction; fits && at < last; at++)
        fits = add_digit(&out->digits, *at);
    return fits ||
           refuse(why, text, whole_end - text > 18 ? "is too large" : "has too many digits");
}

static uint64_t power_of_ten(unsigned exponent)
{
    assert(exponent <= SCALE_MAX);
    uint64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* --- readers of each unit --- */

static bool find_times(const struct measure *measure, const char *name, uint64_t *times)
{
    *times = 1;
    if (*name == '\0')
        return true;
    for (size_t i = 0; i < 8 && measure->units[i].name; i++) {
        if (strcmp(measure->units[i].name, name) == 0) {
            *times = measure->units[i].times;
            return true;
        }
    }
    return false;
}

static bool read_measure(const struct measure *measure, const char *text, uint64_t *out,
                         struct myc_reason *why)
{
    struct decimal decimal;
    uint64_t times;
    if (!read_decimal(text, &decimal, why, measure->phrase, measure->example))
        return false;
    if (*decimal.rest == ' ' && *measure->words)
        return refuse(why, text, "has a blank between its number and its unit");
    if (!*measure->words && strchr(text, '.'))
        return refuse(why, text, "is not %s", measure->phrase);
    if (!find_times(measure, decimal.rest, &times))
        return *measure->words ? refuse(why, text, "is not %s: its unit is none of %s",
                                        measure->phrase, measure->words)
                               : refuse(why, text, "is not %s", measure->phrase);
    myc_wide product = (myc_wide)decimal.digits * times;
    uint64_t divisor = power_of_ten(decimal.scale);
    if (product % divisor != 0)
        return *measure->words ? refuse(why, text, "is not a whole number of %s", measure->smallest)
                               : refuse(why, text, "is not %s", measure->phrase);
    product /= divisor;
    if (product > INT64_MAX)
        return *measure->words
                   ? refuse(why, text, "is too large: at most 2^63-1 %s", measure->smallest)
                   : refuse(why, text, "is too large: at most 2^63-1");
    *out = (uint64_t)product;
    return true;
}

static bool read_time(const char *text, myc_time *out, struct myc_reason *why)
{
    if (strcmp(text, "forever") == 0 || strcmp(text, "never") == 0) {
        *out = MYC_FOREVER;
        return true;
    }
    if (!read_measure(&measures[MYC_UNIT_TIME], text, out, why))
        return false;
    return *out != MYC_FOREVER || refuse(why, text, "is too large: at most 2^63-2 ns");
}

/* Lowest terms, if these fit 64 bits. */
static bool reduce(myc_wide numerator, myc_wide denominator, struct myc_ratio *out)
{
    myc_wide a = numerator, b = denominator;
    while (b != 0) {
        myc_wide rest = a % b;
        a = b;
        b = rest;
    }
    numerator /= a;
    denominator /= a;
    *out = (struct myc_ratio){ (uint64_t)numerator, (uint64_t)denominator };
    return numerator <= UINT64_MAX && denominator <= UINT64_MAX;
}

static bool read_ratio(const char *text, struct myc_ratio *out, struct myc_reason *why)
{
    struct decimal above, below = { .digits = 1 };
    if (!read_decimal(text, &above, why, "a ratio", "3/1000, 0.3% or 0.003"))
        return false;
    myc_wide denominator = power_of_ten(above.scale);
    const char *rest = above.rest;
    if (*rest == '%') {
        denominator *= 100;
        rest++;
    } else if (*rest == '/') {
        if (!read_decimal(rest + 1, &below, why, "a whole number", "1000"))
            return false;
        rest = below.rest;
        if (above.scale != 0 || below.scale != 0 || below.digits == 0)
            return refuse(why, text, "is not a ratio of two whole numbers");
        denominator = below.digits;
    }
    if (*rest != '\0')
        return refuse(why, text, "is not a ratio such as 3/1000, 0.3%% or 0.003");
    return reduce(above.digits, denominator, out) || refuse(why, text, "has too many digits");
}

/* The double nearest to digits / 10^scale. The quotient of integers has at least 63 bits, and a
 * last bit that says whether anything was cut: so its one rounding, to 53 bits, is that of the
 * exact value. */
static double nearest_double(uint64_t digits, unsigned scale)
{
    if (digits == 0)
        return 0;
    int shift = 64 + __builtin_clzll(digits);
    myc_wide shifted = (myc_wide)digits << shift;
    uint64_t divisor = power_of_ten(scale);
    myc_wide quotient = shifted / divisor | (shifted % divisor != 0);
    return (double)quotient / (double)((myc_wide)1 << shift);
}

static bool read_exponent(const char *text, int *out)
{
    *out = 0;
    if (*text == '\0')
        return true;
    if (*text++ != 'e' && text[-1] != 'E')
        return false;
    bool negative = *text == '-';
    text += negative || *text == '+';
    if (!is_digit(*text) || strlen(text) > 3)
        return false;
    for (; is_digit(*text); text++)
        *out = *out * 10 + (*text - '0');
    *out = negative ? -*out : *out;
    return *text == '\0';
}

static bool read_number(const char *text, double *out, struct myc_reason *why)
{
    struct decimal decimal;
    bool negative = *text == '-';
    if (!read_decimal(text + negative, &decimal, why, "a number", "0.5"))
        return false;
    int exponent;
    if (!read_exponent(decimal.rest, &exponent))
        return refuse(why, text, "is not a number such as 0.5");
    int scale = (int)decimal.scale - exponent;
    for (; scale < 0; scale++)
        if (__builtin_mul_overflow(decimal.digits, 10, &decimal.digits))
            return refuse(why, text, "is too large");
    if (scale > (int)SCALE_MAX)
        return refuse(why, text, "has more than %u decimal places", SCALE_MAX);
    *out = nearest_double(decimal.digits, (unsigned)scale);
    *out = negative ? -*out : *out;
    return true;
}

bool myc_unit_read(enum myc_unit unit, const char *text, void *out, struct myc_reason *why)
{
    switch (unit) {
    case MYC_UNIT_COUNT:
    case MYC_UNIT_BYTES:
    case MYC_UNIT_BANDWIDTH:
        return read_measure(&measures[unit], text, out, why);
    case MYC_UNIT_TIME:
        return read_time(text, out, why);
    case MYC_UNIT_RATIO:
    case MYC_UNIT_FACTOR:
        return read_ratio(text, out, why);
    case MYC_UNIT_NUMBER:
        return read_number(text, out, why);
    default:
        assert(false); /* not a unit that is a number */
        return false;
    }
}

int myc_ratio_compare(struct myc_ratio a, struct myc_ratio b)
{
    myc_wide left = (myc_wide)a.numerator * b.denominator;
    myc_wide right = (myc_wide)b.numerator * a.denominator;
    return (left > right) - (left < right);
}
