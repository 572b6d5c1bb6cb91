/* A fault plan: what breaks the cluster, and when.
 *
 *     perturbation = effect x trigger x target x duration
 *     - crash: {target: holder(labels), after: pinned(labels), wait: 1us, for: 5ms}
 *
 * A plan is data, in two forms. *Declared*: the items of a scenario's
 * `perturb` or of a plan file. *Realised*: absolute times, concrete hosts, in
 * order of start, with what each really did; a run and its replay from the
 * realised plan have one fingerprint.
 *
 * What an item draws (`any`, `random(k)`, a length) comes from its own stream,
 * named by its `name:`, else "crash#2": the second crash of the plan without a name. How to
 * write a new effect, trigger, target or duration: faults/effect.h. */
#ifndef MYC_FAULTS_PLAN_H
#define MYC_FAULTS_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "sim/cluster.h"
#include "sim/port.h"

struct myc_effect;
struct myc_plan;
struct myc_injector;

/* What a plan is checked against before any run; it must live as long as the plan. */
struct myc_plan_world {
    const struct myc_cluster_config *cluster;
    const char *const *message_kinds; /* NULL-terminated */
    uint64_t seed;                    /* what generators draw with */
    /* Reads a line of text as a setting, for generators. */
    enum myc_status (*parse)(const struct myc_source *source, struct myc_memory *memory,
                             struct myc_setting **out, struct myc_error *error);
};

/* An empty plan in `memory`. */
struct myc_plan *myc_plan_begin(struct myc_memory *memory);

/* Adds the items of a list setting (NULL: none), each `{EFFECT: {...}}`, or one such item. Unknown
 * effects, keys, hosts, kinds, values, and combinations that cannot make sense are MYC_INPUT. */
enum myc_status myc_plan_add_list(struct myc_plan *plan, const struct myc_setting *list,
                                  const struct myc_plan_world *world, struct myc_error *error);
enum myc_status myc_plan_add_item(struct myc_plan *plan, const struct myc_setting *item,
                                  const struct myc_plan_world *world, struct myc_error *error);

size_t myc_plan_count(const struct myc_plan *plan);

/* Whether a generator made a part of it, so that another seed gives another plan. */
bool myc_plan_is_generated(const struct myc_plan *plan);

/* The declared plan as text, one item a line in flow form, times in bare ns: itself a plan file. */
const char *myc_plan_text(const struct myc_plan *plan, struct myc_memory *memory);

/* The injector: one process that only ever schedules. Made after the cluster and its program,
 * before the run, from a plan that was read against the same configuration and message kinds. No
 * fault starts at or after `eff`, and open ones are healed then (MYC_FOREVER: never). It watches
 * the book when an item waits for a record. */
struct myc_injector *myc_injector_begin(struct myc_cluster *cluster, const struct myc_plan *plan,
                                        myc_time eff);

/* Once, after the run: writes every fault into the cluster's book (happened in order of start, then
 * the skipped ones with the reason; their start is MYC_FOREVER where it was not known) and gives the
 * realised plan as text: happened faults as items, one a line with what each did as a comment,
 * skipped ones as comments. An end that the run did not reach is the one that was planned. */
const char *myc_injector_finish(struct myc_injector *injector, struct myc_memory *memory);

#endif
