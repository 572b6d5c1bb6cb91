/* Results in the formats of other tools: `mycel export DB [RUN] --format NAME`.
 *
 * A format is one file experiments/export_NAME.c that ends in its const table,
 * one line in experiments/export_list.h, one line in CMake. What it writes is
 * a function of the study alone, to the byte: no wall clock, no pointer, no
 * locale. It writes one thing of two:
 *
 *     a study   csv, latex, svg, pdf  its rows and what can be computed of them
 *     a run     shiviz, graphml, ...  the book of one run: hosts, nodes, faults, records, messages
 *
 * Whether everything reached the file is the caller's to see; so is that
 * nothing reaches it where something is wrong. */
#ifndef MYC_EXPERIMENTS_EXPORT_H
#define MYC_EXPERIMENTS_EXPORT_H

#include <stdio.h>

#include "experiments/store.h"
#include "sim/parameter.h"
#include "sim/record.h"

struct myc_export_format {
    struct myc_kind about; /* its example is a command; no parameters */
    /* One of the two. `run` is 0 for all of the study; a format that is only of a whole one answers
     * MYC_USAGE to another. */
    enum myc_status (*write_study)(struct myc_store *store, uint64_t run, struct myc_memory *memory,
                                   FILE *out, struct myc_error *error);
    void (*write_run)(const struct myc_book *book, struct myc_memory *memory, FILE *out);
};

/* The formats, and their register, NULL-terminated. */
#define X(name) extern const struct myc_export_format myc_export_##name;
#include "experiments/export_list.h"
#undef X
extern const struct myc_export_format *const myc_export_formats[];

#endif
