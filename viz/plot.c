#include "viz/plot.h"

#include <math.h>

#define POINTS_PER_INCH 72

/* How bad it is to cover a square point of something, or a point's length of a line, in units of
 * one place down the list of candidates. */
#define COST_OF_AREA 0.4
#define COST_OF_LENGTH 1.0

struct myc_box myc_box_around(struct myc_spot centre, double width, double height)
{
    return (struct myc_box){ centre.x - width / 2, centre.y - height / 2, centre.x + width / 2,
                             centre.y + height / 2 };
}

void myc_plot_keep_clear(struct myc_plot *plot, struct myc_box box)
{
    plot->boxes = myc_memory_grow(plot->dot->memory, plot->boxes, &plot->box_room,
                                  plot->box_count + 1, sizeof *plot->boxes);
    plot->boxes[plot->box_count++] = box;
}

void myc_plot_keep_line(struct myc_plot *plot, struct myc_line line)
{
    plot->lines = myc_memory_grow(plot->dot->memory, plot->lines, &plot->line_room,
                                  plot->line_count + 1, sizeof *plot->lines);
    plot->lines[plot->line_count++] = line;
}

static double shared_area(struct myc_box a, struct myc_box b)
{
    double width = fmin(a.right, b.right) - fmax(a.left, b.left);
    double height = fmin(a.bottom, b.bottom) - fmax(a.top, b.top);
    return width > 0 && height > 0 ? width * height : 0;
}

/* The part [from, to] of the line 0..1 that lies between two bounds in one direction. */
static void clip(double start, double step, double low, double high, double *from, double *to)
{
    if (step == 0) {
        if (start < low || start > high)
            *to = -1;
        return;
    }
    double enters = ((step > 0 ? low : high) - start) / step;
    double leaves = ((step > 0 ? high : low) - start) / step;
    *from = fmax(*from, enters);
    *to = fmin(*to, leaves);
}

static double length_within(struct myc_line line, struct myc_box box)
{
    double from = 0, to = 1, x = line.x2 - line.x1, y = line.y2 - line.y1;
    clip(line.x1, x, box.left, box.right, &from, &to);
    clip(line.y1, y, box.top, box.bottom, &from, &to);
    return to > from ? (to - from) * sqrt(x * x + y * y) : 0;
}

static double cost_of(const struct myc_plot *plot, struct myc_box box)
{
    double cost = 0;
    for (size_t i = 0; i < plot->box_count; i++)
        cost += shared_area(plot->boxes[i], box) * COST_OF_AREA;
    for (size_t i = 0; i < plot->line_count; i++)
        cost += length_within(plot->lines[i], box) * COST_OF_LENGTH;
    return cost;
}

struct myc_spot myc_plot_place(struct myc_plot *plot, double width, double height,
                               const struct myc_spot *candidates, size_t count)
{
    size_t best = 0;
    double least = HUGE_VAL;
    for (size_t i = 0; i < count; i++) {
        double cost = cost_of(plot, myc_box_around(candidates[i], width, height)) + (double)i;
        if (cost < least) {
            least = cost;
            best = i;
        }
    }
    myc_plot_keep_clear(plot, myc_box_around(candidates[best], width, height));
    return candidates[best];
}

void myc_plot_write_node(const struct myc_plot *plot, struct myc_box box)
{
    myc_text_add(plot->dot, "pos=\"%.1f,%.1f\", width=%.4f, height=%.4f, ",
                 (box.left + box.right) / 2, plot->height - (box.top + box.bottom) / 2,
                 (box.right - box.left) / POINTS_PER_INCH,
                 (box.bottom - box.top) / POINTS_PER_INCH);
}

void myc_plot_write_cluster(const struct myc_plot *plot, struct myc_box box, double label_top)
{
    myc_text_add(plot->dot, "    bb=\"%.1f,%.1f,%.1f,%.1f\";\n    lp=\"%.1f,%.1f\";\n", box.left,
                 plot->height - box.bottom, box.right, plot->height - box.top,
                 (box.left + box.right) / 2, plot->height - label_top);
}

/* A straight line is the cubic whose control points lie on its thirds. */
void myc_plot_write_edge(const struct myc_plot *plot, struct myc_line way, double head)
{
    double x = way.x2 - way.x1, y = way.y2 - way.y1, length = sqrt(x * x + y * y);
    double part = length > 2 * head ? 1 - head / length : 0.5;
    myc_text_add(plot->dot, "pos=\"");
    if (head > 0)
        myc_text_add(plot->dot, "e,%.1f,%.1f ", way.x2, plot->height - way.y2);
    for (int third = 0; third <= 3; third++)
        myc_text_add(plot->dot, "%s%.1f,%.1f", third ? " " : "", way.x1 + x * part * third / 3,
                     plot->height - (way.y1 + y * part * third / 3));
    myc_text_add(plot->dot, "\", ");
}

void myc_plot_write_curve(const struct myc_plot *plot, struct myc_line way, double bulge,
                          double head)
{
    double end = way.x2 + (bulge > 0 ? head : -head), middle1 = way.x1 + bulge,
           middle2 = way.x2 + bulge, y1 = plot->height - way.y1, y2 = plot->height - way.y2;
    myc_text_add(plot->dot, "pos=\"");
    if (head > 0)
        myc_text_add(plot->dot, "e,%.1f,%.1f ", way.x2, y2);
    myc_text_add(plot->dot, "%.1f,%.1f %.1f,%.1f %.1f,%.1f %.1f,%.1f\", ", way.x1, y1, middle1, y1,
                 middle2, y2, end, y2);
}

void myc_plot_write_edge_label(const struct myc_plot *plot, struct myc_spot at)
{
    myc_text_add(plot->dot, "lp=\"%.1f,%.1f\", ", at.x, plot->height - at.y);
}
