/* What the files of the store share. */
#ifndef MYC_EXPERIMENTS_STORE_INTERNAL_H
#define MYC_EXPERIMENTS_STORE_INTERNAL_H

#include <sqlite3.h>

#include "experiments/store.h"
#include "sim/record_fields.h"

#define MYC_STORE_BUSY_MS 10000

struct myc_store {
    sqlite3 *database; /* NULL: the file is still to be made */
    char *path;        /* as the user gave it */
    enum myc_store_access access;
    bool leaves_files; /* reading made SQLite put its -wal and -shm beside the file */
};

/* The statements that make a study, NULL-terminated. */
extern const char *const myc_store_schema[];

/* The words of run.trace, by enum myc_trace. */
extern const char *const myc_store_traces[];

/* What SQLite's last error of this store means, as a status with a message. */
enum myc_status myc_store_fail(const struct myc_store *store, struct myc_error *error);

enum myc_status myc_store_execute(const struct myc_store *store, const char *sql,
                                  struct myc_error *error);
/* The statement is the caller's to finalize. */
enum myc_status myc_store_prepare(const struct myc_store *store, const char *sql,
                                  sqlite3_stmt **statement, struct myc_error *error);

/* Begins a transaction of an APPEND store, whose file it makes a study where it is none yet. Where
 * that fails, no transaction is open. */
enum myc_status myc_store_begin(struct myc_store *store, struct myc_error *error);
void myc_store_undo(const struct myc_store *store);

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
