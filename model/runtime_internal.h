/* The state of a runtime, shared by the files of model/ that are it.
 *
 *   driver ──send──▶ request ──Req──▶ entry ──ask──▶ entry ... root
 *      ▲                 ▲              │ task runs the spore
 *      └──── future ◀────┴─────Res──────┘ answers its askers
 *
 * An *entry* is what a host knows of one node: a silo, or its materialization
 * under way with those who asked for it. A *request* is what a host awaits
 * from another. Both die with the host's incarnation. */
#ifndef MYC_MODEL_RUNTIME_INTERNAL_H
#define MYC_MODEL_RUNTIME_INTERNAL_H

#include "model/body.h"
#include "model/codec.h"
#include "model/failure.h"
#include "model/message_list.h"
#include "model/runtime.h"
#include "sim/table.h"

enum myc_message_kind {
#define X(NAME, word, help) MYC_MESSAGE_##NAME,
    MYC_MESSAGE_LIST(X)
#undef X
    MYC_MESSAGE_KINDS
};

/* One step of a re-hosting: whoever looks for `from` finds it at `to`. */
struct myc_redirect {
    struct myc_incarnation from;
    struct myc_incarnation to;
};

struct myc_redirects {
    size_t count;
    size_t room;
    struct myc_redirect *items;
};

enum myc_holding_state {
    MYC_HOLDING_TOLD,      /* others say so */
    MYC_HOLDING_PLANNED,   /* this host sent it a copy */
    MYC_HOLDING_CONFIRMED, /* which it has confirmed; or it is this host itself */
};

/* One that keeps a pinned silo. */
struct myc_holder {
    const struct myc_node *silo; /* what the persists wrap */
    struct myc_incarnation life;
    enum myc_holding_state state;
};

struct myc_holders {
    size_t count;
    size_t room;
    struct myc_holder *items;
};

/* ---------------------------------------------------------------- who asks */

enum myc_asker_kind {
    MYC_ASKER_INPUT,  /* an entry of this host, for the argument of its spore */
    MYC_ASKER_RESULT, /* an entry of this host, for the ref that its spore returned */
    MYC_ASKER_PUMP,   /* an entry of this host, for input `index` of its pumps: a request only */
    MYC_ASKER_REMOTE, /* a request of another host */
    MYC_ASKER_STREAM, /* a request of another host or this one for a pumped stream */
    MYC_ASKER_FUTURE, /* the driver */
    MYC_ASKER_COPY,   /* an entry of this host that persists, for a copy elsewhere: a request only */
};

struct myc_asker {
    enum myc_asker_kind kind;
    struct myc_asker *next;
    struct myc_entry *entry; /* INPUT, RESULT, PUMP, COPY */
    uint64_t serial;         /* of that entry: it may have gone, and its place been used again */
    uint32_t index;          /* PUMP; STREAM: which of the destination's pumps */
    struct myc_incarnation requester; /* REMOTE, STREAM */
    uint64_t request;                 /* REMOTE, STREAM: its number there */
    uint64_t attempt;                 /* REMOTE, STREAM */
    const struct myc_spore *spore;    /* STREAM: what each element goes through */
    const char *label;                /* STREAM: of the destination */
    uint32_t node;                    /* STREAM: of the destination */
    myc_future future;                /* FUTURE */
    bool again;                       /* REMOTE, STREAM: its request asks again */
    const struct myc_redirect *detour; /* for what is asked for its sake, and it alone; or NULL */
    uint32_t record;                  /* that made it ask */
};

/* ------------------------------------------------------------------ entries */

enum myc_entry_state {
    MYC_ENTRY_KNOWN, /* nothing but a root's value that a Req brought along */
    MYC_ENTRY_BUSY,
    MYC_ENTRY_SILO,
};

/* What came of one pump of an EMPTY node. */
struct myc_inflow {
    size_t room;
    const struct myc_value **elements; /* by index; NULL: it has not come */
    uint64_t count;                    /* that have come */
    uint64_t wanted;                   /* by what Done said; MYC_UNTOLD: it has not come */
    uint32_t record;                   /* of Done */
};
#define MYC_UNTOLD UINT64_MAX

struct myc_entry {
    struct myc_location key;
    UT_hash_handle hh;
    uint64_t serial; /* unique in the run; 0: gone */
    struct myc_entry *next_free;
    const struct myc_node *node;
    uint32_t host;
    enum myc_entry_state state;
    bool pinned;                    /* by persist */
    bool charged;                   /* counts in its host's memory budget, and hangs in */
    struct myc_entry *prev, *next;  /* its list of pinned silos */
    bool known;                     /* a root whose value a Req brought: kept when it is done */
    bool keep;                      /* becomes a silo when it is done: a root at its home */
    bool spent;                     /* a spore ran for it, */
    myc_time cost;                  /* for so long */
    bool copied;                    /* a root that is here as a copy alone: unpinning removes it */
    uint64_t pending;               /* BUSY persist: what it promises and is not done yet */
    const struct myc_value *stored; /* what is being read from a stable file of the run */
    const struct myc_value *value;  /* SILO, KNOWN, or BUSY while it is copied */
    uint64_t bytes;                 /* of the value's encoding */
    unsigned char digest[16];       /* of the value, for the check of stability */
    uint32_t record;                /* that made the value */
    struct myc_asker *askers;       /* BUSY */
    struct myc_asker **askers_tail;
    const struct myc_value *argument; /* of the spore, kept for the handler */
    uint32_t argument_record;
    const struct myc_redirect *detour; /* of the asker that it is made for */
    bool handling;                  /* the handler runs, or ran */
    const struct myc_value *produced; /* by the body, until the task ends */
    const struct myc_failure *failed; /* by the body, until the task ends */
    struct myc_inflow *inflows;     /* EMPTY: one a pump */
    /* A stream runs beside entries: it is an entry of its own without a place in the table. */
    const struct myc_asker *stream;
};

/* ----------------------------------------------------------------- requests */

/* What a timer belongs to. */
struct myc_alarm {
    struct myc_request *request;
};

struct myc_request {
    uint64_t n; /* its future's number at this incarnation */
    UT_hash_handle hh;
    uint32_t host; /* the requester */
    const struct myc_node *node; /* what is asked for; of a stream: the source */
    struct myc_asker owner;      /* whom the answer is for; PUMP makes it a DoPump */
    uint64_t attempt;            /* from 1 */
    bool waiting;                /* for its backoff: nothing is under way */
    bool follows;                /* then asks whichever life of the same host there is */
    myc_time begun;
    bool sent, again;            /* a message has asked; the last was not the first */
    bool hurt;                   /* an attempt has failed, the first */
    myc_time hurt_at;            /* at this time */
    myc_time sent_at;            /* the last message */
    struct myc_incarnation asked;
    myc_event_handle timer;      /* of its timeout or backoff, */
    struct myc_alarm patience;   /* which this owns */
    myc_event_handle hedge_timer;
    struct myc_alarm hedging;
    bool has_second;             /* a second request is under way, */
    struct myc_redirect second;  /* as a detour from the life that was asked */
    uint32_t record;             /* the last `requested` */
    uint32_t cause;              /* the record that led to it */
    uint32_t carried_count;      /* roots whose value it has to bring */
    size_t carried_room;
    const struct myc_node **carried;
    struct myc_request *next_asked, **link_asked; /* among those that asked this host */
};

/* -------------------------------------------------------------------- hosts */

struct myc_host_state {
    uint64_t counter;  /* of locations and requests of this incarnation */
    struct myc_entry *entries;
    struct myc_entry *pinned; /* silos that count in the memory budget, least recently used first */
    uint64_t pinned_bytes;
    struct myc_request *requests;
    struct myc_redirects redirects;
    struct myc_holding *holdings; /* who keeps which pinned silo, as far as it was told here */
    uint32_t *least;      /* by host: the least incarnation it can have, as learned here; or NULL */
    bool *suspects;       /* by host: a request to it timed out and nothing came since; or NULL */
};

/* What is followed of each node, by its id. */
struct myc_progress {
    const struct myc_node *node;
    bool asked;     /* by anyone */
    bool valued;    /* since it was last asked for */
    bool computed;  /* once or more, anywhere */
    bool unanswered; /* the last request for it has no answer */
    bool unreached;  /* nor has it come to the host that was asked */
    const struct myc_node *awaiting; /* what its last attempt waits for; NULL: its own spore */
    struct myc_incarnation at; /* where it was tried last */
    uint32_t fault; /* what last took it */
    bool failed;    /* its last attempt ended in a failure, and is not merely under way */
    uint32_t stamp; /* of the last walk that met it */
    bool recomputable; /* as the last judgement of a loss found */
    bool sent;      /* its lineage has travelled */
    /* For the check of determinacy: what its spore was applied to last, and what came of it. */
    bool was_applied;
    unsigned char argument[16];
    unsigned char result[16];
    uint64_t messages; /* for the check of finite materialization: what asking for it can cost */
    /* For the check of replay: what its lineage gave first; its value depends on more than that. */
    const struct myc_first_value *first;
    bool varies;
};

/* What is still to be done within the event being handled: asks and failures go through a list
 * instead of recursion, so that a lineage may be as deep as it likes. */
struct myc_duty {
    struct myc_duty *next;
    uint32_t host;
    const struct myc_node *node;
    struct myc_asker asker;
    const struct myc_failure *failure; /* NULL: ask, else: fail the asker */
};

/* How many messages there may still be, and what excuses more or fewer. */
struct myc_traffic {
    uint64_t fuel;     /* for the check of finite materialization */
    uint64_t crashes;
    uint64_t evictions;
    uint64_t setbacks; /* attempts of requests that were taken for failed */
};

struct myc_runtime {
    struct myc_cluster *cluster;
    struct myc_memory *memory;
    struct myc_types *types;
    struct myc_labels *labels;
    struct myc_runtime_options options;
    struct myc_host_state **hosts; /* by host, made at first use */
    struct myc_request **asked;    /* by host: the requests that wait for it, */
    uint32_t *asked_count;         /* and how many they are; NULL: no heartbeats */
    struct myc_stream **draws;     /* by host: what its recoveries draw, made at first use */
    struct myc_driver *driver;
    size_t progress_room;
    struct myc_progress *progress; /* by node id */
    struct myc_recovery_figures figures;
    uint64_t durable_count; /* files of silos that were ever begun */
    uint32_t response_node;
    uint64_t spore_runs;
    uint64_t recomputed;
    uint64_t duplicates_dropped;
    size_t loss_count, loss_room;
    struct myc_loss *losses;
    const char *violation;
    struct myc_traffic traffic;
    struct myc_first_value *first_values; /* for the check of replay */
    struct myc_duty *duties, **duties_tail;
    struct myc_entry *free_entries; /* a place of an entry is only ever used for entries */
    uint64_t serial;
    uint32_t walk; /* stamp of the last walk */
    size_t walk_count, walk_room;
    const struct myc_node **walked; /* the nodes that it met, the first is where it began */
    struct myc_bytes bytes; /* of the message being encoded */
    struct myc_bytes again; /* for the check of mobility */
};

/* --- runtime.c --- */
struct myc_host_state *myc_runtime_host(struct myc_runtime *runtime, uint32_t host);
struct myc_incarnation myc_runtime_life(const struct myc_runtime *runtime, uint32_t host);
struct myc_progress *myc_runtime_progress(struct myc_runtime *runtime,
                                          const struct myc_node *node);
/* Writes a record about a node; up to two inputs, 0 for none. */
uint32_t myc_runtime_record(struct myc_runtime *runtime, enum myc_record_kind kind,
                            const struct myc_node *node, uint32_t host, uint32_t fault,
                            const char *detail, uint32_t first_input, uint32_t second_input);
void myc_runtime_staged(void *runtime, struct myc_node *node);
/* Size of a value in its canonical encoding. */
uint64_t myc_runtime_bytes(struct myc_runtime *runtime, const struct myc_value *value,
                           const struct myc_type *type);
/* Does all duties; every callback of the cluster ends with it. */
void myc_runtime_settle(struct myc_runtime *runtime);
/* Collects every node of a lineage, captured refs included, into runtime->walked. */
void myc_runtime_walk(struct myc_runtime *runtime, const struct myc_node *node);

/* --- redirect.c --- */
struct myc_incarnation myc_redirect_home(const struct myc_redirects *redirects,
                                         struct myc_incarnation home);
/* The home of a node for one that was given a detour, or none (NULL). */
struct myc_incarnation myc_redirect_detoured(const struct myc_redirects *redirects,
                                             const struct myc_redirect *detour,
                                             struct myc_incarnation home);
void myc_redirect_add(struct myc_memory *memory, struct myc_redirects *redirects,
                      struct myc_redirect redirect);
/* Whoever looks for that life finds it again. */
void myc_redirect_drop(struct myc_redirects *redirects, struct myc_incarnation from);
void myc_redirect_learn(struct myc_runtime *runtime, uint32_t host, struct myc_incarnation life);
uint32_t myc_redirect_least(const struct myc_runtime *runtime, uint32_t host, uint32_t of);

/* --- entry.c --- */
struct myc_entry *myc_entry_find(struct myc_runtime *runtime, uint32_t host,
                                 struct myc_location key);
/* The entry of a node at a host, made KNOWN without a value when there is none. */
struct myc_entry *myc_entry_at(struct myc_runtime *runtime, uint32_t host,
                               const struct myc_node *node);
/* An entry of no table, for a stream. */
struct myc_entry *myc_entry_loose(struct myc_runtime *runtime, uint32_t host,
                                  const struct myc_node *node);
/* What the attempt at its node waits for from now on, NULL: its own spore; nothing is followed of an
 * attempt that is not the last. */
void myc_entry_awaits(struct myc_runtime *runtime, const struct myc_entry *entry,
                      const struct myc_node *node);
void myc_entry_forget(struct myc_runtime *runtime, struct myc_entry *entry);
/* Forgets it but for a value that was brought along. */
void myc_entry_settle(struct myc_runtime *runtime, struct myc_entry *entry);
void myc_entry_value(struct myc_runtime *runtime, struct myc_entry *entry,
                     const struct myc_value *value, uint32_t record);
/* Makes it a silo: a root at its home. */
void myc_entry_keep(struct myc_runtime *runtime, struct myc_entry *entry,
                    const struct myc_value *value, uint32_t record);
/* Pins a persist node and what it wraps; returns the `pinned` record. */
uint32_t myc_entry_pin(struct myc_runtime *runtime, struct myc_entry *entry,
                       const struct myc_value *value, uint32_t record);
/* Pins only what it wraps, until the persist is complete. */
void myc_entry_hold(struct myc_runtime *runtime, struct myc_entry *entry,
                    const struct myc_value *value, uint32_t record);
void myc_entry_unpin(struct myc_runtime *runtime, struct myc_entry *entry);
/* Clears every pin of the silo at the host, whichever persist made it; what was held, or NULL. */
const struct myc_value *myc_entry_unpin_all(struct myc_runtime *runtime, uint32_t host,
                                            const struct myc_node *silo);
bool myc_node_is_root(const struct myc_node *node);

/* --- root.c --- */
/* The lines of a text file root as a list of strings, or NULL where its host cannot read it. */
const struct myc_value *myc_root_lines(struct myc_runtime *runtime, const struct myc_node *node);
void myc_root_populate(struct myc_runtime *runtime, struct myc_entry *entry, uint32_t record);
void myc_root_read(struct myc_runtime *runtime, struct myc_entry *entry, uint32_t record);
void myc_root_file_read(void *runtime, uint32_t host, void *owner);
/* Whether `host` has the value of a populate root: it made it, holds it, or was brought it. */
bool myc_root_is_at(struct myc_runtime *runtime, uint32_t host, const struct myc_node *root);

/* --- materialize.c --- */
/* Asks, before the event ends, for a node wherever it lives: here, or by a request. */
void myc_ask(struct myc_runtime *runtime, uint32_t host, const struct myc_node *node,
             const struct myc_asker *asker);
void myc_ask_now(struct myc_runtime *runtime, uint32_t host, const struct myc_node *node,
                 const struct myc_asker *asker);
/* Asks for a node at its host `host`; the asker is copied. Answers at once on a hit. */
void myc_materialize(struct myc_runtime *runtime, uint32_t host, const struct myc_node *node,
                     const struct myc_asker *asker);
/* An asker of this host that waits for `entry`'s sake. */
struct myc_asker myc_asker_for(enum myc_asker_kind kind, struct myc_entry *entry,
                               uint32_t record);
/* Whether a waiting asker is the same request as another, asked again: it then takes the newer
 * attempt's number. */
bool myc_asker_is_same(struct myc_asker *known, const struct myc_asker *asker);
/* The value, or the failure, of what an asker asked for; `later` means before the event ends. */
void myc_asker_serve(struct myc_runtime *runtime, uint32_t host, const struct myc_asker *asker,
                     const struct myc_node *node, const struct myc_value *value,
                     uint32_t record);
/* Serves an asker of this host, with a value that came from another. */
void myc_asker_take(struct myc_runtime *runtime, uint32_t host, const struct myc_asker *asker,
                    const struct myc_node *node, const struct myc_value *value, uint32_t record);
void myc_asker_fail(struct myc_runtime *runtime, uint32_t host, const struct myc_asker *asker,
                    const struct myc_node *node, const struct myc_failure *failure);
void myc_asker_fail_later(struct myc_runtime *runtime, uint32_t host,
                          const struct myc_asker *asker, const struct myc_node *node,
                          const struct myc_failure *failure);
void myc_entry_complete(struct myc_runtime *runtime, struct myc_entry *entry,
                        const struct myc_value *value, uint32_t record);
void myc_entry_fail(struct myc_runtime *runtime, struct myc_entry *entry,
                    const struct myc_failure *failure);
/* Whether the entry's node has a fault handler that was not tried yet; and trying it. */
bool myc_entry_can_handle(const struct myc_entry *entry);
void myc_entry_handle(struct myc_runtime *runtime, struct myc_entry *entry, uint32_t fault,
                      uint32_t record);

/* --- evaluate.c --- */
/* Queues the entry's spore, its handler, or its stream, on its argument. */
void myc_evaluate(struct myc_runtime *runtime, struct myc_entry *entry);
myc_time myc_evaluate_started(void *runtime, uint32_t host, void *task);
void myc_evaluate_ended(void *runtime, uint32_t host, void *task);

/* --- pump.c --- */
void myc_pump_open(struct myc_runtime *runtime, struct myc_entry *entry, uint32_t record);
/* A new attempt at one source: what came of the last one is dropped. */
void myc_pump_restart(struct myc_entry *entry, uint32_t index);
/* The source's side: queues the stream of `asker` over the source's value; and sends it. */
void myc_pump_stream(struct myc_runtime *runtime, uint32_t host, const struct myc_asker *asker,
                     const struct myc_node *source, const struct myc_value *elements,
                     uint32_t record);
void myc_pump_send(struct myc_runtime *runtime, struct myc_entry *stream);
/* The destination's side. */
void myc_pump_element(struct myc_runtime *runtime, struct myc_request *request, uint64_t index,
                      const struct myc_value *element);
void myc_pump_done(struct myc_runtime *runtime, struct myc_request *request, uint64_t count,
                   uint32_t record);

/* --- holders.c --- */
/* That `holder` keeps a copy of the silo, as `host` learns it; the arrays of a list are given back
 * by who made it. */
void myc_holders_learn(struct myc_runtime *runtime, uint32_t host, const struct myc_holder *holder);
/* What a message says: all are told. */
void myc_holders_learn_all(struct myc_runtime *runtime, uint32_t host,
                           const struct myc_holders *holders);
void myc_holders_forget(struct myc_runtime *runtime, uint32_t host, const struct myc_node *silo);
/* Adds what `host` knows: of one silo, planned ones too; of all that a lineage is made of. */
void myc_holders_list(struct myc_runtime *runtime, uint32_t host, const struct myc_node *silo,
                      struct myc_holders *holders);
void myc_holders_gather(struct myc_runtime *runtime, uint32_t host, const struct myc_node *node,
                        struct myc_holders *holders);
void myc_holders_add(struct myc_runtime *runtime, struct myc_holders *holders,
                     const struct myc_holder *holder);
void myc_holders_give(struct myc_runtime *runtime, struct myc_holders *holders);
/* Whether `host` takes the life for one that goes on. */
bool myc_holders_believe(const struct myc_runtime *runtime, uint32_t host,
                         struct myc_incarnation life);
/* One that keeps a silo which the request needs from the life that it asked, the silo nearest to
 * what it asks for; this host itself before others. */
bool myc_holders_find(struct myc_runtime *runtime, const struct myc_request *request,
                      struct myc_incarnation *holder);

/* --- budget.c --- */
/* The entry's value is pinned from now on; it is not any more; it was asked for and found. */
void myc_budget_charge(struct myc_runtime *runtime, struct myc_entry *entry);
void myc_budget_discharge(struct myc_runtime *runtime, struct myc_entry *entry);
void myc_budget_use(struct myc_runtime *runtime, struct myc_entry *entry);
/* Evicts what is too much. Called where no entry is in hand. */
void myc_budget_enforce(struct myc_runtime *runtime, uint32_t host);

/* --- persist.c --- */
/* The value of what `entry` persists is there: pins it, and completes the entry once nothing is
 * pending of it; and one thing that was pending is done. */
void myc_persist_value(struct myc_runtime *runtime, struct myc_entry *entry,
                       const struct myc_value *value, uint32_t record);
void myc_persist_settle(struct myc_runtime *runtime, struct myc_entry *entry);

/* --- durable.c --- */
/* Writes what `entry` persists to its file, where that is durable and not there yet; it is pending
 * until the file is. */
void myc_durable_write(struct myc_runtime *runtime, struct myc_entry *entry);
void myc_durable_written(void *runtime, uint32_t host, void *owner, bool stored);
/* Whether there is a file of what a node wraps; reading it for an entry, false where there is none
 * or no need to; and removing it. */
bool myc_durable_is_there(const struct myc_runtime *runtime, const struct myc_node *node);
bool myc_durable_read(struct myc_runtime *runtime, struct myc_entry *entry, uint32_t record);
void myc_durable_clear(struct myc_runtime *runtime, const struct myc_node *node);

/* --- copy.c --- */
/* Sends the copies of what `entry` persists that the policy wants; each is pending until it is
 * confirmed. */
void myc_copy_make(struct myc_runtime *runtime, struct myc_entry *entry);
/* A copy is kept by `holder`, or its host has failed: another is sent, or it is counted out. */
void myc_copy_confirmed(struct myc_runtime *runtime, struct myc_request *request,
                        struct myc_incarnation holder, uint32_t record);
void myc_copy_failed(struct myc_runtime *runtime, struct myc_request *request);
/* Where the first copy of what the request needs persisted from the life that it asked would be by
 * the rule, for one that nobody told; MYC_NO_SPARE: it needs nothing persisted there, or there are no copies. */
uint32_t myc_copy_guess(struct myc_runtime *runtime, const struct myc_request *request);
/* The silo is not pinned here any more: tells the holders that are known. */
void myc_copy_clear(struct myc_runtime *runtime, uint32_t host, const struct myc_node *silo,
                    uint32_t record);

/* --- hedge.c --- */
/* Sends a second request later, unless the request is answered or begun anew before. */
void myc_hedge_arm(struct myc_runtime *runtime, struct myc_request *request);
void myc_hedge_disarm(struct myc_runtime *runtime, struct myc_request *request);
void myc_hedge_send(struct myc_runtime *runtime, struct myc_request *request);
/* Whether that attempt is the second request, under way; and that it has failed. */
bool myc_hedge_is_second(const struct myc_request *request, uint64_t attempt);
void myc_hedge_failed(struct myc_runtime *runtime, struct myc_request *request,
                      const struct myc_failure *failure, uint32_t record);
/* The first has failed: the second, where one is under way, is the attempt from now on. */
bool myc_hedge_takes_over(struct myc_runtime *runtime, struct myc_request *request);

/* --- request.c --- */
/* A request of `host` for `owner`'s sake, with nothing sent. */
struct myc_request *myc_request_new(struct myc_runtime *runtime, uint32_t host,
                                    const struct myc_node *node, const struct myc_asker *owner);
/* Begins the next attempt, at this life; the detector's patience with it starts. */
void myc_request_aim(struct myc_runtime *runtime, struct myc_request *request,
                     struct myc_incarnation life);
void myc_request_open(struct myc_runtime *runtime, uint32_t host, const struct myc_node *node,
                      const struct myc_asker *owner);
struct myc_request *myc_request_find(struct myc_runtime *runtime, uint32_t host, uint64_t n);
void myc_request_close(struct myc_runtime *runtime, struct myc_request *request);
/* Ends it in a failure, which goes on to its owner. */
void myc_request_fail(struct myc_runtime *runtime, struct myc_request *request,
                      const struct myc_failure *failure, uint32_t record);
/* The requests that `entry` waits for are given up without a word. */
void myc_request_close_of(struct myc_runtime *runtime, const struct myc_entry *entry);
/* Sends the next attempt, or serves it here; a home known to be over starts recovery at once. */
void myc_request_send(struct myc_runtime *runtime, struct myc_request *request);
/* Adds the roots whose value the next message has to bring, by a detour or NULL. */
void myc_request_carry(struct myc_runtime *runtime, struct myc_request *request,
                       const struct myc_redirect *detour);
/* The root at that location in the lineage asked for, or NULL. */
const struct myc_node *myc_request_root(struct myc_runtime *runtime,
                                        const struct myc_request *request,
                                        struct myc_location root);
/* Asks again with the value of one more root; false when it is not to be had here, or was brought
 * before. */
bool myc_request_bring(struct myc_runtime *runtime, struct myc_request *request,
                       struct myc_location root);

/* --- figures.c --- */
void myc_figures_sent(struct myc_runtime *runtime, struct myc_request *request);
void myc_figures_setback(struct myc_runtime *runtime, struct myc_request *request);
void myc_figures_answered(struct myc_runtime *runtime, const struct myc_request *request);

/* --- recover.c --- */
/* An attempt has failed: `ended` when that incarnation is known to be over. */
void myc_recover(struct myc_runtime *runtime, struct myc_request *request, bool ended,
                 uint32_t fault, uint32_t record);
/* Goes back, after the backoff, to the home that the request was taken from, where it is not sure
 * that its life has ended: false where that is no choice, or no attempt is left. */
bool myc_recover_return(struct myc_runtime *runtime, struct myc_request *request);
/* Another host that the policy would ask if it failed now, or false. */
bool myc_recover_elsewhere(struct myc_runtime *runtime, struct myc_request *request,
                           struct myc_incarnation *to);
void myc_recover_timer(void *runtime, uint32_t host, void *owner);
void myc_recover_noticed(void *runtime, uint32_t observer, struct myc_incarnation ended,
                         uint32_t fault);
void myc_recover_undelivered(void *runtime, uint32_t source, uint64_t ticket, uint32_t fault);

/* What `host` sees when `asked` has failed it over `node`; it holds arrays until given back. */
struct myc_setback myc_setback_begin(struct myc_runtime *runtime, uint32_t host,
                                     const struct myc_node *node, struct myc_incarnation asked);
void myc_setback_end(struct myc_runtime *runtime, struct myc_setback *setback);

/* --- message.c --- */
/* Sends a request as Req, or as DoPump where its owner is a pump: to the life that it asks, or to
 * that of the second request. */
void myc_message_request(struct myc_runtime *runtime, struct myc_request *request, bool second);
/* Answers a remote asker: Res with a value, or Err with a failure. */
void myc_message_answer(struct myc_runtime *runtime, uint32_t host, const struct myc_asker *asker,
                        const struct myc_node *node, const struct myc_value *value,
                        const struct myc_failure *failure, uint32_t record);
void myc_message_element(struct myc_runtime *runtime, uint32_t host,
                         const struct myc_asker *asker, uint64_t index,
                         const struct myc_value *element, const struct myc_type *type);
void myc_message_done(struct myc_runtime *runtime, uint32_t host, const struct myc_asker *asker,
                      uint64_t count, uint32_t record);
/* A copy of `value` for the request's node, to the host that it asks; takes `holders`, all that
 * will keep one. */
void myc_message_copy(struct myc_runtime *runtime, struct myc_request *request,
                      const struct myc_value *value, const struct myc_holders *holders);
void myc_message_copyok(struct myc_runtime *runtime, uint32_t host, const struct myc_asker *asker,
                        const struct myc_node *node, uint32_t record);
void myc_message_unpin(struct myc_runtime *runtime, uint32_t host, uint32_t to,
                       const struct myc_node *silo, uint32_t record);
void myc_message_delivered(void *runtime, const struct myc_message *message);
void myc_message_lost(void *runtime, const struct myc_message *message, uint32_t fault);
void myc_message_forgotten(void *runtime, struct myc_message *message);

/* --- receive_*.c, one a message kind --- */
struct myc_envelope;
/* What Req and DoPump have in common: takes in what came along, then materializes for the asker,
 * unless it asked for a life of this host that is over. */
void myc_receive_ask(struct myc_runtime *runtime, const struct myc_message *message,
                     const struct myc_envelope *envelope, const struct myc_asker *asker);
/* The detour that it brings, or NULL. */
const struct myc_redirect *myc_receive_detour(struct myc_runtime *runtime,
                                              const struct myc_envelope *envelope);
/* The request that an answer is for, or NULL: closed, or of a life of this host that is over. */
struct myc_request *myc_receive_request(struct myc_runtime *runtime,
                                        const struct myc_message *message,
                                        const struct myc_envelope *envelope);
void myc_receive_req(struct myc_runtime *runtime, const struct myc_message *message,
                     const struct myc_envelope *envelope);
void myc_receive_dopump(struct myc_runtime *runtime, const struct myc_message *message,
                        const struct myc_envelope *envelope);
void myc_receive_res(struct myc_runtime *runtime, const struct myc_message *message,
                     const struct myc_envelope *envelope);
void myc_receive_err(struct myc_runtime *runtime, const struct myc_message *message,
                     const struct myc_envelope *envelope);
void myc_receive_emit(struct myc_runtime *runtime, const struct myc_message *message,
                      const struct myc_envelope *envelope);
void myc_receive_done(struct myc_runtime *runtime, const struct myc_message *message,
                      const struct myc_envelope *envelope);
void myc_receive_copy(struct myc_runtime *runtime, const struct myc_message *message,
                      const struct myc_envelope *envelope);
void myc_receive_copyok(struct myc_runtime *runtime, const struct myc_message *message,
                        const struct myc_envelope *envelope);
void myc_receive_unpin(struct myc_runtime *runtime, const struct myc_message *message,
                       const struct myc_envelope *envelope);

/* --- loss.c --- */
void myc_loss_crashed(void *runtime, struct myc_incarnation ended, uint32_t fault);
/* Memory was reclaimed: the silos about `label` are evicted, NULL: all. */
void myc_loss_reclaimed(void *runtime, uint32_t host, const char *label, uint32_t fault);
/* The fault that took the node's value last, 0: none did. */
uint32_t myc_loss_fault(const struct myc_runtime *runtime, const struct myc_node *node);
/* Whether the node's value can be computed again from what is left. `root` receives the root that
 * decides it: a truly lost one, else the first; NULL when there is none. */
bool myc_loss_is_recomputable(struct myc_runtime *runtime, const struct myc_node *node,
                              const struct myc_node **root);

/* --- driver.c --- */
struct myc_driver *myc_driver_begin(struct myc_runtime *runtime);
/* The first future from `*future` on that has no value, and what it was sent for. */
bool myc_driver_unfilled(const struct myc_driver *driver, myc_future *future,
                         const struct myc_node **node);
const struct myc_sent *myc_driver_sent(const struct myc_driver *driver, size_t *count);
/* Fills what the result says of the driver. */
bool myc_driver_has_finished(const struct myc_driver *driver, struct myc_result *result);
void myc_driver_fill(struct myc_runtime *runtime, myc_future future,
                     const struct myc_value *value, const struct myc_failure *failure);

/* --- check.c: where the invariants look; what each tells is a hook of model/check.h --- */
void myc_check_staged(struct myc_runtime *runtime, const struct myc_node *node);
void myc_check_asked(struct myc_runtime *runtime, uint32_t host, const struct myc_node *node);
void myc_check_posted(struct myc_runtime *runtime, enum myc_message_kind kind, const char *label);
void myc_check_found(struct myc_runtime *runtime, const struct myc_entry *entry,
                     const struct myc_node *node);
void myc_check_answered(struct myc_runtime *runtime, const struct myc_node *node,
                        const struct myc_value *value);
void myc_check_lineage(struct myc_runtime *runtime, const struct myc_request *request,
                       const unsigned char *bytes, size_t length);
void myc_check_arrived(struct myc_runtime *runtime, const struct myc_message *message,
                       const struct myc_bytes *bytes);
void myc_check_quiet(struct myc_runtime *runtime);
void myc_check_value(struct myc_runtime *runtime, const struct myc_entry *entry,
                     const struct myc_value *value);
void myc_check_applied(struct myc_runtime *runtime, const struct myc_entry *entry,
                       const struct myc_value *result, const struct myc_staging *at);
void myc_check_read(struct myc_runtime *runtime, const struct myc_entry *entry);

#endif
