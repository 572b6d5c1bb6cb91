#include "experiments/example.h"

#include <string.h>

#include "faults/effect.h"
#include "faults/repetition.h"

/* The kinds give the shortest useful form of themselves; here is what goes around it. */
typedef const char *frame(const char *example, const char *name, struct myc_memory *memory);

static const char *frame_trigger(const char *example, const char *name, struct myc_memory *memory)
{
    (void)name;
    return myc_memory_format(memory, "crash: {target: m2, %s, for: 1ms}", example);
}

static const char *frame_duration(const char *example, const char *name, struct myc_memory *memory)
{
    (void)name;
    return myc_memory_format(memory, "crash: {target: m2, at: 60us, %s}", example);
}

/* An effect that strikes what the target gives. */
static const char *frame_target(const char *example, const char *name, struct myc_memory *memory)
{
    const struct myc_target_kind *target = myc_member_find(myc_targets, name);
    const char *effect = target->gives == MYC_SHAPE_HOSTS    ? "crash"
                         : target->gives == MYC_SHAPE_GROUPS ? "partition"
                                                             : "drop";
    return myc_memory_format(memory, "%s: {%s: %s, at: 60us, for: 1ms}", effect,
                             target->key ? target->key : "target", example);
}

/* Who follows needs one to follow, so this one is no item alone; some say how long they last. */
static const char *frame_repetition(const char *example, const char *name,
                                    struct myc_memory *memory)
{
    const struct myc_repetition_kind *kind = myc_member_find(myc_repetitions, name);
    const char *item = myc_memory_format(memory, "crash: {target: m2, by: {%s}%s}", example,
                                         kind->length ? "" : ", for: 1ms");
    if (!kind->leader)
        return item;
    return myc_memory_format(memory, "perturb: [{crash: {target: m1, at: 1us, for: 1us}}, {%s}]",
                             item);
}

static const char *frame_distribution(const char *example, const char *name,
                                      struct myc_memory *memory)
{
    (void)name;
    return myc_memory_format(memory, "crash: {target: m2, at: 60us, for: %s}", example);
}

static const char *frame_detector(const char *example, const char *name, struct myc_memory *memory)
{
    (void)name;
    return myc_memory_format(memory, "recovery: {detector: %s}", example);
}

static const struct {
    const char *family;
    frame *around;
} frames[] = {
    { "trigger", frame_trigger },           { "target", frame_target },
    { "duration", frame_duration },         { "repetition", frame_repetition },
    { "distribution", frame_distribution }, { "detector", frame_detector },
    { "record", frame_trigger },
};

const char *myc_example(const struct myc_family *family, const struct myc_kind *kind,
                        struct myc_memory *memory)
{
    for (size_t i = 0; kind->example && i < sizeof frames / sizeof *frames; i++)
        if (strcmp(frames[i].family, family->name) == 0)
            return frames[i].around(kind->example, kind->name, memory);
    return kind->example;
}
