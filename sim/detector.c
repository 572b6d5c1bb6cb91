#include "sim/detector.h"

const struct myc_detector *const myc_detectors[] = {
#define X(name) &myc_detector_##name,
#include "sim/detector_list.h"
#undef X
    NULL,
};
