/* f-p's Demo: persons on four hosts, kept by id, split by age, and pumped together in two rounds.
 *
 *     persons_i ──▶ by_id_i ──▶ age_i_g ──▶ pair_p_g ──▶ group_g
 *     host i        host i      host i      p = i / 2    host g        i, g = 0 .. 3
 *
 * In the end group g holds exactly the persons of ages 25g to 25g+24, each of a host's ids once.
 * The response tells of every group its size, how many persons are in it wrongly, and the first. */
#include "experiments/workloads/shared.h"
#include "experiments/workloads/workload.h"

#include <string.h>

#define GROUPS 4 /* and as many hosts */
#define YEARS 25 /* of a group */
#define STEPS_PER_ELEMENT 100u
#define PERSONS "List[Person]"

struct age_groups {
    uint64_t persons;
    uint64_t take;
};

/* ------------------------------------------------------------------- values */

static int64_t id_of(const struct myc_value *person)
{
    return myc_item(person, 0)->as.integer;
}

static int64_t age_of(const struct myc_value *person)
{
    return myc_item(person, 1)->as.integer;
}

/* As many ids as persons, so that some come twice. */
static const struct myc_value *draw_person(struct myc_maker *maker, struct myc_stream *stream,
                                           uint64_t persons)
{
    int64_t id = (int64_t)myc_stream_below(stream, persons);
    int64_t age = (int64_t)myc_stream_below(stream, GROUPS * YEARS);
    return myc_tuple(maker, 2,
                     (const struct myc_value *[]){ myc_int(maker, id), myc_int(maker, age) });
}

static const struct myc_value *group_value(struct myc_maker *maker, uint32_t size,
                                           uint32_t misplaced, const struct myc_value *first)
{
    return myc_tuple(
        maker, 3,
        (const struct myc_value *[]){ myc_int(maker, size), myc_int(maker, misplaced), first });
}

/* ------------------------------------------------------------------- spores */

/* In order of id; of two with one id the later stays, as in a map. */
static uint64_t run_by_id(struct myc_body *body, const struct myc_value *header,
                          const struct myc_value *persons, const struct myc_value **result)
{
    struct myc_maker *maker = myc_body_maker(body);
    const struct myc_value **with_id =
        myc_scratch_alloc(maker->memory, persons->count * sizeof *with_id);
    struct myc_list kept = myc_list_begin(maker);
    (void)header;
    for (uint32_t i = 0; i < persons->count; i++)
        with_id[id_of(myc_item(persons, i))] = myc_item(persons, i);
    for (uint32_t id = 0; id < persons->count; id++)
        if (with_id[id])
            myc_list_add(&kept, with_id[id]);
    *result = myc_list_end(&kept);
    return STEPS_PER_ELEMENT * persons->count;
}

static const struct myc_code by_id = {
    .name = "by_id",
    .version = 1,
    .captured = "Unit",
    .parameter = PERSONS,
    .result = PERSONS,
    .run = run_by_id,
};

static uint64_t run_of_age(struct myc_body *body, const struct myc_value *group,
                           const struct myc_value *persons, const struct myc_value **result)
{
    struct myc_list kept = myc_list_begin(myc_body_maker(body));
    for (uint32_t i = 0; i < persons->count; i++)
        if (age_of(myc_item(persons, i)) / YEARS == group->as.integer)
            myc_list_add(&kept, myc_item(persons, i));
    *result = myc_list_end(&kept);
    return STEPS_PER_ELEMENT * persons->count;
}

static const struct myc_code of_age = {
    .name = "of_age",
    .version = 1,
    .captured = "Int",
    .parameter = PERSONS,
    .result = PERSONS,
    .run = run_of_age,
};

static const struct myc_code emit = {
    .name = "emit",
    .version = 1,
    .captured = "Unit",
    .parameter = "Person",
    .result = PERSONS,
    .run = myc_pass_on,
};

static const struct myc_code *const codes[] = { &by_id, &of_age, &emit, NULL };

/* ------------------------------------------------------------------- driver */

static const char *const hosts[] = { "m1", "m2", "m3", "m4", NULL };

static const struct myc_node *persons_of(struct myc_driver *driver, uint32_t host, uint64_t count)
{
    struct myc_staging *at = myc_driver_staging(driver);
    struct myc_maker *maker = myc_staging_maker(at);
    struct myc_list persons = myc_list_begin(maker);
    for (uint64_t i = 0; i < count; i++)
        myc_list_add(&persons, draw_person(maker, myc_driver_stream(driver, host), count));
    return myc_populate(at, myc_host_named(at, hosts[host]), PERSONS, myc_list_end(&persons),
                        myc_memory_format(maker->memory, "persons_%u", host));
}

static struct myc_node *empty(struct myc_staging *at, uint32_t host, const char *label)
{
    return myc_empty_silo(at, myc_host_named(at, hosts[host]), PERSONS, label);
}

/* Every host's persons by id are pinned, since four groups are made of them. */
static void stage_by_id(struct myc_driver *driver, uint64_t count,
                        const struct myc_node *persons[GROUPS])
{
    struct myc_staging *at = myc_driver_staging(driver);
    struct myc_memory *memory = myc_staging_maker(at)->memory;
    for (uint32_t i = 0; i < GROUPS; i++)
        persons[i] = myc_persist(at, myc_map(at, persons_of(driver, i, count),
                                             myc_spore_of(at, &by_id, NULL),
                                             myc_memory_format(memory, "by_id_%u", i)));
}

static const struct myc_node *stage_group(struct myc_staging *at,
                                          const struct myc_node *const persons[GROUPS],
                                          uint32_t group)
{
    struct myc_maker *maker = myc_staging_maker(at);
    struct myc_memory *memory = maker->memory;
    const struct myc_spore *choosing = myc_spore_of(at, &of_age, myc_int(maker, group));
    const struct myc_spore *emitting = myc_spore_of(at, &emit, NULL);
    struct myc_node *whole = empty(at, group, myc_memory_format(memory, "group_%u", group));
    for (uint32_t i = 0; i < GROUPS; i += 2) {
        struct myc_node *pair = empty(at, i, myc_memory_format(memory, "pair_%u_%u", i / 2, group));
        for (uint32_t k = i; k < i + 2; k++)
            myc_pump_to(
                at,
                myc_map(at, persons[k], choosing, myc_memory_format(memory, "age_%u_%u", k, group)),
                pair, emitting);
        myc_pump_to(at, pair, whole, emitting);
    }
    return whole;
}

static const struct myc_value *told_of(struct myc_maker *maker, const struct myc_value *persons,
                                       uint32_t group, uint64_t take)
{
    struct myc_list first = myc_list_begin(maker);
    uint32_t misplaced = 0;
    for (uint32_t i = 0; i < persons->count; i++) {
        int64_t age = age_of(myc_item(persons, i));
        misplaced += age < group * YEARS || age >= (group + 1) * YEARS;
        if (i < take)
            myc_list_add(&first, myc_item(persons, i));
    }
    return group_value(maker, persons->count, misplaced, myc_list_end(&first));
}

static void step(struct myc_driver *driver, void *state, const void *parameters)
{
    const struct age_groups *age_groups = parameters;
    struct myc_staging *at = myc_driver_staging(driver);
    myc_future *futures = state;
    if (!futures[0]) {
        const struct myc_node *persons[GROUPS];
        stage_by_id(driver, age_groups->persons, persons);
        for (uint32_t group = 0; group < GROUPS; group++)
            futures[group] = myc_send(driver, stage_group(at, persons, group));
        myc_await_all(driver, GROUPS, futures);
    } else if (!myc_finish_failed(driver, GROUPS, futures)) {
        struct myc_list groups = myc_list_begin(myc_staging_maker(at));
        for (uint32_t group = 0; group < GROUPS; group++)
            myc_list_add(&groups, told_of(groups.maker, myc_future_value(driver, futures[group]),
                                          group, age_groups->take));
        myc_finish(driver, myc_list_end(&groups), "List[Group]");
    }
}

/* ---------------------------------------------------------------- reference */

/* Every host's ages by id, or -1 where an id was never drawn: no list and no pump. */
static int64_t *draw_ages(struct myc_reference *reference, uint64_t persons)
{
    int64_t *ages = myc_memory_alloc(reference->maker.memory, GROUPS * persons * sizeof *ages);
    memset(ages, 0xff, GROUPS * persons * sizeof *ages);
    for (uint32_t host = 0; host < GROUPS; host++) {
        struct myc_stream stream;
        myc_stream_init(&stream, reference->seed, host, MYC_PURPOSE_WORKLOAD);
        for (uint64_t i = 0; i < persons; i++) {
            uint64_t id = myc_stream_below(&stream, persons);
            ages[host * persons + id] = (int64_t)myc_stream_below(&stream, GROUPS * YEARS);
        }
    }
    return ages;
}

static const struct myc_value *reference(struct myc_reference *reference, const void *parameters,
                                         const char **type)
{
    const struct age_groups *age_groups = parameters;
    struct myc_maker *maker = &reference->maker;
    const int64_t *ages = draw_ages(reference, age_groups->persons);
    struct myc_list groups = myc_list_begin(maker);
    for (int64_t group = 0; group < GROUPS; group++) {
        struct myc_list first = myc_list_begin(maker);
        uint32_t size = 0;
        for (uint64_t i = 0; i < GROUPS * age_groups->persons; i++) {
            if (ages[i] < group * YEARS || ages[i] >= (group + 1) * YEARS)
                continue;
            const struct myc_value *id = myc_int(maker, (int64_t)(i % age_groups->persons));
            if (size++ < age_groups->take)
                myc_list_add(
                    &first, myc_tuple(maker, 2,
                                      (const struct myc_value *[]){ id, myc_int(maker, ages[i]) }));
        }
        myc_list_add(&groups, group_value(maker, size, 0, myc_list_end(&first)));
    }
    *type = "List[Group]";
    return myc_list_end(&groups);
}

static const struct myc_parameter parameters[] = {
    { "persons", MYC_UNIT_COUNT, .initial = "100", .min = "1", .max = "100000",
      .help = "drawn on each host", .source = "f-p Demo",
      .offset = offsetof(struct age_groups, persons) },
    { "take", MYC_UNIT_COUNT, .initial = "10", .min = "0", .max = "1000000",
      .help = "how many of each group the response shows", .source = "f-p Demo",
      .offset = offsetof(struct age_groups, take) },
    { 0 },
};
static const char *const types[] = { "Person{id: Int, age: Int}",
                                     "Group{size: Int, misplaced: Int, first: List[Person]}",
                                     NULL };

const struct myc_workload myc_workload_age_groups = {
    .about = { .name = "age_groups",
               .help = "persons of four hosts pumped together by age (f-p Demo)",
               .example = "workload: {kind: age_groups, persons: 1000}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct age_groups),
    .state_bytes = GROUPS * sizeof(myc_future),
    .hosts = hosts,
    .needs = hosts,
    .types = types,
    .codes = codes,
    .step = step,
    .reference = reference,
};
