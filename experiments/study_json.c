#include <math.h>
#include <string.h>

#include "experiments/study.h"

/* What never comes is null. */
static void add_number(json_t *object, const char *name, double number)
{
    if (!isnan(number))
        json_object_set_new(object, name, isinf(number) ? json_null() : json_real(number));
}

static void add_count(json_t *object, const char *name, uint64_t count)
{
    json_object_set_new(object, name, json_integer((json_int_t)count));
}

static json_t *json_of(struct myc_interval interval)
{
    json_t *object = json_object();
    add_number(object, "estimate", interval.estimate);
    add_number(object, "low", interval.low);
    add_number(object, "high", interval.high);
    return object;
}

static void add_interval(json_t *object, const char *name, struct myc_interval interval)
{
    json_object_set_new(object, name, json_of(interval));
}

/* "latency_ns" */
static const char *measure_key(size_t measure, char key[32])
{
    snprintf(key, 32, "%s_ns", myc_measures[measure]->name);
    return key;
}

static json_t *json_of_figure(const struct myc_study_figure *figure)
{
    json_t *object = json_object();
    add_count(object, "runs", figure->runs);
    add_count(object, "never", figure->never);
    add_interval(object, "mean", figure->mean);
    add_interval(object, "median", figure->median);
    add_interval(object, "p95", figure->p95);
    add_interval(object, "p99", figure->p99);
    return object;
}

static json_t *json_of_change(const struct myc_study_change *change)
{
    json_t *object = json_object();
    add_count(object, "seeds", change->seeds);
    add_interval(object, "paired", change->paired);
    add_interval(object, "unpaired", change->unpaired);
    return object;
}

static json_t *json_of_difference(const struct myc_study_difference *difference)
{
    json_t *object = json_object();
    char key[32];
    json_object_set_new(object, "pass", json_of_change(&difference->pass));
    for (size_t i = 0; i < MYC_MEASURES; i++)
        json_object_set_new(object, measure_key(i, key), json_of_change(&difference->mean[i]));
    return object;
}

static json_t *json_of_warnings(const struct myc_study_cell *cell)
{
    json_t *array = json_array();
    for (enum myc_study_warning i = 0; i < MYC_STUDY_WARNINGS; i++)
        if (cell->warnings >> i & 1)
            json_array_append_new(array, json_string(myc_study_warning_names[i]));
    return array;
}

static json_t *json_of_expectations(const struct myc_cell_expectation *expectations, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        const struct myc_cell_expectation *expectation = &expectations[i];
        json_t *object = json_object();
        json_object_set_new(object, "expect", json_string(expectation->words));
        add_count(object, "met", expectation->met);
        add_count(object, "unmet", expectation->unmet);
        add_count(object, "open", expectation->open);
        add_interval(object, "rate", myc_study_expectation_rate(expectation));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *json_of_cell(const struct myc_study_cell *cell)
{
    json_t *object = json_object(), *rates = json_object(), *verdicts = json_object();
    json_t *classes = json_object();
    char key[32];
    add_count(object, "cell", cell->id);
    json_object_set_new(object, "settings", json_loads(cell->settings, 0, NULL));
    add_count(object, "runs", cell->runs);
    for (enum myc_verdict i = 0; i <= MYC_UNKNOWN; i++) {
        add_count(verdicts, myc_verdict_word(i), cell->verdicts[i]);
        add_interval(rates, myc_verdict_word(i), cell->rates[i]);
    }
    for (size_t i = 0; i < cell->class_count; i++)
        add_count(classes, cell->classes[i].name, cell->classes[i].count);
    json_object_set_new(object, "verdicts", verdicts);
    json_object_set_new(object, "classes", classes);
    json_object_set_new(object, "rates", rates);
    json_object_set_new(object, "expectations",
                        json_of_expectations(cell->expectations, cell->expectation_count));
    for (size_t i = 0; i < MYC_MEASURES; i++)
        json_object_set_new(object, measure_key(i, key), json_of_figure(&cell->figures[i]));
    json_object_set_new(object, "from_first",
                        cell->from_first.pass.seeds ? json_of_difference(&cell->from_first)
                                                    : json_null());
    json_object_set_new(object, "warnings", json_of_warnings(cell));
    return object;
}

json_t *myc_study_json(const struct myc_study *study, struct myc_memory *memory)
{
    json_t *object = json_object(), *cells = json_array(), *warnings = json_array();
    json_t *parameters = json_array();
    json_object_set_new(object, "name", json_string(study->name));
    add_count(object, "runs", study->runs);
    add_number(object, "confidence", MYC_CONFIDENCE);
    for (size_t i = 0; i < study->parameter_count; i++)
        json_array_append_new(parameters, json_string(study->parameters[i]));
    for (size_t i = 0; i < study->cell_count; i++)
        json_array_append_new(cells, json_of_cell(&study->cells[i]));
    const char *const *sentences = myc_study_warnings(study, memory);
    for (size_t i = 0; sentences[i]; i++)
        json_array_append_new(warnings, json_string(sentences[i]));
    json_object_set_new(object, "parameters", parameters);
    json_object_set_new(object, "expectations",
                        json_of_expectations(study->expectations, study->expectation_count));
    json_object_set_new(object, "cells", cells);
    json_object_set_new(object, "warnings", warnings);
    return object;
}
