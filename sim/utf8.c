#include "sim/utf8.h"

#include <stdint.h>

static bool continues(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static bool is_printable(uint32_t point)
{
    bool control = point < 0x20 || (point >= 0x7F && point < 0xA0);
    return !control && (point & 0xFFFE) != 0xFFFE;
}

/* The bytes of the well-formed character at `text`, or 0. */
static size_t read_character(const char *text, uint32_t *point)
{
    unsigned char first = (unsigned char)*text;
    size_t bytes = first < 0x80 ? 1 : first < 0xC0 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (bytes == 0 || first >= 0xF8)
        return 0;
    static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 }; /* else: overlong */
    *point = bytes == 1 ? first : first & (0x7Fu >> bytes);
    for (size_t i = 1; i < bytes; i++) {
        if (!continues(text[i]))
            return 0;
        *point = *point << 6 | ((unsigned char)text[i] & 0x3Fu);
    }
    bool surrogate = *point >= 0xD800 && *point < 0xE000;
    return *point >= smallest[bytes] && *point < 0x110000 && !surrogate ? bytes : 0;
}

size_t myc_utf8_printable_bytes(const char *text)
{
    uint32_t point;
    size_t bytes = read_character(text, &point);
    return bytes > 0 && is_printable(point) ? bytes : 0;
}

bool myc_utf8_is_text(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        uint32_t point = (unsigned char)text[at];
        size_t bytes = point < 0x80 ? 1 : read_character(text + at, &point);
        if (bytes == 0 || point == 0)
            return false;
        at += bytes;
    }
    return true;
}
