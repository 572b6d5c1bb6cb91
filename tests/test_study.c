/* The summary of a study, over rows that the test writes itself: what is counted, what is paired,
 * what is warned of, and how people see it. The intervals are those of tests/test_statistics.c. */
#include <criterion/criterion.h>
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "experiments/study.h"
#include "experiments/study_text.h"
#include "tests/fake_outcome.h"

static const char path[] = "study.db";
static sqlite3 *database;
static struct myc_memory *memory;
static struct myc_study study;
static struct myc_error error;

static void execute(const char *sql)
{
    cr_assert_eq(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK, "%s: %s", sql,
                 sqlite3_errmsg(database));
}

/* A study with one run of its own, which is in no cell. */
static void begin(void)
{
    static char folder[] = "study-XXXXXX";
    struct fake fake;
    struct myc_store *store;
    uint64_t run;
    cr_assert(mkdtemp(folder) && chdir(folder) == 0);
    fake_begin(&fake, MYC_TRACE_OUTCOME);
    cr_assert_eq(myc_store_open(&store, path, MYC_STORE_APPEND, &error), MYC_OK);
    cr_assert_eq(myc_store_append(store, &fake.outcome, &run, &error), MYC_OK);
    myc_store_close(store);
    fake_end(&fake);
    cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
    execute("BEGIN");
    cr_assert_eq(myc_memory_create(&memory, 0, &error), MYC_OK);
}

static void end(void)
{
    sqlite3_close(database);
    myc_memory_destroy(memory);
}

TestSuite(study, .init = begin, .fini = end);

#define SCENARIO "(SELECT digest FROM blob LIMIT 1)"

static void add_sweep(void)
{
    execute("INSERT INTO sweep (id, name, digest, scenario, engine, command, cells, runs) "
            "SELECT 1, 'people', 'd', digest, 'e', 'c', 1, 1 FROM blob LIMIT 1");
}

static void add_cell(unsigned cell, const char *settings)
{
    char sql[512];
    snprintf(sql, sizeof sql, "INSERT INTO cell VALUES (%u, '%s', " SCENARIO ")", cell, settings);
    execute(sql);
}

/* A run as the test wants it; all else is 0. */
struct row {
    unsigned cell, seed;
    const char *class; /* NULL: it passed; "unknown" is the verdict */
    long answered;     /* 0: never */
    unsigned setbacks, recovered, recover, recomputed, hits;
    bool is_calm;   /* no fault is declared */
    bool is_killed; /* no fingerprint */
};

static void add_run(struct row row)
{
    char sql[1024], class[32] = "NULL", answered[32] = "NULL";
    bool is_unknown = row.class && strcmp(row.class, "unknown") == 0;
    if (row.class && !is_unknown)
        snprintf(class, sizeof class, "'%s'", row.class);
    if (row.answered)
        snprintf(answered, sizeof answered, "%ld", row.answered);
    snprintf(
        sql, sizeof sql,
        "INSERT INTO run (name, cell, seed, scenario, trace, plan, realised, engine, "
        "fingerprint, verdict, class, response, answered_ns, sim_end_ns, events, messages, "
        "messages_by_kind, control, duplicates_dropped, spore_runs, recomputed, setbacks, "
        "hedged, recovered, detect_ns_total, detect_ns_max, recover_ns_total, recover_ns_max, "
        "recomputed_ns, resent_bytes, evicted, faults, hits, lost, wall_ns) "
        "VALUES ('people', %u, %u, " SCENARIO ", 'outcome', '%s', '', 'e', %s, '%s', %s, "
        "'null', %s, 0, 0, 0, '{}', 0, 0, 0, 0, %u, 0, %u, 0, 0, 0, %u, %u, 0, 0, 0, %u, 0, 0)",
        row.cell, row.seed, row.is_calm ? "" : "crash: {target: m2, at: 1}",
        row.is_killed ? "NULL" : "'f'",
        is_unknown  ? "unknown"
        : row.class ? "fail"
                    : "pass",
        class, answered, row.setbacks, row.recovered, row.recover, row.recomputed, row.hits);
    execute(sql);
}

static enum myc_status try_summarise(void)
{
    struct myc_store *store;
    error = (struct myc_error){ .status = MYC_OK };
    execute("COMMIT");
    cr_assert_eq(myc_store_open(&store, path, MYC_STORE_READ, &error), MYC_OK);
    enum myc_status status = myc_study_read(store, memory, &study, &error);
    myc_store_close(store);
    execute("BEGIN");
    return status;
}

static void summarise(void)
{
    cr_assert_eq(try_summarise(), MYC_OK, "%s", error.message);
}

static bool is_warned(size_t cell, enum myc_study_warning warning)
{
    return study.cells[cell].warnings >> warning & 1;
}

static bool is_same(struct myc_interval left, struct myc_interval right)
{
    return memcmp(&left, &right, sizeof left) == 0;
}

static char *table(void)
{
    char *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    cr_assert(out);
    myc_study_table(&study, memory, out);
    fclose(out);
    return text;
}

/* The warnings as people see them, a line each. */
static char *warnings(void)
{
    char *whole = table(), *first = strstr(whole, "\n\nwarning: ");
    char *text = strdup(first ? first + 2 : "");
    free(whole);
    return text;
}

static void expect_warnings(const char *wanted)
{
    char *text = warnings();
    cr_expect_str_eq(text, wanted);
    free(text);
}

/* --- what is counted --- */

Test(study, counts_runs_by_cell)
{
    add_sweep();
    add_cell(1, "{\"recovery.policy\":\"none\",\"perturb.0.p\":0.5}");
    add_cell(2, "{\"recovery.policy\":\"rehost\",\"perturb.0.p\":[1,2]}");
    add_run((struct row){ .cell = 2, .seed = 1, .answered = 10 });
    add_run((struct row){ .cell = 1, .seed = 3, .answered = 40 });
    add_run((struct row){ .cell = 1, .seed = 1, .class = "wrong", .answered = 20 });
    add_run((struct row){ .cell = 1, .seed = 2, .class = "stuck" });
    add_run((struct row){ .cell = 1, .seed = 4, .class = "unknown" });
    add_run((struct row){ .cell = 1, .seed = 5, .class = "wrong", .answered = 30 });
    summarise();
    cr_expect_str_eq(study.name, "people");
    cr_assert_eq(study.cell_count, 2);
    cr_expect_eq(study.runs, 6, "the run of its own is in no cell");
    cr_assert_eq(study.parameter_count, 2);
    cr_expect_str_eq(study.parameters[0], "recovery.policy");
    cr_expect_str_eq(study.parameters[1], "perturb.0.p");
    cr_expect_str_eq(study.cells[0].values[0], "none");
    cr_expect_str_eq(study.cells[0].values[1], "0.5");
    cr_expect_str_eq(study.cells[1].values[1], "[1,2]");
    const struct myc_study_cell *cell = &study.cells[0];
    cr_expect_eq(cell->runs, 5);
    cr_expect(cell->verdicts[MYC_PASS] == 1 && cell->verdicts[MYC_FAIL] == 3 &&
              cell->verdicts[MYC_UNKNOWN] == 1);
    cr_expect(is_same(cell->rates[MYC_FAIL], myc_interval_rate(3, 5)));
    cr_assert_eq(cell->class_count, 2);
    cr_expect(strcmp(cell->classes[0].name, "wrong") == 0 && cell->classes[0].count == 2);
    cr_expect(strcmp(cell->classes[1].name, "stuck") == 0 && cell->classes[1].count == 1);
    const struct myc_study_figure *latency = &cell->figures[MYC_MEASURE_latency];
    cr_expect(latency->runs == 5 && latency->never == 2, "stuck, and at a limit");
    cr_expect_eq(latency->mean.estimate, 30);
    cr_expect_eq(latency->median.estimate, 40, "the third of 20 30 40 never never");
    cr_expect_eq(latency->p95.estimate, INFINITY);
}

Test(study, an_error_is_no_answer_but_a_wrong_one_is)
{
    add_sweep();
    add_cell(1, "{}");
    add_run((struct row){ .cell = 1, .seed = 1, .class = "error", .answered = 10 });
    add_run((struct row){ .cell = 1, .seed = 2, .class = "wrong", .answered = 20 });
    add_run((struct row){ .cell = 1, .seed = 3, .class = "late", .answered = 30 });
    summarise();
    cr_expect_eq(study.cells[0].figures[MYC_MEASURE_latency].never, 1);
    cr_expect_eq(study.cells[0].figures[MYC_MEASURE_latency].mean.estimate, 25);
}

Test(study, recovery_is_of_the_runs_that_needed_one)
{
    add_sweep();
    add_cell(1, "{}");
    add_run((struct row){ .cell = 1, .seed = 1, .answered = 1 });
    add_run((struct row){
        .cell = 1, .seed = 2, .answered = 1, .setbacks = 2, .recovered = 1, .recover = 70 });
    add_run((struct row){ .cell = 1, .seed = 3, .class = "stuck", .setbacks = 1 });
    add_run((struct row){ .cell = 1, .seed = 4, .answered = 1, .setbacks = 1 });
    summarise();
    const struct myc_study_figure *recovery = &study.cells[0].figures[MYC_MEASURE_recovery];
    cr_expect(recovery->runs == 2 && recovery->never == 1);
    cr_expect_eq(recovery->mean.estimate, 70);
}

Test(study, a_killed_run_counts_as_never_answered_and_nothing_else)
{
    add_sweep();
    add_cell(1, "{}");
    add_run((struct row){ .cell = 1, .seed = 1, .answered = 8, .recomputed = 4 });
    add_run((struct row){ .cell = 1, .seed = 2, .class = "unknown", .is_killed = true });
    summarise();
    cr_expect_eq(study.cells[0].figures[MYC_MEASURE_latency].never, 1);
    cr_expect_eq(study.cells[0].figures[MYC_MEASURE_recomputed].runs, 1);
    cr_expect_eq(study.cells[0].figures[MYC_MEASURE_recomputed].mean.estimate, 4);
}

/* --- what is paired --- */

Test(study, pairs_the_seeds_that_both_have)
{
    add_sweep();
    add_cell(1, "{}");
    add_cell(2, "{}");
    static const unsigned first[] = { 1, 2, 4, 7, 9, 10 }, second[] = { 2, 3, 4, 5, 9, 10, 11 };
    for (size_t i = 0; i < 6; i++) /* 4 fails and is never answered */
        add_run((struct row){ .cell = 1,
                              .seed = first[i],
                              .class = first[i] == 4 ? "stuck" : NULL,
                              .answered = first[i] == 4 ? 0 : 100 * first[i] });
    for (size_t i = 0; i < 7; i++) /* 9 answers too late */
        add_run((struct row){ .cell = 2,
                              .seed = second[i],
                              .class = second[i] == 9 ? "late" : NULL,
                              .answered = 100 * second[i] + second[i] });
    summarise();
    cr_expect_eq(study.cells[0].from_first.pass.seeds, 0, "the first is compared with none");
    const struct myc_study_difference *difference = &study.cells[1].from_first;
    cr_expect_eq(difference->pass.seeds, 4, "2 4 9 10");
    cr_expect(is_same(difference->pass.paired,
                      myc_interval_rate_difference_paired((struct myc_pairs){ 2, 1, 1, 0 })));
    cr_expect(is_same(difference->pass.unpaired, myc_interval_rate_difference(3, 4, 3, 4)));
    static const double more[] = { 2, 9, 10 };
    const struct myc_study_change *latency = &difference->mean[MYC_MEASURE_latency];
    cr_expect_eq(latency->seeds, 3, "4 was never answered under the first");
    cr_expect(is_same(latency->paired, myc_interval_mean(more, 3)));
    static const double before[] = { 200, 900, 1000 }, after[] = { 202, 909, 1010 };
    cr_expect(is_same(latency->unpaired, myc_interval_mean_difference(before, 3, after, 3)));
    cr_expect_gt(myc_interval_half_width(latency->unpaired),
                 3 * myc_interval_half_width(latency->paired));
}

/* --- what is warned of --- */

Test(study, warns_where_faults_never_hit)
{
    add_sweep();
    for (unsigned cell = 1; cell <= 5; cell++)
        add_cell(cell, "{}");
    add_run((struct row){ .cell = 5, .seed = 1 });
    add_run((struct row){ .cell = 1, .seed = 1 });
    add_run((struct row){ .cell = 2, .seed = 1, .is_calm = true });
    add_run((struct row){ .cell = 3, .seed = 1, .hits = 1 });
    add_run((struct row){ .cell = 3, .seed = 2, .hits = 0 });
    add_run((struct row){ .cell = 4, .seed = 1, .hits = 1, .setbacks = 1, .recovered = 1 });
    summarise();
    for (size_t cell = 0; cell < 5; cell++) {
        cr_expect_eq(is_warned(cell, MYC_STUDY_NO_HIT), cell == 0 || cell == 4, "cell %zu",
                     cell + 1);
        cr_expect_eq(is_warned(cell, MYC_STUDY_NO_RECOVERY), cell == 2, "cell %zu", cell + 1);
        cr_expect_eq(is_warned(cell, MYC_STUDY_LIMIT), false);
    }
    char *text = warnings();
    cr_expect_not_null(strstr(text, "warning: cells 1, 5: faults are declared, but none of them "
                                    "ever hit anything\n"));
    cr_expect_null(strstr(text, "limit"));
    free(text);
}

Test(study, warns_of_limits_and_names_the_cells)
{
    add_sweep();
    for (unsigned cell = 1; cell <= 20; cell++) {
        bool is_limited = cell <= 3 || (cell > 6 && cell % 2);
        add_cell(cell, "{}");
        add_run((struct row){ .cell = cell, .seed = 1, .class = is_limited ? "unknown" : "wrong" });
    }
    summarise();
    for (size_t cell = 1; cell <= 20; cell++)
        cr_expect_eq(is_warned(cell - 1, MYC_STUDY_LIMIT), cell <= 3 || (cell > 6 && cell % 2));
    char *text = warnings();
    cr_expect_not_null(strstr(text, "warning: cells 1-3, 7, 9, 11, 13, 15 and 2 more: some runs "
                                    "reached a limit or crashed; they count as not passed and "
                                    "never answered\n"));
    free(text);
}

Test(study, warns_of_few_runs)
{
    add_sweep();
    for (unsigned cell = 1; cell <= 3; cell++) {
        unsigned runs = cell == 1 ? 298 : 299;
        add_cell(cell, "{}");
        for (unsigned seed = 1; seed <= runs; seed++)
            add_run((struct row){ .cell = cell, .seed = seed, .answered = 7, .is_calm = true });
    }
    add_cell(4, "{}"); /* without a run there is no figure, and what never comes needs no bound */
    add_cell(5, "{}");
    for (unsigned seed = 1; seed <= 6; seed++)
        add_run((struct row){ .cell = 5, .seed = seed, .class = "stuck", .is_killed = true });
    summarise();
    for (size_t cell = 0; cell < 5; cell++)
        cr_expect_eq(is_warned(cell, MYC_STUDY_FEW), cell == 0, "cell %zu", cell + 1);
}

/* Runs that answer one after the other; the first `recovered` of them had something to recover. */
static void add_runs(unsigned cell, unsigned runs, unsigned recovered)
{
    for (unsigned seed = 1; seed <= runs; seed++)
        add_run((struct row){ .cell = cell,
                              .seed = seed,
                              .answered = seed,
                              .hits = 1,
                              .setbacks = seed <= recovered,
                              .recovered = seed <= recovered,
                              .recover = seed });
}

Test(study, says_which_measure_has_too_few_runs)
{
    add_sweep();
    add_cell(1, "{}");
    add_cell(2, "{}");
    add_runs(1, 400, 250);
    add_runs(2, 400, 250);
    summarise();
    expect_warnings("warning: all cells: recovery of 250 runs is too few for both bounds of p99 "
                    "(299)\n");
}

Test(study, says_for_which_cells_and_quantiles_the_runs_are_too_few)
{
    static const unsigned recovered[] = { 298, 299, 59, 58, 6, 5, 1 };
    add_sweep();
    for (unsigned i = 0; i < 7; i++) {
        add_cell(1 + i, "{}");
        add_runs(1 + i, i == 6 ? 1 : 299, recovered[i]);
    }
    summarise();
    expect_warnings("warning: cell 7: latency of 1 run is too few for both bounds of median (6), "
                    "p95 (59), p99 (299)\n"
                    "warning: cells 1, 3: recovery of 59-298 runs is too few for both bounds of "
                    "p99 (299)\n"
                    "warning: cells 4-5: recovery of 6-58 runs is too few for both bounds of p95 "
                    "(59), p99 (299)\n"
                    "warning: cells 6-7: recovery of 1-5 runs is too few for both bounds of "
                    "median (6), p95 (59), p99 (299)\n");
}

Test(study, warns_where_seeds_make_no_difference)
{
    add_sweep();
    for (unsigned cell = 1; cell <= 6; cell++)
        add_cell(cell, "{}");
    for (unsigned seed = 1; seed <= 3; seed++) {
        bool is_last = seed == 3;
        add_run((struct row){ .cell = 1, .seed = seed, .answered = 9, .hits = seed });
        add_run((struct row){ .cell = 2, .seed = seed, .answered = is_last ? 8 : 9 });
        add_run((struct row){
            .cell = 3, .seed = seed, .class = is_last ? "late" : NULL, .answered = 9 });
        add_run((struct row){ .cell = 4, .seed = seed, .answered = 9, .recomputed = is_last });
        add_run((struct row){ .cell = 5, .seed = seed, .class = "stuck" });
    }
    add_run((struct row){ .cell = 6, .seed = 1, .answered = 9 });
    summarise();
    for (size_t cell = 0; cell < 6; cell++)
        cr_expect_eq(is_warned(cell, MYC_STUDY_SAME), cell == 0 || cell == 4, "cell %zu", cell + 1);
}

Test(study, counts_expectations_and_warns_of_a_sometimes_that_never_was)
{
    add_sweep();
    add_cell(1, "{}");
    add_cell(2, "{}");
    add_cell(3, "{}");
    for (unsigned seed = 1; seed <= 4; seed++)
        for (unsigned cell = 1; cell <= 3; cell++)
            add_run((struct row){ .cell = cell, .seed = seed, .answered = seed });
#define EXPECTATIONS(sometimes)                                                                    \
    "[{\"expect\":\"sometimes lost(x)\",\"met\":" sometimes                                        \
    "},{\"expect\":\"a <= 4\",\"met\":true}]"
    execute("UPDATE run SET expectations = '" EXPECTATIONS("false") "' WHERE cell IN (1, 2)");
    execute("UPDATE run SET expectations = '" EXPECTATIONS("true") "' WHERE cell = 2 AND seed = 3");
    execute("UPDATE run SET expectations = '" EXPECTATIONS("null") "' WHERE cell = 2 AND seed = 4");
    summarise();
    cr_assert(study.cells[0].expectation_count == 2 && study.cells[1].expectation_count == 2 &&
              study.cells[2].expectation_count == 0);
    const struct myc_cell_expectation *second = study.cells[1].expectations;
    cr_expect_str_eq(second[0].words, "sometimes lost(x)", "in the order of the scenario");
    cr_expect_str_eq(second[1].words, "a <= 4");
    cr_expect(second[0].met == 1 && second[0].unmet == 2 && second[0].open == 1);
    cr_expect(is_same(myc_study_expectation_rate(&second[0]), myc_interval_rate(1, 4)));
    cr_assert_eq(study.expectation_count, 2);
    cr_expect(study.expectations[0].met == 1 && study.expectations[0].unmet == 6);
    for (size_t cell = 0; cell < 3; cell++)
        cr_expect_not(is_warned(cell, MYC_STUDY_SOMETIMES), "it happened in cell 2");
    char *text = table();
    cr_expect_not_null(strstr(text, "expectations: in how many runs each was met\n"
                                    "  cell  expected           met                  unmet  open\n"
                                    "     1  sometimes lost(x)  0% (0-49.0)          4      0\n"
                                    "     1  a <= 4             100.0% (51.0-100.0)  0      0\n"
                                    "     2  sometimes lost(x)  25.0% (4.6-69.9)     2      1\n"));
    free(text);
    execute(
        "UPDATE run SET expectations = '" EXPECTATIONS("false") "' WHERE cell = 2 AND seed = 3");
    summarise();
    for (size_t cell = 0; cell < 3; cell++)
        cr_expect_eq(is_warned(cell, MYC_STUDY_SOMETIMES), cell < 2, "cell %zu", cell + 1);
    text = warnings();
    cr_expect_not_null(
        strstr(text, "warning: cells 1-2: lost(x) is expected `sometimes' and never happened\n"),
        "%s", text);
    free(text);
}

Test(study, names_each_record_that_never_was)
{
    add_sweep();
    for (unsigned cell = 1; cell <= 3; cell++) {
        add_cell(cell, "{}");
        add_runs(cell, 299, 299);
    }
    execute("UPDATE run SET expectations = '[{\"expect\":\"sometimes lost(x)\",\"met\":false},"
            "{\"expect\":\"sometimes sent(y)\",\"met\":true},"
            "{\"expect\":\"sometimes dropped(z)\",\"met\":false}]' WHERE cell = 1");
    execute("UPDATE run SET expectations = '[{\"expect\":\"sometimes dropped(z)\",\"met\":null},"
            "{\"expect\":\"sometimes sent(y)\",\"met\":false}]' WHERE cell = 3");
    summarise();
    expect_warnings("warning: cell 1: lost(x) is expected `sometimes' and never happened\n"
                    "warning: cells 1, 3: dropped(z) is expected `sometimes' and never happened\n");
}

/* --- what is no study of cells --- */

Test(study, refuses_what_is_no_sweep)
{
    cr_expect_eq(try_summarise(), MYC_INPUT);
    cr_expect_str_eq(error.message, "study.db: has no cells: no sweep has written to it");
    add_sweep();
    summarise();
    cr_expect_eq(study.cell_count, 0);
    add_cell(1, "[3");
    cr_expect_eq(try_summarise(), MYC_INPUT);
    cr_expect_str_eq(error.message, "cell 1: its settings make no sense");
}

Test(study, refuses_edited_rows)
{
    add_sweep();
    add_cell(1, "{}");
    add_run((struct row){ .cell = 1, .seed = 5, .answered = -3 });
    cr_expect_eq(try_summarise(), MYC_INPUT);
    cr_expect_str_eq(error.message, "study.db: the run with seed 5 of cell 1 makes no sense");
    execute("UPDATE run SET answered_ns = 3, verdict = 'perhaps' WHERE cell = 1");
    cr_expect_eq(try_summarise(), MYC_INPUT);
    execute("UPDATE run SET verdict = 'pass', expectations = '[{\"met\":9}]' WHERE cell = 1");
    cr_expect_eq(try_summarise(), MYC_INPUT);
    cr_expect_str_eq(error.message, "study.db: the expectations of cell 1 make no sense");
    execute("UPDATE run SET expectations = '[{' WHERE cell = 1");
    cr_expect_eq(try_summarise(), MYC_INPUT);
}

/* --- what SQL answers is the same --- */

static double ask(const char *sql)
{
    sqlite3_stmt *statement;
    cr_assert_eq(sqlite3_prepare_v2(database, sql, -1, &statement, NULL), SQLITE_OK, "%s: %s", sql,
                 sqlite3_errmsg(database));
    cr_assert_eq(sqlite3_step(statement), SQLITE_ROW, "%s", sql);
    double answer = sqlite3_column_double(statement, 0);
    sqlite3_finalize(statement);
    return answer;
}

Test(study, views_agree)
{
    add_sweep();
    add_cell(1, "{\"a.b\":\"x\"}");
    add_cell(2, "{\"a.b\":\"y\"}");
    add_cell(3, "{\"a.b\":\"z\"}");
    for (unsigned seed = 1; seed <= 50; seed++)
        for (unsigned cell = 1; cell <= 2; cell++)
            add_run((struct row){ .cell = cell,
                                  .seed = seed * cell,
                                  .class = seed % 7 == cell ? "error" : NULL,
                                  .answered = (long)(seed * 100 + cell),
                                  .setbacks = seed % 3,
                                  .recovered = seed % 3 == 1,
                                  .recover = 5 * seed,
                                  .recomputed = seed });
    summarise();
    const struct myc_study_cell *cell = &study.cells[1];
    cr_expect_eq(ask("SELECT passed FROM cells WHERE cell = 2"), (double)cell->verdicts[MYC_PASS]);
    cr_expect_float_eq(ask("SELECT pass_rate FROM cells WHERE cell = 2"),
                       cell->rates[MYC_PASS].estimate, 1e-12);
    cr_expect_float_eq(ask("SELECT latency_ns_mean FROM cells WHERE cell = 2"),
                       cell->figures[MYC_MEASURE_latency].mean.estimate, 1e-9);
    cr_expect_float_eq(ask("SELECT recovery_ns_mean FROM cells WHERE cell = 2"),
                       cell->figures[MYC_MEASURE_recovery].mean.estimate, 1e-9);
    cr_expect_float_eq(ask("SELECT recomputed_ns_mean FROM cells WHERE cell = 2"),
                       cell->figures[MYC_MEASURE_recomputed].mean.estimate, 1e-9);
    cr_expect_eq(ask("SELECT count(*) FROM pairs"), (double)cell->from_first.pass.seeds);
    cr_expect_float_eq(ask("SELECT avg(recomputed_ns_more) FROM pairs WHERE cell = 2"),
                       cell->from_first.mean[MYC_MEASURE_recomputed].paired.estimate, 1e-9);
    cr_expect_eq(ask("SELECT cell FROM cell_settings WHERE path = 'a.b' AND value = 'y'"), 2);
    cr_expect_eq(ask("SELECT runs FROM cells WHERE cell = 3"), 0);
}

/* --- how people see it --- */

#define SHOWS(function, low_, estimate_, high_, expected)                                          \
    cr_expect_str_eq(                                                                              \
        function((struct myc_interval){ .low = low_, .estimate = estimate_, .high = high_ },       \
                 (char[MYC_FIGURE_TEXT_BYTES]){ "" }),                                             \
        expected)

Test(study_text, times)
{
    SHOWS(myc_time_interval_text, 1200300, 1234567, 1270000, "1.23ms (1.20-1.27)");
    SHOWS(myc_time_interval_text, 900, 12345, 1270000, "12.3us (0.9-1270.0)");
    SHOWS(myc_time_interval_text, 5, 7, 7, "7ns (5-7)");
    SHOWS(myc_time_interval_text, 999000, 999960, 1000000, "1000us (999-1000)");
    SHOWS(myc_time_interval_text, 120e9, 123.4e9, 126e9, "123s (120-126)");
    SHOWS(myc_time_interval_text, 0, 0, 41200, "0us (0-41.2)");
    SHOWS(myc_time_interval_text, 0, 0, 0, "0ns (0-0)");
    SHOWS(myc_time_interval_text, NAN, NAN, NAN, "-");
    SHOWS(myc_time_interval_text, NAN, 1500, NAN, "1.50us (?)");
    SHOWS(myc_time_interval_text, 1200, 1500, NAN, "1.50us (>1.20)");
    SHOWS(myc_time_interval_text, 1200, 1500, INFINITY, "1.50us (1.20-never)");
    SHOWS(myc_time_interval_text, 1200, INFINITY, INFINITY, "never (1.20us-never)");
    SHOWS(myc_time_interval_text, 1200, INFINITY, NAN, "never (>1.20us)");
    SHOWS(myc_time_interval_text, NAN, INFINITY, NAN, "never (?)");
    SHOWS(myc_time_interval_text, INFINITY, INFINITY, NAN, "never");
    SHOWS(myc_time_interval_text, INFINITY, INFINITY, INFINITY, "never");
}

Test(study_text, rates)
{
    SHOWS(myc_rate_interval_text, 0.2553, 0.3080, 0.3662, "30.8% (25.5-36.6)");
    SHOWS(myc_rate_interval_text, 0, 0, 0.1611, "0% (0-16.1)");
    SHOWS(myc_rate_interval_text, 0.92, 1, 1, "100.0% (92.0-100.0)");
    SHOWS(myc_rate_interval_text, 0.599, 0.6, 0.601, "60.00% (59.90-60.10)");
    SHOWS(myc_rate_interval_text, 0.5999, 0.6, 0.6001, "60.000% (59.990-60.010)");
    SHOWS(myc_rate_interval_text, NAN, NAN, NAN, "-");
}

Test(study_text, changes)
{
    SHOWS(myc_time_change_text, -1234567, -220000, 30000, "-220us (-1235 to +30)");
    SHOWS(myc_time_change_text, -154, 35, 182, "+35ns (-154 to +182)");
    SHOWS(myc_time_change_text, -3, -2000, 3, "-2.00us (0.00 to 0.00)");
    SHOWS(myc_time_change_text, 0, 0, 0, "0ns (0 to 0)");
    SHOWS(myc_rate_change_text, 0.328, 0.37, 0.413, "+37.0 (+32.8 to +41.3)");
    SHOWS(myc_rate_change_text, -0.001, 0, 0.001, "0 (-0.10 to +0.10)");
}

static void expect_no_long_line(const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n"), characters = 0;
        for (size_t i = 0; i < length; i++)
            characters += (text[i] & 0xc0) != 0x80;
        cr_expect_leq(characters, 100, "%.*s", (int)length, text);
        text += length + (text[length] == '\n');
    }
}

Test(study, table)
{
    add_sweep();
    add_cell(1, "{\"recovery.policy\":\"none\",\"perturb.0.p\":\"5%\",\"perturb.1.p\":\"1%\"}");
    add_cell(2, "{\"recovery.policy\":\"rehost\",\"perturb.0.p\":\"5%\",\"perturb.1.p\":\"1%\"}");
    for (unsigned seed = 1; seed <= 4; seed++) {
        add_run((struct row){ .cell = 1,
                              .seed = seed,
                              .class = seed > 2 ? "stuck" : NULL,
                              .hits = 1,
                              .answered = seed > 2 ? 0 : 1000 * seed });
        add_run((struct row){ .cell = 2,
                              .seed = seed,
                              .answered = 1100 * seed,
                              .hits = 1,
                              .setbacks = 1,
                              .recovered = 1,
                              .recover = 500 });
    }
    summarise();
    char *text = table();
    cr_expect_str_eq(
        text,
        "people: 2 cells, 8 runs; in parentheses 95% intervals\n"
        "  varied: recovery.policy, perturb.0.p, perturb.1.p\n"
        "\n"
        "verdicts\n"
        "  cell  policy  0.p  1.p  runs  pass                 fail  unknown  why\n"
        "     1  none    5%   1%   4     50.0% (15.0-85.0)    2     0        stuck 2\n"
        "     2  rehost  5%   1%   4     100.0% (51.0-100.0)  0     0\n"
        "\n"
        "latency: until the driver has its response; mean of those that came, quantiles of "
        "all runs\n"
        "  cell  policy  0.p  1.p  mean                median      p95             p99\n"
        "     1  none    5%   1%   1.50us (0-7.85)     never (?)   never           never\n"
        "     2  rehost  5%   1%   2.75us (0.49-5.01)  2.75us (?)  4.24us (>3.30)  4.40us (>4.40)\n"
        "\n"
        "recovery: from the first setback of a request to its answer, the longest of each run that "
        "had one\n"
        "  cell  policy  0.p  1.p  mean             median     p95           p99           runs\n"
        "     1  none    5%   1%   -                -          -             -             0\n"
        "     2  rehost  5%   1%   500ns (500-500)  500ns (?)  500ns (>500)  500ns (>500)  4\n"
        "\n"
        "difference from cell 1 under the same seeds, `of' so many that have both; pass in percentage "
        "points\n"
        "  cell  policy  0.p  1.p  pass                    mean latency\n"
        "     2  rehost  5%   1%   +50.0 (-10.2 to +85.0)  +150ns (-485 to +785) of 2\n"
        "\n"
        "warning: cell 1: latency of 4 runs is too few for both bounds of median (6)\n"
        "warning: cell 2: latency of 4 runs is too few for both bounds of median (6), p95 (59), "
        "p99 (299)\n"
        "warning: cell 2: recovery of 4 runs is too few for both bounds of median (6), p95 (59), "
        "p99 (299)\n"
        "warning: cell 1: faults hit, but nothing was ever recovered\n");
    expect_no_long_line(text);
    free(text);
}

Test(study, table_stays_in_100_columns)
{
    add_sweep();
    for (unsigned cell = 1; cell <= 60; cell++) {
        add_cell(cell, "{\"a.very.long.path\":\"a value that is longer than a column\",\"b\":"
                       "\"\xc3\xa9t\xc3\xa9\",\"c\":\"\\u001b[31m\",\"d\":1,\"e\":2,\"f\":3}");
        for (unsigned seed = 1; seed <= 60; seed++)
            add_run((struct row){ .cell = cell,
                                  .seed = seed,
                                  .answered = 123456 * seed,
                                  .setbacks = 1,
                                  .recovered = 1,
                                  .recover = 777 * seed + cell,
                                  .recomputed = seed * seed * cell,
                                  .hits = 1 });
    }
    summarise();
    char *text = table();
    expect_no_long_line(text);
    cr_expect_not_null(strstr(text, "and 20 more cells, which --json has"));
    cr_expect_not_null(strstr(
        text, "\n    40  path a value that is longer than a column, b \xc3\xa9t\xc3\xa9, c ?[31m, "
              "d 1, e 2, f 3\n"));
    cr_expect_null(strchr(text, '\033'), "a value must not steer the terminal");
    free(text);
}

Test(study, a_block_that_is_too_wide_goes_on_below)
{
    add_sweep();
    add_cell(1, "{}");
    add_cell(2, "{}");
    for (unsigned seed = 1; seed <= 30; seed++)
        for (unsigned cell = 1; cell <= 2; cell++) {
            unsigned some = seed * (cell + 7) % 13;
            add_run((struct row){ .cell = cell,
                                  .seed = seed,
                                  .class = some * cell > 12 ? "late" : NULL,
                                  .answered = 3000000 + 777777 * some * cell,
                                  .setbacks = 1,
                                  .recovered = 1,
                                  .recover = 100000 * some * some * cell,
                                  .recomputed = 120000 + 300000 * some * cell,
                                  .hits = 1 });
        }
    summarise();
    char *text = table();
    expect_no_long_line(text);
    const char *first = strstr(text, "\ndifference from"),
               *second = strstr(first + 1, "\ndifference");
    cr_assert_not_null(second, "%s", text);
    cr_expect(strstr(first, "mean latency") < second && strstr(first, "mean recomputed") > second);
    free(text);
}

Test(study, what_is_in_a_value_stays_in_its_column)
{
    add_sweep();
    add_cell(1, "{\"c\":\"\\u001b[31m\",\"b\":\"\xc3\xa9t\xc3\xa9\"}");
    summarise();
    char *text = table();
    cr_expect_not_null(strstr(text, "\n"
                                    "  cell  c      b    runs  pass  fail  unknown  why\n"
                                    "     1  ?[31m  \xc3\xa9t\xc3\xa9  0     -     0     0\n"));
    free(text);
}

Test(study, json)
{
    add_sweep();
    add_cell(1, "{\"a\":1}");
    add_cell(2, "{\"a\":\"x\"}");
    add_run((struct row){ .cell = 1, .seed = 1, .answered = 10, .hits = 1 });
    add_run((struct row){ .cell = 2, .seed = 1, .class = "stuck", .hits = 1 });
    summarise();
    json_t *object = myc_study_json(&study, memory), *cells = json_object_get(object, "cells");
    cr_assert_eq(json_array_size(cells), 2);
    const char *name, *value;
    json_int_t runs, never, seeds;
    double estimate, confidence;
    cr_assert_eq(json_unpack(object, "{s:s, s:f}", "name", &name, "confidence", &confidence), 0);
    cr_expect(strcmp(name, "people") == 0 && confidence == 0.95);
    json_t *low, *p95;
    cr_assert_eq(json_unpack(json_array_get(cells, 0), "{s:n, s:{s:I, s:{s:f}}}", "from_first",
                             "latency_ns", "runs", &runs, "mean", "estimate", &estimate),
                 0);
    cr_expect(runs == 1 && estimate == 10);
    p95 = json_object_get(json_object_get(json_array_get(cells, 0), "latency_ns"), "p95");
    cr_expect_null(json_object_get(p95, "high"), "one run bounds nothing");
    cr_assert_eq(json_unpack(json_array_get(cells, 1),
                             "{s:{s:s}, s:{s:I, s:{s:o}}, s:{s:{s:I}}, s:[s, s]}", "settings", "a",
                             &value, "latency_ns", "never", &never, "p95", "estimate", &low,
                             "from_first", "pass", "seeds", &seeds, "warnings", &name, &name),
                 0);
    cr_expect(strcmp(value, "x") == 0 && never == 1 && json_is_null(low) && seeds == 1);
    json_decref(object);
}
