/* `sweep`, as a scenario says it: which cells, which seeds, when to stop.
 *
 *     cells   the points of a design over `vary`, numbered from 1; each is a scenario
 *     seeds   the same in every cell (common random numbers), counted from 0 in their order
 *     runs    cells x seeds; fewer where `until` is content with a cell before, or where `find`
 *             decides from the cells so far which one comes next
 *
 * What is here follows from the scenario's text alone, so that every process and every machine means
 * the same by cell 17 and seed 3. */
#ifndef MYC_EXPERIMENTS_SWEEP_SECTION_H
#define MYC_EXPERIMENTS_SWEEP_SECTION_H

#include "sim/parameter.h"

#define MYC_SWEEP_CELLS_MAX 100000u
#define MYC_SWEEP_RUNS_MAX 10000000000u

struct myc_seed_range {
    uint64_t first;
    uint64_t last;
    uint64_t before; /* seeds in the ranges before it */
};

/* One place of the scenario that varies: over a list of values, or between two. */
struct myc_sweep_axis {
    const struct myc_setting *varied;  /* its key is the path */
    const struct myc_setting **values; /* a list */
    uint64_t count;                    /* of the list, or steps of a range in a grid */
    enum myc_unit unit;                /* a range: what its ends are */
    double from;
    double to;
    bool log;
};

enum myc_sweep_design {
    MYC_SWEEP_GRID,
    MYC_SWEEP_RANDOM,
    MYC_SWEEP_LATIN_HYPERCUBE,
    MYC_SWEEP_SOBOL,
};

/* "pass_rate < 99%" */
struct myc_sweep_where {
    const char *text; /* as written */
    uint32_t rate;    /* enum myc_verdict */
    bool less;        /* else greater */
    bool or_equal;
    struct myc_ratio threshold;
};

struct myc_sweep {
    size_t range_count;
    struct myc_seed_range *ranges;
    uint64_t seeds; /* in all */
    size_t axis_count;
    struct myc_sweep_axis *axes;
    enum myc_sweep_design design;
    const double *points; /* random and the like: `cells` points of `axis_count` numbers */
    uint64_t cells;       /* with `find`: at most */
    myc_time wall;        /* real time that a run may take, MYC_FOREVER: any */
    double half_width;    /* until: of the interval of the pass rate; 0: every seed is run */
    uint64_t batch;       /* after so many seeds it is looked at again */
    bool finds;           /* the only axis is searched for where `where` begins to hold */
    struct myc_sweep_where where;
};

/* The k-th seed. */
uint64_t myc_sweep_seed(const struct myc_sweep *sweep, uint64_t k);

/* The value of an axis in the cell at `point`: a point is the number of a cell from 0, and where a
 * cliff is searched for a position between the two ends, 0 to MYC_SWEEP_WHOLE. */
#define MYC_SWEEP_WHOLE ((uint64_t)1 << 30)
const struct myc_setting *myc_sweep_value(const struct myc_sweep *sweep, size_t axis,
                                          uint64_t point, struct myc_memory *memory);

#endif
