/* CSV (RFC 4180, lines end with a line feed): a header and one line a run,
 * ordered by cell and seed, with nothing in it that would differ where the same
 * study is made again: no wall clock, no ids, no names of machines. */
#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/export.h"

/* After the cell and what varies among cells; what the schema has besides follows in its order. */
static const char *const first_columns[] = { "seed",         "name",        "verdict",
                                             "class",        "reason",      "response",
                                             "failing_node", "fingerprint", "answered_ns",
                                             "sim_end_ns",   NULL };

/* What repeats a run instead of telling of it, and what would differ the next time. */
static const char *const left_out[] = {
    "id",          "cell",    "scenario",         "program", "files",
    "trace",       "plan",    "realised",         "engine",  "failing_id",
    "response_id", "wall_ns", "messages_by_kind", NULL
};

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

/* --- the question: a SELECT, written piece by piece as the study answers --- */

static void write_quoted(const char *text, size_t length, char quote, FILE *out)
{
    fputc(quote, out);
    for (size_t i = 0; i < length; i++) {
        if (text[i] == quote)
            fputc(quote, out);
        fputc(text[i], out);
    }
    fputc(quote, out);
}

static void ignore_columns(void *state, size_t count, const char *const *names)
{
    (void)state, (void)count, (void)names;
}

static void ignore_row(void *state, size_t count, const struct myc_store_cell *cells)
{
    (void)state, (void)count, (void)cells;
}

static void add_columns(void *state, size_t count, const char *const *names)
{
    for (size_t i = 0; i < count; i++)
        if (!is_one_of(names[i], first_columns) && !is_one_of(names[i], left_out))
            fprintf(state, ", run.%s", names[i]);
}

/* Columns of a JSON object's members. */
struct members {
    FILE *sql;
    struct myc_memory *memory;
    const char *object;  /* where it stands: "cell.settings" */
    const char *prefix;  /* of the names of their columns */
    const char *missing; /* for a row that has not the member */
};

static void add_member(void *state, size_t count, const struct myc_store_cell *cells)
{
    const struct members *members = state;
    const char *path =
        myc_memory_format(members->memory, "$.\"%.*s\"", (int)cells->length, cells->text);
    const char *name = myc_memory_format(members->memory, "%s%.*s", members->prefix,
                                         (int)cells->length, cells->text);
    (void)count;
    fprintf(members->sql, ",\n coalesce(%s ->> ", members->object);
    write_quoted(path, strlen(path), '\'', members->sql);
    fprintf(members->sql, ", %s) AS ", members->missing);
    write_quoted(name, strlen(name), '"', members->sql);
}

static enum myc_status write_question(struct myc_store *store, uint64_t run,
                                      struct myc_memory *memory, FILE *sql, struct myc_error *error)
{
    struct members varied = { sql, memory, "cell.settings", "", "NULL" };
    struct members messages = { sql, memory, "run.messages_by_kind", "messages.", "0" };
    fputs("SELECT run.cell", sql);
    MYC_TRY(myc_store_query(store,
                            "SELECT key FROM (SELECT part.key AS key, cell.id AS id, "
                            "part.id AS place FROM cell, json_each(cell.settings) AS part) "
                            "GROUP BY key ORDER BY min(id), min(place)",
                            &(struct myc_store_receiver){ ignore_columns, add_member, &varied },
                            error));
    for (size_t i = 0; first_columns[i]; i++)
        fprintf(sql, ", run.%s", first_columns[i]);
    MYC_TRY(myc_store_query(store, "SELECT * FROM run LIMIT 0",
                            &(struct myc_store_receiver){ add_columns, ignore_row, sql }, error));
    MYC_TRY(myc_store_query(store,
                            "SELECT DISTINCT kind.key FROM run, "
                            "json_each(run.messages_by_kind) AS kind ORDER BY kind.key",
                            &(struct myc_store_receiver){ ignore_columns, add_member, &messages },
                            error));
    fputs("\nFROM run LEFT JOIN cell ON cell.id = run.cell", sql);
    if (run)
        fprintf(sql, " WHERE run.id = %" PRIu64, run);
    fputs(" ORDER BY run.cell, run.seed, run.id", sql);
    return MYC_OK;
}

/* --- the answer --- */

/* Empty text is quoted, so that it is not taken for NULL, which is nothing. */
static void write_field(const char *text, size_t length, FILE *out)
{
    bool is_plain = length > 0;
    for (size_t i = 0; i < length && is_plain; i++)
        is_plain = text[i] != ',' && text[i] != '"' && text[i] != '\r' && text[i] != '\n';
    if (is_plain)
        fwrite(text, 1, length, out);
    else
        write_quoted(text, length, '"', out);
}

static void write_header(void *state, size_t count, const char *const *names)
{
    for (size_t i = 0; i < count; i++) {
        fputs(i ? "," : "", state);
        write_field(names[i], strlen(names[i]), state);
    }
    fputc('\n', state);
}

static void write_row(void *state, size_t count, const struct myc_store_cell *cells)
{
    for (size_t i = 0; i < count; i++) {
        fputs(i ? "," : "", state);
        if (cells[i].kind == MYC_CELL_INTEGER)
            fprintf(state, "%" PRId64, cells[i].integer);
        else if (cells[i].kind != MYC_CELL_NULL)
            write_field(cells[i].text, cells[i].length, state);
    }
    fputc('\n', state);
}

static enum myc_status write_csv(struct myc_store *store, uint64_t run, struct myc_memory *memory,
                                 FILE *out, struct myc_error *error)
{
    const struct myc_store_receiver receiver = { write_header, write_row, out };
    char *text = NULL;
    size_t length;
    FILE *sql = open_memstream(&text, &length);
    assert(sql);
    enum myc_status status = write_question(store, run, memory, sql, error);
    fclose(sql);
    if (status == MYC_OK)
        status = myc_store_query(store, text, &receiver, error);
    free(text);
    return status;
}

const struct myc_export_format myc_export_csv = {
    .about = { .name = "csv",
               .help = "a table, one line a run, for R, pandas or a spreadsheet",
               .example = "mycel export study.db --format csv -o study.csv" },
    .write_study = write_csv,
};
