#include "model/runtime_internal.h"

#include <string.h>

const char *const myc_message_kinds[] = {
#define X(NAME, word, help) #word,
    MYC_MESSAGE_LIST(X)
#undef X
        NULL,
};

struct myc_host_state *myc_runtime_host(struct myc_runtime *runtime, uint32_t host)
{
    if (!runtime->hosts[host])
        runtime->hosts[host] = myc_memory_alloc(runtime->memory, sizeof *runtime->hosts[host]);
    return runtime->hosts[host];
}

struct myc_incarnation myc_runtime_life(const struct myc_runtime *runtime, uint32_t host)
{
    return myc_cluster_incarnation(runtime->cluster, host);
}

struct myc_progress *myc_runtime_progress(struct myc_runtime *runtime, const struct myc_node *node)
{
    struct myc_progress *progress = &runtime->progress[node->id];
    progress->node = node;
    return progress;
}

void myc_runtime_staged(void *state, struct myc_node *node)
{
    struct myc_runtime *runtime = state;
    runtime->progress = myc_memory_grow(runtime->memory, runtime->progress, &runtime->progress_room,
                                        (size_t)node->id + 1, sizeof *runtime->progress);
    myc_runtime_progress(runtime, node);
    myc_check_staged(runtime, node);
    if (!node->set_up)
        return;
    bool is_file = node->operation == MYC_OPERATION_TEXT_FILE;
    if (node->operation == MYC_OPERATION_POPULATE || is_file) {
        const struct myc_value *value = is_file ? myc_root_lines(runtime, node) : node->value;
        struct myc_entry *entry = myc_entry_at(runtime, node->home.host, node);
        if (value) {
            myc_entry_keep(runtime, entry, value, 0);
            myc_check_value(runtime, entry, value);
        }
    }
}

uint32_t myc_runtime_record(struct myc_runtime *runtime, enum myc_record_kind kind,
                            const struct myc_node *node, uint32_t host, uint32_t fault,
                            const char *detail, uint32_t first_input, uint32_t second_input)
{
    uint32_t inputs[2];
    uint32_t count = 0;
    if (first_input)
        inputs[count++] = first_input;
    if (second_input && second_input != first_input)
        inputs[count++] = second_input;
    const struct myc_entry *entry =
        host == MYC_NO_HOST ? NULL : myc_entry_find(runtime, host, node->location);
    return myc_book_add(myc_cluster_book(runtime->cluster),
                        &(struct myc_record){
                            .kind = kind,
                            .time = myc_cluster_now(runtime->cluster),
                            .label = node->label,
                            .host = host,
                            .node = node->id,
                            .fault = fault,
                            .bytes = entry ? entry->bytes : 0,
                            .detail = detail,
                            .input_count = count,
                            .inputs = inputs,
                        });
}

uint64_t myc_runtime_bytes(struct myc_runtime *runtime, const struct myc_value *value,
                           const struct myc_type *type)
{
    runtime->bytes.length = 0;
    myc_encode_value(&runtime->bytes, value, type);
    return runtime->bytes.length;
}

void myc_runtime_settle(struct myc_runtime *runtime)
{
    while (runtime->duties) {
        struct myc_duty *duty = runtime->duties;
        runtime->duties = duty->next;
        if (!runtime->duties)
            runtime->duties_tail = &runtime->duties;
        if (duty->failure)
            myc_asker_fail(runtime, duty->host, &duty->asker, duty->node, duty->failure);
        else
            myc_ask_now(runtime, duty->host, duty->node, &duty->asker);
        myc_memory_give(runtime->memory, duty, sizeof *duty);
    }
}

/* Puts a node on the walk unless it is there. */
static void walk_meet(struct myc_runtime *runtime, const struct myc_node *node)
{
    struct myc_progress *progress = myc_runtime_progress(runtime, node);
    if (progress->stamp == runtime->walk)
        return;
    progress->stamp = runtime->walk;
    runtime->walked = myc_memory_grow(runtime->memory, runtime->walked, &runtime->walk_room,
                                      runtime->walk_count + 1, sizeof(const struct myc_node *));
    runtime->walked[runtime->walk_count++] = node;
}

void myc_runtime_walk(struct myc_runtime *runtime, const struct myc_node *from)
{
    const struct myc_book *book = myc_cluster_book(runtime->cluster);
    runtime->walk++;
    runtime->walk_count = 0;
    walk_meet(runtime, from);
    for (size_t i = 0; i < runtime->walk_count; i++) {
        const struct myc_node *node = runtime->walked[i];
        const struct myc_book_node *row = &book->nodes[node->id - 1];
        for (uint32_t k = 0; k < row->input_count; k++)
            walk_meet(runtime, runtime->progress[row->inputs[k]].node);
    }
}

static const struct myc_program_calls calls = {
    .message_kinds = myc_message_kinds,
    .delivered = myc_message_delivered,
    .lost = myc_message_lost,
    .forgotten = myc_message_forgotten,
    .started = myc_evaluate_started,
    .ended = myc_evaluate_ended,
    .timer = myc_recover_timer,
    .file_read = myc_root_file_read,
    .file_written = myc_durable_written,
    .crashed = myc_loss_crashed,
    .reclaimed = myc_loss_reclaimed,
    .noticed = myc_recover_noticed,
    .undelivered = myc_recover_undelivered,
};

struct myc_runtime *myc_runtime_begin(struct myc_cluster *cluster,
                                      const struct myc_runtime_options *options)
{
    struct myc_memory *memory = myc_cluster_memory(cluster);
    struct myc_runtime *runtime = myc_memory_alloc(memory, sizeof *runtime);
    uint32_t hosts = myc_cluster_host_count(cluster);
    runtime->cluster = cluster;
    runtime->memory = memory;
    runtime->types = myc_types_over(
        memory, options->types ? options->types : myc_workload_types(options->workload, memory));
    runtime->labels = myc_labels_begin(memory);
    runtime->options = *options;
    runtime->hosts = myc_memory_alloc(memory, hosts * sizeof *runtime->hosts);
    runtime->asked = myc_memory_alloc(memory, hosts * sizeof *runtime->asked);
    if (myc_cluster_configuration(cluster)->detector->period)
        runtime->asked_count = myc_memory_alloc(memory, hosts * sizeof *runtime->asked_count);
    runtime->draws = myc_memory_alloc(memory, hosts * sizeof *runtime->draws);
    runtime->duties_tail = &runtime->duties;
    runtime->bytes.memory = memory;
    runtime->again.memory = memory;
    myc_cluster_program(cluster, &calls, runtime);
    runtime->driver = myc_driver_begin(runtime);
    return runtime;
}
