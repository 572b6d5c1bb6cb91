/* Values: making, comparing, keeping and showing them. */
#include <criterion/criterion.h>
#include <float.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "tests/staged.h"

struct values {
    struct myc_memory *memory;
    struct myc_types *types;
    struct myc_maker maker;
};

static struct values values_begin(void)
{
    struct myc_memory *memory = ground_memory();
    return (struct values){ .memory = memory,
                            .types = myc_types_begin(memory),
                            .maker = { .memory = memory } };
}

static const struct myc_value *pair(struct myc_maker *maker, const struct myc_value *a,
                                    const struct myc_value *b)
{
    return myc_tuple(maker, 2, (const struct myc_value *[]){ a, b });
}

static void expect_json(struct values *values, const struct myc_value *value, const char *type,
                        const char *expected)
{
    static const char *const hosts[] = { "m1", "m2", "client" };
    cr_expect_str_eq(myc_value_json(value, myc_type_of(values->types, type), hosts, values->memory),
                     expected);
}

Test(value, is_shown_as_json)
{
    struct values v = values_begin();
    struct myc_maker *maker = &v.maker;
    expect_json(&v, myc_unit(maker), "Unit", "null");
    expect_json(&v, myc_bool(maker, true), "Bool", "true");
    expect_json(&v, myc_bool(maker, false), "Bool", "false");
    expect_json(&v, myc_int(maker, INT64_MIN), "Int", "-9223372036854775808");
    expect_json(&v, myc_int(maker, INT64_MAX), "Int", "9223372036854775807");
    expect_json(&v, myc_host_value(maker, 1), "Host", "\"m2\"");
    expect_json(&v, myc_none(maker), "Option[Int]", "[]");
    expect_json(&v, myc_some(maker, myc_none(maker)), "Option[Option[Int]]", "[[]]");
    expect_json(&v, pair(maker, myc_int(maker, 1), myc_string(maker, "a")), "(Int, String)",
                "[1,\"a\"]");
    expect_json(&v, pair(maker, myc_string(maker, "Ann"), myc_int(maker, 34)),
                "Person{name: String, age: Int}", "{\"name\":\"Ann\",\"age\":34}");
    struct myc_list list = myc_list_begin(maker);
    expect_json(&v, myc_list_end(&list), "List[Person]", "[]");
    myc_list_add(&list, myc_string(maker, "Hi, Cid"));
    myc_list_add(&list, myc_string_join(maker, "Hi, ", "Ann"));
    expect_json(&v, myc_list_end(&list), "List[String]", "[\"Hi, Cid\",\"Hi, Ann\"]");
    myc_memory_destroy(v.memory);
}

/* RFC 8259 section 7: quotation mark, reverse solidus and U+0000 to U+001F are escaped; nothing
 * else needs to be. */
Test(value, shows_text_as_json_does)
{
    struct values v = values_begin();
    expect_json(&v, myc_string(&v.maker, "\"\\/"), "String", "\"\\\"\\\\/\"");
    expect_json(&v, myc_string(&v.maker, "\b\f\n\r\t"), "String", "\"\\b\\f\\n\\r\\t\"");
    expect_json(&v, myc_string(&v.maker, "\x01\x1f\x7f"), "String", "\"\\u0001\\u001f\x7f\"");
    expect_json(&v, myc_string(&v.maker, "\xC3\xBC \xE6\xB0\xB4 \xF0\x90\x85\x91"), "String",
                "\"\xC3\xBC \xE6\xB0\xB4 \xF0\x90\x85\x91\"");
    myc_memory_destroy(v.memory);
}

Test(value, shows_floats_that_read_back)
{
    static const struct {
        double real;
        const char *json;
    } cases[] = {
        { 0, "0.0" },
        { -0.0, "-0.0" },
        { 1, "1.0" },
        { 0.1, "0.1" },
        { -2.5, "-2.5" },
        { 1.0 / 3, "0.3333333333333333" },
        { 0.1 + 0.2, "0.30000000000000004" },
        { 1e22, "1e+22" },
        { 1e100, "1e+100" },
        { DBL_MAX, "1.7976931348623157e+308" },
        { 5e-324, "4.94065645841247e-324" },
        { INFINITY, "null" },
        { -INFINITY, "null" },
        { NAN, "null" },
    };
    struct values v = values_begin();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_json(&v, myc_float(&v.maker, cases[i].real), "Float", cases[i].json);
    struct myc_stream stream;
    myc_stream_init(&stream, 1, 0, MYC_PURPOSE_TEST);
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = myc_stream_bits(&stream);
        double real;
        memcpy(&real, &bits, sizeof real);
        if (!isfinite(real))
            continue;
        const char *json = myc_value_json(myc_float(&v.maker, real), myc_type_of(v.types, "Float"),
                                          NULL, v.memory);
        cr_assert_eq(strtod(json, NULL), real, "%s", json);
        cr_assert_leq(strlen(json), 24);
    }
    myc_memory_destroy(v.memory);
}

Test(value, shows_refs_and_spores_by_name)
{
    struct staged staged;
    staged_begin(&staged);
    struct myc_maker *maker = &staged.at.maker;
    const struct myc_value *both =
        pair(maker, myc_ref_value(maker, staged_numbers(&staged, 0, "numbers")),
             myc_spore_value(maker, staged_spore(&staged, &twice)));
    const struct myc_type *type =
        myc_type_of(staged.types, "(SiloRef[List[Int]], Spore[List[Int], List[Int]])");
    cr_expect_str_eq(myc_value_json(both, type, NULL, staged.memory), "[\"numbers\",\"twice\"]");
    staged_end(&staged);
}

/* Every value against every other: equal where they stand for the same, and only there. */
Test(value, equals_only_its_like)
{
    struct staged staged;
    staged_begin(&staged);
    struct myc_maker *maker = &staged.at.maker;
    const struct myc_node *one = staged_numbers(&staged, 0, "one");
    const struct myc_node *two = staged_numbers(&staged, 0, "two");
    const struct myc_value *values[][2] = {
        { myc_unit(maker), myc_unit(maker) },
        { myc_bool(maker, false), myc_bool(maker, false) },
        { myc_bool(maker, true), myc_bool(maker, true) },
        { myc_int(maker, 0), myc_int(maker, 0) },
        { myc_int(maker, 1), myc_int(maker, 1) },
        { myc_float(maker, 0), myc_float(maker, 0) },
        { myc_float(maker, -0.0), myc_float(maker, -0.0) },
        { myc_float(maker, NAN), myc_float(maker, -NAN) },
        { myc_string(maker, ""), myc_string(maker, "") },
        { myc_string(maker, "ab"), myc_string_join(maker, "a", "b") },
        { myc_host_value(maker, 0), myc_host_value(maker, 0) },
        { myc_none(maker), myc_none(maker) },
        { myc_some(maker, myc_unit(maker)), myc_some(maker, myc_unit(maker)) },
        { staged_list(&staged), staged_list(&staged) },
        { pair(maker, myc_int(maker, 1), myc_int(maker, 2)),
          pair(maker, myc_int(maker, 1), myc_int(maker, 2)) },
        { pair(maker, myc_int(maker, 1), myc_int(maker, 3)),
          pair(maker, myc_int(maker, 1), myc_int(maker, 3)) },
        { myc_ref_value(maker, one), myc_ref_value(maker, one) },
        { myc_ref_value(maker, two), myc_ref_value(maker, two) },
        { myc_spore_value(maker, staged_add(&staged, 1)),
          myc_spore_value(maker, staged_add(&staged, 1)) },
        { myc_spore_value(maker, staged_add(&staged, 2)),
          myc_spore_value(maker, staged_add(&staged, 2)) },
        { myc_spore_value(maker, staged_spore(&staged, &twice)),
          myc_spore_value(maker, staged_spore(&staged, &twice)) },
    };
    size_t count = sizeof values / sizeof *values;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            cr_expect_eq(myc_value_equal(values[i][0], values[j][1]), i == j, "%zu and %zu", i, j);
    staged_end(&staged);
}

/* Each value has the type of its own line and of no other. */
Test(value, has_its_type_only)
{
    struct staged staged;
    staged_begin(&staged);
    struct myc_maker *maker = &staged.at.maker;
    const struct myc_node *ref = staged_numbers(&staged, 0, "numbers");
    const struct {
        const char *type;
        const struct myc_value *value;
    } lines[] = {
        { "Unit", myc_unit(maker) },
        { "Bool", myc_bool(maker, true) },
        { "Int", myc_int(maker, 1) },
        { "Float", myc_float(maker, 1) },
        { "String", myc_string(maker, "1") },
        { "Host", myc_host_value(maker, 1) },
        { "List[Int]", staged_list(&staged) },
        { "Option[Int]", myc_some(maker, myc_int(maker, 1)) },
        { "(Int, Int)", pair(maker, myc_int(maker, 1), myc_int(maker, 1)) },
        { "(Int, Int, Int)",
          myc_tuple(maker, 3,
                    (const struct myc_value *[]){ myc_int(maker, 1), myc_int(maker, 1),
                                                  myc_int(maker, 1) }) },
        { "P{name: String, age: Int}", pair(maker, myc_string(maker, "1"), myc_int(maker, 1)) },
        { "SiloRef[List[Int]]", myc_ref_value(maker, ref) },
        { "Spore[List[Int], List[Int]]", myc_spore_value(maker, staged_spore(&staged, &twice)) },
        { "Spore[List[Int], Int]", myc_spore_value(maker, staged_spore(&staged, &sum)) },
    };
    size_t count = sizeof lines / sizeof *lines;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            cr_expect_eq(
                myc_value_has_type(lines[i].value, myc_type_of(staged.types, lines[j].type)),
                i == j, "%s as %s", lines[i].type, lines[j].type);
    cr_expect(myc_value_has_type(myc_none(maker), myc_type_of(staged.types, "Option[Float]")));
    cr_expect_not(
        myc_value_has_type(staged_list(&staged), myc_type_of(staged.types, "List[Float]")));
    staged_end(&staged);
}

Test(value, is_kept_out_of_scratch)
{
    struct staged staged;
    staged_begin(&staged);
    struct myc_memory *memory = staged.memory;
    struct myc_maker run = { .memory = memory }, scratch = { .memory = memory, .scratch = true };
    const struct myc_value *old = pair(&run, myc_string(&run, "old"), myc_int(&run, 7));
    struct myc_list list = myc_list_begin(&scratch);
    for (int64_t i = 0; i < 1000; i++)
        myc_list_add(
            &list, i % 2 ? old : pair(&scratch, myc_string(&scratch, "new"), myc_int(&scratch, i)));
    const struct myc_value *made =
        pair(&scratch, myc_list_end(&list), myc_some(&scratch, myc_float(&scratch, 2.5)));
    const struct myc_value *kept = myc_value_keep(memory, made);
    cr_assert(myc_value_equal(kept, made));
    cr_expect_eq(myc_value_keep(memory, kept), kept);
    cr_expect_eq(myc_item(myc_item(kept, 0), 1), old, "what is not in scratch is shared");
    myc_scratch_reset(memory);
    memset(myc_scratch_alloc(memory, 1 << 20), 0xEE, 1 << 20);
    const struct myc_value *items = myc_item(kept, 0);
    cr_assert_eq(items->count, 1000);
    for (uint32_t i = 0; i < 1000; i += 2) {
        cr_assert_str_eq(myc_item(myc_item(items, i), 0)->as.text, "new");
        cr_assert_eq(myc_item(myc_item(items, i), 1)->as.integer, i);
    }
    cr_expect_eq(myc_item(myc_item(kept, 1), 0)->as.real, 2.5);
    staged_end(&staged);
}

Test(value, refuses_text_that_is_not_utf8, .signal = SIGABRT)
{
    struct values v = values_begin();
    myc_string_join(&v.maker, "a", "\xE6\xB0");
}
