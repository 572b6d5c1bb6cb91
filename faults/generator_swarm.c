/* Swarm testing (Groce, Zhang, Eide, Chen, Regehr, ISSTA 2012; FoundationDB's knobs): every effect
 * is on or off by chance, and what is on has its target, its rate, its length and its own parameters
 * drawn. So many small and odd mixtures are met that no average one would be.
 *
 * It walks the register, so a new effect takes part the day it is there. Each effect draws from a
 * stream of its own: another effect moves no draw. */
#include <inttypes.h>
#include <string.h>

#include "faults/generator.h"
#include "faults/text.h"

struct swarm {
    struct myc_ratio on;
    myc_time mean, length;
};

/* One effect, its words so far. */
struct choice {
    const struct swarm *swarm;
    const struct myc_effect *effect;
    struct myc_stream stream;
    struct myc_line line;
};

#define PICK(stream, array) ((array)[myc_stream_below(stream, sizeof(array) / sizeof *(array))])

/* From a tenth of it to ten times it, evenly on a logarithmic scale. */
static myc_time around(struct myc_stream *stream, myc_time time)
{
    static const myc_time tenths[] = { 1, 2, 5, 10, 20, 50, 100 };
    myc_time factor = PICK(stream, tenths);
    return time / 10 * factor + time % 10 * factor / 10;
}

static void add_target(struct choice *choice, uint32_t hosts)
{
    static const char *const on_hosts[] = { "target: any", "target: all", "target: random(2)" };
    static const char *const on_groups[] = { "shape: one", "shape: halves", "shape: bridge",
                                             "shape: ring" };
    bool few = hosts < 3;
    struct myc_stream *stream = &choice->stream;
    const char *hosts_text = PICK(stream, on_hosts), *groups_text = PICK(stream, on_groups);
    if (choice->effect->strikes & MYC_SHAPE_HOSTS)
        myc_line_add(&choice->line, "%s", few ? on_hosts[0] : hosts_text);
    else
        myc_line_add(&choice->line, "%s", few ? on_groups[0] : groups_text);
}

static int choice_length(const char *choices)
{
    return (int)strcspn(choices, "|");
}

static void add_choice(struct choice *choice, const struct myc_parameter *parameter)
{
    const char *word = parameter->choices;
    uint64_t count = 1;
    for (const char *bar = strchr(word, '|'); bar; bar = strchr(bar + 1, '|'))
        count++;
    for (uint64_t i = myc_stream_below(&choice->stream, count); i > 0; i--)
        word += choice_length(word) + 1;
    myc_line_add(&choice->line, "%.*s", choice_length(word), word);
}

/* A value of that unit; false: none can be drawn without knowing what it means. */
static bool add_value(struct choice *choice, const struct myc_parameter *parameter)
{
    static const char *const ratios[] = { "1%", "5%", "20%", "50%" };
    static const char *const factors[] = { "2", "10", "100" };
    static const char *const rates[] = { "1Mbit", "10Mbit", "100Mbit" };
    struct myc_stream *stream = &choice->stream;
    struct myc_line *line = &choice->line;
    switch (parameter->unit) {
    case MYC_UNIT_RATIO:
        myc_line_add(line, "%s", PICK(stream, ratios));
        return true;
    case MYC_UNIT_FACTOR:
        myc_line_add(line, "%s", PICK(stream, factors));
        return true;
    case MYC_UNIT_BANDWIDTH:
        myc_line_add(line, "%s", PICK(stream, rates));
        return true;
    case MYC_UNIT_FLAG:
        myc_line_add(line, "%s", myc_stream_below(stream, 2) ? "true" : "false");
        return true;
    case MYC_UNIT_CHOICE:
        add_choice(choice, parameter);
        return true;
    case MYC_UNIT_TIME:
        myc_line_add(line, "%" PRIu64, around(stream, choice->swarm->length));
        return true;
    case MYC_UNIT_DISTRIBUTION:
        myc_line_add(line, "{kind: exponential, mean: %" PRIu64 "}",
                     around(stream, choice->swarm->length));
        return true;
    default:
        return false;
    }
}

/* Whether all that the effect cannot do without can be drawn. */
static bool is_drawable(const struct myc_effect *effect)
{
    for (const struct myc_parameter *p = effect->about.parameters; p && p->name; p++) {
        bool is_words = p->unit == MYC_UNIT_TEXT || p->unit == MYC_UNIT_SETTING ||
                        p->unit == MYC_UNIT_COUNT || p->unit == MYC_UNIT_BYTES;
        if (is_words && !p->initial && p->unit != MYC_UNIT_SETTING)
            return false;
    }
    return effect->strikes & (MYC_SHAPE_HOSTS | MYC_SHAPE_GROUPS);
}

static void add_own(struct choice *choice)
{
    for (const struct myc_parameter *p = choice->effect->about.parameters; p && p->name; p++) {
        struct choice trial = *choice;
        myc_line_add(&trial.line, ", %s: ", p->name);
        if (add_value(&trial, p))
            *choice = trial;
        else if (choice->line.text)
            choice->line.text[choice->line.length] = '\0';
    }
}

static enum myc_status generate(void *parameters, struct myc_generating *generating)
{
    const struct swarm *swarm = parameters;
    const struct myc_reading *reading = generating->reading;
    for (size_t i = 0; myc_effects[i]; i++) {
        struct choice choice = { .swarm = swarm, .effect = myc_effects[i] };
        choice.line.memory = reading->memory;
        const char *name = choice.effect->about.name;
        myc_stream_init(
            &choice.stream, reading->world->seed,
            myc_stream_entity(myc_memory_format(reading->memory, "%s/%s", generating->name, name)),
            MYC_PURPOSE_GENERATE);
        bool on = myc_stream_chance(&choice.stream, swarm->on.numerator, swarm->on.denominator);
        if (!on || !is_drawable(choice.effect))
            continue;
        add_target(&choice, reading->world->cluster->host_count);
        myc_time mean = around(&choice.stream, swarm->mean);
        myc_time length = around(&choice.stream, swarm->length);
        myc_line_add(&choice.line, ", by: {poisson: {mean: %" PRIu64 "}}", mean ? mean : 1);
        if (!choice.effect->at_once)
            myc_line_add(&choice.line, ", for: {kind: exponential, mean: %" PRIu64 "}", length);
        add_own(&choice);
        MYC_TRY(myc_generate(generating, name, "%s", choice.line.text));
    }
    return MYC_OK;
}

static const struct myc_parameter parameters[] = {
    { "on", MYC_UNIT_RATIO, .initial = "50%", .help = "the chance of each effect to take part",
      .source = "one half: Groce et al., ISSTA 2012", .offset = offsetof(struct swarm, on) },
    { "mean", MYC_UNIT_TIME, .initial = "10ms", .min = "10ns", .max = "1000h",
      .help = "mean time between faults of one effect, before a factor of 1/10 to 10 is drawn",
      .offset = offsetof(struct swarm, mean) },
    { "length", MYC_UNIT_TIME, .initial = "1ms", .min = "10ns", .max = "1000h",
      .help = "mean length of a fault, and of what its effect draws, likewise",
      .offset = offsetof(struct swarm, length) },
    { 0 }
};

const struct myc_generator myc_generator_swarm = {
    .about = { .name = "swarm",
               .help = "every effect on or off by chance, with drawn targets, rates, lengths and "
                       "parameters",
               .example = "swarm: {mean: 1ms, length: 100us}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct swarm),
    .generate = generate,
};
