#include <assert.h>

#include "sim/cluster_internal.h"

struct myc_timer *myc_timer_set(struct myc_cluster *cluster, uint32_t host, myc_time at,
                                enum myc_host_event kind, uint64_t content)
{
    struct myc_host *on = myc_cluster_host(cluster, host);
    assert(on->holds == 0);
    struct myc_timer *timer = myc_memory_take(cluster->memory, sizeof *timer);
    DL_APPEND(on->timers, timer);
    timer->host = host;
    timer->event =
        myc_cluster_schedule(cluster, at, MYC_RANK_TIMER, host, host, kind, content, timer);
    return timer;
}

myc_event_handle myc_cluster_timer(struct myc_cluster *cluster, uint32_t host, myc_time at,
                                   void *owner, uint64_t content)
{
    struct myc_timer *timer = myc_timer_set(cluster, host, at, MYC_HOST_TIMER, content);
    timer->owner = owner;
    return timer->event;
}

void myc_timer_end(struct myc_cluster *cluster, struct myc_timer *timer)
{
    struct myc_host *on = myc_cluster_host(cluster, timer->host);
    DL_DELETE(on->timers, timer);
    myc_memory_give(cluster->memory, timer, sizeof *timer);
}

void myc_cluster_cancel(struct myc_cluster *cluster, myc_event_handle handle)
{
    struct myc_timer *timer = myc_engine_payload(cluster->engine, handle);
    if (!timer)
        return;
    myc_engine_cancel(cluster->engine, handle);
    myc_timer_end(cluster, timer);
}

void myc_timer_fire(struct myc_cluster *cluster, uint32_t host, struct myc_timer *timer)
{
    void *owner = timer->owner;
    myc_timer_end(cluster, timer);
    if (cluster->calls->timer)
        cluster->calls->timer(cluster->program, host, owner);
}

void myc_timer_crash(struct myc_cluster *cluster, struct myc_host *host)
{
    struct myc_timer *timer, *next;
    DL_FOREACH_SAFE(host->timers, timer, next)
    {
        myc_engine_cancel(cluster->engine, timer->event);
        myc_memory_give(cluster->memory, timer, sizeof *timer);
    }
    host->timers = NULL;
}
