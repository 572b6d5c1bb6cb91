#include "experiments/scenario_sections.h"

#include <string.h>


static enum myc_status read_section(struct myc_scenario_reader *reader,
                                    const struct myc_parameter *table,
                                    const struct myc_setting *setting, const char *what, void *into)
{
    return myc_parameters_read(table, setting, NULL, what, into, reader->memory, reader->error);
}

/* The parameters of a register's member, given as a bare word or as {kind: NAME, ...}. */
static enum myc_status read_parameters(struct myc_scenario_reader *reader,
                                       const struct myc_kind *kind,
                                       const struct myc_setting *setting, const char *family,
                                       size_t bytes, const void **out)
{
    static const char *const also[] = { "kind", NULL };
    void *parameters = myc_memory_alloc(reader->memory, bytes);
    struct myc_setting map = { .kind = MYC_SETTING_MAP };
    if (setting && setting->kind == MYC_SETTING_MAP)
        map = *setting;
    else if (setting) { /* a bare word stands for a map without more */
        map.source = setting->source;
        map.place = setting->place;
    }
    *out = parameters;
    return myc_parameters_read(kind->parameters, setting ? &map : NULL, also,
                               myc_memory_format(reader->memory, "the %s %s", family, kind->name),
                               parameters, reader->memory, reader->error);
}

enum myc_status myc_scenario_read_cost(struct myc_scenario_reader *reader,
                                       const struct myc_setting *setting)
{
    static const struct myc_parameter table[] = {
        { .name = "step",
          .unit = MYC_UNIT_TIME,
          .initial = "50ns",
          .max = "1h",
          .help = "simulated time of one step of a spore",
          .source = "Mycel",
          .offset = offsetof(struct myc_cost, step) },
        { .name = "byte",
          .unit = MYC_UNIT_TIME,
          .initial = "0ns",
          .max = "1h",
          .help = "simulated time of one byte of a spore's argument and result",
          .source = "Mycel",
          .offset = offsetof(struct myc_cost, byte) },
        { 0 },
    };
    return read_section(reader, table, setting, "cost", &reader->scenario->cost);
}

static enum myc_status read_backoff(struct myc_scenario_reader *reader,
                                    const struct myc_setting *setting)
{
    static const struct myc_parameter table[] = {
        { .name = "first",
          .unit = MYC_UNIT_TIME,
          .initial = "10ms",
          .max = "365d",
          .help = "wait before the second attempt",
          .source = "Mycel",
          .offset = offsetof(struct myc_backoff, first) },
        { .name = "factor",
          .unit = MYC_UNIT_FACTOR,
          .initial = "2",
          .min = "1",
          .max = "1000",
          .help = "each wait is so many times the one before",
          .source = "Mycel",
          .offset = offsetof(struct myc_backoff, factor) },
        { .name = "max",
          .unit = MYC_UNIT_TIME,
          .initial = "1s",
          .max = "365d",
          .help = "no wait is longer",
          .source = "Mycel",
          .offset = offsetof(struct myc_backoff, max) },
        { 0 },
    };
    return read_section(reader, table, setting, "backoff", &reader->scenario->recovery.backoff);
}

static enum myc_status read_policy(struct myc_scenario_reader *reader,
                                   const struct myc_setting *setting)
{
    const void *member = myc_member_find(myc_recoveries, "rehost");
    if (setting) {
        const struct myc_setting *name;
        MYC_TRY(myc_read_kind(setting, "the recovery policy", &name, reader->error));
        MYC_TRY(myc_read_member(name, "recovery policy", myc_recoveries, &member, reader->memory,
                                reader->error));
    }
    reader->scenario->recovery.policy = member;
    return MYC_OK;
}

static bool has_parameter(const struct myc_recovery *policy, const char *name)
{
    const struct myc_parameter *parameter = policy->about.parameters;
    while (parameter && parameter->name && strcmp(parameter->name, name) != 0)
        parameter++;
    return parameter && parameter->name;
}

/* Of a key that belongs to another policy that is said. */
static enum myc_status refuse_stranger(struct myc_scenario_reader *reader,
                                       const struct myc_setting *setting)
{
    const struct myc_recovery *chosen = reader->scenario->recovery.policy;
    bool is_map = setting && setting->kind == MYC_SETTING_MAP;
    for (const struct myc_setting *child = is_map ? setting->first : NULL; child;
         child = child->next)
        for (size_t i = 0; myc_recoveries[i] && !has_parameter(chosen, child->key); i++)
            if (has_parameter(myc_recoveries[i], child->key))
                return myc_setting_refuse_key(
                    child, reader->error, "%s belongs to the recovery policy %s, not to %s",
                    child->key, myc_recoveries[i]->about.name, chosen->about.name);
    return MYC_OK;
}

/* A policy that is a map holds its parameters; of one that is a bare word they stand beside it. */
static enum myc_status read_policy_parameters(struct myc_scenario_reader *reader,
                                              const struct myc_setting *section,
                                              const struct myc_setting *setting,
                                              const char *const *section_keys)
{
    struct myc_recovery_config *recovery = &reader->scenario->recovery;
    const struct myc_kind *about = &recovery->policy->about;
    if (setting && setting->kind == MYC_SETTING_MAP)
        return read_parameters(reader, about, setting, "recovery policy",
                               recovery->policy->parameters_bytes, &recovery->parameters);
    void *parameters = myc_memory_alloc(reader->memory, recovery->policy->parameters_bytes);
    recovery->parameters = parameters;
    return myc_parameters_read(
        about->parameters, section, section_keys,
        myc_memory_format(reader->memory, "the recovery policy %s", about->name), parameters,
        reader->memory, reader->error);
}

/* The names in a table of parameters, for the other reader of the same map. */
static const char *const *names_of(struct myc_memory *memory, const struct myc_parameter *table)
{
    size_t count = 0;
    while (table && table[count].name)
        count++;
    const char **names = myc_memory_alloc(memory, (count + 1) * sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = table[i].name;
    return names;
}

/* `{delay: 2ms}` without a kind is the default detector's. */
static enum myc_status read_detector(struct myc_scenario_reader *reader,
                                     const struct myc_setting *setting)
{
    const void *member = myc_member_find(myc_detectors, "perfect");
    bool is_map = setting && setting->kind == MYC_SETTING_MAP;
    if (setting && (!is_map || myc_setting_find(setting, "kind"))) {
        const struct myc_setting *name;
        MYC_TRY(myc_read_kind(setting, "the detector", &name, reader->error));
        MYC_TRY(myc_read_member(name, "detector", myc_detectors, &member, reader->memory,
                                reader->error));
    }
    const struct myc_detector *detector = member;
    reader->scenario->cluster.detector = detector;
    return read_parameters(reader, &detector->about, setting, "detector",
                           detector->parameters_bytes,
                           &reader->scenario->cluster.detector_parameters);
}

struct recovery_section {
    const struct myc_setting *policy;
    const struct myc_setting *detector;
    const struct myc_setting *backoff;
    uint64_t attempts;
};

enum myc_status myc_scenario_read_recovery(struct myc_scenario_reader *reader,
                                           const struct myc_setting *setting)
{
    static const struct myc_parameter table[] = {
        { .name = "policy",
          .unit = MYC_UNIT_SETTING,
          .help = "what a requester does when a request has failed; rehost",
          .offset = offsetof(struct recovery_section, policy) },
        { .name = "detector",
          .unit = MYC_UNIT_SETTING,
          .help = "how a host learns that another is gone; {kind: perfect, delay: 1ms}",
          .offset = offsetof(struct recovery_section, detector) },
        { .name = "attempts",
          .unit = MYC_UNIT_COUNT,
          .initial = "5",
          .min = "1",
          .max = "1000000",
          .help = "attempts at one request, the first included",
          .source = "Mycel",
          .offset = offsetof(struct recovery_section, attempts) },
        { .name = "backoff",
          .unit = MYC_UNIT_SETTING,
          .help = "waits between attempts; {first: 10ms, factor: 2, max: 1s}",
          .offset = offsetof(struct recovery_section, backoff) },
        { 0 },
    };
    struct recovery_section section;
    const struct myc_setting *policy = myc_setting_find(setting, "policy");
    bool is_map = policy && policy->kind == MYC_SETTING_MAP;
    MYC_TRY(read_policy(reader, policy));
    MYC_TRY(refuse_stranger(reader, setting));
    const struct myc_parameter *own = reader->scenario->recovery.policy->about.parameters;
    MYC_TRY(myc_parameters_read(table, setting, is_map ? NULL : names_of(reader->memory, own),
                                "recovery", &section, reader->memory, reader->error));
    reader->scenario->recovery.attempts = section.attempts;
    MYC_TRY(read_policy_parameters(reader, setting, policy, names_of(reader->memory, table)));
    MYC_TRY(read_detector(reader, section.detector));
    return read_backoff(reader, section.backoff);
}

enum myc_status myc_scenario_read_limits(struct myc_scenario_reader *reader,
                                         const struct myc_setting *setting)
{
    static const struct myc_parameter table[] = {
        { .name = "events",
          .unit = MYC_UNIT_COUNT,
          .initial = "10000000",
          .min = "1",
          .help = "events after which a run is stopped",
          .source = "Mycel",
          .offset = offsetof(struct myc_limits, events) },
        { .name = "time",
          .unit = MYC_UNIT_TIME,
          .initial = "1h",
          .min = "1ns",
          .max = "forever",
          .help = "simulated time after which a run is stopped",
          .source = "Mycel",
          .offset = offsetof(struct myc_limits, time) },
        { 0 },
    };
    return read_section(reader, table, setting, "limits", &reader->scenario->limits);
}
