/* Rows on their way into a study: one prepared INSERT a table, kept while the
 * study is open and filled from left to right. */
#include <assert.h>
#include <string.h>

#include "experiments/store_internal.h"

#define SQL_BYTES 1024

/* What stands in columns, in the order of the schema; rows of a book have names instead. */
static const struct {
    const char *into;
    int columns;
    const char *after;
} tables[MYC_INSERT_LINE] = {
    [MYC_INSERT_BLOB] = { .into = "INSERT OR IGNORE INTO blob", .columns = 2 },
    [MYC_INSERT_SWEEP] = { .into = "INSERT INTO sweep", .columns = 10 },
    [MYC_INSERT_CELL] = { .into = "INSERT OR IGNORE INTO cell", .columns = 3 },
    [MYC_INSERT_RUN] = { .into = "INSERT INTO run",
                         .columns = 44,
                         .after = " ON CONFLICT (cell, seed) WHERE cell IS NOT NULL DO NOTHING" },
    [MYC_INSERT_LOSS] = { .into = "INSERT INTO loss", .columns = 8 },
    [MYC_INSERT_CHECKPOINT] = { .into = "INSERT INTO checkpoint", .columns = 4 },
    [MYC_INSERT_EVENT] = { .into = "INSERT INTO event", .columns = 9 },
};

/* "INTO VALUES (?, ...) AFTER". */
static void write_values(const char *into, int columns, const char *after, char sql[SQL_BYTES])
{
    int length = snprintf(sql, SQL_BYTES, "%s VALUES (?", into);
    for (int i = 1; i < columns; i++)
        length += snprintf(sql + length, SQL_BYTES - (size_t)length, ", ?");
    snprintf(sql + length, SQL_BYTES - (size_t)length, ")%s", after ? after : "");
}

/* "INSERT INTO node (run, id, label, ...) VALUES (?, ...)". */
static void write_line(enum myc_line line, char sql[SQL_BYTES])
{
    const struct myc_line_kind *kind = &myc_record_lines[line];
    char marks[SQL_BYTES / 4];
    int length = snprintf(sql, SQL_BYTES, "INSERT INTO %s (run, id", kind->word);
    int mark = snprintf(marks, sizeof marks, "?, ?");
    for (const struct myc_field *field = kind->fields; field->name; field++) {
        if (myc_store_is_list(field) || field->type == MYC_FIELD_ID)
            continue;
        length += snprintf(sql + length, SQL_BYTES - (size_t)length, ", %s%s", field->name,
                           myc_store_suffix(field));
        mark += snprintf(marks + mark, sizeof marks - (size_t)mark, ", ?");
    }
    snprintf(sql + length, SQL_BYTES - (size_t)length, ") VALUES (%s)", marks);
}

/* "INSERT INTO node_input VALUES (?, ?, ?, ?)". */
static void write_list(enum myc_line line, char sql[SQL_BYTES])
{
    const struct myc_line_kind *kind = &myc_record_lines[line];
    char into[96];
    for (const struct myc_field *field = kind->fields; field->name; field++)
        if (myc_store_is_list(field))
            snprintf(into, sizeof into, "INSERT INTO %s_%.*s", kind->word,
                     (int)strlen(field->name) - 1, field->name);
    write_values(into, 4, NULL, sql);
}

static void write_sql(int kind, char sql[SQL_BYTES])
{
    if (kind >= MYC_INSERT_LIST)
        write_list((enum myc_line)(kind - MYC_INSERT_LIST), sql);
    else if (kind >= MYC_INSERT_LINE)
        write_line((enum myc_line)(kind - MYC_INSERT_LINE), sql);
    else
        write_values(tables[kind].into, tables[kind].columns, tables[kind].after, sql);
}

enum myc_status myc_insert_begin(struct myc_store *store, int kind, struct myc_insert *insert,
                                 struct myc_error *error)
{
    char sql[SQL_BYTES];
    sqlite3_stmt **statement = &store->inserts[kind];
    if (!*statement) {
        write_sql(kind, sql);
        MYC_TRY(myc_store_prepare(store, sql, statement, error));
    }
    *insert = (struct myc_insert){ .store = store, .statement = *statement, .error = error };
    return MYC_OK;
}

static void note(struct myc_insert *insert, int code)
{
    if (code != SQLITE_OK && insert->failure == SQLITE_OK)
        insert->failure = code;
}

void myc_insert_null(struct myc_insert *insert)
{
    note(insert, sqlite3_bind_null(insert->statement, ++insert->column));
}

void myc_insert_integer(struct myc_insert *insert, uint64_t integer)
{
    note(insert, sqlite3_bind_int64(insert->statement, ++insert->column, (int64_t)integer));
}

void myc_insert_unless(struct myc_insert *insert, uint64_t integer, uint64_t nothing)
{
    if (integer == nothing)
        myc_insert_null(insert);
    else
        myc_insert_integer(insert, integer);
}

void myc_insert_text(struct myc_insert *insert, const char *text)
{
    note(insert, sqlite3_bind_text64(insert->statement, ++insert->column, text,
                                     text ? strlen(text) : 0, SQLITE_STATIC, SQLITE_UTF8));
}

void myc_insert_bytes(struct myc_insert *insert, const char *bytes, size_t length)
{
    note(insert, sqlite3_bind_blob64(insert->statement, ++insert->column, length ? bytes : "",
                                     length, SQLITE_STATIC));
}

void myc_insert_digest(struct myc_insert *insert, const unsigned char digest[16])
{
    char text[33];
    myc_digest_text(digest, text);
    note(insert,
         sqlite3_bind_text(insert->statement, ++insert->column, text, 32, SQLITE_TRANSIENT));
}

enum myc_status myc_insert_row(struct myc_insert *insert)
{
    enum myc_status status = MYC_OK;
    assert(insert->column == sqlite3_bind_parameter_count(insert->statement));
    if (insert->failure != SQLITE_OK || sqlite3_step(insert->statement) != SQLITE_DONE)
        status = myc_store_fail(insert->store, insert->error);
    sqlite3_reset(insert->statement);
    insert->column = 0;
    return status;
}

void myc_insert_forget(struct myc_store *store)
{
    for (int i = 0; i < MYC_INSERTS; i++)
        sqlite3_finalize(store->inserts[i]);
    sqlite3_finalize(store->find);
}
