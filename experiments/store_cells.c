#include "experiments/store_cells.h"

#include <inttypes.h>
#include <string.h>

#include "experiments/store_internal.h"

#define CELLS "SELECT id, settings FROM cell ORDER BY id"
#define RUNS                                                                                       \
    "SELECT seed, verdict, class, fingerprint IS NULL, plan <> '', answered_ns, setbacks, "        \
    "recovered, recover_ns_max, recomputed, recomputed_ns, hits, expectations IS NOT NULL "        \
    "FROM run WHERE cell = ? ORDER BY seed"
#define EXPECTATIONS                                                                               \
    "SELECT item.value ->> 'expect', sum(item.value ->> 'met'), count(item.value ->> 'met'), "     \
    "count(*) FROM run, json_each(run.expectations) AS item "                                      \
    "WHERE cell = ? GROUP BY 1 ORDER BY min(item.key)"

/* The statements, and who takes what they give. */
struct reading {
    const struct myc_store *store;
    sqlite3_stmt *cells, *runs, *expectations;
    const struct myc_cell_receiver *receiver;
    struct myc_error *error;
};

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

static void bind(sqlite3_stmt *statement, uint64_t cell)
{
    sqlite3_reset(statement);
    sqlite3_bind_int64(statement, 1, (int64_t)cell);
}

/* `*expects`: whether any of them was expected to do something. */
static enum myc_status read_runs(const struct reading *reading, uint64_t cell, bool *expects)
{
    struct myc_sample sample;
    bool more;
    bind(reading->runs, cell);
    for (;;) {
        MYC_TRY(next(reading->store, reading->runs, &more, reading->error));
        if (!more)
            return MYC_OK;
        if (!read_sample(reading->runs, &sample))
            return myc_error_set(reading->error, MYC_INPUT,
                                 "%s: the run with seed %" PRIu64 " of cell %" PRIu64
                                 " makes no sense",
                                 reading->store->path, sample.seed, cell);
        *expects |= sqlite3_column_int(reading->runs, 12) != 0;
        reading->receiver->run(reading->receiver->state, &sample);
    }
}

static enum myc_status read_expectations(const struct reading *reading, uint64_t cell)
{
    sqlite3_stmt *row = reading->expectations;
    bool more;
    bind(row, cell);
    for (;;) {
        MYC_TRY(next(reading->store, row, &more, reading->error));
        if (!more)
            return MYC_OK;
        const char *words = (const char *)sqlite3_column_text(row, 0);
        uint64_t met = (uint64_t)sqlite3_column_int64(row, 1);
        uint64_t decided = (uint64_t)sqlite3_column_int64(row, 2);
        uint64_t all = (uint64_t)sqlite3_column_int64(row, 3);
        if (!words || met > decided)
            return myc_error_set(reading->error, MYC_INPUT,
                                 "%s: the expectations of cell %" PRIu64 " make no sense",
                                 reading->store->path, cell);
        const struct myc_cell_expectation expectation = {
            .words = words, .met = met, .unmet = decided - met, .open = all - decided
        };
        reading->receiver->expectation(reading->receiver->state, &expectation);
    }
}

static enum myc_status read_cells(const struct reading *reading)
{
    const struct myc_cell_receiver *receiver = reading->receiver;
    for (;;) {
        bool more, expects = false;
        MYC_TRY(next(reading->store, reading->cells, &more, reading->error));
        if (!more)
            return MYC_OK;
        uint64_t cell = (uint64_t)sqlite3_column_int64(reading->cells, 0);
        const char *settings = (const char *)sqlite3_column_text(reading->cells, 1);
        MYC_TRY(receiver->begin(receiver->state, cell, settings, reading->error));
        MYC_TRY(read_runs(reading, cell, &expects));
        if (expects)
            MYC_TRY(read_expectations(reading, cell));
        receiver->end(receiver->state);
    }
}

static enum myc_status prepare(struct reading *reading)
{
    MYC_TRY(myc_store_prepare(reading->store, CELLS, &reading->cells, reading->error));
    MYC_TRY(myc_store_prepare(reading->store, RUNS, &reading->runs, reading->error));
    return myc_store_prepare(reading->store, EXPECTATIONS, &reading->expectations, reading->error);
}

enum myc_status myc_store_read_cells(struct myc_store *store,
                                     const struct myc_cell_receiver *receiver,
                                     struct myc_error *error)
{
    struct reading reading = { .store = store, .receiver = receiver, .error = error };
    enum myc_status status = prepare(&reading);
    if (status == MYC_OK)
        status = read_cells(&reading);
    sqlite3_finalize(reading.cells);
    sqlite3_finalize(reading.runs);
    sqlite3_finalize(reading.expectations);
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
