/* Drawings: a book goes as text to the standard input of `mycel-draw`, the
 * program beside this one that knows Graphviz. */
#ifndef MYC_EXPERIMENTS_DRAWING_H
#define MYC_EXPERIMENTS_DRAWING_H

#include <stdbool.h>

#include "sim/record.h"

struct myc_drawing {
    const char *view;   /* NULL: mycel-draw's first one */
    const char *output; /* ends in .svg, .png, .pdf or .dot; replaced only by a whole drawing */
};

/* Before any work: MYC_USAGE for another ending, MYC_OUTPUT for a folder that is not there or not
 * to be written. */
enum myc_status myc_drawing_check(const struct myc_drawing *drawing, struct myc_error *error);

/* Draws. `*no_renderer` tells a mycel-draw or Graphviz that is missing or broken, which weakens a
 * picture and never a verdict, from an output that cannot be written; both are MYC_OUTPUT. What
 * mycel-draw itself refused it has said on standard error; it is then in the message too. */
enum myc_status myc_drawing_write(const struct myc_drawing *drawing, const struct myc_book *book,
                                  bool *no_renderer, struct myc_error *error);

#endif
