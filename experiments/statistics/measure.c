#include "experiments/statistics/measure.h"

const struct myc_measure *const myc_measures[MYC_MEASURES] = {
#define X(name) [MYC_MEASURE_##name] = &myc_measure_##name,
#include "experiments/statistics/measure_list.h"
#undef X
};
