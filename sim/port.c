#include "sim/port.h"

#include <assert.h>

#include "sim/cluster_internal.h"

static void end_incarnation(struct myc_cluster *cluster, struct myc_host *host, uint32_t fault)
{
    struct myc_host_rest *rest = myc_rest_of(cluster, host);
    rest->lives = myc_memory_grow(cluster->memory, rest->lives, &rest->life_room,
                                  rest->life_count + 1, sizeof *rest->lives);
    rest->lives[rest->life_count++] =
        (struct myc_life){ .fault = fault, .at = myc_cluster_now(cluster) };
    cluster->up_count--;
}

/* Whether it was up. */
static bool take_down(struct myc_cluster *cluster, uint32_t host, uint32_t fault)
{
    assert(host < cluster->config.host_count && fault > 0);
    struct myc_host *struck = myc_cluster_host(cluster, host);
    if (struck->holds++ > 0)
        return false;
    const struct myc_incarnation ended = { .host = host, .number = struck->incarnation };
    end_incarnation(cluster, struck, fault);
    myc_task_crash(cluster, struck, fault);
    myc_network_crash(cluster, struck, fault);
    myc_read_crash(cluster, struck);
    myc_timer_crash(cluster, struck);
    myc_heartbeat_crash(cluster, host);
    myc_roles_clear_host(cluster->roles, host);
    if (struck->hurt) {
        struck->hurt->begins = false;
        myc_pause_end(cluster, struck);
    }
    if (cluster->calls->crashed)
        cluster->calls->crashed(cluster->program, ended, fault);
    return true;
}

void myc_port_host_down(struct myc_cluster *cluster, uint32_t host, uint32_t fault)
{
    const struct myc_incarnation life = myc_cluster_incarnation(cluster, host);
    if (take_down(cluster, host, fault))
        myc_notice_expect(cluster, life);
}

void myc_port_host_leave(struct myc_cluster *cluster, uint32_t host, uint32_t fault)
{
    const struct myc_incarnation life = myc_cluster_incarnation(cluster, host);
    if (take_down(cluster, host, fault))
        myc_notice_announce(cluster, life);
}

void myc_port_host_up(struct myc_cluster *cluster, uint32_t host, uint32_t fault)
{
    struct myc_host *healed = myc_cluster_host(cluster, host);
    assert(healed->holds > 0 && fault > 0);
    if (--healed->holds > 0)
        return;
    healed->incarnation++;
    healed->notices_before = cluster->notice_count;
    cluster->up_count++;
    myc_heartbeat_restart(cluster, host);
    if (myc_host_stands_still(healed)) {
        healed->hurt->begins = true;
        return;
    }
    if (cluster->calls->restarted)
        cluster->calls->restarted(cluster->program, myc_cluster_incarnation(cluster, host));
}

void myc_port_host_drain(struct myc_cluster *cluster, uint32_t host, uint32_t fault)
{
    struct myc_hurt *hurt = myc_hurt_of(cluster, myc_cluster_host(cluster, host));
    assert(fault > 0);
    cluster->drains++;
    if (hurt->drains++ == 0)
        hurt->drainer = fault;
}

void myc_port_host_refill(struct myc_cluster *cluster, uint32_t host, uint32_t fault)
{
    struct myc_hurt *hurt = myc_cluster_host(cluster, host)->hurt;
    assert(hurt && hurt->drains > 0 && fault > 0);
    hurt->drains--;
    cluster->drains--;
}

bool myc_cluster_takes_work(struct myc_cluster *cluster, uint32_t host)
{
    if (cluster->drains == 0)
        return true;
    const struct myc_hurt *hurt = myc_cluster_host(cluster, host)->hurt;
    if (!hurt || hurt->drains == 0)
        return true;
    myc_cluster_hit(cluster, hurt->drainer, 1);
    return false;
}

void myc_port_memory_reclaim(struct myc_cluster *cluster, uint32_t host, const char *label,
                             uint32_t fault)
{
    assert(fault > 0);
    if (cluster->calls->reclaimed && myc_cluster_is_up(cluster, host))
        cluster->calls->reclaimed(cluster->program, host, label, fault);
}
