#include <assert.h>
#include <string.h>

#include "sim/cluster_internal.h"

/* Stable files: every host reads and writes them by its own disk, one after the other. */

/* A read; or a write, which has a file to store. */
struct myc_read {
    struct myc_read *prev, *next;
    myc_event_handle event;
    void *owner;
    uint64_t length;
    uint64_t content;
    struct myc_stored *stores;
    bool done; /* while its host stood still */
};

/* A file of this run; under its name once it was written. */
struct myc_stored {
    UT_hash_handle hh;
    struct myc_written written;
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

static void end_at(struct myc_cluster *cluster, uint32_t host, struct myc_read *read, myc_time at)
{
    enum myc_host_event kind = read->stores ? MYC_HOST_WRITE_END : MYC_HOST_READ_END;
    read->event =
        myc_cluster_schedule(cluster, at, MYC_RANK_TASK_END, host, host, kind, read->content, read);
}

static myc_time transmission(const struct myc_cluster *cluster, uint64_t length)
{
    return myc_cluster_transmission(length, cluster->config.disk_bits_per_s);
}

static void use_disk(struct myc_cluster *cluster, uint32_t host, const struct myc_file *file,
                     struct myc_stored *stores, void *owner)
{
    struct myc_host *on = myc_cluster_host(cluster, host);
    assert(on->holds == 0 && cluster->config.disk_bits_per_s > 0);
    myc_time now = myc_cluster_now(cluster);
    myc_time begin = now > on->disk_free ? now : on->disk_free;
    myc_slow_hit(cluster, on, MYC_RESOURCE_DISK);
    on->disk_free = myc_time_add(
        begin, myc_hurt_stretch(on, MYC_RESOURCE_DISK, transmission(cluster, file->length)));
    struct myc_read *read = myc_memory_take(cluster->memory, sizeof *read);
    read->owner = owner;
    read->stores = stores;
    read->length = file->length;
    read->content = XXH3_64bits_withSeed(file->name, strlen(file->name), file->length);
    DL_APPEND(on->reads, read);
    end_at(cluster, host, read, on->disk_free);
}

void myc_cluster_read(struct myc_cluster *cluster, uint32_t host, const struct myc_file *file,
                      void *owner)
{
    use_disk(cluster, host, file, NULL, owner);
}

void myc_cluster_write(struct myc_cluster *cluster, uint32_t host, const char *name,
                       uint64_t length, const void *content, void *owner)
{
    struct myc_stored *stored = myc_memory_alloc(cluster->memory, sizeof *stored);
    stored->written = (struct myc_written){
        .file = { .name = myc_memory_text(cluster->memory, name, strlen(name)),
                  .length = length,
                  .store = MYC_FILE_SHARED },
        .content = content,
    };
    use_disk(cluster, host, &stored->written.file, stored, owner);
}

static struct myc_stored *find(const struct myc_cluster *cluster, const char *name)
{
    struct myc_stored *stored;
    HASH_FIND_STR(cluster->stored, name, stored);
    return stored;
}

const struct myc_written *myc_cluster_written(const struct myc_cluster *cluster, const char *name)
{
    const struct myc_stored *stored = find(cluster, name);
    return stored ? &stored->written : NULL;
}

void myc_cluster_erase(struct myc_cluster *cluster, const char *name)
{
    struct myc_memory *memory = cluster->memory;
    struct myc_stored *stored = find(cluster, name);
    if (stored)
        HASH_DELETE(hh, cluster->stored, stored);
}

/* In place of what was there under its name. */
static void store(struct myc_cluster *cluster, struct myc_stored *stored)
{
    struct myc_memory *memory = cluster->memory;
    const char *name = stored->written.file.name;
    myc_cluster_erase(cluster, name);
    HASH_ADD_KEYPTR(hh, cluster->stored, name, strlen(name), stored);
}

void myc_read_end(struct myc_cluster *cluster, uint32_t host, struct myc_read *read)
{
    void *owner = read->owner;
    struct myc_stored *stores = read->stores;
    struct myc_host *on = myc_cluster_host(cluster, host);
    if (myc_host_stands_still(on)) {
        DL_DELETE(on->reads, read);
        DL_APPEND(on->hurt->done, read);
        read->done = true;
        myc_pause_wait(cluster, on, 1);
        return;
    }
    if (read->done)
        DL_DELETE(on->hurt->done, read);
    else
        DL_DELETE(on->reads, read);
    myc_memory_give(cluster->memory, read, sizeof *read);
    if (stores)
        store(cluster, stores);
    void (*told)(void *, uint32_t, void *) =
        stores ? cluster->calls->file_written : cluster->calls->file_read;
    if (told)
        told(cluster->program, host, owner);
}

void myc_read_go_on(struct myc_cluster *cluster, uint32_t host)
{
    struct myc_read *read;
    DL_FOREACH(myc_cluster_host(cluster, host)->hurt->done, read)
    {
        end_at(cluster, host, read, myc_cluster_now(cluster));
    }
}

/* Each is begun when the one before it is done, and the last is done when the disk is free. */
uint64_t myc_read_replan(struct myc_cluster *cluster, uint32_t host, struct myc_ratio before)
{
    uint64_t count = 0;
    struct myc_host *on = myc_cluster_host(cluster, host);
    struct myc_read *read;
    if (!on->reads || on->disk_free == MYC_FOREVER)
        return 0;
    for (read = on->reads->next; read; read = read->next)
        on->disk_free -= myc_cluster_duration(transmission(cluster, read->length), before.numerator,
                                              before.denominator);
    for (read = on->reads->next; read; read = read->next, count++) {
        on->disk_free =
            myc_time_add(on->disk_free, myc_hurt_stretch(on, MYC_RESOURCE_DISK,
                                                         transmission(cluster, read->length)));
        myc_engine_cancel(cluster->engine, read->event);
        end_at(cluster, host, read, on->disk_free);
    }
    return count;
}

static void drop_all(struct myc_cluster *cluster, struct myc_read **list)
{
    struct myc_read *read, *next;
    DL_FOREACH_SAFE(*list, read, next)
    {
        myc_engine_cancel(cluster->engine, read->event);
        myc_memory_give(cluster->memory, read, sizeof *read);
    }
    *list = NULL;
}

void myc_read_crash(struct myc_cluster *cluster, struct myc_host *host)
{
    drop_all(cluster, &host->reads);
    if (host->hurt)
        drop_all(cluster, &host->hurt->done);
    host->disk_free = 0;
}
