#include <assert.h>

#include "sim/cluster_internal.h"

/* Slower cores, NICs and disks, and wrong clocks. A resource is stretched by the product of the open slows. */

struct myc_slow {
    struct myc_slow *prev, *next;
    enum myc_resource resource;
    struct myc_ratio factor;
    uint32_t fault;
};

static myc_wide greatest_divisor(myc_wide a, myc_wide b)
{
    while (b > 0) {
        myc_wide rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Exact as far as 64 bits reach; beyond, the last bits are given up. */
static struct myc_ratio multiply(struct myc_ratio a, struct myc_ratio b)
{
    myc_wide numerator = (myc_wide)a.numerator * b.numerator;
    myc_wide denominator = (myc_wide)a.denominator * b.denominator;
    myc_wide divisor = greatest_divisor(numerator, denominator);
    numerator /= divisor;
    denominator /= divisor;
    while (numerator > UINT64_MAX || denominator > UINT64_MAX) {
        numerator >>= 1;
        denominator >>= 1;
    }
    return (struct myc_ratio){ (uint64_t)numerator, denominator ? (uint64_t)denominator : 1 };
}

static struct myc_ratio product(const struct myc_hurt *hurt, enum myc_resource resource)
{
    struct myc_ratio all = { 1, 1 };
    const struct myc_slow *slow;
    DL_FOREACH(hurt->slows, slow)
    {
        if (slow->resource == resource)
            all = multiply(all, slow->factor);
    }
    return all;
}

/* Stretches the resource as the open slows say; how much of what it has to do that touches. */
static uint64_t restretch(struct myc_cluster *cluster, uint32_t host, enum myc_resource resource)
{
    struct myc_host *struck = myc_cluster_host(cluster, host);
    struct myc_hurt *hurt = struck->hurt;
    struct myc_ratio before = hurt->stretch[resource];
    struct myc_ratio after = product(hurt, resource);
    uint64_t touched = 0;
    switch (resource) {
    case MYC_RESOURCE_CPU:
        touched = myc_task_halt(cluster, struck);
        hurt->stretch[resource] = after;
        myc_task_go_on(cluster, host);
        break;
    case MYC_RESOURCE_NIC:
        hurt->stretch[resource] = after;
        touched = myc_nic_waiting(struck);
        break;
    case MYC_RESOURCE_DISK:
        hurt->stretch[resource] = after;
        touched = myc_read_replan(cluster, host, before);
        break;
    case MYC_RESOURCE_CLOCK:
        hurt->stretch[resource] = after;
        break;
    case MYC_RESOURCES:
        assert(false && "no resource");
    }
    return touched;
}

void myc_port_host_slow(struct myc_cluster *cluster, uint32_t host, enum myc_resource resource,
                        struct myc_ratio factor, uint32_t fault)
{
    assert(fault > 0 && factor.denominator > 0 && factor.numerator > 0);
    assert(resource == MYC_RESOURCE_CLOCK || factor.numerator >= factor.denominator);
    struct myc_hurt *hurt = myc_hurt_of(cluster, myc_cluster_host(cluster, host));
    struct myc_slow *slow = myc_memory_take(cluster->memory, sizeof *slow);
    slow->resource = resource;
    slow->factor = factor;
    slow->fault = fault;
    DL_APPEND(hurt->slows, slow);
    uint64_t touched = restretch(cluster, host, resource);
    if (touched > 0)
        myc_cluster_hit(cluster, fault, touched);
}

void myc_port_host_restore(struct myc_cluster *cluster, uint32_t host, uint32_t fault)
{
    struct myc_hurt *hurt = myc_cluster_host(cluster, host)->hurt;
    struct myc_slow *slow;
    DL_SEARCH_SCALAR(hurt->slows, slow, fault, fault);
    assert(slow);
    enum myc_resource resource = slow->resource;
    DL_DELETE(hurt->slows, slow);
    myc_memory_give(cluster->memory, slow, sizeof *slow);
    restretch(cluster, host, resource);
}

uint32_t myc_slow_hit(struct myc_cluster *cluster, const struct myc_host *host,
                      enum myc_resource resource)
{
    uint32_t first = 0;
    const struct myc_slow *slow;
    if (!host->hurt)
        return 0;
    DL_FOREACH(host->hurt->slows, slow)
    {
        if (slow->resource != resource)
            continue;
        myc_cluster_hit(cluster, slow->fault, 1);
        first = first ? first : slow->fault;
    }
    return first;
}
