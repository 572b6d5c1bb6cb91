/* Copy(request, attempt, holders, lineage, value): keep the silo that another host pins. */
#include "model/envelope.h"
#include "model/node.h"

static bool is_busy(struct myc_runtime *runtime, uint32_t host, const struct myc_node *node)
{
    const struct myc_entry *entry = myc_entry_find(runtime, host, node->location);
    return entry && entry->state == MYC_ENTRY_BUSY;
}

static void refuse(struct myc_runtime *runtime, uint32_t host, const struct myc_asker *asker,
                   const struct myc_node *node)
{
    struct myc_failure *failure = myc_memory_alloc(runtime->memory, sizeof *failure);
    *failure = (struct myc_failure){ .kind = MYC_FAILURE_HOST,
                                     .label = node->label,
                                     .text = "it is computing that itself",
                                     .host = myc_runtime_life(runtime, host) };
    myc_asker_fail(runtime, host, asker, node, failure);
}

static void keep(struct myc_runtime *runtime, uint32_t host, const struct myc_node *node,
                 const struct myc_value *value, uint32_t record)
{
    struct myc_entry *entry = myc_entry_at(runtime, host, node);
    if (entry->state != MYC_ENTRY_SILO) {
        entry->copied = true;
        myc_entry_keep(runtime, entry, value, record);
    }
    entry->pinned = true;
    myc_budget_charge(runtime, entry);
}

void myc_receive_copy(struct myc_runtime *runtime, const struct myc_message *message,
                      const struct myc_envelope *envelope)
{
    uint32_t host = message->destination;
    struct myc_asker asker = {
        .kind = MYC_ASKER_REMOTE,
        .requester = envelope->requester,
        .request = envelope->request,
        .attempt = envelope->attempt,
        .again = envelope->again,
        .record = message->record,
    };
    const struct myc_node *node = envelope->node;
    const struct myc_node *silo = myc_node_unwrapped(node);
    for (const struct myc_node *part = node;; part = part->input) {
        if (is_busy(runtime, host, part)) {
            refuse(runtime, host, &asker, node);
            return;
        }
        if (part == silo)
            break;
    }
    myc_holders_learn_all(runtime, host, &envelope->holders);
    for (const struct myc_node *part = node; part != silo; part = part->input)
        keep(runtime, host, part, envelope->value, message->record);
    keep(runtime, host, silo, envelope->value, message->record);
    uint32_t record =
        myc_runtime_record(runtime, MYC_RECORD_COPIED, node, host, 0, NULL, message->record, 0);
    myc_message_copyok(runtime, host, &asker, node, record);
    myc_budget_enforce(runtime, host);
}
