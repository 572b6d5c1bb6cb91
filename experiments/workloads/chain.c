/* A chain of maps on one host: work whose only cure after a crash is to replay
 * it, from the last link that was pinned where the crash did not reach. What
 * pins cost against what they save is the oldest question of checkpointing
 * (Young 1974, Daly 2006), and `every` is its answer. */
#include "experiments/workloads/shared.h"
#include "experiments/workloads/workload.h"

#define LINK "(Int, String)" /* how many links led here, and a state of so many bytes */

enum pin { PIN_NONE, PIN_MEMORY, PIN_DURABLE };

struct chain {
    uint64_t depth;
    myc_time work;
    uint64_t state;
    uint32_t pin;
    uint64_t every;
};

static uint64_t run_advance(struct myc_body *body, const struct myc_value *steps,
                            const struct myc_value *link, const struct myc_value **result)
{
    struct myc_maker *maker = myc_body_maker(body);
    const struct myc_value *count = myc_int(maker, myc_item(link, 0)->as.integer + 1);
    *result = myc_tuple(maker, 2, (const struct myc_value *[]){ count, myc_item(link, 1) });
    return (uint64_t)steps->as.integer;
}

static const struct myc_code advance = {
    .name = "advance",
    .version = 1,
    .captured = "Int", /* its cost in steps */
    .parameter = LINK,
    .result = LINK,
    .run = run_advance,
};

static uint64_t run_count(struct myc_body *body, const struct myc_value *header,
                          const struct myc_value *link, const struct myc_value **result)
{
    (void)header;
    *result = myc_int(myc_body_maker(body), myc_item(link, 0)->as.integer);
    return 0;
}

static const struct myc_code count = {
    .name = "count",
    .version = 1,
    .captured = "Unit",
    .parameter = LINK,
    .result = "Int",
    .run = run_count,
};

static const struct myc_node *pinned(struct myc_staging *at, const struct myc_node *link,
                                     uint32_t pin)
{
    if (pin == PIN_MEMORY)
        return myc_persist(at, link);
    return pin == PIN_DURABLE ? myc_persist_durable(at, link) : link;
}

static const struct myc_node *stage(struct myc_driver *driver, const struct chain *chain)
{
    struct myc_staging *at = myc_driver_staging(driver);
    struct myc_maker *maker = myc_staging_maker(at);
    const struct myc_value *steps = myc_int(maker, (int64_t)myc_steps_in(driver, chain->work));
    const struct myc_spore *advancing = myc_spore_of(at, &advance, steps);
    const struct myc_value *first[] = { myc_int(maker, 0), myc_ballast(maker, chain->state) };
    const struct myc_node *link = myc_populate(at, 0, LINK, myc_tuple(maker, 2, first), "start");
    for (uint64_t i = 1; i <= chain->depth; i++) {
        link = myc_map(at, link, advancing, "link");
        if (i % chain->every == 0 && i < chain->depth)
            link = pinned(at, link, chain->pin);
    }
    return myc_map(at, link, myc_spore_of(at, &count, NULL), "response");
}

static const struct myc_node *request(struct myc_driver *driver, const void *parameters,
                                      const struct myc_node *before)
{
    return before ? before : stage(driver, parameters);
}

static void step(struct myc_driver *driver, void *state, const void *parameters)
{
    myc_future *future = state;
    if (*future) {
        myc_finish_with(driver, *future);
        return;
    }
    *future = myc_send(driver, stage(driver, parameters));
    myc_await(driver, *future);
}

static const struct myc_value *reference(struct myc_reference *reference, const void *parameters,
                                         const char **type)
{
    const struct chain *chain = parameters;
    *type = "Int";
    return myc_int(&reference->maker, (int64_t)chain->depth);
}

static const struct myc_parameter parameters[] = {
    { "depth", MYC_UNIT_COUNT, .initial = "32", .min = "1", .max = "1000", .help = "links",
      .source = "Mycel", .offset = offsetof(struct chain, depth) },
    { "work", MYC_UNIT_TIME, .initial = "1ms", .max = "1d", .help = "of each link",
      .source = "Mycel", .offset = offsetof(struct chain, work) },
    { "state", MYC_UNIT_BYTES, .initial = "1KiB", .max = "1MiB",
      .help = "size of each link's value", .source = "Mycel",
      .offset = offsetof(struct chain, state) },
    { "pin", MYC_UNIT_CHOICE, .initial = "none", .choices = "none|memory|durable",
      .help = "where links are kept: memory is lost with the host, durable is a shared file",
      .source = "Mycel", .offset = offsetof(struct chain, pin) },
    { "every", MYC_UNIT_COUNT, .initial = "8", .min = "1", .max = "1000",
      .help = "links from pin to pin", .source = "Mycel", .offset = offsetof(struct chain, every) },
    { 0 },
};

static const struct myc_code *const codes[] = { &advance, &count, NULL };
static const char *const hosts[] = { "m1", "m2", NULL };

const struct myc_workload myc_workload_chain = {
    .about = { .name = "chain",
               .help = "a chain of maps on one host, pinned at intervals",
               .example = "workload: {kind: chain, depth: 64, pin: durable, every: 8}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct chain),
    .state_bytes = sizeof(myc_future),
    .hosts = hosts,
    .codes = codes,
    .step = step,
    .request = request,
    .reference = reference,
};
