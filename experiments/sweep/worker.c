/* A worker: takes work, runs, and sends rows. It reads the scenario of a cell
 * once; from run to run only the seed changes. Some runs are run a second time,
 * in other memory, and must come to the same. */
#include <assert.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "experiments/run.h"
#include "experiments/sweep/pool.h"
#include "experiments/sweep/row.h"
#include "sim/digest.h"

#define REPEATED_OF 64        /* one run of so many, and the first of each cell */
#define FLUSH_BYTES (1 << 15) /* sent when there are so many */
#define FLUSH_NS 40000000u    /* or when the last were sent so long ago */

struct worker {
    const struct myc_worker_place *place;
    struct myc_memory *cell_memory, *plan_memory, *run_memory, *again_memory;
    struct myc_scenario cell;
    uint64_t point; /* of the cell, UINT64_MAX: none yet */
    struct myc_row_bytes rows;
    struct myc_row_bytes again;
    uint64_t sent_ns;
    struct myc_error error;
};

/* What cannot be sent has no reader: the parent is gone. */
static void flush(struct worker *worker)
{
    const char *at = worker->rows.bytes;
    size_t left = worker->rows.length;
    while (left > 0) {
        ssize_t sent = write(worker->place->rows, at, left);
        if (sent <= 0)
            _exit(1);
        at += sent;
        left -= (size_t)sent;
    }
    worker->rows.length = 0;
    worker->sent_ns = myc_pool_now_ns();
}

static enum myc_status run_once(struct worker *worker, uint64_t seed, struct myc_memory *memory,
                                struct myc_outcome *outcome)
{
    static const struct myc_run_options options;
    MYC_TRY(myc_scenario_reseed(&worker->cell, seed, worker->plan_memory, &worker->error));
    return myc_run(&worker->cell, &options, memory, outcome, &worker->error);
}

static bool is_repeated(const struct myc_work *work, uint64_t k)
{
    const uint64_t run[] = { work->cell, k };
    return k == 0 || myc_digest64(run, sizeof run) % REPEATED_OF == 0;
}

/* The second time, in memory at another address: a row that is no equal one is an error of ours. */
static enum myc_status run_again(struct worker *worker, const struct myc_work *work, uint64_t k,
                                 size_t row)
{
    struct myc_outcome outcome;
    const uint64_t seed = myc_sweep_seed(worker->place->base->sweep, k);
    atomic_store(&worker->place->sign->since_ns, myc_pool_now_ns());
    MYC_TRY(run_once(worker, seed, worker->again_memory, &outcome));
    worker->again.length = 0;
    myc_row_write(&worker->again, k, &outcome);
    if (myc_row_is_equal(worker->rows.bytes + row, worker->again.bytes))
        return MYC_OK;
    worker->rows.length = row; /* what is not reproducible is no result */
    return myc_error_set(&worker->error, MYC_NOT_REPRODUCIBLE,
                         "cell %" PRIu64 ", seed %" PRIu64
                         ": two runs of it differ, one of them has the fingerprint %s",
                         work->cell, seed, outcome.fingerprint);
}

static enum myc_status run_seed(struct worker *worker, const struct myc_work *work, uint64_t k)
{
    struct myc_outcome outcome;
    struct myc_pool_sign *sign = worker->place->sign;
    const uint64_t seed = myc_sweep_seed(worker->place->base->sweep, k);
    size_t row = worker->rows.length;
    atomic_store_explicit(&sign->k, k, memory_order_relaxed);
    atomic_store_explicit(&sign->since_ns, myc_pool_now_ns(), memory_order_release);
    MYC_TRY(run_once(worker, seed, worker->run_memory, &outcome));
    myc_row_write(&worker->rows, k, &outcome);
    if (is_repeated(work, k))
        MYC_TRY(run_again(worker, work, k, row));
    if (worker->rows.length >= FLUSH_BYTES || myc_pool_now_ns() - worker->sent_ns >= FLUSH_NS)
        flush(worker);
    return MYC_OK;
}

static enum myc_status read_cell(struct worker *worker, const struct myc_work *work)
{
    const char *settings;
    if (worker->point == work->point)
        return MYC_OK;
    myc_memory_reset(worker->cell_memory);
    worker->point = work->point;
    return myc_scenario_read_cell(worker->place->base, work->point, worker->cell_memory,
                                  &worker->cell, &settings, &worker->error);
}

static enum myc_status run_work(struct worker *worker, const struct myc_work *work)
{
    MYC_TRY(read_cell(worker, work));
    for (uint64_t i = 0; i < work->count && !atomic_load(&worker->place->board->stop); i++)
        MYC_TRY(run_seed(worker, work, work->first + i * work->stride));
    return MYC_OK;
}

static void make_memories(struct worker *worker)
{
    struct myc_memory **memories[] = { &worker->cell_memory, &worker->plan_memory,
                                       &worker->run_memory, &worker->again_memory };
    for (size_t i = 0; i < sizeof memories / sizeof *memories; i++)
        if (myc_memory_create(memories[i], 0, &worker->error) != MYC_OK)
            return;
}

_Noreturn void myc_worker_run(const struct myc_worker_place *place)
{
    struct worker worker = { .place = place, .point = UINT64_MAX };
    struct myc_work work;
    make_memories(&worker);
    while (worker.error.status == MYC_OK &&
           read(place->work, &work, sizeof work) == (ssize_t)sizeof work) {
        worker.sent_ns = myc_pool_now_ns();
        run_work(&worker, &work);
        atomic_store(&place->sign->since_ns, 0);
        flush(&worker);
        atomic_fetch_add(&place->sign->finished, 1);
    }
    if (worker.error.status != MYC_OK) {
        myc_row_write_refusal(&worker.rows, &worker.error);
        flush(&worker);
    }
    for (;;)
        pause(); /* until the parent has had enough */
}
