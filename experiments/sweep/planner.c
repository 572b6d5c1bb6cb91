#include "experiments/sweep/planner.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/statistics/interval.h"
#include "sim/wide.h"

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* --- cells --- */

static void add_cell(struct myc_planner *planner, uint64_t point, uint64_t first)
{
    const struct myc_sweep *sweep = planner->sweep;
    if (planner->cell_count == planner->cell_room) {
        planner->cell_room = planner->cell_room ? planner->cell_room * 2 : 64;
        planner->cells = realloc(planner->cells, planner->cell_room * sizeof *planner->cells);
        assert(planner->cells);
    }
    struct myc_sweep_cell *cell = &planner->cells[planner->cell_count++];
    *cell = (struct myc_sweep_cell){ .point = point, .first = first };
    if (first < sweep->seeds)
        cell->runs = (sweep->seeds - first + planner->stride - 1) / planner->stride;
    cell->target = planner->stride == 1 ? least(sweep->batch, cell->runs) : cell->runs;
}

/* Of all runs in the order of cells and seeds, a shard has every `shards`-th. */
void myc_planner_init(struct myc_planner *planner, const struct myc_sweep *sweep, uint64_t shard,
                      uint64_t shards)
{
    *planner = (struct myc_planner){ .sweep = sweep, .stride = shards, .high = MYC_SWEEP_WHOLE };
    if (sweep->finds) {
        add_cell(planner, 0, 0);
        add_cell(planner, MYC_SWEEP_WHOLE, 0);
        planner->most = sweep->cells * sweep->seeds;
        return;
    }
    for (uint64_t i = 0; i < sweep->cells; i++) {
        uint64_t before = i * sweep->seeds % shards;
        add_cell(planner, i, (shard - 1 + shards - before) % shards);
        planner->most += planner->cells[i].runs;
    }
}

void myc_planner_deinit(struct myc_planner *planner)
{
    free(planner->cells);
    planner->cells = NULL;
}

static bool has_ended(const struct myc_sweep_cell *cell)
{
    return cell->done == cell->target;
}

/* --- the search for a cliff --- */

bool myc_planner_holds(const struct myc_planner *planner, const struct myc_sweep_cell *cell)
{
    const struct myc_sweep_where *where = &planner->sweep->where;
    /* rate / done against numerator / denominator, exactly */
    myc_wide rate = (myc_wide)cell->verdicts[where->rate] * where->threshold.denominator;
    const myc_wide threshold = (myc_wide)cell->done * where->threshold.numerator;
    if (rate == threshold)
        return where->or_equal;
    return where->less == (rate < threshold);
}

static bool is_same_value(const struct myc_planner *planner, uint64_t one, uint64_t other)
{
    struct myc_memory *memory;
    struct myc_error error = { .status = MYC_OK };
    if (myc_memory_create(&memory, (size_t)1 << 20, &error) != MYC_OK)
        return false;
    const char *first = myc_sweep_value(planner->sweep, 0, one, memory)->text;
    bool is_same = strcmp(first, myc_sweep_value(planner->sweep, 0, other, memory)->text) == 0;
    myc_memory_destroy(memory);
    return is_same;
}

/* The middle of what is left, where there is one. */
static void halve(struct myc_planner *planner)
{
    uint64_t middle = planner->low + (planner->high - planner->low) / 2;
    if (planner->cell_count < planner->sweep->cells &&
        !is_same_value(planner, middle, planner->low) &&
        !is_same_value(planner, middle, planner->high))
        add_cell(planner, middle, 0);
}

/* When all cells so far have ended. */
static void search(struct myc_planner *planner)
{
    const struct myc_sweep_cell *last = &planner->cells[planner->cell_count - 1];
    for (size_t i = 0; i < planner->cell_count; i++)
        if (!has_ended(&planner->cells[i]))
            return;
    if (planner->cell_count == 2) {
        planner->holds_low = myc_planner_holds(planner, &planner->cells[0]);
        planner->changes = planner->holds_low != myc_planner_holds(planner, last);
    } else if (myc_planner_holds(planner, last) == planner->holds_low) {
        planner->low = last->point;
    } else {
        planner->high = last->point;
    }
    if (planner->changes)
        halve(planner);
}

/* --- batches --- */

static bool is_content(const struct myc_planner *planner, const struct myc_sweep_cell *cell)
{
    return planner->sweep->half_width > 0 &&
           myc_interval_half_width(myc_interval_rate(cell->verdicts[MYC_PASS], cell->done)) <=
               planner->sweep->half_width;
}

static void note(struct myc_planner *planner, struct myc_sweep_cell *cell, enum myc_verdict verdict)
{
    cell->done++;
    cell->verdicts[verdict]++;
    planner->done++;
    planner->verdicts[verdict]++;
    if (cell->done < cell->target)
        return;
    if (cell->target < cell->runs && !is_content(planner, cell))
        cell->target = least(cell->target + planner->sweep->batch, cell->runs);
    else if (planner->sweep->finds)
        search(planner);
}

void myc_planner_note(struct myc_planner *planner, uint64_t cell, enum myc_verdict verdict)
{
    note(planner, &planner->cells[cell - 1], verdict);
}

static uint64_t k_of(const struct myc_planner *planner, const struct myc_sweep_cell *cell,
                     uint64_t ordinal)
{
    return cell->first + ordinal * planner->stride;
}

static bool is_stored(const struct myc_planner *planner, size_t index, uint64_t ordinal,
                      enum myc_verdict *verdict)
{
    const struct myc_sweep_cell *cell = &planner->cells[index];
    if (!planner->is_stored)
        return false;
    return planner->is_stored(planner->state, index + 1,
                              myc_sweep_seed(planner->sweep, k_of(planner, cell, ordinal)),
                              verdict);
}

/* What the study has already is done. (A search may add cells on the way, which moves them.) */
static void pass_stored(struct myc_planner *planner, size_t index)
{
    enum myc_verdict verdict;
    while (planner->cells[index].given < planner->cells[index].target &&
           is_stored(planner, index, planner->cells[index].given, &verdict)) {
        planner->cells[index].given++;
        planner->found++;
        note(planner, &planner->cells[index], verdict);
    }
}

static bool give(struct myc_planner *planner, size_t index, uint64_t most, struct myc_work *work)
{
    enum myc_verdict verdict;
    pass_stored(planner, index);
    struct myc_sweep_cell *cell = &planner->cells[index];
    uint64_t left = least(cell->target - cell->given, most);
    if (left == 0)
        return false;
    *work = (struct myc_work){ .cell = index + 1,
                               .point = cell->point,
                               .first = k_of(planner, cell, cell->given),
                               .count = 1,
                               .stride = planner->stride };
    while (work->count < left && !is_stored(planner, index, cell->given + work->count, &verdict))
        work->count++;
    cell->given += work->count;
    return true;
}

bool myc_planner_next(struct myc_planner *planner, uint64_t most, struct myc_work *work)
{
    for (size_t i = planner->first_open; i < planner->cell_count; i++) {
        if (give(planner, i, most, work))
            return true;
        if (i == planner->first_open && has_ended(&planner->cells[i]))
            planner->first_open++;
    }
    return false;
}
