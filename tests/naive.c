#include "tests/naive.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define CLIENT PROGRAM_HOSTS_MAX /* the requester that is no host of the cluster */
#define NOWHERE UINT32_MAX
#define REFS_MAX 8192
#define TOUCHES_MAX 16384
#define PATH_MAX_DEPTH 16

const char *const naive_message_words[] = { "Req", "Res", "Err", "Emit", "Done", "DoPump" };

/* --------------------------------------------------------------------- the world */

enum operation { POPULATE, TEXT_FILE, FROM_FUN, EMPTY, MAP, APPLY, PERSIST, UNPERSIST };

/* What the body of a spore does. */
enum code { PARSE, STEP, GIVE, JOIN, JOIN_HERE, JOIN_THERE };

struct spore {
    enum code code;
    uint32_t kind;
    int64_t number;
    uint32_t host;
    struct numbers list; /* captured */
    struct ref *captured, *deep;
};

/* A SiloRef; two refs are one location when they are one pointer. */
struct ref {
    enum operation operation;
    char label[NAIVE_LABEL_MAX];
    char given[NAIVE_LABEL_MAX]; /* the label before its #2, where a spore staged it */
    uint32_t home;
    uint32_t life; /* of the home when it was staged: 0, or 1 once it is back */
    bool lost_value;
    struct ref *input;
    struct spore spore, handler;
    bool handled;
    struct numbers value; /* of a root */
    uint32_t pump_count;
    struct {
        struct ref *source;
        int64_t copies;
    } pumps[PROGRAM_PUMPS_MAX];
    bool computed;                   /* its value has been computed before */
    bool present[PROGRAM_HOSTS_MAX]; /* roots: the silo is there */
    bool pinned[PROGRAM_HOSTS_MAX];
    bool stored; /* in a stable file */
};

/* One of several branches that run at the same time. */
struct branch {
    uint32_t section;
    uint32_t number;
};

struct touch {
    const void *what; /* a ref, or what a host knows */
    bool change;
    uint32_t depth;
    struct branch path[PATH_MAX_DEPTH];
};

struct world {
    const struct naive_settings *settings;
    struct naive_prediction *prediction;
    uint32_t host_count;
    uint32_t sending; /* the send under way */
    bool crashed;
    uint32_t known[PROGRAM_HOSTS_MAX + 1]; /* where a requester has re-hosted the ended life */
    uint32_t ref_count;
    struct ref refs[REFS_MAX];
    uint32_t section_count;
    uint32_t depth;
    struct branch path[PATH_MAX_DEPTH];
    uint32_t touch_count;
    struct touch touches[TOUCHES_MAX];
};

static bool ask(struct world *world, struct ref *ref, uint32_t from, uint32_t redirect,
                bool *handler, struct numbers *out);

/* ------------------------------------------------------------------- concurrency */

static void section_begin(struct world *world)
{
    assert(world->depth < PATH_MAX_DEPTH);
    world->path[world->depth++] = (struct branch){ ++world->section_count, 0 };
}

static void section_next(struct world *world)
{
    world->path[world->depth - 1].number++;
}

static void section_end(struct world *world)
{
    world->depth--;
}

static bool concurrent(const struct touch *a, const struct touch *b)
{
    uint32_t shared = a->depth < b->depth ? a->depth : b->depth;
    for (uint32_t i = 0; i < shared; i++)
        if (a->path[i].section != b->path[i].section)
            return false;
        else if (a->path[i].number != b->path[i].number)
            return true;
    return false;
}

/* Two branches that come to one location may join, hit or compute twice: that depends on time. */
static void touch(struct world *world, const void *what, bool change)
{
    assert(world->touch_count < TOUCHES_MAX);
    struct touch *now = &world->touches[world->touch_count++];
    now->what = what;
    now->change = change;
    now->depth = world->depth;
    memcpy(now->path, world->path, sizeof now->path);
    for (const struct touch *then = world->touches; then < now; then++)
        if (then->what == what && (then->change || change) && concurrent(then, now))
            world->prediction->exact = false;
}

/* ----------------------------------------------------------------------- staging */

/* How often the host has crashed. */
static uint32_t crashes(const struct world *world, uint32_t host)
{
    return world->crashed && host == world->settings->crash.host;
}

static struct ref *stage(struct world *world, enum operation operation, uint32_t home,
                         const char *label)
{
    assert(world->ref_count < REFS_MAX);
    struct ref *ref = &world->refs[world->ref_count++];
    *ref = (struct ref){ .operation = operation,
                         .home = home,
                         .life = world->settings->crash.back ? crashes(world, home) : 0 };
    assert(strlen(label) < NAIVE_LABEL_MAX);
    strcpy(ref->label, label);
    return ref;
}

/* A node over another lives where that one lives; its life too. */
static struct ref *stage_over(struct world *world, enum operation operation, struct ref *input,
                              const char *label)
{
    struct ref *ref = stage(world, operation, input->home, label);
    ref->life = input->life;
    ref->input = input;
    return ref;
}

/* The silo that a persist or unpersist is about. */
static struct ref *bare(struct ref *ref)
{
    while (ref->operation == PERSIST || ref->operation == UNPERSIST)
        ref = ref->input;
    return ref;
}

static struct spore spore_of(struct ref *const *nodes, enum code code,
                             const struct program_spore *from)
{
    return (struct spore){ .code = code,
                           .kind = from->kind,
                           .number = from->number,
                           .host = from->host,
                           .captured = nodes[from->captured],
                           .deep = nodes[from->deep] };
}

/* Which of c and d a spore really captured. */
static bool captures(const struct spore *spore)
{
    return spore->code == JOIN_THERE ||
           (spore->code == GIVE && (spore->kind >= GIVE_REF || spore->kind == GIVE_HERE_APPLY));
}

static bool captures_deep(const struct spore *spore)
{
    return spore->code == GIVE && spore->kind == GIVE_DEEP;
}

static struct ref *stage_root(struct world *world, const struct program_node *node,
                              const char *label, uint32_t index)
{
    static const enum operation operations[] = { POPULATE, POPULATE, TEXT_FILE, FROM_FUN };
    char file[NAIVE_LABEL_MAX];
    bool is_file = node->operation == PROGRAM_FILE;
    snprintf(file, sizeof file, "f%u", index);
    struct ref *root =
        stage(world, operations[node->operation], node->host, is_file ? file : label);
    root->value = node->value;
    root->lost_value = node->operation == PROGRAM_LOST_VALUE;
    root->present[node->host] = root->operation == POPULATE;
    if (!is_file)
        return root;
    struct ref *numbers = stage_over(world, MAP, root, label);
    numbers->spore = (struct spore){ .code = PARSE };
    return numbers;
}

static struct ref *stage_node(struct world *world, const struct program_node *node,
                              struct ref *const *nodes, uint32_t index)
{
    char label[NAIVE_LABEL_MAX];
    struct ref *input = nodes[node->input], *ref;
    snprintf(label, sizeof label, "n%u", index);
    switch (node->operation) {
    case PROGRAM_MAP:
        ref = stage_over(world, MAP, input, label);
        ref->spore = spore_of(nodes, STEP, &node->spore);
        return ref;
    case PROGRAM_APPLY:
        ref = stage_over(world, APPLY, input, label);
        ref->spore = spore_of(nodes, GIVE, &node->spore);
        ref->handled = node->handled;
        ref->handler = spore_of(nodes, GIVE, &node->handler);
        return ref;
    case PROGRAM_PERSIST:
        return stage_over(world, PERSIST, input, input->label);
    case PROGRAM_UNPERSIST:
        return stage_over(world, UNPERSIST, input, input->label);
    case PROGRAM_PUMPED:
        ref = stage(world, EMPTY, node->host, label);
        ref->pump_count = node->pump_count;
        for (uint32_t i = 0; i < node->pump_count; i++) {
            ref->pumps[i].source = nodes[node->pumps[i].source];
            ref->pumps[i].copies = node->pumps[i].copies;
        }
        return ref;
    default:
        return stage_root(world, node, label, index);
    }
}

/* --------------------------------------------------------------- bodies of spores */

/* A spore T => S. */
static bool run_map(const struct spore *spore, uint32_t host, const struct numbers *in,
                    struct numbers *out)
{
    if (spore->code == STEP)
        return numbers_step((enum step)spore->kind, spore->number, host, in, out);
    *out = spore->code == JOIN ? numbers_join(&spore->list, in) : *in;
    return true;
}

/* What a spore T => SiloRef[S] stages on its way: labels count per evaluation. */
struct giving {
    struct world *world;
    const struct ref *by;
    uint32_t host;
    uint32_t created;
};

/* Each evaluation creates its refs anew; the second of one label is #2. */
static struct ref *give(struct giving *giving, struct ref *ref)
{
    struct world *world = giving->world;
    uint32_t count = 1;
    snprintf(ref->given, NAIVE_LABEL_MAX, "%.40s/%u", giving->by->label, ++giving->created);
    for (const struct ref *other = world->refs; other < world->refs + world->ref_count; other++)
        count += other != ref && !strcmp(other->given, ref->given);
    snprintf(ref->label, NAIVE_LABEL_MAX, count > 1 ? "%.50s#%u" : "%.50s", ref->given, count);
    return ref;
}

static struct ref *give_here(struct giving *giving, const struct numbers *list)
{
    struct ref *ref = give(giving, stage(giving->world, POPULATE, giving->host, ""));
    ref->value = *list;
    ref->present[giving->host] = true;
    return ref;
}

static struct ref *give_over(struct giving *giving, enum operation operation, struct ref *input,
                             struct spore spore)
{
    struct ref *ref = give(giving, stage_over(giving->world, operation, input, ""));
    ref->spore = spore;
    return ref;
}

static struct ref *give_pin(struct giving *giving, struct ref *ref)
{
    return stage_over(giving->world, PERSIST, ref, ref->label);
}

static struct ref *give_fun(struct giving *giving, uint32_t host, const struct numbers *list)
{
    struct ref *ref = give(giving, stage(giving->world, FROM_FUN, host, ""));
    ref->value = *list;
    return ref;
}

static struct ref *run_give(struct giving *giving, const struct spore *spore,
                            const struct numbers *ps)
{
    struct spore join = { .code = JOIN, .list = *ps };
    struct spore there = { .code = JOIN_THERE, .captured = spore->captured };
    struct numbers more;
    numbers_step(STEP_ADD, spore->number, 0, ps, &more);
    switch ((enum give)spore->kind) {
    case GIVE_HERE:
        return give_here(giving, &more);
    case GIVE_HERE_MAP:
        return give_over(giving, MAP, give_here(giving, ps),
                         (struct spore){ .code = STEP, .kind = STEP_ADD, .number = spore->number });
    case GIVE_HERE_PIN:
        return give_pin(giving, give_here(giving, &more));
    case GIVE_HERE_APPLY:
        return give_over(giving, APPLY, give_here(giving, ps), there);
    case GIVE_FUN:
        return give_fun(giving, spore->host, ps);
    case GIVE_REF:
        return spore->captured;
    case GIVE_MAP:
        return give_over(giving, MAP, spore->captured, join);
    case GIVE_MAP_PIN:
        return give_pin(giving, give_over(giving, MAP, spore->captured, join));
    case GIVE_APPLY:
        join.code = JOIN_HERE;
        return give_over(giving, APPLY, spore->captured, join);
    default:
        there.list = *ps;
        there.captured = spore->deep;
        return give_over(giving, APPLY, spore->captured, there);
    }
}

static struct ref *run_apply(struct world *world, const struct ref *by, const struct spore *spore,
                             uint32_t host, const struct numbers *in)
{
    struct giving giving = { .world = world, .by = by, .host = host };
    struct numbers joined = numbers_join(&spore->list, in);
    world->prediction->spore_runs++;
    if (spore->code == GIVE)
        return run_give(&giving, spore, in);
    if (spore->code == JOIN_HERE)
        return give_here(&giving, &joined);
    return give_over(&giving, MAP, spore->captured, (struct spore){ .code = JOIN, .list = joined });
}

/* ---------------------------------------------------------------------- recovery */

/* Hosts where a lineage has a home: of every node that it is made of, captured ones too. */
static void mark_homes(const struct ref *ref, bool homes[PROGRAM_HOSTS_MAX])
{
    const struct spore *spores[] = { &ref->spore, ref->handled ? &ref->handler : NULL };
    homes[ref->home] = true;
    if (ref->input)
        mark_homes(ref->input, homes);
    for (size_t i = 0; i < 2; i++) {
        if (spores[i] && captures(spores[i]))
            mark_homes(spores[i]->captured, homes);
        if (spores[i] && captures_deep(spores[i]))
            mark_homes(spores[i]->deep, homes);
    }
    for (uint32_t i = 0; i < ref->pump_count; i++)
        mark_homes(ref->pumps[i].source, homes);
}

/* Lowest live host not in the lineage, else the lowest live (Q18); one that has come back was
 * reported gone, and nobody told that it is back. */
static uint32_t spare(const struct world *world, const struct ref *ref)
{
    bool homes[PROGRAM_HOSTS_MAX] = { false };
    mark_homes(ref, homes);
    for (int strict = 1; strict >= 0; strict--)
        for (uint32_t host = 0; host < world->host_count; host++)
            if (host != world->settings->crash.host && !(strict && homes[host]))
                return host;
    return NOWHERE;
}

static bool is_ended(const struct world *world, const struct ref *ref)
{
    return ref->life < crashes(world, ref->home);
}

/* Where to ask for a ref: its home; when that life has ended, where `*redirect` leads; else a pinned
 * copy, the program's handler, the policy (2.8), which set `*redirect`. What a requester was told by
 * its policy it remembers, and every request carries it on. NOWHERE: it has failed, or is left to
 * the handler. */
static uint32_t where(struct world *world, struct ref *ref, uint32_t from, uint32_t *redirect,
                      bool *handler, enum naive_message message)
{
    const struct naive_settings *settings = world->settings;
    uint32_t *known = &world->known[from];
    uint32_t sent = settings->attempts;
    touch(world, known, false);
    if (*redirect == NOWHERE)
        *redirect = *known;
    if (!is_ended(world, ref))
        return ref->home;
    if (*redirect == NOWHERE) {
        for (uint32_t host = 0; host < world->host_count; host++)
            if (ref->pinned[host])
                return *redirect = host;
        if (*handler || settings->policy == NAIVE_NONE)
            return NOWHERE;
        /* The first attempt met a life known to be over, and nothing was sent. */
        sent--;
        touch(world, known, true);
        *known = settings->policy >= NAIVE_REHOST ? spare(world, ref) : settings->crash.host;
        *redirect = *known;
    }
    if (*redirect != settings->crash.host || settings->crash.back)
        return *redirect;
    /* It is down: the handler has its turn as soon as one attempt has failed. */
    world->prediction->messages[message] += *handler ? 1 : sent;
    return NOWHERE;
}

/* ----------------------------------------------------------------- materialization */

/* A value is ready: whether it was computed before. */
static void computed(struct world *world, struct ref *ref)
{
    world->prediction->recomputed += ref->computed;
    ref->computed = true;
}

static bool materialize_root(struct world *world, struct ref *ref, uint32_t host,
                             struct numbers *out)
{
    *out = ref->value;
    if (ref->present[host] || ref->stored) {
        ref->present[host] = true;
        return true;
    }
    if (ref->lost_value)
        return false;
    world->prediction->spore_runs += ref->operation == FROM_FUN;
    if (ref->operation == FROM_FUN)
        computed(world, ref);
    ref->present[host] = true;
    return true;
}

static bool materialize_map(struct world *world, struct ref *ref, uint32_t host, uint32_t redirect,
                            struct numbers *out)
{
    struct numbers in;
    if (!ask(world, ref->input, host, redirect, &(bool){ false }, &in))
        return false;
    world->prediction->spore_runs++;
    if (!run_map(&ref->spore, host, &in, out))
        return false;
    computed(world, ref);
    return true;
}

static bool materialize_apply(struct world *world, struct ref *ref, uint32_t host,
                              uint32_t redirect, struct numbers *out)
{
    struct numbers in;
    if (!ask(world, ref->input, host, redirect, &(bool){ false }, &in))
        return false;
    bool handler = ref->handled;
    struct ref *given = run_apply(world, ref, &ref->spore, host, &in);
    bool ok = ask(world, given, host, redirect, &handler, out);
    if (!ok && handler) {
        handler = false;
        given = run_apply(world, ref, &ref->handler, host, &in);
        ok = ask(world, given, host, redirect, &handler, out);
    }
    if (ok)
        computed(world, ref);
    return ok;
}

/* One source: materialized at its host, which sends each element that the spore makes of it. */
static bool pump(struct world *world, struct ref *ref, uint32_t index, uint32_t host,
                 uint32_t redirect, struct numbers *out)
{
    struct ref *source = ref->pumps[index].source;
    struct numbers elements, emitted;
    uint32_t at = where(world, source, host, &redirect, &(bool){ false }, NAIVE_DOPUMP);
    if (at == NOWHERE)
        return false;
    world->prediction->messages[NAIVE_DOPUMP] += at != host;
    if (!ask(world, source, at, redirect, &(bool){ false }, &elements)) {
        world->prediction->messages[NAIVE_ERR] += at != host;
        return false;
    }
    for (uint32_t i = 0; i < elements.count; i++) {
        world->prediction->spore_runs++;
        numbers_emit(elements.at[i], ref->pumps[index].copies, &emitted);
        world->prediction->messages[NAIVE_EMIT] += at != host ? emitted.count : 0;
        for (uint32_t k = 0; k < emitted.count; k++)
            out->at[out->count++] = emitted.at[k];
    }
    world->prediction->messages[NAIVE_DONE] += at != host;
    return true;
}

static bool materialize_empty(struct world *world, struct ref *ref, uint32_t host,
                              uint32_t redirect, struct numbers *out)
{
    bool ok = true;
    out->count = 0;
    section_begin(world);
    for (uint32_t i = 0; i < ref->pump_count; i++) {
        ok &= pump(world, ref, i, host, redirect, out);
        section_next(world);
    }
    section_end(world);
    /* What the other sources still do, and what of it comes too late, depends on time. */
    if (!ok && ref->pump_count > 1)
        world->prediction->exact = false;
    if (ok)
        computed(world, ref);
    return ok;
}

/* Clears every pin of what `ref` is about, whichever persist made it. Whether there was one. */
static bool unpin(struct world *world, struct ref *ref, uint32_t host)
{
    bool was_pinned = false;
    for (uint32_t i = 0; i < world->ref_count; i++) {
        struct ref *other = &world->refs[i];
        if (bare(other) != bare(ref))
            continue;
        was_pinned |= other->pinned[host];
        other->pinned[host] = false;
    }
    return was_pinned;
}

/* The value that was pinned is still there for this answer; else it is got without pinning it. */
static bool materialize_unpersist(struct world *world, struct ref *ref, uint32_t host,
                                  uint32_t redirect, struct numbers *out)
{
    struct ref *input = ref->input;
    bool was_pinned = unpin(world, input, host);
    while (input->operation == PERSIST)
        input = input->input;
    if (!was_pinned)
        return ask(world, input, host, redirect, &(bool){ false }, out);
    *out = bare(ref)->value;
    return true;
}

static bool materialize(struct world *world, struct ref *ref, uint32_t host, uint32_t redirect,
                        struct numbers *out)
{
    bool is_root = ref->operation <= FROM_FUN;
    world->prediction->hosts[world->sending] |= 1u << host;
    world->prediction->lost_roots[world->sending] |= (uint32_t)ref->lost_value << host;
    if (!is_root)
        touch(world, bare(ref), true);
    if (ref->pinned[host] || (ref->stored && !is_root)) {
        *out = ref->value;
        return true;
    }
    bool ok;
    switch (ref->operation) {
    case MAP:
        ok = materialize_map(world, ref, host, redirect, out);
        break;
    case APPLY:
        ok = materialize_apply(world, ref, host, redirect, out);
        break;
    case EMPTY:
        ok = materialize_empty(world, ref, host, redirect, out);
        break;
    case PERSIST:
        ok = ask(world, ref->input, host, redirect, &(bool){ false }, out);
        ref->pinned[host] |= ok && !world->settings->forget;
        ref->input->pinned[host] |= ref->pinned[host];
        bare(ref)->stored |= ref->pinned[host] && world->settings->policy == NAIVE_DURABLE;
        break;
    case UNPERSIST:
        ok = materialize_unpersist(world, ref, host, redirect, out);
        if (ok)
            bare(ref)->stored = false;
        break;
    default:
        return materialize_root(world, ref, host, out);
    }
    if (ok)
        ref->value = *out;
    return ok;
}

/* Asks for `ref` from a host or the client; `redirect` is where nodes of the ended life are. Where
 * `*handler`, a failure is left to the handler before the policy. */
static bool ask(struct world *world, struct ref *ref, uint32_t from, uint32_t redirect,
                bool *handler, struct numbers *out)
{
    uint32_t at = where(world, ref, from, &redirect, handler, NAIVE_REQ);
    if (at == NOWHERE)
        return false;
    if (at == from)
        return materialize(world, ref, at, redirect, out);
    touch(world, ref, true);
    world->prediction->messages[NAIVE_REQ]++;
    bool ok = materialize(world, ref, at, redirect, out);
    world->prediction->messages[ok ? NAIVE_RES : NAIVE_ERR]++;
    return ok;
}

/* ------------------------------------------------------------------------ the run */

static void crash(struct world *world)
{
    uint32_t host = world->settings->crash.host;
    world->crashed = true;
    for (uint32_t i = 0; i < world->ref_count; i++)
        world->refs[i].present[host] = world->refs[i].pinned[host] = false;
}

static int compare_pins(const void *a, const void *b)
{
    const struct naive_pin *first = a, *second = b;
    if (first->host != second->host)
        return first->host < second->host ? -1 : 1;
    return strcmp(first->label, second->label);
}

static void collect_pins(struct world *world)
{
    struct naive_prediction *prediction = world->prediction;
    for (uint32_t i = 0; i < world->ref_count; i++)
        for (uint32_t host = 0; host < world->host_count; host++) {
            if (!world->refs[i].pinned[host])
                continue;
            assert(prediction->pin_count < NAIVE_PINS_MAX);
            struct naive_pin *pin = &prediction->pins[prediction->pin_count++];
            pin->host = host;
            strcpy(pin->label, world->refs[i].label);
        }
    qsort(prediction->pins, prediction->pin_count, sizeof *prediction->pins, compare_pins);
}

static void run(struct world *world, const struct program *program)
{
    const struct naive_crash *planned = &world->settings->crash;
    struct ref *nodes[PROGRAM_NODES_MAX] = { NULL };
    for (uint32_t i = 0; i < program->node_count; i++)
        nodes[i] = stage_node(world, &program->nodes[i], nodes, i);
    for (uint32_t i = 0; i < program->send_count;) {
        uint32_t wave = program->sends[i].wave;
        if (planned->happens && !world->crashed && wave > planned->after_wave)
            crash(world);
        section_begin(world);
        for (; i < program->send_count && program->sends[i].wave == wave; i++) {
            world->sending = i;
            world->prediction->ok[i] = ask(world, nodes[program->sends[i].node], CLIENT, NOWHERE,
                                           &(bool){ false }, &world->prediction->values[i]);
            section_next(world);
        }
        section_end(world);
    }
}

void naive_predict(const struct program *program, const struct naive_settings *settings,
                   struct naive_prediction *prediction)
{
    struct world *world = calloc(1, sizeof *world);
    assert(world);
    *prediction = (struct naive_prediction){ .exact = settings->policy != NAIVE_REPLICATE &&
                                                      settings->policy != NAIVE_HEDGE };
    world->settings = settings;
    world->prediction = prediction;
    world->host_count = program->host_count;
    for (uint32_t i = 0; i <= PROGRAM_HOSTS_MAX; i++)
        world->known[i] = NOWHERE;
    run(world, program);
    collect_pins(world);
    free(world);
}
