/* Runs of every kind for the tests of the formats that they are exported in: each workload, and
 * faults that lose, delay and repeat what is exported. */
#ifndef MYC_TESTS_EXPORTED_H
#define MYC_TESTS_EXPORTED_H

#include "experiments/export.h"

/* Checks what a format wrote of a run; `name` is for messages. */
typedef void exported_check(const char *name, const struct myc_book *book, const char *text);

/* Every run in the format, each written twice to the same bytes. */
void exported_each(const struct myc_export_format *format, exported_check *check);

/* One run, a scenario without its first line. */
void exported_one(const struct myc_export_format *format, const char *scenario,
                  exported_check *check);

#endif
