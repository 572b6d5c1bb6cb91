/* Writing a run: all its rows in one transaction. The tables of its book are
 * written by the same field tables that write its text form, so that a new
 * field is one line there and one column in the schema. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "experiments/store_internal.h"

#define SQL_BYTES 1024

struct writer {
    const struct myc_store *store;
    const struct myc_outcome *outcome;
    int64_t run;
    struct myc_error *error;
};

/* One prepared INSERT, filled from left to right. */
struct insert {
    sqlite3_stmt *statement;
    int column;
    int failure; /* first code of a bind that was not SQLITE_OK */
};

/* "INSERT INTO table VALUES (?, ...)": the columns in the order of the schema. */
static enum myc_status insert_begin(const struct writer *writer, struct insert *insert,
                                    const char *table, int columns)
{
    char sql[SQL_BYTES];
    int length = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (?", table);
    for (int i = 1; i < columns; i++)
        length += snprintf(sql + length, sizeof sql - (size_t)length, ", ?");
    snprintf(sql + length, sizeof sql - (size_t)length, ")");
    *insert = (struct insert){ 0 };
    return myc_store_prepare(writer->store, sql, &insert->statement, writer->error);
}

static void note(struct insert *insert, int code)
{
    if (code != SQLITE_OK && insert->failure == SQLITE_OK)
        insert->failure = code;
}

static void put_null(struct insert *insert)
{
    note(insert, sqlite3_bind_null(insert->statement, ++insert->column));
}

static void put_integer(struct insert *insert, uint64_t integer)
{
    note(insert, sqlite3_bind_int64(insert->statement, ++insert->column, (int64_t)integer));
}

static void put_unless(struct insert *insert, uint64_t integer, uint64_t nothing)
{
    if (integer == nothing)
        put_null(insert);
    else
        put_integer(insert, integer);
}

/* NULL is NULL. The text must live until the row is put in. */
static void put_text(struct insert *insert, const char *text)
{
    note(insert, sqlite3_bind_text64(insert->statement, ++insert->column, text,
                                     text ? strlen(text) : 0, SQLITE_STATIC, SQLITE_UTF8));
}

static void put_digest(struct insert *insert, const unsigned char digest[16])
{
    char text[33];
    myc_digest_text(digest, text);
    note(insert,
         sqlite3_bind_text(insert->statement, ++insert->column, text, 32, SQLITE_TRANSIENT));
}

static enum myc_status insert_row(const struct writer *writer, struct insert *insert)
{
    assert(insert->column == sqlite3_bind_parameter_count(insert->statement));
    int code = insert->failure;
    if (code == SQLITE_OK && sqlite3_step(insert->statement) == SQLITE_DONE) {
        sqlite3_reset(insert->statement);
        insert->column = 0;
        return MYC_OK;
    }
    return myc_store_fail(writer->store, writer->error);
}

static void insert_end(struct insert *insert)
{
    sqlite3_finalize(insert->statement);
}

/* --- the book --- */

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

static void put_field(struct insert *insert, const struct myc_field *field, const char *thing)
{
    static const unsigned char no_digest[16];
    const char *at = thing + field->offset;
    switch (field->type) {
    case MYC_FIELD_TEXT:
        put_text(insert, pointer_at(at));
        break;
    case MYC_FIELD_NUMBER64:
        put_integer(insert, number64_at(at));
        break;
    case MYC_FIELD_TIME:
        put_unless(insert, number64_at(at), MYC_FOREVER);
        break;
    case MYC_FIELD_HOST:
        put_unless(insert, number32_at(at), MYC_NO_HOST);
        break;
    case MYC_FIELD_NODE:
    case MYC_FIELD_FAULT:
        put_unless(insert, number32_at(at), 0);
        break;
    case MYC_FIELD_DIGEST:
        if (memcmp(at, no_digest, sizeof no_digest) == 0)
            put_null(insert);
        else
            put_digest(insert, (const unsigned char *)at);
        break;
    case MYC_FIELD_WORD:
        put_text(insert, field->words[number32_at(at)]);
        break;
    default:
        put_integer(insert, number32_at(at));
        break;
    }
}

/* "INSERT INTO node (run, id, label, ...) VALUES (?, ...)". */
static enum myc_status begin_things(const struct writer *writer, enum myc_line line,
                                    struct insert *insert)
{
    const struct myc_line_kind *kind = &myc_record_lines[line];
    char sql[SQL_BYTES], marks[SQL_BYTES / 4];
    int length = snprintf(sql, sizeof sql, "INSERT INTO %s (run, id", kind->word);
    int mark = snprintf(marks, sizeof marks, "?, ?");
    for (const struct myc_field *field = kind->fields; field->name; field++) {
        if (myc_store_is_list(field) || field->type == MYC_FIELD_ID)
            continue;
        length += snprintf(sql + length, sizeof sql - (size_t)length, ", %s%s", field->name,
                           myc_store_suffix(field));
        mark += snprintf(marks + mark, sizeof marks - (size_t)mark, ", ?");
    }
    snprintf(sql + length, sizeof sql - (size_t)length, ") VALUES (%s)", marks);
    *insert = (struct insert){ 0 };
    return myc_store_prepare(writer->store, sql, &insert->statement, writer->error);
}

static enum myc_status put_thing(const struct writer *writer, struct insert *insert,
                                 const struct myc_field *fields, uint64_t id, const char *thing)
{
    put_integer(insert, (uint64_t)writer->run);
    put_integer(insert, id);
    for (const struct myc_field *field = fields; field->name; field++)
        if (!myc_store_is_list(field) && field->type != MYC_FIELD_ID)
            put_field(insert, field, thing);
    return insert_row(writer, insert);
}

static enum myc_status put_list(const struct writer *writer, struct insert *insert, uint64_t id,
                                const struct myc_field *field, const char *thing)
{
    const uint32_t *numbers = pointer_at(thing + field->offset);
    uint32_t count = number32_at(thing + field->count_offset);
    for (uint32_t i = 0; i < count; i++) {
        put_integer(insert, (uint64_t)writer->run);
        put_integer(insert, id);
        put_integer(insert, i);
        put_integer(insert, numbers[i]);
        MYC_TRY(insert_row(writer, insert));
    }
    return MYC_OK;
}

/* The list field of all things, into its own table, after the things it points to. */
static enum myc_status write_lists(const struct writer *writer, enum myc_line line,
                                   const struct myc_field *field, const char *things, size_t count)
{
    const struct myc_line_kind *kind = &myc_record_lines[line];
    char table[64];
    struct insert insert;
    enum myc_status status = MYC_OK;
    snprintf(table, sizeof table, "%s_%.*s", kind->word, (int)strlen(field->name) - 1, field->name);
    MYC_TRY(insert_begin(writer, &insert, table, 4));
    for (size_t i = 0; status == MYC_OK && i < count; i++)
        status = put_list(writer, &insert, i + myc_store_first_id(line), field,
                          things + i * kind->thing_bytes);
    insert_end(&insert);
    return status;
}

/* Those for which `wanted` is not false; NULL: all. */
static enum myc_status write_things(const struct writer *writer, enum myc_line line,
                                    const void *things, size_t count, const bool *wanted)
{
    const struct myc_line_kind *kind = &myc_record_lines[line];
    const char *thing = things;
    struct insert insert;
    enum myc_status status = MYC_OK;
    MYC_TRY(begin_things(writer, line, &insert));
    for (size_t i = 0; status == MYC_OK && i < count; i++)
        if (!wanted || wanted[i])
            status = put_thing(writer, &insert, kind->fields, i + myc_store_first_id(line),
                               thing + i * kind->thing_bytes);
    insert_end(&insert);
    for (const struct myc_field *field = kind->fields; status == MYC_OK && field->name; field++)
        if (myc_store_is_list(field))
            status = write_lists(writer, line, field, things, count);
    return status;
}

/* Without records only the hosts that others refer to. */
static enum myc_status write_hosts(const struct writer *writer, bool all)
{
    const struct myc_outcome *outcome = writer->outcome;
    const struct myc_book *book = outcome->book;
    if (all)
        return write_things(writer, MYC_LINE_HOST, book->hosts, book->host_count, NULL);
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

static enum myc_status write_book(const struct writer *writer)
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

/* --- the rest of a run --- */

/* Keeps the bytes once, and gives the digest that names them. */
static enum myc_status write_blob(const struct writer *writer, const char *bytes, size_t length,
                                  char name[33])
{
    XXH128_canonical_t digest;
    struct insert insert = { 0 };
    XXH128_canonicalFromHash(&digest, XXH3_128bits(bytes, length));
    myc_digest_text(digest.digest, name);
    MYC_TRY(myc_store_prepare(writer->store, "INSERT OR IGNORE INTO blob VALUES (?, ?)",
                              &insert.statement, writer->error));
    put_text(&insert, name);
    note(&insert, sqlite3_bind_blob64(insert.statement, ++insert.column, length ? bytes : "",
                                      length, SQLITE_STATIC));
    enum myc_status status = insert_row(writer, &insert);
    insert_end(&insert);
    return status;
}

static uint64_t messages_of(const struct myc_outcome *outcome)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < outcome->message_kind_count; i++)
        sum += outcome->messages[i].count;
    return sum;
}

/* The columns of `run`, in the order of the schema. */
static void put_run(struct insert *insert, const struct myc_outcome *outcome, const char *scenario)
{
    const struct myc_book_run *run = &outcome->book->run;
    put_null(insert); /* id: the next one */
    put_text(insert, outcome->scenario->name);
    put_null(insert); /* cell */
    put_integer(insert, outcome->seed);
    put_text(insert, scenario);
    put_null(insert); /* program */
    put_text(insert, myc_store_traces[outcome->scenario->trace]);
    put_text(insert, outcome->declared);
    put_text(insert, outcome->realised);
    put_text(insert, MYC_ENGINE_VERSION);
    put_text(insert, outcome->fingerprint);
    put_text(insert, myc_verdict_word(outcome->verdict));
    put_text(insert, myc_class_word(outcome->class));
    put_text(insert, outcome->reason);
    put_text(insert, outcome->response);
    put_text(insert, outcome->failing_node);
    put_unless(insert, run->failing_node, 0);
    put_unless(insert, run->response_node, 0);
    put_integer(insert, outcome->sim_end);
    put_integer(insert, outcome->events);
    put_integer(insert, messages_of(outcome));
    put_integer(insert, outcome->spore_runs);
    put_integer(insert, outcome->recomputed);
    put_integer(insert, outcome->wall_ns);
}

#define RUN_COLUMNS 24

static enum myc_status write_run(struct writer *writer)
{
    const struct myc_scenario *scenario = writer->outcome->scenario;
    char digest[33];
    struct insert insert;
    MYC_TRY(write_blob(writer, scenario->text, strlen(scenario->text), digest));
    MYC_TRY(insert_begin(writer, &insert, "run", RUN_COLUMNS));
    put_run(&insert, writer->outcome, digest);
    enum myc_status status = insert_row(writer, &insert);
    insert_end(&insert);
    writer->run = sqlite3_last_insert_rowid(writer->store->database);
    return status;
}

static enum myc_status put_file(const struct writer *writer, struct insert *insert,
                                const struct myc_file *file, uint64_t id)
{
    char digest[33];
    MYC_TRY(write_blob(writer, file->bytes, file->length, digest));
    put_integer(insert, (uint64_t)writer->run);
    put_integer(insert, id);
    put_text(insert, file->name);
    put_text(insert, digest);
    put_text(insert, file->store == MYC_FILE_LOCAL ? "local" : "shared");
    return insert_row(writer, insert);
}

static enum myc_status write_files(const struct writer *writer)
{
    const struct myc_cluster_config *cluster = &writer->outcome->scenario->cluster;
    struct insert insert;
    enum myc_status status = MYC_OK;
    MYC_TRY(insert_begin(writer, &insert, "run_file", 5));
    for (uint32_t i = 0; status == MYC_OK && i < cluster->file_count; i++)
        status = put_file(writer, &insert, &cluster->files[i], i + 1);
    insert_end(&insert);
    return status;
}

static enum myc_status put_metric(const struct writer *writer, struct insert *insert,
                                  const char *family, const char *name, uint64_t value)
{
    char whole[128];
    snprintf(whole, sizeof whole, "%s%s", family, name);
    put_integer(insert, (uint64_t)writer->run);
    put_text(insert, whole);
    put_integer(insert, value);
    return insert_row(writer, insert);
}

/* What recovery cost; 0 makes no row. */
static enum myc_status put_recovery(const struct writer *writer, struct insert *insert)
{
    const struct myc_recovery_figures *figures = &writer->outcome->recovery;
    const struct myc_count rows[] = {
        { "setbacks", figures->setbacks },
        { "hedged", figures->hedged },
        { "recovered", figures->recovered },
        { "detect_ns_total", figures->detect_ns_total },
        { "detect_ns_max", figures->detect_ns_max },
        { "recover_ns_total", figures->recover_ns_total },
        { "recover_ns_max", figures->recover_ns_max },
        { "recomputed_ns", figures->recomputed_ns },
        { "resent_bytes", figures->resent_bytes },
        { "evicted", figures->evicted },
    };
    enum myc_status status = MYC_OK;
    for (size_t i = 0; status == MYC_OK && i < sizeof rows / sizeof *rows; i++)
        if (rows[i].count)
            status = put_metric(writer, insert, "recovery.", rows[i].name, rows[i].count);
    return status;
}

static enum myc_status write_metrics(const struct writer *writer)
{
    const struct myc_outcome *outcome = writer->outcome;
    struct insert insert;
    MYC_TRY(insert_begin(writer, &insert, "metric", 3));
    enum myc_status status = put_metric(writer, &insert, "", "control", outcome->control);
    if (status == MYC_OK)
        status = put_metric(writer, &insert, "", "duplicates_dropped", outcome->duplicates_dropped);
    for (size_t i = 0; status == MYC_OK && i < outcome->message_kind_count; i++)
        status = put_metric(writer, &insert, "messages.", outcome->messages[i].name,
                            outcome->messages[i].count);
    if (status == MYC_OK)
        status = put_recovery(writer, &insert);
    insert_end(&insert);
    return status;
}

static enum myc_status write_losses(const struct writer *writer)
{
    const struct myc_outcome *outcome = writer->outcome;
    struct insert insert;
    enum myc_status status = MYC_OK;
    MYC_TRY(insert_begin(writer, &insert, "loss", 8));
    for (size_t i = 0; status == MYC_OK && i < outcome->loss_count; i++) {
        const struct myc_loss *loss = &outcome->losses[i];
        put_integer(&insert, (uint64_t)writer->run);
        put_integer(&insert, i + 1);
        put_text(&insert, loss->node);
        put_integer(&insert, loss->node_id);
        put_integer(&insert, loss->host);
        put_integer(&insert, loss->at);
        put_unless(&insert, loss->fault, 0);
        put_integer(&insert, loss->recoverable);
        status = insert_row(writer, &insert);
    }
    insert_end(&insert);
    return status;
}

static enum myc_status write_checkpoints(const struct writer *writer)
{
    const struct myc_outcome *outcome = writer->outcome;
    struct insert insert;
    enum myc_status status = MYC_OK;
    MYC_TRY(insert_begin(writer, &insert, "checkpoint", 4));
    for (size_t i = 0; status == MYC_OK && i < outcome->checkpoint_count; i++) {
        put_integer(&insert, (uint64_t)writer->run);
        put_integer(&insert, outcome->checkpoints[i].events);
        put_integer(&insert, outcome->checkpoints[i].time);
        put_digest(&insert, outcome->checkpoints[i].digest);
        status = insert_row(writer, &insert);
    }
    insert_end(&insert);
    return status;
}

static enum myc_status write_events(const struct writer *writer)
{
    const struct myc_outcome *outcome = writer->outcome;
    struct insert insert;
    enum myc_status status = MYC_OK;
    MYC_TRY(insert_begin(writer, &insert, "event", 9));
    for (size_t i = 0; status == MYC_OK && i < outcome->event_count; i++) {
        const struct myc_traced_event *event = &outcome->traced[i];
        put_integer(&insert, (uint64_t)writer->run);
        put_integer(&insert, i + 1);
        put_integer(&insert, event->time);
        put_integer(&insert, event->rank);
        put_integer(&insert, event->source);
        put_integer(&insert, event->counter);
        put_integer(&insert, event->target);
        put_integer(&insert, event->kind);
        put_integer(&insert, event->content);
        status = insert_row(writer, &insert);
    }
    insert_end(&insert);
    return status;
}

static enum myc_status write_all(struct writer *writer)
{
    MYC_TRY(write_run(writer));
    MYC_TRY(write_files(writer));
    MYC_TRY(write_metrics(writer));
    MYC_TRY(write_book(writer));
    MYC_TRY(write_losses(writer));
    MYC_TRY(write_checkpoints(writer));
    return write_events(writer);
}

enum myc_status myc_store_append(struct myc_store *store, const struct myc_outcome *outcome,
                                 uint64_t *run, struct myc_error *error)
{
    assert(store->access == MYC_STORE_APPEND);
    struct writer writer = { .store = store, .outcome = outcome, .error = error };
    MYC_TRY(myc_store_begin(store, error));
    enum myc_status status = write_all(&writer);
    if (status == MYC_OK)
        status = myc_store_execute(store, "COMMIT", error);
    if (status != MYC_OK)
        myc_store_undo(store);
    *run = (uint64_t)writer.run;
    return status;
}
