/* PHOLD, by which event loops are compared (Fujimoto, "Performance of Time Warp under synthetic
 * workloads", 1990): sixteen events a process; each event schedules one at a process drawn
 * uniformly, after 0.1 s plus an exponential time of mean 1 s. */
#include "experiments/bench/bench.h"
#include "sim/distribution.h"
#include "sim/stream.h"

#define EVENTS_PER_PROCESS 16
#define SEED 1
#define LOOKAHEAD (MYC_SECOND / 10)

struct phold {
    struct myc_engine *engine;
    uint64_t processes;
    struct myc_distribution delay;
    struct myc_stream *streams; /* of each process */
};

static void schedule(struct phold *phold, uint32_t source, uint32_t target)
{
    myc_time delay = LOOKAHEAD + myc_distribution_draw(&phold->delay, &phold->streams[source]);
    myc_engine_schedule(phold->engine,
                        (struct myc_event){ .time = myc_engine_now(phold->engine) + delay,
                                            .rank = MYC_RANK_TIMER,
                                            .source = source,
                                            .target = target });
}

static void handle(void *state, const struct myc_event *event)
{
    struct phold *phold = state;
    uint32_t here = event->target;
    schedule(phold, here, (uint32_t)myc_stream_below(&phold->streams[here], phold->processes));
}

static void foresee_next(const void *state, uint32_t process)
{
    const struct phold *phold = state;
    const struct myc_stream *stream = &phold->streams[process];
    __builtin_prefetch(stream);
    __builtin_prefetch((const char *)(stream + 1) - 1);
}

static const struct myc_foresight foresight = { .next = foresee_next };

static void begin(struct phold *phold, uint64_t processes, uint64_t events,
                  struct myc_memory *memory)
{
    phold->engine =
        myc_engine_begin(memory, &(struct myc_limits){ .events = events, .time = MYC_FOREVER });
    phold->processes = processes;
    phold->delay = (struct myc_distribution){ .kind = &myc_distribution_exponential,
                                              .parameter[0].ns = MYC_SECOND };
    phold->streams = myc_memory_alloc(memory, processes * sizeof *phold->streams);
    for (uint64_t i = 0; i < processes; i++)
        myc_stream_init(&phold->streams[i], SEED, i, MYC_PURPOSE_WORKLOAD);
    uint32_t first = myc_engine_add_processes(phold->engine, (uint32_t)processes, handle, phold);
    myc_engine_foresee(phold->engine, first, &foresight);
}

static enum myc_status run(const uint64_t *values, struct myc_memory *memory, json_t *figures,
                           struct myc_error *error)
{
    uint64_t processes = values[0], events = values[1];
    bool no_fingerprint = values[2];
    struct phold phold;
    double seconds;
    begin(&phold, processes, events, memory);
    if (no_fingerprint)
        myc_fingerprint_mute(myc_engine_fingerprint(phold.engine));
    size_t before = myc_memory_used_bytes(memory);
    for (uint32_t i = 0; i < processes; i++)
        for (int k = 0; k < EVENTS_PER_PROCESS; k++)
            schedule(&phold, i, i);
    size_t bytes = myc_memory_used_bytes(memory) - before; /* and as many are pending ever after */
    MYC_TRY(myc_bench_run(phold.engine, MYC_STOP_EVENTS, figures, &seconds, error));
    myc_bench_add(figures, "events_per_s", (double)events / seconds);
    myc_bench_add(figures, "bytes_per_pending",
                  (double)bytes / (double)(processes * EVENTS_PER_PROCESS));
    if (no_fingerprint)
        json_object_set_new(figures, "fingerprint", json_null());
    return MYC_OK;
}

const struct myc_bench myc_bench_phold = {
    .name = "phold",
    .help = "the bare event loop: 16 pending events a process, each schedules the next",
    .options = { { "processes", "Logical processes", 1024, 1, 1000000 },
                 { "events", "Events to execute", 5000000, 1, UINT64_C(1) << 40 },
                 { .name = "no-fingerprint", .help = "Without the fingerprint: what it costs" } },
    .run = run,
};
