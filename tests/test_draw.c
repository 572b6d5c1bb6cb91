/* The lineage view: what the DOT says of each story under tests/records, the slice of a large
 * lineage against a naive one, and the words. */
#include "tests/drawn.h"
#include "viz/slice.h"

static const char *drawn(const struct myc_book *book)
{
    return drawn_by(&myc_view_lineage, book);
}

static const char *story(struct myc_memory *memory, const char *name)
{
    return story_by(&myc_view_lineage, memory, name);
}

static const char *vertex_class(struct myc_memory *memory, const char *dot, const char *id)
{
    return class_after(memory, dot, myc_memory_format(memory, "\n    \"%s\" [id=\"%s\"", id, id));
}

static const char *cluster(struct myc_memory *memory, const char *dot, const char *host)
{
    const char *at = strstr(dot, myc_memory_format(memory, "subgraph \"cluster_%s\" {", host));
    cr_assert(at, "no cluster for %s", host);
    return myc_memory_text(memory, at, (size_t)(strstr(at, "\n  }\n") - at));
}

struct expected {
    const char *id, *host, *class;
};

static void expect_vertices(struct myc_memory *memory, const char *dot,
                            const struct expected *expected, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cr_expect_str_eq(vertex_class(memory, dot, expected[i].id), expected[i].class, "%s has %s",
                         expected[i].id, vertex_class(memory, dot, expected[i].id));
        const char *id = myc_memory_format(memory, "\"%s\" [id=", expected[i].id);
        cr_expect(strstr(cluster(memory, dot, expected[i].host), id), "%s is not on %s",
                  expected[i].id, expected[i].host);
    }
    cr_expect_eq(occurrences(dot, "    \"n"), count);
}

#define EXPECT_VERTICES(memory, dot, expected)                                                     \
    expect_vertices(memory, dot, expected, sizeof expected / sizeof *expected)

Test(lineage, a_run_that_passes)
{
    static const struct expected expected[] = {
        { "n1", "m2", "materialized root" },
        { "n2", "m3", "materialized root" },
        { "n3", "m2", "materialized" },
        { "n4", "m2", "never" },
        { "n5", "m2", "materialized" },
        { "n6", "m2", "materialized" },
        { "n7", "m2", "materialized pinned response" },
        { "n8", "m2", "materialized" },
        { "n9", "m2", "materialized" },
        { "n10", "m2", "materialized" },
    };
    struct myc_memory *memory = memory_create();
    const char *dot = story(memory, "people");
    EXPECT_VERTICES(memory, dot, expected);
    LACKS(dot, "struck");
    LACKS(dot, "FAILED");
    LACKS(dot, "cluster_m1"); /* the spare did nothing */
    HAS(dot, "PASS");
    HAS(dot, "&quot;Hi, Cid&quot;");
    cr_expect_str_eq(class_after(memory, dot, "\"n1\" -> \"n3\""), "data");
    cr_expect_str_eq(class_after(memory, dot, "\"n3\" -> \"n4\""), "data");
    cr_expect_str_eq(class_after(memory, dot, "\"n2\" -> \"n4\""), "captured");
    cr_expect_str_eq(class_after(memory, dot, "\"n3\" -> \"n8\""), "returned_by");
    cr_expect_eq(occurrences(dot, "\"n7\" -> \"driver\""), 2); /* the Req and the Res */
    HAS(cluster(memory, dot, "client"), "response\u00a0</B>came at 170.8 us");
    myc_memory_destroy(memory);
}

Test(lineage, a_crash_without_recovery)
{
    static const struct expected expected[] = {
        { "n1", "m2", "materialized lost root" },
        { "n2", "m3", "materialized root" },
        { "n3", "m2", "lost failing" },
        { "n4", "m2", "never" },
        { "n5", "m2", "lost" },
        { "n6", "m2", "lost" },
        { "n7", "m2", "lost response" },
    };
    struct myc_memory *memory = memory_create();
    const char *dot = story(memory, "people-crash-none");
    EXPECT_VERTICES(memory, dot, expected);
    cr_expect_str_eq(class_after(memory, dot, "\"cluster_m2\""), "host struck");
    cr_expect_str_eq(class_after(memory, dot, "\"cluster_m3\""), "host");
    HAS(cluster(memory, dot, "m2"), "struck by crash at 60 us, for 5 ms");
    HAS(dot, "FAIL (error)");
    HAS(dot, "failing node: adults, on host m2");
    HAS(dot, "fault 1: crash of m2 at 60 us, for 5 ms");
    cr_expect_eq(occurrences(dot, "FAILED HERE"), 1);
    cr_expect_str_eq(class_after(memory, dot, "\"n3\" -> \"n5\""), "data blocked");
    cr_expect_str_eq(class_after(memory, dot, "\"n1\" -> \"n3\""), "data");
    myc_memory_destroy(memory);
}

Test(lineage, a_crash_and_another_host)
{
    static const struct expected expected[] = {
        { "n1", "m2", "materialized lost root" },
        { "n1_m1", "m1", "materialized root" },
        { "n2", "m3", "materialized root" },
        { "n3", "m2", "materialized lost replayed" },
        { "n3_m1", "m1", "materialized replayed" },
        { "n4", "m2", "never" },
        { "n5", "m2", "materialized lost" },
        { "n5_m1", "m1", "materialized" },
        { "n6", "m2", "materialized lost" },
        { "n6_m1", "m1", "materialized" },
        { "n7", "m2", "materialized pinned lost replayed response" },
        { "n7_m1", "m1", "materialized pinned replayed response" },
        { "n8", "m1", "materialized" },
        { "n9", "m1", "materialized" },
        { "n10", "m1", "materialized" },
    };
    struct myc_memory *memory = memory_create();
    const char *dot = story(memory, "people-crash-rehost");
    EXPECT_VERTICES(memory, dot, expected);
    HAS(dot, "PASS");
    LACKS(dot, "FAILED");
    HAS(cluster(memory, dot, "m2"), "struck by crash");
    cr_expect_str_eq(class_after(memory, dot, "\"n3\" -> \"n3_m1\""), "replay");
    HAS(cluster(memory, dot, "m1"), "1.081 ms after the loss"); /* 1,140,832 - 60,000 ns */
    HAS(dot, "\"n1_m1\" -> \"n3_m1\"");
    HAS(dot, "\"n3_m1\" -> \"n8\"");
    cr_expect_eq(occurrences(dot, "\"n7_m1\" -> \"driver\""), 2);
    cr_expect_eq(occurrences(dot, "\u2605 response</B>"), 1); /* marked where it came from */
    myc_memory_destroy(memory);
}

Test(lineage, a_crash_and_the_same_host_again)
{
    struct myc_memory *memory = memory_create();
    const char *dot = story(memory, "people-crash-restart");
    cr_expect_str_eq(vertex_class(memory, dot, "n1"), "materialized lost replayed root");
    cr_expect_str_eq(vertex_class(memory, dot, "n3"), "materialized lost replayed");
    HAS(cluster(memory, dot, "m2"), "11.08 ms after the loss");
    HAS(dot, "Req\u00a0</B>\u00d7 2");
    LACKS(dot, "_m1");
    myc_memory_destroy(memory);
}

Test(lineage, faults_between_hosts_strike_no_host)
{
    struct myc_memory *memory = memory_create();
    const char *dot = story(memory, "people-partition");
    LACKS(dot, "struck");
    cr_expect_str_eq(vertex_class(memory, dot, "n7"), "materialized pinned failing response");
    HAS(dot, "\"n7\" -> \"driver\" [class=\"message lost\"");
    HAS(dot, "fault 1: partition of [[client, m1], [m2, m3]] at 100 us, for ever");
    HAS(dot, "its value never arrived");

    dot = story(memory, "people-drop");
    LACKS(dot, "struck");
    cr_expect_str_eq(vertex_class(memory, dot, "n2"), "materialized failing root");
    HAS(dot, "\"n2\" -> \"n4\" [class=\"message lost\""); /* from m2, which needs it for owners */
    HAS(dot, "fault 2 did not happen: delay of link(client m2) at 1 ms: run ended");
    myc_memory_destroy(memory);
}

/* Each is derived from the one before; the first failed. */
static void grow_chain(struct myc_book *book, struct myc_memory *memory, uint32_t count)
{
    myc_book_begin(book, memory, true);
    myc_book_add_host(book, &(struct myc_book_host){ .name = "h" });
    for (uint32_t id = 1; id <= count; id++)
        myc_book_add_node(book,
                          &(struct myc_book_node){ .label = myc_memory_format(memory, "step%u", id),
                                                   .operation = "map",
                                                   .type = "Int",
                                                   .input_count = id > 1,
                                                   .inputs = (uint32_t[]){ id - 1 } });
    book->run.response_node = count;
    book->run.failing_node = 1;
    book->run.verdict = "fail";
}

Test(lineage, what_is_pumped_is_not_captured)
{
    struct myc_memory *memory = memory_create();
    struct myc_book book;
    grow_chain(&book, memory, 2);
    myc_book_add_node(&book, &(struct myc_book_node){ .label = "gathered",
                                                      .operation = "empty",
                                                      .type = "Int",
                                                      .input_count = 2,
                                                      .inputs = (const uint32_t[]){ 1, 2 } });
    const char *dot = drawn(&book);
    cr_expect_str_eq(class_after(memory, dot, "\"n1\" -> \"n3\""), "pumped");
    cr_expect_str_eq(class_after(memory, dot, "\"n2\" -> \"n3\""), "pumped");
    LACKS(dot, "captured");
    myc_memory_destroy(memory);
}

/* Both were asked for elsewhere, and failed there; at their own host nobody asked. */
Test(lineage, the_chain_that_failed_is_where_it_was_tried)
{
    struct myc_memory *memory = memory_create();
    struct myc_book book;
    grow_chain(&book, memory, 2);
    uint32_t elsewhere = myc_book_add_host(&book, &(struct myc_book_host){ .name = "spare" });
    for (uint32_t id = 2; id > 0; id--)
        myc_book_add(
            &book, &(struct myc_record){ .kind = MYC_RECORD_ASKED, .node = id, .host = elsewhere });
    for (uint32_t id = 1; id <= 2; id++)
        myc_book_add(&book, &(struct myc_record){ .kind = MYC_RECORD_FAILED,
                                                  .node = id,
                                                  .host = elsewhere,
                                                  .detail = "it was not there" });
    const char *dot = drawn(&book);
    cr_expect_str_eq(class_after(memory, dot, "\"n1_spare\" -> \"n2_spare\""), "data blocked");
    cr_expect_str_eq(class_after(memory, dot, "\"n1\" -> \"n2\""), "data");
    cr_expect_eq(occurrences(dot, "not asked for here"), 2);
    myc_memory_destroy(memory);
}

Test(lineage, goldens)
{
    static const char *const names[] = {
        "people",    "people-crash-none", "people-crash-rehost", "people-partition",
        "lost-root", "answer-lost-none",  "vehicles-crash"
    };
    struct myc_memory *memory = memory_create();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        expect_golden(&myc_view_lineage, memory, names[i], names[i]);
    myc_memory_destroy(memory);
}

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

/* A lineage of `count` nodes over `hosts` hosts, each with up to two inputs among the 20 before. */
static void grow(struct myc_book *book, struct myc_memory *memory, uint32_t count, uint32_t hosts,
                 uint64_t *state)
{
    myc_book_begin(book, memory, true);
    for (uint32_t i = 0; i < hosts; i++)
        myc_book_add_host(book, &(struct myc_book_host){
                                    .name = myc_memory_format(memory, "h%u", i), .rack = i / 4 });
    for (uint32_t id = 1; id <= count; id++) {
        uint32_t reach = id - 1 < 20 ? id - 1 : 20, inputs[2] = { 0, 0 }, known = 0;
        while (reach && known < 2 && next_random(state) % 4)
            inputs[known++] = id - 1 - (uint32_t)(next_random(state) % reach);
        uint32_t by = reach && next_random(state) % 8 == 0
                          ? id - 1 - (uint32_t)(next_random(state) % reach)
                          : 0;
        myc_book_add_node(book,
                          &(struct myc_book_node){ .label = myc_memory_format(memory, "step%u", id),
                                                   .operation = known ? "apply" : "populate",
                                                   .type = "Int",
                                                   .host = (uint32_t)(next_random(state) % hosts),
                                                   .returned_by = by,
                                                   .input_count = known,
                                                   .inputs = inputs });
    }
    book->run.response_node = count - (uint32_t)(next_random(state) % 10);
    book->run.failing_node = 1 + (uint32_t)(next_random(state) % count);
}

static bool is_source(const struct myc_book *book, uint32_t source, uint32_t id)
{
    const struct myc_book_node *node = &book->nodes[id - 1];
    bool found = node->returned_by == source;
    for (uint32_t i = 0; i < node->input_count; i++)
        found = found || node->inputs[i] == source;
    return found;
}

enum { NAIVE_MAX = 100, FAR = 1000000 };

/* before[a][b]: b is derived from a, by way of others or not; steps[a][b]: ways in any direction;
 * both by Floyd and Warshall. */
struct naive {
    bool before[NAIVE_MAX + 1][NAIVE_MAX + 1];
    int steps[NAIVE_MAX + 1][NAIVE_MAX + 1];
};

static void close_over(const struct myc_book *book, struct naive *naive)
{
    uint32_t n = (uint32_t)book->node_count;
    for (uint32_t a = 1; a <= n; a++) {
        for (uint32_t b = 1; b <= n; b++) {
            naive->before[a][b] = a == b || is_source(book, a, b);
            naive->steps[a][b] = a == b                                           ? 0
                                 : is_source(book, a, b) || is_source(book, b, a) ? 1
                                                                                  : FAR;
        }
    }
    for (uint32_t via = 1; via <= n; via++) {
        for (uint32_t a = 1; a <= n; a++) {
            for (uint32_t b = 1; b <= n; b++) {
                if (naive->before[a][via] && naive->before[via][b])
                    naive->before[a][b] = true;
                if (naive->steps[a][via] + naive->steps[via][b] < naive->steps[a][b])
                    naive->steps[a][b] = naive->steps[a][via] + naive->steps[via][b];
            }
        }
    }
}

/* Where the node is on the path: 0 nowhere, 1 at an end, 2 in the middle of a long one. */
static int on_path(const struct myc_story *story, uint32_t id)
{
    for (size_t i = 0; i < story->path_count; i++)
        if (story->path[i] == id)
            return story->path_count > 14 && i >= 5 && story->path_count - i > 5 ? 2 : 1;
    return 0;
}

/* The smaller, the earlier it is chosen; see viz/slice.h. */
static int64_t merit(const struct naive *naive, const struct myc_book *book,
                     const struct myc_story *story, uint32_t id)
{
    uint32_t subject = story->subject, response = book->run.response_node;
    int near = naive->steps[subject][id] < naive->steps[response][id] ? naive->steps[subject][id]
                                                                      : naive->steps[response][id];
    int tier = 5, path = on_path(story, id);
    if (naive->before[id][response])
        tier = 4;
    if (story->chain[id - 1])
        tier = 3;
    if (naive->before[id][subject])
        tier = 2;
    if (path)
        tier = path == 1 ? 1 : 6;
    if (id == subject || id == response)
        tier = 0;
    return ((int64_t)tier * 2 * FAR + near) * 1000 + id;
}

Test(slice, is_the_naive_one)
{
    struct myc_memory *memory = memory_create();
    static struct naive naive;
    uint64_t state = 7;
    for (int round = 0; round < 60; round++) {
        struct myc_book book;
        bool chosen[NAIVE_MAX], hidden[NAIVE_MAX];
        uint32_t count = 20 + (uint32_t)(next_random(&state) % (NAIVE_MAX - 20));
        size_t max = 1 + next_random(&state) % (count + 5), shown = 0;
        grow(&book, memory, count, 3, &state);
        close_over(&book, &naive);
        struct myc_story story = myc_story_of(&book);
        for (uint32_t id = 1; id <= count; id++)
            shown += !(hidden[id - 1] = next_random(&state) % 6 == 0);
        size_t said = myc_slice_choose(&book, &story, hidden, max, chosen);
        cr_assert_eq(said, max < shown ? max : shown);
        for (uint32_t id = 1; id <= count; id++) {
            size_t better = 0;
            for (uint32_t other = 1; other <= count; other++)
                better += !hidden[other - 1] &&
                          merit(&naive, &book, &story, other) < merit(&naive, &book, &story, id);
            cr_assert_eq(chosen[id - 1], !hidden[id - 1] && better < max,
                         "round %d, node %u of %u, max %zu", round, id, count, max);
        }
        myc_memory_reset(memory);
    }
    myc_memory_destroy(memory);
}

/* The failing node has a value of its own besides, which the middle of the path does not outdo. */
Test(slice, both_ends_of_a_long_path)
{
    enum { COUNT = 50 };
    struct myc_memory *memory = memory_create();
    struct myc_book book;
    bool chosen[COUNT], hidden[COUNT] = { false };
    grow_chain(&book, memory, COUNT);
    book.run.failing_node = 3; /* derived from 2, and that from 1 */
    struct myc_story story = myc_story_of(&book);
    cr_assert_eq(myc_slice_choose(&book, &story, hidden, 12, chosen), 12);
    for (uint32_t id = 1; id <= COUNT; id++)
        cr_expect_eq(chosen[id - 1], id <= 7 || id > COUNT - 5, "node %u", id);
    const char *dot = drawn(&book);
    cr_expect_eq(occurrences(dot, "    \"n"), 24);
    HAS(dot, "26 nodes between");
    cr_expect_str_eq(class_after(memory, dot, "\"n13\" -> \"n40\""), "gap");
    HAS(dot, "26 of 50 nodes are not shown: 26 never asked for");
    myc_memory_destroy(memory);
}

Test(lineage, a_large_one_is_cut_and_says_so)
{
    struct myc_memory *memory = memory_create();
    struct myc_book book;
    uint64_t state = 3;
    grow(&book, memory, 500, 30, &state);
    book.run.verdict = "fail";
    uint32_t struck = book.nodes[book.run.failing_node - 1].host;
    myc_book_add_fault(
        &book, &(struct myc_book_fault){
                   .effect = "crash", .host_count = 1, .hosts = &struck, .end = MYC_FOREVER });
    const char *dot = drawn(&book);
    cr_expect_eq(occurrences(dot, "    \"n"), 24);
    HAS(dot, "476 of 500 nodes are not shown");
    cr_expect_eq(occurrences(dot, "FAILED HERE"), 1);
    cr_expect_eq(occurrences(dot, "class=\"host struck\""), 1);

    grow(&book, memory, 30, 30, &state);
    dot = drawn(&book);
    cr_expect_eq(occurrences(dot, "    \"n"), 30);
    LACKS(dot, "not shown");
    myc_memory_destroy(memory);
}

Test(lineage, an_empty_book_is_drawn)
{
    struct myc_memory *memory = memory_create();
    struct myc_book book;
    myc_book_begin(&book, memory, true);
    HAS(drawn(&book), "UNKNOWN");
    myc_memory_destroy(memory);
}

Test(words, times_and_sizes)
{
    static const struct {
        myc_time time;
        const char *words;
    } times[] = {
        { 0, "0 ns" },
        { 999, "999 ns" },
        { 1000, "1 us" },
        { 60000, "60 us" },
        { 121300, "121.3 us" },
        { 50659, "50.66 us" },
        { 1060000, "1.06 ms" },
        { 1005 * MYC_MS, "1.005 s" },
        { 3600 * MYC_SECOND, "1 h" },
        { 36 * 3600 * MYC_SECOND, "1.5 d" },
        { MYC_FOREVER, "forever" },
    };
    struct myc_memory *memory = memory_create();
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        cr_expect_str_eq(myc_time_words(memory, times[i].time), times[i].words, "%s is %s",
                         times[i].words, myc_time_words(memory, times[i].time));
    cr_expect_str_eq(myc_bytes_words(memory, 1023), "1023 B");
    cr_expect_str_eq(myc_bytes_words(memory, 1536), "1.5 KiB");
    cr_expect_str_eq(myc_bytes_words(memory, (uint64_t)5 << 40), "5120 GiB");
    myc_memory_destroy(memory);
}

Test(words, nothing_of_the_book_escapes_its_quotes)
{
    struct myc_memory *memory = memory_create();
    const char *html = "a&quot;&lt;b&gt;&amp;\\\\N \uFFFD\uFFFD";
    cr_expect_str_eq(myc_text_html(memory, "a\"<b>&\\N\n\x01\xff", 0), html);
    cr_expect_str_eq(myc_text_html(memory, "\u00e9\u00e9\u00e9\u00e9", 3), "\u00e9\u00e9\u2026");
    cr_expect_str_eq(myc_text_html(memory, "\u00e9\u00e9\u00e9", 3), "\u00e9\u00e9\u00e9");
    cr_expect_str_eq(myc_text_quoted(memory, "a\"b\\N\n&\x01"), "a\\\"b\u2216N\\n&amp;\uFFFD");
    const char *broken = "<BR ALIGN=\"LEFT\"/>";
    cr_expect_str_eq(myc_text_html_wrapped(memory, "one two three four", 9, 5),
                     myc_memory_format(memory, "one two%sthree%sfour%s", broken, broken, broken));
    cr_expect_str_eq(myc_text_html_wrapped(memory, "onetwothree", 4, 2),
                     myc_memory_format(memory, "onet%swoth\u2026%s", broken, broken));
    myc_memory_destroy(memory);
}
