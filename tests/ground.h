/* A cluster for tests, with a script and a program that writes down what it hears.
 *
 *     struct ground ground;
 *     ground_begin(&ground, &config);
 *     ground_send(&ground, 0, 0, 1, 1000);            // at 0 ns, from host 0 to host 1, 1,000 bytes
 *     ground_at(&ground, 500, MYC_RANK_FAULT_START, down, 1);
 *     ground_run(&ground);
 *     cr_assert_str_eq(ground.log, "...");
 *
 * One byte takes 1 ns through a NIC or from a disk, unless a test says else. */
#ifndef MYC_TESTS_GROUND_H
#define MYC_TESTS_GROUND_H

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "sim/cluster.h"
#include "sim/port.h"

#define GROUND_BITS_PER_S 8000000000u
#define GROUND_RACK (50 * MYC_US)
#define GROUND_ZONE (250 * MYC_US)
#define GROUND_CROSS_ZONE (30 * MYC_MS)

struct ground {
    struct myc_memory *memory;
    struct myc_book book;
    struct myc_engine *engine;
    struct myc_cluster *cluster;
    uint32_t script; /* process */
    uint64_t fault_counter;
    bool is_quiet;      /* log nothing */
    uint64_t delivered; /* messages */
    uint64_t altered;   /* among them */
    uint64_t forgotten; /* bodies */
    size_t used;        /* of the log */
    char log[16384];
};

/* A step of the script. */
typedef void ground_action(struct ground *ground, uint32_t argument);

struct ground_step {
    ground_action *action;
    uint32_t argument;
    struct myc_message message; /* where there is no action */
};

__attribute__((format(printf, 2, 3))) static inline void ground_log(struct ground *ground,
                                                                    const char *format, ...)
{
    if (ground->is_quiet)
        return;
    va_list arguments;
    va_start(arguments, format);
    int written = snprintf(ground->log + ground->used, sizeof ground->log - ground->used,
                           "%" PRIu64 " ", myc_cluster_now(ground->cluster));
    ground->used += (size_t)written;
    written =
        vsnprintf(ground->log + ground->used, sizeof ground->log - ground->used, format, arguments);
    va_end(arguments);
    ground->used += (size_t)written;
    cr_assert_lt(ground->used + 1, sizeof ground->log, "the log is full");
    ground->log[ground->used++] = '\n';
    ground->log[ground->used] = '\0';
}

static inline void ground_delivered(void *program, const struct myc_message *message)
{
    struct ground *ground = program;
    ground->delivered++;
    ground->altered += myc_message_garbled(message) != 0;
    ground_log(ground, "delivered %u>%u %s %" PRIu64, message->source, message->destination,
               message->label, message->n);
}

static inline void ground_lost(void *program, const struct myc_message *message, uint32_t fault)
{
    ground_log(program, "lost %u>%u %s %" PRIu64 " by %u", message->source, message->destination,
               message->label, message->n, fault);
}

static inline void ground_forgotten(void *program, struct myc_message *message)
{
    struct ground *ground = program;
    ground->forgotten++;
    (void)message;
}

/* A task is a pointer to its cost, which also names its code. */
static inline myc_time ground_started(void *program, uint32_t host, void *task)
{
    struct ground *ground = program;
    const myc_time *cost = task;
    myc_cluster_need(ground->cluster, host, myc_memory_format(ground->memory, "%" PRIu64, *cost));
    ground_log(program, "started %" PRIu64 " on %u", *cost, host);
    return *cost;
}

static inline void ground_ended(void *program, uint32_t host, void *task)
{
    const myc_time *cost = task;
    ground_log(program, "ended %" PRIu64 " on %u", *cost, host);
}

/* The owner of a timer or a read is a text. */
static inline void ground_timer(void *program, uint32_t host, void *owner)
{
    ground_log(program, "timer %s on %u", (const char *)owner, host);
}

static inline void ground_file_read(void *program, uint32_t host, void *owner)
{
    ground_log(program, "read %s on %u", (const char *)owner, host);
}

static inline void ground_file_written(void *program, uint32_t host, void *owner, bool stored)
{
    ground_log(program, stored ? "wrote %s on %u" : "could not write %s on %u",
               (const char *)owner, host);
}

static inline void ground_crashed(void *program, struct myc_incarnation ended, uint32_t fault)
{
    ground_log(program, "crashed %u.%u by %u", ended.host, ended.number, fault);
}

static inline void ground_restarted(void *program, struct myc_incarnation begun)
{
    ground_log(program, "restarted %u.%u", begun.host, begun.number);
}

static inline void ground_reclaimed(void *program, uint32_t host, const char *label, uint32_t fault)
{
    ground_log(program, "reclaimed %s of %u by %u", label ? label : "all", host, fault);
}

static inline void ground_noticed(void *program, uint32_t observer, struct myc_incarnation ended,
                                  uint32_t fault)
{
    if (observer == MYC_EVERY_HOST)
        ground_log(program, "noticed %u.%u by %u", ended.host, ended.number, fault);
    else
        ground_log(program, "noticed %u.%u by %u, on %u", ended.host, ended.number, fault,
                   observer);
}

static inline void ground_undelivered(void *program, uint32_t source, uint64_t ticket,
                                      uint32_t fault)
{
    ground_log(program, "undelivered %" PRIu64 " of %u by %u", ticket, source, fault);
}

static inline void ground_handle(void *state, const struct myc_event *event)
{
    struct ground *ground = state;
    const struct ground_step *step = event->payload;
    if (step->action)
        step->action(ground, step->argument);
    else
        myc_cluster_send(ground->cluster, &step->message);
}

static inline struct ground_step *ground_step(struct ground *ground, myc_time at,
                                              enum myc_rank rank)
{
    struct ground_step *step = myc_memory_alloc(ground->memory, sizeof *step);
    myc_engine_schedule(ground->engine, (struct myc_event){ .time = at,
                                                            .rank = rank,
                                                            .source = ground->script,
                                                            .counter = ground->fault_counter++,
                                                            .target = ground->script,
                                                            .payload = step });
    return step;
}

static inline void ground_at(struct ground *ground, myc_time at, enum myc_rank rank,
                             ground_action *action, uint32_t argument)
{
    *ground_step(ground, at, rank) = (struct ground_step){ .action = action, .argument = argument };
}

/* A message of kind Req about `x`; change it before the run if need be. */
static inline struct myc_message *ground_send(struct ground *ground, myc_time at, uint32_t source,
                                              uint32_t destination, uint64_t length)
{
    struct ground_step *step = ground_step(ground, at, MYC_RANK_DRIVER);
    step->message = (struct myc_message){ .source = source,
                                          .destination = destination,
                                          .label = myc_cluster_label(ground->cluster, "x"),
                                          .length = length };
    return &step->message;
}

/* --- actions --- */

static inline void ground_down(struct ground *ground, uint32_t host)
{
    myc_port_host_down(ground->cluster, host, host + 1);
}

static inline void ground_up(struct ground *ground, uint32_t host)
{
    myc_port_host_up(ground->cluster, host, host + 1);
}

/* Crashes a host at `at` by fault host + 1 and restarts it at `until`, unless that is forever. */
static inline void ground_crash(struct ground *ground, uint32_t host, myc_time at, myc_time until)
{
    ground_at(ground, at, MYC_RANK_FAULT_START, ground_down, host);
    if (until != MYC_FOREVER)
        ground_at(ground, until, MYC_RANK_FAULT_END, ground_up, host);
}

/* --- set-up --- */

static inline struct myc_cluster_config ground_config(uint32_t hosts)
{
    static const struct myc_detector_perfect perfect = { .delay = MYC_MS };
    return (struct myc_cluster_config){
        .host_count = hosts,
        .client = "client",
        .zones = 1,
        .racks = 1,
        .cores = 1,
        .speed = { 1, 1 },
        .nic_bits_per_s = GROUND_BITS_PER_S,
        .disk_bits_per_s = GROUND_BITS_PER_S,
        .latency = { MYC_US, GROUND_RACK, GROUND_ZONE, GROUND_CROSS_ZONE },
        .detector = &myc_detector_perfect,
        .detector_parameters = &perfect,
    };
}

static inline void ground_begin_in(struct ground *ground, struct myc_memory *memory,
                                   const struct myc_cluster_config *config, uint64_t seed)
{
    static const char *const kinds[] = { "Req", "Res", NULL };
    static const struct myc_program_calls calls = {
        .message_kinds = kinds,
        .delivered = ground_delivered,
        .lost = ground_lost,
        .forgotten = ground_forgotten,
        .started = ground_started,
        .ended = ground_ended,
        .timer = ground_timer,
        .file_read = ground_file_read,
        .file_written = ground_file_written,
        .crashed = ground_crashed,
        .restarted = ground_restarted,
        .reclaimed = ground_reclaimed,
        .noticed = ground_noticed,
        .undelivered = ground_undelivered,
    };
    *ground = (struct ground){ .memory = memory };
    const struct myc_limits limits = { .events = UINT64_MAX, .time = MYC_FOREVER };
    ground->engine = myc_engine_begin(memory, &limits);
    myc_book_begin(&ground->book, memory, true);
    ground->cluster = myc_cluster_begin(ground->engine, &ground->book, config, seed);
    ground->script = myc_engine_add_process(ground->engine, ground_handle, ground);
    myc_cluster_program(ground->cluster, &calls, ground);
}

static inline struct myc_memory *ground_memory(void)
{
    struct myc_memory *memory = NULL;
    struct myc_error error = { 0 };
    cr_assert_eq(myc_memory_create(&memory, (size_t)1 << 32, &error), MYC_OK, "%s", error.message);
    return memory;
}

static inline void ground_begin(struct ground *ground, const struct myc_cluster_config *config)
{
    ground_begin_in(ground, ground_memory(), config, 1);
}

static inline void ground_run(struct ground *ground)
{
    cr_assert_eq(myc_engine_run(ground->engine), MYC_STOP_QUIET);
}

static inline void ground_end(struct ground *ground)
{
    myc_memory_destroy(ground->memory);
}

static inline void ground_fingerprint(struct ground *ground, char text[33])
{
    unsigned char digest[16];
    myc_fingerprint_digest(myc_engine_fingerprint(ground->engine), digest);
    myc_digest_text(digest, text);
}

#endif
