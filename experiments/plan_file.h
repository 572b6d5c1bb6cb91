/* Plan files: one fault a line, in the flow form of an item of `perturb`, with
 * or without its dash.
 *
 *     # the main job
 *     - crash: {target: m2, at: 60us, for: 5ms}   # comments end a line
 *
 * Each line is parsed alone, so a plan may have as many as its bytes allow. */
#ifndef MYC_EXPERIMENTS_PLAN_FILE_H
#define MYC_EXPERIMENTS_PLAN_FILE_H

#include "faults/plan.h"
#include "sim/setting.h"

#define MYC_PLAN_BYTES_MAX ((size_t)16 << 20)

/* Adds the faults of a plan's text, called `name` in messages. The text must live as long as the
 * plan. */
enum myc_status myc_plan_text_read(struct myc_plan *plan, const char *name, const char *text,
                                   size_t length, const struct myc_plan_world *world,
                                   struct myc_memory *memory, struct myc_error *error);

/* The same of the file at `path`. */
enum myc_status myc_plan_file_read(struct myc_plan *plan, const char *path,
                                   const struct myc_plan_world *world, struct myc_memory *memory,
                                   struct myc_error *error);

/* One line of text as a setting: what a world's `parse` is. */
enum myc_status myc_plan_line_read(const struct myc_source *source, struct myc_memory *memory,
                                   struct myc_setting **out, struct myc_error *error);

#endif
