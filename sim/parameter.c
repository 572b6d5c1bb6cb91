#include "sim/parameter.h"

#include <assert.h>
#include <string.h>

#include "sim/distribution.h"
#include "sim/unit.h"

#define NAMES_MAX 64 /* keys of one table, and those left to its caller */

/* What every reader needs. */
struct reader {
    struct myc_memory *memory;
    struct myc_error *error;
};

/* How a message calls the setting: by its key, where it has one. */
static const char *name_of(const struct myc_setting *setting)
{
    return setting->key ? setting->key : "this";
}

static enum myc_status refuse_kind(const struct myc_setting *setting, const char *phrase,
                                   struct myc_error *error)
{
    static const char *const kinds[] = { "a single value", "a list", "a map" };
    return myc_setting_refuse(setting, error, "%s must be %s, not %s", name_of(setting), phrase,
                              kinds[setting->kind]);
}

/* --- scalars --- */

/* A number in quotes is a text; with a unit (1ms) it is one anyway, and both are read alike. */
static bool is_quoted_number(const struct myc_setting *setting)
{
    struct myc_setting plain = *setting;
    plain.quoted = false;
    return setting->quoted && myc_scalar_type(&plain) != MYC_SCALAR_TEXT;
}

static enum myc_status read_number(const struct myc_setting *setting, enum myc_unit unit, void *out,
                                   struct myc_error *error)
{
    struct myc_reason why;
    const char *phrase = myc_unit_phrase(unit);
    if (setting->kind != MYC_SETTING_SCALAR)
        return refuse_kind(setting, phrase, error);
    if (myc_setting_is_null(setting))
        return myc_setting_refuse(setting, error, "%s must be %s, and is empty", name_of(setting),
                                  phrase);
    if (is_quoted_number(setting))
        return myc_setting_refuse(setting, error, "%s must be %s, not a text: remove the quotes",
                                  name_of(setting), phrase);
    if (!myc_unit_read(unit, setting->text, out, &why))
        return myc_setting_refuse(setting, error, "%s: %s", name_of(setting), why.text);
    return MYC_OK;
}

enum myc_status myc_read_time(const struct myc_setting *setting, myc_time *out,
                              struct myc_error *error)
{
    return read_number(setting, MYC_UNIT_TIME, out, error);
}

enum myc_status myc_read_count(const struct myc_setting *setting, uint64_t min, uint64_t max,
                               uint64_t *out, struct myc_error *error)
{
    MYC_TRY(read_number(setting, MYC_UNIT_COUNT, out, error));
    if (*out < min || *out > max)
        return myc_setting_refuse(setting, error, "%s must be from %llu to %llu, not %llu",
                                  name_of(setting), (unsigned long long)min,
                                  (unsigned long long)max, (unsigned long long)*out);
    return MYC_OK;
}

enum myc_status myc_read_flag(const struct myc_setting *setting, bool *out, struct myc_error *error)
{
    if (setting->kind != MYC_SETTING_SCALAR)
        return refuse_kind(setting, "true or false", error);
    if (myc_scalar_type(setting) != MYC_SCALAR_FLAG)
        return myc_setting_refuse(setting, error, "%s must be true or false, not '%.40s'",
                                  name_of(setting), setting->text);
    *out = setting->text[0] == 't' || setting->text[0] == 'T';
    return MYC_OK;
}

enum myc_status myc_read_text(const struct myc_setting *setting, const char **out,
                              struct myc_error *error)
{
    if (setting->kind != MYC_SETTING_SCALAR)
        return refuse_kind(setting, "a text", error);
    if (myc_setting_is_null(setting))
        return myc_setting_refuse(setting, error, "%s must be a text, and is empty",
                                  name_of(setting));
    if (myc_scalar_type(setting) != MYC_SCALAR_TEXT)
        return myc_setting_refuse(
            setting, error, "%s must be a text, and YAML reads %s as %s: quote it",
            name_of(setting), setting->text,
            myc_scalar_type(setting) == MYC_SCALAR_FLAG ? "true or false" : "a number");
    *out = setting->text;
    return MYC_OK;
}

enum myc_status myc_read_kind(const struct myc_setting *setting, const char *what,
                              const struct myc_setting **name, struct myc_error *error)
{
    if (setting->kind == MYC_SETTING_LIST)
        return myc_setting_refuse(setting, error,
                                  "%s must be a word or a map {kind: ...}, not a list", what);
    *name = setting;
    if (setting->kind == MYC_SETTING_MAP)
        *name = myc_setting_find(setting, "kind");
    if (!*name)
        return myc_setting_refuse(setting, error, "the map of %s has no key 'kind'", what);
    if ((*name)->kind != MYC_SETTING_SCALAR || myc_setting_is_null(*name))
        return myc_setting_refuse(*name, error, "the kind of %s must be a word", what);
    return MYC_OK;
}

/* --- registers --- */

static const struct myc_kind *kind_at(const void *members, size_t index)
{
    const struct myc_kind *kind; /* every member begins with one */
    memcpy(&kind, (const char *)members + index * sizeof kind, sizeof kind);
    return kind;
}

const void *myc_member_find(const void *members, const char *name)
{
    for (size_t i = 0; kind_at(members, i); i++)
        if (strcmp(kind_at(members, i)->name, name) == 0)
            return kind_at(members, i);
    return NULL;
}

/* ": known are a, b, c", for lists short enough to be read. */
static const char *listed(struct myc_memory *memory, const char *const *names)
{
    const char *all = "";
    size_t count = 0;
    for (; names[count]; count++)
        all = myc_memory_format(memory, "%s%s%s", all, count ? ", " : "; known: ", names[count]);
    return count <= 16 ? all : "";
}

static const char *suggestion(struct myc_memory *memory, const char *word, const char *const *names)
{
    const char *near = myc_did_you_mean(memory, word, names);
    return *near ? near : listed(memory, names);
}

enum myc_status myc_read_member(const struct myc_setting *name, const char *what,
                                const void *members, const void **member, struct myc_memory *memory,
                                struct myc_error *error)
{
    *member = myc_member_find(members, name->text);
    if (*member)
        return MYC_OK;
    const char *names[NAMES_MAX + 1] = { NULL };
    for (size_t i = 0; i < NAMES_MAX && kind_at(members, i); i++)
        names[i] = kind_at(members, i)->name;
    return myc_setting_refuse(name, error, "unknown %s '%.40s'%s", what, name->text,
                              suggestion(memory, name->text, names));
}

/* --- one parameter --- */

static enum myc_status refuse_range(const struct myc_parameter *parameter,
                                    const struct myc_setting *setting, struct myc_error *error)
{
    const char *min = parameter->min, *max = parameter->max;
    if (parameter->unit == MYC_UNIT_RATIO && !min && !max) {
        min = "0";
        max = "1";
    }
    if (min && max)
        return myc_setting_refuse(setting, error, "%s must be from %s to %s, not %.40s",
                                  parameter->name, min, max, setting->text);
    return myc_setting_refuse(setting, error, "%s must be %s %s, not %.40s", parameter->name,
                              min ? "at least" : "at most", min ? min : max, setting->text);
}

/* What a table says of itself is our own: it must be readable. */
static void read_own(enum myc_unit unit, const char *text, void *out)
{
    struct myc_reason why;
    bool readable = myc_unit_read(unit, text, out, &why);
    assert(readable);
}

static int compare(enum myc_unit unit, const void *a, const void *b)
{
    if (unit == MYC_UNIT_RATIO || unit == MYC_UNIT_FACTOR)
        return myc_ratio_compare(*(const struct myc_ratio *)a, *(const struct myc_ratio *)b);
    if (unit == MYC_UNIT_NUMBER)
        return (*(const double *)a > *(const double *)b) -
               (*(const double *)a < *(const double *)b);
    return (*(const uint64_t *)a > *(const uint64_t *)b) -
           (*(const uint64_t *)a < *(const uint64_t *)b);
}

/* Room for a value of any unit that is a number. */
union number {
    uint64_t count;
    struct myc_ratio ratio;
    double number;
};

static bool is_in_range(const struct myc_parameter *parameter, const union number *value)
{
    const char *max = parameter->max;
    if (parameter->unit == MYC_UNIT_RATIO && !max)
        max = "1";
    union number limit;
    if (parameter->min) {
        read_own(parameter->unit, parameter->min, &limit);
        if (compare(parameter->unit, value, &limit) < 0)
            return false;
    }
    if (!max)
        return true;
    read_own(parameter->unit, max, &limit);
    return compare(parameter->unit, value, &limit) <= 0;
}

static enum myc_status read_number_of(const struct myc_parameter *parameter,
                                      const struct myc_setting *setting, void *field,
                                      struct reader *reader)
{
    union number value;
    memset(&value, 0, sizeof value);
    MYC_TRY(read_number(setting, parameter->unit, &value, reader->error));
    if (parameter->unit == MYC_UNIT_TIME && value.count == MYC_FOREVER && !parameter->max)
        return myc_setting_refuse(setting, reader->error, "%s must end: '%s' is not possible here",
                                  parameter->name, setting->text);
    if (!is_in_range(parameter, &value))
        return refuse_range(parameter, setting, reader->error);
    bool is_ratio = parameter->unit == MYC_UNIT_RATIO || parameter->unit == MYC_UNIT_FACTOR;
    memcpy(field, &value, is_ratio ? sizeof value.ratio : sizeof value.count);
    return MYC_OK;
}

static enum myc_status read_choice(const struct myc_parameter *parameter,
                                   const struct myc_setting *setting, uint32_t *field,
                                   struct reader *reader)
{
    const char *names[NAMES_MAX + 1] = { NULL };
    size_t count = 0;
    for (const char *word = parameter->choices; word;) {
        size_t length = strcspn(word, "|");
        assert(count < NAMES_MAX);
        names[count++] = myc_memory_text(reader->memory, word, length);
        word = word[length] ? word + length + 1 : NULL;
    }
    if (setting->kind != MYC_SETTING_SCALAR)
        return refuse_kind(setting, "a word", reader->error);
    for (uint32_t i = 0; names[i]; i++) {
        if (strcmp(names[i], setting->text) == 0) {
            *field = i;
            return MYC_OK;
        }
    }
    return myc_setting_refuse(setting, reader->error, "%s must be one of %s, not '%.40s'%s",
                              parameter->name, parameter->choices, setting->text,
                              myc_did_you_mean(reader->memory, setting->text, names));
}

static enum myc_status read_one(const struct myc_parameter *parameter,
                                const struct myc_setting *setting, void *field,
                                struct reader *reader)
{
    switch (parameter->unit) {
    case MYC_UNIT_FLAG:
        return myc_read_flag(setting, field, reader->error);
    case MYC_UNIT_CHOICE:
        return read_choice(parameter, setting, field, reader);
    case MYC_UNIT_TEXT:
        return myc_read_text(setting, field, reader->error);
    case MYC_UNIT_DISTRIBUTION:
        return myc_distribution_read(setting, field, reader->memory, reader->error);
    case MYC_UNIT_SETTING:
        *(const struct myc_setting **)field = setting;
        return MYC_OK;
    default:
        return read_number_of(parameter, setting, field, reader);
    }
}

static void read_initial(const struct myc_parameter *parameter, void *field,
                         struct myc_memory *memory)
{
    static const struct myc_source source = { .name = "default", .text = "", .length = 0 };
    struct myc_setting *initial = myc_memory_alloc(memory, sizeof *initial);
    *initial = (struct myc_setting){ .kind = MYC_SETTING_SCALAR,
                                     .source = &source,
                                     .place = { 1, 1, 1 },
                                     .text = parameter->initial,
                                     .quoted = parameter->unit == MYC_UNIT_TEXT };
    struct myc_error error = { 0 };
    enum myc_status status =
        read_one(parameter, initial, field, &(struct reader){ memory, &error });
    assert(status == MYC_OK); /* a table's default is in its own range */
}

/* --- a table --- */

static bool is_among(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

static const struct myc_parameter *parameter_named(const struct myc_parameter *table,
                                                   const char *name)
{
    for (; table && table->name; table++)
        if (strcmp(table->name, name) == 0)
            return table;
    return NULL;
}

static enum myc_status refuse_unknown(const struct myc_parameter *table, const char *const *also,
                                      const struct myc_setting *unknown, const char *what,
                                      struct reader *reader)
{
    const char *names[NAMES_MAX + 1] = { NULL };
    size_t count = 0;
    for (; also && *also && count < NAMES_MAX; also++)
        names[count++] = *also;
    for (; table && table->name && count < NAMES_MAX; table++)
        names[count++] = table->name;
    return myc_setting_refuse_key(unknown, reader->error, "unknown key '%.40s' in %s%s",
                                  unknown->key, what,
                                  suggestion(reader->memory, unknown->key, names));
}

enum myc_status myc_parameters_read(const struct myc_parameter *table,
                                    const struct myc_setting *map, const char *const *also,
                                    const char *what, void *into, struct myc_memory *memory,
                                    struct myc_error *error)
{
    struct reader reader = { memory, error };
    if (map && myc_setting_is_null(map))
        map = NULL;
    if (map && map->kind != MYC_SETTING_MAP)
        return myc_setting_refuse(map, error, "%s must be a map {key: value, ...}", what);
    for (const struct myc_setting *child = map ? map->first : NULL; child; child = child->next)
        if (!parameter_named(table, child->key) && !is_among(also, child->key))
            return refuse_unknown(table, also, child, what, &reader);
    for (const struct myc_parameter *parameter = table; parameter && parameter->name; parameter++) {
        void *field = (char *)into + parameter->offset;
        const struct myc_setting *given = myc_setting_find(map, parameter->name);
        if (given)
            MYC_TRY(read_one(parameter, given, field, &reader));
        else if (parameter->initial)
            read_initial(parameter, field, memory);
        else if (parameter->keeps)
            continue;
        else if (parameter->unit == MYC_UNIT_SETTING)
            *(const struct myc_setting **)field = NULL;
        else if (map)
            return myc_setting_refuse_key(map, error, "%s needs the key '%s': %s", what,
                                          parameter->name, parameter->help);
        else
            return myc_error_set(error, MYC_INPUT, "%s needs the key '%s': %s", what,
                                 parameter->name, parameter->help);
    }
    return MYC_OK;
}
