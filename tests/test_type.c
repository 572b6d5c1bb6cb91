/* Types: what is one, its one spelling, and that equal ones are one. */
#include <criterion/criterion.h>
#include <string.h>

#include "model/type.h"

static struct myc_memory *memory_create(void)
{
    struct myc_memory *memory = NULL;
    struct myc_error error = { .status = MYC_OK };
    cr_assert_eq(myc_memory_create(&memory, (size_t)1 << 28, &error), MYC_OK, "%s", error.message);
    return memory;
}

Test(type, has_one_spelling)
{
    static const struct {
        const char *text;
        const char *canonical;
        uint32_t depth;
        bool refers;
    } cases[] = {
        { "Unit", "Unit", 1, false },
        { "  Int ", "Int", 1, false },
        { "List[ Float ]", "List[Float]", 2, false },
        { "Option[\n(Bool,String)]", "Option[(Bool, String)]", 3, false },
        { "(Int,(Host,Int),Unit)", "(Int, (Host, Int), Unit)", 3, false },
        { "SiloRef[List[Int]]", "SiloRef[List[Int]]", 3, true },
        { "Spore[Int,SiloRef[Int]]", "Spore[Int, SiloRef[Int]]", 3, true },
        { "Person{name:String,age:Int}", "Person", 2, false },
        { "List[Person]", "List[Person]", 3, false },
        { "Vehicle { owner : Person , brand : String }", "Vehicle", 3, false },
        { "Car{of: SiloRef[Vehicle]}", "Car", 5, true },
        { "List[Person{name: String, age: Int}]", "List[Person]", 3, false },
    };
    struct myc_memory *memory = memory_create();
    struct myc_types *types = myc_types_begin(memory);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct myc_type *type = myc_type_of(types, cases[i].text);
        cr_expect_str_eq(type->text, cases[i].canonical);
        cr_expect_eq(type, myc_type_of(types, cases[i].text));
        cr_expect_eq(type, myc_type_of(types, cases[i].canonical));
        cr_expect_eq(type->depth, cases[i].depth, "%s", type->text);
        cr_expect_eq(type->refers, cases[i].refers, "%s", type->text);
    }
    const struct myc_type *vehicle = myc_type_of(types, "Vehicle");
    cr_assert_eq(vehicle->kind, MYC_TYPE_RECORD);
    cr_assert_eq(vehicle->count, 2);
    cr_expect_str_eq(vehicle->fields[0], "owner");
    cr_expect_eq(vehicle->parts[0], myc_type_of(types, "Person"));
    const struct myc_type *integer = myc_type_of(types, "Int");
    cr_expect_eq(myc_type_list(types, integer), myc_type_of(types, "List[Int]"));
    cr_expect_eq(myc_type_silo_ref(types, integer), myc_type_of(types, "SiloRef[Int]"));
    myc_memory_destroy(memory);
}

Test(type, is_refused_with_its_place)
{
    static const struct {
        const char *text;
        const char *message;
    } cases[] = {
        { "", "column 1: a name is missing" },
        { "Strin", "column 6: 'Strin' is not a type" },
        { "List", "column 5: '[' is missing" },
        { "List[Int", "column 9: ']' is missing" },
        { "List[Int] x", "column 11: something follows" },
        { "Option[]", "column 8: a name is missing" },
        { "Spore[Int]", "column 10: ',' is missing" },
        { "Spore[Int, Int, Int]", "column 15: ']' is missing" },
        { "(Int)", "column 5: ',' is missing" },
        { "()", "column 2: a name is missing" },
        { "(Int, Int", "column 10: ')' is missing" },
        { "R{}", "column 3: a name is missing" },
        { "R{a Int}", "column 5: ':' is missing" },
        { "R{a: Int, a: Int}", "column 12: the field 'a' is there twice" },
        { "R{a: R}", "column 7: 'R' is not a type" },
        { "Known{a: Float}", "column 16: 'Known' has other fields" },
        { "Known{b: Int}", "column 14: 'Known' has other fields" },
        { "Known{a: Int, b: Int}", "column 22: 'Known' has other fields" },
        { "Int{a: Int}", "column 4: something follows" },
        { "1", "column 1: a name is missing" },
        { "L\xC3\xA4nge", "column 2: 'L' is not a type" },
    };
    struct myc_memory *memory = memory_create();
    struct myc_types *types = myc_types_begin(memory);
    myc_type_of(types, "Known{a: Int}");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct myc_error error = { .status = MYC_OK };
        const struct myc_type *type;
        cr_expect_eq(myc_type_read(types, cases[i].text, &type, &error), MYC_INPUT, "%s",
                     cases[i].text);
        cr_expect(strstr(error.message, cases[i].message), "%s: %s", cases[i].text, error.message);
    }
    myc_memory_destroy(memory);
}

/* List[List[...Int]], `depth` deep. */
static char *nested(struct myc_memory *memory, uint32_t depth)
{
    char *text = myc_memory_text(memory, "Int", 3);
    for (uint32_t i = 1; i < depth; i++)
        text = myc_memory_format(memory, "List[%s]", text);
    return text;
}

Test(type, is_of_bounded_depth_and_width)
{
    struct myc_memory *memory = memory_create();
    struct myc_types *types = myc_types_begin(memory);
    const struct myc_type *type;
    struct myc_error error = { .status = MYC_OK };
    cr_assert_eq(myc_type_read(types, nested(memory, MYC_TYPE_DEPTH_MAX), &type, &error), MYC_OK);
    cr_expect_eq(type->depth, MYC_TYPE_DEPTH_MAX);
    cr_expect_eq(myc_type_read(types, nested(memory, MYC_TYPE_DEPTH_MAX + 1), &type, &error),
                 MYC_INPUT);
    /* Records hide depth from the reader, not from the table. */
    for (int i = 0; i < MYC_TYPE_DEPTH_MAX - 1; i++)
        myc_type_of(types, i ? myc_memory_format(memory, "R%d{a: R%d}", i, i - 1) : "R0{a: Int}");
    error.status = MYC_OK;
    cr_expect_eq(myc_type_read(types,
                               myc_memory_format(memory, "S{a: R%d}", MYC_TYPE_DEPTH_MAX - 2),
                               &type, &error),
                 MYC_INPUT);
    char *wide = myc_memory_text(memory, "(Int", 4);
    for (int i = 1; i < MYC_TYPE_PARTS_MAX; i++)
        wide = myc_memory_format(memory, "%s, Int", wide);
    error.status = MYC_OK;
    cr_expect_eq(myc_type_read(types, myc_memory_format(memory, "%s)", wide), &type, &error),
                 MYC_OK);
    cr_expect_eq(myc_type_read(types, myc_memory_format(memory, "%s, Int)", wide), &type, &error),
                 MYC_INPUT);
    myc_memory_destroy(memory);
}

/* A table over another has its types, and what it adds stays its own. */
Test(type, is_shared_by_the_tables_over_its_own)
{
    struct myc_memory *memory = memory_create(), *own = memory_create();
    struct myc_types *known = myc_types_begin(memory);
    const struct myc_type *person = myc_type_of(known, "Person{name: String, age: Int}");
    const struct myc_type *persons = myc_type_of(known, "List[Person]");
    size_t used = myc_memory_used_bytes(memory);
    const struct myc_type *added[2];
    for (int i = 0; i < 2; i++) {
        struct myc_types *types = myc_types_over(own, known);
        cr_expect_eq(myc_type_of(types, "Person"), person);
        cr_expect_eq(myc_type_list(types, person), persons);
        added[i] = myc_type_of(types, "Option[List[Person]]");
        cr_expect_eq(added[i]->parts[0], persons);
        cr_expect_eq(myc_type_of(types, "Option[ List[Person{name: String, age: Int}] ]"),
                     added[i]);
        struct myc_error error = { .status = MYC_OK };
        const struct myc_type *type;
        cr_expect_eq(myc_type_read(types, "Person{name: String}", &type, &error), MYC_INPUT);
    }
    cr_expect_neq(added[0], added[1]);
    cr_expect_eq(myc_memory_used_bytes(memory), used, "the known types are only read");
    myc_memory_destroy(memory);
    myc_memory_destroy(own);
}
