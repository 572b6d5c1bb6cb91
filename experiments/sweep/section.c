#include "experiments/sweep/section.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "experiments/time_text.h"

uint64_t myc_sweep_seed(const struct myc_sweep *sweep, uint64_t k)
{
    size_t low = 0, high = sweep->range_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (sweep->ranges[middle].before <= k)
            low = middle;
        else
            high = middle;
    }
    return sweep->ranges[low].first + (k - sweep->ranges[low].before);
}

/* --- values of a range --- */

#define DIGITS 6 /* of a value between two ends: enough for a parameter, and good to read */

/* The number with DIGITS significant digits, in plain decimal. */
static void write_decimal(double number, char *text, size_t room)
{
    int decimals = number == 0 ? 0 : DIGITS - 1 - (int)floor(log10(fabs(number)));
    snprintf(text, room, "%.*f", decimals < 0 ? 0 : decimals, number);
    if (!strchr(text, '.'))
        return;
    size_t length = strlen(text);
    while (text[length - 1] == '0')
        length--;
    text[text[length - 1] == '.' ? length - 1 : length] = '\0';
}

/* To so many significant digits, but always whole. */
static uint64_t round_whole(double number)
{
    double step = number < 1 ? 1 : pow(10, floor(log10(number)) - (DIGITS - 1));
    return (uint64_t)(step <= 1 ? round(number) : round(number / step) * step);
}

static const char *write_value(enum myc_unit unit, double number, struct myc_memory *memory)
{
    char text[400];
    switch (unit) {
    case MYC_UNIT_COUNT:
        return myc_memory_format(memory, "%llu", (unsigned long long)round_whole(number));
    case MYC_UNIT_TIME:
        return myc_memory_format(memory, "%s", myc_time_text(round_whole(number), text));
    case MYC_UNIT_BYTES:
        return myc_memory_format(memory, "%lluB", (unsigned long long)round_whole(number));
    case MYC_UNIT_BANDWIDTH:
        return myc_memory_format(memory, "%llubit", (unsigned long long)round_whole(number));
    default:
        write_decimal(number, text, sizeof text);
        return myc_memory_text(memory, text, strlen(text));
    }
}

/* The value at `share` of the way from one end to the other. */
static const struct myc_setting *between(const struct myc_sweep_axis *axis, double share,
                                         struct myc_memory *memory)
{
    struct myc_setting *value = myc_memory_alloc(memory, sizeof *value);
    double number = axis->log ? axis->from * pow(axis->to / axis->from, share)
                              : axis->from + (axis->to - axis->from) * share;
    *value = (struct myc_setting){ .kind = MYC_SETTING_SCALAR,
                                   .source = axis->varied->source,
                                   .place = axis->varied->place,
                                   .text = write_value(axis->unit, number, memory) };
    return value;
}

/* --- values of an axis --- */

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* The number of the value of a grid's axis; the last axis changes fastest. */
static uint64_t digit_of(const struct myc_sweep *sweep, size_t axis, uint64_t point)
{
    for (size_t i = sweep->axis_count - 1; i > axis; i--)
        point /= sweep->axes[i].count;
    return point % sweep->axes[axis].count;
}

const struct myc_setting *myc_sweep_value(const struct myc_sweep *sweep, size_t axis,
                                          uint64_t point, struct myc_memory *memory)
{
    const struct myc_sweep_axis *at = &sweep->axes[axis];
    if (sweep->finds)
        return between(at, (double)point / (double)MYC_SWEEP_WHOLE, memory);
    if (sweep->design == MYC_SWEEP_GRID) {
        uint64_t digit = digit_of(sweep, axis, point);
        return at->values ? at->values[digit]
                          : between(at, (double)digit / (double)(at->count - 1), memory);
    }
    double share = sweep->points[point * sweep->axis_count + axis];
    if (!at->values)
        return between(at, share, memory);
    return at->values[least((uint64_t)(share * (double)at->count), at->count - 1)];
}
