/* Recovery at the requester: first a pinned copy elsewhere that it was told of,
 * then the program's own fault handler, then the policy (model/recovery.h). What
 * was re-hosted before is found without a word here: redirects lead to it. */
#include "model/runtime_internal.h"

#include <stdlib.h>

static void give_up(struct myc_runtime *runtime, struct myc_request *request, uint32_t fault,
                    uint32_t record)
{
    const struct myc_node *node = request->node;
    struct myc_failure *failure = myc_memory_alloc(runtime->memory, sizeof *failure);
    *failure = (struct myc_failure){
        .kind = MYC_FAILURE_HOST,
        .label = node->label,
        .text = myc_memory_format(runtime->memory, "no answer from %s after %llu attempt%s",
                                  myc_cluster_host_name(runtime->cluster, request->asked.host),
                                  (unsigned long long)request->attempt,
                                  request->attempt == 1 ? "" : "s"),
        .host = request->asked,
        .fault = fault,
    };
    myc_request_fail(runtime, request, failure, record);
}

uint64_t myc_setback_load(const struct myc_setback *setback, uint32_t host)
{
    uint64_t load = 0;
    for (const struct myc_request *request = setback->runtime->asked[host]; request;
         request = request->next_asked)
        load += request->host == setback->requester;
    return load;
}

/* What a host draws for its recoveries: one stream a host, whatever its lives. */
static struct myc_stream *stream_of(struct myc_runtime *runtime, uint32_t host)
{
    struct myc_stream **stream = &runtime->draws[host];
    if (!*stream) {
        *stream = myc_memory_alloc(runtime->memory, sizeof **stream);
        myc_stream_init(*stream, myc_cluster_seed(runtime->cluster), host, MYC_PURPOSE_RECOVERY);
    }
    return *stream;
}

struct myc_setback myc_setback_begin(struct myc_runtime *runtime, uint32_t host,
                                     const struct myc_node *node, struct myc_incarnation asked)
{
    const struct myc_host_state *state = runtime->hosts[host];
    uint32_t hosts = myc_cluster_host_count(runtime->cluster);
    struct myc_setback setback = {
        .cluster = runtime->cluster,
        .requester = host,
        .asked = asked,
        .successor = myc_redirect_least(runtime, host, asked.host),
        .in_lineage = myc_memory_take(runtime->memory, hosts * sizeof(bool)),
        .avoid = myc_memory_take(runtime->memory, hosts * sizeof(bool)),
        .copy = MYC_NO_SPARE,
        .stream = stream_of(runtime, host),
        .runtime = runtime,
    };
    myc_runtime_walk(runtime, node);
    for (size_t i = 0; i < runtime->walk_count; i++)
        setback.in_lineage[myc_redirect_home(&state->redirects, runtime->walked[i]->home).host] =
            true;
    for (uint32_t other = 0; other < hosts; other++)
        setback.avoid[other] = !myc_cluster_believes_up(runtime->cluster, host, other) ||
                               (state->suspects && state->suspects[other]);
    return setback;
}

void myc_setback_end(struct myc_runtime *runtime, struct myc_setback *setback)
{
    uint32_t hosts = myc_cluster_host_count(runtime->cluster);
    myc_memory_give(runtime->memory, setback->in_lineage, hosts * sizeof(bool));
    myc_memory_give(runtime->memory, setback->avoid, hosts * sizeof(bool));
}

/* What the policy says; `others`: the requester itself is no choice. */
static struct myc_remedy remedy(struct myc_runtime *runtime, struct myc_request *request,
                                bool ended, bool others)
{
    const struct myc_recovery_config *recovery = &runtime->options.recovery;
    uint32_t copy = myc_copy_guess(runtime, request);
    struct myc_setback setback =
        myc_setback_begin(runtime, request->host, request->node, request->asked);
    setback.ended = ended;
    setback.attempt = request->attempt;
    setback.copy = copy;
    setback.avoid[request->host] |= others;
    uint32_t least = request->asked.number + ended;
    setback.successor = setback.successor > least ? setback.successor : least;
    struct myc_remedy chosen = recovery->policy->remedy(&setback, recovery->parameters);
    if (chosen.redirect)
        chosen.to.number = chosen.to.host == request->asked.host
                               ? setback.successor
                               : myc_redirect_least(runtime, request->host, chosen.to.host);
    myc_setback_end(runtime, &setback);
    return chosen;
}

bool myc_recover_elsewhere(struct myc_runtime *runtime, struct myc_request *request,
                           struct myc_incarnation *to)
{
    if (myc_holders_find(runtime, request, to))
        return to->host != request->host;
    struct myc_remedy chosen = remedy(runtime, request, false, true);
    *to = chosen.to;
    return chosen.redirect && to->host != request->asked.host && to->host != request->host;
}

static void wait_then_send(struct myc_runtime *runtime, struct myc_request *request)
{
    myc_time wait = myc_backoff_wait(&runtime->options.recovery.backoff, request->attempt);
    request->waiting = true;
    request->timer = myc_cluster_timer(runtime->cluster, request->host,
                                       myc_time_add(myc_cluster_now(runtime->cluster), wait),
                                       &request->patience, request->n);
}

static void redirect(struct myc_runtime *runtime, const struct myc_request *request,
                     struct myc_incarnation to)
{
    myc_redirect_add(runtime->memory, &runtime->hosts[request->host]->redirects,
                     (struct myc_redirect){ .from = request->asked, .to = to });
}

bool myc_recover_return(struct myc_runtime *runtime, struct myc_request *request)
{
    struct myc_redirects *redirects = &runtime->hosts[request->host]->redirects;
    struct myc_incarnation home = request->node->home;
    struct myc_incarnation now = myc_redirect_home(redirects, home);
    bool moved = now.host != home.host || now.number != home.number;
    if (!moved || request->attempt >= runtime->options.recovery.attempts ||
        myc_cluster_is_sure(runtime->cluster, request->host, home))
        return false;
    myc_redirect_drop(redirects, home);
    myc_cluster_cancel(runtime->cluster, request->timer);
    myc_hedge_disarm(runtime, request);
    wait_then_send(runtime, request);
    return true;
}

void myc_recover(struct myc_runtime *runtime, struct myc_request *request, bool ended,
                 uint32_t fault, uint32_t record)
{
    const struct myc_recovery_config *recovery = &runtime->options.recovery;
    struct myc_progress *progress = myc_runtime_progress(runtime, request->node);
    struct myc_incarnation holder;
    runtime->traffic.setbacks++;
    if (ended && fault && !myc_cluster_cause(runtime->cluster, request->asked))
        myc_cluster_hit(runtime->cluster, fault, 1); /* it goes on: the detector was misled */
    myc_figures_setback(runtime, request);
    if (request->owner.kind == MYC_ASKER_COPY) {
        myc_copy_failed(runtime, request);
        return;
    }
    if (fault)
        progress->fault = fault;
    myc_cluster_cancel(runtime->cluster, request->timer);
    request->timer = 0;
    if (record)
        request->cause = record;
    if (myc_hedge_takes_over(runtime, request))
        return;
    if (request->attempt < recovery->attempts && myc_holders_find(runtime, request, &holder)) {
        redirect(runtime, request, holder);
        myc_request_send(runtime, request);
        return;
    }
    if (request->owner.kind == MYC_ASKER_RESULT && myc_entry_can_handle(request->owner.entry)) {
        myc_entry_handle(runtime, request->owner.entry, fault, record);
        return;
    }
    if (request->attempt >= recovery->attempts) {
        give_up(runtime, request, fault, record);
        return;
    }
    struct myc_remedy chosen = remedy(runtime, request, ended, false);
    if (chosen.action == MYC_REMEDY_GIVE_UP) {
        give_up(runtime, request, fault, record);
        return;
    }
    if (chosen.redirect)
        redirect(runtime, request, chosen.to);
    request->follows = chosen.redirect && chosen.to.host == request->asked.host;
    if (chosen.wait)
        wait_then_send(runtime, request);
    else
        myc_request_send(runtime, request);
}

/* Lives that came and went during the backoff are passed over: to ask them would be no attempt. */
static void ask_again(struct myc_runtime *runtime, struct myc_request *request)
{
    struct myc_incarnation life = request->asked;
    life.number = myc_redirect_least(runtime, request->host, life.host);
    if (request->follows && life.number > request->asked.number)
        redirect(runtime, request, life);
    myc_request_send(runtime, request);
}

static void timed_out(struct myc_runtime *runtime, struct myc_request *request)
{
    struct myc_host_state *state = runtime->hosts[request->host];
    if (!state->suspects)
        state->suspects = myc_memory_alloc(
            runtime->memory, myc_cluster_host_count(runtime->cluster) * sizeof *state->suspects);
    state->suspects[request->asked.host] = true;
    uint32_t record =
        myc_runtime_record(runtime, MYC_RECORD_SUSPECTED, request->node, request->host,
                           myc_runtime_progress(runtime, request->node)->fault, "no answer in time",
                           request->record, 0);
    myc_recover(runtime, request, false, myc_runtime_progress(runtime, request->node)->fault,
                record);
}

void myc_recover_timer(void *state, uint32_t host, void *owner)
{
    struct myc_runtime *runtime = state;
    struct myc_alarm *alarm = owner;
    struct myc_request *request = alarm->request;
    (void)host;
    if (alarm == &request->hedging) {
        myc_hedge_send(runtime, request);
    } else {
        request->timer = 0;
        if (request->waiting)
            ask_again(runtime, request);
        else
            timed_out(runtime, request);
    }
    myc_runtime_settle(runtime);
}

/* Requests that a notice concerns. Recovering may open and close requests, so their numbers are taken
 * first. */
struct attempt {
    uint32_t host;
    uint64_t n;
    uint64_t attempt;
};

struct concerned {
    struct myc_runtime *runtime;
    uint32_t observer;
    struct myc_incarnation ended;
    size_t count, room;
    struct attempt *requests;
};

static void consider(struct concerned *concerned, const struct myc_request *request)
{
    struct myc_runtime *runtime = concerned->runtime;
    bool is_told = concerned->observer == MYC_EVERY_HOST || concerned->observer == request->host;
    if (!is_told || !request->link_asked || request->waiting ||
        request->asked.host != concerned->ended.host ||
        request->asked.number > concerned->ended.number ||
        !myc_cluster_was_told(runtime->cluster, request->host, concerned->ended))
        return;
    concerned->requests = myc_memory_grow(runtime->memory, concerned->requests, &concerned->room,
                                          concerned->count + 1, sizeof *concerned->requests);
    concerned->requests[concerned->count++] =
        (struct attempt){ request->host, request->n, request->attempt };
}

/* Of one observer they are looked for where fewer are: who heeds many hosts asks few of each, and a
 * host that many heed is asked little by each. */
static void find_concerned(struct concerned *concerned)
{
    struct myc_runtime *runtime = concerned->runtime;
    uint32_t host = concerned->ended.host;
    const struct myc_host_state *observer =
        concerned->observer == MYC_EVERY_HOST ? NULL : runtime->hosts[concerned->observer];
    const struct myc_request *request;
    if (observer && runtime->asked_count &&
        HASH_COUNT(observer->requests) < runtime->asked_count[host])
        for (request = observer->requests; request; request = request->hh.next)
            consider(concerned, request);
    else
        for (request = runtime->asked[host]; request; request = request->next_asked)
            consider(concerned, request);
}

/* Newest first: of one observer by their numbers, else as they were asked. */
static int by_number(const void *a, const void *b)
{
    const struct attempt *x = a, *y = b;
    return (x->n < y->n) - (x->n > y->n);
}

void myc_recover_noticed(void *state, uint32_t observer, struct myc_incarnation ended,
                         uint32_t fault)
{
    struct myc_runtime *runtime = state;
    uint32_t record = myc_cluster_book(runtime->cluster)->last_id;
    struct concerned concerned = { .runtime = runtime, .observer = observer, .ended = ended };
    find_concerned(&concerned);
    if (observer != MYC_EVERY_HOST && concerned.count > 1)
        qsort(concerned.requests, concerned.count, sizeof *concerned.requests, by_number);
    for (size_t i = concerned.count; i-- > 0;) {
        struct myc_request *request =
            myc_request_find(runtime, concerned.requests[i].host, concerned.requests[i].n);
        if (request && request->attempt == concerned.requests[i].attempt)
            myc_recover(runtime, request, true, fault, record);
        myc_runtime_settle(runtime);
    }
    myc_memory_give(runtime->memory, concerned.requests,
                    concerned.room * sizeof *concerned.requests);
}

void myc_recover_undelivered(void *state, uint32_t source, uint64_t ticket, uint32_t fault)
{
    struct myc_runtime *runtime = state;
    struct myc_request *request = myc_request_find(runtime, source, ticket >> 8);
    if (!request || request->waiting)
        return;
    if (request->has_second && (uint8_t)(request->attempt + 1) == (uint8_t)ticket)
        request->has_second = false;
    if ((uint8_t)request->attempt != (uint8_t)ticket)
        return;
    uint32_t record = myc_runtime_record(runtime, MYC_RECORD_SUSPECTED, request->node, source,
                                         fault, "its host is down", request->record, 0);
    myc_recover(runtime, request, false, fault, record);
    myc_runtime_settle(runtime);
}
