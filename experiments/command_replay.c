/* mycel replay: a stored run again, bit for bit, or where the two part. */
#include <inttypes.h>

#include "experiments/command.h"
#include "experiments/replay.h"

struct request {
    const char *database;
    uint64_t run;
    struct myc_command_memory memory;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case ARGP_KEY_ARG:
        myc_command_take_run(state, argument, 0, &request->database, &request->run);
        return 0;
    case ARGP_KEY_END:
        if (state->arg_num < 2)
            argp_error(state, state->arg_num ? "which RUN?" : "which DB and RUN?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .parser = parse,
    .args_doc = "DB RUN",
    .doc = "Runs a stored run again, from its realised plan, and compares the fingerprints.\v"
           "Example:\n"
           "  mycel replay study.db 1\n\n"
           "Exits with 0 where they are equal, whatever the verdict, else with 3 and where the two "
           "part: between which checkpoints, and the event itself where the trace is `all'.",
};

static enum myc_status replay(struct request *request, struct myc_store **store,
                              struct myc_error *error)
{
    struct myc_stored_run stored;
    struct myc_scenario scenario;
    struct myc_outcome outcome;
    MYC_TRY(myc_command_memory_create(&request->memory, error));
    MYC_TRY(myc_store_open(store, request->database, MYC_STORE_READ, error));
    MYC_TRY(myc_store_read(*store, request->run, request->memory.read, &stored, error));
    const struct myc_replay again = { .database = request->database,
                                      .stored = &stored,
                                      .memory = request->memory.read,
                                      .run_memory = request->memory.run };
    MYC_TRY(myc_replay_run(&again, &scenario, &outcome, error));
    MYC_TRY(myc_replay_compare(&again, &outcome, error));
    printf("run %" PRIu64 " of %s repeats, bit for bit\n", request->run, request->database);
    printf("  %-13s%s, seed %" PRIu64 "\n", "run", stored.name, stored.seed);
    printf("  %-13s%s\n", "verdict", myc_verdict_word(outcome.verdict));
    printf("  %-13s%" PRIu64 "\n", "events", outcome.events);
    printf("  %-13s%s\n", "fingerprint", outcome.fingerprint);
    return MYC_OK;
}

static int replay_command(const struct myc_invocation *invocation)
{
    struct request request = { 0 };
    struct myc_error error = { .status = MYC_OK };
    struct myc_store *store = NULL;
    int code = 0;
    myc_command_parse(&myc_command_replay, &argp, invocation, &request);
    if (replay(&request, &store, &error) != MYC_OK)
        code = myc_command_fail(&myc_command_replay, &error);
    myc_store_close(store);
    myc_command_memory_destroy(&request.memory);
    return code;
}

const struct myc_command myc_command_replay = {
    .name = "replay",
    .arguments = "DB RUN",
    .help = "a stored run again, bit for bit, or where the two part",
    .run = replay_command,
};
