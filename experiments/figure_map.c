/* The map of a measure over two settings: each cell is the darker the more, and says its estimate and
 * interval. */
#include <math.h>
#include <string.h>

#include "experiments/figure.h"

#define LABEL_LINES 6
#define LABEL_MOST (MYC_FIGURE_WIDTH / 4) /* of the labels at the left */

struct map {
    const struct myc_charts *charts;
    const struct myc_chart *chart;
    struct myc_figure *figure;
    double left, top;
    double width, height; /* of a square */
    double low, high;     /* of the estimates */
};

/* --- colours --- */

/* From nearly white to dark blue. */
static uint32_t shade(double share)
{
    const int low[] = { 0xee, 0xf3, 0xf8 }, high[] = { 0x17, 0x4a, 0x75 };
    uint32_t colour = 0;
    for (size_t i = 0; i < 3; i++)
        colour = colour << 8 | (uint32_t)lround(low[i] + share * (high[i] - low[i]));
    return colour;
}

static double share_of(const struct map *map, double estimate)
{
    return map->high > map->low ? (estimate - map->low) / (map->high - map->low) : 0;
}

static void find_range(struct map *map)
{
    map->low = INFINITY;
    map->high = -INFINITY;
    for (size_t i = 0; i < map->charts->study->cell_count; i++) {
        double estimate = myc_chart_value(map->chart, &map->charts->study->cells[i]).estimate;
        if (!map->chart->shows[i] || !isfinite(estimate))
            continue;
        map->low = fmin(map->low, estimate);
        map->high = fmax(map->high, estimate);
    }
    if (map->chart->measure->is_rate) {
        map->low = 0;
        map->high = 1;
    }
}

/* --- squares --- */

static void add_area(struct map *map, uint32_t colour, double left, double top, double width,
                     double height, const char *about)
{
    const struct myc_point corners[] = {
        { left, top }, { left + width, top }, { left + width, top + height }, { left, top + height }
    };
    myc_figure_add(map->figure,
                   (struct myc_piece){ .kind = MYC_PIECE_AREA, .colour = colour, .text = about },
                   corners, 4);
}

static void draw_square(struct map *map, size_t cell)
{
    struct myc_memory *memory = map->charts->memory;
    struct myc_interval value = myc_chart_value(map->chart, &map->charts->study->cells[cell]);
    double left = map->left + map->width * (double)map->chart->along->index_of[cell];
    double top = map->top + map->height * (double)map->chart->by->index_of[cell];
    double share = isfinite(value.estimate) ? share_of(map, value.estimate) : 0;
    const char *text = myc_chart_text(map->chart, value, memory), *blank = strstr(text, " (");
    const char *lines[] = { blank ? myc_memory_text(memory, text, (size_t)(blank - text)) : text,
                            blank ? blank + 1 : "" };
    uint32_t colour = share > 0.5 ? 0xffffff : MYC_FIGURE_INK;
    add_area(map, isfinite(value.estimate) ? shade(share) : 0xffffff, left, top, map->width - 1,
             map->height - 1, text);
    for (size_t i = 0; i < 2; i++) {
        double size = i ? 6.5 : MYC_FIGURE_TEXT;
        const struct myc_piece line = { .kind = MYC_PIECE_TEXT,
                                        .colour = colour,
                                        .size = size,
                                        .anchor = MYC_ANCHOR_MIDDLE,
                                        .text = lines[i] };
        if (*lines[i] && myc_figure_room(lines[i]) * size / MYC_FIGURE_TEXT < map->width - 3)
            myc_figure_add(map->figure, line,
                           &(struct myc_point){ left + (map->width - 1) / 2,
                                                top + map->height / 2 + (i ? 9 : 0) },
                           1);
    }
}

/* --- labels --- */

static void draw_lines(struct map *map, const char *text, double room, struct myc_point at,
                       enum myc_anchor anchor, bool is_centred)
{
    const char *lines[LABEL_LINES];
    size_t count = myc_figure_wrap(text, room, LABEL_LINES, map->charts->memory, lines);
    double y = at.y - (is_centred ? MYC_FIGURE_LINE * ((double)count - 1) / 2 - 3.1 : 0);
    for (size_t i = 0; i < count; i++)
        myc_figure_text(map->figure, lines[i],
                        (struct myc_point){ at.x, y + MYC_FIGURE_LINE * (double)i }, anchor,
                        MYC_FIGURE_SOFT);
}

/* How many lines the longest label needs in `room`. */
static size_t most_lines(const struct map *map, const struct myc_chart_axis *axis, double room)
{
    size_t most = 1;
    for (size_t i = 0; i < axis->count; i++) {
        const char *lines[LABEL_LINES];
        size_t count =
            myc_figure_wrap(axis->texts[i], room, LABEL_LINES, map->charts->memory, lines);
        most = count > most ? count : most;
    }
    return most;
}

static double widest_label(const struct map *map)
{
    double width = myc_figure_room(map->chart->by->name);
    for (size_t i = 0; i < map->chart->by->count; i++)
        width = fmax(width, myc_figure_room(map->chart->by->texts[i]));
    return fmin(width, LABEL_MOST);
}

static void draw_labels(struct map *map, double labels)
{
    const struct myc_chart_axis *along = map->chart->along, *by = map->chart->by;
    double bottom = map->top + map->height * (double)by->count;
    for (size_t i = 0; i < by->count; i++)
        draw_lines(map, by->texts[i], labels,
                   (struct myc_point){ map->left - 5, map->top + map->height * ((double)i + 0.5) },
                   MYC_ANCHOR_END, true);
    for (size_t i = 0; i < along->count; i++)
        draw_lines(map, along->texts[i], map->width - 4,
                   (struct myc_point){ map->left + map->width * ((double)i + 0.5),
                                       bottom + 2 + MYC_FIGURE_TEXT },
                   MYC_ANCHOR_MIDDLE, false);
    myc_figure_text(map->figure, by->name, (struct myc_point){ map->left - 5, map->top - 5 },
                    MYC_ANCHOR_END, MYC_FIGURE_INK);
    myc_figure_text(map->figure, along->name,
                    (struct myc_point){ map->left + map->width * (double)along->count / 2,
                                        map->figure->height - MYC_FIGURE_EDGE - 2 },
                    MYC_ANCHOR_MIDDLE, MYC_FIGURE_INK);
}

void myc_figure_map(const struct myc_charts *charts, const struct myc_chart *chart,
                    struct myc_figure *figure)
{
    struct myc_memory *memory = charts->memory;
    struct map map = { .charts = charts, .chart = chart, .figure = figure, .height = 34 };
    *figure = (struct myc_figure){ .id = myc_memory_format(memory, "%s-map", chart->measure->id),
                                   .memory = memory,
                                   .width = MYC_FIGURE_WIDTH };
    figure->title = myc_memory_format(memory, "%s: %s over %s and %s%s%s", charts->study->name,
                                      chart->measure->name, chart->along->name, chart->by->name,
                                      chart->held ? ", " : "", chart->held ? chart->held : "");
    double labels = widest_label(&map), y = myc_figure_title(figure);
    find_range(&map);
    map.left = MYC_FIGURE_EDGE + labels + 5;
    map.top = y + MYC_FIGURE_LINE + 6;
    map.width = (MYC_FIGURE_WIDTH - MYC_FIGURE_EDGE - map.left) / (double)chart->along->count;
    map.height =
        fmax(map.height, MYC_FIGURE_LINE * (double)most_lines(&map, chart->by, labels) + 4);
    figure->height = map.top + map.height * (double)chart->by->count + 2 +
                     MYC_FIGURE_LINE * (double)most_lines(&map, chart->along, map.width - 4) +
                     MYC_FIGURE_TEXT + 6 + MYC_FIGURE_EDGE;
    draw_labels(&map, labels);
    for (size_t i = 0; i < charts->study->cell_count; i++)
        if (chart->shows[i])
            draw_square(&map, i);
}
