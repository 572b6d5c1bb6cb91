/* Functions sent to data, or data sent to functions: the first claim of the
 * model, to be measured. Every host holds a part; one function, which captures
 * a table, is applied to each. Either it goes to the parts, and what it gives
 * comes back; or the parts go to the client, which applies it there. */
#include "experiments/workloads/shared.h"
#include "experiments/workloads/workload.h"

#include <string.h>

enum what { SHIP_FUNCTIONS, SHIP_DATA };

struct ship {
    uint32_t what;
    uint64_t part;
    uint64_t table;
    myc_time work;
};

struct progress {
    uint32_t count; /* of parts, 0: nothing is sent */
    myc_future *futures;
};

/* The function: what it makes of a part and the table is as long as both together. */
static uint64_t run_measure(struct myc_body *body, const struct myc_value *header,
                            const struct myc_value *part, const struct myc_value **result)
{
    size_t table = strlen(myc_item(header, 1)->as.text);
    *result = myc_int(myc_body_maker(body), (int64_t)(table + strlen(part->as.text)));
    return (uint64_t)myc_item(header, 0)->as.integer;
}

static const struct myc_code measure = {
    .name = "measure",
    .version = 1,
    .captured = "(Int, String)", /* its cost in steps, and the table */
    .parameter = "String",
    .result = "Int",
    .run = run_measure,
};

static uint64_t run_same(struct myc_body *body, const struct myc_value *header,
                         const struct myc_value *part, const struct myc_value **result)
{
    (void)body;
    (void)header;
    *result = part;
    return 0;
}

static const struct myc_code same = {
    .name = "same",
    .version = 1,
    .captured = "Unit",
    .parameter = "String",
    .result = "String",
    .run = run_same,
};

static uint64_t run_fetch(struct myc_body *body, const struct myc_value *part,
                          const struct myc_value *unit, const struct myc_value **result)
{
    struct myc_staging *at = myc_body_staging(body);
    (void)unit;
    *result = myc_return_ref(body, myc_map(at, part->as.ref, myc_spore_of(at, &same, NULL), NULL));
    return 0;
}

static const struct myc_code fetch = {
    .name = "fetch",
    .version = 1,
    .captured = "SiloRef[String]",
    .parameter = "Unit",
    .result = "SiloRef[String]",
    .run = run_fetch,
};

static void send_all(struct myc_driver *driver, struct progress *progress, const struct ship *ship)
{
    struct myc_staging *at = myc_driver_staging(driver);
    struct myc_maker *maker = myc_staging_maker(at);
    const struct myc_value *captured[] = {
        myc_int(maker, (int64_t)myc_steps_in(driver, ship->work)),
        myc_ballast(maker, ship->table),
    };
    const struct myc_spore *measuring = myc_spore_of(at, &measure, myc_tuple(maker, 2, captured));
    const struct myc_value *data = myc_ballast(maker, ship->part);
    uint32_t hosts = myc_host_count(at);
    const struct myc_node *here =
        myc_populate(at, myc_current_host(at), "Unit", myc_unit(maker), "here");
    progress->futures = myc_memory_alloc(maker->memory, hosts * sizeof *progress->futures);
    progress->count = hosts;
    for (uint32_t host = 0; host < hosts; host++) {
        const struct myc_node *part = myc_populate(at, host, "String", data, "part");
        if (ship->what == SHIP_DATA) {
            const struct myc_value *ref = myc_ref_value(maker, part);
            part = myc_apply(at, here, myc_spore_of(at, &fetch, ref), "fetched");
        }
        progress->futures[host] = myc_send(driver, myc_map(at, part, measuring, "measured"));
    }
    myc_await_all(driver, progress->count, progress->futures);
}

static void step(struct myc_driver *driver, void *state, const void *parameters)
{
    struct progress *progress = state;
    int64_t total = 0;
    if (!progress->count) {
        send_all(driver, progress, parameters);
        return;
    }
    if (myc_finish_failed(driver, progress->count, progress->futures))
        return;
    for (uint32_t i = 0; i < progress->count; i++)
        total += myc_future_value(driver, progress->futures[i])->as.integer;
    myc_finish(driver, myc_int(myc_staging_maker(myc_driver_staging(driver)), total), "Int");
}

static const struct myc_value *reference(struct myc_reference *reference, const void *parameters,
                                         const char **type)
{
    const struct ship *ship = parameters;
    *type = "Int";
    return myc_int(&reference->maker,
                   (int64_t)(reference->host_count * (ship->part + ship->table)));
}

static const struct myc_parameter parameters[] = {
    { "what", MYC_UNIT_CHOICE, .initial = "functions", .choices = "functions|data",
      .help = "what travels", .source = "slide 8", .offset = offsetof(struct ship, what) },
    { "part", MYC_UNIT_BYTES, .initial = "64KiB", .max = "1MiB", .help = "data of each host",
      .source = "Mycel", .offset = offsetof(struct ship, part) },
    { "table", MYC_UNIT_BYTES, .initial = "1KiB", .max = "1MiB",
      .help = "what the function captures, and so brings along", .source = "Mycel",
      .offset = offsetof(struct ship, table) },
    { "work", MYC_UNIT_TIME, .initial = "100us", .max = "1d", .help = "of the function on a part",
      .source = "Mycel", .offset = offsetof(struct ship, work) },
    { 0 },
};

static const struct myc_code *const codes[] = { &measure, &same, &fetch, NULL };
static const char *const hosts[] = { "m1", "m2", "m3", "m4", NULL };

const struct myc_workload myc_workload_ship = {
    .about = { .name = "ship",
               .help = "one function on the parts of all hosts: either travels to the other",
               .example = "workload: {kind: ship, what: data, part: 4KiB}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct ship),
    .state_bytes = sizeof(struct progress),
    .hosts = hosts,
    .codes = codes,
    .step = step,
    .reference = reference,
};
