/* start_to_exit COUNT PROGRAM [ARGUMENT...]: starts a program so often, one after the other and with
 * nothing to read or to show, and prints what one start to exit takes: the median. `cpu_s` is that
 * of user and system time, times COUNT. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "experiments/bench/peers/peer.h"

extern char **environ;

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec * 1e-6;
}

/* False where the program cannot be started or does not end with 0. */
static bool start(char **program, const posix_spawn_file_actions_t *quiet, double *wall_s,
                  double *cpu_s, struct rusage *usage)
{
    pid_t child;
    int state;
    double begin = peer_clock_s(CLOCK_MONOTONIC);
    errno = posix_spawnp(&child, program[0], quiet, NULL, program, environ);
    if (errno != 0 || wait4(child, &state, 0, usage) != child) {
        fprintf(stderr, "start_to_exit: %s: %s\n", program[0], strerror(errno));
        return false;
    }
    *wall_s = peer_clock_s(CLOCK_MONOTONIC) - begin;
    *cpu_s = seconds(usage->ru_utime) + seconds(usage->ru_stime);
    if (state != 0)
        fprintf(stderr, "start_to_exit: %s ended with %d\n", program[0],
                WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state));
    return state == 0;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *figures, size_t count)
{
    qsort(figures, count, sizeof *figures, by_size);
    return (figures[(count - 1) / 2] + figures[count / 2]) / 2;
}

/* The arrays have room for `starts`. */
static int measure(size_t starts, char **program, double *wall_s, double *cpu_s)
{
    struct rusage usage = { 0 };
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
    size_t done = 0;
    while (done < starts && start(program, &quiet, &wall_s[done], &cpu_s[done], &usage))
        done++;
    posix_spawn_file_actions_destroy(&quiet);
    if (done < starts)
        return 70;
    peer_print(median(cpu_s, starts) * (double)starts, "us_per_run", median(wall_s, starts) * 1e6,
               (double)usage.ru_maxrss / 1024);
    puts("}");
    return 0;
}

int main(int count, char **arguments)
{
    size_t starts = count > 2 ? strtoul(arguments[1], NULL, 10) : 0;
    if (starts == 0) {
        fputs("usage: start_to_exit COUNT PROGRAM [ARGUMENT...]\n", stderr);
        return 64;
    }
    double *figures = calloc(2 * starts, sizeof *figures);
    int code = figures ? measure(starts, arguments + 2, figures, figures + starts) : 70;
    free(figures);
    return code;
}
