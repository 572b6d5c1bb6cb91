/* mycel merge: parts of a sweep, made on several machines, into one study. */
#include <inttypes.h>
#include <stdlib.h>

#include "experiments/command.h"
#include "experiments/store.h"

struct request {
    const char *into;
    const char **parts; /* room for every argument */
    size_t part_count;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case ARGP_KEY_ARG:
        if (request->into)
            request->parts[request->part_count++] = argument;
        else
            request->into = argument;
        return 0;
    case ARGP_KEY_END:
        if (request->part_count == 0)
            argp_error(state, "into which OUT.db, and which IN.db?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .parser = parse,
    .args_doc = "OUT.db IN.db...",
    .doc = "Copies into the first study the runs of the others that it has not: parts of one "
           "sweep, made with --shard.\v"
           "Example:\n"
           "  mycel merge retry.db retry-1.db retry-2.db\n\n"
           "Merging again changes nothing. Runs that are missing are made by `mycel sweep' without "
           "--shard into the same study. Refuses with 65 what is no part of the same sweep, and "
           "ends with 3 where two studies have one run with different fingerprints.",
};

static enum myc_status merge(const struct request *request, struct myc_store **store,
                             struct myc_error *error)
{
    uint64_t added;
    MYC_TRY(myc_store_open(store, request->into, MYC_STORE_APPEND, error));
    MYC_TRY(myc_store_merge(*store, request->parts, request->part_count, &added, error));
    printf("%" PRIu64 " run%s from %zu stud%s added to %s\n", added, added == 1 ? "" : "s",
           request->part_count, request->part_count == 1 ? "y" : "ies", request->into);
    return MYC_OK;
}

static int merge_command(const struct myc_invocation *invocation)
{
    struct request request = { 0 };
    struct myc_error error = { .status = MYC_OK };
    struct myc_store *store = NULL;
    int code = 0;
    request.parts = calloc((size_t)invocation->argc, sizeof *request.parts);
    if (!request.parts)
        return myc_status_exit_code(MYC_INTERNAL);
    myc_command_parse(&myc_command_merge, &argp, invocation, &request);
    if (merge(&request, &store, &error) != MYC_OK)
        code = myc_command_fail(&myc_command_merge, &error);
    myc_store_close(store);
    free(request.parts);
    return code;
}

const struct myc_command myc_command_merge = {
    .name = "merge",
    .arguments = "OUT.db IN.db...",
    .help = "parts of a sweep into one study",
    .run = merge_command,
};
