/* Values: immutable tagged trees.
 *
 * A value shares its parts and is never changed after it was made, so hosts of
 * one run may share it in memory: what *travels* is its canonical encoding
 * (model/codec.h). A value knows its shape; names of record fields stay in its
 * type. Build lists with `myc_list`, everything in the memory that
 * `struct myc_maker` stands for: a run, or the scratch of one evaluation. */
#ifndef MYC_MODEL_VALUE_H
#define MYC_MODEL_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/type.h"
#include "sim/memory.h"

struct myc_node;  /* model/lineage.h */
struct myc_spore; /* model/spore.h */

enum myc_value_kind {
    MYC_VALUE_UNIT,
    MYC_VALUE_BOOL,
    MYC_VALUE_INT,
    MYC_VALUE_FLOAT, /* every NaN is the one NaN */
    MYC_VALUE_STRING,
    MYC_VALUE_HOST,
    MYC_VALUE_LIST,
    MYC_VALUE_OPTION, /* zero or one item */
    MYC_VALUE_TUPLE,  /* tuples and records: one item a part */
    MYC_VALUE_SILO_REF,
    MYC_VALUE_SPORE,
};

struct myc_value {
    enum myc_value_kind kind;
    uint32_t count; /* STRING: bytes; LIST, OPTION, TUPLE: items */
    union {
        bool boolean;
        int64_t integer;
        double real;
        const char *text; /* UTF-8 without NUL, terminated */
        uint32_t host;
        const struct myc_value *const *items;
        const struct myc_node *ref;
        const struct myc_spore *spore;
    } as;
};

/* How deep a value may be nested, what its spores captured included: a deeper one cannot be staged
 * or sent (it asserts). */
#define MYC_VALUE_DEPTH_MAX 64

/* Where new values are made. */
struct myc_maker {
    struct myc_memory *memory;
    bool scratch; /* in the scratch of one evaluation, else for the run */
};

const struct myc_value *myc_unit(struct myc_maker *maker);
const struct myc_value *myc_bool(struct myc_maker *maker, bool boolean);
const struct myc_value *myc_int(struct myc_maker *maker, int64_t integer);
const struct myc_value *myc_float(struct myc_maker *maker, double real);
/* Text that is not UTF-8 asserts: whoever reads it from outside checks it (sim/utf8.h). */
const struct myc_value *myc_string(struct myc_maker *maker, const char *text);
/* The concatenation of two texts. */
const struct myc_value *myc_string_join(struct myc_maker *maker, const char *a, const char *b);
const struct myc_value *myc_host_value(struct myc_maker *maker, uint32_t host);
const struct myc_value *myc_tuple(struct myc_maker *maker, uint32_t count,
                                  const struct myc_value *const items[]);
const struct myc_value *myc_some(struct myc_maker *maker, const struct myc_value *item);
const struct myc_value *myc_none(struct myc_maker *maker);
const struct myc_value *myc_ref_value(struct myc_maker *maker, const struct myc_node *ref);
const struct myc_value *myc_spore_value(struct myc_maker *maker, const struct myc_spore *spore);

/* A list that grows: begin, add, end. Until its end, `items` may be put in another order. */
struct myc_list {
    struct myc_maker *maker;
    const struct myc_value **items;
    uint32_t count;
    uint32_t room;
};
struct myc_list myc_list_begin(struct myc_maker *maker);
void myc_list_add(struct myc_list *list, const struct myc_value *item);
const struct myc_value *myc_list_end(struct myc_list *list);

/* The items of a list, option or tuple; and field `index` of a record. */
static inline const struct myc_value *myc_item(const struct myc_value *value, uint32_t index)
{
    return value->as.items[index];
}

/* Whether both would be encoded alike: floats by their bits, refs by location. */
bool myc_value_equal(const struct myc_value *a, const struct myc_value *b);
/* Whether the value has the type; refs and spores by their own types. */
bool myc_value_has_type(const struct myc_value *value, const struct myc_type *type);

/* Copies out of scratch what lies there, and shares the rest; the result lives with the run. */
const struct myc_value *myc_value_keep(struct myc_memory *memory, const struct myc_value *value);

/* As JSON (DESIGN 4.4): unit null; list and tuple arrays; record an object in field order; option
 * [] or [x]; host its name; SiloRef its label and spore its name as strings; a float with as many of
 * 17 significant digits as it takes to read it back, and a point or exponent (`1.0`), NaN and the
 * infinities null. `hosts` gives names by index. One line, no spaces. */
const char *myc_value_json(const struct myc_value *value, const struct myc_type *type,
                           const char *const *hosts, struct myc_memory *memory);

#endif
