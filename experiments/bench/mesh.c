#include "experiments/bench/mesh.h"

#include "experiments/workloads/integers.h"

#define NUMBERS 20 /* of a host */

static int64_t sum_of(const struct myc_value *numbers)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < numbers->count; i++)
        sum += myc_item(numbers, i)->as.integer;
    return sum;
}

/* --- the join: a spore there that holds the numbers from here --- */

static uint64_t run_meet(struct myc_body *body, const struct myc_value *theirs,
                         const struct myc_value *numbers, const struct myc_value **result)
{
    *result = myc_int(myc_body_maker(body), sum_of(theirs) + sum_of(numbers));
    return 10u * numbers->count;
}

static const struct myc_code meet = {
    .name = "meet",
    .version = 1,
    .captured = "List[Int]",
    .parameter = "List[Int]",
    .result = "Int",
    .run = run_meet,
};

static uint64_t run_visit(struct myc_body *body, const struct myc_value *next,
                          const struct myc_value *numbers, const struct myc_value **result)
{
    struct myc_staging *at = myc_body_staging(body);
    const struct myc_spore *carried = myc_spore_of(at, &meet, numbers);
    *result = myc_return_ref(body, myc_map(at, next->as.ref, carried, NULL));
    return 10;
}

static const struct myc_code visit = {
    .name = "visit",
    .version = 1,
    .captured = "SiloRef[List[Int]]",
    .parameter = "List[Int]",
    .result = "SiloRef[Int]",
    .run = run_visit,
};

/* --- the sum that is kept --- */

static uint64_t run_total(struct myc_body *body, const struct myc_value *header,
                          const struct myc_value *numbers, const struct myc_value **result)
{
    (void)header;
    *result = myc_int(myc_body_maker(body), sum_of(numbers));
    return 10u * numbers->count;
}

static const struct myc_code total = {
    .name = "total",
    .version = 1,
    .captured = "Unit",
    .parameter = "List[Int]",
    .result = "Int",
    .run = run_total,
};

static uint64_t run_add(struct myc_body *body, const struct myc_value *more,
                        const struct myc_value *number, const struct myc_value **result)
{
    *result = myc_int(myc_body_maker(body), more->as.integer + number->as.integer);
    return 10;
}

static const struct myc_code add = {
    .name = "add",
    .version = 1,
    .captured = "Int",
    .parameter = "Int",
    .result = "Int",
    .run = run_add,
};

/* --- the driver --- */

struct progress {
    uint64_t round;
    uint32_t hosts;
    const struct myc_node **numbers; /* of each host */
    const struct myc_node **kept;
};

static void begin(struct myc_staging *at, struct progress *progress)
{
    struct myc_maker *maker = myc_staging_maker(at);
    const struct myc_spore *summing = myc_spore_of(at, &total, NULL);
    progress->hosts = myc_host_count(at);
    size_t bytes = progress->hosts * sizeof(const struct myc_node *);
    progress->numbers = myc_memory_alloc(maker->memory, bytes);
    progress->kept = myc_memory_alloc(maker->memory, bytes);
    for (uint32_t host = 0; host < progress->hosts; host++) {
        int64_t own[NUMBERS];
        for (uint32_t i = 0; i < NUMBERS; i++)
            own[i] = (int64_t)host * NUMBERS + i;
        progress->numbers[host] =
            myc_populate(at, host, "List[Int]", myc_integers(maker, NUMBERS, own), NULL);
        progress->kept[host] = myc_persist(at, myc_map(at, progress->numbers[host], summing, NULL));
    }
}

static void send_round(struct myc_driver *driver, const struct progress *progress)
{
    struct myc_staging *at = myc_driver_staging(driver);
    struct myc_maker *maker = myc_staging_maker(at);
    for (uint32_t host = 0; host < progress->hosts; host++) {
        const struct myc_node *next = progress->numbers[(host + 1) % progress->hosts];
        const struct myc_spore *visiting = myc_spore_of(at, &visit, myc_ref_value(maker, next));
        const struct myc_spore *adding =
            myc_spore_of(at, &add, myc_int(maker, (int64_t)progress->round));
        myc_await(driver, myc_send(driver, myc_apply(at, progress->numbers[host], visiting, NULL)));
        myc_await(driver, myc_send(driver, myc_map(at, progress->kept[host], adding, NULL)));
    }
}

static void step(struct myc_driver *driver, void *state, const void *parameters)
{
    const struct myc_mesh *mesh = parameters;
    struct progress *progress = state;
    if (!progress->hosts)
        begin(myc_driver_staging(driver), progress);
    if (progress->round++ < mesh->rounds)
        send_round(driver, progress);
    else
        myc_finish(driver, NULL, NULL);
}

static const struct myc_code *const codes[] = { &meet, &visit, &total, &add, NULL };

const struct myc_workload myc_bench_mesh = {
    .about = { .name = "mesh", .help = "every host joins with the next one, round after round" },
    .state_bytes = sizeof(struct progress),
    .codes = codes,
    .step = step,
};
