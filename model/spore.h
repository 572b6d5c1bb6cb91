/* Spores: functions that travel (slide 8: "safe, serializable functions").
 *
 *     spore { val header = captured; (parameter) => result }
 *
 * A spore is code plus a header of captured values. The body sees its header
 * and its parameter, and nothing else. Native code is a pure C function named
 * by a const table; name and version travel, the function does not.
 *
 *     static uint64_t run_adults(struct myc_body *body, const struct myc_value *header,
 *                                const struct myc_value *persons, const struct myc_value **result)
 *     {
 *         struct myc_list adults = myc_list_begin(myc_body_maker(body));
 *         ... myc_list_add(&adults, person) ...
 *         *result = myc_return_ref(body, myc_populate(myc_body_staging(body),
 *                       myc_current_host(myc_body_staging(body)), "List[Person]",
 *                       myc_list_end(&adults), NULL));
 *         return 100 * persons->count;              // its cost, in steps
 *     }
 *     const struct myc_code adults = { .name = "adults", .version = 1, .captured = "Unit",
 *         .parameter = "List[Person]", .result = "SiloRef[List[Person]]", .run = run_adults };
 */
#ifndef MYC_MODEL_SPORE_H
#define MYC_MODEL_SPORE_H

#include "model/value.h"

struct myc_body;    /* one evaluation of a spore's body */
struct myc_staging; /* model/lineage.h */

/* Evaluates into `*result`, made by the body's maker, and returns the cost in steps, which may be
 * 0. Pure: no state, no clock, no chance; the header and the argument are never changed. To fail,
 * call myc_body_fail and leave `*result` alone. */
typedef uint64_t myc_code_function(struct myc_body *body, const struct myc_value *header,
                                   const struct myc_value *argument,
                                   const struct myc_value **result);

/* Native code: a const table beside its function. Types are text (model/type.h). */
struct myc_code {
    const char *name;
    uint32_t version;
    const char *captured; /* type of the header, "Unit" for none */
    const char *parameter;
    const char *result;
    myc_code_function *run;
};

struct myc_spore {
    const struct myc_code *code;
    const struct myc_type *captured;
    const struct myc_type *parameter;
    const struct myc_type *result;
    const struct myc_value *header;
};

struct myc_maker *myc_body_maker(struct myc_body *body);
struct myc_staging *myc_body_staging(struct myc_body *body);
/* The evaluation ends in an error value with this text; it travels to whoever asked. */
__attribute__((format(printf, 2, 3))) void myc_body_fail(struct myc_body *body, const char *format,
                                                         ...);
/* A result of type SiloRef[T]. */
const struct myc_value *myc_return_ref(struct myc_body *body, const struct myc_node *ref);

#endif
