#include <assert.h>
#include <string.h>

#include "sim/cluster_internal.h"

/* Stable files: every host reads them from its own disk, one read after the other. */

struct myc_read {
    struct myc_read *prev, *next;
    myc_event_handle event;
    void *owner;
};

const struct myc_file *myc_cluster_file(const struct myc_cluster *cluster, uint32_t host,
                                        const char *name)
{
    assert(host <= cluster->config.host_count);
    for (uint32_t i = 0; i < cluster->config.file_count; i++) {
        if (strcmp(cluster->config.files[i].name, name) == 0)
            return &cluster->config.files[i];
    }
    return NULL;
}

void myc_cluster_read(struct myc_cluster *cluster, uint32_t host, const struct myc_file *file,
                      void *owner)
{
    struct myc_host *on = myc_cluster_host(cluster, host);
    assert(on->holds == 0 && cluster->config.disk_bits_per_s > 0);
    myc_time now = myc_cluster_now(cluster);
    myc_time begin = now > on->disk_free ? now : on->disk_free;
    on->disk_free =
        myc_time_add(begin, myc_cluster_transmission(file->length,
                                                     cluster->config.disk_bits_per_s));
    struct myc_read *read = myc_memory_take(cluster->memory, sizeof *read);
    read->owner = owner;
    DL_APPEND(on->reads, read);
    uint64_t content = XXH3_64bits_withSeed(file->name, strlen(file->name), file->length);
    read->event = myc_cluster_schedule(cluster, on->disk_free, MYC_RANK_TASK_END, host, host,
                                       MYC_HOST_READ_END, content, read);
}

void myc_read_end(struct myc_cluster *cluster, uint32_t host, struct myc_read *read)
{
    void *owner = read->owner;
    struct myc_host *on = myc_cluster_host(cluster, host);
    DL_DELETE(on->reads, read);
    myc_memory_give(cluster->memory, read, sizeof *read);
    if (cluster->calls->file_read)
        cluster->calls->file_read(cluster->program, host, owner);
}

void myc_read_crash(struct myc_cluster *cluster, struct myc_host *host)
{
    struct myc_read *read, *next;
    DL_FOREACH_SAFE(host->reads, read, next)
    {
        myc_engine_cancel(cluster->engine, read->event);
        myc_memory_give(cluster->memory, read, sizeof *read);
    }
    host->reads = NULL;
    host->disk_free = 0;
}
