#include "sim/cluster.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "sim/cluster_internal.h"
#include "sim/digest.h"

#define LARGE 2000 /* hosts: with what they send some 400 bytes each, more than a small L2 cache */
#define LABEL_MARK 0x6c61626cu

static void handle(void *state, const struct myc_event *event)
{
    struct myc_cluster *cluster = state;
    switch ((enum myc_host_event)event->kind) {
    case MYC_HOST_LEAVE:
        myc_network_leave(cluster, event);
        break;
    case MYC_HOST_ARRIVE:
        myc_network_arrive(cluster, event->payload);
        break;
    case MYC_HOST_DELIVER:
        myc_network_deliver(cluster, event->payload);
        break;
    case MYC_HOST_TASK_END:
        myc_task_end(cluster, event->target, event->payload);
        break;
    case MYC_HOST_READ_END:
    case MYC_HOST_WRITE_END:
        myc_read_end(cluster, event->target, event->payload);
        break;
    case MYC_HOST_TIMER:
        myc_timer_fire(cluster, event->target, event->payload);
        break;
    case MYC_HOST_NOTICE:
        myc_notice_tell(cluster, event->payload);
        break;
    case MYC_HOST_BEAT:
        myc_heartbeat_send(cluster, event->target, event->payload);
        break;
    case MYC_HOST_HEARTBEAT:
        myc_heartbeat_arrive(cluster, event->payload);
        break;
    case MYC_HOST_DEADLINE:
        myc_heartbeat_miss(cluster, event->payload);
        break;
    case MYC_HOST_UNDELIVERED:
        myc_notice_undelivered(cluster, event->target, event->payload);
        break;
    }
}

static void assert_config(const struct myc_cluster_config *config)
{
    assert(config->host_count <= MYC_HOSTS_MAX);
    assert(config->client);
    assert(config->zones > 0 && config->racks > 0 && config->cores > 0);
    assert(config->speed.numerator > 0 && config->speed.denominator > 0);
    assert(config->nic_bits_per_s > 0);
    assert(config->detector);
}

static void foresee_next(const void *state, uint32_t process)
{
    const struct myc_cluster *cluster = state;
    __builtin_prefetch(&cluster->hosts[process]);
}

static const struct myc_foresight foresight = {
    .next = foresee_next,
    .ahead = myc_network_foresee,
};

static void add_to_book(struct myc_cluster *cluster, uint32_t host)
{
    const struct myc_book_host row = {
        .name = myc_cluster_config_name(&cluster->config, host, cluster->memory),
        .rack = myc_cluster_config_rack(&cluster->config, host),
        .zone = myc_cluster_config_zone(&cluster->config, host),
    };
    uint32_t added = myc_book_add_host(cluster->book, &row);
    assert(added == host);
    cluster->racks[host] = row.rack;
}

struct myc_cluster *myc_cluster_begin(struct myc_engine *engine, struct myc_book *book,
                                      const struct myc_cluster_config *config, uint64_t seed)
{
    assert_config(config);
    struct myc_memory *memory = myc_engine_memory(engine);
    struct myc_cluster *cluster = myc_memory_alloc(memory, sizeof *cluster);
    cluster->engine = engine;
    cluster->memory = memory;
    cluster->book = book;
    cluster->config = *config;
    cluster->seed = seed;
    cluster->roles = myc_roles_begin(memory);
    uint32_t count = config->host_count + 1;
    myc_tally_begin(&cluster->tally, count, memory);
    cluster->up_count = count;
    cluster->hosts = myc_memory_lines(memory, count * sizeof *cluster->hosts);
    cluster->rests = myc_memory_lines(memory, count * sizeof *cluster->rests);
    cluster->racks = myc_memory_alloc(memory, count * sizeof *cluster->racks);
    for (uint32_t host = 0; host < count; host++)
        add_to_book(cluster, host);
    uint32_t first = myc_engine_add_processes(engine, count, handle, cluster);
    assert(first == 0);
    if (count >= LARGE)
        myc_engine_foresee(engine, first, &foresight);
    return cluster;
}

void myc_cluster_program(struct myc_cluster *cluster, const struct myc_program_calls *calls,
                         void *program)
{
    assert(!cluster->calls);
    cluster->calls = calls;
    cluster->program = program;
    while (calls->message_kinds[cluster->kind_count])
        cluster->kind_count++;
    cluster->messages =
        myc_memory_alloc(cluster->memory, cluster->kind_count * sizeof *cluster->messages);
}

myc_event_handle myc_cluster_schedule(struct myc_cluster *cluster, myc_time at, enum myc_rank rank,
                                      uint32_t source, uint32_t target, enum myc_host_event kind,
                                      uint64_t content, void *payload)
{
    return myc_engine_schedule(cluster->engine, (struct myc_event){ .time = at,
                                                                    .rank = rank,
                                                                    .source = source,
                                                                    .target = target,
                                                                    .kind = (uint16_t)kind,
                                                                    .content = content,
                                                                    .payload = payload });
}

myc_time myc_cluster_duration(uint64_t a, uint64_t b, uint64_t c)
{
    if (b == c)
        return a < MYC_FOREVER ? a : MYC_FOREVER;
    myc_wide product = (myc_wide)a * b;
    uint64_t low = (uint64_t)product;
    if (low == product) /* nearly always, and the narrow division is much the cheaper one */
        product = low / c + (low % c != 0);
    else
        product = product / c + (product % c != 0);
    return product < MYC_FOREVER ? (myc_time)product : MYC_FOREVER;
}

myc_time myc_cluster_transmission(uint64_t bytes, uint64_t bits_per_s)
{
    return myc_cluster_duration(8000 * MYC_MS, bytes, bits_per_s);
}

/* --- labels --- */

const char *myc_cluster_label(struct myc_cluster *cluster, const char *text)
{
    struct myc_memory *memory = cluster->memory;
    struct myc_label *label;
    size_t length = strlen(text);
    HASH_FIND(hh, cluster->labels, text, length, label);
    if (label)
        return label->text;
    label = myc_memory_alloc(memory, sizeof *label + length + 1);
    memcpy(label->text, text, length + 1);
    label->id = cluster->label_count++;
    label->mark = LABEL_MARK;
    label->digest = myc_digest64(text, length);
    HASH_ADD_KEYPTR(hh, cluster->labels, label->text, length, label);
    return label->text;
}

const struct myc_label *myc_label_of(const char *text)
{
    const struct myc_label *label = (const void *)(text - offsetof(struct myc_label, text));
    assert(label->mark == LABEL_MARK);
    return label;
}

/* --- questions --- */

struct myc_engine *myc_cluster_engine(const struct myc_cluster *cluster)
{
    return cluster->engine;
}

struct myc_book *myc_cluster_book(const struct myc_cluster *cluster)
{
    return cluster->book;
}

struct myc_roles *myc_cluster_roles(const struct myc_cluster *cluster)
{
    return cluster->roles;
}

struct myc_memory *myc_cluster_memory(const struct myc_cluster *cluster)
{
    return cluster->memory;
}

const struct myc_cluster_config *myc_cluster_configuration(const struct myc_cluster *cluster)
{
    return &cluster->config;
}

uint64_t myc_cluster_seed(const struct myc_cluster *cluster)
{
    return cluster->seed;
}

myc_time myc_cluster_now(const struct myc_cluster *cluster)
{
    return myc_engine_now(cluster->engine);
}

uint32_t myc_cluster_host_count(const struct myc_cluster *cluster)
{
    return cluster->config.host_count + 1;
}

uint32_t myc_cluster_client(const struct myc_cluster *cluster)
{
    return cluster->config.host_count;
}

const char *myc_cluster_host_name(const struct myc_cluster *cluster, uint32_t host)
{
    assert(host <= cluster->config.host_count);
    return cluster->book->hosts[host].name;
}

bool myc_cluster_is_up(const struct myc_cluster *cluster, uint32_t host)
{
    return myc_cluster_host(cluster, host)->holds == 0;
}

uint32_t myc_cluster_busy_cores(const struct myc_cluster *cluster, uint32_t host)
{
    return myc_cluster_host(cluster, host)->busy_cores;
}

struct myc_incarnation myc_cluster_incarnation(const struct myc_cluster *cluster, uint32_t host)
{
    return (struct myc_incarnation){ .host = host,
                                     .number = myc_cluster_host(cluster, host)->incarnation };
}

/* --- counters --- */

void myc_cluster_hit(struct myc_cluster *cluster, uint32_t fault, uint64_t count)
{
    assert(fault > 0);
    cluster->hits = myc_memory_grow(cluster->memory, cluster->hits, &cluster->hit_room,
                                    (size_t)fault + 1, sizeof *cluster->hits);
    cluster->hits[fault] += count;
}

uint64_t myc_cluster_fault_hits(const struct myc_cluster *cluster, uint32_t fault)
{
    return fault < cluster->hit_room ? cluster->hits[fault] : 0;
}

bool myc_cluster_was_hit(const struct myc_cluster *cluster)
{
    return cluster->hits != NULL;
}

uint64_t myc_cluster_messages(const struct myc_cluster *cluster, uint32_t kind)
{
    assert(kind < cluster->kind_count);
    return cluster->messages[kind];
}

uint64_t myc_cluster_control(const struct myc_cluster *cluster)
{
    return cluster->control;
}
