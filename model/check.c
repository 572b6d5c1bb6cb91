#include "model/check.h"

#define X(name) extern const struct myc_check myc_check_##name;
#include "model/check_list.h"
#undef X

const struct myc_check *const myc_checks[] = {
#define X(name) &myc_check_##name,
#include "model/check_list.h"
#undef X
    NULL,
};

static void judge(struct myc_runtime *runtime, const struct myc_check *check, const char *wrong)
{
    if (!wrong || runtime->violation)
        return;
    runtime->violation = myc_memory_format(runtime->memory, "%s: %s", check->about.name, wrong);
    myc_engine_stop(myc_cluster_engine(runtime->cluster), MYC_STOP_INVARIANT);
}

void myc_check_value(struct myc_runtime *runtime, const struct myc_entry *entry,
                     const struct myc_value *value)
{
    if (!runtime->options.checks)
        return;
    for (const struct myc_check *const *check = myc_checks; *check; check++)
        if ((*check)->value)
            judge(runtime, *check, (*check)->value(runtime, entry, value));
}

void myc_check_applied(struct myc_runtime *runtime, const struct myc_entry *entry,
                       const struct myc_value *result, const struct myc_staging *at)
{
    if (!runtime->options.checks)
        return;
    for (const struct myc_check *const *check = myc_checks; *check; check++)
        if ((*check)->applied)
            judge(runtime, *check, (*check)->applied(runtime, entry, result, at));
}

void myc_check_read(struct myc_runtime *runtime, const struct myc_entry *entry)
{
    if (!runtime->options.checks)
        return;
    for (const struct myc_check *const *check = myc_checks; *check; check++)
        if ((*check)->read)
            judge(runtime, *check, (*check)->read(runtime, entry));
}

void myc_check_quiet(struct myc_runtime *runtime)
{
    if (!runtime->options.checks)
        return;
    for (const struct myc_check *const *check = myc_checks; *check; check++)
        if ((*check)->quiet)
            judge(runtime, *check, (*check)->quiet(runtime));
}

void myc_check_arrived(struct myc_runtime *runtime, const struct myc_message *message,
                       const struct myc_bytes *bytes)
{
    if (!runtime->options.checks)
        return;
    for (const struct myc_check *const *check = myc_checks; *check; check++)
        if ((*check)->arrived)
            judge(runtime, *check, (*check)->arrived(runtime, message, bytes));
}

void myc_check_lineage(struct myc_runtime *runtime, const struct myc_request *request,
                       const unsigned char *bytes, size_t length)
{
    struct myc_progress *progress = myc_runtime_progress(runtime, request->node);
    if (!runtime->options.checks || progress->sent)
        return;
    progress->sent = true;
    for (const struct myc_check *const *check = myc_checks; *check; check++)
        if ((*check)->lineage)
            judge(runtime, *check, (*check)->lineage(runtime, request, bytes, length));
}
