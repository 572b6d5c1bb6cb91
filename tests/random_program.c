#include "tests/random_program.h"

#include "sim/stream.h"

/* ------------------------------------------------------------------ arithmetic */

static int64_t small(int64_t number)
{
    return number % 1000;
}

struct numbers numbers_join(const struct numbers *a, const struct numbers *b)
{
    struct numbers joined = { 0 };
    for (uint32_t i = 0; i < a->count + b->count && joined.count < NUMBERS_JOINED_MAX; i++)
        joined.at[joined.count++] = i < a->count ? a->at[i] : b->at[i - a->count];
    return joined;
}

void numbers_emit(int64_t element, int64_t copies, struct numbers *out)
{
    out->count = 0;
    for (int64_t i = 0; i < copies; i++)
        out->at[out->count++] = small(element + i);
}

bool numbers_step(enum step kind, int64_t number, uint32_t host, const struct numbers *in,
                  struct numbers *out)
{
    struct numbers result = { .count = in->count };
    for (uint32_t i = 0; i < in->count; i++) {
        int64_t other = in->at[kind == STEP_REVERSE ? in->count - 1 - i : i];
        result.at[i] = small(other + (kind == STEP_ADD ? number : kind == STEP_PLACE ? host : 0));
    }
    if (kind == STEP_FAIL && in->count > 2)
        return false;
    if (kind == STEP_HALVE)
        result.count = (in->count + 1) / 2;
    if (kind == STEP_SUM) {
        for (uint32_t i = 1; i < in->count; i++)
            result.at[0] = small(result.at[0] + result.at[i]);
        result.count = 1;
    }
    *out = result;
    return true;
}

/* ------------------------------------------------------------------ drawing one */

struct draw {
    struct program *program;
    const struct program_wish *wish;
    struct myc_stream stream;
};

static uint32_t below(struct draw *draw, uint32_t bound)
{
    return (uint32_t)myc_stream_below(&draw->stream, bound);
}

/* The latest nodes are likelier, so that lineages grow deep. */
static uint32_t some_node(struct draw *draw)
{
    uint32_t count = draw->program->node_count;
    return below(draw, 2) ? below(draw, count) : count - 1 - below(draw, count < 3 ? count : 3);
}

/* A node of the same value with another home, or NODE_NONE. */
#define NODE_NONE PROGRAM_NODES_MAX

static uint32_t twin_of(const struct program *program, uint32_t index)
{
    const struct program_node *node = &program->nodes[index];
    for (uint32_t i = 0; i < program->node_count; i++)
        if (program->nodes[i].operation == PROGRAM_VALUE && program->nodes[i].twin == index)
            return i;
    return node->operation == PROGRAM_VALUE ? node->twin : NODE_NONE;
}

/* One of some operation, or any: programs in which nodes meet again find more. */
static uint32_t some_of(struct draw *draw, enum program_operation operation)
{
    uint32_t first = some_node(draw), count = draw->program->node_count;
    for (uint32_t i = 0; i < count; i++)
        if (draw->program->nodes[(first + i) % count].operation == operation)
            return (first + i) % count;
    return first;
}

static uint32_t some_twin(struct draw *draw)
{
    uint32_t first = some_node(draw), count = draw->program->node_count;
    for (uint32_t i = 0; i < count; i++)
        if (twin_of(draw->program, (first + i) % count) != NODE_NONE)
            return (first + i) % count;
    return first;
}

/* Half of the values are copies of one on another host. */
static void draw_value(struct draw *draw, struct program_node *node)
{
    uint32_t other = draw->program->node_count ? some_node(draw) : NODE_NONE;
    node->host = below(draw, draw->program->host_count);
    node->twin = NODE_NONE;
    if (node->operation == PROGRAM_VALUE && other != NODE_NONE &&
        draw->program->nodes[other].operation == PROGRAM_VALUE &&
        draw->program->nodes[other].twin == NODE_NONE) {
        node->twin = other;
        node->value = draw->program->nodes[other].value;
        return;
    }
    node->value.count = below(draw, 4);
    for (uint32_t i = 0; i < node->value.count; i++)
        node->value.at[i] = below(draw, 100);
}

static struct program_spore draw_spore(struct draw *draw, uint32_t kinds)
{
    static const uint32_t steps[] = { 0, 100, 3000 };
    struct program_spore spore = {
        .kind = below(draw, kinds),
        .number = 1 + below(draw, 9),
        .host = below(draw, draw->program->host_count),
        .captured = some_node(draw),
        .deep = some_node(draw),
        .steps = steps[below(draw, 3)],
    };
    if (kinds == STEP_KINDS && ((spore.kind == STEP_PLACE && !draw->wish->place) ||
                                (spore.kind == STEP_FAIL && !draw->wish->errors)))
        spore.kind = STEP_ADD;
    return spore;
}

/* A handler for the same value: what a host computes by itself, or from twins of what was captured. */
static void draw_handler(struct draw *draw, struct program_node *node)
{
    struct program_spore *spore = &node->spore;
    spore->captured = some_twin(draw);
    spore->deep = some_twin(draw);
    uint32_t captured = twin_of(draw->program, spore->captured);
    uint32_t deep = twin_of(draw->program, spore->deep);
    node->handler = node->spore;
    node->handled = true;
    if (spore->kind == GIVE_FUN) {
        node->handler.kind = GIVE_HERE;
        node->handler.number = 0;
    } else if (captured != NODE_NONE && (spore->kind != GIVE_DEEP || deep != NODE_NONE)) {
        node->handler.captured = captured;
        node->handler.deep = spore->kind == GIVE_DEEP ? deep : captured;
    } else {
        node->handled = false;
    }
}

static void draw_pumps(struct draw *draw, struct program_node *node)
{
    node->host = below(draw, draw->program->host_count);
    node->pump_count = 1 + below(draw, PROGRAM_PUMPS_MAX);
    uint32_t room = NUMBERS_MAX;
    for (uint32_t i = 0; i < node->pump_count; i++) {
        uint32_t source = some_node(draw), copies = below(draw, 3);
        while (copies * draw->program->most[source] > room)
            copies--;
        room -= copies * draw->program->most[source];
        node->pumps[i].source = source;
        node->pumps[i].copies = copies;
    }
    node->spore.steps = 100 * below(draw, 3);
}

static void draw_node(struct draw *draw, struct program_node *node)
{
    static const enum program_operation operations[] = {
        PROGRAM_VALUE,   PROGRAM_VALUE,   PROGRAM_LOST_VALUE, PROGRAM_FILE,
        PROGRAM_FUN,     PROGRAM_MAP,     PROGRAM_MAP,        PROGRAM_MAP,
        PROGRAM_APPLY,   PROGRAM_APPLY,   PROGRAM_APPLY,      PROGRAM_APPLY,
        PROGRAM_PERSIST, PROGRAM_PERSIST, PROGRAM_UNPERSIST,  PROGRAM_PUMPED,
    };
    uint32_t count = draw->program->node_count;
    node->operation = operations[below(draw, count ? 16 : 5)];
    if (node->operation <= PROGRAM_FUN) {
        draw_value(draw, node);
        return;
    }
    if (node->operation == PROGRAM_PUMPED) {
        draw_pumps(draw, node);
        return;
    }
    node->input =
        node->operation == PROGRAM_UNPERSIST && below(draw, 3) ? some_of(draw, PROGRAM_PERSIST)
        : node->operation == PROGRAM_PERSIST && below(draw, 3) ? some_of(draw, PROGRAM_APPLY)
                                                               : some_node(draw);
    if (node->operation == PROGRAM_MAP || node->operation == PROGRAM_APPLY) {
        uint32_t kinds = node->operation == PROGRAM_MAP ? STEP_KINDS : GIVE_KINDS;
        node->spore = draw_spore(draw, kinds);
        if (node->operation == PROGRAM_APPLY && below(draw, 2))
            draw_handler(draw, node);
    }
}

static uint32_t greater(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

static uint32_t most(const struct program *program, const struct program_node *node)
{
    const uint32_t *of = program->most;
    uint32_t count = node->operation <= PROGRAM_FUN ? node->value.count : 0;
    for (uint32_t i = 0; i < node->pump_count; i++)
        count += of[node->pumps[i].source] * (uint32_t)node->pumps[i].copies;
    if (node->operation <= PROGRAM_FUN || node->operation == PROGRAM_PUMPED)
        return count;
    count = of[node->input];
    if (node->operation != PROGRAM_APPLY)
        return count;
    const struct program_spore *spores[] = { &node->spore, &node->handler };
    for (size_t i = 0; i < 2; i++)
        count = greater(count, greater(of[spores[i]->captured], of[spores[i]->deep]));
    return greater(count, NUMBERS_JOINED_MAX);
}

static uint32_t draw_send(struct draw *draw)
{
    switch (below(draw, 5)) {
    case 0:
        return some_of(draw, PROGRAM_PERSIST);
    case 1:
        return some_of(draw, PROGRAM_UNPERSIST);
    case 2:
        return some_of(draw, PROGRAM_APPLY);
    default:
        return some_node(draw);
    }
}

void program_random(struct program *program, uint64_t seed, const struct program_wish *wish)
{
    struct draw draw = { .program = program, .wish = wish };
    myc_stream_init(&draw.stream, seed, 0, MYC_PURPOSE_TEST);
    *program = (struct program){ .seed = seed, .host_count = 2 + below(&draw, 5) };
    uint32_t nodes = 3 + below(&draw, PROGRAM_NODES_MAX - 2);
    while (program->node_count < nodes) {
        draw_node(&draw, &program->nodes[program->node_count]);
        program->most[program->node_count] = most(program, &program->nodes[program->node_count]);
        program->node_count++;
    }
    program->send_count = 2 + below(&draw, PROGRAM_SENDS_MAX - 1);
    for (uint32_t i = 0; i < program->send_count; i++) {
        program->sends[i].wave = i ? program->sends[i - 1].wave + (below(&draw, 4) > 0) : 0;
        program->sends[i].node = draw_send(&draw);
    }
}

uint32_t program_waves(const struct program *program)
{
    return program->sends[program->send_count - 1].wave + 1;
}

/* -------------------------------------------------------------------- printing */

static const char *const operation_words[] = { "value", "lost_value", "file",      "fun",   "map",
                                               "apply", "persist",    "unpersist", "pumped" };
static const char *const step_words[] = { "add", "reverse", "halve", "sum", "place", "fail" };
static const char *const give_words[] = { "here", "here_map", "here_pin", "here_apply", "fun",
                                          "ref",  "map",      "map_pin",  "apply",      "deep" };

static void print_spore(const struct program_node *node, const struct program_spore *spore,
                        FILE *out)
{
    if (node->operation == PROGRAM_MAP) {
        fprintf(out, " %s %d", step_words[spore->kind], (int)spore->number);
    } else {
        fprintf(out, " %s %d", give_words[spore->kind], (int)spore->number);
        if (spore->kind == GIVE_FUN)
            fprintf(out, " on h%u", spore->host);
        if (spore->kind >= GIVE_REF || spore->kind == GIVE_HERE_APPLY)
            fprintf(out, " c=n%u", spore->captured);
        if (spore->kind == GIVE_DEEP)
            fprintf(out, " d=n%u", spore->deep);
    }
    fprintf(out, " (%u steps)", spore->steps);
}

static void print_node(const struct program_node *node, FILE *out)
{
    fprintf(out, "%s", operation_words[node->operation]);
    if (node->operation <= PROGRAM_FUN) {
        fprintf(out, " h%u [", node->host);
        for (uint32_t i = 0; i < node->value.count; i++)
            fprintf(out, "%s%d", i ? "," : "", (int)node->value.at[i]);
        fprintf(out, "]");
    } else if (node->operation == PROGRAM_PUMPED) {
        fprintf(out, " h%u", node->host);
        for (uint32_t i = 0; i < node->pump_count; i++)
            fprintf(out, " n%u*%d", node->pumps[i].source, (int)node->pumps[i].copies);
        fprintf(out, " (%u steps)", node->spore.steps);
    } else {
        fprintf(out, " n%u", node->input);
        if (node->operation == PROGRAM_MAP || node->operation == PROGRAM_APPLY)
            print_spore(node, &node->spore, out);
        if (node->handled) {
            fprintf(out, " handler");
            print_spore(node, &node->handler, out);
        }
    }
}

void program_print(const struct program *program, FILE *out)
{
    fprintf(out, "program of seed %llu on %u hosts\n", (unsigned long long)program->seed,
            program->host_count);
    for (uint32_t i = 0; i < program->node_count; i++) {
        fprintf(out, "  n%u = ", i);
        print_node(&program->nodes[i], out);
        fprintf(out, "\n");
    }
    for (uint32_t i = 0; i < program->send_count; i++)
        fprintf(out, "  wave %u: send n%u\n", program->sends[i].wave, program->sends[i].node);
}
