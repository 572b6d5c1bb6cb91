/* Settings as text: YAML to store and to read again, JSON to compare. */
#ifndef MYC_EXPERIMENTS_SETTING_TEXT_H
#define MYC_EXPERIMENTS_SETTING_TEXT_H

#include "sim/setting.h"

/* The canonical YAML of a map: a line a key, lists of maps a line an item, everything deeper in
 * flow form; quoted texts in double quotes. Read and printed again it is the same text. */
const char *myc_setting_yaml(const struct myc_setting *map, struct myc_memory *memory);

/* Compact JSON, in the form of myc_value_json; scalars by YAML's core schema, keys in their order.
 * A number that JSON or a 64-bit integer has no room for is MYC_INPUT. */
enum myc_status myc_setting_json(const struct myc_setting *setting, struct myc_memory *memory,
                                 const char **out, struct myc_error *error);

#endif
