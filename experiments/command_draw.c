/* mycel draw: the picture of a stored run. */
#include "experiments/command.h"
#include "experiments/drawing.h"
#include "experiments/replay.h"

struct request {
    const char *database;
    uint64_t run;
    struct myc_drawing drawing;
    struct myc_command_memory memory;
};

static const struct argp_option options[] = {
    { "output", 'o', "FILE", 0, "Where to: FILE.svg, .png, .pdf or .dot", 0 },
    { "view", 'v', "VIEW", 0, "What to show: lineage (the default), spacetime or cluster", 0 },
    { 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case 'o':
        request->drawing.output = argument;
        return 0;
    case 'v':
        request->drawing.view = argument;
        return 0;
    case ARGP_KEY_ARG:
        myc_command_take_run(state, argument, 0, &request->database, &request->run);
        return 0;
    case ARGP_KEY_END:
        if (state->arg_num < 2)
            argp_error(state, state->arg_num ? "which RUN?" : "which DB and RUN?");
        if (!request->drawing.output)
            argp_error(state, "where to? -o FILE.svg, .png, .pdf or .dot");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "DB RUN",
    .doc = "Draws a stored run, with what failed, where and why: its lineage over the hosts, its "
           "messages in space and time, or the cluster and its silos.\v"
           "Examples:\n"
           "  mycel draw study.db 1 -o people.svg\n"
           "  mycel draw study.db 1 --view spacetime -o people.pdf\n\n"
           "A run that was stored with `trace: outcome' is repeated for its records first.",
};

static enum myc_status draw(struct request *request, struct myc_store **store,
                            struct myc_error *error)
{
    struct myc_stored_run stored;
    const struct myc_book *book;
    bool no_renderer;
    MYC_TRY(myc_drawing_check(&request->drawing, error));
    MYC_TRY(myc_command_memory_create(&request->memory, error));
    MYC_TRY(myc_store_open(store, request->database, MYC_STORE_READ, error));
    MYC_TRY(myc_store_read(*store, request->run, request->memory.read, &stored, error));
    const struct myc_replay again = { .database = request->database,
                                      .stored = &stored,
                                      .memory = request->memory.read,
                                      .run_memory = request->memory.run };
    MYC_TRY(myc_replay_book(&again, *store, &book, error));
    return myc_drawing_write(&request->drawing, book, &no_renderer, error);
}

static int draw_command(const struct myc_invocation *invocation)
{
    struct request request = { 0 };
    struct myc_error error = { .status = MYC_OK };
    struct myc_store *store = NULL;
    int code = 0;
    myc_command_parse(&myc_command_draw, &argp, invocation, &request);
    if (draw(&request, &store, &error) != MYC_OK)
        code = myc_command_fail(&myc_command_draw, &error);
    myc_store_close(store);
    myc_command_memory_destroy(&request.memory);
    return code;
}

const struct myc_command myc_command_draw = {
    .name = "draw",
    .arguments = "DB RUN",
    .help = "the picture of a stored run, the failing node highlighted",
    .run = draw_command,
};
