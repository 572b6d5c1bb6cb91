/* Random types without refs, and values of them, from a seed. */
#ifndef MYC_TESTS_RANDOM_VALUES_H
#define MYC_TESTS_RANDOM_VALUES_H

#include <stdio.h>
#include <string.h>

#include "model/value.h"
#include "sim/stream.h"

struct random_values {
    struct myc_types *types;
    struct myc_maker *maker;
    struct myc_stream stream;
};

static inline void random_values_begin(struct random_values *values, struct myc_types *types,
                                       struct myc_maker *maker, uint64_t seed)
{
    *values = (struct random_values){ .types = types, .maker = maker };
    myc_stream_init(&values->stream, seed, 0, MYC_PURPOSE_TEST);
    myc_type_of(types, "Person{name: String, age: Int}");
    myc_type_of(types, "Vehicle{owner: Person, brand: Option[String], year: Float}");
}

static inline const struct myc_type *random_type(struct random_values *values, int depth)
{
    static const char *const simple[] = { "Unit", "Bool",   "Int",    "Float",
                                          "Host", "String", "Person", "Vehicle" };
    uint64_t choice = myc_stream_below(&values->stream, depth > 1 ? 14 : 8);
    if (choice < 8)
        return myc_type_of(values->types, simple[choice]);
    const char *a = random_type(values, depth - 1)->text;
    const char *b = random_type(values, depth - 1)->text;
    char text[1024];
    if (choice < 11)
        snprintf(text, sizeof text, "List[%s]", a);
    else if (choice < 12)
        snprintf(text, sizeof text, "Option[%s]", a);
    else
        snprintf(text, sizeof text, "(%s, %s)", a, b);
    return myc_type_of(values->types, text);
}

/* Of all sizes, small ones often. */
static inline uint64_t random_bits(struct random_values *values)
{
    return myc_stream_bits(&values->stream) >> myc_stream_below(&values->stream, 64);
}

static inline const struct myc_value *random_text(struct random_values *values)
{
    static const char *const pieces[] = { "a", "Hi, ", "\"", "\n", "\xC3\xBC", "\xE6\xB0\xB4" };
    char text[64] = "";
    for (uint64_t i = myc_stream_below(&values->stream, 12); i > 0; i--)
        strcat(text, pieces[myc_stream_below(&values->stream, 6)]);
    return myc_string(values->maker, text);
}

static inline const struct myc_value *random_value(struct random_values *values,
                                                   const struct myc_type *type)
{
    struct myc_maker *maker = values->maker;
    const struct myc_value *items[MYC_TYPE_PARTS_MAX];
    struct myc_list list = myc_list_begin(maker);
    uint64_t bits = random_bits(values);
    double real;
    switch (type->kind) {
    case MYC_TYPE_BOOL:
        return myc_bool(maker, bits & 1);
    case MYC_TYPE_INT:
        return myc_int(maker,
                       myc_stream_below(&values->stream, 2) ? (int64_t)bits : -1 - (int64_t)bits);
    case MYC_TYPE_FLOAT:
        memcpy(&real, &bits, sizeof real);
        return myc_float(maker, real);
    case MYC_TYPE_HOST:
        return myc_host_value(maker, (uint32_t)bits);
    case MYC_TYPE_STRING:
        return random_text(values);
    case MYC_TYPE_LIST:
        for (uint64_t i = myc_stream_below(&values->stream, 6); i > 0; i--)
            myc_list_add(&list, random_value(values, type->parts[0]));
        return myc_list_end(&list);
    case MYC_TYPE_OPTION:
        return bits & 1 ? myc_none(maker) : myc_some(maker, random_value(values, type->parts[0]));
    case MYC_TYPE_TUPLE:
    case MYC_TYPE_RECORD:
        for (uint32_t i = 0; i < type->count; i++)
            items[i] = random_value(values, type->parts[i]);
        return myc_tuple(maker, type->count, items);
    default:
        return myc_unit(maker);
    }
}

#endif
