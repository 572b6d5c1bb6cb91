/* mycel run: one run, from a scenario to a verdict. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/command.h"
#include "experiments/drawing.h"
#include "experiments/outcome_json.h"
#include "experiments/outcome_text.h"
#include "experiments/parting.h"
#include "experiments/run.h"
#include "experiments/store.h"

struct request {
    const struct myc_invocation *invocation;
    const char *scenario;
    struct myc_scenario_options options;
    const char **sets; /* room for every argument */
    const char *database;
    struct myc_drawing drawing;
    bool json;
    bool check_determinism;
    struct myc_command_memory memory;
    struct myc_store *store;
    uint64_t stored; /* number of the row, 0: none */
    bool drawn;
};

enum { KEY_SET = 256, KEY_PLAN, KEY_DB, KEY_DRAW, KEY_JSON, KEY_SEED, KEY_DETERMINISM };

static const struct argp_option options[] = {
    { "seed", KEY_SEED, "N", 0, "Seed of all chance, 0 to 2^63-1, instead of the scenario's", 0 },
    { "set", KEY_SET, "KEY=VALUE", 0,
      "Change the scenario: a dotted path, list items by number, the value as YAML", 0 },
    { "plan", KEY_PLAN, "FILE", 0, "Faults, one a line, instead of the scenario's `perturb'", 0 },
    { "db", KEY_DB, "FILE", 0, "Append the run to this study; made if it is not there", 0 },
    { "draw", KEY_DRAW, "FILE", 0, "Draw the lineage: FILE.svg, .png, .pdf or .dot", 0 },
    { "json", KEY_JSON, NULL, 0, "Print one JSON object", 0 },
    { "check-determinism", KEY_DETERMINISM, NULL, 0, "Run twice; exit with 3 if the two differ",
      0 },
    { 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case KEY_SEED:
        if (!myc_command_number(argument, &request->options.seed))
            argp_error(state, "--seed '%s': a seed is a whole number from 0 to 2^63-1", argument);
        request->options.has_seed = true;
        return 0;
    case KEY_SET:
        request->sets[request->options.set_count++] = argument;
        return 0;
    case KEY_PLAN:
        request->options.plan_path = argument;
        return 0;
    case KEY_DB:
        request->database = argument;
        return 0;
    case KEY_DRAW:
        request->drawing.output = argument;
        return 0;
    case KEY_JSON:
        request->json = true;
        return 0;
    case KEY_DETERMINISM:
        request->check_determinism = true;
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
    .doc = "Runs a scenario: its program, on its cluster, broken as it says. Says whether the "
           "expected response still came.\v"
           "Examples:\n"
           "  mycel run people.yaml\n"
           "  mycel run people.yaml --set recovery.policy=none --plan crash.plan\n"
           "  mycel run people.yaml --seed 7 --db study.db --draw people.svg\n\n"
           "Exits with 0 for a pass, 1 for a fail, 2 where a limit was reached first.",
};

/* --- what is said --- */

/* The command as it was given, the seed spelled out: pasted into a shell, it repeats the run. */
static void write_repetition(const struct request *request, uint64_t seed, FILE *out)
{
    const struct myc_invocation *invocation = request->invocation;
    fputs("\nTo repeat it:\n  ", out);
    myc_shell_write(invocation->program, out);
    for (int i = 0; i < invocation->argc; i++) {
        fputc(' ', out);
        myc_shell_write(invocation->argv[i], out);
        if (i == 0 && !request->options.has_seed)
            fprintf(out, " --seed %" PRIu64, seed);
    }
    fputc('\n', out);
}

static void write_text(const struct request *request, const struct myc_outcome *outcome)
{
    myc_outcome_text(outcome, myc_command_colour(), stdout);
    if (request->stored)
        printf("  %-13srun %" PRIu64 " of %s\n", "stored", request->stored, request->database);
    if (request->drawn)
        printf("  %-13s%s\n", "drawn", request->drawing.output);
    if (outcome->verdict != MYC_PASS)
        write_repetition(request, outcome->seed, stdout);
}

/* --- the run --- */

static enum myc_status run_again(const struct request *request, const struct myc_scenario *scenario,
                                 const struct myc_run_options *run_options,
                                 struct myc_outcome *outcome, struct myc_error *error)
{
    struct myc_memory *kept = request->memory.read;
    const struct myc_outcome first = *outcome;
    const struct myc_trail shared = myc_trail_of(outcome, "first");
    const struct myc_trail trail = myc_trail_copy(&shared, kept);
    const char *response = myc_memory_text(kept, outcome->response, strlen(outcome->response));
    MYC_TRY(myc_run(scenario, run_options, request->memory.run, outcome, error));
    if (strcmp(first.fingerprint, outcome->fingerprint) == 0 &&
        strcmp(response, outcome->response) == 0)
        return MYC_OK;
    const struct myc_trail second = myc_trail_of(outcome, "second");
    return myc_error_set(error, MYC_NOT_REPRODUCIBLE,
                         "two runs of one scenario and seed differ: fingerprints %s and %s\n%s",
                         first.fingerprint, outcome->fingerprint,
                         myc_trail_parting(&trail, &second, kept));
}

static enum myc_status make_run(struct request *request, struct myc_scenario *scenario,
                                struct myc_outcome *outcome, struct myc_error *error)
{
    const struct myc_run_options run_options = { .keep_records = request->drawing.output };
    MYC_TRY(myc_command_memory_create(&request->memory, error));
    MYC_TRY(myc_scenario_read(request->scenario, &request->options, request->memory.read, scenario,
                              error));
    if (request->drawing.output)
        MYC_TRY(myc_drawing_check(&request->drawing, error));
    if (request->database)
        MYC_TRY(myc_store_open(&request->store, request->database, MYC_STORE_APPEND, error));
    MYC_TRY(myc_run(scenario, &run_options, request->memory.run, outcome, error));
    if (request->check_determinism)
        return run_again(request, scenario, &run_options, outcome, error);
    return MYC_OK;
}

/* A drawing that cannot be made weakens nothing but itself. */
static enum myc_status keep_drawing(struct request *request, const struct myc_outcome *outcome,
                                    struct myc_error *error)
{
    bool no_renderer;
    struct myc_error refusal = { .status = MYC_OK };
    enum myc_status status =
        myc_drawing_write(&request->drawing, outcome->book, &no_renderer, &refusal);
    request->drawn = status == MYC_OK;
    if (status != MYC_OK && !no_renderer)
        return myc_error_set(error, status, "%s", refusal.message);
    if (no_renderer)
        fprintf(stderr, "mycel run: warning: %s\n", refusal.message);
    return MYC_OK;
}

/* What was found is said whether or not it could be kept. */
static int report(struct request *request, const struct myc_outcome *outcome)
{
    struct myc_error unstored = { .status = MYC_OK }, undrawn = { .status = MYC_OK };
    int code = outcome->verdict;
    myc_outcome_warn(outcome, stderr);
    if (request->store &&
        myc_store_append(request->store, outcome, &request->stored, &unstored) != MYC_OK) {
        request->stored = 0;
        code = myc_command_fail(&myc_command_run, &unstored);
    }
    if (request->drawing.output && keep_drawing(request, outcome, &undrawn) != MYC_OK)
        code = myc_command_fail(&myc_command_run, &undrawn);
    if (request->json)
        myc_outcome_json(outcome, stdout);
    else
        write_text(request, outcome);
    return code;
}

static int run_command(const struct myc_invocation *invocation)
{
    struct request request = { .invocation = invocation };
    struct myc_error error = { .status = MYC_OK };
    struct myc_scenario scenario;
    struct myc_outcome outcome;
    int code;
    request.sets = calloc((size_t)invocation->argc, sizeof *request.sets);
    if (!request.sets)
        return myc_status_exit_code(MYC_INTERNAL);
    request.options.sets = request.sets;
    myc_command_parse(&myc_command_run, &argp, invocation, &request);
    if (make_run(&request, &scenario, &outcome, &error) == MYC_OK)
        code = report(&request, &outcome);
    else
        code = myc_command_fail(&myc_command_run, &error);
    if (error.status == MYC_NOT_REPRODUCIBLE && !request.json)
        write_repetition(&request, outcome.seed, stdout);
    myc_store_close(request.store);
    myc_command_memory_destroy(&request.memory);
    free(request.sets);
    return code;
}

const struct myc_command myc_command_run = {
    .name = "run",
    .arguments = "SCENARIO",
    .help = "run it once: did the expected response still come?",
    .run = run_command,
};
