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

/* The host leaves, and says so: the same, but every up host is told at once, whatever the detector.
 * myc_port_host_up lets it join again. */
void myc_port_host_leave(struct myc_cluster *cluster, uint32_t host, uint32_t fault);

/* The host is drained: what is there goes on and is answered for, but nobody chooses it for work that
 * could be elsewhere, until every fault that drains it has let go of it. Only the first has hits:
 * choices that it was left out of. */
void myc_port_host_drain(struct myc_cluster *cluster, uint32_t host, uint32_t fault);
void myc_port_host_refill(struct myc_cluster *cluster, uint32_t host, uint32_t fault);

/* The host stands still: its tasks stop and go on later with what was left; what arrives waits in
 * its NIC, reads in its disk; timers that come due fire when it goes on. Its NIC goes on sending
 * and receiving, and nothing is lost. It stands still until every fault that stopped it has let go
 * of it; only the first has hits: what stopped or had to wait. */
void myc_port_host_pause(struct myc_cluster *cluster, uint32_t host, uint32_t fault);
void myc_port_host_go_on(struct myc_cluster *cluster, uint32_t host, uint32_t fault);

enum myc_resource {
    MYC_RESOURCE_CPU,
    MYC_RESOURCE_NIC,
    MYC_RESOURCE_DISK,
    MYC_RESOURCE_CLOCK, /* timers; faster, too */
    MYC_RESOURCES
};

/* A resource of the host is `factor` times slower, 1 or more; several slows multiply. What runs is
 * stretched from now on; what a NIC or disk has begun goes on as it was, and so do the timers that
 * are set. A fault slows one resource of a host. */
void myc_port_host_slow(struct myc_cluster *cluster, uint32_t host, enum myc_resource resource,
                        struct myc_ratio factor, uint32_t fault);
void myc_port_host_restore(struct myc_cluster *cluster, uint32_t host, uint32_t fault);

/* The clock of the host jumps ahead, or back, by `step`: the timers that are set come sooner, at once
 * at the soonest, or later; they are its hits. What a perfect detector reports is by no clock. */
void myc_port_clock_step(struct myc_cluster *cluster, uint32_t host, bool ahead, myc_time step,
                         uint32_t fault);

/* The detector lies: every other up host, or the client alone, is told that the incarnation of the
 * host has ended, and takes it for ended until the fault lets go. The host itself goes on. Nobody is
 * told of a host that is down. */
void myc_port_suspect(struct myc_cluster *cluster, uint32_t host, bool client_alone,
                      uint32_t fault);
void myc_port_trust(struct myc_cluster *cluster, uint32_t host, uint32_t fault);

/* Memory is reclaimed: the silos of the host about `label`, interned, are gone; NULL: all of them.
 * What else is in its memory goes on. A host that is down has none. */
void myc_port_memory_reclaim(struct myc_cluster *cluster, uint32_t host, const char *label,
                             uint32_t fault);

/* The host has no code any more: the first task that needs some begins with fetching it, which takes
 * as long as `fetch` says, and later ones of that incarnation find it there. Where several faults
 * take the code of a host, the longest fetch counts. Hits: what was fetched. */
typedef myc_time myc_code_fetch(void *state, uint32_t host, const char *code);
void myc_port_code_absent(struct myc_cluster *cluster, uint32_t host, myc_code_fetch *fetch,
                          void *state, uint32_t fault);
void myc_port_code_present(struct myc_cluster *cluster, uint32_t host, uint32_t fault);

/* The host's copies of stable files are gone, of that name, or of those that begin as it does where it
 * ends in `*`; a shared one is gone for every host, and is spared where only local ones are meant.
 * What has begun to read one goes on. Hits: copies. */
void myc_port_file_remove(struct myc_cluster *cluster, uint32_t host, const char *name,
                          bool local_alone, uint32_t fault);

/* The host's disk is full, until every fault that filled it has let go of it: what is written
 * meanwhile takes its time and is not stored. Only the first has hits: writes that failed. */
void myc_port_disk_fill(struct myc_cluster *cluster, uint32_t host, uint32_t fault);
void myc_port_disk_empty(struct myc_cluster *cluster, uint32_t host, uint32_t fault);

/* So many tasks of `cost` ns at speed 1, which are not the program's, queue for the host's cores. */
void myc_port_load(struct myc_cluster *cluster, uint32_t host, uint64_t tasks, myc_time cost,
                   uint32_t fault);

#define MYC_ANY_HOST UINT32_MAX
#define MYC_ANY_KIND UINT32_MAX
#define MYC_KIND_HEARTBEAT (UINT32_MAX - 1) /* the detector's, no kind of the program */

/* What a rule makes of one message that leaves; zeroed: nothing. */
struct myc_fate {
    bool drop;         /* it is lost here */
    bool hold;         /* it is kept until the rule closes, then it travels */
    myc_time add;      /* it travels longer */
    bool overtaken;    /* it gives up its place: what left after it may arrive before */
    bool copied;       /* a second one travels too, out of its place, */
    myc_time copy_add; /* this much longer */
    bool spoiled;      /* it is found damaged, and lost, where it arrives */
    uint64_t garbled;  /* it arrives altered, and nothing below the program notices: see
                          struct myc_message; 0: it does not */
};

/* Acts on the messages between two different hosts that leave a NIC while it is open and match
 * all of it. The first rule that drops or holds a message decides, and the others then do nothing;
 * else what they do adds up. What leaves behind a held message of its pair waits behind it, so that
 * pairs stay FIFO. Every rule sees every message that it matches, dropped ones too: what one draws
 * never depends on another. */
struct myc_path_rule {
    uint32_t fault;
    uint32_t source;      /* or MYC_ANY_HOST */
    uint32_t destination; /* or MYC_ANY_HOST */
    bool both_ways;       /* also with the two exchanged */
    uint32_t kind;        /* or MYC_ANY_KIND */
    const char *label;    /* interned; NULL: any */
    uint64_t n;           /* 0: any */
    /* A further condition on the pair, for partitions; NULL: none. */
    bool (*cuts)(const void *cut, uint32_t source, uint32_t destination);
    const void *cut;
    /* Sets what it does to the message; false: nothing. */
    bool (*meet)(void *state, const struct myc_message *message, struct myc_fate *fate);
    void *state;
};

/* Opens a rule (copied); closing it releases what it held, in order. */
uint32_t myc_port_rule_open(struct myc_cluster *cluster, const struct myc_path_rule *rule);
void myc_port_rule_close(struct myc_cluster *cluster, uint32_t rule);

#endif
