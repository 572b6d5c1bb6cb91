#include "experiments/workloads/workload.h"

#define X(name) extern const struct myc_workload myc_workload_##name;
#include "experiments/workloads/workload_list.h"
#undef X

const struct myc_workload *const myc_workloads[] = {
#define X(name) &myc_workload_##name,
#include "experiments/workloads/workload_list.h"
#undef X
    NULL,
};
