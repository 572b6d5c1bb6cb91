/* A sweep in a study: what it is, its cells, and which runs are there. */
#include <stdio.h>
#include <string.h>

#include "experiments/store_internal.h"

enum myc_status myc_store_select_integer(struct myc_store *store, const char *sql, int64_t *answer,
                                         struct myc_error *error)
{
    sqlite3_stmt *statement;
    MYC_TRY(myc_store_prepare(store, sql, &statement, error));
    int code = sqlite3_step(statement);
    *answer = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    enum myc_status status =
        code == SQLITE_ROW || code == SQLITE_DONE ? MYC_OK : myc_store_fail(store, error);
    sqlite3_finalize(statement);
    return status;
}

static enum myc_status insert_sweep(struct myc_store *store, const struct myc_stored_sweep *sweep,
                                    struct myc_error *error)
{
    char scenario[33];
    struct myc_insert insert;
    MYC_TRY(myc_store_keep(store, sweep->scenario, strlen(sweep->scenario), scenario, error));
    MYC_TRY(myc_insert_begin(store, MYC_INSERT_SWEEP, &insert, error));
    myc_insert_integer(&insert, 1);
    myc_insert_text(&insert, sweep->name);
    myc_insert_text(&insert, sweep->digest);
    myc_insert_text(&insert, scenario);
    myc_insert_text(&insert, MYC_ENGINE_VERSION);
    myc_insert_text(&insert, sweep->command);
    myc_insert_integer(&insert, sweep->cells);
    myc_insert_integer(&insert, sweep->runs);
    myc_insert_unless(&insert, sweep->shard, 0);
    myc_insert_unless(&insert, sweep->shards, 0);
    return myc_insert_row(&insert);
}

/* What a study's one row of `sweep' is against the one that is to go on. */
static enum myc_status compare(struct myc_store *store, const struct myc_stored_sweep *sweep,
                               sqlite3_stmt *row, struct myc_error *error)
{
    const char *digest = (const char *)sqlite3_column_text(row, 0);
    uint64_t shard = (uint64_t)sqlite3_column_int64(row, 1);
    uint64_t shards = (uint64_t)sqlite3_column_int64(row, 2);
    if (!digest || strcmp(digest, sweep->digest) != 0)
        return myc_error_set(error, MYC_INPUT,
                             "%s: holds another sweep, begun by\n  %s\nIts scenario, a data file "
                             "or the version of Mycel was another. Name another file with --db.",
                             store->path, (const char *)sqlite3_column_text(row, 3));
    if (shards && (shard != sweep->shard || shards != sweep->shards))
        return myc_error_set(error, MYC_INPUT,
                             "%s: holds shard %llu/%llu of this sweep: give --shard %llu/%llu, or "
                             "name another file with --db",
                             store->path, (unsigned long long)shard, (unsigned long long)shards,
                             (unsigned long long)shard, (unsigned long long)shards);
    return MYC_OK;
}

/* Whether there is a row, and if so whether it is this sweep's. */
static enum myc_status look(struct myc_store *store, const struct myc_stored_sweep *sweep,
                            bool *is_there, struct myc_error *error)
{
    sqlite3_stmt *row;
    MYC_TRY(
        myc_store_prepare(store, "SELECT digest, shard, shards, command FROM sweep", &row, error));
    int code = sqlite3_step(row);
    *is_there = code == SQLITE_ROW;
    enum myc_status status = code == SQLITE_ROW    ? compare(store, sweep, row, error)
                             : code == SQLITE_DONE ? MYC_OK
                                                   : myc_store_fail(store, error);
    sqlite3_finalize(row);
    return status;
}

static enum myc_status enter(struct myc_store *store, const struct myc_stored_sweep *sweep,
                             uint64_t *runs, struct myc_error *error)
{
    bool is_there;
    int64_t count = 0;
    MYC_TRY(look(store, sweep, &is_there, error));
    if (is_there)
        MYC_TRY(myc_store_select_integer(store, "SELECT count(*) FROM run WHERE cell IS NOT NULL",
                                         &count, error));
    else
        MYC_TRY(insert_sweep(store, sweep, error));
    *runs = (uint64_t)count;
    return myc_store_commit(store, error);
}

enum myc_status myc_store_enter_sweep(struct myc_store *store, const struct myc_stored_sweep *sweep,
                                      uint64_t *runs, struct myc_error *error)
{
    MYC_TRY(myc_store_begin(store, error));
    enum myc_status status = enter(store, sweep, runs, error);
    if (status != MYC_OK)
        myc_store_undo(store);
    return status;
}

enum myc_status myc_store_add_cell(struct myc_store *store, uint64_t cell, const char *settings,
                                   const char *scenario, struct myc_error *error)
{
    struct myc_insert insert;
    MYC_TRY(myc_insert_begin(store, MYC_INSERT_CELL, &insert, error));
    myc_insert_integer(&insert, cell);
    myc_insert_text(&insert, settings);
    myc_insert_text(&insert, scenario);
    return myc_insert_row(&insert);
}

static enum myc_verdict read_verdict(const char *word)
{
    enum myc_verdict verdict = MYC_PASS;
    while (verdict < MYC_UNKNOWN && word && strcmp(word, myc_verdict_word(verdict)) != 0)
        verdict++;
    return verdict;
}

enum myc_status myc_store_find(struct myc_store *store, uint64_t cell, uint64_t seed, bool *found,
                               enum myc_verdict *verdict, struct myc_error *error)
{
    if (!store->find)
        MYC_TRY(myc_store_prepare(store, "SELECT verdict FROM run WHERE cell = ? AND seed = ?",
                                  &store->find, error));
    sqlite3_bind_int64(store->find, 1, (int64_t)cell);
    sqlite3_bind_int64(store->find, 2, (int64_t)seed);
    int code = sqlite3_step(store->find);
    *found = code == SQLITE_ROW;
    if (*found)
        *verdict = read_verdict((const char *)sqlite3_column_text(store->find, 0));
    enum myc_status status =
        code == SQLITE_ROW || code == SQLITE_DONE ? MYC_OK : myc_store_fail(store, error);
    sqlite3_reset(store->find);
    return status;
}
