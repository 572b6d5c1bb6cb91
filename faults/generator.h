/* Generators: what makes a whole plan, or a part of one, out of a few words.
 *
 *     perturb:
 *       - domain: {level: rack, mean: 1s, repair: 100ms}
 *
 * stands among the items of a plan and gives more of them, in the same form: the
 * declared plan holds what was generated, so that it can be read, stored,
 * changed and replayed without the generator. It makes no event of its own.
 *
 * A kind is one file faults/generator_<name>.c that ends in its const table. */
#ifndef MYC_FAULTS_GENERATOR_H
#define MYC_FAULTS_GENERATOR_H

#include "faults/effect.h"

/* A generator at work. */
struct myc_generating {
    struct myc_plan *plan;
    const struct myc_reading *reading; /* its setting is the generator's map */
    const char
        *name;      /* its `name:`, else "swarm.2" for the second swarm: of its streams and items */
    uint32_t count; /* items given so far */
};

struct myc_generator {
    struct myc_kind about;
    size_t parameters_bytes;
    enum myc_status (*generate)(void *parameters, struct myc_generating *generating);
};

/* Adds one item, `effect: {keys, name: ...}`: `keys` as in "target: m2, at: 60us". It is read like
 * any other; a message says what is wrong in it below the place of the generator. */
__attribute__((format(printf, 3, 4))) enum myc_status myc_generate(
    struct myc_generating *generating, const char *effect, const char *keys, ...);

#define X(name) extern const struct myc_generator myc_generator_##name;
#include "faults/generator_list.h"
#undef X

extern const struct myc_generator *const myc_generators[]; /* NULL-terminated */
extern const struct myc_kind *const myc_generator_kinds[]; /* the same for listings */

#endif
