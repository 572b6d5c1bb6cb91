/* mycel export: results in the formats of other tools. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "experiments/command.h"
#include "experiments/draft.h"
#include "experiments/export.h"
#include "experiments/replay.h"
#include "sim/setting.h"

#define FORMATS_MAX 32

struct request {
    const char *database;
    uint64_t run; /* 0: all of the study */
    const char *format;
    const char *output; /* NULL: standard output */
    struct myc_command_memory memory;
};

static const struct argp_option options[] = {
    { "format", 'f', "FORMAT", 0,
      "csv, latex, svg, pdf, chrome-trace, shiviz, prov-json or graphml: `mycel list format' "
      "explains them",
      0 },
    { "output", 'o', "FILE", 0, "Where to, instead of standard output; replaced as a whole", 0 },
    { 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case 'f':
        request->format = argument;
        return 0;
    case 'o':
        request->output = argument;
        return 0;
    case ARGP_KEY_ARG:
        myc_command_take_run(state, argument, 1, &request->database, &request->run);
        return 0;
    case ARGP_KEY_END:
        if (state->arg_num < 1)
            argp_error(state, "which DB?");
        if (!request->format)
            argp_error(state, "which --format? `mycel list format' shows them");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "DB [RUN]",
    .doc = "Writes a study, or one run of it, in a format that other tools read.\v"
           "Examples:\n"
           "  mycel export study.db --format csv -o study.csv\n"
           "  mycel export study.db --format pdf -o study.pdf\n"
           "  mycel export study.db 1 --format chrome-trace -o run.json\n"
           "  mycel export study.db 1 --format shiviz -o run.log\n\n"
           "csv takes all runs, or one; latex, svg and pdf all; the other formats show one run. A "
           "run that was stored with `trace: outcome' is repeated for its records first. The same "
           "study gives the same bytes.",
};

/* --- what is wanted --- */

static enum myc_status refuse_format(const char *word, struct myc_memory *memory,
                                     struct myc_error *error)
{
    const char *names[FORMATS_MAX + 1], *all = "";
    size_t count = 0;
    for (; myc_export_formats[count] && count < FORMATS_MAX; count++) {
        names[count] = myc_export_formats[count]->about.name;
        all = myc_memory_format(memory, "%s%s%s", all, count ? ", " : "", names[count]);
    }
    names[count] = NULL;
    return myc_error_set(error, MYC_USAGE, "unknown format '%s'%s; there are %s", word,
                         myc_did_you_mean(memory, word, names), all);
}

static enum myc_status find_format(const struct request *request,
                                   const struct myc_export_format **format, struct myc_error *error)
{
    *format = myc_member_find(myc_export_formats, request->format);
    if (!*format)
        return refuse_format(request->format, request->memory.read, error);
    if ((*format)->write_run && !request->run)
        return myc_error_set(error, MYC_USAGE,
                             "%s shows one run: which RUN? e.g. mycel export %s 1 --format %s",
                             request->format, request->database, request->format);
    return MYC_OK;
}

/* --- where to --- */

/* A file takes its name when it is whole. Anything else, standard output included, is given what
 * was written only when all of it is there. */
struct output {
    const char *path; /* NULL: standard output */
    struct myc_draft draft;
    bool is_draft;
    FILE *file;
};

static bool is_special(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode);
}

static enum myc_status refuse_output(const struct output *output, struct myc_error *error)
{
    return myc_draft_refuse(output->path ? output->path : "standard output", errno, error);
}

static enum myc_status begin_output(struct output *output, const char *path,
                                    struct myc_error *error)
{
    output->path = path;
    output->is_draft = path && !is_special(path);
    if (output->is_draft)
        MYC_TRY(myc_draft_begin(&output->draft, path, error));
    output->file = output->is_draft ? fopen(output->draft.name, "w") : tmpfile();
    if (output->file)
        return MYC_OK;
    refuse_output(output, error);
    if (output->is_draft)
        myc_draft_drop(&output->draft);
    return error->status;
}

/* What was written goes to where it belongs; errno tells why it could not. */
static bool copy(FILE *from, FILE *to)
{
    char bytes[1 << 16];
    size_t length;
    rewind(from);
    while ((length = fread(bytes, 1, sizeof bytes, from)) > 0)
        if (fwrite(bytes, 1, length, to) != length)
            return false;
    return !ferror(from);
}

static bool deliver(const struct output *output)
{
    bool is_whole = fflush(output->file) == 0 && !ferror(output->file);
    FILE *to = is_whole && output->path ? fopen(output->path, "w") : stdout;
    if (!is_whole || !to)
        return false;
    bool is_copied = copy(output->file, to);
    return (to == stdout ? fflush(to) : fclose(to)) == 0 && is_copied;
}

/* Keeps what was written where `status` is MYC_OK, else drops it. */
static enum myc_status end_output(struct output *output, enum myc_status status,
                                  struct myc_error *error)
{
    if (!output->is_draft) {
        bool is_delivered = status != MYC_OK || deliver(output);
        if (!is_delivered)
            status = refuse_output(output, error);
        fclose(output->file);
        return status;
    }
    bool failed = ferror(output->file);
    if ((fclose(output->file) != 0 || failed) && status == MYC_OK)
        status = refuse_output(output, error);
    if (status == MYC_OK)
        return myc_draft_keep(&output->draft, error);
    myc_draft_drop(&output->draft);
    return status;
}

/* --- the command --- */

static enum myc_status write_export(struct request *request, struct myc_store *store,
                                    const struct myc_export_format *format,
                                    const struct myc_book *book, struct myc_error *error)
{
    struct output output;
    enum myc_status status = MYC_OK;
    MYC_TRY(begin_output(&output, request->output, error));
    if (book)
        format->write_run(book, request->memory.read, output.file);
    else
        status = format->write_study(store, request->run, request->memory.read, output.file, error);
    return end_output(&output, status, error);
}

static enum myc_status export_results(struct request *request, struct myc_store **store,
                                      struct myc_error *error)
{
    const struct myc_export_format *format;
    struct myc_stored_run stored;
    const struct myc_book *book = NULL;
    MYC_TRY(myc_command_memory_create(&request->memory, error));
    MYC_TRY(find_format(request, &format, error));
    if (request->output && !is_special(request->output))
        MYC_TRY(myc_draft_check(request->output, error));
    MYC_TRY(myc_store_open(store, request->database, MYC_STORE_READ, error));
    if (request->run)
        MYC_TRY(myc_store_read(*store, request->run, request->memory.read, &stored, error));
    if (format->write_run) {
        const struct myc_replay again = { .database = request->database,
                                          .stored = &stored,
                                          .memory = request->memory.read,
                                          .run_memory = request->memory.run };
        MYC_TRY(myc_replay_book(&again, *store, &book, error));
    }
    return write_export(request, *store, format, book, error);
}

static int export_command(const struct myc_invocation *invocation)
{
    struct request request = { 0 };
    struct myc_error error = { .status = MYC_OK };
    struct myc_store *store = NULL;
    int code = 0;
    myc_command_parse(&myc_command_export, &argp, invocation, &request);
    if (export_results(&request, &store, &error) != MYC_OK)
        code = error.status == MYC_USAGE ? myc_command_misused("mycel export", "%s", error.message)
                                         : myc_command_fail(&myc_command_export, &error);
    myc_store_close(store);
    myc_command_memory_destroy(&request.memory);
    return code;
}

const struct myc_command myc_command_export = {
    .name = "export",
    .arguments = "DB [RUN]",
    .help = "a study or a run in a format of other tools: csv, graphml, ...",
    .run = export_command,
};
