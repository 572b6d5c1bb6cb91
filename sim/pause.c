#include <assert.h>

#include "sim/cluster_internal.h"

/* Standing still: each file keeps what waits for its own events, in the order in which it came due,
 * and lets it happen when the host goes on. */

void myc_pause_wait(struct myc_cluster *cluster, struct myc_host *host, uint64_t count)
{
    if (count == 0)
        return;
    host->hurt->waits += count;
    cluster->waits += count;
    myc_cluster_hit(cluster, host->hurt->pauser, count);
}

void myc_pause_end(struct myc_cluster *cluster, struct myc_host *host)
{
    cluster->waits -= host->hurt->waits;
    host->hurt->waits = 0;
}

void myc_port_host_pause(struct myc_cluster *cluster, uint32_t host, uint32_t fault)
{
    assert(fault > 0);
    struct myc_host *struck = myc_cluster_host(cluster, host);
    struct myc_hurt *hurt = myc_hurt_of(cluster, struck);
    if (hurt->pauses++ > 0)
        return;
    hurt->pauser = fault;
    hurt->heard = cluster->notice_count;
    myc_pause_wait(cluster, struck, myc_task_halt(cluster, struck));
}

void myc_port_host_go_on(struct myc_cluster *cluster, uint32_t host, uint32_t fault)
{
    struct myc_host *healed = myc_cluster_host(cluster, host);
    struct myc_hurt *hurt = healed->hurt;
    assert(hurt && hurt->pauses > 0 && fault > 0);
    if (--hurt->pauses > 0 && hurt->waits > 0)
        myc_engine_stir(cluster->engine);
    if (hurt->pauses > 0 || healed->holds > 0)
        return;
    myc_pause_end(cluster, healed);
    myc_network_go_on(cluster, healed);
    myc_read_go_on(cluster, host);
    myc_timer_go_on(cluster, healed);
    myc_task_go_on(cluster, host);
    if (hurt->begins && cluster->calls->restarted)
        cluster->calls->restarted(cluster->program, myc_cluster_incarnation(cluster, host));
    hurt->begins = false;
    myc_heartbeat_go_on(cluster, host);
    myc_notice_go_on(cluster, host);
}

uint64_t myc_cluster_waits(const struct myc_cluster *cluster)
{
    return cluster->waits;
}
