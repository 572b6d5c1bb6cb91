/* Stacks of like nodes: which nodes are in one, against a naive reading of viz/stack.h; and that the
 * three views of lineages with hundreds of nodes stay small, tell what failed, and say what they
 * leave out. */
#include "tests/drawn.h"
#include "viz/stack.h"

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static uint32_t below(uint64_t *state, uint32_t count)
{
    return (uint32_t)(next_random(state) % count);
}

/* --- against a naive one --- */

enum { NODES_MAX = 120, HOSTS = 6 };

/* A forest that grows together: now and then a node takes in the last few at once. A spore returns
 * what is derived from nothing, or else (`circles`) what may be derived from its own value. */
static void grow(struct myc_book *book, struct myc_memory *memory, bool circles, uint64_t *state)
{
    static const char *const operations[] = { "map", "apply" };
    uint32_t loose[NODES_MAX], loose_count = 0, last = 0;
    myc_book_begin(book, memory, true);
    for (uint32_t i = 0; i < HOSTS; i++)
        myc_book_add_host(book,
                          &(struct myc_book_host){ .name = myc_memory_format(memory, "h%u", i) });
    while (last + 1 < NODES_MAX) {
        uint32_t taken = loose_count > 2 && below(state, 6) == 0 ? 1 + below(state, 9) : 0;
        taken = taken < loose_count ? taken : loose_count;
        loose_count -= taken;
        bool returned = last && (circles || !taken) && below(state, 6) == 0;
        last = myc_book_add_node(
            book,
            &(struct myc_book_node){ .label = myc_memory_format(memory, "step%u", last + 1),
                                     .operation = taken ? operations[below(state, 2)] : "populate",
                                     .type = below(state, 9) ? "Int" : "String",
                                     .host = below(state, HOSTS),
                                     .returned_by = returned ? 1 + below(state, last) : 0,
                                     .input_count = taken,
                                     .inputs = loose + loose_count });
        if (below(state, 3) == 0) /* fared otherwise */
            myc_book_add(book, &(struct myc_record){ .kind = MYC_RECORD_ASKED,
                                                     .node = last,
                                                     .host = book->nodes[last - 1].host });
        loose[loose_count++] = last;
    }
    book->run.response_node = last - below(state, 10);
    book->run.failing_node = 1 + below(state, last);
    myc_book_add_fault(book, &(struct myc_book_fault){ .effect = "crash",
                                                       .host_count = 1,
                                                       .hosts = (const uint32_t[]){ 2 },
                                                       .end = MYC_FOREVER });
}

static bool waits_for(const struct myc_book *book, uint32_t waiting, uint32_t awaited)
{
    const struct myc_book_node *node = &book->nodes[waiting - 1];
    for (uint32_t i = 0; i < node->input_count; i++)
        if (node->inputs[i] == awaited)
            return true;
    return book->nodes[awaited - 1].returned_by == waiting;
}

static bool is_awaited(const struct myc_book *book, uint32_t node)
{
    for (uint32_t other = 1; other <= book->node_count; other++)
        if (waits_for(book, other, node))
            return true;
    return false;
}

static bool is_single(const struct myc_book *book, const struct myc_story *story, uint32_t node)
{
    for (size_t i = 0; i < story->path_count; i++)
        if (story->path[i] == node)
            return true;
    return node == book->run.response_node;
}

static bool have_like_partners(const struct myc_book *book, uint32_t a, uint32_t b)
{
    bool awaited = is_awaited(book, a);
    if (awaited != is_awaited(book, b))
        return false;
    for (uint32_t other = 1; other <= book->node_count; other++) {
        bool of_a = awaited ? waits_for(book, other, a) : waits_for(book, a, other);
        bool of_b = awaited ? waits_for(book, other, b) : waits_for(book, b, other);
        if (of_a != of_b)
            return false;
    }
    return true;
}

static bool are_alike(const struct myc_scene *scene, const struct myc_story *story, uint32_t a,
                      uint32_t b)
{
    const struct myc_book_node *left = &scene->book->nodes[a - 1];
    const struct myc_book_node *right = &scene->book->nodes[b - 1];
    return strcmp(left->operation, right->operation) == 0 && strcmp(left->type, right->type) == 0 &&
           myc_scene_look(scene, scene->fates[a - 1].last) ==
               myc_scene_look(scene, scene->fates[b - 1].last) &&
           (left->host == 2) == (right->host == 2) && /* struck */
           story->chain[a - 1] == story->chain[b - 1] && have_like_partners(scene->book, a, b);
}

static void find_stacks(const struct myc_scene *scene, const struct myc_story *story, uint32_t *of)
{
    for (uint32_t id = 1; id <= scene->book->node_count; id++) {
        uint32_t lowest = 0, count = 0;
        for (uint32_t other = (uint32_t)scene->book->node_count; other > 0; other--) {
            bool like = !is_single(scene->book, story, id) &&
                        !is_single(scene->book, story, other) && are_alike(scene, story, id, other);
            count += like;
            lowest = like ? other : lowest;
        }
        of[id - 1] = count >= 3 ? lowest : 0;
    }
}

/* Round by round, until nothing more is behind. */
static void find_behind(const struct myc_book *book, const struct myc_story *story,
                        const uint32_t *of, bool *behind)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t id = 1; id <= book->node_count; id++) {
            bool all = is_awaited(book, id) && !story->chain[id - 1] &&
                       id != book->run.response_node && !behind[id - 1];
            for (uint32_t other = 1; other <= book->node_count; other++)
                if (waits_for(book, other, id) && !of[other - 1] && !behind[other - 1])
                    all = false;
            behind[id - 1] = behind[id - 1] || all;
            changed = changed || all;
        }
    }
}

Test(stack, is_the_naive_one)
{
    struct myc_memory *memory = memory_create();
    size_t stacked = 0, hidden = 0;
    uint64_t state = 11;
    for (int round = 0; round < 40; round++) {
        struct myc_book book;
        struct myc_text dot;
        uint32_t of[NODES_MAX];
        bool behind[NODES_MAX] = { false };
        grow(&book, memory, false, &state);
        myc_text_begin(&dot, memory);
        struct myc_scene scene = myc_scene_begin(&book, &dot);
        struct myc_story story = myc_story_of(&book);
        struct myc_stacks stacks = myc_stacks_of(&scene, &story);
        find_stacks(&scene, &story, of);
        find_behind(&book, &story, of, behind);
        for (uint32_t id = 1; id <= book.node_count; id++) {
            uint32_t before = stacks.behind[id - 1];
            cr_assert_eq(stacks.of[id - 1], of[id - 1], "round %d, node %u: %u, not %u", round, id,
                         stacks.of[id - 1], of[id - 1]);
            cr_assert_eq(before != 0, behind[id - 1], "round %d, node %u", round, id);
            cr_assert(!before || (stacks.of[before - 1] == before && !stacks.behind[before - 1]),
                      "a stack that is drawn");
            stacked += of[id - 1] != 0;
            hidden += behind[id - 1];
        }
        myc_memory_reset(memory);
    }
    cr_expect(stacked > 400 && hidden > 100, "%zu stacked, %zu behind: too few", stacked, hidden);
    myc_memory_destroy(memory);
}

/* No run stages such, but any record file is drawn. */
Test(stack, nodes_that_wait_for_each_other_in_a_circle)
{
    struct myc_memory *memory = memory_create();
    uint64_t state = 11;
    for (int round = 0; round < 40; round++) {
        struct myc_book book;
        grow(&book, memory, true, &state);
        HAS(drawn_by(&myc_view_lineage, &book), "FAILED HERE");
        myc_memory_reset(memory);
    }
    myc_memory_destroy(memory);
}

/* --- pictures --- */

enum { FAN = 22, ALL = 1 + FAN + FAN * FAN }; /* 507 nodes, each on its own host, from 1 */

static uint32_t add_step(struct myc_book *book, const char *operation, uint32_t count,
                         const uint32_t *inputs)
{
    uint32_t id = (uint32_t)book->node_count + 1;
    const char *label = myc_memory_format(book->memory, "%s%u", operation, id);
    return myc_book_add_node(book, &(struct myc_book_node){ .label = label,
                                                            .operation = operation,
                                                            .type = "Int",
                                                            .host = id,
                                                            .input_count = count,
                                                            .inputs = inputs });
}

static void record(struct myc_book *book, enum myc_record_kind kind, uint32_t id, myc_time time,
                   uint32_t fault)
{
    myc_book_add(book, &(struct myc_record){
                           .kind = kind, .node = id, .host = id, .time = time, .fault = fault });
}

/* Who asks for the node: the one that it is derived into, or the driver on host 0. */
static void ask(struct myc_book *book, uint32_t asker, uint32_t id, bool lost)
{
    myc_book_add_message(
        book, &(struct myc_book_message){ .kind = "Req",
                                          .source = asker,
                                          .destination = id,
                                          .label = book->nodes[id - 1].label,
                                          .n = 1,
                                          .node = id,
                                          .sent = 1000 + id,
                                          .left = 1001 + id,
                                          .delivered = 51000 + id,
                                          .state = lost ? MYC_MESSAGE_LOST : MYC_MESSAGE_DELIVERED,
                                          .fault = lost });
}

/* FAN values into each of FAN maps, and those into one sum; `failing` (a value, or 0) is lost to a
 * crash of its host, and what is derived from it gets no value. */
static void grow_tree(struct myc_book *book, struct myc_memory *memory, uint32_t failing)
{
    uint32_t values[FAN], maps[FAN];
    myc_book_begin(book, memory, true);
    for (uint32_t i = 0; i <= ALL; i++)
        myc_book_add_host(book,
                          &(struct myc_book_host){ .name = myc_memory_format(memory, "h%u", i) });
    for (uint32_t i = 0; i < FAN; i++) {
        for (uint32_t k = 0; k < FAN; k++)
            values[k] = add_step(book, "populate", 0, NULL);
        maps[i] = add_step(book, "map", FAN, values);
    }
    uint32_t sum = add_step(book, "apply", FAN, maps);
    bool *lacks = myc_memory_alloc(memory, ALL + 1);
    myc_book_add(book, &(struct myc_record){ .kind = MYC_RECORD_REQUESTED, .node = sum });
    ask(book, 0, sum, false);
    for (uint32_t id = 1; id <= ALL; id++) {
        const struct myc_book_node *node = &book->nodes[id - 1];
        lacks[id] = id == failing;
        for (uint32_t i = 0; i < node->input_count; i++) {
            lacks[id] = lacks[id] || lacks[node->inputs[i]];
            ask(book, id, node->inputs[i], node->inputs[i] == failing);
        }
        record(book, MYC_RECORD_ASKED, id, 100, 0);
        record(book,
               id == failing ? MYC_RECORD_LOST
               : lacks[id]   ? MYC_RECORD_FAILED
                             : MYC_RECORD_MATERIALIZED,
               id, 200, id == failing);
    }
    if (failing)
        myc_book_add_fault(book, &(struct myc_book_fault){ .effect = "crash",
                                                           .target = "h30",
                                                           .host_count = 1,
                                                           .hosts = &failing,
                                                           .start = 150,
                                                           .end = MYC_FOREVER,
                                                           .hits = 1 });
    book->run.verdict = failing ? "fail" : "pass";
    book->run.failing_node = failing;
    book->run.response_node = sum;
    book->run.end = 100000;
}

/* The failing value 30 is the seventh of the second map, 46; the sum is 507. */
Test(stack, a_large_lineage_that_failed)
{
    struct myc_memory *memory = memory_create();
    struct myc_book book;
    grow_tree(&book, memory, 30);
    const char *dot = drawn_by(&myc_view_lineage, &book);
    cr_expect_eq(occurrences(dot, "    \"n"), 3);
    cr_expect_eq(occurrences(dot, "    \"stack"), 2);
    cr_expect_eq(occurrences(dot, "subgraph \"cluster_"), 4); /* with the driver's */
    HAS(dot, "\u2026 21 \u00d7 populate<");
    HAS(dot, "\u2026 21 \u00d7 map<");
    HAS(dot, "and 462 more nodes behind"); /* 21 x 22 */
    HAS(dot, "on 21 hosts, h24 \u2026 h45");
    HAS(dot, "3 of 507 nodes are drawn one by one. 42 are drawn as 2 stacks");
    HAS(dot, "; 462 only lead to those");
    LACKS(dot, "not shown");
    cr_expect_str_eq(class_after(memory, dot, "\"n30\" -> \"n46\""), "data blocked");
    cr_expect_str_eq(class_after(memory, dot, "\"n46\" -> \"n507\""), "data blocked");
    cr_expect_eq(occurrences(dot, "\"stack24\" -> \"n46\""), 1);
    cr_expect_eq(occurrences(dot, "\"stack23\" -> \"n507\""), 1);
    cr_expect_eq(occurrences(dot, "FAILED HERE"), 1);
    cr_expect_str_eq(class_after(memory, dot, "id=\"cluster_h30\""), "host struck");
    myc_memory_destroy(memory);
}

Test(stack, the_other_views_of_it)
{
    struct myc_memory *memory = memory_create();
    struct myc_book book;
    grow_tree(&book, memory, 30);
    const char *dot = drawn_by(&myc_view_spacetime, &book);
    cr_expect_eq(occurrences(dot, "subgraph \"cluster_"), 5);
    static const char *const shown[] = { "h0", "h507", "h46", "h30", "h23", "h24" };
    for (size_t i = 0; i < 5; i++)
        HAS(dot, myc_memory_format(memory, "id=\"cluster_%s\"", shown[i]));
    cr_expect_eq(occurrences(dot, "class=\"message chain\""), 2);
    cr_expect_eq(occurrences(dot, "class=\"message lost chain failing\""), 1);
    cr_expect_eq(occurrences(dot, "one of 21 alike"), 1);
    HAS(dot, "Not shown: 503 hosts, 503 messages");
    HAS(dot, "of what is alike, one.");

    dot = drawn_by(&myc_view_cluster, &book);
    cr_expect_eq(occurrences(dot, "subgraph \"cluster_"), 6);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        HAS(dot, myc_memory_format(memory, "subgraph \"cluster_%s\"", shown[i]));
    HAS(dot, "502 of 507 nodes are not shown");
    HAS(dot, "\"ref507\" [id=\"ref507\", class=\"ref response\"");
    HAS(dot, "and 502 more machines");
    HAS(dot, "502 with silos (blue)");
    myc_memory_destroy(memory);
}

Test(stack, a_large_lineage_that_passed)
{
    struct myc_memory *memory = memory_create();
    struct myc_book book;
    grow_tree(&book, memory, 0);
    const char *dot = drawn_by(&myc_view_lineage, &book);
    cr_expect_eq(occurrences(dot, "    \"n"), 1);
    cr_expect_eq(occurrences(dot, "    \"stack"), 1);
    HAS(dot, "\u2026 22 \u00d7 map<");
    HAS(dot, "and 484 more nodes behind");
    cr_expect_str_eq(drawn_by(&myc_view_lineage, &book), dot); /* once more */
    myc_memory_destroy(memory);
}
