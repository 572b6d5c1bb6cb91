/* Persisting: a persist pins what it wraps in its host's memory, and is complete
 * when everything else that it promises is done: copies on further hosts
 * (copy.c), a stable file (durable.c). */
#include "model/runtime_internal.h"

void myc_persist_settle(struct myc_runtime *runtime, struct myc_entry *entry)
{
    const struct myc_value *value = entry->value;
    uint32_t host = entry->host;
    if (--entry->pending)
        return;
    uint32_t record = myc_entry_pin(runtime, entry, value, entry->record);
    myc_entry_complete(runtime, entry, value, record);
    myc_budget_enforce(runtime, host);
}

void myc_persist_value(struct myc_runtime *runtime, struct myc_entry *entry,
                       const struct myc_value *value, uint32_t record)
{
    myc_entry_value(runtime, entry, value, record);
    myc_entry_awaits(runtime, entry, NULL);
    entry->pending = 1; /* until all is begun */
    myc_copy_make(runtime, entry);
    myc_durable_write(runtime, entry);
    if (entry->pending > 1)
        myc_entry_hold(runtime, entry, value, record);
    myc_persist_settle(runtime, entry);
}
