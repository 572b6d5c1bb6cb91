/* The table that ends a sweep: blocks of a line a cell, one for each subject,
 * with the settings that vary in front wherever they fit. */
#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "experiments/study.h"
#include "experiments/study_text.h"
#include "sim/utf8.h"

#define COLUMNS 100  /* of the terminal */
#define LINES_MAX 40 /* of a block; the JSON object has all of them */
#define VALUE_CHARACTERS 24
#define FIGURES_MAX (1 + MYC_MEASURES > 5 ? 1 + MYC_MEASURES : 5)
#define GAP "  "
#define SETTINGS_BEGIN 8 /* of a line that has nothing else: after the cell and a gap */

/* --- a grid of texts --- */

struct grid {
    struct myc_memory *memory;
    size_t columns, rows; /* the first row are the names of the columns */
    size_t numbers;       /* columns from the left that hold numbers, written to the right */
    const char **texts;
};

static struct grid grid_begin(struct myc_memory *memory, size_t columns, size_t rows)
{
    return (struct grid){ .memory = memory,
                          .columns = columns,
                          .rows = rows,
                          .texts = myc_memory_alloc(memory, columns * rows * sizeof(char *)) };
}

static void grid_put(struct grid *grid, size_t row, size_t column, const char *text)
{
    assert(row < grid->rows && column < grid->columns);
    grid->texts[row * grid->columns + column] = myc_memory_text(grid->memory, text, strlen(text));
}

static size_t characters_of(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += (*text & 0xc0) != 0x80;
    return count;
}

static size_t width_of(const struct grid *grid, size_t column)
{
    size_t width = 0;
    for (size_t row = 0; row < grid->rows; row++) {
        size_t characters = characters_of(grid->texts[row * grid->columns + column]);
        width = characters > width ? characters : width;
    }
    return width;
}

static size_t grid_width(const struct grid *grid)
{
    size_t width = 0;
    for (size_t column = 0; column < grid->columns; column++)
        width += strlen(GAP) + width_of(grid, column);
    return width;
}

static void pad(size_t width, FILE *out)
{
    while (width-- > 0)
        fputc(' ', out);
}

static void grid_write(const struct grid *grid, FILE *out)
{
    for (size_t row = 0; row < grid->rows; row++) {
        size_t owed = 0; /* blanks, unless the line ends */
        for (size_t column = 0; column < grid->columns; column++) {
            const char *text = grid->texts[row * grid->columns + column];
            size_t blanks = width_of(grid, column) - characters_of(text);
            bool is_number = column < grid->numbers;
            if (*text) {
                pad(owed + strlen(GAP) + (is_number ? blanks : 0), out);
                fputs(text, out);
                owed = is_number ? 0 : blanks;
            } else {
                owed += strlen(GAP) + blanks;
            }
        }
        fputc('\n', out);
    }
}

/* --- what varies --- */

static bool ends_with(const char *path, const char *end)
{
    size_t length = strlen(path), wanted = strlen(end);
    return length > wanted && path[length - wanted - 1] == '.' &&
           strcmp(path + length - wanted, end) == 0;
}

/* The shortest end of its path that no other parameter has: "for" of perturb.0.crash.for. */
static const char *short_name(const struct myc_study *study, size_t parameter)
{
    const char *path = study->parameters[parameter], *name = path + strlen(path);
    while (name > path) {
        do
            name--;
        while (name > path && name[-1] != '.');
        bool is_shared = false;
        for (size_t i = 0; i < study->parameter_count; i++)
            is_shared |= i != parameter && (ends_with(study->parameters[i], name) ||
                                            strcmp(study->parameters[i], name) == 0);
        if (!is_shared)
            break;
    }
    return name;
}

/* At most so many characters of a text, then "..."; what is no text is shown as '?'. */
static const char *cut(const char *value, size_t most, struct myc_memory *memory)
{
    char *text = myc_memory_alloc(memory, 4 * most + 1);
    size_t used = 0, characters = 0;
    for (; *value && characters < most; characters++) {
        size_t bytes = myc_utf8_printable_bytes(value);
        memcpy(text + used, bytes ? value : "?", bytes ? bytes : 1);
        used += bytes ? bytes : 1;
        value += bytes ? bytes : 1;
    }
    return *value ? myc_memory_format(memory, "%s...", text) : text;
}

/* A value of several is readable without its quotes. */
static const char *value_text(const struct myc_study_cell *cell, size_t parameter, size_t most,
                              struct myc_memory *memory)
{
    const char *value = cell->values[parameter];
    if (!value)
        return "-";
    if (!strchr("[{", *value))
        return cut(value, most, memory);
    char *plain = myc_memory_text(memory, value, strlen(value)), *end = plain;
    for (; *value; value++)
        if (*value != '"')
            *end++ = *value;
    *end = '\0';
    return cut(plain, most, memory);
}

/* --- blocks --- */

/* One subject of the table. */
struct block {
    const char *title;
    const char *names[FIGURES_MAX + 1]; /* of its columns, NULL-terminated */
    size_t begin;                       /* the number of the first of these columns */
    size_t first;                       /* the cell that its lines begin with */
    /* What stands in the column of a cell; the text may live in the memory. */
    const char *(*text)(const struct myc_study_cell *cell, const struct block *block, size_t column,
                        struct myc_memory *memory);
    size_t measure;
    const size_t *measures; /* of the differences */
};

static size_t lines_of(const struct myc_study *study, const struct block *block)
{
    size_t cells = study->cell_count - block->first;
    return cells < LINES_MAX ? cells : LINES_MAX;
}

static size_t count_figures(const struct block *block)
{
    size_t count = 0;
    while (block->names[count])
        count++;
    return count;
}

static struct grid fill_block(const struct myc_study *study, const struct block *block,
                              size_t parameters, struct myc_memory *memory)
{
    size_t lines = lines_of(study, block), figures = count_figures(block);
    struct grid grid = grid_begin(memory, 1 + parameters + figures, 1 + lines);
    grid.numbers = 1;
    grid_put(&grid, 0, 0, "cell");
    for (size_t i = 0; i < parameters; i++)
        grid_put(&grid, 0, 1 + i, short_name(study, i));
    for (size_t i = 0; i < figures; i++)
        grid_put(&grid, 0, 1 + parameters + i, block->names[i]);
    for (size_t line = 0; line < lines; line++) {
        const struct myc_study_cell *cell = &study->cells[block->first + line];
        grid_put(&grid, 1 + line, 0, myc_memory_format(memory, "%" PRIu64, cell->id));
        for (size_t i = 0; i < parameters; i++)
            grid_put(&grid, 1 + line, 1 + i, value_text(cell, i, VALUE_CHARACTERS, memory));
        for (size_t i = 0; i < figures; i++)
            grid_put(&grid, 1 + line, 1 + parameters + i,
                     block->text(cell, block, block->begin + i, memory));
    }
    return grid;
}

static void write_grid(const struct myc_study *study, const struct block *block,
                       const struct grid *grid, FILE *out)
{
    fprintf(out, "\n%s\n", block->title);
    grid_write(grid, out);
    size_t left = study->cell_count - block->first - lines_of(study, block);
    if (left)
        fprintf(out, GAP "and %zu more cells, which --json has\n", left);
}

/* In as few pieces as fit below each other, each without the settings where these do not fit. */
static void write_block(const struct myc_study *study, const struct block *block, FILE *out,
                        struct myc_memory *memory)
{
    struct block rest = *block;
    size_t taken = count_figures(block);
    while (taken > 0) {
        struct block piece = rest;
        piece.names[taken] = NULL;
        struct grid grid = fill_block(study, &piece, study->parameter_count, memory);
        if (grid_width(&grid) > COLUMNS)
            grid = fill_block(study, &piece, 0, memory);
        if (grid_width(&grid) > COLUMNS && taken > 1) {
            taken--;
            continue;
        }
        write_grid(study, &piece, &grid, out);
        memmove(rest.names, rest.names + taken, (FIGURES_MAX + 1 - taken) * sizeof *rest.names);
        rest.begin += taken;
        taken = count_figures(&rest);
    }
}

/* --- cells, where their settings do not fit beside the verdicts --- */

static bool are_settings_cut(const struct myc_study *study, const struct grid *grid)
{
    bool found = grid_width(grid) > COLUMNS;
    for (size_t row = 1; row < grid->rows; row++)
        for (size_t i = 0; i < study->parameter_count; i++)
            found |= characters_of(grid->texts[row * grid->columns + 1 + i]) > VALUE_CHARACTERS;
    return found;
}

static const char *settings_text(const struct myc_study *study, const struct myc_study_cell *cell,
                                 struct myc_memory *memory)
{
    const char *text = "";
    for (size_t i = 0; i < study->parameter_count; i++)
        text = myc_memory_format(memory, "%s%s%s %s", text, i ? ", " : "", short_name(study, i),
                                 value_text(cell, i, COLUMNS, memory));
    return cut(text, COLUMNS - SETTINGS_BEGIN - strlen("..."), memory);
}

static void write_settings(const struct myc_study *study, FILE *out, struct myc_memory *memory)
{
    fputs("\ncells\n", out);
    for (size_t i = 0; i < study->cell_count && i < LINES_MAX; i++)
        fprintf(out, "%6" PRIu64 GAP "%s\n", study->cells[i].id,
                settings_text(study, &study->cells[i], memory));
}

/* --- verdicts --- */

static const char *why(const struct myc_study_cell *cell, struct myc_memory *memory)
{
    const char *text = "";
    for (size_t i = 0; i < cell->class_count; i++)
        text = myc_memory_format(memory, "%s%s%s %" PRIu64, text, i ? ", " : "",
                                 cell->classes[i].name, cell->classes[i].count);
    return text;
}

static const char *verdict_text(const struct myc_study_cell *cell, const struct block *block,
                                size_t column, struct myc_memory *memory)
{
    char text[MYC_FIGURE_TEXT_BYTES];
    (void)block;
    switch (column) {
    case 0:
        return myc_memory_format(memory, "%" PRIu64, cell->runs);
    case 1:
        myc_rate_interval_text(cell->rates[MYC_PASS], text);
        return myc_memory_text(memory, text, strlen(text));
    case 2:
        return myc_memory_format(memory, "%" PRIu64, cell->verdicts[MYC_FAIL]);
    case 3:
        return myc_memory_format(memory, "%" PRIu64, cell->verdicts[MYC_UNKNOWN]);
    default:
        return why(cell, memory);
    }
}

/* --- expectations --- */

/* A line for each condition of a cell, so that they stand below each other. */
static void write_expectations(const struct myc_study *study, FILE *out, struct myc_memory *memory)
{
    static const char *const names[] = { "cell", "expected", "met", "unmet", "open" };
    size_t lines = 0, line = 1;
    for (size_t i = 0; i < study->cell_count && i < LINES_MAX; i++)
        lines += study->cells[i].expectation_count;
    if (lines == 0)
        return;
    struct grid grid = grid_begin(memory, 5, 1 + lines);
    grid.numbers = 1;
    for (size_t i = 0; i < 5; i++)
        grid_put(&grid, 0, i, names[i]);
    for (size_t i = 0; i < study->cell_count && i < LINES_MAX; i++)
        for (size_t k = 0; k < study->cells[i].expectation_count; k++, line++) {
            const struct myc_cell_expectation *expectation = &study->cells[i].expectations[k];
            char rate[MYC_FIGURE_TEXT_BYTES];
            grid_put(&grid, line, 0, myc_memory_format(memory, "%" PRIu64, study->cells[i].id));
            grid_put(&grid, line, 1, cut(expectation->words, COLUMNS / 2, memory));
            grid_put(&grid, line, 2,
                     myc_rate_interval_text(myc_study_expectation_rate(expectation), rate));
            grid_put(&grid, line, 3, myc_memory_format(memory, "%" PRIu64, expectation->unmet));
            grid_put(&grid, line, 4, myc_memory_format(memory, "%" PRIu64, expectation->open));
        }
    fputs("\nexpectations: in how many runs each was met\n", out);
    grid_write(&grid, out);
}

/* --- figures --- */

static const char *figure_text(const struct myc_study_cell *cell, const struct block *block,
                               size_t column, struct myc_memory *memory)
{
    const struct myc_study_figure *figure = &cell->figures[block->measure];
    const struct myc_interval intervals[] = { figure->mean, figure->median, figure->p95,
                                              figure->p99 };
    char text[MYC_FIGURE_TEXT_BYTES];
    if (column == 4)
        return myc_memory_format(memory, "%" PRIu64, figure->runs);
    myc_time_interval_text(intervals[column], text);
    return myc_memory_text(memory, text, strlen(text));
}

bool myc_study_is_measured(const struct myc_study *study, size_t measure)
{
    for (size_t i = 0; i < study->cell_count; i++) {
        const struct myc_study_figure *figure = &study->cells[i].figures[measure];
        if (figure->never > 0 || figure->mean.estimate > 0)
            return true;
    }
    return false;
}

/* Whether only some of the runs have it. */
static bool is_partial(const struct myc_study *study, size_t measure)
{
    for (size_t i = 0; i < study->cell_count; i++)
        if (study->cells[i].figures[measure].runs != study->cells[i].runs)
            return true;
    return false;
}

static void write_figures(const struct myc_study *study, FILE *out, struct myc_memory *memory)
{
    for (size_t i = 0; i < MYC_MEASURES; i++) {
        const struct block block = {
            .title =
                myc_memory_format(memory, "%s: %s", myc_measures[i]->name, myc_measures[i]->help),
            .names = { "mean", "median", "p95", "p99", is_partial(study, i) ? "runs" : NULL },
            .text = figure_text,
            .measure = i,
        };
        if (myc_study_is_measured(study, i))
            write_block(study, &block, out, memory);
    }
}

/* --- differences --- */

static const char *difference_text(const struct myc_study_cell *cell, const struct block *block,
                                   size_t column, struct myc_memory *memory)
{
    char text[MYC_FIGURE_TEXT_BYTES];
    const struct myc_study_change *change =
        column ? &cell->from_first.mean[block->measures[column - 1]] : &cell->from_first.pass;
    if (column)
        myc_time_change_text(change->paired, text);
    else
        myc_rate_change_text(change->paired, text);
    if (change->seeds && change->seeds < cell->runs)
        return myc_memory_format(memory, "%s of %" PRIu64, text, change->seeds);
    return myc_memory_text(memory, text, strlen(text));
}

/* Whether any cell can be compared with the first in it. */
static bool is_compared(const struct myc_study *study, size_t measure)
{
    bool found = false;
    for (size_t i = 1; i < study->cell_count; i++)
        found |= study->cells[i].from_first.mean[measure].seeds > 0;
    return found && myc_study_is_measured(study, measure);
}

static void write_differences(const struct myc_study *study, FILE *out, struct myc_memory *memory)
{
    size_t measures[MYC_MEASURES];
    size_t count = 0;
    struct block block = { .title = myc_memory_format(memory,
                                                      "difference from cell %" PRIu64
                                                      " under the same seeds, `of' so many that "
                                                      "have both; pass in percentage points",
                                                      study->cells[0].id),
                           .names = { "pass" },
                           .first = 1,
                           .text = difference_text,
                           .measures = measures };
    for (size_t i = 0; i < MYC_MEASURES; i++)
        if (is_compared(study, i)) {
            block.names[1 + count] = myc_memory_format(memory, "mean %s", myc_measures[i]->name);
            measures[count++] = i;
        }
    write_block(study, &block, out, memory);
}

/* --- the whole --- */

static void write_head(const struct myc_study *study, FILE *out, struct myc_memory *memory)
{
    fprintf(out, "%s: %zu cell%s, %" PRIu64 " runs; in parentheses 95%% intervals\n", study->name,
            study->cell_count, study->cell_count == 1 ? "" : "s", study->runs);
    size_t column = 0;
    for (size_t i = 0; i < study->parameter_count; i++) {
        const char *path = cut(study->parameters[i], COLUMNS / 2, memory);
        bool is_wide = column + strlen(", ") + characters_of(path) > COLUMNS;
        const char *before = i == 0 ? GAP "varied: " : is_wide ? ",\n          " : ", ";
        column = (i && !is_wide ? column + strlen(", ") : 10) + characters_of(path);
        fprintf(out, "%s%s", before, path);
    }
    if (study->parameter_count)
        fputc('\n', out);
}

static void write_warnings(const struct myc_study *study, FILE *out, struct myc_memory *memory)
{
    const char *const *warnings = myc_study_warnings(study, memory);
    for (size_t i = 0; warnings[i]; i++)
        fprintf(out, "%swarning: %s\n", i == 0 ? "\n" : "", warnings[i]);
}

void myc_study_table(const struct myc_study *study, struct myc_memory *memory, FILE *out)
{
    static const struct block verdicts = { .title = "verdicts",
                                           .names = { "runs", "pass", "fail", "unknown", "why" },
                                           .text = verdict_text };
    write_head(study, out, memory);
    if (study->cell_count == 0)
        return;
    struct grid grid = fill_block(study, &verdicts, study->parameter_count, memory);
    if (are_settings_cut(study, &grid))
        write_settings(study, out, memory);
    write_block(study, &verdicts, out, memory);
    write_expectations(study, out, memory);
    write_figures(study, out, memory);
    if (study->cell_count > 1)
        write_differences(study, out, memory);
    write_warnings(study, out, memory);
}
