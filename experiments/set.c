#include "experiments/set.h"

#include <assert.h>
#include <string.h>

#include "experiments/yaml.h"
#include "sim/utf8.h"

/* The step of a path being taken. */
struct step {
    const struct myc_path *path;
    const char *begin;
    size_t length; /* bytes */
    const char *text;
    struct myc_place place;
    struct myc_memory *memory;
    struct myc_error *error;
};

static uint32_t characters(const char *text, size_t bytes)
{
    uint32_t count = 0;
    for (size_t i = 0; i < bytes; i++)
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}

static bool is_printable(const char *text)
{
    size_t bytes = 1;
    for (; *text && bytes; text += bytes)
        bytes = myc_utf8_printable_bytes(text);
    return bytes > 0;
}

/* The step that begins at `begin`. */
static enum myc_status look_at(struct step *step, const char *begin)
{
    step->begin = begin;
    step->length = strcspn(begin, ".");
    step->text = myc_memory_text(step->memory, begin, step->length);
    step->place = step->path->place;
    step->place.column += characters(step->path->text, (size_t)(begin - step->path->text));
    step->place.length = characters(begin, step->length);
    step->place.length += step->place.length == 0;
    const char *problem = step->length == 0                       ? "a key is missing in the path"
                          : step->length > MYC_YAML_KEY_BYTES_MAX ? "a key is too long"
                          : !is_printable(step->text)             ? "a key must be printable UTF-8"
                                                                  : NULL;
    if (problem)
        return myc_source_refuse(step->path->source, step->place, step->error, "%s", problem);
    return MYC_OK;
}

static bool is_number(const char *text)
{
    return strspn(text, "0123456789") == strlen(text);
}

/* Whether a bare word at the path so far names a member of a register. */
static bool is_register(const struct step *step)
{
    static const char *const paths[] = { "workload", "recovery.policy", "recovery.detector" };
    size_t length = (size_t)(step->begin - step->path->text);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (length == strlen(paths[i]) + 1 && strncmp(step->path->text, paths[i], length - 1) == 0)
            return true;
    return false;
}

static struct myc_setting *add_child(struct step *step, struct myc_setting *container)
{
    struct myc_setting *child = myc_memory_alloc(step->memory, sizeof *child);
    child->kind = MYC_SETTING_SCALAR;
    child->source = step->path->source;
    child->place = step->place;
    child->text = "";
    struct myc_setting **end = &container->first;
    while (*end)
        end = &(*end)->next;
    *end = child;
    container->count++;
    return child;
}

/* A value that the path goes through becomes a map, or a list. */
static void open_scalar(struct step *step, struct myc_setting *setting)
{
    struct myc_setting before = *setting;
    setting->kind = strcmp(step->text, "0") == 0 ? MYC_SETTING_LIST : MYC_SETTING_MAP;
    setting->source = step->path->source;
    setting->place = step->place;
    setting->key_place = step->place;
    setting->first = NULL;
    setting->count = 0;
    if (setting->kind != MYC_SETTING_MAP || !is_register(step) || myc_setting_is_null(&before))
        return;
    struct myc_setting *kind = add_child(step, setting);
    struct myc_setting *next = kind->next;
    *kind = before;
    kind->key = "kind";
    kind->key_place = before.place;
    kind->next = next;
}

static enum myc_status enter_list(struct step *step, struct myc_setting *list,
                                  struct myc_setting **out)
{
    bool readable = is_number(step->text) && step->length < 9;
    uint32_t index = 0;
    for (const char *digit = step->text; readable && *digit; digit++)
        index = index * 10 + (uint32_t)(*digit - '0');
    if (!readable || index > list->count)
        return myc_source_refuse(step->path->source, step->place, step->error,
                                 "'%.40s' is no item of a list of %u: items are numbered from 0, "
                                 "and %u would be added",
                                 step->text, list->count, list->count);
    if (index == list->count) {
        *out = add_child(step, list);
        return MYC_OK;
    }
    *out = list->first;
    while (index-- > 0)
        *out = (*out)->next;
    return MYC_OK;
}

static void enter_map(struct step *step, struct myc_setting *map, struct myc_setting **out)
{
    for (*out = map->first; *out; *out = (*out)->next)
        if (strcmp((*out)->key, step->text) == 0)
            return;
    *out = add_child(step, map);
    (*out)->key = step->text;
    (*out)->key_place = step->place;
}

/* Whether the path so far is `perturb.N`, a fault. */
static bool is_fault(const struct step *step)
{
    static const char list[] = "perturb.";
    const char *text = step->path->text;
    if (strncmp(text, list, sizeof list - 1) != 0)
        return false;
    text += sizeof list - 1;
    size_t digits = strspn(text, "0123456789");
    return digits > 0 && text[digits] == '.' && text + digits + 1 == step->begin;
}

/* A fault is a map of its effect alone, whose name a path may leave out: perturb.0.for. */
static struct myc_setting *effect_of(const struct step *step, struct myc_setting *fault)
{
    bool alone = fault->kind == MYC_SETTING_MAP && fault->count == 1;
    bool named = alone && strcmp(fault->first->key, step->text) == 0;
    return alone && !named && is_fault(step) ? fault->first : fault;
}

static unsigned depth_of(const struct myc_setting *setting)
{
    unsigned deepest = 0;
    for (const struct myc_setting *child = setting->first; child; child = child->next) {
        unsigned depth = depth_of(child);
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest + (setting->kind != MYC_SETTING_SCALAR);
}

/* The value takes the place of `old`, under the key that the path gave. Its places are in its own
 * source, which may be another than the path's. */
static void replace(const struct step *step, struct myc_setting *old,
                    const struct myc_setting *value)
{
    const char *key = old->key;
    struct myc_setting *next = old->next;
    *old = *myc_setting_copy(value, step->memory);
    old->key = key;
    old->key_place = old->source == step->path->source ? step->place : old->place;
    old->next = next;
}

enum myc_status myc_set_put(struct myc_setting *root, const struct myc_path *path,
                            const struct myc_setting *value, struct myc_memory *memory,
                            struct myc_error *error)
{
    struct step step = { .path = path, .memory = memory, .error = error };
    struct myc_setting *at = root;
    const char *begin = path->text;
    unsigned depth = depth_of(value) + 1; /* and one for an effect left out */
    for (;;) {
        MYC_TRY(look_at(&step, begin));
        if (++depth > MYC_YAML_DEPTH_MAX)
            return myc_source_refuse(path->source, step.place, error,
                                     "lists and maps are nested more than %d deep",
                                     MYC_YAML_DEPTH_MAX);
        at = effect_of(&step, at);
        if (at->kind == MYC_SETTING_SCALAR)
            open_scalar(&step, at);
        if (at->kind == MYC_SETTING_LIST)
            MYC_TRY(enter_list(&step, at, &at));
        else
            enter_map(&step, at, &at);
        if (begin[step.length] == '\0')
            break;
        begin += step.length + 1;
    }
    replace(&step, at, value);
    return MYC_OK;
}

static enum myc_status apply_one(struct myc_setting *root, const char *set,
                                 struct myc_memory *memory, struct myc_error *error)
{
    struct myc_source *source = myc_memory_alloc(memory, sizeof *source);
    *source = (struct myc_source){ .name = "--set",
                                   .text = set,
                                   .length = strlen(set),
                                   .data = root->source->data };
    const struct myc_place start = { 1, 1, 1 };
    const char *equals = strchr(set, '=');
    if (!equals)
        return myc_source_refuse(source, start, error, "write key=value, such as cluster.cores=8");
    if (strpbrk(set, "\r\n"))
        return myc_source_refuse(source, start, error, "key=value must stand in one line");
    struct myc_setting *value;
    size_t begin = (size_t)(equals - set) + 1;
    MYC_TRY(myc_yaml_read(source, begin, source->length - begin, memory, &value, error));
    const struct myc_path path = { source, start, myc_memory_text(memory, set, begin - 1) };
    if (!value)
        return myc_source_refuse(source, start, error, "there is no value after '='");
    return myc_set_put(root, &path, value, memory, error);
}

enum myc_status myc_set_apply(struct myc_setting *root, const char *const *sets, size_t count,
                              struct myc_memory *memory, struct myc_error *error)
{
    for (size_t i = 0; i < count; i++)
        MYC_TRY(apply_one(root, sets[i], memory, error));
    return MYC_OK;
}

struct myc_setting *myc_setting_copy(const struct myc_setting *setting, struct myc_memory *memory)
{
    struct myc_setting *copy = myc_memory_alloc(memory, sizeof *copy);
    *copy = *setting;
    copy->next = NULL;
    struct myc_setting **end = &copy->first;
    for (const struct myc_setting *child = setting->first; child; child = child->next) {
        *end = myc_setting_copy(child, memory);
        end = &(*end)->next;
    }
    return copy;
}

size_t myc_setting_count(const struct myc_setting *setting)
{
    size_t count = 1;
    for (const struct myc_setting *child = setting->first; child; child = child->next)
        count += myc_setting_count(child);
    return count;
}
