#include "model/check.h"

#include <string.h>

/* What the result may depend on: the argument, and the host where the body asked for it. The spore
 * and its header are the node's own; a fault handler is another spore, with a value of its own. */
static void digest_argument(struct myc_runtime *runtime, const struct myc_entry *entry,
                            const struct myc_staging *at, unsigned char digest[16])
{
    myc_value_digest(runtime->memory, entry->argument, entry->node->spore->parameter, digest);
    if (!at->asked_host)
        return;
    for (unsigned i = 0; i < sizeof at->at.host; i++)
        digest[i] ^= (unsigned char)((at->at.host + 1) >> (8 * i));
}

static const char *same_as_before(struct myc_runtime *runtime, const struct myc_entry *entry,
                                  const struct myc_value *result, const struct myc_staging *at)
{
    struct myc_progress *progress = myc_runtime_progress(runtime, entry->node);
    unsigned char argument[16], digest[16];
    if (entry->stream || entry->handling)
        return NULL;
    digest_argument(runtime, entry, at, argument);
    myc_value_digest(runtime->memory, result, entry->node->spore->result, digest);
    bool again = progress->was_applied && !memcmp(progress->argument, argument, sizeof argument);
    bool same = again && !memcmp(progress->result, digest, sizeof digest);
    progress->was_applied = true;
    memcpy(progress->argument, argument, sizeof argument);
    memcpy(progress->result, digest, sizeof digest);
    if (!again || same)
        return NULL;
    return myc_memory_format(runtime->memory,
                             "the spore of %s gave another result for the same argument",
                             entry->node->label);
}

const struct myc_check myc_check_determinacy = {
    .about = { .name = "determinacy",
               .help = "spores are pure: the same argument gives the same result" },
    .applied = same_as_before,
};
