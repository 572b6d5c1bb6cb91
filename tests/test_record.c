/* The record book and its text form. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "sim/record.h"
#include "sim/utf8.h"

static struct myc_memory *memory_create(void)
{
    struct myc_memory *memory = NULL;
    struct myc_error error = { .status = MYC_OK };
    cr_assert_eq(myc_memory_create(&memory, (size_t)256 << 20, &error), MYC_OK, "%s",
                 error.message);
    return memory;
}

static char *written(const struct myc_book *book)
{
    char *text = NULL;
    size_t bytes;
    struct myc_error error = { .status = MYC_OK };
    FILE *out = open_memstream(&text, &bytes);
    cr_assert_eq(myc_book_write(book, out, &error), MYC_OK, "%s", error.message);
    fclose(out);
    return text;
}

static enum myc_status read_bytes(struct myc_book *book, const char *bytes, size_t length,
                                  struct myc_memory *memory, struct myc_error *error)
{
    *error = (struct myc_error){ .status = MYC_OK };
    FILE *in = length ? fmemopen((void *)bytes, length, "rb") : fopen("/dev/null", "rb");
    enum myc_status status = myc_book_read(book, in, "x.rec", memory, error);
    fclose(in);
    return status;
}

/* One of everything, as its writer would say it. */
static void fill(struct myc_book *book, struct myc_memory *memory)
{
    myc_book_begin(book, memory, true);
    myc_book_add_host(book, &(struct myc_book_host){ .name = "client" });
    myc_book_add_host(book, &(struct myc_book_host){ .name = "m2", .rack = 3, .zone = 1 });
    myc_book_add_node(
        book, &(struct myc_book_node){
                  .label = "persons", .operation = "populate", .type = "List[Person]", .host = 1 });
    myc_book_add_node(book, &(struct myc_book_node){ .label = "adults",
                                                     .operation = "apply",
                                                     .type = "List[Person]",
                                                     .spore = "adults",
                                                     .host = 0,
                                                     .returned_by = 1,
                                                     .digest = { 0x0f, [15] = 0xa1 },
                                                     .input_count = 1,
                                                     .inputs = (uint32_t[]){ 1 } });
    myc_book_add_fault(book, &(struct myc_book_fault){ .effect = "crash",
                                                       .target = "m2",
                                                       .item = "crash: {target: m2}",
                                                       .host_count = 2,
                                                       .hosts = (uint32_t[]){ 0, 1 },
                                                       .start = 60000,
                                                       .end = MYC_FOREVER,
                                                       .hits = 2 });
    myc_book_add(book, &(struct myc_record){ .kind = MYC_RECORD_STAGED, .host = MYC_NO_HOST });
    myc_book_add(book, &(struct myc_record){ .kind = MYC_RECORD_LOST,
                                             .time = 60000,
                                             .label = "adults",
                                             .host = 0,
                                             .node = 2,
                                             .fault = 1,
                                             .bytes = 37,
                                             .detail = "a\tb\nc\\d\x01\xff \u00e9",
                                             .input_count = 1,
                                             .inputs = (uint32_t[]){ 1 } });
    myc_book_add_message(book, &(struct myc_book_message){ .kind = "Req",
                                                           .source = 0,
                                                           .destination = 1,
                                                           .label = "adults",
                                                           .n = 1,
                                                           .node = 2,
                                                           .bytes = 412,
                                                           .sent = 0,
                                                           .left = 330,
                                                           .delivered = MYC_FOREVER });
    book->run = (struct myc_book_run){ .name = "people",
                                       .seed = UINT64_MAX,
                                       .verdict = "fail",
                                       .class = "error",
                                       .reason = "",
                                       .end = 1060000,
                                       .failing_node = 2 };
}

static const char filled[] =
    "mycel-records 1\n"
    "host\tname=client\track=0\tzone=0\n"
    "host\tname=m2\track=3\tzone=1\n"
    "node\tid=1\tlabel=persons\toperation=populate\ttype=List[Person]\thost=1\n"
    "node\tid=2\tlabel=adults\toperation=apply\ttype=List[Person]\tspore=adults\thost=0"
    "\treturned_by=1\tdigest=0f0000000000000000000000000000a1\tinputs=1\n"
    "fault\tid=1\teffect=crash\ttarget=m2\titem=crash: {target: m2}\thosts=0,1\tstart=60000"
    "\thits=2\tstate=happened\n"
    "record\tid=1\ttime=0\tkind=staged\n"
    "record\tid=2\ttime=60000\tkind=lost\tlabel=adults\thost=0\tnode=2\tfault=1\tbytes=37"
    "\tdetail=a\\tb\\nc\\\\d\\x01\\xff \u00e9\tinputs=1\n"
    "message\tkind=Req\tsource=0\tdestination=1\tlabel=adults\tn=1\tnode=2\tbytes=412\tsent=0"
    "\tleft=330\tstate=underway\n"
    "run\tname=people\tseed=18446744073709551615\tverdict=fail\tclass=error\treason=\tend=1060000"
    "\tfailing_node=2\n";

/* Those of the design, and what copies and second requests add. */
Test(record, words_and_triggers_are_those_of_the_design)
{
    const char *triggers = " requested materialized pinned answered completed lost evicted"
                           " replayed copied hedged ";
    for (unsigned kind = 0; kind < MYC_RECORD_KINDS; kind++) {
        enum myc_record_kind found;
        char word[64];
        cr_assert(myc_record_find(myc_record_word(kind), &found));
        cr_assert_eq(found, kind);
        snprintf(word, sizeof word, " %s ", myc_record_word(kind));
        cr_assert_eq(myc_record_is_trigger(kind), strstr(triggers, word) != NULL, "%s", word);
        cr_assert_gt(strlen(myc_record_help(kind)), 0);
    }
    enum myc_record_kind none;
    cr_assert_not(myc_record_find("nonsense", &none));
    cr_assert_not(myc_record_find("", &none));
}

struct seen {
    uint32_t count;
    uint32_t id;
    enum myc_record_kind kind;
};

static void watch(void *state, const struct myc_record *record)
{
    struct seen *seen = state;
    *seen = (struct seen){ seen->count + 1, record->id, record->kind };
}

Test(record, a_watcher_sees_every_record_also_of_a_book_that_keeps_none)
{
    for (int keep = 0; keep < 2; keep++) {
        struct myc_memory *memory = memory_create();
        struct myc_book book;
        struct seen seen = { 0 }, again = { 0 };
        myc_book_begin(&book, memory, keep);
        myc_book_watch(&book, watch, &seen);
        myc_book_watch(&book, watch, &again);
        myc_book_add(&book, &(struct myc_record){ .kind = MYC_RECORD_STAGED });
        uint32_t id = myc_book_add(&book, &(struct myc_record){ .kind = MYC_RECORD_PINNED });
        uint32_t message = myc_book_add_message(&book, &(struct myc_book_message){ .kind = "Req" });
        cr_assert_eq(id, 2);
        cr_assert_eq(seen.count, 2);
        cr_assert_eq(seen.id, 2);
        cr_assert_eq(seen.kind, MYC_RECORD_PINNED);
        cr_assert_eq(again.count, 2, "the second watcher sees them too");
        cr_assert_eq(book.last_id, 2);
        cr_assert_eq(book.record_count, keep ? 2u : 0u);
        cr_assert_eq(book.message_count, (size_t)keep);
        cr_assert_eq(message, keep ? 0 : UINT32_MAX);
        myc_memory_destroy(memory);
    }
}

Test(record, a_book_keeps_its_own_copy_of_the_arrays)
{
    struct myc_memory *memory = memory_create();
    struct myc_book book;
    fill(&book, memory);
    uint32_t inputs[1] = { 1 };
    for (int i = 0; i < 1000; i++)
        myc_book_add(&book, &(struct myc_record){ .input_count = 1, .inputs = inputs });
    inputs[0] = 77;
    cr_assert_eq(book.records[500].inputs[0], 1);
    cr_assert_eq(book.records[500].id, 501);
    myc_memory_destroy(memory);
}

Test(record, text_is_written_as_documented_and_read_back)
{
    struct myc_memory *memory = memory_create();
    struct myc_book book, again;
    struct myc_error error;
    fill(&book, memory);
    char *text = written(&book);
    cr_assert_str_eq(text, filled);
    cr_assert_eq(read_bytes(&again, text, strlen(text), memory, &error), MYC_OK, "%s",
                 error.message);
    cr_assert_str_eq(again.records[1].detail, "a\tb\nc\\d\x01\xff \u00e9");
    cr_assert_null(again.records[0].label);
    cr_assert_eq(again.records[0].host, MYC_NO_HOST);
    cr_assert_eq(again.faults[0].end, MYC_FOREVER);
    cr_assert_eq(again.faults[0].hosts[1], 1);
    cr_assert_eq(again.messages[0].delivered, MYC_FOREVER);
    cr_assert_str_eq(again.run.reason, "");
    cr_assert_eq(again.nodes[1].digest[15], 0xa1);
    cr_assert_eq(again.last_id, 2);
    char *twice = written(&again);
    cr_assert_str_eq(twice, text);
    free(text);
    free(twice);
    myc_memory_destroy(memory);
}

/* Each case replaces `from` in the good file by `to`; the answer must say `says`. */
static const struct {
    const char *from, *to, *says;
} nonsense[] = {
    { "mycel-records 1", "mycel-records 2", "x.rec:1: not a record file" },
    { "host\tname=client", "hots\tname=client", "x.rec:2: 'hots' begins no line" },
    { "name=client", "nome=client", "x.rec:2: unknown field 'nome'; a host line has name" },
    { "name=client\t", "", "x.rec:2: this host line has no name=" },
    { "name=client", "name=m2", "two hosts are named 'm2'" },
    { "rack=3", "rack=3\track=3", "x.rec:3: rack stands twice" },
    { "rack=3", "rack=-3", "x.rec:3: rack is a whole number, not '-3'" },
    { "rack=3", "rack=4294967296", "x.rec:3: rack is 4294967296, but may be 0 to 4294967295" },
    { "rack=3", "rack", "x.rec:3: 'rack' is not a field" },
    { "rack=3", "rack=", "x.rec:3: rack is a whole number, not ''" },
    { "seed=18446744073709551615", "seed=18446744073709551616", "seed is 18446744073709551616" },
    { "end=1060000", "end=9223372036854775808", "end is 9223372036854775808" },
    { "id=2\tlabel=adults\toperation", "id=3\tlabel=adults\toperation", "x.rec:5: the id is 3" },
    { "host=1\n", "host=2\n", "x.rec:4: host is 2, but may be 0 to 1" },
    { "returned_by=1", "returned_by=2", "x.rec:5: returned_by is 2, but may be 1 to 1" },
    { "a1\tinputs=1", "a1\tinputs=0", "x.rec:5: inputs is 0, but may be 1 to 1" },
    { "a1\tinputs=1", "a1\tinputs=1,,1", "x.rec:5: inputs is a whole number, not ''" },
    { "host=1\n", "host=1\treturned_by=1\n", "returned_by is 1, but no line before this one" },
    { "00a1", "00A1", "x.rec:5: the digest is 32 lowercase" },
    { "00a1", "00a", "x.rec:5: the digest is 32 lowercase" },
    { "hosts=0,1", "hosts=0,2", "x.rec:6: hosts is 2" },
    { "hits=2", "end=59999\thits=2", "x.rec:6: the fault ends before it starts" },
    { "state=happened", "state=perhaps", "state is one of happened skipped, not 'perhaps'" },
    { "kind=lost", "kind=list", "x.rec:8: kind is one of staged requested" },
    { "fault=1", "fault=2", "x.rec:8: fault is 2" },
    { "\u00e9\tinputs=1", "\u00e9\tinputs=2", "x.rec:8: inputs is 2, but may be 1 to 1" },
    { "a\\tb", "a\\qb", "x.rec:8: '\\qb" },
    { "a\\tb", "a\\x00", "a backslash begins" },
    { "\\xff", "\xff", "byte 0xff is not printable UTF-8; write it as \\xff" },
    { "a\\tb", "a\rb", "byte 0x0d is not printable" },
    { "failing_node=2", "failing_node=3", "x.rec:10: failing_node is 3" },
    { "failing_node=2\n", "failing_node=2", "x.rec:10: the file ends in the middle of a line" },
    { "failing_node=2\n", "failing_node=2\nhost\n", "x.rec:11: a line after the run line" },
    { "run\tname=people\tseed=18446744073709551615", "run", "this run line has no seed=" },
    { "\n", "\n\n", "x.rec:2: '' begins no line" },
};

Test(record, nonsense_is_answered_with_its_line)
{
    struct myc_memory *memory = memory_create();
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        char text[4096];
        struct myc_book book;
        struct myc_error error;
        const char *at = strstr(filled, nonsense[i].from);
        cr_assert(at, "case %zu: '%s' is not in the file", i, nonsense[i].from);
        snprintf(text, sizeof text, "%.*s%s%s", (int)(at - filled), filled, nonsense[i].to,
                 at + strlen(nonsense[i].from));
        enum myc_status status = read_bytes(&book, text, strlen(text), memory, &error);
        bool found = strstr(error.message, nonsense[i].says) != NULL;
        cr_expect(status == MYC_INPUT && found, "case %zu says: %s", i, error.message);
        myc_memory_reset(memory);
    }
    myc_memory_destroy(memory);
}

Test(record, a_file_that_was_cut_short_is_noticed_wherever)
{
    struct myc_memory *memory = memory_create();
    struct myc_book book;
    struct myc_error error;
    for (size_t length = 0; length < strlen(filled); length++) {
        cr_assert_eq(read_bytes(&book, filled, length, memory, &error), MYC_INPUT,
                     "%zu bytes were taken", length);
        cr_assert(strncmp(error.message, "x.rec:", 6) == 0, "%s", error.message);
        myc_memory_reset(memory);
    }
    cr_assert_eq(read_bytes(&book, filled, sizeof filled, memory, &error), MYC_INPUT,
                 "a NUL at the end was taken");
    myc_memory_destroy(memory);
}

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

/* A file that is damaged at random is refused, or is another book that round-trips. */
Test(record, damage_is_refused_or_is_another_book)
{
    struct myc_memory *memory = memory_create();
    uint64_t state = 1;
    size_t taken = 0;
    for (int round = 0; round < 20000; round++) {
        char text[sizeof filled];
        struct myc_book book, again;
        struct myc_error error;
        memcpy(text, filled, sizeof text);
        for (uint64_t i = 0; i <= next_random(&state) % 3; i++) {
            static const char bytes[] = "\t\n=\\,0129ax\x01\xff";
            uint64_t with = next_random(&state) % (sizeof bytes + 20);
            text[next_random(&state) % (sizeof text - 1)] =
                with < sizeof bytes ? bytes[with] : (char)(next_random(&state) % 256);
        }
        if (read_bytes(&book, text, sizeof text - 1, memory, &error) == MYC_OK) {
            taken++;
            char *first = written(&book);
            cr_assert_eq(read_bytes(&again, first, strlen(first), memory, &error), MYC_OK,
                         "round %d: %s", round, error.message);
            char *second = written(&again);
            cr_assert_str_eq(second, first, "round %d", round);
            free(first);
            free(second);
        }
        myc_memory_reset(memory);
    }
    cr_assert(taken > 100 && taken < 10000, "%zu taken", taken);
    myc_memory_destroy(memory);
}

/* Well-formedness after RFC 3629, section 4. */
Test(utf8, printable_characters)
{
    static const struct {
        const char *text;
        size_t bytes;
    } known[] = {
        { "", 0 },
        { "a", 1 },
        { "\x1f", 0 },
        { "\x7f", 0 },
        { "\u00e9", 2 },
        { "\xc2\x80", 0 },
        { "\xc0\xaf", 0 },
        { "\xc3", 0 },
        { "\u20ac", 3 },
        { "\xe0\x80\xaf", 0 },
        { "\xed\xa0\x80", 0 },
        { "\xef\xbf\xbe", 0 },
        { "\xe2\x82", 0 },
        { "\U0001F600", 4 },
        { "\x80", 0 },
        { "\xf4\x90\x80\x80", 0 },
        { "\xff", 0 },
        { "\xf8\x88", 0 },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        cr_expect_eq(myc_utf8_printable_bytes(known[i].text), known[i].bytes, "case %zu", i);
}
