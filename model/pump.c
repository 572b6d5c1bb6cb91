/* Pumping: sources push the elements of their lists into an empty silo.
 *
 *   destination  ──DoPump──▶  source        one request a source
 *   destination  ◀──Emit────  source        one an element
 *   destination  ◀──Done────  source        how many there were
 *
 * Elements come in the order of sources, then of elements, whatever their
 * arrival. Each attempt at a source is an epoch: elements of an earlier one are
 * dropped. */
#include "model/runtime_internal.h"

#include <string.h>

static bool is_whole(const struct myc_inflow *inflow)
{
    return inflow->count == inflow->wanted;
}

static void close_pump(struct myc_runtime *runtime, struct myc_entry *entry, uint32_t record)
{
    struct myc_maker maker = { .memory = runtime->memory };
    for (uint32_t i = 0; i < entry->node->pump_count; i++)
        if (!is_whole(&entry->inflows[i]))
            return;
    struct myc_list elements = myc_list_begin(&maker);
    for (uint32_t i = 0; i < entry->node->pump_count; i++)
        for (uint64_t k = 0; k < entry->inflows[i].count; k++)
            myc_list_add(&elements, entry->inflows[i].elements[k]);
    entry->spent = true; /* the sources' spores ran for it */
    myc_entry_complete(runtime, entry, myc_list_end(&elements), record);
}

void myc_pump_open(struct myc_runtime *runtime, struct myc_entry *entry, uint32_t record)
{
    const struct myc_node *node = entry->node;
    entry->argument_record = record;
    entry->inflows = myc_memory_alloc(runtime->memory, node->pump_count * sizeof *entry->inflows);
    if (!node->pump_count) {
        struct myc_failure *failure = myc_memory_alloc(runtime->memory, sizeof *failure);
        *failure = (struct myc_failure){ .kind = MYC_FAILURE_PROGRAM,
                                         .label = node->label,
                                         .text = "nothing is pumped into this empty silo",
                                         .host = myc_runtime_life(runtime, entry->host) };
        myc_entry_fail(runtime, entry, failure);
        return;
    }
    for (uint32_t i = 0; i < node->pump_count; i++)
        entry->inflows[i].wanted = MYC_UNTOLD;
    for (uint32_t i = 0; i < node->pump_count; i++) {
        struct myc_asker asker = myc_asker_for(MYC_ASKER_PUMP, entry, record);
        asker.index = i;
        myc_ask(runtime, entry->host, node->pumps[i].source, &asker);
    }
}

void myc_pump_restart(struct myc_entry *entry, uint32_t index)
{
    struct myc_inflow *inflow = &entry->inflows[index];
    if (inflow->room)
        memset(inflow->elements, 0, inflow->room * sizeof *inflow->elements);
    inflow->wanted = MYC_UNTOLD;
    inflow->count = 0;
}

void myc_pump_stream(struct myc_runtime *runtime, uint32_t host, const struct myc_asker *asker,
                     const struct myc_node *source, const struct myc_value *elements,
                     uint32_t record)
{
    struct myc_asker *kept = myc_memory_take(runtime->memory, sizeof *kept);
    *kept = *asker;
    struct myc_entry *stream = myc_entry_loose(runtime, host, source);
    stream->state = MYC_ENTRY_BUSY;
    stream->stream = kept;
    stream->argument = elements;
    stream->argument_record = record;
    myc_evaluate(runtime, stream);
}

void myc_pump_send(struct myc_runtime *runtime, struct myc_entry *stream)
{
    const struct myc_asker *asker = stream->stream;
    const struct myc_value *emitted = stream->produced;
    for (uint32_t i = 0; i < emitted->count; i++)
        myc_message_element(runtime, stream->host, asker, i, myc_item(emitted, i),
                            asker->spore->result->parts[0]);
    myc_message_done(runtime, stream->host, asker, emitted->count, stream->argument_record);
    myc_entry_forget(runtime, stream);
}

/* The stream is over once Done and all that it counts have come, in whatever order. */
static void close_if_whole(struct myc_runtime *runtime, struct myc_request *request)
{
    struct myc_entry *entry = request->owner.entry;
    const struct myc_inflow *inflow = &entry->inflows[request->owner.index];
    if (!is_whole(inflow))
        return;
    uint32_t record = inflow->record;
    myc_runtime_progress(runtime, request->node)->unanswered = false;
    myc_figures_answered(runtime, request);
    myc_request_close(runtime, request);
    close_pump(runtime, entry, record);
}

void myc_pump_element(struct myc_runtime *runtime, struct myc_request *request, uint64_t index,
                      const struct myc_value *element)
{
    struct myc_inflow *inflow = &request->owner.entry->inflows[request->owner.index];
    inflow->elements = myc_memory_grow(runtime->memory, inflow->elements, &inflow->room, index + 1,
                                       sizeof *inflow->elements);
    if (inflow->elements[index]) {
        runtime->duplicates_dropped++;
        return;
    }
    inflow->elements[index] = element;
    inflow->count++;
    close_if_whole(runtime, request);
}

void myc_pump_done(struct myc_runtime *runtime, struct myc_request *request, uint64_t count,
                   uint32_t record)
{
    struct myc_inflow *inflow = &request->owner.entry->inflows[request->owner.index];
    inflow->wanted = count;
    inflow->record = record;
    close_if_whole(runtime, request);
}
