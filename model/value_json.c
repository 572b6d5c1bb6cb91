/* A value as JSON (RFC 8259), in the form of DESIGN 4.4. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/bytes.h"
#include "model/lineage.h"
#include "model/value.h"

struct writer {
    struct myc_bytes out;
    const char *const *hosts;
};

static void write_value(struct writer *writer, const struct myc_value *value,
                        const struct myc_type *type);

/* What stands for the byte in a string, made in `room`; NULL: itself. */
static const char *escape_of(unsigned char byte, char room[8])
{
    static const char letters[0x20] = {
        ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't',
    };
    if (byte == '"' || byte == '\\')
        snprintf(room, 8, "\\%c", byte);
    else if (byte >= 0x20)
        return NULL;
    else if (letters[byte])
        snprintf(room, 8, "\\%c", letters[byte]);
    else
        snprintf(room, 8, "\\u%04x", byte);
    return room;
}

static void write_string(struct writer *writer, const char *text, size_t length)
{
    char room[8];
    size_t done = 0;
    myc_bytes_add_text(&writer->out, "\"");
    for (size_t i = 0; i < length; i++) {
        const char *escape = escape_of((unsigned char)text[i], room);
        if (!escape)
            continue;
        myc_bytes_add(&writer->out, text + done, i - done);
        myc_bytes_add_text(&writer->out, escape);
        done = i + 1;
    }
    myc_bytes_add(&writer->out, text + done, length - done);
    myc_bytes_add_text(&writer->out, "\"");
}

static void write_text(struct writer *writer, const char *text)
{
    write_string(writer, text, strlen(text));
}

static void write_float(struct writer *writer, double real)
{
    char text[40];
    if (!__builtin_isfinite(real)) {
        myc_bytes_add_text(&writer->out, "null");
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, real);
        if (strtod(text, NULL) == real)
            break;
    }
    if (!strpbrk(text, ".e"))
        strcat(text, ".0");
    myc_bytes_add_text(&writer->out, text);
}

static void write_items(struct writer *writer, const struct myc_value *value,
                        const struct myc_type *type)
{
    bool is_record = type->kind == MYC_TYPE_RECORD;
    bool each = is_record || type->kind == MYC_TYPE_TUPLE;
    myc_bytes_add_text(&writer->out, is_record ? "{" : "[");
    for (uint32_t i = 0; i < value->count; i++) {
        myc_bytes_add_text(&writer->out, i ? "," : "");
        if (is_record) {
            write_text(writer, type->fields[i]);
            myc_bytes_add_text(&writer->out, ":");
        }
        write_value(writer, value->as.items[i], type->parts[each ? i : 0]);
    }
    myc_bytes_add_text(&writer->out, is_record ? "}" : "]");
}

static void write_value(struct writer *writer, const struct myc_value *value,
                        const struct myc_type *type)
{
    char number[24];
    switch (value->kind) {
    case MYC_VALUE_UNIT:
        myc_bytes_add_text(&writer->out, "null");
        break;
    case MYC_VALUE_BOOL:
        myc_bytes_add_text(&writer->out, value->as.boolean ? "true" : "false");
        break;
    case MYC_VALUE_INT:
        snprintf(number, sizeof number, "%" PRId64, value->as.integer);
        myc_bytes_add_text(&writer->out, number);
        break;
    case MYC_VALUE_FLOAT:
        write_float(writer, value->as.real);
        break;
    case MYC_VALUE_STRING:
        write_string(writer, value->as.text, value->count);
        break;
    case MYC_VALUE_HOST:
        write_text(writer, writer->hosts[value->as.host]);
        break;
    case MYC_VALUE_LIST:
    case MYC_VALUE_OPTION:
    case MYC_VALUE_TUPLE:
        write_items(writer, value, type);
        break;
    case MYC_VALUE_SILO_REF:
        write_text(writer, value->as.ref->label);
        break;
    case MYC_VALUE_SPORE:
        write_text(writer, value->as.spore->code->name);
        break;
    }
}

const char *myc_value_json(const struct myc_value *value, const struct myc_type *type,
                           const char *const *hosts, struct myc_memory *memory)
{
    assert(myc_value_has_type(value, type));
    struct writer writer = { .out = { .memory = memory }, .hosts = hosts };
    write_value(&writer, value, type);
    char *json = myc_memory_text(memory, (char *)writer.out.data, writer.out.length);
    myc_bytes_give(&writer.out);
    return json;
}
