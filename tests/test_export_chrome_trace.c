/* Chrome traces, read by a JSON library and held against the records they tell of: slices of a
 * thread nest, every flow has both its ends within slices, and nothing is missing or added. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "tests/exported.h"

struct slice {
    json_int_t process, thread;
    uint64_t start, end;
    const char *category;
    json_t *arguments;
};

struct reader {
    const char *name;
    const struct myc_book *book;
    json_t *events;
    struct slice *slices;
    size_t slice_count;
};

/* Microseconds, exact to the nanosecond. */
static uint64_t time_of(json_t *event, const char *key)
{
    json_t *value = json_object_get(event, key);
    cr_assert(json_is_real(value) || json_is_integer(value), "%s is no number", key);
    double ns = json_number_value(value) * 1000;
    uint64_t whole = (uint64_t)(ns + 0.5);
    cr_assert(ns >= 0 && ns - (double)whole < 0.01 && (double)whole - ns < 0.01);
    return whole;
}

static const char *text_of(json_t *event, const char *key)
{
    const char *text = json_string_value(json_object_get(event, key));
    return text ? text : "";
}

static json_int_t number_of(json_t *event, const char *key)
{
    json_t *value = json_object_get(event, key);
    cr_assert(json_is_integer(value), "%s is no integer", key);
    return json_integer_value(value);
}

static void read_event(struct reader *reader, json_t *event)
{
    const char *phase = text_of(event, "ph");
    cr_assert(strlen(phase) == 1 && strchr("XiMsf", *phase), "phase '%s'", phase);
    cr_assert(number_of(event, "pid") > 0 && number_of(event, "tid") >= 0);
    cr_assert(json_is_string(json_object_get(event, "name")));
    if (*phase == 'i')
        cr_assert(strchr("tg", *text_of(event, "s")) && *text_of(event, "s"));
    if (*phase != 'M')
        time_of(event, "ts");
    if (*phase != 'X')
        return;
    uint64_t start = time_of(event, "ts");
    reader->slices[reader->slice_count++] = (struct slice){
        .process = number_of(event, "pid"),
        .thread = number_of(event, "tid"),
        .start = start,
        .end = start + time_of(event, "dur"),
        .category = text_of(event, "cat"),
        .arguments = json_object_get(event, "args"),
    };
}

/* Outer slices first. */
static int compare(const void *left, const void *right)
{
    const struct slice *a = left, *b = right;
    if (a->process != b->process)
        return a->process < b->process ? -1 : 1;
    if (a->thread != b->thread)
        return a->thread < b->thread ? -1 : 1;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return (a->end < b->end) - (a->end > b->end);
}

static void slices_nest(struct reader *reader)
{
    const struct slice *open[64];
    size_t depth = 0;
    qsort(reader->slices, reader->slice_count, sizeof *reader->slices, compare);
    for (size_t i = 0; i < reader->slice_count; i++) {
        const struct slice *slice = &reader->slices[i];
        while (depth &&
               (open[depth - 1]->process != slice->process ||
                open[depth - 1]->thread != slice->thread || open[depth - 1]->end <= slice->start))
            depth--;
        cr_assert(depth == 0 || slice->end <= open[depth - 1]->end,
                  "%s: slices overlap at %lu of process %lld", reader->name, slice->start,
                  slice->process);
        cr_assert_lt(depth, 64);
        open[depth++] = slice;
    }
}

static const struct slice *slice_around(const struct reader *reader, json_t *event)
{
    uint64_t time = time_of(event, "ts");
    for (size_t i = 0; i < reader->slice_count; i++) {
        const struct slice *slice = &reader->slices[i];
        if (slice->process == number_of(event, "pid") && slice->thread == number_of(event, "tid") &&
            slice->start <= time && time < slice->end)
            return slice;
    }
    return NULL;
}

/* One start and one end for each message that left and came to an end, at its two hosts. */
static void flows_have_both_ends(const struct reader *reader)
{
    const struct myc_book *book = reader->book;
    json_t **starts = calloc(book->message_count + 1, sizeof(json_t *));
    json_t **ends = calloc(book->message_count + 1, sizeof(json_t *));
    size_t index;
    json_t *event;
    json_array_foreach(reader->events, index, event)
    {
        const char *phase = text_of(event, "ph");
        if (*phase != 's' && *phase != 'f')
            continue;
        json_int_t id = number_of(event, "id");
        cr_assert(id >= 1 && (size_t)id <= book->message_count);
        json_t **at = *phase == 's' ? &starts[id] : &ends[id];
        cr_assert_null(*at, "%s: flow %lld has two of '%s'", reader->name, id, phase);
        *at = event;
        const struct slice *around = slice_around(reader, event);
        cr_assert(around && strcmp(around->category, "message") == 0,
                  "%s: flow %lld is outside any slice", reader->name, id);
    }
    for (size_t i = 1; i <= book->message_count; i++) {
        const struct myc_book_message *message = &book->messages[i - 1];
        bool flows = message->left != MYC_FOREVER && message->delivered != MYC_FOREVER;
        cr_assert(!starts[i] == !flows && !ends[i] == !flows, "%s: message %zu", reader->name, i);
        if (!flows)
            continue;
        cr_assert_eq(number_of(starts[i], "pid"), message->source + 1);
        cr_assert_eq(number_of(ends[i], "pid"), message->destination + 1);
        cr_assert_eq(time_of(ends[i], "ts"), message->delivered);
        cr_assert(time_of(starts[i], "ts") >= message->sent &&
                  time_of(starts[i], "ts") <= message->left);
        cr_assert_str_eq(text_of(starts[i], "cat"), text_of(ends[i], "cat"));
        cr_assert_str_eq(text_of(starts[i], "name"), text_of(ends[i], "name"));
    }
    free(starts);
    free(ends);
}

/* The slice of a spore that the record began, NULL: none. */
static const struct slice *work_of(const struct reader *reader, uint32_t record)
{
    const struct slice *found = NULL;
    for (size_t i = 0; i < reader->slice_count; i++) {
        const struct slice *slice = &reader->slices[i];
        if (strcmp(slice->category, "spore") != 0 ||
            number_of(slice->arguments, "record") != record)
            continue;
        cr_assert_null(found, "%s: record %u has two slices", reader->name, record);
        found = slice;
    }
    return found;
}

/* A spore that gave a value worked from its beginning until then. */
static void spores_end_with_their_values(const struct reader *reader)
{
    const struct myc_book *book = reader->book;
    for (size_t i = 0; i < book->record_count; i++) {
        const struct myc_record *ready = &book->records[i];
        for (uint32_t k = 0; ready->kind == MYC_RECORD_MATERIALIZED && k < ready->input_count;
             k++) {
            const struct myc_record *start = &book->records[ready->inputs[k] - 1];
            const struct slice *slice = work_of(reader, start->id);
            if (start->kind != MYC_RECORD_STARTED || start->node != ready->node || !slice)
                continue; /* one that a handler's stands for */
            cr_assert_eq(slice->process, start->host + 1);
            cr_assert_eq(slice->start, start->time);
            cr_assert_eq(slice->end, ready->time, "%s: record %u", reader->name, start->id);
        }
    }
}

static size_t count_of(const struct reader *reader, const char *phase, const char *category)
{
    size_t count = 0, index;
    json_t *event;
    json_array_foreach(reader->events, index, event) count +=
        strcmp(text_of(event, "ph"), phase) == 0 && strcmp(text_of(event, "cat"), category) == 0;
    return count;
}

static void nothing_is_missing(const struct reader *reader)
{
    const struct myc_book *book = reader->book;
    size_t struck = 0, works = 0;
    for (enum myc_record_kind kind = 0; kind < MYC_RECORD_KINDS; kind++) {
        size_t records = 0;
        for (size_t i = 0; i < book->record_count; i++)
            records += book->records[i].kind == kind;
        cr_assert_eq(count_of(reader, "i", myc_record_word(kind)),
                     kind == MYC_RECORD_STAGED ? 0 : records, "%s: %s", reader->name,
                     myc_record_word(kind));
    }
    for (size_t i = 0; i < book->fault_count; i++)
        if (book->faults[i].state == MYC_FAULT_HAPPENED)
            struck += book->faults[i].host_count ? book->faults[i].host_count : 1;
    cr_assert_eq(count_of(reader, "X", "fault"), struck, "%s", reader->name);
    for (size_t i = 0; i < book->record_count; i++) {
        const struct myc_record *record = &book->records[i];
        works += record->kind == MYC_RECORD_HANDLED || record->kind == MYC_RECORD_STARTED;
        for (uint32_t k = 0; record->kind == MYC_RECORD_STARTED && k < record->input_count; k++)
            works -= book->records[record->inputs[k] - 1].kind == MYC_RECORD_HANDLED &&
                     book->records[record->inputs[k] - 1].node == record->node;
    }
    cr_assert_eq(count_of(reader, "X", "spore"), works, "%s", reader->name);
    cr_assert_eq(count_of(reader, "i", "verdict"), 1);
}

static void check(const char *name, const struct myc_book *book, const char *text)
{
    json_error_t error;
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    cr_assert_not_null(root, "%s: %s at %d:%d", name, error.text, error.line, error.column);
    struct reader reader = { .name = name,
                             .book = book,
                             .events = json_object_get(root, "traceEvents") };
    cr_assert_str_eq(text_of(root, "displayTimeUnit"), "ns");
    reader.slices = calloc(json_array_size(reader.events) + 1, sizeof *reader.slices);
    size_t index;
    json_t *event;
    json_array_foreach(reader.events, index, event) read_event(&reader, event);
    slices_nest(&reader);
    flows_have_both_ends(&reader);
    spores_end_with_their_values(&reader);
    nothing_is_missing(&reader);
    free(reader.slices);
    json_decref(root);
}

Test(export_chrome_trace, every_run)
{
    exported_each(&myc_export_chrome_trace, check);
}

/* The talk's crash, by hand: m2 (the second host) is struck at 60us while adults runs on it. */
static void check_crash(const char *name, const struct myc_book *book, const char *text)
{
    (void)name, (void)book;
    cr_assert(strstr(text, "{\"ph\":\"X\",\"pid\":2,\"tid\":2000001,\"cat\":\"spore\","
                           "\"name\":\"adults\",\"ts\":50.226,\"dur\":9.774,"));
    cr_assert(strstr(text, "\"cat\":\"fault\",\"name\":\"crash\",\"ts\":60.000,"));
}

Test(export_chrome_trace, the_crash)
{
    exported_one(&myc_export_chrome_trace,
                 "workload: people\nperturb:\n  - crash: {target: m2, at: 60us, for: 5ms}\n",
                 check_crash);
}
