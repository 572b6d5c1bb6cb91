#include "experiments/study.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is kept of a run while its cell is read: NAN where it has no such figure, INFINITY where that
 * never came. */
struct kept {
    uint64_t seed;
    bool passed;
    double figures[MYC_MEASURES];
};

struct samples {
    struct kept *runs;
    size_t count, room;
};

struct reading {
    struct myc_study *study;
    struct myc_memory *memory; /* of the summary */
    size_t cell_room;
    struct myc_study_cell *cell; /* that is being read */
    uint64_t hits, recovered;    /* of its runs */
    bool is_perturbed;
    struct samples samples, first; /* of this cell and of the first */
    size_t value_room;
    double *values[2];
};

/* --- parameters --- */

static const char *text_of(const json_t *value, struct myc_memory *memory)
{
    if (json_is_string(value))
        return myc_memory_text(memory, json_string_value(value), json_string_length(value));
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(12));
    assert(text);
    const char *copy = myc_memory_text(memory, text, strlen(text));
    free(text);
    return copy;
}

/* The parameters are those of the first cell, in its order. */
static void name_parameters(struct myc_study *study, json_t *settings, struct myc_memory *memory)
{
    const char **names = myc_memory_alloc(memory, json_object_size(settings) * sizeof *names);
    const char *key;
    json_t *value;
    json_object_foreach(settings, key, value) names[study->parameter_count++] =
        myc_memory_text(memory, key, strlen(key));
    study->parameters = names;
}

static enum myc_status read_settings(struct reading *reading, struct myc_study_cell *cell,
                                     struct myc_error *error)
{
    struct myc_study *study = reading->study;
    json_t *settings = json_loads(cell->settings, JSON_DECODE_ANY, NULL);
    if (!json_is_object(settings)) {
        json_decref(settings);
        return myc_error_set(error, MYC_INPUT, "cell %" PRIu64 ": its settings make no sense",
                             cell->id);
    }
    if (study->cell_count == 1)
        name_parameters(study, settings, reading->memory);
    const char **values =
        myc_memory_alloc(reading->memory, study->parameter_count * sizeof *values);
    for (size_t i = 0; i < study->parameter_count; i++) {
        const json_t *value = json_object_get(settings, study->parameters[i]);
        values[i] = value ? text_of(value, reading->memory) : NULL;
    }
    cell->values = values;
    json_decref(settings);
    return MYC_OK;
}

static enum myc_status begin_cell(void *state, uint64_t id, const char *settings,
                                  struct myc_error *error)
{
    struct reading *reading = state;
    struct myc_study *study = reading->study;
    study->cells = myc_memory_grow(reading->memory, study->cells, &reading->cell_room,
                                   study->cell_count + 1, sizeof *study->cells);
    reading->cell = &study->cells[study->cell_count++];
    *reading->cell = (struct myc_study_cell){
        .id = id,
        .settings = myc_memory_text(reading->memory, settings, strlen(settings)),
    };
    reading->hits = reading->recovered = 0;
    reading->is_perturbed = false;
    reading->samples.count = 0;
    return read_settings(reading, reading->cell, error);
}

/* --- runs --- */

static struct kept kept_of(const struct myc_sample *sample)
{
    struct kept kept = { .seed = sample->seed, .passed = sample->verdict == MYC_PASS };
    for (size_t i = 0; i < MYC_MEASURES; i++)
        kept.figures[i] = myc_measures[i]->of(sample);
    return kept;
}

static void count_class(struct reading *reading, const char *class)
{
    struct myc_study_cell *cell = reading->cell;
    size_t i = 0;
    while (i < cell->class_count && strcmp(cell->classes[i].name, class) != 0)
        i++;
    if (i == cell->class_count) {
        cell->classes = myc_memory_grow(reading->memory, cell->classes, &cell->class_room, i + 1,
                                        sizeof *cell->classes);
        cell->classes[cell->class_count++].name =
            myc_memory_text(reading->memory, class, strlen(class));
    }
    cell->classes[i].count++;
}

/* Samples come and go with their cells, so they are not in the memory of the summary. */
static void keep(struct samples *samples, const struct kept *kept)
{
    if (samples->count == samples->room) {
        samples->room = samples->room ? 2 * samples->room : 1024;
        samples->runs = realloc(samples->runs, samples->room * sizeof *samples->runs);
        assert(samples->runs);
    }
    samples->runs[samples->count++] = *kept;
}

static void add_run(void *state, const struct myc_sample *sample)
{
    struct reading *reading = state;
    const struct kept kept = kept_of(sample);
    keep(&reading->samples, &kept);
    reading->cell->runs++;
    reading->cell->verdicts[sample->verdict]++;
    if (sample->class)
        count_class(reading, sample->class);
    reading->hits += sample->hits;
    reading->recovered += sample->recovered;
    reading->is_perturbed |= sample->is_perturbed;
}

/* Appends one to a list of them, its words copied. */
static void append(struct myc_memory *memory, const struct myc_cell_expectation *expectation,
                   struct myc_cell_expectation **list, size_t *count, size_t *room)
{
    *list = myc_memory_grow(memory, *list, room, *count + 1, sizeof **list);
    (*list)[*count] = *expectation;
    (*list)[*count].words = myc_memory_text(memory, expectation->words, strlen(expectation->words));
    (*count)++;
}

static void add_expectation(void *state, const struct myc_cell_expectation *expectation)
{
    struct reading *reading = state;
    struct myc_study *study = reading->study;
    struct myc_study_cell *cell = reading->cell;
    append(reading->memory, expectation, &cell->expectations, &cell->expectation_count,
           &cell->expectation_room);
    size_t i = 0;
    while (i < study->expectation_count &&
           strcmp(study->expectations[i].words, expectation->words) != 0)
        i++;
    if (i == study->expectation_count) {
        append(reading->memory, expectation, &study->expectations, &study->expectation_count,
               &study->expectation_room);
        return;
    }
    study->expectations[i].met += expectation->met;
    study->expectations[i].unmet += expectation->unmet;
    study->expectations[i].open += expectation->open;
}

struct myc_interval myc_study_expectation_rate(const struct myc_cell_expectation *expectation)
{
    return myc_interval_rate(expectation->met,
                             expectation->met + expectation->unmet + expectation->open);
}

/* --- figures --- */

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Without a run there is no figure; where even the lower bound is `never`, no upper one is missing. */
static bool is_open(struct myc_interval quantile)
{
    return !isnan(quantile.estimate) && !myc_interval_is_whole(quantile) && !isinf(quantile.low);
}

static void summarise_figure(struct reading *reading, size_t measure)
{
    struct myc_study_figure *figure = &reading->cell->figures[measure];
    double *values = reading->values[0];
    size_t count = 0, came = 0;
    for (size_t i = 0; i < reading->samples.count; i++)
        if (!isnan(reading->samples.runs[i].figures[measure]))
            values[count++] = reading->samples.runs[i].figures[measure];
    qsort(values, count, sizeof *values, compare);
    while (came < count && isfinite(values[came]))
        came++;
    figure->runs = count;
    figure->never = count - came;
    figure->mean = myc_interval_mean(values, came);
    if (figure->mean.low < 0) /* Student's interval does not know that none is negative */
        figure->mean.low = 0;
    figure->median = myc_interval_quantile(values, count, 0.5);
    figure->p95 = myc_interval_quantile(values, count, 0.95);
    figure->p99 = myc_interval_quantile(values, count, 0.99);
    figure->open = (uint32_t)is_open(figure->median) << MYC_STUDY_MEDIAN |
                   (uint32_t)is_open(figure->p95) << MYC_STUDY_P95 |
                   (uint32_t)is_open(figure->p99) << MYC_STUDY_P99;
}

/* The next seed that both have, from `*i` and `*k` on; false: there is none. */
static bool next_pair(const struct samples *first, const struct samples *second, size_t *i,
                      size_t *k)
{
    while (*i < first->count && *k < second->count) {
        uint64_t a = first->runs[*i].seed, b = second->runs[*k].seed;
        if (a == b)
            return true;
        *i += a < b;
        *k += b < a;
    }
    return false;
}

static struct myc_study_change change_of_rates(const struct samples *first,
                                               const struct samples *second)
{
    struct myc_pairs pairs = { 0 };
    for (size_t i = 0, k = 0; next_pair(first, second, &i, &k); i++, k++) {
        bool before = first->runs[i].passed, after = second->runs[k].passed;
        pairs.both += before && after;
        pairs.first_only += before && !after;
        pairs.second_only += !before && after;
        pairs.neither += !before && !after;
    }
    uint64_t count = pairs.both + pairs.first_only + pairs.second_only + pairs.neither;
    return (struct myc_study_change){
        .seeds = count,
        .paired = myc_interval_rate_difference_paired(pairs),
        .unpaired = myc_interval_rate_difference(pairs.both + pairs.first_only, count,
                                                 pairs.both + pairs.second_only, count),
    };
}

static struct myc_study_change change_of_means(struct reading *reading, size_t measure)
{
    const struct samples *first = &reading->first, *second = &reading->samples;
    double *before = reading->values[0], *after = reading->values[1];
    size_t count = 0;
    for (size_t i = 0, k = 0; next_pair(first, second, &i, &k); i++, k++) {
        before[count] = first->runs[i].figures[measure];
        after[count] = second->runs[k].figures[measure];
        count += isfinite(before[count]) && isfinite(after[count]);
    }
    struct myc_study_change change = {
        .seeds = count,
        .unpaired = myc_interval_mean_difference(before, count, after, count),
    };
    for (size_t i = 0; i < count; i++)
        after[i] -= before[i];
    change.paired = myc_interval_mean(after, count);
    return change;
}

/* --- warnings --- */

static bool is_same(double left, double right)
{
    return left == right || (isnan(left) && isnan(right));
}

static bool are_all_same(const struct samples *samples)
{
    for (size_t i = 1; i < samples->count; i++) {
        const struct kept *run = &samples->runs[i], *first = &samples->runs[0];
        bool same = run->passed == first->passed;
        for (size_t k = 0; k < MYC_MEASURES; k++)
            same &= is_same(run->figures[k], first->figures[k]);
        if (!same)
            return false;
    }
    return samples->count > 1;
}

static uint32_t warnings_of(const struct reading *reading)
{
    bool found[MYC_STUDY_WARNINGS] = {
        [MYC_STUDY_LIMIT] = reading->cell->verdicts[MYC_UNKNOWN] > 0,
        [MYC_STUDY_NO_HIT] = reading->is_perturbed && reading->hits == 0,
        [MYC_STUDY_NO_RECOVERY] = reading->hits > 0 && reading->recovered == 0,
        [MYC_STUDY_SAME] = are_all_same(&reading->samples),
    };
    uint32_t warnings = 0;
    for (uint32_t i = 0; i < MYC_STUDY_WARNINGS; i++)
        warnings |= (uint32_t)found[i] << i;
    return warnings;
}

/* --- cells --- */

static void make_room(struct reading *reading)
{
    size_t wanted = reading->samples.count + 1; /* none is NULL, where a cell has no run */
    if (wanted <= reading->value_room)
        return;
    for (size_t i = 0; i < 2; i++) {
        free(reading->values[i]);
        reading->values[i] = calloc(wanted, sizeof *reading->values[i]);
        assert(reading->values[i]);
    }
    reading->value_room = wanted;
}

static void end_cell(void *state)
{
    struct reading *reading = state;
    struct myc_study_cell *cell = reading->cell;
    make_room(reading);
    for (size_t i = 0; i <= MYC_UNKNOWN; i++)
        cell->rates[i] = myc_interval_rate(cell->verdicts[i], cell->runs);
    for (size_t i = 0; i < MYC_MEASURES; i++)
        summarise_figure(reading, i);
    cell->warnings = warnings_of(reading);
    reading->study->runs += cell->runs;
    if (reading->study->cell_count == 1) {
        reading->first = reading->samples;
        reading->samples = (struct samples){ 0 };
        return;
    }
    cell->from_first.pass = change_of_rates(&reading->first, &reading->samples);
    for (size_t i = 0; i < MYC_MEASURES; i++)
        cell->from_first.mean[i] = change_of_means(reading, i);
}

/* Whether a measure is shown, all cells say together. */
static void warn_of_few(struct myc_study *study)
{
    for (size_t i = 0; i < MYC_MEASURES; i++) {
        if (!myc_study_is_measured(study, i))
            continue;
        for (size_t cell = 0; cell < study->cell_count; cell++)
            if (study->cells[cell].figures[i].open)
                study->cells[cell].warnings |= 1u << MYC_STUDY_FEW;
    }
}

/* `sometimes` is about all cells together: where it never was, those are named that expect it. */
static void warn_of_sometimes(struct myc_study *study)
{
    for (size_t i = 0; i < study->expectation_count; i++) {
        const struct myc_cell_expectation *all = &study->expectations[i];
        if (!myc_study_never_seen(all))
            continue;
        for (size_t cell = 0; cell < study->cell_count; cell++)
            for (size_t k = 0; k < study->cells[cell].expectation_count; k++)
                if (strcmp(study->cells[cell].expectations[k].words, all->words) == 0)
                    study->cells[cell].warnings |= 1u << MYC_STUDY_SOMETIMES;
    }
}

enum myc_status myc_study_read(struct myc_store *store, struct myc_memory *memory,
                               struct myc_study *study, struct myc_error *error)
{
    struct reading reading = { .study = study, .memory = memory };
    const struct myc_cell_receiver receiver = { .begin = begin_cell,
                                                .run = add_run,
                                                .expectation = add_expectation,
                                                .end = end_cell,
                                                .state = &reading };
    *study = (struct myc_study){ 0 };
    MYC_TRY(myc_store_read_sweep(store, memory, &study->name, error));
    enum myc_status status = myc_store_read_cells(store, &receiver, error);
    free(reading.samples.runs);
    free(reading.first.runs);
    free(reading.values[0]);
    free(reading.values[1]);
    warn_of_few(study);
    warn_of_sometimes(study);
    return status;
}
