/* A tree over all hosts: each sums what its children pump to it and a number
 * of its own, so that one response needs every host. */
#include "experiments/workloads/integers.h"
#include "experiments/workloads/shared.h"
#include "experiments/workloads/workload.h"

struct tree {
    uint64_t fanout;
};

static const struct myc_code one = {
    .name = "one",
    .version = 1,
    .captured = "Unit",
    .parameter = "Int",
    .result = "List[Int]",
    .run = myc_pass_on,
};

static uint64_t run_total(struct myc_body *body, const struct myc_value *header,
                          const struct myc_value *numbers, const struct myc_value **result)
{
    int64_t total = 0;
    (void)header;
    for (uint32_t i = 0; i < numbers->count; i++)
        total += myc_item(numbers, i)->as.integer;
    *result = myc_integers(myc_body_maker(body), 1, &total);
    return 10u * numbers->count;
}

static const struct myc_code total = {
    .name = "total",
    .version = 1,
    .captured = "Unit",
    .parameter = "List[Int]",
    .result = "List[Int]",
    .run = run_total,
};

/* Children of host i are i * fanout + 1 ... i * fanout + fanout; the leaves come first, so that
 * every child's sum is staged before its parent pumps from it. */
static const struct myc_node *stage(struct myc_staging *at, uint64_t fanout)
{
    uint32_t hosts = myc_host_count(at);
    struct myc_maker *maker = myc_staging_maker(at);
    const struct myc_spore *emitting = myc_spore_of(at, &one, NULL);
    const struct myc_spore *adding = myc_spore_of(at, &total, NULL);
    const struct myc_node **sums =
        myc_memory_alloc(maker->memory, hosts * sizeof(const struct myc_node *));
    for (uint32_t host = hosts; host-- > 0;) {
        int64_t own = (int64_t)host + 1;
        uint64_t child = host * fanout + 1;
        const struct myc_node *number =
            myc_populate(at, host, "List[Int]", myc_integers(maker, 1, &own), NULL);
        sums[host] = number;
        if (child >= hosts)
            continue;
        struct myc_node *gathered = myc_empty_silo(at, host, "List[Int]", NULL);
        myc_pump_to(at, number, gathered, emitting);
        for (uint64_t k = child; k < child + fanout && k < hosts; k++)
            myc_pump_to(at, sums[k], gathered, emitting);
        sums[host] = myc_map(at, gathered, adding, host ? NULL : "sum");
    }
    return sums[0];
}

static void step(struct myc_driver *driver, void *state, const void *parameters)
{
    const struct tree *tree = parameters;
    myc_future *future = state;
    if (*future) {
        myc_finish_with(driver, *future);
        return;
    }
    *future = myc_send(driver, stage(myc_driver_staging(driver), tree->fanout));
    myc_await(driver, *future);
}

static const struct myc_value *reference(struct myc_reference *reference, const void *parameters,
                                         const char **type)
{
    int64_t hosts = reference->host_count;
    int64_t sum = hosts * (hosts + 1) / 2;
    (void)parameters;
    *type = "List[Int]";
    return myc_integers(&reference->maker, 1, &sum);
}

static const struct myc_parameter parameters[] = {
    { "fanout", MYC_UNIT_COUNT, .initial = "32", .min = "1", .max = "1000000",
      .help = "children of a host", .source = "Mycel", .offset = offsetof(struct tree, fanout) },
    { 0 },
};

static const struct myc_code *const codes[] = { &one, &total, NULL };
static const char *const hosts[] = { "m1", "m2", "m3", "m4", "m5", "m6", "m7", NULL };

const struct myc_workload myc_workload_tree = {
    .about = { .name = "tree",
               .help = "a sum over all hosts, pumped up a tree",
               .example = "workload: {kind: tree, fanout: 2}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct tree),
    .state_bytes = sizeof(myc_future),
    .hosts = hosts,
    .codes = codes,
    .step = step,
    .reference = reference,
};
