#include "model/node.h"

#include <assert.h>

const char *myc_operation_word(enum myc_operation operation)
{
    static const char *const operation_words[] = {
#define X(NAME, word, help, source) #word,
        MYC_OPERATION_LIST(X)
#undef X
    };
    return operation_words[operation];
}

bool myc_location_equal(struct myc_location a, struct myc_location b)
{
    return a.host == b.host && a.incarnation == b.incarnation && a.n == b.n;
}

/* ---- wrappers ---- */

bool myc_node_is_persist(const struct myc_node *node)
{
    return node->operation == MYC_OPERATION_PERSIST ||
           node->operation == MYC_OPERATION_PERSIST_DURABLE;
}

bool myc_node_is_wrapper(const struct myc_node *node)
{
    return myc_node_is_persist(node) || node->operation == MYC_OPERATION_UNPERSIST;
}

const struct myc_node *myc_node_unwrapped(const struct myc_node *node)
{
    while (myc_node_is_wrapper(node))
        node = node->input;
    return node;
}

/* ---- dependencies ---- */

struct visit {
    myc_node_visitor *call;
    void *state;
    uint32_t depth;
};

static void visit_value(struct visit *visit, const struct myc_value *value,
                        const struct myc_type *type)
{
    if (!type->refers)
        return;
    assert(visit->depth < MYC_VALUE_DEPTH_MAX);
    visit->depth++;
    if (type->kind == MYC_TYPE_SILO_REF) {
        visit->call(visit->state, value->as.ref);
    } else if (type->kind == MYC_TYPE_SPORE) {
        visit_value(visit, value->as.spore->header, value->as.spore->captured);
    } else {
        bool each = type->kind == MYC_TYPE_TUPLE || type->kind == MYC_TYPE_RECORD;
        for (uint32_t i = 0; i < value->count; i++)
            visit_value(visit, value->as.items[i], type->parts[each ? i : 0]);
    }
    visit->depth--;
}

void myc_value_visit(const struct myc_value *value, const struct myc_type *type,
                     myc_node_visitor *call, void *state)
{
    struct visit visit = { .call = call, .state = state };
    visit_value(&visit, value, type);
}

static void visit_spore(const struct myc_spore *spore, myc_node_visitor *visit, void *state)
{
    if (spore)
        myc_value_visit(spore->header, spore->captured, visit, state);
}

void myc_node_visit(const struct myc_node *node, bool with_value, myc_node_visitor *visit,
                    void *state)
{
    if (node->input)
        visit(state, node->input);
    visit_spore(node->spore, visit, state);
    visit_spore(node->handler, visit, state);
    for (uint32_t i = 0; i < node->pump_count; i++) {
        visit(state, node->pumps[i].source);
        visit_spore(node->pumps[i].spore, visit, state);
    }
    if (with_value && node->value)
        myc_value_visit(node->value, node->type, visit, state);
}

/* ---- types ---- */

struct check {
    const struct myc_node *node;
    struct myc_types *types;
    struct myc_memory *memory;
};

/* A spore that must take `parameter` and give `result`. */
static const char *spore_mismatch(const struct check *check, const char *what,
                                  const struct myc_spore *spore, const struct myc_type *parameter,
                                  const struct myc_type *result)
{
    const char *word = myc_operation_word(check->node->operation);
    if (spore->parameter != parameter)
        return myc_memory_format(check->memory, "the %s '%s' of %s '%s' takes %s, but is given %s",
                                 what, spore->code->name, word, check->node->label,
                                 spore->parameter->text, parameter->text);
    if (spore->result != result)
        return myc_memory_format(check->memory, "the %s '%s' of %s '%s' gives %s, not %s", what,
                                 spore->code->name, word, check->node->label, spore->result->text,
                                 result->text);
    return NULL;
}

static const char *type_mismatch(const struct check *check, const struct myc_type *wanted)
{
    if (check->node->type == wanted)
        return NULL;
    return myc_memory_format(check->memory, "%s '%s' makes %s, not %s",
                             myc_operation_word(check->node->operation), check->node->label,
                             wanted->text, check->node->type->text);
}

static const char *root_mismatch(const struct check *check)
{
    const struct myc_node *node = check->node;
    if (!node->value || myc_value_has_type(node->value, node->type))
        return NULL;
    return myc_memory_format(check->memory, "the value of populate '%s' is not of type %s",
                             node->label, node->type->text);
}

/* Every element W of a source becomes a list of the type of the silo. */
static const char *pump_mismatch(const struct check *check)
{
    const struct myc_node *node = check->node;
    const char *mismatch = NULL;
    if (node->type->kind != MYC_TYPE_LIST)
        return myc_memory_format(check->memory, "empty '%s' is to be of a List, not %s",
                                 node->label, node->type->text);
    for (uint32_t i = 0; i < node->pump_count && !mismatch; i++) {
        const struct myc_node *source = node->pumps[i].source;
        if (source->type->kind != MYC_TYPE_LIST)
            return myc_memory_format(
                check->memory, "empty '%s' is pumped from '%s', which holds %s and not a List",
                node->label, source->label, source->type->text);
        mismatch = spore_mismatch(check, "spore", node->pumps[i].spore, source->type->parts[0],
                                  node->type);
    }
    return mismatch;
}

static const char *step_mismatch(const struct check *check, const struct myc_type *result)
{
    const struct myc_node *node = check->node;
    const char *mismatch = spore_mismatch(check, "spore", node->spore, node->input->type, result);
    if (mismatch || !node->handler)
        return mismatch;
    return spore_mismatch(check, "handler", node->handler, node->input->type, result);
}

const char *myc_node_mismatch(const struct myc_node *node, struct myc_types *types,
                              struct myc_memory *memory)
{
    struct check check = { .node = node, .types = types, .memory = memory };
    switch (node->operation) {
    case MYC_OPERATION_POPULATE:
        return root_mismatch(&check);
    case MYC_OPERATION_TEXT_FILE:
        return type_mismatch(&check, myc_type_of(types, "List[String]"));
    case MYC_OPERATION_FROM_FUN:
        return spore_mismatch(&check, "spore", node->spore, myc_type_of(types, "Unit"), node->type);
    case MYC_OPERATION_EMPTY:
        return pump_mismatch(&check);
    case MYC_OPERATION_MAP:
        return step_mismatch(&check, node->type);
    case MYC_OPERATION_APPLY:
        return step_mismatch(&check, myc_type_silo_ref(types, node->type));
    case MYC_OPERATION_PERSIST:
    case MYC_OPERATION_UNPERSIST:
    case MYC_OPERATION_PERSIST_DURABLE:
        return type_mismatch(&check, node->input->type);
    }
    return NULL;
}
