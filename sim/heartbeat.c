#include <assert.h>

#include "sim/cluster_internal.h"
#include "sim/digest.h"
#include "sim/little_endian.h"

/* Heartbeats. Every host sends one to every other at each multiple of the period; simulated are those
 * that somebody heeds: who has a request open at the host, or suspects it. So their cost goes with
 * the open requests, and idle hosts have none.
 *
 *     observer ── request ──▶ host           it heeds the host from now on
 *     observer ◀─ heartbeat ─ host           each puts the deadline off by the patience
 *     observer    deadline                   the host is suspected: the requests have failed, and
 *                                            later ones have the patience anew
 *     observer ◀─ heartbeat ─ host           it is suspected no more; one of a later life says that
 *                                            those before it have ended
 *
 * A heartbeat goes by path rules, latency and jitter (of a stream of its own) as a message does, and
 * takes a NIC as long as its bytes; but it goes ahead of what waits there. What a rule would hold is
 * lost.
 *
 * Heartbeats and deadlines are daemons: who is up and beats is not waited for when there is nothing
 * else to do. The first deadline of a life that does not go on counts as work: every crash is told. */

#define HEARTBEAT_BYTES 64

struct myc_heed {
    UT_hash_handle hh;
    uint64_t key;                 /* observer << 32 | host */
    struct myc_heed *prev, *next; /* of one host, while it heeds */
    struct myc_heed *mine;        /* the next of the observer's */
    uint32_t open;                /* requests */
    uint32_t life;                /* of the host; those before it have ended */
    bool is_heeding;
    bool is_suspected;        /* that life is */
    uint32_t fault;           /* that did something to the last heartbeats; 0: none */
    bool waits;               /* a heartbeat came while the observer stood still, */
    uint32_t waiting_life;    /* of this life */
    myc_event_handle missing; /* the deadline; 0: there is none */
    bool is_expected;         /* it counts as work, */
    bool is_awaited;          /* or is waited for, as what began at */
    uint64_t since;           /* this point of the run */
    uint64_t sent;            /* heartbeats */
    struct myc_stream jitter;
};

/* What heartbeats make of a host. */
struct myc_pulse {
    struct myc_heed *heeded; /* by whom */
    struct myc_heed *heeds;  /* what it knows of others */
    bool beats;
};

/* One on its way. */
struct myc_heartbeat {
    uint32_t source;
    uint32_t destination;
    uint32_t life; /* of the source */
};

static uint32_t observer_of(const struct myc_heed *heed)
{
    return (uint32_t)(heed->key >> 32);
}

static uint32_t host_of(const struct myc_heed *heed)
{
    return (uint32_t)heed->key;
}

static struct myc_heed *find(const struct myc_cluster *cluster, uint32_t observer, uint32_t host)
{
    struct myc_heed *heed = NULL;
    uint64_t key = (uint64_t)observer << 32 | host;
    if (cluster->heeds)
        HASH_FIND(hh, cluster->heeds, &key, sizeof key, heed);
    return heed;
}

static struct myc_pulse *pulse_of(struct myc_cluster *cluster, uint32_t host)
{
    struct myc_host_rest *rest = myc_rest_of(cluster, myc_cluster_host(cluster, host));
    if (!rest->pulse)
        rest->pulse = myc_memory_alloc(cluster->memory, sizeof *rest->pulse);
    return rest->pulse;
}

static myc_time period_of(const struct myc_cluster *cluster)
{
    return cluster->config.detector->period(cluster->config.detector_parameters);
}

/* --- the deadline --- */

static void await_no_more(struct myc_cluster *cluster, struct myc_heed *heed)
{
    if (heed->is_awaited)
        myc_engine_awaited(cluster->engine, heed->since);
    if (heed->is_expected)
        myc_engine_expect_less(cluster->engine, 1);
    heed->is_awaited = heed->is_expected = false;
}

/* Whether the life that the observer takes the host for goes on, and beats. */
static bool is_alive(const struct myc_cluster *cluster, const struct myc_heed *heed)
{
    uint32_t host = host_of(heed);
    return myc_cluster_is_up(cluster, host) &&
           myc_cluster_incarnation(cluster, host).number == heed->life;
}

static void await_deadline(struct myc_cluster *cluster, struct myc_heed *heed)
{
    await_no_more(cluster, heed);
    heed->is_expected = !heed->is_suspected && !is_alive(cluster, heed);
    heed->is_awaited = !heed->is_expected;
    heed->since = myc_engine_since(cluster->engine);
    if (heed->is_expected)
        myc_engine_expect(cluster->engine, 1);
    else
        myc_engine_await(cluster->engine, heed->since);
}

static void disarm(struct myc_cluster *cluster, struct myc_heed *heed)
{
    await_no_more(cluster, heed);
    myc_cluster_cancel(cluster, heed->missing);
    heed->missing = 0;
}

/* Where requests are open, the next heartbeat must come in time. */
static void arm(struct myc_cluster *cluster, struct myc_heed *heed)
{
    disarm(cluster, heed);
    if (!heed->open)
        return;
    myc_time patience = cluster->config.detector->patience(cluster->config.detector_parameters);
    struct myc_timer *timer =
        myc_timer_set(cluster, observer_of(heed), myc_time_add(myc_cluster_now(cluster), patience),
                      MYC_HOST_DEADLINE, heed->key);
    timer->owner = heed;
    heed->missing = timer->event;
    await_deadline(cluster, heed);
}

/* --- who heeds whom --- */

/* A host beats at the multiples of the period, by its clock, while anyone heeds it. */
static void beat_on(struct myc_cluster *cluster, uint32_t host)
{
    struct myc_pulse *pulse = pulse_of(cluster, host);
    if (pulse->beats || !pulse->heeded || !myc_cluster_is_up(cluster, host))
        return;
    myc_time period = period_of(cluster);
    myc_time last = myc_cluster_now(cluster) / period * period;
    pulse->beats = true;
    myc_timer_set(cluster, host, myc_time_add(last, period), MYC_HOST_BEAT, period);
}

static struct myc_heed *make(struct myc_cluster *cluster, uint32_t observer, uint32_t host)
{
    struct myc_memory *memory = cluster->memory;
    struct myc_pulse *pulse = pulse_of(cluster, observer);
    struct myc_heed *heed = myc_memory_take(memory, sizeof *heed);
    heed->key = (uint64_t)observer << 32 | host;
    heed->mine = pulse->heeds;
    pulse->heeds = heed;
    myc_stream_init(&heed->jitter, cluster->seed, (uint64_t)host << 32 | observer,
                    MYC_PURPOSE_HEARTBEAT);
    HASH_ADD(hh, cluster->heeds, key, sizeof heed->key, heed);
    return heed;
}

/* It heeds the host while it has to. */
static void heed_or_not(struct myc_cluster *cluster, struct myc_heed *heed)
{
    struct myc_pulse *pulse = pulse_of(cluster, host_of(heed));
    bool heeds = heed->open || heed->is_suspected;
    if (heeds == heed->is_heeding)
        return;
    heed->is_heeding = heeds;
    if (heeds)
        DL_APPEND(pulse->heeded, heed);
    else
        DL_DELETE(pulse->heeded, heed);
    beat_on(cluster, host_of(heed));
}

void myc_cluster_heed(struct myc_cluster *cluster, uint32_t observer, struct myc_incarnation asked)
{
    if (!cluster->config.detector->period || observer == asked.host)
        return;
    struct myc_heed *heed = find(cluster, observer, asked.host);
    if (!heed)
        heed = make(cluster, observer, asked.host);
    if (heed->life < asked.number)
        heed->is_suspected = false;
    if (heed->life < asked.number)
        heed->life = asked.number;
    heed->open++;
    heed_or_not(cluster, heed);
    if (!heed->missing)
        arm(cluster, heed);
}

void myc_cluster_heed_no_more(struct myc_cluster *cluster, uint32_t observer, uint32_t host)
{
    struct myc_heed *heed = find(cluster, observer, host);
    if (!heed || heed->open == 0) /* it crashed since */
        return;
    heed->open--;
    if (heed->open == 0)
        disarm(cluster, heed);
    heed_or_not(cluster, heed);
}

/* That life goes on. */
static void believe(struct myc_cluster *cluster, struct myc_heed *heed, uint32_t life)
{
    heed->life = life;
    heed->is_suspected = false;
    heed->fault = 0;
    arm(cluster, heed);
    heed_or_not(cluster, heed);
}

void myc_cluster_hear(struct myc_cluster *cluster, uint32_t observer, struct myc_incarnation life)
{
    struct myc_heed *heed = find(cluster, observer, life.host);
    if (heed)
        believe(cluster, heed, life.number);
}

/* --- sending --- */

static uint64_t content_of(const struct myc_heartbeat *heartbeat)
{
    unsigned char bytes[3 * 4];
    unsigned char *at = myc_put_32(bytes, heartbeat->source);
    at = myc_put_32(at, heartbeat->destination);
    at = myc_put_32(at, heartbeat->life);
    return myc_digest64(bytes, (size_t)(at - bytes));
}

/* How long a NIC takes for one; who slows it is to blame. */
static myc_time transmission(struct myc_cluster *cluster, struct myc_heed *heed, uint32_t host)
{
    const struct myc_host *on = myc_cluster_host(cluster, host);
    uint32_t slow = myc_slow_hit(cluster, on, MYC_RESOURCE_NIC);
    heed->fault = slow ? slow : heed->fault;
    return myc_hurt_stretch(
        on, MYC_RESOURCE_NIC,
        myc_cluster_transmission(HEARTBEAT_BYTES, myc_cluster_config_nic(&cluster->config, host)));
}

/* How long it is under way; false: it is lost. */
static bool travels(struct myc_cluster *cluster, struct myc_heed *heed, myc_time *takes)
{
    uint32_t fault = 0;
    const struct myc_message message = {
        .kind = MYC_KIND_HEARTBEAT,
        .source = host_of(heed),
        .destination = observer_of(heed),
        .label = myc_cluster_label(cluster, "heartbeat"),
        .n = ++heed->sent,
        .length = HEARTBEAT_BYTES,
    };
    const struct myc_cluster_config *config = &cluster->config;
    enum myc_level level = myc_cluster_config_level(config, message.source, message.destination);
    *takes = myc_cluster_config_latency(config, level, message.source, message.destination);
    if (config->jitter.kind)
        *takes = myc_time_add(*takes, myc_distribution_draw(&config->jitter, &heed->jitter));
    *takes = myc_time_add(*takes, transmission(cluster, heed, message.source));
    *takes = myc_time_add(*takes, transmission(cluster, heed, message.destination));
    bool passes = myc_path_lets_beat(cluster, &message, takes, &fault);
    heed->fault = fault ? fault : heed->fault;
    return passes;
}

static void send(struct myc_cluster *cluster, struct myc_heed *heed)
{
    uint32_t host = host_of(heed), observer = observer_of(heed);
    myc_time takes;
    cluster->control++;
    if (!travels(cluster, heed, &takes))
        return;
    struct myc_heartbeat *heartbeat = myc_memory_take(cluster->memory, sizeof *heartbeat);
    *heartbeat = (struct myc_heartbeat){
        .source = host,
        .destination = observer,
        .life = myc_cluster_incarnation(cluster, host).number,
    };
    myc_engine_schedule(cluster->engine,
                        (struct myc_event){ .time = myc_time_add(myc_cluster_now(cluster), takes),
                                            .rank = MYC_RANK_DELIVERY,
                                            .source = host,
                                            .target = observer,
                                            .kind = MYC_HOST_HEARTBEAT,
                                            .daemon = true,
                                            .content = content_of(heartbeat),
                                            .payload = heartbeat });
}

void myc_heartbeat_send(struct myc_cluster *cluster, uint32_t host, struct myc_timer *timer)
{
    if (!myc_timer_comes(cluster, timer))
        return;
    myc_timer_end(cluster, timer);
    struct myc_pulse *pulse = pulse_of(cluster, host);
    struct myc_heed *heed;
    DL_FOREACH(pulse->heeded, heed)
    {
        send(cluster, heed);
    }
    pulse->beats = pulse->heeded;
    if (pulse->beats) {
        myc_time period = period_of(cluster);
        myc_timer_set(cluster, host, myc_time_add(myc_cluster_now(cluster), period), MYC_HOST_BEAT,
                      period);
    }
}

/* --- hearing --- */

/* The observer takes a life of the host for ended. */
static void tell(struct myc_cluster *cluster, const struct myc_heed *heed, uint32_t life,
                 uint32_t fault, const char *why)
{
    const struct myc_incarnation ended = { .host = host_of(heed), .number = life };
    cluster->control++;
    myc_book_add(cluster->book, &(struct myc_record){ .kind = MYC_RECORD_NOTICED,
                                                      .time = myc_cluster_now(cluster),
                                                      .host = ended.host,
                                                      .fault = fault,
                                                      .detail = why });
    if (cluster->calls->noticed)
        cluster->calls->noticed(cluster->program, observer_of(heed), ended, fault);
}

static void hear(struct myc_cluster *cluster, struct myc_heed *heed, uint32_t life)
{
    const struct myc_incarnation ended = { .host = host_of(heed), .number = life - 1 };
    if (life < heed->life)
        return; /* it was long under way */
    bool is_next = life > heed->life;
    believe(cluster, heed, life);
    if (is_next)
        tell(cluster, heed, ended.number, myc_cluster_cause(cluster, ended), "its next life beats");
}

void myc_heartbeat_arrive(struct myc_cluster *cluster, struct myc_heartbeat *heartbeat)
{
    struct myc_heed *heed = find(cluster, heartbeat->destination, heartbeat->source);
    uint32_t life = heartbeat->life;
    const struct myc_host *observer = myc_cluster_host(cluster, heartbeat->destination);
    myc_memory_give(cluster->memory, heartbeat, sizeof *heartbeat);
    if (!heed)
        return; /* the observer is down, or was */
    if (!myc_host_stands_still(observer)) {
        hear(cluster, heed, life);
        return;
    }
    heed->waiting_life = heed->waits && heed->waiting_life > life ? heed->waiting_life : life;
    heed->waits = true;
}

void myc_heartbeat_go_on(struct myc_cluster *cluster, uint32_t host)
{
    const struct myc_pulse *pulse = myc_rest_of(cluster, myc_cluster_host(cluster, host))->pulse;
    struct myc_heed *heed = pulse ? pulse->heeds : NULL;
    for (; heed; heed = heed->mine) {
        if (!heed->waits)
            continue;
        heed->waits = false;
        hear(cluster, heed, heed->waiting_life);
    }
}

/* Why it was not heard of, as far as anyone knows. */
static uint32_t blame(const struct myc_cluster *cluster, const struct myc_heed *heed)
{
    const struct myc_host *host = myc_cluster_host(cluster, host_of(heed));
    uint32_t fault = myc_cluster_cause(
        cluster, (struct myc_incarnation){ .host = host_of(heed), .number = heed->life });
    if (!fault && myc_host_stands_still(host))
        fault = host->hurt->pauser;
    return fault ? fault : heed->fault;
}

void myc_heartbeat_miss(struct myc_cluster *cluster, struct myc_timer *timer)
{
    struct myc_heed *heed = timer->owner;
    await_no_more(cluster, heed);
    if (!myc_timer_comes(cluster, timer))
        return;
    myc_timer_end(cluster, timer);
    heed->missing = 0;
    heed->is_suspected = true;
    heed->fault = blame(cluster, heed);
    tell(cluster, heed, heed->life, heed->fault, "no heartbeat");
}

/* --- what becomes of the host --- */

void myc_heartbeat_crash(struct myc_cluster *cluster, uint32_t host)
{
    struct myc_memory *memory = cluster->memory;
    struct myc_pulse *pulse = myc_rest_of(cluster, myc_cluster_host(cluster, host))->pulse;
    struct myc_heed *heed;
    if (!pulse)
        return;
    pulse->beats = false;
    DL_FOREACH(pulse->heeded, heed)
    {
        if (heed->is_awaited && !heed->is_suspected)
            await_deadline(cluster, heed);
    }
    while (pulse->heeds) {
        heed = pulse->heeds;
        heed->open = 0;
        heed->is_suspected = false;
        disarm(cluster, heed);
        heed_or_not(cluster, heed);
        pulse->heeds = heed->mine;
        HASH_DELETE(hh, cluster->heeds, heed);
        myc_memory_give(memory, heed, sizeof *heed);
    }
}

void myc_heartbeat_restart(struct myc_cluster *cluster, uint32_t host)
{
    if (myc_rest_of(cluster, myc_cluster_host(cluster, host))->pulse)
        beat_on(cluster, host);
}

bool myc_heartbeat_is_suspicion(const struct myc_cluster *cluster, uint32_t observer,
                                struct myc_incarnation incarnation)
{
    const struct myc_heed *heed = find(cluster, observer, incarnation.host);
    return heed && heed->is_suspected && incarnation.number == heed->life;
}

bool myc_heartbeat_told(const struct myc_cluster *cluster, uint32_t observer,
                        struct myc_incarnation incarnation, uint32_t *fault)
{
    const struct myc_heed *heed = find(cluster, observer, incarnation.host);
    if (!heed)
        return false;
    bool is_suspected = heed->is_suspected && incarnation.number == heed->life;
    *fault = is_suspected ? heed->fault : 0;
    return is_suspected || incarnation.number < heed->life;
}

bool myc_heartbeat_is_missed(const struct myc_cluster *cluster, uint32_t observer, uint32_t host)
{
    const struct myc_heed *heed = find(cluster, observer, host);
    return heed && heed->is_suspected;
}
