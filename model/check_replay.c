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
    if (node->operation == MYC_OPERATION_APPLY)
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

static struct myc_first_value *first_value(struct myc_runtime *runtime, const struct myc_node *node)
{
    struct myc_first_value *first;
    HASH_FIND(hh, runtime->first_values, node->digest, sizeof first->lineage, first);
    return first;
}

static const char *same_as_first(struct myc_runtime *runtime, const struct myc_entry *entry,
                                 const struct myc_value *value)
{
    struct myc_memory *memory = runtime->memory;
    const struct myc_node *node = entry->node;
    (void)value;
    if (varies(runtime, entry)) {
        myc_runtime_progress(runtime, node)->varies = true;
        return NULL;
    }
    struct myc_first_value *first = first_value(runtime, node);
    if (!first) {
        first = myc_memory_alloc(memory, sizeof *first);
        memcpy(first->lineage, node->digest, sizeof first->lineage);
        memcpy(first->value, entry->digest, sizeof first->value);
        HASH_ADD(hh, runtime->first_values, lineage, sizeof first->lineage, first);
        return NULL;
    }
    if (!memcmp(first->value, entry->digest, sizeof first->value))
        return NULL;
    return myc_memory_format(memory, "%s has another value than its lineage gave first",
                             node->label);
}

static const char *came_as_made(struct myc_runtime *runtime, const struct myc_node *node,
                                const struct myc_value *value)
{
    unsigned char digest[16];
    const struct myc_node *inner = myc_node_unwrapped(node);
    const struct myc_first_value *first = first_value(runtime, inner);
    if (!first || node_varies(runtime, inner))
        return NULL;
    myc_value_digest(runtime->memory, value, inner->type, digest);
    if (!memcmp(first->value, digest, sizeof digest))
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
