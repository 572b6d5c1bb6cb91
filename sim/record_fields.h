/* The lines and fields of the text form of a book (sim/record_write.c, sim/record_read.c): which
 * field of which struct stands where. The writer and the reader walk the same
 * tables, so that they cannot differ; a new field of a record is one line. */
#ifndef MYC_SIM_RECORD_FIELDS_H
#define MYC_SIM_RECORD_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/record.h"

#define MYC_RECORDS_FIRST_LINE "mycel-records 1"

enum myc_field_type {
    MYC_FIELD_TEXT,        /* const char *, NULL: left out */
    MYC_FIELD_NUMBER32,    /* uint32_t, 0: left out unless required */
    MYC_FIELD_NUMBER64,    /* uint64_t, likewise */
    MYC_FIELD_TIME,        /* myc_time, MYC_FOREVER: left out unless required */
    MYC_FIELD_HOST,        /* uint32_t, MYC_NO_HOST: left out */
    MYC_FIELD_NODE,        /* uint32_t id, 0: left out */
    MYC_FIELD_FAULT,       /* likewise */
    MYC_FIELD_HOST_LIST,   /* const uint32_t * and its count, empty: left out */
    MYC_FIELD_NODE_LIST,   /* likewise */
    MYC_FIELD_RECORD_LIST, /* likewise */
    MYC_FIELD_ID,          /* uint32_t, the number of the line among its kind, from 1 */
    MYC_FIELD_DIGEST,      /* unsigned char[16] in hexadecimal, all zero: left out */
    MYC_FIELD_WORD,        /* an enum, by its word */
};

struct myc_field {
    const char *name; /* NULL ends a table */
    enum myc_field_type type;
    bool required;
    size_t offset;
    size_t count_offset;      /* lists */
    const char *const *words; /* MYC_FIELD_WORD: by value, ends with NULL */
};

enum myc_line {
    MYC_LINE_HOST,
    MYC_LINE_NODE,
    MYC_LINE_FAULT,
    MYC_LINE_RECORD,
    MYC_LINE_MESSAGE,
    MYC_LINE_RUN,
    MYC_LINES
};

struct myc_line_kind {
    const char *word;
    size_t thing_bytes; /* of the struct that the line describes */
    const struct myc_field *fields;
};

extern const struct myc_line_kind myc_record_lines[MYC_LINES];

#endif
