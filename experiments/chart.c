#include "experiments/chart.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "experiments/study_text.h"
#include "sim/unit.h"

#define LINES_MAX 8   /* of one chart */
#define LOG_FROM 20.0 /* the factor from which on an axis is logarithmic */

/* --- measures --- */

#define TIME(measure_name, estimate_name)                                                          \
    {                                                                                              \
        .id = #measure_name "-" #estimate_name, .name = #measure_name ", " #estimate_name,         \
        .measure = MYC_MEASURE_##measure_name,                                                     \
        .estimate = offsetof(struct myc_study_figure, estimate_name)                               \
    }
static const struct myc_chart_measure measures[] = {
    { .id = "pass", .name = "pass rate", .is_rate = true },
    TIME(latency, median),
    TIME(latency, p95),
    TIME(latency, p99),
    TIME(latency, mean),
    TIME(recovery, median),
    TIME(recovery, p95),
    TIME(recomputed, mean),
};
#undef TIME
#define MEASURES (sizeof measures / sizeof *measures)

static struct myc_interval value_of(const struct myc_chart_measure *measure,
                                    const struct myc_study_cell *cell)
{
    struct myc_interval value;
    if (measure->is_rate)
        return cell->rates[MYC_PASS];
    memcpy(&value, (const char *)&cell->figures[measure->measure] + measure->estimate,
           sizeof value);
    return value;
}

struct myc_interval myc_chart_value(const struct myc_chart *chart,
                                    const struct myc_study_cell *cell)
{
    return value_of(chart->measure, cell);
}

const char *myc_chart_text(const struct myc_chart *chart, struct myc_interval value,
                           struct myc_memory *memory)
{
    char text[MYC_FIGURE_TEXT_BYTES];
    if (chart->measure->is_rate)
        myc_rate_interval_text(value, text);
    else
        myc_time_interval_text(value, text);
    return myc_memory_text(memory, text, strlen(text));
}

/* --- how far apart --- */

/* What is finite of the numbers that were put in. */
struct spread {
    double low, high, sum;
    size_t count;
};

static void put(struct spread *spread, double number)
{
    if (!isfinite(number))
        return;
    spread->low = spread->count ? fmin(spread->low, number) : number;
    spread->high = spread->count ? fmax(spread->high, number) : number;
    spread->sum += number;
    spread->count++;
}

/* Of the cells that have a value of an axis, or all; of those that are shown, or all. */
static struct spread spread_of(const struct myc_charts *charts,
                               const struct myc_chart_measure *measure, const bool *shows,
                               const struct myc_chart_axis *axis, size_t index)
{
    struct spread spread = { 0 };
    for (size_t i = 0; i < charts->study->cell_count; i++)
        if ((!shows || shows[i]) && (!axis || axis->index_of[i] == index))
            put(&spread, value_of(measure, &charts->study->cells[i]).estimate);
    return spread;
}

static bool is_measured(const struct myc_charts *charts, const struct myc_chart_measure *measure)
{
    for (size_t i = 0; i < charts->study->cell_count; i++)
        if (!isnan(value_of(measure, &charts->study->cells[i]).estimate))
            return true;
    return false;
}

/* What came in one cell and never in another differs too. */
static bool differs(const struct myc_charts *charts, const struct myc_chart_measure *measure)
{
    struct spread spread = spread_of(charts, measure, NULL, NULL, 0);
    bool has_never = false;
    for (size_t i = 0; i < charts->study->cell_count; i++)
        has_never |= isinf(value_of(measure, &charts->study->cells[i]).estimate);
    return spread.high > spread.low || (has_never && spread.count > 0);
}

/* How much a measure follows a setting: the spread of its means over that setting's values. */
static double influence_of(const struct myc_charts *charts, const struct myc_chart_measure *measure,
                           const struct myc_chart_axis *axis)
{
    struct spread means = { 0 };
    for (size_t i = 0; i < axis->count; i++) {
        struct spread spread = spread_of(charts, measure, NULL, axis, i);
        put(&means, spread.count ? spread.sum / (double)spread.count : NAN);
    }
    return means.high - means.low;
}

/* --- the settings that vary --- */

/* JSON as a scenario would have it, without quotes: {"kind":"hedge"} is {kind: hedge}. */
static const char *scenario_text(const char *value, struct myc_memory *memory)
{
    bool is_text = false;
    char *text = myc_memory_alloc(memory, 2 * strlen(value) + 1), *end = text;
    if (*value != '{' && *value != '[')
        return value;
    for (; *value; value++) {
        if (*value == '"') {
            is_text = !is_text;
            continue;
        }
        if (is_text && *value == '\\' && value[1])
            value++;
        *end++ = *value;
        if (!is_text && (*value == ':' || *value == ','))
            *end++ = ' ';
    }
    return text;
}

static bool read_number(enum myc_unit unit, const char *text, double *number)
{
    union {
        uint64_t whole;
        double real;
        struct myc_ratio ratio;
    } read;
    struct myc_reason why;
    if (!myc_unit_read(unit, text, &read, &why))
        return false;
    *number = unit == MYC_UNIT_NUMBER ? read.real
              : unit == MYC_UNIT_RATIO
                  ? (double)read.ratio.numerator / (double)read.ratio.denominator
                  : (double)read.whole;
    return isfinite(*number) && !(unit == MYC_UNIT_TIME && read.whole == MYC_FOREVER);
}

/* The first unit that all values are of. */
static enum myc_unit read_numbers(struct myc_chart_axis *axis)
{
    static const enum myc_unit units[] = { MYC_UNIT_COUNT, MYC_UNIT_RATIO,     MYC_UNIT_TIME,
                                           MYC_UNIT_BYTES, MYC_UNIT_BANDWIDTH, MYC_UNIT_NUMBER };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t count = 0;
        while (count < axis->count &&
               read_number(units[i], axis->texts[count], &axis->numbers[count]))
            count++;
        if (count == axis->count)
            return units[i];
    }
    for (size_t i = 0; i < axis->count; i++)
        axis->numbers[i] = (double)i;
    return MYC_UNIT_NONE;
}

static void exchange(struct myc_chart_axis *axis, size_t cell_count, size_t a, size_t b)
{
    const char *text = axis->texts[a];
    double number = axis->numbers[a];
    axis->texts[a] = axis->texts[b];
    axis->numbers[a] = axis->numbers[b];
    axis->texts[b] = text;
    axis->numbers[b] = number;
    for (size_t i = 0; i < cell_count; i++)
        if (axis->index_of[i] == a || axis->index_of[i] == b)
            axis->index_of[i] = a + b - axis->index_of[i];
}

static void sort_axis(struct myc_chart_axis *axis, size_t cell_count)
{
    for (size_t i = 1; i < axis->count; i++)
        for (size_t j = i; j > 0 && axis->numbers[j] < axis->numbers[j - 1]; j--)
            exchange(axis, cell_count, j, j - 1);
}

static struct myc_chart_axis read_axis(const struct myc_study *study, size_t parameter,
                                       struct myc_memory *memory)
{
    size_t most = study->cell_count;
    struct myc_chart_axis axis = { .name = study->parameters[parameter],
                                   .texts = myc_memory_alloc(memory, most * sizeof(char *)),
                                   .numbers = myc_memory_alloc(memory, most * sizeof(double)),
                                   .index_of = myc_memory_alloc(memory, most * sizeof(size_t)) };
    for (size_t i = 0; i < most; i++) {
        const char *value = study->cells[i].values[parameter];
        const char *text = value ? scenario_text(value, memory) : "none";
        size_t index = 0;
        while (index < axis.count && strcmp(axis.texts[index], text) != 0)
            index++;
        axis.texts[index] = text;
        axis.count += index == axis.count;
        axis.index_of[i] = index;
    }
    axis.unit = read_numbers(&axis);
    if (axis.unit != MYC_UNIT_NONE)
        sort_axis(&axis, most);
    axis.is_log = axis.unit != MYC_UNIT_NONE && axis.numbers[0] > 0 &&
                  axis.numbers[axis.count - 1] / axis.numbers[0] > LOG_FROM;
    return axis;
}

static void read_axes(struct myc_charts *charts)
{
    const struct myc_study *study = charts->study;
    size_t combinations = 1;
    charts->axes =
        myc_memory_alloc(charts->memory, (study->parameter_count + 1) * sizeof *charts->axes);
    for (size_t i = 0; i < study->parameter_count; i++) {
        charts->axes[charts->axis_count] = read_axis(study, i, charts->memory);
        if (charts->axes[charts->axis_count].count < 2)
            continue;
        /* No product of 65 bits can come to the number of cells again. */
        combinations = combinations > study->cell_count
                           ? combinations
                           : combinations * charts->axes[charts->axis_count].count;
        charts->axis_count++;
    }
    charts->is_grid = combinations == study->cell_count;
}

/* --- one chart --- */

/* The axis of the largest influence that `takes` it and is not `other`; NULL: none. */
static const struct myc_chart_axis *best_axis(const struct myc_charts *charts,
                                              const struct myc_chart_measure *measure,
                                              const struct myc_chart_axis *other,
                                              bool takes(const struct myc_chart_axis *))
{
    const struct myc_chart_axis *best = NULL;
    double most = 0;
    for (size_t i = 0; i < charts->axis_count; i++) {
        const struct myc_chart_axis *axis = &charts->axes[i];
        double influence = influence_of(charts, measure, axis);
        if (axis == other || !takes(axis) || (best && influence <= most))
            continue;
        best = axis;
        most = influence;
    }
    return best;
}

static bool is_any(const struct myc_chart_axis *axis)
{
    return axis != NULL;
}

static bool is_quantity(const struct myc_chart_axis *axis)
{
    return axis->unit != MYC_UNIT_NONE;
}

static bool has_few(const struct myc_chart_axis *axis)
{
    return axis->count <= LINES_MAX;
}

/* Holds an axis where what is shown differs most. */
static void hold(const struct myc_charts *charts, struct myc_chart *chart,
                 const struct myc_chart_axis *axis)
{
    size_t best = 0;
    double most = -1;
    for (size_t i = 0; i < axis->count; i++) {
        struct spread spread = spread_of(charts, chart->measure, chart->shows, axis, i);
        if (spread.high - spread.low <= most)
            continue;
        best = i;
        most = spread.high - spread.low;
    }
    for (size_t i = 0; i < charts->study->cell_count; i++)
        chart->shows[i] &= axis->index_of[i] == best;
    chart->held = myc_memory_format(
        charts->memory, "%s%s is %s",
        chart->held ? myc_memory_format(charts->memory, "%s, ", chart->held) : "where ", axis->name,
        axis->texts[best]);
}

static struct myc_chart make_chart(const struct myc_charts *charts,
                                   const struct myc_chart_measure *measure)
{
    struct myc_chart chart = { .measure = measure };
    size_t cell_count = charts->study->cell_count;
    chart.shows = myc_memory_alloc(charts->memory, cell_count * sizeof *chart.shows);
    for (size_t i = 0; i < cell_count; i++)
        chart.shows[i] = true;
    chart.along = best_axis(charts, measure, NULL, is_quantity);
    if (!chart.along)
        chart.along = best_axis(charts, measure, NULL, is_any);
    if (charts->is_grid)
        chart.by = best_axis(charts, measure, chart.along, has_few);
    for (size_t i = 0; i < charts->axis_count && charts->is_grid; i++)
        if (&charts->axes[i] != chart.along && &charts->axes[i] != chart.by)
            hold(charts, &chart, &charts->axes[i]);
    chart.is_joined = charts->is_grid && chart.along->unit != MYC_UNIT_NONE;
    return chart;
}

enum myc_status myc_charts_read(const struct myc_study *study, struct myc_memory *memory,
                                struct myc_charts *charts, struct myc_error *error)
{
    const struct myc_chart_measure *first = NULL;
    *charts = (struct myc_charts){ .study = study, .memory = memory };
    read_axes(charts);
    if (charts->axis_count == 0)
        return myc_error_set(error, MYC_INPUT,
                             "nothing varies in the sweep of %s, so there is nothing to draw it "
                             "against: a figure needs `vary' with two values",
                             study->name);
    charts->charts = myc_memory_alloc(memory, MEASURES * sizeof *charts->charts);
    for (size_t i = 0; i < MEASURES; i++) {
        if (!first && is_measured(charts, &measures[i]))
            first = &measures[i];
        if (differs(charts, &measures[i]))
            charts->charts[charts->count++] = make_chart(charts, &measures[i]);
    }
    if (charts->count == 0 && first)
        charts->charts[charts->count++] = make_chart(charts, first);
    if (charts->count == 0)
        return myc_error_set(error, MYC_INPUT, "the sweep of %s has no run yet", study->name);
    return MYC_OK;
}
