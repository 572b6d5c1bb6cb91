/* Materialization: from being asked for a node to having its value, or not.
 *
 *   hit      a silo of it is here: answer
 *   join     it is under way here: wait with the others
 *   begin    ask for its input, run its spore, ask for the ref that came back
 *
 * An ask within one host is part of the same event and costs no time. */
#include "model/node.h"
#include "model/runtime_internal.h"

static void add_duty(struct myc_runtime *runtime, uint32_t host, const struct myc_node *node,
                     const struct myc_asker *asker, const struct myc_failure *failure)
{
    struct myc_duty *duty = myc_memory_take(runtime->memory, sizeof *duty);
    *duty = (struct myc_duty){ .host = host, .node = node, .asker = *asker, .failure = failure };
    *runtime->duties_tail = duty;
    runtime->duties_tail = &duty->next;
}

void myc_ask(struct myc_runtime *runtime, uint32_t host, const struct myc_node *node,
             const struct myc_asker *asker)
{
    add_duty(runtime, host, node, asker, NULL);
}

void myc_asker_fail_later(struct myc_runtime *runtime, uint32_t host, const struct myc_asker *asker,
                          const struct myc_node *node, const struct myc_failure *failure)
{
    add_duty(runtime, host, node, asker, failure);
}

/* Whether an asker within this host still stands: its entry may have failed meanwhile. */
static bool is_gone(const struct myc_asker *asker)
{
    return asker->entry && asker->entry->serial != asker->serial;
}

struct myc_asker myc_asker_for(enum myc_asker_kind kind, struct myc_entry *entry, uint32_t record)
{
    return (struct myc_asker){
        .kind = kind,
        .entry = entry,
        .serial = entry->serial,
        .detour = entry->detour,
        .record = record,
    };
}

void myc_ask_now(struct myc_runtime *runtime, uint32_t host, const struct myc_node *node,
                 const struct myc_asker *asker)
{
    struct myc_incarnation life = myc_runtime_life(runtime, host);
    struct myc_incarnation home = myc_redirect_detoured(&myc_runtime_host(runtime, host)->redirects,
                                                        asker->detour, node->home);
    if (home.host == life.host && home.number == life.number && asker->kind != MYC_ASKER_PUMP)
        myc_materialize(runtime, host, node, asker);
    else
        myc_request_open(runtime, host, node, asker);
}

static void begin_with_input(struct myc_runtime *runtime, struct myc_entry *entry, uint32_t record)
{
    struct myc_asker asker = myc_asker_for(MYC_ASKER_INPUT, entry, record);
    myc_entry_awaits(runtime, entry, entry->node->input);
    myc_ask(runtime, entry->host, entry->node->input, &asker);
}

/* What was still held answers this request; the value is otherwise got without pinning it anew. */
static void begin_unpersist(struct myc_runtime *runtime, struct myc_entry *entry, uint32_t record)
{
    const struct myc_node *inner = myc_node_unwrapped(entry->node);
    const struct myc_value *held = myc_entry_unpin_all(runtime, entry->host, inner);
    myc_copy_clear(runtime, entry->host, inner, record);
    struct myc_asker asker = myc_asker_for(MYC_ASKER_INPUT, entry, record);
    if (held) {
        myc_durable_clear(runtime, inner);
        myc_entry_complete(runtime, entry, held, record);
    } else {
        myc_entry_awaits(runtime, entry, inner);
        myc_ask(runtime, entry->host, inner, &asker);
    }
}

static void begin(struct myc_runtime *runtime, struct myc_entry *entry, uint32_t record)
{
    if (!myc_node_is_wrapper(entry->node) && myc_durable_read(runtime, entry, record))
        return;
    switch (entry->node->operation) {
    case MYC_OPERATION_POPULATE:
        myc_root_populate(runtime, entry, record);
        break;
    case MYC_OPERATION_TEXT_FILE:
        myc_root_read(runtime, entry, record);
        break;
    case MYC_OPERATION_FROM_FUN:
        entry->argument = myc_unit(&(struct myc_maker){ .memory = runtime->memory });
        entry->argument_record = record;
        myc_evaluate(runtime, entry);
        break;
    case MYC_OPERATION_EMPTY:
        myc_pump_open(runtime, entry, record);
        break;
    case MYC_OPERATION_UNPERSIST:
        begin_unpersist(runtime, entry, record);
        break;
    case MYC_OPERATION_PERSIST:
    case MYC_OPERATION_PERSIST_DURABLE:
    case MYC_OPERATION_MAP:
    case MYC_OPERATION_APPLY:
        begin_with_input(runtime, entry, record);
        break;
    }
}

void myc_materialize(struct myc_runtime *runtime, uint32_t host, const struct myc_node *node,
                     const struct myc_asker *asker)
{
    struct myc_progress *progress = myc_runtime_progress(runtime, node);
    uint32_t record =
        myc_runtime_record(runtime, MYC_RECORD_ASKED, node, host, 0, NULL, asker->record, 0);
    progress->asked = true;
    progress->unreached = false;
    progress->at = myc_runtime_life(runtime, host);
    struct myc_entry *entry = myc_entry_at(runtime, host, node);
    myc_check_found(runtime, entry, node);
    if (entry->state == MYC_ENTRY_SILO) {
        progress->valued = true;
        myc_check_read(runtime, entry);
        myc_budget_use(runtime, entry);
        myc_asker_serve(runtime, host, asker, node, entry->value,
                        entry->record ? entry->record : record);
        return;
    }
    for (struct myc_asker *other = entry->askers; other; other = other->next)
        if (myc_asker_is_same(other, asker))
            return; /* asked again by the same request: one answer serves it */
    struct myc_asker *waiting = myc_memory_take(runtime->memory, sizeof *waiting);
    *waiting = *asker;
    waiting->next = NULL;
    *entry->askers_tail = waiting;
    entry->askers_tail = &waiting->next;
    if (entry->state == MYC_ENTRY_BUSY)
        return;
    progress->valued = false;
    progress->awaiting = NULL;
    progress->fault = 0;
    progress->failed = false;
    entry->state = MYC_ENTRY_BUSY;
    entry->detour = asker->detour;
    begin(runtime, entry, record);
}

bool myc_asker_is_same(struct myc_asker *known, const struct myc_asker *asker)
{
    if (known->kind != asker->kind ||
        (asker->kind != MYC_ASKER_REMOTE && asker->kind != MYC_ASKER_STREAM))
        return false;
    if (known->requester.host != asker->requester.host ||
        known->requester.number != asker->requester.number || known->request != asker->request)
        return false;
    known->attempt = asker->attempt;
    return true;
}

/* Persist and unpersist stand for what they wrap: serving them is no answer of its own. */
static bool is_alias(const struct myc_asker *asker)
{
    return asker->kind == MYC_ASKER_INPUT && myc_node_is_wrapper(asker->entry->node);
}

static void serve_input(struct myc_runtime *runtime, struct myc_entry *entry,
                        const struct myc_value *value, uint32_t record)
{
    if (myc_node_is_persist(entry->node)) {
        myc_persist_value(runtime, entry, value, record);
    } else if (entry->node->operation == MYC_OPERATION_UNPERSIST) {
        myc_durable_clear(runtime, entry->node);
        myc_entry_complete(runtime, entry, value, record);
    } else {
        entry->argument = value;
        entry->argument_record = record;
        myc_entry_awaits(runtime, entry, NULL);
        myc_evaluate(runtime, entry);
    }
}

void myc_asker_take(struct myc_runtime *runtime, uint32_t host, const struct myc_asker *asker,
                    const struct myc_node *node, const struct myc_value *value, uint32_t record)
{
    if (is_gone(asker))
        return;
    switch (asker->kind) {
    case MYC_ASKER_INPUT:
        serve_input(runtime, asker->entry, value, record);
        break;
    case MYC_ASKER_RESULT:
        myc_entry_complete(runtime, asker->entry, value, record);
        break;
    case MYC_ASKER_REMOTE:
        myc_message_answer(runtime, host, asker, node, value, NULL, record);
        break;
    case MYC_ASKER_STREAM:
        myc_pump_stream(runtime, host, asker, node, value, record);
        break;
    case MYC_ASKER_FUTURE:
        myc_driver_fill(runtime, asker->future, value, NULL);
        break;
    case MYC_ASKER_PUMP:
    case MYC_ASKER_COPY:
        assert(false && "a pump and a copy are only ever asked for by a request");
    }
}

void myc_asker_serve(struct myc_runtime *runtime, uint32_t host, const struct myc_asker *asker,
                     const struct myc_node *node, const struct myc_value *value, uint32_t record)
{
    if (is_gone(asker))
        return;
    if (!is_alias(asker) && asker->kind != MYC_ASKER_STREAM)
        record = myc_runtime_record(runtime, MYC_RECORD_ANSWERED, node, host, 0, NULL, record, 0);
    if (asker->kind == MYC_ASKER_FUTURE)
        record = myc_runtime_record(runtime, MYC_RECORD_COMPLETED, node, host, 0, NULL, record, 0);
    myc_asker_take(runtime, host, asker, node, value, record);
}

bool myc_entry_can_handle(const struct myc_entry *entry)
{
    return entry->node->handler && !entry->handling;
}

/* A handler is tried once, on the same input, when what the spore asked for has failed; the
 * program's own errors are not for it. */
static bool is_for_handler(const struct myc_asker *asker, const struct myc_failure *failure)
{
    return myc_entry_can_handle(asker->entry) && failure->kind != MYC_FAILURE_PROGRAM;
}

void myc_asker_fail(struct myc_runtime *runtime, uint32_t host, const struct myc_asker *asker,
                    const struct myc_node *node, const struct myc_failure *failure)
{
    if (is_gone(asker))
        return;
    switch (asker->kind) {
    case MYC_ASKER_RESULT:
        if (is_for_handler(asker, failure)) {
            myc_entry_handle(runtime, asker->entry, failure->fault, 0);
            break;
        }
        myc_entry_fail(runtime, asker->entry, failure);
        break;
    case MYC_ASKER_INPUT:
    case MYC_ASKER_PUMP:
        myc_entry_fail(runtime, asker->entry, failure);
        break;
    case MYC_ASKER_REMOTE:
    case MYC_ASKER_STREAM:
        myc_message_answer(runtime, host, asker, node, NULL, failure, 0);
        break;
    case MYC_ASKER_FUTURE:
        myc_driver_fill(runtime, asker->future, NULL, failure);
        break;
    case MYC_ASKER_COPY:
        assert(false && "a copy that fails is replaced or counted out");
    }
}

void myc_entry_handle(struct myc_runtime *runtime, struct myc_entry *entry, uint32_t fault,
                      uint32_t record)
{
    entry->handling = true;
    myc_request_close_of(runtime, entry);
    record = myc_runtime_record(runtime, MYC_RECORD_HANDLED, entry->node, entry->host, fault, NULL,
                                record, entry->argument_record);
    entry->argument_record = record;
    myc_entry_awaits(runtime, entry, NULL);
    myc_evaluate(runtime, entry);
}

/* Takes the askers away, so that whatever they do finds the entry settled. */
static struct myc_asker *take_askers(struct myc_entry *entry)
{
    struct myc_asker *askers = entry->askers;
    entry->askers = NULL;
    entry->askers_tail = &entry->askers;
    return askers;
}

void myc_entry_complete(struct myc_runtime *runtime, struct myc_entry *entry,
                        const struct myc_value *value, uint32_t record)
{
    const struct myc_node *node = entry->node;
    uint32_t host = entry->host;
    struct myc_progress *progress = myc_runtime_progress(runtime, node);
    if (progress->at.host == host)
        progress->valued = true;
    myc_entry_awaits(runtime, entry, NULL);
    if (!myc_node_is_wrapper(node)) {
        myc_entry_value(runtime, entry, value, record);
        record = myc_runtime_record(runtime, MYC_RECORD_MATERIALIZED, node, host, 0, NULL, record,
                                    entry->argument_record);
        entry->record = record;
        if (entry->spent && progress->computed) {
            runtime->recomputed++;
            runtime->figures.recomputed_ns =
                myc_time_add(runtime->figures.recomputed_ns, entry->cost);
        }
        progress->computed = progress->computed || entry->spent;
        myc_check_value(runtime, entry, value);
    }
    struct myc_asker *askers = take_askers(entry);
    if (entry->keep)
        myc_entry_keep(runtime, entry, value, record);
    else if (entry->state == MYC_ENTRY_BUSY)
        myc_entry_settle(runtime, entry);
    while (askers) {
        struct myc_asker *asker = askers;
        askers = asker->next;
        myc_asker_serve(runtime, host, asker, node, value, record);
        myc_memory_give(runtime->memory, asker, sizeof *asker);
    }
}

void myc_entry_fail(struct myc_runtime *runtime, struct myc_entry *entry,
                    const struct myc_failure *failure)
{
    const struct myc_node *node = entry->node;
    uint32_t host = entry->host;
    myc_runtime_progress(runtime, node)->valued = false;
    myc_runtime_progress(runtime, node)->failed = true;
    if (failure->fault)
        myc_runtime_progress(runtime, node)->fault = failure->fault;
    myc_runtime_record(runtime, MYC_RECORD_FAILED, node, host, failure->fault, failure->text,
                       entry->argument_record, 0);
    myc_request_close_of(runtime, entry);
    struct myc_asker *askers = take_askers(entry);
    if (entry->stream)
        askers = NULL;
    myc_entry_settle(runtime, entry);
    while (askers) {
        struct myc_asker *asker = askers;
        askers = asker->next;
        myc_asker_fail_later(runtime, host, asker, node, failure);
        myc_memory_give(runtime->memory, asker, sizeof *asker);
    }
}
