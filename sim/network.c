#include <assert.h>

#include "sim/cluster_internal.h"
#include "sim/digest.h"
#include "sim/little_endian.h"

/* The journey of a message: the three events of a message between two hosts, the one event of a
 * message to itself, and the ways to lose it. */

static uint64_t next_n(struct myc_cluster *cluster, const struct myc_message *message)
{
    return myc_tally_next(&cluster->tally, &(struct myc_message_name){
                                               .kind = message->kind,
                                               .source = message->source,
                                               .destination = message->destination,
                                               .label = myc_label_of(message->label)->id,
                                           });
}

static uint64_t content_of(const struct myc_message *message)
{
    unsigned char bytes[3 * 4 + 4 * 8];
    unsigned char *at = myc_put_32(bytes, message->kind);
    at = myc_put_32(at, message->source);
    at = myc_put_32(at, message->destination);
    at = myc_put_64(at, myc_label_of(message->label)->digest);
    at = myc_put_64(at, message->n);
    at = myc_put_64(at, message->length);
    at = myc_put_64(at, message->digest);
    return myc_digest64(bytes, (size_t)(at - bytes));
}

static uint32_t add_row(struct myc_cluster *cluster, const struct myc_message *message)
{
    return myc_book_add_message(
        cluster->book,
        &(struct myc_book_message){ .kind = cluster->calls->message_kinds[message->kind],
                                    .source = message->source,
                                    .destination = message->destination,
                                    .label = message->label,
                                    .n = message->n,
                                    .node = message->node,
                                    .bytes = message->length,
                                    .sent = myc_cluster_now(cluster),
                                    .left = MYC_FOREVER,
                                    .delivered = MYC_FOREVER,
                                    .state = MYC_MESSAGE_UNDERWAY });
}

/* Its row in the book, or NULL where the book does not keep messages. */
static struct myc_book_message *row_of(const struct myc_cluster *cluster,
                                       const struct myc_transit *transit)
{
    return transit->row == UINT32_MAX ? NULL : &cluster->book->messages[transit->row];
}

static myc_time transmission(const struct myc_cluster *cluster, const struct myc_transit *transit)
{
    return myc_cluster_transmission(transit->message.length, cluster->config.nic_bits_per_s);
}

/* The first fault that did something to the message stands in the book when it has come. */
static void blame(struct myc_transit *transit, uint32_t fault)
{
    if (!transit->fault)
        transit->fault = fault;
}

static void mark_left(struct myc_cluster *cluster, struct myc_transit *transit)
{
    struct myc_book_message *row = row_of(cluster, transit);
    if (row)
        row->left = myc_cluster_now(cluster);
}

static void send_to_itself(struct myc_cluster *cluster, struct myc_host *host,
                           struct myc_transit *transit)
{
    mark_left(cluster, transit);
    uint32_t self = transit->message.source;
    myc_time at =
        myc_time_add(myc_cluster_now(cluster), cluster->config.latency[MYC_LEVEL_SAME_HOST]);
    DL_APPEND(host->incoming, transit);
    transit->event = myc_cluster_schedule(cluster, at, MYC_RANK_DELIVERY, self, self,
                                          MYC_HOST_DELIVER, transit->content, transit);
}

/* When the NIC of `host` that is free at `*free_at` is done with the message, having begun now or
 * then. */
static myc_time pass_nic(struct myc_cluster *cluster, const struct myc_host *host,
                         struct myc_transit *transit, myc_time *free_at)
{
    myc_time now = myc_cluster_now(cluster);
    myc_time begin = now > *free_at ? now : *free_at;
    myc_time takes = transmission(cluster, transit);
    if (host->hurt) {
        blame(transit, myc_slow_hit(cluster, host, MYC_RESOURCE_NIC));
        takes = myc_hurt_stretch(host, MYC_RESOURCE_NIC, takes);
    }
    *free_at = myc_time_add(begin, takes);
    return *free_at;
}

void myc_cluster_send(struct myc_cluster *cluster, const struct myc_message *message)
{
    assert(message->kind < cluster->kind_count);
    assert(message->destination <= cluster->config.host_count);
    struct myc_host *source = myc_cluster_host(cluster, message->source);
    assert(source->holds == 0);
    struct myc_transit *transit = myc_memory_take(cluster->memory, sizeof *transit);
    transit->message = *message;
    transit->message.n = next_n(cluster, message);
    transit->content = content_of(&transit->message);
    transit->row = add_row(cluster, &transit->message);
    transit->sender = source->incarnation;
    if (message->source == message->destination) {
        send_to_itself(cluster, source, transit);
        return;
    }
    cluster->messages[message->kind]++;
    DL_APPEND(source->outgoing, transit);
    myc_time at = pass_nic(cluster, source, transit, &source->egress_free);
    transit->event =
        myc_cluster_schedule(cluster, at, MYC_RANK_DELIVERY, message->source, message->source,
                             MYC_HOST_LEAVE, transit->content, transit);
}

static struct myc_pair *find_pair(const struct myc_cluster *cluster, uint64_t key)
{
    struct myc_pair *pair;
    HASH_FIND(hh, cluster->pairs, &key, sizeof key, pair);
    return pair;
}

static uint64_t pair_key(uint32_t source, uint32_t destination)
{
    return (uint64_t)source << 32 | destination;
}

struct myc_pair *myc_network_pair(struct myc_cluster *cluster, uint32_t source,
                                  uint32_t destination)
{
    uint64_t key = pair_key(source, destination);
    struct myc_pair *pair = find_pair(cluster, key);
    if (pair)
        return pair;
    struct myc_memory *memory = cluster->memory;
    pair = myc_memory_alloc(memory, sizeof *pair);
    pair->key = key;
    myc_stream_init(&pair->jitter, cluster->seed, key, MYC_PURPOSE_JITTER);
    HASH_ADD(hh, cluster->pairs, key, sizeof key, pair);
    return pair;
}

/* Every message that leaves draws, dropped and held ones too: a rule moves no other draw. */
static myc_time draw_jitter(struct myc_cluster *cluster, const struct myc_message *message)
{
    if (!cluster->config.jitter.kind)
        return 0;
    struct myc_pair *pair = myc_network_pair(cluster, message->source, message->destination);
    return myc_distribution_draw(&cluster->config.jitter, &pair->jitter);
}

void myc_network_leave(struct myc_cluster *cluster, struct myc_transit *transit)
{
    struct myc_host *source = myc_cluster_host(cluster, transit->message.source);
    DL_DELETE(source->outgoing, transit);
    mark_left(cluster, transit);
    myc_time extra = draw_jitter(cluster, &transit->message);
    if (!cluster->rules || myc_path_admits(cluster, transit, &extra))
        myc_network_travel(cluster, transit, extra);
}

static enum myc_level level_between(const struct myc_host *a, const struct myc_host *b)
{
    if (a->rack == b->rack)
        return MYC_LEVEL_RACK;
    return a->zone == b->zone ? MYC_LEVEL_ZONE : MYC_LEVEL_CROSS_ZONE;
}

/* Pairs are FIFO. With one latency a pair whose messages were never jittered, held or delayed is
 * so by itself, and is not in the table. */
static myc_time keep_order(struct myc_cluster *cluster, const struct myc_message *message,
                           myc_time arrival, bool is_late)
{
    struct myc_pair *pair =
        is_late ? myc_network_pair(cluster, message->source, message->destination)
                : find_pair(cluster, pair_key(message->source, message->destination));
    if (!pair)
        return arrival;
    if (pair->last_arrival < arrival)
        pair->last_arrival = arrival;
    return pair->last_arrival;
}

void myc_network_travel(struct myc_cluster *cluster, struct myc_transit *transit, myc_time extra)
{
    const struct myc_message *message = &transit->message;
    enum myc_level level = level_between(myc_cluster_host(cluster, message->source),
                                         myc_cluster_host(cluster, message->destination));
    myc_time arrival = myc_time_add(myc_cluster_now(cluster), cluster->config.latency[level]);
    arrival = myc_time_add(arrival, extra);
    if (!transit->overtaken && (cluster->pairs || extra > 0))
        arrival = keep_order(cluster, message, arrival, extra > 0);
    myc_cluster_schedule(cluster, arrival, MYC_RANK_DELIVERY, message->source, message->destination,
                         MYC_HOST_ARRIVE, transit->content, transit);
}

void myc_network_arrive(struct myc_cluster *cluster, struct myc_transit *transit)
{
    uint32_t here = transit->message.destination;
    struct myc_host *host = myc_cluster_host(cluster, here);
    if (host->holds > 0) {
        uint32_t fault = host->lives[host->life_count - 1].fault;
        if (transit->message.ticket != 0)
            myc_notice_expect_undelivered(cluster, transit, fault);
        myc_network_lose(cluster, transit, fault);
        return;
    }
    DL_APPEND(host->incoming, transit);
    myc_time at = pass_nic(cluster, host, transit, &host->ingress_free);
    transit->event = myc_cluster_schedule(cluster, at, MYC_RANK_DELIVERY, here, here,
                                          MYC_HOST_DELIVER, transit->content, transit);
}

struct myc_transit *myc_network_copy(struct myc_cluster *cluster, struct myc_transit *transit)
{
    struct myc_transit *copied = myc_memory_take(cluster->memory, sizeof *copied);
    *copied = *transit;
    copied->overtaken = true;
    copied->row = add_row(cluster, &copied->message);
    mark_left(cluster, copied);
    copied->copies = transit->copies ? transit->copies : transit;
    transit->copies = copied;
    return copied;
}

/* Takes it out of the ring of those that share its body; whether others are left. */
static bool leave_copies(struct myc_transit *transit)
{
    if (!transit->copies)
        return false;
    struct myc_transit *before = transit->copies;
    while (before->copies != transit)
        before = before->copies;
    before->copies = transit->copies == before ? NULL : transit->copies;
    return true;
}

/* The journey is over. */
static void forget(struct myc_cluster *cluster, struct myc_transit *transit)
{
    bool is_shared = leave_copies(transit);
    if (!is_shared && cluster->calls->forgotten)
        cluster->calls->forgotten(cluster->program, &transit->message);
    myc_memory_give(cluster->memory, transit, sizeof *transit);
}

static void close_row(struct myc_cluster *cluster, const struct myc_transit *transit,
                      enum myc_message_state state, uint32_t fault)
{
    struct myc_book_message *row = row_of(cluster, transit);
    if (!row)
        return;
    row->delivered = myc_cluster_now(cluster);
    row->state = state;
    row->fault = fault;
}

/* It stays in the NIC of a host that stands still. */
static void keep(struct myc_cluster *cluster, struct myc_host *host, struct myc_transit *transit)
{
    DL_DELETE(host->incoming, transit);
    DL_APPEND(host->hurt->received, transit);
    transit->received = true;
    blame(transit, host->hurt->pauser);
    myc_pause_wait(cluster, host, 1);
}

void myc_network_deliver(struct myc_cluster *cluster, struct myc_transit *transit)
{
    struct myc_host *host = myc_cluster_host(cluster, transit->message.destination);
    if (myc_host_stands_still(host)) {
        keep(cluster, host, transit);
        return;
    }
    if (transit->received)
        DL_DELETE(host->hurt->received, transit);
    else
        DL_DELETE(host->incoming, transit);
    if (transit->spoiled) {
        myc_network_lose(cluster, transit, transit->spoiled);
        return;
    }
    close_row(cluster, transit, MYC_MESSAGE_DELIVERED, transit->fault);
    if (cluster->calls->delivered)
        cluster->calls->delivered(cluster->program, &transit->message);
    forget(cluster, transit);
}

void myc_network_lose(struct myc_cluster *cluster, struct myc_transit *transit, uint32_t fault)
{
    myc_cluster_hit(cluster, fault, 1);
    close_row(cluster, transit, MYC_MESSAGE_LOST, fault);
    if (cluster->calls->lost)
        cluster->calls->lost(cluster->program, &transit->message, fault);
    forget(cluster, transit);
}

static void lose_all(struct myc_cluster *cluster, struct myc_transit **list, uint32_t fault)
{
    struct myc_transit *transit, *next;
    DL_FOREACH_SAFE(*list, transit, next)
    {
        DL_DELETE(*list, transit);
        myc_engine_cancel(cluster->engine, transit->event);
        myc_network_lose(cluster, transit, fault);
    }
}

void myc_network_crash(struct myc_cluster *cluster, struct myc_host *host, uint32_t fault)
{
    lose_all(cluster, &host->outgoing, fault);
    lose_all(cluster, &host->incoming, fault);
    if (host->hurt)
        lose_all(cluster, &host->hurt->received, fault);
    host->egress_free = 0;
    host->ingress_free = 0;
}

void myc_network_go_on(struct myc_cluster *cluster, struct myc_host *host)
{
    struct myc_transit *transit;
    DL_FOREACH(host->hurt->received, transit)
    {
        uint32_t here = transit->message.destination;
        transit->event =
            myc_cluster_schedule(cluster, myc_cluster_now(cluster), MYC_RANK_DELIVERY, here, here,
                                 MYC_HOST_DELIVER, transit->content, transit);
    }
}

static bool is_to_itself(const struct myc_transit *transit)
{
    return transit->message.source == transit->message.destination;
}

/* In a list each is begun when the one before it is done, the last done when the NIC is free; so
 * going back from there finds when the first is. */
static uint64_t replan(struct myc_cluster *cluster, struct myc_host *host, struct myc_transit *list,
                       enum myc_host_event kind, struct myc_ratio before, myc_time *free_at)
{
    uint64_t count = 0;
    struct myc_transit *first = list, *transit;
    while (first && is_to_itself(first))
        first = first->next;
    if (!first || *free_at == MYC_FOREVER)
        return 0;
    for (transit = first->next; transit; transit = transit->next)
        if (!is_to_itself(transit))
            *free_at -= myc_cluster_duration(transmission(cluster, transit), before.numerator,
                                             before.denominator);
    for (transit = first->next; transit; transit = transit->next) {
        if (is_to_itself(transit))
            continue;
        const struct myc_message *message = &transit->message;
        uint32_t here = kind == MYC_HOST_LEAVE ? message->source : message->destination;
        myc_time takes = myc_hurt_stretch(host, MYC_RESOURCE_NIC, transmission(cluster, transit));
        *free_at = myc_time_add(*free_at, takes);
        myc_engine_cancel(cluster->engine, transit->event);
        transit->event = myc_cluster_schedule(cluster, *free_at, MYC_RANK_DELIVERY, here, here,
                                              kind, transit->content, transit);
        count++;
    }
    return count;
}

uint64_t myc_network_replan(struct myc_cluster *cluster, struct myc_host *host,
                            struct myc_ratio before)
{
    return replan(cluster, host, host->outgoing, MYC_HOST_LEAVE, before, &host->egress_free) +
           replan(cluster, host, host->incoming, MYC_HOST_DELIVER, before, &host->ingress_free);
}
