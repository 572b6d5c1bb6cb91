/* What is doubtful about a study, in sentences. */
#include <inttypes.h>
#include <string.h>

#include "experiments/study.h"

#define RANGES_MAX 6 /* of cells that are named */

const char *const myc_study_warning_names[] = {
    [MYC_STUDY_FEW] = "few",       [MYC_STUDY_LIMIT] = "limit",
    [MYC_STUDY_NO_HIT] = "no_hit", [MYC_STUDY_NO_RECOVERY] = "no_recovery",
    [MYC_STUDY_SAME] = "same",     [MYC_STUDY_SOMETIMES] = "sometimes",
};

/* One sentence: a warning, and what of the study it is about. */
struct doubt {
    enum myc_study_warning warning;
    size_t measure;    /* of MYC_STUDY_FEW */
    uint32_t open;     /* of MYC_STUDY_FEW: just these of its quantiles */
    const char *words; /* of MYC_STUDY_SOMETIMES */
};

struct sentences {
    const struct myc_study *study;
    struct myc_memory *memory;
    const char **texts; /* grown with a NULL behind them */
    size_t count, room;
};

const char *myc_study_never_seen(const struct myc_cell_expectation *all)
{
    static const char word[] = "sometimes ";
    bool is_sometimes = strncmp(all->words, word, strlen(word)) == 0;
    return is_sometimes && all->met == 0 ? all->words + strlen(word) : NULL;
}

/* --- the cells of a doubt --- */

static bool expects(const struct myc_study_cell *cell, const char *words)
{
    size_t i = 0;
    while (i < cell->expectation_count && strcmp(cell->expectations[i].words, words) != 0)
        i++;
    return i < cell->expectation_count;
}

static bool is_doubtful(const struct myc_study *study, size_t index, const struct doubt *doubt)
{
    const struct myc_study_cell *cell = &study->cells[index];
    if (doubt->warning == MYC_STUDY_FEW)
        return cell->figures[doubt->measure].open == doubt->open;
    if (doubt->warning == MYC_STUDY_SOMETIMES)
        return expects(cell, doubt->words);
    return cell->warnings >> doubt->warning & 1;
}

/* "1-6, 9" and how many. */
static const char *list_cells(const struct myc_study *study, const struct doubt *doubt,
                              struct myc_memory *memory, size_t *count)
{
    const char *text = "";
    size_t ranges = 0, named = 0;
    *count = 0;
    for (size_t i = 0; i < study->cell_count; i++)
        *count += is_doubtful(study, i, doubt);
    for (size_t i = 0; i < study->cell_count && ranges < RANGES_MAX; i++) {
        size_t last = i;
        while (last < study->cell_count && is_doubtful(study, last, doubt))
            last++;
        if (last == i)
            continue;
        text = myc_memory_format(memory, "%s%s%" PRIu64, text, ranges++ ? ", " : "",
                                 study->cells[i].id);
        if (last > i + 1)
            text = myc_memory_format(memory, "%s-%" PRIu64, text, study->cells[last - 1].id);
        named += last - i;
        i = last;
    }
    if (named < *count)
        text = myc_memory_format(memory, "%s and %zu more", text, *count - named);
    return text;
}

/* "all cells: MEANING"; nothing where there is no such cell. */
static void add(struct sentences *sentences, const struct doubt *doubt, const char *meaning)
{
    const struct myc_study *study = sentences->study;
    size_t count;
    const char *list = list_cells(study, doubt, sentences->memory, &count);
    if (count == 0)
        return;
    sentences->texts = myc_memory_grow(sentences->memory, sentences->texts, &sentences->room,
                                       sentences->count + 2, sizeof *sentences->texts);
    sentences->texts[sentences->count++] =
        count == study->cell_count && count > 1
            ? myc_memory_format(sentences->memory, "all cells: %s", meaning)
            : myc_memory_format(sentences->memory, "cell%s %s: %s", count == 1 ? "" : "s", list,
                                meaning);
}

/* --- too few runs --- */

/* "250 runs" or, where the cells differ, "248-253 runs". */
static const char *runs_of(const struct myc_study *study, const struct doubt *doubt,
                           struct myc_memory *memory)
{
    uint64_t least = UINT64_MAX, most = 0;
    for (size_t i = 0; i < study->cell_count; i++) {
        uint64_t runs = study->cells[i].figures[doubt->measure].runs;
        if (!is_doubtful(study, i, doubt))
            continue;
        least = runs < least ? runs : least;
        most = runs > most ? runs : most;
    }
    if (least < most)
        return myc_memory_format(memory, "%" PRIu64 "-%" PRIu64 " runs", least, most);
    return myc_memory_format(memory, "%" PRIu64 " run%s", most, most == 1 ? "" : "s");
}

/* Cells where other quantiles lack a bound have a sentence of their own. */
static void add_few(struct sentences *sentences, size_t measure, uint32_t open)
{
    /* From how many runs on there are both bounds: myc_interval_quantile. */
    static const char *const quantiles[] = {
        [MYC_STUDY_MEDIAN] = "median (6)",
        [MYC_STUDY_P95] = "p95 (59)",
        [MYC_STUDY_P99] = "p99 (299)",
    };
    const struct doubt doubt = { .warning = MYC_STUDY_FEW, .measure = measure, .open = open };
    const char *list = "";
    for (size_t i = 0; i < MYC_STUDY_QUANTILES; i++)
        if (open >> i & 1)
            list = myc_memory_format(sentences->memory, "%s%s%s", list, *list ? ", " : "",
                                     quantiles[i]);
    add(sentences, &doubt,
        myc_memory_format(sentences->memory, "%s of %s is too few for both bounds of %s",
                          myc_measures[measure]->name,
                          runs_of(sentences->study, &doubt, sentences->memory), list));
}

/* --- all --- */

static void add_sometimes(struct sentences *sentences, const struct myc_cell_expectation *all)
{
    const struct doubt doubt = { .warning = MYC_STUDY_SOMETIMES, .words = all->words };
    const char *record = myc_study_never_seen(all);
    if (record)
        add(sentences, &doubt,
            myc_memory_format(sentences->memory, "%s is expected `sometimes' and never happened",
                              record));
}

const char *const *myc_study_warnings(const struct myc_study *study, struct myc_memory *memory)
{
    static const char *const meanings[MYC_STUDY_WARNINGS] = {
        [MYC_STUDY_LIMIT] =
            "some runs reached a limit or crashed; they count as not passed and never answered",
        [MYC_STUDY_NO_HIT] = "faults are declared, but none of them ever hit anything",
        [MYC_STUDY_NO_RECOVERY] = "faults hit, but nothing was ever recovered",
        [MYC_STUDY_SAME] = "every seed came to the same: nothing that is drawn mattered",
    };
    struct sentences sentences = { .study = study, .memory = memory };
    sentences.texts = myc_memory_grow(memory, NULL, &sentences.room, 1, sizeof *sentences.texts);
    for (size_t i = 0; i < MYC_MEASURES; i++)
        if (myc_study_is_measured(study, i))
            for (uint32_t open = 1; open < 1u << MYC_STUDY_QUANTILES; open++)
                add_few(&sentences, i, open);
    for (enum myc_study_warning i = 0; i < MYC_STUDY_WARNINGS; i++)
        if (meanings[i])
            add(&sentences, &(struct doubt){ .warning = i }, meanings[i]);
    for (size_t i = 0; i < study->expectation_count; i++)
        add_sometimes(&sentences, &study->expectations[i]);
    return sentences.texts;
}
