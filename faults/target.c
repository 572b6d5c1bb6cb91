/* Reading a target. */
#include <string.h>

#include "faults/item.h"
#include "faults/text.h"

#define LISTED_MAX 12 /* hosts that a message names */

/* --- choosing the kind --- */

static const char *nouns(unsigned shapes, struct myc_memory *memory)
{
    static const char *const words[] = { "hosts", "a link", "messages",
                                         "groups of hosts ('groups' or 'shape')" };
    struct myc_line line = { .memory = memory };
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        if (shapes & 1u << i) {
            bool last = shapes >> (i + 1) == 0;
            myc_line_add(&line, "%s%s", !line.length ? "" : last ? " or " : ", ", words[i]);
        }
    return myc_line_text(&line);
}

static const struct myc_target_kind *kind_called(const char *word)
{
    for (size_t i = 0; myc_targets[i]; i++)
        if (!myc_targets[i]->key && strcmp(myc_targets[i]->about.name, word) == 0)
            return myc_targets[i];
    return NULL;
}

static const char *did_you_mean_target(const char *word, const struct myc_reading *reading)
{
    const char **names = NULL;
    size_t room = 0, count = 0;
    for (size_t i = 0; myc_targets[i]; i++)
        if (!myc_targets[i]->key) {
            names = myc_memory_grow(reading->memory, names, &room, count + 2, sizeof *names);
            names[count++] = myc_targets[i]->about.name;
        }
    names[count] = NULL;
    return myc_did_you_mean(reading->memory, word, names);
}

static bool has_parameters(const struct myc_kind *about)
{
    return about->parameters && about->parameters->unit != MYC_UNIT_NONE;
}

/* `all` and `any` come before hosts of that name, which a list still reaches. */
static enum myc_status choose_by_word(const struct myc_setting *setting,
                                      const struct myc_call *call,
                                      const struct myc_reading *reading,
                                      const struct myc_target_kind **kind)
{
    *kind = kind_called(call->word);
    if (call->parenthesised) {
        if (*kind)
            return MYC_OK;
        return myc_setting_refuse(setting, reading->error, "no target is called '%s'%s", call->word,
                                  did_you_mean_target(call->word, reading));
    }
    bool is_host = myc_cluster_config_host(reading->world->cluster, call->word) != MYC_NO_SUCH_HOST;
    if (*kind && has_parameters(&(*kind)->about) && !is_host)
        return myc_setting_refuse(setting, reading->error, "'%s' needs arguments: %s", call->word,
                                  (*kind)->about.example);
    if (*kind && !has_parameters(&(*kind)->about))
        return MYC_OK;
    *kind = kind_called("hosts");
    return MYC_OK;
}

/* --- its parameters --- */

static struct myc_setting scalar_of(const struct myc_setting *setting,
                                    const struct myc_parameter *parameter, const char *text)
{
    struct myc_setting argument = *setting;
    argument.key = parameter->name;
    argument.key_place = setting->place;
    argument.text = text;
    argument.quoted = parameter->unit == MYC_UNIT_TEXT; /* `holder(null)` is a label */
    argument.next = NULL;
    return argument;
}

/* The arguments of a call as a map, so that the kind's table reads them like any other keys. */
static enum myc_status arguments_as_map(const struct myc_kind *about,
                                        const struct myc_setting *setting,
                                        const struct myc_call *call,
                                        const struct myc_reading *reading, struct myc_setting *map)
{
    struct myc_setting *arguments =
        myc_memory_alloc(reading->memory, (call->count + 1) * sizeof *arguments);
    const struct myc_parameter *parameter = about->parameters;
    for (size_t i = 0; i < call->count; i++, parameter++) {
        if (!parameter || parameter->unit == MYC_UNIT_NONE)
            return myc_setting_refuse(setting, reading->error, "'%s' takes %zu argument%s: %s",
                                      about->name, i, i == 1 ? "" : "s", about->example);
        arguments[i] = scalar_of(setting, parameter, call->arguments[i]);
        if (i)
            arguments[i - 1].next = &arguments[i];
    }
    *map = *setting;
    map->kind = MYC_SETTING_MAP;
    map->count = (uint32_t)call->count;
    map->first = call->count ? arguments : NULL;
    return MYC_OK;
}

/* The one key of a kind that is not written as a call. */
static struct myc_setting as_map(const struct myc_kind *about, const struct myc_setting *setting,
                                 struct myc_memory *memory)
{
    struct myc_setting *only = myc_memory_alloc(memory, sizeof *only);
    *only = *setting;
    only->key = about->parameters->name;
    only->next = NULL;
    struct myc_setting map = *setting;
    map.kind = MYC_SETTING_MAP;
    map.count = 1;
    map.first = only;
    return map;
}

static enum myc_status read_kind(struct myc_item *item, const struct myc_setting *setting,
                                 const struct myc_call *call, const struct myc_reading *reading)
{
    const struct myc_kind *about = &item->target->about;
    struct myc_setting map;
    const char *text;
    bool written_as_call = call && item->target != kind_called("hosts");
    if (written_as_call) {
        MYC_TRY(arguments_as_map(about, setting, call, reading, &map));
        text = myc_call_text(call, reading->memory);
    } else {
        map = as_map(about, setting, reading->memory);
        text = NULL;
    }
    void *parameters;
    MYC_TRY(myc_part_read(about, item->target->parameters_bytes, &map,
                          myc_memory_format(reading->memory, "the target '%s'", about->name),
                          reading, &parameters));
    if (item->target->check)
        MYC_TRY(item->target->check(parameters, reading));
    item->target_parameters = parameters;
    if (!text)
        text = myc_setting_words(setting, reading->memory);
    item->words.what = myc_memory_format(reading->memory, "%s: %s",
                                         item->target->key ? item->target->key : "target", text);
    return MYC_OK;
}

static enum myc_status check_shape(const struct myc_item *item, const struct myc_setting *setting,
                                   const struct myc_reading *reading)
{
    if (item->effect->strikes & item->target->gives)
        return MYC_OK;
    return myc_setting_refuse(
        setting, reading->error, "%s strikes %s, not %s", item->effect->about.name,
        nouns(item->effect->strikes, reading->memory), nouns(item->target->gives, reading->memory));
}

static enum myc_status check_client(const struct myc_item *item, const struct myc_setting *setting,
                                    const struct myc_reading *reading)
{
    uint32_t client = reading->world->cluster->host_count;
    if (!item->effect->spares_client || !item->target->names ||
        !item->target->names(item->target_parameters, client))
        return MYC_OK;
    return myc_setting_refuse(setting, reading->error, "%s cannot strike '%s': %s",
                              item->effect->about.name, reading->world->cluster->client,
                              item->effect->spares_client);
}

/* Which key says what is struck: `target`, or that of a kind with its own. */
static enum myc_status find_key(const struct myc_item *item, const struct myc_setting *map,
                                const struct myc_reading *reading,
                                const struct myc_setting **setting,
                                const struct myc_target_kind **kind)
{
    *kind = NULL;
    *setting = myc_setting_find(map, "target");
    for (size_t i = 0; myc_targets[i]; i++) {
        const struct myc_setting *own =
            myc_targets[i]->key ? myc_setting_find(map, myc_targets[i]->key) : NULL;
        if (!own)
            continue;
        if (*setting)
            return myc_setting_refuse_key(own, reading->error,
                                          "'%s' and '%s' both say what is struck", (*setting)->key,
                                          own->key);
        *setting = own;
        *kind = myc_targets[i];
    }
    if (*setting)
        return MYC_OK;
    return myc_setting_refuse(map, reading->error, "%s needs %s", item->effect->about.name,
                              item->effect->strikes == MYC_SHAPE_GROUPS ? "'groups' or 'shape'"
                                                                        : "a 'target'");
}

enum myc_status myc_target_read(struct myc_item *item, const struct myc_setting *map,
                                const struct myc_reading *reading)
{
    const struct myc_setting *setting;
    MYC_TRY(find_key(item, map, reading, &setting, &item->target));
    struct myc_reading here = *reading;
    here.setting = setting;
    struct myc_call call;
    bool is_word = !item->target && setting->kind == MYC_SETTING_SCALAR;
    if (is_word) {
        MYC_TRY(myc_call_read(&here, &call));
        MYC_TRY(choose_by_word(setting, &call, &here, &item->target));
    } else if (!item->target) {
        item->target = kind_called("hosts");
    }
    MYC_TRY(check_shape(item, setting, &here));
    MYC_TRY(read_kind(item, setting, is_word ? &call : NULL, &here));
    return check_client(item, setting, &here);
}

/* The nearest name, else all of them where they are few enough to be read. */
static const char *suggest_host(const char *name, const struct myc_cluster_config *cluster,
                                struct myc_memory *memory)
{
    const char **names =
        myc_memory_alloc(memory, ((size_t)cluster->host_count + 2) * sizeof *names);
    memcpy(names, cluster->hosts, cluster->host_count * sizeof *names);
    names[cluster->host_count] = cluster->client;
    const char *near = myc_did_you_mean(memory, name, names);
    if (*near || cluster->host_count > LISTED_MAX)
        return near;
    struct myc_line line = { .memory = memory };
    for (size_t i = 0; names[i]; i++)
        myc_line_add(&line, "%s%s", i ? ", " : "; they are ", names[i]);
    return line.text;
}

enum myc_status myc_host_read(const struct myc_setting *setting, const char *name,
                              const struct myc_reading *reading, uint32_t *host)
{
    const struct myc_cluster_config *cluster = reading->world->cluster;
    *host = myc_cluster_config_host(cluster, name);
    if (*host != MYC_NO_SUCH_HOST)
        return MYC_OK;
    if (!cluster->hosts)
        return myc_setting_refuse(setting, reading->error,
                                  "no host is called '%s'; they are h0 to h%u, and %s", name,
                                  cluster->host_count - 1, cluster->client);
    return myc_setting_refuse(setting, reading->error, "no host is called '%s'%s", name,
                              suggest_host(name, cluster, reading->memory));
}
