#include "sim/cluster_internal.h"

struct myc_hurt *myc_hurt_of(struct myc_cluster *cluster, struct myc_host *host)
{
    if (host->hurt)
        return host->hurt;
    host->hurt = myc_memory_alloc(cluster->memory, sizeof *host->hurt);
    for (uint32_t resource = 0; resource < MYC_RESOURCES; resource++)
        host->hurt->stretch[resource] = (struct myc_ratio){ 1, 1 };
    return host->hurt;
}

myc_time myc_hurt_stretched(const struct myc_hurt *hurt, enum myc_resource resource,
                            myc_time duration)
{
    const struct myc_ratio *stretch = &hurt->stretch[resource];
    return myc_cluster_duration(duration, stretch->numerator, stretch->denominator);
}
