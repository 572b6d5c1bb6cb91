/* A closed loop over a star: every host asks another one, drawn uniformly, with 1 KiB, is served
 * first come, first served in 10 us, gets 1 KiB back and asks again. Links have 10 Gbit/s and 50 us
 * to the hub, so 100 us a path. With faults every host is down for 5 ms in each 100 ms, one after
 * the other, and what is not answered within 1 ms is asked again of another host. */
#include "experiments/bench/bench.h"
#include "experiments/bench/star.h"
#include "sim/digest.h"
#include "sim/port.h"

#define MESSAGE_BYTES 1024
#define SERVICE (10 * MYC_US)
#define TIMEOUT MYC_MS
#define DOWN (5 * MYC_MS)
#define PERIOD (100 * MYC_MS)
#define SEED 1

enum { REQUEST, RESPONSE };
static const char *const kinds[] = { "Req", "Res", NULL };

struct outage {
    uint32_t host;
    uint32_t fault; /* that has it down now */
};

struct loop {
    struct myc_star star;
    struct myc_stream stream;
    const char *label;
    uint32_t hosts;
    bool faults;
    uint64_t pairs, done;
    struct asker {
        uint32_t request; /* the last one it made */
        myc_event_handle timeout;
    } * askers;
    uint32_t injector; /* the process that the outages are events of */
    uint32_t fault_count;
    struct outage *outages; /* of each host */
};

/* What a message says fits into the pointer to its decoded form: who asked, and its how-manieth. */
static void *letter(uint32_t host, uint32_t request)
{
    return (void *)((uintptr_t)request << 32 | host);
}

static void send(struct loop *loop, uint32_t kind, uint32_t from, uint32_t to, void *letter)
{
    uint64_t said = (uintptr_t)letter;
    myc_cluster_send(loop->star.cluster,
                     &(struct myc_message){ .kind = kind,
                                            .source = from,
                                            .destination = to,
                                            .label = loop->label,
                                            .length = MESSAGE_BYTES,
                                            .digest = myc_digest64(&said, sizeof said),
                                            .body = letter });
}

static void ask(struct loop *loop, uint32_t host)
{
    struct asker *asker = &loop->askers[host];
    uint32_t other = (uint32_t)myc_stream_below(&loop->stream, loop->hosts - 1);
    other += other >= host;
    asker->request++;
    send(loop, REQUEST, host, other, letter(host, asker->request));
    if (loop->faults)
        asker->timeout = myc_cluster_timer(loop->star.cluster, host,
                                           myc_cluster_now(loop->star.cluster) + TIMEOUT, NULL, 0);
}

static void take_response(struct loop *loop, const struct myc_message *message)
{
    uint32_t host = message->destination;
    struct asker *asker = &loop->askers[host];
    if (message->body != letter(host, asker->request))
        return; /* late: it was asked again since */
    if (loop->faults)
        myc_cluster_cancel(loop->star.cluster, asker->timeout);
    if (++loop->done == loop->pairs)
        myc_engine_stop(loop->star.engine, MYC_STOP_ENDED);
    ask(loop, host);
}

static void delivered(void *state, const struct myc_message *message)
{
    struct loop *loop = state;
    if (message->kind == REQUEST)
        myc_cluster_run(loop->star.cluster, message->destination, message->body,
                        (uintptr_t)message->body);
    else
        take_response(loop, message);
}

static myc_time started(void *state, uint32_t host, void *task)
{
    (void)state;
    (void)host;
    (void)task;
    return SERVICE;
}

static void ended(void *state, uint32_t host, void *task)
{
    send(state, RESPONSE, host, (uint32_t)(uintptr_t)task, task);
}

static void timer(void *state, uint32_t host, void *owner)
{
    (void)owner;
    ask(state, host);
}

static void restarted(void *state, struct myc_incarnation begun)
{
    ask(state, begun.host);
}

static const struct myc_program_calls calls = {
    .message_kinds = kinds,
    .delivered = delivered,
    .started = started,
    .ended = ended,
    .timer = timer,
    .restarted = restarted,
};

/* --- outages --- */

static void plan(struct loop *loop, myc_time at, enum myc_rank rank, struct outage *outage)
{
    myc_engine_schedule(loop->star.engine, (struct myc_event){ .time = at,
                                                               .rank = rank,
                                                               .source = loop->injector,
                                                               .counter = outage->host,
                                                               .target = loop->injector,
                                                               .daemon = true,
                                                               .content = outage->host,
                                                               .payload = outage });
}

static void inject(void *state, const struct myc_event *event)
{
    struct loop *loop = state;
    struct outage *outage = event->payload;
    if (event->rank == MYC_RANK_FAULT_START) {
        outage->fault = ++loop->fault_count;
        myc_port_host_down(loop->star.cluster, outage->host, outage->fault);
        plan(loop, event->time + DOWN, MYC_RANK_FAULT_END, outage);
    } else {
        myc_port_host_up(loop->star.cluster, outage->host, outage->fault);
        plan(loop, event->time + PERIOD - DOWN, MYC_RANK_FAULT_START, outage);
    }
}

static void plan_outages(struct loop *loop, struct myc_memory *memory)
{
    loop->injector = myc_engine_add_process(loop->star.engine, inject, loop);
    loop->outages = myc_memory_alloc(memory, loop->hosts * sizeof *loop->outages);
    for (uint32_t host = 0; host < loop->hosts; host++) {
        loop->outages[host].host = host;
        plan(loop, PERIOD * (host + 1) / loop->hosts, MYC_RANK_FAULT_START, &loop->outages[host]);
    }
}

static bool never(void *state, const struct myc_message *message, struct myc_fate *fate)
{
    (void)state;
    (void)message;
    (void)fate;
    return false;
}

/* A rule for what host 0 sends to itself, which never leaves a NIC: all else is held against it and
 * none matches. With no rule open the port asks less of a message than this. */
static void open_idle_rule(struct loop *loop)
{
    myc_port_rule_open(loop->star.cluster,
                       &(struct myc_path_rule){ .fault = ++loop->fault_count,
                                                .kind = MYC_ANY_KIND,
                                                .meet = never });
}

static enum myc_status run(const uint64_t *values, struct myc_memory *memory, json_t *figures,
                           struct myc_error *error)
{
    struct loop loop = { .hosts = (uint32_t)values[0], .pairs = values[1], .faults = values[2] };
    bool idle_rule = values[3];
    double seconds;
    myc_star_begin(&loop.star, loop.hosts, false, SEED, memory);
    myc_cluster_program(loop.star.cluster, &calls, &loop);
    myc_stream_init(&loop.stream, SEED, 0, MYC_PURPOSE_WORKLOAD);
    loop.label = myc_cluster_label(loop.star.cluster, "pair");
    loop.askers = myc_memory_alloc(memory, loop.hosts * sizeof *loop.askers);
    if (loop.faults)
        plan_outages(&loop, memory);
    if (idle_rule)
        open_idle_rule(&loop);
    for (uint32_t host = 0; host < loop.hosts; host++)
        ask(&loop, host);
    MYC_TRY(myc_bench_run(loop.star.engine, MYC_STOP_ENDED, figures, &seconds, error));
    myc_bench_add(figures, "messages_per_s", 2 * (double)loop.pairs / seconds);
    return MYC_OK;
}

const struct myc_bench myc_bench_cluster = {
    .name = "cluster",
    .help = "requests and responses of 1 KiB in a closed loop over a star of hosts",
    .options = { { "hosts", "Hosts, each a client and a server", 256, 2, 100000 },
                 { "pairs", "Responses to wait for", 1000000, 1, UINT64_C(1) << 40 },
                 { .name = "faults",
                   .help = "Every host is down 5 ms in each 100 ms; requests have a timeout" },
                 { .name = "idle-rule",
                   .help = "A path rule is open all along that no message matches" } },
    .run = run,
};
