/* One question of a user's own, which may only read. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/store_internal.h"
#include "sim/setting.h"
#include "sim/utf8.h"

/* What a statement that only reads does; a PRAGMA, only where it tells and sets nothing. */
static int authorize(void *state, int action, const char *first, const char *second,
                     const char *database, const char *trigger)
{
    static const char *const telling[] = {
        "table_info",       "table_xinfo",       "table_list",      "index_list", "index_info",
        "foreign_key_list", "foreign_key_check", "integrity_check", "quick_check"
    };
    (void)state, (void)database, (void)trigger;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_FUNCTION:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_PRAGMA:
        if (!second)
            return SQLITE_OK;
        for (size_t i = 0; i < sizeof telling / sizeof *telling; i++)
            if (sqlite3_stricmp(first, telling[i]) == 0)
                return SQLITE_OK;
        return SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

/* Where byte `offset` stands, as an editor shows it. */
static struct myc_place place_of(const char *sql, int offset)
{
    struct myc_place place = { .line = 1, .column = 1, .length = 1 };
    const char *at = sql;
    while (at < sql + offset) {
        size_t bytes = myc_utf8_printable_bytes(at);
        place.column = *at == '\n' ? 1 : place.column + 1;
        place.line += *at == '\n';
        at += bytes ? bytes : 1;
    }
    return place;
}

static enum myc_status refuse(const struct myc_store *store, const char *sql,
                              struct myc_error *error)
{
    struct myc_source source = { .name = "SQL", .text = sql, .length = strlen(sql) };
    int code = sqlite3_errcode(store->database) & 0xff;
    int offset = sqlite3_error_offset(store->database);
    if (code == SQLITE_AUTH || code == SQLITE_READONLY)
        return myc_error_set(error, MYC_INPUT,
                             "a study is only read: this would change it, or "
                             "something outside it");
    if (code != SQLITE_ERROR)
        return myc_store_fail(store, error);
    if (offset < 0)
        return myc_error_set(error, MYC_INPUT, "SQL: %s", sqlite3_errmsg(store->database));
    return myc_source_refuse(&source, place_of(sql, offset), error, "%s",
                             sqlite3_errmsg(store->database));
}

static enum myc_status prepare(const struct myc_store *store, const char *sql,
                               sqlite3_stmt **statement, struct myc_error *error)
{
    const char *rest;
    sqlite3_stmt *second = NULL;
    if (sqlite3_prepare_v2(store->database, sql, -1, statement, &rest) != SQLITE_OK)
        return refuse(store, sql, error);
    if (!*statement)
        return myc_error_set(error, MYC_INPUT, "SQL: there is no statement");
    int code = sqlite3_prepare_v2(store->database, rest, -1, &second, NULL);
    sqlite3_finalize(second);
    if (code != SQLITE_OK || second)
        return myc_error_set(error, MYC_INPUT, "SQL: one statement at a time");
    if (!sqlite3_stmt_readonly(*statement))
        return myc_error_set(error, MYC_INPUT, "a study is only read: this would change it");
    return MYC_OK;
}

static struct myc_store_cell cell_of(sqlite3_stmt *statement, int column)
{
    struct myc_store_cell cell = { .kind = MYC_CELL_NULL };
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        cell.kind = MYC_CELL_INTEGER;
        cell.integer = sqlite3_column_int64(statement, column);
        break;
    case SQLITE_FLOAT:
        cell.kind = MYC_CELL_REAL;
        cell.real = sqlite3_column_double(statement, column);
        cell.text = (const char *)sqlite3_column_text(statement, column);
        break;
    case SQLITE_TEXT:
        cell.kind = MYC_CELL_TEXT;
        cell.text = (const char *)sqlite3_column_text(statement, column);
        break;
    case SQLITE_BLOB:
        cell.kind = MYC_CELL_BYTES;
        cell.text = sqlite3_column_blob(statement, column);
        break;
    default:
        return cell;
    }
    if (cell.kind != MYC_CELL_INTEGER)
        cell.length = (size_t)sqlite3_column_bytes(statement, column);
    return cell;
}

static enum myc_status answer(const struct myc_store *store, const char *sql,
                              sqlite3_stmt *statement, const struct myc_store_receiver *receiver,
                              struct myc_error *error)
{
    int count = sqlite3_column_count(statement), code;
    const char **names = calloc((size_t)count + 1, sizeof *names);
    struct myc_store_cell *cells = calloc((size_t)count + 1, sizeof *cells);
    assert(names && cells);
    for (int i = 0; i < count; i++)
        names[i] = sqlite3_column_name(statement, i);
    if (receiver->columns)
        receiver->columns(receiver->state, (size_t)count, names);
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        for (int i = 0; i < count; i++)
            cells[i] = cell_of(statement, i);
        receiver->row(receiver->state, (size_t)count, cells);
    }
    free(names);
    free(cells);
    return code == SQLITE_DONE ? MYC_OK : refuse(store, sql, error);
}

/* SQLite makes these tables when a statement first names them, and takes that for a change. */
static void connect_tables(const struct myc_store *store)
{
    sqlite3_stmt *statement = NULL;
    sqlite3_prepare_v2(store->database,
                       "SELECT 1 FROM json_each('[]'), json_tree('[]'), pragma_table_info('run'), "
                       "pragma_table_xinfo('run'), pragma_table_list, pragma_index_list('run')",
                       -1, &statement, NULL);
    sqlite3_finalize(statement);
}

enum myc_status myc_store_query(struct myc_store *store, const char *sql,
                                const struct myc_store_receiver *receiver, struct myc_error *error)
{
    sqlite3_stmt *statement = NULL;
    sqlite3_set_authorizer(store->database, NULL, NULL);
    connect_tables(store);
    sqlite3_set_authorizer(store->database, authorize, NULL);
    enum myc_status status = prepare(store, sql, &statement, error);
    if (status == MYC_OK)
        status = answer(store, sql, statement, receiver, error);
    sqlite3_finalize(statement);
    return status;
}
