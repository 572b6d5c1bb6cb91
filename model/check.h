/* The theorems of the model as invariants, looked at while a run goes on
 * (`checks: on`). Each sees only what the event touched; each answers NULL, or
 * what is wrong, which ends the run as `fail`, class `invariant`. Checks never
 * change a run: neither its fingerprint nor its outcome. Which theorem is looked
 * at where is a table in model/README.md; the calls are those of check.c in
 * model/runtime_internal.h. */
#ifndef MYC_MODEL_CHECK_H
#define MYC_MODEL_CHECK_H

#include "model/runtime_internal.h"

struct myc_check {
    struct myc_kind about; /* .help states the theorem */
    /* A node was staged, after all that it depends on. */
    const char *(*staged)(struct myc_runtime *runtime, const struct myc_node *node);
    /* A node is asked for at `host` though no node that is being materialized depends on it: the
     * driver sends it, a spore returned it, or it is asked again with a root's value. */
    const char *(*asked)(struct myc_runtime *runtime, struct myc_incarnation host,
                         const struct myc_node *node);
    /* A message about `label` was handed to the network. */
    const char *(*posted)(struct myc_runtime *runtime, enum myc_message_kind kind,
                          const char *label);
    /* What a host knows of a node was looked up by the node's location. */
    const char *(*found)(struct myc_runtime *runtime, const struct myc_entry *entry,
                         const struct myc_node *node);
    /* A value was made for the entry's node, by its spore, from its root, or of what was pumped. */
    const char *(*value)(struct myc_runtime *runtime, const struct myc_entry *entry,
                         const struct myc_value *value);
    /* A spore was applied to an argument; `at` says whether its body asked for its host. */
    const char *(*applied)(struct myc_runtime *runtime, const struct myc_entry *entry,
                           const struct myc_value *result, const struct myc_staging *at);
    /* A value came in answer to a request for the node, also to one that was answered before. */
    const char *(*answered)(struct myc_runtime *runtime, const struct myc_node *node,
                            const struct myc_value *value);
    /* A silo was read. */
    const char *(*read)(struct myc_runtime *runtime, const struct myc_entry *entry);
    /* Nothing is pending any more, and the driver has not finished. */
    const char *(*quiet)(struct myc_runtime *runtime);
    /* A message arrived altered, as these bytes. */
    const char *(*arrived)(struct myc_runtime *runtime, const struct myc_message *message,
                           const struct myc_bytes *bytes);
    /* A lineage was sent for the first time, as these bytes. */
    const char *(*lineage)(struct myc_runtime *runtime, const struct myc_request *request,
                           const unsigned char *bytes, size_t length);
};

/* The register, NULL-terminated. */
extern const struct myc_check *const myc_checks[];

#endif
