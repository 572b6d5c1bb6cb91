/* Lineages: a SiloRef *is* its lineage, a persistent DAG of operations
 * (slide 24). Staging builds nodes; it makes no event and no message.
 *
 * A node has three identities, each for one use:
 *   label      for people, scenarios and faults
 *   location   (host, incarnation, counter): what the runtime compares
 *   digest     what it computes, placement excluded: names it across runs,
 *              checks values, never causes a hit
 *
 * The same calls serve a driver (before and between sends) and a spore body
 * (what it returns): both hand out a `struct myc_staging`. */
#ifndef MYC_MODEL_LINEAGE_H
#define MYC_MODEL_LINEAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/spore.h"
#include "model/type.h"
#include "model/value.h"
#include "sim/cluster.h"

/* X(NAME, word, what it does, slide or source) */
#define MYC_OPERATION_LIST(X)                                                                     \
    X(POPULATE, populate, "a silo with a given value", "slide 15")                                \
    X(TEXT_FILE, text_file, "a silo with the lines of a file", "slide 15")                        \
    X(FROM_FUN, from_fun, "a silo with what a spore makes on its host", "f-p: fromFun")           \
    X(EMPTY, empty, "a silo that others pump elements into", "f-p: emptySilo, pumpTo")            \
    X(MAP, map, "a spore T => S, result on the same host", "f-p: map")                            \
    X(APPLY, apply, "a spore T => SiloRef[S]", "slide 11")                                        \
    X(PERSIST, persist, "keeps the silo in memory", "slide 13")                                   \
    X(UNPERSIST, unpersist, "enables the silo to be removed", "slide 14")                         \
    X(PERSIST_DURABLE, persist_durable, "keeps the silo in memory and in a stable file", "Mycel")

enum myc_operation {
#define X(NAME, word, help, source) MYC_OPERATION_##NAME,
    MYC_OPERATION_LIST(X)
#undef X
};
const char *myc_operation_word(enum myc_operation operation);

/* Unique without coordination: the creating host's life and its counter, from 1. */
struct myc_location {
    uint32_t host;
    uint32_t incarnation;
    uint64_t n;
};
bool myc_location_equal(struct myc_location a, struct myc_location b);

/* What is kept of a populate root's value. */
enum myc_root {
    MYC_ROOT_VALUE,      /* the lineage keeps it; a Req carries it where the holder has ended */
    MYC_ROOT_LOST_VALUE, /* only the host had it */
};

/* One source of an EMPTY node: every element of it through the spore, in order. */
struct myc_pump {
    const struct myc_node *source; /* of List[W] */
    const struct myc_spore *spore; /* W => List[V] */
};

struct myc_node {
    enum myc_operation operation;
    enum myc_root root;            /* POPULATE */
    struct myc_location location;
    struct myc_incarnation home;   /* where its silo lives; a redirect may lead elsewhere */
    const char *label;             /* interned by the cluster */
    const struct myc_type *type;   /* T of SiloRef[T] */
    const struct myc_node *input;  /* MAP, APPLY, and wrappers: persists and UNPERSIST */
    const struct myc_spore *spore; /* MAP, APPLY, FROM_FUN */
    const struct myc_spore *handler; /* MAP, APPLY: tried once on the same input when what the spore
                                        asked for has failed; or NULL */
    const struct myc_value *value; /* POPULATE */
    const char *file;              /* TEXT_FILE */
    uint32_t pump_count;           /* EMPTY */
    const struct myc_pump *pumps;
    unsigned char digest[16];
    uint32_t id;  /* in the book; 0: a decoded copy, or not yet sealed */
    bool set_up;  /* a root that exists before time 0, at its home */
    bool sealed;  /* nothing can be pumped into it any more; all but EMPTY are from the start */
    uint32_t root_count;   /* hosts of the roots beneath it, its own when it is one, each once */
    const uint32_t *roots; /* ascending; a decoded copy has none */
};

/* ------------------------------------------------------------------ staging */

struct myc_staging;

/* Hosts are indices: 0 .. myc_host_count - 1 in the scenario's order, then the client. A label is
 * [A-Za-z_][A-Za-z0-9_]*. `label` NULL: the operation and a number (`map3` is the third unlabelled map of the run; a number
 * that the driver gave by hand is passed over). Inside a spore of `x` all are `x/1`, `x/2`, in order
 * of creation, whatever label is given. A second `x` is `x#2`. Types are checked here, and a mistake
 * in a program is fatal: it asserts with both types named. `type` is that of the content, as text. */
const struct myc_node *myc_populate(struct myc_staging *staging, uint32_t host, const char *type,
                                    const struct myc_value *value, const char *label);
/* Only the host will have the value: a crash loses it truly (for fault studies). */
const struct myc_node *myc_populate_unkept(struct myc_staging *staging, uint32_t host,
                                           const char *type, const struct myc_value *value,
                                           const char *label);
/* SiloRef[List[String]], one element a line; the host reads the stable file. */
const struct myc_node *myc_from_text_file(struct myc_staging *staging, uint32_t host,
                                          const char *file, const char *label);
/* The spore takes Unit; it runs on the host when first asked for. */
const struct myc_node *myc_from_fun(struct myc_staging *staging, uint32_t host,
                                    const struct myc_spore *spore, const char *label);
/* SiloRef[List[V]] that only pumps fill. */
struct myc_node *myc_empty_silo(struct myc_staging *staging, uint32_t host, const char *type,
                                const char *label);
/* Adds a source to `empty`; elements come in the order of sources, then of elements. Only before
 * `empty` is used by anything else. */
void myc_pump_to(struct myc_staging *staging, const struct myc_node *source,
                 struct myc_node *empty, const struct myc_spore *spore);
/* The result of a map, and of an apply, is on the host of `ref`: what an apply's spore returned may
 * live elsewhere, and its value is fetched. A spore reads a ref that it captured only by returning
 * a map or an apply of it: `header->as.ref`. */
const struct myc_node *myc_map(struct myc_staging *staging, const struct myc_node *ref,
                               const struct myc_spore *spore, const char *label);
const struct myc_node *myc_apply(struct myc_staging *staging, const struct myc_node *ref,
                                 const struct myc_spore *spore, const char *label);
/* The same with a fault handler: a second spore of the same parameter and result type. */
const struct myc_node *myc_map_handled(struct myc_staging *staging, const struct myc_node *ref,
                                       const struct myc_spore *spore,
                                       const struct myc_spore *handler, const char *label);
const struct myc_node *myc_apply_handled(struct myc_staging *staging, const struct myc_node *ref,
                                         const struct myc_spore *spore,
                                         const struct myc_spore *handler, const char *label);
/* These share the label of what they wrap. A durable persist keeps the silo in a shared stable file
 * as well, which survives every host: it is complete when the bytes are written, and whoever is
 * asked for a silo that memory has lost reads them instead of computing it. */
const struct myc_node *myc_persist(struct myc_staging *staging, const struct myc_node *ref);
const struct myc_node *myc_persist_durable(struct myc_staging *staging, const struct myc_node *ref);
const struct myc_node *myc_unpersist(struct myc_staging *staging, const struct myc_node *ref);

/* A spore of native code with captured values: its header is evaluated now (`header` NULL: Unit). */
const struct myc_spore *myc_spore_of(struct myc_staging *staging, const struct myc_code *code,
                                     const struct myc_value *header);

/* The host that the spore runs on, or the client's for a driver. */
uint32_t myc_current_host(struct myc_staging *staging);
/* Index of a host by name; asserts that there is one. */
uint32_t myc_host_named(const struct myc_staging *staging, const char *name);
uint32_t myc_host_count(const struct myc_staging *staging); /* the client not counted */
struct myc_maker *myc_staging_maker(struct myc_staging *staging);
struct myc_types *myc_staging_types(struct myc_staging *staging);

/* ------------------------------------------------- for the runtime, not for programs */

struct myc_labels;

/* What staging needs of where it happens. One per run for the driver, one per evaluation. */
struct myc_staging {
    struct myc_cluster *cluster;
    struct myc_types *types;
    struct myc_incarnation at;   /* where it happens */
    uint64_t *counter;           /* of that incarnation's locations */
    struct myc_maker maker;      /* of values; nodes and spores always live with the run */
    const char *within;          /* label of the node whose spore stages, NULL: the driver */
    uint32_t within_node;        /* its id in the book, 0: the driver */
    const struct myc_code *const *codes; /* the workload's, NULL-terminated; NULL: any code */
    struct myc_labels *labels;   /* of the run: those in use */
    uint32_t created;            /* nodes of this staging, counted for labels within a spore */
    bool asked_host;             /* myc_current_host was asked: the result may depend on it */
    bool set_up;                 /* the driver's first step: roots exist before time 0 */
    void (*staged)(void *watcher, struct myc_node *node); /* told of every new node, or NULL */
    void *watcher;
};

/* The labels in use, for all staging of one run. */
struct myc_labels *myc_labels_begin(struct myc_memory *memory);
/* The label of a new node, interned; `given` may be NULL. */
const char *myc_label_take(struct myc_staging *staging, enum myc_operation operation,
                           const char *given);

/* An EMPTY node is declared in the book, and has a digest, once it is used: by another node, in a
 * header, as what a spore returns (all these seal it), or when it is sent, where the runtime calls
 * this first. Sealing again does nothing. */
void myc_node_seal(struct myc_staging *staging, const struct myc_node *node);

#endif
