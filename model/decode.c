/* Values, spores and lineages, read from the parts of model/codec.c. Whatever
 * the bytes are, this ends, and what it accepts is encoded to the same bytes. */
#include <string.h>

#include "model/codec.h"
#include "model/node.h"

struct reader {
    struct myc_decoder *decoder;
    struct myc_maker maker;
    struct myc_error *error;
    uint32_t depth;
    uint32_t count; /* nodes so far: what a ref may name */
    const struct myc_node **nodes;
    size_t room;
};

static struct reader reader_of(struct myc_decoder *decoder, struct myc_error *error)
{
    return (struct reader){ .decoder = decoder,
                            .maker = { .memory = decoder->memory, .scratch = decoder->scratch },
                            .error = error };
}

static void *room_for(struct reader *reader, size_t bytes)
{
    return reader->maker.scratch ? myc_scratch_alloc(reader->maker.memory, bytes)
                                 : myc_memory_alloc(reader->maker.memory, bytes);
}

static enum myc_status decode_value(struct reader *reader, const struct myc_type *type,
                                    const struct myc_value **value);

static enum myc_status decode_uint32(struct reader *reader, uint32_t max, uint32_t *number)
{
    uint64_t wide;
    MYC_TRY(myc_decode_uint(reader->decoder, max, &wide, reader->error));
    *number = (uint32_t)wide;
    return MYC_OK;
}

static enum myc_status decode_array_of(struct reader *reader, uint64_t wanted)
{
    size_t position = reader->decoder->position;
    uint64_t count;
    MYC_TRY(myc_decode_array(reader->decoder, &count, reader->error));
    if (count != wanted)
        return myc_decode_refuse(reader->decoder, position, reader->error,
                                 "an array of %llu instead of %llu", (unsigned long long)count,
                                 (unsigned long long)wanted);
    return MYC_OK;
}

/* ---- refs and spores ---- */

static enum myc_status decode_ref(struct reader *reader, const struct myc_node **node)
{
    size_t position = reader->decoder->position;
    uint32_t index;
    MYC_TRY(decode_uint32(reader, UINT32_MAX, &index));
    if (index >= reader->count)
        return myc_decode_refuse(reader->decoder, position, reader->error,
                                 "node %u is not among the %u before", index, reader->count);
    *node = reader->nodes[index];
    return MYC_OK;
}

static const struct myc_code *find_code(const struct myc_decoder *decoder, const char *name,
                                        uint32_t version)
{
    for (const struct myc_code *const *code = decoder->codes; *code; code++)
        if (strcmp((*code)->name, name) == 0 && (*code)->version == version)
            return *code;
    return NULL;
}

static enum myc_status decode_spore(struct reader *reader, const struct myc_spore **spore)
{
    struct myc_decoder *decoder = reader->decoder;
    size_t position = decoder->position;
    const char *name;
    uint32_t version;
    MYC_TRY(decode_array_of(reader, 3));
    MYC_TRY(myc_decode_text(decoder, &name, reader->error));
    MYC_TRY(decode_uint32(reader, UINT32_MAX, &version));
    const struct myc_code *code = find_code(decoder, name, version);
    if (!code)
        return myc_decode_refuse(decoder, position, reader->error,
                                 "a spore whose code is not known here");
    struct myc_spore *made = room_for(reader, sizeof *made);
    made->code = code;
    made->captured = myc_type_of(decoder->types, code->captured);
    made->parameter = myc_type_of(decoder->types, code->parameter);
    made->result = myc_type_of(decoder->types, code->result);
    *spore = made;
    return decode_value(reader, made->captured, &made->header);
}

/* ---- values ---- */

static enum myc_status decode_int(struct reader *reader, const struct myc_value **value)
{
    int64_t number;
    MYC_TRY(myc_decode_int(reader->decoder, &number, reader->error));
    *value = myc_int(&reader->maker, number);
    return MYC_OK;
}

static enum myc_status decode_float(struct reader *reader, const struct myc_value **value)
{
    double number;
    MYC_TRY(myc_decode_float(reader->decoder, &number, reader->error));
    *value = myc_float(&reader->maker, number);
    return MYC_OK;
}

static enum myc_status decode_bool(struct reader *reader, const struct myc_value **value)
{
    bool boolean;
    MYC_TRY(myc_decode_bool(reader->decoder, &boolean, reader->error));
    *value = myc_bool(&reader->maker, boolean);
    return MYC_OK;
}

static enum myc_status decode_string(struct reader *reader, const struct myc_value **value)
{
    size_t position = reader->decoder->position;
    const char *text;
    MYC_TRY(myc_decode_text(reader->decoder, &text, reader->error));
    size_t length = strlen(text);
    if (length > UINT32_MAX)
        return myc_decode_refuse(reader->decoder, position, reader->error, "text beyond 4 GiB");
    struct myc_value *string = room_for(reader, sizeof *string);
    string->kind = MYC_VALUE_STRING;
    string->count = (uint32_t)length;
    string->as.text = text;
    *value = string;
    return MYC_OK;
}

static enum myc_status decode_host(struct reader *reader, const struct myc_value **value)
{
    uint32_t host;
    MYC_TRY(decode_uint32(reader, UINT32_MAX, &host));
    *value = myc_host_value(&reader->maker, host);
    return MYC_OK;
}

/* `count` items, each of the part of `type` that it stands for. */
static enum myc_status decode_items(struct reader *reader, enum myc_value_kind kind,
                                    const struct myc_type *type, uint64_t count,
                                    const struct myc_value **value)
{
    bool each = kind == MYC_VALUE_TUPLE;
    size_t bytes = (size_t)count * sizeof(struct myc_value *);
    struct myc_value *made = room_for(reader, sizeof *made + bytes);
    const struct myc_value **items = (const struct myc_value **)(void *)(made + 1);
    made->kind = kind;
    made->count = (uint32_t)count;
    made->as.items = items;
    for (uint32_t i = 0; i < count; i++)
        MYC_TRY(decode_value(reader, type->parts[each ? i : 0], &items[i]));
    *value = made;
    return MYC_OK;
}

static enum myc_status decode_list(struct reader *reader, const struct myc_type *type,
                                   const struct myc_value **value)
{
    size_t position = reader->decoder->position;
    uint64_t count;
    MYC_TRY(myc_decode_array(reader->decoder, &count, reader->error));
    bool is_option = type->kind == MYC_TYPE_OPTION;
    if (count > (is_option ? 1 : UINT32_MAX))
        return myc_decode_refuse(reader->decoder, position, reader->error, "too many items");
    return decode_items(reader, is_option ? MYC_VALUE_OPTION : MYC_VALUE_LIST, type, count, value);
}

static enum myc_status decode_tuple(struct reader *reader, const struct myc_type *type,
                                    const struct myc_value **value)
{
    MYC_TRY(decode_array_of(reader, type->count));
    return decode_items(reader, MYC_VALUE_TUPLE, type, type->count, value);
}

static enum myc_status decode_ref_value(struct reader *reader, const struct myc_type *type,
                                        const struct myc_value **value)
{
    size_t position = reader->decoder->position;
    const struct myc_node *node = NULL;
    MYC_TRY(decode_ref(reader, &node));
    if (node->type != type->parts[0])
        return myc_decode_refuse(reader->decoder, position, reader->error,
                                 "a ref to %s instead of %s", node->type->text,
                                 type->parts[0]->text);
    *value = myc_ref_value(&reader->maker, node);
    return MYC_OK;
}

static enum myc_status decode_spore_value(struct reader *reader, const struct myc_type *type,
                                          const struct myc_value **value)
{
    size_t position = reader->decoder->position;
    const struct myc_spore *spore;
    MYC_TRY(decode_spore(reader, &spore));
    *value = myc_spore_value(&reader->maker, spore);
    if (!myc_value_has_type(*value, type))
        return myc_decode_refuse(reader->decoder, position, reader->error, "a spore that is no %s",
                                 type->text);
    return MYC_OK;
}

static enum myc_status decode_of_kind(struct reader *reader, const struct myc_type *type,
                                      const struct myc_value **value)
{
    switch (type->kind) {
    case MYC_TYPE_UNIT:
        *value = myc_unit(&reader->maker);
        return myc_decode_null(reader->decoder, reader->error);
    case MYC_TYPE_BOOL:
        return decode_bool(reader, value);
    case MYC_TYPE_INT:
        return decode_int(reader, value);
    case MYC_TYPE_FLOAT:
        return decode_float(reader, value);
    case MYC_TYPE_STRING:
        return decode_string(reader, value);
    case MYC_TYPE_HOST:
        return decode_host(reader, value);
    case MYC_TYPE_LIST:
    case MYC_TYPE_OPTION:
        return decode_list(reader, type, value);
    case MYC_TYPE_TUPLE:
    case MYC_TYPE_RECORD:
        return decode_tuple(reader, type, value);
    case MYC_TYPE_SILO_REF:
        return decode_ref_value(reader, type, value);
    case MYC_TYPE_SPORE:
        return decode_spore_value(reader, type, value);
    }
    return MYC_INTERNAL;
}

static enum myc_status decode_value(struct reader *reader, const struct myc_type *type,
                                    const struct myc_value **value)
{
    if (reader->depth == MYC_VALUE_DEPTH_MAX)
        return myc_decode_refuse(reader->decoder, reader->decoder->position, reader->error,
                                 "nested more than %d deep", MYC_VALUE_DEPTH_MAX);
    reader->depth++;
    MYC_TRY(decode_of_kind(reader, type, value));
    reader->depth--;
    return MYC_OK;
}

/* ---- nodes ---- */

static enum myc_status decode_type(struct reader *reader, const struct myc_type **type)
{
    size_t position = reader->decoder->position;
    const char *text;
    MYC_TRY(myc_decode_text(reader->decoder, &text, reader->error));
    struct myc_error error;
    error.status = MYC_OK;
    if (myc_type_read(reader->decoder->types, text, type, &error) != MYC_OK)
        return myc_decode_refuse(reader->decoder, position, reader->error, "%.300s", error.message);
    if (strcmp((*type)->text, text) != 0)
        return myc_decode_refuse(reader->decoder, position, reader->error,
                                 "a type that is not in its one form");
    return MYC_OK;
}

/* Home and flags of a root. */
static enum myc_status decode_place(struct reader *reader, struct myc_node *node)
{
    uint32_t flags;
    uint32_t flags_max = node->operation == MYC_OPERATION_POPULATE ? 3 : 1;
    MYC_TRY(decode_uint32(reader, UINT32_MAX, &node->home.host));
    MYC_TRY(decode_uint32(reader, UINT32_MAX, &node->home.number));
    MYC_TRY(decode_uint32(reader, flags_max, &flags));
    node->set_up = flags & 1;
    node->root = flags & 2 ? MYC_ROOT_LOST_VALUE : MYC_ROOT_VALUE;
    return MYC_OK;
}

static enum myc_status decode_root_value(struct reader *reader, struct myc_node *node)
{
    MYC_TRY(decode_type(reader, &node->type));
    if (myc_decode_is_digest(reader->decoder))
        return myc_decode_digest(reader->decoder, node->digest, reader->error);
    return decode_value(reader, node->type, &node->value);
}

static enum myc_status decode_pumps(struct reader *reader, struct myc_node *node)
{
    size_t position = reader->decoder->position;
    uint64_t count;
    MYC_TRY(decode_type(reader, &node->type));
    MYC_TRY(myc_decode_array(reader->decoder, &count, reader->error));
    if (count % 2 != 0 || count / 2 > UINT32_MAX)
        return myc_decode_refuse(reader->decoder, position, reader->error,
                                 "pumps are pairs of source and spore");
    struct myc_pump *pumps = room_for(reader, (size_t)count / 2 * sizeof *pumps);
    for (uint32_t i = 0; i < count / 2; i++) {
        MYC_TRY(decode_ref(reader, &pumps[i].source));
        MYC_TRY(decode_spore(reader, &pumps[i].spore));
    }
    node->pump_count = (uint32_t)(count / 2);
    node->pumps = pumps;
    return MYC_OK;
}

static enum myc_status decode_input(struct reader *reader, struct myc_node *node)
{
    MYC_TRY(decode_ref(reader, &node->input));
    node->home = node->input->home;
    node->type = node->input->type;
    return MYC_OK;
}

static enum myc_status decode_step(struct reader *reader, struct myc_node *node)
{
    MYC_TRY(decode_input(reader, node));
    MYC_TRY(decode_spore(reader, &node->spore));
    const struct myc_type *result = node->spore->result;
    bool is_apply = node->operation == MYC_OPERATION_APPLY;
    node->type = is_apply && result->kind == MYC_TYPE_SILO_REF ? result->parts[0] : result;
    if (myc_decode_is_null(reader->decoder))
        return myc_decode_null(reader->decoder, reader->error);
    return decode_spore(reader, &node->handler);
}

static enum myc_status decode_file(struct reader *reader, struct myc_node *node)
{
    node->type = myc_type_of(reader->decoder->types, "List[String]");
    return myc_decode_text(reader->decoder, &node->file, reader->error);
}

static enum myc_status decode_fun(struct reader *reader, struct myc_node *node)
{
    MYC_TRY(decode_spore(reader, &node->spore));
    node->type = node->spore->result;
    return MYC_OK;
}

/* Each operation: how many items its node has, and what reads those after the label. */
static const struct shape {
    uint32_t items;
    bool is_root;
    enum myc_status (*decode)(struct reader *reader, struct myc_node *node);
} shapes[] = {
    [MYC_OPERATION_POPULATE] = { 10, true, decode_root_value },
    [MYC_OPERATION_TEXT_FILE] = { 9, true, decode_file },
    [MYC_OPERATION_FROM_FUN] = { 9, true, decode_fun },
    [MYC_OPERATION_EMPTY] = { 10, true, decode_pumps },
    [MYC_OPERATION_MAP] = { 8, false, decode_step },
    [MYC_OPERATION_APPLY] = { 8, false, decode_step },
    [MYC_OPERATION_PERSIST] = { 6, false, decode_input },
    [MYC_OPERATION_UNPERSIST] = { 6, false, decode_input },
    [MYC_OPERATION_PERSIST_DURABLE] = { 6, false, decode_input },
};

static enum myc_status decode_identity(struct reader *reader, uint64_t items, struct myc_node *node)
{
    struct myc_decoder *decoder = reader->decoder;
    size_t position = decoder->position;
    uint32_t operation;
    MYC_TRY(decode_uint32(reader, MYC_OPERATION_PERSIST_DURABLE, &operation));
    node->operation = operation;
    if (items != shapes[operation].items)
        return myc_decode_refuse(decoder, position, reader->error,
                                 "a node with %llu items where %s has %u",
                                 (unsigned long long)items, myc_operation_word(node->operation),
                                 shapes[operation].items);
    MYC_TRY(decode_uint32(reader, UINT32_MAX, &node->location.host));
    MYC_TRY(decode_uint32(reader, UINT32_MAX, &node->location.incarnation));
    MYC_TRY(myc_decode_uint(decoder, UINT64_MAX, &node->location.n, reader->error));
    return myc_decode_text(decoder, &node->label, reader->error);
}

static enum myc_status decode_node(struct reader *reader)
{
    struct myc_decoder *decoder = reader->decoder;
    size_t position = decoder->position;
    struct myc_node *node = room_for(reader, sizeof *node);
    uint64_t items;
    MYC_TRY(myc_decode_array(decoder, &items, reader->error));
    MYC_TRY(decode_identity(reader, items, node));
    const struct shape *shape = &shapes[node->operation];
    if (shape->is_root)
        MYC_TRY(decode_place(reader, node));
    MYC_TRY(shape->decode(reader, node));
    const char *mismatch = myc_node_mismatch(node, decoder->types, decoder->memory);
    if (mismatch)
        return myc_decode_refuse(decoder, position, reader->error, "%.400s", mismatch);
    node->sealed = true;
    if (node->operation != MYC_OPERATION_POPULATE || node->value)
        myc_node_digest(decoder->memory, node);
    reader->nodes[reader->count++] = node;
    return MYC_OK;
}

/* ---- what is closed ---- */

static enum myc_status decode_table(struct reader *reader)
{
    uint64_t count;
    MYC_TRY(decode_array_of(reader, 2));
    MYC_TRY(myc_decode_array(reader->decoder, &count, reader->error));
    reader->nodes = myc_memory_grow(reader->decoder->memory, NULL, &reader->room, (size_t)count,
                                    sizeof *reader->nodes);
    for (uint64_t i = 0; i < count; i++)
        MYC_TRY(decode_node(reader));
    return MYC_OK;
}

/* The table must be the one that the encoder would write for `value`. */
static enum myc_status check_order(struct reader *reader, const struct myc_value *value,
                                   const struct myc_type *type)
{
    struct myc_memory *memory = reader->decoder->memory;
    struct myc_node_set order = { .memory = memory };
    myc_lineage_order(&order, value, type, NULL);
    bool same = order.count == reader->count;
    for (uint32_t i = 0; same && i < order.count; i++)
        same = order.nodes[i] == reader->nodes[i];
    myc_node_set_give(&order);
    if (same)
        return MYC_OK;
    return myc_decode_refuse(reader->decoder, reader->decoder->position, reader->error,
                             "the nodes before are not each once and in their order");
}

static enum myc_status decode_closed(struct reader *reader, const struct myc_type *type,
                                     const struct myc_value **value)
{
    if (!type->refers)
        return decode_value(reader, type, value);
    MYC_TRY(decode_table(reader));
    for (uint32_t i = 0; i < reader->count; i++)
        if (reader->nodes[i]->value)
            return myc_decode_refuse(reader->decoder, reader->decoder->position, reader->error,
                                     "only a lineage carries the values of its roots");
    MYC_TRY(decode_value(reader, type, value));
    return check_order(reader, *value, type);
}

static void give_table(struct reader *reader)
{
    myc_memory_give(reader->decoder->memory, reader->nodes, reader->room * sizeof *reader->nodes);
}

enum myc_status myc_decode_value(struct myc_decoder *decoder, const struct myc_type *type,
                                 const struct myc_value **value, struct myc_error *error)
{
    struct reader reader = reader_of(decoder, error);
    enum myc_status status = decode_closed(&reader, type, value);
    give_table(&reader);
    return status;
}

static enum myc_status decode_lineage(struct reader *reader, const struct myc_node **root)
{
    static const struct myc_type any_ref = { .kind = MYC_TYPE_SILO_REF, .refers = true };
    MYC_TRY(decode_table(reader));
    MYC_TRY(decode_ref(reader, root));
    const struct myc_value ref = { .kind = MYC_VALUE_SILO_REF, .as.ref = *root };
    return check_order(reader, &ref, &any_ref);
}

enum myc_status myc_decode_lineage(struct myc_decoder *decoder, const struct myc_node **root,
                                   struct myc_error *error)
{
    struct reader reader = reader_of(decoder, error);
    enum myc_status status = decode_lineage(&reader, root);
    give_table(&reader);
    return status;
}
