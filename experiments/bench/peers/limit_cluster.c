/* limit_cluster QUEUE HOSTS PAIRS [RUNS]: requests and responses of 1 KiB in a closed loop over a star as
 * a bare loop. Five events a pair: at the hub, at the server, service end, at the hub, at the
 * client. Links are first come, first served, 10 Gbit/s and 50 us each way; the hub stores and
 * forwards; a server takes 10 us. With RUNS it begins again so often, each time in the same memory:
 * what a whole small run costs. */
#include <string.h>

#include "experiments/bench/peers/limit_heap.h"
#include "experiments/bench/peers/limit_radix.h"
#include "experiments/bench/peers/peer.h"

/* Times are in ps, so that a transmission is exact. */
#define LATENCY UINT64_C(50000000)
#define TRANSMISSION UINT64_C(819200) /* 1024 bytes at 10 Gbit/s */
#define SERVICE UINT64_C(10000000)

enum { HUB_REQUEST, REQUEST, SERVED, HUB_RESPONSE, RESPONSE };

struct host {
    uint64_t up_free, down_free, service_free; /* when its links and its server are */
};

struct cluster {
    bool has_radix; /* of the two queues, the one in use */
    struct limit_heap heap;
    struct limit_radix radix;
    struct host *hosts;
    uint32_t host_count;
    uint64_t random, sequence, done;
};

static inline void schedule(struct cluster *cluster, uint64_t time, uint32_t target, uint32_t kind,
                            uint64_t client)
{
    struct limit_event event = { .time = time,
                                 .sequence = cluster->sequence++,
                                 .target = target,
                                 .kind = kind,
                                 .argument = client };
    if (cluster->has_radix)
        limit_radix_push(&cluster->radix, event);
    else
        limit_heap_push(&cluster->heap, event);
}

/* When a thing that is free at `*free_at` has worked so long, from now or then. */
static inline uint64_t pass(uint64_t now, uint64_t *free_at, uint64_t duration)
{
    *free_at = (now > *free_at ? now : *free_at) + duration;
    return *free_at;
}

static inline void send(struct cluster *cluster, uint64_t now, uint32_t from, uint32_t to,
                        uint32_t kind, uint64_t client)
{
    uint64_t left = pass(now, &cluster->hosts[from].up_free, TRANSMISSION);
    schedule(cluster, left + LATENCY, to, kind, client);
}

static inline void ask(struct cluster *cluster, uint64_t now, uint32_t client)
{
    uint32_t server = peer_other(&cluster->random, cluster->host_count, client);
    send(cluster, now, client, server, HUB_REQUEST, client);
}

static inline void handle(struct cluster *cluster, const struct limit_event *event)
{
    struct host *host = &cluster->hosts[event->target];
    uint64_t now = event->time;
    switch (event->kind) {
    case HUB_REQUEST:
    case HUB_RESPONSE:
        schedule(cluster, pass(now, &host->down_free, TRANSMISSION) + LATENCY, event->target,
                 event->kind + 1, event->argument);
        break;
    case REQUEST:
        schedule(cluster, pass(now, &host->service_free, SERVICE), event->target, SERVED,
                 event->argument);
        break;
    case SERVED:
        send(cluster, now, event->target, (uint32_t)event->argument, HUB_RESPONSE, event->argument);
        break;
    default:
        cluster->done++;
        ask(cluster, now, event->target);
    }
}

/* Gives when the last of the pairs was done, in ps. */
static uint64_t run(struct cluster *cluster, uint64_t pairs, uint64_t seed)
{
    uint64_t now = 0;
    cluster->heap.count = 0;
    limit_radix_clear(&cluster->radix);
    cluster->sequence = cluster->done = 0;
    cluster->random = peer_seed(seed);
    memset(cluster->hosts, 0, cluster->host_count * sizeof *cluster->hosts);
    for (uint32_t host = 0; host < cluster->host_count; host++)
        ask(cluster, 0, host);
    while (cluster->done < pairs) {
        struct limit_event event =
            cluster->has_radix ? limit_radix_pop(&cluster->radix) : limit_heap_pop(&cluster->heap);
        now = event.time;
        handle(cluster, &event);
    }
    return now;
}

int main(int count, char **arguments)
{
    if (count != 4 && count != 5) {
        fputs("usage: limit_cluster heap|radix HOSTS PAIRS [RUNS]\n", stderr);
        return 64;
    }
    struct cluster cluster = { .has_radix = strcmp(arguments[1], "radix") == 0,
                               .host_count = (uint32_t)strtoull(arguments[2], NULL, 10) };
    uint64_t pairs = strtoull(arguments[3], NULL, 10);
    uint64_t runs = count == 5 ? strtoull(arguments[4], NULL, 10) : 1;
    cluster.hosts = calloc(cluster.host_count, sizeof *cluster.hosts);
    if (!cluster.hosts)
        abort();
    limit_heap_init(&cluster.heap, cluster.host_count + 1); /* one of each host's pair */
    struct peer_moment begin = peer_now();
    uint64_t end = 0;
    for (uint64_t i = 0; i < runs; i++)
        end = run(&cluster, pairs, i);
    if (count == 5)
        peer_print_runs(begin, runs);
    else
        peer_print_rate(begin, "messages_per_s", 2 * (double)pairs);
    peer_end((double)end * 1e-3);
}
