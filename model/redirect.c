/* Re-hosting by redirect: lineages are never rewritten. Whoever looks for the
 * home of a node goes through the redirects that it knows. */
#include "model/runtime_internal.h"

static bool same_life(struct myc_incarnation a, struct myc_incarnation b)
{
    return a.host == b.host && a.number == b.number;
}

static struct myc_redirect *find(const struct myc_redirects *redirects, struct myc_incarnation from)
{
    for (size_t i = 0; i < redirects->count; i++)
        if (same_life(redirects->items[i].from, from))
            return &redirects->items[i];
    return NULL;
}

struct myc_incarnation myc_redirect_home(const struct myc_redirects *redirects,
                                         struct myc_incarnation home)
{
    /* There is no cycle: myc_redirect_add breaks the one that it would close. */
    for (size_t steps = 0; steps <= redirects->count; steps++) {
        const struct myc_redirect *step = find(redirects, home);
        if (!step)
            return home;
        home = step->to;
    }
    assert(false && "redirects form a cycle");
    return home;
}

struct myc_incarnation myc_redirect_detoured(const struct myc_redirects *redirects,
                                             const struct myc_redirect *detour,
                                             struct myc_incarnation home)
{
    home = myc_redirect_home(redirects, home);
    return detour && same_life(home, detour->from) ? myc_redirect_home(redirects, detour->to)
                                                   : home;
}

void myc_redirect_drop(struct myc_redirects *redirects, struct myc_incarnation from)
{
    struct myc_redirect *found = find(redirects, from);
    if (found)
        *found = redirects->items[--redirects->count];
}

void myc_redirect_add(struct myc_memory *memory, struct myc_redirects *redirects,
                      struct myc_redirect redirect)
{
    myc_redirect_drop(redirects, redirect.from);
    if (same_life(redirect.from, redirect.to))
        return;
    if (same_life(myc_redirect_home(redirects, redirect.to), redirect.from)) {
        /* Suspicion may send work back to a host it was taken from: the newest word holds. */
        myc_redirect_drop(redirects, redirect.to);
    }
    redirects->items = myc_memory_grow(memory, redirects->items, &redirects->room,
                                       redirects->count + 1, sizeof *redirects->items);
    redirects->items[redirects->count++] = redirect;
}

void myc_redirect_learn(struct myc_runtime *runtime, uint32_t host, struct myc_incarnation life)
{
    struct myc_host_state *state = myc_runtime_host(runtime, host);
    if (!state->least)
        state->least = myc_memory_alloc(runtime->memory, myc_cluster_host_count(runtime->cluster) *
                                                             sizeof *state->least);
    if (state->least[life.host] < life.number)
        state->least[life.host] = life.number;
}

uint32_t myc_redirect_least(const struct myc_runtime *runtime, uint32_t host, uint32_t of)
{
    const struct myc_host_state *state = runtime->hosts[host];
    struct myc_incarnation life = { .host = of };
    if (state && state->least)
        life.number = state->least[of];
    while (myc_cluster_was_told(runtime->cluster, host, life))
        life.number++;
    return life.number;
}
