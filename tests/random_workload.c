#include "tests/random_workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WAVE_NS (1000 * MYC_MS)

/* ---------------------------------------------------------------------- values */

static const struct myc_value *listed(struct myc_maker *maker, const struct numbers *numbers)
{
    struct myc_list list = myc_list_begin(maker);
    for (uint32_t i = 0; i < numbers->count; i++)
        myc_list_add(&list, myc_int(maker, numbers->at[i]));
    return myc_list_end(&list);
}

static struct numbers numbers_of(const struct myc_value *list)
{
    struct numbers numbers = { .count = list->count };
    for (uint32_t i = 0; i < list->count; i++)
        numbers.at[i] = myc_item(list, i)->as.integer;
    return numbers;
}

/* Headers are tuples: first the cost in steps, then what the code needs. */
static int64_t integer_in(const struct myc_value *header, uint32_t index)
{
    return myc_item(header, index)->as.integer;
}

static uint64_t cost_of(const struct myc_value *header)
{
    return (uint64_t)integer_in(header, 0);
}

/* ------------------------------------------------------- spores that give a list */

#define NUMBERS "List[Int]"

static uint64_t run_step(struct myc_body *body, const struct myc_value *header,
                         const struct myc_value *list, const struct myc_value **result)
{
    struct numbers in = numbers_of(list), out;
    if (numbers_step((enum step)integer_in(header, 1), integer_in(header, 2),
                     myc_current_host(myc_body_staging(body)), &in, &out))
        *result = listed(myc_body_maker(body), &out);
    else
        myc_body_fail(body, "more than two elements");
    return cost_of(header);
}

static uint64_t run_join(struct myc_body *body, const struct myc_value *header,
                         const struct myc_value *list, const struct myc_value **result)
{
    struct numbers first = numbers_of(myc_item(header, 1)), second = numbers_of(list);
    struct numbers joined = numbers_join(&first, &second);
    *result = listed(myc_body_maker(body), &joined);
    return cost_of(header);
}

static uint64_t run_parse(struct myc_body *body, const struct myc_value *header,
                          const struct myc_value *lines, const struct myc_value **result)
{
    struct myc_list list = myc_list_begin(myc_body_maker(body));
    (void)header;
    for (uint32_t i = 0; i < lines->count; i++)
        myc_list_add(&list,
                     myc_int(myc_body_maker(body), strtol(myc_item(lines, i)->as.text, NULL, 10)));
    *result = myc_list_end(&list);
    return 0;
}

static uint64_t run_fun(struct myc_body *body, const struct myc_value *header,
                        const struct myc_value *unit, const struct myc_value **result)
{
    struct numbers numbers = numbers_of(myc_item(header, 1));
    (void)unit;
    *result = listed(myc_body_maker(body), &numbers);
    return cost_of(header);
}

static uint64_t run_emit(struct myc_body *body, const struct myc_value *header,
                         const struct myc_value *element, const struct myc_value **result)
{
    struct numbers out;
    numbers_emit(element->as.integer, integer_in(header, 1), &out);
    *result = listed(myc_body_maker(body), &out);
    return cost_of(header);
}

#define CODE(id, captured_type, parameter_type, result_type)                                       \
    static const struct myc_code id = { .name = #id,                                               \
                                        .version = 1,                                              \
                                        .captured = captured_type,                                 \
                                        .parameter = parameter_type,                               \
                                        .result = result_type,                                     \
                                        .run = run_##id }

CODE(step, "(Int, Int, Int)", NUMBERS, NUMBERS);
CODE(join, "(Int, " NUMBERS ")", NUMBERS, NUMBERS);
CODE(parse, "Unit", "List[String]", NUMBERS);
CODE(fun, "(Int, " NUMBERS ")", "Unit", NUMBERS);
CODE(emit, "(Int, Int)", "Int", NUMBERS);

/* -------------------------------------------------------- spores that give a ref */

static const struct myc_value *tuple(struct myc_staging *at, uint32_t count,
                                     const struct myc_value *const items[])
{
    return myc_tuple(myc_staging_maker(at), count, items);
}

static const struct myc_spore *step_spore(struct myc_staging *at, uint64_t steps, enum step kind,
                                          int64_t number)
{
    struct myc_maker *maker = myc_staging_maker(at);
    return myc_spore_of(
        at, &step,
        tuple(at, 3,
              (const struct myc_value *[]){ myc_int(maker, (int64_t)steps), myc_int(maker, kind),
                                            myc_int(maker, number) }));
}

/* Code whose header is its cost and a list. */
static const struct myc_spore *list_spore(struct myc_staging *at, const struct myc_code *code,
                                          uint64_t steps, const struct myc_value *list)
{
    struct myc_maker *maker = myc_staging_maker(at);
    return myc_spore_of(
        at, code,
        tuple(at, 2, (const struct myc_value *[]){ myc_int(maker, (int64_t)steps), list }));
}

static const struct myc_node *populated_here(struct myc_body *body, const struct myc_value *list)
{
    struct myc_staging *at = myc_body_staging(body);
    return myc_populate(at, myc_current_host(at), NUMBERS, list, NULL);
}

/* vs => populate(currentHost, ps ++ vs) */
static uint64_t run_join_here(struct myc_body *body, const struct myc_value *header,
                              const struct myc_value *list, const struct myc_value **result)
{
    const struct myc_value *joined = NULL;
    uint64_t cost = run_join(body, header, list, &joined);
    *result = myc_return_ref(body, populated_here(body, joined));
    return cost;
}

/* vs => d.map(ws => (ps ++ vs) ++ ws) */
static uint64_t run_join_there(struct myc_body *body, const struct myc_value *header,
                               const struct myc_value *list, const struct myc_value **result)
{
    struct myc_staging *at = myc_body_staging(body);
    const struct myc_value *joined = NULL;
    uint64_t cost = run_join(body, header, list, &joined);
    *result = myc_return_ref(
        body, myc_map(at, myc_item(header, 2)->as.ref, list_spore(at, &join, cost, joined), NULL));
    return cost;
}

CODE(join_here, "(Int, " NUMBERS ")", NUMBERS, "SiloRef[" NUMBERS "]");
CODE(join_there, "(Int, " NUMBERS ", SiloRef[" NUMBERS "])", NUMBERS, "SiloRef[" NUMBERS "]");

static const struct myc_spore *there_spore(struct myc_staging *at, uint64_t steps,
                                           const struct myc_value *list,
                                           const struct myc_value *ref)
{
    struct myc_maker *maker = myc_staging_maker(at);
    return myc_spore_of(
        at, &join_there,
        tuple(at, 3, (const struct myc_value *[]){ myc_int(maker, (int64_t)steps), list, ref }));
}

static const struct myc_value *captured_in(const struct myc_value *header, uint32_t index)
{
    const struct myc_value *option = myc_item(header, index);
    return option->count ? myc_item(option, 0) : NULL;
}

/* The header of `give`: cost, kind, number, host, c, d. */
static const struct myc_node *given(struct myc_body *body, const struct myc_value *header,
                                    const struct myc_value *ps)
{
    struct myc_staging *at = myc_body_staging(body);
    uint64_t cost = cost_of(header);
    const struct myc_value *c = captured_in(header, 4), *d = captured_in(header, 5);
    struct numbers in = numbers_of(ps), added;
    numbers_step(STEP_ADD, integer_in(header, 2), 0, &in, &added);
    const struct myc_value *more = listed(myc_body_maker(body), &added);
    switch ((enum give)integer_in(header, 1)) {
    case GIVE_HERE:
        return populated_here(body, more);
    case GIVE_HERE_MAP:
        return myc_map(at, populated_here(body, ps),
                       step_spore(at, cost, STEP_ADD, integer_in(header, 2)), NULL);
    case GIVE_HERE_PIN:
        return myc_persist(at, populated_here(body, more));
    case GIVE_HERE_APPLY: {
        struct numbers none = { 0 };
        return myc_apply(at, populated_here(body, ps),
                         there_spore(at, cost, listed(myc_body_maker(body), &none), c), NULL);
    }
    case GIVE_FUN:
        return myc_from_fun(at, (uint32_t)integer_in(header, 3), list_spore(at, &fun, cost, ps),
                            NULL);
    case GIVE_REF:
        return c->as.ref;
    case GIVE_MAP:
        return myc_map(at, c->as.ref, list_spore(at, &join, cost, ps), NULL);
    case GIVE_MAP_PIN:
        return myc_persist(at, myc_map(at, c->as.ref, list_spore(at, &join, cost, ps), NULL));
    case GIVE_APPLY:
        return myc_apply(at, c->as.ref, list_spore(at, &join_here, cost, ps), NULL);
    case GIVE_DEEP:
    case GIVE_KINDS:
        break;
    }
    return myc_apply(at, c->as.ref, there_spore(at, cost, ps, d), NULL);
}

static uint64_t run_give(struct myc_body *body, const struct myc_value *header,
                         const struct myc_value *ps, const struct myc_value **result)
{
    *result = myc_return_ref(body, given(body, header, ps));
    return cost_of(header);
}

/* Codes that capture nothing that they do not use: a lineage depends on what is in its headers. */
#define CAPTURES "(Int, Int, Int, Int, Option[SiloRef[" NUMBERS "]], Option[SiloRef[" NUMBERS "]])"
CODE(give, CAPTURES, NUMBERS, "SiloRef[" NUMBERS "]");

/* --------------------------------------------------------------------- staging */

static bool captures(const struct program_spore *spore)
{
    return spore->kind >= GIVE_REF || spore->kind == GIVE_HERE_APPLY;
}

static const struct myc_spore *give_spore(struct myc_staging *at, const struct program_spore *spore,
                                          const struct myc_node *const *nodes)
{
    struct myc_maker *maker = myc_staging_maker(at);
    const struct myc_value *none = myc_none(maker);
    const struct myc_value *items[] = {
        myc_int(maker, spore->steps),
        myc_int(maker, spore->kind),
        myc_int(maker, spore->number),
        myc_int(maker, spore->host),
        captures(spore) ? myc_some(maker, myc_ref_value(maker, nodes[spore->captured])) : none,
        spore->kind == GIVE_DEEP ? myc_some(maker, myc_ref_value(maker, nodes[spore->deep])) : none,
    };
    return myc_spore_of(at, &give, tuple(at, 6, items));
}

static const char *label_of(struct myc_staging *at, char letter, uint32_t index)
{
    return myc_memory_format(myc_staging_maker(at)->memory, "%c%u", letter, index);
}

static const struct myc_node *pumped(struct myc_staging *at, const struct program_node *node,
                                     const struct myc_node *const *nodes, const char *label)
{
    struct myc_maker *maker = myc_staging_maker(at);
    struct myc_node *empty = myc_empty_silo(at, node->host, NUMBERS, label);
    for (uint32_t i = 0; i < node->pump_count; i++)
        myc_pump_to(
            at, nodes[node->pumps[i].source], empty,
            list_spore(at, &emit, node->spore.steps, myc_int(maker, node->pumps[i].copies)));
    return empty;
}

static const struct myc_node *staged(struct myc_staging *at, const struct program_node *node,
                                     const struct myc_node *const *nodes, uint32_t index)
{
    const char *label = label_of(at, 'n', index);
    const struct myc_value *value = listed(myc_staging_maker(at), &node->value);
    const struct myc_node *input = nodes[node->input];
    switch (node->operation) {
    case PROGRAM_VALUE:
        return myc_populate(at, node->host, NUMBERS, value, label);
    case PROGRAM_LOST_VALUE:
        return myc_populate_unkept(at, node->host, NUMBERS, value, label);
    case PROGRAM_FILE: {
        const char *file = label_of(at, 'f', index);
        return myc_map(at, myc_from_text_file(at, node->host, file, file),
                       myc_spore_of(at, &parse, NULL), label);
    }
    case PROGRAM_FUN:
        return myc_from_fun(at, node->host, list_spore(at, &fun, node->spore.steps, value), label);
    case PROGRAM_MAP:
        return myc_map(at, input,
                       step_spore(at, node->spore.steps, node->spore.kind, node->spore.number),
                       label);
    case PROGRAM_APPLY:
        return node->handled ? myc_apply_handled(at, input, give_spore(at, &node->spore, nodes),
                                                 give_spore(at, &node->handler, nodes), label)
                             : myc_apply(at, input, give_spore(at, &node->spore, nodes), label);
    case PROGRAM_PERSIST:
        return myc_persist(at, input);
    case PROGRAM_UNPERSIST:
        return myc_unpersist(at, input);
    case PROGRAM_PUMPED:
        break;
    }
    return pumped(at, node, nodes, label);
}

const struct myc_file *random_workload_files(const struct program *program,
                                             struct myc_memory *memory, uint32_t *count)
{
    struct myc_file *files = myc_memory_alloc(memory, (PROGRAM_NODES_MAX + 1) * sizeof *files);
    *count = 0;
    for (uint32_t i = 0; i < program->node_count; i++) {
        const struct program_node *node = &program->nodes[i];
        if (node->operation != PROGRAM_FILE)
            continue;
        const char *text = "";
        for (uint32_t k = 0; k < node->value.count; k++)
            text = myc_memory_format(memory, "%s%d\n", text, (int)node->value.at[k]);
        files[(*count)++] = (struct myc_file){ .name = myc_memory_format(memory, "f%u", i),
                                               .bytes = text,
                                               .length = strlen(text),
                                               .store = MYC_FILE_SHARED };
    }
    return files;
}

/* ---------------------------------------------------------------------- driver */

struct progress {
    bool staged;
    const struct myc_node *nodes[PROGRAM_NODES_MAX];
    myc_future futures[PROGRAM_SENDS_MAX];
    uint32_t sent;
    uint32_t waves;
};

static void finish(struct myc_driver *driver, const struct progress *progress,
                   const struct program *program)
{
    struct myc_maker *maker = myc_staging_maker(myc_driver_staging(driver));
    struct myc_list list = myc_list_begin(maker);
    for (uint32_t i = 0; i < program->send_count; i++) {
        const struct myc_value *value = myc_future_value(driver, progress->futures[i]);
        myc_list_add(&list, value ? myc_some(maker, value) : myc_none(maker));
    }
    myc_finish(driver, myc_list_end(&list), "List[Option[" NUMBERS "]]");
}

static void run(struct myc_driver *driver, void *state, const void *parameters)
{
    struct progress *progress = state;
    const struct program *program = parameters;
    myc_time next = progress->waves * WAVE_NS;
    if (!progress->staged) {
        progress->staged = true;
        for (uint32_t i = 0; i < program->node_count; i++)
            progress->nodes[i] =
                staged(myc_driver_staging(driver), &program->nodes[i], progress->nodes, i);
    }
    if (progress->sent < program->send_count && myc_driver_now(driver) < next) {
        myc_sleep(driver, next - myc_driver_now(driver));
        return;
    }
    if (progress->sent == program->send_count) {
        finish(driver, progress, program);
        return;
    }
    for (uint32_t wave = program->sends[progress->sent].wave;
         progress->sent < program->send_count && program->sends[progress->sent].wave == wave;
         progress->sent++) {
        progress->futures[progress->sent] =
            myc_send(driver, progress->nodes[program->sends[progress->sent].node]);
        myc_await(driver, progress->futures[progress->sent]);
    }
    progress->waves++;
}

static const struct myc_code *const codes[] = { &step,      &join,       &parse, &fun, &emit,
                                                &join_here, &join_there, &give,  NULL };

const struct myc_workload random_workload = {
    .about = { .name = "random", .help = "a random program", .example = "workload: random" },
    .parameters_bytes = sizeof(struct program),
    .state_bytes = sizeof(struct progress),
    .codes = codes,
    .step = run,
};
