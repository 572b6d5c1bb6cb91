/* Chrome's trace event format, which Perfetto (ui.perfetto.dev) and
 * chrome://tracing open. A host is a process whose threads are
 *
 *     faults    a slice from start to end of each fault that struck the host
 *     records   an instant each
 *     spores    a slice from begin to value; within it, the waiting
 *     sending   a slice for each message while its bits leave the NIC  --s--.
 *     arriving  one of 1 ns when it is there, or was lost          <--f-----'
 *
 * What overlaps on one thread goes to a further one of the same name, so that
 * slices always nest. Timestamps are microseconds with ns as decimals, written
 * from integers. The format: "Trace Event Format", Google, 2016. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

#include "experiments/export.h"
#include "experiments/export_text.h"
#include "experiments/export_work.h"

/* X(NAME, word): the threads of a host, in the order they are shown. */
#define TRACKS(X)                                                                                  \
    X(FAULTS, "faults")                                                                            \
    X(RECORDS, "records")                                                                          \
    X(SPORES, "spores")                                                                            \
    X(SENDING, "sending")                                                                          \
    X(ARRIVING, "arriving")

enum track {
#define X(NAME, word) TRACK_##NAME,
    TRACKS(X)
#undef X
        TRACK_COUNT
};

#define LANES_MAX 1000000 /* between the numbers of two tracks */

/* One track of one host: the end of the last slice of each of its threads. */
struct lanes {
    size_t count, room;
    myc_time *ends;
};

struct trace {
    const struct myc_book *book;
    struct myc_memory *memory;
    FILE *out;
    bool has_event;
    struct lanes *lanes; /* host by host, TRACK_COUNT each; after the hosts those of no host */
};

/* --- an event --- */

static void write_time(const char *key, myc_time time, FILE *out)
{
    fprintf(out, ",\"%s\":%" PRIu64 ".%03" PRIu64, key, time / 1000, time % 1000);
}

/* The host's number as a process; 0 is the idle process of Linux. */
static uint64_t process_of(uint32_t host)
{
    return (uint64_t)host + 1;
}

/* Up to the name's value, which the caller writes: a JSON string. */
static void begin_event(struct trace *trace, const char *phase, uint32_t host, uint64_t thread)
{
    fprintf(trace->out, "%s{\"ph\":\"%s\",\"pid\":%" PRIu64 ",\"tid\":%" PRIu64,
            trace->has_event ? ",\n" : "", phase, process_of(host), thread);
    trace->has_event = true;
}

static void write_name(struct trace *trace, const char *category, const char *name)
{
    fprintf(trace->out, ",\"cat\":\"%s\",\"name\":", category);
    myc_export_json(name, trace->out);
}

static void write_text_argument(struct trace *trace, const char *key, const char *text)
{
    if (!text)
        return;
    fprintf(trace->out, ",\"%s\":", key);
    myc_export_json(text, trace->out);
}

static void write_number_argument(struct trace *trace, const char *key, uint64_t number)
{
    if (number)
        fprintf(trace->out, ",\"%s\":%" PRIu64, key, number);
}

/* --- threads --- */

static struct lanes *lanes_of(struct trace *trace, uint32_t host, enum track track)
{
    return &trace->lanes[(size_t)host * TRACK_COUNT + track];
}

/* The first thread of the track that is free at `start`, taken until `end`. Slices come by start. */
static uint64_t take_lane(struct trace *trace, uint32_t host, enum track track, myc_time start,
                          myc_time end)
{
    struct lanes *lanes = lanes_of(trace, host, track);
    size_t lane = 0;
    while (lane < lanes->count && lanes->ends[lane] > start)
        lane++;
    if (lane == lanes->count) {
        lanes->ends = myc_memory_grow(trace->memory, lanes->ends, &lanes->room, lanes->count + 1,
                                      sizeof *lanes->ends);
        lanes->count++;
    }
    lanes->ends[lane] = end;
    return (uint64_t)track * LANES_MAX + lane + 1;
}

static void write_metadata(struct trace *trace, uint32_t host, uint64_t thread, const char *what,
                           const char *text, uint64_t order)
{
    begin_event(trace, "M", host, thread);
    fprintf(trace->out, ",\"name\":\"%s_name\",\"args\":{\"name\":", what);
    myc_export_json(text, trace->out);
    fputs("}}", trace->out);
    begin_event(trace, "M", host, thread);
    fprintf(trace->out, ",\"name\":\"%s_sort_index\",\"args\":{\"sort_index\":%" PRIu64 "}}", what,
            order);
}

static void write_threads(struct trace *trace, uint32_t host)
{
    static const char *const words[] = {
#define X(NAME, word) word,
        TRACKS(X)
#undef X
    };
    for (enum track track = 0; track < TRACK_COUNT; track++) {
        size_t count = lanes_of(trace, host, track)->count;
        for (size_t i = 0; i < count; i++) {
            uint64_t thread = (uint64_t)track * LANES_MAX + i + 1;
            write_metadata(trace, host, thread, "thread", words[track], thread);
        }
    }
}

/* Whether anything stands on a thread of the host; there may be very many idle ones. */
static bool is_idle(struct trace *trace, uint32_t host)
{
    for (enum track track = 0; track < TRACK_COUNT; track++)
        if (lanes_of(trace, host, track)->count)
            return false;
    return true;
}

static void write_processes(struct trace *trace)
{
    const struct myc_book *book = trace->book;
    for (uint32_t i = 0; i < book->host_count; i++) {
        if (is_idle(trace, i))
            continue;
        write_metadata(trace, i, 0, "process", book->hosts[i].name, process_of(i));
        begin_event(trace, "M", i, 0);
        fprintf(trace->out,
                ",\"name\":\"process_labels\",\"args\":{\"labels\":\"rack %" PRIu32
                ", zone %" PRIu32 "\"}}",
                book->hosts[i].rack, book->hosts[i].zone);
        write_threads(trace, i);
    }
    uint32_t nowhere = (uint32_t)book->host_count;
    write_metadata(trace, nowhere, 0, "process", "(no host)", process_of(nowhere));
    write_threads(trace, nowhere);
}

/* --- what happened --- */

static void write_fault(struct trace *trace, const struct myc_book_fault *fault, uint32_t host)
{
    myc_time last = trace->book->run.end;
    myc_time end = fault->end < last ? fault->end : last;
    if (end < fault->start)
        end = fault->start;
    begin_event(trace, "X", host, take_lane(trace, host, TRACK_FAULTS, fault->start, end));
    write_name(trace, "fault", fault->effect);
    write_time("ts", fault->start, trace->out);
    write_time("dur", end - fault->start, trace->out);
    fprintf(trace->out, ",\"args\":{\"fault\":%" PRIu32 ",\"hits\":%" PRIu64, fault->id,
            fault->hits);
    write_text_argument(trace, "target", fault->target);
    write_text_argument(trace, "item", fault->item);
    fputs("}}", trace->out);
}

static void write_faults(struct trace *trace)
{
    const struct myc_book *book = trace->book;
    for (size_t i = 0; i < book->fault_count; i++) {
        const struct myc_book_fault *fault = &book->faults[i];
        if (fault->state != MYC_FAULT_HAPPENED)
            continue;
        for (uint32_t k = 0; k < fault->host_count; k++)
            write_fault(trace, fault, fault->hosts[k]);
        if (fault->host_count == 0)
            write_fault(trace, fault, (uint32_t)book->host_count);
    }
}

static void write_node_arguments(struct trace *trace, uint32_t id)
{
    if (!id)
        return;
    const struct myc_book_node *node = &trace->book->nodes[id - 1];
    write_number_argument(trace, "node", id);
    write_text_argument(trace, "operation", node->operation);
    write_text_argument(trace, "type", node->type);
    write_text_argument(trace, "spore", node->spore);
}

static void write_record(struct trace *trace, const struct myc_record *record)
{
    uint32_t host = record->host == MYC_NO_HOST ? (uint32_t)trace->book->host_count : record->host;
    const char *word = myc_record_word(record->kind);
    const char *name =
        record->label ? myc_memory_format(trace->memory, "%s %s", word, record->label) : word;
    begin_event(trace, "i", host, take_lane(trace, host, TRACK_RECORDS, record->time, 0));
    write_name(trace, word, name);
    write_time("ts", record->time, trace->out);
    fprintf(trace->out, ",\"s\":\"t\",\"args\":{\"record\":%" PRIu32, record->id);
    write_number_argument(trace, "node", record->node);
    write_number_argument(trace, "fault", record->fault);
    write_number_argument(trace, "bytes", record->bytes);
    write_text_argument(trace, "detail", record->detail);
    for (uint32_t i = 0; i < record->input_count; i++)
        fprintf(trace->out, "%s%" PRIu32 "%s", i ? "," : ",\"inputs\":[", record->inputs[i],
                i + 1 < record->input_count ? "" : "]");
    fputs("}}", trace->out);
}

static void write_work(struct trace *trace, const struct myc_work *work)
{
    const struct myc_record *start = work->start;
    const struct myc_book_node *node = &trace->book->nodes[start->node - 1];
    const char *kind = start->kind == MYC_RECORD_HANDLED ? "handler of "
                       : work->is_stream                 ? "stream of "
                                                         : "";
    uint64_t thread = take_lane(trace, start->host, TRACK_SPORES, start->time, work->ended);
    begin_event(trace, "X", start->host, thread);
    write_name(trace, "spore", myc_memory_format(trace->memory, "%s%s", kind, node->label));
    write_time("ts", start->time, trace->out);
    write_time("dur", work->ended - start->time, trace->out);
    fprintf(trace->out, ",\"args\":{\"record\":%" PRIu32, start->id);
    write_node_arguments(trace, start->node);
    write_text_argument(trace, "ended", work->end ? myc_record_word(work->end->kind) : NULL);
    fputs("}}", trace->out);
    if (work->computed == work->ended)
        return;
    begin_event(trace, "X", start->host, thread);
    write_name(trace, "wait", "waiting");
    write_time("ts", work->computed, trace->out);
    write_time("dur", work->ended - work->computed, trace->out);
    fputs(",\"args\":{}}", trace->out);
}

/* --- messages --- */

/* A flow is bound to the slices that are open at its two ends: those have at least 1 ns. */
#define SLICE_MIN 1

static void write_message_slice(struct trace *trace, const struct myc_book_message *message,
                                const char *name, uint32_t host, uint64_t thread, myc_time start,
                                myc_time length)
{
    static const char *const states[] = { [MYC_MESSAGE_UNDERWAY] = "underway",
                                          [MYC_MESSAGE_DELIVERED] = "delivered",
                                          [MYC_MESSAGE_LOST] = "lost" };
    begin_event(trace, "X", host, thread);
    write_name(trace, "message", name);
    write_time("ts", start, trace->out);
    write_time("dur", length, trace->out);
    fprintf(trace->out, ",\"args\":{\"state\":\"%s\",\"bytes\":%" PRIu64 ",\"sent_ns\":%" PRIu64,
            states[message->state], message->bytes, message->sent);
    write_number_argument(trace, "node", message->node);
    write_number_argument(trace, "fault", message->fault);
    fputs("}}", trace->out);
}

static void write_flow_end(struct trace *trace, const char *phase, size_t index, uint32_t host,
                           uint64_t thread, myc_time time)
{
    begin_event(trace, phase, host, thread);
    write_name(trace, "message", "message");
    fprintf(trace->out, ",\"id\":%zu", index + 1);
    write_time("ts", time, trace->out);
    fputs(*phase == 'f' ? ",\"bp\":\"e\"}" : "}", trace->out);
}

/* Its bits leave when those before them have left. */
static void write_sending(struct trace *trace, size_t index, const char *name)
{
    const struct myc_book_message *message = &trace->book->messages[index];
    struct lanes *lanes = lanes_of(trace, message->source, TRACK_SENDING);
    bool has_left = message->left != MYC_FOREVER;
    myc_time start = message->sent;
    myc_time end = has_left ? message->left : message->delivered;
    if (end == MYC_FOREVER)
        end = trace->book->run.end;
    if (has_left && lanes->count && lanes->ends[0] > start && lanes->ends[0] < end)
        start = lanes->ends[0];
    if (end < start + SLICE_MIN)
        end = start + SLICE_MIN;
    uint64_t thread = take_lane(trace, message->source, TRACK_SENDING, start, end);
    write_message_slice(trace, message, name, message->source, thread, start, end - start);
    if (has_left && message->delivered != MYC_FOREVER)
        write_flow_end(trace, "s", index, message->source, thread, start);
}

static void write_arriving(struct trace *trace, size_t index, const char *name)
{
    const struct myc_book_message *message = &trace->book->messages[index];
    if (message->left == MYC_FOREVER || message->delivered == MYC_FOREVER)
        return;
    bool is_lost = message->state == MYC_MESSAGE_LOST;
    uint64_t thread = take_lane(trace, message->destination, TRACK_ARRIVING, message->delivered,
                                message->delivered + SLICE_MIN);
    write_message_slice(trace, message,
                        is_lost ? myc_memory_format(trace->memory, "lost: %s", name) : name,
                        message->destination, thread, message->delivered, SLICE_MIN);
    write_flow_end(trace, "f", index, message->destination, thread, message->delivered);
}

struct arrival {
    myc_time time;
    size_t index;
};

static int compare_arrivals(const void *left, const void *right)
{
    const struct arrival *a = left, *b = right;
    if (a->time != b->time)
        return a->time < b->time ? -1 : 1;
    return a->index < b->index ? -1 : 1;
}

static void write_messages(struct trace *trace)
{
    const struct myc_book *book = trace->book;
    struct arrival *arrivals =
        myc_memory_alloc(trace->memory, (book->message_count + 1) * sizeof *arrivals);
    const char **names = myc_memory_alloc(trace->memory, (book->message_count + 1) * sizeof *names);
    for (size_t i = 0; i < book->message_count; i++) {
        const struct myc_book_message *message = &book->messages[i];
        names[i] = myc_memory_format(
            trace->memory, "%s %s %s %s %" PRIu64, message->kind, book->hosts[message->source].name,
            book->hosts[message->destination].name, message->label, message->n);
        arrivals[i] = (struct arrival){ message->delivered, i };
        write_sending(trace, i, names[i]);
    }
    qsort(arrivals, book->message_count, sizeof *arrivals, compare_arrivals);
    for (size_t i = 0; i < book->message_count; i++)
        write_arriving(trace, arrivals[i].index, names[arrivals[i].index]);
}

/* --- all --- */

static void write_verdict(struct trace *trace)
{
    const struct myc_book_run *run = &trace->book->run;
    uint32_t nowhere = (uint32_t)trace->book->host_count;
    const char *name =
        run->class ? myc_memory_format(trace->memory, "%s: %s", run->verdict, run->class)
                   : run->verdict;
    begin_event(trace, "i", nowhere, take_lane(trace, nowhere, TRACK_RECORDS, run->end, 0));
    write_name(trace, "verdict", name ? name : "the end");
    write_time("ts", run->end, trace->out);
    fputs(",\"s\":\"g\",\"args\":{\"sim_end_ns\":", trace->out);
    fprintf(trace->out, "%" PRIu64, run->end);
    write_text_argument(trace, "reason", run->reason);
    write_text_argument(trace, "response", run->response);
    fputs("}}", trace->out);
}

static void write_chrome_trace(const struct myc_book *book, struct myc_memory *memory, FILE *out)
{
    struct trace trace = { .book = book, .memory = memory, .out = out };
    size_t tracks = (book->host_count + 1) * TRACK_COUNT;
    trace.lanes = myc_memory_alloc(memory, tracks * sizeof *trace.lanes);
    fputs("{\"displayTimeUnit\":\"ns\",\"otherData\":{\"name\":", out);
    myc_export_json(book->run.name, out);
    fprintf(out, ",\"seed\":%" PRIu64, book->run.seed);
    write_text_argument(&trace, "fingerprint", book->run.fingerprint);
    fputs("},\"traceEvents\":[\n", out);
    write_faults(&trace);
    for (size_t i = 0; i < book->record_count; i++)
        if (book->records[i].kind != MYC_RECORD_STAGED)
            write_record(&trace, &book->records[i]);
    struct myc_works works = myc_works_of(book, memory);
    for (size_t i = 0; i < works.count; i++)
        write_work(&trace, &works.works[i]);
    write_messages(&trace);
    write_verdict(&trace);
    write_processes(&trace);
    fputs("\n]}\n", out);
}

const struct myc_export_format myc_export_chrome_trace = {
    .about = { .name = "chrome-trace",
               .help = "hosts, spores, messages and faults in time, for ui.perfetto.dev",
               .example = "mycel export study.db 1 --format chrome-trace -o run.json" },
    .write_run = write_chrome_trace,
};
