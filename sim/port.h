/* The perturbation port: all that a fault may do to a cluster.
 *
 * Every call carries a fault id (from 1: its ordinal of start), which is
 * handed on to the host's crash callback and to lost messages as their cause.
 * A fault cannot cheat by reading the application: it names hosts, paths,
 * kinds and labels, and asks the board of roles. */
#ifndef MYC_SIM_PORT_H
#define MYC_SIM_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/cluster.h"

/* The host loses its memory, tasks, run queue, and what is queued or being sent or received in its
 * NIC; stable files stay. A host that is already down stays down until every fault that took it
 * down has let go of it; it then begins its next incarnation. Only the fault that ended the
 * incarnation is a cause and has hits. Never for the client. */
void myc_port_host_down(struct myc_cluster *cluster, uint32_t host, uint32_t fault);
void myc_port_host_up(struct myc_cluster *cluster, uint32_t host, uint32_t fault);

#define MYC_ANY_HOST UINT32_MAX
#define MYC_ANY_KIND UINT32_MAX

enum myc_path_action {
    MYC_PATH_DROP,
    MYC_PATH_HOLD,  /* kept until the rule closes, then it travels */
    MYC_PATH_DELAY, /* travels `add` longer */
};

/* Acts on the messages between two different hosts that leave a NIC while it is open and match
 * all of it. The first rule that drops or holds a message decides; delays add up. What leaves behind
 * a held message of its pair waits behind it, so that pairs stay FIFO. */
struct myc_path_rule {
    uint32_t fault;
    uint32_t source;      /* or MYC_ANY_HOST */
    uint32_t destination; /* or MYC_ANY_HOST */
    bool both_ways;       /* also with the two exchanged */
    uint32_t kind;        /* or MYC_ANY_KIND */
    const char *label;    /* interned; NULL: any */
    uint64_t n;           /* 0: any */
    /* A further condition on the pair, for partitions; NULL: none. */
    bool (*cuts)(const void *state, uint32_t source, uint32_t destination);
    const void *state;
    enum myc_path_action action;
    myc_time add; /* DELAY */
};

/* Opens a rule (copied); closing it releases what it held, in order. */
uint32_t myc_port_rule_open(struct myc_cluster *cluster, const struct myc_path_rule *rule);
void myc_port_rule_close(struct myc_cluster *cluster, uint32_t rule);

#endif
