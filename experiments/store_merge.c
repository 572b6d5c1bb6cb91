/* Parts of a sweep, made on several machines, become one study. What a part has
 * and the study has not is copied, under new numbers of runs; so merging a part
 * again changes nothing. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "experiments/store_internal.h"

#define SQL_BYTES 4096

struct merge {
    struct myc_store *store;
    const char *path; /* of the part */
    struct myc_error *error;
};

/* The text in the first row of a SELECT, which is the caller's to free; NULL where there is none. */
static enum myc_status select_text(struct myc_store *store, const char *sql, char **text,
                                   struct myc_error *error)
{
    sqlite3_stmt *statement;
    MYC_TRY(myc_store_prepare(store, sql, &statement, error));
    int code = sqlite3_step(statement);
    const char *answer =
        code == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    *text = answer ? strdup(answer) : NULL;
    enum myc_status status =
        code == SQLITE_ROW || code == SQLITE_DONE ? MYC_OK : myc_store_fail(store, error);
    sqlite3_finalize(statement);
    return status;
}

/* --- what is refused --- */

/* `digest` becomes that of the first study that holds a sweep; all others must have it too. */
static enum myc_status compare(struct myc_store *store, bool may_be_none, char digest[33],
                               struct myc_error *error)
{
    char *own;
    MYC_TRY(select_text(store, "SELECT digest FROM sweep", &own, error));
    bool is_equal = own && (!*digest || strcmp(own, digest) == 0);
    if (is_equal)
        snprintf(digest, 33, "%s", own);
    bool is_none = !own;
    free(own);
    if (is_equal || (is_none && may_be_none))
        return MYC_OK;
    if (is_none)
        return myc_error_set(error, MYC_INPUT, "%s: holds no sweep", store->path);
    return myc_error_set(error, MYC_INPUT,
                         "%s: holds another sweep: its scenario, a data file or the version of "
                         "Mycel is another. Only parts of one sweep can be merged.",
                         store->path);
}

static enum myc_status look_at_part(const char *path, char digest[33], struct myc_error *error)
{
    struct myc_store *part = NULL;
    MYC_TRY(myc_store_open(&part, path, MYC_STORE_READ, error));
    enum myc_status status = compare(part, false, digest, error);
    myc_store_close(part);
    return status;
}

static bool is_same_file(const char *one, const char *other)
{
    struct stat first, second;
    return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev &&
           first.st_ino == second.st_ino;
}

static enum myc_status look_at_all(struct myc_store *store, const char *const *paths, size_t count,
                                   struct myc_error *error)
{
    char digest[33] = "";
    if (store->database)
        MYC_TRY(compare(store, true, digest, error));
    for (size_t i = 0; i < count; i++) {
        if (is_same_file(store->path, paths[i]))
            return myc_error_set(error, MYC_INPUT, "%s: is the study that the others go to",
                                 paths[i]);
        MYC_TRY(look_at_part(paths[i], digest, error));
    }
    return MYC_OK;
}

/* --- copying --- */

static enum myc_status execute(const struct merge *merge, const char *sql)
{
    return myc_store_execute(merge->store, sql, merge->error);
}

/* A run that both have must be the same. */
static enum myc_status check_common(const struct merge *merge)
{
    char *differing;
    MYC_TRY(select_text(merge->store,
                        "SELECT printf('cell %d, seed %d: its fingerprints are %s and %s', cell, "
                        "seed, mine.fingerprint, part.run.fingerprint) "
                        "FROM part.run JOIN main.run AS mine USING (cell, seed) "
                        "WHERE cell IS NOT NULL AND mine.fingerprint <> part.run.fingerprint "
                        "ORDER BY cell, seed LIMIT 1",
                        &differing, merge->error));
    if (!differing)
        return MYC_OK;
    enum myc_status status =
        myc_error_set(merge->error, MYC_NOT_REPRODUCIBLE, "%s: %s", merge->path, differing);
    free(differing);
    return status;
}

/* Which runs come over, and their new numbers; then what they refer to. */
static enum myc_status begin_copy(const struct merge *merge)
{
    MYC_TRY(execute(merge, "CREATE TEMP TABLE moved (old INTEGER PRIMARY KEY, new INTEGER)"));
    MYC_TRY(execute(merge,
                    "INSERT INTO moved SELECT id, (SELECT coalesce(max(id), 0) FROM main.run) + "
                    "row_number() OVER (ORDER BY cell, seed) FROM part.run WHERE cell IS NOT NULL "
                    "AND NOT EXISTS (SELECT 1 FROM main.run AS mine WHERE mine.cell = "
                    "part.run.cell AND mine.seed = part.run.seed)"));
    MYC_TRY(execute(merge, "INSERT OR IGNORE INTO main.blob SELECT * FROM part.blob"));
    MYC_TRY(execute(merge, "INSERT OR IGNORE INTO main.sweep SELECT * FROM part.sweep"));
    MYC_TRY(execute(merge, "UPDATE main.sweep SET shard = NULL, shards = NULL"));
    return execute(merge, "INSERT OR IGNORE INTO main.cell SELECT * FROM part.cell");
}

/* A table's rows of the runs that come over, with the new number in place of the one in `column`,
 * which is the table's first. */
static enum myc_status copy_table(const struct merge *merge, const char *table, const char *column)
{
    char sql[SQL_BYTES];
    char *columns;
    snprintf(sql, sizeof sql,
             "SELECT group_concat(', part.%s.' || name, '') FROM pragma_table_info('%s') "
             "WHERE cid > 0",
             table, table);
    MYC_TRY(select_text(merge->store, sql, &columns, merge->error));
    int length = snprintf(sql, sizeof sql,
                          "INSERT INTO main.%s SELECT new%s FROM moved JOIN part.%s "
                          "ON part.%s.%s = old ORDER BY new",
                          table, columns ? columns : "", table, table, column);
    assert((size_t)length < sizeof sql);
    free(columns);
    return execute(merge, sql);
}

/* All tables that belong to runs, in the order of the schema: what is referred to comes first. */
static enum myc_status copy_tables(const struct merge *merge)
{
    sqlite3_stmt *tables;
    int code;
    enum myc_status status = MYC_OK;
    MYC_TRY(copy_table(merge, "run", "id"));
    MYC_TRY(myc_store_prepare(merge->store,
                              "SELECT name FROM main.sqlite_master AS it WHERE type = 'table' AND "
                              "EXISTS (SELECT 1 FROM pragma_table_info(it.name) AS field "
                              "WHERE field.name = 'run' AND field.cid = 0) ORDER BY rowid",
                              &tables, merge->error));
    while (status == MYC_OK && (code = sqlite3_step(tables)) == SQLITE_ROW)
        status = copy_table(merge, (const char *)sqlite3_column_text(tables, 0), "run");
    if (status == MYC_OK && code != SQLITE_DONE)
        status = myc_store_fail(merge->store, merge->error);
    sqlite3_finalize(tables);
    return status;
}

static enum myc_status copy(const struct merge *merge, uint64_t *added)
{
    int64_t count;
    MYC_TRY(check_common(merge));
    MYC_TRY(begin_copy(merge));
    MYC_TRY(copy_tables(merge));
    MYC_TRY(
        myc_store_select_integer(merge->store, "SELECT count(*) FROM moved", &count, merge->error));
    MYC_TRY(execute(merge, "DROP TABLE moved"));
    MYC_TRY(myc_store_commit(merge->store, merge->error));
    *added += (uint64_t)count;
    return MYC_OK;
}

static enum myc_status attach(const struct merge *merge)
{
    sqlite3_stmt *statement;
    char *uri = myc_store_uri(merge->path, "?mode=ro");
    enum myc_status status =
        myc_store_prepare(merge->store, "ATTACH ? AS part", &statement, merge->error);
    if (status == MYC_OK) {
        sqlite3_bind_text(statement, 1, uri, -1, SQLITE_STATIC);
        if (sqlite3_step(statement) != SQLITE_DONE)
            status = myc_store_fail(merge->store, merge->error);
        sqlite3_finalize(statement);
    }
    free(uri);
    return status;
}

/* The part is open twice: as a reader that cleans up after SQLite, and within the study. */
static enum myc_status merge_part(struct myc_store *store, const char *path, uint64_t *added,
                                  struct myc_error *error)
{
    const struct merge merge = { store, path, error };
    struct myc_store *part = NULL;
    MYC_TRY(myc_store_open(&part, path, MYC_STORE_READ, error));
    enum myc_status status = attach(&merge);
    if (status == MYC_OK) {
        status = myc_store_begin(store, error);
        if (status == MYC_OK && (status = copy(&merge, added)) != MYC_OK)
            myc_store_undo(store);
        sqlite3_exec(store->database, "DETACH part", NULL, NULL, NULL);
    }
    myc_store_close(part);
    return status;
}

enum myc_status myc_store_merge(struct myc_store *store, const char *const *paths, size_t count,
                                uint64_t *added, struct myc_error *error)
{
    assert(store->access == MYC_STORE_APPEND);
    *added = 0;
    MYC_TRY(look_at_all(store, paths, count, error));
    MYC_TRY(myc_store_begin(store, error)); /* makes the study, and the connection to it */
    MYC_TRY(myc_store_commit(store, error));
    for (size_t i = 0; i < count; i++)
        MYC_TRY(merge_part(store, paths[i], added, error));
    return MYC_OK;
}
