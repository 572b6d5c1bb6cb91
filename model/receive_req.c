/* Req(requester, request, lineage): materialize it here and answer. */
#include "model/envelope.h"

/* Whether it sends from the life of this host to one that has not begun: its author was told, and
 * wrongly, that this one has ended. */
static bool is_too_early(const struct myc_runtime *runtime, uint32_t host,
                         const struct myc_redirect *redirect)
{
    struct myc_incarnation life = myc_runtime_life(runtime, host);
    return redirect->from.host == host && redirect->from.number == life.number &&
           redirect->to.host == host && redirect->to.number > life.number;
}

/* What the requester brought along: where homes have moved, and roots' values. */
static void take_context(struct myc_runtime *runtime, uint32_t host,
                         const struct myc_envelope *envelope)
{
    struct myc_host_state *state = myc_runtime_host(runtime, host);
    for (size_t i = 0; i < envelope->redirects.count; i++)
        if (!is_too_early(runtime, host, &envelope->redirects.items[i]))
            myc_redirect_add(runtime->memory, &state->redirects, envelope->redirects.items[i]);
    myc_holders_learn_all(runtime, host, &envelope->holders);
    for (uint32_t i = 0; i < envelope->value_count; i++) {
        struct myc_entry *entry = myc_entry_at(runtime, host, envelope->values[i]);
        entry->known = true;
    }
}

/* "A restarted host answers Err to a Req for its old incarnation that brings no redirect", and so
 * does one that is asked for a life which has not begun. */
static bool is_stale(struct myc_runtime *runtime, uint32_t host,
                     const struct myc_envelope *envelope, const struct myc_asker *asker)
{
    struct myc_incarnation life = myc_runtime_life(runtime, host);
    struct myc_incarnation home = myc_redirect_detoured(&myc_runtime_host(runtime, host)->redirects,
                                                        asker->detour, envelope->node->home);
    bool early = false;
    for (size_t i = 0; i < envelope->redirects.count; i++)
        early = early || is_too_early(runtime, host, &envelope->redirects.items[i]);
    if (home.host != host || (home.number == life.number && !early))
        return false;
    struct myc_failure *failure = myc_memory_alloc(runtime->memory, sizeof *failure);
    *failure = (struct myc_failure){
        .kind = MYC_FAILURE_STALE,
        .label = envelope->node->label,
        .text = early ? "the life that was asked for has not begun"
                      : "the life that was asked for is over",
        .host = life,
        .fault = myc_cluster_cause(runtime->cluster, home),
    };
    myc_asker_fail(runtime, host, asker, envelope->node, failure);
    return true;
}

const struct myc_redirect *myc_receive_detour(struct myc_runtime *runtime,
                                              const struct myc_envelope *envelope)
{
    if (!envelope->has_detour)
        return NULL;
    struct myc_redirect *detour = myc_memory_alloc(runtime->memory, sizeof *detour);
    *detour = envelope->detour;
    return detour;
}

void myc_receive_ask(struct myc_runtime *runtime, const struct myc_message *message,
                     const struct myc_envelope *envelope, const struct myc_asker *asker)
{
    take_context(runtime, message->destination, envelope);
    if (!is_stale(runtime, message->destination, envelope, asker))
        myc_materialize(runtime, message->destination, envelope->node, asker);
}

void myc_receive_req(struct myc_runtime *runtime, const struct myc_message *message,
                     const struct myc_envelope *envelope)
{
    struct myc_asker asker = {
        .kind = MYC_ASKER_REMOTE,
        .requester = envelope->requester,
        .request = envelope->request,
        .attempt = envelope->attempt,
        .again = envelope->again,
        .detour = myc_receive_detour(runtime, envelope),
        .record = message->record,
    };
    myc_receive_ask(runtime, message, envelope, &asker);
}
