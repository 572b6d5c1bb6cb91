/* Given times, each drawn as often as its weight says: the inverse of their empirical cdf,
 *
 *     x(u) = the least time of which, together with all shorter ones, there is a share >= u
 *
 * With u = k / 2^53 that is the first time whose cumulated weight times 2^53 is at least k times the
 * weight of all: compared in integers, so that nothing is rounded.
 *
 * The times stand in a list, or in a data file of the scenario, one a line. What was read keeps no
 * file: its text lists the times, so that a plan can be repeated without it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/cluster_config.h"
#include "sim/unit.h"
#include "sim/wide.h"

#define LINES_MAX 1000000u
#define TIMES_MAX 20000u /* different ones: a line of a plan must be able to hold them */
#define TIME_MAX (UINT64_C(100000) * 3600 * MYC_SECOND) /* as for every other distribution */
#define WEIGHT_MAX UINT64_C(1000000000000)
#define WORD_BYTES 64

struct step {
    myc_time time;
    uint64_t weight; /* in a table: of all up to here */
};

struct table {
    size_t count;
    const struct step *steps; /* by time, each once */
};

static myc_time rounded(const struct myc_distribution *distribution, double u)
{
    const struct table *table = distribution->parameter[0].table;
    myc_wide reached = (myc_wide)(uint64_t)(u * 0x1p53) * table->steps[table->count - 1].weight;
    size_t first = 0, last = table->count - 1;
    while (first < last) {
        size_t middle = first + (last - first) / 2;
        if ((myc_wide)table->steps[middle].weight << 53 >= reached)
            last = middle;
        else
            first = middle + 1;
    }
    return table->steps[first].time;
}

/* --- reading --- */

struct reader {
    const struct myc_distribution *distribution;
    struct myc_memory *memory;
    struct step *steps;
    size_t count, room;
    struct myc_reason why; /* what is wrong with a line */
};

/* The next word of [at, end), in `word`; where it ends. */
static const char *take_word(const char *at, const char *end, char word[WORD_BYTES])
{
    size_t length = 0;
    while (at < end && strchr(" \t\r", *at))
        at++;
    for (; at < end && !strchr(" \t\r", *at) && length < WORD_BYTES - 1; at++)
        word[length++] = *at;
    word[length] = '\0';
    return at;
}

static bool refuse(struct reader *reader, const char *why)
{
    snprintf(reader->why.text, sizeof reader->why.text, "%s", why);
    return false;
}

/* A bare number counts units; it is rounded to the nearest ns, ties to even. */
static bool read_time(struct reader *reader, const char *word, myc_time *time)
{
    bool is_bare = word[strspn(word, "0123456789.")] == '\0';
    struct myc_ratio number;
    if (!myc_unit_read(is_bare ? MYC_UNIT_FACTOR : MYC_UNIT_TIME, word,
                       is_bare ? (void *)&number : (void *)time, &reader->why))
        return false;
    if (is_bare) {
        myc_wide product = (myc_wide)number.numerator * reader->distribution->parameter[2].ns;
        myc_wide whole = product / number.denominator, rest = product % number.denominator;
        whole += 2 * rest > number.denominator || (2 * rest == number.denominator && whole % 2);
        *time = whole < MYC_FOREVER ? (myc_time)whole : MYC_FOREVER;
    }
    return *time <= TIME_MAX || refuse(reader, "a time is at most 100000h");
}

/* `TIME [WEIGHT]`, or nothing. */
static bool read_line(struct reader *reader, const char *line, const char *end)
{
    const char *comment = memchr(line, '#', (size_t)(end - line));
    char time[WORD_BYTES], weight[WORD_BYTES], more[WORD_BYTES];
    end = comment ? comment : end;
    line = take_word(line, end, time);
    line = take_word(line, end, weight);
    take_word(line, end, more);
    if (!*time)
        return true;
    struct step step = { .weight = 1 };
    if (!read_time(reader, time, &step.time))
        return false;
    if (*weight && !myc_unit_read(MYC_UNIT_COUNT, weight, &step.weight, &reader->why))
        return false;
    if (step.weight == 0 || step.weight > WEIGHT_MAX)
        return refuse(reader, "a weight is a whole number from 1 to 1000000000000");
    if (*more)
        return refuse(reader, "expected a time, and perhaps its weight: TIME [WEIGHT]");
    if (reader->count == LINES_MAX)
        return refuse(reader, "there are more than 1000000 times");
    reader->steps = myc_memory_grow(reader->memory, reader->steps, &reader->room,
                                    reader->count + 1, sizeof *reader->steps);
    reader->steps[reader->count++] = step;
    return true;
}

static enum myc_status read_list(struct reader *reader, const struct myc_setting *list,
                                 struct myc_error *error)
{
    if (list->kind != MYC_SETTING_LIST)
        return myc_setting_refuse(list, error, "values must be a list of times, for example %s",
                                  myc_distribution_empirical.about.example);
    for (const struct myc_setting *line = list->first; line; line = line->next) {
        bool is_line = line->kind == MYC_SETTING_SCALAR;
        if (!is_line || !read_line(reader, line->text, line->text + strlen(line->text)))
            return myc_setting_refuse(line, error, "values: %s",
                                      is_line ? reader->why.text : "expected TIME [WEIGHT]");
    }
    return MYC_OK;
}

static enum myc_status read_file(struct reader *reader, const struct myc_setting *place,
                                 struct myc_error *error)
{
    const struct myc_file *file = myc_data_find(place->source->data, place->text);
    if (!file)
        return myc_setting_refuse(place, error,
                                  "no file of the cluster is called '%s'; name it under "
                                  "cluster.files",
                                  place->text);
    const char *end = file->bytes + file->length;
    uint64_t number = 1;
    for (const char *line = file->bytes; line < end; number++) {
        const char *feed = memchr(line, '\n', (size_t)(end - line));
        const char *stop = feed ? feed : end;
        if (!read_line(reader, line, stop))
            return myc_setting_refuse(place, error, "%s:%" PRIu64 ": %s", file->name, number,
                                      reader->why.text);
        line = stop + 1;
    }
    return MYC_OK;
}

static int by_time(const void *a, const void *b)
{
    const struct step *left = a, *right = b;
    return (left->time > right->time) - (left->time < right->time);
}

/* Sorted, each time once, weights cumulated. */
static const struct table *cumulate(struct reader *reader)
{
    struct step *steps = reader->steps;
    qsort(steps, reader->count, sizeof *steps, by_time);
    size_t last = 0;
    for (size_t i = 1; i < reader->count; i++) {
        last += steps[i].time != steps[last].time;
        steps[last] = (struct step){ steps[i].time, steps[i - 1].weight + steps[i].weight };
        steps[i].weight = steps[last].weight;
    }
    struct table *table = myc_memory_alloc(reader->memory, sizeof *table);
    *table = (struct table){ last + 1, steps };
    return table;
}

static enum myc_status complete(struct myc_distribution *distribution,
                                const struct myc_setting *setting, struct myc_memory *memory,
                                struct myc_error *error)
{
    struct reader reader = { .distribution = distribution, .memory = memory };
    const struct myc_setting *list = distribution->parameter[0].setting;
    bool has_file = *distribution->parameter[1].text;
    if (has_file == (list != NULL))
        return myc_setting_refuse(setting, error,
                                  "the empirical distribution needs either 'values' or 'file', "
                                  "for example %s",
                                  myc_distribution_empirical.about.example);
    const struct myc_setting *place = list ? list : myc_setting_find(setting, "file");
    MYC_TRY(list ? read_list(&reader, list, error) : read_file(&reader, place, error));
    if (reader.count == 0)
        return myc_setting_refuse(place, error, "there is no time to draw");
    const struct table *table = cumulate(&reader);
    if (table->count > TIMES_MAX)
        return myc_setting_refuse(place, error,
                                  "there are %zu different times, and at most %u are kept: round "
                                  "them",
                                  table->count, TIMES_MAX);
    distribution->parameter[0].table = table;
    return MYC_OK;
}

static const char *text(const struct myc_distribution *distribution,
                        const struct myc_setting *setting, struct myc_memory *memory)
{
    const struct table *table = distribution->parameter[0].table;
    const size_t bytes_max = 48; /* of two numbers, blanks and a comma */
    char *text = myc_memory_alloc(memory, (table->count + 1) * bytes_max), *at = text;
    uint64_t before = 0;
    (void)setting;
    for (const struct step *step = table->steps; step < table->steps + table->count; step++) {
        uint64_t weight = step->weight - before;
        at += snprintf(at, bytes_max, "%s%" PRIu64, before ? ", " : "values: [", step->time);
        if (weight > 1)
            at += snprintf(at, bytes_max, " %" PRIu64, weight);
        before = step->weight;
    }
    *at++ = ']';
    *at = '\0';
    return text;
}

static const struct myc_parameter parameters[] = {
    { "values", MYC_UNIT_SETTING,
      .help = "the times, each with a whole weight after it, or 1: [1ms, 2ms 5]; or else",
      .source = "what was measured", .offset = offsetof(struct myc_distribution, parameter[0]) },
    { "file", MYC_UNIT_TEXT, .initial = "",
      .help = "a file of the cluster with the same, one a line, # comments",
      .source = "what was measured", .offset = offsetof(struct myc_distribution, parameter[1]) },
    { "unit", MYC_UNIT_TIME, .initial = "1ns", .min = "1ns", .max = "1000h",
      .help = "what a bare number counts; the product is rounded to the nearest ns",
      .source = "a bare integer is ns: DESIGN 4.1",
      .offset = offsetof(struct myc_distribution, parameter[2]) },
    { 0 },
};

const struct myc_distribution_kind myc_distribution_empirical = {
    .about = { .name = "empirical",
               .help = "times that were measured, each as often as its weight says",
               .example = "{kind: empirical, values: [2ms 5, 3ms 8, 5ms 4, 9ms 2, 40ms]}",
               .parameters = parameters },
    .complete = complete,
    .text = text,
    .rounded = rounded,
};
