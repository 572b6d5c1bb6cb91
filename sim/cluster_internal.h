/* What the files of the cluster share, and nobody else includes.
 *
 *     cluster.c   hosts, labels, set-up          task.c      cores and run queues
 *     network.c   the journey of a message       storage.c   stable files
 *     path.c      path rules, held messages      timer.c     timers of a host
 *     notice.c    what the detector tells        port.c      down and up again
 *     hurt.c      what faults made of a host     pause.c     standing still
 *     slow.c      slower cores, NICs and disks,  nic.c       the NICs of a host
 *                 wrong clocks                   lie.c       what is told but not so
 *     code.c      code that is not there         heartbeat.c who misses whom
 *
 * All that dies with a host hangs in a list of it, so that a crash cancels its
 * events and leaves none behind. */
#ifndef MYC_SIM_CLUSTER_INTERNAL_H
#define MYC_SIM_CLUSTER_INTERNAL_H

#include <assert.h>
#include <stdalign.h>
#include <utlist.h>

#include "sim/cluster.h"
#include "sim/port.h"
#include "sim/rare.h"
#include "sim/table.h"
#include "sim/tally.h"
#include "sim/wide.h"

/* Kinds of event that a host handles. They enter the fingerprint: none is ever renumbered. */
enum myc_host_event {
    MYC_HOST_LEAVE = 1,   /* at the source: the last bit of a message leaves the NIC */
    MYC_HOST_ARRIVE = 2,  /* at the destination: its first bit reaches the NIC */
    MYC_HOST_DELIVER = 3, /* at the destination: its last bit is there */
    MYC_HOST_TASK_END = 4,
    MYC_HOST_READ_END = 5,
    MYC_HOST_TIMER = 6,
    MYC_HOST_NOTICE = 7,      /* at the host whose incarnation ended: all up hosts are told */
    MYC_HOST_UNDELIVERED = 8, /* at the source of a message that found its host down */
    MYC_HOST_WRITE_END = 9,
    MYC_HOST_BEAT = 10,      /* at a host: it sends its heartbeats */
    MYC_HOST_HEARTBEAT = 11, /* at whom one was sent to */
    MYC_HOST_DEADLINE = 12,  /* at an observer: a heartbeat should have come by now */
};

/* Where the events of hosts wait that mostly become due in the order in which they are scheduled:
 * after equal latencies, always; in NICs and cores, as long as what they work at is of one size. */
enum myc_host_lane {
    MYC_HOST_LANE_LEAVE,
    MYC_HOST_LANE_DELIVER,
    MYC_HOST_LANE_TASK_END,
    MYC_HOST_LANE_RACK, /* between two hosts, by level, and then those to themselves */
    MYC_HOST_LANE_ZONE,
    MYC_HOST_LANE_CROSS_ZONE,
    MYC_HOST_LANE_SAME_HOST,
    MYC_HOST_LANES
};
static_assert(MYC_HOST_LANES <= MYC_LANES, "enough lanes");
static_assert(MYC_HOST_LANE_CROSS_ZONE - MYC_HOST_LANE_RACK ==
                  MYC_LEVEL_CROSS_ZONE - MYC_LEVEL_RACK,
              "in the order of levels");

/* What faults made of a message, and what the book has of it. */
struct myc_harm {
    struct myc_transit *copies; /* a ring of those that share one body; NULL: it is the only one */
    uint64_t garbled;           /* bits that say how it was altered; 0: it is intact */
    uint32_t fault;             /* the first that did something to it */
    uint32_t spoiled;           /* the fault that damaged it, found where it arrives; 0: none */
    uint32_t rule;              /* that holds it; 0: it only waits behind a held one of its pair */
    uint32_t row;               /* in the book, where that keeps messages */
    bool overtaken;             /* it has no place in its pair */
    bool received;              /* it is through the ingress NIC of a host that stood still */
};

/* A message under way. Where it only passes, its first cache line is all that is touched. */
struct myc_transit {
    struct myc_event_body
        event; /* the one that is pending, or is to come while it waits in a NIC */
    struct myc_transit *prev, *next; /* in one NIC, or on the way to its own host, or held */
    union {
        myc_event_handle handle; /* of the first in a NIC, and of one on the way to its own host */
        myc_time extra;          /* while it is held: its jitter and delays, for later */
    };
    struct myc_message message;
};
static_assert(offsetof(struct myc_transit, message.kind) == MYC_CACHE_LINE, "what passing needs");
static_assert(sizeof(struct myc_transit) == 2 * MYC_CACHE_LINE, "two lines a message");

static inline bool myc_transit_is_overtaken(const struct myc_transit *transit)
{
    return transit->message.harm && transit->message.harm->overtaken;
}

/* What a host waits for until a time. */
struct myc_timer {
    struct myc_timer *prev, *next;
    myc_event_handle event; /* 0: it came due while its host stood still */
    union {
        void *owner;     /* of MYC_HOST_TIMER and _DEADLINE */
        uint64_t ticket; /* of MYC_HOST_UNDELIVERED, as `fault` */
    };
    struct myc_moved *moved; /* NULL: `event` is the handle that was given for it */
    myc_time at;
    uint64_t content;
    uint32_t fault;
    uint32_t host;
    uint32_t process; /* whose event it is */
    uint16_t kind;
    uint8_t rank;
    bool due; /* it came due while its host stood still */
    bool daemon;
};

/* A timer whose event is not the one that its handle names. */
struct myc_moved {
    UT_hash_handle hh;
    myc_event_handle name;
    struct myc_timer *timer;
};

struct myc_task;
struct myc_read;
struct myc_stored;
struct myc_slow;
struct myc_absence;
struct myc_lie;
struct myc_pulse;
struct myc_heartbeat;

/* What faults have made of a host, from the first one on. */
struct myc_hurt {
    uint32_t pauses;                         /* open ones: while there are any, it stands still */
    uint32_t pauser;                         /* the fault that it stands still by */
    uint32_t heard;                          /* notices told before it stood still */
    uint64_t waits;                          /* how much has stopped or waits since then */
    bool begins;                             /* its incarnation, once it goes on */
    struct myc_transit *received;            /* what it finds in its NIC when it goes on, */
    struct myc_read *done;                   /* of its disk, and */
    struct myc_timer *due;                   /* what came due, in this order */
    uint32_t fills;                          /* faults that keep its disk full, */
    uint32_t filler;                         /* and the first of them */
    uint32_t drains;                         /* faults that keep new work from it, */
    uint32_t drainer;                        /* and the first of them */
    uint64_t foreign;                        /* tasks that are not the program's */
    struct myc_absence *absences;            /* open ones, of code */
    struct myc_lie *lies;                    /* open ones, about it */
    myc_time fetch;                          /* of the code of the task that starts now */
    struct myc_slow *slows;                  /* open ones */
    struct myc_ratio stretch[MYC_RESOURCES]; /* their product */
};

/* An ended incarnation. */
struct myc_life {
    uint32_t fault;
    uint32_t told; /* ordinal of its notice among all notices, 0: not told */
    myc_time at;   /* when it ended */
};

/* What messages and tasks touch fills one cache line. */
struct myc_host {
    alignas(MYC_CACHE_LINE) uint32_t incarnation;
    uint32_t holds; /* faults that keep it down; 0: it is up */
    uint32_t busy_cores;
    uint32_t notices_before;      /* how many were told before its incarnation began */
    struct myc_transit *outgoing; /* in the egress NIC, which works at the first */
    struct myc_transit *incoming; /* in the ingress NIC, the same */
    struct myc_transit *looping;  /* to itself */
    struct myc_task *running;
    struct myc_task *queued;
    struct myc_hurt *hurt; /* NULL: no fault but crashes ever struck it */
};
static_assert(sizeof(struct myc_host) == MYC_CACHE_LINE, "what is hot fills one line");

/* All else, apart: what a cache fetches beside a host is another host. */
struct myc_host_rest {
    struct myc_timer *timers;
    struct myc_life *lives; /* one for each incarnation that ended */
    size_t life_count, life_room;
    struct myc_read *reads;
    myc_time disk_free;
    struct myc_pulse *pulse; /* NULL: heartbeats never mattered to it */
};

/* A label's one copy; the program holds `text`. */
struct myc_label {
    UT_hash_handle hh;
    uint32_t id; /* in the order of interning */
    uint32_t mark;
    uint64_t digest;
    char text[];
};

/* A source and destination whose messages could overtake each other. */
struct myc_pair {
    UT_hash_handle hh;
    uint64_t key; /* source << 32 | destination */
    myc_time last_arrival;
    uint32_t held;       /* how many are */
    uint32_t blocked_in; /* the last release that had to leave one of them held */
    struct myc_stream jitter;
};

struct myc_transmission {
    uint64_t length, bits_per_s;
    myc_time takes;
};

struct myc_rule;

/* What the detector is about to tell. */
struct myc_notice {
    struct myc_incarnation ended;
    myc_time at;
    bool is_told;     /* it counts as heard, */
    bool is_acted_on; /* and the program was told */
    struct myc_notice *next;
};

struct myc_cluster {
    struct myc_engine *engine;
    struct myc_memory *memory;
    struct myc_book *book;
    struct myc_cluster_config config;
    uint64_t seed;
    const struct myc_program_calls *calls;
    void *program;
    struct myc_roles *roles;
    struct myc_host *hosts;      /* the client is the last */
    struct myc_host_rest *rests; /* of each host */
    uint32_t *racks;             /* of each host; apart, since a sender asks for the receiver's */
    struct myc_transmission last_transmission;
    uint32_t up_count;
    struct myc_notice *notices, **notices_tail; /* that are still to come, by time */
    myc_time notices_last;                      /* when the last of them comes */
    uint32_t notice_count;
    struct myc_incarnation *noticed; /* of the i+1-th notice */
    size_t noticed_room;
    struct myc_stored *stored;   /* files written in the run */
    struct myc_removed *removed; /* copies of others */
    struct myc_label *labels;
    uint32_t label_count;
    uint32_t kind_count;
    uint64_t *messages; /* by kind */
    uint64_t control;
    uint64_t *hits; /* by fault */
    size_t hit_room;
    struct myc_tally tally; /* of messages, for their `n` */
    struct myc_pair *pairs;
    struct myc_rule *rules;   /* open ones, in the order of opening */
    uint32_t rule_count;      /* ever opened */
    struct myc_transit *held; /* in the order of leaving */
    uint32_t release_count;
    struct myc_moved *moved; /* timers */
    uint64_t waits;          /* of all hosts that stand still */
    struct myc_heed *heeds;  /* who heeds the heartbeats of whom */
    uint32_t drains;         /* open ones, of all hosts */
};

static inline struct myc_host *myc_cluster_host(const struct myc_cluster *cluster, uint32_t host)
{
    assert(host <= cluster->config.host_count);
    return &cluster->hosts[host];
}

static inline struct myc_host_rest *myc_rest_of(const struct myc_cluster *cluster,
                                                const struct myc_host *host)
{
    return &cluster->rests[host - cluster->hosts];
}

/* Asserts that the text was interned. */
const struct myc_label *myc_label_of(const char *text);

/* Schedules an event of a host for a host. */
myc_event_handle myc_cluster_schedule(struct myc_cluster *cluster, myc_time at, enum myc_rank rank,
                                      uint32_t source, uint32_t target, enum myc_host_event kind,
                                      uint64_t content, void *payload);

/* ceil(a * b / c), MYC_FOREVER where that passes it. c > 0. */
myc_time myc_cluster_duration(uint64_t a, uint64_t b, uint64_t c);

/* What faults made of it, made at first use. */
struct myc_hurt *myc_hurt_of(struct myc_cluster *cluster, struct myc_host *host);
static inline bool myc_host_stands_still(const struct myc_host *host)
{
    return host->hurt && host->hurt->pauses > 0;
}
/* So many things of a host that stands still have stopped, or wait; and it crashed, or goes on. */
MYC_RARE void myc_pause_wait(struct myc_cluster *cluster, struct myc_host *host, uint64_t count);
void myc_pause_end(struct myc_cluster *cluster, struct myc_host *host);
/* How long a resource of the host takes for what takes it `duration` when nothing slows it. */
MYC_RARE myc_time myc_hurt_stretched(const struct myc_hurt *hurt, enum myc_resource resource,
                                     myc_time duration);
static inline myc_time myc_hurt_stretch(const struct myc_host *host, enum myc_resource resource,
                                        myc_time duration)
{
    return host->hurt ? myc_hurt_stretched(host->hurt, resource, duration) : duration;
}
/* The same for what begins now: it hits those who slow it. The first of them, or 0. */
MYC_RARE uint32_t myc_slow_hit(struct myc_cluster *cluster, const struct myc_host *host,
                               enum myc_resource resource);

/* What each kind of event does. */
void myc_network_leave(struct myc_cluster *cluster, const struct myc_event *event);
void myc_network_arrive(struct myc_cluster *cluster, struct myc_transit *transit);
void myc_network_deliver(struct myc_cluster *cluster, struct myc_transit *transit);
void myc_task_end(struct myc_cluster *cluster, uint32_t host, struct myc_task *task);
void myc_read_end(struct myc_cluster *cluster, uint32_t host, struct myc_read *read);
void myc_timer_fire(struct myc_cluster *cluster, uint32_t host, struct myc_timer *timer);
void myc_notice_tell(struct myc_cluster *cluster, struct myc_notice *notice);
void myc_notice_undelivered(struct myc_cluster *cluster, uint32_t host, struct myc_timer *timer);

/* As `ahead` of struct myc_foresight, of a cluster. */
void myc_network_foresee(const void *state, const struct myc_event_body *far,
                         const struct myc_event_body *near);

/* What a crash takes from a host; each cancels the events of what it takes. */
void myc_network_crash(struct myc_cluster *cluster, struct myc_host *host, uint32_t fault);
void myc_task_crash(struct myc_cluster *cluster, struct myc_host *host, uint32_t fault);
void myc_read_crash(struct myc_cluster *cluster, struct myc_host *host);
void myc_timer_crash(struct myc_cluster *cluster, struct myc_host *host);

/* What runs stops, with what is left of it, and goes on. Both do nothing twice. */
uint64_t myc_task_halt(struct myc_cluster *cluster, struct myc_host *host); /* how many ran */
void myc_task_go_on(struct myc_cluster *cluster, uint32_t host);
/* What waited while the host stood still happens now. */
void myc_network_go_on(struct myc_cluster *cluster, struct myc_host *host);
void myc_read_go_on(struct myc_cluster *cluster, uint32_t host);
void myc_timer_go_on(struct myc_cluster *cluster, struct myc_host *host);
void myc_notice_go_on(struct myc_cluster *cluster, uint32_t host);
/* The speed of a disk was stretched by `before`: what it has not begun takes as long as it takes
 * now. How many those are. */
uint64_t myc_read_replan(struct myc_cluster *cluster, uint32_t host, struct myc_ratio before);

/* Numbers a notice of the end of an incarnation. */
uint32_t myc_notice_number(struct myc_cluster *cluster, struct myc_incarnation ended);
/* Whether `observer`, as it is now, heard the notice of that number; it is up. */
bool myc_notice_is_heard(const struct myc_cluster *cluster, uint32_t observer, uint32_t number);
/* The fault for which `observer` was told that an incarnation has ended, though that was a lie; 0:
 * it was not. */
uint32_t myc_lie_heard(const struct myc_cluster *cluster, uint32_t observer,
                       struct myc_incarnation incarnation);

/* What the events of heartbeats do, and what they do to a host. */
void myc_heartbeat_send(struct myc_cluster *cluster, uint32_t host, struct myc_timer *timer);
void myc_heartbeat_arrive(struct myc_cluster *cluster, struct myc_heartbeat *heartbeat);
void myc_heartbeat_miss(struct myc_cluster *cluster, struct myc_timer *timer);
void myc_heartbeat_crash(struct myc_cluster *cluster, uint32_t host);
void myc_heartbeat_restart(struct myc_cluster *cluster, uint32_t host);
void myc_heartbeat_go_on(struct myc_cluster *cluster, uint32_t host);
/* Whether `observer` heard that the incarnation has ended, or suspects it; by which fault, 0: none
 * that it knows. */
bool myc_heartbeat_told(const struct myc_cluster *cluster, uint32_t observer,
                        struct myc_incarnation incarnation, uint32_t *fault);
/* Whether it only suspects that incarnation. */
bool myc_heartbeat_is_suspicion(const struct myc_cluster *cluster, uint32_t observer,
                                struct myc_incarnation incarnation);
bool myc_heartbeat_is_missed(const struct myc_cluster *cluster, uint32_t observer, uint32_t host);

/* The detector hears that an incarnation ended, or that a down host lost a message. */
void myc_notice_expect(struct myc_cluster *cluster, struct myc_incarnation ended);
/* The host itself says that its incarnation ends: all are told now. */
void myc_notice_announce(struct myc_cluster *cluster, struct myc_incarnation ended);
void myc_notice_expect_undelivered(struct myc_cluster *cluster, const struct myc_transit *transit,
                                   uint32_t fault);

/* A message joins one of the host's two NICs, the egress one where `kind` is LEAVE, the ingress one
 * where it is DELIVER: it has that event when the NIC is done with it. And then it leaves the NIC. */
void myc_nic_enter(struct myc_cluster *cluster, struct myc_host *host, enum myc_host_event kind,
                   struct myc_transit *transit);
void myc_nic_finish(struct myc_cluster *cluster, struct myc_host *host, enum myc_host_event kind,
                    struct myc_transit *transit);
/* How many messages the NICs have not begun. */
uint64_t myc_nic_waiting(const struct myc_host *host);

/* Schedules one of the events of a message, whose counter and content it has. */
static inline void myc_network_schedule(struct myc_cluster *cluster, unsigned lane,
                                        struct myc_transit *transit, myc_time at, uint32_t source,
                                        uint32_t target, enum myc_host_event kind)
{
    transit->event.target = target;
    transit->event.kind = (uint16_t)kind;
    transit->event.silent = kind == MYC_HOST_LEAVE;
    transit->handle = myc_engine_schedule_in(cluster->engine, lane, at, MYC_RANK_DELIVERY, source,
                                             &transit->event);
}
/* Sends a message on from where it left the NIC: it arrives its latency and `extra` from now. */
void myc_network_travel(struct myc_cluster *cluster, struct myc_transit *transit, myc_time extra);
/* Its harm, made at first use. */
MYC_RARE struct myc_harm *myc_network_harm(struct myc_cluster *cluster,
                                           struct myc_transit *transit);
/* The first fault that did something to the message stands in the book when it has come. */
MYC_RARE void myc_network_blame(struct myc_cluster *cluster, struct myc_transit *transit,
                                uint32_t fault);
/* A second one that leaves now: it shares the body, and has no place in its pair. */
struct myc_transit *myc_network_copy(struct myc_cluster *cluster, struct myc_transit *transit);
/* The message is lost now, and `fault` has hit it. */
MYC_RARE void myc_network_lose(struct myc_cluster *cluster, struct myc_transit *transit,
                               uint32_t fault);
/* The pair, made at first use. */
MYC_RARE struct myc_pair *myc_network_pair(struct myc_cluster *cluster, uint32_t source,
                                           uint32_t destination);

/* What the open rules do to a message that leaves its NIC: false if one drops or holds it (it is
 * then taken care of), else `extra` has grown by the delays. */
bool myc_path_admits(struct myc_cluster *cluster, struct myc_transit *transit, myc_time *extra);
/* The same for a heartbeat, which nothing below remembers: false if it is lost; `fault` is the first
 * that did something to it. */
bool myc_path_lets_beat(struct myc_cluster *cluster, const struct myc_message *message,
                        myc_time *extra, uint32_t *fault);

/* A timer of the host that ends in an event of this kind; of the detector it keeps no run alive. */
struct myc_timer *myc_timer_set(struct myc_cluster *cluster, uint32_t host, myc_time at,
                                enum myc_host_event kind, uint64_t content);
/* Its event came: false where its host stands still, and it will come once more. */
bool myc_timer_comes(struct myc_cluster *cluster, struct myc_timer *timer);
/* Takes it out of its host's list, once its event is no longer pending. */
void myc_timer_end(struct myc_cluster *cluster, struct myc_timer *timer);

#endif
