#include "sim/cluster_internal.h"

/* Cores and their run queue: first come, first served. Foreign work is not the run's: it keeps none
 * alive, but tasks that wait behind it do. */

struct myc_task {
    struct myc_event_body event;  /* its end */
    struct myc_task *prev, *next; /* among the running or the queued of its host */
    myc_event_handle handle;      /* while it runs; 0: it does not, or stands still */
    void *task;
    myc_time fetch; /* of its code, before it works, and */
    myc_time left;  /* of what it would take on a host that nothing slows, is left */
    myc_time since; /* at this time */
    bool foreign;
    bool expected; /* it waits behind foreign work */
};

static void set_expected(struct myc_cluster *cluster, struct myc_task *task, bool expected)
{
    if (task->expected == expected)
        return;
    task->expected = expected;
    if (expected)
        myc_engine_expect(cluster->engine, 1);
    else
        myc_engine_expect_less(cluster->engine, 1);
}

/* It runs, from now on, until what is left of it is done. */
static void run(struct myc_cluster *cluster, const struct myc_host *host, uint32_t index,
                struct myc_task *task)
{
    task->since = myc_cluster_now(cluster);
    myc_time works = myc_time_add(task->since, task->fetch);
    myc_time duration = myc_hurt_stretch(host, MYC_RESOURCE_CPU, task->left);
    myc_time end = myc_time_add(works, duration);
    struct myc_event_body *event = &task->event;
    event->target = index;
    event->kind = MYC_HOST_TASK_END;
    if (task->foreign) {
        task->handle =
            myc_engine_schedule(cluster->engine, (struct myc_event){ .time = end,
                                                                     .rank = MYC_RANK_TASK_END,
                                                                     .source = index,
                                                                     .target = index,
                                                                     .kind = event->kind,
                                                                     .daemon = true,
                                                                     .content = event->content,
                                                                     .payload = task });
        return;
    }
    event->counter = myc_engine_count(cluster->engine, index);
    task->handle = myc_engine_schedule_in(cluster->engine, MYC_HOST_LANE_TASK_END, end,
                                          MYC_RANK_TASK_END, index, event);
}

/* What the program says it takes, and what else its host needs for it. */
static void prepare(struct myc_cluster *cluster, const struct myc_host *host, uint32_t index,
                    struct myc_task *task)
{
    myc_time cost = cluster->calls->started(cluster->program, index, task->task);
    const struct myc_ratio speed = myc_cluster_config_speed(&cluster->config, index);
    task->left = myc_cluster_duration(cost, speed.denominator, speed.numerator);
    if (!host->hurt)
        return;
    task->fetch = host->hurt->fetch;
    host->hurt->fetch = 0;
    myc_slow_hit(cluster, host, MYC_RESOURCE_CPU);
}

static void start(struct myc_cluster *cluster, struct myc_host *host, uint32_t index,
                  struct myc_task *task)
{
    host->busy_cores++;
    DL_APPEND(host->running, task);
    set_expected(cluster, task, false);
    if (!task->foreign)
        prepare(cluster, host, index, task);
    run(cluster, host, index, task);
}

static void start_queued(struct myc_cluster *cluster, struct myc_host *host, uint32_t index)
{
    const uint32_t cores = myc_cluster_config_cores(&cluster->config, index);
    while (host->queued && host->busy_cores < cores && !myc_host_stands_still(host)) {
        struct myc_task *task = host->queued;
        DL_DELETE(host->queued, task);
        start(cluster, host, index, task);
    }
}

void myc_cluster_run(struct myc_cluster *cluster, uint32_t host, void *task, uint64_t content)
{
    struct myc_host *on = myc_cluster_host(cluster, host);
    assert(on->holds == 0);
    struct myc_task *queued = myc_memory_take(cluster->memory, sizeof *queued);
    queued->task = task;
    queued->event.content = content;
    DL_APPEND(on->queued, queued);
    set_expected(cluster, queued, on->hurt && on->hurt->foreign && !on->hurt->pauses);
    start_queued(cluster, on, host);
}

void myc_port_load(struct myc_cluster *cluster, uint32_t host, uint64_t tasks, myc_time cost,
                   uint32_t fault)
{
    struct myc_host *on = myc_cluster_host(cluster, host);
    const struct myc_ratio speed = myc_cluster_config_speed(&cluster->config, host);
    if (on->holds > 0)
        return;
    for (uint64_t i = 0; i < tasks; i++) {
        struct myc_task *foreign = myc_memory_take(cluster->memory, sizeof *foreign);
        foreign->foreign = true;
        foreign->event.content = cost;
        foreign->left = myc_cluster_duration(cost, speed.denominator, speed.numerator);
        DL_APPEND(on->queued, foreign);
    }
    myc_hurt_of(cluster, on)->foreign += tasks;
    myc_cluster_hit(cluster, fault, tasks);
    start_queued(cluster, on, host);
}

/* The core counts as busy until the program has heard of the end: what it runs then waits behind
 * what was queued before. */
void myc_task_end(struct myc_cluster *cluster, uint32_t host, struct myc_task *task)
{
    struct myc_host *on = myc_cluster_host(cluster, host);
    void *ended = task->task;
    bool foreign = task->foreign;
    DL_DELETE(on->running, task);
    myc_memory_give(cluster->memory, task, sizeof *task);
    if (foreign)
        on->hurt->foreign--;
    else if (cluster->calls->ended)
        cluster->calls->ended(cluster->program, host, ended);
    on->busy_cores--;
    start_queued(cluster, on, host);
}

/* What was done of it since it ran is whole ns of work; the rest is left. */
static void halt(struct myc_cluster *cluster, const struct myc_host *host, struct myc_task *task)
{
    myc_time passed = myc_cluster_now(cluster) - task->since;
    const struct myc_ratio *stretch = &host->hurt->stretch[MYC_RESOURCE_CPU];
    myc_time fetched = passed < task->fetch ? passed : task->fetch;
    task->fetch -= fetched;
    passed -= fetched;
    myc_time done = (myc_time)((myc_wide)passed * stretch->denominator / stretch->numerator);
    task->left -= done < task->left ? done : task->left;
    myc_engine_cancel(cluster->engine, task->handle);
    task->handle = 0;
}

uint64_t myc_task_halt(struct myc_cluster *cluster, struct myc_host *host)
{
    uint64_t count = 0;
    struct myc_task *task;
    DL_FOREACH(host->running, task)
    {
        if (task->handle)
            halt(cluster, host, task);
        count += !task->foreign;
    }
    if (!myc_host_stands_still(host))
        return count;
    DL_FOREACH(host->queued, task)
    {
        count += task->expected;
        set_expected(cluster, task, false);
    }
    return count;
}

void myc_task_go_on(struct myc_cluster *cluster, uint32_t host)
{
    struct myc_host *on = myc_cluster_host(cluster, host);
    if (myc_host_stands_still(on))
        return;
    struct myc_task *task;
    DL_FOREACH(on->running, task)
    {
        if (!task->handle)
            run(cluster, on, host, task);
    }
    DL_FOREACH(on->queued, task)
    {
        set_expected(cluster, task, on->hurt->foreign && !task->foreign);
    }
    start_queued(cluster, on, host);
}

static uint64_t kill_all(struct myc_cluster *cluster, struct myc_task **list)
{
    uint64_t count = 0;
    struct myc_task *task, *next;
    DL_FOREACH_SAFE(*list, task, next)
    {
        myc_engine_cancel(cluster->engine, task->handle);
        set_expected(cluster, task, false);
        count += !task->foreign;
        myc_memory_give(cluster->memory, task, sizeof *task);
    }
    *list = NULL;
    return count;
}

void myc_task_crash(struct myc_cluster *cluster, struct myc_host *host, uint32_t fault)
{
    uint64_t killed = kill_all(cluster, &host->running) + kill_all(cluster, &host->queued);
    if (killed > 0)
        myc_cluster_hit(cluster, fault, killed);
    host->busy_cores = 0;
    if (host->hurt)
        host->hurt->foreign = 0;
}
