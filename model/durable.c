/* Durable pins: a persisted silo in a shared stable file, which survives every
 * host. Whoever is asked for it then reads the file instead of computing it.
 *
 * The file is named after where the silo was created, so that all who have its
 * lineage know the name. */
#include "model/node.h"
#include "model/runtime_internal.h"

#include <stdio.h>

#define NAME_BYTES 64

static const char *name_of(const struct myc_node *silo, char name[NAME_BYTES])
{
    const struct myc_location *location = &silo->location;
    snprintf(name, NAME_BYTES, "pin-%u-%u-%llu", location->host, location->incarnation,
             (unsigned long long)location->n);
    return name;
}

static const struct myc_written *find(const struct myc_runtime *runtime,
                                      const struct myc_node *node)
{
    char name[NAME_BYTES];
    if (!runtime->durable_count)
        return NULL;
    return myc_cluster_written(runtime->cluster, name_of(myc_node_unwrapped(node), name));
}

bool myc_durable_is_there(const struct myc_runtime *runtime, const struct myc_node *node)
{
    return find(runtime, node) != NULL;
}

void myc_durable_write(struct myc_runtime *runtime, struct myc_entry *entry)
{
    char name[NAME_BYTES];
    const struct myc_node *node = entry->node;
    if (node->operation != MYC_OPERATION_PERSIST_DURABLE &&
        !runtime->options.recovery.policy->durable)
        return;
    if (find(runtime, node))
        return;
    runtime->durable_count++;
    entry->pending++;
    myc_cluster_write(runtime->cluster, entry->host, name_of(myc_node_unwrapped(node), name),
                      myc_runtime_bytes(runtime, entry->value, node->type), entry->value, entry);
}

/* Where the disk is full the value is pinned in memory alone, as a copy that nobody has room for is
 * counted out. */
void myc_durable_written(void *state, uint32_t host, void *owner, bool stored)
{
    struct myc_runtime *runtime = state;
    (void)host;
    (void)stored;
    myc_persist_settle(runtime, owner);
    myc_runtime_settle(runtime);
}

bool myc_durable_read(struct myc_runtime *runtime, struct myc_entry *entry, uint32_t record)
{
    const struct myc_written *written = find(runtime, entry->node);
    bool is_root = myc_node_is_root(entry->node);
    if (!written || (is_root && myc_root_is_at(runtime, entry->host, entry->node)))
        return false;
    entry->stored = written->content;
    entry->argument_record = record;
    entry->keep = is_root;
    myc_cluster_read(runtime->cluster, entry->host, &written->file, entry);
    return true;
}

void myc_durable_clear(struct myc_runtime *runtime, const struct myc_node *node)
{
    char name[NAME_BYTES];
    if (runtime->durable_count)
        myc_cluster_erase(runtime->cluster, name_of(myc_node_unwrapped(node), name));
}
