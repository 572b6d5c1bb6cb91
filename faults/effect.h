/* The parts that a perturbation is composed of:
 *
 *     perturbation = effect x trigger x target x duration
 *
 * Each part is one small file that ends in its const table, one X(name) line
 * in that family's *_list.h, one line in CMake. Nothing else names it, so any
 * effect meets any trigger, any target that gives what it strikes, and any
 * duration.
 *
 * A part's table of parameters reads its keys; `check`, where there is one,
 * rules out what the table cannot. An effect acts through sim/port.h alone; it
 * is handed what its target came to when the fault started (struct myc_struck)
 * and never asks for more. */
#ifndef MYC_FAULTS_EFFECT_H
#define MYC_FAULTS_EFFECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "faults/plan.h"
#include "sim/record.h"
#include "sim/stream.h"

/* What a part may look at while an item is read. What it keeps, it copies into `memory`. */
struct myc_reading {
    const struct myc_plan_world *world;
    const struct myc_plan *plan;       /* the items before */
    const struct myc_setting *setting; /* where the part stands, for refusing it */
    struct myc_memory *memory;
    struct myc_error *error;
};

/* A record that a part waits for: KIND(label). */
struct myc_pattern {
    enum myc_record_kind kind;
    const char *label;
};

/* --- targets: what is struck --- */

/* What a target comes to. An effect strikes some of these, as a set of bits. */
enum myc_shape {
    MYC_SHAPE_HOSTS = 1,   /* the hosts, or every path to and from them */
    MYC_SHAPE_LINK = 2,    /* the path between two hosts, both ways */
    MYC_SHAPE_MESSAGE = 4, /* messages that match a pattern */
    MYC_SHAPE_GROUPS = 8,  /* the paths between hosts of different groups */
};

struct myc_group {
    uint32_t count;
    const uint32_t *hosts; /* as given, each once */
};

/* Concrete: the same in a run and in its replay. */
struct myc_struck {
    enum myc_shape shape;
    uint32_t host_count;
    const uint32_t *hosts; /* HOSTS, GROUPS: ascending; LINK: the two; MESSAGE: those it names */
    uint32_t message_kind; /* MESSAGE: index, or MYC_ANY_KIND */
    const char *kind_word; /* its name; NULL: any */
    uint32_t source;       /* or MYC_ANY_HOST */
    uint32_t destination;  /* or MYC_ANY_HOST */
    const char *label;     /* NULL: any */
    uint64_t n;            /* 0: any */
    uint32_t group_count;  /* GROUPS */
    struct myc_group *groups;
};

/* What a target may ask when its fault starts, and where it answers. */
struct myc_aim {
    struct myc_cluster *cluster;
    struct myc_stream *stream; /* the item's own */
    struct myc_struck struck;  /* zeroed but for its shape */
};

struct myc_target_kind {
    /* Written `target: name(a b)`: the parameters are the arguments in order, TEXT or COUNT. */
    struct myc_kind about;
    const char *key; /* written under its own key, as `groups: ...`, its only parameter; or NULL */
    enum myc_shape gives;
    size_t parameters_bytes;
    enum myc_status (*check)(void *parameters, const struct myc_reading *reading); /* or NULL */
    bool fixed; /* it comes to the same hosts at any time, whatever was drawn or happened */
    /* Fills aim->struck; NULL, or why there is nothing to strike: the fault is then skipped. */
    const char *(*resolve)(const void *parameters, struct myc_aim *aim);
    /* Whether the item itself names the host; NULL: it never does. */
    bool (*names)(const void *parameters, uint32_t host);
};

/* --- triggers: when it starts --- */

struct myc_repetition;

struct myc_trigger_kind {
    struct myc_kind about; /* the first parameter is its key, the others go with it */
    size_t parameters_bytes;
    enum myc_status (*check)(void *parameters, const struct myc_reading *reading); /* or NULL */
    /* The start, where it is given. NULL: it waits for records, or repeats. */
    myc_time (*time)(const void *parameters);
    /* What starts it again and again; NULL: it starts once. */
    const struct myc_repetition *(*repetition)(const void *parameters);
    /* The records that it waits for, and the start when the `count`-th of them is written at
     * `now`: later than `now`, or MYC_FOREVER (it waits on). NULL: it waits for none. */
    const struct myc_pattern *(*pattern)(const void *parameters);
    myc_time (*matched)(const void *parameters, uint64_t count, myc_time now);
    /* Its keys and values as text, times in bare ns. */
    const char *(*print)(const void *parameters, struct myc_memory *memory);
};

/* --- durations: when it ends --- */

struct myc_duration_kind {
    struct myc_kind about; /* likewise */
    size_t parameters_bytes;
    enum myc_status (*check)(void *parameters, const struct myc_reading *reading); /* or NULL */
    /* Drawn when the fault starts; MYC_FOREVER: never by itself. */
    myc_time (*length)(const void *parameters, struct myc_stream *stream);
    /* The record, written after the start, that ends it 1 ns later; NULL: none does. */
    const struct myc_pattern *(*pattern)(const void *parameters);
    const char *(*print)(const void *parameters, struct myc_memory *memory); /* "": forever */
};

/* --- effects: what it does --- */

struct myc_strike;

/* What an effect on paths makes of one message that leaves; false: nothing. */
typedef bool myc_effect_meet(struct myc_strike *strike, const struct myc_message *message,
                             struct myc_fate *fate);

/* One fault between its start and its end, as its effect sees it. */
struct myc_strike {
    struct myc_cluster *cluster;
    uint32_t fault; /* its id, for every call of the port */
    const void *parameters;
    struct myc_struck struck;
    struct myc_stream stream; /* its own, for effects that draw */
    myc_effect_meet *meet;    /* of myc_strike_open, as the next */
    uint32_t rule;
    void *state; /* the effect's own, in the run's memory; NULL at first */
};

struct myc_effect {
    struct myc_kind about; /* parameters: its own; the common keys are the parts' */
    size_t parameters_bytes;
    enum myc_status (*check)(void *parameters, const struct myc_reading *reading); /* or NULL */
    unsigned strikes;          /* a set of enum myc_shape */
    const char *spares_client; /* why it never strikes the client; NULL: it may */
    bool at_once;              /* it is over as soon as it began: it has no duration and no end */
    /* Whether it draws while it lasts, so that its items have a `stream`; NULL: never. */
    bool (*draws)(const void *parameters);
    void (*start)(struct myc_strike *strike);
    void (*end)(struct myc_strike *strike); /* undoes what `start` did; NULL: at once */
};

/* What effects on paths share: one path rule for all that is struck, so that a message between two
 * struck hosts is acted on once. With `oneway`, groups are cut only from earlier ones to later (a
 * host in several counts as in its first). The strike stays where it is while the rule is open. */
void myc_strike_open(struct myc_strike *strike, myc_effect_meet *meet, bool oneway);
void myc_strike_close(struct myc_strike *strike);

/* A stream of the fault for one message, named by the message's name: what it draws depends on
 * no other message. */
struct myc_stream myc_strike_stream(const struct myc_strike *strike,
                                    const struct myc_message *message);

/* --- the registers, in the order of their lists, NULL-terminated --- */

#define X(name) extern const struct myc_effect myc_effect_##name;
#include "faults/effect_list.h"
#undef X
#define X(name) extern const struct myc_trigger_kind myc_trigger_##name;
#include "faults/trigger_list.h"
#undef X
#define X(name) extern const struct myc_target_kind myc_target_##name;
#include "faults/target_list.h"
#undef X
#define X(name) extern const struct myc_duration_kind myc_duration_##name;
#include "faults/duration_list.h"
#undef X

extern const struct myc_effect *const myc_effects[];
extern const struct myc_trigger_kind *const myc_triggers[]; /* the first stands for none */
extern const struct myc_target_kind *const myc_targets[];
extern const struct myc_duration_kind *const myc_durations[]; /* the first stands for none */

/* The same for listings. */
extern const struct myc_kind *const myc_effect_kinds[];
extern const struct myc_kind *const myc_trigger_kinds[];
extern const struct myc_kind *const myc_target_kinds[];
extern const struct myc_kind *const myc_duration_kinds[];

#endif
