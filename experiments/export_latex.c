/* LaTeX tables of a study's cells, each figure with its 95% interval: what
 * `mycel sweep` ends with, to be put into a paper with \input. They need the
 * package booktabs. */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "experiments/export.h"
#include "experiments/export_text.h"
#include "experiments/study.h"
#include "experiments/study_text.h"

#define FIGURES_MAX 5

/* One table: a line a cell, what varies in front. */
struct table {
    const char *title, *label;
    const char *names[FIGURES_MAX + 1]; /* of its columns, NULL-terminated */
    size_t first;                       /* the cell that its lines begin with */
    /* Writes what stands in the column of a cell. */
    void (*write)(const struct myc_study_cell *cell, const struct table *table, size_t column,
                  FILE *out);
    size_t measure;
    const size_t *measures; /* of the differences */
};

/* --- text --- */

/* "1.23ms (-0.20 to +2.66)": hyphens become minus signs and dashes, "us" a microsecond. */
static void write_figure(const char *text, FILE *out)
{
    for (const char *at = text; *at; at++) {
        bool after_digit = at > text && at[-1] >= '0' && at[-1] <= '9';
        bool before_digit = at[1] >= '0' && at[1] <= '9';
        if (*at == '-')
            fputs(after_digit || !before_digit ? "--" : "$-$", out);
        else if (*at == '+')
            fputs("$+$", out);
        else if (*at == '>')
            fputs("$>$", out);
        else if (*at == '%')
            fputs("\\,\\%", out);
        else if (after_digit && at[0] == 'u' && at[1] == 's')
            fputs("\\,$\\mu$", out);
        else
            fprintf(out, "%s%c", after_digit && *at >= 'a' && *at <= 'z' ? "\\," : "", *at);
    }
}

/* --- verdicts --- */

static void write_verdict(const struct myc_study_cell *cell, const struct table *table,
                          size_t column, FILE *out)
{
    char text[MYC_FIGURE_TEXT_BYTES];
    (void)table;
    if (column == 1)
        write_figure(myc_rate_interval_text(cell->rates[MYC_PASS], text), out);
    else
        fprintf(out, "%" PRIu64,
                column == 0   ? cell->runs
                : column == 2 ? cell->verdicts[MYC_FAIL]
                              : cell->verdicts[MYC_UNKNOWN]);
}

/* --- figures --- */

static void write_measure(const struct myc_study_cell *cell, const struct table *table,
                          size_t column, FILE *out)
{
    const struct myc_study_figure *figure = &cell->figures[table->measure];
    const struct myc_interval intervals[] = { figure->mean, figure->median, figure->p95,
                                              figure->p99 };
    char text[MYC_FIGURE_TEXT_BYTES];
    if (column == 0)
        fprintf(out, "%" PRIu64, figure->runs);
    else
        write_figure(myc_time_interval_text(intervals[column - 1], text), out);
}

static void write_difference(const struct myc_study_cell *cell, const struct table *table,
                             size_t column, FILE *out)
{
    char text[MYC_FIGURE_TEXT_BYTES];
    if (column == 0)
        myc_rate_change_text(cell->from_first.pass.paired, text);
    else
        myc_time_change_text(cell->from_first.mean[table->measures[column - 1]].paired, text);
    write_figure(text, out);
}

/* --- a table --- */

static void write_line(const struct myc_study *study, const struct table *table,
                       const struct myc_study_cell *cell, FILE *out)
{
    for (size_t i = 0; i < study->parameter_count; i++) {
        fputs(i ? " & " : "  ", out);
        myc_export_tex(cell->values[i] ? cell->values[i] : "--", out);
    }
    if (study->parameter_count == 0)
        fprintf(out, "  %" PRIu64, cell->id);
    for (size_t i = 0; table->names[i]; i++) {
        fputs(" & ", out);
        table->write(cell, table, i, out);
    }
    fputs(" \\\\\n", out);
}

static void write_names(const struct myc_study *study, const struct table *table, FILE *out)
{
    for (size_t i = 0; i < study->parameter_count; i++) {
        fputs(i ? " & \\texttt{" : "  \\texttt{", out);
        myc_export_tex(study->parameters[i], out);
        fputc('}', out);
    }
    if (study->parameter_count == 0)
        fputs("  cell", out);
    for (size_t i = 0; table->names[i]; i++)
        fprintf(out, " & %s", table->names[i]);
    fputs(" \\\\\n", out);
}

static void write_table(const struct myc_study *study, const struct table *table, FILE *out)
{
    fputs("\n\\begin{table}\n\\centering\n\\caption{", out);
    myc_export_tex(study->name, out);
    fprintf(out, ": %s; in parentheses 95\\%% intervals.}\n\\label{tab:%s}\n\\begin{tabular}{",
            table->title, table->label);
    for (size_t i = 0; i < study->parameter_count || i == 0; i++)
        fputc('l', out);
    for (size_t i = 0; table->names[i]; i++)
        fputc('r', out);
    fputs("}\n\\toprule\n", out);
    write_names(study, table, out);
    fputs("\\midrule\n", out);
    for (size_t i = table->first; i < study->cell_count; i++)
        write_line(study, table, &study->cells[i], out);
    fputs("\\bottomrule\n\\end{tabular}\n\\end{table}\n", out);
}

/* --- all --- */

static void write_measures(const struct myc_study *study, struct myc_memory *memory, FILE *out)
{
    for (size_t i = 0; i < MYC_MEASURES; i++) {
        const struct myc_measure *measure = myc_measures[i];
        const struct table table = { .title = myc_memory_format(memory, "%s, %s", measure->name,
                                                                measure->help),
                                     .label = measure->name,
                                     .names = { "runs", "mean", "median", "p95", "p99" },
                                     .measure = i,
                                     .write = write_measure };
        if (myc_study_is_measured(study, i))
            write_table(study, &table, out);
    }
}

static void write_differences(const struct myc_study *study, FILE *out)
{
    size_t measures[MYC_MEASURES];
    size_t count = 0;
    struct table table = { .title = "difference from the first cell under the same seeds, of the "
                                    "rate of passes in percentage points and of means",
                           .label = "differences",
                           .names = { "pass" },
                           .first = 1,
                           .write = write_difference,
                           .measures = measures };
    for (size_t i = 0; i < MYC_MEASURES; i++)
        if (myc_study_is_measured(study, i)) {
            table.names[1 + count] = myc_measures[i]->name;
            measures[count++] = i;
        }
    if (study->cell_count > 1)
        write_table(study, &table, out);
}

static enum myc_status write_latex(struct myc_store *store, uint64_t run, struct myc_memory *memory,
                                   FILE *out, struct myc_error *error)
{
    static const struct table verdicts = { .title = "verdicts",
                                           .label = "verdicts",
                                           .names = { "runs", "pass", "fail", "unknown" },
                                           .write = write_verdict };
    struct myc_study study;
    if (run)
        return myc_error_set(error, MYC_USAGE, "latex shows a whole study, not run %" PRIu64, run);
    MYC_TRY(myc_study_read(store, memory, &study, error));
    fputs("% Made by mycel export; needs \\usepackage{booktabs}.\n", out);
    write_table(&study, &verdicts, out);
    write_measures(&study, memory, out);
    write_differences(&study, out);
    return MYC_OK;
}

const struct myc_export_format myc_export_latex = {
    .about = { .name = "latex",
               .help = "tables of a sweep's cells with their intervals, for a paper",
               .example = "mycel export study.db --format latex -o study.tex" },
    .write_study = write_latex,
};
