/* What effects and repetitions do is what their parameters say: counts and lengths within 99%
 * intervals, times against GSL's cdfs by Kolmogorov and Smirnov at 99%. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdlib.h>

#include "tests/ground.h"
#include "tests/plans.h"

#define Z99 2.576  /* of a normal, two-sided */
#define KS99 1.628 /* times 1 / sqrt(n) */

enum { MESSAGES = 10000 };
#define GAP MYC_MS /* between messages: they never wait for each other */
#define BYTES 1000u
#define ALONE (2 * BYTES + GROUND_RACK) /* the journey of one that nothing disturbs */

static const char *const kinds[] = { "Req", "Res", NULL };

struct run {
    struct ground ground;
    struct myc_injector *injector;
    const char *realised;
};

static void begin(struct run *run, const char *plan)
{
    const struct myc_cluster_config config = ground_config(3);
    ground_begin(&run->ground, &config);
    run->ground.is_quiet = true;
    const struct myc_plan_world world =
        plans_world(myc_cluster_configuration(run->ground.cluster), kinds);
    run->injector = myc_injector_begin(run->ground.cluster,
                                       plans_read(plan, &world, run->ground.memory), MYC_FOREVER);
}

static void finish(struct run *run)
{
    ground_run(&run->ground);
    run->realised = myc_injector_finish(run->injector, run->ground.memory);
}

/* MESSAGES from host 0 to host 1 under one fault. */
static void send_under(struct run *run, const char *fault)
{
    begin(run, fault);
    for (myc_time i = 0; i < MESSAGES; i++)
        ground_send(&run->ground, i * GAP, 0, 1, BYTES);
    finish(run);
}

static uint64_t hits(const struct run *run)
{
    return run->ground.book.faults[0].hits;
}

static const struct myc_book_message *message(const struct run *run, size_t i)
{
    cr_assert_lt(i, run->ground.book.message_count);
    return &run->ground.book.messages[i];
}

static void expect_near(double value, double expected, double deviation, const char *what)
{
    cr_expect(fabs(value - expected) <= Z99 * deviation, "%s: %g is not within %g of %g", what,
              value, Z99 * deviation, expected);
}

static void expect_share(uint64_t count, uint64_t of, double p, const char *what)
{
    expect_near((double)count, (double)of * p, sqrt((double)of * p * (1 - p)), what);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The greatest distance between the cdf of the samples, which it sorts, and the other. */
static double distance(double *samples, size_t count, double (*cdf)(double))
{
    qsort(samples, count, sizeof *samples, compare);
    double worst = 0;
    for (size_t i = 0; i < count; i++) {
        double p = cdf(samples[i]);
        worst = fmax(worst, p - (double)i / (double)count);
        worst = fmax(worst, (double)(i + 1) / (double)count - p);
    }
    return worst;
}

/* `slack` is by how much rounding may move the cdf. */
static void expect_distributed(double *samples, size_t count, double (*cdf)(double), double slack,
                               const char *what)
{
    double worst = distance(samples, count, cdf);
    cr_expect_lt(worst, KS99 / sqrt((double)count) + slack, "%s: %g", what, worst);
}

/* --- effects on messages --- */

Test(perturbation, loss_by_itself)
{
    struct run run;
    send_under(&run, "loss: {target: h1, p: 20%}");
    expect_share(hits(&run), MESSAGES, 0.2, "lost");
    uint64_t twice = 0;
    for (size_t i = 1; i < MESSAGES; i++)
        twice += message(&run, i)->state == MYC_MESSAGE_LOST &&
                 message(&run, i - 1)->state == MYC_MESSAGE_LOST;
    expect_share(twice, MESSAGES - 1, 0.04, "lost in a row");
    ground_end(&run.ground);
}

/* The losses of a Gilbert channel are correlated: its second eigenvalue is 1 - worsen - mend. */
Test(perturbation, loss_in_bursts)
{
    struct run run;
    const double p = 0.2, burst = 5;
    send_under(&run, "loss: {target: link(h0 h1), p: 20%, burst: 5}");
    double worsen = p / (burst * (1 - p)), eigen = 1 - worsen - 1 / burst;
    expect_near((double)hits(&run), MESSAGES * p,
                sqrt(MESSAGES * p * (1 - p) * (1 + eigen) / (1 - eigen)), "lost");
    uint64_t bursts = 0;
    for (size_t i = 0; i < MESSAGES; i++)
        bursts += message(&run, i)->state == MYC_MESSAGE_LOST &&
                  (i == 0 || message(&run, i - 1)->state != MYC_MESSAGE_LOST);
    expect_near((double)hits(&run) / (double)bursts, burst,
                sqrt(burst * (burst - 1) / (double)bursts), "length of a burst");
    ground_end(&run.ground);
}

Test(perturbation, duplicates)
{
    struct run run;
    send_under(&run, "duplicate: {target: message(Req h0), p: 30%, add: 7us}");
    expect_share(hits(&run), MESSAGES, 0.3, "twice");
    cr_expect_eq(run.ground.delivered, MESSAGES + hits(&run));
    cr_expect_eq(run.ground.forgotten, MESSAGES, "each body is forgotten once");
    uint64_t late = 0;
    for (size_t i = 0; i < run.ground.book.message_count; i++)
        late += message(&run, i)->delivered - message(&run, i)->left == ALONE - BYTES + 7 * MYC_US;
    cr_expect_eq(late, hits(&run));
    ground_end(&run.ground);
}

Test(perturbation, corruption_that_is_found)
{
    struct run run;
    send_under(&run, "corrupt: {target: h0, p: 1/10}");
    expect_share(hits(&run), MESSAGES, 0.1, "damaged");
    cr_expect_eq(run.ground.delivered, MESSAGES - hits(&run));
    for (size_t i = 0; i < MESSAGES; i++)
        cr_assert_eq(message(&run, i)->delivered, i * GAP + ALONE, "found where it arrives");
    ground_end(&run.ground);
}

/* Two messages at once, the first may lose its place. */
Test(perturbation, reordering)
{
    struct run run;
    begin(&run, "reorder: {target: h1, p: 1/4, add: 10us}");
    for (myc_time i = 0; i < MESSAGES; i++)
        for (int twice = 0; twice < 2; twice++)
            ground_send(&run.ground, i * GAP, 0, 1, BYTES);
    finish(&run);
    expect_share(hits(&run), 2 * MESSAGES, 0.25, "lost their place");
    uint64_t swapped = 0;
    for (size_t i = 0; i < 2 * MESSAGES; i += 2)
        swapped += message(&run, i)->delivered > message(&run, i + 1)->delivered;
    expect_share(swapped, MESSAGES, 0.25 * 0.75, "overtaken");
    ground_end(&run.ground);
}

static double exponential_100us(double x)
{
    return gsl_cdf_exponential_P(x, 100e3);
}

Test(perturbation, drawn_delays)
{
    struct run run;
    static double delays[MESSAGES];
    send_under(&run, "delay: {target: h1, add: {kind: exponential, mean: 100us}}");
    for (size_t i = 0; i < MESSAGES; i++)
        delays[i] = (double)(message(&run, i)->delivered - message(&run, i)->sent - ALONE);
    expect_distributed(delays, MESSAGES, exponential_100us, 1e-5, "delay");
    ground_end(&run.ground);
}

/* All at once: the NIC lets one through each 1,000 ns, the path of 1 Gbit/s each 8,000 ns. */
Test(perturbation, a_narrow_path)
{
    struct run run;
    begin(&run, "bandwidth: {target: link(h0 h1), rate: 1Gbit}");
    for (int i = 0; i < 1000; i++)
        ground_send(&run.ground, 0, 0, 1, BYTES);
    finish(&run);
    for (size_t i = 0; i < 1000; i++)
        cr_assert_eq(message(&run, i)->delivered, ALONE + (i + 1) * 8 * BYTES, "message %zu", i);
    cr_expect_eq(hits(&run), 1000);
    ground_end(&run.ground);
}

Test(perturbation, a_clogged_path)
{
    struct run run;
    begin(&run, "clog: {target: h1, at: 0s, for: 1ms}");
    for (myc_time i = 0; i < 100; i++)
        ground_send(&run.ground, i * 20 * MYC_US, 0, 1, BYTES);
    finish(&run);
    myc_time last = 0; /* what was held arrives at once, and goes in one by one */
    for (size_t i = 0; i < 100; i++) {
        myc_time left = i * 20 * MYC_US + BYTES;
        myc_time arrival = (left < MYC_MS ? MYC_MS : left) + GROUND_RACK;
        last = (arrival > last ? arrival : last) + BYTES;
        cr_assert_eq(message(&run, i)->delivered, last, "message %zu", i);
    }
    cr_expect_eq(hits(&run), 50);
    ground_end(&run.ground);
}

/* --- repetitions --- */

static void nothing(struct ground *ground, uint32_t argument)
{
    (void)ground;
    (void)argument;
}

/* The times at which faults started under a plan, until `end`. */
static size_t starts_of(const char *plan, myc_time end, double *times, size_t room)
{
    struct run run;
    begin(&run, plan);
    ground_at(&run.ground, end, MYC_RANK_DRIVER, nothing, 0);
    finish(&run);
    size_t count = 0;
    for (size_t i = 0; i < run.ground.book.fault_count && count < room; i++)
        if (run.ground.book.faults[i].state == MYC_FAULT_HAPPENED)
            times[count++] = (double)run.ground.book.faults[i].start;
    ground_end(&run.ground);
    return count;
}

enum { STARTS = 10000 };

/* From each start to the next, less how long the fault lasted, in `times`. */
static void make_gaps(double *times, size_t count, double length)
{
    for (size_t i = count - 1; i > 0; i--)
        times[i] -= times[i - 1] + length;
}

/* One sample in a hundred is beyond a bound of 99%; of ten, two are with a chance of 0.4%. */
Test(perturbation, poisson)
{
    static double times[STARTS];
    int beyond = 0;
    for (char name = 'a'; name < 'a' + 10; name++) {
        char plan[120];
        snprintf(plan, sizeof plan,
                 "drop: {target: h0, by: {poisson: {mean: 100us}}, for: 1us, name: %c}", name);
        size_t count = starts_of(plan, 2000 * MYC_MS, times, STARTS);
        cr_assert_eq(count, STARTS);
        make_gaps(times, count, 0);
        beyond += distance(times, count, exponential_100us) > KS99 / sqrt(STARTS);
    }
    cr_expect_leq(beyond, 1);
}

static double weibull_100us(double x)
{
    return gsl_cdf_weibull_P(x, 100e3 / gsl_sf_gamma(1 + 1 / 0.7), 0.7);
}

Test(perturbation, renewal)
{
    static double times[STARTS];
    size_t count = starts_of("drop: {target: h0, by: {renewal: {up: {kind: weibull, shape: 0.7, "
                             "mean: 100us}}}, for: 50us}",
                             3000 * MYC_MS, times, STARTS);
    cr_assert_eq(count, STARTS);
    make_gaps(times, count, 50e3);
    expect_distributed(times, count, weibull_100us, 1e-4, "up");
}

/* Every host by itself: three times as many, and never in step. */
Test(perturbation, renewal_of_each_host)
{
    static double one[STARTS], three[3 * STARTS];
    const char *plan = "drop: {target: %s, by: {renewal: {up: {kind: exponential, mean: 100us}}}, "
                       "for: 100us}";
    char text[200];
    snprintf(text, sizeof text, plan, "h1");
    size_t of_one = starts_of(text, 500 * MYC_MS, one, STARTS);
    snprintf(text, sizeof text, plan, "[h0, h1, h2]");
    size_t of_three = starts_of(text, 500 * MYC_MS, three, 3 * STARTS);
    /* A renewal of mean m and deviation s has t/m starts, deviation s sqrt(t/m) / m. */
    expect_near((double)of_one, 2500, 0.5 * sqrt(2500), "of one host");
    expect_near((double)of_three, 7500, 0.5 * sqrt(7500), "of three hosts");
    for (size_t i = 1; i < of_three; i++)
        cr_assert_neq(three[i], three[i - 1], "two hosts in step at %g", three[i]);
    size_t shared = 0;
    for (size_t i = 0, j = 0; i < of_one && j < of_three; j++)
        if (one[i] == three[j]) {
            i++;
            shared++;
        }
    cr_expect_eq(shared, of_one, "other hosts move no draw of h1");
}

/* An idle host lives for `mean`; with its only core busy and a coupling of 3, for a fourth. */
static double cascade_idle(double x)
{
    return gsl_cdf_exponential_P(x, 400e3);
}

Test(perturbation, cascade)
{
    static double times[STARTS];
    size_t count = starts_of("drop: {target: h0, by: {cascade: {mean: 400us, coupling: 3, tick: "
                             "100ns}}, for: 1us}",
                             4500 * MYC_MS, times, STARTS);
    cr_assert_eq(count, STARTS);
    make_gaps(times, count, 1e3);
    expect_distributed(times, count, cascade_idle, 100.0 / 400e3, "lifetime of an idle host");
}

static void work_for_ever(struct ground *ground, uint32_t host)
{
    myc_time *cost = myc_memory_alloc(ground->memory, sizeof *cost);
    *cost = 1000 * MYC_MS;
    myc_cluster_run(ground->cluster, host, cost, 0);
}

static double cascade_busy(double x)
{
    return gsl_cdf_exponential_P(x, 100e3);
}

Test(perturbation, cascade_of_a_busy_host)
{
    static double times[STARTS];
    struct run run;
    begin(&run, "drop: {target: h0, by: {cascade: {mean: 400us, coupling: 3, tick: 100ns}}, "
                "for: 1us}");
    ground_at(&run.ground, 0, MYC_RANK_DRIVER, work_for_ever, 0);
    finish(&run);
    size_t count = 0;
    for (size_t i = 0; i < run.ground.book.fault_count && count < STARTS; i++)
        times[count++] = (double)run.ground.book.faults[i].start;
    ground_end(&run.ground);
    cr_assert_gt(count, 9000);
    make_gaps(times, count, 1e3);
    expect_distributed(times, count, cascade_busy, 100.0 / 100e3, "lifetime of a busy host");
}

Test(perturbation, burst)
{
    static double times[STARTS];
    size_t count = starts_of("drop: {target: h0, by: {burst: {every: 1ms, count: 4, gap: {kind: "
                             "exponential, mean: 100us}}}, for: 1us}",
                             10000 * MYC_MS, times, STARTS);
    cr_assert_eq(count, STARTS);
    make_gaps(times, count, 0);
    static double within[STARTS];
    size_t gaps = 0;
    for (size_t i = 0; i < count; i++)
        if (i % 4 == 0)
            cr_assert_float_eq(times[i], 1e6, 0.1, "burst %zu", i);
        else
            within[gaps++] = times[i];
    expect_distributed(within, gaps, exponential_100us, 1e-5, "within a burst");
}
