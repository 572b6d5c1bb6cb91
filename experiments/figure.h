/* A figure for a paper: strokes, areas and texts on white paper, in points (1/72 inch) from its top
 * left corner, each on top of what was added before. What draws (figure_chart.c, figure_map.c)
 * knows nothing of files, what writes (export_svg.c, export_pdf.c) nothing of studies.
 *
 *     MYC_TRY(myc_figures_make(&study, memory, &figures, &count, error));
 *
 * Its font is Helvetica, which every reader of PDF has; texts have room for any other that a browser
 * may take in its place. */
#ifndef MYC_EXPERIMENTS_FIGURE_H
#define MYC_EXPERIMENTS_FIGURE_H

#include "experiments/chart.h"

struct myc_point {
    double x, y;
};

enum myc_piece_kind {
    MYC_PIECE_LINE, /* from point to point */
    MYC_PIECE_AREA, /* a filled polygon */
    MYC_PIECE_DISC, /* around its one point */
    MYC_PIECE_TEXT, /* its base line at its one point */
};

/* Which end of a text is at its point. */
enum myc_anchor { MYC_ANCHOR_START, MYC_ANCHOR_MIDDLE, MYC_ANCHOR_END };

struct myc_piece {
    enum myc_piece_kind kind;
    uint32_t colour; /* 0xRRGGBB */
    double size;     /* the width of a line, the radius of a disc, the height of a text */
    double dash[4];  /* of a line: on, off, on, off; 0: it is whole */
    enum myc_anchor anchor;
    bool is_upright;  /* a text that is read from below */
    const char *text; /* of a text what it says; of others what they show, or NULL */
    const struct myc_point *points;
    size_t point_count;
};

struct myc_figure {
    const char *id; /* "latency-mean", unique in its study */
    const char *title;
    double width, height;
    size_t piece_count, piece_room;
    struct myc_piece *pieces;
    struct myc_memory *memory;
};

#define MYC_FIGURE_WIDTH 396.0 /* five and a half inches */
#define MYC_FIGURE_EDGE 8.0    /* what stays white around it */
#define MYC_FIGURE_TEXT 9.0    /* the height of its texts */
#define MYC_FIGURE_LINE 11.0   /* from line to line of them */
#define MYC_FIGURE_INK 0x1a222b
#define MYC_FIGURE_SOFT 0x55606b

/* The chart of a measure along one setting, a line for each value of another; and its map over
 * both, of a chart that has `by`. */
void myc_figure_chart(const struct myc_charts *charts, const struct myc_chart *chart,
                      struct myc_figure *figure);
void myc_figure_map(const struct myc_charts *charts, const struct myc_chart *chart,
                    struct myc_figure *figure);

/* All figures of a study: its charts, then its maps; `*count` of them. MYC_INPUT where none can be
 * drawn. */
enum myc_status myc_figures_make(const struct myc_study *study, struct myc_memory *memory,
                                 struct myc_figure **figures, size_t *count,
                                 struct myc_error *error);

/* Copies the points. */
void myc_figure_add(struct myc_figure *figure, struct myc_piece piece,
                    const struct myc_point *points, size_t count);
void myc_figure_line(struct myc_figure *figure, uint32_t colour, double width,
                     struct myc_point from, struct myc_point to);
void myc_figure_text(struct myc_figure *figure, const char *text, struct myc_point at,
                     enum myc_anchor anchor, uint32_t colour);

/* Writes the title at its top; returns where what follows begins. */
double myc_figure_title(struct myc_figure *figure);

/* Cuts a text into at most `most` lines no wider than `width`, at its blanks where it has some; what
 * does not fit ends in "...". Returns their number. */
size_t myc_figure_wrap(const char *text, double width, size_t most, struct myc_memory *memory,
                       const char **lines);

/* The room that a text needs, whatever font shows it; and its width in Helvetica at a height of
 * `size`. */
double myc_figure_room(const char *text);
double myc_helvetica_width(const char *text, double size);

/* The code in WinAnsi, the encoding of PDF's fonts, of the character at `*text`, '?' where it has
 * none; goes on to the next. */
unsigned char myc_winansi_next(const char **text);

/* A number with two decimals at most, whatever the locale: "12.5", "-3". */
#define MYC_DECIMAL_BYTES 32
const char *myc_decimal_text(double number, char text[MYC_DECIMAL_BYTES]);

#endif
