/* Res(request, value): the future is full, once; late and duplicate answers are dropped. */
#include "model/envelope.h"

/* The request that an answer is for, or NULL: closed, or of a life of this host that is over. */
struct myc_request *myc_receive_request(struct myc_runtime *runtime,
                                        const struct myc_message *message,
                                        const struct myc_envelope *envelope)
{
    if (envelope->requester.number != myc_runtime_life(runtime, message->destination).number)
        return NULL;
    return myc_request_find(runtime, message->destination, envelope->request);
}

void myc_receive_res(struct myc_runtime *runtime, const struct myc_message *message,
                     const struct myc_envelope *envelope)
{
    struct myc_request *request = myc_receive_request(runtime, message, envelope);
    myc_check_answered(runtime, request ? request->node : envelope->node, envelope->value);
    if (!request) {
        runtime->duplicates_dropped++;
        return;
    }
    const struct myc_node *node = request->node;
    struct myc_asker owner = request->owner;
    uint32_t host = request->host;
    struct myc_progress *progress = myc_runtime_progress(runtime, node);
    progress->unanswered = false;
    progress->valued = true;
    uint32_t record =
        myc_runtime_record(runtime, MYC_RECORD_COMPLETED, node, host, 0, NULL, message->record, 0);
    myc_holders_learn_all(runtime, host, &envelope->holders);
    myc_figures_answered(runtime, request);
    myc_request_close(runtime, request);
    myc_asker_take(runtime, host, &owner, node, envelope->value, record);
}
