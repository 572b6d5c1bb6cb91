/* Running spores: a task evaluates the body when a core is free for it, which
 * gives its cost; the result counts when the task ends. */
#include "model/mistake.h"
#include "model/runtime_internal.h"

#include <string.h>

static const struct myc_spore *spore_of(const struct myc_entry *entry)
{
    if (entry->stream)
        return entry->stream->spore;
    return entry->handling ? entry->node->handler : entry->node->spore;
}

void myc_evaluate(struct myc_runtime *runtime, struct myc_entry *entry)
{
    uint64_t content;
    memcpy(&content, entry->node->digest, sizeof content);
    myc_cluster_run(runtime->cluster, entry->host, entry,
                    content ^ entry->node->location.n ^ (uint64_t)entry->handling << 63);
}

static struct myc_body body_at(struct myc_runtime *runtime, struct myc_entry *entry)
{
    const struct myc_node *node = entry->node;
    return (struct myc_body){
        .staging = {
            .cluster = runtime->cluster,
            .types = runtime->types,
            .codes = runtime->options.workload->codes,
            .labels = runtime->labels,
            .at = myc_runtime_life(runtime, entry->host),
            .counter = &myc_runtime_host(runtime, entry->host)->counter,
            .maker = { .memory = runtime->memory, .scratch = true },
            .within = entry->stream ? entry->stream->label : node->label,
            .within_node = entry->stream ? entry->stream->node : node->id,
            .staged = myc_runtime_staged,
            .watcher = runtime,
        },
    };
}

static const struct myc_failure *failed_body(struct myc_runtime *runtime,
                                             const struct myc_entry *entry,
                                             const struct myc_body *body)
{
    struct myc_failure *failure = myc_memory_alloc(runtime->memory, sizeof *failure);
    *failure = (struct myc_failure){
        .kind = MYC_FAILURE_PROGRAM,
        .label = body->staging.within,
        .text = myc_memory_text(runtime->memory, body->error, strlen(body->error)),
        .host = myc_runtime_life(runtime, entry->host),
    };
    return failure;
}

/* One evaluation: the value, or NULL where the body failed; its cost is added. */
static const struct myc_value *evaluate(struct myc_runtime *runtime, struct myc_entry *entry,
                                        struct myc_body *body, const struct myc_value *argument,
                                        myc_time *cost)
{
    const struct myc_spore *spore = spore_of(entry);
    const struct myc_cost *price = &runtime->options.cost;
    const struct myc_value *result = NULL;
    runtime->spore_runs++;
    uint64_t steps = spore->code->run(body, spore->header, argument, &result);
    *cost = myc_time_add(*cost, steps > MYC_TIME_MAX / (price->step ? price->step : 1)
                                    ? MYC_TIME_MAX
                                    : steps * price->step);
    if (body->failed)
        return NULL;
    if (!result || !myc_value_has_type(result, spore->result))
        myc_mistake("spore '%s', run for %s, gave %s of type %s", spore->code->name,
                    body->staging.within, result ? "a result that is not" : "no result",
                    spore->result->text);
    result = myc_value_keep(runtime->memory, result);
    myc_check_applied(runtime, entry, result, &body->staging);
    if (price->byte)
        *cost = myc_time_add(*cost,
                             price->byte * (myc_runtime_bytes(runtime, argument, spore->parameter) +
                                            myc_runtime_bytes(runtime, result, spore->result)));
    return result;
}

/* Every element of the source through the spore; what it gives is emitted, in order. */
static const struct myc_value *evaluate_stream(struct myc_runtime *runtime,
                                               struct myc_entry *stream, struct myc_body *body,
                                               myc_time *cost)
{
    struct myc_maker maker = { .memory = runtime->memory };
    struct myc_list emitted = myc_list_begin(&maker);
    for (uint32_t i = 0; i < stream->argument->count; i++) {
        const struct myc_value *some =
            evaluate(runtime, stream, body, myc_item(stream->argument, i), cost);
        if (!some)
            return NULL;
        for (uint32_t k = 0; k < some->count; k++)
            myc_list_add(&emitted, myc_item(some, k));
    }
    return myc_list_end(&emitted);
}

myc_time myc_evaluate_started(void *state, uint32_t host, void *task)
{
    struct myc_runtime *runtime = state;
    struct myc_entry *entry = task;
    struct myc_body body = body_at(runtime, entry);
    myc_time cost = 0;
    uint32_t record =
        myc_runtime_record(runtime, MYC_RECORD_STARTED, entry->node, host, 0,
                           entry->stream ? "stream" : NULL, entry->argument_record, 0);
    entry->argument_record = record;
    entry->spent = true;
    entry->failed = NULL;
    myc_cluster_need(runtime->cluster, host, spore_of(entry)->code->name);
    entry->produced = entry->stream ? evaluate_stream(runtime, entry, &body, &cost)
                                    : evaluate(runtime, entry, &body, entry->argument, &cost);
    if (!entry->produced)
        entry->failed = failed_body(runtime, entry, &body);
    myc_scratch_reset(runtime->memory);
    entry->cost = myc_time_add(entry->cost, cost);
    if (entry->stream && runtime->progress[entry->stream->node].computed)
        runtime->figures.recomputed_ns = myc_time_add(runtime->figures.recomputed_ns, cost);
    return cost;
}

static void fail_stream(struct myc_runtime *runtime, struct myc_entry *stream)
{
    myc_asker_fail_later(runtime, stream->host, stream->stream, stream->node, stream->failed);
    myc_entry_forget(runtime, stream);
}

void myc_evaluate_ended(void *state, uint32_t host, void *task)
{
    struct myc_runtime *runtime = state;
    struct myc_entry *entry = task;
    const struct myc_value *produced = entry->produced;
    if (entry->failed && entry->stream)
        fail_stream(runtime, entry);
    else if (entry->failed)
        myc_entry_fail(runtime, entry, entry->failed);
    else if (entry->stream)
        myc_pump_send(runtime, entry);
    else if (entry->node->operation == MYC_OPERATION_APPLY) {
        struct myc_asker asker = myc_asker_for(MYC_ASKER_RESULT, entry, entry->argument_record);
        myc_entry_awaits(runtime, entry, produced->as.ref);
        myc_check_asked(runtime, host, produced->as.ref);
        myc_ask(runtime, host, produced->as.ref, &asker);
    } else {
        entry->keep = entry->node->operation == MYC_OPERATION_FROM_FUN;
        myc_entry_complete(runtime, entry, produced, entry->argument_record);
    }
    myc_runtime_settle(runtime);
}
