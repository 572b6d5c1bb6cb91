/* The book of one run: hosts, nodes, faults, messages, and one stream of
 * records {id, time, kind, label, host, cause, inputs}.
 *
 * The model writes what happens, a fault what it did. Triggers match records,
 * lineage-driven search follows `inputs`, the store and the drawings read the
 * same book. It knows names and numbers only: what a label or an operation
 * means stays with the writer.
 *
 * The book is also a text (myc_book_write, myc_book_read): TAB-separated
 * `field=value` lines, what mycel-draw reads on its standard input, so that
 * any record file can be drawn and golden tests need no database. */
#ifndef MYC_SIM_RECORD_H
#define MYC_SIM_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "sim/memory.h"
#include "sim/record_list.h"
#include "sim/status.h"
#include "sim/time.h"

enum myc_record_kind {
#define X(NAME, word, trigger, help) MYC_RECORD_##NAME,
    MYC_RECORD_LIST(X)
#undef X
    MYC_RECORD_KINDS
};

const char *myc_record_word(enum myc_record_kind kind);
const char *myc_record_help(enum myc_record_kind kind);
bool myc_record_is_trigger(enum myc_record_kind kind);
bool myc_record_find(const char *word, enum myc_record_kind *kind);

#define MYC_NO_HOST UINT32_MAX

struct myc_record {
    uint32_t id; /* from 1, in the order of writing; set by myc_book_add */
    enum myc_record_kind kind;
    myc_time time;
    const char *label;  /* of the node; NULL where there is none */
    uint32_t host;      /* where it happened, or MYC_NO_HOST */
    uint32_t node;      /* id of the node, 0: none */
    uint32_t fault;     /* its cause: id of the fault, 0: none */
    uint64_t bytes;     /* size of the value in its canonical encoding, where there is one */
    const char *detail; /* one phrase for people ("task", "truly lost", an error), or NULL */
    uint32_t input_count;
    const uint32_t *inputs; /* ids of earlier records */
};

struct myc_book_host {
    const char *name;
    uint32_t rack; /* global number of the rack and of the zone, from 0 */
    uint32_t zone;
};

struct myc_book_node {
    uint32_t id; /* from 1, in the order of staging */
    const char *label;
    const char *operation; /* populate, text_file, from_fun, empty, map, apply, persist, unpersist,
                              persist_durable */
    const char *type;      /* of the silo's content, as text */
    const char *spore;     /* its function, or NULL */
    uint32_t host;         /* where its silo lives, without any redirect */
    uint32_t returned_by;  /* node whose spore staged it, 0: the driver */
    unsigned char digest[16];
    uint32_t input_count;
    const uint32_t *inputs; /* ids of the nodes it is derived from: its input, then captured refs */
};

enum myc_fault_state { MYC_FAULT_HAPPENED, MYC_FAULT_SKIPPED };

struct myc_book_fault {
    uint32_t id;        /* from 1: ordinal of start in the realised plan; the skipped ones follow */
    const char *effect; /* "crash" */
    const char *target; /* as declared: "m2", "holder(labels)" */
    const char *item;   /* its line in the realised plan (skipped: as declared) */
    uint32_t host_count;
    const uint32_t *hosts; /* the hosts it struck */
    myc_time start;
    myc_time end; /* MYC_FOREVER: never */
    uint64_t hits;
    enum myc_fault_state state;
    const char *why; /* skipped: the reason; else NULL */
};

enum myc_message_state {
    MYC_MESSAGE_UNDERWAY, /* when the run ended */
    MYC_MESSAGE_DELIVERED,
    MYC_MESSAGE_LOST,
};

/* One message, named `KIND src dst label n`. Times are MYC_FOREVER while they have not come. */
struct myc_book_message {
    const char *kind;
    uint32_t source;
    uint32_t destination;
    const char *label;
    uint64_t n;
    uint32_t node; /* the node it is about, 0: none */
    uint64_t bytes;
    myc_time sent;      /* handed to the NIC */
    myc_time left;      /* its last bit left the NIC */
    myc_time delivered; /* or lost, at that time */
    enum myc_message_state state;
    uint32_t fault; /* what lost, held or delayed it, 0: nothing did */
};

/* What the run was and how it ended; text fields may be NULL where unknown. */
struct myc_book_run {
    const char *name;
    uint64_t seed;
    const char *verdict; /* pass, fail, unknown */
    const char *class;   /* wrong, error, late, stuck, invariant, expectation, or NULL */
    const char *reason;
    const char *response; /* JSON */
    const char *fingerprint;
    myc_time end;
    uint32_t response_node; /* the node whose value is the response, 0: none */
    uint32_t failing_node;  /* 0: none */
};

/* Sees every record, kept or not, inside the event that made it: it may only schedule. */
typedef void myc_record_watcher(void *state, const struct myc_record *record);
struct myc_record_watch {
    myc_record_watcher *see;
    void *state;
    struct myc_record_watch *next;
};

struct myc_book {
    struct myc_memory *memory;
    bool keep; /* false: records are numbered and watched, but neither they nor messages are kept */
    struct myc_book_run run;
    size_t host_count, node_count, fault_count, record_count, message_count;
    struct myc_book_host *hosts;
    struct myc_book_node *nodes; /* node i+1 */
    struct myc_book_fault *faults;
    struct myc_record *records; /* record i+1 */
    struct myc_book_message *messages;
    size_t host_room, node_room, fault_room, record_room, message_room;
    uint32_t last_id; /* of the last record, kept or not */
    struct myc_record_watch *watches; /* in the order in which they began */
};

void myc_book_begin(struct myc_book *book, struct myc_memory *memory, bool keep);
/* Shows every record from now on to `see`, after those who watch already. */
void myc_book_watch(struct myc_book *book, myc_record_watcher *see, void *state);

/* Each copies the struct, and the arrays it points to, into the book; text is shared and must live
 * as long. Ids are given in order and returned (a host's id is its index from 0; of a message, its
 * index). With keep false, records and messages are dropped after the watchers saw them;
 * a dropped message's index is UINT32_MAX. */
uint32_t myc_book_add_host(struct myc_book *book, const struct myc_book_host *host);
uint32_t myc_book_add_node(struct myc_book *book, const struct myc_book_node *node);
uint32_t myc_book_add_fault(struct myc_book *book, const struct myc_book_fault *fault);
uint32_t myc_book_add(struct myc_book *book, const struct myc_record *record);
uint32_t myc_book_add_message(struct myc_book *book, const struct myc_book_message *message);

/* The text form. Its first line is `mycel-records 1`; then one line a thing: hosts, nodes, faults,
 * records, messages, and the run as the last line, so that a file that was cut short is noticed:
 *
 *     host	name=m2	rack=0	zone=0
 *     node	id=3	label=adults	operation=apply	type=List[Person]	host=2	inputs=1
 *     record	id=9	time=60000	kind=lost	host=2	node=3	fault=1	detail=task
 *     run	name=people	seed=1	verdict=fail	class=error	end=1060000	failing_node=3
 *
 * Times are bare ns, numbers of hosts count from 0, lists have commas. In a value \t, \n and \\
 * stand for TAB, newline and backslash, \xHH for any other byte that is not printable UTF-8. A
 * field that says nothing (no text, no host, id 0, forever, an empty list) is left out. What is
 * written, read and written again is the same to the byte.
 *
 * Writing fails only where `out` does (MYC_OUTPUT). Reading begins `book` anew, takes at most
 * 512 MiB and about twelve times the file in `memory`, and answers nonsense with MYC_INPUT and
 * "name:line: message"; the book is then not to be used. */
enum myc_status myc_book_write(const struct myc_book *book, FILE *out, struct myc_error *error);
enum myc_status myc_book_read(struct myc_book *book, FILE *in, const char *name,
                              struct myc_memory *memory, struct myc_error *error);

#endif
