#include "model/check.h"

#include <string.h>

/* A silo holds what was put there: its digest when it was made is its digest at every read. */
static const char *is_as_made(struct myc_runtime *runtime, const struct myc_entry *entry)
{
    unsigned char digest[16];
    myc_value_digest(runtime->memory, entry->value, entry->node->type, digest);
    if (!memcmp(entry->digest, digest, sizeof digest))
        return NULL;
    return myc_memory_format(runtime->memory, "the silo of %s has changed", entry->node->label);
}

const struct myc_check myc_check_stability = {
    .about = { .name = "stability", .help = "silos are immutable (slide 10)" },
    .read = is_as_made,
};
