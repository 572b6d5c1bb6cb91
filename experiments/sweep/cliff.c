#include "experiments/sweep/cliff.h"

static void write_found(const struct myc_planner *planner, const char *low, const char *high,
                        FILE *out)
{
    const struct myc_sweep *sweep = planner->sweep;
    const char *path = sweep->axes[0].varied->key;
    if (planner->changes)
        fprintf(out, "`%s' %s to hold between %s = %s and %s\n", sweep->where.text,
                planner->holds_low ? "ceases" : "begins", path, low, high);
    else
        fprintf(out, "`%s' %s at both ends, %s = %s and %s: there is no cliff to be found\n",
                sweep->where.text, planner->holds_low ? "holds" : "does not hold", path, low, high);
}

enum myc_status myc_cliff_write(const struct myc_planner *planner, FILE *out,
                                struct myc_error *error)
{
    struct myc_memory *memory;
    if (!planner->sweep->finds)
        return MYC_OK;
    MYC_TRY(myc_memory_create(&memory, 0, error));
    write_found(planner, myc_sweep_value(planner->sweep, 0, planner->low, memory)->text,
                myc_sweep_value(planner->sweep, 0, planner->high, memory)->text, out);
    myc_memory_destroy(memory);
    return MYC_OK;
}
