/* The examples of `mycel list`: each stands in a scenario as it is, beside `workload: people` alone. */
#ifndef MYC_EXPERIMENTS_EXAMPLE_H
#define MYC_EXPERIMENTS_EXAMPLE_H

#include "experiments/catalogue.h"

/* One item of `perturb` in flow form, without the dash, for what stands in one; else a key of the
 * scenario with its value: `recovery: {policy: retry}`. NULL where the kind has no example. */
const char *myc_example(const struct myc_family *family, const struct myc_kind *kind,
                        struct myc_memory *memory);

#endif
