/* A log for ShiViz (bestchai.bitbucket.io/shiviz): its first line is the regular
 * expression that reads the others, its second, empty, says that there is one
 * execution. Each further line is an event with the vector clock of its host:
 *
 *     m1 {"client":2, "m1":1} 50226 arrived Req labels from client
 *
 * A host's clock counts its events, and takes over what it learns from a
 * message that arrives; nothing else carries knowledge. What a detector tells
 * everyone, and a fault that strikes no host, stand in a line of their own.
 * Events come in an order that the clocks allow: by time; at one time first
 * what arrives, then what a host records, then what it sends; a message that
 * takes no time at all arrives after all that. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/export.h"
#include "experiments/export_text.h"

#define PATTERN "^(?<host>\\S+) (?<clock>\\{.*?\\}) (?<time_ns>\\d+) (?<event>.*)$"

enum step_kind { STEP_ARRIVED, STEP_RECORD, STEP_SENT, STEP_ARRIVED_AT_ONCE };

struct step {
    myc_time time;
    enum step_kind kind;
    uint32_t index; /* of the record or message */
    uint32_t host;
};

/* One host's knowledge: how many events of each host, the known ones by number. */
struct clock {
    size_t count, room;
    struct entry {
        uint32_t host;
        uint64_t time;
    } * entries;
};

struct log {
    const struct myc_book *book;
    struct myc_memory *memory;
    FILE *out;
    struct clock *clocks;  /* of each host */
    struct clock *carried; /* by each message on its way */
    size_t step_count, step_room;
    struct step *steps;
};

/* --- clocks --- */

/* The place of a host among the entries: its own, or where it belongs. */
static size_t place_of(const struct clock *clock, uint32_t host)
{
    size_t low = 0, high = clock->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (clock->entries[middle].host < host)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void make_room(struct log *log, struct clock *clock, size_t count)
{
    clock->entries =
        myc_memory_grow(log->memory, clock->entries, &clock->room, count, sizeof *clock->entries);
}

static void tick(struct log *log, uint32_t host)
{
    struct clock *clock = &log->clocks[host];
    size_t at = place_of(clock, host);
    if (at == clock->count || clock->entries[at].host != host) {
        make_room(log, clock, clock->count + 1);
        for (size_t i = clock->count++; i > at; i--)
            clock->entries[i] = clock->entries[i - 1];
        clock->entries[at] = (struct entry){ host, 0 };
    }
    clock->entries[at].time++;
}

/* How many hosts are in one of the two, or in both. */
static size_t count_either(const struct clock *one, const struct clock *other)
{
    size_t count = one->count;
    for (size_t i = 0; i < other->count; i++) {
        size_t at = place_of(one, other->entries[i].host);
        count += at == one->count || one->entries[at].host != other->entries[i].host;
    }
    return count;
}

/* The larger of each, in place: two sorted lists become one from their ends. */
static void learn(struct log *log, struct clock *clock, const struct clock *other)
{
    size_t i = clock->count, k = other->count, to = count_either(clock, other);
    make_room(log, clock, to);
    clock->count = to;
    while (k > 0) {
        const struct entry *mine = i > 0 ? &clock->entries[i - 1] : NULL;
        const struct entry *theirs = &other->entries[k - 1];
        bool both = mine && mine->host == theirs->host;
        bool take_mine = mine && (both ? mine->time >= theirs->time : mine->host > theirs->host);
        struct entry next = take_mine ? *mine : *theirs;
        i -= take_mine || both;
        k -= !take_mine || both;
        clock->entries[--to] = next;
    }
}

/* What a message carries, until it arrives. */
static void send_clock(struct log *log, const struct clock *clock, struct clock *carried)
{
    size_t bytes = clock->count * sizeof *clock->entries;
    *carried = (struct clock){ .count = clock->count, .room = clock->count };
    carried->entries = myc_memory_take(log->memory, bytes);
    memcpy(carried->entries, clock->entries, bytes);
}

static void take_clock(struct log *log, uint32_t host, struct clock *carried)
{
    learn(log, &log->clocks[host], carried);
    myc_memory_give(log->memory, carried->entries, carried->count * sizeof *carried->entries);
    carried->entries = NULL;
}

/* --- steps --- */

static void add_step(struct log *log, struct step step)
{
    log->steps = myc_memory_grow(log->memory, log->steps, &log->step_room, log->step_count + 1,
                                 sizeof *log->steps);
    log->steps[log->step_count++] = step;
}

/* Whether the record's host is not where it happened but what it speaks of: whom the detector tells
 * of, or where a node is asked for again. */
static bool speaks_of_host(enum myc_record_kind kind)
{
    return kind == MYC_RECORD_NOTICED || kind == MYC_RECORD_REPLAYED || kind == MYC_RECORD_HEDGED;
}

/* For each record that decides where to ask, the host of the request that follows from it. */
static uint32_t *deciders_of(const struct log *log)
{
    const struct myc_book *book = log->book;
    uint32_t nowhere = (uint32_t)book->host_count;
    uint32_t *deciders = myc_memory_alloc(log->memory, (book->record_count + 1) * sizeof *deciders);
    for (size_t i = 0; i < book->record_count; i++)
        deciders[i] = nowhere;
    for (size_t i = 0; i < book->record_count; i++) {
        const struct myc_record *record = &book->records[i];
        for (uint32_t k = 0; record->kind == MYC_RECORD_REQUESTED && k < record->input_count; k++)
            deciders[record->inputs[k] - 1] = record->host;
    }
    return deciders;
}

static void find_records(struct log *log)
{
    const struct myc_book *book = log->book;
    const uint32_t *deciders = deciders_of(log);
    for (uint32_t i = 0; i < book->record_count; i++) {
        const struct myc_record *record = &book->records[i];
        uint32_t host = record->host == MYC_NO_HOST ? (uint32_t)book->host_count : record->host;
        if (speaks_of_host(record->kind))
            host = record->kind == MYC_RECORD_NOTICED ? (uint32_t)book->host_count : deciders[i];
        if (record->kind != MYC_RECORD_STAGED)
            add_step(log, (struct step){ record->time, STEP_RECORD, i, host });
    }
}

static void find_steps(struct log *log)
{
    const struct myc_book *book = log->book;
    find_records(log);
    for (uint32_t i = 0; i < book->message_count; i++) {
        const struct myc_book_message *message = &book->messages[i];
        enum step_kind arrived =
            message->delivered == message->sent ? STEP_ARRIVED_AT_ONCE : STEP_ARRIVED;
        add_step(log, (struct step){ message->sent, STEP_SENT, i, message->source });
        if (message->state == MYC_MESSAGE_DELIVERED)
            add_step(log, (struct step){ message->delivered, arrived, i, message->destination });
    }
}

static int compare_steps(const void *left, const void *right)
{
    const struct step *a = left, *b = right;
    if (a->time != b->time)
        return a->time < b->time ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

/* --- lines --- */

static const char *name_of(const struct log *log, uint32_t host)
{
    return host < log->book->host_count ? log->book->hosts[host].name : "(cluster)";
}

static void write_clock(struct log *log, uint32_t host)
{
    const struct clock *clock = &log->clocks[host];
    for (size_t i = 0; i < clock->count; i++) {
        fputs(i ? ", " : "{", log->out);
        myc_export_json(name_of(log, clock->entries[i].host), log->out);
        fprintf(log->out, ":%" PRIu64, clock->entries[i].time);
    }
    fputc('}', log->out);
}

static void write_record(struct log *log, const struct myc_record *record)
{
    fputs(myc_record_word(record->kind), log->out);
    if (record->label) {
        fputc(' ', log->out);
        myc_export_line(record->label, log->out);
    }
    if (speaks_of_host(record->kind) && record->host != MYC_NO_HOST)
        fprintf(log->out, " %s %s", record->kind == MYC_RECORD_NOTICED ? "the end of" : "at",
                name_of(log, record->host));
    if (record->detail) {
        fputs(": ", log->out);
        myc_export_line(record->detail, log->out);
    }
    if (record->fault)
        fprintf(log->out, " (fault %" PRIu32 ")", record->fault);
}

static void write_message(struct log *log, const struct myc_book_message *message, bool is_sent)
{
    fprintf(log->out, "%s %s ", is_sent ? "sent" : "arrived", message->kind);
    myc_export_line(message->label, log->out);
    fprintf(log->out, " %" PRIu64 " %s %s", message->n, is_sent ? "to" : "from",
            name_of(log, is_sent ? message->destination : message->source));
    if (is_sent && message->state == MYC_MESSAGE_LOST)
        fputs(", which is lost", log->out);
    if (is_sent && message->fault)
        fprintf(log->out, " (fault %" PRIu32 ")", message->fault);
}

static void write_step(struct log *log, const struct step *step)
{
    bool is_sent = step->kind == STEP_SENT, is_record = step->kind == STEP_RECORD;
    tick(log, step->host);
    if (is_sent)
        send_clock(log, &log->clocks[step->host], &log->carried[step->index]);
    else if (!is_record)
        take_clock(log, step->host, &log->carried[step->index]);
    fprintf(log->out, "%s ", name_of(log, step->host));
    write_clock(log, step->host);
    fprintf(log->out, " %" PRIu64 " ", step->time);
    if (is_record)
        write_record(log, &log->book->records[step->index]);
    else
        write_message(log, &log->book->messages[step->index], is_sent);
    fputc('\n', log->out);
}

static void write_shiviz(const struct myc_book *book, struct myc_memory *memory, FILE *out)
{
    struct log log = {
        .book = book,
        .memory = memory,
        .out = out,
        .clocks = myc_memory_alloc(memory, (book->host_count + 1) * sizeof *log.clocks),
        .carried = myc_memory_alloc(memory, (book->message_count + 1) * sizeof *log.carried),
    };
    find_steps(&log);
    if (log.step_count)
        qsort(log.steps, log.step_count, sizeof *log.steps, compare_steps);
    fputs(PATTERN "\n\n", out);
    for (size_t i = 0; i < log.step_count; i++)
        write_step(&log, &log.steps[i]);
}

const struct myc_export_format myc_export_shiviz = {
    .about = { .name = "shiviz",
               .help = "what each host did, with vector clocks, for bestchai.bitbucket.io/shiviz",
               .example = "mycel export study.db 1 --format shiviz -o run.log" },
    .write_run = write_shiviz,
};
