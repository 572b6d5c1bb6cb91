/* A program for benchmarks of the model that keeps every host busy: in each round every host joins
 * its numbers with those of the next one, which they travel to, and adds to a sum that it keeps. */
#ifndef MYC_EXPERIMENTS_BENCH_MESH_H
#define MYC_EXPERIMENTS_BENCH_MESH_H

#include "model/driver.h"

struct myc_mesh {
    uint64_t rounds; /* of about 23 events a host */
};

/* Its parameters are a struct myc_mesh; it answers null. Any cluster of two hosts or more. */
extern const struct myc_workload myc_bench_mesh;

#endif
