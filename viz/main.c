/* mycel-draw: a record file in, a picture out. It knows neither databases nor
 * how the run was made. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim/record.h"
#include "viz/dot.h"
#include "viz/view.h"

static const struct myc_view *const views[] = {
#define X(name) &myc_view_##name,
    MYC_VIEW_LIST(X)
#undef X
};

#define VIEW_COUNT (sizeof views / sizeof *views)

struct request {
    const struct myc_view *view;
    const char *input; /* NULL: standard input */
    const char *output;
    const char *format; /* the ending of `output` */
};

static const struct myc_view *find_view(const char *name)
{
    for (size_t i = 0; i < VIEW_COUNT; i++)
        if (strcmp(views[i]->name, name) == 0)
            return views[i];
    return NULL;
}

static const char *format_of(const char *path)
{
    static const char *const formats[] = { "svg", "png", "pdf", "dot" };
    const char *ending = strrchr(path, '.');
    for (size_t i = 0; ending && i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i], ending + 1) == 0)
            return formats[i];
    return NULL;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case 'v':
        request->view = find_view(argument);
        if (!request->view)
            argp_error(state, "there is no view '%s'; see --help", argument);
        return 0;
    case 'o':
        request->output = argument;
        request->format = format_of(argument);
        if (!request->format)
            argp_error(state, "'%s' does not end in .svg, .png, .pdf or .dot", argument);
        return 0;
    case ARGP_KEY_ARG:
        if (request->input)
            argp_error(state, "one record file at a time");
        request->input = argument;
        return 0;
    case ARGP_KEY_END:
        if (!request->output)
            argp_error(state, "where to? -o FILE.svg, .png, .pdf or .dot");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Appends the views to the help, so that a new one appears by itself. */
static char *help_filter(int key, const char *text, void *input)
{
    (void)input;
    if (key != ARGP_KEY_HELP_POST_DOC)
        return (char *)text;
    char *help = NULL;
    size_t bytes;
    FILE *out = open_memstream(&help, &bytes);
    if (!out)
        return NULL;
    fputs("Views:\n", out);
    for (size_t i = 0; i < VIEW_COUNT; i++)
        fprintf(out, "  %-10s %s\n", views[i]->name, views[i]->help);
    fclose(out);
    return help;
}

static enum myc_status read_input(const struct request *request, struct myc_book *book,
                                  struct myc_memory *memory, struct myc_error *error)
{
    bool is_file = request->input && strcmp(request->input, "-") != 0;
    FILE *in = is_file ? fopen(request->input, "rb") : stdin;
    if (!in)
        return myc_error_set(error, MYC_INPUT, "%s: cannot be opened: %s", request->input,
                             strerror(errno));
    enum myc_status status =
        myc_book_read(book, in, is_file ? request->input : "<stdin>", memory, error);
    if (is_file)
        fclose(in);
    return status;
}

static enum myc_status write_output(const struct request *request,
                                    const struct myc_picture *picture, struct myc_error *error)
{
    FILE *out = fopen(request->output, "wb");
    bool good = out && fwrite(picture->bytes, 1, picture->length, out) == picture->length;
    if (out && fclose(out) != 0)
        good = false;
    if (!good)
        return myc_error_set(error, MYC_OUTPUT, "%s: cannot be written: %s", request->output,
                             strerror(errno));
    return MYC_OK;
}

static enum myc_status draw(const struct request *request, struct myc_memory *memory,
                            struct myc_error *error)
{
    struct myc_book book;
    struct myc_text dot;
    MYC_TRY(read_input(request, &book, memory, error));
    myc_text_begin(&dot, memory);
    request->view->write(&book, &dot);
    struct myc_picture picture = { dot.chars, dot.length };
    if (strcmp(request->format, "dot") != 0)
        MYC_TRY(myc_dot_render(dot.chars, request->view->engine, request->format, memory, &picture,
                               error));
    return write_output(request, &picture, error);
}

int main(int argc, char **argv)
{
    static const struct argp_option options[] = {
        { "view", 'v', "VIEW", 0, "What to draw (default: lineage)", 0 },
        { "output", 'o', "FILE", 0, "Where to: FILE.svg, .png, .pdf or .dot", 0 },
        { 0 },
    };
    static const struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = "[RECORDS]",
        .doc = "Draws the records of one run, read from RECORDS or from standard input.\v",
        .help_filter = help_filter,
    };
    struct request request = { .view = views[0] };
    struct myc_error error = { .status = MYC_OK };
    struct myc_memory *memory = NULL;
    argp_parse(&argp, argc, argv, 0, NULL, &request);
    if (myc_memory_create(&memory, 0, &error) == MYC_OK)
        draw(&request, memory, &error);
    myc_memory_destroy(memory);
    if (error.status != MYC_OK)
        fprintf(stderr, "mycel-draw: %s\n", error.message);
    return myc_status_exit_code(error.status);
}
