/* Reading a run back. Anybody may have edited the rows, so everything is
 * checked as if it came from a file. */
#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "experiments/store_internal.h"

struct reader {
    const struct myc_store *store;
    uint64_t run;
    struct myc_memory *memory;
    struct myc_error *error;
};

__attribute__((format(printf, 2, 3))) static enum myc_status refuse(const struct reader *reader,
                                                                    const char *format, ...)
{
    char message[MYC_ERROR_BYTES / 2];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return myc_error_set(reader->error, MYC_INPUT, "%s: run %" PRIu64 ": %s", reader->store->path,
                         reader->run, message);
}

/* A SELECT whose only parameter is the run. */
static enum myc_status select_begin(const struct reader *reader, const char *sql,
                                    sqlite3_stmt **statement)
{
    MYC_TRY(myc_store_prepare(reader->store, sql, statement, reader->error));
    sqlite3_bind_int64(*statement, 1, (int64_t)reader->run);
    return MYC_OK;
}

/* `*more` tells whether there is another row. */
static enum myc_status select_next(const struct reader *reader, sqlite3_stmt *statement, bool *more)
{
    int code = sqlite3_step(statement);
    *more = code == SQLITE_ROW;
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return MYC_OK;
    return myc_store_fail(reader->store, reader->error);
}

/* How many rows a table has of the run. */
static enum myc_status count_rows(const struct reader *reader, const char *table, size_t *count)
{
    char sql[96];
    sqlite3_stmt *statement;
    bool more;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s WHERE run = ?", table);
    MYC_TRY(select_begin(reader, sql, &statement));
    enum myc_status status = select_next(reader, statement, &more);
    *count = more ? (size_t)sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return status;
}

/* A copy of a column's text or bytes, NULL for NULL. */
static const char *copied(const struct reader *reader, sqlite3_stmt *statement, int column,
                          size_t *length)
{
    const void *bytes = sqlite3_column_blob(statement, column);
    size_t count = (size_t)sqlite3_column_bytes(statement, column);
    if (length)
        *length = count;
    if (sqlite3_column_type(statement, column) == SQLITE_NULL)
        return NULL;
    return myc_memory_text(reader->memory, bytes, count);
}

static bool read_digest(const char *text, unsigned char digest[16])
{
    static const char digits[] = "0123456789abcdef";
    if (!text || strlen(text) != 32)
        return false;
    memset(digest, 0, 16);
    for (int i = 0; i < 32; i++) {
        const char *digit = strchr(digits, text[i]);
        if (!digit)
            return false;
        digest[i / 2] = (unsigned char)(digest[i / 2] << 4 | (digit - digits));
    }
    return true;
}

/* --- what repeats a run --- */

#define RUN_COLUMNS                                                                                \
    "name, seed, realised, engine, fingerprint, reason, events, sim_end_ns, "                      \
    "trace <> 'outcome', (SELECT bytes FROM blob WHERE digest = scenario)"

static void read_columns(const struct reader *reader, sqlite3_stmt *statement,
                         struct myc_stored_run *stored)
{
    stored->id = reader->run;
    stored->name = copied(reader, statement, 0, NULL);
    stored->seed = (uint64_t)sqlite3_column_int64(statement, 1);
    stored->realised = copied(reader, statement, 2, NULL);
    stored->engine = copied(reader, statement, 3, NULL);
    stored->fingerprint = copied(reader, statement, 4, NULL);
    stored->reason = copied(reader, statement, 5, NULL);
    stored->events = (uint64_t)sqlite3_column_int64(statement, 6);
    stored->sim_end = (myc_time)sqlite3_column_int64(statement, 7);
    stored->has_records = sqlite3_column_int(statement, 8) != 0;
    stored->scenario = copied(reader, statement, 9, &stored->scenario_length);
}

static enum myc_status read_run(const struct reader *reader, struct myc_stored_run *stored)
{
    sqlite3_stmt *statement;
    bool found;
    MYC_TRY(select_begin(reader, "SELECT " RUN_COLUMNS " FROM run WHERE id = ?", &statement));
    enum myc_status status = select_next(reader, statement, &found);
    if (found)
        read_columns(reader, statement, stored);
    sqlite3_finalize(statement);
    if (status == MYC_OK && !found)
        return refuse(reader,
                      "there is no such run; see mycel sql %s 'SELECT id, name, seed, "
                      "verdict FROM run'",
                      reader->store->path);
    if (status == MYC_OK && !stored->scenario)
        return refuse(reader, "its scenario is missing from the table blob");
    if (status == MYC_OK && !stored->fingerprint)
        return refuse(reader, "it did not end (%s), so that there is nothing to repeat",
                      stored->reason ? stored->reason : "nobody knows why");
    return status;
}

static enum myc_status read_files(const struct reader *reader, struct myc_stored_run *stored)
{
    sqlite3_stmt *statement;
    size_t count;
    bool more;
    MYC_TRY(count_rows(reader, "run_file", &count));
    struct myc_file *files = myc_memory_alloc(reader->memory, count * sizeof *files);
    MYC_TRY(select_begin(reader,
                         "SELECT name, store, (SELECT bytes FROM blob WHERE digest = "
                         "run_file.digest) FROM run_file WHERE run = ? ORDER BY id",
                         &statement));
    while (stored->file_count < count && select_next(reader, statement, &more) == MYC_OK && more) {
        struct myc_file *file = &files[stored->file_count++];
        file->name = copied(reader, statement, 0, NULL);
        file->store = strcmp(copied(reader, statement, 1, NULL), "local") == 0 ? MYC_FILE_LOCAL
                                                                               : MYC_FILE_SHARED;
        file->bytes = copied(reader, statement, 2, &file->length);
        if (!file->bytes)
            refuse(reader, "its file %s is missing from the table blob", file->name);
    }
    sqlite3_finalize(statement);
    stored->files = files;
    return reader->error->status;
}

static enum myc_status read_checkpoints(const struct reader *reader, struct myc_stored_run *stored)
{
    sqlite3_stmt *statement;
    size_t count;
    bool more;
    MYC_TRY(count_rows(reader, "checkpoint", &count));
    struct myc_checkpoint *checkpoints =
        myc_memory_alloc(reader->memory, count * sizeof *checkpoints);
    MYC_TRY(select_begin(reader,
                         "SELECT events, time_ns, digest FROM checkpoint WHERE run = ? "
                         "ORDER BY events",
                         &statement));
    while (stored->checkpoint_count < count && select_next(reader, statement, &more) == MYC_OK &&
           more) {
        struct myc_checkpoint *checkpoint = &checkpoints[stored->checkpoint_count++];
        checkpoint->events = (uint64_t)sqlite3_column_int64(statement, 0);
        checkpoint->time = (myc_time)sqlite3_column_int64(statement, 1);
        if (!read_digest((const char *)sqlite3_column_text(statement, 2), checkpoint->digest))
            refuse(reader, "the digest of a checkpoint is none");
    }
    sqlite3_finalize(statement);
    stored->checkpoints = checkpoints;
    return reader->error->status;
}

static enum myc_status read_events(const struct reader *reader, struct myc_stored_run *stored)
{
    sqlite3_stmt *statement;
    size_t count;
    bool more;
    MYC_TRY(count_rows(reader, "event", &count));
    struct myc_traced_event *events = myc_memory_alloc(reader->memory, count * sizeof *events);
    MYC_TRY(select_begin(reader,
                         "SELECT time_ns, rank, source, counter, target, kind, content FROM event "
                         "WHERE run = ? ORDER BY id",
                         &statement));
    while (stored->event_count < count && select_next(reader, statement, &more) == MYC_OK && more)
        events[stored->event_count++] = (struct myc_traced_event){
            .time = (myc_time)sqlite3_column_int64(statement, 0),
            .rank = (uint32_t)sqlite3_column_int64(statement, 1),
            .source = (uint32_t)sqlite3_column_int64(statement, 2),
            .counter = (uint64_t)sqlite3_column_int64(statement, 3),
            .target = (uint32_t)sqlite3_column_int64(statement, 4),
            .kind = (uint32_t)sqlite3_column_int64(statement, 5),
            .content = (uint64_t)sqlite3_column_int64(statement, 6),
        };
    sqlite3_finalize(statement);
    stored->traced = events;
    return reader->error->status;
}

enum myc_status myc_store_read(struct myc_store *store, uint64_t run, struct myc_memory *memory,
                               struct myc_stored_run *stored, struct myc_error *error)
{
    struct reader reader = { store, run, memory, error };
    *stored = (struct myc_stored_run){ 0 };
    MYC_TRY(read_run(&reader, stored));
    MYC_TRY(read_files(&reader, stored));
    MYC_TRY(read_checkpoints(&reader, stored));
    return read_events(&reader, stored);
}

/* --- the book --- */

/* What one row of a book becomes. */
union thing {
    struct myc_book_host host;
    struct myc_book_node node;
    struct myc_book_fault fault;
    struct myc_record record;
    struct myc_book_message message;
    char bytes[1];
};

/* The rows of a list table, in step with the rows of the things they belong to. */
struct list {
    const struct myc_field *field; /* NULL: the line has no list */
    sqlite3_stmt *statement;
    bool more;
    uint32_t *numbers;
    size_t count, room;
};

struct book_reader {
    struct reader reader;
    struct myc_book *book;
};

static enum myc_status refuse_row(const struct book_reader *reader, enum myc_line line, uint64_t id,
                                  const char *column)
{
    return refuse(&reader->reader, "%s %" PRIu64 ": its %s makes no sense",
                  myc_record_lines[line].word, id, column);
}

/* How many things a number may refer to; the smallest is 0 for hosts, else 1. */
static uint64_t bound_of(const struct book_reader *reader, enum myc_field_type type, uint64_t id)
{
    switch (type) {
    case MYC_FIELD_HOST:
    case MYC_FIELD_HOST_LIST:
        return reader->book->host_count;
    case MYC_FIELD_FAULT:
        return reader->book->fault_count + 1;
    case MYC_FIELD_NODE:
        return reader->book->node_count + 1;
    case MYC_FIELD_NODE_LIST:
    case MYC_FIELD_RECORD_LIST:
        return id; /* of its own kind, and earlier */
    case MYC_FIELD_NUMBER32:
        return (uint64_t)UINT32_MAX + 1;
    default:
        return (uint64_t)INT64_MAX + 1;
    }
}

static bool is_number_fit(const struct book_reader *reader, enum myc_field_type type, uint64_t id,
                          int64_t number)
{
    bool from_zero = type == MYC_FIELD_HOST || type == MYC_FIELD_HOST_LIST ||
                     type == MYC_FIELD_NUMBER32 || type == MYC_FIELD_NUMBER64 ||
                     type == MYC_FIELD_TIME;
    return number >= !from_zero && (uint64_t)number < bound_of(reader, type, id);
}

static bool read_word(const struct myc_field *field, const char *text, char *at)
{
    for (uint32_t i = 0; text && field->words[i]; i++)
        if (strcmp(field->words[i], text) == 0) {
            memcpy(at, &i, sizeof i);
            return true;
        }
    return false;
}

static bool read_number(const struct book_reader *reader, const struct myc_field *field,
                        sqlite3_stmt *statement, int column, uint64_t id, char *at)
{
    bool is_null = sqlite3_column_type(statement, column) == SQLITE_NULL;
    int64_t number = sqlite3_column_int64(statement, column);
    bool is_wide = field->type == MYC_FIELD_TIME || field->type == MYC_FIELD_NUMBER64;
    uint64_t wide = (uint64_t)number;
    if (is_null)
        wide = field->type == MYC_FIELD_TIME   ? MYC_FOREVER
               : field->type == MYC_FIELD_HOST ? MYC_NO_HOST
                                               : 0;
    else if (!is_number_fit(reader, field->type, id, number))
        return false;
    uint32_t narrow = (uint32_t)wide;
    if (is_wide)
        memcpy(at, &wide, sizeof wide);
    else
        memcpy(at, &narrow, sizeof narrow);
    return !(is_null && field->type == MYC_FIELD_HOST && field->required);
}

static bool read_value(const struct book_reader *reader, const struct myc_field *field,
                       sqlite3_stmt *statement, int column, uint64_t id, char *at)
{
    const char *text;
    switch (field->type) {
    case MYC_FIELD_TEXT:
        text = copied(&reader->reader, statement, column, NULL);
        memcpy(at, &text, sizeof text);
        return text || !field->required;
    case MYC_FIELD_WORD:
        return read_word(field, (const char *)sqlite3_column_text(statement, column), at);
    case MYC_FIELD_DIGEST:
        if (sqlite3_column_type(statement, column) == SQLITE_NULL)
            return true;
        return read_digest((const char *)sqlite3_column_text(statement, column),
                           (unsigned char *)at);
    default:
        return read_number(reader, field, statement, column, id, at);
    }
}

/* --- lists --- */

static enum myc_status list_next(const struct book_reader *reader, struct list *list)
{
    return select_next(&reader->reader, list->statement, &list->more);
}

static enum myc_status list_begin(const struct book_reader *reader, enum myc_line line,
                                  struct list *list)
{
    const struct myc_line_kind *kind = &myc_record_lines[line];
    char sql[256];
    *list = (struct list){ 0 };
    for (const struct myc_field *field = kind->fields; field->name; field++)
        if (myc_store_is_list(field))
            list->field = field;
    if (!list->field)
        return MYC_OK;
    int stem = (int)strlen(list->field->name) - 1;
    snprintf(sql, sizeof sql, "SELECT %s, %.*s FROM %s_%.*s WHERE run = ? ORDER BY %s, position",
             kind->word, stem, list->field->name, kind->word, stem, list->field->name, kind->word);
    MYC_TRY(select_begin(&reader->reader, sql, &list->statement));
    return list_next(reader, list);
}

/* The numbers of the thing `id`, into the thing. */
static enum myc_status list_take(const struct book_reader *reader, enum myc_line line,
                                 struct list *list, uint64_t id, char *thing)
{
    if (!list->field)
        return MYC_OK;
    list->count = 0;
    while (list->more && sqlite3_column_int64(list->statement, 0) <= (int64_t)id) {
        int64_t number = sqlite3_column_int64(list->statement, 1);
        if (!is_number_fit(reader, list->field->type, id, number))
            return refuse_row(reader, line, id, list->field->name);
        list->numbers = myc_memory_grow(reader->reader.memory, list->numbers, &list->room,
                                        list->count + 1, sizeof *list->numbers);
        list->numbers[list->count++] = (uint32_t)number;
        MYC_TRY(list_next(reader, list));
    }
    uint32_t count = (uint32_t)list->count;
    memcpy(thing + list->field->offset, &list->numbers, sizeof list->numbers);
    memcpy(thing + list->field->count_offset, &count, sizeof count);
    return MYC_OK;
}

/* --- things --- */

static void add_thing(struct myc_book *book, enum myc_line line, const union thing *thing)
{
    switch (line) {
    case MYC_LINE_HOST:
        myc_book_add_host(book, &thing->host);
        break;
    case MYC_LINE_NODE:
        myc_book_add_node(book, &thing->node);
        break;
    case MYC_LINE_FAULT:
        myc_book_add_fault(book, &thing->fault);
        break;
    case MYC_LINE_RECORD:
        myc_book_add(book, &thing->record);
        break;
    default:
        myc_book_add_message(book, &thing->message);
        break;
    }
}

static enum myc_status read_thing(const struct book_reader *reader, enum myc_line line,
                                  sqlite3_stmt *statement, struct list *list, uint64_t id)
{
    union thing thing;
    memset(&thing, 0, sizeof thing);
    int column = 0;
    if (sqlite3_column_int64(statement, column) != (int64_t)id)
        return refuse(&reader->reader, "%s %" PRIu64 " is missing", myc_record_lines[line].word,
                      id);
    for (const struct myc_field *field = myc_record_lines[line].fields; field->name; field++)
        if (!myc_store_is_list(field) && field->type != MYC_FIELD_ID &&
            !read_value(reader, field, statement, ++column, id, thing.bytes + field->offset))
            return refuse_row(reader, line, id, field->name);
    MYC_TRY(list_take(reader, line, list, id, thing.bytes));
    add_thing(reader->book, line, &thing);
    return MYC_OK;
}

static enum myc_status begin_things(const struct book_reader *reader, enum myc_line line,
                                    sqlite3_stmt **statement)
{
    const struct myc_line_kind *kind = &myc_record_lines[line];
    char sql[1024];
    int length = snprintf(sql, sizeof sql, "SELECT id");
    for (const struct myc_field *field = kind->fields; field->name; field++)
        if (!myc_store_is_list(field) && field->type != MYC_FIELD_ID)
            length += snprintf(sql + length, sizeof sql - (size_t)length, ", %s%s", field->name,
                               myc_store_suffix(field));
    snprintf(sql + length, sizeof sql - (size_t)length, " FROM %s WHERE run = ? ORDER BY id",
             kind->word);
    return select_begin(&reader->reader, sql, statement);
}

static enum myc_status read_things(const struct book_reader *reader, enum myc_line line)
{
    sqlite3_stmt *statement = NULL;
    struct list list = { 0 };
    bool more = true;
    enum myc_status status = begin_things(reader, line, &statement);
    if (status == MYC_OK)
        status = list_begin(reader, line, &list);
    for (uint64_t id = myc_store_first_id(line); status == MYC_OK; id++) {
        status = select_next(&reader->reader, statement, &more);
        if (status != MYC_OK || !more)
            break;
        status = read_thing(reader, line, statement, &list, id);
    }
    sqlite3_finalize(statement);
    sqlite3_finalize(list.statement);
    return status;
}

static enum myc_status read_book_run(const struct book_reader *reader)
{
    struct myc_book_run *run = &reader->book->run;
    sqlite3_stmt *statement;
    bool found;
    MYC_TRY(select_begin(&reader->reader,
                         "SELECT name, seed, verdict, class, reason, response, fingerprint, "
                         "sim_end_ns, response_id, failing_id FROM run WHERE id = ?",
                         &statement));
    enum myc_status status = select_next(&reader->reader, statement, &found);
    if (found) {
        const struct reader *from = &reader->reader;
        run->name = copied(from, statement, 0, NULL);
        run->seed = (uint64_t)sqlite3_column_int64(statement, 1);
        run->verdict = copied(from, statement, 2, NULL);
        run->class = copied(from, statement, 3, NULL);
        run->reason = copied(from, statement, 4, NULL);
        run->response = copied(from, statement, 5, NULL);
        run->fingerprint = copied(from, statement, 6, NULL);
        run->end = (myc_time)sqlite3_column_int64(statement, 7);
        run->response_node = (uint32_t)sqlite3_column_int64(statement, 8);
        run->failing_node = (uint32_t)sqlite3_column_int64(statement, 9);
    }
    sqlite3_finalize(statement);
    if (status == MYC_OK && (run->response_node > reader->book->node_count ||
                             run->failing_node > reader->book->node_count))
        return refuse(&reader->reader, "its failing or response node is none of its nodes");
    return status;
}

enum myc_status myc_store_read_book(struct myc_store *store, uint64_t run,
                                    struct myc_memory *memory, struct myc_book *book,
                                    struct myc_error *error)
{
    static const enum myc_line lines[] = { MYC_LINE_HOST, MYC_LINE_FAULT, MYC_LINE_NODE,
                                           MYC_LINE_RECORD, MYC_LINE_MESSAGE };
    struct book_reader reader = { { store, run, memory, error }, book };
    myc_book_begin(book, memory, true);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        MYC_TRY(read_things(&reader, lines[i]));
    return read_book_run(&reader);
}
