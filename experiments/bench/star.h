/* A cluster without a program, for benchmarks that bring their own: hosts of one core around a hub,
 * with links of 10 Gbit/s and 50 us. */
#ifndef MYC_EXPERIMENTS_BENCH_STAR_H
#define MYC_EXPERIMENTS_BENCH_STAR_H

#include "sim/cluster.h"

struct myc_star {
    struct myc_engine *engine;
    struct myc_book book;
    struct myc_cluster *cluster;
};

/* `star` must stay where it is while the cluster runs. The book keeps neither records nor messages.
 * With `tells` the detector is the perfect one, and tells 100 us after a crash; else none tells. */
void myc_star_begin(struct myc_star *star, uint32_t hosts, bool tells, uint64_t seed,
                    struct myc_memory *memory);

#endif
