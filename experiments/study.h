/* The summary of a study: what the runs of a sweep say, cell by cell, each figure with its interval.
 *
 *     struct myc_study study;
 *     MYC_TRY(myc_study_read(store, memory, &study, error));
 *     myc_study_table(&study, memory, stdout);         // 100 columns, for people
 *     json_t *object = myc_study_json(&study, memory); // all of it
 *
 * A run with a seed is one sample of its cell. What a run did not live to see counts as it does to
 * who waits for it:
 *
 * - a run without an answer, or with an error for one, took longer than any other: quantiles are
 *   of all runs, `never` among them, so that a system does not look fast by giving up, while a mean
 *   is of those that came;
 * - a run that a limit ended is not passed and was never answered, as far as anybody knows: the rate
 *   is a bound from below and quantiles are bounds from above, and there is a warning.
 *
 * Cells share their seeds, and with them all chance that they do not differ in (common random
 * numbers). So each cell is compared with the first, seed by seed. */
#ifndef MYC_EXPERIMENTS_STUDY_H
#define MYC_EXPERIMENTS_STUDY_H

#include <jansson.h>
#include <stdio.h>

#include "experiments/statistics/interval.h"
#include "experiments/statistics/measure.h"

/* One measure of the runs of a cell. */
struct myc_study_figure {
    uint64_t runs;            /* that have it */
    uint64_t never;           /* of them: that it never came to */
    struct myc_interval mean; /* of the others */
    struct myc_interval median;
    struct myc_interval p95;
    struct myc_interval p99;
    uint32_t open; /* quantiles that so few runs give not both bounds: bits, 1 << their number */
};

/* The quantiles, by number. */
enum { MYC_STUDY_MEDIAN, MYC_STUDY_P95, MYC_STUDY_P99, MYC_STUDY_QUANTILES };

/* This cell minus another, over the seeds that both have; and what the same runs would say if they
 * had nothing in common, to show what common random numbers are worth. */
struct myc_study_change {
    uint64_t seeds;
    struct myc_interval paired;
    struct myc_interval unpaired;
};
struct myc_study_difference {
    struct myc_study_change pass;               /* of the rates */
    struct myc_study_change mean[MYC_MEASURES]; /* of runs that it came to under both */
};

/* What makes figures worth less than they look. */
enum myc_study_warning {
    MYC_STUDY_FEW,         /* too few runs for both bounds of a quantile of what is measured */
    MYC_STUDY_LIMIT,       /* a limit, or a signal, ended a run */
    MYC_STUDY_NO_HIT,      /* faults are declared, and none ever hit anything */
    MYC_STUDY_NO_RECOVERY, /* faults hit, and no request was ever answered after a setback */
    MYC_STUDY_SAME,        /* all seeds came to the same: no interval says anything */
    MYC_STUDY_SOMETIMES,   /* what `expect` says happens sometimes never did in any cell */
    MYC_STUDY_WARNINGS
};
/* few, limit, no_hit, no_recovery, same, sometimes */
extern const char *const myc_study_warning_names[];

struct myc_study_cell {
    uint64_t id;
    const char *settings;      /* JSON: {path: value} */
    const char *const *values; /* of the study's parameters, as texts; NULL: it has none */
    uint64_t runs;
    uint64_t verdicts[MYC_UNKNOWN + 1];
    struct myc_interval rates[MYC_UNKNOWN + 1]; /* of all runs */
    size_t class_count, class_room;
    struct myc_count *classes; /* of the failures, in the order in which they were seen */
    size_t expectation_count, expectation_room;
    struct myc_cell_expectation *expectations;
    struct myc_study_figure figures[MYC_MEASURES];
    struct myc_study_difference from_first; /* the first cell has none: of 0 seeds */
    uint32_t warnings;                      /* bits, 1 << enum myc_study_warning */
};

struct myc_study {
    const char *name; /* of the scenario */
    uint64_t runs;
    size_t parameter_count;
    const char *const *parameters; /* the paths that vary */
    size_t cell_count;
    struct myc_study_cell *cells;
    size_t expectation_count, expectation_room;
    struct myc_cell_expectation *expectations; /* of all cells together */
};

/* Reads a sweep's runs once; keeps the samples of at most two cells at a time, and the summary in
 * `memory`. MYC_INPUT where the study is no sweep or its rows make no sense. */
enum myc_status myc_study_read(struct myc_store *store, struct myc_memory *memory,
                               struct myc_study *study, struct myc_error *error);

/* In how many of the runs it was met; one where it stayed open did not meet it. */
struct myc_interval myc_study_expectation_rate(const struct myc_cell_expectation *expectation);

/* The record of a `sometimes` that happened in no run of any cell, by what all of them say
 * together; NULL: it did happen, or this expects something else. */
const char *myc_study_never_seen(const struct myc_cell_expectation *all);

/* The sentences of all warnings in their order, each naming the cells it is about; NULL ends them.
 * Too few runs have one for each measure and the quantiles that lack a bound, `sometimes` one for
 * each record. */
const char *const *myc_study_warnings(const struct myc_study *study, struct myc_memory *memory);

/* Whether there is anything to tell of a measure: it came to more than nothing in some cell. */
bool myc_study_is_measured(const struct myc_study *study, size_t measure);

/* For a terminal of 100 columns. This and the next keep their texts in `memory`. */
void myc_study_table(const struct myc_study *study, struct myc_memory *memory, FILE *out);

/* The whole summary, a new reference. Times in ns. An estimate or bound that is `never` is null; a
 * bound that so few runs do not give is not there. */
json_t *myc_study_json(const struct myc_study *study, struct myc_memory *memory);

#endif
