/* A run turned back: it goes on from a snapshot as it went on before, to the last record. */
#include <criterion/criterion.h>
#include <gsl/gsl_errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/outcome_json.h"
#include "experiments/run.h"
#include "sim/stream.h"
#include "tests/random_workload.h"

#define INSTANTS 4
#define RETURNS 6
#define RANDOM_RUNS 60

struct subject {
    struct myc_memory *read, *run, *kept;
    struct myc_scenario scenario;
    struct program program; /* where the workload is a random one */
    struct myc_stream stream;
};

static struct subject *prepare(uint64_t seed)
{
    static struct subject subject;
    struct myc_error error = { .status = MYC_OK };
    gsl_set_error_handler_off();
    cr_assert_eq(myc_memory_create(&subject.read, (size_t)1 << 28, &error), MYC_OK);
    cr_assert_eq(myc_memory_create(&subject.run, (size_t)1 << 30, &error), MYC_OK);
    cr_assert_eq(myc_memory_create(&subject.kept, (size_t)1 << 30, &error), MYC_OK);
    myc_stream_init(&subject.stream, seed, 0, MYC_PURPOSE_TEST);
    return &subject;
}

static void release(struct subject *subject)
{
    myc_memory_destroy(subject->read);
    myc_memory_destroy(subject->run);
    myc_memory_destroy(subject->kept);
}

__attribute__((format(printf, 2, 3))) static void read_scenario(struct subject *subject,
                                                                const char *format, ...)
{
    static char text[4096];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    cr_assert(length >= 0 && (size_t)length < sizeof text);
    struct myc_error error = { .status = MYC_OK };
    struct myc_scenario_text from = {
        .name = "snapshot", .text = text, .length = strlen(text), .seed = 1
    };
    myc_memory_reset(subject->read);
    cr_assert_eq(myc_scenario_read_text(&from, subject->read, &subject->scenario, &error), MYC_OK,
                 "%s", error.message);
}

/* ------------------------------------------------------------------ what came out */

static void write_traced(const struct myc_outcome *outcome, FILE *out)
{
    for (size_t i = 0; i < outcome->event_count; i++) {
        const struct myc_traced_event *event = &outcome->traced[i];
        fprintf(out, "%llu %u %u %llu %u %u %llx\n", (unsigned long long)event->time, event->rank,
                event->source, (unsigned long long)event->counter, event->target, event->kind,
                (unsigned long long)event->content);
    }
    for (size_t i = 0; i < outcome->checkpoint_count; i++) {
        char digest[33];
        myc_digest_text(outcome->checkpoints[i].digest, digest);
        fprintf(out, "%llu %s\n", (unsigned long long)outcome->checkpoints[i].events, digest);
    }
}

/* Verdict, figures, plan, records, messages, checkpoints and events, as one text; the caller frees
 * it. */
static char *told(struct myc_outcome *outcome)
{
    char *text = NULL;
    size_t length;
    struct myc_error error = { .status = MYC_OK };
    FILE *out = open_memstream(&text, &length);
    cr_assert_not_null(out);
    outcome->wall_ns = 0;
    myc_outcome_json(outcome, out);
    fputs(outcome->realised, out);
    cr_assert_eq(myc_book_write(outcome->book, out, &error), MYC_OK);
    write_traced(outcome, out);
    fclose(out);
    return text;
}

static char *told_to_the_end(struct myc_run *run)
{
    struct myc_outcome outcome;
    cr_assert(myc_run_to(run, UINT64_MAX));
    myc_run_end(run, &outcome);
    return told(&outcome);
}

static void expect_same(char *again, const char *whole, const char *when)
{
    cr_assert_str_eq(again, whole, "%s", when);
    free(again);
}

/* ----------------------------------------------------------------------- turning back */

static char *run_whole(struct subject *subject, uint64_t *events)
{
    struct myc_outcome outcome;
    struct myc_error error = { .status = MYC_OK };
    const struct myc_run_options options = { .keep_records = true };
    cr_assert_eq(myc_run(&subject->scenario, &options, subject->run, &outcome, &error), MYC_OK);
    *events = outcome.events;
    return told(&outcome);
}

static int by_number(const void *a, const void *b)
{
    const uint64_t *first = a, *second = b;
    return (*first > *second) - (*first < *second);
}

static void draw_instants(struct subject *subject, uint64_t events, uint64_t instants[INSTANTS])
{
    for (int i = 0; i < INSTANTS; i++)
        instants[i] = myc_stream_below(&subject->stream, events);
    instants[0] = myc_stream_below(&subject->stream, 4) ? instants[0] : 0; /* before any event */
    qsort(instants, INSTANTS, sizeof *instants, by_number);
}

/* Something else happens in the memory of the run. */
static void disturb(struct subject *subject, struct myc_run *run, uint64_t events)
{
    const struct myc_run_options options = { .keep_records = true };
    switch (myc_stream_below(&subject->stream, 3)) {
    case 0:
        myc_run_to(run, myc_stream_below(&subject->stream, events));
        break;
    case 1:
        myc_run_to(myc_run_begin(&subject->scenario, &options, subject->run),
                   myc_stream_below(&subject->stream, events));
        break;
    default:
        memset(myc_memory_alloc(subject->run, 1 << 20), 255, 1 << 20);
        memset(myc_scratch_alloc(subject->run, 1 << 10), 255, 1 << 10);
    }
}

/* Snapshots at several instants of one run; then from any of them, in any order, to the end. */
static void turn_back(struct subject *subject)
{
    uint64_t events, instants[INSTANTS];
    char *whole = run_whole(subject, &events);
    draw_instants(subject, events, instants);
    const struct myc_run_options options = { .keep_records = true };
    struct myc_run *run = myc_run_begin(&subject->scenario, &options, subject->run);
    const struct myc_snapshot *snapshots[INSTANTS];
    myc_memory_reset(subject->kept);
    for (int i = 0; i < INSTANTS; i++) {
        cr_assert_not(myc_run_to(run, instants[i]));
        snapshots[i] = myc_memory_snapshot(subject->run, subject->kept);
    }
    expect_same(told_to_the_end(run), whole, "with pauses");
    for (int i = 0; i < RETURNS; i++) {
        uint64_t which = myc_stream_below(&subject->stream, INSTANTS);
        char when[64];
        snprintf(when, sizeof when, "from event %llu", (unsigned long long)instants[which]);
        myc_memory_restore(subject->run, snapshots[which]);
        if (i % 2) {
            disturb(subject, run, events);
            myc_memory_restore(subject->run, snapshots[which]);
        }
        expect_same(told_to_the_end(run), whole, when);
    }
    free(whole);
}

Test(snapshot, every_workload_goes_on_as_before)
{
    struct subject *subject = prepare(1);
    static const char *const texts[] = {
        "workload: people\n",
        "workload: people\nchecks: off\ntrace: outcome\n",
        ("workload: {kind: people, response: owners, sends: 3}\n"
         "perturb:\n"
         "  - crash: {target: holder(labels), after: pinned(labels), for: 1ms}\n"
         "  - crash: {target: m2, at: 60us, for: 5ms}\n"
         "  - drop: {target: message(Res m2 client)}\n"
         "recovery: {policy: retry, detector: {kind: timeout, after: 5ms}}\n"),
        "workload: wordcount\ncluster: {jitter: {kind: lognormal, median: 5us, sigma: 0.5}}\n",
        "workload: pump\nperturb: [{delay: {target: any, at: 10us, for: 2ms, add: 300us}}]\n",
        ("workload: {kind: queue, arrivals: {kind: exponential, mean: 1ms}, jobs: 50, warmup: 10,\n"
         "  service: {kind: exponential, mean: 800us}}\n"),
        ("workload: tree\ncluster: {hosts: 20, racks: 4}\n"
         "perturb: [{crash: {target: random(3), at: 100us, for: 500us}}]\n"),
        "workload: slide5\nperturb: [{partition: {shape: ring, at: 50us, for: 3ms}}]\n",
        "workload: people\nlimits: {events: 9}\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        read_scenario(subject, "mycel: 1\n%s%s", texts[i],
                      strstr(texts[i], "trace") ? "" : "trace: all\n");
        turn_back(subject);
    }
    release(subject);
}

/* ------------------------------------------------------------------- random programs */

static unsigned draw(struct subject *subject, unsigned bound)
{
    return (unsigned)myc_stream_below(&subject->stream, bound);
}

/* The middle of an item: an effect and its target. */
static int draw_effect(struct subject *subject, char *text, size_t room)
{
    unsigned first = draw(subject, subject->program.host_count);
    switch (draw(subject, 4)) {
    case 0:
        return snprintf(text, room, "drop: {target: message(Res h%u)", first);
    case 1:
        return snprintf(text, room, "delay: {target: any, add: 700us");
    case 2:
        return snprintf(text, room, "partition: {groups: [[h%u], [client]]", first);
    default:
        return snprintf(text, room, "crash: {target: h%u", first);
    }
}

/* A fault in the first 400 us of a wave, where nearly everything happens. */
static void draw_item(struct subject *subject, char item[160])
{
    unsigned wave = draw(subject, program_waves(&subject->program));
    unsigned us = wave * 1000000 + draw(subject, 400);
    size_t used = (size_t)draw_effect(subject, item, 160);
    snprintf(item + used, 160 - used, ", at: %uus, for: %uus}", us, 1 + draw(subject, 3000));
}

static void read_random(struct subject *subject, uint64_t seed)
{
    static const char *const policies[] = { "none", "retry", "restart_replay", "rehost" };
    static const char *const detectors[] = { "{kind: perfect, delay: 1ms}",
                                             "{kind: timeout, after: 2ms}" };
    static const char *const jitters[] = { "none", "{kind: exponential, mean: 20us}" };
    const struct program_wish wish = { .place = seed % 2, .errors = seed % 3 == 0 };
    struct program *program = &subject->program;
    program_random(program, seed, &wish);
    char items[2][160];
    draw_item(subject, items[0]);
    draw_item(subject, items[1]);
    unsigned policy = draw(subject, 4), detector = draw(subject, 2), jitter = draw(subject, 2);
    read_scenario(subject,
                  "mycel: 1\nworkload: tree\ntrace: all\n"
                  "cluster: {hosts: %u, cores: 2, racks: 2, jitter: %s}\n"
                  "recovery: {policy: %s, detector: %s}\nperturb: [%s, %s]\n",
                  program->host_count, jitters[jitter], policies[policy], detectors[detector],
                  items[0], items[1]);
    subject->scenario.workload = &random_workload;
    subject->scenario.workload_parameters = program;
    subject->scenario.cluster.files =
        random_workload_files(program, subject->read, &subject->scenario.cluster.file_count);
}

Test(snapshot, random_runs_go_on_as_before)
{
    struct subject *subject = prepare(2);
    for (uint64_t seed = 1; seed <= RANDOM_RUNS; seed++) {
        read_random(subject, seed);
        turn_back(subject);
    }
    release(subject);
}
