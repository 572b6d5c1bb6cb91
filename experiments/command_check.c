/* mycel check: is this a scenario, without running it. */
#include <inttypes.h>

#include "experiments/command.h"
#include "experiments/scenario.h"

static error_t parse(int key, char *argument, struct argp_state *state)
{
    const char **scenario = state->input;
    switch (key) {
    case ARGP_KEY_ARG:
        if (*scenario)
            argp_error(state, "one SCENARIO at a time, not '%s' too", argument);
        *scenario = argument;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which SCENARIO?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .parser = parse,
    .args_doc = "SCENARIO",
    .doc = "Reads a scenario and everything it names, and runs nothing.\v"
           "Exits with 0 where `mycel run' can run it, else with 65 and the line that is wrong.",
};

/* What `mycel sweep' would make of it. */
static void write_sweep(const struct myc_sweep *sweep)
{
    bool may_stop = sweep->finds || sweep->half_width > 0;
    if (sweep->cells * sweep->seeds > 1)
        printf("  sweep: %s%" PRIu64 " cell%s, %" PRIu64 " seed%s each, %s%" PRIu64 " runs\n",
               sweep->finds ? "at most " : "", sweep->cells, sweep->cells == 1 ? "" : "s",
               sweep->seeds, sweep->seeds == 1 ? "" : "s", may_stop ? "at most " : "",
               sweep->cells * sweep->seeds);
}

static void write_summary(const char *path, const struct myc_scenario *scenario)
{
    uint32_t hosts = scenario->cluster.host_count;
    size_t faults = myc_plan_count(scenario->plan);
    printf("%s: ok: workload %s on %" PRIu32
           " host%s and %s, %zu fault%s, recovery %s, seed %" PRIu64 "\n",
           path, scenario->workload->about.name, hosts, hosts == 1 ? "" : "s",
           scenario->cluster.client, faults, faults == 1 ? "" : "s",
           scenario->recovery.policy->about.name, scenario->seed);
    write_sweep(scenario->sweep);
}

static int check_command(const struct myc_invocation *invocation)
{
    static const struct myc_scenario_options none;
    const char *path = NULL;
    struct myc_error error = { .status = MYC_OK };
    struct myc_memory *memory = NULL;
    struct myc_scenario scenario;
    int code = 0;
    myc_command_parse(&myc_command_check, &argp, invocation, &path);
    if (myc_memory_create(&memory, 0, &error) == MYC_OK &&
        myc_scenario_read(path, &none, memory, &scenario, &error) == MYC_OK)
        write_summary(path, &scenario);
    else
        code = myc_command_fail(&myc_command_check, &error);
    myc_memory_destroy(memory);
    return code;
}

const struct myc_command myc_command_check = {
    .name = "check",
    .arguments = "SCENARIO",
    .help = "read it and all that it names, without running it",
    .run = check_command,
};
