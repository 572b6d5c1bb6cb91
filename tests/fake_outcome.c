#include "tests/fake_outcome.h"

#include <assert.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static void add_hosts(struct myc_book *book)
{
    myc_book_add_host(book, &(struct myc_book_host){ "m1", 0, 0 });
    myc_book_add_host(book, &(struct myc_book_host){ "m2", 1, 0 });
    myc_book_add_host(book, &(struct myc_book_host){ "client", 0, 0 });
}

static void add_nodes(struct myc_book *book)
{
    static const uint32_t first[] = { 1 };
    myc_book_add_node(book, &(struct myc_book_node){ .label = "persons",
                                                     .operation = "populate",
                                                     .type = "List[Person]",
                                                     .host = 1,
                                                     .digest = "fifteen letters" });
    myc_book_add_node(book, &(struct myc_book_node){ .label = "labels",
                                                     .operation = "map",
                                                     .type = "List[String]",
                                                     .spore = "label",
                                                     .host = 1,
                                                     .returned_by = 1,
                                                     .input_count = 1,
                                                     .inputs = first });
}

static void add_faults(struct myc_book *book)
{
    static const uint32_t struck[] = { 1 };
    myc_book_add_fault(book, &(struct myc_book_fault){ .effect = "crash",
                                                       .target = "holder(labels)",
                                                       .item = "crash: {target: m2, at: 60000}",
                                                       .host_count = 1,
                                                       .hosts = struck,
                                                       .start = 60000,
                                                       .end = MYC_FOREVER,
                                                       .hits = 2 });
    myc_book_add_fault(book, &(struct myc_book_fault){ .effect = "delay",
                                                       .target = "link(client m1)",
                                                       .start = 9000000000,
                                                       .end = MYC_FOREVER,
                                                       .state = MYC_FAULT_SKIPPED,
                                                       .why = "run ended" });
}

static void add_records(struct myc_book *book)
{
    static const uint32_t both[] = { 1, 2 };
    myc_book_add(
        book,
        &(struct myc_record){
            .kind = MYC_RECORD_REQUESTED, .time = 0, .label = "labels", .host = 2, .node = 2 });
    myc_book_add(book, &(struct myc_record){ .kind = MYC_RECORD_FAULT_STARTED,
                                             .time = 60000,
                                             .host = MYC_NO_HOST,
                                             .fault = 1 });
    myc_book_add(book, &(struct myc_record){ .kind = MYC_RECORD_LOST,
                                             .time = 60000,
                                             .label = "labels",
                                             .host = 1,
                                             .node = 2,
                                             .fault = 1,
                                             .bytes = 33,
                                             .detail = "a \"task\",\tand\nmore: \xc3\xa9",
                                             .input_count = 2,
                                             .inputs = both });
    myc_book_add_message(book, &(struct myc_book_message){ .kind = "Req",
                                                           .source = 2,
                                                           .destination = 1,
                                                           .label = "labels",
                                                           .n = 1,
                                                           .node = 2,
                                                           .bytes = 270,
                                                           .sent = 0,
                                                           .left = 216,
                                                           .delivered = MYC_FOREVER,
                                                           .state = MYC_MESSAGE_LOST,
                                                           .fault = 1 });
}

static void fill_scenario(struct fake *fake, enum myc_trace trace)
{
    static const struct myc_file files[] = {
        { .name = "people.csv", .bytes = "Ann,30\nBob,12\n", .length = 14 },
        { .name = "empty.csv", .bytes = "", .length = 0, .store = MYC_FILE_LOCAL },
    };
    static const char *const hosts[] = { "m1", "m2" };
    fake->scenario = (struct myc_scenario){
        .memory = fake->memory,
        .name = "people-crash",
        .seed = 7,
        .cluster = { .host_count = 2,
                     .hosts = hosts,
                     .client = "client",
                     .file_count = 2,
                     .files = files },
        .trace = trace,
        .text = "mycel: 1\nworkload: people\n",
    };
}

static void fill_outcome(struct fake *fake)
{
    static const struct myc_count messages[] = { { "Req", 2 }, { "Err", 1 } };
    static const struct myc_loss losses[] = {
        { .node = "labels", .node_id = 2, .host = 1, .at = 60000, .fault = 1, .recoverable = true },
    };
    static const struct myc_checkpoint checkpoints[] = {
        { .events = 2, .time = 60000, .digest = "fifteen letters" },
        { .events = 4, .time = 1060000, .digest = { 0xff, 0, 1 } },
    };
    static const struct myc_traced_event events[] = {
        { 50216, MYC_RANK_DELIVERY, 2, 1, 1, 3, UINT64_MAX },
        { 60000, MYC_RANK_FAULT_START, 4, 1, 4, 0, 1 },
    };
    fake->outcome = (struct myc_outcome){
        .scenario = &fake->scenario,
        .verdict = MYC_FAIL,
        .class = MYC_CLASS_ERROR,
        .reason = "m2 is gone",
        .response = "null",
        .requests_json = "{\"sent\":9,\"latency_ns\":{\"mean\":40,\"p99\":null}}",
        .expectations = "[{\"expect\":\"p99 <= 2ms\",\"met\":null,\"found\":\"1ms\"},"
                        "{\"expect\":\"sometimes lost(labels)\",\"met\":true,\"found\":\"2\"}]",
        .fingerprint = "0123456789abcdef0123456789abcdef",
        .seed = 7,
        .sim_end = 1060000,
        .events = 4,
        .message_kind_count = 2,
        .messages = messages,
        .control = 3,
        .spore_runs = 5,
        .recomputed = 6,
        .duplicates_dropped = 8,
        .recovery = { .setbacks = 1, .detect_ns_total = 11, .detect_ns_max = 11, .evicted = 12 },
        .book = &fake->book,
        .loss_count = 1,
        .losses = losses,
        .failing_node = "labels",
        .failing_host = "m2",
        .wall_ns = 123456,
        .realised = "crash: {target: m2, at: 60000} # 2 hits\n",
        .declared = "crash: {target: holder(labels), at: 60000}\n",
        .checkpoint_count = 2,
        .checkpoints = checkpoints,
        .event_count = fake->scenario.trace == MYC_TRACE_ALL ? 2 : 0,
        .traced = events,
    };
}

void fake_begin(struct fake *fake, enum myc_trace trace)
{
    struct myc_error error = { .status = MYC_OK };
    enum myc_status status = myc_memory_create(&fake->memory, (size_t)1 << 26, &error);
    assert(status == MYC_OK);
    myc_book_begin(&fake->book, fake->memory, true);
    add_hosts(&fake->book);
    add_nodes(&fake->book);
    add_faults(&fake->book);
    add_records(&fake->book);
    fill_scenario(fake, trace);
    fill_outcome(fake);
    fake->book.run = (struct myc_book_run){
        .name = "people-crash",
        .seed = 7,
        .verdict = "fail",
        .class = "error",
        .reason = "m2 is gone",
        .response = "null",
        .fingerprint = fake->outcome.fingerprint,
        .end = 1060000,
        .response_node = 2,
        .failing_node = 2,
    };
}

void fake_end(struct fake *fake)
{
    myc_memory_destroy(fake->memory);
}

char *fake_book_text(const struct myc_book *book)
{
    char *text = NULL;
    size_t length;
    struct myc_error error = { .status = MYC_OK };
    FILE *out = open_memstream(&text, &length);
    cr_assert_eq(myc_book_write(book, out, &error), MYC_OK);
    fclose(out);
    return text;
}
