/* Err(request, failure): no value from this attempt. What can be mended is, the rest goes on to
 * whoever asked; nothing times out silently. */
#include "model/envelope.h"

/* Whoever was asked second may still have it. */
static void fail(struct myc_runtime *runtime, struct myc_request *request,
                 const struct myc_failure *failure, uint32_t record)
{
    if (!myc_hedge_takes_over(runtime, request))
        myc_request_fail(runtime, request, failure, record);
}

/* A root that only its home had. Where the request was taken from that home on a mere
 * suspicion, it may be there still; else it is gone, by what is known here. */
static void lose(struct myc_runtime *runtime, struct myc_request *request,
                 const struct myc_failure *failure, uint32_t record)
{
    const struct myc_node *root = myc_request_root(runtime, request, failure->root);
    bool is_home = root && root->home.host == request->node->home.host &&
                   root->home.number == request->node->home.number;
    if (is_home && myc_recover_return(runtime, request))
        return;
    struct myc_failure *known = myc_memory_alloc(runtime->memory, sizeof *known);
    *known = *failure;
    if (root && !known->fault)
        known->fault = myc_cluster_told_by(runtime->cluster, request->host, root->home);
    fail(runtime, request, known, record);
}

/* The life that was taken for ended goes on: asking it is the same attempt, completed. */
static void ask_living(struct myc_runtime *runtime, struct myc_request *request,
                       struct myc_incarnation life)
{
    myc_redirect_add(runtime->memory, &runtime->hosts[request->host]->redirects,
                     (struct myc_redirect){ .from = request->asked, .to = life });
    myc_cluster_hear(runtime->cluster, request->host, life);
    request->attempt--;
    myc_request_send(runtime, request);
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
    if (myc_hedge_is_second(request, envelope->attempt)) {
        myc_hedge_failed(runtime, request, failure, message->record);
        return;
    }
    if (envelope->attempt != request->attempt || request->waiting)
        return; /* an attempt that was already taken for failed */
    if (request->owner.kind == MYC_ASKER_COPY) {
        myc_copy_failed(runtime, request);
        return;
    }
    switch (failure->kind) {
    case MYC_FAILURE_STALE:
        myc_redirect_learn(runtime, request->host, failure->host);
        if (failure->host.number < request->asked.number)
            ask_living(runtime, request, failure->host);
        else
            myc_recover(runtime, request, true, failure->fault, message->record);
        break;
    case MYC_FAILURE_NEEDS_VALUE:
        if (myc_request_bring(runtime, request, failure->root)) {
            myc_check_asked(runtime, request->host, request->node);
            request->attempt--; /* asking again with the value is the same attempt, completed */
            myc_request_send(runtime, request);
        } else {
            fail(runtime, request, failure, message->record);
        }
        break;
    case MYC_FAILURE_PROGRAM:
        myc_request_fail(runtime, request, failure, message->record);
        break;
    case MYC_FAILURE_TRULY_LOST:
        lose(runtime, request, failure, message->record);
        break;
    case MYC_FAILURE_HOST:
        fail(runtime, request, failure, message->record);
        break;
    }
}
