#include "model/check.h"
#include "model/node.h"

#include <string.h>

/* The value that a lineage had first, by its digest: whoever computes it again, wherever, and
 * whoever is brought it, has the same. */
struct myc_first_value {
    UT_hash_handle hh;
    unsigned char lineage[16];
    unsigned char value[16];
};

static bool node_varies(struct myc_runtime *runtime, const struct myc_node *node)
{
    return myc_runtime_progress(runtime, myc_node_unwrapped(node))->varies;
}

/* Whether more than its lineage decides on a node's value: its spore, or that of a node which it is
 * derived from, asked for its host, or a fault handler ran in its place. */
static bool varies(struct myc_runtime *runtime, const struct myc_entry *entry)
{
    const struct myc_node *node = entry->node;
    bool found = entry->handling || node_varies(runtime, node);
    if (node->input)
        found = found || node_varies(runtime, node->input);
    if (node->operation == MYC_OPERATION_APPLY && entry->produced) /* else it came from a file */
        found = found || node_varies(runtime, entry->produced->as.ref);
    for (uint32_t i = 0; i < node->pump_count && !found; i++)
        found = node_varies(runtime, node->pumps[i].source);
    return found;
}

/* The spores of a stream run for the silo that it fills. */
static const char *note_host(struct myc_runtime *runtime, const struct myc_entry *entry,
                             const struct myc_value *result, const struct myc_staging *at)
{
    (void)result;
    if (at->asked_host)
        runtime->progress[entry->stream ? entry->stream->node : entry->node->id].varies = true;
    return NULL;
}

/* What the lineage of the entry's node gave first: this value, where it is the first. */
static const struct myc_first_value *first_value(struct myc_runtime *runtime,
                                                 const struct myc_entry *entry)
{
    struct myc_memory *memory = runtime->memory;
    struct myc_progress *progress = myc_runtime_progress(runtime, entry->node);
    struct myc_first_value *first;
    if (progress->first)
        return progress->first;
    HASH_FIND(hh, runtime->first_values, entry->node->digest, sizeof first->lineage, first);
    if (!first) {
        first = myc_memory_alloc(memory, sizeof *first);
        memcpy(first->lineage, entry->node->digest, sizeof first->lineage);
        memcpy(first->value, entry->digest, sizeof first->value);
        HASH_ADD(hh, runtime->first_values, lineage, sizeof first->lineage, first);
    }
    progress->first = first;
    return first;
}

static const char *same_as_first(struct myc_runtime *runtime, const struct myc_entry *entry,
                                 const struct myc_value *value)
{
    (void)value;
    if (varies(runtime, entry)) {
        myc_runtime_progress(runtime, entry->node)->varies = true;
        return NULL;
    }
    if (!memcmp(first_value(runtime, entry)->value, entry->digest, sizeof entry->digest))
        return NULL;
    return myc_memory_format(runtime->memory, "%s has another value than its lineage gave first",
                             entry->node->label);
}

static const char *came_as_made(struct myc_runtime *runtime, const struct myc_node *node,
                                const struct myc_value *value)
{
    unsigned char digest[16];
    const struct myc_node *inner = myc_node_unwrapped(node);
    const struct myc_progress *progress = myc_runtime_progress(runtime, inner);
    if (!progress->first || progress->varies)
        return NULL;
    myc_value_digest(runtime->memory, value, inner->type, digest);
    if (!memcmp(progress->first->value, digest, sizeof digest))
        return NULL;
    return myc_memory_format(runtime->memory, "%s arrived with another value than its lineage gave",
                             node->label);
}

const struct myc_check myc_check_replay = {
    .about = { .name = "replay",
               .help = "replay is sound: what is computed again is what was computed first" },
    .applied = note_host,
    .value = same_as_first,
    .answered = came_as_made,
};
