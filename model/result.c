/* How a run stands when the engine has stopped: above all, the failing node. */
#include "model/runtime_internal.h"

#include <string.h>

/* Asked for, and the last attempt got no value; or the value never came back. */
static bool is_without_value(const struct myc_progress *progress)
{
    return progress->node && progress->asked && (!progress->valued || progress->unanswered);
}

/* Depth of every node below what the driver sent: what a node needs is deeper than it, and so is
 * what its spore returned. Longest paths over a DAG whose order is not that of the ids. */
static uint32_t *depths(struct myc_runtime *runtime)
{
    const struct myc_book *book = myc_cluster_book(runtime->cluster);
    uint32_t *depth = myc_memory_alloc(runtime->memory, (book->node_count + 1) * sizeof *depth);
    bool changed = true;
    for (size_t pass = 0; changed && pass <= book->node_count; pass++) {
        changed = false;
        for (size_t i = book->node_count; i-- > 0;) {
            const struct myc_book_node *row = &book->nodes[i];
            if (row->returned_by && depth[row->id] <= depth[row->returned_by]) {
                depth[row->id] = depth[row->returned_by] + 1;
                changed = true;
            }
            for (uint32_t k = 0; k < row->input_count; k++)
                if (depth[row->inputs[k]] <= depth[row->id]) {
                    depth[row->inputs[k]] = depth[row->id] + 1;
                    changed = true;
                }
        }
    }
    return depth;
}

static const struct myc_progress *failing(struct myc_runtime *runtime)
{
    const uint32_t *depth = depths(runtime);
    const struct myc_progress *deepest = NULL;
    for (size_t id = 1; id < runtime->progress_room; id++) {
        const struct myc_progress *progress = &runtime->progress[id];
        if (is_without_value(progress) &&
            (!deepest || depth[id] > depth[deepest->node->id]))
            deepest = progress;
    }
    return deepest;
}

static void blame(struct myc_runtime *runtime, struct myc_result *result)
{
    const struct myc_progress *progress = failing(runtime);
    if (!progress)
        return;
    const struct myc_node *root;
    result->failing_label = progress->node->label;
    result->failing_node = progress->node->id;
    result->failing_host = progress->at.host;
    result->failing_fault = progress->fault;
    if (!runtime->loss_count)
        return;
    bool recomputable = myc_loss_is_recomputable(runtime, progress->node, &root);
    if (root) {
        result->root_label = root->label;
        result->root_truly_lost = !recomputable;
    }
}

struct myc_result myc_runtime_result(struct myc_runtime *runtime)
{
    struct myc_result result = {
        .failing_host = MYC_NO_HOST,
        .response_node = runtime->response_node,
        .spore_runs = runtime->spore_runs,
        .recomputed = runtime->recomputed,
        .duplicates_dropped = runtime->duplicates_dropped,
        .violation = runtime->violation,
        .loss_count = runtime->loss_count,
        .losses = runtime->losses,
    };
    if (!myc_driver_has_finished(runtime->driver, &result) || result.is_error)
        blame(runtime, &result);
    return result;
}
