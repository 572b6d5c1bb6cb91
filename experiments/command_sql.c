/* mycel sql: a question to a study, which only reads. */
#include <assert.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/command.h"
#include "experiments/store.h"
#include "sim/utf8.h"

struct request {
    const char *database;
    const char *sql;
    bool json;
};

static const struct argp_option options[] = {
    { "json", 'j', NULL, 0, "Print one JSON array with an object a row", 0 },
    { 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case 'j':
        request->json = true;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num == 0)
            request->database = argument;
        else if (state->arg_num == 1)
            request->sql = argument;
        else
            argp_error(state, "one statement; is '%s' outside its quotes?", argument);
        return 0;
    case ARGP_KEY_END:
        if (state->arg_num < 2)
            argp_error(state, state->arg_num ? "which statement?" : "which DB and statement?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "DB 'SELECT ...'",
    .doc = "Asks a study. Prints a header and the rows, values separated by TABs.\v"
           "Examples:\n"
           "  mycel sql study.db 'SELECT id, name, seed, verdict FROM run'\n"
           "  mycel sql study.db 'SELECT * FROM failed_runs'\n"
           "  mycel sql study.db 'SELECT realised FROM run WHERE id = 1'\n"
           "  mycel sql study.db 'SELECT name, sql FROM sqlite_master' --json\n\n"
           "Views for common questions: failed_runs, verdicts, cells, cell_settings, pairs, "
           "fault_hits, lost_values, story. "
           "Where there are several columns, TAB, newline and backslash within a value are written "
           "\\t, \\n and \\\\; a column of its own is written as it is. NULL is empty.",
};

/* The answer is kept until it is whole: a statement that fails half-way prints nothing. */
struct answer {
    FILE *out;
    size_t rows;
    char **names; /* of columns, unique; JSON only */
    size_t count;
};

/* --- tabs --- */

static void write_value(const char *text, size_t length, bool raw, FILE *out)
{
    for (size_t i = 0; i < length; i++) {
        if (raw || !strchr("\t\n\\", text[i]) || !text[i])
            fputc(text[i], out);
        else
            fprintf(out, "\\%c", text[i] == '\t' ? 't' : text[i] == '\n' ? 'n' : '\\');
    }
}

static void tab_columns(void *state, size_t count, const char *const *names)
{
    struct answer *answer = state;
    for (size_t i = 0; i < count; i++) {
        fputs(i ? "\t" : "", answer->out);
        write_value(names[i], strlen(names[i]), false, answer->out);
    }
    fputc('\n', answer->out);
}

static void tab_row(void *state, size_t count, const struct myc_store_cell *cells)
{
    struct answer *answer = state;
    for (size_t i = 0; i < count; i++) {
        fputs(i ? "\t" : "", answer->out);
        if (cells[i].kind == MYC_CELL_INTEGER)
            fprintf(answer->out, "%" PRId64, cells[i].integer);
        else
            write_value(cells[i].text, cells[i].length, count == 1, answer->out);
    }
    fputc('\n', answer->out);
}

/* --- JSON --- */

/* A name that stands twice gets a number, so that no column is lost. */
static char *unique_name(size_t index, const char *const *names)
{
    size_t before = 0, bytes = strlen(names[index]) + 24;
    for (size_t i = 0; i < index; i++)
        before += strcmp(names[i], names[index]) == 0;
    char *name = malloc(bytes);
    assert(name);
    if (before)
        snprintf(name, bytes, "%s:%zu", names[index], before);
    else
        strcpy(name, names[index]);
    return name;
}

static void json_columns(void *state, size_t count, const char *const *names)
{
    struct answer *answer = state;
    fputc('[', answer->out);
    answer->names = calloc(count + 1, sizeof *answer->names);
    assert(answer->names);
    for (answer->count = 0; answer->count < count; answer->count++)
        answer->names[answer->count] = unique_name(answer->count, names);
}

/* Bytes that are no text are written in hexadecimal. */
static json_t *json_bytes(const char *bytes, size_t length)
{
    json_t *string = json_stringn(length ? bytes : "", length);
    if (string)
        return string;
    char *digits = malloc(2 * length + 1);
    assert(digits);
    for (size_t i = 0; i < length; i++)
        snprintf(digits + 2 * i, 3, "%02x", (unsigned char)bytes[i]);
    string = json_string(digits);
    free(digits);
    return string;
}

static json_t *json_cell(const struct myc_store_cell *cell)
{
    json_t *real;
    switch (cell->kind) {
    case MYC_CELL_INTEGER:
        return json_integer(cell->integer);
    case MYC_CELL_REAL:
        real = json_real(cell->real); /* NULL for an infinite one, which JSON has not */
        return real ? real : json_null();
    case MYC_CELL_TEXT:
    case MYC_CELL_BYTES:
        return json_bytes(cell->text, cell->length);
    default:
        return json_null();
    }
}

static void json_row(void *state, size_t count, const struct myc_store_cell *cells)
{
    struct answer *answer = state;
    json_t *object = json_object();
    for (size_t i = 0; i < count; i++)
        json_object_set_new(object, answer->names[i], json_cell(&cells[i]));
    fputs(answer->rows++ ? ",\n " : "", answer->out);
    json_dumpf(object, answer->out, JSON_COMPACT);
    json_decref(object);
}

/* --- the command --- */

static enum myc_status ask(const struct request *request, struct myc_store **store,
                           struct answer *answer, struct myc_error *error)
{
    const struct myc_store_receiver receiver = {
        .columns = request->json ? json_columns : tab_columns,
        .row = request->json ? json_row : tab_row,
        .state = answer,
    };
    MYC_TRY(myc_store_open(store, request->database, MYC_STORE_READ, error));
    MYC_TRY(myc_store_query(*store, request->sql, &receiver, error));
    fputs(request->json ? "]\n" : "", answer->out);
    return MYC_OK;
}

static int sql_command(const struct myc_invocation *invocation)
{
    struct request request = { 0 };
    struct answer answer = { 0 };
    struct myc_error error = { .status = MYC_OK };
    struct myc_store *store = NULL;
    char *text = NULL;
    size_t length;
    myc_command_parse(&myc_command_sql, &argp, invocation, &request);
    answer.out = open_memstream(&text, &length);
    assert(answer.out);
    int code = 0;
    if (ask(&request, &store, &answer, &error) != MYC_OK)
        code = myc_command_fail(&myc_command_sql, &error);
    fclose(answer.out);
    if (code == 0)
        fwrite(text, 1, length, stdout);
    for (size_t i = 0; i < answer.count; i++)
        free(answer.names[i]);
    free(answer.names);
    free(text);
    myc_store_close(store);
    return code;
}

const struct myc_command myc_command_sql = {
    .name = "sql",
    .arguments = "DB 'SELECT'",
    .help = "ask a study: one statement that only reads",
    .run = sql_command,
};
