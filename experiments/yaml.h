/* YAML to settings: the one place that knows libfyaml.
 *
 * Read are scalars, lists and maps of one document. Anchors, aliases, tags,
 * merge keys, directives, keys that are not words, a key that stands twice, a
 * second document, control characters, bytes that are not UTF-8, and more than
 * the bounds below are refused, so that any text answers in well under a second. */
#ifndef MYC_EXPERIMENTS_YAML_H
#define MYC_EXPERIMENTS_YAML_H

#include "sim/setting.h"

#define MYC_YAML_DEPTH_MAX 32        /* lists and maps within each other */
#define MYC_YAML_SETTINGS_MAX 50000u /* keys and values in one text */
#define MYC_YAML_KEY_BYTES_MAX 200

/* Reads `length` bytes of the source's text, from byte `begin`; places count from the source's
 * beginning. `*out` is NULL when there is no document (nothing, or only comments). MYC_INPUT names
 * the place. The settings live in `memory` and point to `source`. */
enum myc_status myc_yaml_read(const struct myc_source *source, size_t begin, size_t length,
                              struct myc_memory *memory, struct myc_setting **out,
                              struct myc_error *error);

#endif
