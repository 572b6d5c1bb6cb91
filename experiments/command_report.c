/* mycel report: a study as one page. */
#include <errno.h>
#include <string.h>

#include "experiments/command.h"
#include "experiments/draft.h"
#include "experiments/report/report.h"

struct request {
    const char *database;
    const char *output;
};

static const struct argp_option options[] = {
    { "output", 'o', "FILE", 0, "Where to: FILE.html", 0 },
    { 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case 'o':
        request->output = argument;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            argp_error(state, "one DB at a time, not '%s' too", argument);
        request->database = argument;
        return 0;
    case ARGP_KEY_END:
        if (state->arg_num == 0)
            argp_error(state, "which DB?");
        if (!request->output)
            argp_error(state, "where to? -o FILE.html");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "DB",
    .doc = "Writes the report of a study: one page for a browser, on paper or on a phone, that "
           "needs nothing beside it and asks nothing of the network. It tells what was run and "
           "what came out, with its uncertainty, as charts and tables, and shows the runs worth "
           "looking at, drawn.\v"
           "Example:\n"
           "  mycel report study.db -o report.html\n\n"
           "The same study gives the same page, to the last byte. Without Graphviz it has no "
           "drawings, and says so.",
};

static enum myc_status write_page(struct myc_report *report, const char *path,
                                  struct myc_error *error)
{
    FILE *out = fopen(path, "wb");
    if (!out)
        return myc_draft_refuse(report->output, errno, error);
    enum myc_status status = myc_report_write(report, out, error);
    bool failed = ferror(out);
    if ((fclose(out) != 0 || failed) && status == MYC_OK)
        status = myc_draft_refuse(report->output, errno, error);
    return status;
}

static enum myc_status write_report(struct myc_report *report, struct myc_error *error)
{
    struct myc_draft draft;
    MYC_TRY(myc_draft_check(report->output, error));
    MYC_TRY(myc_memory_create(&report->memory, 0, error));
    MYC_TRY(myc_memory_create(&report->read, 0, error));
    MYC_TRY(myc_memory_create(&report->run_memory, 0, error));
    MYC_TRY(myc_store_open(&report->store, report->database, MYC_STORE_READ, error));
    MYC_TRY(myc_draft_begin(&draft, report->output, error));
    enum myc_status status = write_page(report, draft.name, error);
    if (status == MYC_OK)
        return myc_draft_keep(&draft, error);
    myc_draft_drop(&draft);
    return status;
}

static int report_command(const struct myc_invocation *invocation)
{
    struct request request = { 0 };
    struct myc_error error = { .status = MYC_OK };
    int code = 0;
    myc_command_parse(&myc_command_report, &argp, invocation, &request);
    struct myc_report report = { .database = request.database, .output = request.output };
    if (write_report(&report, &error) != MYC_OK)
        code = myc_command_fail(&myc_command_report, &error);
    else if (report.no_drawings)
        fprintf(stderr, "mycel report: warning: %s\n", report.no_drawings);
    myc_store_close(report.store);
    myc_memory_destroy(report.memory);
    myc_memory_destroy(report.read);
    myc_memory_destroy(report.run_memory);
    return code;
}

const struct myc_command myc_command_report = {
    .name = "report",
    .arguments = "DB",
    .help = "a study as one page: tables, charts, the runs worth looking at",
    .run = report_command,
};
