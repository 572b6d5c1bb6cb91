/* The canonical encoding of values, against RFC 8949; and of random ones, there and back. Lineages
 * are in test_codec_lineage.c. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "model/body.h"
#include "sim/digest.h"
#include "tests/random_values.h"
#include "tests/staged.h"

static const char *hex(struct myc_memory *memory, const struct myc_bytes *bytes)
{
    char *text = myc_memory_alloc(memory, 2 * bytes->length + 1);
    for (size_t i = 0; i < bytes->length; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes->data[i]);
    return text;
}

static struct myc_bytes bytes_of(struct myc_memory *memory, const char *digits)
{
    struct myc_bytes bytes = { .memory = memory };
    for (; *digits; digits += 2) {
        unsigned byte;
        cr_assert_eq(sscanf(digits, "%2x", &byte), 1);
        myc_bytes_add(&bytes, &(unsigned char){ (unsigned char)byte }, 1);
    }
    return bytes;
}

static enum myc_status decode(struct staged *staged, const struct myc_bytes *bytes,
                              const char *type, const struct myc_value **value,
                              struct myc_error *error)
{
    struct myc_decoder decoder = staged_decoder(staged, bytes);
    error->status = MYC_OK;
    MYC_TRY(myc_decode_value(&decoder, myc_type_of(staged->types, type), value, error));
    return myc_decode_end(&decoder, error);
}

static void expect_encoded(struct staged *staged, const char *type, const struct myc_value *value,
                           const char *digits)
{
    struct myc_bytes bytes = { .memory = staged->memory };
    myc_encode_value(&bytes, value, myc_type_of(staged->types, type));
    cr_expect_str_eq(hex(staged->memory, &bytes), digits);
    const struct myc_value *decoded;
    struct myc_error error;
    cr_assert_eq(decode(staged, &bytes, type, &decoded, &error), MYC_OK, "%s: %s", digits,
                 error.message);
    cr_expect(myc_value_equal(decoded, value), "%s", digits);
}

/* RFC 8949, appendix A. */
Test(codec, numbers_are_as_in_the_rfc)
{
    static const struct {
        int64_t integer;
        const char *digits;
    } integers[] = {
        { 0, "00" },
        { 1, "01" },
        { 10, "0a" },
        { 23, "17" },
        { 24, "1818" },
        { 25, "1819" },
        { 100, "1864" },
        { 1000, "1903e8" },
        { 1000000, "1a000f4240" },
        { 1000000000000, "1b000000e8d4a51000" },
        { -1, "20" },
        { -10, "29" },
        { -100, "3863" },
        { -1000, "3903e7" },
        { INT64_MAX, "1b7fffffffffffffff" },
        { INT64_MIN, "3b7fffffffffffffff" },
    };
    static const struct {
        double real;
        const char *digits;
    } floats[] = {
        { 1.1, "fb3ff199999999999a" },       { 1.0e+300, "fb7e37e43c8800759c" },
        { -4.1, "fbc010666666666666" },      { INFINITY, "fb7ff0000000000000" },
        { NAN, "fb7ff8000000000000" },       { -NAN, "fb7ff8000000000000" },
        { -INFINITY, "fbfff0000000000000" }, { 0.0, "fb0000000000000000" },
        { -0.0, "fb8000000000000000" },
    };
    struct staged staged;
    staged_begin(&staged);
    struct myc_maker *maker = &staged.at.maker;
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++)
        expect_encoded(&staged, "Int", myc_int(maker, integers[i].integer), integers[i].digits);
    for (size_t i = 0; i < sizeof floats / sizeof *floats; i++)
        expect_encoded(&staged, "Float", myc_float(maker, floats[i].real), floats[i].digits);
    expect_encoded(&staged, "Host", myc_host_value(maker, 1000), "1903e8");
    staged_end(&staged);
}

Test(codec, other_values_are_as_in_the_rfc)
{
    static const struct {
        const char *text;
        const char *digits;
    } texts[] = {
        { "", "60" },
        { "a", "6161" },
        { "IETF", "6449455446" },
        { "\"\\", "62225c" },
        { "\xC3\xBC", "62c3bc" },
        { "\xE6\xB0\xB4", "63e6b0b4" },
        { "\xF0\x90\x85\x91", "64f0908591" },
    };
    struct staged staged;
    staged_begin(&staged);
    struct myc_maker *maker = &staged.at.maker;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_encoded(&staged, "String", myc_string(maker, texts[i].text), texts[i].digits);
    expect_encoded(&staged, "Bool", myc_bool(maker, false), "f4");
    expect_encoded(&staged, "Bool", myc_bool(maker, true), "f5");
    expect_encoded(&staged, "Unit", myc_unit(maker), "f6");
    struct myc_list list = myc_list_begin(maker);
    expect_encoded(&staged, "List[Int]", myc_list_end(&list), "80");
    for (int i = 1; i <= 25; i++)
        myc_list_add(&list, myc_int(maker, i));
    expect_encoded(&staged, "List[Int]", myc_list_end(&list),
                   "98190102030405060708090a0b0c0d0e0f101112131415161718181819");
    struct myc_list first = myc_list_begin(maker), second = myc_list_begin(maker);
    myc_list_add(&first, myc_int(maker, 2));
    myc_list_add(&first, myc_int(maker, 3));
    myc_list_add(&second, myc_int(maker, 4));
    myc_list_add(&second, myc_int(maker, 5));
    expect_encoded(&staged, "(Int, List[Int], List[Int])",
                   myc_tuple(maker, 3,
                             (const struct myc_value *[]){ myc_int(maker, 1), myc_list_end(&first),
                                                           myc_list_end(&second) }),
                   "8301820203820405");
    expect_encoded(&staged, "Option[Int]", myc_none(maker), "80");
    expect_encoded(&staged, "Option[Int]", myc_some(maker, myc_int(maker, 7)), "8107");
    expect_encoded(
        &staged, "R{a: Int, b: Option[Int]}",
        myc_tuple(maker, 2, (const struct myc_value *[]){ myc_int(maker, 1), myc_none(maker) }),
        "820180");
    staged_end(&staged);
}

Test(codec, other_encodings_are_refused)
{
    static const struct {
        const char *type;
        const char *digits;
        const char *message;
    } cases[] = {
        { "Int", "", "byte 0 of 0: cut short" },
        { "Int", "1817", "byte 0 of 2: a number that is not in its shortest form" },
        { "Int", "190018", "shortest" },
        { "Int", "1a0000ffff", "shortest" },
        { "Int", "1b00000000ffffffff", "shortest" },
        { "Int", "3800", "a negative number that is not in its shortest form" },
        { "Int", "1b8000000000000000", "beyond 64 bits" },
        { "Int", "3b8000000000000000", "beyond 64 bits" },
        { "Int", "1c", "not CBOR" },
        { "Int", "6161", "text instead of a number" },
        { "Int", "c101", "something else instead of a number" },
        { "Int", "0100", "byte 1 of 2: something follows the end" },
        { "Host", "20", "out of its range" },
        { "Host", "1b0000000100000000", "out of its range" },
        { "Float", "f97e00", "something else instead of a float64" },
        { "Float", "fa7fc00000", "something else instead of a float64" },
        { "Float", "fb7ff8000000000001", "shortest" },
        { "Float", "fbfff8000000000000", "shortest" },
        { "Float", "00", "a number instead of a float64" },
        { "Bool", "f6", "null instead of a truth value" },
        { "Bool", "f7", "something else instead of a truth value" },
        { "Bool", "f814", "not CBOR" },
        { "Unit", "f4", "a truth value instead of null" },
        { "String", "780161", "shortest" },
        { "String", "7f6161ff", "something else instead of text" },
        { "String", "61ff", "text that is not UTF-8" },
        { "String", "62c0af", "text that is not UTF-8" },
        { "String", "63eda080", "text that is not UTF-8" },
        { "String", "626100", "text that is not UTF-8, or NUL" },
        { "String", "4161", "a string of bytes instead of text" },
        { "String", "7bffffffffffffffff61", "cut short" },
        { "List[Int]", "980101", "shortest" },
        { "List[Int]", "9f01ff", "something else instead of an array" },
        { "List[Int]", "83", "longer than what is left" },
        { "List[Int]", "9bffffffffffffffff", "longer than what is left" },
        { "List[Int]", "826101", "text instead of a number" },
        { "Option[Int]", "820102", "too many" },
        { "(Int, Int)", "83010203", "an array of 3 instead of 2" },
        { "(Int, Int)", "8101", "an array of 1 instead of 2" },
        { "(Int, Int)", "a10102", "something else instead of an array" },
    };
    struct staged staged;
    staged_begin(&staged);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct myc_bytes bytes = bytes_of(staged.memory, cases[i].digits);
        struct myc_error error;
        const struct myc_value *value;
        cr_expect_eq(decode(&staged, &bytes, cases[i].type, &value, &error), MYC_INPUT, "%s",
                     cases[i].digits);
        cr_expect(strstr(error.message, cases[i].message), "%s: %s", cases[i].digits,
                  error.message);
    }
    staged_end(&staged);
}

Test(codec, parts_of_messages_come_back)
{
    struct staged staged;
    staged_begin(&staged);
    struct myc_bytes out = { .memory = staged.memory };
    static const unsigned char digest[16] = "0123456789abcde";
    myc_encode_array(&out, 5);
    myc_encode_uint(&out, UINT64_MAX);
    myc_encode_text(&out, "labels");
    myc_encode_null(&out);
    myc_encode_digest(&out, digest);
    myc_encode_bool(&out, true);
    cr_expect_str_eq(hex(staged.memory, &out), "851bffffffffffffffff666c6162656c73f650"
                                               "30313233343536373839616263646500f5");
    struct myc_decoder in = staged_decoder(&staged, &out);
    struct myc_error error = { .status = MYC_OK };
    uint64_t count, number;
    const char *text;
    unsigned char again[16];
    bool boolean;
    cr_assert_eq(myc_decode_array(&in, &count, &error), MYC_OK);
    cr_assert_eq(myc_decode_uint(&in, UINT64_MAX, &number, &error), MYC_OK);
    cr_assert_eq(myc_decode_text(&in, &text, &error), MYC_OK);
    cr_assert(myc_decode_is_null(&in));
    cr_assert_eq(myc_decode_null(&in, &error), MYC_OK);
    cr_assert(myc_decode_is_digest(&in));
    cr_assert_eq(myc_decode_digest(&in, again, &error), MYC_OK);
    cr_assert_eq(myc_decode_bool(&in, &boolean, &error), MYC_OK);
    cr_assert_eq(myc_decode_end(&in, &error), MYC_OK);
    cr_expect_eq(count, 5);
    cr_expect_eq(number, UINT64_MAX);
    cr_expect_str_eq(text, "labels");
    cr_expect_arr_eq(again, digest, 16);
    cr_expect(boolean);
    staged_end(&staged);
}

/* What is accepted is what would have been written. */
static void expect_canonical(struct staged *staged, const struct myc_bytes *bytes,
                             const struct myc_type *type)
{
    struct myc_decoder decoder = staged_decoder(staged, bytes);
    struct myc_error error;
    error.status = MYC_OK;
    const struct myc_value *value;
    if (myc_decode_value(&decoder, type, &value, &error) != MYC_OK ||
        myc_decode_end(&decoder, &error) != MYC_OK) {
        cr_assert_eq(error.status, MYC_INPUT);
        return;
    }
    struct myc_bytes again = { .memory = staged->memory };
    cr_assert(myc_value_has_type(value, type));
    myc_encode_value(&again, value, type);
    cr_assert_eq(again.length, bytes->length);
    cr_assert_arr_eq(again.data, bytes->data, again.length);
    myc_bytes_give(&again);
}

Test(codec, random_values_come_back_and_nothing_else_does)
{
    struct staged staged;
    staged_begin(&staged);
    struct random_values values;
    random_values_begin(&values, staged.types, &staged.at.maker, 1);
    for (int i = 0; i < 1500; i++) {
        const struct myc_type *type = random_type(&values, 4);
        const struct myc_value *value = random_value(&values, type), *decoded;
        struct myc_bytes bytes = { .memory = staged.memory };
        struct myc_error error;
        myc_encode_value(&bytes, value, type);
        cr_assert_eq(decode(&staged, &bytes, type->text, &decoded, &error), MYC_OK, "%d: %s", i,
                     error.message);
        cr_assert(myc_value_equal(decoded, value), "%d", i);
        for (size_t length = 0; length < bytes.length; length++) {
            struct myc_bytes cut = bytes;
            cut.length = length;
            cr_assert_eq(decode(&staged, &cut, type->text, &decoded, &error), MYC_INPUT);
        }
        for (size_t at = 0; at < bytes.length && at < 64; at++) {
            unsigned char old = bytes.data[at];
            bytes.data[at] = (unsigned char)myc_stream_below(&values.stream, 256);
            expect_canonical(&staged, &bytes, type);
            bytes.data[at] = old;
        }
        myc_bytes_give(&bytes);
    }
    staged_end(&staged);
}

static uint64_t run_successor(struct myc_body *body, const struct myc_value *header,
                              const struct myc_value *number, const struct myc_value **result)
{
    (void)header;
    *result = myc_int(myc_body_maker(body), number->as.integer + 1);
    return 1;
}

/* The function-passing library's MessagePicklingTest and SelfDescribingTest: List(11, 12, 13),
 * Person("joe", 40), and the spore x => x + 1, which gives 11 for 10 where it arrives. */
Test(codec, what_the_library_pickles)
{
    static const struct myc_code successor = { .name = "successor",
                                               .version = 1,
                                               .captured = "Unit",
                                               .parameter = "Int",
                                               .result = "Int",
                                               .run = run_successor };
    static const struct myc_code *const codes[] = { &successor, NULL };
    struct staged staged;
    staged_begin(&staged);
    struct myc_maker *maker = &staged.at.maker;
    struct myc_list list = myc_list_begin(maker);
    for (int64_t i = 11; i <= 13; i++)
        myc_list_add(&list, myc_int(maker, i));
    expect_encoded(&staged, "List[Int]", myc_list_end(&list), "830b0c0d");
    const struct myc_value *joe[] = { myc_string(maker, "joe"), myc_int(maker, 40) };
    expect_encoded(&staged, "Person{name: String, age: Int}", myc_tuple(maker, 2, joe),
                   "82636a6f651828");

    struct myc_bytes bytes = { .memory = staged.memory };
    myc_encode_spore(&bytes, staged_spore(&staged, &successor));
    struct myc_decoder decoder = staged_decoder(&staged, &bytes);
    decoder.codes = codes;
    const struct myc_value *arrived, *eleven;
    struct myc_error error = { .status = MYC_OK };
    const struct myc_type *type = myc_type_of(staged.types, "Spore[Int, Int]");
    cr_assert_eq(myc_decode_value(&decoder, type, &arrived, &error), MYC_OK, "%s", error.message);
    struct myc_body body = { .staging = staged.at };
    arrived->as.spore->code->run(&body, arrived->as.spore->header, myc_int(maker, 10), &eleven);
    cr_expect_eq(eleven->as.integer, 11);
    staged_end(&staged);
}

Test(codec, spores_within_spores_are_of_bounded_depth)
{
    struct staged staged;
    staged_begin(&staged);
    const struct myc_spore *spore = staged_spore(&staged, &twice);
    /* `chosen` captures what it is. The innermost header is one level more. */
    for (int depth = 1; depth < MYC_VALUE_DEPTH_MAX - 1; depth++)
        spore = myc_spore_of(&staged.at, &chosen, myc_spore_value(&staged.at.maker, spore));
    struct myc_bytes bytes = { .memory = staged.memory };
    myc_encode_spore(&bytes, spore);
    const struct myc_value *decoded;
    struct myc_error error;
    const char *type = "Spore[List[Int], List[Int]]";
    cr_assert_eq(decode(&staged, &bytes, type, &decoded, &error), MYC_OK, "%s", error.message);
    cr_expect(myc_value_equal(decoded, myc_spore_value(&staged.at.maker, spore)));
    /* One level more, written by hand: [[], ["chosen", 1, ...]]. */
    struct myc_bytes deeper = bytes_of(staged.memory, "8280836663686f73656e01");
    myc_bytes_add(&deeper, bytes.data + 2, bytes.length - 2);
    cr_expect_eq(decode(&staged, &deeper, type, &decoded, &error), MYC_INPUT);
    cr_expect(strstr(error.message, "nested more than 64 deep"), "%s", error.message);
    staged_end(&staged);
}

Test(codec, a_value_has_one_digest)
{
    struct staged staged;
    staged_begin(&staged);
    struct random_values values;
    random_values_begin(&values, staged.types, &staged.at.maker, 2);
    for (int i = 0; i < 300; i++) {
        const struct myc_type *type = random_type(&values, 3);
        const struct myc_value *a = random_value(&values, type), *b = random_value(&values, type);
        unsigned char first[16], again[16], other[16];
        myc_value_digest(staged.memory, a, type, first);
        myc_value_digest(staged.memory, a, type, again);
        myc_value_digest(staged.memory, b, type, other);
        cr_assert_arr_eq(first, again, 16);
        cr_assert_eq(memcmp(first, other, 16) == 0, myc_value_equal(a, b));
    }
    unsigned char thousand[16], expected[16];
    myc_value_digest(staged.memory, myc_int(&staged.at.maker, 1000),
                     myc_type_of(staged.types, "Int"), thousand);
    myc_digest128("\x19\x03\xe8", 3, expected);
    cr_expect_arr_eq(thousand, expected, 16, "it is over the encoding");
    staged_end(&staged);
}
