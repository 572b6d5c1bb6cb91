/* A scenario: one YAML file that says what is run, on what, and how it breaks
 * (the schema is in the README). Reading checks everything: after it, a run
 * cannot fail for its input. */
#ifndef MYC_EXPERIMENTS_SCENARIO_H
#define MYC_EXPERIMENTS_SCENARIO_H

#include "experiments/arrivals.h"
#include "experiments/condition.h"
#include "experiments/sweep/section.h"
#include "faults/plan.h"
#include "model/runtime.h"
#include "sim/cluster_config.h"
#include "sim/engine.h"

#define MYC_SCENARIO_BYTES_MAX ((size_t)1 << 20)

enum myc_trace { MYC_TRACE_OUTCOME, MYC_TRACE_LINEAGE, MYC_TRACE_ALL };

struct myc_expectation {
    const char *response; /* canonical JSON, NULL: the workload's reference */
    myc_time within;      /* MYC_FOREVER: any time */
    size_t condition_count; /* each key of `expect`, these two included */
    const struct myc_condition *conditions;
};

struct myc_scenario {
    struct myc_memory *memory; /* where all of it lives */
    const char *path;          /* as given; NULL when it was read from text */
    const char *name;
    uint64_t seed;
    const struct myc_workload *workload;
    const void *workload_parameters;
    const struct myc_arrivals *arrivals; /* its driver is a stream of requests; NULL: its own */
    const struct myc_types *types;     /* of the workload */
    struct myc_cluster_config cluster; /* its files: the scenario's, then the workload's own */
    struct myc_cost cost;
    struct myc_recovery_config recovery;
    struct myc_plan *plan; /* `perturb`, or what --plan put in its place */
    myc_time eff;          /* MYC_FOREVER: never */
    struct myc_expectation expect;
    struct myc_limits limits;
    bool checks;
    enum myc_trace trace;
    const struct myc_setting *root; /* the map that it was read from */
    const struct myc_sweep *sweep;  /* NULL in a cell of one */
    const char *text; /* the scenario in one canonical YAML text, --set applied, plan and seed as
                         they were in it: reading it again gives the same scenario */
};

struct myc_scenario_options {
    const char *const *sets; /* each "key=value", in order */
    size_t set_count;
    const char *plan_path; /* NULL: the scenario's own `perturb` */
    bool has_seed;
    uint64_t seed;
};

/* Reads the file at `path`. MYC_INPUT with file:line:column, the line and a caret. */
enum myc_status myc_scenario_read(const char *path, const struct myc_scenario_options *options,
                                  struct myc_memory *memory, struct myc_scenario *scenario,
                                  struct myc_error *error);

/* Reads stored text: the scenario, its data files by name, and the plan's text (NULL: its own). */
struct myc_scenario_text {
    const char *name; /* for messages */
    const char *text;
    size_t length;
    const char *plan;
    uint64_t seed;
    const struct myc_file *files;
    size_t file_count;
};
enum myc_status myc_scenario_read_text(const struct myc_scenario_text *text,
                                       struct myc_memory *memory, struct myc_scenario *scenario,
                                       struct myc_error *error);

/* The cell at `point` (experiments/sweep/section.h) of the sweep of `base`: a scenario with a text of
 * its own, without the section `sweep`, and the JSON {path: value} of what varies. Its trace is
 * `outcome` where the scenario does not say otherwise; its data files are those of `base`, which
 * must live as long. MYC_INPUT where the values do not go together. */
enum myc_status myc_scenario_read_cell(const struct myc_scenario *base, uint64_t point,
                                       struct myc_memory *memory, struct myc_scenario *cell,
                                       const char **settings, struct myc_error *error);

/* The same scenario with another seed: what generators draw is drawn anew, in `memory`, which is
 * then reset and must be left alone until the run has ended. */
enum myc_status myc_scenario_reseed(struct myc_scenario *scenario, uint64_t seed,
                                    struct myc_memory *memory, struct myc_error *error);

/* What `mycel list` says of the section `cluster`. */
extern const struct myc_kind myc_cluster_section;
extern const struct myc_kind myc_cluster_overrides;

#endif
