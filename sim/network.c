#include <assert.h>

#include "sim/choose.h"
#include "sim/cluster_internal.h"
#include "sim/digest.h"

/* The journey of a message: the three events of a message between two hosts, the one event of a
 * message to itself, and the ways to lose it. */

static struct myc_message_name name_of(const struct myc_message *message)
{
    return (struct myc_message_name){ .kind = message->kind,
                                      .source = message->source,
                                      .destination = message->destination,
                                      .label = myc_label_of(message->label)->id };
}

static uint64_t content_of(const struct myc_message *message)
{
    uint64_t label = myc_label_of(message->label)->digest;
    const uint32_t words[MYC_DIGEST_WORDS] = {
        message->kind,
        message->source,
        message->destination,
        (uint32_t)label,
        (uint32_t)(label >> 32),
        (uint32_t)message->n,
        (uint32_t)(message->n >> 32),
        (uint32_t)message->length,
        (uint32_t)(message->length >> 32),
        (uint32_t)message->digest,
        (uint32_t)(message->digest >> 32),
    };
    return myc_digest64_words(words);
}

/* Counts it among those of its name, unless it is counted. Until then a hint stands for its content,
 * for asking the memory once more. */
static void name_now(struct myc_cluster *cluster, struct myc_transit *transit)
{
    if (transit->message.n != 0)
        return;
    const struct myc_message_name name = name_of(&transit->message);
    transit->message.n = myc_tally_next(&cluster->tally, &name);
    transit->event.content = content_of(&transit->message);
}

MYC_RARE static void add_row(struct myc_cluster *cluster, struct myc_transit *transit)
{
    const struct myc_message *message = &transit->message;
    myc_network_harm(cluster, transit)->row = myc_book_add_message(
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
    return cluster->book->keep ? &cluster->book->messages[transit->message.harm->row] : NULL;
}

static void mark_left(struct myc_cluster *cluster, struct myc_transit *transit)
{
    struct myc_book_message *row = row_of(cluster, transit);
    if (row)
        row->left = myc_cluster_now(cluster);
}

/* --- the way --- */

MYC_RARE static void send_to_itself(struct myc_cluster *cluster, struct myc_host *host,
                                    struct myc_transit *transit)
{
    mark_left(cluster, transit);
    uint32_t self = transit->message.source;
    myc_time latency =
        myc_cluster_config_latency(&cluster->config, MYC_LEVEL_SAME_HOST, self, self);
    DL_APPEND(host->looping, transit);
    transit->event.counter = myc_engine_count(cluster->engine, self);
    myc_network_schedule(cluster, MYC_HOST_LANE_SAME_HOST, transit,
                         myc_time_add(myc_cluster_now(cluster), latency), self, self,
                         MYC_HOST_DELIVER);
}

void myc_cluster_send(struct myc_cluster *cluster, const struct myc_message *message)
{
    assert(message->kind < cluster->kind_count);
    assert(message->destination <= cluster->config.host_count);
    struct myc_host *source = myc_cluster_host(cluster, message->source);
    assert(source->holds == 0);
    const struct myc_message_name name = name_of(message);
    uint64_t hint = myc_tally_hint(&cluster->tally, &name);
    __builtin_prefetch(myc_tally_word(&cluster->tally, name.source, hint));
    struct myc_transit *transit = myc_memory_take(cluster->memory, sizeof *transit);
    transit->event.content = hint;
    transit->message = *message;
    transit->message.n = 0;
    if (cluster->book->keep || message->source == message->destination)
        name_now(cluster, transit);
    transit->message.harm = NULL;
    if (cluster->book->keep)
        add_row(cluster, transit);
    transit->message.incarnation = source->incarnation;
    if (message->source == message->destination) {
        send_to_itself(cluster, source, transit);
        return;
    }
    cluster->messages[message->kind]++;
    myc_nic_enter(cluster, source, MYC_HOST_LEAVE, transit);
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

/* --- ahead --- */

/* In flight a message is only carried: what else is known of it is in its second line. */
static void foresee_far(const struct myc_cluster *cluster, const struct myc_event_body *payload)
{
    const struct myc_host *host = &cluster->hosts[payload->target];
    const char *rest = (const char *)payload + MYC_CACHE_LINE;
    const void *names = myc_tally_line(&cluster->tally, payload->target);
    bool arrives = payload->kind == MYC_HOST_ARRIVE;
    __builtin_prefetch(host);
    __builtin_prefetch(myc_choose_address(arrives, host, rest));
    __builtin_prefetch(myc_choose_address(arrives, host, names));
}

/* It enters a NIC behind others, or leaves one to them; what leaves gets its name; and who gets a
 * message will mostly send one. */
static void foresee_near(const struct myc_cluster *cluster, const struct myc_event_body *payload)
{
    if (payload->kind > MYC_HOST_DELIVER)
        return;
    const struct myc_host *host = &cluster->hosts[payload->target];
    const struct myc_transit *transit = (const void *)payload;
    bool arrives = payload->kind == MYC_HOST_ARRIVE;
    bool leaves = payload->kind == MYC_HOST_LEAVE;
    uint32_t source = payload->target & -(uint32_t)leaves; /* another's line is not here yet */
    const void *word = myc_tally_word(&cluster->tally, source, payload->content);
    const uint32_t *rack = &cluster->racks[transit->message.destination];
    const void *neighbour = myc_choose_address(arrives, host->incoming, transit->next);
    const void *other = myc_choose_address(leaves, rack, host->outgoing);
    __builtin_prefetch(word);
    __builtin_prefetch(myc_choose_address(neighbour, neighbour, host));
    __builtin_prefetch(myc_choose_address(other, other, host));
}

void myc_network_foresee(const void *state, const struct myc_event_body *far,
                         const struct myc_event_body *near)
{
    const struct myc_cluster *cluster = state;
    if (far)
        foresee_far(cluster, far);
    if (near)
        foresee_near(cluster, near);
}

/* --- the three events --- */

/* Every message that leaves draws, dropped and held ones too: a rule moves no other draw. */
static myc_time draw_jitter(struct myc_cluster *cluster, const struct myc_message *message)
{
    if (!cluster->config.jitter.kind)
        return 0;
    struct myc_pair *pair = myc_network_pair(cluster, message->source, message->destination);
    return myc_distribution_draw(&cluster->config.jitter, &pair->jitter);
}

void myc_network_leave(struct myc_cluster *cluster, const struct myc_event *event)
{
    struct myc_transit *transit = event->payload;
    name_now(cluster, transit);
    myc_engine_witness(cluster->engine, event, transit->event.content);
    struct myc_host *source = myc_cluster_host(cluster, event->source);
    myc_nic_finish(cluster, source, MYC_HOST_LEAVE, transit);
    mark_left(cluster, transit);
    myc_time extra = draw_jitter(cluster, &transit->message);
    if (!cluster->rules || myc_path_admits(cluster, transit, &extra))
        myc_network_travel(cluster, transit, extra);
}

static enum myc_level level_between(const struct myc_cluster *cluster, uint32_t a, uint32_t b)
{
    uint32_t rack = cluster->racks[a];
    uint32_t other = cluster->racks[b];
    if (rack == other)
        return MYC_LEVEL_RACK;
    uint32_t racks = cluster->config.racks; /* of a zone */
    return rack / racks == other / racks ? MYC_LEVEL_ZONE : MYC_LEVEL_CROSS_ZONE;
}

/* Pairs are FIFO. With one latency a pair whose messages were never jittered, held or delayed is
 * so by itself, and is not in the table. */
MYC_RARE static myc_time keep_order(struct myc_cluster *cluster, const struct myc_message *message,
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
    uint32_t source = message->source;
    uint32_t destination = message->destination;
    enum myc_level level = level_between(cluster, source, destination);
    myc_time latency = myc_cluster_config_latency(&cluster->config, level, source, destination);
    myc_time arrival = myc_time_add(myc_cluster_now(cluster), latency);
    arrival = myc_time_add(arrival, extra);
    if (!myc_transit_is_overtaken(transit) && (cluster->pairs || extra > 0))
        arrival = keep_order(cluster, message, arrival, extra > 0);
    transit->event.counter = myc_engine_count(cluster->engine, source);
    myc_network_schedule(cluster, MYC_HOST_LANE_RACK + (level - MYC_LEVEL_RACK), transit, arrival,
                         source, destination, MYC_HOST_ARRIVE);
}

void myc_network_arrive(struct myc_cluster *cluster, struct myc_transit *transit)
{
    uint32_t here = transit->message.destination;
    struct myc_host *host = myc_cluster_host(cluster, here);
    if (host->holds > 0) {
        const struct myc_host_rest *rest = myc_rest_of(cluster, host);
        uint32_t fault = rest->lives[rest->life_count - 1].fault;
        if (transit->message.ticket != 0)
            myc_notice_expect_undelivered(cluster, transit, fault);
        myc_network_lose(cluster, transit, fault);
        return;
    }
    myc_nic_enter(cluster, host, MYC_HOST_DELIVER, transit);
}

struct myc_harm *myc_network_harm(struct myc_cluster *cluster, struct myc_transit *transit)
{
    if (!transit->message.harm)
        transit->message.harm = myc_memory_take(cluster->memory, sizeof *transit->message.harm);
    return transit->message.harm;
}

uint64_t myc_message_garbled(const struct myc_message *message)
{
    return message->harm ? message->harm->garbled : 0;
}

void myc_network_blame(struct myc_cluster *cluster, struct myc_transit *transit, uint32_t fault)
{
    struct myc_harm *harm = myc_network_harm(cluster, transit);
    if (harm->fault == 0)
        harm->fault = fault;
}

struct myc_transit *myc_network_copy(struct myc_cluster *cluster, struct myc_transit *transit)
{
    struct myc_harm *harm = myc_network_harm(cluster, transit);
    struct myc_transit *copied = myc_memory_take(cluster->memory, sizeof *copied);
    *copied = *transit;
    copied->message.harm = NULL;
    *myc_network_harm(cluster, copied) = (struct myc_harm){
        .copies = harm->copies ? harm->copies : transit,
        .garbled = harm->garbled,
        .spoiled = harm->spoiled,
        .overtaken = true,
    };
    harm->copies = copied;
    if (cluster->book->keep)
        add_row(cluster, copied);
    mark_left(cluster, copied);
    return copied;
}

/* Takes it out of the ring of those that share its body; whether others are left. */
MYC_RARE static bool leave_copies(struct myc_transit *transit)
{
    struct myc_transit *next = transit->message.harm->copies;
    if (!next)
        return false;
    struct myc_transit *before = next;
    while (before->message.harm->copies != transit)
        before = before->message.harm->copies;
    before->message.harm->copies = next == before ? NULL : next;
    return true;
}

/* The journey is over. */
static void forget(struct myc_cluster *cluster, struct myc_transit *transit)
{
    bool is_shared = transit->message.harm && leave_copies(transit);
    if (!is_shared && cluster->calls->forgotten)
        cluster->calls->forgotten(cluster->program, &transit->message);
    myc_memory_give(cluster->memory, transit->message.harm, sizeof *transit->message.harm);
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

/* Takes it from where it has been until it is delivered. */
static void take_out(struct myc_cluster *cluster, struct myc_host *host,
                     struct myc_transit *transit)
{
    if (transit->message.harm && transit->message.harm->received)
        DL_DELETE(host->hurt->received, transit);
    else if (transit->message.source == transit->message.destination)
        DL_DELETE(host->looping, transit);
    else
        myc_nic_finish(cluster, host, MYC_HOST_DELIVER, transit);
}

/* It is there, but the host stands still. */
MYC_RARE static void keep(struct myc_cluster *cluster, struct myc_host *host,
                          struct myc_transit *transit)
{
    transit->handle = 0;
    DL_APPEND(host->hurt->received, transit);
    myc_network_harm(cluster, transit)->received = true;
    myc_network_blame(cluster, transit, host->hurt->pauser);
    myc_pause_wait(cluster, host, 1);
}

void myc_network_deliver(struct myc_cluster *cluster, struct myc_transit *transit)
{
    struct myc_host *host = myc_cluster_host(cluster, transit->message.destination);
    take_out(cluster, host, transit);
    if (myc_host_stands_still(host)) {
        keep(cluster, host, transit);
        return;
    }
    if (transit->message.harm && transit->message.harm->spoiled) {
        myc_network_lose(cluster, transit, transit->message.harm->spoiled);
        return;
    }
    close_row(cluster, transit, MYC_MESSAGE_DELIVERED,
              transit->message.harm ? transit->message.harm->fault : 0);
    if (cluster->calls->delivered)
        cluster->calls->delivered(cluster->program, &transit->message);
    forget(cluster, transit);
}

void myc_network_lose(struct myc_cluster *cluster, struct myc_transit *transit, uint32_t fault)
{
    name_now(cluster, transit); /* it may not have left */
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
        myc_network_lose(cluster, transit, fault);
    }
}

static void lose_apart(struct myc_cluster *cluster, struct myc_transit **list, uint32_t fault)
{
    const struct myc_transit *transit;
    DL_FOREACH(*list, transit)
    {
        myc_engine_cancel(cluster->engine, transit->handle);
    }
    lose_all(cluster, list, fault);
}

/* In a NIC only the first has an event. */
static void lose_nic(struct myc_cluster *cluster, struct myc_transit **nic, uint32_t fault)
{
    if (*nic)
        myc_engine_cancel(cluster->engine, (*nic)->handle);
    lose_all(cluster, nic, fault);
}

void myc_network_crash(struct myc_cluster *cluster, struct myc_host *host, uint32_t fault)
{
    lose_nic(cluster, &host->outgoing, fault);
    lose_nic(cluster, &host->incoming, fault);
    lose_apart(cluster, &host->looping, fault);
    if (host->hurt)
        lose_apart(cluster, &host->hurt->received, fault);
}

void myc_network_go_on(struct myc_cluster *cluster, struct myc_host *host)
{
    struct myc_transit *transit;
    DL_FOREACH(host->hurt->received, transit)
    {
        uint32_t here = transit->message.destination;
        transit->handle =
            myc_cluster_schedule(cluster, myc_cluster_now(cluster), MYC_RANK_DELIVERY, here, here,
                                 MYC_HOST_DELIVER, transit->event.content, transit);
    }
}
