#include "experiments/shape.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "experiments/time_text.h"

#define ROWS 5
#define COLUMNS 64
#define INDENT 6
#define DRAWS 8192 /* at evenly spaced uniforms */
#define UNIFORMS (UINT64_C(1) << 52)

/* The quantile at the uniform nearest to u that a stream gives. */
static myc_time quantile(const struct myc_distribution *distribution, double u)
{
    uint64_t index = (uint64_t)(u * 0x1p52);
    index = index < UNIFORMS ? index : UNIFORMS - 1;
    return myc_distribution_at(distribution, (double)(2 * index + 1) * 0x1p-53);
}

/* The integral of the quantiles over u = 1 - t^8, which spends its steps on the long tail. */
static double mean_ns(const struct myc_distribution *distribution)
{
    double sum = 0;
    for (int i = 0; i < DRAWS; i++) {
        double t = (i + 0.5) / DRAWS, t2 = t * t, t7 = t * t2 * t2 * t2;
        sum += (double)quantile(distribution, 1 - t7 * t) * 8 * t7 / DRAWS;
    }
    return sum;
}

/* Three digits are enough of a figure. */
static const char *figure(double ns, char text[MYC_TIME_TEXT_BYTES])
{
    uint64_t step = 1;
    while (ns / (double)step >= 1000)
        step *= 10;
    return myc_time_text((myc_time)llround(ns / (double)step) * step, text);
}

/* How many of the draws fall into each of the columns up to `end`. */
static void count(const struct myc_distribution *distribution, double end, double counts[COLUMNS])
{
    memset(counts, 0, COLUMNS * sizeof *counts);
    for (int i = 0; i < DRAWS; i++) {
        double column = (double)quantile(distribution, (i + 0.5) / DRAWS) / end * COLUMNS;
        if (column < COLUMNS)
            counts[(int)column]++;
    }
}

/* A row of bars, `row` from the bottom, of bars that are `heights` rows high. What is there at all is
 * seen. */
static void write_row(const double *heights, int row, bool utf8, FILE *out)
{
    static const char *const blocks[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
    static const char *const ascii[] = { " ", ".", ".", ".", ":", ":", ":", "#", "#" };
    int last = COLUMNS - 1;
    while (last >= 0 && heights[last] <= row)
        last--;
    fprintf(out, "%*s", INDENT, "");
    for (int i = 0; i <= last; i++) {
        int eighths = (int)fmin(8, fmax(0, ceil((heights[i] - row) * 8)));
        fputs(utf8 ? blocks[eighths] : ascii[eighths], out);
    }
    fputc('\n', out);
}

void myc_shape_write(const struct myc_distribution *distribution, bool utf8, FILE *out)
{
    double longest = (double)quantile(distribution, 0.99), heights[COLUMNS], highest = 1;
    double end = longest > 0 ? longest * 1.05 : 1;
    char text[MYC_TIME_TEXT_BYTES];
    count(distribution, end, heights);
    for (int i = 0; i < COLUMNS; i++)
        highest = fmax(highest, heights[i]);
    for (int i = 0; i < COLUMNS; i++)
        heights[i] *= ROWS / highest;
    for (int row = ROWS - 1; row >= 0; row--)
        write_row(heights, row, utf8, out);
    fprintf(out, "%*s0%*s\n", INDENT, "", COLUMNS - 1, figure(end, text));
    fprintf(out, "%*smean %s", INDENT, "", figure(mean_ns(distribution), text));
    fprintf(out, ", median %s", figure((double)quantile(distribution, 0.5), text));
    fprintf(out, ", 99%% within %s\n", figure(longest, text));
}
