/* Who keeps a pinned silo, as each host was told.
 *
 * The pinning host learns it from the answers to its copies, a holder from its
 * copy, everyone else from what requests and answers bring along. It is a hint:
 * a holder that has nothing any more replays, as any spare would. */
#include "model/node.h"
#include "model/runtime_internal.h"

struct myc_holding {
    struct myc_location key; /* of the silo */
    UT_hash_handle hh;
    struct myc_holders holders; /* in the order of learning, each host once */
};

static struct myc_holding *find(struct myc_runtime *runtime, uint32_t host,
                                const struct myc_node *silo)
{
    struct myc_holding *found = NULL;
    if (runtime->hosts[host])
        HASH_FIND(hh, runtime->hosts[host]->holdings, &silo->location, sizeof silo->location,
                  found);
    return found;
}

static struct myc_holding *find_or_make(struct myc_runtime *runtime, uint32_t host,
                                        const struct myc_node *silo)
{
    struct myc_memory *memory = runtime->memory;
    struct myc_holding *holding = find(runtime, host, silo);
    if (holding)
        return holding;
    holding = myc_memory_take(memory, sizeof *holding);
    holding->key = silo->location;
    HASH_ADD(hh, myc_runtime_host(runtime, host)->holdings, key, sizeof holding->key, holding);
    return holding;
}

void myc_holders_add(struct myc_runtime *runtime, struct myc_holders *holders,
                     const struct myc_holder *holder)
{
    holders->items = myc_memory_grow(runtime->memory, holders->items, &holders->room,
                                     holders->count + 1, sizeof *holders->items);
    holders->items[holders->count++] = *holder;
}

void myc_holders_give(struct myc_runtime *runtime, struct myc_holders *holders)
{
    if (holders->items)
        myc_memory_give(runtime->memory, holders->items, holders->room * sizeof *holders->items);
    *holders = (struct myc_holders){ 0 };
}

void myc_holders_learn(struct myc_runtime *runtime, uint32_t host, const struct myc_holder *holder)
{
    struct myc_holders *known = &find_or_make(runtime, host, holder->silo)->holders;
    size_t i = 0;
    while (i < known->count && known->items[i].life.host != holder->life.host)
        i++;
    if (i == known->count)
        myc_holders_add(runtime, known, holder);
    else if (known->items[i].life.number < holder->life.number ||
             (known->items[i].life.number == holder->life.number &&
              known->items[i].state < holder->state))
        known->items[i] = *holder;
}

void myc_holders_learn_all(struct myc_runtime *runtime, uint32_t host,
                           const struct myc_holders *holders)
{
    for (size_t i = 0; i < holders->count; i++)
        myc_holders_learn(
            runtime, host,
            &(struct myc_holder){ .silo = holders->items[i].silo, .life = holders->items[i].life });
}

void myc_holders_forget(struct myc_runtime *runtime, uint32_t host, const struct myc_node *silo)
{
    struct myc_memory *memory = runtime->memory;
    struct myc_holding *holding = find(runtime, host, silo);
    if (!holding)
        return;
    HASH_DELETE(hh, runtime->hosts[host]->holdings, holding);
    myc_holders_give(runtime, &holding->holders);
    myc_memory_give(memory, holding, sizeof *holding);
}

void myc_holders_list(struct myc_runtime *runtime, uint32_t host, const struct myc_node *silo,
                      struct myc_holders *holders)
{
    const struct myc_holding *holding = find(runtime, host, silo);
    for (size_t i = 0; holding && i < holding->holders.count; i++)
        myc_holders_add(runtime, holders, &holding->holders.items[i]);
}

void myc_holders_gather(struct myc_runtime *runtime, uint32_t host, const struct myc_node *node,
                        struct myc_holders *holders)
{
    if (!runtime->hosts[host] || !runtime->hosts[host]->holdings)
        return;
    myc_runtime_walk(runtime, node);
    for (size_t i = 0; i < runtime->walk_count; i++) {
        const struct myc_holding *holding = find(runtime, host, runtime->walked[i]);
        for (size_t k = 0; holding && k < holding->holders.count; k++)
            if (holding->holders.items[k].state != MYC_HOLDING_PLANNED)
                myc_holders_add(runtime, holders, &holding->holders.items[k]);
    }
}

bool myc_holders_believe(const struct myc_runtime *runtime, uint32_t host,
                         struct myc_incarnation life)
{
    const struct myc_host_state *state = runtime->hosts[host];
    return myc_cluster_believes_up(runtime->cluster, host, life.host) &&
           !(state && state->suspects && state->suspects[life.host]) &&
           myc_redirect_least(runtime, host, life.host) <= life.number;
}

static bool is_same(struct myc_incarnation a, struct myc_incarnation b)
{
    return a.host == b.host && a.number == b.number;
}

/* One that keeps a silo, but for the life that has failed. */
static bool find_other(struct myc_runtime *runtime, uint32_t host, const struct myc_node *silo,
                       struct myc_incarnation failed, struct myc_incarnation *holder)
{
    struct myc_incarnation own = myc_runtime_life(runtime, host);
    const struct myc_entry *here = myc_entry_find(runtime, host, silo->location);
    if (here && here->state == MYC_ENTRY_SILO && !is_same(own, failed)) {
        *holder = own;
        return true;
    }
    const struct myc_holding *holding = find(runtime, host, silo);
    for (size_t i = 0; holding && i < holding->holders.count; i++) {
        const struct myc_holder *known = &holding->holders.items[i];
        if (known->state != MYC_HOLDING_PLANNED && !is_same(known->life, failed) &&
            !is_same(known->life, own) && myc_holders_believe(runtime, host, known->life)) {
            *holder = known->life;
            return true;
        }
    }
    return false;
}

bool myc_holders_find(struct myc_runtime *runtime, const struct myc_request *request,
                      struct myc_incarnation *holder)
{
    const struct myc_host_state *state = runtime->hosts[request->host];
    if (!state->holdings)
        return false;
    myc_runtime_walk(runtime, request->node);
    for (size_t i = 0; i < runtime->walk_count; i++) {
        const struct myc_node *node = runtime->walked[i];
        if (is_same(myc_redirect_home(&state->redirects, node->home), request->asked) &&
            find_other(runtime, request->host, node, request->asked, holder))
            return true;
    }
    return false;
}
