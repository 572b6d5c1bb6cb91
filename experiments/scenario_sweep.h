/* What the files that read the section `sweep` share: experiments/scenario_sweep.c (the whole, seeds,
 * the design), scenario_axis.c (what varies), scenario_search.c (until, find). */
#ifndef MYC_EXPERIMENTS_SCENARIO_SWEEP_H
#define MYC_EXPERIMENTS_SCENARIO_SWEEP_H

#include "experiments/scenario_sections.h"

/* What reads a section, and where its memory is. */
struct myc_sweep_reader {
    struct myc_scenario_reader *scenario;
    const struct myc_setting *root;
    struct myc_sweep *sweep;
    struct myc_memory *memory;
    struct myc_error *error;
};

#define MYC_SWEEP_SCALES "linear|log"

/* Whether this place may vary. */
enum myc_status myc_sweep_check_path(const struct myc_sweep_reader *reader,
                                     const struct myc_setting *varied);
/* One place that varies, over a list or a range; the design is known by then. */
enum myc_status myc_sweep_read_axis(struct myc_sweep_reader *reader,
                                    const struct myc_setting *varied, struct myc_sweep_axis *axis);
/* The two ends of a range, numbers of one kind, the first the smaller. */
enum myc_status myc_sweep_read_ends(struct myc_sweep_reader *reader,
                                    const struct myc_setting *range, const struct myc_setting *from,
                                    const struct myc_setting *to, struct myc_sweep_axis *axis);
/* Reads the scenario with every value of the axes, one at a time. */
enum myc_status myc_sweep_check_axes(struct myc_sweep_reader *reader,
                                     const struct myc_setting *place);

/* When a cell has had seeds enough, and where a cliff is searched for; after the seeds and axes. */
enum myc_status myc_sweep_read_until(struct myc_sweep_reader *reader,
                                     const struct myc_setting *until);
enum myc_status myc_sweep_read_find(struct myc_sweep_reader *reader,
                                    const struct myc_setting *find);

#endif
