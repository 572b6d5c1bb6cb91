/* Reads the text form of a book, by the tables of sim/record_fields.h. It
 * works inside one copy of the file: values are unescaped in place, and the
 * book points to them. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "sim/record.h"
#include "sim/record_fields.h"
#include "sim/utf8.h"

#define INPUT_BYTES_MAX ((size_t)512 << 20)

struct reader {
    struct myc_book *book;
    const char *name;
    size_t line;
    struct myc_error *error;
};

__attribute__((format(printf, 2, 3))) static enum myc_status refuse(struct reader *reader,
                                                                    const char *format, ...)
{
    char message[MYC_ERROR_BYTES / 2];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return myc_error_set(reader->error, MYC_INPUT, "%s:%zu: %s", reader->name, reader->line,
                         message);
}

/* The beginning of `text` as it may stand in a message. */
static const char *shown(struct reader *reader, const char *text)
{
    char *copy = myc_memory_text(reader->book->memory, text, strnlen(text, 40));
    for (char *at = copy; *at;) {
        size_t bytes = myc_utf8_printable_bytes(at);
        if (bytes == 0)
            *at = '?';
        at += bytes ? bytes : 1;
    }
    return copy;
}

static bool read_hexadecimal(const char *text, unsigned char *byte)
{
    unsigned value = 0;
    for (int i = 0; i < 2; i++) {
        const char *digits = "0123456789abcdef";
        const char *digit = text[i] ? strchr(digits, text[i]) : NULL;
        if (!digit)
            return false;
        value = value * 16 + (unsigned)(digit - digits);
    }
    *byte = (unsigned char)value;
    return true;
}

/* Unescapes in place. */
static enum myc_status read_text(struct reader *reader, char *value)
{
    char *to = value;
    for (const char *from = value; *from;) {
        size_t bytes = myc_utf8_printable_bytes(from);
        unsigned char byte;
        if (bytes == 0)
            return refuse(reader, "byte 0x%02x is not printable UTF-8; write it as \\x%02x",
                          (unsigned char)*from, (unsigned char)*from);
        if (*from != '\\') {
            memmove(to, from, bytes);
            to += bytes;
            from += bytes;
        } else if (from[1] == 't' || from[1] == 'n' || from[1] == '\\') {
            *to++ = from[1] == 't' ? '\t' : from[1] == 'n' ? '\n' : '\\';
            from += 2;
        } else if (from[1] == 'x' && read_hexadecimal(from + 2, &byte) && byte != 0) {
            *to++ = (char)byte;
            from += 4;
        } else {
            return refuse(reader, "'%s': a backslash begins \\t, \\n, \\\\ or \\xHH (not \\x00)",
                          shown(reader, from));
        }
    }
    *to = '\0';
    return MYC_OK;
}

static enum myc_status read_digest(struct reader *reader, const char *value, unsigned char *digest)
{
    bool good = strlen(value) == 32;
    for (int i = 0; good && i < 16; i++)
        good = read_hexadecimal(value + 2 * i, &digest[i]);
    if (!good)
        return refuse(reader, "the digest is 32 lowercase hexadecimal digits, not '%s'",
                      shown(reader, value));
    return MYC_OK;
}

static enum myc_status read_word(struct reader *reader, const struct myc_field *field,
                                 const char *value, uint32_t *number)
{
    for (uint32_t i = 0; field->words[i]; i++) {
        if (strcmp(field->words[i], value) == 0) {
            *number = i;
            return MYC_OK;
        }
    }
    char all[MYC_ERROR_BYTES / 4] = "";
    for (uint32_t i = 0; field->words[i]; i++)
        snprintf(all + strlen(all), sizeof all - strlen(all), " %s", field->words[i]);
    return refuse(reader, "%s is one of%s, not '%s'", field->name, all, shown(reader, value));
}

struct range {
    uint64_t min, max; /* min > max: empty */
};

/* The numbers that a field may hold; ids are of what stands in the lines before. */
static struct range range_of(const struct reader *reader, enum myc_field_type type)
{
    const struct myc_book *book = reader->book;
    switch (type) {
    case MYC_FIELD_HOST:
    case MYC_FIELD_HOST_LIST:
        return book->host_count ? (struct range){ 0, book->host_count - 1 }
                                : (struct range){ 1, 0 };
    case MYC_FIELD_NODE:
    case MYC_FIELD_NODE_LIST:
        return (struct range){ 1, book->node_count };
    case MYC_FIELD_FAULT:
        return (struct range){ 1, book->fault_count };
    case MYC_FIELD_RECORD_LIST:
        return (struct range){ 1, book->record_count };
    case MYC_FIELD_TIME:
        return (struct range){ 0, MYC_TIME_MAX };
    case MYC_FIELD_NUMBER32:
    case MYC_FIELD_ID:
        return (struct range){ 0, UINT32_MAX };
    default:
        return (struct range){ 0, UINT64_MAX };
    }
}

static enum myc_status read_number(struct reader *reader, const struct myc_field *field,
                                   const char *value, uint64_t *number)
{
    const char *at = value;
    uint64_t sum = 0;
    bool fits = true;
    for (; *at >= '0' && *at <= '9'; at++)
        fits = fits && !__builtin_mul_overflow(sum, (uint64_t)10, &sum) &&
               !__builtin_add_overflow(sum, (uint64_t)(*at - '0'), &sum);
    if (at == value || *at)
        return refuse(reader, "%s is a whole number, not '%s'", field->name, shown(reader, value));
    struct range range = range_of(reader, field->type);
    if (range.min > range.max)
        return refuse(reader, "%s is %s, but no line before this one declares any", field->name,
                      shown(reader, value));
    if (!fits || sum < range.min || sum > range.max)
        return refuse(reader, "%s is %s, but may be %" PRIu64 " to %" PRIu64 " here", field->name,
                      shown(reader, value), range.min, range.max);
    *number = sum;
    return MYC_OK;
}

static enum myc_status read_list(struct reader *reader, const struct myc_field *field, char *value,
                                 char *thing)
{
    uint32_t count = 1, read = 0;
    for (const char *at = value; *at; at++)
        count += *at == ',';
    uint32_t *numbers = myc_memory_alloc(reader->book->memory, count * sizeof *numbers);
    for (char *rest = value; rest;) {
        uint64_t number;
        MYC_TRY(read_number(reader, field, strsep(&rest, ","), &number));
        numbers[read++] = (uint32_t)number;
    }
    memcpy(thing + field->offset, &numbers, sizeof numbers);
    memcpy(thing + field->count_offset, &count, sizeof count);
    return MYC_OK;
}

static enum myc_status read_value(struct reader *reader, const struct myc_field *field, char *value,
                                  char *thing)
{
    char *at = thing + field->offset;
    uint64_t number = 0;
    uint32_t number32 = 0;
    switch (field->type) {
    case MYC_FIELD_TEXT:
        MYC_TRY(read_text(reader, value));
        memcpy(at, &value, sizeof value);
        return MYC_OK;
    case MYC_FIELD_DIGEST:
        return read_digest(reader, value, (unsigned char *)at);
    case MYC_FIELD_HOST_LIST:
    case MYC_FIELD_NODE_LIST:
    case MYC_FIELD_RECORD_LIST:
        return read_list(reader, field, value, thing);
    case MYC_FIELD_WORD:
        MYC_TRY(read_word(reader, field, value, &number32));
        break;
    default:
        MYC_TRY(read_number(reader, field, value, &number));
        number32 = (uint32_t)number;
        break;
    }
    if (field->type == MYC_FIELD_TIME || field->type == MYC_FIELD_NUMBER64)
        memcpy(at, &number, sizeof number);
    else
        memcpy(at, &number32, sizeof number32);
    return MYC_OK;
}

/* What a thing is before its fields are read: every field says nothing. */
static void clear(const struct myc_line_kind *kind, char *thing)
{
    const myc_time never = MYC_FOREVER;
    const uint32_t no_host = MYC_NO_HOST;
    memset(thing, 0, kind->thing_bytes);
    for (const struct myc_field *field = kind->fields; field->name; field++) {
        if (field->type == MYC_FIELD_TIME)
            memcpy(thing + field->offset, &never, sizeof never);
        else if (field->type == MYC_FIELD_HOST)
            memcpy(thing + field->offset, &no_host, sizeof no_host);
    }
}

static enum myc_status read_field(struct reader *reader, const struct myc_line_kind *kind,
                                  char *text, uint32_t *seen, char *thing)
{
    char *value = strchr(text, '=');
    if (!value)
        return refuse(reader,
                      "'%s' is not a field; after the first word of a line each TAB is "
                      "followed by field=value",
                      shown(reader, text));
    *value++ = '\0';
    for (unsigned i = 0; kind->fields[i].name; i++) {
        if (strcmp(kind->fields[i].name, text) != 0)
            continue;
        if (*seen & 1u << i)
            return refuse(reader, "%s stands twice in the line", text);
        *seen |= 1u << i;
        return read_value(reader, &kind->fields[i], value, thing);
    }
    char all[MYC_ERROR_BYTES / 4] = "";
    for (unsigned i = 0; kind->fields[i].name; i++)
        snprintf(all + strlen(all), sizeof all - strlen(all), " %s", kind->fields[i].name);
    return refuse(reader, "unknown field '%s'; a %s line has%s", shown(reader, text), kind->word,
                  all);
}

static enum myc_status read_fields(struct reader *reader, const struct myc_line_kind *kind,
                                   char *rest, char *thing)
{
    uint32_t seen = 0;
    clear(kind, thing);
    while (rest)
        MYC_TRY(read_field(reader, kind, strsep(&rest, "\t"), &seen, thing));
    for (unsigned i = 0; kind->fields[i].name; i++)
        if (kind->fields[i].required && !(seen & 1u << i))
            return refuse(reader, "this %s line has no %s=", kind->word, kind->fields[i].name);
    return MYC_OK;
}

static enum myc_status begin_line(struct reader *reader, char *text, enum myc_line *line,
                                  char **rest)
{
    char *word = strsep(&text, "\t");
    *rest = text;
    for (*line = 0; *line < MYC_LINES; ++*line)
        if (strcmp(myc_record_lines[*line].word, word) == 0)
            return MYC_OK;
    return refuse(reader, "'%s' begins no line; host, node, fault, record, message and run do",
                  shown(reader, word));
}

static enum myc_status check_id(struct reader *reader, uint32_t id, size_t before)
{
    if (id == before + 1)
        return MYC_OK;
    return refuse(reader, "the id is %" PRIu32 ", but ids count from 1 in the order of lines: %zu",
                  id, before + 1);
}

/* One declaration; the `run` line is read by its caller, since it ends the file. */
static enum myc_status read_thing(struct reader *reader, enum myc_line line, char *rest)
{
    struct myc_book *book = reader->book;
    union {
        struct myc_book_host host;
        struct myc_book_node node;
        struct myc_book_fault fault;
        struct myc_record record;
        struct myc_book_message message;
        struct myc_book_run run;
    } it;
    MYC_TRY(read_fields(reader, &myc_record_lines[line], rest, (char *)&it));
    switch (line) {
    case MYC_LINE_HOST:
        myc_book_add_host(book, &it.host);
        return MYC_OK;
    case MYC_LINE_NODE:
        MYC_TRY(check_id(reader, it.node.id, book->node_count));
        myc_book_add_node(book, &it.node);
        return MYC_OK;
    case MYC_LINE_FAULT:
        MYC_TRY(check_id(reader, it.fault.id, book->fault_count));
        if (it.fault.end < it.fault.start)
            return refuse(reader, "the fault ends before it starts");
        myc_book_add_fault(book, &it.fault);
        return MYC_OK;
    case MYC_LINE_RECORD:
        MYC_TRY(check_id(reader, it.record.id, book->record_count));
        myc_book_add(book, &it.record);
        return MYC_OK;
    case MYC_LINE_MESSAGE:
        myc_book_add_message(book, &it.message);
        return MYC_OK;
    default:
        book->run = it.run;
        return MYC_OK;
    }
}

static int by_name(const void *a, const void *b)
{
    const char *const *left = a, *const *right = b;
    return strcmp(*left, *right);
}

static enum myc_status check_host_names(struct reader *reader)
{
    const struct myc_book *book = reader->book;
    const char **names = myc_memory_alloc(book->memory, book->host_count * sizeof *names);
    for (size_t i = 0; i < book->host_count; i++)
        names[i] = book->hosts[i].name;
    qsort(names, book->host_count, sizeof *names, by_name);
    for (size_t i = 1; i < book->host_count; i++)
        if (strcmp(names[i - 1], names[i]) == 0)
            return refuse(reader, "two hosts are named '%s'", shown(reader, names[i]));
    return MYC_OK;
}

static enum myc_status read_lines(struct reader *reader, char *text, char *end)
{
    bool complete = false;
    for (char *next; text < end; text = next) {
        char *newline = memchr(text, '\n', (size_t)(end - text));
        reader->line++;
        if (!newline)
            return refuse(reader, "the file ends in the middle of a line: it was cut short");
        *newline = '\0';
        next = newline + 1;
        if (strlen(text) != (size_t)(newline - text))
            return refuse(reader, "a NUL byte; a record file is text");
        if (complete)
            return refuse(reader, "a line after the run line, which is the last one");
        if (reader->line == 1) {
            if (strcmp(text, MYC_RECORDS_FIRST_LINE) != 0)
                return refuse(reader, "not a record file: the first line is '%s', not '%s'",
                              MYC_RECORDS_FIRST_LINE, shown(reader, text));
            continue;
        }
        enum myc_line line;
        char *rest;
        MYC_TRY(begin_line(reader, text, &line, &rest));
        MYC_TRY(read_thing(reader, line, rest));
        complete = line == MYC_LINE_RUN;
    }
    if (complete)
        return check_host_names(reader);
    reader->line++;
    if (reader->line == 1)
        return refuse(reader, "empty; a record file begins with '%s'", MYC_RECORDS_FIRST_LINE);
    return refuse(reader, "the file ends without its last line, run: it was cut short");
}

enum myc_status myc_book_read(struct myc_book *book, FILE *in, const char *name,
                              struct myc_memory *memory, struct myc_error *error)
{
    char *text = NULL;
    size_t length = 0, room = 0, got;
    struct reader reader = { .book = book, .name = name, .error = error };
    myc_book_begin(book, memory, true);
    do {
        text = myc_memory_grow(memory, text, &room, length + BUFSIZ, 1);
        got = fread(text + length, 1, room - length, in);
        length += got;
        if (length > INPUT_BYTES_MAX)
            return myc_error_set(error, MYC_INPUT, "%s: longer than %zu MiB: too much to read",
                                 name, INPUT_BYTES_MAX >> 20);
    } while (got > 0);
    if (ferror(in))
        return myc_error_set(error, MYC_INPUT, "%s: cannot be read: %s", name, strerror(errno));
    return read_lines(&reader, text, text + length);
}
