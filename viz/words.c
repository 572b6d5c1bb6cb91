#include "viz/words.h"

#include <string.h>

#include "sim/utf8.h"

#define LINE_SPACING 1.2

/* In thousandths of the size of the font. */
#define WIDTH_NARROW 330
#define WIDTH_USUAL 605
#define WIDTH_CAPITAL 700
#define WIDTH_BROAD 900
#define BOLD_PERCENT 112

static unsigned width_of(const char *at, size_t bytes)
{
    if (bytes != 1)
        return WIDTH_BROAD; /* our own symbols, mostly */
    if (strchr("ijlftr.,:;'|!()[] /\\", *at))
        return WIDTH_NARROW;
    if (strchr("mwMW%@", *at))
        return WIDTH_BROAD;
    return *at >= 'A' && *at <= 'Z' ? WIDTH_CAPITAL : WIDTH_USUAL;
}

double myc_words_width(const char *raw, int points, bool bold)
{
    unsigned long thousandths = 0;
    while (*raw) {
        size_t bytes = myc_utf8_printable_bytes(raw);
        thousandths += width_of(raw, bytes);
        raw += bytes ? bytes : 1;
    }
    return (double)thousandths * points * (bold ? BOLD_PERCENT : 100) / 100000;
}

void myc_words_begin(struct myc_words *words, struct myc_memory *memory)
{
    *words = (struct myc_words){ .width = 0, .height = 4 };
    myc_text_begin(&words->html, memory);
}

static void add_line(struct myc_words *words, int points, bool bold, const char *html, double width)
{
    myc_text_add(&words->html, "<FONT POINT-SIZE=\"%d\">%s%s%s</FONT><BR ALIGN=\"LEFT\"/>", points,
                 bold ? "<B>" : "", html, bold ? "</B>" : "");
    if (width + 4 > words->width)
        words->width = width + 4;
    words->height += points * LINE_SPACING;
}

void myc_words_add(struct myc_words *words, int points, bool bold, const char *raw, size_t columns)
{
    struct myc_memory *memory = words->html.memory;
    const char *shown = myc_text_cut(memory, raw, columns);
    add_line(words, points, bold, myc_text_html(memory, shown, 0),
             myc_words_width(shown, points, bold));
}

void myc_words_add_wrapped(struct myc_words *words, int points, const char *raw, size_t columns,
                           size_t lines)
{
    struct myc_memory *memory = words->html.memory;
    for (; *raw && lines > 0; lines--) {
        const char *rest = raw;
        const char *line =
            lines > 1 ? myc_text_line(memory, &rest, columns) : myc_text_cut(memory, raw, columns);
        add_line(words, points, false, myc_text_html(memory, line, 0),
                 myc_words_width(line, points, false));
        raw = rest;
    }
}
