#include "experiments/export.h"

const struct myc_export_format *const myc_export_formats[] = {
#define X(name) &myc_export_##name,
#include "experiments/export_list.h"
#undef X
    NULL
};
