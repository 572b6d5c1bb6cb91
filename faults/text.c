#include "faults/text.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sim/distribution.h"
#include "sim/word.h"

void myc_line_add(struct myc_line *line, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int added = vsnprintf(NULL, 0, format, arguments);
    assert(added >= 0);
    line->text =
        myc_memory_grow(line->memory, line->text, &line->room, line->length + (size_t)added + 1, 1);
    vsnprintf(line->text + line->length, (size_t)added + 1, format, again);
    line->length += (size_t)added;
    va_end(again);
    va_end(arguments);
}

const char *myc_line_text(const struct myc_line *line)
{
    return line->text ? line->text : "";
}

/* --- word(a b) --- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The next word of at most `end`, or NULL; moves `*at` past it. */
static const char *next_word(const char **at, const char *end, struct myc_memory *memory)
{
    while (*at < end && is_blank(**at))
        (*at)++;
    const char *begin = *at;
    while (*at < end && !is_blank(**at))
        (*at)++;
    return *at > begin ? myc_memory_text(memory, begin, (size_t)(*at - begin)) : NULL;
}

enum myc_status myc_call_read(const struct myc_reading *reading, struct myc_call *call)
{
    const char *text = reading->setting->text;
    const char *open = strchr(text, '(');
    memset(call, 0, sizeof *call);
    if (!open) {
        call->word = myc_memory_text(reading->memory, text, strlen(text));
        return MYC_OK;
    }
    const char *close = text + strlen(text) - 1;
    if (open == text || *close != ')' || strchr(open + 1, '(') || strchr(open, ')') != close)
        return myc_setting_refuse(reading->setting, reading->error,
                                  "'%s' is not of the form word(arguments)", text);
    if (strchr(text, ','))
        return myc_setting_refuse(reading->setting, reading->error,
                                  "arguments are separated by spaces, without commas");
    call->word = myc_memory_text(reading->memory, text, (size_t)(open - text));
    call->parenthesised = true;
    const char **arguments = NULL;
    size_t room = 0;
    const char *at = open + 1;
    for (const char *word; (word = next_word(&at, close, reading->memory));) {
        arguments =
            myc_memory_grow(reading->memory, arguments, &room, call->count + 1, sizeof *arguments);
        arguments[call->count++] = word;
    }
    call->arguments = arguments;
    return MYC_OK;
}

const char *myc_call_text(const struct myc_call *call, struct myc_memory *memory)
{
    struct myc_line line = { .memory = memory };
    myc_line_add(&line, "%s", call->word);
    if (call->parenthesised) {
        for (size_t i = 0; i < call->count; i++)
            myc_line_add(&line, "%c%s", i ? ' ' : '(', call->arguments[i]);
        myc_line_add(&line, call->count ? ")" : "()");
    }
    return line.text;
}

/* --- names, labels, KIND(label) --- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool myc_name_is_plain(const char *text)
{
    if (!myc_word_begins(*text))
        return false;
    while (myc_word_continues(*text) || *text == '.' || *text == '-')
        text++;
    return *text == '\0';
}

static bool is_label(const char *text)
{
    if (!myc_word_begins(*text))
        return false;
    while (myc_word_continues(*text))
        text++;
    while (*text == '/' || *text == '#') {
        if (!is_digit(*++text))
            return false;
        while (is_digit(*text))
            text++;
    }
    return *text == '\0';
}

enum myc_status myc_label_check(const char *label, const struct myc_reading *reading)
{
    if (is_label(label))
        return MYC_OK;
    return myc_setting_refuse(reading->setting, reading->error, "'%s' cannot be a label", label);
}

static const char *did_you_mean_record(struct myc_memory *memory, const char *word)
{
    const char *words[MYC_RECORD_KINDS + 1] = { 0 };
    size_t count = 0;
    for (enum myc_record_kind kind = 0; kind < MYC_RECORD_KINDS; kind++)
        if (myc_record_is_trigger(kind))
            words[count++] = myc_record_word(kind);
    return myc_did_you_mean(memory, word, words);
}

enum myc_status myc_pattern_read(const struct myc_reading *reading, struct myc_pattern *pattern)
{
    const struct myc_setting *setting = reading->setting;
    if (setting->kind != MYC_SETTING_SCALAR)
        return myc_setting_refuse(setting, reading->error, "expected KIND(label)");
    struct myc_call call;
    MYC_TRY(myc_call_read(reading, &call));
    if (!call.parenthesised || call.count != 1)
        return myc_setting_refuse(setting, reading->error,
                                  "expected KIND(label), for example pinned(labels)");
    if (!myc_record_find(call.word, &pattern->kind))
        return myc_setting_refuse(setting, reading->error, "no record is called '%s'%s", call.word,
                                  did_you_mean_record(reading->memory, call.word));
    if (!myc_record_is_trigger(pattern->kind))
        return myc_setting_refuse(setting, reading->error, "the record '%s' cannot be waited for",
                                  call.word);
    pattern->label = call.arguments[0];
    return myc_label_check(pattern->label, reading);
}

const char *myc_pattern_text(const struct myc_pattern *pattern, struct myc_memory *memory)
{
    return myc_memory_format(memory, "%s(%s)", myc_record_word(pattern->kind), pattern->label);
}

const char *myc_setting_words(const struct myc_setting *setting, struct myc_memory *memory)
{
    if (setting->kind == MYC_SETTING_SCALAR)
        return myc_memory_text(memory, setting->text, strlen(setting->text));
    bool is_map = setting->kind == MYC_SETTING_MAP;
    struct myc_line line = { .memory = memory };
    myc_line_add(&line, is_map ? "{" : "[");
    for (const struct myc_setting *at = setting->first; at; at = at->next)
        myc_line_add(&line, "%s%s%s%s", at == setting->first ? "" : ", ", is_map ? at->key : "",
                     is_map ? ": " : "", myc_setting_words(at, memory));
    myc_line_add(&line, is_map ? "}" : "]");
    return line.text;
}

/* --- parameters --- */

static int word_length(const char *words)
{
    return (int)strcspn(words, "|");
}

static void add_choice(struct myc_line *line, const char *choices, uint32_t index)
{
    for (; index > 0; index--)
        choices += word_length(choices) + 1;
    myc_line_add(line, "%.*s", word_length(choices), choices);
}

static void add_ratio(struct myc_line *line, const struct myc_ratio *ratio)
{
    myc_line_add(line, "%" PRIu64 "/%" PRIu64, ratio->numerator, ratio->denominator);
}

/* What was written, where the struct no longer has it exactly as text. */
static void add_as_written(struct myc_line *line, const struct myc_parameter *parameter,
                           const struct myc_setting *setting, const void *field)
{
    const struct myc_setting initial = { .kind = MYC_SETTING_SCALAR, .text = parameter->initial };
    setting = setting ? setting : &initial;
    bool is_distribution = parameter->unit == MYC_UNIT_DISTRIBUTION;
    myc_line_add(line, "%s",
                 is_distribution ? myc_distribution_text(field, setting, line->memory)
                                 : setting->text);
}

static void add_value(struct myc_line *line, const struct myc_parameter *parameter,
                      const struct myc_setting *setting, const void *field)
{
    switch (parameter->unit) {
    case MYC_UNIT_COUNT:
    case MYC_UNIT_TIME:
    case MYC_UNIT_BYTES:
    case MYC_UNIT_BANDWIDTH:
        myc_line_add(line, "%" PRIu64, *(const uint64_t *)field);
        break;
    case MYC_UNIT_RATIO:
    case MYC_UNIT_FACTOR:
        add_ratio(line, field);
        break;
    case MYC_UNIT_FLAG:
        myc_line_add(line, *(const bool *)field ? "true" : "false");
        break;
    case MYC_UNIT_CHOICE:
        add_choice(line, parameter->choices, *(const uint32_t *)field);
        break;
    default:
        add_as_written(line, parameter, setting, field);
    }
}

void myc_line_add_parameters(struct myc_line *line, const struct myc_parameter *table,
                             const struct myc_setting *map, const void *values)
{
    for (; table && table->unit != MYC_UNIT_NONE; table++) {
        const void *value = (const char *)values + table->offset;
        bool is_empty = table->unit == MYC_UNIT_TEXT && !**(const char *const *)value;
        if (table->unit == MYC_UNIT_SETTING || is_empty)
            continue;
        myc_line_add(line, "%s%s: ", line->length ? ", " : "", table->name);
        add_value(line, table, map ? myc_setting_find(map, table->name) : NULL, value);
    }
}
