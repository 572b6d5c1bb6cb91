#include "experiments/export_text.h"

#include <string.h>

#include "sim/utf8.h"

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* Writes the character at `text` as it is, or `other` where it is not printable; gives its bytes. */
static size_t write_character(const char *text, const char *other, FILE *out)
{
    size_t bytes = myc_utf8_printable_bytes(text);
    if (bytes)
        fwrite(text, 1, bytes, out);
    else
        fputs(other, out);
    return bytes ? bytes : 1;
}

void myc_export_json(const char *text, FILE *out)
{
    if (!text) {
        fputs("null", out);
        return;
    }
    fputc('"', out);
    while (*text) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\')
            fprintf(out, "\\%c", byte);
        else if (byte < 0x20 || byte == 0x7f)
            fprintf(out, "\\u%04x", byte);
        else {
            text += write_character(text, "\\ufffd", out);
            continue;
        }
        text++;
    }
    fputc('"', out);
}

void myc_export_line(const char *text, FILE *out)
{
    while (*text)
        text += write_character(text, REPLACEMENT, out);
}

void myc_export_xml(const char *text, FILE *out)
{
    while (*text) {
        const char *word = *text == '&'    ? "&amp;"
                           : *text == '<'  ? "&lt;"
                           : *text == '>'  ? "&gt;"
                           : *text == '"'  ? "&quot;"
                           : *text == '\n' ? "&#10;"
                           : *text == '\t' ? "&#9;"
                                           : NULL;
        if (!word) {
            text += write_character(text, REPLACEMENT, out);
            continue;
        }
        fputs(word, out);
        text++;
    }
}

void myc_export_tex(const char *text, FILE *out)
{
    while (*text) {
        const char *word = *text == '\\'  ? "\\textbackslash{}"
                           : *text == '~' ? "\\textasciitilde{}"
                           : *text == '^' ? "\\textasciicircum{}"
                           : *text == '<' ? "$<$"
                           : *text == '>' ? "$>$"
                                          : NULL;
        if (word)
            fputs(word, out);
        else if (strchr("#$%&_{}", *text))
            fprintf(out, "\\%c", *text);
        else {
            text += write_character(text, "?", out);
            continue;
        }
        text++;
    }
}
