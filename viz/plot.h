/* Drawing at positions of our own, for Graphviz's engine nop2, which takes them as they are.
 *
 * Points, x to the right and y *downwards* from the top, as time runs; what is written is flipped,
 * since Graphviz's y goes up. Things are painted in the order clusters, nodes, edges, each as
 * written.
 *
 *         left,top +-----------+
 *                  |           |
 *                  +-----------+ right,bottom */
#ifndef MYC_VIZ_PLOT_H
#define MYC_VIZ_PLOT_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/text.h"

struct myc_box {
    double left, top, right, bottom;
};

struct myc_line {
    double x1, y1, x2, y2;
};

/* What is already drawn, and where a label would least disturb it. */
struct myc_plot {
    struct myc_text *dot;
    double height; /* of all: y of the bottom */
    size_t box_count, box_room, line_count, line_room;
    struct myc_box *boxes;
    struct myc_line *lines;
};

/* A centre where a label may stand. */
struct myc_spot {
    double x, y;
};

struct myc_box myc_box_around(struct myc_spot centre, double width, double height);

void myc_plot_keep_clear(struct myc_plot *plot, struct myc_box box);
void myc_plot_keep_line(struct myc_plot *plot, struct myc_line line);

/* The candidate where a label of this size covers least of what is kept clear; earlier ones are
 * preferred. Its box is kept clear from now on. */
struct myc_spot myc_plot_place(struct myc_plot *plot, double width, double height,
                               const struct myc_spot *candidates, size_t count);

/* Attributes, each followed by a comma: where a node is and its size; where a cluster is; the way
 * of an edge, its head `head` points long (0: none), and where its label is. */
void myc_plot_write_node(const struct myc_plot *plot, struct myc_box box);
void myc_plot_write_cluster(const struct myc_plot *plot, struct myc_box box, double label_top);
void myc_plot_write_edge(const struct myc_plot *plot, struct myc_line way, double head);
/* An edge that leaves and arrives sideways: `bulge` points to the right, or left where negative. */
void myc_plot_write_curve(const struct myc_plot *plot, struct myc_line way, double bulge,
                          double head);
void myc_plot_write_edge_label(const struct myc_plot *plot, struct myc_spot at);

#endif
