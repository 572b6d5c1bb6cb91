/* Sending: what each message says, as canonical bytes and as an envelope. */
#include "model/envelope.h"
#include "sim/digest.h"

#include <string.h>

static struct myc_bytes *begin_bytes(struct myc_runtime *runtime, enum myc_message_kind kind,
                                     const struct myc_envelope *envelope, uint64_t fields)
{
    struct myc_bytes *bytes = &runtime->bytes;
    bytes->length = 0;
    myc_encode_array(bytes, 4 + fields);
    myc_encode_uint(bytes, kind);
    myc_encode_uint(bytes, envelope->requester.host);
    myc_encode_uint(bytes, envelope->requester.number);
    myc_encode_uint(bytes, envelope->request);
    return bytes;
}

static void post(struct myc_runtime *runtime, enum myc_message_kind kind, uint32_t source,
                 uint32_t destination, const char *label, uint32_t node, uint32_t record,
                 const struct myc_envelope *envelope)
{
    struct myc_envelope *body = myc_memory_take(runtime->memory, sizeof *body);
    *body = *envelope;
    bool asks = kind == MYC_MESSAGE_REQ || kind == MYC_MESSAGE_DOPUMP || kind == MYC_MESSAGE_COPY;
    if (envelope->again)
        runtime->figures.resent_bytes += runtime->bytes.length;
    myc_check_posted(runtime, kind, label);
    myc_cluster_send(runtime->cluster,
                     &(struct myc_message){
                         .kind = kind,
                         .source = source,
                         .destination = destination,
                         .label = label,
                         .node = node,
                         .record = record,
                         .length = runtime->bytes.length,
                         .digest = myc_digest64(runtime->bytes.data, runtime->bytes.length),
                         .ticket = asks ? envelope->request << 8 | (envelope->attempt & 0xff) : 0,
                         .body = body,
                     });
}

static void encode_redirects(struct myc_bytes *bytes, const struct myc_redirects *redirects)
{
    myc_encode_array(bytes, 4 * redirects->count);
    for (size_t i = 0; i < redirects->count; i++) {
        myc_encode_uint(bytes, redirects->items[i].from.host);
        myc_encode_uint(bytes, redirects->items[i].from.number);
        myc_encode_uint(bytes, redirects->items[i].to.host);
        myc_encode_uint(bytes, redirects->items[i].to.number);
    }
}

/* Where a silo was created, then who keeps it. A message that knows of none says nothing. */
static void encode_holders(struct myc_bytes *bytes, const struct myc_holders *holders)
{
    myc_encode_array(bytes, 5 * holders->count);
    for (size_t i = 0; i < holders->count; i++) {
        myc_encode_uint(bytes, holders->items[i].silo->location.host);
        myc_encode_uint(bytes, holders->items[i].silo->location.incarnation);
        myc_encode_uint(bytes, holders->items[i].silo->location.n);
        myc_encode_uint(bytes, holders->items[i].life.host);
        myc_encode_uint(bytes, holders->items[i].life.number);
    }
}

/* The envelope's own copies: the requester's may change before it arrives. */
static void copy_context(struct myc_runtime *runtime, struct myc_envelope *envelope,
                         const struct myc_request *request)
{
    const struct myc_redirects *known = &runtime->hosts[request->host]->redirects;
    if (known->count) {
        envelope->redirects.items = myc_memory_grow(
            runtime->memory, NULL, &envelope->redirects.room, known->count, sizeof *known->items);
        memcpy(envelope->redirects.items, known->items, known->count * sizeof *known->items);
        envelope->redirects.count = known->count;
    }
    envelope->value_count = request->carried_count;
    if (request->carried_count) {
        size_t bytes = request->carried_count * sizeof *request->carried;
        envelope->values = myc_memory_take(runtime->memory, bytes);
        memcpy(envelope->values, request->carried, bytes);
    }
}

/* What it asks for is elsewhere for this request's sake. */
static void encode_detour(struct myc_bytes *bytes, const struct myc_redirect *detour)
{
    encode_redirects(
        bytes, &(struct myc_redirects){
                   .count = 1,
                   .items = &(struct myc_redirect){ .from = detour->from, .to = detour->to } });
}

void myc_message_request(struct myc_runtime *runtime, struct myc_request *request, bool second)
{
    const struct myc_asker *owner = &request->owner;
    myc_figures_sent(runtime, request);
    bool is_pump = owner->kind == MYC_ASKER_PUMP;
    enum myc_message_kind kind = is_pump ? MYC_MESSAGE_DOPUMP : MYC_MESSAGE_REQ;
    struct myc_envelope envelope = {
        .requester = myc_runtime_life(runtime, request->host),
        .request = request->n,
        .attempt = request->attempt + second,
        .again = request->again,
        .node = request->node,
        .has_detour = second || owner->detour,
    };
    if (envelope.has_detour)
        envelope.detour = second ? request->second : *owner->detour;
    copy_context(runtime, &envelope, request);
    myc_holders_gather(runtime, request->host, request->node, &envelope.holders);
    bool knows = envelope.holders.count > 0 || envelope.has_detour;
    uint64_t fields = (is_pump ? 6u : 3u) + knows + envelope.has_detour;
    struct myc_bytes *bytes = begin_bytes(runtime, kind, &envelope, fields);
    myc_encode_uint(bytes, envelope.attempt);
    encode_redirects(bytes, &envelope.redirects);
    if (is_pump) {
        const struct myc_node *destination = owner->entry->node;
        envelope.index = owner->index;
        envelope.spore = destination->pumps[owner->index].spore;
        envelope.label = destination->label;
        envelope.destination_node = destination->id;
        myc_encode_uint(bytes, envelope.index);
        myc_encode_text(bytes, envelope.label);
        myc_encode_spore(bytes, envelope.spore);
    }
    size_t lineage = bytes->length;
    myc_encode_lineage(bytes, request->node, envelope.values, envelope.value_count);
    myc_check_lineage(runtime, request, bytes->data + lineage, bytes->length - lineage);
    if (knows)
        encode_holders(bytes, &envelope.holders);
    if (envelope.has_detour)
        encode_detour(bytes, &envelope.detour);
    post(runtime, kind, request->host, second ? request->second.to.host : request->asked.host,
         request->node->label, request->node->id, request->record, &envelope);
}

static struct myc_envelope about(const struct myc_asker *asker, const struct myc_node *node)
{
    return (struct myc_envelope){
        .requester = asker->requester,
        .request = asker->request,
        .attempt = asker->attempt,
        .again = asker->again,
        .node = node,
    };
}

static void send_failure(struct myc_runtime *runtime, uint32_t host, const struct myc_asker *asker,
                         const struct myc_node *node, const struct myc_failure *failure,
                         uint32_t record)
{
    struct myc_envelope envelope = about(asker, node);
    envelope.failure = failure;
    struct myc_bytes *bytes = begin_bytes(runtime, MYC_MESSAGE_ERR, &envelope, 9);
    myc_encode_uint(bytes, envelope.attempt);
    myc_encode_uint(bytes, failure->kind);
    myc_encode_text(bytes, failure->label);
    myc_encode_text(bytes, failure->text);
    myc_encode_uint(bytes, failure->host.host);
    myc_encode_uint(bytes, failure->host.number);
    myc_encode_uint(bytes, failure->root.host);
    myc_encode_uint(bytes, failure->root.incarnation);
    myc_encode_uint(bytes, failure->root.n);
    post(runtime, MYC_MESSAGE_ERR, host, asker->requester.host, node->label, node->id, record,
         &envelope);
}

const struct myc_bytes *myc_message_bytes_of_res(struct myc_runtime *runtime,
                                                 const struct myc_envelope *envelope)
{
    bool knows = envelope->holders.count > 0;
    struct myc_bytes *bytes = begin_bytes(runtime, MYC_MESSAGE_RES, envelope, 1u + knows);
    myc_encode_value(bytes, envelope->value, envelope->node->type);
    if (knows)
        encode_holders(bytes, &envelope->holders);
    return bytes;
}

void myc_message_answer(struct myc_runtime *runtime, uint32_t host, const struct myc_asker *asker,
                        const struct myc_node *node, const struct myc_value *value,
                        const struct myc_failure *failure, uint32_t record)
{
    if (failure) {
        send_failure(runtime, host, asker, node, failure, record);
        return;
    }
    struct myc_envelope envelope = about(asker, node);
    envelope.value = value;
    myc_holders_gather(runtime, host, node, &envelope.holders);
    myc_message_bytes_of_res(runtime, &envelope);
    post(runtime, MYC_MESSAGE_RES, host, asker->requester.host, node->label, node->id, record,
         &envelope);
}

void myc_message_element(struct myc_runtime *runtime, uint32_t host, const struct myc_asker *asker,
                         uint64_t index, const struct myc_value *element,
                         const struct myc_type *type)
{
    struct myc_envelope envelope = about(asker, NULL);
    envelope.value = element;
    envelope.count = index;
    struct myc_bytes *bytes = begin_bytes(runtime, MYC_MESSAGE_EMIT, &envelope, 3);
    myc_encode_uint(bytes, envelope.attempt);
    myc_encode_uint(bytes, index);
    myc_encode_value(bytes, element, type);
    post(runtime, MYC_MESSAGE_EMIT, host, asker->requester.host, asker->label, asker->node, 0,
         &envelope);
}

void myc_message_done(struct myc_runtime *runtime, uint32_t host, const struct myc_asker *asker,
                      uint64_t count, uint32_t record)
{
    struct myc_envelope envelope = about(asker, NULL);
    envelope.count = count;
    struct myc_bytes *bytes = begin_bytes(runtime, MYC_MESSAGE_DONE, &envelope, 2);
    myc_encode_uint(bytes, envelope.attempt);
    myc_encode_uint(bytes, count);
    post(runtime, MYC_MESSAGE_DONE, host, asker->requester.host, asker->label, asker->node, record,
         &envelope);
}

const struct myc_bytes *myc_message_bytes_of_copy(struct myc_runtime *runtime,
                                                  const struct myc_envelope *envelope)
{
    struct myc_bytes *bytes = begin_bytes(runtime, MYC_MESSAGE_COPY, envelope, 4);
    myc_encode_uint(bytes, envelope->attempt);
    encode_holders(bytes, &envelope->holders);
    myc_encode_lineage(bytes, envelope->node, NULL, 0);
    myc_encode_value(bytes, envelope->value, envelope->node->type);
    return bytes;
}

void myc_message_copy(struct myc_runtime *runtime, struct myc_request *request,
                      const struct myc_value *value, const struct myc_holders *holders)
{
    myc_figures_sent(runtime, request);
    const struct myc_node *node = request->node;
    struct myc_envelope envelope = {
        .requester = myc_runtime_life(runtime, request->host),
        .request = request->n,
        .attempt = request->attempt,
        .again = request->again,
        .node = node,
        .value = value,
        .holders = *holders,
    };
    myc_message_bytes_of_copy(runtime, &envelope);
    post(runtime, MYC_MESSAGE_COPY, request->host, request->asked.host, node->label, node->id,
         request->record, &envelope);
}

void myc_message_copyok(struct myc_runtime *runtime, uint32_t host, const struct myc_asker *asker,
                        const struct myc_node *node, uint32_t record)
{
    struct myc_envelope envelope = about(asker, node);
    envelope.holder = myc_runtime_life(runtime, host);
    struct myc_bytes *bytes = begin_bytes(runtime, MYC_MESSAGE_COPYOK, &envelope, 2);
    myc_encode_uint(bytes, envelope.holder.host);
    myc_encode_uint(bytes, envelope.holder.number);
    post(runtime, MYC_MESSAGE_COPYOK, host, asker->requester.host, node->label, node->id, record,
         &envelope);
}

void myc_message_unpin(struct myc_runtime *runtime, uint32_t host, uint32_t to,
                       const struct myc_node *silo, uint32_t record)
{
    struct myc_envelope envelope = { .requester = myc_runtime_life(runtime, host), .node = silo };
    struct myc_bytes *bytes = begin_bytes(runtime, MYC_MESSAGE_UNPIN, &envelope, 3);
    myc_encode_uint(bytes, silo->location.host);
    myc_encode_uint(bytes, silo->location.incarnation);
    myc_encode_uint(bytes, silo->location.n);
    post(runtime, MYC_MESSAGE_UNPIN, host, to, silo->label, silo->id, record, &envelope);
}

void myc_message_delivered(void *state, const struct myc_message *message)
{
    typedef void receiver(struct myc_runtime *, const struct myc_message *,
                          const struct myc_envelope *);
    static receiver *const receivers[MYC_MESSAGE_KINDS] = {
        [MYC_MESSAGE_REQ] = myc_receive_req,     [MYC_MESSAGE_RES] = myc_receive_res,
        [MYC_MESSAGE_ERR] = myc_receive_err,     [MYC_MESSAGE_EMIT] = myc_receive_emit,
        [MYC_MESSAGE_DONE] = myc_receive_done,   [MYC_MESSAGE_DOPUMP] = myc_receive_dopump,
        [MYC_MESSAGE_COPY] = myc_receive_copy,   [MYC_MESSAGE_COPYOK] = myc_receive_copyok,
        [MYC_MESSAGE_UNPIN] = myc_receive_unpin,
    };
    struct myc_runtime *runtime = state;
    struct myc_host_state *host = myc_runtime_host(runtime, message->destination);
    if (host->suspects)
        host->suspects[message->source] = false;
    struct myc_envelope envelope = *(const struct myc_envelope *)message->body;
    if (!myc_message_garbled(message) || myc_garble(runtime, message, &envelope))
        receivers[message->kind](runtime, message, &envelope);
    myc_runtime_settle(runtime);
}

void myc_message_lost(void *state, const struct myc_message *message, uint32_t fault)
{
    struct myc_runtime *runtime = state;
    if (fault && message->node)
        runtime->progress[message->node].fault = fault;
}

void myc_message_forgotten(void *state, struct myc_message *message)
{
    struct myc_runtime *runtime = state;
    struct myc_envelope *envelope = message->body;
    if (envelope->values)
        myc_memory_give(runtime->memory, envelope->values,
                        envelope->value_count * sizeof *envelope->values);
    myc_holders_give(runtime, &envelope->holders);
    if (envelope->redirects.items)
        myc_memory_give(runtime->memory, envelope->redirects.items,
                        envelope->redirects.room * sizeof *envelope->redirects.items);
    myc_memory_give(runtime->memory, envelope, sizeof *envelope);
}
