/* All kinds of things that a scenario may name, from the registers of every
 * room: what `mycel list` shows. */
#ifndef MYC_EXPERIMENTS_CATALOGUE_H
#define MYC_EXPERIMENTS_CATALOGUE_H

#include "sim/memory.h"
#include "sim/parameter.h"

struct myc_family {
    const char *name; /* "effect"; NULL ends the list */
    const char *help; /* one line */
    /* The kind at `index`, NULL past the last; a kind that is made for this lives in `memory`. */
    const struct myc_kind *(*at)(size_t index, struct myc_memory *memory);
};

/* Ends with a family without name. */
extern const struct myc_family myc_families[];

/* The word in listings for a parameter's unit; the words themselves of a choice. */
const char *myc_parameter_unit(const struct myc_parameter *parameter);

#endif
