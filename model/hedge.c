/* Hedged requests: where an answer is slow to come, the same is asked of another
 * host, and the first answer counts (Dean and Barroso: "The tail at scale",
 * CACM 56(2), 2013).
 *
 * The first host is not taken for gone, so the second request redirects nothing:
 * it brings a detour, which holds for what is asked for its sake and for nothing
 * else. It goes out as the next attempt, and becomes it should the first fail. A stream is
 * not hedged: its elements come one by one. */
#include "model/runtime_internal.h"

static bool can_be_hedged(const struct myc_runtime *runtime, const struct myc_request *request)
{
    return runtime->options.recovery.policy->hedge && !request->has_second &&
           !request->owner.detour && request->owner.kind != MYC_ASKER_PUMP;
}

void myc_hedge_arm(struct myc_runtime *runtime, struct myc_request *request)
{
    const struct myc_recovery_config *recovery = &runtime->options.recovery;
    if (!can_be_hedged(runtime, request))
        return;
    myc_time after = recovery->policy->hedge(recovery->parameters);
    request->hedge_timer = myc_cluster_timer(runtime->cluster, request->host,
                                             myc_time_add(myc_cluster_now(runtime->cluster), after),
                                             &request->hedging, ~request->n);
}

void myc_hedge_disarm(struct myc_runtime *runtime, struct myc_request *request)
{
    myc_cluster_cancel(runtime->cluster, request->hedge_timer);
    request->hedge_timer = 0;
}

void myc_hedge_send(struct myc_runtime *runtime, struct myc_request *request)
{
    struct myc_incarnation to;
    request->hedge_timer = 0;
    if (!myc_recover_elsewhere(runtime, request, &to))
        return;
    request->has_second = true;
    request->second = (struct myc_redirect){ .from = request->asked, .to = to };
    runtime->traffic.setbacks++;
    runtime->figures.hedged++;
    uint32_t record = myc_runtime_record(runtime, MYC_RECORD_HEDGED, request->node, to.host, 0,
                                         NULL, request->record, 0);
    request->record = myc_runtime_record(runtime, MYC_RECORD_REQUESTED, request->node,
                                         request->host, 0, NULL, record, 0);
    myc_request_carry(runtime, request, &request->second);
    myc_message_request(runtime, request, true);
}

bool myc_hedge_is_second(const struct myc_request *request, uint64_t attempt)
{
    return request->has_second && attempt == request->attempt + 1;
}

void myc_hedge_failed(struct myc_runtime *runtime, struct myc_request *request,
                      const struct myc_failure *failure, uint32_t record)
{
    switch (failure->kind) {
    case MYC_FAILURE_PROGRAM:
        myc_request_fail(runtime, request, failure, record); /* as the first will find */
        return;
    case MYC_FAILURE_NEEDS_VALUE:
        if (myc_request_bring(runtime, request, failure->root)) {
            myc_message_request(runtime, request, true);
            return;
        }
        break;
    case MYC_FAILURE_STALE:
        myc_redirect_learn(runtime, request->host, failure->host);
        break;
    case MYC_FAILURE_TRULY_LOST:
    case MYC_FAILURE_HOST:
        break;
    }
    request->has_second = false;
}

bool myc_hedge_takes_over(struct myc_runtime *runtime, struct myc_request *request)
{
    struct myc_redirect second = request->second;
    if (!request->has_second)
        return false;
    request->has_second = false;
    if (myc_cluster_was_told(runtime->cluster, request->host, second.to))
        return false;
    if (myc_cluster_was_told(runtime->cluster, request->host, second.from)) {
        myc_redirect_add(runtime->memory, &runtime->hosts[request->host]->redirects, second);
    } else { /* the first lives: nothing else that is at home there goes elsewhere */
        struct myc_redirect *detour = myc_memory_alloc(runtime->memory, sizeof *detour);
        *detour = second;
        request->owner.detour = detour;
    }
    myc_request_aim(runtime, request, second.to);
    return true;
}
