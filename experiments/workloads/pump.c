/* f-p's pumpTo test: List(4, 3, 2) into an empty silo, each element plus 10 emitted twice. */
#include "experiments/workloads/integers.h"
#include "experiments/workloads/workload.h"

static uint64_t run_twice(struct myc_body *body, const struct myc_value *header,
                          const struct myc_value *element, const struct myc_value **result)
{
    struct myc_maker *maker = myc_body_maker(body);
    int64_t emitted = element->as.integer + 10;
    (void)header;
    *result = myc_integers(maker, 2, (const int64_t[]){ emitted, emitted });
    return 100;
}

static const struct myc_code twice = {
    .name = "twice",
    .version = 1,
    .captured = "Unit",
    .parameter = "Int",
    .result = "List[Int]",
    .run = run_twice,
};

static const struct myc_node *stage(struct myc_staging *at)
{
    const struct myc_value *list =
        myc_integers(myc_staging_maker(at), 3, (const int64_t[]){ 4, 3, 2 });
    const struct myc_node *elements =
        myc_populate(at, myc_host_named(at, "m1"), "List[Int]", list, "elements");
    struct myc_node *pumped = myc_empty_silo(at, myc_host_named(at, "m2"), "List[Int]", "pumped");
    myc_pump_to(at, elements, pumped, myc_spore_of(at, &twice, NULL));
    return pumped;
}

static void step(struct myc_driver *driver, void *state, const void *parameters)
{
    (void)parameters;
    myc_send_once(driver, state, stage);
}

static const struct myc_value *reference(struct myc_reference *reference, const void *parameters,
                                         const char **type)
{
    (void)parameters;
    *type = "List[Int]";
    return myc_integers(&reference->maker, 6, (const int64_t[]){ 14, 14, 13, 13, 12, 12 });
}

static const struct myc_code *const codes[] = { &twice, NULL };
static const char *const hosts[] = { "m1", "m2", "m3", NULL };
static const char *const needs[] = { "m1", "m2", NULL };

const struct myc_workload myc_workload_pump = {
    .about = { .name = "pump",
               .help = "elements pumped into an empty silo on another host (f-p pumpTo)",
               .example = "workload: pump" },
    .state_bytes = sizeof(myc_future),
    .hosts = hosts,
    .needs = needs,
    .codes = codes,
    .step = step,
    .reference = reference,
};
