/* Lists of integers, as several small workloads use them. */
#ifndef MYC_EXPERIMENTS_WORKLOADS_INTEGERS_H
#define MYC_EXPERIMENTS_WORKLOADS_INTEGERS_H

#include "model/driver.h"

const struct myc_value *myc_integers(struct myc_maker *maker, uint32_t count,
                                     const int64_t integers[]);

/* The driver of a workload that stages one lineage and sends it once: `state` holds a future. */
void myc_send_once(struct myc_driver *driver, void *state,
                   const struct myc_node *(*stage)(struct myc_staging *at));

#endif
