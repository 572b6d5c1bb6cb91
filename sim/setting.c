#include "sim/setting.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sim/utf8.h"

#define NAME_CHARACTERS 200    /* of a source, the end of it */
#define MESSAGE_BYTES 1024     /* of what is wrong */
#define WINDOW_CHARACTERS 100u /* of the offending line */
#define WORD_BYTES_MAX 64      /* of a word that may be misspelt */

const struct myc_setting *myc_setting_find(const struct myc_setting *map, const char *key)
{
    if (!map || map->kind != MYC_SETTING_MAP)
        return NULL;
    for (const struct myc_setting *child = map->first; child; child = child->next)
        if (strcmp(child->key, key) == 0)
            return child;
    return NULL;
}

bool myc_setting_is_null(const struct myc_setting *setting)
{
    static const char *const words[] = { "", "~", "null", "Null", "NULL" };
    if (setting->kind != MYC_SETTING_SCALAR || setting->quoted)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(setting->text, words[i]) == 0)
            return true;
    return false;
}

/* --- messages --- */

/* A growing line of text with an end: what does not fit is left out. */
struct writer {
    char *to;
    char *end; /* of the room, one byte kept for the terminator */
};

static struct writer writer_begin(char *room, size_t bytes)
{
    *room = '\0';
    return (struct writer){ room, room + bytes - 1 };
}

static void write_bytes(struct writer *writer, const char *text, size_t bytes)
{
    if ((size_t)(writer->end - writer->to) < bytes)
        writer->end = writer->to; /* never half a character, and nothing after it */
    else
        writer->to = (char *)memcpy(writer->to, text, bytes) + bytes;
    *writer->to = '\0';
}

/* Bytes of the character at `text`, which ends at `end`, printable or not. */
static size_t character_bytes(const char *text, const char *end)
{
    char head[5] = ""; /* the end of a source is not terminated */
    size_t left = (size_t)(end - text);
    memcpy(head, text, left < 4 ? left : 4);
    size_t bytes = myc_utf8_printable_bytes(head);
    return bytes ? bytes : 1;
}

/* One column: what is not printable is shown as '?', a tab as a blank. */
static const char *write_character(struct writer *writer, const char *text, const char *end)
{
    size_t bytes = character_bytes(text, end);
    bool blank = *text == '\t' || *text == '\n';
    bool visible = bytes > 1 || ((unsigned char)*text >= 0x20 && (unsigned char)*text < 0x7F);
    write_bytes(writer, blank ? " " : visible ? text : "?", bytes);
    return text + bytes;
}

static void write_shown(struct writer *writer, const char *text, size_t bytes)
{
    const char *end = text + bytes;
    while (text < end)
        text = write_character(writer, text, end);
}

/* The name of a source; of a long path the end. */
static void write_name(struct writer *writer, const char *name)
{
    size_t bytes = strlen(name);
    size_t skipped = bytes > NAME_CHARACTERS ? bytes - NAME_CHARACTERS : 0;
    if (skipped)
        write_bytes(writer, "...", 3);
    write_shown(writer, name + skipped, bytes - skipped);
}

/* A line of a source, without its break. */
struct line {
    const char *begin;
    const char *end;
};

static struct line line_at(const struct myc_source *source, uint32_t number)
{
    const char *end = source->text + source->length;
    const char *begin = source->text;
    for (const char *at = begin;; at++) {
        bool is_break =
            at < end && (*at == '\n' || (*at == '\r' && (at + 1 == end || at[1] != '\n')));
        if (at < end && !is_break)
            continue;
        if (at == end || --number == 0)
            return (struct line){ begin, at > begin && at[-1] == '\r' ? at - 1 : at };
        begin = at + 1;
    }
}

static uint32_t characters_between(const char *text, const char *end)
{
    uint32_t count = 0;
    for (; text < end; text += character_bytes(text, end))
        count++;
    return count;
}

/* The line, or what stands around the column in a long one, and the caret below it. */
static void write_line(struct writer *writer, struct line line, struct myc_place place,
                       const char *number)
{
    uint32_t width = characters_between(line.begin, line.end);
    uint32_t first = 0;
    if (width > WINDOW_CHARACTERS && place.column > WINDOW_CHARACTERS / 2)
        first = place.column - WINDOW_CHARACTERS / 2;
    uint32_t last = width - first > WINDOW_CHARACTERS ? first + WINDOW_CHARACTERS : width;
    write_bytes(writer, "\n  ", 3);
    write_bytes(writer, number, strlen(number));
    write_bytes(writer, first ? " | ..." : " | ", first ? 6 : 3);
    const char *at = line.begin;
    for (uint32_t i = 0; i < first; i++)
        at += character_bytes(at, line.end);
    for (uint32_t i = first; i < last; i++)
        at = write_character(writer, at, line.end);
    write_bytes(writer, last < width ? "..." : "", last < width ? 3 : 0);

    char margin[64];
    int blank = snprintf(margin, sizeof margin, "\n  %*s | %s", (int)strlen(number), "",
                         first ? "   " : "");
    write_bytes(writer, margin, (size_t)blank);
    for (uint32_t i = first + 1; i < place.column; i++)
        write_bytes(writer, " ", 1);
    uint32_t rest = last >= place.column ? last - place.column + 1 : 1;
    for (uint32_t i = 0; i < place.length && i < rest; i++)
        write_bytes(writer, i ? "~" : "^", 1);
}

__attribute__((format(printf, 4, 0))) static enum myc_status refuse_at(
    const struct myc_source *source, struct myc_place place, struct myc_error *error,
    const char *format, va_list arguments)
{
    assert(source && place.line > 0 && place.column > 0 && place.length > 0);
    char plain[MESSAGE_BYTES];
    int length = vsnprintf(plain, sizeof plain, format, arguments);
    bool cut = length < 0 || (size_t)length >= sizeof plain;
    char number[16];
    snprintf(number, sizeof number, "%u", place.line + source->line_first);

    char all[MYC_ERROR_BYTES];
    struct writer writer = writer_begin(all, sizeof all);
    write_name(&writer, source->name);
    char position[40];
    snprintf(position, sizeof position, ":%s:%u: ", number, place.column);
    write_bytes(&writer, position, strlen(position));
    write_shown(&writer, plain, strlen(plain));
    write_bytes(&writer, "...", cut ? 3 : 0);
    write_line(&writer, line_at(source, place.line), place, number);
    return myc_error_set(error, MYC_INPUT, "%s", all);
}

enum myc_status myc_source_refuse(const struct myc_source *source, struct myc_place place,
                                  struct myc_error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    enum myc_status status = refuse_at(source, place, error, format, arguments);
    va_end(arguments);
    return status;
}

enum myc_status myc_setting_refuse(const struct myc_setting *setting, struct myc_error *error,
                                   const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    enum myc_status status = refuse_at(setting->source, setting->place, error, format, arguments);
    va_end(arguments);
    return status;
}

enum myc_status myc_setting_refuse_key(const struct myc_setting *setting, struct myc_error *error,
                                       const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct myc_place place = setting->key ? setting->key_place : setting->place;
    enum myc_status status = refuse_at(setting->source, place, error, format, arguments);
    va_end(arguments);
    return status;
}

/* --- did you mean --- */

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: insertions, deletions, replacements, swaps of neighbours. */
static unsigned edit_distance(const char *a, const char *b)
{
    unsigned rows[3][WORD_BYTES_MAX + 1];
    unsigned *before = rows[0], *last = rows[1], *row = rows[2];
    size_t length = strlen(b);
    for (unsigned j = 0; j <= length; j++)
        last[j] = j;
    for (unsigned i = 1; a[i - 1]; i++) {
        row[0] = i;
        for (unsigned j = 1; j <= length; j++) {
            row[j] = least(least(row[j - 1], last[j]) + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
        unsigned *oldest = before;
        before = last;
        last = row;
        row = oldest;
    }
    return last[length];
}

const char *myc_did_you_mean(struct myc_memory *memory, const char *word, const char *const *names)
{
    size_t length = strlen(word);
    if (length > WORD_BYTES_MAX)
        return "";
    const char *nearest = NULL;
    unsigned distance_least = (unsigned)length / 3 + 1;
    for (; *names; names++) {
        if (strlen(*names) > WORD_BYTES_MAX)
            continue;
        unsigned distance = edit_distance(word, *names);
        if (distance < distance_least) {
            distance_least = distance;
            nearest = *names;
        }
    }
    return nearest ? myc_memory_format(memory, "; did you mean '%s'?", nearest) : "";
}
