/* Lineages in the canonical encoding: one written by hand, random ones there and back, what is
 * refused; and digests, which know what is computed but not where. */
#include <criterion/criterion.h>
#include <string.h>

#include "model/node.h"
#include "tests/random_lineage.h"
#include "tests/staged.h"

static struct myc_bytes encoded(struct staged *staged, const struct myc_node *root)
{
    struct myc_bytes bytes = { .memory = staged->memory };
    myc_encode_lineage(&bytes, root, NULL, 0);
    return bytes;
}

static enum myc_status decode(struct staged *staged, const struct myc_bytes *bytes,
                              const struct myc_node **root, struct myc_error *error)
{
    struct myc_decoder decoder = staged_decoder(staged, bytes);
    error->status = MYC_OK;
    MYC_TRY(myc_decode_lineage(&decoder, root, error));
    return myc_decode_end(&decoder, error);
}

static void expect_same_bytes(const struct myc_bytes *a, const struct myc_bytes *b)
{
    cr_assert_eq(a->length, b->length);
    cr_assert_arr_eq(a->data, b->data, a->length);
}

static const struct myc_node *expect_comes_back(struct staged *staged,
                                                const struct myc_bytes *bytes)
{
    const struct myc_node *root = NULL;
    struct myc_error error;
    struct myc_bytes again = { .memory = staged->memory };
    cr_assert_eq(decode(staged, bytes, &root, &error), MYC_OK, "%s", error.message);
    myc_encode_lineage_whole(&again, root);
    expect_same_bytes(&again, bytes);
    myc_bytes_give(&again);
    return root;
}

/* ---- by hand ---- */

/* numbers = populate(m2, [1, 2, 3]); total = map(numbers, sum); pinned = persist(total) */
Test(codec_lineage, is_what_the_header_says)
{
    /* clang-format off */
    static const unsigned char expected[] = {
        0x82,                                              /* table, ref */
        0x83,                                              /* three nodes */
        0x8A, 0x00, 0x03, 0x00, 0x01,                      /* populate; client, first life, 1 */
        0x67, 'n', 'u', 'm', 'b', 'e', 'r', 's',           /* its label */
        0x01, 0x00, 0x01,                                  /* home m2, first life; set up */
        0x69, 'L', 'i', 's', 't', '[', 'I', 'n', 't', ']', /* its type */
        0x83, 0x01, 0x02, 0x03,                            /* its value */
        0x88, 0x04, 0x03, 0x00, 0x02,                      /* map */
        0x65, 't', 'o', 't', 'a', 'l',                     /* its label */
        0x00,                                              /* its input */
        0x83, 0x63, 's', 'u', 'm', 0x01, 0xF6,             /* its spore: version 1, took Unit */
        0xF6,                                              /* no handler */
        0x86, 0x06, 0x03, 0x00, 0x03,                      /* persist */
        0x65, 't', 'o', 't', 'a', 'l', 0x01,               /* label, input */
        0x02,                                              /* the lineage is the third */
    };
    /* clang-format on */
    struct staged staged;
    staged_begin(&staged);
    const struct myc_node *numbers = staged_numbers(&staged, 1, "numbers");
    const struct myc_node *total =
        myc_map(&staged.at, numbers, staged_spore(&staged, &sum), "total");
    const struct myc_node *pinned = myc_persist(&staged.at, total);
    struct myc_bytes bytes = { .memory = staged.memory };
    myc_encode_lineage(&bytes, pinned, &numbers, 1);
    cr_assert_eq(bytes.length, sizeof expected);
    cr_assert_arr_eq(bytes.data, expected, sizeof expected);
    const struct myc_node *decoded = expect_comes_back(&staged, &bytes);
    cr_expect_eq(decoded->operation, MYC_OPERATION_PERSIST);
    cr_expect(myc_location_equal(decoded->location, pinned->location));
    cr_expect_eq(decoded->home.host, 1);
    cr_expect_str_eq(decoded->label, "total");
    cr_expect_eq(decoded->type, pinned->type);
    cr_expect_eq(decoded->input->spore->code, &sum);
    const struct myc_node *root = decoded->input->input;
    cr_expect(myc_value_equal(root->value, numbers->value));
    cr_expect(root->set_up);
    cr_expect_arr_eq(root->digest, numbers->digest, 16);
    cr_expect_arr_eq(decoded->digest, pinned->digest, 16);

    struct myc_bytes without = encoded(&staged, pinned);
    cr_expect_eq(without.length, sizeof expected - 4 + 17, "the digest instead of the value");
    decoded = expect_comes_back(&staged, &without);
    cr_expect_null(decoded->input->input->value);
    cr_expect_arr_eq(decoded->digest, pinned->digest, 16);
    staged_end(&staged);
}

/* A durable persist differs from another in its operation, 8. */
Test(codec_lineage, a_durable_persist_says_so)
{
    struct staged staged;
    staged_begin(&staged);
    const struct myc_node *numbers = staged_numbers(&staged, 1, "numbers");
    const struct myc_node *pinned = myc_persist_durable(&staged.at, numbers);
    struct myc_bytes bytes = encoded(&staged, pinned);
    static const unsigned char persist[] = { 0x86, 0x08, 0x03, 0x00, 0x02, 0x67 };
    cr_assert_arr_eq(bytes.data + bytes.length - 15, persist, sizeof persist);
    cr_expect_eq(expect_comes_back(&staged, &bytes)->operation, MYC_OPERATION_PERSIST_DURABLE);
    staged_end(&staged);
}

Test(codec_lineage, a_ref_in_a_value_brings_its_nodes)
{
    struct staged staged;
    staged_begin(&staged);
    struct myc_maker *maker = &staged.at.maker;
    const struct myc_node *a = staged_numbers(&staged, 0, "a");
    const struct myc_node *b = myc_map(&staged.at, a, staged_spore(&staged, &twice), "b");
    const struct myc_node *c = staged_numbers(&staged, 0, "c");
    const struct myc_value *refs[] = { myc_ref_value(maker, b), myc_ref_value(maker, c),
                                       myc_ref_value(maker, a) };
    const struct myc_value *value = myc_tuple(maker, 3, refs);
    const struct myc_type *type =
        myc_type_of(staged.types, "(SiloRef[List[Int]], SiloRef[List[Int]], SiloRef[List[Int]])");
    struct myc_bytes bytes = { .memory = staged.memory };
    myc_encode_value(&bytes, value, type);
    cr_expect_eq(bytes.data[0], 0x82);
    cr_expect_eq(bytes.data[1], 0x83, "three nodes, each once");
    cr_expect_arr_eq(bytes.data + bytes.length - 3, "\1\2\0", 3, "a stands before b, then c");
    struct myc_decoder decoder = staged_decoder(&staged, &bytes);
    struct myc_error error = { .status = MYC_OK };
    const struct myc_value *decoded;
    cr_assert_eq(myc_decode_value(&decoder, type, &decoded, &error), MYC_OK, "%s", error.message);
    cr_expect(myc_value_equal(decoded, value));
    cr_expect_eq(myc_item(decoded, 0)->as.ref->input, myc_item(decoded, 2)->as.ref);
    staged_end(&staged);
}

/* ---- random ones ---- */

Test(codec_lineage, random_lineages_come_back_and_nothing_else_does)
{
    struct myc_memory *memory = ground_memory();
    struct myc_stream stream;
    myc_stream_init(&stream, 3, 0, MYC_PURPOSE_TEST);
    for (int round = 0; round < 150; round++) {
        struct staged staged;
        myc_memory_reset(memory);
        staged_begin_in(&staged, memory);
        const struct myc_node *carried[64];
        size_t carried_count = 0;
        const struct myc_node *root = random_lineage(
            &staged, &stream, 2 + (int)myc_stream_below(&stream, 25), carried, &carried_count);
        struct myc_bytes bytes = { .memory = memory };
        myc_encode_lineage(&bytes, root, carried, carried_count);
        const struct myc_node *decoded = expect_comes_back(&staged, &bytes);
        cr_assert_arr_eq(decoded->digest, root->digest, 16, "round %d", round);
        struct myc_error error;
        for (size_t length = 0; length < bytes.length; length++) {
            struct myc_bytes cut = bytes;
            cut.length = length;
            cr_assert_eq(decode(&staged, &cut, &decoded, &error), MYC_INPUT);
        }
        for (size_t at = 0; at < bytes.length; at++) {
            unsigned char old = bytes.data[at];
            bytes.data[at] = (unsigned char)myc_stream_below(&stream, 256);
            if (decode(&staged, &bytes, &decoded, &error) == MYC_OK)
                expect_comes_back(&staged, &bytes);
            bytes.data[at] = old;
        }
    }
    myc_memory_destroy(memory);
}

/* The order of a lineage against the rule: each node once, after all that it depends on. */
static void expect_before(void *state, const struct myc_node *node)
{
    const struct myc_node_set *before = state;
    cr_assert_lt(myc_node_set_index(before, node), before->count);
}

Test(codec_lineage, nodes_come_after_what_they_depend_on)
{
    struct myc_memory *memory = ground_memory();
    struct myc_stream stream;
    myc_stream_init(&stream, 4, 0, MYC_PURPOSE_TEST);
    for (int round = 0; round < 200; round++) {
        struct staged staged;
        myc_memory_reset(memory);
        staged_begin_in(&staged, memory);
        const struct myc_node *carried[64];
        size_t carried_count = 0;
        const struct myc_node *root = random_lineage(&staged, &stream, 40, carried, &carried_count);
        struct myc_node_set order = { .memory = memory }, before = { .memory = memory };
        const struct myc_type *type = myc_type_silo_ref(staged.types, root->type);
        myc_lineage_order(&order, myc_ref_value(&staged.at.maker, root), type, NULL);
        for (uint32_t i = 0; i < order.count; i++) {
            myc_node_visit(order.nodes[i], true, expect_before, &before);
            cr_assert(myc_node_set_add(&before, order.nodes[i]));
        }
        cr_assert_eq(order.nodes[order.count - 1], root);
    }
    myc_memory_destroy(memory);
}

/* From left to right: the input, then what was captured, each with all beneath it. */
Test(codec_lineage, nodes_come_as_they_are_met)
{
    struct staged staged;
    staged_begin(&staged);
    struct myc_staging *at = &staged.at;
    const struct myc_node *d = staged_numbers(&staged, 0, "d");
    const struct myc_node *c = staged_numbers(&staged, 0, "c");
    const struct myc_node *b = staged_numbers(&staged, 0, "b");
    const struct myc_node *a =
        myc_map(at, staged_numbers(&staged, 0, "beneath_a"), staged_spore(&staged, &twice), "a");
    struct myc_list list = myc_list_begin(&at->maker);
    const struct myc_node *captured[] = { b, d, c };
    for (int i = 0; i < 3; i++)
        myc_list_add(&list, myc_ref_value(&at->maker, captured[i]));
    const struct myc_node *root =
        myc_map(at, a, myc_spore_of(at, &with_all, myc_list_end(&list)), "root");
    static const char *const expected[] = { "beneath_a", "a", "b", "d", "c", "root" };
    struct myc_node_set order = { .memory = staged.memory };
    myc_lineage_order(&order, myc_ref_value(&at->maker, root),
                      myc_type_silo_ref(staged.types, root->type), NULL);
    cr_assert_eq(order.count, 6);
    for (int i = 0; i < 6; i++)
        cr_expect_str_eq(order.nodes[i]->label, expected[i]);
    staged_end(&staged);
}

Test(codec_lineage, may_be_deep_and_wide)
{
    enum { DEEP = 20000, WIDE = 2000 };
    struct staged staged;
    staged_begin(&staged);
    struct myc_staging *at = &staged.at;
    const struct myc_spore *spore = staged_spore(&staged, &twice);
    struct myc_list list = myc_list_begin(&at->maker);
    const struct myc_node *node = staged_numbers(&staged, 1, "first");
    for (int i = 0; i < DEEP; i++) {
        node = myc_map(at, node, spore, "step");
        if (i % (DEEP / WIDE) == 0)
            myc_list_add(&list, myc_ref_value(&at->maker, node));
    }
    node = myc_map(at, node, myc_spore_of(at, &with_all, myc_list_end(&list)), "last");
    struct myc_bytes bytes = encoded(&staged, node);
    const struct myc_node *decoded = expect_comes_back(&staged, &bytes);
    cr_expect_arr_eq(decoded->digest, node->digest, 16);
    cr_expect_lt(bytes.length, (DEEP + 2) * 40u);
    staged_end(&staged);
}

/* The talk's labels: a Req of a few hundred bytes at most. */
Test(codec_lineage, is_small)
{
    struct staged staged;
    staged_begin(&staged);
    struct myc_staging *at = &staged.at;
    const struct myc_spore *spore = staged_spore(&staged, &spread);
    const struct myc_node *persons = staged_numbers(&staged, 1, "persons");
    const struct myc_node *adults = myc_apply(at, persons, spore, "adults");
    const struct myc_node *sorted = myc_apply(at, adults, spore, "sorted");
    const struct myc_node *labels = myc_apply(at, sorted, spore, "labels");
    struct myc_bytes bytes = encoded(&staged, myc_persist(at, labels));
    cr_expect_leq(bytes.length, 150u);
    staged_end(&staged);
}

/* ---- what is refused ---- */

struct edit {
    size_t at;
    unsigned char from;
    unsigned char to;
    const char *message;
};

/* The lineage written by hand above, wrong in one byte. */
Test(codec_lineage, what_makes_no_sense_is_refused)
{
    static const struct edit edits[] = {
        { 0, 0x82, 0x83, "an array of 3 instead of 2" },
        { 1, 0x83, 0x82, "an array instead of a number" },
        { 2, 0x8A, 0x89, "a node with 9 items where populate has 10" },
        { 3, 0x00, 0x09, "out of its range" },
        { 3, 0x00, 0x01, "a node with 10 items where text_file has 9" },
        { 3, 0x00, 0x03, "pumps are pairs" },
        { 6, 0x01, 0x20, "out of its range" },
        { 17, 0x01, 0x04, "out of its range" },
        { 23, '[', '{', "type, column" },
        { 24, 'I', 'A', "'Ant' is not a type" },
        { 43, 0x00, 0x01, "node 1 is not among the 1 before" },
        { 48, 'm', 'n', "a spore whose code is not known" },
        { 49, 0x01, 0x02, "a spore whose code is not known" },
        { 50, 0xF6, 0xF5, "a truth value instead of null" },
        { 51, 0xF6, 0x00, "a number instead of an array" },
        { 56, 0x03, 0x02, "each once and in their order" }, /* two of one location */
        { 63, 0x01, 0x02, "node 2 is not among the 2 before" },
        { 63, 0x01, 0x00, "each once and in their order" }, /* the second is not used */
        { 64, 0x02, 0x03, "node 3 is not among the 3 before" },
        { 64, 0x02, 0x01, "each once and in their order" },
    };
    struct staged staged;
    staged_begin(&staged);
    const struct myc_node *numbers = staged_numbers(&staged, 1, "numbers");
    const struct myc_node *total =
        myc_map(&staged.at, numbers, staged_spore(&staged, &sum), "total");
    struct myc_bytes bytes = { .memory = staged.memory };
    myc_encode_lineage(&bytes, myc_persist(&staged.at, total), &numbers, 1);
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        const struct edit *edit = &edits[i];
        const struct myc_node *root;
        struct myc_error error;
        cr_assert_eq(bytes.data[edit->at], edit->from, "edit %zu: %02x", i, bytes.data[edit->at]);
        bytes.data[edit->at] = edit->to;
        cr_expect_eq(decode(&staged, &bytes, &root, &error), MYC_INPUT, "edit %zu", i);
        cr_expect(strstr(error.message, edit->message), "edit %zu: %s", i, error.message);
        bytes.data[edit->at] = edit->from;
    }
    staged_end(&staged);
}

Test(codec_lineage, types_are_checked_again)
{
    static const struct {
        const char *type;
        const char *message;
    } cases[] = {
        { "SomeInts_", "the spore 'twice' of map 'node' takes List[Int], but is given SomeInts_" },
        { "SomeInts ", "a type that is not in its one form" },
    };
    struct staged staged;
    staged_begin(&staged);
    const struct myc_node *numbers = staged_numbers(&staged, 1, "numbers");
    const struct myc_node *node =
        myc_map(&staged.at, numbers, staged_spore(&staged, &twice), "node");
    struct myc_bytes bytes = { .memory = staged.memory };
    myc_encode_lineage(&bytes, node, &numbers, 1);
    myc_type_of(staged.types, "SomeInts_{a: Int, b: Int, c: Int}");
    myc_type_of(staged.types, "SomeInts{a: Int, b: Int, c: Int}");
    cr_assert_arr_eq(bytes.data + 19, "List[Int]", 9);
    for (int i = 0; i < 2; i++) {
        const struct myc_node *root;
        struct myc_error error;
        memcpy(bytes.data + 19, cases[i].type, 9);
        cr_expect_eq(decode(&staged, &bytes, &root, &error), MYC_INPUT);
        cr_expect(strstr(error.message, cases[i].message), "%s", error.message);
    }
    staged_end(&staged);
}

/* ---- digests ---- */

/* A lineage in which each of these may be otherwise. */
struct variant {
    uint32_t host;
    const char *label;
    bool unkept;
    bool carried; /* nothing of these shows in the digest, all below does */
    int64_t last;
    const char *file;
    const struct myc_code *code;
    int64_t captured;
    bool apply;
    bool handler;
    int64_t handler_captured;
    bool unpersist;
    uint32_t captured_host;
    bool swap;
    int64_t pump_captured;
};

static const struct myc_node *build(struct staged *staged, const struct variant *variant)
{
    struct myc_staging *at = &staged->at;
    struct myc_maker *maker = &at->maker;
    struct myc_list list = myc_list_begin(maker);
    myc_list_add(&list, myc_int(maker, variant->last));
    const struct myc_node *a = (variant->unkept ? myc_populate_unkept : myc_populate)(
        at, variant->host, "List[Int]", myc_list_end(&list), variant->label);
    const struct myc_node *b = staged_numbers(staged, variant->host, variant->label);
    const struct myc_node *lines =
        myc_from_text_file(at, variant->host, variant->file, variant->label);
    const struct myc_node *step = myc_map_handled(
        at, a, myc_spore_of(at, variant->code, myc_int(maker, variant->captured)),
        variant->handler ? staged_add(staged, variant->handler_captured) : NULL, variant->label);
    const struct myc_node *either =
        variant->apply ? myc_apply(at, step, staged_spore(staged, &spread), variant->label)
                       : myc_map(at, step, staged_spore(staged, &twice), variant->label);
    const struct myc_node *here =
        myc_map(at, variant->unpersist ? myc_unpersist(at, either) : myc_persist(at, either),
                myc_spore_of(at, &on_host, myc_host_value(maker, variant->captured_host)), NULL);
    struct myc_node *pumped = myc_empty_silo(at, variant->host, "List[Int]", variant->label);
    const struct myc_spore *pump =
        myc_spore_of(at, &copies, myc_int(maker, variant->pump_captured));
    myc_pump_to(at, variant->swap ? b : here, pumped, pump);
    myc_pump_to(at, variant->swap ? here : b, pumped, pump);
    const struct myc_value *pair[] = { myc_ref_value(maker, lines), myc_ref_value(maker, pumped) };
    const struct myc_value *both = myc_tuple(maker, 2, pair);
    myc_node_seal(at, pumped);
    return myc_populate(at, variant->host, "(SiloRef[List[String]], SiloRef[List[Int]])", both,
                        NULL);
}

Test(codec_lineage, a_digest_says_what_is_computed_but_not_where)
{
    const struct variant plain = { .label = "x", .file = "a.txt", .code = &add };
    struct variant variants[16];
    size_t count = 0;
    struct staged staged;
    staged_begin(&staged);
    const struct myc_node *first = build(&staged, &plain);
    struct variant elsewhere = plain;
    elsewhere.host = 2;
    elsewhere.label = NULL;
    elsewhere.unkept = true;
    staged.at.set_up = false;
    cr_expect_arr_eq(build(&staged, &elsewhere)->digest, first->digest, 16);

#define VARIANT(field, other)                                                                      \
    variants[count] = plain;                                                                       \
    variants[count++].field = other
    VARIANT(last, 1);
    VARIANT(file, "b.txt");
    VARIANT(code, &add_2);
    VARIANT(captured, 1);
    VARIANT(apply, true);
    VARIANT(handler, true);
    VARIANT(unpersist, true);
    VARIANT(captured_host, 1);
    VARIANT(swap, true);
    VARIANT(pump_captured, 1);
    variants[count] = variants[5];
    variants[count++].handler_captured = 1;
    unsigned char digests[17][16];
    memcpy(digests[count], first->digest, 16);
    for (size_t i = 0; i < count; i++)
        memcpy(digests[i], build(&staged, &variants[i])->digest, 16);
    for (size_t i = 0; i <= count; i++)
        for (size_t j = 0; j < i; j++)
            cr_expect_neq(memcmp(digests[i], digests[j], 16), 0, "%zu and %zu", i, j);
    staged_end(&staged);
}

/* The encodings of their values are alike. */
Test(codec_lineage, a_digest_knows_the_type)
{
    struct staged staged;
    staged_begin(&staged);
    struct myc_maker *maker = &staged.at.maker;
    const struct myc_node *a = myc_populate(&staged.at, 0, "Option[Int]", myc_none(maker), NULL);
    struct myc_list list = myc_list_begin(maker);
    const struct myc_node *b = myc_populate(&staged.at, 0, "List[Int]", myc_list_end(&list), NULL);
    cr_expect_neq(memcmp(a->digest, b->digest, 16), 0);
    staged_end(&staged);
}
