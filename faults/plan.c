#include "faults/plan.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "faults/generator.h"
#include "faults/item.h"
#include "faults/preset.h"
#include "faults/repetition.h"
#include "faults/text.h"

#define KEYS_MAX 64 /* of one item, known or given */

/* The generators, and after them the presets; NULL: no more. */
static const struct myc_generator *generator_at(size_t index)
{
    size_t generators = 0;
    while (myc_generators[generators])
        generators++;
    return index < generators ? myc_generators[index] : myc_presets[index - generators];
}

struct myc_plan *myc_plan_begin(struct myc_memory *memory)
{
    struct myc_plan *plan = myc_memory_alloc(memory, sizeof *plan);
    plan->memory = memory;
    size_t effects = 0;
    while (myc_effects[effects])
        effects++;
    plan->ordinals = myc_memory_alloc(memory, effects * sizeof *plan->ordinals);
    size_t generators = 0;
    while (generator_at(generators))
        generators++;
    plan->generated = myc_memory_alloc(memory, generators * sizeof *plan->generated);
    return plan;
}

size_t myc_plan_count(const struct myc_plan *plan)
{
    return plan->count;
}

bool myc_plan_is_generated(const struct myc_plan *plan)
{
    for (size_t i = 0; myc_generators[i]; i++)
        if (plan->generated[i])
            return true;
    return false;
}

const char *myc_plan_text(const struct myc_plan *plan, struct myc_memory *memory)
{
    struct myc_line line = { .memory = memory };
    for (size_t i = 0; i < plan->count; i++)
        myc_line_add(&line, "%s\n", myc_words_text(&plan->items[i].words, memory));
    return myc_line_text(&line);
}

static void add_words(struct myc_line *line, bool *first, const char *key, const char *words)
{
    if (!words || !*words)
        return;
    myc_line_add(line, "%s%s%s", *first ? "" : ", ", key, words);
    *first = false;
}

const char *myc_words_text(const struct myc_words *words, struct myc_memory *memory)
{
    struct myc_line line = { .memory = memory };
    bool first = true;
    myc_line_add(&line, "%s: {", words->effect);
    add_words(&line, &first, "", words->what);
    add_words(&line, &first, "", words->when);
    add_words(&line, &first, "", words->how_long);
    add_words(&line, &first, "", words->own);
    add_words(&line, &first, "", words->stream);
    add_words(&line, &first, "name: ", words->name);
    myc_line_add(&line, "}");
    return line.text;
}

/* --- keys --- */

static bool is_in_table(const struct myc_parameter *table, const char *key)
{
    for (; table && table->unit != MYC_UNIT_NONE; table++)
        if (strcmp(table->name, key) == 0)
            return true;
    return false;
}

/* The keys that any item may have: of every target, trigger and duration. */
static void known_keys(const char **keys)
{
    size_t count = 0;
    keys[count++] = "target";
    keys[count++] = "name";
    keys[count++] = "stream";
    for (size_t i = 0; myc_targets[i]; i++)
        if (myc_targets[i]->key)
            keys[count++] = myc_targets[i]->key;
    for (size_t i = 0; myc_trigger_kinds[i]; i++)
        for (const struct myc_parameter *p = myc_trigger_kinds[i]->parameters; p->name; p++)
            keys[count++] = p->name;
    for (size_t i = 0; myc_duration_kinds[i]; i++)
        for (const struct myc_parameter *p = myc_duration_kinds[i]->parameters; p->name; p++)
            keys[count++] = p->name;
    keys[count] = NULL;
}

enum myc_status myc_part_read(const struct myc_kind *about, size_t bytes,
                              const struct myc_setting *map, const char *what,
                              const struct myc_reading *reading, void **into)
{
    const char **others = myc_memory_alloc(reading->memory, (map->count + 1) * sizeof *others);
    size_t count = 0;
    for (const struct myc_setting *key = map->first; key; key = key->next)
        if (!is_in_table(about->parameters, key->key))
            others[count++] = key->key;
    *into = myc_memory_alloc(reading->memory, bytes);
    return myc_parameters_read(about->parameters, map, others, what, *into, reading->memory,
                               reading->error);
}

/* Which of a family's kinds the map names by its key; the first stands for none. Keys that go
 * with another of them are refused. */
static enum myc_status choose(const struct myc_kind *const *kinds, const char *says,
                              const struct myc_setting *map, const struct myc_reading *reading,
                              size_t *chosen)
{
    const struct myc_setting *by = NULL;
    *chosen = 0;
    for (size_t i = 0; kinds[i]; i++) {
        const struct myc_setting *key = myc_setting_find(map, kinds[i]->name);
        if (key && by)
            return myc_setting_refuse_key(key, reading->error, "'%s' and '%s' both say %s", by->key,
                                          key->key, says);
        if (key) {
            by = key;
            *chosen = i;
        }
    }
    for (size_t i = 0; kinds[i]; i++)
        for (const struct myc_parameter *p = kinds[i]->parameters; p->name; p++) {
            const struct myc_setting *stray = myc_setting_find(map, p->name);
            if (stray && !is_in_table(kinds[*chosen]->parameters, p->name))
                return myc_setting_refuse_key(stray, reading->error, "'%s' goes with '%s'", p->name,
                                              kinds[i]->name);
        }
    return MYC_OK;
}

/* --- the parts of an item --- */

static enum myc_status read_effect(struct myc_item *item, const struct myc_setting *map,
                                   const struct myc_reading *reading)
{
    const struct myc_kind *about = &item->effect->about;
    const char *common[KEYS_MAX];
    known_keys(common);
    void *parameters = myc_memory_alloc(reading->memory, item->effect->parameters_bytes);
    MYC_TRY(myc_parameters_read(about->parameters, map, common, about->name, parameters,
                                reading->memory, reading->error));
    if (item->effect->check)
        MYC_TRY(item->effect->check(parameters, reading));
    struct myc_line own = { .memory = reading->memory };
    myc_line_add_parameters(&own, about->parameters, map, parameters);
    item->effect_parameters = parameters;
    item->words.effect = about->name;
    item->words.own = myc_line_text(&own);
    return MYC_OK;
}

static enum myc_status read_trigger(struct myc_item *item, const struct myc_setting *map,
                                    const struct myc_reading *reading)
{
    size_t chosen;
    MYC_TRY(choose(myc_trigger_kinds, "when it starts", map, reading, &chosen));
    item->trigger = myc_triggers[chosen];
    void *parameters;
    MYC_TRY(myc_part_read(&item->trigger->about, item->trigger->parameters_bytes, map,
                          "the trigger", reading, &parameters));
    if (item->trigger->check)
        MYC_TRY(item->trigger->check(parameters, reading));
    item->trigger_parameters = parameters;
    item->words.when = item->trigger->print(parameters, reading->memory);
    return MYC_OK;
}

static enum myc_status read_duration(struct myc_item *item, const struct myc_setting *map,
                                     const struct myc_reading *reading)
{
    size_t chosen;
    MYC_TRY(choose(myc_duration_kinds, "how long it lasts", map, reading, &chosen));
    const struct myc_setting *said = myc_setting_find(map, myc_duration_kinds[chosen]->name);
    if (said && item->effect->at_once)
        return myc_setting_refuse_key(said, reading->error,
                                      "%s is over as soon as it began: it has no duration",
                                      item->effect->about.name);
    item->duration = myc_durations[chosen];
    void *parameters;
    MYC_TRY(myc_part_read(&item->duration->about, item->duration->parameters_bytes, map,
                          "the duration", reading, &parameters));
    if (item->duration->check)
        MYC_TRY(item->duration->check(parameters, reading));
    item->duration_parameters = parameters;
    item->words.how_long = item->duration->print(parameters, reading->memory);
    return MYC_OK;
}

/* A flap lasts as long as it says; load is that of a host. */
static enum myc_status check_repetition(const struct myc_item *item, const struct myc_setting *map,
                                        const struct myc_reading *reading)
{
    if (!item->trigger->repetition)
        return MYC_OK;
    const struct myc_repetition *by = item->trigger->repetition(item->trigger_parameters);
    const char *name = by->kind->about.name;
    if (by->kind->needs_hosts && !item->target->fixed)
        return myc_setting_refuse(map, reading->error,
                                  "%s needs a host, a list of hosts, all, rack or zone as its "
                                  "target: %s",
                                  name, by->kind->needs_hosts);
    if (by->kind->length && item->effect->at_once)
        return myc_setting_refuse(map, reading->error,
                                  "%s says how long it lasts, but %s is over as soon as it began",
                                  name, item->effect->about.name);
    for (size_t i = 0; by->kind->length && myc_duration_kinds[i]; i++) {
        const struct myc_setting *stray = myc_setting_find(map, myc_duration_kinds[i]->name);
        if (stray)
            return myc_setting_refuse_key(stray, reading->error, "%s says itself how long it lasts",
                                          name);
    }
    return MYC_OK;
}

bool myc_item_draws(const struct myc_item *item)
{
    return item->effect->draws && item->effect->draws(item->effect_parameters);
}

static enum myc_status read_stream(struct myc_item *item, const struct myc_setting *map,
                                   const struct myc_reading *reading)
{
    const struct myc_setting *stream = myc_setting_find(map, "stream");
    if (!stream)
        return MYC_OK;
    if (!myc_item_draws(item))
        return myc_setting_refuse_key(stream, reading->error, "%s draws nothing while it lasts",
                                      item->effect->about.name);
    item->has_stream = true;
    MYC_TRY(myc_read_count(stream, 0, MYC_TIME_MAX, &item->stream, reading->error));
    item->words.stream = myc_memory_format(reading->memory, "stream: %" PRIu64, item->stream);
    return MYC_OK;
}

/* The `name:` of the map, or NULL. */
static enum myc_status read_given_name(const struct myc_reading *reading, const char **given)
{
    const struct myc_setting *name = myc_setting_find(reading->setting, "name");
    *given = NULL;
    if (!name)
        return MYC_OK;
    const char *text;
    MYC_TRY(myc_read_text(name, &text, reading->error));
    if (!myc_name_is_plain(text))
        return myc_setting_refuse(name, reading->error,
                                  "a name begins with a letter or '_', then letters, digits and "
                                  "'_.-'");
    *given = myc_memory_text(reading->memory, text, strlen(text));
    return MYC_OK;
}

/* Items of one name draw the same: no use where one of them repeats. */
static enum myc_status check_name(const struct myc_item *item, const struct myc_reading *reading)
{
    const struct myc_plan *plan = reading->plan;
    bool may_clash = item->words.name && (item->trigger->repetition || plan->has_repetition);
    for (size_t i = 0; may_clash && i < plan->count; i++) {
        const struct myc_item *other = &plan->items[i];
        bool repeats = item->trigger->repetition || other->trigger->repetition;
        if (repeats && strcmp(other->name, item->name) == 0)
            return myc_setting_refuse(myc_setting_find(reading->setting, "name"), reading->error,
                                      "an item above is called '%s' too: they would draw the same",
                                      item->name);
    }
    return MYC_OK;
}

static enum myc_status read_name(struct myc_item *item, uint32_t ordinal,
                                 const struct myc_reading *reading)
{
    MYC_TRY(read_given_name(reading, &item->words.name));
    item->name = item->words.name ? item->words.name
                                  : myc_memory_format(reading->memory, "%s#%u",
                                                      item->effect->about.name, ordinal);
    return MYC_OK;
}

/* --- items --- */

/* The member of a register that is called as the item is, or NULL. */
static const void *find(const struct myc_setting *item, const void *members)
{
    return myc_member_find(members, item->first->key);
}

static enum myc_status refuse_name(const struct myc_setting *item,
                                   const struct myc_reading *reading)
{
    const char *names[KEYS_MAX] = { 0 };
    size_t count = 0;
    for (size_t i = 0; myc_effects[i]; i++)
        names[count++] = myc_effects[i]->about.name;
    for (size_t i = 0; generator_at(i); i++)
        names[count++] = generator_at(i)->about.name;
    return myc_setting_refuse_key(item->first, reading->error,
                                  "no effect or generator is called '%s'%s", item->first->key,
                                  myc_did_you_mean(reading->memory, item->first->key, names));
}

static enum myc_status add_read(struct myc_plan *plan, const struct myc_effect *effect,
                                const struct myc_reading *reading)
{
    size_t index = 0;
    while (myc_effects[index] != effect)
        index++;
    const struct myc_setting *map = reading->setting;
    struct myc_item read = { .effect = effect };
    MYC_TRY(read_effect(&read, map, reading));
    MYC_TRY(myc_target_read(&read, map, reading));
    MYC_TRY(read_trigger(&read, map, reading));
    MYC_TRY(read_duration(&read, map, reading));
    MYC_TRY(check_repetition(&read, map, reading));
    MYC_TRY(read_stream(&read, map, reading));
    MYC_TRY(read_name(&read, plan->ordinals[index] + 1, reading));
    MYC_TRY(check_name(&read, reading));
    plan->items = myc_memory_grow(plan->memory, plan->items, &plan->room, plan->count + 1,
                                  sizeof *plan->items);
    plan->items[plan->count++] = read;
    plan->has_repetition |= read.trigger->repetition != NULL;
    plan->ordinals[index] += !read.words.name; /* so that one with a name comes and goes unnoticed */
    return MYC_OK;
}

/* What was wrong with a line that a generator gave, below the place of the generator. */
static enum myc_status refuse_given(const struct myc_generating *generating,
                                    struct myc_error *within)
{
    const struct myc_reading *reading = generating->reading;
    if (within->status != MYC_INPUT)
        return myc_error_set(reading->error, within->status, "%s", within->message);
    struct myc_error above = { .status = MYC_OK };
    myc_setting_refuse_key(reading->setting, &above, "%s gives an item that is refused",
                           reading->setting->key);
    return myc_error_set(reading->error, MYC_INPUT, "%s\n%s", above.message, within->message);
}

enum myc_status myc_generate(struct myc_generating *generating, const char *effect,
                             const char *keys, ...)
{
    const struct myc_reading *reading = generating->reading;
    struct myc_memory *memory = reading->memory;
    va_list arguments;
    va_start(arguments, keys);
    char *own = myc_memory_vformat(memory, keys, arguments);
    va_end(arguments);
    struct myc_source *source = myc_memory_alloc(memory, sizeof *source);
    source->name = myc_memory_format(memory, "what %s gives", generating->name);
    source->text = myc_memory_format(memory, "%s: {%s, name: %s.%" PRIu32 "}", effect, own,
                                     generating->name, generating->count + 1);
    source->length = strlen(source->text);
    source->line_first = generating->count++;
    source->data = reading->setting->source->data;
    struct myc_setting *item;
    struct myc_error within = { .status = MYC_OK };
    enum myc_status status = reading->world->parse(source, memory, &item, &within);
    if (status == MYC_OK)
        status = myc_plan_add_item(generating->plan, item, reading->world, &within);
    return status == MYC_OK ? MYC_OK : refuse_given(generating, &within);
}

static enum myc_status generate(struct myc_plan *plan, const struct myc_generator *generator,
                                const struct myc_reading *reading)
{
    static const char *const also[] = { "name", NULL };
    size_t index = 0;
    while (generator_at(index) != generator)
        index++;
    const struct myc_kind *about = &generator->about;
    void *parameters = myc_memory_alloc(reading->memory, generator->parameters_bytes);
    MYC_TRY(myc_parameters_read(about->parameters, reading->setting, also, about->name, parameters,
                                reading->memory, reading->error));
    const char *name;
    MYC_TRY(read_given_name(reading, &name));
    uint32_t ordinal = ++plan->generated[index];
    struct myc_generating generating = {
        .plan = plan,
        .reading = reading,
        .name = name ? name : myc_memory_format(reading->memory, "%s.%u", about->name, ordinal),
    };
    return generator->generate(parameters, &generating);
}

enum myc_status myc_plan_add_item(struct myc_plan *plan, const struct myc_setting *item,
                                  const struct myc_plan_world *world, struct myc_error *error)
{
    struct myc_reading reading = {
        .world = world, .plan = plan, .memory = plan->memory, .error = error
    };
    if (item->kind != MYC_SETTING_MAP || item->count != 1)
        return myc_setting_refuse(item, error,
                                  "expected one fault, EFFECT: {target: ..., ...}, for example %s",
                                  myc_effects[0]->about.example);
    const struct myc_effect *effect = find(item, myc_effects);
    const struct myc_generator *generator = find(item, myc_generators);
    if (!generator)
        generator = find(item, myc_presets);
    if (!effect && !generator)
        return refuse_name(item, &reading);
    reading.setting = item->first;
    if (reading.setting->kind != MYC_SETTING_MAP)
        return myc_setting_refuse(reading.setting, error, "%s needs a map, for example %s",
                                  reading.setting->key,
                                  effect ? effect->about.example : generator->about.example);
    return effect ? add_read(plan, effect, &reading) : generate(plan, generator, &reading);
}

enum myc_status myc_plan_add_list(struct myc_plan *plan, const struct myc_setting *list,
                                  const struct myc_plan_world *world, struct myc_error *error)
{
    if (!list || myc_setting_is_null(list))
        return MYC_OK;
    if (list->kind != MYC_SETTING_LIST)
        return myc_setting_refuse(list, error, "expected a list of faults, [- EFFECT: {...}]");
    for (const struct myc_setting *item = list->first; item; item = item->next)
        MYC_TRY(myc_plan_add_item(plan, item, world, error));
    return MYC_OK;
}

enum myc_status myc_leader_read(const struct myc_setting *name, const struct myc_reading *reading,
                                size_t *leader)
{
    const struct myc_plan *plan = reading->plan;
    const char **names = myc_memory_alloc(reading->memory, (plan->count + 1) * sizeof *names);
    for (size_t i = 0; i < plan->count; i++) {
        names[i] = plan->items[i].name;
        *leader = i;
        if (strcmp(names[i], name->text) == 0)
            return MYC_OK;
    }
    return myc_setting_refuse(name, reading->error, "no item above this one is called '%s'%s",
                              name->text, myc_did_you_mean(reading->memory, name->text, names));
}
