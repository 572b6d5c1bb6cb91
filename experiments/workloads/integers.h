/* Lists of integers, as several small workloads use them. */
#ifndef MYC_EXPERIMENTS_WORKLOADS_INTEGERS_H
#define MYC_EXPERIMENTS_WORKLOADS_INTEGERS_H

#include "model/driver.h"

const struct myc_value *myc_integers(struct myc_maker *maker, uint32_t count,
                                     const int64_t integers[]);

#endif
