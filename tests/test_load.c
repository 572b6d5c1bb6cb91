/* The cluster under load against closed forms, measured from outside: how busy a NIC is, Little's
 * law, and that pairs are FIFO whatever the jitter. Longer forms are in test_theory.c. */
#include "tests/load.h"

#include <criterion/criterion.h>

#include "sim/distribution.h"

/* --- a NIC --- */

/* 10,000 bytes every 25 us at 1 byte a ns: busy for 10 of each 25 us, to the ns. */
Test(load, a_nic_is_busy_for_the_bytes_it_is_given)
{
    enum { COUNT = 1000, EVERY = 25000 };
    static struct load_item items[COUNT];
    static struct load_interval egress[COUNT], ingress[COUNT];
    struct load load = { .config = ground_config(2), .count = COUNT, .items = items };
    for (size_t i = 0; i < COUNT; i++)
        items[i] = (struct load_item){ .at = i * EVERY, .bytes = 10000, .destination = 1 };
    load_run(&load);
    for (size_t i = 0; i < COUNT; i++) {
        egress[i] = (struct load_interval){ items[i].at, items[i].left };
        ingress[i] = (struct load_interval){ items[i].left + GROUND_RACK, items[i].done };
    }
    myc_time first = items[0].left + GROUND_RACK;
    cr_assert_eq(load_share(egress, COUNT, 0, COUNT * EVERY), 0.4);
    cr_assert_eq(load_share(ingress, COUNT, first, first + COUNT * EVERY), 0.4);
}

Test(load, a_nic_that_is_given_too_much_is_never_idle)
{
    enum { COUNT = 1000, EVERY = 4000 };
    static struct load_item items[COUNT];
    static struct load_interval egress[COUNT];
    struct load load = { .config = ground_config(2), .count = COUNT, .items = items };
    for (size_t i = 0; i < COUNT; i++)
        items[i] = (struct load_item){ .at = i * EVERY, .bytes = 10000, .destination = 1 };
    load_run(&load);
    for (size_t i = 0; i < COUNT; i++)
        egress[i] = (struct load_interval){ items[i].at, items[i].left };
    cr_assert_eq(load_share(egress, COUNT, 0, items[COUNT - 1].left), 1);
    cr_assert_eq(items[COUNT - 1].left, COUNT * 10000, "its bandwidth is what passes");
}

Test(load, a_nic_under_poisson_load)
{
    load_assert_nic(LOAD_EGRESS, false, 0.8, 20000);
    load_assert_nic(LOAD_INGRESS, true, 0.5, 20000);
}

/* --- Little's law --- */

Test(load, littles_law_in_a_network)
{
    load_assert_little_in_network(1, 100000);
}

Test(load, littles_law_at_the_cores_of_a_host)
{
    load_assert_little_at_cores(2, 3, 0.8, 100000);
}

/* --- FIFO --- */

enum { CASES = 200, HOSTS = 4, MESSAGES = 400 };

/* Any kind of jitter, from less than a transmission to many. */
static struct myc_distribution draw_jitter(gsl_rng *rng)
{
    myc_time time = (myc_time)1 << gsl_rng_uniform_int(rng, 24);
    struct myc_distribution kinds[] = {
        { &myc_distribution_constant, { { .ns = time } } },
        { &myc_distribution_uniform, { { .ns = 0 }, { .ns = time } } },
        { &myc_distribution_exponential, { { .ns = time } } },
        { &myc_distribution_weibull, { { .number = 0.5 }, { .ns = time } } },
        { &myc_distribution_lognormal, { { .ns = time }, { .number = 2 } } },
        { &myc_distribution_pareto, { { .number = 1.1 }, { .ns = time } } },
    };
    return kinds[gsl_rng_uniform_int(rng, sizeof kinds / sizeof kinds[0])];
}

static uint64_t draw_bytes(gsl_rng *rng)
{
    static const uint64_t most[] = { 0, 1, 1500, 1000000 };
    return gsl_rng_uniform_int(rng, most[gsl_rng_uniform_int(rng, 4)] + 1);
}

static void draw_case(gsl_rng *rng, struct load *load)
{
    load->config = ground_config(HOSTS);
    load->config.zones = 1 + (uint32_t)gsl_rng_uniform_int(rng, 2);
    load->config.nic_bits_per_s = GROUND_BITS_PER_S >> gsl_rng_uniform_int(rng, 12);
    load->config.jitter = draw_jitter(rng);
    myc_time gap = (myc_time)1 << gsl_rng_uniform_int(rng, 20);
    for (size_t i = 0; i < MESSAGES; i++) {
        struct load_item *item = &load->items[i];
        item->at = (i ? item[-1].at : 0) + gsl_rng_uniform_int(rng, gap);
        item->bytes = draw_bytes(rng);
        item->source = (uint32_t)gsl_rng_uniform_int(rng, HOSTS);
        item->destination = (uint32_t)gsl_rng_uniform_int(rng, HOSTS + 1);
    }
}

/* Also those to the host itself. */
Test(load, pairs_are_fifo_under_jitter)
{
    static struct load_item items[MESSAGES];
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    size_t overtaken = 0;
    for (uint64_t i = 0; i < CASES; i++) {
        size_t last[HOSTS][HOSTS + 1] = { { 0 } }, most = 0;
        struct load load = { .seed = i, .count = MESSAGES, .items = items };
        gsl_rng_set(rng, i);
        draw_case(rng, &load);
        load_run(&load);
        for (size_t k = 0; k < MESSAGES; k++) {
            size_t *before = &last[items[k].source][items[k].destination];
            cr_assert_lt(*before, items[k].ordinal, "case %" PRIu64 ", message %zu", i, k);
            *before = items[k].ordinal;
            overtaken += items[k].ordinal < most;
            most = items[k].ordinal > most ? items[k].ordinal : most;
        }
    }
    gsl_rng_free(rng);
    cr_assert_gt(overtaken, CASES * MESSAGES / 4, "messages of other pairs do overtake");
}
