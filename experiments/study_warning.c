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

static bool is_warned(const struct myc_study *study, size_t cell, enum myc_study_warning warning)
{
    return study->cells[cell].warnings >> warning & 1;
}

/* "1-6, 9" and how many. */
static const char *list_cells(const struct myc_study *study, enum myc_study_warning warning,
                              struct myc_memory *memory, size_t *count)
{
    const char *text = "";
    size_t ranges = 0, named = 0;
    *count = 0;
    for (size_t i = 0; i < study->cell_count; i++)
        *count += is_warned(study, i, warning);
    for (size_t i = 0; i < study->cell_count && ranges < RANGES_MAX; i++) {
        size_t last = i;
        while (last < study->cell_count && is_warned(study, last, warning))
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

static const char *subject_of(const struct myc_study *study, enum myc_study_warning warning,
                              struct myc_memory *memory)
{
    size_t count;
    const char *list = list_cells(study, warning, memory, &count);
    if (count == study->cell_count && count > 1)
        return "all cells";
    return myc_memory_format(memory, "cell%s %s", count == 1 ? "" : "s", list);
}

const char *myc_study_warning(const struct myc_study *study, enum myc_study_warning warning,
                              struct myc_memory *memory)
{
    static const char *const meanings[] = {
        [MYC_STUDY_FEW] = "too few runs for both bounds of a quantile: p95 needs 59, p99 299",
        [MYC_STUDY_LIMIT] =
            "some runs reached a limit or crashed; they count as not passed and never answered",
        [MYC_STUDY_NO_HIT] = "faults are declared, but none of them ever hit anything",
        [MYC_STUDY_NO_RECOVERY] = "faults hit, but nothing was ever recovered",
        [MYC_STUDY_SAME] = "every seed came to the same: nothing that is drawn mattered",
        [MYC_STUDY_SOMETIMES] = "what is expected to happen `sometimes' never did",
    };
    size_t cell = 0;
    while (cell < study->cell_count && !is_warned(study, cell, warning))
        cell++;
    if (cell == study->cell_count)
        return NULL;
    return myc_memory_format(memory, "%s: %s", subject_of(study, warning, memory),
                             meanings[warning]);
}
