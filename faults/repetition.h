/* Repetitions: what starts an item again and again.
 *
 *     - crash: {target: all, by: {renewal: {up: {kind: weibull, shape: 0.7, mean: 10s}}}, for: 1s}
 *
 *     next ──▶ due? ──▶ fault ──┬──▶ next       counted from its start, or
 *       ▲      no │             └─ end ──▶ next  from its end (`from_end`)
 *       └─────────┘
 *
 * A kind is one file faults/repetition_<name>.c that ends in its const table. It knows nothing of
 * effects and targets: it paces one process of starts, and every draw is from that process's own
 * stream. */
#ifndef MYC_FAULTS_REPETITION_H
#define MYC_FAULTS_REPETITION_H

#include "faults/effect.h"

/* One process of starts, as its kind sees it. */
struct myc_pace {
    const void *parameters;
    struct myc_cluster *cluster;
    struct myc_stream *stream;
    uint32_t host;  /* whose process it is, or MYC_ANY_HOST: that of the whole item */
    uint64_t count; /* how often `next` was asked before */
    uint64_t left;  /* the kind's own, 0 at first */
};

struct myc_repetition_kind {
    struct myc_kind about;
    size_t parameters_bytes;
    enum myc_status (*check)(void *parameters, const struct myc_reading *reading); /* or NULL */
    /* Whether each host of a target that always comes to the same ones has a process of its own;
     * NULL: never. */
    bool (*each)(const void *parameters);
    const char *needs_hosts; /* why it must be so, or NULL: it may be one process for all */
    bool from_end;           /* the next start is counted from the end of the last fault */
    /* The next start, `from` being the first possible one, the start or the end of the last fault,
     * or the last time that nothing was due; MYC_FOREVER: none. */
    myc_time (*next)(struct myc_pace *pace, myc_time from);
    /* Whether a fault starts now, or it is only time to ask for the next; NULL: always. */
    bool (*due)(struct myc_pace *pace);
    /* How long each fault lasts; NULL: the item says. */
    myc_time (*length)(const void *parameters);
    /* The item whose starts, or `*ends`, are when `next` is asked; NULL: it goes by itself. */
    size_t (*leader)(const void *parameters, bool *ends);
};

/* `by` of an item, read. */
struct myc_repetition {
    const struct myc_repetition_kind *kind;
    const void *parameters;
    myc_time from;  /* nothing starts before */
    uint64_t times; /* at most, of each process; 0: any number */
};

/* Index of the item of that name among those already read, each called by its `name:` or as
 * "crash#2"; another name is MYC_INPUT. */
enum myc_status myc_leader_read(const struct myc_setting *name, const struct myc_reading *reading,
                                size_t *leader);

#define X(name) extern const struct myc_repetition_kind myc_repetition_##name;
#include "faults/repetition_list.h"
#undef X

extern const struct myc_repetition_kind *const myc_repetitions[]; /* NULL-terminated */
extern const struct myc_kind *const myc_repetition_kinds[];       /* the same for listings */

#endif
