/* A setting: one place of a scenario, plan line or --set value, as text.
 *
 * The reader of YAML (experiments/) makes settings; tables of parameters
 * (sim/parameter.h) give them meaning. So every room can read its own part of
 * a scenario without knowing YAML, and an error still names the line:
 *
 *     people.yaml:6:3: unknown key 'perturbb' in the scenario; did you mean 'perturb'?
 *       6 | perturbb: []
 *         | ^~~~~~~~
 */
#ifndef MYC_SIM_SETTING_H
#define MYC_SIM_SETTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/memory.h"
#include "sim/status.h"

struct myc_data;

/* The text that a setting was read from, kept for messages. */
struct myc_source {
    const char *name; /* as the user gave it: a path, or "--set" */
    const char *text; /* the whole file, UTF-8, not terminated */
    size_t length;
    uint32_t line_first; /* added to line numbers: the line of a plan, the number of a --set */
    const struct myc_data *data; /* the files that it may name, sim/cluster_config.h; NULL: none */
};

/* Where something stands: 1-based, columns in characters (not bytes). */
struct myc_place {
    uint32_t line;
    uint32_t column;
    uint32_t length; /* characters to underline, at least 1 */
};

enum myc_setting_kind { MYC_SETTING_SCALAR, MYC_SETTING_LIST, MYC_SETTING_MAP };

struct myc_setting {
    enum myc_setting_kind kind;
    const struct myc_source *source;
    struct myc_place place;     /* of the value */
    const char *key;            /* its key, when it stands in a map, else NULL */
    struct myc_place key_place; /* of the key */
    const char *text;           /* scalar: its text, unescaped; "" for an empty value */
    bool quoted;                /* scalar: was 'quoted', "quoted" or a | block: always text */
    uint32_t count;             /* list or map: its length */
    struct myc_setting *first;  /* list or map: what it holds, in order */
    struct myc_setting *next;   /* in the same list or map */
};

/* The value of `key` in a map, or NULL. */
const struct myc_setting *myc_setting_find(const struct myc_setting *map, const char *key);

/* Whether it is an empty plain scalar, `null` or `~`. */
bool myc_setting_is_null(const struct myc_setting *setting);

/* MYC_INPUT with "source:line:column: message", the line and a caret under `setting`'s value
 * (or under its key). */
__attribute__((format(printf, 3, 4))) enum myc_status
myc_setting_refuse(const struct myc_setting *setting, struct myc_error *error, const char *format,
                   ...);
__attribute__((format(printf, 3, 4))) enum myc_status
myc_setting_refuse_key(const struct myc_setting *setting, struct myc_error *error,
                       const char *format, ...);

/* The general form, for readers that stand before settings exist. */
__attribute__((format(printf, 4, 5))) enum myc_status
myc_source_refuse(const struct myc_source *source, struct myc_place place,
                  struct myc_error *error, const char *format, ...);

/* "; did you mean 'x'?" for the nearest of `names` (NULL-terminated), or "": edit distance at
 * most a third of the word. The text lives in `memory`. */
const char *myc_did_you_mean(struct myc_memory *memory, const char *word,
                             const char *const *names);

#endif
