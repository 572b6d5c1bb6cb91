/* The talk's program (slides 17 to 23): persons and vehicles on two machines,
 * a DAG of applies, and one send.
 *
 *     persons ──▶ adults ──▶ sorted ──▶ labels          on persons_on
 *                    └─────▶ owners ──▶ vehicles        on vehicles_on
 *
 * Every spore costs 100 steps an element of its input. Data: 6 persons, 6
 * vehicles; the expected values are in the reference function. */
#include "experiments/workloads/workload.h"

#include <stdlib.h>
#include <string.h>

#define STEPS_PER_ELEMENT 100u
#define PERSONS_FILE "persons.csv"
#define VEHICLES_FILE "vehicles.csv"

enum response { RESPONSE_LABELS, RESPONSE_SORTED, RESPONSE_ADULTS, RESPONSE_OWNERS, RESPONSE_NONE };
enum origin { FROM_VALUE, FROM_FILE, FROM_LOST_VALUE };

struct people {
    uint32_t response;
    const char *persons_on;
    const char *vehicles_on;
    uint32_t persons_from;
    uint32_t vehicles_from;
    bool persist;
    uint64_t sends;
    myc_time gap;
    bool handler;
};

static const struct {
    const char *name;
    int age;
} persons[] = { { "Ann", 34 }, { "Bob", 17 }, { "Cid", 18 },
                { "Dee", 52 }, { "Eve", 9 },  { "Fay", 34 } };

static const struct {
    const char *owner;
    const char *brand;
    int year;
} vehicles[] = { { "Ann", "Volvo", 2001 }, { "Bob", "Saab", 1999 }, { "Dee", "Fiat", 2010 },
                 { "Dee", "BMW", 2015 },   { "Gus", "Audi", 2003 }, { "Cid", "Kia", 1988 } };

static const char persons_text[] = "Ann,34\nBob,17\nCid,18\nDee,52\nEve,9\nFay,34\n";
static const char vehicles_text[] = "Ann,Volvo,2001\nBob,Saab,1999\nDee,Fiat,2010\nDee,BMW,2015\n"
                                    "Gus,Audi,2003\nCid,Kia,1988\n";

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define OWNED "List[(Person, Vehicle)]"

/* ------------------------------------------------------------------- values */

static const struct myc_value *person(struct myc_maker *maker, const char *name, int64_t age)
{
    return myc_tuple(maker, 2,
                     (const struct myc_value *[]){ myc_string(maker, name), myc_int(maker, age) });
}

static const struct myc_value *vehicle(struct myc_maker *maker, const char *owner,
                                       const char *brand, int64_t year)
{
    return myc_tuple(maker, 3,
                     (const struct myc_value *[]){ myc_string(maker, owner),
                                                   myc_string(maker, brand),
                                                   myc_int(maker, year) });
}

static const char *name_of(const struct myc_value *record)
{
    return myc_item(record, 0)->as.text;
}

static int64_t age_of(const struct myc_value *record)
{
    return myc_item(record, 1)->as.integer;
}

static const struct myc_value *all_persons(struct myc_maker *maker)
{
    struct myc_list list = myc_list_begin(maker);
    for (size_t i = 0; i < COUNT(persons); i++)
        myc_list_add(&list, person(maker, persons[i].name, persons[i].age));
    return myc_list_end(&list);
}

static const struct myc_value *all_vehicles(struct myc_maker *maker)
{
    struct myc_list list = myc_list_begin(maker);
    for (size_t i = 0; i < COUNT(vehicles); i++)
        myc_list_add(&list, vehicle(maker, vehicles[i].owner, vehicles[i].brand, vehicles[i].year));
    return myc_list_end(&list);
}

/* Field `index` of a line of a file, into `field`. */
static const char *field_of(const char *line, int index, char field[64])
{
    for (; index > 0; index--)
        line = strchr(line, ',') + 1;
    size_t length = strcspn(line, ",");
    length = length < 63 ? length : 63;
    memcpy(field, line, length);
    field[length] = '\0';
    return field;
}

/* Elements are records, or lines of a file where the silo comes from one. */
static const struct myc_value *person_at(struct myc_maker *maker, const struct myc_value *list,
                                         uint32_t index)
{
    const struct myc_value *element = myc_item(list, index);
    char name[64], age[64];
    if (element->kind != MYC_VALUE_STRING)
        return element;
    field_of(element->as.text, 0, name);
    field_of(element->as.text, 1, age);
    return person(maker, name, strtol(age, NULL, 10));
}

static const struct myc_value *vehicle_at(struct myc_maker *maker, const struct myc_value *list,
                                          uint32_t index)
{
    const struct myc_value *element = myc_item(list, index);
    char owner[64], brand[64], year[64];
    if (element->kind != MYC_VALUE_STRING)
        return element;
    field_of(element->as.text, 0, owner);
    field_of(element->as.text, 1, brand);
    field_of(element->as.text, 2, year);
    return vehicle(maker, owner, brand, strtol(year, NULL, 10));
}

/* ------------------------------------------------------------------- spores */

static const struct myc_value *populate_here(struct myc_body *body, const char *type,
                                             const struct myc_value *value)
{
    struct myc_staging *at = myc_body_staging(body);
    return myc_return_ref(body, myc_populate(at, myc_current_host(at), type, value, NULL));
}

static uint64_t run_adults(struct myc_body *body, const struct myc_value *header,
                           const struct myc_value *ps, const struct myc_value **result)
{
    struct myc_maker *maker = myc_body_maker(body);
    struct myc_list adults = myc_list_begin(maker);
    (void)header;
    for (uint32_t i = 0; i < ps->count; i++) {
        const struct myc_value *p = person_at(maker, ps, i);
        if (age_of(p) >= 18)
            myc_list_add(&adults, p);
    }
    *result = populate_here(body, "List[Person]", myc_list_end(&adults));
    return STEPS_PER_ELEMENT * ps->count;
}

/* A stable sort: persons of one age stay in order. */
static uint64_t run_sorted(struct myc_body *body, const struct myc_value *header,
                           const struct myc_value *ps, const struct myc_value **result)
{
    struct myc_list sorted = myc_list_begin(myc_body_maker(body));
    (void)header;
    for (uint32_t i = 0; i < ps->count; i++) {
        myc_list_add(&sorted, myc_item(ps, i));
        for (uint32_t k = i; k > 0 && age_of(sorted.items[k - 1]) > age_of(sorted.items[k]); k--) {
            const struct myc_value *older = sorted.items[k - 1];
            sorted.items[k - 1] = sorted.items[k];
            sorted.items[k] = older;
        }
    }
    *result = populate_here(body, "List[Person]", myc_list_end(&sorted));
    return STEPS_PER_ELEMENT * ps->count;
}

static uint64_t run_labels(struct myc_body *body, const struct myc_value *header,
                           const struct myc_value *ps, const struct myc_value **result)
{
    struct myc_maker *maker = myc_body_maker(body);
    struct myc_list labels = myc_list_begin(maker);
    (void)header;
    for (uint32_t i = 0; i < ps->count; i++)
        myc_list_add(&labels, myc_string_join(maker, "Hi, ", name_of(myc_item(ps, i))));
    *result = populate_here(body, "List[String]", myc_list_end(&labels));
    return STEPS_PER_ELEMENT * ps->count;
}

/* Inner spore of owners: its header is the adults. Adults major, vehicles minor. */
static uint64_t run_pair(struct myc_body *body, const struct myc_value *localps,
                         const struct myc_value *vs, const struct myc_value **result)
{
    struct myc_maker *maker = myc_body_maker(body);
    struct myc_list owned = myc_list_begin(maker);
    for (uint32_t i = 0; i < localps->count; i++)
        for (uint32_t k = 0; k < vs->count; k++) {
            const struct myc_value *p = myc_item(localps, i);
            const struct myc_value *v = vehicle_at(maker, vs, k);
            if (!strcmp(name_of(v), name_of(p)))
                myc_list_add(&owned, myc_tuple(maker, 2, (const struct myc_value *[]){ p, v }));
        }
    *result = populate_here(body, OWNED, myc_list_end(&owned));
    return STEPS_PER_ELEMENT * vs->count;
}

static const struct myc_code pair = {
    .name = "pair",
    .version = 1,
    .captured = "List[Person]",
    .parameter = "List[Vehicle]",
    .result = "SiloRef[" OWNED "]",
    .run = run_pair,
};
static const struct myc_code pair_lines = {
    .name = "pair_lines",
    .version = 1,
    .captured = "List[Person]",
    .parameter = "List[String]",
    .result = "SiloRef[" OWNED "]",
    .run = run_pair,
};

/* Outer spore of owners: its header is the SiloRef of the vehicles, where the work goes. */
static uint64_t run_owners(struct myc_body *body, const struct myc_value *localvehicles,
                           const struct myc_value *ps, const struct myc_value **result)
{
    struct myc_staging *at = myc_body_staging(body);
    const struct myc_node *ref = localvehicles->as.ref;
    bool from_file = ref->operation == MYC_OPERATION_TEXT_FILE;
    const struct myc_spore *inner = myc_spore_of(at, from_file ? &pair_lines : &pair, ps);
    *result = myc_return_ref(body, myc_apply(at, ref, inner, NULL));
    return STEPS_PER_ELEMENT * ps->count;
}

static const struct myc_code adults = {
    .name = "adults",
    .version = 1,
    .captured = "Unit",
    .parameter = "List[Person]",
    .result = "SiloRef[List[Person]]",
    .run = run_adults,
};
static const struct myc_code adults_lines = {
    .name = "adults_lines",
    .version = 1,
    .captured = "Unit",
    .parameter = "List[String]",
    .result = "SiloRef[List[Person]]",
    .run = run_adults,
};
static const struct myc_code owners = {
    .name = "owners",
    .version = 1,
    .captured = "SiloRef[List[Vehicle]]",
    .parameter = "List[Person]",
    .result = "SiloRef[" OWNED "]",
    .run = run_owners,
};
static const struct myc_code owners_lines = {
    .name = "owners_lines",
    .version = 1,
    .captured = "SiloRef[List[String]]",
    .parameter = "List[Person]",
    .result = "SiloRef[" OWNED "]",
    .run = run_owners,
};
static const struct myc_code sorted = {
    .name = "sorted",
    .version = 1,
    .captured = "Unit",
    .parameter = "List[Person]",
    .result = "SiloRef[List[Person]]",
    .run = run_sorted,
};
static const struct myc_code labels = {
    .name = "labels",
    .version = 1,
    .captured = "Unit",
    .parameter = "List[Person]",
    .result = "SiloRef[List[String]]",
    .run = run_labels,
};
static const struct myc_code *const codes[] = { &adults,       &adults_lines, &owners,
                                                &owners_lines, &pair,         &pair_lines,
                                                &sorted,       &labels,       NULL };

/* ------------------------------------------------------------------- driver */

struct progress {
    const struct myc_node *response;
    myc_future future;
    uint64_t sent;
    bool rested;
};

static const struct myc_node *root(struct myc_staging *at, const char *host, uint32_t origin,
                                   const char *file, const char *type,
                                   const struct myc_value *value, const char *label)
{
    uint32_t where = myc_host_named(at, host);
    switch ((enum origin)origin) {
    case FROM_FILE:
        return myc_from_text_file(at, where, file, label);
    case FROM_LOST_VALUE:
        return myc_populate_unkept(at, where, type, value, label);
    case FROM_VALUE:
        break;
    }
    return myc_populate(at, where, type, value, label);
}

static const struct myc_node *vehicles_root(struct myc_staging *at, const struct people *people,
                                            const char *host, const char *label)
{
    return root(at, host, people->vehicles_from, VEHICLES_FILE, "List[Vehicle]",
                all_vehicles(myc_staging_maker(at)), label);
}

static const struct myc_spore *owners_spore(struct myc_staging *at, const struct myc_node *ref)
{
    return myc_spore_of(at, ref->operation == MYC_OPERATION_TEXT_FILE ? &owners_lines : &owners,
                        myc_ref_value(myc_staging_maker(at), ref));
}

/* Slides 17 to 22: "so far we just staged computation". */
static const struct myc_node *stage(struct myc_staging *at, const struct people *people)
{
    const struct myc_node *ps = root(at, people->persons_on, people->persons_from, PERSONS_FILE,
                                     "List[Person]", all_persons(myc_staging_maker(at)), "persons");
    const struct myc_node *vs = vehicles_root(at, people, people->vehicles_on, "vehicles");
    const struct myc_node *copy =
        people->handler ? vehicles_root(at, people, "m1", "vehicles_copy") : NULL;
    const struct myc_code *first = people->persons_from == FROM_FILE ? &adults_lines : &adults;
    const struct myc_node *grown = myc_apply(at, ps, myc_spore_of(at, first, NULL), "adults");
    const struct myc_node *owning = myc_apply_handled(
        at, grown, owners_spore(at, vs), copy ? owners_spore(at, copy) : NULL, "owners");
    const struct myc_node *in_order =
        myc_apply(at, grown, myc_spore_of(at, &sorted, NULL), "sorted");
    const struct myc_node *greetings =
        myc_apply(at, in_order, myc_spore_of(at, &labels, NULL), "labels");
    const struct myc_node *choice[] = { greetings, in_order, grown, owning, NULL };
    const struct myc_node *chosen = choice[people->response];
    return chosen && people->persist ? myc_persist(at, chosen) : chosen;
}

static const struct myc_node *request(struct myc_driver *driver, const void *parameters,
                                      const struct myc_node *before)
{
    return before ? before : stage(myc_driver_staging(driver), parameters);
}

static void step(struct myc_driver *driver, void *state, const void *parameters)
{
    const struct people *people = parameters;
    struct progress *progress = state;
    if (!progress->sent) {
        progress->response = stage(myc_driver_staging(driver), people);
        if (!progress->response) {
            myc_finish(driver, NULL, NULL);
            return;
        }
    } else if (progress->sent == people->sends ||
               myc_future_state(driver, progress->future) == MYC_FUTURE_ERROR) {
        myc_finish_with(driver, progress->future);
        return;
    } else if (!progress->rested) {
        progress->rested = true;
        myc_sleep(driver, people->gap);
        return;
    }
    progress->rested = false;
    progress->sent++;
    progress->future = myc_send(driver, progress->response);
    myc_await(driver, progress->future);
}

/* ---------------------------------------------------------------- reference */

/* The adults' indices in order of age, or as given; equal ages stay as given. */
static size_t adult_indices(bool by_age, size_t indices[COUNT(persons)])
{
    size_t count = 0;
    for (int age = by_age ? 0 : 200; age <= 200; age++)
        for (size_t i = 0; i < COUNT(persons); i++)
            if (persons[i].age >= 18 && (persons[i].age == age || !by_age))
                indices[count++] = i;
    return count;
}

static void add_owned(struct myc_list *list, size_t index)
{
    struct myc_maker *maker = list->maker;
    const struct myc_value *p = person(maker, persons[index].name, persons[index].age);
    for (size_t k = 0; k < COUNT(vehicles); k++) {
        if (strcmp(vehicles[k].owner, persons[index].name))
            continue;
        const struct myc_value *v =
            vehicle(maker, vehicles[k].owner, vehicles[k].brand, vehicles[k].year);
        myc_list_add(list, myc_tuple(maker, 2, (const struct myc_value *[]){ p, v }));
    }
}

/* What the slides' program means, computed on plain arrays without any runtime. */
static const struct myc_value *reference(struct myc_reference *reference, const void *parameters,
                                         const char **type)
{
    const struct people *people = parameters;
    static const char *const types[] = { "List[String]", "List[Person]", "List[Person]", OWNED,
                                         NULL };
    size_t indices[COUNT(persons)];
    struct myc_maker *maker = &reference->maker;
    struct myc_list list = myc_list_begin(maker);
    *type = types[people->response];
    if (people->response == RESPONSE_NONE)
        return NULL;
    size_t count = adult_indices(people->response <= RESPONSE_SORTED, indices);
    for (size_t i = 0; i < count; i++) {
        const char *name = persons[indices[i]].name;
        if (people->response == RESPONSE_LABELS)
            myc_list_add(&list, myc_string_join(maker, "Hi, ", name));
        else if (people->response == RESPONSE_OWNERS)
            add_owned(&list, indices[i]);
        else
            myc_list_add(&list, person(maker, name, persons[indices[i]].age));
    }
    return myc_list_end(&list);
}

static enum myc_status host_exists(const struct myc_cluster_config *cluster, const char *host,
                                   const char *parameter, const struct myc_setting *setting,
                                   struct myc_error *error)
{
    if (myc_cluster_config_host(cluster, host) < cluster->host_count)
        return MYC_OK;
    return myc_setting_refuse(myc_workload_place(setting, parameter), error,
                              "workload people puts its data on '%s' (%s), which is not in "
                              "cluster.hosts",
                              host, parameter);
}

static enum myc_status check(const void *parameters, const struct myc_cluster_config *cluster,
                             const struct myc_setting *setting, struct myc_error *error)
{
    const struct people *people = parameters;
    MYC_TRY(host_exists(cluster, people->persons_on, "persons_on", setting, error));
    MYC_TRY(host_exists(cluster, people->vehicles_on, "vehicles_on", setting, error));
    if (people->handler)
        MYC_TRY(host_exists(cluster, "m1", "handler", setting, error));
    bool is_stream = setting->kind == MYC_SETTING_MAP && myc_setting_find(setting, "arrivals");
    if (is_stream && people->sends > 1)
        return myc_setting_refuse(myc_workload_place(setting, "sends"), error,
                                  "each of several sends waits for the answer before it, and "
                                  "arrivals wait for none: give `requests` instead");
    if (is_stream && people->response == RESPONSE_NONE)
        return myc_setting_refuse(myc_workload_place(setting, "response"), error,
                                  "response: none sends nothing, which can be no stream of "
                                  "requests");
    return MYC_OK;
}

static const struct myc_parameter parameters[] = {
    { "response", MYC_UNIT_CHOICE, .initial = "labels",
      .choices = "labels|sorted|adults|owners|none", .help = "the node that is sent",
      .source = "slides 18 to 23", .offset = offsetof(struct people, response) },
    { "persons_on", MYC_UNIT_TEXT, .initial = "m2", .help = "host of the persons",
      .source = "slide 17", .offset = offsetof(struct people, persons_on) },
    { "vehicles_on", MYC_UNIT_TEXT, .initial = "m3", .help = "host of the vehicles",
      .source = "slide 19", .offset = offsetof(struct people, vehicles_on) },
    { "persons_from", MYC_UNIT_CHOICE, .initial = "value", .choices = "value|file|lost_value",
      .help = "what is kept of the persons when their host is gone", .source = "slide 15",
      .offset = offsetof(struct people, persons_from) },
    { "vehicles_from", MYC_UNIT_CHOICE, .initial = "value", .choices = "value|file|lost_value",
      .help = "what is kept of the vehicles when their host is gone", .source = "slide 15",
      .offset = offsetof(struct people, vehicles_from) },
    { "persist", MYC_UNIT_FLAG, .initial = "true", .help = "pin the response on its host",
      .source = "slide 13", .offset = offsetof(struct people, persist) },
    { "sends", MYC_UNIT_COUNT, .initial = "1", .min = "1", .max = "1000000",
      .help = "how often it is sent, one after the other", .source = "slide 12",
      .offset = offsetof(struct people, sends) },
    { "gap", MYC_UNIT_TIME, .initial = "1ms", .min = "0", .max = "1000d",
      .help = "from one answer to the next send", .source = "Mycel",
      .offset = offsetof(struct people, gap) },
    { "handler", MYC_UNIT_FLAG, .initial = "false",
      .help = "owners has a fault handler that uses a copy of the vehicles on m1",
      .source = "Onward! 2016", .offset = offsetof(struct people, handler) },
    { 0 },
};

static const char *const hosts[] = { "m1", "m2", "m3", NULL };
static const struct myc_file files[] = {
    { PERSONS_FILE, persons_text, sizeof persons_text - 1, MYC_FILE_SHARED },
    { VEHICLES_FILE, vehicles_text, sizeof vehicles_text - 1, MYC_FILE_SHARED },
    { 0 },
};
static const char *const types[] = { "Person{name: String, age: Int}",
                                     "Vehicle{owner: String, brand: String, year: Int}", NULL };

const struct myc_workload myc_workload_people = {
    .about = { .name = "people",
               .help = "the talk's persons and vehicles: adults, owners, sorted, labels",
               .example = "workload: {kind: people, response: owners}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct people),
    .state_bytes = sizeof(struct progress),
    .hosts = hosts,
    .files = files,
    .types = types,
    .codes = codes,
    .check = check,
    .step = step,
    .request = request,
    .reference = reference,
};
