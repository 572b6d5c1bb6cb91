/* What the records say became of each node, host by host.
 *
 * A node lives on one host, but recovery may compute it again on another: each
 * host where it was asked for, ran or got a value is one sighting of it. The
 * first sighting is always at the node's own host, whether anything happened
 * there or not. */
#ifndef MYC_VIZ_FATE_H
#define MYC_VIZ_FATE_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/record.h"

/* Where the node stands at a host after its last record there. */
enum myc_stage {
    MYC_STAGE_IDLE, /* nothing happened */
    MYC_STAGE_ASKED,
    MYC_STAGE_STARTED,
    MYC_STAGE_READY,
    MYC_STAGE_LOST,
    MYC_STAGE_EVICTED,
    MYC_STAGE_FAILED,
};

struct myc_sighting {
    uint32_t node; /* id */
    uint32_t host;
    enum myc_stage stage;
    bool is_pinned; /* its value is, now */
    bool was_ready, was_pinned, was_lost;
    myc_time asked, started, ready, lost; /* the last time of each, MYC_FOREVER: never */
    uint64_t bytes;                       /* of its value, 0: unknown */
    uint32_t fault;                       /* behind the last loss or failure, 0: none */
    const char *detail;                   /* what its record said, or NULL */
    struct myc_sighting *next;            /* of the same node, in order of appearance */
    struct myc_sighting *next_at_host;    /* of the next node at the same host, by id */
};

struct myc_fate {
    struct myc_sighting *first, *last;
    bool is_never;    /* staged, and nothing else */
    bool is_replayed; /* asked for again after a failure */
    uint32_t crowd;   /* further hosts, beyond MYC_SIGHTINGS_MAX */
};

#define MYC_SIGHTINGS_MAX 8

/* Fates of all nodes, that of node i+1 at index i, in the book's memory. */
struct myc_fate *myc_fates_of(const struct myc_book *book);

/* Whether the node only wraps another, as persist does: its value is that node's, in one silo. */
bool myc_node_is_wrapper(const struct myc_book_node *node);

/* Whether the record says that a node's value, which is there, begins to be pumped to others, rather
 * than that its spore begins to run: it then has a phrase. */
bool myc_record_begins_stream(const struct myc_record *record);

/* The sighting of a node at `host`, or NULL. */
struct myc_sighting *myc_fate_at(const struct myc_fate *fate, uint32_t host);

#endif
