/* The chart of a measure along a setting: its estimates as marks, their intervals as bars, and a line
 * through them where the setting is a quantity. */
#include <math.h>
#include <string.h>

#include "experiments/figure.h"
#include "experiments/time_text.h"

#define GRID 0xd8dee5

#define HEIGHT 190.0 /* of the plane */
#define NEVER 16.0   /* above the plane, where there is what never came */
#define CAP 2.5      /* half of the width of a bar's end */
#define MARK 2.6
#define LABEL_LINES 6
#define TICKS 5     /* about so many */
#define FEW 10      /* places that each have a tick of their own */
#define MARGIN 0.06 /* of the plane, left and right of the outermost places */

/* Colours that also differ for the colour-blind; marks and dashes differ as well. */
enum mark { DISC, SQUARE, DIAMOND, TRIANGLE, RING, CROSS };
static const struct look {
    uint32_t colour;
    enum mark mark;
    double dash[4];
} looks[] = {
    { 0x1f4e79, DISC, { 0 } },           { 0xc2500f, SQUARE, { 6, 2.5 } },
    { 0x00805f, DIAMOND, { 1.5, 2.5 } }, { 0xb0508c, TRIANGLE, { 8, 2.5, 1.5, 2.5 } },
    { 0x8a6d00, RING, { 4, 4 } },        { 0x3d8fc4, CROSS, { 1, 1.5 } },
};
#define LOOKS (sizeof looks / sizeof *looks)

/* After six lines the colours come again, with other marks. */
static struct look look_of(size_t index)
{
    struct look look = looks[(index + index / LOOKS) % LOOKS];
    look.colour = looks[index % LOOKS].colour;
    return look;
}

/* Where the chart is drawn, and how values become places of it. */
struct plane {
    const struct myc_charts *charts;
    const struct myc_chart *chart;
    struct myc_figure *figure;
    double left, right, top, bottom;
    double low, high;   /* of the measure */
    double first, last; /* of the places, with their margin; of their logarithm */
    bool has_never;
    bool is_direct; /* a line's name stands at its end */
};

/* --- what is in it --- */

static size_t line_count(const struct plane *plane)
{
    return plane->chart->by ? plane->chart->by->count : 1;
}

static bool is_shown(const struct plane *plane, size_t cell, size_t line)
{
    return plane->chart->shows[cell] &&
           (!plane->chart->by || plane->chart->by->index_of[cell] == line);
}

static struct myc_interval value_at(const struct plane *plane, size_t cell)
{
    return myc_chart_value(plane->chart, &plane->charts->study->cells[cell]);
}

/* --- where things are --- */

static double place_of(const struct plane *plane, double number)
{
    return plane->chart->along->is_log ? log10(number) : number;
}

static double x_of(const struct plane *plane, double number)
{
    double share = (place_of(plane, number) - plane->first) / (plane->last - plane->first);
    return plane->left + share * (plane->right - plane->left);
}

static double y_of(const struct plane *plane, double value)
{
    if (isinf(value))
        return plane->top - NEVER / 2;
    return plane->bottom - value / plane->high * HEIGHT;
}

/* Lines stand side by side, so that their bars do not hide each other. */
static double dodge(const struct plane *plane, size_t line)
{
    double middle = ((double)line_count(plane) - 1) / 2;
    return ((double)line - middle) * (plane->chart->is_joined ? 2.5 : 8);
}

/* 1, 2 or 5 times a power of ten, at least `step`. */
static double round_up(double step)
{
    double power = pow(10, floor(log10(step)));
    double digit = step / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
}

static void find_ranges(struct plane *plane)
{
    const struct myc_chart_axis *along = plane->chart->along;
    double first = place_of(plane, along->numbers[0]);
    double last = place_of(plane, along->numbers[along->count - 1]);
    double margin = along->unit == MYC_UNIT_NONE ? 0.6 : (last - first) * MARGIN;
    plane->first = first - margin;
    plane->last = last + margin;
    for (size_t i = 0; i < plane->charts->study->cell_count; i++) {
        struct myc_interval value = value_at(plane, i);
        const double bounds[] = { value.estimate, value.low, value.high };
        if (!plane->chart->shows[i])
            continue;
        for (size_t j = 0; j < 3; j++)
            plane->high = isfinite(bounds[j]) ? fmax(plane->high, bounds[j] * 1.05) : plane->high;
        plane->has_never |= isinf(value.estimate) || isinf(value.high);
    }
    if (plane->chart->measure->is_rate || plane->high == 0)
        plane->high = 1;
}

/* --- axes --- */

/* Of a quantity that no scenario has written. */
static const char *number_text(enum myc_unit unit, double number, struct myc_memory *memory)
{
    static const char *const sizes[] = { "B", "KiB", "MiB", "GiB", "TiB" };
    static const char *const speeds[] = { "bit", "kbit", "Mbit", "Gbit", "Tbit" };
    double step = unit == MYC_UNIT_BYTES ? 1024 : 1000;
    char text[MYC_TIME_TEXT_BYTES];
    size_t size = 0;
    if (unit == MYC_UNIT_TIME)
        return number < 1 ? "0"
                          : myc_memory_format(memory, "%s",
                                              myc_time_text((myc_time)llround(number), text));
    if (unit == MYC_UNIT_RATIO)
        return myc_memory_format(memory, "%s%%", myc_decimal_text(number * 100, text));
    for (; (unit == MYC_UNIT_BYTES || unit == MYC_UNIT_BANDWIDTH) && size < 4 && number >= step;
         size++)
        number /= step;
    return myc_memory_format(memory, "%s%s", myc_decimal_text(number, text),
                             unit == MYC_UNIT_BYTES       ? sizes[size]
                             : unit == MYC_UNIT_BANDWIDTH ? speeds[size]
                                                          : "");
}

static double y_step(const struct plane *plane)
{
    double step = round_up(plane->high / TICKS);
    return plane->chart->measure->is_rate ? 0.2 : fmax(step, 1);
}

static const char *y_text(const struct plane *plane, double value)
{
    return number_text(plane->chart->measure->is_rate ? MYC_UNIT_RATIO : MYC_UNIT_TIME, value,
                       plane->charts->memory);
}

static double y_room(const struct plane *plane)
{
    double width = myc_figure_room(plane->has_never ? "never" : "0");
    double step = y_step(plane);
    for (int i = 0; i * step <= plane->high + step / 1000; i++)
        width = fmax(width, myc_figure_room(y_text(plane, i * step)));
    return width;
}

static void draw_y(struct plane *plane)
{
    struct myc_figure *figure = plane->figure;
    double step = y_step(plane), middle = (plane->top + plane->bottom) / 2;
    const struct myc_piece name = { .kind = MYC_PIECE_TEXT,
                                    .colour = MYC_FIGURE_INK,
                                    .size = MYC_FIGURE_TEXT,
                                    .anchor = MYC_ANCHOR_MIDDLE,
                                    .is_upright = true,
                                    .text = plane->chart->measure->name };
    for (int i = 0; i * step <= plane->high + step / 1000; i++) {
        double y = y_of(plane, i * step);
        myc_figure_line(figure, GRID, 0.5, (struct myc_point){ plane->left, y },
                        (struct myc_point){ plane->right, y });
        myc_figure_text(figure, y_text(plane, i * step),
                        (struct myc_point){ plane->left - 5, y + 3.1 }, MYC_ANCHOR_END,
                        MYC_FIGURE_SOFT);
    }
    if (plane->has_never) {
        double y = y_of(plane, INFINITY);
        const struct myc_piece edge = {
            .kind = MYC_PIECE_LINE, .colour = GRID, .size = 0.5, .dash = { 2, 2 }
        };
        myc_figure_add(figure, edge,
                       (struct myc_point[]){ { plane->left, y }, { plane->right, y } }, 2);
        myc_figure_text(figure, "never", (struct myc_point){ plane->left - 5, y + 3.1 },
                        MYC_ANCHOR_END, MYC_FIGURE_SOFT);
    }
    myc_figure_line(figure, MYC_FIGURE_SOFT, 0.8, (struct myc_point){ plane->left, plane->bottom },
                    (struct myc_point){ plane->left, plane->top - (plane->has_never ? NEVER : 0) });
    myc_figure_add(figure, name, &(struct myc_point){ MYC_FIGURE_EDGE + MYC_FIGURE_TEXT, middle },
                   1);
}

/* A tick, with its label where there is room right of `*taken`. */
static void draw_tick(struct plane *plane, double number, const char *label, double *taken)
{
    double x = x_of(plane, number), half = myc_figure_room(label) / 2;
    myc_figure_line(plane->figure, MYC_FIGURE_SOFT, 0.8, (struct myc_point){ x, plane->bottom },
                    (struct myc_point){ x, plane->bottom + 3 });
    if (x - half < *taken)
        return;
    myc_figure_text(plane->figure, label,
                    (struct myc_point){ x, plane->bottom + 4 + MYC_FIGURE_TEXT }, MYC_ANCHOR_MIDDLE,
                    MYC_FIGURE_SOFT);
    *taken = x + half + 4;
}

static void draw_round_ticks(struct plane *plane)
{
    const struct myc_chart_axis *along = plane->chart->along;
    struct myc_memory *memory = plane->charts->memory;
    double most = along->numbers[along->count - 1], taken = 0, base = 1;
    while (along->unit == MYC_UNIT_BYTES && most >= 1024 * base)
        base *= 1024;
    if (!along->is_log) {
        double step = base * round_up((most - along->numbers[0]) / TICKS / base);
        for (double i = ceil(along->numbers[0] / step); i * step <= most; i++)
            draw_tick(plane, i * step, number_text(along->unit, i * step, memory), &taken);
        return;
    }
    double power = pow(10, floor(log10(along->numbers[0])));
    for (int i = 0; power <= most; power *= i++ % 3 == 1 ? 2.5 : 2)
        if (power >= along->numbers[0])
            draw_tick(plane, power, number_text(along->unit, power, memory), &taken);
}

/* The labels of words are as many lines as they need; returns the most. */
static size_t draw_words(struct plane *plane, bool is_measured_only)
{
    const struct myc_chart_axis *along = plane->chart->along;
    double room = (plane->right - plane->left) / ((double)along->count + 0.2) - 6;
    size_t most = 1;
    for (size_t i = 0; i < along->count; i++) {
        const char *lines[LABEL_LINES];
        size_t count =
            myc_figure_wrap(along->texts[i], room, LABEL_LINES, plane->charts->memory, lines);
        most = count > most ? count : most;
        for (size_t j = 0; j < count && !is_measured_only; j++)
            myc_figure_text(
                plane->figure, lines[j],
                (struct myc_point){ x_of(plane, (double)i), plane->bottom + 4 + MYC_FIGURE_TEXT +
                                                                MYC_FIGURE_LINE * (double)j },
                MYC_ANCHOR_MIDDLE, MYC_FIGURE_SOFT);
    }
    return most;
}

static void draw_x(struct plane *plane)
{
    const struct myc_chart_axis *along = plane->chart->along;
    double taken = 0;
    if (along->unit == MYC_UNIT_NONE)
        draw_words(plane, false);
    else if (along->count > FEW)
        draw_round_ticks(plane);
    else
        for (size_t i = 0; i < along->count; i++)
            draw_tick(plane, along->numbers[i], along->texts[i], &taken);
    myc_figure_line(plane->figure, MYC_FIGURE_SOFT, 0.8,
                    (struct myc_point){ plane->left, plane->bottom },
                    (struct myc_point){ plane->right, plane->bottom });
    myc_figure_text(plane->figure, along->name,
                    (struct myc_point){ (plane->left + plane->right) / 2,
                                        plane->figure->height - MYC_FIGURE_EDGE - 2 },
                    MYC_ANCHOR_MIDDLE, MYC_FIGURE_INK);
}

/* --- lines --- */

static void draw_mark(struct myc_figure *figure, struct look look, struct myc_point at,
                      const char *about)
{
    static const struct myc_point square[] = { { -1, -1 }, { 1, -1 }, { 1, 1 }, { -1, 1 } };
    static const struct myc_point diamond[] = { { 0, -1.4 }, { 1.4, 0 }, { 0, 1.4 }, { -1.4, 0 } };
    static const struct myc_point triangle[] = { { 0, -1.4 }, { 1.3, 1 }, { -1.3, 1 } };
    const struct myc_point *form = look.mark == SQUARE    ? square
                                   : look.mark == DIAMOND ? diamond
                                                          : triangle;
    struct myc_piece piece = { .colour = look.colour, .text = about };
    struct myc_point points[4];
    size_t count = look.mark == TRIANGLE ? 3 : 4;
    if (look.mark == DISC || look.mark == RING) {
        piece.kind = MYC_PIECE_DISC;
        piece.size = MARK + (look.mark == RING ? 0.5 : 0);
        myc_figure_add(figure, piece, &at, 1);
        piece =
            (struct myc_piece){ .kind = MYC_PIECE_DISC, .colour = 0xffffff, .size = MARK - 0.7 };
        if (look.mark == RING)
            myc_figure_add(figure, piece, &at, 1);
        return;
    }
    for (size_t i = 0; i < count; i++)
        points[i] = look.mark == CROSS
                        ? (struct myc_point){ at.x + MARK * square[i].x, at.y + MARK * square[i].y }
                        : (struct myc_point){ at.x + MARK * form[i].x, at.y + MARK * form[i].y };
    piece.kind = look.mark == CROSS ? MYC_PIECE_LINE : MYC_PIECE_AREA;
    piece.size = 1.2;
    if (look.mark != CROSS) {
        myc_figure_add(figure, piece, points, count);
        return;
    }
    myc_figure_add(figure, piece, (struct myc_point[]){ points[0], points[2] }, 2);
    myc_figure_line(figure, look.colour, 1.2, points[1], points[3]);
}

/* Up or down to a bound, where there is one; one that is not finite has an arrow for its cap. */
static void draw_bound(struct plane *plane, uint32_t colour, struct myc_point at, double bound)
{
    if (isnan(bound) || y_of(plane, bound) == at.y)
        return;
    double y = y_of(plane, bound);
    const struct myc_point arrow[] = { { at.x, y - 2 },
                                       { at.x + CAP, y + 3 },
                                       { at.x - CAP, y + 3 } };
    myc_figure_line(plane->figure, colour, 0.9, at, (struct myc_point){ at.x, y });
    if (isinf(bound))
        myc_figure_add(plane->figure,
                       (struct myc_piece){ .kind = MYC_PIECE_AREA, .colour = colour }, arrow, 3);
    else
        myc_figure_line(plane->figure, colour, 0.9, (struct myc_point){ at.x - CAP, y },
                        (struct myc_point){ at.x + CAP, y });
}

static struct myc_point point_of(const struct plane *plane, size_t cell, size_t line)
{
    const struct myc_chart_axis *along = plane->chart->along;
    return (struct myc_point){ x_of(plane, along->numbers[along->index_of[cell]]) +
                                   dodge(plane, line),
                               y_of(plane, value_at(plane, cell).estimate) };
}

/* Through the estimates, broken where one never came. */
static void draw_through(struct plane *plane, size_t line, struct look look)
{
    const struct myc_chart_axis *along = plane->chart->along;
    struct myc_point *points =
        myc_memory_alloc(plane->charts->memory, along->count * sizeof *points);
    struct myc_piece piece = { .kind = MYC_PIECE_LINE, .colour = look.colour, .size = 1.2 };
    size_t count = 0;
    memcpy(piece.dash, look.dash, sizeof piece.dash);
    for (size_t place = 0; place < along->count; place++) {
        bool is_there = false;
        for (size_t i = 0; i < plane->charts->study->cell_count; i++)
            if (is_shown(plane, i, line) && along->index_of[i] == place &&
                isfinite(value_at(plane, i).estimate)) {
                points[count++] = point_of(plane, i, line);
                is_there = true;
            }
        if (count > 1 && (!is_there || place + 1 == along->count))
            myc_figure_add(plane->figure, piece, points, count);
        count = is_there ? count : 0;
    }
}

static void draw_line(struct plane *plane, size_t line)
{
    const struct myc_chart *chart = plane->chart;
    struct myc_memory *memory = plane->charts->memory;
    const struct look look = look_of(line);
    if (chart->is_joined)
        draw_through(plane, line, look);
    for (size_t i = 0; i < plane->charts->study->cell_count; i++) {
        struct myc_interval value = value_at(plane, i);
        if (!is_shown(plane, i, line) || isnan(value.estimate))
            continue;
        struct myc_point at = point_of(plane, i, line);
        draw_bound(plane, look.colour, at, value.low);
        draw_bound(plane, look.colour, at, value.high);
        draw_mark(plane->figure, look, at,
                  myc_memory_format(memory, "%s%s%s: %s",
                                    chart->along->texts[chart->along->index_of[i]],
                                    chart->by ? ", " : "", chart->by ? chart->by->texts[line] : "",
                                    myc_chart_text(chart, value, memory)));
    }
}

/* --- the names of the lines --- */

/* Where a line ends; NAN: it has no point. */
static double end_of(const struct plane *plane, size_t line)
{
    double y = NAN, best = -INFINITY;
    for (size_t i = 0; i < plane->charts->study->cell_count; i++) {
        struct myc_point at = point_of(plane, i, line);
        if (!is_shown(plane, i, line) || isnan(at.y) || at.x < best)
            continue;
        best = at.x;
        y = at.y;
    }
    return y;
}

/* At the ends of the lines, if none comes too near to another and none is long. */
static bool fit_at_ends(const struct plane *plane)
{
    for (size_t i = 0; i < line_count(plane); i++) {
        if (isnan(end_of(plane, i)) ||
            myc_figure_room(plane->chart->by->texts[i]) > MYC_FIGURE_WIDTH / 5)
            return false;
        for (size_t j = 0; j < i; j++)
            if (fabs(end_of(plane, i) - end_of(plane, j)) < MYC_FIGURE_LINE)
                return false;
    }
    return true;
}

static void draw_ends(struct plane *plane)
{
    for (size_t i = 0; i < line_count(plane); i++)
        myc_figure_text(plane->figure, plane->chart->by->texts[i],
                        (struct myc_point){ plane->right + 4, end_of(plane, i) + 3.1 },
                        MYC_ANCHOR_START, look_of(i).colour);
}

#define SWATCH 26.0
#define NAME_LINES 3

/* The name of a line after its swatch. */
static void draw_entry(struct plane *plane, size_t line, const char *const *names, size_t count,
                       struct myc_point at)
{
    const struct look look = look_of(line);
    const double y = at.y - 3;
    struct myc_piece stroke = { .kind = MYC_PIECE_LINE, .colour = look.colour, .size = 1.2 };
    memcpy(stroke.dash, look.dash, sizeof stroke.dash);
    if (plane->chart->is_joined)
        myc_figure_add(plane->figure, stroke,
                       (struct myc_point[]){ { at.x, y }, { at.x + SWATCH, y } }, 2);
    draw_mark(plane->figure, look, (struct myc_point){ at.x + SWATCH / 2, y }, NULL);
    for (size_t i = 0; i < count; i++)
        myc_figure_text(plane->figure, names[i],
                        (struct myc_point){ at.x + SWATCH + 4, at.y + MYC_FIGURE_LINE * (double)i },
                        MYC_ANCHOR_START, MYC_FIGURE_INK);
}

/* The names of the lines in rows from `top` on, drawn where it says so; returns their height. */
static double draw_legend(struct plane *plane, double top, bool draws)
{
    struct myc_point at = { MYC_FIGURE_EDGE, top };
    double row = 0;
    for (size_t i = 0; i < line_count(plane); i++) {
        const char *names[NAME_LINES];
        size_t count = myc_figure_wrap(plane->chart->by->texts[i],
                                       MYC_FIGURE_WIDTH - 2 * MYC_FIGURE_EDGE - SWATCH - 4,
                                       NAME_LINES, plane->charts->memory, names);
        double width = SWATCH + 4 + (count ? myc_figure_room(names[0]) : 0);
        if (at.x > MYC_FIGURE_EDGE && at.x + width > MYC_FIGURE_WIDTH - MYC_FIGURE_EDGE) {
            at = (struct myc_point){ MYC_FIGURE_EDGE, at.y + row + 1 };
            row = 0;
        }
        if (draws)
            draw_entry(plane, i, names, count, (struct myc_point){ at.x, at.y + MYC_FIGURE_LINE });
        row = fmax(row, MYC_FIGURE_LINE * (double)count);
        at.x += width + 12;
    }
    return at.y + row + 4 - top;
}

/* --- all --- */

static void find_plane(struct plane *plane, double top)
{
    bool has_words = plane->chart->along->unit == MYC_UNIT_NONE;
    plane->left = MYC_FIGURE_EDGE + MYC_FIGURE_TEXT + 6 + y_room(plane) + 5;
    plane->right = MYC_FIGURE_WIDTH - MYC_FIGURE_EDGE - 4;
    plane->top = top + 6 + (plane->has_never ? NEVER : 0);
    plane->bottom = plane->top + HEIGHT;
    if (plane->chart->by) {
        plane->is_direct = plane->chart->is_joined && fit_at_ends(plane);
        double widest = 0;
        for (size_t i = 0; i < line_count(plane); i++)
            widest = fmax(widest, myc_figure_room(plane->chart->by->texts[i]));
        double shift = plane->is_direct ? 0 : draw_legend(plane, top, false);
        plane->right -= plane->is_direct ? widest : 0;
        plane->top += shift;
        plane->bottom += shift;
    }
    plane->figure->height = plane->bottom + 4 +
                            MYC_FIGURE_LINE * (double)(has_words ? draw_words(plane, true) : 1) +
                            MYC_FIGURE_TEXT + 6 + MYC_FIGURE_EDGE;
}

void myc_figure_chart(const struct myc_charts *charts, const struct myc_chart *chart,
                      struct myc_figure *figure)
{
    struct plane plane = { .charts = charts, .chart = chart, .figure = figure };
    struct myc_memory *memory = charts->memory;
    *figure = (struct myc_figure){ .id = chart->measure->id,
                                   .memory = memory,
                                   .width = MYC_FIGURE_WIDTH };
    figure->title = myc_memory_format(memory, "%s: %s against %s%s%s%s%s", charts->study->name,
                                      chart->measure->name, chart->along->name,
                                      chart->by ? ", by " : "", chart->by ? chart->by->name : "",
                                      chart->held ? ", " : "", chart->held ? chart->held : "");
    find_ranges(&plane);
    double top = myc_figure_title(figure);
    find_plane(&plane, top);
    if (chart->by && !plane.is_direct)
        draw_legend(&plane, top, true);
    draw_y(&plane);
    draw_x(&plane);
    for (size_t i = 0; i < line_count(&plane); i++)
        draw_line(&plane, i);
    if (chart->by && plane.is_direct)
        draw_ends(&plane);
}
