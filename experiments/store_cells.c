#include "experiments/store_cells.h"

#include <inttypes.h>
#include <string.h>

#include "experiments/store_internal.h"

#define CELLS "SELECT id, settings FROM cell ORDER BY id"
#define RUNS                                                                                       \
    "SELECT seed, verdict, class, fingerprint IS NULL, plan <> '', answered_ns, setbacks, "        \
    "recovered, recover_ns_max, recomputed, recomputed_ns, hits "                                  \
    "FROM run WHERE cell = ? ORDER BY seed"

/* `*more` tells whether there is another row. */
static enum myc_status next(const struct myc_store *store, sqlite3_stmt *statement, bool *more,
                            struct myc_error *error)
{
    int code = sqlite3_step(statement);
    *more = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE ? MYC_OK : myc_store_fail(store, error);
}

static bool read_verdict(const char *text, enum myc_verdict *verdict)
{
    for (*verdict = MYC_PASS; *verdict <= MYC_UNKNOWN; (*verdict)++)
        if (text && strcmp(text, myc_verdict_word(*verdict)) == 0)
            return true;
    return false;
}

/* False where a number is negative or the verdict unheard of: somebody edited the row. */
static bool read_sample(sqlite3_stmt *statement, struct myc_sample *sample)
{
    *sample = (struct myc_sample){
        .seed = (uint64_t)sqlite3_column_int64(statement, 0),
        .class = (const char *)sqlite3_column_text(statement, 2),
        .was_killed = sqlite3_column_int(statement, 3) != 0,
        .is_perturbed = sqlite3_column_int(statement, 4) != 0,
        .answered = sqlite3_column_type(statement, 5) == SQLITE_NULL
                        ? MYC_FOREVER
                        : (myc_time)sqlite3_column_int64(statement, 5),
        .setbacks = (uint64_t)sqlite3_column_int64(statement, 6),
        .recovered = (uint64_t)sqlite3_column_int64(statement, 7),
        .recover_max = (myc_time)sqlite3_column_int64(statement, 8),
        .recomputed = (uint64_t)sqlite3_column_int64(statement, 9),
        .recomputed_cost = (myc_time)sqlite3_column_int64(statement, 10),
        .hits = (uint64_t)sqlite3_column_int64(statement, 11),
    };
    static const int numbers[] = { 0, 5, 6, 7, 8, 9, 10, 11 };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (sqlite3_column_int64(statement, numbers[i]) < 0)
            return false;
    return read_verdict((const char *)sqlite3_column_text(statement, 1), &sample->verdict);
}

static enum myc_status read_runs(const struct myc_store *store, sqlite3_stmt *statement,
                                 uint64_t cell, const struct myc_cell_receiver *receiver,
                                 struct myc_error *error)
{
    struct myc_sample sample;
    bool more;
    sqlite3_reset(statement);
    sqlite3_bind_int64(statement, 1, (int64_t)cell);
    for (;;) {
        MYC_TRY(next(store, statement, &more, error));
        if (!more)
            return MYC_OK;
        if (!read_sample(statement, &sample))
            return myc_error_set(error, MYC_INPUT,
                                 "%s: the run with seed %" PRIu64 " of cell %" PRIu64
                                 " makes no sense",
                                 store->path, sample.seed, cell);
        receiver->run(receiver->state, &sample);
    }
}

static enum myc_status read_cells(const struct myc_store *store, sqlite3_stmt *cells,
                                  sqlite3_stmt *runs, const struct myc_cell_receiver *receiver,
                                  struct myc_error *error)
{
    bool more;
    for (;;) {
        MYC_TRY(next(store, cells, &more, error));
        if (!more)
            return MYC_OK;
        uint64_t cell = (uint64_t)sqlite3_column_int64(cells, 0);
        const char *settings = (const char *)sqlite3_column_text(cells, 1);
        MYC_TRY(receiver->begin(receiver->state, cell, settings, error));
        MYC_TRY(read_runs(store, runs, cell, receiver, error));
        receiver->end(receiver->state);
    }
}

enum myc_status myc_store_read_cells(struct myc_store *store,
                                     const struct myc_cell_receiver *receiver,
                                     struct myc_error *error)
{
    sqlite3_stmt *cells = NULL, *runs = NULL;
    enum myc_status status = myc_store_prepare(store, CELLS, &cells, error);
    if (status == MYC_OK)
        status = myc_store_prepare(store, RUNS, &runs, error);
    if (status == MYC_OK)
        status = read_cells(store, cells, runs, receiver, error);
    sqlite3_finalize(cells);
    sqlite3_finalize(runs);
    return status;
}

enum myc_status myc_store_read_sweep(struct myc_store *store, struct myc_memory *memory,
                                     const char **name, struct myc_error *error)
{
    sqlite3_stmt *statement;
    bool found;
    MYC_TRY(myc_store_prepare(store, "SELECT name FROM sweep", &statement, error));
    enum myc_status status = next(store, statement, &found, error);
    if (status == MYC_OK && found) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        *name = myc_memory_text(memory, text, (size_t)sqlite3_column_bytes(statement, 0));
    } else if (status == MYC_OK) {
        status = myc_error_set(error, MYC_INPUT, "%s: has no cells: no sweep has written to it",
                               store->path);
    }
    sqlite3_finalize(statement);
    return status;
}
