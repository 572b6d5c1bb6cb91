#include "tests/load.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>

#include "sim/distribution.h"

#define REPLICATIONS 12
#define BYTES 10000.0 /* of a message, and ns in a NIC */
#define COST 10000.0  /* of a task */

/* --- a run --- */

struct load_state {
    struct load *load;
    struct myc_memory *memory;
    struct myc_book book;
    struct myc_engine *engine;
    struct myc_cluster *cluster;
    uint32_t script; /* process */
    const char *label;
    size_t come, begun, done;
    uint64_t probes, inside, waiting;
};

enum { COME, PROBE };

static void schedule(struct load_state *state, uint16_t kind, myc_time at)
{
    myc_engine_schedule(state->engine, (struct myc_event){ .time = at,
                                                           .rank = MYC_RANK_DRIVER,
                                                           .source = state->script,
                                                           .target = state->script,
                                                           .kind = kind });
}

static void come(struct load_state *state)
{
    struct load *load = state->load;
    struct load_item *item = &load->items[state->come++];
    if (load->tasks)
        myc_cluster_run(state->cluster, 0, item, 0);
    else
        myc_cluster_send(state->cluster, &(struct myc_message){ .source = item->source,
                                                                .destination = item->destination,
                                                                .label = state->label,
                                                                .length = item->bytes,
                                                                .body = item });
    if (state->come < load->count)
        schedule(state, COME, load->items[state->come].at);
}

static void probe(struct load_state *state)
{
    struct load *load = state->load;
    myc_time next = myc_engine_now(state->engine) + load->every;
    state->probes++;
    state->inside += state->come - state->done;
    state->waiting += state->come - state->begun;
    if (next <= load->until)
        schedule(state, PROBE, next);
}

static void handle(void *state, const struct myc_event *event)
{
    if (event->kind == COME)
        come(state);
    else
        probe(state);
}

static void finish(struct load_state *state, struct load_item *item)
{
    item->done = myc_engine_now(state->engine);
    item->ordinal = ++state->done;
}

static void delivered(void *state, const struct myc_message *message)
{
    finish(state, message->body);
}

static myc_time started(void *program, uint32_t host, void *task)
{
    struct load_state *state = program;
    struct load_item *item = task;
    (void)host;
    state->begun++;
    item->left = myc_engine_now(state->engine);
    return item->cost;
}

static void ended(void *state, uint32_t host, void *task)
{
    (void)host;
    finish(state, task);
}

void load_run(struct load *load)
{
    static const char *const kinds[] = { "Req", NULL };
    static const struct myc_program_calls calls = {
        .message_kinds = kinds, .delivered = delivered, .started = started, .ended = ended
    };
    const struct myc_limits limits = { .events = UINT64_MAX, .time = MYC_FOREVER };
    struct load_state state = { .load = load, .memory = ground_memory() };
    state.engine = myc_engine_begin(state.memory, &limits);
    myc_book_begin(&state.book, state.memory, !load->tasks);
    state.cluster = myc_cluster_begin(state.engine, &state.book, &load->config, load->seed);
    state.script = myc_engine_add_process(state.engine, handle, &state);
    state.label = myc_cluster_label(state.cluster, "x");
    myc_cluster_program(state.cluster, &calls, &state);
    schedule(&state, COME, load->items[0].at);
    if (load->every)
        schedule(&state, PROBE, load->from);
    cr_assert_eq(myc_engine_run(state.engine), MYC_STOP_QUIET);
    cr_assert_eq(state.done, load->count);
    for (size_t i = 0; i < state.book.message_count; i++)
        load->items[i].left = state.book.messages[i].left;
    if (state.probes) {
        load->inside = (double)state.inside / (double)state.probes;
        load->waiting = (double)state.waiting / (double)state.probes;
    }
    myc_memory_destroy(state.memory);
}

/* --- figures --- */

myc_time load_exponential(gsl_rng *rng, double mean)
{
    return (myc_time)llround(gsl_ran_exponential(rng, mean));
}

static int by_begin(const void *a, const void *b)
{
    const struct load_interval *x = a, *y = b;
    return (x->begin > y->begin) - (x->begin < y->begin);
}

double load_share(struct load_interval *intervals, size_t count, myc_time from, myc_time until)
{
    myc_time covered = 0, reached = from;
    qsort(intervals, count, sizeof *intervals, by_begin);
    for (size_t i = 0; i < count; i++) {
        const struct load_interval *interval = &intervals[i];
        myc_time first = interval->begin > reached ? interval->begin : reached;
        myc_time last = interval->end < until ? interval->end : until;
        if (last > first) {
            covered += last - first;
            reached = last;
        }
    }
    return (double)covered / (double)(until - from);
}

void load_assert_mean(const double *figures, size_t count, double expected, double narrow,
                      const char *what)
{
    double mean = 0, variance = 0;
    for (size_t i = 0; i < count; i++)
        mean += figures[i] / (double)count;
    for (size_t i = 0; i < count; i++)
        variance += (figures[i] - mean) * (figures[i] - mean) / (double)(count - 1);
    double half = gsl_cdf_tdist_Pinv(0.995, (double)(count - 1)) * sqrt(variance / (double)count);
    cr_assert(fabs(mean - expected) <= half, "%s: %g +- %g, not %g", what, mean, half, expected);
    cr_assert(half <= narrow * expected, "%s: %g +- %g says too little", what, mean, half);
}

/* --- a NIC --- */

#define SOURCES 20 /* of what goes into one NIC: each alone is hardly used */

struct nic_figures {
    double busy;
    double wait_ns;
};

static struct load_item *draw_messages(enum load_nic nic, bool exponential, double load,
                                       size_t count, uint64_t seed)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    struct load_item *items = calloc(count, sizeof *items);
    gsl_rng_set(rng, seed);
    for (size_t i = 0; i < count; i++) {
        uint32_t other = 1 + (uint32_t)gsl_rng_uniform_int(rng, SOURCES);
        items[i].at = (i ? items[i - 1].at : 0) + load_exponential(rng, BYTES / load);
        items[i].bytes = exponential ? load_exponential(rng, BYTES) : (uint64_t)BYTES;
        items[i].source = nic == LOAD_EGRESS ? 0 : other;
        items[i].destination = nic == LOAD_EGRESS ? other : 0;
    }
    gsl_rng_free(rng);
    return items;
}

static struct nic_figures measure_nic(enum load_nic nic, bool exponential, double load,
                                      size_t messages, uint64_t seed)
{
    struct load_item *items = draw_messages(nic, exponential, load, messages, seed);
    struct load_interval *inside = calloc(messages, sizeof *inside);
    struct load run = { .config = ground_config(SOURCES + 1), .count = messages, .items = items };
    struct nic_figures figures = { 0 };
    load_run(&run);
    for (size_t i = 0; i < messages; i++) {
        const struct load_item *item = &items[i];
        inside[i] = nic == LOAD_EGRESS
                        ? (struct load_interval){ item->at, item->left }
                        : (struct load_interval){ item->left + GROUND_RACK, item->done };
        myc_time wait = inside[i].end - inside[i].begin - item->bytes; /* 1 byte, 1 ns */
        figures.wait_ns += (double)wait / (double)messages;
    }
    figures.busy = load_share(inside, messages, items[0].at, items[messages - 1].at);
    free(inside);
    free(items);
    return figures;
}

void load_assert_nic(enum load_nic nic, bool exponential, double load, size_t messages)
{
    double busy[REPLICATIONS], waits[REPLICATIONS];
    char what[64];
    for (int i = 0; i < REPLICATIONS; i++) {
        struct nic_figures figures =
            measure_nic(nic, exponential, load, messages, 100 + (uint64_t)i);
        busy[i] = figures.busy;
        waits[i] = figures.wait_ns;
    }
    snprintf(what, sizeof what, "%s, M/%s/1, load %g", nic == LOAD_EGRESS ? "egress" : "ingress",
             exponential ? "M" : "D", load);
    load_assert_mean(busy, REPLICATIONS, load, 0.02, what);
    double wait = load / (1 - load) * BYTES;
    load_assert_mean(waits, REPLICATIONS, exponential ? wait : wait / 2, 0.25, what);
}

/* --- Little's law --- */

/* `rate` and `stay` are of what came from load->from to load->until. */
static void find_rate_and_stay(const struct load *load, double *rate, double *stay, double *wait)
{
    size_t count = 0;
    double stays = 0, waits = 0;
    for (size_t i = 0; i < load->count; i++) {
        const struct load_item *item = &load->items[i];
        if (item->at < load->from || item->at > load->until)
            continue;
        count++;
        stays += (double)(item->done - item->at);
        waits += (double)(item->left - item->at);
    }
    *rate = (double)count / (double)(load->until - load->from);
    *stay = stays / (double)count;
    *wait = waits / (double)count;
}

/* The first tenth is not looked at. */
static void set_window(struct load *load, double every)
{
    load->from = load->items[load->count / 10].at;
    load->until = load->items[load->count - 1].at;
    load->every = (myc_time)every;
}

static void assert_little(const struct load *load)
{
    double rate, stay, wait;
    find_rate_and_stay(load, &rate, &stay, &wait);
    cr_assert(fabs(load->inside / (rate * stay) - 1) < 0.01, "%g inside, not %g a ns * %g ns = %g",
              load->inside, rate, stay, rate * stay);
    if (load->tasks)
        cr_assert(fabs(load->waiting / (rate * wait) - 1) < 0.01,
                  "%g waiting, not %g a ns * %g ns = %g", load->waiting, rate, wait, rate * wait);
}

void load_assert_little_in_network(uint64_t seed, size_t messages)
{
    enum { HOSTS = 8 };
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    struct load load = { .config = ground_config(HOSTS), .seed = seed, .count = messages };
    load.items = calloc(messages, sizeof *load.items);
    load.config.zones = 2;
    load.config.latency[MYC_LEVEL_CROSS_ZONE] = GROUND_ZONE;
    load.config.jitter = (struct myc_distribution){ .kind = &myc_distribution_exponential,
                                                    .parameter = { { .ns = 30 * MYC_US } } };
    gsl_rng_set(rng, seed);
    for (size_t i = 0; i < messages; i++) {
        struct load_item *item = &load.items[i];
        item->at = (i ? item[-1].at : 0) + load_exponential(rng, BYTES / (0.7 * HOSTS));
        item->bytes = load_exponential(rng, BYTES);
        item->source = (uint32_t)gsl_rng_uniform_int(rng, HOSTS);
        item->destination =
            (item->source + 1 + (uint32_t)gsl_rng_uniform_int(rng, HOSTS - 1)) % HOSTS;
    }
    set_window(&load, BYTES / HOSTS);
    load_run(&load);
    assert_little(&load);
    free(load.items);
    gsl_rng_free(rng);
}

void load_assert_little_at_cores(uint64_t seed, uint32_t cores, double rho, size_t tasks)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    struct load load = { .config = ground_config(1), .tasks = true, .count = tasks };
    load.items = calloc(tasks, sizeof *load.items);
    load.config.cores = cores;
    gsl_rng_set(rng, seed);
    for (size_t i = 0; i < tasks; i++) {
        load.items[i].at =
            (i ? load.items[i - 1].at : 0) + load_exponential(rng, COST / (cores * rho));
        load.items[i].cost = load_exponential(rng, COST);
    }
    set_window(&load, COST / cores);
    load_run(&load);
    assert_little(&load);
    free(load.items);
    gsl_rng_free(rng);
}
