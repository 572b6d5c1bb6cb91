#include "experiments/sweep/sweep.h"

#include <assert.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "experiments/store.h"
#include "experiments/sweep/progress.h"
#include "experiments/sweep/row.h"
#include "sim/digest.h"

#define MS_NS UINT64_C(1000000)
#define TURN_MS 20             /* looked at wall limits and commits, whatever happens */
#define COMMIT_NS (50 * MS_NS) /* age of a transaction when it is committed */
#define WORK_NS (30 * MS_NS)   /* of runs that are given at once */
#define WORK_RUNS_MAX 4096u
#define SHORT_RUN_NS (5 * MS_NS)  /* a worker has a second piece of work of such runs waiting */
#define GRACE_NS (2000 * MS_NS)   /* for runs under way when the sweep is broken off */
#define STOPPED_NS (1000 * MS_NS) /* between two looks at wall limits */
#define READ_BYTES ((size_t)1 << 18)
#define DEATHS_MAX 20 /* in a row, of workers that began no run */
#define FLIGHTS 2

/* Work that a worker has, and how many rows of it have come. */
struct flight {
    struct myc_work work;
    uint64_t received;
};

struct slot {
    struct flight flights[FLIGHTS]; /* the first is under way */
    unsigned flight_count;
    uint64_t given;    /* pieces of work, since it was started */
    uint64_t since_ns; /* when it was given the first flight, or last sent a row */
    bool hung;         /* it is being killed for the wall limit */
    struct myc_row_bytes in;
};

struct sweep {
    const struct myc_sweep_request *request;
    struct myc_planner *planner;
    struct myc_pool *pool;
    struct myc_store *store;
    struct myc_memory *row_memory, *cell_memory, *kept;
    struct slot *slots;
    struct myc_store_origin *origins; /* of the cells that had a row to write */
    size_t origin_room;
    struct myc_work *again; /* work that a worker took with it when it died */
    size_t again_count, again_room;
    uint64_t watched_ns; /* wall limits were looked at */
    uint64_t begun_ns;   /* the open transaction, 0: none is */
    uint64_t run_ns;     /* about what a run takes, 0: not known */
    unsigned deaths;
    int signals;
    int signal; /* that came, 0: none */
    struct myc_progress progress;
    struct myc_error *error;
};

/* --- what it is --- */

void myc_sweep_digest(const struct myc_scenario *scenario, char digest[33])
{
    char *text = NULL;
    size_t length;
    unsigned char bytes[16];
    char file[33];
    FILE *out = open_memstream(&text, &length);
    assert(out);
    fprintf(out, "%s\n%s\n", MYC_ENGINE_VERSION, scenario->text);
    for (uint32_t i = 0; i < scenario->cluster.file_count; i++) {
        const struct myc_file *at = &scenario->cluster.files[i];
        myc_digest128(at->bytes, at->length, bytes);
        myc_digest_text(bytes, file);
        fprintf(out, "%s %d %s\n", at->name, (int)at->store, file);
    }
    fclose(out);
    myc_digest128(text, length, bytes);
    myc_digest_text(bytes, digest);
    free(text);
}

/* Values that are good one by one need not go together. */
static enum myc_status check_cells(struct sweep *sweep)
{
    const struct myc_scenario *base = sweep->request->scenario;
    struct myc_scenario cell;
    const char *settings;
    for (uint64_t i = 0; i < sweep->planner->cell_count; i++) {
        myc_memory_reset(sweep->cell_memory);
        MYC_TRY(myc_scenario_read_cell(base, sweep->planner->cells[i].point, sweep->cell_memory,
                                       &cell, &settings, sweep->error));
    }
    return MYC_OK;
}

static bool is_stored(void *state, uint64_t cell, uint64_t seed, enum myc_verdict *verdict)
{
    struct sweep *sweep = state;
    bool found = false;
    return myc_store_find(sweep->store, cell, seed, &found, verdict, sweep->error) == MYC_OK &&
           found;
}

static enum myc_status enter(struct sweep *sweep, uint64_t *found)
{
    const struct myc_sweep_request *request = sweep->request;
    struct myc_stored_sweep stored = { .name = request->scenario->name,
                                       .scenario = request->scenario->text,
                                       .command = request->command,
                                       .cells = request->scenario->sweep->cells,
                                       .runs = request->scenario->sweep->cells *
                                               request->scenario->sweep->seeds,
                                       .shard = request->shard,
                                       .shards = request->shards };
    myc_sweep_digest(request->scenario, stored.digest);
    MYC_TRY(myc_store_open(&sweep->store, request->database, MYC_STORE_APPEND, sweep->error));
    MYC_TRY(myc_store_enter_sweep(sweep->store, &stored, found, sweep->error));
    if (*found) {
        sweep->planner->is_stored = is_stored;
        sweep->planner->state = sweep;
    }
    return MYC_OK;
}

/* --- rows --- */

static enum myc_status begin(struct sweep *sweep)
{
    if (sweep->begun_ns)
        return MYC_OK;
    MYC_TRY(myc_store_begin(sweep->store, sweep->error));
    sweep->begun_ns = myc_pool_now_ns();
    return MYC_OK;
}

static enum myc_status commit(struct sweep *sweep, struct myc_error *error)
{
    if (!sweep->begun_ns)
        return MYC_OK;
    sweep->begun_ns = 0;
    return myc_store_commit(sweep->store, error);
}

/* What the rows of a cell have in common; its own row is written with the first of them. */
static enum myc_status open_cell(struct sweep *sweep, const struct myc_work *work,
                                 const struct myc_store_origin **origin)
{
    size_t before = sweep->origin_room;
    sweep->origins = myc_memory_grow(sweep->kept, sweep->origins, &sweep->origin_room,
                                     sweep->planner->cell_count, sizeof *sweep->origins);
    assert(sweep->origin_room >= before);
    struct myc_store_origin *at = &sweep->origins[work->cell - 1];
    *origin = at;
    if (at->cell)
        return MYC_OK;
    struct myc_scenario cell;
    const char *settings;
    myc_memory_reset(sweep->cell_memory);
    MYC_TRY(myc_scenario_read_cell(sweep->request->scenario, work->point, sweep->cell_memory, &cell,
                                   &settings, sweep->error));
    MYC_TRY(myc_store_keep_origin(sweep->store, &cell, at, sweep->error));
    at->cell = work->cell;
    return myc_store_add_cell(sweep->store, work->cell, settings, at->scenario, sweep->error);
}

static enum myc_status store(struct sweep *sweep, const struct myc_work *work,
                             const struct myc_outcome *outcome)
{
    const struct myc_store_origin *origin;
    uint64_t run;
    MYC_TRY(begin(sweep));
    MYC_TRY(open_cell(sweep, work, &origin));
    MYC_TRY(myc_store_add(sweep->store, outcome, origin, &run, sweep->error));
    myc_planner_note(sweep->planner, work->cell, outcome->verdict);
    return MYC_OK;
}

static void pop_flight(struct slot *slot)
{
    slot->flight_count--;
    memmove(slot->flights, slot->flights + 1, slot->flight_count * sizeof *slot->flights);
}

static enum myc_status take_row(struct sweep *sweep, struct slot *slot, const char *message)
{
    struct myc_row row;
    struct flight *flight = &slot->flights[0];
    const struct myc_work work = flight->work;
    myc_memory_reset(sweep->row_memory);
    if (!myc_row_read(message, sweep->request->scenario->name, sweep->row_memory, &row))
        return myc_error_set(sweep->error, MYC_INTERNAL, "a worker sent a row that is none");
    if (row.kind == MYC_ROW_REFUSAL)
        return myc_error_set(sweep->error, row.refusal.status, "%s", row.refusal.message);
    assert(slot->flight_count > 0 && row.k == work.first + flight->received * work.stride);
    if (++flight->received == work.count)
        pop_flight(slot);
    sweep->deaths = 0;
    sweep->run_ns = (sweep->run_ns * 7 + row.outcome.wall_ns) / (sweep->run_ns ? 8 : 1) + 1;
    return store(sweep, &work, &row.outcome);
}

static enum myc_status take_rows(struct sweep *sweep, struct slot *slot)
{
    size_t at = 0;
    for (size_t length; (length = myc_row_whole(slot->in.bytes + at, slot->in.length - at)) > 0;
         at += length)
        MYC_TRY(take_row(sweep, slot, slot->in.bytes + at));
    slot->in.length -= at;
    memmove(slot->in.bytes, slot->in.bytes + at, slot->in.length);
    return MYC_OK;
}

/* All that lies in its pipe. */
static enum myc_status receive(struct sweep *sweep, unsigned index)
{
    struct slot *slot = &sweep->slots[index];
    for (;;) {
        myc_row_bytes_reserve(&slot->in, READ_BYTES);
        ssize_t got = read(myc_pool_rows(sweep->pool, index), slot->in.bytes + slot->in.length,
                           slot->in.room - slot->in.length);
        if (got <= 0)
            return MYC_OK;
        slot->in.length += (size_t)got;
        slot->since_ns = myc_pool_now_ns();
        MYC_TRY(take_rows(sweep, slot));
    }
}

/* --- workers that died --- */

static void put_again(struct sweep *sweep, const struct myc_work *work, uint64_t from, uint64_t to)
{
    if (from >= to)
        return;
    sweep->again = myc_memory_grow(sweep->kept, sweep->again, &sweep->again_room,
                                   sweep->again_count + 1, sizeof *sweep->again);
    struct myc_work *again = &sweep->again[sweep->again_count++];
    *again = *work;
    again->first = work->first + from * work->stride;
    again->count = to - from;
}

/* A run that came to no end is a row all the same. */
static enum myc_status store_lost(struct sweep *sweep, const struct myc_work *work, uint64_t k,
                                  const char *reason, uint64_t wall_ns)
{
    const struct myc_scenario *base = sweep->request->scenario;
    const struct myc_scenario named = { .name = base->name, .trace = MYC_TRACE_OUTCOME };
    const struct myc_book book = { .host_count = 0 };
    const struct myc_outcome outcome = { .scenario = &named,
                                         .verdict = MYC_UNKNOWN,
                                         .reason = reason,
                                         .response = "null",
                                         .seed = myc_sweep_seed(base->sweep, k),
                                         .answered = MYC_FOREVER,
                                         .book = &book,
                                         .declared = "",
                                         .realised = "",
                                         .wall_ns = wall_ns };
    return store(sweep, work, &outcome);
}

/* Its rows that came are kept, the run it was at is lost, and the others are given to whoever is
 * free. */
static enum myc_status bury(struct sweep *sweep, unsigned index, int how)
{
    struct slot *slot = &sweep->slots[index];
    const struct myc_pool_sign *sign = &myc_pool_board(sweep->pool)->signs[index];
    uint64_t since = atomic_load(&sign->since_ns), k = atomic_load(&sign->k);
    char reason[64];
    MYC_TRY(receive(sweep, index));
    slot->in.length = 0;
    snprintf(reason, sizeof reason,
             slot->hung         ? "wall limit"
             : WIFSIGNALED(how) ? "signal %d"
                                : "exit code %d",
             WIFSIGNALED(how) ? WTERMSIG(how) : WEXITSTATUS(how));
    if (slot->flight_count > 0) {
        const struct flight flight = slot->flights[0];
        uint64_t lost = since && k >= flight.work.first
                            ? (k - flight.work.first) / flight.work.stride
                            : flight.work.count;
        bool is_lost = lost >= flight.received && lost < flight.work.count;
        put_again(sweep, &flight.work, flight.received, is_lost ? lost : flight.work.count);
        if (is_lost) {
            put_again(sweep, &flight.work, lost + 1, flight.work.count);
            MYC_TRY(store_lost(sweep, &flight.work, k, reason, myc_pool_now_ns() - since));
        }
        for (unsigned i = 1; i < slot->flight_count; i++)
            put_again(sweep, &slot->flights[i].work, 0, slot->flights[i].work.count);
    }
    slot->flight_count = 0;
    slot->given = 0;
    slot->hung = false;
    if (++sweep->deaths > DEATHS_MAX)
        return myc_error_set(sweep->error, MYC_INTERNAL, "the workers die of %s", reason);
    myc_pool_restart(sweep->pool, index);
    return MYC_OK;
}

static enum myc_status hear_of_deaths(struct sweep *sweep)
{
    int index, how;
    while (myc_pool_died(sweep->pool, &index, &how)) {
        if (index < 0)
            return myc_error_set(sweep->error, MYC_INTERNAL,
                                 "the process that starts the workers was killed");
        MYC_TRY(bury(sweep, (unsigned)index, how));
    }
    return MYC_OK;
}

/* Where nobody looked for long, this process was stopped, and its workers with it (Ctrl-Z): their
 * time begins anew. */
static void watch_walls(struct sweep *sweep)
{
    const uint64_t wall = sweep->request->scenario->sweep->wall, now = myc_pool_now_ns();
    const bool was_stopped = sweep->watched_ns && now - sweep->watched_ns > STOPPED_NS;
    sweep->watched_ns = now;
    if (wall == MYC_FOREVER)
        return;
    for (unsigned i = 0; was_stopped && i < sweep->request->jobs; i++)
        sweep->slots[i].since_ns = now;
    for (unsigned i = 0; i < sweep->request->jobs; i++) {
        struct slot *slot = &sweep->slots[i];
        uint64_t since = atomic_load(&myc_pool_board(sweep->pool)->signs[i].since_ns);
        if (since < slot->since_ns)
            since = slot->since_ns; /* between two runs it can hang too */
        if (slot->flight_count == 0 || now < since || now - since < wall || slot->hung)
            continue;
        slot->hung = true;
        myc_pool_kill(sweep->pool, i);
    }
}

/* --- giving work --- */

static uint64_t runs_at_once(const struct sweep *sweep)
{
    uint64_t runs = sweep->run_ns ? WORK_NS / sweep->run_ns : 1;
    return runs < 1 ? 1 : runs > WORK_RUNS_MAX ? WORK_RUNS_MAX : runs;
}

static bool next_work(struct sweep *sweep, struct myc_work *work)
{
    if (sweep->again_count == 0)
        return myc_planner_next(sweep->planner, runs_at_once(sweep), work);
    *work = sweep->again[--sweep->again_count];
    return true;
}

/* False where nobody has work, and there is none. */
static bool feed(struct sweep *sweep)
{
    bool is_busy = false;
    unsigned wanted = sweep->run_ns && sweep->run_ns < SHORT_RUN_NS ? FLIGHTS : 1;
    struct myc_work work;
    for (unsigned have = 0; have < wanted; have++)
        for (unsigned i = 0; i < sweep->request->jobs; i++) {
            struct slot *slot = &sweep->slots[i];
            if (slot->flight_count <= have && next_work(sweep, &work)) {
                if (slot->flight_count == 0)
                    slot->since_ns = myc_pool_now_ns();
                slot->flights[slot->flight_count++] = (struct flight){ .work = work };
                slot->given++;
                myc_pool_give(sweep->pool, i, &work);
            }
            is_busy = is_busy || slot->flight_count > 0;
        }
    return is_busy;
}

/* --- turns --- */

static void hear_signal(struct sweep *sweep)
{
    struct signalfd_siginfo info;
    if (read(sweep->signals, &info, sizeof info) == sizeof info)
        sweep->signal = (int)info.ssi_signo;
}

/* Waits for something to happen, a little, and sees to it. */
static enum myc_status turn(struct sweep *sweep)
{
    unsigned jobs = sweep->request->jobs;
    struct pollfd polled[MYC_POOL_JOBS_MAX + 2];
    for (unsigned i = 0; i < jobs; i++)
        polled[i] = (struct pollfd){ .fd = myc_pool_rows(sweep->pool, i), .events = POLLIN };
    polled[jobs] = (struct pollfd){ .fd = myc_pool_control(sweep->pool), .events = POLLIN };
    polled[jobs + 1] = (struct pollfd){ .fd = sweep->signals, .events = POLLIN };
    if (poll(polled, jobs + 2, TURN_MS) > 0) {
        for (unsigned i = 0; i < jobs; i++)
            if (polled[i].revents)
                MYC_TRY(receive(sweep, i));
        if (polled[jobs].revents)
            MYC_TRY(hear_of_deaths(sweep));
        if (polled[jobs + 1].revents)
            hear_signal(sweep);
    }
    watch_walls(sweep);
    if (sweep->begun_ns && myc_pool_now_ns() - sweep->begun_ns >= COMMIT_NS)
        MYC_TRY(commit(sweep, sweep->error));
    myc_progress_tell(&sweep->progress, sweep->planner);
    return MYC_OK;
}

/* Whether the rows of all that was given are in the pipes. */
static bool all_finished(const struct sweep *sweep)
{
    for (unsigned i = 0; i < sweep->request->jobs; i++)
        if (atomic_load(&myc_pool_board(sweep->pool)->signs[i].finished) != sweep->slots[i].given)
            return false;
    return true;
}

/* The runs under way come to their end, unless that takes long, or the user insists. */
static enum myc_status break_off(struct sweep *sweep)
{
    const uint64_t begin_ns = myc_pool_now_ns();
    const int first = sweep->signal;
    atomic_store(&myc_pool_board(sweep->pool)->stop, true);
    sweep->signal = 0;
    while (!all_finished(sweep) && sweep->signal == 0 && myc_pool_now_ns() - begin_ns < GRACE_NS)
        MYC_TRY(turn(sweep));
    sweep->signal = first;
    for (unsigned i = 0; i < sweep->request->jobs; i++)
        MYC_TRY(receive(sweep, i));
    return MYC_OK;
}

static enum myc_status run_all(struct sweep *sweep)
{
    while (sweep->signal == 0 && feed(sweep))
        MYC_TRY(turn(sweep));
    if (sweep->error->status != MYC_OK)
        return sweep->error->status; /* the study could not be asked what it has */
    return sweep->signal ? break_off(sweep) : MYC_OK;
}

/* --- the whole --- */

static enum myc_status work(struct sweep *sweep, struct myc_sweep_result *result)
{
    const struct myc_sweep_request *request = sweep->request;
    MYC_TRY(myc_memory_create(&sweep->row_memory, 0, sweep->error));
    MYC_TRY(myc_memory_create(&sweep->cell_memory, 0, sweep->error));
    MYC_TRY(myc_memory_create(&sweep->kept, 0, sweep->error));
    MYC_TRY(check_cells(sweep));
    MYC_TRY(myc_pool_create(&sweep->pool, request->jobs, request->scenario, sweep->error));
    MYC_TRY(enter(sweep, &result->found));
    myc_progress_init(&sweep->progress, result->found);
    enum myc_status status = run_all(sweep);
    struct myc_error later = { .status = MYC_OK };
    enum myc_status last = commit(sweep, &later);
    myc_progress_end(&sweep->progress);
    result->signal = sweep->signal;
    if (status == MYC_OK && last != MYC_OK)
        return myc_error_set(sweep->error, last, "%s", later.message);
    return status;
}

/* Those that the caller of this process did not ignore end a sweep in good order. */
static void choose_signals(sigset_t *chosen)
{
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
    struct sigaction action;
    sigemptyset(chosen);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (sigaction(signals[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
            sigaddset(chosen, signals[i]);
}

enum myc_status myc_sweep_run(const struct myc_sweep_request *request,
                              struct myc_sweep_result *result, struct myc_error *error)
{
    sigset_t chosen, before;
    *result = (struct myc_sweep_result){ .found = 0 };
    struct sweep sweep = { .request = request, .planner = &result->planner, .error = error };
    sweep.slots = calloc(request->jobs, sizeof *sweep.slots);
    assert(sweep.slots);
    choose_signals(&chosen);
    sigprocmask(SIG_BLOCK, &chosen, &before);
    sweep.signals = signalfd(-1, &chosen, SFD_CLOEXEC | SFD_NONBLOCK);
    myc_planner_init(&result->planner, request->scenario->sweep,
                     request->shard ? request->shard : 1, request->shards ? request->shards : 1);
    enum myc_status status = work(&sweep, result);
    myc_pool_destroy(sweep.pool);
    myc_store_close(sweep.store);
    for (unsigned i = 0; i < request->jobs; i++)
        myc_row_bytes_deinit(&sweep.slots[i].in);
    free(sweep.slots);
    myc_memory_destroy(sweep.row_memory);
    myc_memory_destroy(sweep.cell_memory);
    myc_memory_destroy(sweep.kept);
    close(sweep.signals);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return status;
}
