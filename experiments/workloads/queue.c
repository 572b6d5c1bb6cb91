/* A queue, to be held against queueing theory: jobs arrive at one host at drawn
 * times, each a spore of a drawn duration, served first come, first served by
 * the host's cores.
 *
 * The wait of a job is its response time less its service and less what an
 * idle system takes, which a first job of no service measures. */
#include "experiments/workloads/shared.h"
#include "experiments/workloads/workload.h"
#include "sim/distribution.h"

#include <stddef.h>

struct queue {
    struct myc_distribution arrivals;
    struct myc_distribution service;
    uint64_t servers;
    uint64_t jobs;
    uint64_t warmup;
};

enum stream { STREAM_ARRIVALS, STREAM_SERVICE };

/* The header is the service in steps, as a float because that has one size in a message. */
static uint64_t run_serve(struct myc_body *body, const struct myc_value *steps,
                          const struct myc_value *job, const struct myc_value **result)
{
    (void)job;
    *result = myc_unit(myc_body_maker(body));
    return (uint64_t)steps->as.real;
}

static const struct myc_code serve = {
    .name = "serve",
    .version = 1,
    .captured = "Float",
    .parameter = "Unit",
    .result = "Unit",
    .run = run_serve,
};

struct job {
    myc_future future;
    myc_time sent;
    myc_time service;
};

struct progress {
    const struct myc_node *server;
    struct job probe;
    myc_time idle; /* response time of a job of no service in an idle system */
    uint64_t count;
    struct job *jobs;
    bool draining;
};

static struct job send_job(struct myc_driver *driver, struct progress *progress, myc_time service)
{
    struct myc_staging *at = myc_driver_staging(driver);
    uint64_t steps = myc_steps_in(driver, service);
    const struct myc_value *header = myc_float(myc_staging_maker(at), (double)steps);
    const struct myc_node *job =
        myc_map(at, progress->server, myc_spore_of(at, &serve, header), NULL);
    return (struct job){ .future = myc_send(driver, job),
                         .sent = myc_driver_now(driver),
                         .service = steps * myc_driver_step_ns(driver) };
}

static void begin(struct myc_driver *driver, struct progress *progress, const struct queue *queue)
{
    struct myc_staging *at = myc_driver_staging(driver);
    struct myc_maker *maker = myc_staging_maker(at);
    progress->server = myc_populate(at, 0, "Unit", myc_unit(maker), "server");
    progress->jobs = myc_memory_alloc(maker->memory, queue->jobs * sizeof *progress->jobs);
    progress->probe = send_job(driver, progress, 0);
    myc_await(driver, progress->probe.future);
}

static const struct myc_value *figures(struct myc_driver *driver, const struct progress *progress,
                                       const struct queue *queue)
{
    struct myc_maker *maker = myc_staging_maker(myc_driver_staging(driver));
    uint64_t counted = queue->jobs - queue->warmup;
    uint64_t waits = 0, busy = 0;
    myc_time last = 0;
    for (uint64_t i = 0; i < queue->jobs; i++) {
        const struct job *job = &progress->jobs[i];
        myc_time done = myc_future_time(driver, job->future);
        myc_time least = job->sent + job->service + progress->idle;
        if (i >= queue->warmup && done > least)
            waits += done - least;
        busy += job->service;
        last = done > last ? done : last;
    }
    double span = (double)(last - progress->jobs[0].sent) * (double)queue->servers;
    const struct myc_value *fields[] = { myc_int(maker, (int64_t)counted),
                                         myc_int(maker, (int64_t)(waits / counted)),
                                         myc_float(maker, span > 0 ? (double)busy / span : 0) };
    return myc_tuple(maker, 3, fields);
}

static void drain(struct myc_driver *driver, struct progress *progress, const struct queue *queue)
{
    bool first = !progress->draining;
    progress->draining = true;
    for (uint64_t i = 0; i < queue->jobs; i++) {
        myc_future future = progress->jobs[i].future;
        if (myc_future_state(driver, future) == MYC_FUTURE_ERROR) {
            myc_finish_with(driver, future);
            return;
        }
        if (first)
            myc_await(driver, future);
    }
    if (!first)
        myc_finish(driver, figures(driver, progress, queue), "Queue");
}

static void step(struct myc_driver *driver, void *state, const void *parameters)
{
    const struct queue *queue = parameters;
    struct progress *progress = state;
    if (!progress->server) {
        begin(driver, progress, queue);
        return;
    }
    if (!progress->idle) {
        if (myc_future_state(driver, progress->probe.future) == MYC_FUTURE_ERROR) {
            myc_finish_with(driver, progress->probe.future);
            return;
        }
        progress->idle = myc_future_time(driver, progress->probe.future) - progress->probe.sent;
    } else if (progress->count < queue->jobs) {
        myc_time service =
            myc_distribution_draw(&queue->service, myc_driver_stream(driver, STREAM_SERVICE));
        progress->jobs[progress->count++] = send_job(driver, progress, service);
    }
    if (progress->count < queue->jobs)
        myc_sleep(driver, myc_distribution_draw(&queue->arrivals,
                                                myc_driver_stream(driver, STREAM_ARRIVALS)));
    else
        drain(driver, progress, queue);
}

static enum myc_status check(const void *parameters, const struct myc_cluster_config *cluster,
                             const struct myc_setting *setting, struct myc_error *error)
{
    const struct queue *queue = parameters;
    if (queue->warmup >= queue->jobs)
        return myc_setting_refuse(myc_workload_place(setting, "warmup"), error,
                                  "workload queue leaves no job to measure: warmup must be less "
                                  "than jobs");
    for (uint32_t host = 0; host < cluster->host_count; host++) {
        struct myc_ratio speed = myc_cluster_config_speed(cluster, host);
        if (speed.numerator != speed.denominator)
            return myc_setting_refuse(setting, error, "workload queue needs cluster.speed: 1");
    }
    return MYC_OK;
}

static uint64_t cores(const void *parameters)
{
    return ((const struct queue *)parameters)->servers;
}

static const struct myc_parameter parameters[] = {
    { "arrivals", MYC_UNIT_DISTRIBUTION, .help = "time between two arrivals",
      .source = "queueing theory", .offset = offsetof(struct queue, arrivals) },
    { "service", MYC_UNIT_DISTRIBUTION, .help = "time that a job takes on a core",
      .source = "queueing theory", .offset = offsetof(struct queue, service) },
    { "servers", MYC_UNIT_COUNT, .initial = "1", .min = "1", .max = "1024",
      .help = "cores of the host: the c of M/M/c", .source = "queueing theory",
      .offset = offsetof(struct queue, servers) },
    { "jobs", MYC_UNIT_COUNT, .initial = "10000", .min = "1", .max = "10000000",
      .help = "how many arrive", .source = "Mycel", .offset = offsetof(struct queue, jobs) },
    { "warmup", MYC_UNIT_COUNT, .initial = "1000", .min = "0", .max = "10000000",
      .help = "how many of the first are not measured", .source = "Mycel",
      .offset = offsetof(struct queue, warmup) },
    { 0 },
};

static const struct myc_code *const codes[] = { &serve, NULL };
static const char *const hosts[] = { "server", NULL };
static const char *const types[] = { "Queue{jobs: Int, mean_wait_ns: Int, utilisation: Float}",
                                     NULL };

const struct myc_workload myc_workload_queue = {
    .about = { .name = "queue",
               .help = "jobs at a host with a number of servers, to hold against M/M/c",
               .example = "workload: {kind: queue, arrivals: {kind: exponential, mean: 1ms}, "
                          "service: {kind: exponential, mean: 500us}}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct queue),
    .state_bytes = sizeof(struct progress),
    .hosts = hosts,
    .types = types,
    .codes = codes,
    .cores = cores,
    .check = check,
    .step = step,
};
