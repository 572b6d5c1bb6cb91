#include "viz/text.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sim/utf8.h"

void myc_text_begin(struct myc_text *text, struct myc_memory *memory)
{
    *text = (struct myc_text){ .memory = memory };
    text->chars = myc_memory_grow(memory, NULL, &text->room, 1, 1);
}

void myc_text_add(struct myc_text *text, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    size_t free_bytes = text->room - text->length;
    int wanted = vsnprintf(text->chars + text->length, free_bytes, format, arguments);
    assert(wanted >= 0);
    if ((size_t)wanted >= free_bytes) {
        text->chars = myc_memory_grow(text->memory, text->chars, &text->room,
                                      text->length + (size_t)wanted + 1, 1);
        vsnprintf(text->chars + text->length, (size_t)wanted + 1, format, again);
    }
    text->length += (size_t)wanted;
    va_end(again);
    va_end(arguments);
}

/* One character of a label. Graphviz substitutes backslash sequences inside it as well. */
static void add_html_character(struct myc_text *html, const char *at, size_t bytes)
{
    if (bytes == 0)
        myc_text_add(html, "%s", *at == '\t' || *at == '\n' ? " " : "\uFFFD");
    else if (*at == '&')
        myc_text_add(html, "&amp;");
    else if (*at == '<')
        myc_text_add(html, "&lt;");
    else if (*at == '>')
        myc_text_add(html, "&gt;");
    else if (*at == '"')
        myc_text_add(html, "&quot;");
    else if (*at == '\\')
        myc_text_add(html, "\\\\");
    else
        myc_text_add(html, "%.*s", (int)bytes, at);
}

/* How many characters the text has, malformed bytes counting one each; stops at `limit`. */
static size_t columns_of(const char *raw, size_t limit)
{
    size_t columns = 0;
    for (; *raw && columns < limit; columns++) {
        size_t bytes = myc_utf8_printable_bytes(raw);
        raw += bytes ? bytes : 1;
    }
    return columns;
}

/* Adds up to `columns` characters; gives where it stopped. */
static const char *add_html(struct myc_text *html, const char *raw, size_t columns)
{
    for (; *raw && columns > 0; columns--) {
        size_t bytes = myc_utf8_printable_bytes(raw);
        add_html_character(html, raw, bytes);
        raw += bytes ? bytes : 1;
    }
    return raw;
}

const char *myc_text_html(struct myc_memory *memory, const char *raw, size_t columns)
{
    struct myc_text html;
    myc_text_begin(&html, memory);
    if (*raw == '\0')
        return " "; /* an element of a label may not be empty */
    if (columns == 0 || columns_of(raw, columns + 1) <= columns) {
        add_html(&html, raw, SIZE_MAX);
    } else {
        add_html(&html, raw, columns - 1);
        myc_text_add(&html, "\u2026");
    }
    return html.chars;
}

/* How many of the first characters go on one line: up to the last space that fits. */
static size_t line_columns(const char *raw, size_t columns)
{
    size_t here = 0, space = 0;
    for (; *raw && here <= columns; here++) {
        if (*raw == ' ' || *raw == '\n')
            space = here;
        if (*raw == '\n')
            return here;
        size_t bytes = myc_utf8_printable_bytes(raw);
        raw += bytes ? bytes : 1;
    }
    return here <= columns ? here : space ? space : columns;
}

const char *myc_text_html_wrapped(struct myc_memory *memory, const char *raw, size_t columns,
                                  size_t lines)
{
    struct myc_text html;
    myc_text_begin(&html, memory);
    for (; *raw && lines > 0; lines--) {
        size_t count = line_columns(raw, columns);
        raw = add_html(&html, raw, count);
        raw += *raw == ' ' || *raw == '\n';
        myc_text_add(&html, "%s<BR ALIGN=\"LEFT\"/>", *raw && lines == 1 ? "\u2026" : "");
    }
    return html.chars;
}

/* The bytes of the first `columns` characters. */
static size_t bytes_of(const char *raw, size_t columns)
{
    const char *at = raw;
    for (; *at && columns > 0; columns--) {
        size_t bytes = myc_utf8_printable_bytes(at);
        at += bytes ? bytes : 1;
    }
    return (size_t)(at - raw);
}

const char *myc_text_cut(struct myc_memory *memory, const char *raw, size_t columns)
{
    if (columns == 0 || columns_of(raw, columns + 1) <= columns)
        return raw;
    return myc_memory_format(memory, "%.*s\u2026", (int)bytes_of(raw, columns - 1), raw);
}

const char *myc_text_line(struct myc_memory *memory, const char **raw, size_t columns)
{
    size_t bytes = bytes_of(*raw, line_columns(*raw, columns));
    const char *line = myc_memory_text(memory, *raw, bytes);
    *raw += bytes;
    *raw += **raw == ' ' || **raw == '\n';
    return line;
}

const char *myc_text_quoted(struct myc_memory *memory, const char *raw)
{
    struct myc_text quoted;
    myc_text_begin(&quoted, memory);
    while (*raw) {
        size_t bytes = myc_utf8_printable_bytes(raw);
        if (*raw == '\n')
            myc_text_add(&quoted, "\\n");
        else if (bytes == 0)
            myc_text_add(&quoted, "%s", *raw == '\t' ? " " : "\uFFFD");
        else if (*raw == '"')
            myc_text_add(&quoted, "\\\"");
        else if (*raw == '\\')
            myc_text_add(&quoted, "\u2216"); /* Graphviz would substitute, once or twice */
        else if (*raw == '&')
            myc_text_add(&quoted, "&amp;");
        else
            myc_text_add(&quoted, "%.*s", (int)bytes, raw);
        raw += bytes ? bytes : 1;
    }
    return quoted.chars;
}

struct unit {
    const char *name;
    uint64_t size;
};

/* `amount` in the largest unit that it reaches, with four digits and no trailing zeros. */
static const char *in_units(struct myc_memory *memory, uint64_t amount, const struct unit *units,
                            size_t count)
{
    const struct unit *unit = units;
    for (size_t i = 1; i < count; i++)
        if (amount >= units[i].size)
            unit = &units[i];
    uint64_t scale = 1;
    while (scale < 1000 && amount / unit->size * scale * 10 < 10000)
        scale *= 10;
    uint64_t whole = amount / unit->size;
    uint64_t part = (amount % unit->size * scale + unit->size / 2) / unit->size;
    whole += part / scale;
    part %= scale;
    if (part == 0)
        return myc_memory_format(memory, "%" PRIu64 " %s", whole, unit->name);
    int digits = scale == 1000 ? 3 : scale == 100 ? 2 : 1;
    for (; part % 10 == 0; part /= 10)
        digits--;
    return myc_memory_format(memory, "%" PRIu64 ".%0*" PRIu64 " %s", whole, digits, part,
                             unit->name);
}

const char *myc_time_words(struct myc_memory *memory, myc_time time)
{
    static const struct unit units[] = {
        { "ns", 1 },         { "us", MYC_US },           { "ms", MYC_MS },
        { "s", MYC_SECOND }, { "h", 3600 * MYC_SECOND }, { "d", 86400 * MYC_SECOND },
    };
    if (time == MYC_FOREVER)
        return "forever";
    return in_units(memory, time, units, sizeof units / sizeof *units);
}

const char *myc_bytes_words(struct myc_memory *memory, uint64_t bytes)
{
    static const struct unit units[] = {
        { "B", 1 },
        { "KiB", (uint64_t)1 << 10 },
        { "MiB", (uint64_t)1 << 20 },
        { "GiB", (uint64_t)1 << 30 },
    };
    return in_units(memory, bytes, units, sizeof units / sizeof *units);
}
