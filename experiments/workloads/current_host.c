/* f-p's testCurrentHost: apply(data => populate(currentHost, data + 1)) on List(4, 3, 2). */
#include "experiments/workloads/integers.h"
#include "experiments/workloads/workload.h"

static uint64_t run_increment(struct myc_body *body, const struct myc_value *header,
                              const struct myc_value *data, const struct myc_value **result)
{
    struct myc_staging *at = myc_body_staging(body);
    struct myc_maker *maker = myc_body_maker(body);
    struct myc_list list = myc_list_begin(maker);
    (void)header;
    for (uint32_t i = 0; i < data->count; i++)
        myc_list_add(&list, myc_int(maker, myc_item(data, i)->as.integer + 1));
    *result = myc_return_ref(
        body, myc_populate(at, myc_current_host(at), "List[Int]", myc_list_end(&list), NULL));
    return 100u * data->count;
}

static const struct myc_code increment = {
    .name = "increment",
    .version = 1,
    .captured = "Unit",
    .parameter = "List[Int]",
    .result = "SiloRef[List[Int]]",
    .run = run_increment,
};

static const struct myc_node *stage(struct myc_staging *at)
{
    const struct myc_value *list =
        myc_integers(myc_staging_maker(at), 3, (const int64_t[]){ 4, 3, 2 });
    const struct myc_node *data =
        myc_populate(at, myc_host_named(at, "m1"), "List[Int]", list, "data");
    return myc_apply(at, data, myc_spore_of(at, &increment, NULL), "incremented");
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
    return myc_integers(&reference->maker, 3, (const int64_t[]){ 5, 4, 3 });
}

static const struct myc_code *const codes[] = { &increment, NULL };
static const char *const hosts[] = { "m1", "m2", "m3", NULL };
static const char *const needs[] = { "m1", NULL };

const struct myc_workload myc_workload_current_host = {
    .about = { .name = "current_host",
               .help = "a spore populates a silo on the host it runs on (f-p testCurrentHost)",
               .example = "workload: current_host" },
    .state_bytes = sizeof(myc_future),
    .hosts = hosts,
    .needs = needs,
    .codes = codes,
    .step = step,
    .request = request,
    .reference = reference,
};
