/* Graphviz, in one file: DOT source in, picture out.
 *
 * Graphviz leaks and is not thread-safe; this is used once in the life of a
 * small program. */
#ifndef MYC_VIZ_DOT_H
#define MYC_VIZ_DOT_H

#include <stddef.h>

#include "sim/memory.h"
#include "sim/status.h"

struct myc_picture {
    const char *bytes;
    size_t length;
};

/* Lays `source` out with `engine` and draws it, in `memory`; `format` is svg, png or pdf.
 * MYC_INTERNAL where Graphviz cannot: its plugins are missing. */
enum myc_status myc_dot_render(const char *source, const char *engine, const char *format,
                               struct myc_memory *memory, struct myc_picture *picture,
                               struct myc_error *error);

#endif
