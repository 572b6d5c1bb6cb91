/* Many hosts: what an idle one costs with everything that a run makes for it, and what a message
 * costs when all are in use. Each message is passed on to another host, drawn uniformly, until all
 * were sent; at most one a host is under way. With renewal every host is up for 1 ms and then down
 * for 100 us, on average and by itself: who is told that a message found its host down sends one to
 * another, and who comes up sends one. */
#include <string.h>

#include "experiments/bench/bench.h"
#include "experiments/bench/star.h"
#include "experiments/plan_file.h"
#include "model/runtime.h"

#define MESSAGE_BYTES 1024
#define SEED 1

static const char *const kinds[] = { "Pass", NULL };

static const char renewal[] = "crash: {target: all, "
                              "by: {renewal: {up: {kind: exponential, mean: 1ms}}}, "
                              "for: {kind: exponential, mean: 100us}}";

static enum myc_status begin_renewal(struct myc_cluster *cluster, struct myc_error *error)
{
    struct myc_memory *memory = myc_cluster_memory(cluster);
    const struct myc_plan_world world = { .cluster = myc_cluster_configuration(cluster),
                                          .message_kinds = kinds,
                                          .seed = SEED,
                                          .parse = myc_plan_line_read };
    struct myc_plan *plan = myc_plan_begin(memory);
    MYC_TRY(myc_plan_text_read(plan, "renewal", renewal, strlen(renewal), &world, memory, error));
    myc_injector_begin(cluster, plan, MYC_FOREVER);
    return MYC_OK;
}

/* --- idle hosts --- */

static void finish(struct myc_driver *driver, void *state, const void *parameters)
{
    (void)state;
    (void)parameters;
    myc_finish(driver, NULL, NULL);
}

static const struct myc_workload nothing = {
    .about = { .name = "nothing", .help = "ends at once" },
    .step = finish,
};

static enum myc_status run_idle(uint32_t hosts, bool renews, struct myc_memory *memory,
                                json_t *figures, struct myc_error *error)
{
    struct myc_star star;
    size_t before = myc_memory_used_bytes(memory);
    struct myc_moment begin = myc_moment_now();
    myc_star_begin(&star, hosts, renews, SEED, memory);
    myc_runtime_begin(star.cluster,
                      &(struct myc_runtime_options){ .workload = &nothing,
                                                     .recovery.policy = myc_recoveries[0] });
    if (renews)
        MYC_TRY(begin_renewal(star.cluster, error));
    double built = myc_moment_now().wall_s - begin.wall_s;
    enum myc_stop stop = myc_engine_run(star.engine);
    if (stop != MYC_STOP_ENDED)
        return myc_error_set(error, MYC_INTERNAL, "the idle run stopped: %s",
                             myc_stop_phrase(stop));
    size_t bytes = myc_memory_used_bytes(memory) - before;
    myc_bench_add(figures, "bytes_per_idle_host", (double)bytes / hosts);
    myc_bench_add(figures, "build_s", built);
    return MYC_OK;
}

/* --- messages --- */

struct passing {
    struct myc_star star;
    struct myc_stream stream;
    const char *label;
    uint32_t hosts;
    uint64_t left; /* messages still to be sent */
    uint64_t under_way;
    uint64_t crashes;
    bool renews; /* so that nothing ends but by itself */
};

static void pass(struct passing *passing, uint32_t from)
{
    if (passing->left == 0)
        return;
    uint32_t to = (uint32_t)myc_stream_below(&passing->stream, passing->hosts - 1);
    myc_cluster_send(passing->star.cluster, &(struct myc_message){ .source = from,
                                                                   .destination = to + (to >= from),
                                                                   .label = passing->label,
                                                                   .length = MESSAGE_BYTES,
                                                                   .digest = passing->left,
                                                                   .ticket = passing->left });
    passing->left--;
    passing->under_way++;
}

static void forgotten(void *state, struct myc_message *message)
{
    struct passing *passing = state;
    (void)message;
    if (--passing->under_way == 0 && passing->left == 0 && passing->renews)
        myc_engine_stop(passing->star.engine, MYC_STOP_ENDED);
}

static void delivered(void *state, const struct myc_message *message)
{
    pass(state, message->destination);
}

static void undelivered(void *state, uint32_t source, uint64_t ticket, uint32_t fault)
{
    (void)ticket;
    (void)fault;
    pass(state, source);
}

static void crashed(void *state, struct myc_incarnation ended, uint32_t fault)
{
    struct passing *passing = state;
    (void)ended;
    (void)fault;
    passing->crashes++;
}

static void restarted(void *state, struct myc_incarnation begun)
{
    pass(state, begun.host);
}

static const struct myc_program_calls calls = {
    .message_kinds = kinds,
    .delivered = delivered,
    .forgotten = forgotten,
    .undelivered = undelivered,
    .crashed = crashed,
    .restarted = restarted,
};

static enum myc_status run(const uint64_t *values, struct myc_memory *memory, json_t *figures,
                           struct myc_error *error)
{
    struct passing passing = { .hosts = (uint32_t)values[0],
                               .left = values[1],
                               .renews = values[2] };
    double seconds;
    MYC_TRY(run_idle(passing.hosts, passing.renews, memory, figures, error));
    myc_memory_reset(memory);
    myc_star_begin(&passing.star, passing.hosts, passing.renews, SEED, memory);
    myc_cluster_program(passing.star.cluster, &calls, &passing);
    myc_stream_init(&passing.stream, SEED, 0, MYC_PURPOSE_WORKLOAD);
    passing.label = myc_cluster_label(passing.star.cluster, "pass");
    if (passing.renews)
        MYC_TRY(begin_renewal(passing.star.cluster, error));
    for (uint32_t host = 0; host < passing.hosts; host++)
        pass(&passing, host);
    MYC_TRY(myc_bench_run(passing.star.engine, passing.renews ? MYC_STOP_ENDED : MYC_STOP_QUIET,
                          figures, &seconds, error));
    myc_bench_add(figures, "us_per_message", seconds * 1e6 / (double)values[1]);
    if (passing.renews)
        myc_bench_add(figures, "crashes", (double)passing.crashes);
    return MYC_OK;
}

const struct myc_bench myc_bench_scale = {
    .name = "scale",
    .help = "many hosts: bytes of an idle one, time of a message among all",
    .options = { { "hosts", "Hosts", 100000, 2, 1000000 },
                 { "messages", "Messages to send", 1000000, 1, UINT64_C(1) << 40 },
                 { .name = "renewal",
                   .help = "Every host is up 1 ms, then down 100 us, on average and by itself" } },
    .run = run,
};
