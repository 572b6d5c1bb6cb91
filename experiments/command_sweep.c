/* mycel sweep: every cell of a scenario's `sweep`, with every seed. */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "experiments/command.h"
#include "experiments/study.h"
#include "experiments/sweep/cliff.h"
#include "experiments/sweep/sweep.h"

struct request {
    const struct myc_invocation *invocation;
    const char *scenario;
    const char *database;
    uint64_t jobs; /* 0: as many as there are cores */
    uint64_t shard, shards;
    bool json;
};

enum { KEY_JOBS = 256, KEY_DB, KEY_SHARD, KEY_JSON };

static const struct argp_option options[] = {
    { "jobs", KEY_JOBS, "N", 0, "How many processes run at once; else one for each core", 0 },
    { "db", KEY_DB, "FILE", 0,
      "The study; made if it is not there. Else NAME.db, of the scenario's name, in this folder",
      0 },
    { "shard", KEY_SHARD, "I/N", 0,
      "Only the I-th of N parts, from 1, into a study of its own (mycel merge joins them)", 0 },
    { "json", KEY_JSON, NULL, 0, "End with one JSON object, times in ns, instead of the table", 0 },
    { 0 },
};

static bool read_shard(char *argument, struct request *request)
{
    char *slash = strchr(argument, '/');
    if (!slash)
        return false;
    *slash = '\0';
    bool good = myc_command_number(argument, &request->shard) &&
                myc_command_number(slash + 1, &request->shards);
    *slash = '/';
    return good && request->shard >= 1 && request->shard <= request->shards &&
           request->shards <= MYC_SWEEP_RUNS_MAX;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case KEY_JOBS:
        if (!myc_command_number(argument, &request->jobs) || request->jobs < 1 ||
            request->jobs > MYC_POOL_JOBS_MAX)
            argp_error(state, "--jobs '%s': a whole number from 1 to %u", argument,
                       MYC_POOL_JOBS_MAX);
        return 0;
    case KEY_DB:
        request->database = argument;
        return 0;
    case KEY_SHARD:
        if (!read_shard(argument, request))
            argp_error(state, "--shard '%s': I/N, two whole numbers with 1 <= I <= N", argument);
        return 0;
    case KEY_JSON:
        request->json = true;
        return 0;
    case ARGP_KEY_ARG:
        if (request->scenario)
            argp_error(state, "one SCENARIO at a time, not '%s' too", argument);
        request->scenario = argument;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which SCENARIO?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "SCENARIO",
    .doc =
        "Runs every cell of the scenario's `sweep' with every seed, on all cores, into a study. "
        "However it ends, the same command goes on where it was.\v"
        "Examples:\n"
        "  mycel sweep retry.yaml\n"
        "  mycel sweep retry.yaml --jobs 8 --db retry.db\n"
        "  mycel sweep retry.yaml --shard 1/4 --db retry-1.db\n\n"
        "A run that crashes or hangs is a row too: `unknown', with the signal or `wall limit'. "
        "Runs keep their outcome alone unless the scenario has `trace'; any of them can be "
        "replayed with all records later. One run in 64 is run twice and compared.\n\n"
        "The table has a line a cell: estimates with 95% intervals, in parentheses. `never' is "
        "what no run lived to see, `?' a bound for which there are too few runs; each cell is "
        "compared with the first under the same seeds. mycel sql asks for more: views cells, "
        "cell_settings, pairs.\n"
        "Exits with 0 when every run has its row, whatever the verdicts, with 3 where a repeated "
        "run came out otherwise, with 130 after Ctrl-C.",
};

/* --- what is said --- */

/* The command as it was given. */
static char *command_text(const struct myc_invocation *invocation)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    assert(out);
    myc_shell_write(invocation->program, out);
    for (int i = 0; i < invocation->argc; i++) {
        fputc(' ', out);
        myc_shell_write(invocation->argv[i], out);
    }
    fclose(out);
    return text;
}

static void write_end(const struct myc_sweep_request *sweep, const struct myc_sweep_result *result)
{
    printf("\n%" PRIu64 " runs in %s", result->planner.done, sweep->database);
    if (result->found)
        printf(" (%" PRIu64 " of them were there before)", result->found);
    putchar('\n');
}

static void write_json(const struct myc_sweep_request *sweep, const struct myc_study *study,
                       struct myc_memory *memory)
{
    json_t *object = myc_study_json(study, memory);
    json_object_set_new(object, "database", json_string(sweep->database));
    json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(12));
    putchar('\n');
    json_decref(object);
}

/* What all runs of the study say, those of an earlier call too. */
static enum myc_status write_study(const struct request *request,
                                   const struct myc_sweep_request *sweep,
                                   const struct myc_sweep_result *result, struct myc_memory *memory,
                                   struct myc_error *error)
{
    struct myc_store *store;
    struct myc_study study;
    MYC_TRY(myc_store_open(&store, sweep->database, MYC_STORE_READ, error));
    enum myc_status status = myc_study_read(store, memory, &study, error);
    myc_store_close(store);
    if (status != MYC_OK)
        return status;
    if (request->json) {
        write_json(sweep, &study, memory);
    } else {
        myc_study_table(&study, memory, stdout);
        write_end(sweep, result);
    }
    return MYC_OK;
}

/* --- the sweep --- */

static uint64_t core_count(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN); /* that this process may use */
    if (count < 1)
        return 1;
    return (uint64_t)count < MYC_POOL_JOBS_MAX ? (uint64_t)count : MYC_POOL_JOBS_MAX;
}

/* NAME.db, or NAME.I-of-N.db; a name may have a slash. */
static const char *database_of(const struct request *request, const struct myc_scenario *scenario,
                               struct myc_memory *memory)
{
    if (request->database)
        return request->database;
    char *name = myc_memory_text(memory, scenario->name, strlen(scenario->name));
    for (char *slash = name; (slash = strchr(slash, '/'));)
        *slash = '_';
    if (!request->shards)
        return myc_memory_format(memory, "%s.db", name);
    return myc_memory_format(memory, "%s.%" PRIu64 "-of-%" PRIu64 ".db", name, request->shard,
                             request->shards);
}

static enum myc_status check_shard(const struct request *request,
                                   const struct myc_scenario *scenario, struct myc_error *error)
{
    if (request->shards > 1 && (scenario->sweep->finds || scenario->sweep->half_width > 0))
        return myc_error_set(error, MYC_USAGE,
                             "--shard: this sweep decides from its results what is run next (%s), "
                             "which a part of it cannot",
                             scenario->sweep->finds ? "find" : "until");
    return MYC_OK;
}

static enum myc_status sweep(const struct request *request, struct myc_memory *memory,
                             struct myc_sweep_result *result, struct myc_error *error)
{
    struct myc_scenario scenario;
    MYC_TRY(myc_scenario_read(request->scenario, NULL, memory, &scenario, error));
    MYC_TRY(check_shard(request, &scenario, error));
    char *command = command_text(request->invocation);
    const struct myc_sweep_request asked = {
        .scenario = &scenario,
        .database = database_of(request, &scenario, memory),
        .command = myc_memory_text(memory, command, strlen(command)),
        .jobs = (unsigned)(request->jobs ? request->jobs : core_count()),
        .shard = request->shard,
        .shards = request->shards,
    };
    free(command);
    enum myc_status status = myc_sweep_run(&asked, result, error);
    if (result->signal)
        fprintf(stderr,
                "mycel sweep: broken off after %" PRIu64
                " runs, which are in %s. To go on:\n  %s\n",
                result->planner.done, asked.database, asked.command);
    if (status != MYC_OK || result->signal)
        return status;
    return write_study(request, &asked, result, memory, error);
}

static int sweep_command(const struct myc_invocation *invocation)
{
    struct request request = { .invocation = invocation };
    struct myc_error error = { .status = MYC_OK };
    struct myc_sweep_result result = { .found = 0 };
    struct myc_memory *memory = NULL;
    int code = 0;
    myc_command_parse(&myc_command_sweep, &argp, invocation, &request);
    if (myc_memory_create(&memory, 0, &error) != MYC_OK ||
        sweep(&request, memory, &result, &error) != MYC_OK)
        code = myc_command_fail(&myc_command_sweep, &error);
    else if (result.signal)
        code = 128 + result.signal;
    else if (!request.json && myc_cliff_write(&result.planner, stdout, &error) != MYC_OK)
        code = myc_command_fail(&myc_command_sweep, &error);
    myc_planner_deinit(&result.planner);
    myc_memory_destroy(memory);
    return code;
}

const struct myc_command myc_command_sweep = {
    .name = "sweep",
    .arguments = "SCENARIO",
    .help = "all that its `sweep' says, on all cores, into a study",
    .run = sweep_command,
};
