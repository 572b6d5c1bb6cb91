#include <assert.h>

#include "sim/cluster_internal.h"
#include "sim/digest.h"
#include "sim/little_endian.h"

/* What the detector tells, and who knows what. A notice reaches every host that is up when it
 * comes; a host that begins a new incarnation later remembers none of it. Notices are numbered,
 * so that who was told never depends on times being equal. */

static myc_time notice_delay(const struct myc_cluster *cluster)
{
    return cluster->config.detector->notice_delay(cluster->config.detector_parameters);
}

static const struct myc_life *life_of(const struct myc_cluster *cluster,
                                      struct myc_incarnation incarnation)
{
    const struct myc_host_rest *rest =
        myc_rest_of(cluster, myc_cluster_host(cluster, incarnation.host));
    return incarnation.number < rest->life_count ? &rest->lives[incarnation.number] : NULL;
}

static uint64_t content_of(struct myc_incarnation ended, uint32_t fault)
{
    unsigned char bytes[3 * 4];
    unsigned char *at = myc_put_32(bytes, ended.host);
    at = myc_put_32(at, ended.number);
    at = myc_put_32(at, fault);
    return myc_digest64(bytes, (size_t)(at - bytes));
}

/* In the order of their times, those of one time as they are made. */
static void enqueue(struct myc_cluster *cluster, struct myc_notice *notice)
{
    struct myc_notice **link = &cluster->notices;
    if (cluster->notices && cluster->notices_last <= notice->at)
        link = cluster->notices_tail;
    while (*link && (*link)->at <= notice->at)
        link = &(*link)->next;
    notice->next = *link;
    *link = notice;
    if (notice->next)
        return;
    cluster->notices_tail = &notice->next;
    cluster->notices_last = notice->at;
}

static void tell_after(struct myc_cluster *cluster, struct myc_incarnation ended, myc_time delay)
{
    struct myc_notice *notice = myc_memory_take(cluster->memory, sizeof *notice);
    *notice = (struct myc_notice){ .ended = ended,
                                   .at = myc_time_add(myc_cluster_now(cluster), delay) };
    enqueue(cluster, notice);
    uint64_t content = content_of(ended, life_of(cluster, ended)->fault);
    myc_cluster_schedule(cluster, notice->at, MYC_RANK_TIMER, ended.host, ended.host,
                         MYC_HOST_NOTICE, content, notice);
}

void myc_notice_expect(struct myc_cluster *cluster, struct myc_incarnation ended)
{
    myc_time delay = notice_delay(cluster);
    if (delay != MYC_FOREVER)
        tell_after(cluster, ended, delay);
}

void myc_notice_announce(struct myc_cluster *cluster, struct myc_incarnation ended)
{
    tell_after(cluster, ended, 0);
}

uint32_t myc_notice_number(struct myc_cluster *cluster, struct myc_incarnation ended)
{
    cluster->noticed = myc_memory_grow(cluster->memory, cluster->noticed, &cluster->noticed_room,
                                       cluster->notice_count + 1u, sizeof *cluster->noticed);
    cluster->noticed[cluster->notice_count++] = ended;
    return cluster->notice_count;
}

bool myc_notice_is_heard(const struct myc_cluster *cluster, uint32_t observer, uint32_t number)
{
    const struct myc_host *listener = myc_cluster_host(cluster, observer);
    return number > listener->notices_before &&
           (!myc_host_stands_still(listener) || number <= listener->hurt->heard);
}

static void tell(struct myc_cluster *cluster, struct myc_notice *notice)
{
    struct myc_incarnation ended = notice->ended;
    notice->is_told = true;
    const struct myc_host *host = myc_cluster_host(cluster, ended.host);
    myc_rest_of(cluster, host)->lives[ended.number].told = myc_notice_number(cluster, ended);
}

/* All notices of one instant are known when the first of them is acted on, so that nobody turns
 * from one dead host to another of which it is about to hear. */
static void tell_this_instant(struct myc_cluster *cluster, struct myc_notice *first)
{
    if (!first->is_told)
        tell(cluster, first);
    struct myc_notice *notice = cluster->notices;
    for (; notice && notice->at == first->at; notice = notice->next)
        if (!notice->is_told)
            tell(cluster, notice);
}

/* Notices come in the order of their times; those that did are given back. */
static void drop_acted_on(struct myc_cluster *cluster)
{
    while (cluster->notices && cluster->notices->is_acted_on) {
        struct myc_notice *notice = cluster->notices;
        cluster->notices = notice->next;
        myc_memory_give(cluster->memory, notice, sizeof *notice);
    }
}

void myc_notice_tell(struct myc_cluster *cluster, struct myc_notice *notice)
{
    struct myc_incarnation ended = notice->ended;
    uint32_t fault = life_of(cluster, ended)->fault;
    tell_this_instant(cluster, notice);
    notice->is_acted_on = true;
    drop_acted_on(cluster);
    cluster->control += cluster->up_count - myc_cluster_is_up(cluster, ended.host);
    myc_book_add(cluster->book, &(struct myc_record){ .kind = MYC_RECORD_NOTICED,
                                                      .time = myc_cluster_now(cluster),
                                                      .host = ended.host,
                                                      .fault = fault });
    if (cluster->calls->noticed)
        cluster->calls->noticed(cluster->program, MYC_EVERY_HOST, ended, fault);
}

void myc_notice_go_on(struct myc_cluster *cluster, uint32_t host)
{
    const struct myc_hurt *hurt = myc_cluster_host(cluster, host)->hurt;
    for (uint32_t i = hurt->heard; i < cluster->notice_count && cluster->calls->noticed; i++) {
        struct myc_incarnation ended = cluster->noticed[i];
        if (myc_cluster_was_told(cluster, host, ended))
            cluster->calls->noticed(cluster->program, host, ended,
                                    myc_cluster_told_by(cluster, host, ended));
    }
}

void myc_notice_expect_undelivered(struct myc_cluster *cluster, const struct myc_transit *transit,
                                   uint32_t fault)
{
    uint32_t source = transit->message.source;
    myc_time delay = notice_delay(cluster);
    bool is_same = myc_cluster_incarnation(cluster, source).number == transit->message.incarnation;
    if (delay == MYC_FOREVER || !is_same || !myc_cluster_is_up(cluster, source))
        return;
    struct myc_timer *timer =
        myc_timer_set(cluster, source, myc_time_add(myc_cluster_now(cluster), delay),
                      MYC_HOST_UNDELIVERED, transit->event.content);
    timer->ticket = transit->message.ticket;
    timer->fault = fault;
}

void myc_notice_undelivered(struct myc_cluster *cluster, uint32_t host, struct myc_timer *timer)
{
    uint64_t ticket = timer->ticket;
    uint32_t fault = timer->fault;
    if (!myc_timer_comes(cluster, timer))
        return;
    myc_timer_end(cluster, timer);
    cluster->control++;
    if (cluster->calls->undelivered)
        cluster->calls->undelivered(cluster->program, host, ticket, fault);
}

myc_time myc_cluster_request_timeout(const struct myc_cluster *cluster)
{
    return cluster->config.detector->request_timeout(cluster->config.detector_parameters);
}

bool myc_cluster_was_told(const struct myc_cluster *cluster, uint32_t observer,
                          struct myc_incarnation incarnation)
{
    const struct myc_life *life = life_of(cluster, incarnation);
    if (!myc_cluster_is_up(cluster, observer))
        return false;
    if (observer == incarnation.host)
        return life;
    uint32_t fault;
    return (life && myc_notice_is_heard(cluster, observer, life->told)) ||
           myc_lie_heard(cluster, observer, incarnation) ||
           myc_heartbeat_told(cluster, observer, incarnation, &fault);
}

bool myc_cluster_is_sure(const struct myc_cluster *cluster, uint32_t observer,
                         struct myc_incarnation incarnation)
{
    return myc_cluster_was_told(cluster, observer, incarnation) &&
           !myc_heartbeat_is_suspicion(cluster, observer, incarnation);
}

uint32_t myc_cluster_told_by(const struct myc_cluster *cluster, uint32_t observer,
                             struct myc_incarnation incarnation)
{
    uint32_t fault = myc_cluster_cause(cluster, incarnation);
    if (!fault)
        fault = myc_lie_heard(cluster, observer, incarnation);
    if (!fault)
        myc_heartbeat_told(cluster, observer, incarnation, &fault);
    return fault;
}

bool myc_cluster_believes_up(const struct myc_cluster *cluster, uint32_t observer, uint32_t host)
{
    return !myc_cluster_was_told(cluster, observer, myc_cluster_incarnation(cluster, host)) &&
           !myc_heartbeat_is_missed(cluster, observer, host);
}

myc_time myc_cluster_ended(const struct myc_cluster *cluster, struct myc_incarnation incarnation)
{
    const struct myc_life *life = life_of(cluster, incarnation);
    return life ? life->at : MYC_FOREVER;
}

uint32_t myc_cluster_cause(const struct myc_cluster *cluster, struct myc_incarnation incarnation)
{
    const struct myc_life *life = life_of(cluster, incarnation);
    return life ? life->fault : 0;
}
