/* What a host knows of nodes: its silos, and materializations under way. */
#include "model/node.h"
#include "model/runtime_internal.h"

#include <string.h>

struct myc_entry *myc_entry_find(struct myc_runtime *runtime, uint32_t host,
                                 struct myc_location key)
{
    struct myc_entry *found = NULL;
    if (runtime->hosts[host])
        HASH_FIND(hh, runtime->hosts[host]->entries, &key, sizeof key, found);
    return found;
}

struct myc_entry *myc_entry_loose(struct myc_runtime *runtime, uint32_t host,
                                  const struct myc_node *node)
{
    struct myc_entry *entry = runtime->free_entries;
    if (entry)
        runtime->free_entries = entry->next_free;
    else
        entry = myc_memory_alloc(runtime->memory, sizeof *entry);
    *entry = (struct myc_entry){
        .key = node->location, .serial = ++runtime->serial, .node = node, .host = host
    };
    entry->askers_tail = &entry->askers;
    return entry;
}

struct myc_entry *myc_entry_at(struct myc_runtime *runtime, uint32_t host,
                               const struct myc_node *node)
{
    struct myc_entry *entry = myc_entry_find(runtime, host, node->location);
    if (entry)
        return entry;
    struct myc_memory *memory = runtime->memory;
    entry = myc_entry_loose(runtime, host, node);
    HASH_ADD(hh, myc_runtime_host(runtime, host)->entries, key, sizeof entry->key, entry);
    return entry;
}

void myc_entry_awaits(struct myc_runtime *runtime, const struct myc_entry *entry,
                      const struct myc_node *node)
{
    struct myc_progress *progress = myc_runtime_progress(runtime, entry->node);
    if (progress->at.host == entry->host)
        progress->awaiting = node;
}

void myc_entry_forget(struct myc_runtime *runtime, struct myc_entry *entry)
{
    struct myc_memory *memory = runtime->memory;
    myc_budget_discharge(runtime, entry);
    if (!entry->stream)
        HASH_DELETE(hh, runtime->hosts[entry->host]->entries, entry);
    entry->serial = 0;
    entry->next_free = runtime->free_entries;
    runtime->free_entries = entry;
}

void myc_entry_settle(struct myc_runtime *runtime, struct myc_entry *entry)
{
    if (entry->known) {
        entry->state = MYC_ENTRY_KNOWN;
        entry->serial = ++runtime->serial;
    } else {
        myc_entry_forget(runtime, entry);
    }
}

bool myc_node_is_root(const struct myc_node *node)
{
    return node->operation == MYC_OPERATION_POPULATE ||
           node->operation == MYC_OPERATION_TEXT_FILE || node->operation == MYC_OPERATION_FROM_FUN;
}

/* The size and digest of a value, where anyone looks at them. */
static void measure(struct myc_runtime *runtime, struct myc_entry *entry,
                    const struct myc_value *value)
{
    if (myc_cluster_book(runtime->cluster)->keep)
        entry->bytes = myc_runtime_bytes(runtime, value, entry->node->type);
    if (runtime->options.checks)
        myc_value_digest(runtime->memory, value, entry->node->type, entry->digest);
}

void myc_entry_value(struct myc_runtime *runtime, struct myc_entry *entry,
                     const struct myc_value *value, uint32_t record)
{
    if (entry->value != value)
        measure(runtime, entry, value);
    entry->value = value;
    entry->record = record;
}

void myc_entry_keep(struct myc_runtime *runtime, struct myc_entry *entry,
                    const struct myc_value *value, uint32_t record)
{
    myc_entry_value(runtime, entry, value, record);
    entry->state = MYC_ENTRY_SILO;
    myc_roles_set(myc_cluster_roles(runtime->cluster), MYC_ROLE_HOLDER, entry->node->label,
                  entry->host);
}

void myc_entry_hold(struct myc_runtime *runtime, struct myc_entry *entry,
                    const struct myc_value *value, uint32_t record)
{
    struct myc_entry *wrapped = myc_entry_at(runtime, entry->host, entry->node->input);
    if (wrapped->state != MYC_ENTRY_SILO)
        myc_entry_keep(runtime, wrapped, value, record);
    wrapped->pinned = true;
    myc_budget_charge(runtime, wrapped);
}

uint32_t myc_entry_pin(struct myc_runtime *runtime, struct myc_entry *entry,
                       const struct myc_value *value, uint32_t record)
{
    myc_entry_hold(runtime, entry, value, record);
    myc_entry_keep(runtime, entry, value, record);
    entry->pinned = true;
    entry->record = myc_runtime_record(runtime, MYC_RECORD_PINNED, entry->node, entry->host, 0,
                                       NULL, record, entry->argument_record);
    return entry->record;
}

void myc_entry_unpin(struct myc_runtime *runtime, struct myc_entry *entry)
{
    entry->pinned = false;
    if (myc_node_is_persist(entry->node))
        myc_runtime_record(runtime, MYC_RECORD_UNPINNED, entry->node, entry->host, 0, NULL,
                           entry->record, 0);
    if (myc_node_is_root(entry->node) && !entry->copied)
        return;
    myc_roles_clear(myc_cluster_roles(runtime->cluster), MYC_ROLE_HOLDER, entry->node->label,
                    entry->host);
    entry->copied = false;
    myc_entry_settle(runtime, entry); /* a value that was brought along stays known */
}

const struct myc_value *myc_entry_unpin_all(struct myc_runtime *runtime, uint32_t host,
                                            const struct myc_node *silo)
{
    const struct myc_value *held = NULL;
    struct myc_entry *entry = runtime->hosts[host]->entries, *next;
    for (; entry; entry = next) {
        next = entry->hh.next;
        if (entry->state != MYC_ENTRY_SILO || myc_node_unwrapped(entry->node) != silo)
            continue;
        held = entry->value;
        myc_check_read(runtime, entry);
        if (entry->pinned)
            myc_entry_unpin(runtime, entry);
    }
    return held;
}
