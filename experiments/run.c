#include "experiments/run.h"

#include "experiments/expect.h"
#include "experiments/verdict.h"

#include <assert.h>
#include <string.h>
#include <time.h>

struct myc_run {
    uint64_t wall_begin_ns;
    struct myc_memory *memory;
    const struct myc_scenario *scenario;
    struct myc_engine *engine;
    struct myc_book *book;
    struct myc_cluster *cluster;
    struct myc_runtime *runtime;
    struct myc_injector *injector;
    struct myc_sightings *sightings;
    enum myc_stop stop;
    size_t event_count, event_room;
    struct myc_traced_event *events;
};

static uint64_t wall_clock_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void trace(void *state, const struct myc_event *event, uint64_t ordinal)
{
    struct myc_run *run = state;
    (void)ordinal;
    run->events = myc_memory_grow(run->memory, run->events, &run->event_room, run->event_count + 1,
                                  sizeof *run->events);
    run->events[run->event_count++] = (struct myc_traced_event){
        .time = event->time,
        .rank = event->rank,
        .source = event->source,
        .counter = event->counter,
        .target = event->target,
        .kind = event->kind,
        .content = event->content,
    };
}

/* The stream of requests takes the place of the workload's own driver. */
static void open_stream(const struct myc_run *run, struct myc_runtime_options *options)
{
    struct myc_workload *workload = myc_memory_alloc(run->memory, sizeof *workload);
    struct myc_arrivals_parameters *parameters = myc_memory_alloc(run->memory, sizeof *parameters);
    *workload = myc_arrivals_workload(run->scenario->workload);
    *parameters = (struct myc_arrivals_parameters){
        .workload = run->scenario->workload,
        .parameters = run->scenario->workload_parameters,
        .arrivals = run->scenario->arrivals,
    };
    options->workload = workload;
    options->workload_parameters = parameters;
}

static void build(struct myc_run *run, const struct myc_scenario *scenario, bool keep,
                  struct myc_memory *memory)
{
    run->memory = memory;
    run->scenario = scenario;
    run->book = myc_memory_alloc(memory, sizeof *run->book);
    myc_book_begin(run->book, memory, keep || scenario->trace != MYC_TRACE_OUTCOME);
    run->engine = myc_engine_begin(memory, &scenario->limits);
    run->cluster = myc_cluster_begin(run->engine, run->book, &scenario->cluster, scenario->seed);
    struct myc_runtime_options options = {
        .workload = scenario->workload,
        .workload_parameters = scenario->workload_parameters,
        .types = scenario->types,
        .cost = scenario->cost,
        .recovery = scenario->recovery,
        .checks = scenario->checks,
    };
    if (scenario->arrivals)
        open_stream(run, &options);
    run->runtime = myc_runtime_begin(run->cluster, &options);
    run->injector = myc_injector_begin(run->cluster, scenario->plan, scenario->eff);
    run->sightings = myc_sightings_begin(run->book, &scenario->expect);
    if (scenario->trace == MYC_TRACE_ALL)
        myc_engine_observe(run->engine, trace, run);
}

static void count_messages(struct myc_run *run, struct myc_outcome *outcome)
{
    struct myc_count *counts = NULL;
    size_t room = 0;
    for (uint32_t kind = 0; myc_message_kinds[kind]; kind++) {
        uint64_t count = myc_cluster_messages(run->cluster, kind);
        if (!count)
            continue;
        counts = myc_memory_grow(run->memory, counts, &room, outcome->message_kind_count + 1,
                                 sizeof *counts);
        counts[outcome->message_kind_count++] =
            (struct myc_count){ .name = myc_message_kinds[kind], .count = count };
    }
    outcome->messages = counts;
}

uint64_t myc_outcome_messages(const struct myc_outcome *outcome)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < outcome->message_kind_count; i++)
        sum += outcome->messages[i].count;
    return sum;
}

static const char *const *host_names(struct myc_run *run)
{
    uint32_t count = myc_cluster_host_count(run->cluster);
    const char **names = myc_memory_alloc(run->memory, count * sizeof *names);
    for (uint32_t host = 0; host < count; host++)
        names[host] = myc_cluster_host_name(run->cluster, host);
    return names;
}

static void take_figures(struct myc_run *run, const struct myc_result *result,
                         struct myc_outcome *outcome)
{
    unsigned char digest[16];
    struct myc_fingerprint *fingerprint = myc_engine_fingerprint(run->engine);
    myc_fingerprint_digest(fingerprint, digest);
    myc_digest_text(digest, outcome->fingerprint);
    outcome->checkpoints = myc_fingerprint_checkpoints(fingerprint, &outcome->checkpoint_count);
    outcome->seed = run->scenario->seed;
    outcome->answered = result->finished && !result->is_error ? result->finished_at : MYC_FOREVER;
    outcome->sim_end = myc_engine_now(run->engine);
    outcome->events = myc_engine_events(run->engine);
    outcome->control = myc_cluster_control(run->cluster);
    outcome->spore_runs = result->spore_runs;
    outcome->recomputed = result->recomputed;
    outcome->duplicates_dropped = result->duplicates_dropped;
    outcome->recovery = result->figures;
    outcome->loss_count = result->loss_count;
    outcome->losses = result->losses;
    outcome->event_count = run->event_count;
    outcome->traced = run->events;
    count_messages(run, outcome);
}

/* The head of the book, so that a drawing can say what the run was. */
static void entitle(struct myc_run *run, const struct myc_result *result,
                    const struct myc_outcome *outcome)
{
    run->book->run = (struct myc_book_run){
        .name = run->scenario->name,
        .seed = outcome->seed,
        .verdict = myc_verdict_word(outcome->verdict),
        .class = myc_class_word(outcome->class),
        .reason = outcome->reason,
        .response = outcome->response,
        .fingerprint = outcome->fingerprint,
        .end = outcome->sim_end,
        .response_node = result->response_node,
        .failing_node = result->failing_node,
    };
}

static void judge(struct myc_run *run, const struct myc_result *result,
                  struct myc_outcome *outcome)
{
    const struct myc_verdict_input input = {
        .scenario = run->scenario,
        .stop = run->stop,
        .result = result,
        .runtime = run->runtime,
        .sightings = run->sightings,
        .hosts = host_names(run),
        .memory = run->memory,
    };
    myc_verdict_judge(&input, outcome);
}

struct myc_run *myc_run_begin(const struct myc_scenario *scenario,
                              const struct myc_run_options *options, struct myc_memory *memory)
{
    uint64_t begin = wall_clock_ns();
    myc_memory_reset(memory);
    struct myc_run *run = myc_memory_alloc(memory, sizeof *run);
    run->wall_begin_ns = begin;
    build(run, scenario, options->keep_records, memory);
    return run;
}

bool myc_run_to(struct myc_run *run, uint64_t events)
{
    run->stop = myc_engine_run_to(run->engine, events);
    return run->stop != MYC_STOP_NONE;
}

void myc_run_end(struct myc_run *run, struct myc_outcome *outcome)
{
    assert(run->stop != MYC_STOP_NONE);
    const struct myc_scenario *scenario = run->scenario;
    *outcome = (struct myc_outcome){ .scenario = scenario, .book = run->book };
    outcome->realised = myc_injector_finish(run->injector, run->memory);
    outcome->declared = myc_plan_text(scenario->plan, run->memory);
    struct myc_result result = myc_runtime_result(run->runtime, run->stop);
    take_figures(run, &result, outcome);
    judge(run, &result, outcome);
    entitle(run, &result, outcome);
    outcome->wall_ns = wall_clock_ns() - run->wall_begin_ns;
}

enum myc_status myc_run(const struct myc_scenario *scenario, const struct myc_run_options *options,
                        struct myc_memory *memory, struct myc_outcome *outcome,
                        struct myc_error *error)
{
    (void)error;
    struct myc_run *run = myc_run_begin(scenario, options, memory);
    myc_run_to(run, UINT64_MAX);
    myc_run_end(run, outcome);
    return MYC_OK;
}
