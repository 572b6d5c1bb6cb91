/* A label, line by line, and how large it will be: the positions of a drawing that we lay out
 * ourselves depend on it. The size is a guess for DejaVu Sans; the reader's font decides. */
#ifndef MYC_VIZ_WORDS_H
#define MYC_VIZ_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/text.h"

struct myc_words {
    struct myc_text html; /* lines, each ending in a left-aligned break */
    double width, height; /* points */
};

void myc_words_begin(struct myc_words *words, struct myc_memory *memory);

/* One line of at most `columns` characters (0: all), cut with an ellipsis. */
void myc_words_add(struct myc_words *words, int points, bool bold, const char *raw, size_t columns);

/* Over up to `lines` lines, broken at spaces. */
void myc_words_add_wrapped(struct myc_words *words, int points, const char *raw, size_t columns,
                           size_t lines);

/* How wide one line of text is. */
double myc_words_width(const char *raw, int points, bool bold);

#endif
