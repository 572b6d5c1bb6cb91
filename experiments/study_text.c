#include "experiments/study_text.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define NUMBER_BYTES 24

/* How the numbers of one figure are written. */
struct form {
    double one; /* what is 1 of the unit */
    const char *unit;
    int decimals;
    bool is_change; /* with a sign */
};

static const char *write_number(const struct form *form, double number, char text[NUMBER_BYTES])
{
    if (isinf(number))
        return strcpy(text, "never");
    /* What rounds to nothing has no sign. */
    bool is_nothing = fabs(number / form->one) * pow(10, form->decimals) < 0.5;
    if (number == 0)
        return strcpy(text, "0");
    snprintf(text, NUMBER_BYTES, form->is_change && !is_nothing ? "%+.*f" : "%.*f", form->decimals,
             is_nothing ? 0 : number / form->one);
    return text;
}

/* " (1.20-1.27)", what is missing left out. */
static void write_bounds(const struct form *form, struct myc_interval interval,
                         char text[MYC_FIGURE_TEXT_BYTES])
{
    char low[NUMBER_BYTES], high[NUMBER_BYTES];
    write_number(form, interval.low, low);
    write_number(form, interval.high, high);
    if (isnan(interval.low))
        strcpy(text, " (?)");
    else if (isnan(interval.high))
        snprintf(text, MYC_FIGURE_TEXT_BYTES, " (>%s)", low);
    else
        snprintf(text, MYC_FIGURE_TEXT_BYTES, " (%s%s%s)", low, form->is_change ? " to " : "-",
                 high);
}

static const char *write_figure(const struct form *form, struct myc_interval interval,
                                char text[MYC_FIGURE_TEXT_BYTES])
{
    char number[NUMBER_BYTES], bounds[MYC_FIGURE_TEXT_BYTES] = "";
    if (isnan(interval.estimate))
        return strcpy(text, "-");
    write_number(form, interval.estimate, number);
    if (!isinf(interval.low)) /* then never is all that can be said */
        write_bounds(form, interval, bounds);
    snprintf(text, MYC_FIGURE_TEXT_BYTES, "%s%s%.48s", number,
             isinf(interval.estimate) ? "" : form->unit, bounds);
    return text;
}

/* --- times --- */

static struct form form_of_time(struct myc_interval interval)
{
    static const struct form units[] = { { 1e9, "s", 0, false },
                                         { 1e6, "ms", 0, false },
                                         { 1e3, "us", 0, false },
                                         { 1, "ns", 0, false } };
    /* The unit is that of the estimate, or of the first bound that has one. */
    double numbers[] = { interval.estimate, interval.low, interval.high };
    double size = 0;
    for (size_t i = 0; i < 3 && size == 0; i++)
        if (isfinite(numbers[i]))
            size = fabs(numbers[i]);
    size_t unit = 0;
    while (unit < 3 && size < units[unit].one)
        unit++;
    struct form form = units[unit];
    size /= form.one;
    if (form.one > 1)
        form.decimals = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
    return form;
}

const char *myc_time_interval_text(struct myc_interval interval, char text[MYC_FIGURE_TEXT_BYTES])
{
    const struct form form = form_of_time(interval);
    /* A unit for an estimate that never came has to stand with its bound. */
    if (isinf(interval.estimate) && isfinite(interval.low)) {
        char low[NUMBER_BYTES];
        snprintf(text, MYC_FIGURE_TEXT_BYTES,
                 isnan(interval.high) ? "never (>%s%s)" : "never (%s%s-never)",
                 write_number(&form, interval.low, low), form.unit);
        return text;
    }
    return write_figure(&form, interval, text);
}

const char *myc_time_change_text(struct myc_interval change, char text[MYC_FIGURE_TEXT_BYTES])
{
    struct form form = form_of_time(change);
    form.is_change = true;
    return write_figure(&form, change, text);
}

/* --- rates --- */

static struct form form_of_rate(struct myc_interval interval)
{
    double half = myc_interval_half_width(interval);
    return (struct form){ .one = 0.01,
                          .unit = "%",
                          .decimals = half < 0.0005  ? 3
                                      : half < 0.005 ? 2
                                                     : 1 };
}

const char *myc_rate_interval_text(struct myc_interval interval, char text[MYC_FIGURE_TEXT_BYTES])
{
    const struct form form = form_of_rate(interval);
    return write_figure(&form, interval, text);
}

const char *myc_rate_change_text(struct myc_interval change, char text[MYC_FIGURE_TEXT_BYTES])
{
    struct form form = form_of_rate(change);
    form.is_change = true;
    form.unit = "";
    return write_figure(&form, change, text);
}
