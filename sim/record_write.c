/* Writes the text form of a book: walks the tables of sim/record_fields.h. */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "sim/record.h"
#include "sim/record_fields.h"
#include "sim/utf8.h"

static uint32_t number32_at(const void *at)
{
    uint32_t number;
    memcpy(&number, at, sizeof number);
    return number;
}

static uint64_t number64_at(const void *at)
{
    uint64_t number;
    memcpy(&number, at, sizeof number);
    return number;
}

static const void *pointer_at(const void *at)
{
    const void *pointer;
    memcpy(&pointer, at, sizeof pointer);
    return pointer;
}

static void write_text(const char *text, FILE *out)
{
    while (*text) {
        size_t bytes = myc_utf8_printable_bytes(text);
        if (*text == '\\')
            fputs("\\\\", out);
        else if (*text == '\t')
            fputs("\\t", out);
        else if (*text == '\n')
            fputs("\\n", out);
        else if (bytes == 0)
            fprintf(out, "\\x%02x", (unsigned char)*text);
        else
            fwrite(text, 1, bytes, out);
        text += bytes ? bytes : 1;
    }
}

static void write_digest(const unsigned char *digest, FILE *out)
{
    for (int i = 0; i < 16; i++)
        fprintf(out, "%02x", digest[i]);
}

static void write_list(const uint32_t *numbers, uint32_t count, FILE *out)
{
    for (uint32_t i = 0; i < count; i++)
        fprintf(out, "%s%" PRIu32, i ? "," : "", numbers[i]);
}

static bool says_nothing(const struct myc_field *field, const char *thing)
{
    static const unsigned char no_digest[16];
    const char *at = thing + field->offset;
    switch (field->type) {
    case MYC_FIELD_TEXT:
        return pointer_at(at) == NULL;
    case MYC_FIELD_TIME:
        return number64_at(at) == MYC_FOREVER;
    case MYC_FIELD_HOST:
        return number32_at(at) == MYC_NO_HOST;
    case MYC_FIELD_NUMBER64:
        return number64_at(at) == 0;
    case MYC_FIELD_HOST_LIST:
    case MYC_FIELD_NODE_LIST:
    case MYC_FIELD_RECORD_LIST:
        return number32_at(thing + field->count_offset) == 0;
    case MYC_FIELD_DIGEST:
        return memcmp(at, no_digest, sizeof no_digest) == 0;
    default:
        return number32_at(at) == 0;
    }
}

static void write_field(const struct myc_field *field, const char *thing, FILE *out)
{
    const char *at = thing + field->offset;
    fprintf(out, "\t%s=", field->name);
    switch (field->type) {
    case MYC_FIELD_TEXT:
        assert(pointer_at(at));
        write_text(pointer_at(at), out);
        break;
    case MYC_FIELD_NUMBER64:
    case MYC_FIELD_TIME:
        fprintf(out, "%" PRIu64, number64_at(at));
        break;
    case MYC_FIELD_HOST_LIST:
    case MYC_FIELD_NODE_LIST:
    case MYC_FIELD_RECORD_LIST:
        write_list(pointer_at(at), number32_at(thing + field->count_offset), out);
        break;
    case MYC_FIELD_DIGEST:
        write_digest((const unsigned char *)at, out);
        break;
    case MYC_FIELD_WORD:
        fputs(field->words[number32_at(at)], out);
        break;
    default:
        fprintf(out, "%" PRIu32, number32_at(at));
        break;
    }
}

static void write_lines(enum myc_line line, const void *things, size_t count, FILE *out)
{
    const struct myc_line_kind *kind = &myc_record_lines[line];
    const char *thing = things;
    for (size_t i = 0; i < count; i++, thing += kind->thing_bytes) {
        fputs(kind->word, out);
        for (const struct myc_field *field = kind->fields; field->name; field++)
            if (field->required || !says_nothing(field, thing))
                write_field(field, thing, out);
        fputc('\n', out);
    }
}

enum myc_status myc_book_write(const struct myc_book *book, FILE *out, struct myc_error *error)
{
    fputs(MYC_RECORDS_FIRST_LINE "\n", out);
    write_lines(MYC_LINE_HOST, book->hosts, book->host_count, out);
    write_lines(MYC_LINE_NODE, book->nodes, book->node_count, out);
    write_lines(MYC_LINE_FAULT, book->faults, book->fault_count, out);
    write_lines(MYC_LINE_RECORD, book->records, book->record_count, out);
    write_lines(MYC_LINE_MESSAGE, book->messages, book->message_count, out);
    write_lines(MYC_LINE_RUN, &book->run, 1, out);
    if (fflush(out) != 0 || ferror(out))
        return myc_error_set(error, MYC_OUTPUT, "the records cannot be written: %s",
                             strerror(errno));
    return MYC_OK;
}
