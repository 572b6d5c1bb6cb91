/* Drivers and workloads: how a program is written against Mycel.
 *
 * A driver is the program on the client: a resumable function, called at the
 * start and again whenever what it awaits has come. It stages lineages, sends
 * them, awaits futures and finally finishes with the response.
 *
 *     static void step(struct myc_driver *driver, void *state, const void *parameters)
 *     {
 *         struct hello *hello = state;
 *         if (!hello->future) {                                  // first call
 *             struct myc_staging *at = myc_driver_staging(driver);
 *             const struct myc_node *words = myc_populate(at, myc_host_named(at, "m1"),
 *                 "List[String]", value, "words");
 *             hello->future = myc_send(driver, words);
 *             myc_await(driver, hello->future);
 *             return;
 *         }
 *         myc_finish_with(driver, hello->future);                // its value, or its error
 *     }
 *
 * A workload is one file, experiments/workloads/NAME.c, that ends in
 * `const struct myc_workload myc_workload_NAME`, one line in workload_list.h
 * beside it, and one in experiments/CMakeLists.txt. Its values are built with
 * model/value.h, its spores are model/spore.h's, its lineages model/lineage.h's;
 * a `check` also uses sim/cluster_config.h and sim/setting.h, and a reference
 * that draws sim/stream.h. */
#ifndef MYC_MODEL_DRIVER_H
#define MYC_MODEL_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/lineage.h"
#include "sim/parameter.h"
#include "sim/stream.h"

struct myc_driver;

/* A future of the client: a write-once cell, numbered from 1. */
typedef uint32_t myc_future;

enum myc_future_state { MYC_FUTURE_EMPTY, MYC_FUTURE_VALUE, MYC_FUTURE_ERROR };

struct myc_staging *myc_driver_staging(struct myc_driver *driver);
myc_time myc_driver_now(const struct myc_driver *driver);
/* A stream of its own for what the workload draws; `entity` is the workload's choice. The same
 * entity goes on with the same stream. A reference function makes it anew with
 * myc_stream_init(&stream, reference->seed, entity, MYC_PURPOSE_WORKLOAD). */
struct myc_stream *myc_driver_stream(struct myc_driver *driver, uint64_t entity);

/* Simulated time of one step of a spore, for workloads that think in time. */
myc_time myc_driver_step_ns(const struct myc_driver *driver);

/* Asks for the value of `ref`: eager (slide 12). */
myc_future myc_send(struct myc_driver *driver, const struct myc_node *ref);
/* The same for a request that should have gone at `due`, now or before: how long it takes counts
 * from then. */
myc_future myc_send_due(struct myc_driver *driver, const struct myc_node *ref, myc_time due);
enum myc_future_state myc_future_state(const struct myc_driver *driver, myc_future future);
/* The value of a future that holds one; NULL otherwise. */
const struct myc_value *myc_future_value(const struct myc_driver *driver, myc_future future);
/* When the future became full. */
myc_time myc_future_time(const struct myc_driver *driver, myc_future future);

/* What the next call waits for: every await and sleep since the last call must have come; a future
 * that is full already comes at once. Without any, and without finishing, the driver is called
 * again only when a future fills. */
void myc_await(struct myc_driver *driver, myc_future future);
void myc_sleep(struct myc_driver *driver, myc_time duration);

/* Ends the run with a response, or with what `future` holds: its value or its error. `type` is that
 * of the response, as text; a NULL response is null in the verdict, whatever the type. */
void myc_finish(struct myc_driver *driver, const struct myc_value *response, const char *type);
void myc_finish_with(struct myc_driver *driver, myc_future future);
/* Ends the run with an error of the program's own. */
void myc_finish_error(struct myc_driver *driver, const char *text);

/* The whole driver of a workload that stages one lineage and sends it once: its `step` calls this,
 * its state is one myc_future. */
void myc_send_once(struct myc_driver *driver, void *state,
                   const struct myc_node *(*stage)(struct myc_staging *staging));

/* What the reference function of a workload makes its value with. It may not use the runtime. */
struct myc_reference {
    struct myc_maker maker;
    struct myc_types *types;
    uint64_t seed;
    uint32_t host_count; /* the client not counted */
    /* A stable file's lines by name; NULL when there is none. */
    const struct myc_file *files;
    uint32_t file_count;
};

/* The setting of a workload's parameter where the scenario gives it, else that of the workload: for
 * myc_setting_refuse in a `check`. */
const struct myc_setting *myc_workload_place(const struct myc_setting *workload,
                                             const char *parameter);

struct myc_workload {
    struct myc_kind about;
    size_t parameters_bytes; /* of the struct that its parameters fill */
    size_t state_bytes;      /* of the driver's state, zeroed at the start */
    const char *const *hosts; /* default hosts, NULL-terminated; NULL: the scenario must say */
    const char *const *needs; /* hosts that it names itself, NULL-terminated: a cluster without one
                                 of them is refused; NULL: none */
    const struct myc_file *files; /* stable files it brings, ended by a NULL name; NULL: none */
    const char *const *types;     /* record types it defines, NULL-terminated; NULL: none */
    const struct myc_code *const *codes; /* every code that it stages, also within spores,
                                            NULL-terminated: no other can be read back */
    /* How many cores a host must have; NULL: any. A scenario that says nothing gets so many. */
    uint64_t (*cores)(const void *parameters);
    /* What cannot make sense in this cluster; NULL: everything does. `setting` is the workload's:
     * a word or a map; myc_workload_place finds the part to point at. */
    enum myc_status (*check)(const void *parameters, const struct myc_cluster_config *cluster,
                             const struct myc_setting *setting, struct myc_error *error);
    void (*step)(struct myc_driver *driver, void *state, const void *parameters);
    /* What the next request of an open stream (`arrivals`) asks for; `before`: what the one before
     * asked for, NULL at first. NULL: the driver is more than one request, and can be no stream. */
    const struct myc_node *(*request)(struct myc_driver *driver, const void *parameters,
                                      const struct myc_node *before);
    /* The response expected, computed without the runtime, and its type as text; NULL: null. A
     * workload whose response is measured rather than known has no reference function. */
    const struct myc_value *(*reference)(struct myc_reference *reference, const void *parameters,
                                         const char **type);
};

/* The types that every run of the workload needs: those it defines, and those of its codes. */
const struct myc_types *myc_workload_types(const struct myc_workload *workload,
                                           struct myc_memory *memory);

#endif
