/* A view turns the book of one run into the DOT source of a drawing.
 *
 * A new view is one file that ends in a const `myc_view_NAME`, and one line in
 * viz/view_list.h. It writes text only: what is written is exactly the graph
 * that is laid out, and the same book gives the same bytes. */
#ifndef MYC_VIZ_VIEW_H
#define MYC_VIZ_VIEW_H

#include "sim/record.h"
#include "viz/text.h"
#include "viz/view_list.h"

struct myc_view {
    const char *name;
    const char *help;   /* one line */
    const char *engine; /* of Graphviz, that lays it out: "dot" */
    void (*write)(const struct myc_book *book, struct myc_text *dot);
};

#define X(name) extern const struct myc_view myc_view_##name;
MYC_VIEW_LIST(X)
#undef X

#endif
