#include "experiments/figure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/utf8.h"

void myc_figure_add(struct myc_figure *figure, struct myc_piece piece,
                    const struct myc_point *points, size_t count)
{
    struct myc_point *copy = myc_memory_alloc(figure->memory, count * sizeof *copy);
    memcpy(copy, points, count * sizeof *copy);
    piece.points = copy;
    piece.point_count = count;
    figure->pieces = myc_memory_grow(figure->memory, figure->pieces, &figure->piece_room,
                                     figure->piece_count + 1, sizeof piece);
    figure->pieces[figure->piece_count++] = piece;
}

void myc_figure_line(struct myc_figure *figure, uint32_t colour, double width,
                     struct myc_point from, struct myc_point to)
{
    const struct myc_piece line = { .kind = MYC_PIECE_LINE, .colour = colour, .size = width };
    myc_figure_add(figure, line, (struct myc_point[]){ from, to }, 2);
}

void myc_figure_text(struct myc_figure *figure, const char *text, struct myc_point at,
                     enum myc_anchor anchor, uint32_t colour)
{
    const struct myc_piece piece = { .kind = MYC_PIECE_TEXT,
                                     .colour = colour,
                                     .size = MYC_FIGURE_TEXT,
                                     .anchor = anchor,
                                     .text = text };
    myc_figure_add(figure, piece, &at, 1);
}

enum myc_status myc_figures_make(const struct myc_study *study, struct myc_memory *memory,
                                 struct myc_figure **figures, size_t *count,
                                 struct myc_error *error)
{
    struct myc_charts charts;
    MYC_TRY(myc_charts_read(study, memory, &charts, error));
    *figures = myc_memory_alloc(memory, 2 * charts.count * sizeof **figures);
    *count = 0;
    for (size_t i = 0; i < charts.count; i++)
        myc_figure_chart(&charts, &charts.charts[i], &(*figures)[(*count)++]);
    for (size_t i = 0; i < charts.count; i++)
        if (charts.charts[i].by)
            myc_figure_map(&charts, &charts.charts[i], &(*figures)[(*count)++]);
    return MYC_OK;
}

/* --- text --- */

/* How much wider than Helvetica the font may be that a browser takes in its place (DejaVu Sans). */
#define WIDEST_FONT 1.18

/* Of the characters of WinAnsi from the blank on, in thousandths of the height: the metrics of
 * Helvetica that Adobe publishes, where ISO 32000-1, D.2, places them. */
static const uint16_t widths[224] = {
    278,  278, 355, 556, 556,  889, 667, 191, 333, 333, 389, 584,  278, 333,  278,  278,  556, 556,
    556,  556, 556, 556, 556,  556, 556, 556, 278, 278, 584, 584,  584, 556,  1015, 667,  667, 722,
    722,  667, 611, 778, 722,  278, 500, 667, 556, 833, 722, 778,  667, 778,  722,  667,  611, 722,
    667,  944, 667, 667, 611,  278, 278, 278, 469, 556, 333, 556,  556, 500,  556,  556,  278, 556,
    556,  222, 222, 500, 222,  833, 556, 556, 556, 556, 333, 500,  278, 556,  500,  722,  500, 500,
    500,  334, 260, 334, 584,  350, 556, 350, 222, 556, 333, 1000, 556, 556,  333,  1000, 667, 333,
    1000, 350, 611, 350, 350,  222, 222, 333, 333, 350, 556, 1000, 333, 1000, 500,  333,  944, 350,
    500,  667, 278, 333, 556,  556, 556, 556, 260, 556, 333, 737,  370, 556,  584,  333,  737, 333,
    400,  584, 333, 333, 333,  556, 537, 278, 333, 333, 365, 556,  834, 834,  834,  611,  667, 667,
    667,  667, 667, 667, 1000, 722, 667, 667, 667, 667, 278, 278,  278, 278,  722,  722,  778, 778,
    778,  778, 778, 584, 778,  722, 722, 722, 722, 667, 667, 611,  556, 556,  556,  556,  556, 556,
    889,  500, 556, 556, 556,  556, 278, 278, 278, 278, 556, 556,  556, 556,  556,  556,  556, 584,
    611,  556, 556, 556, 556,  500, 556, 500,
};

/* Latin-1 is where Unicode has it; what WinAnsi has besides is left out. */
unsigned char myc_winansi_next(const char **text)
{
    const unsigned char *at = (const unsigned char *)*text;
    size_t bytes = myc_utf8_printable_bytes(*text);
    *text += bytes ? bytes : 1;
    if (bytes == 1)
        return *at;
    if (bytes == 2 && at[0] <= 0xc3 && (at[0] == 0xc3 || at[1] >= 0xa0))
        return (unsigned char)(at[0] << 6 | (at[1] & 0x3f));
    return '?';
}

double myc_helvetica_width(const char *text, double size)
{
    double width = 0;
    while (*text)
        width += widths[myc_winansi_next(&text) - ' '];
    return width * size / 1000;
}

/* What has no place in WinAnsi may be as wide as it is high. */
static double room_of_next(const char **text)
{
    const char *before = *text;
    unsigned char code = myc_winansi_next(text);
    double width = *before != '?' && code == '?' ? 1000 : widths[code - ' '];
    return width * MYC_FIGURE_TEXT / 1000 * WIDEST_FONT;
}

double myc_figure_room(const char *text)
{
    double room = 0;
    while (*text)
        room += room_of_next(&text);
    return room;
}

/* How many bytes of the text are no wider; at least one character. */
static size_t fitting_bytes(const char *text, double width)
{
    const char *at = text, *end = text;
    for (double used = 0; *at; end = at) {
        used += room_of_next(&at);
        if (used > width && end > text)
            break;
    }
    return (size_t)(end - text);
}

size_t myc_figure_wrap(const char *text, double width, size_t most, struct myc_memory *memory,
                       const char **lines)
{
    size_t count = 0;
    while (*text) {
        size_t bytes = fitting_bytes(text, width), cut = bytes;
        while (text[bytes] && cut > 0 && text[cut] != ' ')
            cut--;
        if (count + 1 == most && text[bytes]) {
            bytes = fitting_bytes(text, width - myc_figure_room("..."));
            lines[count++] = myc_memory_format(memory, "%.*s...", (int)bytes, text);
            break;
        }
        bytes = text[bytes] && cut > 0 ? cut : bytes;
        lines[count++] = myc_memory_text(memory, text, bytes);
        text += bytes;
        while (*text == ' ')
            text++;
    }
    return count;
}

#define TITLE_LINES 3

double myc_figure_title(struct myc_figure *figure)
{
    const char *lines[TITLE_LINES];
    double y = MYC_FIGURE_EDGE;
    size_t count = myc_figure_wrap(figure->title, MYC_FIGURE_WIDTH - 2 * MYC_FIGURE_EDGE,
                                   TITLE_LINES, figure->memory, lines);
    for (size_t i = 0; i < count; i++, y += MYC_FIGURE_LINE)
        myc_figure_text(figure, lines[i],
                        (struct myc_point){ MYC_FIGURE_EDGE, y + MYC_FIGURE_TEXT },
                        MYC_ANCHOR_START, MYC_FIGURE_INK);
    return y + 3;
}

const char *myc_decimal_text(double number, char text[MYC_DECIMAL_BYTES])
{
    long long hundredths = llround(number * 100);
    unsigned long long size = (unsigned long long)llabs(hundredths);
    int length = snprintf(text, MYC_DECIMAL_BYTES, "%s%llu.%02llu", hundredths < 0 ? "-" : "",
                          size / 100, size % 100);
    while (text[length - 1] == '0')
        length--;
    text[text[length - 1] == '.' ? length - 1 : length] = '\0';
    return text;
}
