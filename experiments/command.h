/* What the subcommands of `mycel` have in common.
 *
 * A subcommand is one file experiments/command_NAME.c that ends in its const
 * table, one line in experiments/command_list.h, one line in CMake. Results go
 * to standard output, everything else to standard error; main sees to it that
 * all of the output was taken. */
#ifndef MYC_EXPERIMENTS_COMMAND_H
#define MYC_EXPERIMENTS_COMMAND_H

#include <argp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "sim/memory.h"
#include "sim/status.h"

/* How the user called it. */
struct myc_invocation {
    const char *program; /* argv[0] of mycel */
    int argc;
    char **argv; /* from the subcommand's name on */
};

struct myc_command {
    const char *name;
    const char *arguments;                               /* "SCENARIO" */
    const char *help;                                    /* one line */
    int (*run)(const struct myc_invocation *invocation); /* gives the exit code of DESIGN 4.3 */
};

/* The commands, and their register, NULL-terminated. */
#define X(name) extern const struct myc_command myc_command_##name;
#include "experiments/command_list.h"
#undef X
extern const struct myc_command *const myc_commands[];

/* Parses the arguments into what `argp` fills at `input`. Help ends the process with 0, wrong usage
 * with 64. Names of options must be whole, so that a new one never changes what a script says. */
void myc_command_parse(const struct myc_command *command, const struct argp *argp,
                       const struct myc_invocation *invocation, void *input);

/* A whole number without sign, at most 2^63-1; false for anything else. */
bool myc_command_number(const char *text, uint64_t *number);

/* The next of the arguments DB RUN, a number from `least` on; what cannot be one is wrong usage. */
void myc_command_take_run(struct argp_state *state, char *argument, uint64_t least,
                          const char **database, uint64_t *run);

/* "mycel NAME: message" on standard error; gives the exit code. */
int myc_command_fail(const struct myc_command *command, const struct myc_error *error);

/* Wrong usage that only the command sees: the message, where help is, and 64. */
__attribute__((format(printf, 2, 3))) int myc_command_misused(const char *name, const char *format,
                                                              ...);

/* The memories of one command: what is read before a run, and the run itself. */
struct myc_command_memory {
    struct myc_memory *read;
    struct myc_memory *run;
};
enum myc_status myc_command_memory_create(struct myc_command_memory *memory,
                                          struct myc_error *error);
void myc_command_memory_destroy(struct myc_command_memory *memory);

/* `word` as a POSIX shell reads it back. */
void myc_shell_write(const char *word, FILE *out);

/* Whether standard output is a terminal that shows colour and whose user wants it (NO_COLOR). */
bool myc_command_colour(void);

/* Whether the user's locale reads UTF-8 (LC_ALL, LC_CTYPE, LANG). */
bool myc_command_utf8(void);

#endif
