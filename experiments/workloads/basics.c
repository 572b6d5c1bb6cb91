/* The small tests of the function-passing library, f-p, one program each:
 *
 *   apply_and_send   testApplyAndSend: a list made on its host, each number between brackets
 *   populate         testPopulate: one item there and back
 *   populate_list    TestPopulate of the multi-jvm tests
 *   from_text_file   testFromTextFile: a file of one line
 *   basic            Basic of the multi-jvm tests: a send, a map, and pumps of persons
 *   pickling         MessagePicklingTest, SelfDescribingTest: a list, a person and a spore, each a
 *                    value that crosses the network
 *
 * Its testApply, testCurrentHost and pumpTo are workloads of their own. */
#include "experiments/workloads/integers.h"
#include "experiments/workloads/shared.h"
#include "experiments/workloads/workload.h"

#define STEPS_PER_ELEMENT 100u
#define HELLO_FILE "hello.txt"
#define PERSONS 10 /* pumped of each source */
#define DOUBLE_PUMPS 10
#define FUTURES_MAX (3 + DOUBLE_PUMPS)

struct basics {
    uint32_t program;
};

static const int64_t forties[] = { 40, 30, 20 };
static const int64_t elevens[] = { 11, 12, 13 };
static const char hello_text[] = "hello\n";

/* ------------------------------------------------------------------- spores */

static uint64_t run_numbers(struct myc_body *body, const struct myc_value *header,
                            const struct myc_value *nothing, const struct myc_value **result)
{
    (void)header;
    (void)nothing;
    *result = myc_integers(myc_body_maker(body), 3, (const int64_t[]){ 4, 3, 2 });
    return STEPS_PER_ELEMENT * 3;
}

static const struct myc_code numbers = {
    .name = "numbers",
    .version = 1,
    .captured = "Unit",
    .parameter = "Unit",
    .result = "List[Int]",
    .run = run_numbers,
};

static uint64_t run_bracket(struct myc_body *body, const struct myc_value *header,
                            const struct myc_value *list, const struct myc_value **result)
{
    struct myc_maker *maker = myc_body_maker(body);
    struct myc_list texts = myc_list_begin(maker);
    (void)header;
    for (uint32_t i = 0; i < list->count; i++) {
        long long number = myc_item(list, i)->as.integer;
        const char *text = myc_memory_format(maker->memory, "[%lld]", number);
        myc_list_add(&texts, myc_string(maker, text));
    }
    *result = myc_list_end(&texts);
    return STEPS_PER_ELEMENT * list->count;
}

static const struct myc_code bracket = {
    .name = "bracket",
    .version = 1,
    .captured = "Unit",
    .parameter = "List[Int]",
    .result = "List[String]",
    .run = run_bracket,
};

static uint64_t run_add_one(struct myc_body *body, const struct myc_value *header,
                            const struct myc_value *list, const struct myc_value **result)
{
    struct myc_maker *maker = myc_body_maker(body);
    struct myc_list sums = myc_list_begin(maker);
    (void)header;
    for (uint32_t i = 0; i < list->count; i++)
        myc_list_add(&sums, myc_int(maker, myc_item(list, i)->as.integer + 1));
    *result = myc_list_end(&sums);
    return STEPS_PER_ELEMENT * list->count;
}

static const struct myc_code add_one = {
    .name = "add_one",
    .version = 1,
    .captured = "Unit",
    .parameter = "List[Int]",
    .result = "List[Int]",
    .run = run_add_one,
};

static const struct myc_code emit_person = {
    .name = "emit_person",
    .version = 1,
    .captured = "Unit",
    .parameter = "Person",
    .result = "List[Person]",
    .run = myc_pass_on,
};

static uint64_t run_successor(struct myc_body *body, const struct myc_value *header,
                              const struct myc_value *number, const struct myc_value **result)
{
    (void)header;
    *result = myc_int(myc_body_maker(body), number->as.integer + 1);
    return STEPS_PER_ELEMENT;
}

static const struct myc_code successor = {
    .name = "successor",
    .version = 1,
    .captured = "Unit",
    .parameter = "Int",
    .result = "Int",
    .run = run_successor,
};

/* Applies the spore in the header to the number, as one that came over the network. */
static uint64_t run_use(struct myc_body *body, const struct myc_value *function,
                        const struct myc_value *number, const struct myc_value **result)
{
    struct myc_staging *at = myc_body_staging(body);
    const struct myc_node *here = myc_populate(at, myc_current_host(at), "Int", number, NULL);
    *result = myc_return_ref(body, myc_map(at, here, function->as.spore, NULL));
    return STEPS_PER_ELEMENT;
}

static const struct myc_code use = {
    .name = "use",
    .version = 1,
    .captured = "Spore[Int, Int]",
    .parameter = "Int",
    .result = "SiloRef[Int]",
    .run = run_use,
};

static const struct myc_code *const codes[] = { &numbers,   &bracket, &add_one, &emit_person,
                                                &successor, &use,     NULL };

/* ----------------------------------------------------------------- programs */

/* What a program sent, in order. */
struct sends {
    uint32_t count;
    myc_future futures[FUTURES_MAX];
};

static void send_ref(struct myc_driver *driver, struct sends *sends, const struct myc_node *ref)
{
    sends->futures[sends->count++] = myc_send(driver, ref);
}

static const struct myc_value *item(struct myc_maker *maker)
{
    return myc_tuple(maker, 1, (const struct myc_value *[]){ myc_string(maker, "hello") });
}

static const struct myc_value *person(struct myc_maker *maker, const char *name, int64_t age)
{
    return myc_tuple(maker, 2,
                     (const struct myc_value *[]){ myc_string(maker, name), myc_int(maker, age) });
}

static const struct myc_node *populate_forties(struct myc_staging *at)
{
    return myc_populate(at, myc_host_named(at, "m1"), "List[Int]",
                        myc_integers(myc_staging_maker(at), 3, forties), "numbers");
}

static void send_apply_and_send(struct myc_driver *driver, struct sends *sends)
{
    struct myc_staging *at = myc_driver_staging(driver);
    const struct myc_node *made =
        myc_from_fun(at, myc_host_named(at, "m1"), myc_spore_of(at, &numbers, NULL), "numbers");
    send_ref(driver, sends, myc_map(at, made, myc_spore_of(at, &bracket, NULL), "bracketed"));
}

static void send_populate(struct myc_driver *driver, struct sends *sends)
{
    struct myc_staging *at = myc_driver_staging(driver);
    send_ref(
        driver, sends,
        myc_populate(at, myc_host_named(at, "m1"), "Item", item(myc_staging_maker(at)), "item"));
}

static void send_populate_list(struct myc_driver *driver, struct sends *sends)
{
    send_ref(driver, sends, populate_forties(myc_driver_staging(driver)));
}

static void send_from_text_file(struct myc_driver *driver, struct sends *sends)
{
    struct myc_staging *at = myc_driver_staging(driver);
    send_ref(driver, sends, myc_from_text_file(at, myc_host_named(at, "m1"), HELLO_FILE, "lines"));
}

static const struct myc_node *populate_persons(struct myc_staging *at, const char *host,
                                               const char *label)
{
    struct myc_maker *maker = myc_staging_maker(at);
    struct myc_list persons = myc_list_begin(maker);
    for (int64_t i = 0; i < PERSONS; i++)
        myc_list_add(&persons, person(maker, host, 20 + i));
    return myc_populate(at, myc_host_named(at, host), "List[Person]", myc_list_end(&persons),
                        label);
}

static void send_basic(struct myc_driver *driver, struct sends *sends)
{
    struct myc_staging *at = myc_driver_staging(driver);
    uint32_t m3 = myc_host_named(at, "m3");
    const struct myc_node *sent = populate_forties(at);
    const struct myc_node *persons1 = populate_persons(at, "m1", "persons1");
    const struct myc_node *persons2 = populate_persons(at, "m2", "persons2");
    const struct myc_spore *emitting = myc_spore_of(at, &emit_person, NULL);
    struct myc_node *pumped = myc_empty_silo(at, m3, "List[Person]", "pumped");
    send_ref(driver, sends, sent);
    send_ref(driver, sends, myc_map(at, sent, myc_spore_of(at, &add_one, NULL), "mapped"));
    myc_pump_to(at, persons1, pumped, emitting);
    send_ref(driver, sends, pumped);
    for (int i = 0; i < DOUBLE_PUMPS; i++) {
        struct myc_node *both = myc_empty_silo(at, m3, "List[Person]", "pumped_twice");
        myc_pump_to(at, persons1, both, emitting);
        myc_pump_to(at, persons2, both, emitting);
        send_ref(driver, sends, both);
    }
}

static void send_pickling(struct myc_driver *driver, struct sends *sends)
{
    struct myc_staging *at = myc_driver_staging(driver);
    struct myc_maker *maker = myc_staging_maker(at);
    uint32_t m1 = myc_host_named(at, "m1");
    const struct myc_value *function = myc_spore_value(maker, myc_spore_of(at, &successor, NULL));
    const struct myc_value *joe = person(maker, "joe", 40);
    const struct myc_value *list = myc_integers(maker, 3, elevens);
    const struct myc_node *ten = myc_populate(at, m1, "Int", myc_int(maker, 10), "ten");
    send_ref(driver, sends, myc_populate(at, m1, "List[Int]", list, "list"));
    send_ref(driver, sends, myc_populate(at, m1, "Person", joe, "person"));
    send_ref(driver, sends, myc_apply(at, ten, myc_spore_of(at, &use, function), "applied"));
}

/* ---------------------------------------------------------------- responses */

static const struct myc_value *the_first(struct myc_maker *maker,
                                         const struct myc_value *const values[])
{
    (void)maker;
    return values[0];
}

static const struct myc_value *sizes_of(struct myc_maker *maker,
                                        const struct myc_value *const lists[], uint32_t count)
{
    struct myc_list sizes = myc_list_begin(maker);
    for (uint32_t i = 0; i < count; i++)
        myc_list_add(&sizes, myc_int(maker, lists[i]->count));
    return myc_list_end(&sizes);
}

static const struct myc_value *respond_basic(struct myc_maker *maker,
                                             const struct myc_value *const values[])
{
    return myc_tuple(maker, 4,
                     (const struct myc_value *[]){ values[0], values[1],
                                                   myc_int(maker, values[2]->count),
                                                   sizes_of(maker, values + 3, DOUBLE_PUMPS) });
}

static const struct myc_value *respond_pickling(struct myc_maker *maker,
                                                const struct myc_value *const values[])
{
    return myc_tuple(maker, 3, values);
}

/* --------------------------------------------------------------- references */

static const struct myc_value *expect_apply_and_send(struct myc_reference *reference)
{
    struct myc_list texts = myc_list_begin(&reference->maker);
    myc_list_add(&texts, myc_string(&reference->maker, "[4]"));
    myc_list_add(&texts, myc_string(&reference->maker, "[3]"));
    myc_list_add(&texts, myc_string(&reference->maker, "[2]"));
    return myc_list_end(&texts);
}

static const struct myc_value *expect_populate(struct myc_reference *reference)
{
    return item(&reference->maker);
}

static const struct myc_value *expect_populate_list(struct myc_reference *reference)
{
    return myc_integers(&reference->maker, 3, forties);
}

static const struct myc_value *expect_from_text_file(struct myc_reference *reference)
{
    return myc_reference_lines(reference, HELLO_FILE);
}

static const struct myc_value *expect_basic(struct myc_reference *reference)
{
    struct myc_maker *maker = &reference->maker;
    int64_t twice[DOUBLE_PUMPS];
    for (int i = 0; i < DOUBLE_PUMPS; i++)
        twice[i] = 2 * PERSONS;
    return myc_tuple(maker, 4,
                     (const struct myc_value *[]){
                         myc_integers(maker, 3, forties),
                         myc_integers(maker, 3, (const int64_t[]){ 41, 31, 21 }),
                         myc_int(maker, PERSONS), myc_integers(maker, DOUBLE_PUMPS, twice) });
}

static const struct myc_value *expect_pickling(struct myc_reference *reference)
{
    struct myc_maker *maker = &reference->maker;
    return myc_tuple(maker, 3,
                     (const struct myc_value *[]){ myc_integers(maker, 3, elevens),
                                                   person(maker, "joe", 40), myc_int(maker, 11) });
}

/* ----------------------------------------------------------------- workload */

/* In the order of the parameter's choices. */
static const struct {
    void (*send)(struct myc_driver *driver, struct sends *sends);
    const char *type; /* of the response */
    const struct myc_value *(*respond)(struct myc_maker *maker,
                                       const struct myc_value *const values[]);
    const struct myc_value *(*expect)(struct myc_reference *reference);
} programs[] = {
    { send_apply_and_send, "List[String]", the_first, expect_apply_and_send },
    { send_populate, "Item", the_first, expect_populate },
    { send_populate_list, "List[Int]", the_first, expect_populate_list },
    { send_from_text_file, "List[String]", the_first, expect_from_text_file },
    { send_basic, "Basic", respond_basic, expect_basic },
    { send_pickling, "Pickled", respond_pickling, expect_pickling },
};

static void step(struct myc_driver *driver, void *state, const void *parameters)
{
    const struct basics *basics = parameters;
    struct sends *sends = state;
    if (!sends->count) {
        programs[basics->program].send(driver, sends);
        myc_await_all(driver, sends->count, sends->futures);
    } else if (!myc_finish_failed(driver, sends->count, sends->futures)) {
        struct myc_maker *maker = myc_staging_maker(myc_driver_staging(driver));
        const struct myc_value *values[FUTURES_MAX];
        for (uint32_t i = 0; i < sends->count; i++)
            values[i] = myc_future_value(driver, sends->futures[i]);
        myc_finish(driver, programs[basics->program].respond(maker, values),
                   programs[basics->program].type);
    }
}

static const struct myc_value *reference(struct myc_reference *reference, const void *parameters,
                                         const char **type)
{
    const struct basics *basics = parameters;
    *type = programs[basics->program].type;
    return programs[basics->program].expect(reference);
}

static const struct myc_parameter parameters[] = {
    { "program", MYC_UNIT_CHOICE, .initial = "apply_and_send",
      .choices = "apply_and_send|populate|populate_list|from_text_file|basic|pickling",
      .help = "which of the tests", .source = "f-p", .offset = offsetof(struct basics, program) },
    { 0 },
};
static const char *const hosts[] = { "m1", "m2", "m3", NULL };
static const struct myc_file files[] = {
    { HELLO_FILE, hello_text, sizeof hello_text - 1, MYC_FILE_SHARED },
    { 0 },
};
static const char *const types[] = {
    "Item{text: String}", "Person{name: String, age: Int}",
    "Basic{sent: List[Int], mapped: List[Int], pumped: Int, pumped_from_two: List[Int]}",
    "Pickled{list: List[Int], person: Person, applied: Int}", NULL
};

const struct myc_workload myc_workload_basics = {
    .about = { .name = "basics",
               .help = "the small tests of f-p: ApplyAndSend, Populate, FromTextFile, Basic, ...",
               .example = "workload: {kind: basics, program: basic}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct basics),
    .state_bytes = sizeof(struct sends),
    .hosts = hosts,
    .needs = hosts,
    .files = files,
    .types = types,
    .codes = codes,
    .step = step,
    .reference = reference,
};
