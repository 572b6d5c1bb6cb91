/* The cluster: hosts, links, messages, tasks and stable files over modelled
 * time. It knows bytes and names, not what they mean: the program that runs on
 * its hosts is a table of callbacks.
 *
 *   send ──▶ egress NIC ──▶ path ──▶ ingress NIC ──▶ delivered
 *        queue + tx     latency(level)    queue + tx
 *                       + jitter
 *                       ▲ path rules act where it leaves the NIC
 *
 * An uncontended message of b bytes between two hosts takes
 * tx + latency + jitter + tx with tx = ceil(8e9 * b / bandwidth) ns. On one
 * host it takes only latency.same_host and no NIC. Pairs are FIFO: no message
 * overtakes one that left before it on the same pair, were it held by a rule.
 *
 * Rank of leaving, arriving and being delivered: MYC_RANK_DELIVERY. */
#ifndef MYC_SIM_CLUSTER_H
#define MYC_SIM_CLUSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/cluster_config.h"
#include "sim/engine.h"
#include "sim/record.h"
#include "sim/role.h"
#include "sim/stream.h"

struct myc_cluster;

/* A host and one of its lives. A restart is the same name with the next incarnation. */
struct myc_incarnation {
    uint32_t host;
    uint32_t number; /* from 0 */
};

/* A message is its bytes: the canonical encoding, whose length is what travels. `body` is the
 * sender's decoded form, a cache beside them. */
struct myc_message {
    uint32_t source;
    uint32_t destination;
    uint64_t length;   /* bytes on the wire */
    uint32_t kind;     /* index into the program's message kinds */
    uint32_t record;   /* the record that sent it, an input of what it causes; 0: none */
    const char *label; /* interned by myc_cluster_label */
    uint64_t n;        /* set by the cluster: counts those of the same four, from 1 */
    uint64_t digest;   /* XXH3-64 of the bytes */
    uint64_t ticket;   /* not 0: tell `undelivered` when a down host lost it */
    void *body;
    uint32_t node;         /* for the book, 0: none */
    uint32_t incarnation;  /* set by the cluster: the source's */
    struct myc_harm *harm; /* set by the cluster: what it notes of some; NULL: nothing */
};

/* Bits that say how a message was altered on its way; 0: it is intact. */
uint64_t myc_message_garbled(const struct myc_message *message);

/* What runs on the hosts. `program` is handed back to each. All but `message_kinds` and, where
 * tasks run, `started` may be NULL. Called inside an event at the current time; each may send, run
 * tasks, set timers and write records, on hosts that are up. */
struct myc_program_calls {
    const char *const *message_kinds; /* names, NULL-terminated */
    void (*delivered)(void *program, const struct myc_message *message);
    /* A message will not arrive; `fault` is the cause. */
    void (*lost)(void *program, const struct myc_message *message, uint32_t fault);
    /* The last use of `body` is over: after `delivered` or `lost`. */
    void (*forgotten)(void *program, struct myc_message *message);
    /* A core is free for the task: evaluate it and give its cost in ns at speed 1. */
    myc_time (*started)(void *program, uint32_t host, void *task);
    void (*ended)(void *program, uint32_t host, void *task);
    void (*timer)(void *program, uint32_t host, void *owner);
    void (*file_read)(void *program, uint32_t host, void *owner);
    void (*file_written)(void *program, uint32_t host, void *owner, bool stored);
    /* The host's memory, tasks, timers and reads are gone. `fault` is the cause. */
    void (*crashed)(void *program, struct myc_incarnation ended, uint32_t fault);
    void (*restarted)(void *program, struct myc_incarnation begun);
    /* The host's silos about `label` are gone from its memory, NULL: all. `fault` is the cause. */
    void (*reclaimed)(void *program, uint32_t host, const char *label, uint32_t fault);
    /* The detector told `observer` that `ended` is over; MYC_EVERY_HOST: all who are up, but for
     * those that myc_cluster_was_told says were not. */
    void (*noticed)(void *program, uint32_t observer, struct myc_incarnation ended, uint32_t fault);
    /* The perfect detector: the message with this ticket found `destination` down. */
    void (*undelivered)(void *program, uint32_t source, uint64_t ticket, uint32_t fault);
};

#define MYC_EVERY_HOST UINT32_MAX

struct myc_cluster *myc_cluster_begin(struct myc_engine *engine, struct myc_book *book,
                                      const struct myc_cluster_config *config, uint64_t seed);
/* Must come before the first event. */
void myc_cluster_program(struct myc_cluster *cluster, const struct myc_program_calls *calls,
                         void *program);

/* --- what the program may call --- */

struct myc_engine *myc_cluster_engine(const struct myc_cluster *cluster);
struct myc_book *myc_cluster_book(const struct myc_cluster *cluster);
struct myc_roles *myc_cluster_roles(const struct myc_cluster *cluster);
struct myc_memory *myc_cluster_memory(const struct myc_cluster *cluster);
const struct myc_cluster_config *myc_cluster_configuration(const struct myc_cluster *cluster);
uint64_t myc_cluster_seed(const struct myc_cluster *cluster);
myc_time myc_cluster_now(const struct myc_cluster *cluster);

uint32_t myc_cluster_host_count(const struct myc_cluster *cluster); /* the client included */
uint32_t myc_cluster_client(const struct myc_cluster *cluster);
const char *myc_cluster_host_name(const struct myc_cluster *cluster, uint32_t host);
uint32_t myc_cluster_busy_cores(const struct myc_cluster *cluster, uint32_t host);
bool myc_cluster_is_up(const struct myc_cluster *cluster, uint32_t host); /* the truth */
struct myc_incarnation myc_cluster_incarnation(const struct myc_cluster *cluster, uint32_t host);

/* ceil(8e9 * bytes / bits_per_s) ns, MYC_FOREVER where that is more. */
myc_time myc_cluster_transmission(uint64_t bytes, uint64_t bits_per_s);

/* The one copy of a label's text: labels compare as pointers once interned. */
const char *myc_cluster_label(struct myc_cluster *cluster, const char *text);

/* Hands a message to the source's NIC; the struct is copied, `n` is counted. The source is up. */
void myc_cluster_send(struct myc_cluster *cluster, const struct myc_message *message);

/* Queues a task behind the host's cores; first come, first served. `content` goes into the
 * fingerprint with its end. */
void myc_cluster_run(struct myc_cluster *cluster, uint32_t host, void *task, uint64_t content);

/* Within `started`: the task needs this code, by name. Where the host has lost it, the task fetches
 * it before it works. */
void myc_cluster_need(struct myc_cluster *cluster, uint32_t host, const char *code);

/* A timer of the host dies with its incarnation. Cancelling one that is over does nothing. */
myc_event_handle myc_cluster_timer(struct myc_cluster *cluster, uint32_t host, myc_time at,
                                   void *owner, uint64_t content);
void myc_cluster_cancel(struct myc_cluster *cluster, myc_event_handle timer);

/* A timer of the host that is an event of another process, to itself: for the driver, who stands on
 * the client and sleeps by its clock. Only time, rank, target, kind and content count. Its payload
 * is an alarm, and its handler asks first whether it rings: it does not while the host stands
 * still, and comes once more when it goes on. */
void myc_cluster_alarm(struct myc_cluster *cluster, uint32_t host, const struct myc_event *event);
bool myc_cluster_rings(struct myc_cluster *cluster, void *alarm);

/* A stable file by name that `host` can read, or NULL; the fault that took it, 0: none did; and
 * reading it, one at a time per host. */
const struct myc_file *myc_cluster_file(const struct myc_cluster *cluster, uint32_t host,
                                        const char *name);
uint32_t myc_cluster_file_lost_by(const struct myc_cluster *cluster, uint32_t host,
                                  const char *name);
void myc_cluster_read(struct myc_cluster *cluster, uint32_t host, const struct myc_file *file,
                      void *owner);

/* A shared stable file that a host wrote in this run. It is its bytes; `content` is the writer's
 * decoded form beside them, which the program keeps (`file.bytes` is NULL). */
struct myc_written {
    struct myc_file file;
    const void *content;
};
/* Writes `length` bytes, in turn with what the host reads and writes. The file is there, whole, for
 * every host when the write ends, and survives them; `file_written` says that it is, or that the disk
 * was full. A host that crashes before leaves what was there under that name, or nothing. The name
 * is copied. */
void myc_cluster_write(struct myc_cluster *cluster, uint32_t host, const char *name,
                       uint64_t length, const void *content, void *owner);
/* The written file of that name, or NULL; and removing it, where it is there. */
const struct myc_written *myc_cluster_written(const struct myc_cluster *cluster, const char *name);
void myc_cluster_erase(struct myc_cluster *cluster, const char *name);

/* Silos, tasks and the like that `fault` took or changed; the cluster counts its own. */
void myc_cluster_hit(struct myc_cluster *cluster, uint32_t fault, uint64_t count);

/* --- what the detector tells --- */

/* Whether a host may be chosen for new work, spares and copies, as far as it is for it to say: all
 * know at once when one is drained. To ask is to consider it: what drains it is hit. */
bool myc_cluster_takes_work(struct myc_cluster *cluster, uint32_t host);
/* How long a request may go unanswered; MYC_FOREVER: any time. */
myc_time myc_cluster_request_timeout(const struct myc_cluster *cluster);
/* A request of `observer` is open at a host, which it takes for this life of it, and is no more. Who
 * has some open heeds the host's heartbeats, where the detector goes by them. */
void myc_cluster_heed(struct myc_cluster *cluster, uint32_t observer, struct myc_incarnation asked);
void myc_cluster_heed_no_more(struct myc_cluster *cluster, uint32_t observer, uint32_t host);
/* An answer shows `observer` that this life goes on, whatever it was told of heartbeats. */
void myc_cluster_hear(struct myc_cluster *cluster, uint32_t observer, struct myc_incarnation life);
/* Whether `observer`, as it is now, was told of the end of `incarnation`; a host that is up knows
 * of its own earlier ones. */
bool myc_cluster_was_told(const struct myc_cluster *cluster, uint32_t observer,
                          struct myc_incarnation incarnation);
/* Whether it knows so: it was told, and not by heartbeats that only failed to come. */
bool myc_cluster_is_sure(const struct myc_cluster *cluster, uint32_t observer,
                         struct myc_incarnation incarnation);
/* Whether `observer` believes `host` up: false once it was told, until the host is back, and while
 * it misses the host's heartbeats. */
bool myc_cluster_believes_up(const struct myc_cluster *cluster, uint32_t observer, uint32_t host);
/* The fault for which `observer`, who was told that an incarnation has ended, was told so; 0: none. */
uint32_t myc_cluster_told_by(const struct myc_cluster *cluster, uint32_t observer,
                             struct myc_incarnation incarnation);
/* The fault that ended an incarnation, 0 while it lives. */
uint32_t myc_cluster_cause(const struct myc_cluster *cluster, struct myc_incarnation incarnation);
/* The truth, for figures: when it ended, MYC_FOREVER while it lives. */
myc_time myc_cluster_ended(const struct myc_cluster *cluster, struct myc_incarnation incarnation);

/* --- counters of the run --- */

/* Messages of a kind handed to the network between two different hosts, lost ones too. */
uint64_t myc_cluster_messages(const struct myc_cluster *cluster, uint32_t kind);
uint64_t myc_cluster_control(const struct myc_cluster *cluster); /* heartbeats, notices told */
/* How much has stopped, or waits, on hosts that stand still now. */
uint64_t myc_cluster_waits(const struct myc_cluster *cluster);
uint64_t myc_cluster_fault_hits(const struct myc_cluster *cluster, uint32_t fault);
/* Whether any fault has hit anything. */
bool myc_cluster_was_hit(const struct myc_cluster *cluster);

#endif
