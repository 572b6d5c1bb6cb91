/* The theorems of the model as invariants, looked at while a run goes on
 * (`checks: on`). Each sees only what the event touched; each answers NULL, or
 * what is wrong, which ends the run as `fail`, class `invariant`. Checks never
 * change a run: neither its fingerprint nor its outcome. */
#ifndef MYC_MODEL_CHECK_H
#define MYC_MODEL_CHECK_H

#include "model/runtime_internal.h"

struct myc_check {
    struct myc_kind about; /* .help states the theorem */
    /* A value was made for the entry's node. */
    const char *(*value)(struct myc_runtime *runtime, const struct myc_entry *entry,
                         const struct myc_value *value);
    /* A spore was applied to an argument; `at` says whether its body asked for its host. */
    const char *(*applied)(struct myc_runtime *runtime, const struct myc_entry *entry,
                           const struct myc_value *result, const struct myc_staging *at);
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

void myc_check_quiet(struct myc_runtime *runtime);
void myc_check_arrived(struct myc_runtime *runtime, const struct myc_message *message,
                       const struct myc_bytes *bytes);
void myc_check_lineage(struct myc_runtime *runtime, const struct myc_request *request,
                       const unsigned char *bytes, size_t length);

#endif
