/* f-p's testCache: one spore behind a cached ref and behind an uncached one, each sent twice with a
 * pause between. The library's spore reads a clock, so that its two cached answers are equal and the
 * two uncached ones differ. A spore here sees no clock: what tells them apart is how often it ran,
 * once for `cached` and twice for `uncached`, and the answers are all equal. */
#include "experiments/workloads/integers.h"
#include "experiments/workloads/shared.h"
#include "experiments/workloads/workload.h"

struct cache {
    myc_time gap;
};

static uint64_t run_total(struct myc_body *body, const struct myc_value *header,
                          const struct myc_value *data, const struct myc_value **result)
{
    int64_t total = 0;
    (void)header;
    for (uint32_t i = 0; i < data->count; i++)
        total += myc_item(data, i)->as.integer;
    *result = myc_int(myc_body_maker(body), total);
    return 100u * data->count;
}

static const struct myc_code total = {
    .name = "total",
    .version = 1,
    .captured = "Unit",
    .parameter = "List[Int]",
    .result = "Int",
    .run = run_total,
};

enum { CACHED, UNCACHED, REFS };

struct progress {
    const struct myc_node *refs[REFS];
    uint32_t sent;
    bool rested;
    myc_future futures[2 * REFS]; /* the first of each, then the second of each */
};

static void stage(struct myc_staging *at, const struct myc_node *refs[REFS])
{
    const struct myc_value *list =
        myc_integers(myc_staging_maker(at), 3, (const int64_t[]){ 4, 3, 2 });
    const struct myc_node *data =
        myc_populate(at, myc_host_named(at, "m1"), "List[Int]", list, "data");
    const struct myc_spore *totalling = myc_spore_of(at, &total, NULL);
    refs[CACHED] = myc_persist(at, myc_map(at, data, totalling, "cached"));
    refs[UNCACHED] = myc_map(at, data, totalling, "uncached");
}

static void send_both(struct myc_driver *driver, struct progress *progress)
{
    myc_future *futures = progress->futures + progress->sent;
    for (int i = 0; i < REFS; i++)
        futures[i] = myc_send(driver, progress->refs[i]);
    progress->sent += REFS;
    myc_await_all(driver, REFS, futures);
}

static const struct myc_value *both(struct myc_driver *driver, const struct progress *progress,
                                    int ref)
{
    struct myc_maker *maker = myc_staging_maker(myc_driver_staging(driver));
    return myc_tuple(
        maker, 2,
        (const struct myc_value *[]){ myc_future_value(driver, progress->futures[ref]),
                                      myc_future_value(driver, progress->futures[REFS + ref]) });
}

static void step(struct myc_driver *driver, void *state, const void *parameters)
{
    const struct cache *cache = parameters;
    struct progress *progress = state;
    if (!progress->sent) {
        stage(myc_driver_staging(driver), progress->refs);
        send_both(driver, progress);
    } else if (myc_finish_failed(driver, progress->sent, progress->futures)) {
        return;
    } else if (!progress->rested) {
        progress->rested = true;
        myc_sleep(driver, cache->gap);
    } else if (progress->sent == REFS) {
        send_both(driver, progress);
    } else {
        myc_finish(driver,
                   myc_tuple(myc_staging_maker(myc_driver_staging(driver)), REFS,
                             (const struct myc_value *[]){ both(driver, progress, CACHED),
                                                           both(driver, progress, UNCACHED) }),
                   "Cache");
    }
}

static const struct myc_value *reference(struct myc_reference *reference, const void *parameters,
                                         const char **type)
{
    struct myc_maker *maker = &reference->maker;
    const struct myc_value *nine = myc_int(maker, 4 + 3 + 2);
    const struct myc_value *pair = myc_tuple(maker, 2, (const struct myc_value *[]){ nine, nine });
    (void)parameters;
    *type = "Cache";
    return myc_tuple(maker, REFS, (const struct myc_value *[]){ pair, pair });
}

static const struct myc_parameter parameters[] = {
    { "gap", MYC_UNIT_TIME, .initial = "2s", .min = "0", .max = "1000d",
      .help = "from the first answers to the second sends", .source = "f-p testCache",
      .offset = offsetof(struct cache, gap) },
    { 0 },
};
static const struct myc_code *const codes[] = { &total, NULL };
static const char *const hosts[] = { "m1", "m2", "m3", NULL };
static const char *const needs[] = { "m1", NULL };
static const char *const types[] = { "Cache{cached: (Int, Int), uncached: (Int, Int)}", NULL };

const struct myc_workload myc_workload_cache = {
    .about = { .name = "cache",
               .help = "a cached ref and an uncached one, each sent twice (f-p testCache)",
               .example = "workload: {kind: cache, gap: 1ms}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct cache),
    .state_bytes = sizeof(struct progress),
    .hosts = hosts,
    .needs = needs,
    .types = types,
    .codes = codes,
    .step = step,
    .reference = reference,
};
