/* A service: each request is a spore of a drawn duration on one host, first
 * come, first served by its cores. As a stream of requests it is a G/G/c queue
 * under whatever breaks its host. */
#include "experiments/workloads/shared.h"
#include "experiments/workloads/workload.h"
#include "sim/distribution.h"

struct service {
    struct myc_distribution takes;
    uint64_t servers;
};

/* The header is the duration in steps, as a float because that has one size in a message. */
static uint64_t run_serve(struct myc_body *body, const struct myc_value *steps,
                          const struct myc_value *word, const struct myc_value **result)
{
    (void)body;
    *result = word;
    return (uint64_t)steps->as.real;
}

static const struct myc_code serve = {
    .name = "serve",
    .version = 1,
    .captured = "Float",
    .parameter = "String",
    .result = "String",
    .run = run_serve,
};

static const struct myc_node *request(struct myc_driver *driver, const void *parameters,
                                      const struct myc_node *before)
{
    const struct service *service = parameters;
    struct myc_staging *at = myc_driver_staging(driver);
    struct myc_maker *maker = myc_staging_maker(at);
    const struct myc_node *data =
        before ? before->input
               : myc_populate(at, 0, "String", myc_string(maker, "served"), "data");
    myc_time takes = myc_distribution_draw(&service->takes, myc_driver_stream(driver, 0));
    const struct myc_value *steps = myc_float(maker, (double)myc_steps_in(driver, takes));
    return myc_map(at, data, myc_spore_of(at, &serve, steps), "answer");
}

static void step(struct myc_driver *driver, void *state, const void *parameters)
{
    myc_future *future = state;
    if (*future) {
        myc_finish_with(driver, *future);
        return;
    }
    *future = myc_send(driver, request(driver, parameters, NULL));
    myc_await(driver, *future);
}

static const struct myc_value *reference(struct myc_reference *reference, const void *parameters,
                                         const char **type)
{
    (void)parameters;
    *type = "String";
    return myc_string(&reference->maker, "served");
}

static uint64_t cores(const void *parameters)
{
    return ((const struct service *)parameters)->servers;
}

static const struct myc_parameter parameters[] = {
    { "takes", MYC_UNIT_DISTRIBUTION, .initial = "1ms", .help = "time of a request on a core",
      .source = "queueing theory", .offset = offsetof(struct service, takes) },
    { "servers", MYC_UNIT_COUNT, .initial = "1", .min = "1", .max = "1024",
      .help = "cores of the host: the c of G/G/c", .source = "queueing theory",
      .offset = offsetof(struct service, servers) },
    { 0 },
};

static const struct myc_code *const codes[] = { &serve, NULL };
static const char *const hosts[] = { "m1", "m2", NULL };

const struct myc_workload myc_workload_service = {
    .about = { .name = "service",
               .help = "requests of a drawn duration at one host; mostly with arrivals",
               .example = "workload: {kind: service, takes: {kind: exponential, mean: 500us}, "
                          "arrivals: {kind: exponential, mean: 1ms}, requests: 100}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct service),
    .state_bytes = sizeof(myc_future),
    .hosts = hosts,
    .codes = codes,
    .cores = cores,
    .step = step,
    .request = request,
    .reference = reference,
};
