/* The picture of a distribution: its bars are as high as the cdf says. */
#include <criterion/criterion.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "experiments/shape.h"
#include "tests/draw_cases.h"

#define COLUMNS 64
#define ROWS 5
#define INDENT 6

static struct myc_memory *memory;

static char *shape_of(const char *distribution, bool utf8)
{
    struct myc_error error = { 0 };
    cr_assert_eq(myc_memory_create(&memory, 1 << 20, &error), MYC_OK);
    const struct myc_distribution read = draw_read(distribution, memory);
    char *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    myc_shape_write(&read, utf8, out);
    fclose(out);
    return text;
}

/* The height of each bar in eighths of a row: of a column's blocks, U+2581 to U+2588, from above. */
static void read_heights(const char *text, int heights[COLUMNS])
{
    memset(heights, 0, COLUMNS * sizeof *heights);
    for (int row = 0; row < ROWS; row++, text = strchr(text, '\n') + 1)
        for (int column = -INDENT; *text != '\n'; column++) {
            cr_assert_lt(column, COLUMNS);
            if (*text == ' ') {
                text++;
                continue;
            }
            cr_assert_eq(strncmp(text, "\xE2\x96", 2), 0);
            heights[column] += (unsigned char)text[2] - 0x80;
            text += 3;
        }
}

static void expect_heights(const char *distribution, double end, double (*cumulative)(double x))
{
    char *text = shape_of(distribution, true);
    double shares[COLUMNS], highest = 0;
    int heights[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
        shares[i] = cumulative(end * (i + 1) / COLUMNS) - cumulative(end * i / COLUMNS);
        highest = fmax(highest, shares[i]);
    }
    read_heights(text, heights);
    for (int i = 0; i < COLUMNS; i++) {
        double expected = shares[i] / highest * 8 * ROWS;
        cr_expect(fabs(heights[i] - expected) <= 1.2, "%s: column %d is %d eighths, not %g\n%s",
                  distribution, i, heights[i], expected, text);
    }
    free(text);
    myc_memory_destroy(memory);
}

static double exponential(double us)
{
    return gsl_cdf_exponential_P(us, 5);
}

static double lognormal(double us)
{
    return us > 0 ? gsl_cdf_lognormal_P(us, log(5), 0.5) : 0;
}

static double flat(double us)
{
    return gsl_cdf_flat_P(us, 0, 8);
}

/* The picture ends a twentieth after the 99th percentile. */
Test(shape, bars_are_as_high_as_the_law)
{
    expect_heights("{kind: exponential, mean: 5us}", 1.05 * gsl_cdf_exponential_Pinv(0.99, 5),
                   exponential);
    expect_heights("{kind: lognormal, median: 5us, sigma: 0.5}",
                   1.05 * gsl_cdf_lognormal_Pinv(0.99, log(5), 0.5), lognormal);
    expect_heights("{kind: uniform, min: 0us, max: 8us}", 1.05 * 0.99 * 8, flat);
}

Test(shape, nothing_is_drawn_as_nothing)
{
    char *text = shape_of("none", false);
    cr_expect_not_null(strstr(text, "mean 0ns, median 0ns, 99% within 0ns"), "%s", text);
    cr_expect_eq(strncmp(text, "      #\n      #\n", 16), 0, "%s", text);
    free(text);
    myc_memory_destroy(memory);
}
