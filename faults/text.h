/* The small texts of a plan: `word(a b)`, `KIND(label)`, and lines built piece
 * by piece. A line of a plan is YAML in flow form; host names, labels and the
 * names of items need no quotes in it. */
#ifndef MYC_FAULTS_TEXT_H
#define MYC_FAULTS_TEXT_H

#include "faults/effect.h"

/* A text that grows in `memory`; zero the rest. */
struct myc_line {
    struct myc_memory *memory;
    char *text; /* NULL while nothing was added */
    size_t length;
    size_t room;
};

__attribute__((format(printf, 2, 3))) void myc_line_add(struct myc_line *line, const char *format,
                                                        ...);
const char *myc_line_text(const struct myc_line *line); /* "" while empty */

/* `word(a b)`, or a bare `word`. */
struct myc_call {
    const char *word;
    bool parenthesised;
    size_t count;
    const char *const *arguments;
};

/* A text that is no call, or has commas between its arguments, is MYC_INPUT. */
enum myc_status myc_call_read(const struct myc_reading *reading, struct myc_call *call);
const char *myc_call_text(const struct myc_call *call, struct myc_memory *memory);

/* Whether a text is spelled as a host's name, so that it needs no quotes in a plan. */
bool myc_name_is_plain(const char *text);

/* Refuses a label that no node can have: it is a name, then `/1` of a returned ref and `#2` of a
 * second of the same, in any number. */
enum myc_status myc_label_check(const char *label, const struct myc_reading *reading);

/* Reads `KIND(label)` with a kind that triggers may name. */
enum myc_status myc_pattern_read(const struct myc_reading *reading, struct myc_pattern *pattern);
const char *myc_pattern_text(const struct myc_pattern *pattern, struct myc_memory *memory);

/* A setting as it was written, in flow form. */
const char *myc_setting_words(const struct myc_setting *setting, struct myc_memory *memory);

/* Parameters as text, "add: 2000000, mode: drop": numbers bare, times in ns. Those of unit SETTING
 * and empty texts are left out: their owner prints them, or they say nothing. `map` is where they were read from, `values` the struct
 * that they filled. */
void myc_line_add_parameters(struct myc_line *line, const struct myc_parameter *table,
                             const struct myc_setting *map, const void *values);

#endif
