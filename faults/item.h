/* One item of a plan, read: its four parts with their parameters, and the
 * words that it is written with. */
#ifndef MYC_FAULTS_ITEM_H
#define MYC_FAULTS_ITEM_H

#include "faults/effect.h"

/* `effect: {what, when, how long, own, stream, name: name}`; NULL and "" are left out. */
struct myc_words {
    const char *effect;
    const char *what;     /* "target: m2", "groups: [[client, m1], [m2, m3]]" */
    const char *when;     /* "at: 60000" */
    const char *how_long; /* "for: 5000000" */
    const char *own;      /* "add: 2000000" */
    const char *stream;   /* "stream: 7" */
    const char *name;
};
const char *myc_words_text(const struct myc_words *words, struct myc_memory *memory);

struct myc_item {
    const char *name; /* of its stream: its `name:`, else "effect#ordinal" */
    bool has_stream;  /* a `stream:` is given, that its effect draws from: */
    uint64_t stream;
    const struct myc_effect *effect;
    const struct myc_target_kind *target;
    const struct myc_trigger_kind *trigger;
    const struct myc_duration_kind *duration;
    const void *effect_parameters;
    const void *target_parameters;
    const void *trigger_parameters;
    const void *duration_parameters;
    struct myc_words words; /* as declared, times in bare ns */
};

/* Whether its faults draw while they last. */
bool myc_item_draws(const struct myc_item *item);

struct myc_plan {
    struct myc_memory *memory;
    struct myc_item *items;
    size_t count;
    size_t room;
    bool has_repetition; /* some item starts again and again */
    uint32_t *ordinals;  /* how many items of each effect, in the order of the register */
    uint32_t *generated; /* how often each generator stood in it, likewise */
};

/* Fills the parameters of one part from the keys of `map` that are its own; the others are left to
 * the other parts. `what` names it in messages. */
enum myc_status myc_part_read(const struct myc_kind *about, size_t bytes,
                              const struct myc_setting *map, const char *what,
                              const struct myc_reading *reading, void **into);

/* Reads the target of an effect: `target`, or a key that stands in its place. */
enum myc_status myc_target_read(struct myc_item *item, const struct myc_setting *map,
                                const struct myc_reading *reading);

/* A host by its name, the client included; unknown names are MYC_INPUT. */
enum myc_status myc_host_read(const struct myc_setting *setting, const char *name,
                              const struct myc_reading *reading, uint32_t *host);

/* What the target kinds share when they answer. */
void myc_struck_marked(struct myc_aim *aim, const bool *marked); /* every host i with marked[i] */
void myc_struck_drawn(struct myc_aim *aim, uint32_t count);      /* distinct, never the client */
const char *myc_struck_role(struct myc_aim *aim, enum myc_role role, const char *label);
/* Copies the list of groups, not their hosts, which must live as long as the run. */
void myc_struck_grouped(struct myc_aim *aim, const struct myc_group *groups, uint32_t count);

/* What is struck, in the words of an item. */
const char *myc_struck_text(const struct myc_struck *struck, const struct myc_cluster *cluster,
                            struct myc_memory *memory);

#endif
