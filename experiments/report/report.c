#include "experiments/report/report.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/command.h"
#include "experiments/outcome_json.h"
#include "experiments/report/choice.h"
#include "experiments/report/page.h"
#include "experiments/report/run_page.h"
#include "experiments/study.h"

/* What the page lists one by one. */
#define SOURCES_MAX "20"
#define LONE_RUNS_MAX "1000"

static json_t *endings_of(const struct myc_choice *choice)
{
    json_t *endings = json_array();
    for (size_t i = 0; i < MYC_ENDINGS; i++)
        if (choice->ending_count[i])
            json_array_append_new(endings,
                                  json_pack("{s:s, s:I}", "ending", myc_ending_word((uint32_t)i),
                                            "runs", (json_int_t)choice->ending_count[i]));
    return endings;
}

static json_t *digest_of(const struct myc_choice *choice)
{
    char text[33];
    for (size_t i = 0; i < sizeof choice->digest; i++)
        snprintf(text + 2 * i, 3, "%02x", choice->digest[i]);
    return json_string(text);
}

/* --- where the runs come from --- */

static json_t *value_of(const struct myc_store_cell *cell)
{
    if (cell->kind == MYC_CELL_INTEGER)
        return json_integer(cell->integer);
    json_t *text = cell->kind == MYC_CELL_NULL ? NULL : json_stringn(cell->text, cell->length);
    return text ? text : json_null();
}

/* A row as an object is what the page reads. */
struct rows {
    json_t *array;
    const char *const *names;
};

static void take_row(void *state, size_t count, const struct myc_store_cell *cells)
{
    const struct rows *rows = state;
    json_t *row = json_object();
    for (size_t i = 0; i < count; i++)
        json_object_set_new(row, rows->names[i], value_of(&cells[i]));
    json_array_append_new(rows->array, row);
}

static enum myc_status add_rows(struct myc_report *report, json_t *data, const char *key,
                                const char *const *names, const char *sql, struct myc_error *error)
{
    struct rows rows = { json_array(), names };
    const struct myc_store_receiver receiver = { NULL, take_row, &rows };
    json_object_set_new(data, key, rows.array);
    return myc_store_query(report->store, sql, &receiver, error);
}

/* A sweep is of one scenario; runs of their own may each have another. */
static enum myc_status add_sources(struct myc_report *report, json_t *data, struct myc_error *error)
{
    static const char *const names[] = {
        "name", "engine", "digest", "runs", "command", "scenario"
    };
    return add_rows(
        report, data, "sources", names,
        "SELECT name, engine, digest, runs, command, "
        "(SELECT CAST(bytes AS TEXT) FROM blob WHERE digest = scenario) FROM ("
        "SELECT name, engine, digest, (SELECT count(*) FROM run WHERE cell IS NOT NULL) "
        "AS runs, command, scenario, 0 AS position FROM sweep "
        "UNION ALL SELECT name, engine, scenario, count(*), NULL, scenario, min(id) "
        "FROM run WHERE cell IS NULL GROUP BY name, engine, scenario) "
        "ORDER BY position LIMIT " SOURCES_MAX,
        error);
}

static enum myc_status add_lone_runs(struct myc_report *report, json_t *data,
                                     struct myc_error *error)
{
    static const char *const names[] = { "run",         "name",    "seed",       "verdict", "class",
                                         "answered_ns", "failing", "recomputed", "hits" };
    return add_rows(report, data, "lone", names,
                    "SELECT id, name, CAST(seed AS TEXT), verdict, class, answered_ns, "
                    "failing_node, recomputed, hits FROM run WHERE cell IS NULL ORDER BY id "
                    "LIMIT " LONE_RUNS_MAX,
                    error);
}

/* The cells; null where the study is no sweep. A sweep stands first among the sources. */
static enum myc_status add_study(struct myc_report *report, json_t *data, struct myc_error *error)
{
    struct myc_study study;
    const json_t *first = json_array_get(json_object_get(data, "sources"), 0);
    json_object_set_new(data, "study", json_null());
    if (!json_is_string(json_object_get(first, "command")))
        return MYC_OK;
    MYC_TRY(myc_study_read(report->store, report->memory, &study, error));
    json_object_set_new(data, "study", myc_study_json(&study, report->memory));
    return MYC_OK;
}

/* --- the page --- */

/* As it stands in a command that is copied into a shell. */
static json_t *shell_word(const char *word)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert(out);
    myc_shell_write(word, out);
    fclose(out);
    json_t *copy = myc_json_text(text);
    free(text);
    return copy;
}

static enum myc_status gather(struct myc_report *report, json_t *data, struct myc_error *error)
{
    struct myc_choice choice;
    json_t *runs = json_array();
    json_object_set_new(data, "chosen", runs);
    json_object_set_new(data, "engine", json_string(MYC_ENGINE_VERSION));
    json_object_set_new(data, "database", myc_json_text(report->database));
    MYC_TRY(myc_choice_make(report->store, &choice, error));
    json_object_set_new(data, "runs", json_integer((json_int_t)choice.run_count));
    json_object_set_new(data, "endings", endings_of(&choice));
    json_object_set_new(data, "digest", digest_of(&choice));
    MYC_TRY(add_sources(report, data, error));
    MYC_TRY(add_lone_runs(report, data, error));
    for (size_t i = 0; i < choice.count; i++)
        MYC_TRY(myc_report_run(report, &choice.chosen[i], runs, error));
    MYC_TRY(add_study(report, data, error));
    json_object_set_new(data, "shell_database", shell_word(report->database));
    json_object_set_new(data, "no_drawings", myc_json_text(report->no_drawings));
    return MYC_OK;
}

static const char *title_of(const json_t *data)
{
    const json_t *first = json_array_get(json_object_get(data, "sources"), 0);
    const char *name = json_string_value(json_object_get(first, "name"));
    return name ? name : "an empty study";
}

enum myc_status myc_report_write(struct myc_report *report, FILE *out, struct myc_error *error)
{
    char *drawings = NULL;
    size_t length = 0;
    json_t *data = json_object();
    report->drawings = open_memstream(&drawings, &length);
    assert(data && report->drawings);
    enum myc_status status = gather(report, data, error);
    fclose(report->drawings);
    const struct myc_page page = { title_of(data), data, drawings, length };
    if (status == MYC_OK)
        myc_page_write(&page, out);
    json_decref(data);
    free(drawings);
    return status;
}
