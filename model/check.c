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
    if (!wrong)
        return;
    runtime->violation = myc_memory_format(runtime->memory, "%s: %s", check->about.name, wrong);
    myc_engine_stop(myc_cluster_engine(runtime->cluster), MYC_STOP_INVARIANT);
}

/* Lets every check look that has the hook; after a violation nothing is as it should be. */
#define LOOK(hook, ...)                                                                            \
    for (const struct myc_check *const *check = myc_checks;                                        \
         runtime->options.checks && *check && !runtime->violation; check++)                        \
        if ((*check)->hook)                                                                        \
    judge(runtime, *check, (*check)->hook(__VA_ARGS__))

void myc_check_staged(struct myc_runtime *runtime, const struct myc_node *node)
{
    LOOK(staged, runtime, node);
}

void myc_check_asked(struct myc_runtime *runtime, uint32_t host, const struct myc_node *node)
{
    LOOK(asked, runtime, myc_runtime_life(runtime, host), node);
}

void myc_check_posted(struct myc_runtime *runtime, enum myc_message_kind kind, const char *label)
{
    LOOK(posted, runtime, kind, label);
}

void myc_check_found(struct myc_runtime *runtime, const struct myc_entry *entry,
                     const struct myc_node *node)
{
    LOOK(found, runtime, entry, node);
}

void myc_check_value(struct myc_runtime *runtime, const struct myc_entry *entry,
                     const struct myc_value *value)
{
    LOOK(value, runtime, entry, value);
}

void myc_check_applied(struct myc_runtime *runtime, const struct myc_entry *entry,
                       const struct myc_value *result, const struct myc_staging *at)
{
    LOOK(applied, runtime, entry, result, at);
}

void myc_check_answered(struct myc_runtime *runtime, const struct myc_node *node,
                        const struct myc_value *value)
{
    LOOK(answered, runtime, node, value);
}

void myc_check_read(struct myc_runtime *runtime, const struct myc_entry *entry)
{
    LOOK(read, runtime, entry);
}

void myc_check_quiet(struct myc_runtime *runtime)
{
    LOOK(quiet, runtime);
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
    if (progress->sent)
        return;
    progress->sent = true;
    LOOK(lineage, runtime, request, bytes, length);
}
