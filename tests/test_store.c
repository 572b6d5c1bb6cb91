/* The store: what is written is read again, all of a run or nothing of it is
 * there, and a file that is no study stays as it was. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "experiments/store.h"
#include "tests/fake_outcome.h"

static const char path[] = "study.db";
static struct fake fake;

/* Every test in an empty folder of its own, since Criterion runs them side by side. */
static void begin(void)
{
    static char folder[] = "store-XXXXXX";
    cr_assert(mkdtemp(folder) && chdir(folder) == 0);
    fake_begin(&fake, MYC_TRACE_ALL);
}

static void end(void)
{
    fake_end(&fake);
}

TestSuite(store, .init = begin, .fini = end);

/* --- helpers --- */

static enum myc_status append(struct myc_error *error)
{
    struct myc_store *store = NULL;
    uint64_t run;
    *error = (struct myc_error){ .status = MYC_OK };
    enum myc_status status = myc_store_open(&store, path, MYC_STORE_APPEND, error);
    if (status == MYC_OK)
        status = myc_store_append(store, &fake.outcome, &run, error);
    myc_store_close(store);
    return status;
}

static void append_one(void)
{
    struct myc_error error;
    cr_assert_eq(append(&error), MYC_OK, "%s", error.message);
}

/* What SQLite itself answers to `sql` on the file, the rows' first values joined by blanks. */
static const char *ask(const char *sql)
{
    static char answer[4096];
    sqlite3 *database;
    sqlite3_stmt *statement;
    answer[0] = '\0';
    cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
    cr_assert_eq(sqlite3_prepare_v2(database, sql, -1, &statement, NULL), SQLITE_OK, "%s: %s", sql,
                 sqlite3_errmsg(database));
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const char *value = (const char *)sqlite3_column_text(statement, 0);
        size_t length = strlen(answer);
        snprintf(answer + length, sizeof answer - length, "%s%s", length ? " " : "",
                 value ? value : "NULL");
    }
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return answer;
}

static void execute(const char *file, const char *sql)
{
    sqlite3 *database;
    char *message = NULL;
    cr_assert_eq(sqlite3_open(file, &database), SQLITE_OK);
    sqlite3_exec(database, sql, NULL, NULL, &message);
    cr_assert_null(message, "%s: %s", sql, message);
    sqlite3_close(database);
}

static void write_file(const char *file, const char *bytes, size_t length)
{
    FILE *out = fopen(file, "wb");
    cr_assert(out && fwrite(bytes, 1, length, out) == length && fclose(out) == 0);
}

static struct myc_store *open_to_read(void)
{
    struct myc_store *store = NULL;
    struct myc_error error = { .status = MYC_OK };
    cr_assert_eq(myc_store_open(&store, path, MYC_STORE_READ, &error), MYC_OK, "%s", error.message);
    return store;
}

/* --- writing and reading --- */

Test(store, reads_what_it_wrote)
{
    struct myc_stored_run stored;
    struct myc_book book;
    struct myc_error error = { .status = MYC_OK };
    append_one();
    struct myc_store *store = open_to_read();
    cr_assert_eq(myc_store_read(store, 1, fake.memory, &stored, &error), MYC_OK, "%s",
                 error.message);
    cr_expect_str_eq(stored.name, "people-crash");
    cr_expect_eq(stored.seed, 7);
    cr_expect_eq(stored.scenario_length, strlen(fake.scenario.text));
    cr_expect_str_eq(stored.scenario, fake.scenario.text);
    cr_expect_str_eq(stored.realised, fake.outcome.realised);
    cr_expect_str_eq(stored.engine, MYC_ENGINE_VERSION);
    cr_expect_str_eq(stored.fingerprint, fake.outcome.fingerprint);
    cr_expect_eq(stored.file_count, 2);
    cr_expect_str_eq(stored.files[0].name, "people.csv");
    cr_expect_eq(memcmp(stored.files[0].bytes, "Ann,30\nBob,12\n", 14), 0);
    cr_expect_eq(stored.files[1].length, 0);
    cr_expect_eq(stored.files[1].store, MYC_FILE_LOCAL);
    cr_assert_eq(stored.checkpoint_count, 2);
    cr_expect_eq(memcmp(stored.checkpoints[1].digest, fake.outcome.checkpoints[1].digest, 16), 0);
    cr_assert_eq(stored.event_count, 2);
    cr_expect_eq(stored.traced[0].content, UINT64_MAX);
    cr_expect_eq(stored.traced[1].rank, MYC_RANK_FAULT_START);

    cr_assert_eq(myc_store_read_book(store, 1, fake.memory, &book, &error), MYC_OK, "%s",
                 error.message);
    char *before = fake_book_text(&fake.book), *after = fake_book_text(&book);
    cr_expect_str_eq(after, before);
    free(before);
    free(after);
    myc_store_close(store);
    cr_expect_neq(access("study.db-wal", F_OK), 0, "reading leaves no file behind");
    cr_expect_neq(access("study.db-shm", F_OK), 0);
}

Test(store, counts_runs_from_one_and_keeps_content_once)
{
    append_one();
    append_one();
    cr_expect_str_eq(ask("SELECT id FROM run ORDER BY id"), "1 2");
    cr_expect_str_eq(ask("SELECT count(*) FROM blob"), "4", "two files and their list");
    cr_expect_str_eq(ask("SELECT count(DISTINCT scenario) FROM run"), "1");
    /* XXH3-128 of no bytes, from the specification's test vectors */
    cr_expect_str_eq(ask("SELECT digest FROM blob WHERE length(bytes) = 0"),
                     "99aa06d3014798d86001c324468d497f");
}

Test(store, says_what_a_run_was_in_plain_columns)
{
    append_one();
    cr_expect_str_eq(ask("SELECT verdict || ' ' || class || ' ' || reason FROM run"),
                     "fail error m2 is gone");
    cr_expect_str_eq(ask("SELECT messages FROM run"), "3", "of all kinds");
    cr_expect_str_eq(
        ask("SELECT name || '=' || value FROM metric ORDER BY name"),
        "control=3 duplicates_dropped=8 latency_ns.mean=40 messages.Err=1 messages.Req=2 "
        "recovery.detect_ns_max=11 recovery.detect_ns_total=11 recovery.evicted=12 "
        "recovery.setbacks=1 requests.sent=9 sometimes.lost(labels)=1");
    cr_expect_str_eq(ask("SELECT expect || ' ' || ifnull(met, 'open') || ' ' || found "
                         "FROM expectation"),
                     "p99 <= 2ms open 1ms sometimes lost(labels) 1 2");
    cr_expect_str_eq(ask("SELECT cell FROM run"), "NULL");
    cr_expect_str_eq(ask("SELECT hosts FROM fault_hits WHERE fault = 1"), "m2");
    cr_expect_str_eq(ask("SELECT judged FROM lost_values"), "recomputable");
    cr_expect_str_eq(ask("SELECT id FROM failed_runs"), "1");
    cr_expect_str_eq(ask("SELECT runs FROM verdicts WHERE class = 'error'"), "1");
    cr_expect_str_eq(ask("SELECT host FROM story WHERE kind = 'lost'"), "m2");
    cr_expect_str_eq(ask("SELECT count(*) FROM fault WHERE end_ns IS NULL"), "2", "forever");
    cr_expect_str_eq(ask("SELECT left_ns FROM message WHERE delivered_ns IS NULL"), "216");
}

Test(store, keeps_what_the_trace_asks_for)
{
    static const char rows[] =
        "SELECT (SELECT count(*) FROM host) || ' ' || (SELECT count(*) FROM node) || ' ' || "
        "(SELECT count(*) FROM record) || ' ' || (SELECT count(*) FROM message) || ' ' || "
        "(SELECT count(*) FROM fault) || ' ' || (SELECT count(*) FROM loss) || ' ' || "
        "(SELECT count(*) FROM event)";
    fake.scenario.trace = MYC_TRACE_OUTCOME;
    fake.outcome.event_count = 0;
    append_one();
    cr_expect_str_eq(ask(rows), "1 0 0 0 2 1 0", "the host is the one that was struck");
    cr_expect_str_eq(ask("SELECT name FROM host"), "m2");
    fake.scenario.trace = MYC_TRACE_LINEAGE;
    append_one();
    cr_expect_str_eq(ask(rows), "4 2 3 1 4 2 0");
    fake.scenario.trace = MYC_TRACE_ALL;
    fake.outcome.event_count = 2;
    append_one();
    cr_expect_str_eq(ask(rows), "7 4 6 2 6 3 2");
    cr_expect_str_eq(ask("SELECT trace FROM run ORDER BY id"), "outcome lineage all");
    cr_expect_str_eq(ask("PRAGMA foreign_key_check"), "");
}

Test(store, is_a_strict_database_that_names_its_maker)
{
    append_one();
    cr_expect_str_eq(ask("PRAGMA application_id"), "1297695564");
    cr_expect_str_eq(ask("PRAGMA user_version"), "3");
    cr_expect_str_eq(ask("PRAGMA journal_mode"), "wal");
    cr_expect_str_eq(ask("PRAGMA integrity_check"), "ok");
    cr_expect_str_eq(ask("SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict "
                         "AND name NOT LIKE 'sqlite_%'"),
                     "");
    cr_expect_str_eq(ask("SELECT name FROM sqlite_master WHERE sql NOT LIKE '%--%'"), "",
                     "everything explains itself");
}

Test(store, writes_all_of_a_run_or_nothing)
{
    struct myc_error error;
    struct myc_loss loss = fake.outcome.losses[0];
    append_one();
    loss.fault = 99; /* there is none: a mistake of ours, found by the last tables */
    fake.outcome.losses = &loss;
    cr_expect_eq(append(&error), MYC_INTERNAL);
    cr_expect_str_eq(ask("SELECT count(*) FROM run"), "1");
    cr_expect_str_eq(ask("SELECT count(DISTINCT run) FROM record"), "1");
    cr_expect_str_eq(ask("PRAGMA foreign_key_check"), "");
}

/* --- files that are no study --- */

static char *file_bytes(const char *file, size_t *length)
{
    FILE *in = fopen(file, "rb");
    char *bytes = calloc(1, 1 << 20);
    cr_assert(in && bytes);
    *length = fread(bytes, 1, 1 << 20, in);
    fclose(in);
    return bytes;
}

static void expect_refused(const char *what, enum myc_store_access access_kind,
                           const char *complaint)
{
    size_t before_length, after_length;
    char *before = file_bytes(path, &before_length);
    struct myc_store *store = NULL;
    struct myc_error error = { .status = MYC_OK };
    cr_expect_eq(myc_store_open(&store, path, access_kind, &error), MYC_INPUT, "%s", what);
    cr_expect(strstr(error.message, complaint), "%s: %s", what, error.message);
    char *after = file_bytes(path, &after_length);
    cr_expect(before_length == after_length && memcmp(before, after, after_length) == 0,
              "%s: the file is untouched", what);
    cr_expect_neq(access("study.db-wal", F_OK), 0, "%s", what);
    free(before);
    free(after);
}

static void expect_refused_both(const char *what, const char *complaint)
{
    expect_refused(what, MYC_STORE_APPEND, complaint);
    expect_refused(what, MYC_STORE_READ, complaint);
}

Test(store, refuses_files_that_are_no_study)
{
    write_file(path, "hello\n", 6);
    expect_refused_both("text", "not an SQLite database");
    write_file(path, "SQLite format 3", 16);
    expect_refused_both("the beginning of a database", "not an SQLite database");
    remove(path);
    execute(path, "CREATE TABLE t (x)");
    expect_refused_both("another program's", "not one of Mycel's");
    remove(path);
    execute(path, "PRAGMA journal_mode = WAL; CREATE TABLE t (x)");
    expect_refused_both("another program's, with a log", "not one of Mycel's");
    remove(path);
    append_one();
    execute(path, "PRAGMA journal_mode = DELETE; PRAGMA user_version = 4");
    expect_refused_both("a newer Mycel's", "newer Mycel");
    execute(path, "PRAGMA user_version = 1");
    expect_refused_both("an older Mycel's", "older Mycel");
    remove(path);
    write_file(path, "", 0);
    expect_refused("an empty one to read", MYC_STORE_READ, "not a study");
}

static void copy_file(const char *from, const char *to)
{
    size_t length;
    char *bytes = file_bytes(from, &length);
    write_file(to, bytes, length);
    free(bytes);
}

/* SQLite would move a log that a killed process left into its file, at once. */
Test(store, leaves_the_log_of_another_program_alone)
{
    sqlite3 *database;
    size_t length;
    cr_assert_eq(sqlite3_open("other.db", &database), SQLITE_OK);
    cr_assert_eq(
        sqlite3_exec(database, "PRAGMA journal_mode = WAL; CREATE TABLE t (x)", NULL, NULL, NULL),
        SQLITE_OK);
    copy_file("other.db", path);
    copy_file("other.db-wal", "study.db-wal");
    sqlite3_close(database);
    struct myc_store *store = NULL;
    struct myc_error error = { .status = MYC_OK };
    cr_expect_eq(myc_store_open(&store, path, MYC_STORE_APPEND, &error), MYC_INPUT);
    free(file_bytes("study.db-wal", &length));
    cr_expect_gt(length, 0);
}

Test(store, refuses_what_is_damaged)
{
    append_one();
    size_t length;
    char *bytes = file_bytes(path, &length);
    memset(bytes + 100, 0xa5, length - 100);
    write_file(path, bytes, length);
    struct myc_error error = { .status = MYC_OK };
    cr_expect_eq(append(&error), MYC_INPUT, "%s", error.message);
    write_file(path, bytes, 2048);
    cr_expect_eq(append(&error), MYC_INPUT, "%s", error.message);
    free(bytes);
}

Test(store, tells_missing_files_and_folders)
{
    struct myc_store *store = NULL;
    struct myc_error error = { .status = MYC_OK };
    cr_expect_eq(myc_store_open(&store, path, MYC_STORE_READ, &error), MYC_INPUT);
    error.status = MYC_OK;
    cr_expect_eq(myc_store_open(&store, "none/a.db", MYC_STORE_APPEND, &error), MYC_OUTPUT);
    error.status = MYC_OK;
    cr_expect_eq(myc_store_open(&store, ".", MYC_STORE_APPEND, &error), MYC_INPUT);
    error.status = MYC_OK;
    cr_expect_eq(myc_store_open(&store, "/dev/null", MYC_STORE_APPEND, &error), MYC_INPUT);
    error.status = MYC_OK;
    cr_assert_eq(myc_store_open(&store, path, MYC_STORE_APPEND, &error), MYC_OK);
    myc_store_close(store);
    cr_expect_neq(access(path, F_OK), 0, "nothing is made before a run is there to be kept");
}

Test(store, makes_a_study_of_an_empty_file_and_of_odd_names)
{
    write_file(path, "", 0);
    append_one();
    cr_expect_str_eq(ask("SELECT count(*) FROM run"), "1");
    static const char *const names[] = { ":memory:", "file:x?mode=memory", "a%20b#c?d.db", "-" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct myc_store *store = NULL;
        struct myc_error error = { .status = MYC_OK };
        uint64_t run;
        cr_assert_eq(myc_store_open(&store, names[i], MYC_STORE_APPEND, &error), MYC_OK);
        cr_assert_eq(myc_store_append(store, &fake.outcome, &run, &error), MYC_OK, "%s",
                     error.message);
        myc_store_close(store);
        cr_expect_eq(access(names[i], F_OK), 0, "%s", names[i]);
    }
}

/* --- rows that somebody edited --- */

Test(store, tells_rows_that_make_no_sense)
{
    static const char *const edits[] = {
        "UPDATE node SET host = 9 WHERE id = 2",
        "UPDATE node SET returned_by = 2 WHERE id = 2",
        "UPDATE node SET digest = 'x' WHERE id = 1",
        "UPDATE node SET id = 7 WHERE id = 2",
        "UPDATE node_input SET input = 2",
        "UPDATE fault SET state = 'maybe' WHERE id = 1",
        "UPDATE fault_host SET host = -1",
        "UPDATE record SET kind = 'sung' WHERE id = 2",
        "UPDATE record SET time_ns = -1 WHERE id = 2",
        "UPDATE record SET fault = 3 WHERE id = 2",
        "UPDATE record_input SET input = 3",
        "DELETE FROM record WHERE id = 2",
        "UPDATE message SET destination = 77",
        "UPDATE run SET failing_id = 5",
    };
    struct myc_book book;
    struct myc_stored_run stored;
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        struct myc_error error = { .status = MYC_OK };
        remove(path);
        append_one();
        execute(path, edits[i]);
        struct myc_store *store = open_to_read();
        cr_expect_eq(myc_store_read_book(store, 1, fake.memory, &book, &error), MYC_INPUT, "%s",
                     edits[i]);
        myc_store_close(store);
    }
    static const char *const others[] = { "DELETE FROM blob", "UPDATE checkpoint SET digest = 'f'",
                                          "DROP VIEW run_file", "DELETE FROM run" };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct myc_error error = { .status = MYC_OK };
        remove(path);
        append_one();
        execute(path, others[i]);
        struct myc_store *store = open_to_read();
        cr_expect_eq(myc_store_read(store, 1, fake.memory, &stored, &error), MYC_INPUT, "%s",
                     others[i]);
        myc_store_close(store);
    }
}

/* --- questions --- */

static void count_columns(void *state, size_t count, const char *const *names)
{
    (void)state, (void)count, (void)names;
}

static void sum_row(void *state, size_t count, const struct myc_store_cell *cells)
{
    int64_t *sum = state;
    for (size_t i = 0; i < count; i++)
        *sum += cells[i].integer;
}

static enum myc_status query(const char *sql, int64_t *sum, struct myc_error *error)
{
    const struct myc_store_receiver receiver = { count_columns, sum_row, sum };
    struct myc_store *store = open_to_read();
    *error = (struct myc_error){ .status = MYC_OK };
    enum myc_status status = myc_store_query(store, sql, &receiver, error);
    myc_store_close(store);
    return status;
}

Test(store, answers_one_statement_that_only_reads)
{
    static const char *const good[] = {
        "SELECT 1",
        "SELECT 1;",
        "  SELECT 1 ; -- that is all",
        "VALUES (1)",
        "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT 2) SELECT i FROM n",
        "SELECT count(*) FROM run",
        "PRAGMA integrity_check",
        "PRAGMA table_info(run)",
        "EXPLAIN SELECT 1",
        "SELECT max(time_ns) FROM story"
    };
    static const char *const bad[] = {
        "",
        "-- nothing",
        "SELEC 1",
        "SELECT * FROM nowhere",
        "SELECT 1; SELECT 2",
        "SELECT abs(-9223372036854775807 - 1)",
        "DELETE FROM run",
        "INSERT INTO blob VALUES ('a', x'00')",
        "UPDATE run SET seed = 2",
        "CREATE TABLE t (x)",
        "CREATE TEMP TABLE t (x)",
        "DROP TABLE run",
        "ATTACH 'other.db' AS other",
        "VACUUM",
        "VACUUM INTO 'copy.db'",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA user_version = 9",
        "PRAGMA query_only = 0",
        "BEGIN IMMEDIATE",
        "REINDEX",
    };
    struct myc_error error;
    int64_t sum = 0;
    append_one();
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_expect_eq(query(good[i], &sum, &error), MYC_OK, "%s: %s", good[i], error.message);
    size_t before_length, after_length;
    char *before = file_bytes(path, &before_length);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_eq(query(bad[i], &sum, &error), MYC_INPUT, "%s", bad[i]);
    char *after = file_bytes(path, &after_length);
    cr_expect(before_length == after_length && memcmp(before, after, after_length) == 0);
    cr_expect_neq(access("copy.db", F_OK), 0);
    cr_expect_neq(access("other.db", F_OK), 0);
    free(before);
    free(after);
    sum = 0;
    cr_expect_eq(query("SELECT seed, id FROM run", &sum, &error), MYC_OK);
    cr_expect_eq(sum, 8);
}
