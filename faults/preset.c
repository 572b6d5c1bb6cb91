#include "faults/preset.h"

#include <inttypes.h>
#include <string.h>

#include "sim/wide.h"

myc_time myc_preset_time(const struct myc_preset *preset, uint64_t count, myc_time each,
                         uint64_t parts)
{
    myc_wide time = (myc_wide)count * each / ((myc_wide)parts * preset->faster);
    if (time == 0)
        return 1;
    return time < MYC_TIME_MAX ? (myc_time)time : MYC_TIME_MAX;
}

const char *myc_preset_word(const struct myc_generating *generating,
                            const struct myc_parameter *parameters, const char *name)
{
    const struct myc_setting *given = myc_setting_find(generating->reading->setting, name);
    while (!given && strcmp(parameters->name, name) != 0)
        parameters++;
    return given ? given->text : parameters->initial;
}

/* "{kind: mixture, ...}" */
static const char *mixture(const struct myc_preset_legs *legs, const struct myc_preset_leg *leg,
                           const char *shape, struct myc_memory *memory)
{
    myc_time min = myc_preset_time(&legs->preset, 1, leg->min, 1);
    myc_time mean = myc_preset_time(&legs->preset, 1, leg->mean, 1);
    const char *pareto =
        myc_memory_format(memory, "kind: pareto, shape: %s, min: %" PRIu64, shape, min);
    const char *rest = myc_memory_format(memory, "kind: exponential, mean: %" PRIu64, mean);
    uint64_t share = leg->weight.numerator, all = leg->weight.denominator;
    if (share == 0 || share == all)
        return myc_memory_format(memory, "{%s}", share ? pareto : rest);
    return myc_memory_format(
        memory,
        "{kind: mixture, of: [{%s, weight: %" PRIu64 "/%" PRIu64 "}, {%s, weight: %" PRIu64
        "/%" PRIu64 "}]}",
        pareto, share, all, rest, all - share, all);
}

enum myc_status myc_preset_delay(const struct myc_preset_legs *legs,
                                 struct myc_generating *generating,
                                 const struct myc_parameter *parameters)
{
    struct myc_memory *memory = generating->reading->memory;
    const char *request =
        mixture(legs, &legs->request, myc_preset_word(generating, parameters, "request_shape"),
                memory);
    const char *answer =
        mixture(legs, &legs->answer, myc_preset_word(generating, parameters, "answer_shape"),
                memory);
    MYC_TRY(myc_generate(generating, "delay", "target: message(Req), add: %s", request));
    return myc_generate(generating, "delay", "target: message(Res), add: %s", answer);
}
