/* The sections of a scenario, each read from its setting (NULL: all defaults)
 * into its part of the scenario. Only experiments/scenario*.c use this. */
#ifndef MYC_EXPERIMENTS_SCENARIO_SECTIONS_H
#define MYC_EXPERIMENTS_SCENARIO_SECTIONS_H

#include "experiments/scenario.h"

/* What a host may have. */
#define MYC_CORES_MIN "1"
#define MYC_CORES_MAX "65536"
#define MYC_SPEED_MIN "1/1000000"
#define MYC_SPEED_MAX "1000000"
#define MYC_MEMORY_MIN "1B"
#define MYC_MEMORY_MAX "1048576GiB"
#define MYC_BANDWIDTH_MIN "1kbit"
#define MYC_BANDWIDTH_MAX "1000000Gbit"

/* Where the bytes of the scenario's data files come from. */
enum myc_files_from {
    MYC_FILES_FROM_FOLDER, /* of the scenario file */
    MYC_FILES_FROM_TABLE,  /* they were stored with it */
    MYC_FILES_FROM_NOWHERE /* only what is said of them is checked */
};

struct myc_scenario_reader {
    struct myc_memory *memory;
    struct myc_error *error;
    struct myc_scenario *scenario; /* what is filled */
    const struct myc_setting *workload;
    bool has_seed; /* in place of the scenario's own */
    uint64_t seed;
    enum myc_files_from files_from;
    const char *folder;
    const struct myc_file *files;
    size_t file_count;
    struct myc_data *data; /* of the sources that are read: filled with what `cluster.files` names */
};

/* `workload: NAME` or a map: finds it and fills its parameters. */
enum myc_status myc_scenario_read_workload(struct myc_scenario_reader *reader,
                                           const struct myc_setting *setting);
/* Needs the hosts' names. */
enum myc_status myc_scenario_read_overrides(struct myc_scenario_reader *reader,
                                            const struct myc_setting *setting);
/* `cluster.files`, before anything that may name one of them. */
enum myc_status myc_scenario_read_files(struct myc_scenario_reader *reader,
                                        const struct myc_setting *setting);
/* Those that the workload brings, which the scenario may replace by the same name. */
void myc_scenario_add_own_files(struct myc_scenario_reader *reader);
/* Needs the workload, for its hosts; leaves the files out. */
enum myc_status myc_scenario_read_cluster(struct myc_scenario_reader *reader,
                                          const struct myc_setting *setting);
enum myc_status myc_scenario_read_cost(struct myc_scenario_reader *reader,
                                       const struct myc_setting *setting);
/* Policy and backoff; the detector goes to the cluster. */
enum myc_status myc_scenario_read_recovery(struct myc_scenario_reader *reader,
                                           const struct myc_setting *setting);
enum myc_status myc_scenario_read_expect(struct myc_scenario_reader *reader,
                                         const struct myc_setting *setting);
enum myc_status myc_scenario_read_limits(struct myc_scenario_reader *reader,
                                         const struct myc_setting *setting);

/* Everything, from the scenario's map, with the plan of its `perturb`; its `sweep` is left to the
 * next. */
enum myc_status myc_scenario_build(struct myc_scenario_reader *reader,
                                   const struct myc_setting *root);
/* `sweep`, of the scenario's map `root`. Each cell must be a scenario: every value is put into a copy
 * of `root` and that is read, one value at a time. */
enum myc_status myc_scenario_read_sweep(struct myc_scenario_reader *reader,
                                        const struct myc_setting *root);

#endif
