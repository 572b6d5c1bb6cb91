/* What of a study is worth a figure, chosen as the page of `mycel report` chooses what it shows first
 * (report/page/study.js): the measures in which the cells differ, along the quantity that they follow
 * most, a line for each value of the setting that they follow next; the others are held where the
 * measure differs most. */
#ifndef MYC_EXPERIMENTS_CHART_H
#define MYC_EXPERIMENTS_CHART_H

#include "experiments/study.h"
#include "sim/parameter.h"

/* A setting that varies: its values once each, quantities in their order, others as they came. */
struct myc_chart_axis {
    const char *name;
    size_t count;
    const char **texts; /* as a scenario has them: "{policy: hedge, after: 500us}" */
    enum myc_unit unit; /* that all of them are of; MYC_UNIT_NONE: they are no quantities */
    double *numbers;    /* in ns, bytes, bit/s, 1; the index of each where they are none */
    bool is_log;        /* they span more than a factor of twenty */
    size_t *index_of;   /* of the value that a cell has */
};

struct myc_chart_measure {
    const char *id;   /* "latency-mean" */
    const char *name; /* "latency, mean" */
    bool is_rate;     /* of 1; else a time in ns */
    size_t measure;
    size_t estimate; /* of a measure: its offset in struct myc_study_figure */
};

struct myc_chart {
    const struct myc_chart_measure *measure;
    const struct myc_chart_axis *along;
    const struct myc_chart_axis *by; /* NULL: one line of points */
    const char *held;                /* "where cost.step is 5us", NULL: nothing is */
    bool *shows;                     /* of each cell whether it is in it */
    bool is_joined;                  /* each place has one point: a line goes through them */
};

struct myc_charts {
    const struct myc_study *study;
    struct myc_memory *memory;
    size_t axis_count;
    struct myc_chart_axis *axes;
    bool is_grid; /* every combination of the values is a cell */
    size_t count;
    struct myc_chart *charts; /* one a measure */
};

/* MYC_INPUT where nothing varies or nothing was measured. */
enum myc_status myc_charts_read(const struct myc_study *study, struct myc_memory *memory,
                                struct myc_charts *charts, struct myc_error *error);

struct myc_interval myc_chart_value(const struct myc_chart *chart,
                                    const struct myc_study_cell *cell);

/* "1.23ms (1.20-1.27)" */
const char *myc_chart_text(const struct myc_chart *chart, struct myc_interval value,
                           struct myc_memory *memory);

#endif
