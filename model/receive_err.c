/* Err(request, failure): no value from this attempt. What can be mended is, the rest goes on to
 * whoever asked; nothing times out silently. */
#include "model/envelope.h"

static void pass_on(struct myc_runtime *runtime, struct myc_request *request,
                    const struct myc_failure *failure, uint32_t record)
{
    struct myc_asker owner = request->owner;
    const struct myc_node *node = request->node;
    uint32_t host = request->host;
    if (failure->fault)
        myc_runtime_progress(runtime, node)->fault = failure->fault;
    myc_runtime_record(runtime, MYC_RECORD_FAILED, node, host, failure->fault, failure->text,
                       record, 0);
    myc_request_close(runtime, request);
    myc_asker_fail_later(runtime, host, &owner, node, failure);
}

void myc_receive_err(struct myc_runtime *runtime, const struct myc_message *message,
                     const struct myc_envelope *envelope)
{
    struct myc_request *request = myc_receive_request(runtime, message, envelope);
    const struct myc_failure *failure = envelope->failure;
    if (!request) {
        runtime->duplicates_dropped++;
        return;
    }
    if (envelope->attempt != request->attempt || request->waiting)
        return; /* an attempt that was already taken for failed */
    switch (failure->kind) {
    case MYC_FAILURE_STALE:
        myc_redirect_learn(runtime, request->host, failure->host);
        myc_recover(runtime, request, true, failure->fault, message->record);
        break;
    case MYC_FAILURE_NEEDS_VALUE:
        if (myc_request_bring(runtime, request, failure->root)) {
            request->attempt--; /* asking again with the value is the same attempt, completed */
            myc_request_send(runtime, request);
        } else {
            pass_on(runtime, request, failure, message->record);
        }
        break;
    case MYC_FAILURE_PROGRAM:
    case MYC_FAILURE_TRULY_LOST:
    case MYC_FAILURE_HOST:
        pass_on(runtime, request, failure, message->record);
        break;
    }
}
