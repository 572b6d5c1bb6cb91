/* Roots: silos that are not derived from others. They exist before time 0 as
 * set-up; after their host's life has ended they are made again elsewhere,
 * from what their lineage keeps of them. */
#include "model/runtime_internal.h"

#include <string.h>

static struct myc_failure *failure_of(struct myc_runtime *runtime, enum myc_failure_kind kind,
                                      const struct myc_entry *entry, const char *text)
{
    struct myc_failure *failure = myc_memory_alloc(runtime->memory, sizeof *failure);
    *failure = (struct myc_failure){
        .kind = kind,
        .label = entry->node->label,
        .text = text,
        .host = myc_runtime_life(runtime, entry->host),
        .root = entry->node->location,
        .fault = myc_cluster_cause(runtime->cluster, entry->node->home),
    };
    if (!failure->fault)
        failure->fault = myc_loss_fault(runtime, entry->node);
    return failure;
}

bool myc_root_is_at(struct myc_runtime *runtime, uint32_t host, const struct myc_node *root)
{
    struct myc_incarnation life = myc_runtime_life(runtime, host);
    if (root->root == MYC_ROOT_VALUE && root->location.host == host &&
        root->location.incarnation == life.number)
        return true;
    const struct myc_entry *entry = myc_entry_find(runtime, host, root->location);
    return entry && (entry->known || entry->state == MYC_ENTRY_SILO);
}

void myc_root_populate(struct myc_runtime *runtime, struct myc_entry *entry, uint32_t record)
{
    const struct myc_node *node = entry->node;
    bool made_here = node->home.host == entry->host && node->location.host == entry->host &&
                     node->location.incarnation == myc_runtime_life(runtime, entry->host).number;
    if (myc_root_is_at(runtime, entry->host, node)) {
        /* What a spore populates on its own host is a passing silo; a root is kept. */
        entry->keep = !made_here;
        myc_entry_complete(runtime, entry, node->value, record);
    } else if (node->root == MYC_ROOT_LOST_VALUE) {
        myc_entry_fail(
            runtime, entry,
            failure_of(runtime, MYC_FAILURE_TRULY_LOST, entry, "its value was only on its host"));
    } else {
        myc_entry_fail(
            runtime, entry,
            failure_of(runtime, MYC_FAILURE_NEEDS_VALUE, entry, "its value was not brought along"));
    }
}

static const struct myc_value *lines_of(struct myc_runtime *runtime, const struct myc_file *file)
{
    struct myc_maker maker = { .memory = runtime->memory };
    struct myc_list lines = myc_list_begin(&maker);
    for (size_t at = 0; at < file->length;) {
        const char *end = memchr(file->bytes + at, '\n', file->length - at);
        size_t length = end ? (size_t)(end - file->bytes) - at : file->length - at;
        size_t shown = length && file->bytes[at + length - 1] == '\r' ? length - 1 : length;
        myc_list_add(&lines,
                     myc_string(&maker, myc_memory_text(runtime->memory, file->bytes + at, shown)));
        at += length + 1;
    }
    return myc_list_end(&lines);
}

const struct myc_value *myc_root_lines(struct myc_runtime *runtime, const struct myc_node *node)
{
    const struct myc_file *file = myc_cluster_file(runtime->cluster, node->home.host, node->file);
    return file ? lines_of(runtime, file) : NULL;
}

void myc_root_read(struct myc_runtime *runtime, struct myc_entry *entry, uint32_t record)
{
    const struct myc_file *file =
        myc_cluster_file(runtime->cluster, entry->host, entry->node->file);
    if (!file) {
        uint32_t fault =
            myc_cluster_file_lost_by(runtime->cluster, entry->host, entry->node->file);
        struct myc_failure *failure = failure_of(runtime, MYC_FAILURE_TRULY_LOST, entry,
                                                 "its file cannot be read from this host");
        failure->fault = fault ? fault : failure->fault;
        myc_entry_fail(runtime, entry, failure);
        return;
    }
    entry->stored = lines_of(runtime, file); /* as they are now, whatever becomes of the file */
    entry->argument_record = record;
    entry->keep = true;
    myc_cluster_read(runtime->cluster, entry->host, file, entry);
}

void myc_root_file_read(void *state, uint32_t host, void *owner)
{
    struct myc_runtime *runtime = state;
    struct myc_entry *entry = owner;
    (void)host;
    const struct myc_value *value = entry->stored;
    entry->stored = NULL;
    myc_entry_complete(runtime, entry, value, entry->argument_record);
    myc_runtime_settle(runtime);
}
