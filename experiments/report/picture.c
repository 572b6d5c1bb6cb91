#define _GNU_SOURCE
#include "experiments/report/picture.h"

#include <stdbool.h>
#include <string.h>

/* A piece of text that is read from its beginning. */
struct piece {
    const char *at, *end;
};

static bool begins(struct piece piece, const char *with)
{
    size_t length = strlen(with);
    return (size_t)(piece.end - piece.at) >= length && memcmp(piece.at, with, length) == 0;
}

/* Where `what` stands next, or the end. */
static const char *next(struct piece piece, const char *what)
{
    const char *found = memmem(piece.at, (size_t)(piece.end - piece.at), what, strlen(what));
    return found ? found : piece.end;
}

/* Writes up to `to`. */
static void pass(struct piece *piece, const char *to, FILE *out)
{
    fwrite(piece->at, 1, (size_t)(to - piece->at), out);
    piece->at = to;
}

/* Leaves out everything up to and with `what`. */
static void skip_past(struct piece *piece, const char *what)
{
    const char *found = next(*piece, what);
    piece->at = found == piece->end ? found : found + strlen(what);
}

static bool is_attribute(struct piece piece, const char *name)
{
    return begins(piece, name) &&
           begins((struct piece){ piece.at + strlen(name), piece.end }, "=\"");
}

/* One tag, from its `<` to its `>`; quotes may hold a `>`. */
static void write_tag(struct piece *piece, const char *prefix, FILE *out)
{
    bool is_root = begins(*piece, "<svg ");
    while (piece->at < piece->end && *piece->at != '>') {
        char before = *piece->at;
        pass(piece, piece->at + 1, out);
        if (before == '"') { /* the rest of a value */
            pass(piece, next(*piece, "\""), out);
            pass(piece, piece->at < piece->end ? piece->at + 1 : piece->end, out);
        }
        if (before != ' ' && before != '\n')
            continue;
        if (is_root && (is_attribute(*piece, "width") || is_attribute(*piece, "height"))) {
            skip_past(piece, "\"");
            skip_past(piece, "\"");
        } else if (is_attribute(*piece, "id")) {
            pass(piece, piece->at + strlen("id=\""), out);
            fputs(prefix, out);
            pass(piece, next(*piece, "\""), out);
            pass(piece, piece->at < piece->end ? piece->at + 1 : piece->end, out);
        }
    }
}

void myc_picture_write(const char *svg, size_t length, const char *prefix, FILE *out)
{
    struct piece piece = { svg, svg + length };
    piece.at = next(piece, "<svg ");
    piece.end = next(piece, "</svg>");
    if (piece.at == piece.end || piece.end == svg + length)
        return;
    piece.end += strlen("</svg>");
    while (piece.at < piece.end) {
        if (begins(piece, "<!--"))
            skip_past(&piece, "-->");
        else if (*piece.at == '<')
            write_tag(&piece, prefix, out);
        else
            pass(&piece, next(piece, "<"), out);
    }
}
