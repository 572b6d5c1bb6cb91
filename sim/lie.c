#include <assert.h>

#include "sim/cluster_internal.h"

/* What a lying detector tells. A lie is a notice like any other, but about a life that goes on; when
 * it is taken back, all who heard it know better. */

struct myc_lie {
    struct myc_lie *prev, *next;
    uint32_t fault;
    uint32_t incarnation; /* of the host, as it then was */
    uint32_t number;      /* of the notice */
    bool client_alone;    /* was told */
};

void myc_port_suspect(struct myc_cluster *cluster, uint32_t host, bool client_alone, uint32_t fault)
{
    assert(fault > 0);
    uint32_t client = cluster->config.host_count;
    struct myc_hurt *hurt = myc_hurt_of(cluster, myc_cluster_host(cluster, host));
    struct myc_incarnation ended = myc_cluster_incarnation(cluster, host);
    if (!myc_cluster_is_up(cluster, host) || (client_alone && host == client))
        return;
    struct myc_lie *lie = myc_memory_take(cluster->memory, sizeof *lie);
    lie->fault = fault;
    lie->incarnation = ended.number;
    lie->number = myc_notice_number(cluster, ended);
    lie->client_alone = client_alone;
    DL_APPEND(hurt->lies, lie);
    cluster->control += client_alone ? 1 : cluster->up_count - 1;
    myc_book_add(cluster->book, &(struct myc_record){ .kind = MYC_RECORD_NOTICED,
                                                      .time = myc_cluster_now(cluster),
                                                      .host = host,
                                                      .fault = fault,
                                                      .detail = "a lie" });
    if (cluster->calls->noticed)
        cluster->calls->noticed(cluster->program, client_alone ? client : MYC_EVERY_HOST, ended,
                                fault);
}

void myc_port_trust(struct myc_cluster *cluster, uint32_t host, uint32_t fault)
{
    struct myc_hurt *hurt = myc_cluster_host(cluster, host)->hurt;
    struct myc_lie *lie;
    DL_SEARCH_SCALAR(hurt->lies, lie, fault, fault);
    if (!lie)
        return; /* the host was down */
    DL_DELETE(hurt->lies, lie);
    myc_memory_give(cluster->memory, lie, sizeof *lie);
}

uint32_t myc_lie_heard(const struct myc_cluster *cluster, uint32_t observer,
                       struct myc_incarnation incarnation)
{
    const struct myc_host *host = myc_cluster_host(cluster, incarnation.host);
    const struct myc_lie *lie;
    if (!host->hurt)
        return 0;
    DL_FOREACH(host->hurt->lies, lie)
    {
        bool concerned = !lie->client_alone || observer == cluster->config.host_count;
        if (concerned && lie->incarnation == incarnation.number &&
            myc_notice_is_heard(cluster, observer, lie->number))
            return lie->fault;
    }
    return 0;
}
