#include <assert.h>

#include "sim/cluster_internal.h"

/* Timers of a host, by its clock. One that comes due while its host stands still comes again when it
 * goes on, and when the clock jumps all move; the handle that was given for each names it still. */

static void schedule(struct myc_cluster *cluster, struct myc_timer *timer, myc_time at)
{
    timer->at = at;
    timer->event =
        myc_engine_schedule(cluster->engine, (struct myc_event){ .time = at,
                                                                 .rank = timer->rank,
                                                                 .source = timer->process,
                                                                 .target = timer->process,
                                                                 .kind = timer->kind,
                                                                 .daemon = timer->daemon,
                                                                 .content = timer->content,
                                                                 .payload = timer });
}

static struct myc_timer *make(struct myc_cluster *cluster, uint32_t host)
{
    const struct myc_host *on = myc_cluster_host(cluster, host);
    assert(on->holds == 0);
    struct myc_timer *timer = myc_memory_take(cluster->memory, sizeof *timer);
    struct myc_host_rest *rest = myc_rest_of(cluster, on);
    DL_APPEND(rest->timers, timer);
    timer->host = host;
    return timer;
}

/* What a perfect detector reports is by no clock; all else comes by the host's. */
static bool is_by_clock(const struct myc_timer *timer)
{
    return timer->process != timer->host || timer->kind != MYC_HOST_UNDELIVERED;
}

/* When it is `at` by the host's clock, as that runs now. */
static myc_time by_clock(struct myc_cluster *cluster, uint32_t host, myc_time at)
{
    const struct myc_host *on = myc_cluster_host(cluster, host);
    myc_time now = myc_cluster_now(cluster);
    if (!on->hurt)
        return at;
    myc_slow_hit(cluster, on, MYC_RESOURCE_CLOCK);
    return myc_time_add(now, myc_hurt_stretch(on, MYC_RESOURCE_CLOCK, at - now));
}

struct myc_timer *myc_timer_set(struct myc_cluster *cluster, uint32_t host, myc_time at,
                                enum myc_host_event kind, uint64_t content)
{
    struct myc_timer *timer = make(cluster, host);
    timer->process = host;
    timer->rank = MYC_RANK_TIMER;
    timer->kind = (uint16_t)kind;
    timer->daemon = kind == MYC_HOST_BEAT || kind == MYC_HOST_DEADLINE;
    timer->content = content;
    schedule(cluster, timer, is_by_clock(timer) ? by_clock(cluster, host, at) : at);
    return timer;
}

myc_event_handle myc_cluster_timer(struct myc_cluster *cluster, uint32_t host, myc_time at,
                                   void *owner, uint64_t content)
{
    struct myc_timer *timer = myc_timer_set(cluster, host, at, MYC_HOST_TIMER, content);
    timer->owner = owner;
    return timer->event;
}

void myc_cluster_alarm(struct myc_cluster *cluster, uint32_t host, const struct myc_event *event)
{
    struct myc_timer *timer = make(cluster, host);
    timer->process = event->target;
    timer->rank = (uint8_t)event->rank;
    timer->kind = event->kind;
    timer->content = event->content;
    schedule(cluster, timer, by_clock(cluster, host, event->time));
}

bool myc_cluster_rings(struct myc_cluster *cluster, void *alarm)
{
    struct myc_timer *timer = alarm;
    if (!myc_timer_comes(cluster, timer))
        return false;
    myc_timer_end(cluster, timer);
    return true;
}

void myc_timer_end(struct myc_cluster *cluster, struct myc_timer *timer)
{
    struct myc_memory *memory = cluster->memory;
    struct myc_host *on = myc_cluster_host(cluster, timer->host);
    struct myc_host_rest *rest = myc_rest_of(cluster, on);
    if (timer->due)
        DL_DELETE(on->hurt->due, timer);
    else
        DL_DELETE(rest->timers, timer);
    if (timer->moved) {
        HASH_DELETE(hh, cluster->moved, timer->moved);
        myc_memory_give(memory, timer->moved, sizeof *timer->moved);
    }
    myc_memory_give(memory, timer, sizeof *timer);
}

/* The timer that a handle names, or NULL: it is over. */
static struct myc_timer *find(const struct myc_cluster *cluster, myc_event_handle handle)
{
    struct myc_timer *timer = myc_engine_payload(cluster->engine, handle);
    struct myc_moved *moved = NULL;
    if (!timer && cluster->moved)
        HASH_FIND(hh, cluster->moved, &handle, sizeof handle, moved);
    return moved ? moved->timer : timer;
}

void myc_cluster_cancel(struct myc_cluster *cluster, myc_event_handle handle)
{
    struct myc_timer *timer = find(cluster, handle);
    if (!timer)
        return;
    myc_engine_cancel(cluster->engine, timer->event);
    myc_timer_end(cluster, timer);
}

/* Its event is over or will be; its handle stays. */
static void move(struct myc_cluster *cluster, struct myc_timer *timer)
{
    struct myc_memory *memory = cluster->memory;
    if (!timer->moved) {
        timer->moved = myc_memory_take(memory, sizeof *timer->moved);
        timer->moved->name = timer->event;
        timer->moved->timer = timer;
        HASH_ADD(hh, cluster->moved, name, sizeof timer->moved->name, timer->moved);
    }
    timer->event = 0;
}

bool myc_timer_comes(struct myc_cluster *cluster, struct myc_timer *timer)
{
    struct myc_host *on = myc_cluster_host(cluster, timer->host);
    if (!myc_host_stands_still(on))
        return true;
    struct myc_host_rest *rest = myc_rest_of(cluster, on);
    move(cluster, timer);
    DL_DELETE(rest->timers, timer);
    DL_APPEND(on->hurt->due, timer);
    timer->due = true;
    if (!timer->daemon)
        myc_pause_wait(cluster, on, 1);
    return false;
}

void myc_timer_go_on(struct myc_cluster *cluster, struct myc_host *host)
{
    struct myc_timer *timer;
    DL_FOREACH(host->hurt->due, timer)
    {
        schedule(cluster, timer, myc_cluster_now(cluster));
    }
}

void myc_port_clock_step(struct myc_cluster *cluster, uint32_t host, bool ahead, myc_time step,
                         uint32_t fault)
{
    const struct myc_host *on = myc_cluster_host(cluster, host);
    myc_time now = myc_cluster_now(cluster);
    struct myc_timer *timer;
    DL_FOREACH(myc_rest_of(cluster, on)->timers, timer)
    {
        myc_time at = ahead ? timer->at - (step < timer->at ? step : timer->at)
                            : myc_time_add(timer->at, step);
        if (!is_by_clock(timer) || timer->at == MYC_FOREVER)
            continue;
        myc_engine_cancel(cluster->engine, timer->event);
        move(cluster, timer);
        schedule(cluster, timer, at > now ? at : now);
        myc_cluster_hit(cluster, fault, 1);
    }
}

void myc_timer_fire(struct myc_cluster *cluster, uint32_t host, struct myc_timer *timer)
{
    void *owner = timer->owner;
    if (!myc_timer_comes(cluster, timer))
        return;
    myc_timer_end(cluster, timer);
    if (cluster->calls->timer)
        cluster->calls->timer(cluster->program, host, owner);
}

static void drop_all(struct myc_cluster *cluster, struct myc_timer *list)
{
    struct myc_timer *timer, *next;
    DL_FOREACH_SAFE(list, timer, next)
    {
        myc_engine_cancel(cluster->engine, timer->event);
        myc_timer_end(cluster, timer);
    }
}

void myc_timer_crash(struct myc_cluster *cluster, struct myc_host *host)
{
    drop_all(cluster, myc_rest_of(cluster, host)->timers);
    if (host->hurt)
        drop_all(cluster, host->hurt->due);
}
