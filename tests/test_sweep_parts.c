/* The parts of a sweep, each by itself: rows on their way, the planner's decisions, the values of a
 * design. How they work together: tests/test_sweep.sh. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "experiments/sweep/row.h"
#include "experiments/sweep/sweep.h"
#include "tests/fake_outcome.h"

/* --- rows --- */

static void expect_equal_outcomes(const struct myc_outcome *one, const struct myc_outcome *other)
{
    cr_expect_eq(other->verdict, one->verdict);
    cr_expect_eq(other->class, one->class);
    cr_expect_str_eq(other->reason, one->reason);
    cr_expect_str_eq(other->response, one->response);
    cr_expect_str_eq(other->fingerprint, one->fingerprint);
    cr_expect_str_eq(other->failing_node, one->failing_node);
    cr_expect_str_eq(other->realised, one->realised);
    cr_expect_str_eq(other->declared, one->declared);
    cr_expect_eq(other->seed, one->seed);
    cr_expect_eq(other->sim_end, one->sim_end);
    cr_expect_eq(other->recomputed, one->recomputed);
    cr_expect_eq(other->wall_ns, one->wall_ns);
    cr_expect_eq(memcmp(&other->recovery, &one->recovery, sizeof one->recovery), 0);
    cr_expect_eq(other->message_kind_count, one->message_kind_count);
    cr_expect_str_eq(other->messages[1].name, one->messages[1].name);
    cr_expect_eq(other->messages[0].count, one->messages[0].count);
    cr_expect_eq(other->loss_count, 1);
    cr_expect_str_eq(other->losses[0].node, one->losses[0].node);
    cr_expect_eq(other->losses[0].at, one->losses[0].at);
}

Test(sweep_parts, a_row_is_read_as_it_was_written)
{
    struct fake fake;
    struct myc_row_bytes bytes = { 0 };
    struct myc_row row;
    fake_begin(&fake, MYC_TRACE_ALL);
    myc_row_write(&bytes, 41, &fake.outcome);
    cr_assert_eq(myc_row_whole(bytes.bytes, bytes.length), bytes.length);
    cr_assert(myc_row_read(bytes.bytes, "people-crash", fake.memory, &row));
    cr_expect_eq(row.k, 41);
    expect_equal_outcomes(&fake.outcome, &row.outcome);
    cr_expect_eq(row.outcome.event_count, 2);
    cr_expect_eq(row.outcome.traced[0].content, UINT64_MAX);
    cr_expect_eq(row.outcome.checkpoint_count, 2);
    row.book.run = fake.book.run;
    char *before = fake_book_text(&fake.book), *after = fake_book_text(&row.book);
    cr_expect_str_eq(after, before);
    free(before);
    free(after);
    myc_row_bytes_deinit(&bytes);
    fake_end(&fake);
}

Test(sweep_parts, a_row_of_trace_outcome_has_faults_and_no_records)
{
    struct fake fake;
    struct myc_row_bytes bytes = { 0 };
    struct myc_row row;
    fake_begin(&fake, MYC_TRACE_OUTCOME);
    myc_row_write(&bytes, 0, &fake.outcome);
    cr_assert(myc_row_read(bytes.bytes, "people-crash", fake.memory, &row));
    cr_expect_eq(row.book.fault_count, fake.book.fault_count);
    cr_expect_eq(row.book.host_count, fake.book.host_count);
    cr_expect_eq(row.book.record_count + row.book.node_count + row.book.message_count, 0);
    cr_expect_eq(row.outcome.checkpoint_count, 0);
    myc_row_bytes_deinit(&bytes);
    fake_end(&fake);
}

Test(sweep_parts, bytes_that_are_no_row_are_none)
{
    struct fake fake;
    struct myc_row_bytes bytes = { 0 };
    struct myc_row row;
    fake_begin(&fake, MYC_TRACE_ALL);
    myc_row_write(&bytes, 0, &fake.outcome);
    for (size_t length = 0; length < bytes.length; length++)
        cr_expect_eq(myc_row_whole(bytes.bytes, length), 0);
    for (size_t i = sizeof(uint64_t) * 2; i < bytes.length; i++) { /* after length and kind */
        bytes.bytes[i] ^= 1;
        cr_expect_not(myc_row_read(bytes.bytes, "x", fake.memory, &row), "byte %zu", i);
        bytes.bytes[i] ^= 1;
    }
    myc_row_bytes_deinit(&bytes);
    fake_end(&fake);
}

static bool is_equal_after(struct fake *fake, const struct myc_outcome *other)
{
    struct myc_row_bytes one = { 0 }, two = { 0 };
    myc_row_write(&one, 3, &fake->outcome);
    myc_row_write(&two, 3, other);
    bool is_equal = myc_row_is_equal(one.bytes, two.bytes);
    myc_row_bytes_deinit(&one);
    myc_row_bytes_deinit(&two);
    return is_equal;
}

Test(sweep_parts, two_rows_are_equal_but_for_the_wall_clock)
{
    struct fake fake;
    fake_begin(&fake, MYC_TRACE_OUTCOME);
    struct myc_outcome other = fake.outcome;
    other.wall_ns++;
    cr_expect(is_equal_after(&fake, &other));
    other.recovery.resent_bytes++;
    cr_expect_not(is_equal_after(&fake, &other));
    other = fake.outcome;
    other.response = "[1]";
    cr_expect_not(is_equal_after(&fake, &other));
    other = fake.outcome;
    other.fingerprint[31] ^= 1;
    cr_expect_not(is_equal_after(&fake, &other));
    fake_end(&fake);
}

/* --- the planner --- */

#define CELLS 5u
#define SEEDS 90u

struct naive {
    bool stored[CELLS][SEEDS];
    bool made[CELLS][SEEDS];
};

static enum myc_verdict verdict_of(uint64_t cell, uint64_t seed)
{
    uint64_t hash = (cell * 7919 + seed) * UINT64_C(0x9E3779B97F4A7C15) >> 40;
    return hash % (2 * CELLS) < 2 * cell ? MYC_PASS : hash % 3 ? MYC_FAIL : MYC_UNKNOWN;
}

static bool is_stored(void *state, uint64_t cell, uint64_t seed, enum myc_verdict *verdict)
{
    const struct naive *naive = state;
    *verdict = verdict_of(cell, seed);
    return naive->stored[cell - 1][seed - 1];
}

/* How many seeds a cell has, in batches of 10, by Wilson's formula written out. */
static uint64_t enough(uint64_t cell, double half_width)
{
    const double z = 1.959963984540054;
    double passes = 0;
    for (uint64_t n = 1; n <= SEEDS; n++) {
        passes += verdict_of(cell, n) == MYC_PASS;
        double p = passes / (double)n, count = (double)n;
        double half =
            z / (1 + z * z / count) * sqrt(p * (1 - p) / count + z * z / (4 * count * count));
        if (n % 10 == 0 && half <= half_width)
            return n;
    }
    return SEEDS;
}

/* Workers that take what they are given and finish in any order. */
static void simulate(const struct myc_sweep *sweep, struct naive *naive, unsigned jobs)
{
    struct myc_planner planner;
    struct myc_work under_way[8];
    unsigned count = 0;
    myc_planner_init(&planner, sweep, 1, 1);
    planner.is_stored = is_stored;
    planner.state = naive;
    for (;;) {
        while (count < jobs &&
               myc_planner_next(&planner, 1 + (uint64_t)rand() % 7, &under_way[count]))
            count++;
        if (count == 0)
            break;
        unsigned ended = (unsigned)rand() % count;
        struct myc_work work = under_way[ended];
        under_way[ended] = under_way[--count];
        for (uint64_t i = 0; i < work.count; i++) {
            uint64_t k = work.first + i * work.stride;
            cr_expect_not(naive->made[work.cell - 1][k] || naive->stored[work.cell - 1][k]);
            naive->made[work.cell - 1][k] = true;
            myc_planner_note(&planner, work.cell, verdict_of(work.cell, k + 1));
        }
    }
    myc_planner_deinit(&planner);
}

Test(sweep_parts, the_same_runs_are_made_in_any_order_and_after_any_break)
{
    const struct myc_sweep sweep = {
        .ranges = &(struct myc_seed_range){ .first = 1, .last = SEEDS },
        .range_count = 1,
        .seeds = SEEDS,
        .cells = CELLS,
        .half_width = 0.11,
        .batch = 10,
    };
    srand(1);
    for (int round = 0; round < 200; round++) {
        struct naive naive = { 0 };
        for (uint64_t cell = 1; cell <= CELLS; cell++)
            for (uint64_t k = 0; k < enough(cell, sweep.half_width); k++)
                naive.stored[cell - 1][k] = round && rand() % 3 == 0;
        simulate(&sweep, &naive, 1 + (unsigned)round % 8);
        for (uint64_t cell = 1; cell <= CELLS; cell++)
            for (uint64_t k = 0; k < SEEDS; k++)
                cr_expect_eq(naive.made[cell - 1][k] || naive.stored[cell - 1][k],
                             k < enough(cell, sweep.half_width), "cell %lu, k %lu",
                             (unsigned long)cell, (unsigned long)k);
    }
}

Test(sweep_parts, shards_have_every_run_once)
{
    const struct myc_sweep sweep = {
        .ranges = &(struct myc_seed_range){ .first = 1, .last = SEEDS },
        .range_count = 1,
        .seeds = SEEDS,
        .cells = CELLS,
        .batch = SEEDS,
    };
    for (uint64_t shards = 1; shards < 12; shards++) {
        unsigned made[CELLS][SEEDS] = { { 0 } };
        uint64_t least = UINT64_MAX, most = 0;
        for (uint64_t shard = 1; shard <= shards; shard++) {
            struct myc_planner planner;
            struct myc_work work;
            myc_planner_init(&planner, &sweep, shard, shards);
            while (myc_planner_next(&planner, 9, &work))
                for (uint64_t i = 0; i < work.count; i++)
                    made[work.cell - 1][work.first + i * work.stride]++;
            least = planner.most < least ? planner.most : least;
            most = planner.most > most ? planner.most : most;
            myc_planner_deinit(&planner);
        }
        for (size_t i = 0; i < CELLS * SEEDS; i++)
            cr_expect_eq(made[i / SEEDS][i % SEEDS], 1, "%lu shards", (unsigned long)shards);
        cr_expect_leq(most - least, 1, "shards are of one size");
    }
}

/* --- designs --- */

Test(sweep_parts, seeds_are_counted_in_their_order)
{
    struct myc_seed_range ranges[] = { { 5, 5, 0 }, { 1, 3, 1 }, { 10, 12, 4 } };
    const struct myc_sweep sweep = { .ranges = ranges, .range_count = 3, .seeds = 7 };
    static const uint64_t seeds[] = { 5, 1, 2, 3, 10, 11, 12 };
    for (uint64_t k = 0; k < 7; k++)
        cr_expect_eq(myc_sweep_seed(&sweep, k), seeds[k]);
}

Test(sweep_parts, values_between_two_ends_are_whole_or_short)
{
    static const struct {
        enum myc_unit unit;
        double from, to;
        bool log;
        double share;
        const char *text;
    } cases[] = {
        { MYC_UNIT_TIME, 1e6, 1e7, false, 0.5, "5.5ms" },
        { MYC_UNIT_TIME, 1e3, 1e9, true, 0.5, "1ms" },
        { MYC_UNIT_TIME, 0, 1e9, false, 1.0 / 3, "333.333ms" },
        { MYC_UNIT_COUNT, 1, 100, true, 0.5, "10" },
        { MYC_UNIT_COUNT, 0, 3, false, 0.5, "2" },
        { MYC_UNIT_RATIO, 0, 0.1, false, 1.0 / 3, "0.0333333" },
        { MYC_UNIT_RATIO, 0, 1, false, 1, "1" },
        { MYC_UNIT_BYTES, 1024, 1048576, true, 0.5, "32768B" },
        { MYC_UNIT_NUMBER, 0.5, 2.5, false, 0.25, "1" },
    };
    struct myc_memory *memory;
    struct myc_error error = { .status = MYC_OK };
    cr_assert_eq(myc_memory_create(&memory, (size_t)1 << 20, &error), MYC_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct myc_setting varied = { .kind = MYC_SETTING_MAP };
        struct myc_sweep_axis axis = { .varied = &varied,
                                       .unit = cases[i].unit,
                                       .from = cases[i].from,
                                       .to = cases[i].to,
                                       .log = cases[i].log };
        const struct myc_sweep sweep = { .finds = true, .axes = &axis, .axis_count = 1 };
        uint64_t point = (uint64_t)round(cases[i].share * (double)MYC_SWEEP_WHOLE);
        cr_expect_str_eq(myc_sweep_value(&sweep, 0, point, memory)->text, cases[i].text);
    }
    myc_memory_destroy(memory);
}

/* --- the whole, in this process --- */

Test(sweep_parts, every_run_is_made_and_repeats)
{
    static char folder[] = "sweep-XXXXXX";
    static const char text[] = "mycel: 1\nworkload: people\n"
                               "recovery: {policy: none, detector: {kind: timeout, after: 5ms}}\n"
                               "perturb: [loss: {target: all, p: 10%}]\n"
                               "sweep: {seeds: 1..300, vary: {recovery.policy: [none, retry]}}\n";
    cr_assert(mkdtemp(folder) && chdir(folder) == 0);
    FILE *out = fopen("loss.yaml", "w");
    cr_assert(out && fputs(text, out) >= 0 && fclose(out) == 0);
    struct myc_error error = { .status = MYC_OK };
    struct myc_memory *memory;
    struct myc_scenario scenario;
    struct myc_sweep_result result;
    cr_assert_eq(myc_memory_create(&memory, 0, &error), MYC_OK);
    cr_assert_eq(myc_scenario_read("loss.yaml", NULL, memory, &scenario, &error), MYC_OK, "%s",
                 error.message);
    const struct myc_sweep_request request = {
        .scenario = &scenario, .database = "loss.db", .command = "test", .jobs = 2
    };
    cr_assert_eq(myc_sweep_run(&request, &result, &error), MYC_OK, "%s", error.message);
    cr_expect_eq(result.planner.done, 600);
    cr_expect_eq(result.found, 0);
    cr_expect_eq(result.planner.cells[0].done, 300);
    cr_expect_lt(result.planner.cells[0].verdicts[MYC_PASS],
                 result.planner.cells[1].verdicts[MYC_PASS], "to ask again helps");
    myc_planner_deinit(&result.planner);
    cr_assert_eq(myc_sweep_run(&request, &result, &error), MYC_OK, "%s", error.message);
    cr_expect_eq(result.found, 600);
    myc_planner_deinit(&result.planner);
    myc_memory_destroy(memory);
}
