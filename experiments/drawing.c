#include "experiments/drawing.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "experiments/draft.h"

#define EXIT_NOT_LOADED 127 /* of a program whose libraries are missing */

extern char **environ;

static bool is_drawing(const char *path)
{
    static const char *const endings[] = { ".svg", ".png", ".pdf", ".dot" };
    size_t length = strlen(path);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (length > 4 && strcmp(path + length - 4, endings[i]) == 0 && path[length - 5] != '/')
            return true;
    return false;
}

enum myc_status myc_drawing_check(const struct myc_drawing *drawing, struct myc_error *error)
{
    if (!is_drawing(drawing->output))
        return myc_error_set(error, MYC_USAGE,
                             "'%s': a drawing is a file ending in .svg, .png, .pdf or .dot",
                             drawing->output);
    return myc_draft_check(drawing->output, error);
}

/* The program beside this one. */
static bool find_program(char program[MYC_PATH_BYTES])
{
    static const char name[] = "mycel-draw";
    ssize_t length = readlink("/proc/self/exe", program, MYC_PATH_BYTES - sizeof name);
    if (length <= 0)
        return false;
    program[length] = '\0';
    strcpy(strrchr(program, '/') + 1, name);
    return access(program, X_OK) == 0;
}

/* --- the other program --- */

struct child {
    pid_t id;
    FILE *input;
};

static int spawn(const char *program, const char *view, const char *output, int input, pid_t *id)
{
    char *arguments[] = { "mycel-draw",           "-o",         (char *)output,
                          view ? "--view" : NULL, (char *)view, NULL };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    /* Its own standard output would end in ours, which is for results. */
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    int failure = posix_spawn(id, program, &actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

static bool child_begin(struct child *child, const char *program, const char *view,
                        const char *output)
{
    int ends[2];
    if (pipe(ends) != 0)
        return false;
    fcntl(ends[1], F_SETFD, FD_CLOEXEC); /* or it would wait for its own end of input */
    int failure = spawn(program, view, output, ends[0], &child->id);
    close(ends[0]);
    child->input = failure ? NULL : fdopen(ends[1], "w");
    if (!child->input)
        close(ends[1]);
    return !failure;
}

/* The exit code, or -1 where it did not end by itself. */
static int child_end(struct child *child)
{
    int how;
    if (child->input)
        fclose(child->input);
    while (waitpid(child->id, &how, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(how) ? WEXITSTATUS(how) : -1;
}

/* Feeds the book; that the other side stopped listening shows in its exit code. */
static int feed(const char *program, const char *view, const char *output,
                const struct myc_book *book)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
    struct myc_error ignored = { .status = MYC_OK };
    struct child child;
    sigaction(SIGPIPE, &ignore, &before);
    int code = EXIT_NOT_LOADED;
    if (child_begin(&child, program, view, output)) {
        if (child.input)
            myc_book_write(book, child.input, &ignored);
        code = child_end(&child);
    }
    sigaction(SIGPIPE, &before, NULL);
    return code;
}

static enum myc_status judge(int code, bool *no_renderer, struct myc_error *error)
{
    static const enum myc_status refusals[] = { MYC_USAGE, MYC_INPUT, MYC_OUTPUT };
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        if (code == myc_status_exit_code(refusals[i]))
            return myc_error_set(error, refusals[i], "there is no drawing: mycel-draw refused");
    *no_renderer = true;
    if (code == EXIT_NOT_LOADED)
        return myc_error_set(error, MYC_OUTPUT,
                             "there is no drawing: mycel-draw cannot be started; "
                             "is Graphviz installed?");
    return myc_error_set(error, MYC_OUTPUT, "there is no drawing: mycel-draw %s",
                         code < 0 ? "was killed" : "failed; is Graphviz installed?");
}

enum myc_status myc_drawing_write(const struct myc_drawing *drawing, const struct myc_book *book,
                                  bool *no_renderer, struct myc_error *error)
{
    char program[MYC_PATH_BYTES];
    struct myc_draft draft;
    *no_renderer = false;
    if (!find_program(program)) {
        *no_renderer = true;
        return myc_error_set(error, MYC_OUTPUT,
                             "there is no drawing: mycel-draw is not beside mycel (%s)", program);
    }
    MYC_TRY(myc_draft_begin(&draft, drawing->output, error));
    int code = feed(program, drawing->view, draft.name, book);
    if (code == 0)
        return myc_draft_keep(&draft, error);
    myc_draft_drop(&draft);
    return judge(code, no_renderer, error);
}
