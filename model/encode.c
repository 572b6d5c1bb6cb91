/* Values, spores, lineages and digests, put together from the parts of
 * model/codec.c. */
#include <assert.h>

#include "model/codec.h"
#include "model/mistake.h"
#include "model/node.h"
#include "sim/digest.h"

struct encoder {
    struct myc_bytes *out;
    const struct myc_node_set *table;   /* a ref is its index here; NULL: it is its digest */
    const struct myc_node_set *carried; /* roots whose value goes along; NULL: all that have one */
    uint32_t depth;
};

static void encode_value(struct encoder *encoder, const struct myc_value *value,
                         const struct myc_type *type);

/* ---- values ---- */

static void encode_ref(struct encoder *encoder, const struct myc_node *node)
{
    if (!node->sealed)
        myc_mistake("empty '%s' is in a value before anything was done with it: "
                    "a spore returns it by myc_return_ref",
                    node->label);
    if (encoder->table)
        myc_encode_uint(encoder->out, myc_node_set_index(encoder->table, node));
    else
        myc_encode_digest(encoder->out, node->digest);
}

static void encode_spore(struct encoder *encoder, const struct myc_spore *spore)
{
    myc_encode_array(encoder->out, 3);
    myc_encode_text(encoder->out, spore->code->name);
    myc_encode_uint(encoder->out, spore->code->version);
    encode_value(encoder, spore->header, spore->captured);
}

static void encode_items(struct encoder *encoder, const struct myc_value *value,
                         const struct myc_type *type)
{
    bool each = type->kind == MYC_TYPE_TUPLE || type->kind == MYC_TYPE_RECORD;
    assert(!each || value->count == type->count);
    myc_encode_array(encoder->out, value->count);
    for (uint32_t i = 0; i < value->count; i++)
        encode_value(encoder, value->as.items[i], type->parts[each ? i : 0]);
}

static void encode_value(struct encoder *encoder, const struct myc_value *value,
                         const struct myc_type *type)
{
    assert(encoder->depth < MYC_VALUE_DEPTH_MAX);
    encoder->depth++;
    switch (value->kind) {
    case MYC_VALUE_UNIT:
        myc_encode_null(encoder->out);
        break;
    case MYC_VALUE_BOOL:
        myc_encode_bool(encoder->out, value->as.boolean);
        break;
    case MYC_VALUE_INT:
        myc_encode_int(encoder->out, value->as.integer);
        break;
    case MYC_VALUE_FLOAT:
        myc_encode_float(encoder->out, value->as.real);
        break;
    case MYC_VALUE_STRING:
        myc_encode_text(encoder->out, value->as.text);
        break;
    case MYC_VALUE_HOST:
        myc_encode_uint(encoder->out, value->as.host);
        break;
    case MYC_VALUE_LIST:
    case MYC_VALUE_OPTION:
    case MYC_VALUE_TUPLE:
        encode_items(encoder, value, type);
        break;
    case MYC_VALUE_SILO_REF:
        encode_ref(encoder, value->as.ref);
        break;
    case MYC_VALUE_SPORE:
        encode_spore(encoder, value->as.spore);
        break;
    }
    encoder->depth--;
}

/* ---- nodes ---- */

static bool carries_value(const struct encoder *encoder, const struct myc_node *node)
{
    return !encoder->table || myc_node_is_carried(node, encoder->carried);
}

static void encode_optional_spore(struct encoder *encoder, const struct myc_spore *spore)
{
    if (spore)
        encode_spore(encoder, spore);
    else
        myc_encode_null(encoder->out);
}

static void encode_pumps(struct encoder *encoder, const struct myc_node *node)
{
    myc_encode_array(encoder->out, 2 * (uint64_t)node->pump_count);
    for (uint32_t i = 0; i < node->pump_count; i++) {
        encode_ref(encoder, node->pumps[i].source);
        encode_spore(encoder, node->pumps[i].spore);
    }
}

/* What a node computes, but for its type. */
static void encode_content(struct encoder *encoder, const struct myc_node *node)
{
    switch (node->operation) {
    case MYC_OPERATION_POPULATE:
        if (carries_value(encoder, node))
            encode_value(encoder, node->value, node->type);
        else
            myc_encode_digest(encoder->out, node->digest);
        break;
    case MYC_OPERATION_TEXT_FILE:
        myc_encode_text(encoder->out, node->file);
        break;
    case MYC_OPERATION_FROM_FUN:
        encode_spore(encoder, node->spore);
        break;
    case MYC_OPERATION_EMPTY:
        encode_pumps(encoder, node);
        break;
    case MYC_OPERATION_MAP:
    case MYC_OPERATION_APPLY:
        encode_ref(encoder, node->input);
        encode_spore(encoder, node->spore);
        encode_optional_spore(encoder, node->handler);
        break;
    case MYC_OPERATION_PERSIST:
    case MYC_OPERATION_UNPERSIST:
    case MYC_OPERATION_PERSIST_DURABLE:
        encode_ref(encoder, node->input);
        break;
    }
}

static void encode_node(struct encoder *encoder, const struct myc_node *node)
{
    struct myc_bytes *out = encoder->out;
    bool is_root = node->input == NULL;
    bool has_type =
        node->operation == MYC_OPERATION_POPULATE || node->operation == MYC_OPERATION_EMPTY;
    bool is_step = node->operation == MYC_OPERATION_MAP || node->operation == MYC_OPERATION_APPLY;
    myc_encode_array(out, 5 + (is_root ? 3 : 0) + has_type + (is_step ? 3 : 1));
    myc_encode_uint(out, node->operation);
    myc_encode_uint(out, node->location.host);
    myc_encode_uint(out, node->location.incarnation);
    myc_encode_uint(out, node->location.n);
    myc_encode_text(out, node->label);
    if (is_root) {
        myc_encode_uint(out, node->home.host);
        myc_encode_uint(out, node->home.number);
        myc_encode_uint(out,
                        (node->set_up ? 1u : 0u) | (node->root == MYC_ROOT_LOST_VALUE ? 2u : 0u));
    }
    if (has_type)
        myc_encode_text(out, node->type->text);
    encode_content(encoder, node);
}

/* ---- what is closed ---- */

static void encode_closed(struct myc_bytes *out, const struct myc_value *value,
                          const struct myc_type *type, const struct myc_node_set *carried)
{
    struct myc_node_set table = { .memory = out->memory };
    struct encoder encoder = { .out = out, .table = &table, .carried = carried };
    if (type->refers) {
        myc_lineage_order(&table, value, type, carried);
        myc_encode_array(out, 2);
        myc_encode_array(out, table.count);
        for (uint32_t i = 0; i < table.count; i++)
            encode_node(&encoder, table.nodes[i]);
    }
    encode_value(&encoder, value, type);
    myc_node_set_give(&table);
}

void myc_encode_value(struct myc_bytes *out, const struct myc_value *value,
                      const struct myc_type *type)
{
    encode_closed(out, value, type, &(struct myc_node_set){ .memory = out->memory });
}

/* The type of a ref or spore as the encoder sees it: no more than that it is one. */
static const struct myc_type any_ref = { .kind = MYC_TYPE_SILO_REF, .refers = true };
static const struct myc_type any_spore = { .kind = MYC_TYPE_SPORE, .refers = true };

void myc_encode_lineage(struct myc_bytes *out, const struct myc_node *root,
                        const struct myc_node *const *values, size_t value_count)
{
    struct myc_node_set carried = { .memory = out->memory };
    for (size_t i = 0; i < value_count; i++) {
        assert(values[i]->operation == MYC_OPERATION_POPULATE && values[i]->value);
        myc_node_set_add(&carried, values[i]);
    }
    const struct myc_value ref = { .kind = MYC_VALUE_SILO_REF, .as.ref = root };
    encode_closed(out, &ref, &any_ref, &carried);
    myc_node_set_give(&carried);
}

void myc_encode_lineage_whole(struct myc_bytes *out, const struct myc_node *root)
{
    const struct myc_value ref = { .kind = MYC_VALUE_SILO_REF, .as.ref = root };
    encode_closed(out, &ref, &any_ref, NULL);
}

void myc_encode_spore(struct myc_bytes *out, const struct myc_spore *spore)
{
    const struct myc_value value = { .kind = MYC_VALUE_SPORE, .as.spore = spore };
    myc_encode_value(out, &value, &any_spore);
}

/* ---- digests ---- */

static void hash(struct myc_bytes *bytes, unsigned char digest[16])
{
    myc_digest128(bytes->data, bytes->length, digest);
    myc_bytes_give(bytes);
}

void myc_value_digest(struct myc_memory *memory, const struct myc_value *value,
                      const struct myc_type *type, unsigned char digest[16])
{
    struct myc_bytes out = { .memory = memory };
    struct encoder encoder = { .out = &out };
    encode_value(&encoder, value, type);
    hash(&out, digest);
}

void myc_node_digest(struct myc_memory *memory, struct myc_node *node)
{
    struct myc_bytes out = { .memory = memory };
    struct encoder encoder = { .out = &out };
    myc_encode_text(&out, myc_operation_word(node->operation));
    myc_encode_text(&out, node->type->text);
    encode_content(&encoder, node);
    hash(&out, node->digest);
}
