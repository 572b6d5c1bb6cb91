/* The register of workloads. */
#ifndef MYC_EXPERIMENTS_WORKLOADS_WORKLOAD_H
#define MYC_EXPERIMENTS_WORKLOADS_WORKLOAD_H

#include "model/driver.h"

/* NULL-terminated, in the order of workload_list.h. */
extern const struct myc_workload *const myc_workloads[];

#endif
