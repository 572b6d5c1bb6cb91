/* The cluster view: what it says of runs whose records were kept under tests/records; what all views
 * have in common; and the chain, which they follow. */
#include "tests/placed.h"
#include "viz/chain.h"

/* --- the chain --- */

enum { NODES = 24 };

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

/* A lineage of NODES nodes, each with inputs and perhaps returned by a node before it. */
static void grow(struct myc_book *book, struct myc_memory *memory, uint64_t *state)
{
    myc_book_begin(book, memory, true);
    myc_book_add_host(book, &(struct myc_book_host){ .name = "h" });
    for (uint32_t id = 1; id <= NODES; id++) {
        uint32_t inputs[2] = { 0, 0 }, count = 0;
        while (id > 1 && count < 2 && next_random(state) % 3)
            inputs[count++] = 1 + (uint32_t)(next_random(state) % (id - 1));
        bool returned = id > 1 && next_random(state) % 4 == 0;
        myc_book_add_node(
            book, &(struct myc_book_node){
                      .label = "x",
                      .operation = "apply",
                      .type = "Int",
                      .returned_by = returned ? 1 + (uint32_t)(next_random(state) % (id - 1)) : 0,
                      .input_count = count,
                      .inputs = inputs });
    }
    book->run.response_node = 1 + (uint32_t)(next_random(state) % NODES);
}

/* waits[a][b]: a waits for b, by way of others or not; by Warshall. */
static void close_over(const struct myc_book *book, bool waits[NODES + 1][NODES + 1])
{
    memset(waits, 0, (NODES + 1) * sizeof *waits);
    for (uint32_t id = 1; id <= NODES; id++) {
        const struct myc_book_node *node = &book->nodes[id - 1];
        waits[id][id] = true;
        for (uint32_t i = 0; i < node->input_count; i++)
            waits[id][node->inputs[i]] = true;
        if (node->returned_by)
            waits[node->returned_by][id] = true;
    }
    for (uint32_t via = 1; via <= NODES; via++)
        for (uint32_t a = 1; a <= NODES; a++)
            for (uint32_t b = 1; b <= NODES; b++)
                waits[a][b] = waits[a][b] || (waits[a][via] && waits[via][b]);
}

/* How many steps of waiting are from a to b at least, or FAR. */
enum { FAR = 1000 };
static int steps_between(const struct myc_book *book, uint32_t a, uint32_t b)
{
    int steps[NODES + 1];
    for (uint32_t id = 1; id <= NODES; id++)
        steps[id] = id == a ? 0 : FAR;
    for (int round = 0; round < NODES; round++) {
        for (uint32_t id = 1; id <= NODES; id++) {
            const struct myc_book_node *node = &book->nodes[id - 1];
            for (uint32_t i = 0; i < node->input_count; i++)
                if (steps[id] + 1 < steps[node->inputs[i]])
                    steps[node->inputs[i]] = steps[id] + 1;
            if (node->returned_by && steps[node->returned_by] + 1 < steps[id])
                steps[id] = steps[node->returned_by] + 1;
        }
    }
    return steps[b];
}

/* The path is one of waiting, from the response to the subject, and none is shorter. */
static void expect_path(const struct myc_book *book, const struct myc_story *story)
{
    int steps = steps_between(book, book->run.response_node, story->subject);
    cr_assert_eq(story->path[story->path_count - 1], story->subject);
    cr_assert_eq(story->path_count, steps >= FAR ? 1 : (size_t)steps + 1);
    if (steps < FAR)
        cr_assert_eq(story->path[0], book->run.response_node);
    for (size_t i = 1; i < story->path_count; i++)
        cr_assert_eq(steps_between(book, story->path[i - 1], story->path[i]), 1);
}

Test(chain, a_story_has_a_subject_and_a_path)
{
    struct myc_memory *memory = memory_create();
    uint64_t state = 5;
    size_t needed = 0;
    for (int round = 0; round < 300; round++) {
        struct myc_book book;
        grow(&book, memory, &state);
        uint32_t response = book.run.response_node, first = 0;
        for (uint32_t i = 0; i < 4; i++) { /* the earlier, the later in the book */
            uint32_t lost = 1 + (uint32_t)(next_random(&state) % NODES);
            bool is_needed = steps_between(&book, response, lost) < FAR;
            myc_book_add(&book, &(struct myc_record){
                                    .kind = MYC_RECORD_LOST, .node = lost, .time = 100 - i });
            if (!first || is_needed || steps_between(&book, response, first) >= FAR)
                first = lost;
            needed += is_needed;
        }
        struct myc_story story = myc_story_of(&book);
        cr_assert_eq(story.subject, first, "round %d: %u, not %u", round, story.subject, first);
        expect_path(&book, &story);
        book.run.failing_node = 1 + (uint32_t)(next_random(&state) % NODES);
        story = myc_story_of(&book);
        cr_assert_eq(story.subject, book.run.failing_node);
        expect_path(&book, &story);
        myc_memory_reset(memory);
    }
    cr_expect_gt(needed, 300); /* or nothing was tried */
    myc_memory_destroy(memory);
}

Test(chain, is_what_a_naive_one_is)
{
    struct myc_memory *memory = memory_create();
    static bool waits[NODES + 1][NODES + 1];
    uint64_t state = 1;
    size_t on_chain = 0;
    for (int round = 0; round < 500; round++) {
        struct myc_book book;
        grow(&book, memory, &state);
        close_over(&book, waits);
        bool culprit[NODES] = { false };
        uint32_t failing = 1 + (uint32_t)(next_random(&state) % NODES);
        culprit[failing - 1] = true;
        const bool *chain = myc_chain_of(&book, culprit);
        for (uint32_t id = 1; id <= NODES; id++) {
            bool expected =
                id == failing || (waits[book.run.response_node][id] && waits[id][failing]);
            cr_assert_eq(chain[id - 1], expected, "round %d, node %u", round, id);
            on_chain += expected;
        }
        myc_memory_reset(memory);
    }
    cr_expect_gt(on_chain, 700); /* or nothing was tried */
    myc_memory_destroy(memory);
}

/* --- the cluster --- */

Test(cluster, a_root_is_truly_lost)
{
    static const struct expected expected[] = {
        { "cluster_m2", "host struck down" },
        { "cluster_m1", "host" },
        { "cluster_m3", "host" },
        { "cluster_client", "host" },
        { "n1", "silo ghost materialized lost failing root" },
        { "n1_m1", "silo tried failing root" },
        { "n2", "silo held never root" },
        { "n3", "silo ghost lost" },
        { "n7", "silo ghost lost replayed response" },
        { "n7_m1", "silo waiting replayed response" },
        { "ref1", "ref failing" },
        { "ref2", "ref never" },
        { "ref3", "ref" },
        { "ref4", "ref never" },
        { "ref7", "ref response" },
    };
    struct myc_memory *memory = memory_create();
    const char *dot = story_by(&myc_view_cluster, memory, "lost-root");
    EXPECT_CLASSES(memory, dot, expected);
    LACKS(dot, "\"ref6\""); /* what persist wraps is not a second SiloRef, nor a second silo */
    LACKS(dot, "\"n6");
    expect_bond(memory, dot, "ref1", "n1", "refers lost");
    expect_bond(memory, dot, "ref1", "n1_m1", "refers failing");
    expect_bond(memory, dot, "ref2", "n2", "refers");
    expect_bond(memory, dot, "ref7", "n7", "refers lost");
    expect_bond(memory, dot, "ref7", "n7_m1", "refers failing sent");
    HAS(dot, "\u03bb adults, \u03bb sorted, \u03bb labels");
    LACKS(dot, "\u03bb owners"); /* is not part of what was sent */
    HAS(dot, "= sorted.apply(\u03bb).persist()");
    HAS(dot, "SiloRef[List[Person]]");
    HAS(dot, "truly lost");
    HAS(dot, "m2 is down");
    HAS(dot, "no response (error)");
    cr_expect_eq(occurrences(dot, "FAILED HERE"), 1);
    cr_expect_lt(place_of(memory, dot, "ref1").x, place_of(memory, dot, "n1").x);
    cr_expect_gt(place_of(memory, dot, "n1_m1").y, place_of(memory, dot, "n1").y); /* m1, m2, m3 */
    cr_expect_gt(place_of(memory, dot, "n1").y, place_of(memory, dot, "n2").y);
    myc_memory_destroy(memory);
}

Test(cluster, a_silo_was_lost_and_is_recovered)
{
    static const struct expected expected[] = {
        { "n1", "silo ghost materialized lost root" },
        { "n1_m1", "silo held materialized root" },
        { "n3", "silo passed materialized" },
        { "n7", "silo ghost materialized pinned lost replayed response" },
        { "n7_m1", "silo held materialized pinned replayed response" },
    };
    struct myc_memory *memory = memory_create();
    const char *dot = story_by(&myc_view_cluster, memory, "answer-lost");
    EXPECT_CLASSES(memory, dot, expected);
    expect_bond(memory, dot, "ref7", "n7", "refers lost");
    expect_bond(memory, dot, "ref7", "n7_m1", "refers replayed sent");
    expect_bond(memory, dot, "ref3", "n3_m1", "refers passed");
    HAS(dot, "recovered at 1.24 ms, pinned");
    HAS(dot, "got the response at 1.291 ms");
    cr_expect_eq(occurrences(dot, "<B>recomputable</B>"), 2);
    LACKS(dot, "\"n8\""); /* what adults returned is adults */
    myc_memory_destroy(memory);
}

Test(cluster, an_answer_that_a_partition_stopped)
{
    struct myc_memory *memory = memory_create();
    const char *dot = story_by(&myc_view_cluster, memory, "partition-stuck");
    cr_expect_str_eq(class_after(memory, dot, "id=\"message2\""), "message lost");
    HAS(dot, "\"anchor_m2\" -> \"anchor_client\" [id=\"message2\"");
    HAS(dot, "Res labels 1 lost");
    HAS(dot, "ready at 120.2 us, but never arrived");
    LACKS(dot, "is down");
    LACKS(dot, "struck");
    expect_bond(memory, dot, "ref7", "n7", "refers failing sent");
    myc_memory_destroy(memory);
}

Test(cluster, the_many_are_tiles)
{
    struct myc_memory *memory = memory_create();
    struct myc_book book;
    ask_all(&book, memory, 300, 250);
    myc_book_add_fault(&book, &(struct myc_book_fault){ .effect = "crash",
                                                        .host_count = 3,
                                                        .hosts = (const uint32_t[]){ 77, 78, 79 },
                                                        .end = MYC_FOREVER });
    const char *dot = drawn_by(&myc_view_cluster, &book);
    size_t machines = occurrences(dot, "subgraph \"cluster_");
    cr_expect_leq(machines, 11);
    HAS(dot, "subgraph \"cluster_h250\"");
    cr_expect_eq(occurrences(dot, "class=\"host tile"), 300 - machines);
    cr_expect_str_eq(class_after(memory, dot, "id=\"cluster_h77\""), "host struck down");
    cr_expect_str_eq(class_after(memory, dot, "id=\"cluster_h78\""), "host tile struck");
    HAS(dot, "one of 3 alike");
    HAS(dot,
        myc_memory_format(memory, "%zu with silos (blue), 2 struck by faults", 300 - machines));
    HAS(dot, "of 300 nodes are not shown");
    cr_expect_eq(occurrences(dot, "FAILED HERE"), 1);
    myc_memory_destroy(memory);
}

/* --- all --- */

Test(views, an_empty_book_is_drawn)
{
    struct myc_memory *memory = memory_create();
    struct myc_book book;
    myc_book_begin(&book, memory, true);
    HAS(drawn_by(&myc_view_spacetime, &book), "UNKNOWN");
    HAS(drawn_by(&myc_view_cluster, &book), "UNKNOWN");
    myc_memory_destroy(memory);
}

/* The lineage too: a host keeps one silo for a node and what wraps it, and loses both at once; and
 * a stream of a value is no attempt to compute it. */
Test(views, what_a_host_keeps)
{
    struct myc_memory *memory = memory_create();
    const char *dot = story_by(&myc_view_lineage, memory, "answer-lost");
    cr_expect_str_eq(class_after(memory, dot, "\"n7\" [id=\"n7\""),
                     "materialized pinned lost replayed response");
    cr_expect_eq(occurrences(dot, "\u25cf pinned</B>"), 1); /* at m1 alone */

    struct myc_book book;
    ask_all(&book, memory, 2, 0);
    myc_book_add(&book,
                 &(struct myc_record){ .kind = MYC_RECORD_ASKED, .node = 1, .host = 1, .time = 1 });
    myc_book_add(
        &book,
        &(struct myc_record){
            .kind = MYC_RECORD_STARTED, .node = 1, .host = 1, .time = 2, .detail = "stream" });
    dot = drawn_by(&myc_view_lineage, &book);
    cr_expect_str_eq(class_after(memory, dot, "\"n1\" [id=\"n1\""), "materialized root");
    LACKS(dot, "started 2 ns");
    myc_memory_destroy(memory);
}

Test(views, goldens)
{
    static const char *const names[] = { "lost-root",      "answer-lost",  "answer-lost-none",
                                         "vehicles-crash", "owners-crash", "partition-stuck" };
    struct myc_memory *memory = memory_create();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        expect_golden(&myc_view_spacetime, memory, names[i],
                      myc_memory_format(memory, "%s-spacetime", names[i]));
        expect_golden(&myc_view_cluster, memory, names[i],
                      myc_memory_format(memory, "%s-cluster", names[i]));
    }
    myc_memory_destroy(memory);
}
