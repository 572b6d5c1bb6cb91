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

/* A file of the configuration that a host has no more; MYC_EVERY_HOST: nobody has. */
struct myc_removed {
    UT_hash_handle hh;
    uint64_t key; /* its index << 32 | host */
    uint32_t fault;
};

static uint64_t key_of(const struct myc_cluster *cluster, uint32_t index, uint32_t host)
{
    bool shared = cluster->config.files[index].store == MYC_FILE_SHARED;
    return (uint64_t)index << 32 | (shared ? MYC_EVERY_HOST : host);
}

static const struct myc_removed *find_removed(const struct myc_cluster *cluster, uint64_t key)
{
    struct myc_removed *removed = NULL;
    if (cluster->removed)
        HASH_FIND(hh, cluster->removed, &key, sizeof key, removed);
    return removed;
}

/* The index of a file of the configuration by its name; `file_count`: there is none. */
static uint32_t index_of(const struct myc_cluster *cluster, const char *name)
{
    uint32_t index = 0;
    while (index < cluster->config.file_count &&
           strcmp(cluster->config.files[index].name, name) != 0)
        index++;
    return index;
}

const struct myc_file *myc_cluster_file(const struct myc_cluster *cluster, uint32_t host,
                                        const char *name)
{
    assert(host <= cluster->config.host_count);
    uint32_t index = index_of(cluster, name);
    if (index == cluster->config.file_count || find_removed(cluster, key_of(cluster, index, host)))
        return NULL;
    return &cluster->config.files[index];
}

uint32_t myc_cluster_file_lost_by(const struct myc_cluster *cluster, uint32_t host,
                                  const char *name)
{
    uint32_t index = index_of(cluster, name);
    if (index == cluster->config.file_count)
        return 0;
    const struct myc_removed *removed = find_removed(cluster, key_of(cluster, index, host));
    return removed ? removed->fault : 0;
}

static void end_at(struct myc_cluster *cluster, uint32_t host, struct myc_read *read, myc_time at)
{
    enum myc_host_event kind = read->stores ? MYC_HOST_WRITE_END : MYC_HOST_READ_END;
    read->event =
        myc_cluster_schedule(cluster, at, MYC_RANK_TASK_END, host, host, kind, read->content, read);
}

static myc_time transmission(const struct myc_cluster *cluster, uint32_t host, uint64_t length)
{
    return myc_cluster_transmission(length, myc_cluster_config_disk(&cluster->config, host));
}

static void use_disk(struct myc_cluster *cluster, uint32_t host, const struct myc_file *file,
                     struct myc_stored *stores, void *owner)
{
    const struct myc_host *on = myc_cluster_host(cluster, host);
    struct myc_host_rest *rest = myc_rest_of(cluster, on);
    assert(on->holds == 0 && cluster->config.disk_bits_per_s > 0);
    myc_time now = myc_cluster_now(cluster);
    myc_time begin = now > rest->disk_free ? now : rest->disk_free;
    myc_slow_hit(cluster, on, MYC_RESOURCE_DISK);
    rest->disk_free = myc_time_add(
        begin, myc_hurt_stretch(on, MYC_RESOURCE_DISK, transmission(cluster, host, file->length)));
    struct myc_read *read = myc_memory_take(cluster->memory, sizeof *read);
    read->owner = owner;
    read->stores = stores;
    read->length = file->length;
    read->content = XXH3_64bits_withSeed(file->name, strlen(file->name), file->length);
    DL_APPEND(rest->reads, read);
    end_at(cluster, host, read, rest->disk_free);
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

static void end_write(struct myc_cluster *cluster, uint32_t host, struct myc_stored *stored,
                      void *owner)
{
    const struct myc_hurt *hurt = myc_cluster_host(cluster, host)->hurt;
    bool full = hurt && hurt->fills > 0;
    if (full)
        myc_cluster_hit(cluster, hurt->filler, 1);
    else
        store(cluster, stored);
    if (cluster->calls->file_written)
        cluster->calls->file_written(cluster->program, host, owner, !full);
}

void myc_read_end(struct myc_cluster *cluster, uint32_t host, struct myc_read *read)
{
    void *owner = read->owner;
    struct myc_stored *stores = read->stores;
    struct myc_host *on = myc_cluster_host(cluster, host);
    struct myc_host_rest *rest = myc_rest_of(cluster, on);
    if (myc_host_stands_still(on)) {
        DL_DELETE(rest->reads, read);
        DL_APPEND(on->hurt->done, read);
        read->done = true;
        myc_pause_wait(cluster, on, 1);
        return;
    }
    if (read->done)
        DL_DELETE(on->hurt->done, read);
    else
        DL_DELETE(rest->reads, read);
    myc_memory_give(cluster->memory, read, sizeof *read);
    if (stores)
        end_write(cluster, host, stores, owner);
    else if (cluster->calls->file_read)
        cluster->calls->file_read(cluster->program, host, owner);
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
    const struct myc_host *on = myc_cluster_host(cluster, host);
    struct myc_host_rest *rest = myc_rest_of(cluster, on);
    struct myc_read *read;
    if (!rest->reads || rest->disk_free == MYC_FOREVER)
        return 0;
    for (read = rest->reads->next; read; read = read->next)
        rest->disk_free -= myc_cluster_duration(transmission(cluster, host, read->length),
                                                before.numerator, before.denominator);
    for (read = rest->reads->next; read; read = read->next, count++) {
        rest->disk_free = myc_time_add(
            rest->disk_free,
            myc_hurt_stretch(on, MYC_RESOURCE_DISK, transmission(cluster, host, read->length)));
        myc_engine_cancel(cluster->engine, read->event);
        end_at(cluster, host, read, rest->disk_free);
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
    struct myc_host_rest *rest = myc_rest_of(cluster, host);
    drop_all(cluster, &rest->reads);
    if (host->hurt)
        drop_all(cluster, &host->hurt->done);
    rest->disk_free = 0;
}

/* --- what a fault does --- */

/* `pattern` is a name, or how names begin, and `*`. */
static bool matches(const char *pattern, const char *name)
{
    size_t length = strlen(pattern);
    if (length > 0 && pattern[length - 1] == '*')
        return strncmp(pattern, name, length - 1) == 0;
    return strcmp(pattern, name) == 0;
}

static void remove_copy(struct myc_cluster *cluster, uint64_t key, uint32_t fault)
{
    struct myc_memory *memory = cluster->memory;
    if (find_removed(cluster, key))
        return;
    struct myc_removed *removed = myc_memory_alloc(memory, sizeof *removed);
    removed->key = key;
    removed->fault = fault;
    HASH_ADD(hh, cluster->removed, key, sizeof removed->key, removed);
    myc_cluster_hit(cluster, fault, 1);
}

void myc_port_file_remove(struct myc_cluster *cluster, uint32_t host, const char *name,
                          bool local_alone, uint32_t fault)
{
    struct myc_stored *stored, *next;
    struct myc_memory *memory = cluster->memory;
    for (uint32_t i = 0; i < cluster->config.file_count; i++) {
        const struct myc_file *file = &cluster->config.files[i];
        if (matches(name, file->name) && (!local_alone || file->store == MYC_FILE_LOCAL))
            remove_copy(cluster, key_of(cluster, i, host), fault);
    }
    if (local_alone)
        return;
    HASH_ITER(hh, cluster->stored, stored, next)
    {
        if (!matches(name, stored->written.file.name))
            continue;
        HASH_DELETE(hh, cluster->stored, stored);
        myc_cluster_hit(cluster, fault, 1);
    }
}

void myc_port_disk_fill(struct myc_cluster *cluster, uint32_t host, uint32_t fault)
{
    struct myc_hurt *hurt = myc_hurt_of(cluster, myc_cluster_host(cluster, host));
    if (hurt->fills++ == 0)
        hurt->filler = fault;
}

void myc_port_disk_empty(struct myc_cluster *cluster, uint32_t host, uint32_t fault)
{
    struct myc_hurt *hurt = myc_cluster_host(cluster, host)->hurt;
    assert(hurt && hurt->fills > 0 && fault > 0);
    hurt->fills--;
}
