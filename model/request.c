/* Requests: what a host awaits from another, attempt after attempt. */
#include "model/runtime_internal.h"

#include <string.h>

struct myc_request *myc_request_find(struct myc_runtime *runtime, uint32_t host, uint64_t n)
{
    struct myc_request *found = NULL;
    if (runtime->hosts[host])
        HASH_FIND(hh, runtime->hosts[host]->requests, &n, sizeof n, found);
    return found;
}

static void unlink_asked(struct myc_runtime *runtime, struct myc_request *request)
{
    if (!request->link_asked)
        return;
    if (runtime->asked_count)
        runtime->asked_count[request->asked.host]--;
    myc_cluster_heed_no_more(runtime->cluster, request->host, request->asked.host);
    *request->link_asked = request->next_asked;
    if (request->next_asked)
        request->next_asked->link_asked = request->link_asked;
    request->link_asked = NULL;
}

static void link_asked(struct myc_runtime *runtime, struct myc_request *request)
{
    struct myc_request **head = &runtime->asked[request->asked.host];
    request->next_asked = *head;
    if (*head)
        (*head)->link_asked = &request->next_asked;
    request->link_asked = head;
    *head = request;
    if (runtime->asked_count)
        runtime->asked_count[request->asked.host]++;
    myc_cluster_heed(runtime->cluster, request->host, request->asked);
}

struct myc_request *myc_request_new(struct myc_runtime *runtime, uint32_t host,
                                    const struct myc_node *node, const struct myc_asker *owner)
{
    struct myc_memory *memory = runtime->memory;
    struct myc_host_state *state = myc_runtime_host(runtime, host);
    struct myc_request *request = myc_memory_take(runtime->memory, sizeof *request);
    request->n = ++state->counter;
    request->host = host;
    request->begun = myc_cluster_now(runtime->cluster);
    request->node = node;
    request->owner = *owner;
    request->cause = owner->record;
    request->patience.request = request->hedging.request = request;
    HASH_ADD(hh, state->requests, n, sizeof request->n, request);
    return request;
}

void myc_request_open(struct myc_runtime *runtime, uint32_t host, const struct myc_node *node,
                      const struct myc_asker *owner)
{
    struct myc_request *request = myc_request_new(runtime, host, node, owner);
    struct myc_progress *progress = myc_runtime_progress(runtime, node);
    progress->asked = true;
    progress->unanswered = true;
    myc_request_send(runtime, request);
}

void myc_request_close(struct myc_runtime *runtime, struct myc_request *request)
{
    struct myc_memory *memory = runtime->memory;
    unlink_asked(runtime, request);
    myc_cluster_cancel(runtime->cluster, request->timer);
    myc_hedge_disarm(runtime, request);
    HASH_DELETE(hh, runtime->hosts[request->host]->requests, request);
    myc_memory_give(runtime->memory, request->carried,
                    request->carried_room * sizeof *request->carried);
    myc_memory_give(runtime->memory, request, sizeof *request);
}

void myc_request_fail(struct myc_runtime *runtime, struct myc_request *request,
                      const struct myc_failure *failure, uint32_t record)
{
    const struct myc_node *node = request->node;
    struct myc_asker owner = request->owner;
    uint32_t host = request->host;
    if (failure->fault)
        myc_runtime_progress(runtime, node)->fault = failure->fault;
    myc_runtime_record(runtime, MYC_RECORD_FAILED, node, host, failure->fault, failure->text,
                       record, 0);
    myc_request_close(runtime, request);
    myc_asker_fail_later(runtime, host, &owner, node, failure);
}

void myc_request_close_of(struct myc_runtime *runtime, const struct myc_entry *entry)
{
    struct myc_host_state *state = runtime->hosts[entry->host];
    for (struct myc_request *request = state->requests, *next; request; request = next) {
        next = request->hh.next;
        if (request->owner.entry == entry && request->owner.serial == entry->serial)
            myc_request_close(runtime, request);
    }
}

static void carry(struct myc_runtime *runtime, struct myc_request *request,
                  const struct myc_node *root)
{
    for (uint32_t i = 0; i < request->carried_count; i++)
        if (request->carried[i] == root)
            return;
    request->carried = myc_memory_grow(runtime->memory, request->carried, &request->carried_room,
                                       request->carried_count + 1u, sizeof *request->carried);
    request->carried[request->carried_count++] = root;
}

/* A Req carries the value of a root only where no holder is left to have it: its home's life is
 * known to have ended, or a spore populated it on another host than its own. */
void myc_request_carry(struct myc_runtime *runtime, struct myc_request *request,
                       const struct myc_redirect *detour)
{
    const struct myc_redirects *redirects = &runtime->hosts[request->host]->redirects;
    myc_runtime_walk(runtime, request->node);
    for (size_t i = 0; i < runtime->walk_count; i++) {
        const struct myc_node *node = runtime->walked[i];
        if (node->operation != MYC_OPERATION_POPULATE || node->root != MYC_ROOT_VALUE)
            continue;
        struct myc_incarnation home = myc_redirect_detoured(redirects, detour, node->home);
        bool moved = home.host != node->home.host || home.number != node->home.number ||
                     myc_cluster_was_told(runtime->cluster, request->host, node->home);
        bool remote = !node->set_up && node->location.host != node->home.host;
        if ((moved || remote) && myc_root_is_at(runtime, request->host, node))
            carry(runtime, request, node);
    }
}

const struct myc_node *myc_request_root(struct myc_runtime *runtime,
                                        const struct myc_request *request, struct myc_location root)
{
    myc_runtime_walk(runtime, request->node);
    for (size_t i = 0; i < runtime->walk_count; i++)
        if (myc_location_equal(runtime->walked[i]->location, root))
            return runtime->walked[i];
    return NULL;
}

/* The life that held the root has ended, so all that it held is brought at once. */
bool myc_request_bring(struct myc_runtime *runtime, struct myc_request *request,
                       struct myc_location root)
{
    for (uint32_t i = 0; i < request->carried_count; i++)
        if (myc_location_equal(request->carried[i]->location, root))
            return false;
    const struct myc_node *named = myc_request_root(runtime, request, root);
    if (!named || !myc_root_is_at(runtime, request->host, named))
        return false;
    for (size_t i = 0; i < runtime->walk_count; i++) {
        const struct myc_node *node = runtime->walked[i];
        if (node->operation == MYC_OPERATION_POPULATE && node->home.host == named->home.host &&
            node->home.number == named->home.number && node->root == MYC_ROOT_VALUE &&
            myc_root_is_at(runtime, request->host, node))
            carry(runtime, request, node);
    }
    return true;
}

/* The requester turned out to be the home: asked here, without a message. */
static void serve_here(struct myc_runtime *runtime, struct myc_request *request)
{
    uint32_t host = request->host;
    const struct myc_node *node = request->node;
    struct myc_asker owner = request->owner;
    myc_runtime_progress(runtime, node)->unanswered = false;
    if (owner.kind == MYC_ASKER_PUMP) {
        /* The stream goes by messages to itself, so its request stays. */
        const struct myc_entry *entry = owner.entry;
        struct myc_asker stream = {
            .kind = MYC_ASKER_STREAM,
            .index = owner.index,
            .requester = myc_runtime_life(runtime, host),
            .request = request->n,
            .attempt = request->attempt,
            .spore = entry->node->pumps[owner.index].spore,
            .label = entry->node->label,
            .node = entry->node->id,
            .record = request->cause,
        };
        myc_materialize(runtime, host, node, &stream);
        return;
    }
    myc_request_close(runtime, request);
    myc_materialize(runtime, host, node, &owner);
}

static void arm_timeout(struct myc_runtime *runtime, struct myc_request *request)
{
    myc_time patience = myc_cluster_request_timeout(runtime->cluster);
    if (patience == MYC_FOREVER)
        return;
    request->timer = myc_cluster_timer(runtime->cluster, request->host,
                                       myc_time_add(myc_cluster_now(runtime->cluster), patience),
                                       &request->patience, request->n);
}

static void begin_attempt(struct myc_runtime *runtime, struct myc_request *request,
                          struct myc_incarnation life)
{
    myc_cluster_cancel(runtime->cluster, request->timer); /* of the attempt before */
    request->timer = 0;
    myc_hedge_disarm(runtime, request);
    request->attempt++;
    request->waiting = false;
    unlink_asked(runtime, request);
    request->asked = life;
}

void myc_request_aim(struct myc_runtime *runtime, struct myc_request *request,
                     struct myc_incarnation life)
{
    begin_attempt(runtime, request, life);
    link_asked(runtime, request);
    arm_timeout(runtime, request);
}

void myc_request_send(struct myc_runtime *runtime, struct myc_request *request)
{
    struct myc_host_state *state = myc_runtime_host(runtime, request->host);
    struct myc_incarnation life = myc_runtime_life(runtime, request->host);
    struct myc_incarnation home =
        myc_redirect_detoured(&state->redirects, request->owner.detour, request->node->home);
    bool again = request->attempt > 0;
    begin_attempt(runtime, request, home);
    if (request->owner.kind == MYC_ASKER_PUMP)
        myc_pump_restart(request->owner.entry, request->owner.index);
    if (home.host == life.host && home.number == life.number) {
        serve_here(runtime, request);
        return;
    }
    bool ended =
        home.host == life.host || myc_cluster_was_told(runtime->cluster, request->host, home);
    if (ended && !again) {
        myc_recover(runtime, request, true,
                    myc_cluster_told_by(runtime->cluster, request->host, home), request->cause);
        return;
    }
    if (again)
        request->cause = myc_runtime_record(runtime, MYC_RECORD_REPLAYED, request->node, home.host,
                                            0, NULL, request->cause, 0);
    link_asked(runtime, request);
    myc_request_carry(runtime, request, request->owner.detour);
    myc_roles_set(myc_cluster_roles(runtime->cluster), MYC_ROLE_REQUESTER, request->node->label,
                  request->host);
    request->record = myc_runtime_record(runtime, MYC_RECORD_REQUESTED, request->node,
                                         request->host, 0, NULL, request->cause, 0);
    struct myc_progress *progress = myc_runtime_progress(runtime, request->node);
    progress->unanswered = true;
    progress->unreached = true;
    progress->at = home;
    const struct myc_entry *there = myc_entry_find(runtime, home.host, request->node->location);
    if (!there || there->state == MYC_ENTRY_KNOWN)
        progress->valued = false;
    arm_timeout(runtime, request);
    myc_hedge_arm(runtime, request);
    myc_message_request(runtime, request, false);
}
