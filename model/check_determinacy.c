#include "model/check.h"

#include <string.h>

/* The same lineage gives the same value, wherever and however often it is computed. */
static const char *same_as_before(struct myc_runtime *runtime, const struct myc_entry *entry,
                                  const struct myc_value *value)
{
    struct myc_progress *progress = myc_runtime_progress(runtime, entry->node);
    unsigned char digest[16];
    if (!entry->spent)
        return NULL;
    myc_value_digest(runtime->memory, value, entry->node->type, digest);
    if (!progress->digested) {
        progress->digested = true;
        memcpy(progress->digest, digest, sizeof digest);
        return NULL;
    }
    if (!memcmp(progress->digest, digest, sizeof digest))
        return NULL;
    return myc_memory_format(runtime->memory, "%s was computed again with another value",
                             entry->node->label);
}

const struct myc_check myc_check_determinacy = {
    .about = { .name = "determinacy", .help = "the same lineage gives the same value" },
    .value = same_as_before,
};
