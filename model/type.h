/* Types of the values in silos, headers and futures.
 *
 *     T ::= Unit | Bool | Int | Float | String | Host
 *         | List[T] | Option[T] | (T, T, ...) | Name{field: T, ...} | Name
 *         | SiloRef[T] | Spore[T, T]
 *
 * `Name{...}` defines a record type once; afterwards `Name` is enough, and is how it is shown.
 * Types are interned: two equal types of one table are one pointer. */
#ifndef MYC_MODEL_TYPE_H
#define MYC_MODEL_TYPE_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/memory.h"
#include "sim/status.h"

enum myc_type_kind {
    MYC_TYPE_UNIT,
    MYC_TYPE_BOOL,
    MYC_TYPE_INT,
    MYC_TYPE_FLOAT,
    MYC_TYPE_STRING,
    MYC_TYPE_HOST,
    MYC_TYPE_LIST,     /* one part */
    MYC_TYPE_OPTION,   /* one part */
    MYC_TYPE_TUPLE,    /* two parts or more */
    MYC_TYPE_RECORD,   /* parts with fields */
    MYC_TYPE_SILO_REF, /* one part */
    MYC_TYPE_SPORE,    /* parameter, result */
};

struct myc_type {
    enum myc_type_kind kind;
    const char *text; /* canonical; a record by its name */
    uint32_t count;   /* of parts */
    const struct myc_type *const *parts;
    const char *const *fields; /* RECORD: a name for each part */
    uint32_t depth;            /* of nesting, 1 for a type without parts */
    bool refers;               /* a SiloRef or Spore is in it */
};

/* A type is nested no deeper, records included, and no tuple or record has more parts. */
#define MYC_TYPE_DEPTH_MAX 32
#define MYC_TYPE_PARTS_MAX 64

struct myc_types;

struct myc_types *myc_types_begin(struct myc_memory *memory);
/* A table that holds all of `known` from the start: for runs that share what was read once. Nothing
 * may be added to `known` from now on. */
struct myc_types *myc_types_over(struct myc_memory *memory, const struct myc_types *known);
/* MYC_INPUT with the place in `text` where it is not a type. */
enum myc_status myc_type_read(struct myc_types *types, const char *text,
                              const struct myc_type **type, struct myc_error *error);
/* The same for text that is part of the program, where a mistake is ours: asserts. */
const struct myc_type *myc_type_of(struct myc_types *types, const char *text);
const struct myc_type *myc_type_silo_ref(struct myc_types *types, const struct myc_type *content);
const struct myc_type *myc_type_list(struct myc_types *types, const struct myc_type *element);

#endif
