/* Changing one place of a scenario: `--set cluster.cores=8`, and the cells of
 * a sweep. A path is keys and numbers of list items with dots between them;
 * what it meets decides:
 *
 *     a map        the key's value is replaced, or the key added
 *     a list       the item is replaced; one past the end is added
 *     nothing, or a value that is neither: it becomes a map, or a list where
 *                  the path goes on with 0; the bare word of a register stays
 *                  as its `kind` (workload: people, then workload.sends=2)
 *
 * The name of a fault's effect may be left out: perturb.0.for is perturb.0.crash.for where the
 * first fault is a crash.
 *
 * The new settings carry their own source, so that what is wrong with them is
 * reported where they were written. */
#ifndef MYC_EXPERIMENTS_SET_H
#define MYC_EXPERIMENTS_SET_H

#include "sim/setting.h"

struct myc_path {
    const struct myc_source *source;
    struct myc_place place; /* of its first character */
    const char *text;
};

/* Replaces what stands at `path` below the map `root` by `value`. */
enum myc_status myc_set_put(struct myc_setting *root, const struct myc_path *path,
                            const struct myc_setting *value, struct myc_memory *memory,
                            struct myc_error *error);

/* Applies texts "path=value", the value as YAML, in order; the k-th is called "--set:k". */
enum myc_status myc_set_apply(struct myc_setting *root, const char *const *sets, size_t count,
                              struct myc_memory *memory, struct myc_error *error);

struct myc_setting *myc_setting_copy(const struct myc_setting *setting, struct myc_memory *memory);
size_t myc_setting_count(const struct myc_setting *setting); /* itself and all below */

#endif
