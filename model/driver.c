#include "model/mistake.h"
#include "model/runtime_internal.h"

#include <string.h>

struct future {
    enum myc_future_state state;
    const struct myc_node *node;
    const struct myc_value *value;
    const struct myc_failure *failure;
    myc_time due, time;
    bool awaited; /* counted in the driver's, and not come yet */
};

struct named_stream {
    uint64_t entity;
    struct myc_stream stream;
    struct named_stream *next;
};

struct myc_driver {
    struct myc_runtime *runtime;
    struct myc_staging staging;
    void *state;
    uint32_t process;
    size_t future_room;
    struct future *futures; /* future i + 1 */
    myc_future future_count;
    uint32_t awaited; /* futures and sleeps still to come */
    bool scheduled;   /* a step is pending */
    uint64_t steps;
    struct named_stream *streams;
    bool finished;
    myc_future finished_with; /* 0: with a response of its own */
    const struct myc_value *response;
    const struct myc_type *response_type;
    const struct myc_failure *failure;
    myc_time finished_at;
};

/* The first step stages what exists before time 0, so it goes before any fault of that time. */
enum driver_event { DRIVER_STEP, DRIVER_WAKE, DRIVER_BEGIN };

static struct myc_event event_of(const struct myc_driver *driver, enum driver_event kind,
                                 myc_time at)
{
    return (struct myc_event){
        .time = at,
        .rank = kind == DRIVER_BEGIN ? MYC_RANK_SET_UP : MYC_RANK_DRIVER,
        .source = driver->process,
        .target = driver->process,
        .kind = (uint16_t)kind,
        .content = driver->steps,
    };
}

static void schedule(struct myc_driver *driver, enum driver_event kind, myc_time at)
{
    myc_engine_schedule(myc_cluster_engine(driver->runtime->cluster), event_of(driver, kind, at));
}

static void come(struct myc_driver *driver)
{
    if (driver->awaited)
        driver->awaited--;
    if (driver->awaited || driver->scheduled || driver->finished)
        return;
    driver->scheduled = true;
    schedule(driver, DRIVER_STEP, myc_cluster_now(driver->runtime->cluster));
}

static void step(struct myc_driver *driver)
{
    struct myc_runtime *runtime = driver->runtime;
    driver->scheduled = false;
    runtime->options.workload->step(driver, driver->state, runtime->options.workload_parameters);
    driver->staging.set_up = false;
    driver->steps++;
    myc_runtime_settle(runtime);
    if (driver->finished)
        myc_engine_stop(myc_cluster_engine(runtime->cluster), MYC_STOP_ENDED);
}

static void handle(void *state, const struct myc_event *event)
{
    struct myc_driver *driver = state;
    bool sleeps_on = event->payload && !myc_cluster_rings(driver->runtime->cluster, event->payload);
    if (event->kind != DRIVER_WAKE)
        step(driver);
    else if (!sleeps_on)
        come(driver);
}

struct myc_driver *myc_driver_begin(struct myc_runtime *runtime)
{
    struct myc_driver *driver = myc_memory_alloc(runtime->memory, sizeof *driver);
    uint32_t client = myc_cluster_client(runtime->cluster);
    driver->runtime = runtime;
    driver->state = myc_memory_alloc(runtime->memory, runtime->options.workload->state_bytes);
    driver->process = myc_engine_add_process(myc_cluster_engine(runtime->cluster), handle, driver);
    driver->staging = (struct myc_staging){
        .cluster = runtime->cluster,
        .types = runtime->types,
        .codes = runtime->options.workload->codes,
        .labels = runtime->labels,
        .at = myc_runtime_life(runtime, client),
        .counter = &myc_runtime_host(runtime, client)->counter,
        .maker = { .memory = runtime->memory },
        .set_up = true,
        .staged = myc_runtime_staged,
        .watcher = runtime,
    };
    driver->scheduled = true;
    schedule(driver, DRIVER_BEGIN, 0);
    return driver;
}

struct myc_staging *myc_driver_staging(struct myc_driver *driver)
{
    return &driver->staging;
}

myc_time myc_driver_now(const struct myc_driver *driver)
{
    return myc_cluster_now(driver->runtime->cluster);
}

myc_time myc_driver_step_ns(const struct myc_driver *driver)
{
    return driver->runtime->options.cost.step;
}

struct myc_stream *myc_driver_stream(struct myc_driver *driver, uint64_t entity)
{
    struct named_stream *stream = driver->streams;
    while (stream && stream->entity != entity)
        stream = stream->next;
    if (!stream) {
        stream = myc_memory_alloc(driver->runtime->memory, sizeof *stream);
        stream->entity = entity;
        stream->next = driver->streams;
        driver->streams = stream;
        myc_stream_init(&stream->stream, myc_cluster_seed(driver->runtime->cluster), entity,
                        MYC_PURPOSE_WORKLOAD);
    }
    return &stream->stream;
}

static struct future *future_at(const struct myc_driver *driver, myc_future future)
{
    if (future < 1 || future > driver->future_count)
        myc_mistake("there is no future %u: %u were sent", future, driver->future_count);
    return &driver->futures[future - 1];
}

myc_future myc_send_due(struct myc_driver *driver, const struct myc_node *ref, myc_time due)
{
    struct myc_runtime *runtime = driver->runtime;
    if (!ref)
        myc_mistake("the driver sends no ref: it is NULL");
    myc_node_seal(&driver->staging, ref);
    driver->futures = myc_memory_grow(runtime->memory, driver->futures, &driver->future_room,
                                      driver->future_count + 1u, sizeof *driver->futures);
    driver->futures[driver->future_count++] = (struct future){ .node = ref, .due = due };
    runtime->response_node = ref->id;
    myc_check_asked(runtime, myc_cluster_client(runtime->cluster), ref);
    struct myc_asker asker = { .kind = MYC_ASKER_FUTURE, .future = driver->future_count };
    myc_ask(runtime, myc_cluster_client(runtime->cluster), ref, &asker);
    return driver->future_count;
}

myc_future myc_send(struct myc_driver *driver, const struct myc_node *ref)
{
    return myc_send_due(driver, ref, myc_driver_now(driver));
}

void myc_driver_fill(struct myc_runtime *runtime, myc_future future, const struct myc_value *value,
                     const struct myc_failure *failure)
{
    struct myc_driver *driver = runtime->driver;
    struct future *filled = future_at(driver, future);
    assert(filled->state == MYC_FUTURE_EMPTY);
    filled->state = failure ? MYC_FUTURE_ERROR : MYC_FUTURE_VALUE;
    filled->value = value;
    filled->failure = failure;
    filled->time = myc_cluster_now(runtime->cluster);
    if (filled->awaited || !driver->awaited)
        come(driver);
    filled->awaited = false;
}

enum myc_future_state myc_future_state(const struct myc_driver *driver, myc_future future)
{
    return future_at(driver, future)->state;
}

const struct myc_value *myc_future_value(const struct myc_driver *driver, myc_future future)
{
    return future_at(driver, future)->value;
}

myc_time myc_future_time(const struct myc_driver *driver, myc_future future)
{
    return future_at(driver, future)->time;
}

void myc_await(struct myc_driver *driver, myc_future future)
{
    struct future *awaited = future_at(driver, future);
    if (awaited->awaited)
        return;
    driver->awaited++;
    awaited->awaited = awaited->state == MYC_FUTURE_EMPTY;
    if (!awaited->awaited)
        schedule(driver, DRIVER_WAKE, myc_driver_now(driver));
}

void myc_sleep(struct myc_driver *driver, myc_time duration)
{
    struct myc_cluster *cluster = driver->runtime->cluster;
    const struct myc_event event =
        event_of(driver, DRIVER_WAKE, myc_time_add(myc_driver_now(driver), duration));
    driver->awaited++;
    myc_cluster_alarm(cluster, myc_cluster_client(cluster), &event);
}

static void finish(struct myc_driver *driver)
{
    if (driver->finished)
        myc_mistake("the driver finishes twice");
    driver->finished = true;
    driver->finished_at = myc_driver_now(driver);
}

void myc_finish(struct myc_driver *driver, const struct myc_value *response, const char *type)
{
    finish(driver);
    if (!response)
        return;
    driver->response = response;
    driver->response_type = type ? myc_type_of(driver->runtime->types, type) : NULL;
    if (!type || !myc_value_has_type(response, driver->response_type))
        myc_mistake("the driver finishes with a response that is not of type %s",
                    type ? type : "(none given)");
}

void myc_finish_with(struct myc_driver *driver, myc_future future)
{
    const struct future *held = future_at(driver, future);
    if (held->state == MYC_FUTURE_EMPTY)
        myc_mistake("the driver finishes with future %u, which is still empty", future);
    finish(driver);
    driver->finished_with = future;
    driver->response = held->value;
    driver->response_type = held->node->type;
    driver->failure = held->failure;
}

void myc_send_once(struct myc_driver *driver, void *state,
                   const struct myc_node *(*stage)(struct myc_staging *staging))
{
    myc_future *future = state;
    if (*future) {
        myc_finish_with(driver, *future);
        return;
    }
    *future = myc_send(driver, stage(&driver->staging));
    myc_await(driver, *future);
}

void myc_finish_error(struct myc_driver *driver, const char *text)
{
    struct myc_failure *failure = myc_memory_alloc(driver->runtime->memory, sizeof *failure);
    *failure = (struct myc_failure){ .kind = MYC_FAILURE_PROGRAM, .text = text };
    finish(driver);
    driver->failure = failure;
}

bool myc_driver_unfilled(const struct myc_driver *driver, myc_future *future,
                         const struct myc_node **node)
{
    for (; *future <= driver->future_count; ++*future) {
        *node = future_at(driver, *future)->node;
        if (future_at(driver, *future)->state != MYC_FUTURE_VALUE)
            return true;
    }
    return false;
}

const struct myc_sent *myc_driver_sent(const struct myc_driver *driver, size_t *count)
{
    struct myc_sent *sent =
        myc_memory_alloc(driver->runtime->memory, driver->future_count * sizeof *sent);
    *count = driver->future_count;
    for (size_t i = 0; i < *count; i++) {
        const struct future *future = &driver->futures[i];
        sent[i] = (struct myc_sent){
            .due = future->due,
            .full = future->state == MYC_FUTURE_EMPTY ? MYC_FOREVER : future->time,
            .value = future->value,
            .type = future->node->type,
        };
    }
    return sent;
}

bool myc_driver_has_finished(const struct myc_driver *driver, struct myc_result *result)
{
    result->finished = driver->finished;
    result->is_error = driver->failure != NULL;
    result->error = driver->failure ? driver->failure->text : NULL;
    result->failing_fault = driver->failure ? driver->failure->fault : 0;
    result->response = driver->response;
    result->response_type = driver->response_type;
    result->finished_at = driver->finished_at;
    if (driver->finished_with)
        result->response_node = future_at(driver, driver->finished_with)->node->id;
    return driver->finished;
}

const struct myc_setting *myc_workload_place(const struct myc_setting *workload,
                                             const char *parameter)
{
    const struct myc_setting *given =
        workload->kind == MYC_SETTING_MAP ? myc_setting_find(workload, parameter) : NULL;
    return given ? given : workload;
}

const struct myc_types *myc_workload_types(const struct myc_workload *workload,
                                           struct myc_memory *memory)
{
    struct myc_types *types = myc_types_begin(memory);
    for (const char *const *type = workload->types; type && *type; type++)
        myc_type_of(types, *type);
    for (const struct myc_code *const *code = workload->codes; code && *code; code++) {
        myc_type_of(types, (*code)->captured);
        myc_type_of(types, (*code)->parameter);
        myc_type_of(types, (*code)->result);
    }
    return types;
}
