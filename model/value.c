#include "model/value.h"

#include <assert.h>
#include <string.h>

#include "model/lineage.h"
#include "model/spore.h"
#include "sim/utf8.h"

static void *room_for(struct myc_maker *maker, size_t bytes)
{
    return maker->scratch ? myc_scratch_alloc(maker->memory, bytes)
                          : myc_memory_alloc(maker->memory, bytes);
}

/* A value with `more` bytes behind it for its text or items. */
static struct myc_value *make(struct myc_maker *maker, enum myc_value_kind kind, size_t more)
{
    struct myc_value *value = room_for(maker, sizeof *value + more);
    value->kind = kind;
    return value;
}

/* The few values that need no making are shared by all runs. */
const struct myc_value *myc_unit(struct myc_maker *maker)
{
    static const struct myc_value unit = { .kind = MYC_VALUE_UNIT };
    (void)maker;
    return &unit;
}

const struct myc_value *myc_bool(struct myc_maker *maker, bool boolean)
{
    static const struct myc_value booleans[] = {
        { .kind = MYC_VALUE_BOOL, .as.boolean = false },
        { .kind = MYC_VALUE_BOOL, .as.boolean = true },
    };
    (void)maker;
    return &booleans[boolean];
}

const struct myc_value *myc_none(struct myc_maker *maker)
{
    static const struct myc_value none = { .kind = MYC_VALUE_OPTION };
    (void)maker;
    return &none;
}

const struct myc_value *myc_int(struct myc_maker *maker, int64_t integer)
{
    struct myc_value *value = make(maker, MYC_VALUE_INT, 0);
    value->as.integer = integer;
    return value;
}

const struct myc_value *myc_float(struct myc_maker *maker, double real)
{
    struct myc_value *value = make(maker, MYC_VALUE_FLOAT, 0);
    value->as.real = real == real ? real : __builtin_nan("");
    return value;
}

const struct myc_value *myc_string(struct myc_maker *maker, const char *text)
{
    return myc_string_join(maker, text, "");
}

const struct myc_value *myc_string_join(struct myc_maker *maker, const char *a, const char *b)
{
    size_t first = strlen(a), second = strlen(b), length = first + second;
    assert(length <= UINT32_MAX);
    struct myc_value *value = make(maker, MYC_VALUE_STRING, length + 1);
    char *text = (char *)(value + 1);
    memcpy(text, a, first);
    memcpy(text + first, b, second);
    assert(myc_utf8_is_text(text, length));
    value->count = (uint32_t)length;
    value->as.text = text;
    return value;
}

const struct myc_value *myc_host_value(struct myc_maker *maker, uint32_t host)
{
    struct myc_value *value = make(maker, MYC_VALUE_HOST, 0);
    value->as.host = host;
    return value;
}

static const struct myc_value *with_items(struct myc_maker *maker, enum myc_value_kind kind,
                                          uint32_t count, const struct myc_value *const items[])
{
    struct myc_value *value = make(maker, kind, count * sizeof *items);
    const struct myc_value **copies = (const struct myc_value **)(void *)(value + 1);
    for (uint32_t i = 0; i < count; i++)
        copies[i] = items[i];
    value->count = count;
    value->as.items = copies;
    return value;
}

const struct myc_value *myc_tuple(struct myc_maker *maker, uint32_t count,
                                  const struct myc_value *const items[])
{
    return with_items(maker, MYC_VALUE_TUPLE, count, items);
}

const struct myc_value *myc_some(struct myc_maker *maker, const struct myc_value *item)
{
    return with_items(maker, MYC_VALUE_OPTION, 1, &item);
}

const struct myc_value *myc_ref_value(struct myc_maker *maker, const struct myc_node *ref)
{
    struct myc_value *value = make(maker, MYC_VALUE_SILO_REF, 0);
    value->as.ref = ref;
    return value;
}

const struct myc_value *myc_spore_value(struct myc_maker *maker, const struct myc_spore *spore)
{
    struct myc_value *value = make(maker, MYC_VALUE_SPORE, 0);
    value->as.spore = spore;
    return value;
}

/* ---- lists ---- */

struct myc_list myc_list_begin(struct myc_maker *maker)
{
    return (struct myc_list){ .maker = maker };
}

/* Scratch cannot give back: the old array stays until the evaluation ends. */
static void grow(struct myc_list *list)
{
    struct myc_memory *memory = list->maker->memory;
    size_t room = list->room;
    if (list->maker->scratch) {
        room = room ? room * 2 : 8;
        const struct myc_value **items = myc_scratch_alloc(memory, room * sizeof *items);
        if (list->count)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
    } else {
        list->items = myc_memory_grow(memory, list->items, &room, room + 1, sizeof *list->items);
    }
    assert(room <= UINT32_MAX);
    list->room = (uint32_t)room;
}

void myc_list_add(struct myc_list *list, const struct myc_value *item)
{
    if (list->count == list->room)
        grow(list);
    list->items[list->count++] = item;
}

const struct myc_value *myc_list_end(struct myc_list *list)
{
    struct myc_value *value = make(list->maker, MYC_VALUE_LIST, 0);
    value->count = list->count;
    value->as.items = list->items;
    return value;
}

/* ---- what holds of values ---- */

static bool equal_items(const struct myc_value *a, const struct myc_value *b)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (!myc_value_equal(a->as.items[i], b->as.items[i]))
            return false;
    return true;
}

static bool equal_spores(const struct myc_spore *a, const struct myc_spore *b)
{
    return a == b || (a->code == b->code && myc_value_equal(a->header, b->header));
}

bool myc_value_equal(const struct myc_value *a, const struct myc_value *b)
{
    if (a == b)
        return true;
    if (a->kind != b->kind || a->count != b->count)
        return false;
    switch (a->kind) {
    case MYC_VALUE_UNIT:
        return true;
    case MYC_VALUE_BOOL:
        return a->as.boolean == b->as.boolean;
    case MYC_VALUE_INT:
        return a->as.integer == b->as.integer;
    case MYC_VALUE_FLOAT:
        return memcmp(&a->as.real, &b->as.real, sizeof a->as.real) == 0;
    case MYC_VALUE_STRING:
        return memcmp(a->as.text, b->as.text, a->count) == 0;
    case MYC_VALUE_HOST:
        return a->as.host == b->as.host;
    case MYC_VALUE_LIST:
    case MYC_VALUE_OPTION:
    case MYC_VALUE_TUPLE:
        return equal_items(a, b);
    case MYC_VALUE_SILO_REF:
        return myc_location_equal(a->as.ref->location, b->as.ref->location);
    case MYC_VALUE_SPORE:
        return equal_spores(a->as.spore, b->as.spore);
    }
    return false;
}

/* Items that are all of one type (`parts` holds it), or each of its own. */
static bool items_have_type(const struct myc_value *value, const struct myc_type *type)
{
    bool each = type->kind == MYC_TYPE_TUPLE || type->kind == MYC_TYPE_RECORD;
    for (uint32_t i = 0; i < value->count; i++)
        if (!myc_value_has_type(value->as.items[i], type->parts[each ? i : 0]))
            return false;
    return true;
}

bool myc_value_has_type(const struct myc_value *value, const struct myc_type *type)
{
    switch (type->kind) {
    case MYC_TYPE_UNIT:
        return value->kind == MYC_VALUE_UNIT;
    case MYC_TYPE_BOOL:
        return value->kind == MYC_VALUE_BOOL;
    case MYC_TYPE_INT:
        return value->kind == MYC_VALUE_INT;
    case MYC_TYPE_FLOAT:
        return value->kind == MYC_VALUE_FLOAT;
    case MYC_TYPE_STRING:
        return value->kind == MYC_VALUE_STRING;
    case MYC_TYPE_HOST:
        return value->kind == MYC_VALUE_HOST;
    case MYC_TYPE_LIST:
        return value->kind == MYC_VALUE_LIST && items_have_type(value, type);
    case MYC_TYPE_OPTION:
        return value->kind == MYC_VALUE_OPTION && items_have_type(value, type);
    case MYC_TYPE_TUPLE:
    case MYC_TYPE_RECORD:
        return value->kind == MYC_VALUE_TUPLE && value->count == type->count &&
               items_have_type(value, type);
    case MYC_TYPE_SILO_REF:
        return value->kind == MYC_VALUE_SILO_REF && value->as.ref->type == type->parts[0];
    case MYC_TYPE_SPORE:
        return value->kind == MYC_VALUE_SPORE && value->as.spore->parameter == type->parts[0] &&
               value->as.spore->result == type->parts[1];
    }
    return false;
}

const struct myc_value *myc_value_keep(struct myc_memory *memory, const struct myc_value *value)
{
    if (!myc_scratch_holds(memory, value))
        return value;
    struct myc_maker maker = { .memory = memory };
    switch (value->kind) {
    case MYC_VALUE_STRING:
        return myc_string(&maker, value->as.text);
    case MYC_VALUE_LIST:
    case MYC_VALUE_OPTION:
    case MYC_VALUE_TUPLE: {
        struct myc_value *kept =
            make(&maker, value->kind, value->count * sizeof(struct myc_value *));
        const struct myc_value **items = (const struct myc_value **)(void *)(kept + 1);
        for (uint32_t i = 0; i < value->count; i++)
            items[i] = myc_value_keep(memory, value->as.items[i]);
        kept->count = value->count;
        kept->as.items = items;
        return kept;
    }
    default:
        return memcpy(make(&maker, value->kind, 0), value, sizeof *value);
    }
}
