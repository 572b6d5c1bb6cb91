/* What the files of the store share. */
#ifndef MYC_EXPERIMENTS_STORE_INTERNAL_H
#define MYC_EXPERIMENTS_STORE_INTERNAL_H

#include <sqlite3.h>

#include "experiments/store.h"
#include "sim/record_fields.h"

#define MYC_STORE_BUSY_MS 10000

/* One kept INSERT a table; the rows of a book's lines, and of the lists in them, follow in the order
 * of enum myc_line. */
enum {
    MYC_INSERT_BLOB,
    MYC_INSERT_SWEEP,
    MYC_INSERT_CELL,
    MYC_INSERT_RUN,
    MYC_INSERT_LOSS,
    MYC_INSERT_CHECKPOINT,
    MYC_INSERT_EVENT,
    MYC_INSERT_LINE,
    MYC_INSERT_LIST = MYC_INSERT_LINE + MYC_LINES,
    MYC_INSERTS = MYC_INSERT_LIST + MYC_LINES
};

struct myc_store {
    sqlite3 *database; /* NULL: the file is still to be made */
    char *path;        /* as the user gave it */
    enum myc_store_access access;
    sqlite3_stmt *inserts[MYC_INSERTS]; /* made when first wanted */
    sqlite3_stmt *find;                 /* a run of a cell, likewise */
    bool leaves_files; /* reading made SQLite put its -wal and -shm beside the file */
};

/* The statements that make a study, NULL-terminated. */
extern const char *const myc_store_schema[];

/* The words of run.trace, by enum myc_trace. */
extern const char *const myc_store_traces[];

/* A URI that names the file and nothing else, whatever its name looks like, and a query; the caller's
 * to free. */
char *myc_store_uri(const char *path, const char *query);

/* What SQLite's last error of this store means, as a status with a message. */
enum myc_status myc_store_fail(const struct myc_store *store, struct myc_error *error);

enum myc_status myc_store_execute(const struct myc_store *store, const char *sql,
                                  struct myc_error *error);
/* The statement is the caller's to finalize. */
enum myc_status myc_store_prepare(const struct myc_store *store, const char *sql,
                                  sqlite3_stmt **statement, struct myc_error *error);

/* --- rows --- */

/* A row, filled from left to right: NULL or all columns, then myc_insert_row. Texts must live until
 * then. */
struct myc_insert {
    const struct myc_store *store;
    sqlite3_stmt *statement;
    int column;
    int failure; /* first code of a bind that was not SQLITE_OK */
    struct myc_error *error;
};

enum myc_status myc_insert_begin(struct myc_store *store, int kind, struct myc_insert *insert,
                                 struct myc_error *error);
void myc_insert_null(struct myc_insert *insert);
void myc_insert_integer(struct myc_insert *insert, uint64_t integer);
void myc_insert_unless(struct myc_insert *insert, uint64_t integer, uint64_t nothing); /* NULL */
void myc_insert_text(struct myc_insert *insert, const char *text); /* NULL is NULL */
void myc_insert_bytes(struct myc_insert *insert, const char *bytes, size_t length);
void myc_insert_digest(struct myc_insert *insert, const unsigned char digest[16]);
enum myc_status myc_insert_row(struct myc_insert *insert);
void myc_insert_forget(struct myc_store *store); /* all that were kept */

/* A run being written. */
struct myc_store_writer {
    struct myc_store *store;
    const struct myc_outcome *outcome;
    int64_t run;
    struct myc_error *error;
};
enum myc_status myc_store_write_book(const struct myc_store_writer *writer);

/* The integer in the first row of a SELECT, 0 where there is none. */
enum myc_status myc_store_select_integer(struct myc_store *store, const char *sql, int64_t *answer,
                                         struct myc_error *error);

/* Whether a field of a book stands in a table of its own: node_input, record_input, fault_host. */
static inline bool myc_store_is_list(const struct myc_field *field)
{
    return field->type == MYC_FIELD_HOST_LIST || field->type == MYC_FIELD_NODE_LIST ||
           field->type == MYC_FIELD_RECORD_LIST;
}

/* Ids of hosts count from 0, as everywhere; all others from 1. */
static inline uint32_t myc_store_first_id(enum myc_line line)
{
    return line == MYC_LINE_HOST ? 0 : 1;
}

/* "time" is the column time_ns: the suffix of a field's column. */
static inline const char *myc_store_suffix(const struct myc_field *field)
{
    return field->type == MYC_FIELD_TIME ? "_ns" : "";
}

#endif
