/* mycel-bench: how fast the engine is. Each benchmark prints one line, a JSON object. */
#include <argp.h>
#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "experiments/bench/bench.h"
#include "experiments/command.h"
#include "experiments/run.h"

#define KEY_FIRST 256 /* of the first option; none has a letter */

/* --- the command line --- */

struct request {
    const struct myc_bench *bench;
    uint64_t values[MYC_BENCH_OPTIONS_MAX];
};

static void write_help(FILE *out)
{
    fputs("Usage: mycel-bench BENCHMARK [OPTION...]\n"
          "Measures the engine and the statistics. Prints one line: a JSON object with the\n"
          "figures, the peak memory of the process and the fingerprint of what ran.\n\n",
          out);
    for (size_t i = 0; myc_benches[i]; i++)
        fprintf(out, "  %-9s %s\n", myc_benches[i]->name, myc_benches[i]->help);
    fputs("\nmycel-bench BENCHMARK --help lists its options. Rates are by the wall clock; cpu_s\n"
          "is the processor time of what was measured.\n",
          out);
}

static void read_option(struct request *request, int index, const char *text,
                        struct argp_state *state)
{
    const struct myc_bench_option *option = &request->bench->options[index];
    uint64_t *value = &request->values[index];
    if (!option->max)
        *value = 1;
    else if (!myc_command_number(text, value) || *value < option->min || *value > option->max)
        argp_error(state, "--%s '%s': a whole number from %llu to %llu", option->name, text,
                   (unsigned long long)option->min, (unsigned long long)option->max);
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    if (key == ARGP_KEY_ARG)
        argp_error(state, "what is '%s'?", text);
    if (key < KEY_FIRST || key >= KEY_FIRST + MYC_BENCH_OPTIONS_MAX)
        return ARGP_ERR_UNKNOWN;
    read_option(state->input, key - KEY_FIRST, text, state);
    return 0;
}

/* Fills the values; help and wrong usage end the process. */
static void parse_options(struct request *request, int argc, char **argv)
{
    struct argp_option options[MYC_BENCH_OPTIONS_MAX + 1] = { { 0 } };
    char help[MYC_BENCH_OPTIONS_MAX][128], name[64];
    for (int i = 0; request->bench->options[i].name; i++) {
        const struct myc_bench_option *option = &request->bench->options[i];
        request->values[i] = option->initial;
        snprintf(help[i], sizeof help[i], option->max ? "%s (%llu)" : "%s", option->help,
                 (unsigned long long)option->initial);
        options[i] = (struct argp_option){ .name = option->name,
                                           .key = KEY_FIRST + i,
                                           .arg = option->max ? "N" : NULL,
                                           .doc = help[i] };
    }
    const struct argp argp = { .options = options, .parser = parse, .doc = request->bench->help };
    snprintf(name, sizeof name, "mycel-bench %s", request->bench->name);
    argv[0] = name;
    argp_parse(&argp, argc, argv, 0, NULL, request);
}

/* --- the measurement --- */

static enum myc_status measure(const struct request *request, json_t *figures,
                               struct myc_error *error)
{
    struct myc_memory *memory;
    MYC_TRY(myc_memory_create(&memory, 0, error));
    enum myc_status status = request->bench->run(request->values, memory, figures, error);
    myc_memory_destroy(memory);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    myc_bench_add(figures, "rss_mib", (double)usage.ru_maxrss / 1024);
    return status;
}

static enum myc_status write_line(const json_t *figures, struct myc_error *error)
{
    json_dumpf(figures, stdout, JSON_REAL_PRECISION(9));
    putchar('\n');
    if (fflush(stdout) != 0 || ferror(stdout))
        return myc_error_set(error, MYC_OUTPUT, "cannot write standard output");
    return MYC_OK;
}

static int bench(const struct request *request)
{
    struct myc_error error = { .status = MYC_OK };
    json_t *figures = json_object();
    enum myc_status status = measure(request, figures, &error);
    if (status == MYC_OK)
        status = write_line(figures, &error);
    json_decref(figures);
    if (status != MYC_OK)
        fprintf(stderr, "mycel-bench %s: %s\n", request->bench->name, error.message);
    return myc_status_exit_code(status);
}

int main(int argc, char **argv)
{
    gsl_set_error_handler_off();
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        write_help(stdout);
        return 0;
    }
    for (size_t i = 0; argc > 1 && myc_benches[i]; i++) {
        if (strcmp(argv[1], myc_benches[i]->name) == 0) {
            struct request request = { .bench = myc_benches[i] };
            parse_options(&request, argc - 1, argv + 1);
            return bench(&request);
        }
    }
    if (argc > 1)
        fprintf(stderr, "mycel-bench: there is no benchmark '%s'\n", argv[1]);
    write_help(stderr);
    return myc_status_exit_code(MYC_USAGE);
}
