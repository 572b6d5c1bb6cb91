/* Text of a drawing: a growing buffer for DOT source, and words for people.
 *
 * DOT is plain text, so the views write it with these few calls and never see
 * Graphviz. A string of the book may hold anything: it enters the drawing only
 * through the two escapes here. Everything lives in the memory given. */
#ifndef MYC_VIZ_TEXT_H
#define MYC_VIZ_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "sim/memory.h"
#include "sim/time.h"

struct myc_text {
    struct myc_memory *memory;
    char *chars; /* terminated, also when empty */
    size_t length, room;
};

void myc_text_begin(struct myc_text *text, struct myc_memory *memory);
__attribute__((format(printf, 2, 3))) void myc_text_add(struct myc_text *text, const char *format,
                                                        ...);

/* `raw` itself, or its first characters and an ellipsis: at most `columns` (0: all). */
const char *myc_text_cut(struct myc_memory *memory, const char *raw, size_t columns);

/* The next line of `raw`, at most `columns` characters, broken at a space; moves behind it. */
const char *myc_text_line(struct myc_memory *memory, const char **raw, size_t columns);

/* `raw` as content of an HTML-like label: at most `columns` characters (0: all), the last one an
 * ellipsis where it was longer. */
const char *myc_text_html(struct myc_memory *memory, const char *raw, size_t columns);

/* The same, over lines of at most `columns` characters, broken at spaces, at most `lines` of them,
 * each ending in a left-aligned break. */
const char *myc_text_html_wrapped(struct myc_memory *memory, const char *raw, size_t columns,
                                  size_t lines);

/* `raw` between the quotes of a DOT string (tooltips, names): newlines stay, and a
 * backslash becomes a character that looks like one. */
const char *myc_text_quoted(struct myc_memory *memory, const char *raw);

/* "60 us", "121.3 us", "forever": four digits, rounded; a drawing's tooltips give bare ns. */
const char *myc_time_words(struct myc_memory *memory, myc_time time);

/* "312 B", "1.5 KiB". */
const char *myc_bytes_words(struct myc_memory *memory, uint64_t bytes);

#endif
