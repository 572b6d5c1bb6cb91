/* The rows of a run's book, written by the same field tables that write its text form, so that a new
 * field is one line there and one column in the schema. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/store_internal.h"

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

static void put_field(struct myc_insert *insert, const struct myc_field *field, const char *thing)
{
    static const unsigned char no_digest[16];
    const char *at = thing + field->offset;
    switch (field->type) {
    case MYC_FIELD_TEXT:
        myc_insert_text(insert, pointer_at(at));
        break;
    case MYC_FIELD_NUMBER64:
        myc_insert_integer(insert, number64_at(at));
        break;
    case MYC_FIELD_TIME:
        myc_insert_unless(insert, number64_at(at), MYC_FOREVER);
        break;
    case MYC_FIELD_HOST:
        myc_insert_unless(insert, number32_at(at), MYC_NO_HOST);
        break;
    case MYC_FIELD_NODE:
    case MYC_FIELD_FAULT:
        myc_insert_unless(insert, number32_at(at), 0);
        break;
    case MYC_FIELD_DIGEST:
        if (memcmp(at, no_digest, sizeof no_digest) == 0)
            myc_insert_null(insert);
        else
            myc_insert_digest(insert, (const unsigned char *)at);
        break;
    case MYC_FIELD_WORD:
        myc_insert_text(insert, field->words[number32_at(at)]);
        break;
    default:
        myc_insert_integer(insert, number32_at(at));
        break;
    }
}

static enum myc_status put_thing(const struct myc_store_writer *writer, struct myc_insert *insert,
                                 const struct myc_field *fields, uint64_t id, const char *thing)
{
    myc_insert_integer(insert, (uint64_t)writer->run);
    myc_insert_integer(insert, id);
    for (const struct myc_field *field = fields; field->name; field++)
        if (!myc_store_is_list(field) && field->type != MYC_FIELD_ID)
            put_field(insert, field, thing);
    return myc_insert_row(insert);
}

static enum myc_status put_list(const struct myc_store_writer *writer, struct myc_insert *insert,
                                uint64_t id, const struct myc_field *field, const char *thing)
{
    const uint32_t *numbers = pointer_at(thing + field->offset);
    uint32_t count = number32_at(thing + field->count_offset);
    for (uint32_t i = 0; i < count; i++) {
        myc_insert_integer(insert, (uint64_t)writer->run);
        myc_insert_integer(insert, id);
        myc_insert_integer(insert, i);
        myc_insert_integer(insert, numbers[i]);
        MYC_TRY(myc_insert_row(insert));
    }
    return MYC_OK;
}

/* The list field of all things, into its own table, after the things it points to. */
static enum myc_status write_lists(const struct myc_store_writer *writer, enum myc_line line,
                                   const struct myc_field *field, const char *things, size_t count)
{
    const struct myc_line_kind *kind = &myc_record_lines[line];
    struct myc_insert insert;
    MYC_TRY(myc_insert_begin(writer->store, MYC_INSERT_LIST + (int)line, &insert, writer->error));
    for (size_t i = 0; i < count; i++)
        MYC_TRY(put_list(writer, &insert, i + myc_store_first_id(line), field,
                         things + i * kind->thing_bytes));
    return MYC_OK;
}

/* Those for which `wanted` is not false; NULL: all. */
static enum myc_status write_things(const struct myc_store_writer *writer, enum myc_line line,
                                    const void *things, size_t count, const bool *wanted)
{
    const struct myc_line_kind *kind = &myc_record_lines[line];
    const char *thing = things;
    struct myc_insert insert;
    if (count == 0)
        return MYC_OK;
    MYC_TRY(myc_insert_begin(writer->store, MYC_INSERT_LINE + (int)line, &insert, writer->error));
    for (size_t i = 0; i < count; i++)
        if (!wanted || wanted[i])
            MYC_TRY(put_thing(writer, &insert, kind->fields, i + myc_store_first_id(line),
                              thing + i * kind->thing_bytes));
    for (const struct myc_field *field = kind->fields; field->name; field++)
        if (myc_store_is_list(field))
            MYC_TRY(write_lists(writer, line, field, things, count));
    return MYC_OK;
}

/* Without records only the hosts that others refer to. */
static enum myc_status write_hosts(const struct myc_store_writer *writer, bool all)
{
    const struct myc_outcome *outcome = writer->outcome;
    const struct myc_book *book = outcome->book;
    if (all)
        return write_things(writer, MYC_LINE_HOST, book->hosts, book->host_count, NULL);
    if (book->fault_count == 0 && outcome->loss_count == 0)
        return MYC_OK;
    bool *wanted = calloc(book->host_count + 1, sizeof *wanted);
    assert(wanted);
    for (size_t i = 0; i < book->fault_count; i++)
        for (uint32_t j = 0; j < book->faults[i].host_count; j++)
            wanted[book->faults[i].hosts[j]] = true;
    for (size_t i = 0; i < outcome->loss_count; i++)
        wanted[outcome->losses[i].host] = true;
    enum myc_status status =
        write_things(writer, MYC_LINE_HOST, book->hosts, book->host_count, wanted);
    free(wanted);
    return status;
}

enum myc_status myc_store_write_book(const struct myc_store_writer *writer)
{
    const struct myc_book *book = writer->outcome->book;
    bool all = writer->outcome->scenario->trace != MYC_TRACE_OUTCOME;
    MYC_TRY(write_hosts(writer, all));
    MYC_TRY(write_things(writer, MYC_LINE_FAULT, book->faults, book->fault_count, NULL));
    if (!all)
        return MYC_OK;
    MYC_TRY(write_things(writer, MYC_LINE_NODE, book->nodes, book->node_count, NULL));
    MYC_TRY(write_things(writer, MYC_LINE_RECORD, book->records, book->record_count, NULL));
    return write_things(writer, MYC_LINE_MESSAGE, book->messages, book->message_count, NULL);
}
