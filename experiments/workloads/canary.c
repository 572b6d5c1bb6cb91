/* A canary for the checks: a small program that is sound by default, and else breaks one invariant
 * of the model on purpose, as a program could by writing where all is immutable. Each such run must
 * end as `fail`, class `invariant`; one that passes says that a check has stopped looking.
 *
 *   total    the numbers on m1 summed up, and a cell of the header added: populated there
 *   pumped   the numbers pumped to m2, each plus the cell
 *
 * Each is sent twice, one after the other. That the spores write into their header is what f-p's
 * own shuffle did with a collection builder. */
#include "experiments/workloads/integers.h"
#include "experiments/workloads/workload.h"

enum broken {
    BREAKS_NOTHING,
    BREAKS_TYPES,
    BREAKS_MOBILITY,
    BREAKS_DETERMINACY,
    BREAKS_STABILITY,
    BREAKS_REPLAY,
    BREAKS_FINITE,
    BREAKS_PROGRESS,
};

struct canary {
    uint32_t breaks;
};

#define CELL 10

/* A header says what to break, and holds a cell of its own. */
static const struct myc_value *make_header(struct myc_maker *maker, enum broken breaks)
{
    const struct myc_value *items[] = { myc_int(maker, breaks), myc_int(maker, CELL) };
    return myc_tuple(maker, 2, items);
}

static enum broken to_break(const struct myc_value *header)
{
    return (enum broken)myc_item(header, 0)->as.integer;
}

/* The crime. */
static struct myc_value *writable(const struct myc_value *value)
{
    return (struct myc_value *)value;
}

static uint64_t run_sum(struct myc_body *body, const struct myc_value *header,
                        const struct myc_value *numbers, const struct myc_value **result)
{
    struct myc_staging *at = myc_body_staging(body);
    const struct myc_value *cell = myc_item(header, 1);
    int64_t sum = cell->as.integer;
    for (uint32_t i = 0; i < numbers->count; i++)
        sum += myc_item(numbers, i)->as.integer;
    const struct myc_value *value = myc_int(myc_body_maker(body), sum);
    const struct myc_node *total = myc_populate(at, myc_current_host(at), "Int", value, NULL);
    *result = myc_return_ref(body, total);
    if (to_break(header) == BREAKS_TYPES)
        writable(total->value)->kind = MYC_VALUE_UNIT;
    if (to_break(header) == BREAKS_DETERMINACY)
        writable(cell)->as.integer++;
    if (to_break(header) == BREAKS_STABILITY)
        writable(myc_item(numbers, 0))->as.integer++;
    return 100;
}

static const struct myc_code sum = {
    .name = "sum",
    .version = 1,
    .captured = "(Int, Int)",
    .parameter = "List[Int]",
    .result = "SiloRef[Int]",
    .run = run_sum,
};

static uint64_t run_emit(struct myc_body *body, const struct myc_value *header,
                         const struct myc_value *number, const struct myc_value **result)
{
    const struct myc_value *cell = myc_item(header, 1);
    int64_t emitted = number->as.integer + cell->as.integer;
    *result = myc_integers(myc_body_maker(body), 1, &emitted);
    if (to_break(header) == BREAKS_REPLAY)
        writable(cell)->as.integer++;
    return 10;
}

static const struct myc_code emit = {
    .name = "emit",
    .version = 1,
    .captured = "(Int, Int)",
    .parameter = "Int",
    .result = "List[Int]",
    .run = run_emit,
};

#define SENDS 4

struct progress {
    const struct myc_node *total;
    const struct myc_node *pumped;
    uint32_t sent;
    bool tied;
    myc_future futures[SENDS];
};

static void stage(struct myc_staging *at, struct progress *progress, enum broken breaks)
{
    struct myc_maker *maker = myc_staging_maker(at);
    uint32_t m1 = myc_host_named(at, "m1"), m2 = myc_host_named(at, "m2");
    const struct myc_value *list = myc_integers(maker, 3, (const int64_t[]){ 1, 2, 3 });
    const struct myc_node *numbers = myc_populate(at, m1, "List[Int]", list, "numbers");
    struct myc_node *pumped = myc_empty_silo(at, m2, "List[Int]", "pumped");
    myc_pump_to(at, numbers, pumped, myc_spore_of(at, &emit, make_header(maker, breaks)));
    progress->pumped = pumped;
    const struct myc_spore *summing = myc_spore_of(at, &sum, make_header(maker, breaks));
    progress->total = myc_apply(at, numbers, summing, "total");
}

/* What only a driver can do: the lineage is not what it was when it was staged. */
static void break_lineage(const struct progress *progress, enum broken breaks)
{
    struct myc_node *total = (struct myc_node *)progress->total;
    if (breaks == BREAKS_MOBILITY)
        writable(myc_item(total->spore->header, 1))->kind = MYC_VALUE_UNIT;
    if (breaks == BREAKS_FINITE)
        total->home = progress->pumped->home;
}

/* Null where no check stopped a value of another type. */
static const struct myc_value *response(struct myc_driver *driver, const struct progress *progress)
{
    const struct myc_value *last[] = { myc_future_value(driver, progress->futures[SENDS - 2]),
                                       myc_future_value(driver, progress->futures[SENDS - 1]) };
    if (last[0]->kind != MYC_VALUE_INT)
        return NULL;
    return myc_tuple(myc_staging_maker(myc_driver_staging(driver)), 2, last);
}

static void send_next(struct myc_driver *driver, struct progress *progress, enum broken breaks)
{
    bool second = progress->sent % 2;
    myc_future future = myc_send(driver, second ? progress->pumped : progress->total);
    progress->futures[progress->sent++] = future;
    if (breaks == BREAKS_PROGRESS)
        myc_sleep(driver, 1);
    else
        myc_await(driver, future);
}

static void step(struct myc_driver *driver, void *state, const void *parameters)
{
    enum broken breaks = ((const struct canary *)parameters)->breaks;
    struct progress *progress = state;
    if (!progress->total) {
        stage(myc_driver_staging(driver), progress, breaks);
        break_lineage(progress, breaks);
    } else if (breaks == BREAKS_PROGRESS && !progress->tied) {
        /* It was asked for, and now waits for itself. */
        ((struct myc_node *)progress->total)->input = progress->total;
        progress->tied = true;
        myc_await(driver, progress->futures[0]);
        return;
    }
    if (progress->sent &&
        myc_future_state(driver, progress->futures[progress->sent - 1]) == MYC_FUTURE_ERROR)
        myc_finish_with(driver, progress->futures[progress->sent - 1]);
    else if (progress->sent < SENDS)
        send_next(driver, progress, breaks);
    else
        myc_finish(driver, response(driver, progress), "(Int, List[Int])");
}

static const struct myc_value *reference(struct myc_reference *reference, const void *parameters,
                                         const char **type)
{
    static const int64_t pumped[] = { 1 + CELL, 2 + CELL, 3 + CELL };
    struct myc_maker *maker = &reference->maker;
    (void)parameters;
    *type = "(Int, List[Int])";
    return myc_tuple(maker, 2,
                     (const struct myc_value *[]){ myc_int(maker, 1 + 2 + 3 + CELL),
                                                   myc_integers(maker, 3, pumped) });
}

static const struct myc_parameter parameters[] = {
    { "breaks", MYC_UNIT_CHOICE, .initial = "nothing",
      .choices = "nothing|types|mobility|determinacy|stability|replay|finite|progress",
      .help = "the check that must stop the run", .source = "Mycel",
      .offset = offsetof(struct canary, breaks) },
    { 0 },
};

static const struct myc_code *const codes[] = { &sum, &emit, NULL };
static const char *const hosts[] = { "m1", "m2", NULL };

const struct myc_workload myc_workload_canary = {
    .about = { .name = "canary",
               .help = "a program that breaks an invariant on purpose: a check must stop it",
               .example = "workload: {kind: canary, breaks: determinacy}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct canary),
    .state_bytes = sizeof(struct progress),
    .hosts = hosts,
    .needs = hosts,
    .codes = codes,
    .step = step,
    .reference = reference,
};
