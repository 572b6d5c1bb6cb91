/* mycel: the command. It finds the subcommand and sees to it that what was said
 * was also written. */
#include <argp.h>
#include <errno.h>
#include <gsl/gsl_errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "experiments/command.h"
#include "experiments/run.h"
#include "sim/setting.h"

#define COMMANDS_MAX 64

/* A full disk is noticed only when the buffer is flushed, after everything else. */
static void close_output(void)
{
    bool failed = ferror(stdout);
    errno = 0; /* what an earlier write said is gone by now */
    if (fclose(stdout) != 0 || failed) {
        fprintf(stderr, "mycel: cannot write standard output%s%s\n", errno ? ": " : "",
                errno ? strerror(errno) : "");
        _exit(myc_status_exit_code(MYC_OUTPUT));
    }
}

static void write_help(FILE *out)
{
    fputs("Usage: mycel COMMAND [ARGUMENT...]\n"
          "Simulates a function-passing cluster, breaks it as told, and says whether the expected\n"
          "response still came. The same scenario and seed give the same run, to the last bit.\n\n",
          out);
    for (size_t i = 0; myc_commands[i]; i++)
        fprintf(out, "  %-6s  %-13s  %s\n", myc_commands[i]->name, myc_commands[i]->arguments,
                myc_commands[i]->help);
    fputs(
        "\nTo begin with:\n"
        "  mycel run experiments/scenarios/people-crash.yaml --db study.db --draw people.svg\n"
        "  mycel replay study.db 1\n"
        "  mycel list effect\n"
        "  mycel COMMAND --help\n\n"
        "Exit codes: 0 pass, 1 fail, 2 unknown, 3 not reproducible, 64 wrong usage, 65 bad input,\n"
        "70 an error of Mycel itself, 74 something could not be written.\n",
        out);
}

static int refuse_command(const char *word)
{
    const char *names[COMMANDS_MAX + 1], *near = "";
    size_t count = 0;
    struct myc_memory *memory;
    struct myc_error error = { .status = MYC_OK };
    for (; myc_commands[count] && count < COMMANDS_MAX; count++)
        names[count] = myc_commands[count]->name;
    names[count] = NULL;
    if (myc_memory_create(&memory, (size_t)1 << 20, &error) == MYC_OK)
        near = myc_did_you_mean(memory, word, names);
    fprintf(stderr, "mycel: unknown %s '%s'%s\nThere are:", *word == '-' ? "option" : "command",
            word, near);
    for (size_t i = 0; i < count; i++)
        fprintf(stderr, " %s", names[i]);
    fputs("\nTry `mycel --help'.\n", stderr);
    return myc_status_exit_code(MYC_USAGE);
}

int main(int argc, char **argv)
{
    gsl_set_error_handler_off();
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error like a full disk */
    atexit(close_output);
    if (argc < 2) {
        write_help(stderr);
        return myc_status_exit_code(MYC_USAGE);
    }
    for (size_t i = 0; myc_commands[i]; i++)
        if (strcmp(argv[1], myc_commands[i]->name) == 0)
            return myc_commands[i]->run(&(struct myc_invocation){ argv[0], argc - 1, argv + 1 });
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "-?") == 0 || strcmp(argv[1], "help") == 0) {
        write_help(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        puts("mycel " MYC_ENGINE_VERSION);
        return 0;
    }
    return refuse_command(argv[1]);
}
