#include "experiments/sweep/cliff.h"

#include "experiments/statistics/interval.h"

/* Whether the cell is on its side of the bound as far as its seeds can tell. */
static bool is_told_apart(const struct myc_planner *planner, const struct myc_sweep_cell *cell)
{
    const struct myc_sweep_where *where = &planner->sweep->where;
    double bound = (double)where->threshold.numerator / (double)where->threshold.denominator;
    struct myc_interval rate = myc_interval_rate(cell->verdicts[where->rate], cell->done);
    return bound < rate.low || bound > rate.high;
}

/* The nearest points on either side that are; the ends of the search where none is. */
static void tell_apart(const struct myc_planner *planner, uint64_t *low, uint64_t *high)
{
    *low = 0;
    *high = MYC_SWEEP_WHOLE;
    for (size_t i = 0; i < planner->cell_count; i++) {
        const struct myc_sweep_cell *cell = &planner->cells[i];
        if (!is_told_apart(planner, cell))
            continue;
        if (myc_planner_holds(planner, cell) == planner->holds_low)
            *low = cell->point > *low ? cell->point : *low;
        else
            *high = cell->point < *high ? cell->point : *high;
    }
}

static void write_cliff(const struct myc_planner *planner, struct myc_memory *memory, FILE *out)
{
    const struct myc_sweep *sweep = planner->sweep;
#define VALUE(point) myc_sweep_value(sweep, 0, point, memory)->text
    uint64_t low, high;
    tell_apart(planner, &low, &high);
    fprintf(out, "`%s' %s to hold between %s = %s and %s", sweep->where.text,
            planner->holds_low ? "ceases" : "begins", sweep->axes[0].varied->key, VALUE(low),
            VALUE(high));
    if (low < planner->low || high > planner->high)
        fprintf(out, ", near %s; what was tried between is too near the bound for its seeds (95%%)",
                VALUE(planner->low));
    fputc('\n', out);
#undef VALUE
}

static void write_found(const struct myc_planner *planner, struct myc_memory *memory, FILE *out)
{
    const struct myc_sweep *sweep = planner->sweep;
    if (planner->changes)
        write_cliff(planner, memory, out);
    else
        fprintf(out, "`%s' %s at both ends, %s = %s and %s: there is no cliff to be found\n",
                sweep->where.text, planner->holds_low ? "holds" : "does not hold",
                sweep->axes[0].varied->key,
                myc_sweep_value(sweep, 0, planner->low, memory)->text,
                myc_sweep_value(sweep, 0, planner->high, memory)->text);
}

enum myc_status myc_cliff_write(const struct myc_planner *planner, FILE *out,
                                struct myc_error *error)
{
    struct myc_memory *memory;
    if (!planner->sweep->finds)
        return MYC_OK;
    MYC_TRY(myc_memory_create(&memory, 0, error));
    write_found(planner, memory, out);
    myc_memory_destroy(memory);
    return MYC_OK;
}
