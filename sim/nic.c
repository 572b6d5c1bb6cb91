#include <assert.h>

#include "sim/cluster_internal.h"

/* NICs. Each works at the first of its messages, and only that one's event is pending; those behind
 * it have taken their place in the order of events when they came, and wait. So what a NIC takes for
 * a message is what it takes when the turn of that message comes, and a crash has one event to
 * cancel. */

static struct myc_transit **nic_of(struct myc_host *host, enum myc_host_event kind)
{
    assert(kind == MYC_HOST_LEAVE || kind == MYC_HOST_DELIVER);
    return kind == MYC_HOST_LEAVE ? &host->outgoing : &host->incoming;
}

__attribute__((noinline)) static myc_time transmission_of(struct myc_cluster *cluster,
                                                          uint64_t length, uint64_t bits_per_s)
{
    myc_time takes = myc_cluster_transmission(length, bits_per_s);
    cluster->last_transmission = (struct myc_transmission){ length, bits_per_s, takes };
    return takes;
}

/* Most messages are as long as the one before, and most NICs as fast. */
static myc_time transmission(struct myc_cluster *cluster, uint64_t length, uint64_t bits_per_s)
{
    const struct myc_transmission *last = &cluster->last_transmission;
    if (length == last->length && bits_per_s == last->bits_per_s)
        return last->takes;
    return transmission_of(cluster, length, bits_per_s);
}

static void start(struct myc_cluster *cluster, const struct myc_host *host,
                  struct myc_transit *transit, enum myc_host_event kind)
{
    bool is_egress = kind == MYC_HOST_LEAVE;
    uint32_t here = is_egress ? transit->message.source : transit->message.destination;
    myc_time takes = transmission(cluster, transit->message.length,
                                  myc_cluster_config_nic(&cluster->config, here));
    takes = myc_hurt_stretch(host, MYC_RESOURCE_NIC, takes);
    myc_network_schedule(cluster, is_egress ? MYC_HOST_LANE_LEAVE : MYC_HOST_LANE_DELIVER, transit,
                         myc_time_add(myc_cluster_now(cluster), takes), here, here, kind);
}

void myc_nic_enter(struct myc_cluster *cluster, struct myc_host *host, enum myc_host_event kind,
                   struct myc_transit *transit)
{
    struct myc_transit **nic = nic_of(host, kind);
    uint32_t here = (uint32_t)(host - cluster->hosts);
    uint32_t fault = host->hurt ? myc_slow_hit(cluster, host, MYC_RESOURCE_NIC) : 0;
    if (fault != 0)
        myc_network_blame(cluster, transit, fault);
    transit->event.counter = myc_engine_count(cluster->engine, here);
    DL_APPEND(*nic, transit);
    if (*nic == transit)
        start(cluster, host, transit, kind);
}

void myc_nic_finish(struct myc_cluster *cluster, struct myc_host *host, enum myc_host_event kind,
                    struct myc_transit *transit)
{
    struct myc_transit **nic = nic_of(host, kind);
    assert(*nic == transit);
    DL_DELETE(*nic, transit);
    if (*nic)
        start(cluster, host, *nic, kind);
}

static uint64_t count_waiting(const struct myc_transit *nic)
{
    uint64_t count = 0;
    const struct myc_transit *transit;
    DL_COUNT(nic, transit, count);
    return count > 0 ? count - 1 : 0;
}

uint64_t myc_nic_waiting(const struct myc_host *host)
{
    return count_waiting(host->outgoing) + count_waiting(host->incoming);
}
