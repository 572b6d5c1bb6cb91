#define _GNU_SOURCE
#include "experiments/command.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/setting.h"
#include "sim/time.h"

const struct myc_command *const myc_commands[] = {
#define X(name) &myc_command_##name,
#include "experiments/command_list.h"
#undef X
    NULL
};

int myc_command_misused(const char *name, const char *format, ...)
{
    va_list arguments;
    fprintf(stderr, "%s: ", name);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\nTry `%s --help'.\n", name);
    return myc_status_exit_code(MYC_USAGE);
}

/* --- options --- */

#define OPTIONS_MAX 24

/* The options of every command, which argp adds by itself. */
static const char *const common_options[] = { "help", "usage", NULL };

/* Whether the word after the `=` belongs to the option, if there is none within it. */
static const struct argp_option *find_option(const struct argp *argp, const char *name,
                                             size_t length)
{
    for (const struct argp_option *option = argp->options; option && option->name; option++)
        if (strlen(option->name) == length && strncmp(option->name, name, length) == 0)
            return option;
    return NULL;
}

static bool is_common(const char *name, size_t length)
{
    for (size_t i = 0; common_options[i]; i++)
        if (strlen(common_options[i]) == length && strncmp(common_options[i], name, length) == 0)
            return true;
    return false;
}

/* Ends the process: there is no such option. */
static void refuse_option(const char *command, const struct argp *argp, const char *word)
{
    const char *names[OPTIONS_MAX + 3], *near = "";
    char given[64], dashed[OPTIONS_MAX + 3][32];
    size_t count = 0;
    struct myc_memory *memory;
    struct myc_error error = { .status = MYC_OK };
    for (const struct argp_option *option = argp->options;
         option && option->name && count < OPTIONS_MAX; option++)
        names[count++] = option->name;
    for (size_t i = 0; common_options[i]; i++)
        names[count++] = common_options[i];
    names[count] = NULL;
    for (size_t i = 0; i < count; i++) {
        snprintf(dashed[i], sizeof dashed[i], "--%s", names[i]);
        names[i] = dashed[i];
    }
    snprintf(given, sizeof given, "%.*s", (int)strcspn(word, "="), word);
    if (myc_memory_create(&memory, (size_t)1 << 20, &error) == MYC_OK)
        near = myc_did_you_mean(memory, given, names);
    exit(myc_command_misused(command, "unknown option '%s'%s", given, near));
}

static void check_options(const char *command, const struct argp *argp,
                          const struct myc_invocation *invocation)
{
    for (int i = 1; i < invocation->argc; i++) {
        const char *word = invocation->argv[i];
        if (strcmp(word, "--") == 0)
            return;
        if (word[0] == '-' && word[1] != '-' && word[1]) {
            const struct argp_option *option = argp->options;
            while (option && option->name && option->key != word[1])
                option++;
            if (option && option->name && option->arg && !word[2])
                i++; /* the next word is its argument */
        }
        if (strncmp(word, "--", 2) != 0)
            continue;
        size_t length = strcspn(word + 2, "=");
        const struct argp_option *option = find_option(argp, word + 2, length);
        if (!option && !is_common(word + 2, length))
            refuse_option(command, argp, word);
        if (option && option->arg && !word[2 + length])
            i++;
    }
}

void myc_command_parse(const struct myc_command *command, const struct argp *argp,
                       const struct myc_invocation *invocation, void *input)
{
    char name[64];
    snprintf(name, sizeof name, "mycel %s", command->name);
    check_options(name, argp, invocation);
    char **argv = calloc((size_t)invocation->argc + 1, sizeof *argv);
    if (!argv)
        exit(myc_status_exit_code(MYC_INTERNAL));
    memcpy(argv, invocation->argv, (size_t)invocation->argc * sizeof *argv);
    argv[0] = name;
    argp_parse(argp, invocation->argc, argv, 0, NULL, input);
    free(argv);
}

bool myc_command_number(const char *text, uint64_t *number)
{
    uint64_t sum = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9'; at++)
        if (__builtin_mul_overflow(sum, (uint64_t)10, &sum) ||
            __builtin_add_overflow(sum, (uint64_t)(*at - '0'), &sum))
            return false;
    *number = sum;
    return at > text && !*at && sum <= MYC_TIME_MAX;
}

void myc_command_take_run(struct argp_state *state, char *argument, uint64_t least,
                          const char **database, uint64_t *run)
{
    if (state->arg_num == 0)
        *database = argument;
    else if (state->arg_num > 1)
        argp_error(state, "one RUN at a time, not '%s' too", argument);
    else if (!myc_command_number(argument, run) || *run < least)
        argp_error(state, "'%s': a RUN is its number in the study, from 1", argument);
}

/* --- what is said --- */

int myc_command_fail(const struct myc_command *command, const struct myc_error *error)
{
    fprintf(stderr, "mycel %s: %s\n", command->name, error->message);
    return myc_status_exit_code(error->status);
}

void myc_shell_write(const char *word, FILE *out)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                               "_-./:=@%+,";
    if (*word && !word[strspn(word, safe)]) {
        fputs(word, out);
        return;
    }
    fputc('\'', out);
    for (; *word; word++) {
        if (*word == '\'')
            fputs("'\\''", out);
        else
            fputc(*word, out);
    }
    fputc('\'', out);
}

bool myc_command_colour(void)
{
    const char *unwanted = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    return isatty(STDOUT_FILENO) && !(unwanted && *unwanted) && terminal &&
           strcmp(terminal, "dumb") != 0;
}

bool myc_command_utf8(void)
{
    static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *locale = getenv(names[i]);
        if (locale && *locale)
            return strcasestr(locale, "utf-8") || strcasestr(locale, "utf8");
    }
    return false;
}

/* --- memory --- */

enum myc_status myc_command_memory_create(struct myc_command_memory *memory,
                                          struct myc_error *error)
{
    *memory = (struct myc_command_memory){ NULL, NULL };
    MYC_TRY(myc_memory_create(&memory->read, 0, error));
    return myc_memory_create(&memory->run, 0, error);
}

void myc_command_memory_destroy(struct myc_command_memory *memory)
{
    myc_memory_destroy(memory->read);
    myc_memory_destroy(memory->run);
}
