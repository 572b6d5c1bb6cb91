#include "experiments/sweep/row.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "sim/digest.h"
#include "sim/record_fields.h"

struct head {
    uint64_t length; /* of the payload */
    uint64_t kind;
    uint64_t check;
};

/* The plain numbers of an outcome, in one piece. */
struct numbers {
    uint64_t wall_ns; /* first: the only one that may differ when a run is repeated */
    uint64_t k;
    uint64_t verdict, class, trace;
    uint64_t seed, answered, sim_end, events, control, spore_runs, recomputed, duplicates_dropped;
    struct myc_recovery_figures recovery;
    uint64_t failing_node, response_node;
    uint64_t message_kinds, losses, checkpoints, traced;
    uint64_t things[MYC_LINES]; /* of each kind of line in the book */
    char fingerprint[40];
};

/* --- bytes --- */

void myc_row_bytes_deinit(struct myc_row_bytes *bytes)
{
    free(bytes->bytes);
    *bytes = (struct myc_row_bytes){ 0 };
}

void myc_row_bytes_reserve(struct myc_row_bytes *bytes, size_t more)
{
    if (more <= bytes->room - bytes->length)
        return;
    while (bytes->room - bytes->length < more)
        bytes->room = bytes->room ? bytes->room * 2 : (size_t)1 << 16;
    bytes->bytes = realloc(bytes->bytes, bytes->room);
    assert(bytes->bytes);
}

static void put(struct myc_row_bytes *bytes, const void *from, size_t length)
{
    myc_row_bytes_reserve(bytes, length);
    if (length)
        memcpy(bytes->bytes + bytes->length, from, length);
    bytes->length += length;
}

/* Its length and one for the terminator, which is written too; 0 is NULL. */
static void put_text(struct myc_row_bytes *bytes, const char *text)
{
    uint32_t length = text ? (uint32_t)strlen(text) + 1 : 0;
    put(bytes, &length, sizeof length);
    put(bytes, text, length);
}

/* --- writing --- */

static size_t size_of(enum myc_field_type type)
{
    switch (type) {
    case MYC_FIELD_NUMBER64:
    case MYC_FIELD_TIME:
        return 8;
    case MYC_FIELD_DIGEST:
        return 16;
    default:
        return 4;
    }
}

static void put_field(struct myc_row_bytes *bytes, const struct myc_field *field, const char *thing)
{
    const char *text;
    const uint32_t *numbers;
    uint32_t count;
    switch (field->type) {
    case MYC_FIELD_TEXT:
        memcpy(&text, thing + field->offset, sizeof text);
        put_text(bytes, text);
        break;
    case MYC_FIELD_HOST_LIST:
    case MYC_FIELD_NODE_LIST:
    case MYC_FIELD_RECORD_LIST:
        memcpy(&numbers, thing + field->offset, sizeof numbers);
        memcpy(&count, thing + field->count_offset, sizeof count);
        put(bytes, &count, sizeof count);
        put(bytes, numbers, count * sizeof *numbers);
        break;
    default:
        put(bytes, thing + field->offset, size_of(field->type));
    }
}

/* Where the things of a kind of line lie in a book. */
static const char *things_of(const struct myc_book *book, enum myc_line line)
{
    switch (line) {
    case MYC_LINE_HOST:
        return (const char *)book->hosts;
    case MYC_LINE_NODE:
        return (const char *)book->nodes;
    case MYC_LINE_FAULT:
        return (const char *)book->faults;
    case MYC_LINE_RECORD:
        return (const char *)book->records;
    case MYC_LINE_MESSAGE:
        return (const char *)book->messages;
    default:
        return NULL;
    }
}

/* With trace outcome the faults, and hosts only where something may name them. */
static void count_things(const struct myc_outcome *outcome, uint64_t counts[MYC_LINES])
{
    const struct myc_book *book = outcome->book;
    bool all = outcome->scenario->trace != MYC_TRACE_OUTCOME;
    bool named = all || book->fault_count || outcome->loss_count;
    counts[MYC_LINE_HOST] = named ? book->host_count : 0;
    counts[MYC_LINE_FAULT] = book->fault_count;
    counts[MYC_LINE_NODE] = all ? book->node_count : 0;
    counts[MYC_LINE_RECORD] = all ? book->record_count : 0;
    counts[MYC_LINE_MESSAGE] = all ? book->message_count : 0;
}

static void put_book(struct myc_row_bytes *bytes, const struct myc_book *book,
                     const uint64_t counts[MYC_LINES])
{
    for (enum myc_line line = 0; line < MYC_LINES; line++) {
        const struct myc_line_kind *kind = &myc_record_lines[line];
        const char *thing = things_of(book, line);
        for (uint64_t i = 0; i < counts[line]; i++, thing += kind->thing_bytes)
            for (const struct myc_field *field = kind->fields; field->name; field++)
                put_field(bytes, field, thing);
    }
}

static struct numbers numbers_of(uint64_t k, const struct myc_outcome *outcome)
{
    bool all = outcome->scenario->trace != MYC_TRACE_OUTCOME;
    struct numbers numbers;
    memset(&numbers, 0, sizeof numbers);
    numbers.wall_ns = outcome->wall_ns;
    numbers.k = k;
    numbers.verdict = outcome->verdict;
    numbers.class = outcome->class;
    numbers.trace = outcome->scenario->trace;
    numbers.seed = outcome->seed;
    numbers.answered = outcome->answered;
    numbers.sim_end = outcome->sim_end;
    numbers.events = outcome->events;
    numbers.control = outcome->control;
    numbers.spore_runs = outcome->spore_runs;
    numbers.recomputed = outcome->recomputed;
    numbers.duplicates_dropped = outcome->duplicates_dropped;
    numbers.recovery = outcome->recovery;
    numbers.failing_node = outcome->book->run.failing_node;
    numbers.response_node = outcome->book->run.response_node;
    numbers.message_kinds = outcome->message_kind_count;
    numbers.losses = outcome->loss_count;
    numbers.checkpoints = all ? outcome->checkpoint_count : 0;
    numbers.traced = outcome->event_count;
    memcpy(numbers.fingerprint, outcome->fingerprint, sizeof outcome->fingerprint);
    count_things(outcome, numbers.things);
    return numbers;
}

static void put_loss(struct myc_row_bytes *bytes, const struct myc_loss *loss)
{
    const uint64_t numbers[] = { loss->node_id, loss->host, loss->at, loss->fault,
                                 loss->recoverable };
    put(bytes, numbers, sizeof numbers);
    put_text(bytes, loss->node);
}

static size_t begin(struct myc_row_bytes *bytes)
{
    static const struct head head;
    put(bytes, &head, sizeof head);
    return bytes->length;
}

static void end(struct myc_row_bytes *bytes, size_t payload, enum myc_row_kind kind)
{
    struct head head = { .length = bytes->length - payload, .kind = kind };
    head.check = myc_digest64(bytes->bytes + payload, head.length);
    memcpy(bytes->bytes + payload - sizeof head, &head, sizeof head);
}

void myc_row_write(struct myc_row_bytes *bytes, uint64_t k, const struct myc_outcome *outcome)
{
    const struct numbers numbers = numbers_of(k, outcome);
    size_t payload = begin(bytes);
    put(bytes, &numbers, sizeof numbers);
    put_text(bytes, outcome->reason);
    put_text(bytes, outcome->response);
    put_text(bytes, outcome->requests_json);
    put_text(bytes, outcome->expectations);
    put_text(bytes, outcome->failing_node);
    put_text(bytes, outcome->realised);
    put_text(bytes, outcome->declared);
    for (size_t i = 0; i < outcome->message_kind_count; i++) {
        put_text(bytes, outcome->messages[i].name);
        put(bytes, &outcome->messages[i].count, sizeof outcome->messages[i].count);
    }
    for (size_t i = 0; i < outcome->loss_count; i++)
        put_loss(bytes, &outcome->losses[i]);
    put(bytes, outcome->checkpoints, numbers.checkpoints * sizeof *outcome->checkpoints);
    put(bytes, outcome->traced, numbers.traced * sizeof *outcome->traced);
    put_book(bytes, outcome->book, numbers.things);
    end(bytes, payload, MYC_ROW_OUTCOME);
}

void myc_row_write_refusal(struct myc_row_bytes *bytes, const struct myc_error *error)
{
    uint64_t status = error->status;
    size_t payload = begin(bytes);
    put(bytes, &status, sizeof status);
    put_text(bytes, error->message);
    end(bytes, payload, MYC_ROW_REFUSAL);
}

bool myc_row_is_equal(const char *one, const char *other)
{
    struct head first, second;
    memcpy(&first, one, sizeof first);
    memcpy(&second, other, sizeof second);
    size_t skip = sizeof(struct head) + sizeof(uint64_t);
    return first.length == second.length && first.kind == second.kind &&
           memcmp(one + skip, other + skip, first.length - sizeof(uint64_t)) == 0;
}

/* --- reading --- */

struct reader {
    const char *at;
    const char *end;
    struct myc_memory *memory;
    bool failed;
};

static const void *take(struct reader *reader, uint64_t count, size_t bytes)
{
    if (reader->failed || count > (uint64_t)(reader->end - reader->at) / bytes) {
        reader->failed = true;
        return NULL;
    }
    const void *at = reader->at;
    reader->at += count * bytes;
    return at;
}

static void take_into(struct reader *reader, void *into, size_t bytes)
{
    const void *at = take(reader, 1, bytes);
    if (at)
        memcpy(into, at, bytes);
    else
        memset(into, 0, bytes);
}

/* An array of its own, aligned. */
static void *take_array(struct reader *reader, uint64_t count, size_t bytes)
{
    const void *at = take(reader, count, bytes);
    if (!at || count == 0)
        return NULL;
    void *array = myc_memory_alloc(reader->memory, count * bytes);
    memcpy(array, at, count * bytes);
    return array;
}

static const char *take_text(struct reader *reader)
{
    uint32_t length;
    take_into(reader, &length, sizeof length);
    if (length == 0)
        return NULL;
    const char *text = take(reader, length, 1);
    if (text && memchr(text, '\0', length) == text + length - 1)
        return text;
    reader->failed = true;
    return NULL;
}

static void take_field(struct reader *reader, const struct myc_field *field, char *thing)
{
    const char *text;
    const uint32_t *numbers;
    uint32_t count;
    switch (field->type) {
    case MYC_FIELD_TEXT:
        text = take_text(reader);
        memcpy(thing + field->offset, &text, sizeof text);
        break;
    case MYC_FIELD_HOST_LIST:
    case MYC_FIELD_NODE_LIST:
    case MYC_FIELD_RECORD_LIST:
        take_into(reader, &count, sizeof count);
        numbers = take_array(reader, count, sizeof *numbers);
        memcpy(thing + field->offset, &numbers, sizeof numbers);
        memcpy(thing + field->count_offset, &count, sizeof count);
        break;
    default:
        take_into(reader, thing + field->offset, size_of(field->type));
    }
}

static void *take_things(struct reader *reader, enum myc_line line, uint64_t count)
{
    const struct myc_line_kind *kind = &myc_record_lines[line];
    if (count > (uint64_t)(reader->end - reader->at))
        reader->failed = true; /* each takes at least a byte */
    if (reader->failed || count == 0)
        return NULL;
    char *things = myc_memory_alloc(reader->memory, count * kind->thing_bytes);
    for (uint64_t i = 0; i < count && !reader->failed; i++)
        for (const struct myc_field *field = kind->fields; field->name; field++)
            take_field(reader, field, things + i * kind->thing_bytes);
    return things;
}

static void take_book(struct reader *reader, const struct numbers *numbers, struct myc_book *book)
{
    const uint64_t *counts = numbers->things;
    book->hosts = take_things(reader, MYC_LINE_HOST, counts[MYC_LINE_HOST]);
    book->nodes = take_things(reader, MYC_LINE_NODE, counts[MYC_LINE_NODE]);
    book->faults = take_things(reader, MYC_LINE_FAULT, counts[MYC_LINE_FAULT]);
    book->records = take_things(reader, MYC_LINE_RECORD, counts[MYC_LINE_RECORD]);
    book->messages = take_things(reader, MYC_LINE_MESSAGE, counts[MYC_LINE_MESSAGE]);
    book->host_count = counts[MYC_LINE_HOST];
    book->node_count = counts[MYC_LINE_NODE];
    book->fault_count = counts[MYC_LINE_FAULT];
    book->record_count = counts[MYC_LINE_RECORD];
    book->message_count = counts[MYC_LINE_MESSAGE];
    book->run.failing_node = (uint32_t)numbers->failing_node;
    book->run.response_node = (uint32_t)numbers->response_node;
}

static struct myc_count *take_messages(struct reader *reader, uint64_t count)
{
    if (count > (uint64_t)(reader->end - reader->at))
        reader->failed = true;
    if (reader->failed)
        return NULL;
    struct myc_count *counts = myc_memory_alloc(reader->memory, count * sizeof *counts);
    for (uint64_t i = 0; i < count; i++) {
        counts[i].name = take_text(reader);
        take_into(reader, &counts[i].count, sizeof counts[i].count);
    }
    return counts;
}

static struct myc_loss *take_losses(struct reader *reader, uint64_t count)
{
    uint64_t numbers[5];
    if (count > (uint64_t)(reader->end - reader->at))
        reader->failed = true;
    if (reader->failed)
        return NULL;
    struct myc_loss *losses = myc_memory_alloc(reader->memory, count * sizeof *losses);
    for (uint64_t i = 0; i < count; i++) {
        take_into(reader, numbers, sizeof numbers);
        losses[i] = (struct myc_loss){ .node = take_text(reader),
                                       .node_id = (uint32_t)numbers[0],
                                       .host = (uint32_t)numbers[1],
                                       .at = numbers[2],
                                       .fault = (uint32_t)numbers[3],
                                       .recoverable = numbers[4] };
    }
    return losses;
}

static void take_outcome(struct reader *reader, const struct numbers *numbers, struct myc_row *row)
{
    row->k = numbers->k;
    row->scenario.trace = (enum myc_trace)numbers->trace;
    row->outcome = (struct myc_outcome){
        .scenario = &row->scenario,
        .verdict = (enum myc_verdict)numbers->verdict,
        .class = (enum myc_class)numbers->class,
        .seed = numbers->seed,
        .answered = numbers->answered,
        .sim_end = numbers->sim_end,
        .events = numbers->events,
        .control = numbers->control,
        .spore_runs = numbers->spore_runs,
        .recomputed = numbers->recomputed,
        .duplicates_dropped = numbers->duplicates_dropped,
        .recovery = numbers->recovery,
        .wall_ns = numbers->wall_ns,
        .message_kind_count = numbers->message_kinds,
        .loss_count = numbers->losses,
        .checkpoint_count = numbers->checkpoints,
        .event_count = numbers->traced,
        .book = &row->book,
    };
    struct myc_outcome *outcome = &row->outcome;
    memcpy(outcome->fingerprint, numbers->fingerprint, sizeof outcome->fingerprint);
    outcome->reason = take_text(reader);
    outcome->response = take_text(reader);
    outcome->requests_json = take_text(reader);
    outcome->expectations = take_text(reader);
    outcome->failing_node = take_text(reader);
    outcome->realised = take_text(reader);
    outcome->declared = take_text(reader);
    outcome->messages = take_messages(reader, numbers->message_kinds);
    outcome->losses = take_losses(reader, numbers->losses);
    outcome->checkpoints = take_array(reader, numbers->checkpoints, sizeof *outcome->checkpoints);
    outcome->traced = take_array(reader, numbers->traced, sizeof *outcome->traced);
    take_book(reader, numbers, &row->book);
}

static void take_refusal(struct reader *reader, struct myc_row *row)
{
    uint64_t status;
    take_into(reader, &status, sizeof status);
    const char *message = take_text(reader);
    if (message)
        myc_error_set(&row->refusal, (enum myc_status)status, "%s", message);
}

size_t myc_row_whole(const char *bytes, size_t length)
{
    struct head head;
    if (length < sizeof head)
        return 0;
    memcpy(&head, bytes, sizeof head);
    return head.length <= length - sizeof head ? sizeof head + head.length : 0;
}

bool myc_row_read(const char *bytes, const char *name, struct myc_memory *memory,
                  struct myc_row *row)
{
    struct head head;
    struct numbers numbers;
    memcpy(&head, bytes, sizeof head);
    const char *payload = bytes + sizeof head;
    if (myc_digest64(payload, head.length) != head.check)
        return false;
    struct reader reader = { .at = payload, .end = payload + head.length, .memory = memory };
    *row = (struct myc_row){ .kind = (enum myc_row_kind)head.kind, .scenario = { .name = name } };
    if (row->kind == MYC_ROW_OUTCOME) {
        take_into(&reader, &numbers, sizeof numbers);
        take_outcome(&reader, &numbers, row);
    } else {
        take_refusal(&reader, row);
    }
    return !reader.failed && reader.at == reader.end;
}
