#include "experiments/scenario.h"

#include <string.h>

#include "experiments/file.h"
#include "experiments/plan_file.h"
#include "experiments/scenario_sections.h"
#include "experiments/set.h"
#include "experiments/setting_text.h"
#include "experiments/yaml.h"
#include "sim/utf8.h"

#define NAME_BYTES_MAX 200

/* The keys of a scenario. */
struct document {
    uint64_t version;
    const char *name;
    uint64_t seed;
    const struct myc_setting *workload;
    const struct myc_setting *program;
    const struct myc_setting *cluster;
    const struct myc_setting *cost;
    const struct myc_setting *recovery;
    const struct myc_setting *perturb;
    myc_time eff;
    const struct myc_setting *expect;
    const struct myc_setting *limits;
    uint32_t checks;
    uint32_t trace;
    const struct myc_setting *sweep;
};

#define SECTION(key, field, text)                                                                  \
    {                                                                                              \
        .name = key, .unit = MYC_UNIT_SETTING, .help = text,                                       \
        .offset = offsetof(struct document, field)                                                 \
    }

static const struct myc_parameter document_table[] = {
    { .name = "mycel",
      .unit = MYC_UNIT_COUNT,
      .help = "version of the schema; 1",
      .offset = offsetof(struct document, version) },
    { .name = "name",
      .unit = MYC_UNIT_TEXT,
      .help = "what the scenario is called; the file's name",
      .offset = offsetof(struct document, name) },
    { .name = "seed",
      .unit = MYC_UNIT_COUNT,
      .initial = "1",
      .help = "of everything random in a run",
      .source = "Mycel",
      .offset = offsetof(struct document, seed) },
    SECTION("workload", workload, "the program, by the name of a workload"),
    SECTION("program", program, "the program, in the language"),
    SECTION("cluster", cluster, "hosts and the network between them"),
    SECTION("cost", cost, "simulated time of evaluation"),
    SECTION("recovery", recovery, "what is done when a request has failed"),
    SECTION("perturb", perturb, "faults"),
    { .name = "eff",
      .unit = MYC_UNIT_TIME,
      .initial = "never",
      .max = "forever",
      .help = "no fault starts at or after it, and open ones are healed then",
      .source = "Mycel",
      .offset = offsetof(struct document, eff) },
    SECTION("expect", expect, "the response expected, and when"),
    SECTION("limits", limits, "where a run is stopped"),
    { .name = "checks",
      .unit = MYC_UNIT_CHOICE,
      .initial = "on",
      .choices = "on|off",
      .help = "the theorems of the model, checked as invariants",
      .source = "Mycel",
      .offset = offsetof(struct document, checks) },
    { .name = "trace",
      .unit = MYC_UNIT_CHOICE,
      .initial = "lineage",
      .choices = "outcome|lineage|all", /* in the order of enum myc_trace */
      .help = "which records are stored",
      .source = "Mycel",
      .offset = offsetof(struct document, trace) },
    SECTION("sweep", sweep, "the runs of `mycel sweep`"),
    { 0 },
};

/* --- what it must begin with --- */

static enum myc_status check_version(const struct myc_setting *root, struct myc_error *error)
{
    if (root->kind != MYC_SETTING_MAP)
        return myc_setting_refuse(root, error, "a scenario is a map that begins with 'mycel: 1'");
    const struct myc_setting *version = myc_setting_find(root, "mycel");
    uint64_t number;
    if (!version)
        return myc_setting_refuse(root, error,
                                  "the key 'mycel' is missing: a scenario begins with 'mycel: 1'");
    MYC_TRY(myc_read_count(version, 0, INT64_MAX, &number, error));
    if (number != 1)
        return myc_setting_refuse(version, error,
                                  "this is version %llu of the schema, and only 1 is known",
                                  (unsigned long long)number);
    return MYC_OK;
}

static enum myc_status check_program(const struct myc_setting *root,
                                     const struct document *document, struct myc_error *error)
{
    if (document->program)
        return myc_setting_refuse_key(document->program, error,
                                      "programs are not supported by this version of Mycel: name "
                                      "a workload instead");
    if (!document->workload)
        return myc_setting_refuse(root, error,
                                  "the key 'workload' is missing: what is to run? "
                                  "(e.g. workload: people)");
    return MYC_OK;
}

static enum myc_status check_name(const struct myc_setting *root, const char *name,
                                  struct myc_error *error)
{
    if (*name && strlen(name) <= NAME_BYTES_MAX)
        return MYC_OK;
    return myc_setting_refuse(myc_setting_find(root, "name"), error,
                              "name must be 1 to %d bytes long", NAME_BYTES_MAX);
}

/* --- the whole --- */

static struct myc_plan_world world_of(const struct myc_scenario *scenario)
{
    return (struct myc_plan_world){
        .cluster = &scenario->cluster,
        .message_kinds = myc_message_kinds,
        .seed = scenario->seed,
        .parse = myc_plan_line_read,
    };
}

static enum myc_status read_perturb(struct myc_scenario_reader *reader,
                                    const struct myc_setting *perturb)
{
    struct myc_scenario *scenario = reader->scenario;
    const struct myc_plan_world world = world_of(scenario);
    scenario->plan = myc_plan_begin(reader->memory);
    if (perturb && myc_setting_is_null(perturb))
        perturb = NULL;
    return myc_plan_add_list(scenario->plan, perturb, &world, reader->error);
}

static enum myc_status check_workload(struct myc_scenario_reader *reader)
{
    const struct myc_scenario *scenario = reader->scenario;
    const struct myc_cluster_config *cluster = &scenario->cluster;
    for (const char *const *host = scenario->workload->needs; host && *host; host++)
        if (myc_cluster_config_host(cluster, *host) >= cluster->host_count)
            return myc_setting_refuse(reader->workload, reader->error,
                                      "workload %s needs a host '%s' in cluster.hosts",
                                      scenario->workload->about.name, *host);
    if (!scenario->workload->check)
        return MYC_OK;
    return scenario->workload->check(scenario->workload_parameters, &scenario->cluster,
                                     reader->workload, reader->error);
}

/* A workload may need a number of cores: a scenario that says nothing gets so many. */
static enum myc_status fit_cores(struct myc_scenario_reader *reader,
                                 const struct myc_setting *cluster)
{
    struct myc_scenario *scenario = reader->scenario;
    if (!scenario->workload->cores)
        return MYC_OK;
    const uint64_t cores = scenario->workload->cores(scenario->workload_parameters);
    const struct myc_setting *said = cluster && cluster->kind == MYC_SETTING_MAP
                                         ? myc_setting_find(cluster, "cores")
                                         : NULL;
    bool differs = said && scenario->cluster.cores != cores;
    for (uint32_t i = 0; i < scenario->cluster.override_count && !differs; i++) {
        const uint64_t own = scenario->cluster.overrides[i].cores;
        differs = own != 0 && own != cores;
        said = differs ? myc_setting_find(cluster, "overrides") : said;
    }
    if (differs)
        return myc_setting_refuse(said, reader->error,
                                  "workload %s as it is set here needs %llu core%s a host",
                                  scenario->workload->about.name, (unsigned long long)cores,
                                  cores == 1 ? "" : "s");
    scenario->cluster.cores = (uint32_t)cores;
    return MYC_OK;
}

enum myc_status myc_scenario_build(struct myc_scenario_reader *reader,
                                   const struct myc_setting *root)
{
    struct myc_scenario *scenario = reader->scenario;
    struct document document;
    MYC_TRY(check_version(root, reader->error));
    MYC_TRY(myc_parameters_read(document_table, root, NULL, "the scenario", &document,
                                reader->memory, reader->error));
    MYC_TRY(check_name(root, document.name, reader->error));
    MYC_TRY(check_program(root, &document, reader->error));
    scenario->memory = reader->memory;
    scenario->name = document.name;
    scenario->seed = reader->has_seed ? reader->seed : document.seed;
    scenario->eff = document.eff;
    scenario->checks = document.checks == 0;
    scenario->trace = (enum myc_trace)document.trace;
    MYC_TRY(myc_scenario_read_files(reader, myc_setting_find(document.cluster, "files")));
    MYC_TRY(myc_scenario_read_workload(reader, document.workload));
    MYC_TRY(myc_scenario_read_cluster(reader, document.cluster));
    myc_scenario_add_own_files(reader);
    MYC_TRY(fit_cores(reader, document.cluster));
    MYC_TRY(myc_scenario_read_cost(reader, document.cost));
    MYC_TRY(myc_scenario_read_recovery(reader, document.recovery));
    MYC_TRY(myc_scenario_read_expect(reader, document.expect));
    MYC_TRY(myc_scenario_read_limits(reader, document.limits));
    MYC_TRY(check_workload(reader));
    return read_perturb(reader, document.perturb);
}

/* The name that a scenario without one has, put into its map. */
static void add_name(struct myc_setting *root, const char *name, struct myc_memory *memory)
{
    if (root->kind != MYC_SETTING_MAP || !root->first || myc_setting_find(root, "name"))
        return;
    struct myc_setting *setting = myc_memory_alloc(memory, sizeof *setting);
    *setting = (struct myc_setting){ .kind = MYC_SETTING_SCALAR,
                                     .source = root->source,
                                     .place = root->place,
                                     .key = "name",
                                     .key_place = root->place,
                                     .text = name,
                                     .quoted = true,
                                     .next = root->first->next };
    root->first->next = setting;
    root->count++;
}

/* From the map, changed as it was asked for, to a checked scenario and its text. */
static enum myc_status read_root(struct myc_scenario_reader *reader, struct myc_setting *root,
                                 const char *name)
{
    add_name(root, name, reader->memory);
    MYC_TRY(myc_scenario_build(reader, root));
    MYC_TRY(myc_scenario_read_sweep(reader, root));
    reader->scenario->text = myc_setting_yaml(root, reader->memory);
    return MYC_OK;
}

static enum myc_status parse(const struct myc_source *source, struct myc_memory *memory,
                             struct myc_setting **root, struct myc_error *error)
{
    MYC_TRY(myc_yaml_read(source, 0, source->length, memory, root, error));
    if (*root)
        return MYC_OK;
    return myc_source_refuse(source, (struct myc_place){ 1, 1, 1 }, error,
                             "there is no scenario here: it begins with 'mycel: 1'");
}

/* "a/b.yaml" is in the folder "a" and called "b". */
static const char *folder_of(const char *path, struct myc_memory *memory)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return ".";
    return slash == path ? "/" : myc_memory_text(memory, path, (size_t)(slash - path));
}

static const char *name_of(const char *path, struct myc_memory *memory)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    const char *dot = strrchr(base, '.');
    char *name =
        myc_memory_text(memory, base, dot && dot > base ? (size_t)(dot - base) : strlen(base));
    for (char *at = name; *at;) {
        size_t bytes = myc_utf8_printable_bytes(at);
        if (bytes == 0)
            *at = '?'; /* a file may be called anything */
        at += bytes ? bytes : 1;
    }
    return name;
}

enum myc_status myc_scenario_read(const char *path, const struct myc_scenario_options *options,
                                  struct myc_memory *memory, struct myc_scenario *scenario,
                                  struct myc_error *error)
{
    static const struct myc_scenario_options no_options = { 0 };
    options = options ? options : &no_options;
    struct myc_file_text file;
    const char *problem;
    if (myc_file_read_text(path, MYC_SCENARIO_BYTES_MAX, memory, &file, &problem) != MYC_OK)
        return myc_error_set(error, MYC_INPUT, "%s: %s", path, problem);
    struct myc_source *source = myc_memory_alloc(memory, sizeof *source);
    struct myc_data *data = myc_memory_alloc(memory, sizeof *data);
    *source = (struct myc_source){ path, file.bytes, file.length, 0, data };
    struct myc_setting *root;
    MYC_TRY(parse(source, memory, &root, error));
    if (root->kind == MYC_SETTING_MAP)
        MYC_TRY(myc_set_apply(root, options->sets, options->set_count, memory, error));

    *scenario = (struct myc_scenario){ .path = path };
    struct myc_scenario_reader reader = { .memory = memory,
                                          .error = error,
                                          .scenario = scenario,
                                          .files_from = MYC_FILES_FROM_FOLDER,
                                          .folder = folder_of(path, memory),
                                          .data = data,
                                          .has_seed = options->has_seed,
                                          .seed = options->seed };
    MYC_TRY(read_root(&reader, root, name_of(path, memory)));
    if (!options->plan_path)
        return MYC_OK;
    const struct myc_plan_world world = world_of(scenario);
    scenario->plan = myc_plan_begin(memory);
    return myc_plan_file_read(scenario->plan, options->plan_path, &world, memory, error);
}

enum myc_status myc_scenario_read_text(const struct myc_scenario_text *text,
                                       struct myc_memory *memory, struct myc_scenario *scenario,
                                       struct myc_error *error)
{
    struct myc_source *source = myc_memory_alloc(memory, sizeof *source);
    struct myc_data *data = myc_memory_alloc(memory, sizeof *data);
    *source = (struct myc_source){ myc_memory_text(memory, text->name, strlen(text->name)),
                                   myc_memory_text(memory, text->text, text->length), text->length,
                                   0, data };
    struct myc_setting *root;
    MYC_TRY(parse(source, memory, &root, error));
    *scenario = (struct myc_scenario){ 0 };
    struct myc_scenario_reader reader = { .memory = memory,
                                          .error = error,
                                          .scenario = scenario,
                                          .files_from = MYC_FILES_FROM_TABLE,
                                          .files = text->files,
                                          .file_count = text->file_count,
                                          .data = data,
                                          .has_seed = true,
                                          .seed = text->seed };
    MYC_TRY(read_root(&reader, root, source->name));
    if (!text->plan)
        return MYC_OK;
    const struct myc_plan_world world = world_of(scenario);
    size_t length = strlen(text->plan);
    scenario->plan = myc_plan_begin(memory);
    return myc_plan_text_read(scenario->plan, myc_memory_format(memory, "plan of %s", source->name),
                              myc_memory_text(memory, text->plan, length), length, &world, memory,
                              error);
}
