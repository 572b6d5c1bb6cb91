/* f-p's testApply: ref1.apply(data => ref2.map(data2 => data ++ data2)), both List(4, 3, 2). */
#include "experiments/workloads/integers.h"
#include "experiments/workloads/workload.h"

static uint64_t run_append(struct myc_body *body, const struct myc_value *data,
                           const struct myc_value *data2, const struct myc_value **result)
{
    struct myc_list list = myc_list_begin(myc_body_maker(body));
    for (uint32_t i = 0; i < data->count; i++)
        myc_list_add(&list, myc_item(data, i));
    for (uint32_t i = 0; i < data2->count; i++)
        myc_list_add(&list, myc_item(data2, i));
    *result = myc_list_end(&list);
    return 100u * data2->count;
}

static const struct myc_code append = {
    .name = "append",
    .version = 1,
    .captured = "List[Int]",
    .parameter = "List[Int]",
    .result = "List[Int]",
    .run = run_append,
};

static uint64_t run_join(struct myc_body *body, const struct myc_value *ref2,
                         const struct myc_value *data, const struct myc_value **result)
{
    struct myc_staging *at = myc_body_staging(body);
    *result =
        myc_return_ref(body, myc_map(at, ref2->as.ref, myc_spore_of(at, &append, data), NULL));
    return 100u * data->count;
}

static const struct myc_code join = {
    .name = "join",
    .version = 1,
    .captured = "SiloRef[List[Int]]",
    .parameter = "List[Int]",
    .result = "SiloRef[List[Int]]",
    .run = run_join,
};

static const int64_t numbers[] = { 4, 3, 2 };

static const struct myc_node *stage(struct myc_staging *at)
{
    struct myc_maker *maker = myc_staging_maker(at);
    const struct myc_value *list = myc_integers(maker, 3, numbers);
    const struct myc_node *ref1 =
        myc_populate(at, myc_host_named(at, "m1"), "List[Int]", list, "ref1");
    const struct myc_node *ref2 =
        myc_populate(at, myc_host_named(at, "m2"), "List[Int]", list, "ref2");
    return myc_apply(at, ref1, myc_spore_of(at, &join, myc_ref_value(maker, ref2)), "joined");
}

static const struct myc_node *request(struct myc_driver *driver, const void *parameters,
                                      const struct myc_node *before)
{
    (void)parameters;
    return before ? before : stage(myc_driver_staging(driver));
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
    return myc_integers(&reference->maker, 6, (const int64_t[]){ 4, 3, 2, 4, 3, 2 });
}

static const struct myc_code *const codes[] = { &append, &join, NULL };
static const char *const hosts[] = { "m1", "m2", "m3", NULL };
static const char *const needs[] = { "m1", "m2", NULL };

const struct myc_workload myc_workload_apply = {
    .about = { .name = "apply",
               .help = "two silos joined by an apply whose spore maps the other (f-p testApply)",
               .example = "workload: apply" },
    .state_bytes = sizeof(myc_future),
    .hosts = hosts,
    .needs = needs,
    .codes = codes,
    .step = step,
    .request = request,
    .reference = reference,
};
