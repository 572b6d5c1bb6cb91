#include "experiments/catalogue.h"

#include "experiments/arrivals.h"
#include "experiments/export.h"
#include "experiments/scenario.h"
#include "experiments/workloads/workload.h"
#include "faults/effect.h"
#include "faults/generator.h"
#include "faults/preset.h"
#include "faults/repetition.h"
#include "model/recovery.h"
#include "sim/detector.h"
#include "sim/distribution.h"
#include "sim/record.h"

/* A family whose register holds kinds, and one whose members begin with theirs. */
#define OF_KINDS(family, list)                                                                     \
    static const struct myc_kind *family##_at(size_t index, struct myc_memory *memory)             \
    {                                                                                              \
        (void)memory;                                                                              \
        return list[index];                                                                        \
    }
#define OF_MEMBERS(family, list)                                                                   \
    static const struct myc_kind *family##_at(size_t index, struct myc_memory *memory)             \
    {                                                                                              \
        (void)memory;                                                                              \
        return list[index] ? &list[index]->about : NULL;                                           \
    }

OF_KINDS(effect, myc_effect_kinds)
OF_KINDS(trigger, myc_trigger_kinds)
OF_KINDS(target, myc_target_kinds)
OF_KINDS(duration, myc_duration_kinds)
OF_KINDS(repetition, myc_repetition_kinds)
OF_KINDS(generator, myc_generator_kinds)
OF_KINDS(preset, myc_preset_kinds)
static const struct myc_kind *const cluster_kinds[] = { &myc_cluster_section,
                                                        &myc_cluster_overrides, NULL };
OF_KINDS(cluster, cluster_kinds)
OF_MEMBERS(recovery, myc_recoveries)
OF_MEMBERS(detector, myc_detectors)
OF_MEMBERS(distribution, myc_distribution_kinds)
OF_MEMBERS(format, myc_export_formats)

static size_t count_of(const struct myc_parameter *table)
{
    size_t count = 0;
    while (table && table[count].name)
        count++;
    return count;
}

/* One that is a single request has the keys of a stream of them too. */
static const struct myc_kind *workload_at(size_t index, struct myc_memory *memory)
{
    const struct myc_workload *workload = myc_workloads[index];
    if (!workload || !workload->request)
        return workload ? &workload->about : NULL;
    const size_t own = count_of(workload->about.parameters), more = count_of(myc_arrivals_keys);
    struct myc_parameter *all = myc_memory_alloc(memory, (own + more + 1) * sizeof *all);
    for (size_t i = 0; i < own + more; i++)
        all[i] = i < own ? workload->about.parameters[i] : myc_arrivals_keys[i - own];
    struct myc_kind *kind = myc_memory_alloc(memory, sizeof *kind);
    *kind = workload->about;
    kind->parameters = all;
    return kind;
}

/* Records are words of a list; those that a trigger may name show how. */
static const struct myc_kind *record_at(size_t index, struct myc_memory *memory)
{
    if (index >= MYC_RECORD_KINDS)
        return NULL;
    enum myc_record_kind record = (enum myc_record_kind)index;
    struct myc_kind *kind = myc_memory_alloc(memory, sizeof *kind);
    kind->name = myc_record_word(record);
    kind->help = myc_record_help(record);
    if (myc_record_is_trigger(record))
        kind->example = myc_memory_format(memory, "after: %s(labels)", kind->name);
    return kind;
}

const struct myc_family myc_families[] = {
    { "effect", "what a fault does", effect_at },
    { "trigger", "when it does it", trigger_at },
    { "target", "to what", target_at },
    { "duration", "for how long", duration_at },
    { "generator", "what gives many faults at once, among the items of a plan", generator_at },
    { "preset", "generators with the figures of a study in the field", preset_at },
    { "repetition", "what starts a fault again and again, after `by:`", repetition_at },
    { "workload", "the programs that a scenario can run", workload_at },
    { "cluster", "what the programs run on", cluster_at },
    { "recovery", "what a requester does when a request of it has failed", recovery_at },
    { "detector", "how a host learns that another is gone", detector_at },
    { "distribution", "how long something takes, when that is drawn", distribution_at },
    { "record", "what happens in a run; those with an example can trigger a fault", record_at },
    { "format", "what `mycel export` writes", format_at },
    { NULL, NULL, NULL },
};

const char *myc_parameter_unit(const struct myc_parameter *parameter)
{
    static const char *const words[] = { [MYC_UNIT_NONE] = "none",
#define X(name, type, word) [MYC_UNIT_##name] = word,
                                         MYC_UNIT_LIST(X)
#undef X
    };
    return parameter->unit == MYC_UNIT_CHOICE ? parameter->choices : words[parameter->unit];
}
