/* Copies of pinned silos: a persist is complete when every copy that the policy
 * wants is confirmed.
 *
 *   pinning host  ──Copy──▶  holder       the lineage and its value
 *   pinning host  ◀─CopyOk─  holder
 *
 * They go to the nearest hosts outside the lineage, or the farthest, the next ones
 * first. One that
 * fails meanwhile is replaced; where nobody is left it is counted out. */
#include "model/node.h"
#include "model/runtime_internal.h"
#include "model/spare.h"

static struct myc_copies copies(const struct myc_runtime *runtime)
{
    const struct myc_recovery_config *recovery = &runtime->options.recovery;
    return recovery->policy->copies ? recovery->policy->copies(recovery->parameters)
                                    : (struct myc_copies){ .count = 1 };
}

/* The next host for a copy: up, and neither known to keep one nor tried before. */
static bool plan(struct myc_runtime *runtime, const struct myc_entry *entry,
                 struct myc_holder *target)
{
    const struct myc_node *silo = myc_node_unwrapped(entry->node);
    struct myc_holders known = { 0 };
    struct myc_setback setback = myc_setback_begin(runtime, entry->host, entry->node,
                                                   myc_runtime_life(runtime, entry->host));
    myc_holders_list(runtime, entry->host, silo, &known);
    for (size_t i = 0; i < known.count; i++)
        if (known.items[i].state != MYC_HOLDING_TOLD)
            setback.avoid[known.items[i].life.host] = true;
    uint32_t host = myc_spare_host(&setback, (enum myc_spare)copies(runtime).place);
    myc_holders_give(runtime, &known);
    myc_setback_end(runtime, &setback);
    if (host == MYC_NO_SPARE)
        return false;
    *target = (struct myc_holder){
        .silo = silo,
        .life = { .host = host, .number = myc_redirect_least(runtime, entry->host, host) },
        .state = MYC_HOLDING_PLANNED,
    };
    myc_holders_learn(runtime, entry->host, target);
    return true;
}

static void send(struct myc_runtime *runtime, struct myc_request *request,
                 struct myc_incarnation to)
{
    const struct myc_entry *entry = request->owner.entry;
    struct myc_holders holders = { 0 };
    myc_holders_list(runtime, entry->host, myc_node_unwrapped(entry->node), &holders);
    request->record = entry->record;
    myc_request_aim(runtime, request, to);
    myc_message_copy(runtime, request, entry->value, &holders);
}

/* Hosts that are sure to keep the silo, this one included. */
static uint64_t kept(struct myc_runtime *runtime, const struct myc_entry *entry)
{
    struct myc_holders known = { 0 };
    uint64_t count = 1;
    myc_holders_list(runtime, entry->host, myc_node_unwrapped(entry->node), &known);
    for (size_t i = 0; i < known.count; i++)
        count += known.items[i].life.host != entry->host &&
                 known.items[i].state == MYC_HOLDING_CONFIRMED &&
                 myc_holders_believe(runtime, entry->host, known.items[i].life);
    myc_holders_give(runtime, &known);
    return count;
}

/* All are chosen before the first is sent, so that each copy names the others. */
void myc_copy_make(struct myc_runtime *runtime, struct myc_entry *entry)
{
    uint64_t wanted = copies(runtime).count;
    struct myc_holders targets = { 0 };
    struct myc_holder target;
    struct myc_holder own = { .silo = myc_node_unwrapped(entry->node),
                              .life = myc_runtime_life(runtime, entry->host),
                              .state = MYC_HOLDING_CONFIRMED };
    struct myc_asker owner = myc_asker_for(MYC_ASKER_COPY, entry, entry->record);
    if (wanted == 1)
        return;
    myc_holders_learn(runtime, entry->host, &own);
    for (uint64_t count = kept(runtime, entry); count < wanted; count++) {
        if (!plan(runtime, entry, &target))
            break;
        myc_holders_add(runtime, &targets, &target);
    }
    entry->pending += targets.count;
    for (size_t i = 0; i < targets.count; i++)
        send(runtime, myc_request_new(runtime, entry->host, entry->node, &owner),
             targets.items[i].life);
    myc_holders_give(runtime, &targets);
}

static void settle(struct myc_runtime *runtime, struct myc_request *request)
{
    struct myc_entry *entry = request->owner.entry;
    bool gone = entry->serial != request->owner.serial;
    myc_request_close(runtime, request);
    if (!gone)
        myc_persist_settle(runtime, entry);
}

void myc_copy_confirmed(struct myc_runtime *runtime, struct myc_request *request,
                        struct myc_incarnation holder, uint32_t record)
{
    struct myc_holder kept_by = { .silo = myc_node_unwrapped(request->node),
                                  .life = holder,
                                  .state = MYC_HOLDING_CONFIRMED };
    myc_holders_learn(runtime, request->host, &kept_by);
    myc_figures_answered(runtime, request);
    request->owner.entry->argument_record = record;
    settle(runtime, request);
}

void myc_copy_failed(struct myc_runtime *runtime, struct myc_request *request)
{
    struct myc_holder target;
    if (request->attempt < runtime->options.recovery.attempts &&
        plan(runtime, request->owner.entry, &target))
        send(runtime, request, target.life);
    else
        settle(runtime, request);
}

/* A copy is memory: a host that was said to have ended since the request was made keeps none, though it
 * may be back. */
static void avoid_ended(struct myc_runtime *runtime, const struct myc_request *request,
                        const struct myc_setback *setback)
{
    for (uint32_t host = 0; host < myc_cluster_host_count(runtime->cluster); host++) {
        struct myc_incarnation life = { host, myc_redirect_least(runtime, request->host, host) };
        if (life.number-- > 0 && myc_cluster_ended(runtime->cluster, life) >= request->begun &&
            myc_cluster_ended(runtime->cluster, life) != MYC_FOREVER)
            setback->avoid[host] = true;
    }
}

uint32_t myc_copy_guess(struct myc_runtime *runtime, const struct myc_request *request)
{
    const struct myc_redirects *redirects = &runtime->hosts[request->host]->redirects;
    const struct myc_node *persisted = NULL;
    if (copies(runtime).count == 1)
        return MYC_NO_SPARE;
    myc_runtime_walk(runtime, request->node);
    for (size_t i = 0; i < runtime->walk_count && !persisted; i++) {
        const struct myc_node *node = runtime->walked[i];
        struct myc_incarnation home = myc_redirect_home(redirects, node->home);
        if (myc_node_is_persist(node) && home.host == request->asked.host &&
            home.number == request->asked.number)
            persisted = node;
    }
    if (!persisted)
        return MYC_NO_SPARE;
    struct myc_setback setback =
        myc_setback_begin(runtime, request->host, persisted, request->asked);
    setback.requester = request->asked.host; /* from where they were placed */
    avoid_ended(runtime, request, &setback);
    uint32_t host = myc_spare_host(&setback, (enum myc_spare)copies(runtime).place);
    myc_setback_end(runtime, &setback);
    return host;
}

void myc_copy_clear(struct myc_runtime *runtime, uint32_t host, const struct myc_node *silo,
                    uint32_t record)
{
    struct myc_holders known = { 0 };
    myc_holders_list(runtime, host, silo, &known);
    for (size_t i = 0; i < known.count; i++)
        if (known.items[i].life.host != host)
            myc_message_unpin(runtime, host, known.items[i].life.host, silo, record);
    myc_holders_give(runtime, &known);
    myc_holders_forget(runtime, host, silo);
}
