#define _GNU_SOURCE /* pipe2, F_SETPIPE_SZ */
#include "experiments/sweep/pool.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PIPE_BYTES (1 << 18) /* room for rows while the parent writes others */

struct ends {
    int read;
    int write;
};

struct slot {
    struct ends work;
    struct ends rows;
    pid_t worker; /* known to the forker alone; 0: none */
};

struct myc_pool {
    unsigned jobs;
    const struct myc_scenario *base;
    struct myc_pool_board *board;
    size_t board_bytes;
    int control;
    pid_t forker;
    struct slot slots[];
};

/* From the parent to the forker. */
struct order {
    unsigned slot;
    bool start; /* else kill */
};

/* And back: a worker died. */
struct notice {
    int slot;
    int how;
};

uint64_t myc_pool_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* --- the forker --- */

static void become_worker(struct myc_pool *pool, unsigned slot, pid_t forker)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != forker)
        _exit(0);
    close(pool->control);
    myc_worker_run(&(struct myc_worker_place){ .base = pool->base,
                                               .board = pool->board,
                                               .sign = &pool->board->signs[slot],
                                               .work = pool->slots[slot].work.read,
                                               .rows = pool->slots[slot].rows.write });
}

static void start(struct myc_pool *pool, unsigned slot)
{
    const pid_t forker = getpid();
    pid_t worker = fork();
    if (worker == 0)
        become_worker(pool, slot, forker);
    if (worker > 0) {
        pool->slots[slot].worker = worker;
        return;
    }
    /* No process can be had now: the parent hears of a worker that was killed. */
    const struct notice notice = { .slot = (int)slot, .how = SIGKILL };
    if (write(pool->control, &notice, sizeof notice) < 0)
        _exit(0);
}

static void tell_died(struct myc_pool *pool, pid_t worker, int how)
{
    for (unsigned i = 0; i < pool->jobs; i++) {
        if (pool->slots[i].worker != worker)
            continue;
        const struct notice notice = { .slot = (int)i, .how = how };
        pool->slots[i].worker = 0;
        if (write(pool->control, &notice, sizeof notice) < 0)
            _exit(0);
    }
}

static void reap(struct myc_pool *pool, int signals)
{
    struct signalfd_siginfo info;
    int how;
    if (read(signals, &info, sizeof info) < 0)
        return;
    for (pid_t worker; (worker = waitpid(-1, &how, WNOHANG)) > 0;)
        tell_died(pool, worker, how);
}

/* Until the parent is gone, or has had enough. */
static void obey(struct myc_pool *pool)
{
    struct order order;
    if (read(pool->control, &order, sizeof order) != sizeof order) {
        for (unsigned i = 0; i < pool->jobs; i++)
            if (pool->slots[i].worker)
                kill(pool->slots[i].worker, SIGKILL);
        while (wait(NULL) > 0)
            ;
        _exit(0);
    }
    if (order.start)
        start(pool, order.slot);
    else if (pool->slots[order.slot].worker)
        kill(pool->slots[order.slot].worker, SIGKILL);
}

static _Noreturn void fork_for(struct myc_pool *pool, pid_t parent)
{
    sigset_t child;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(0);
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    int signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    for (unsigned i = 0; i < pool->jobs; i++)
        start(pool, i);
    for (;;) {
        struct pollfd polled[] = { { .fd = pool->control, .events = POLLIN },
                                   { .fd = signals, .events = POLLIN } };
        if (poll(polled, 2, -1) < 0)
            continue;
        if (polled[1].revents)
            reap(pool, signals);
        if (polled[0].revents)
            obey(pool);
    }
}

/* --- the parent --- */

static bool open_ends(struct ends *ends)
{
    int both[2];
    if (pipe2(both, O_CLOEXEC) != 0)
        return false;
    *ends = (struct ends){ both[0], both[1] };
    return true;
}

static bool open_slot(struct slot *slot)
{
    if (!open_ends(&slot->work) || !open_ends(&slot->rows))
        return false;
    fcntl(slot->rows.write, F_SETPIPE_SZ, PIPE_BYTES); /* only for speed */
    return fcntl(slot->rows.read, F_SETFL, O_NONBLOCK) == 0;
}

/* Each worker needs four descriptors, and a process may have more than it does by default. */
static void allow_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static enum myc_status refuse(struct myc_error *error)
{
    return myc_error_set(error, MYC_INTERNAL, "the workers cannot be started: %s", strerror(errno));
}

static enum myc_status launch(struct myc_pool *pool, struct myc_error *error)
{
    int control[2];
    const pid_t parent = getpid();
    pool->board_bytes = sizeof *pool->board + pool->jobs * sizeof *pool->board->signs;
    pool->board =
        mmap(NULL, pool->board_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (pool->board == MAP_FAILED ||
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) != 0)
        return refuse(error);
    fflush(NULL);
    pool->forker = fork();
    if (pool->forker == 0) {
        close(control[0]);
        pool->control = control[1];
        fork_for(pool, parent);
    }
    close(control[1]);
    pool->control = control[0];
    return pool->forker > 0 ? MYC_OK : refuse(error);
}

enum myc_status myc_pool_create(struct myc_pool **created, unsigned jobs,
                                const struct myc_scenario *base, struct myc_error *error)
{
    struct myc_pool *pool = calloc(1, sizeof *pool + jobs * sizeof *pool->slots);
    assert(pool);
    *created = pool;
    allow_descriptors();
    pool->base = base;
    pool->control = -1;
    for (; pool->jobs < jobs; pool->jobs++)
        if (!open_slot(&pool->slots[pool->jobs]))
            return refuse(error);
    return launch(pool, error);
}

void myc_pool_destroy(struct myc_pool *pool)
{
    if (!pool)
        return;
    if (pool->control >= 0)
        close(pool->control);
    if (pool->forker > 0)
        waitpid(pool->forker, NULL, 0);
    for (unsigned i = 0; i < pool->jobs; i++) {
        close(pool->slots[i].work.read);
        close(pool->slots[i].work.write);
        close(pool->slots[i].rows.read);
        close(pool->slots[i].rows.write);
    }
    if (pool->board && pool->board != MAP_FAILED)
        munmap(pool->board, pool->board_bytes);
    free(pool);
}

struct myc_pool_board *myc_pool_board(struct myc_pool *pool)
{
    return pool->board;
}

int myc_pool_rows(const struct myc_pool *pool, unsigned slot)
{
    return pool->slots[slot].rows.read;
}

int myc_pool_control(const struct myc_pool *pool)
{
    return pool->control;
}

/* What lies in a pipe of work is little, so that this never blocks. */
void myc_pool_give(struct myc_pool *pool, unsigned slot, const struct myc_work *work)
{
    ssize_t written = write(pool->slots[slot].work.write, work, sizeof *work);
    assert(written == sizeof *work);
}

bool myc_pool_died(struct myc_pool *pool, int *slot, int *how)
{
    struct notice notice;
    ssize_t got = recv(pool->control, &notice, sizeof notice, MSG_DONTWAIT);
    if (got < 0)
        return false;
    *slot = got == sizeof notice ? notice.slot : -1;
    *how = notice.how;
    return true;
}

static void order(struct myc_pool *pool, unsigned slot, bool start)
{
    const struct order order = { .slot = slot, .start = start };
    /* A forker that is gone is heard of where this is read. */
    (void)!send(pool->control, &order, sizeof order, MSG_NOSIGNAL);
}

void myc_pool_kill(struct myc_pool *pool, unsigned slot)
{
    order(pool, slot, false);
}

static void drain(int end)
{
    char bytes[4096];
    fcntl(end, F_SETFL, O_NONBLOCK);
    while (read(end, bytes, sizeof bytes) > 0)
        ;
    fcntl(end, F_SETFL, 0);
}

void myc_pool_restart(struct myc_pool *pool, unsigned slot)
{
    drain(pool->slots[slot].work.read);
    atomic_store(&pool->board->signs[slot].since_ns, 0);
    atomic_store(&pool->board->signs[slot].finished, 0);
    order(pool, slot, true);
}
