/* f-p's flatMapPaperEx: the talk's persons and vehicles at size, drawn at random. The adults travel
 * to the vehicles as the header of a spore; who owns what comes back.
 *
 *     persons ──▶ adults ──▶ owners ──▶ vehicles
 *     m1                               m2
 *
 * The response tells how many pairs of an owner and a vehicle there are, and the first. */
#include "experiments/workloads/shared.h"
#include "experiments/workloads/workload.h"

#define STEPS_PER_ELEMENT 100u
#define AGES 100
#define ADULT 18
#define FIRST_YEAR 1970
#define YEARS 50
#define OWNED "List[(Person, Vehicle)]"

struct owners {
    uint64_t persons;
    uint64_t vehicles;
    uint64_t take;
};

enum { PERSONS_STREAM, VEHICLES_STREAM };

/* ------------------------------------------------------------------- values */

/* A person is an id, which counts from 0, and an age; a vehicle its owner's id and a year. */
static const struct myc_value *two(struct myc_maker *maker, int64_t first, int64_t second)
{
    return myc_tuple(maker, 2,
                     (const struct myc_value *[]){ myc_int(maker, first), myc_int(maker, second) });
}

static int64_t number(const struct myc_value *record, uint32_t field)
{
    return myc_item(record, field)->as.integer;
}

static int64_t draw_age(struct myc_stream *persons)
{
    return (int64_t)myc_stream_below(persons, AGES);
}

static int64_t draw_owner(struct myc_stream *vehicles, uint64_t persons)
{
    return (int64_t)myc_stream_below(vehicles, persons);
}

static int64_t draw_year(struct myc_stream *vehicles)
{
    return FIRST_YEAR + (int64_t)myc_stream_below(vehicles, YEARS);
}

/* ------------------------------------------------------------------- spores */

static uint64_t run_adults(struct myc_body *body, const struct myc_value *header,
                           const struct myc_value *persons, const struct myc_value **result)
{
    struct myc_list adults = myc_list_begin(myc_body_maker(body));
    (void)header;
    for (uint32_t i = 0; i < persons->count; i++)
        if (number(myc_item(persons, i), 1) >= ADULT)
            myc_list_add(&adults, myc_item(persons, i));
    *result = myc_list_end(&adults);
    return STEPS_PER_ELEMENT * persons->count;
}

static const struct myc_code adults = {
    .name = "adults",
    .version = 1,
    .captured = "Unit",
    .parameter = "List[Person]",
    .result = "List[Person]",
    .run = run_adults,
};

/* Vehicles chained by owner: `next` and `first` are indices of vehicles, one more than they are, so
 * that 0 ends a chain. Chained from the last to the first, each is in order. */
struct chains {
    int64_t owners;
    uint32_t *first;
    uint32_t *next;
};

static struct chains chain(struct myc_memory *memory, const struct myc_value *vehicles)
{
    struct chains chains = { .owners = 0 };
    for (uint32_t i = 0; i < vehicles->count; i++)
        if (number(myc_item(vehicles, i), 0) >= chains.owners)
            chains.owners = number(myc_item(vehicles, i), 0) + 1;
    chains.first = myc_scratch_alloc(memory, (size_t)chains.owners * sizeof *chains.first);
    chains.next = myc_scratch_alloc(memory, (vehicles->count + 1u) * sizeof *chains.next);
    for (uint32_t i = vehicles->count; i > 0; i--) {
        uint32_t *first = &chains.first[number(myc_item(vehicles, i - 1), 0)];
        chains.next[i] = *first;
        *first = i;
    }
    return chains;
}

/* Inner spore: its header is the adults. Adults major, vehicles minor. */
static uint64_t run_pair(struct myc_body *body, const struct myc_value *localps,
                         const struct myc_value *vehicles, const struct myc_value **result)
{
    struct myc_maker *maker = myc_body_maker(body);
    struct chains chains = chain(maker->memory, vehicles);
    struct myc_list owned = myc_list_begin(maker);
    for (uint32_t i = 0; i < localps->count; i++) {
        const struct myc_value *person = myc_item(localps, i);
        int64_t id = number(person, 0);
        for (uint32_t k = id < chains.owners ? chains.first[id] : 0; k; k = chains.next[k])
            myc_list_add(&owned, myc_tuple(maker, 2,
                                           (const struct myc_value *[]){
                                               person, myc_item(vehicles, k - 1) }));
    }
    *result = myc_list_end(&owned);
    return STEPS_PER_ELEMENT * vehicles->count;
}

static const struct myc_code pair = {
    .name = "pair",
    .version = 1,
    .captured = "List[Person]",
    .parameter = "List[Vehicle]",
    .result = OWNED,
    .run = run_pair,
};

/* Outer spore: its header is the SiloRef of the vehicles, where the work goes. */
static uint64_t run_visit(struct myc_body *body, const struct myc_value *vehicles,
                          const struct myc_value *persons, const struct myc_value **result)
{
    struct myc_staging *at = myc_body_staging(body);
    const struct myc_spore *pairing = myc_spore_of(at, &pair, persons);
    *result = myc_return_ref(body, myc_map(at, vehicles->as.ref, pairing, NULL));
    return STEPS_PER_ELEMENT * persons->count;
}

static const struct myc_code visit = {
    .name = "visit",
    .version = 1,
    .captured = "SiloRef[List[Vehicle]]",
    .parameter = "List[Person]",
    .result = "SiloRef[" OWNED "]",
    .run = run_visit,
};
static const struct myc_code *const codes[] = { &adults, &pair, &visit, NULL };

/* ------------------------------------------------------------------- driver */

static const struct myc_node *populate_persons(struct myc_driver *driver,
                                               const struct owners *owners)
{
    struct myc_staging *at = myc_driver_staging(driver);
    struct myc_stream *stream = myc_driver_stream(driver, PERSONS_STREAM);
    struct myc_list persons = myc_list_begin(myc_staging_maker(at));
    for (uint64_t id = 0; id < owners->persons; id++)
        myc_list_add(&persons, two(persons.maker, (int64_t)id, draw_age(stream)));
    return myc_populate(at, myc_host_named(at, "m1"), "List[Person]", myc_list_end(&persons),
                        "persons");
}

static const struct myc_node *populate_vehicles(struct myc_driver *driver,
                                                const struct owners *owners)
{
    struct myc_staging *at = myc_driver_staging(driver);
    struct myc_stream *stream = myc_driver_stream(driver, VEHICLES_STREAM);
    struct myc_list vehicles = myc_list_begin(myc_staging_maker(at));
    for (uint64_t i = 0; i < owners->vehicles; i++) {
        int64_t owner = draw_owner(stream, owners->persons);
        myc_list_add(&vehicles, two(vehicles.maker, owner, draw_year(stream)));
    }
    return myc_populate(at, myc_host_named(at, "m2"), "List[Vehicle]", myc_list_end(&vehicles),
                        "vehicles");
}

static const struct myc_node *stage(struct myc_driver *driver, const struct owners *owners)
{
    struct myc_staging *at = myc_driver_staging(driver);
    const struct myc_node *persons = populate_persons(driver, owners);
    const struct myc_node *vehicles = populate_vehicles(driver, owners);
    const struct myc_value *where = myc_ref_value(myc_staging_maker(at), vehicles);
    const struct myc_node *grown = myc_map(at, persons, myc_spore_of(at, &adults, NULL), "adults");
    return myc_apply(at, grown, myc_spore_of(at, &visit, where), "owners");
}

static void step(struct myc_driver *driver, void *state, const void *parameters)
{
    const struct owners *owners = parameters;
    myc_future *future = state;
    if (!*future) {
        *future = myc_send(driver, stage(driver, owners));
        myc_await(driver, *future);
    } else if (!myc_finish_failed(driver, 1, future)) {
        struct myc_maker *maker = myc_staging_maker(myc_driver_staging(driver));
        const struct myc_value *owned = myc_future_value(driver, *future);
        struct myc_list first = myc_list_begin(maker);
        for (uint32_t i = 0; i < owned->count && i < owners->take; i++)
            myc_list_add(&first, myc_item(owned, i));
        myc_finish(driver,
                   myc_tuple(maker, 2,
                             (const struct myc_value *[]){ myc_int(maker, owned->count),
                                                           myc_list_end(&first) }),
                   "Owners");
    }
}

/* ---------------------------------------------------------------- reference */

struct drawn {
    int64_t *ages;   /* of persons, by id */
    int64_t *owners; /* of vehicles */
    int64_t *years;
};

static struct drawn draw(struct myc_reference *reference, const struct owners *owners)
{
    struct myc_memory *memory = reference->maker.memory;
    struct myc_stream persons, vehicles;
    struct drawn drawn = {
        .ages = myc_memory_alloc(memory, owners->persons * sizeof *drawn.ages),
        .owners = myc_memory_alloc(memory, owners->vehicles * sizeof *drawn.owners),
        .years = myc_memory_alloc(memory, owners->vehicles * sizeof *drawn.years),
    };
    myc_stream_init(&persons, reference->seed, PERSONS_STREAM, MYC_PURPOSE_WORKLOAD);
    myc_stream_init(&vehicles, reference->seed, VEHICLES_STREAM, MYC_PURPOSE_WORKLOAD);
    for (uint64_t id = 0; id < owners->persons; id++)
        drawn.ages[id] = draw_age(&persons);
    for (uint64_t i = 0; i < owners->vehicles; i++) {
        drawn.owners[i] = draw_owner(&vehicles, owners->persons);
        drawn.years[i] = draw_year(&vehicles);
    }
    return drawn;
}

/* The local join: two loops over plain numbers. */
static const struct myc_value *reference(struct myc_reference *reference, const void *parameters,
                                         const char **type)
{
    const struct owners *owners = parameters;
    struct myc_maker *maker = &reference->maker;
    struct drawn drawn = draw(reference, owners);
    struct myc_list first = myc_list_begin(maker);
    uint64_t pairs = 0;
    for (uint64_t id = 0; id < owners->persons; id++)
        for (uint64_t i = 0; drawn.ages[id] >= ADULT && i < owners->vehicles; i++)
            if (drawn.owners[i] == (int64_t)id && pairs++ < owners->take)
                myc_list_add(&first, myc_tuple(maker, 2,
                                               (const struct myc_value *[]){
                                                   two(maker, (int64_t)id, drawn.ages[id]),
                                                   two(maker, (int64_t)id, drawn.years[i]) }));
    *type = "Owners";
    return myc_tuple(
        maker, 2,
        (const struct myc_value *[]){ myc_int(maker, (int64_t)pairs), myc_list_end(&first) });
}

static const struct myc_parameter parameters[] = {
    { "persons", MYC_UNIT_COUNT, .initial = "1000", .min = "1", .max = "20000",
      .help = "drawn; 10000 in f-p", .source = "f-p flatMapPaperEx",
      .offset = offsetof(struct owners, persons) },
    { "vehicles", MYC_UNIT_COUNT, .initial = "5000", .min = "0", .max = "100000",
      .help = "drawn; 50000 in f-p", .source = "f-p flatMapPaperEx",
      .offset = offsetof(struct owners, vehicles) },
    { "take", MYC_UNIT_COUNT, .initial = "5", .min = "0", .max = "1000000",
      .help = "how many pairs the response shows", .source = "Mycel",
      .offset = offsetof(struct owners, take) },
    { 0 },
};
static const char *const hosts[] = { "m1", "m2", "m3", NULL };
static const char *const needs[] = { "m1", "m2", NULL };
static const char *const types[] = { "Person{id: Int, age: Int}", "Vehicle{owner: Int, year: Int}",
                                     "Owners{pairs: Int, first: " OWNED "}", NULL };

const struct myc_workload myc_workload_owners = {
    .about = { .name = "owners",
               .help = "random persons and vehicles, joined where the vehicles are "
                       "(f-p flatMapPaperEx)",
               .example = "workload: {kind: owners, persons: 10000, vehicles: 50000}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct owners),
    .state_bytes = sizeof(myc_future),
    .hosts = hosts,
    .needs = needs,
    .types = types,
    .codes = codes,
    .step = step,
    .reference = reference,
};
