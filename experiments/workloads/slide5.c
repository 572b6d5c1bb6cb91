/* The talk's slide 5: a client and the machines N1 to N4, all needed for one
 * response. The lineage visits them in turn; each adds what only it holds. */
#include "experiments/workloads/integers.h"
#include "experiments/workloads/workload.h"

#define VISITED "List[String]"
#define SILO "SiloRef[" VISITED "]"
#define ROUTE "(" VISITED ", List[" SILO "])" /* what was gathered, and where to go */

static const struct myc_code visit;

static const struct myc_value *joined(struct myc_maker *maker, const struct myc_value *a,
                                      const struct myc_value *b)
{
    struct myc_list list = myc_list_begin(maker);
    for (uint32_t i = 0; i < a->count; i++)
        myc_list_add(&list, myc_item(a, i));
    for (uint32_t i = 0; i < b->count; i++)
        myc_list_add(&list, myc_item(b, i));
    return myc_list_end(&list);
}

static uint64_t run_visit(struct myc_body *body, const struct myc_value *route,
                          const struct myc_value *here, const struct myc_value **result)
{
    struct myc_staging *at = myc_body_staging(body);
    struct myc_maker *maker = myc_body_maker(body);
    const struct myc_value *gathered = joined(maker, myc_item(route, 0), here);
    const struct myc_value *ahead = myc_item(route, 1);
    if (!ahead->count) {
        *result =
            myc_return_ref(body, myc_populate(at, myc_current_host(at), VISITED, gathered, NULL));
        return 100;
    }
    struct myc_list rest = myc_list_begin(maker);
    for (uint32_t i = 1; i < ahead->count; i++)
        myc_list_add(&rest, myc_item(ahead, i));
    const struct myc_value *header =
        myc_tuple(maker, 2, (const struct myc_value *[]){ gathered, myc_list_end(&rest) });
    const struct myc_spore *next = myc_spore_of(at, &visit, header);
    *result = myc_return_ref(body, myc_apply(at, myc_item(ahead, 0)->as.ref, next, NULL));
    return 100;
}

static const struct myc_code visit = {
    .name = "visit",
    .version = 1,
    .captured = ROUTE,
    .parameter = VISITED,
    .result = SILO,
    .run = run_visit,
};

static const char *const hosts[] = { "N1", "N2", "N3", "N4", NULL };
static const char *const parts[] = { "part1", "part2", "part3", "part4" };

static const struct myc_node *stage(struct myc_staging *at)
{
    struct myc_maker *maker = myc_staging_maker(at);
    const struct myc_node *first = NULL;
    struct myc_list rest = myc_list_begin(maker);
    for (uint32_t i = 0; hosts[i]; i++) {
        struct myc_list part = myc_list_begin(maker);
        myc_list_add(&part, myc_string(maker, hosts[i]));
        const struct myc_node *ref =
            myc_populate(at, myc_host_named(at, hosts[i]), VISITED, myc_list_end(&part), parts[i]);
        if (i)
            myc_list_add(&rest, myc_ref_value(maker, ref));
        else
            first = ref;
    }
    struct myc_list nothing = myc_list_begin(maker);
    const struct myc_value *route = myc_tuple(
        maker, 2, (const struct myc_value *[]){ myc_list_end(&nothing), myc_list_end(&rest) });
    return myc_apply(at, first, myc_spore_of(at, &visit, route), "response");
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
    struct myc_list list = myc_list_begin(&reference->maker);
    (void)parameters;
    *type = VISITED;
    for (uint32_t i = 0; hosts[i]; i++)
        myc_list_add(&list, myc_string(&reference->maker, hosts[i]));
    return myc_list_end(&list);
}

static const struct myc_code *const codes[] = { &visit, NULL };

const struct myc_workload myc_workload_slide5 = {
    .about = { .name = "slide5",
               .help = "a client needs what N1 to N4 hold, one after the other (slide 5)",
               .example = "workload: slide5" },
    .state_bytes = sizeof(myc_future),
    .hosts = hosts,
    .needs = hosts,
    .codes = codes,
    .step = step,
    .request = request,
    .reference = reference,
};
