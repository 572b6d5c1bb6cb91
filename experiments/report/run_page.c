#include "experiments/report/run_page.h"

#include <inttypes.h>
#include <string.h>

#include "experiments/draft.h"
#include "experiments/drawing.h"
#include "experiments/file.h"
#include "experiments/outcome_json.h"
#include "experiments/replay.h"
#include "experiments/report/picture.h"
#include "experiments/report/timeline.h"

#define SVG_BYTES_MAX ((size_t)16 << 20)

static const char *const views[] = { "lineage", "spacetime", "cluster" };

static const char *const reasons[] = {
    [MYC_CHOSEN_FIRST] = "first", [MYC_CHOSEN_SLOWEST] = "slowest", [MYC_CHOSEN_ONE_OF_FEW] = "few"
};

/* --- drawings --- */

/* The SVG of one view, through a file that is gone afterwards. */
static enum myc_status draw(const struct myc_report *report, const struct myc_book *book,
                            const char *view, struct myc_file_text *svg, bool *no_renderer,
                            struct myc_error *error)
{
    struct myc_draft draft;
    const char *problem;
    const char *path = myc_memory_format(report->read, "%s.svg", report->output);
    MYC_TRY(myc_draft_begin(&draft, path, error));
    const struct myc_drawing drawing = { .view = view, .output = draft.name };
    enum myc_status status = myc_drawing_write(&drawing, book, no_renderer, error);
    if (status == MYC_OK &&
        myc_file_read(draft.name, SVG_BYTES_MAX, report->read, svg, &problem) != MYC_OK)
        status = myc_error_set(error, MYC_OUTPUT, "a drawing cannot be read: %s", problem);
    myc_draft_drop(&draft);
    return status;
}

/* Without Graphviz the page stands without drawings; that is found out once. */
static json_t *draw_views(struct myc_report *report, uint64_t run, const struct myc_book *book)
{
    json_t *drawn = json_array();
    for (size_t i = 0; i < sizeof views / sizeof *views && !report->no_drawings; i++) {
        struct myc_error error = { .status = MYC_OK };
        struct myc_file_text svg;
        bool no_renderer = false;
        const char *prefix = myc_memory_format(report->read, "r%" PRIu64 "-%s-", run, views[i]);
        if (draw(report, book, views[i], &svg, &no_renderer, &error) != MYC_OK) {
            report->no_drawings = myc_memory_format(report->memory, "%s", error.message);
            break;
        }
        fprintf(report->drawings, "<div class=\"drawing\" id=\"%sdrawing\">", prefix);
        myc_picture_write(svg.bytes, svg.length, prefix, report->drawings);
        fputs("</div>\n", report->drawings);
        json_array_append_new(drawn, json_string(views[i]));
    }
    return drawn;
}

/* --- facts --- */

static json_t *timeline_of(const struct myc_report *report, const struct myc_book *book)
{
    size_t count;
    const struct myc_moment *moments = myc_timeline_make(book, report->read, &count);
    json_t *times = json_array(), *messages = json_array(), *values = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(times, json_integer((json_int_t)moments[i].time));
        json_array_append_new(messages, json_integer(moments[i].messages));
        json_array_append_new(values, json_integer(moments[i].values));
    }
    return json_pack("{s:o, s:o, s:o}", "time_ns", times, "messages", messages, "values", values);
}

static void add_outcome(json_t *run, const struct myc_outcome *outcome)
{
    json_object_set_new(run, "verdict", json_string(myc_verdict_word(outcome->verdict)));
    json_object_set_new(run, "class", myc_json_text(myc_class_word(outcome->class)));
    json_object_set_new(run, "reason", myc_json_text(outcome->reason));
    json_object_set_new(run, "response", myc_json_text(outcome->response));
    json_object_set_new(run, "failing_node", myc_json_text(outcome->failing_node));
    json_object_set_new(run, "failing_host", myc_json_text(outcome->failing_host));
    json_object_set_new(run, "fingerprint", json_string(outcome->fingerprint));
    json_object_set_new(run, "events", json_integer((json_int_t)outcome->events));
    json_object_set_new(run, "spore_runs", json_integer((json_int_t)outcome->spore_runs));
    json_object_set_new(run, "recomputed", json_integer((json_int_t)outcome->recomputed));
    json_object_set_new(run, "sim_end_ns", json_integer((json_int_t)outcome->sim_end));
    json_object_set_new(run, "realised", myc_json_text(outcome->realised));
    json_object_set_new(run, "faults", myc_book_faults_json(outcome->book));
    if (outcome->expectations)
        json_object_set_new(run, "expectations", json_loads(outcome->expectations, 0, NULL));
}

static enum myc_status repeat(struct myc_report *report, const struct myc_stored_run *stored,
                              json_t *run, struct myc_error *error)
{
    struct myc_outcome outcome;
    struct myc_scenario *scenario = myc_memory_alloc(report->read, sizeof *scenario);
    const struct myc_replay again = { .database = report->database,
                                      .stored = stored,
                                      .keep_records = true,
                                      .memory = report->read,
                                      .run_memory = report->run_memory };
    MYC_TRY(myc_replay_run(&again, scenario, &outcome, error));
    MYC_TRY(myc_replay_compare(&again, &outcome, error));
    add_outcome(run, &outcome);
    json_object_set_new(run, "timeline", timeline_of(report, outcome.book));
    json_object_set_new(run, "views", draw_views(report, stored->id, outcome.book));
    return MYC_OK;
}

static void take_reason(void *state, size_t count, const struct myc_store_cell *cells)
{
    json_t *text = cells->kind == MYC_CELL_TEXT ? json_stringn(cells->text, cells->length) : NULL;
    (void)count;
    json_object_set_new(state, "reason", text ? text : json_null());
}

/* What the study says, where it is all that is known. */
static enum myc_status add_reason(struct myc_report *report, uint64_t id, json_t *run,
                                  struct myc_error *error)
{
    char sql[64];
    const struct myc_store_receiver receiver = { NULL, take_reason, run };
    snprintf(sql, sizeof sql, "SELECT reason FROM run WHERE id = %" PRIu64, id);
    return myc_store_query(report->store, sql, &receiver, error);
}

static json_t *number_text(uint64_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, number);
    return json_string(text); /* more digits than a number of JavaScript keeps */
}

enum myc_status myc_report_run(struct myc_report *report, const struct myc_chosen *chosen,
                               json_t *runs, struct myc_error *error)
{
    struct myc_stored_run stored;
    struct myc_error problem = { .status = MYC_OK };
    json_t *run = json_object();
    json_array_append_new(runs, run);
    json_object_set_new(run, "run", number_text(chosen->run));
    json_object_set_new(run, "cell",
                        chosen->cell ? json_integer((json_int_t)chosen->cell) : json_null());
    json_object_set_new(run, "seed", number_text(chosen->seed));
    json_object_set_new(run, "ending", json_string(myc_ending_word(chosen->ending)));
    json_object_set_new(run, "chosen_for", json_string(reasons[chosen->why]));
    json_object_set_new(run, "sim_end_ns", json_integer((json_int_t)chosen->duration_ns));
    myc_memory_reset(report->read);
    if (chosen->was_killed) {
        MYC_TRY(add_reason(report, chosen->run, run, error));
        json_object_set_new(run, "note",
                            json_string("This run was killed and is not repeated here, since that "
                                        "could kill the report too."));
        return MYC_OK;
    }
    MYC_TRY(myc_store_read(report->store, chosen->run, report->read, &stored, error));
    json_object_set_new(run, "name", myc_json_text(stored.name));
    if (repeat(report, &stored, run, &problem) != MYC_OK)
        json_object_set_new(run, "note", myc_json_text(problem.message));
    return MYC_OK;
}
