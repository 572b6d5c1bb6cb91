/* How a run stands when the engine has stopped: above all, the failing node. */
#include "model/check.h"

#include <string.h>

/* Something happened to it: what is merely under way when the run ends explains nothing. */
static bool is_hurt(const struct myc_progress *progress)
{
    return progress->failed || progress->fault;
}

/* A node on the way down from what the driver sent, and how deep it is. */
struct visit {
    const struct myc_progress *progress;
    uint32_t depth;
};

struct descent {
    struct myc_runtime *runtime;
    size_t count, room;
    struct visit *open;
    struct visit deepest;
};

static void descend(struct descent *descent, const struct myc_node *node, uint32_t depth)
{
    struct myc_runtime *runtime = descent->runtime;
    struct myc_progress *progress = myc_runtime_progress(runtime, node);
    if (progress->stamp == runtime->walk)
        return;
    progress->stamp = runtime->walk;
    descent->open = myc_memory_grow(runtime->memory, descent->open, &descent->room,
                                    descent->count + 1, sizeof *descent->open);
    descent->open[descent->count++] = (struct visit){ progress, depth };
}

/* Goes on to what the last attempt at a node still waited for. Where its value was ready but did
 * not come back, where its own spore ran, or where it was never reached, there is nothing below. */
static void descend_from(struct descent *descent, struct visit visit)
{
    struct myc_runtime *runtime = descent->runtime;
    const struct myc_node *node = visit.progress->node;
    const struct myc_node *awaiting = visit.progress->awaiting;
    uint32_t below = visit.depth + 1;
    size_t before = descent->count;
    /* A value that was ready below came to nobody where the asker had died with its host. */
    bool died = myc_cluster_cause(runtime->cluster, visit.progress->at) != 0;
    if (!visit.progress->valued && awaiting &&
        !(died && myc_runtime_progress(runtime, awaiting)->valued))
        descend(descent, awaiting, below);
    for (uint32_t i = 0; !visit.progress->valued && i < node->pump_count; i++) {
        const struct myc_progress *source =
            myc_runtime_progress(descent->runtime, node->pumps[i].source);
        if (source->asked && (!source->valued || source->unanswered))
            descend(descent, source->node, below);
    }
    if (descent->count > before)
        return;
    const struct visit *deepest = &descent->deepest;
    bool hurt = is_hurt(visit.progress);
    bool hurt_before = deepest->progress && is_hurt(deepest->progress);
    if (!deepest->progress || hurt > hurt_before ||
        (hurt == hurt_before &&
         (visit.depth > deepest->depth ||
          (visit.depth == deepest->depth && node->id < deepest->progress->node->id))))
        descent->deepest = visit;
}

/* The deepest node that was asked for and whose last attempt got no value; ties: the lowest id. */
static const struct myc_progress *failing(struct myc_runtime *runtime)
{
    struct descent descent = { .runtime = runtime };
    runtime->walk++;
    const struct myc_node *unfilled;
    for (myc_future future = 1; myc_driver_unfilled(runtime->driver, &future, &unfilled); future++)
        descend(&descent, unfilled, 0);
    while (descent.count)
        descend_from(&descent, descent.open[--descent.count]);
    return descent.deepest.progress;
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
    result->failing_was_ready = progress->valued && !progress->unreached;
    if (progress->fault)
        result->failing_fault = progress->fault;
    if (!runtime->loss_count)
        return;
    bool recomputable = myc_loss_is_recomputable(runtime, progress->node, &root);
    if (root) {
        result->root_label = root->label;
        result->root_truly_lost = !recomputable;
    }
}

static void list_waits(struct myc_runtime *runtime, struct myc_result *result)
{
    struct myc_wait *waits = NULL;
    size_t room = 0;
    for (uint32_t host = 0; host < myc_cluster_host_count(runtime->cluster); host++) {
        const struct myc_host_state *state = runtime->hosts[host];
        for (const struct myc_request *request = state ? state->requests : NULL; request;
             request = request->hh.next) {
            waits = myc_memory_grow(runtime->memory, waits, &room, result->wait_count + 1,
                                    sizeof *waits);
            waits[result->wait_count++] = (struct myc_wait){
                .host = host,
                .label = request->node->label,
                .asked = request->asked.host,
                .since = request->sent_at,
                .fault = myc_runtime_progress(runtime, request->node)->fault,
            };
        }
    }
    result->waits = waits;
}

const struct myc_sent *myc_runtime_sent(struct myc_runtime *runtime, size_t *count)
{
    return myc_driver_sent(runtime->driver, count);
}

struct myc_result myc_runtime_result(struct myc_runtime *runtime, enum myc_stop stop)
{
    if (stop == MYC_STOP_QUIET)
        myc_check_quiet(runtime);
    struct myc_result result = {
        .failing_host = MYC_NO_HOST,
        .response_node = runtime->response_node,
        .spore_runs = runtime->spore_runs,
        .recomputed = runtime->recomputed,
        .duplicates_dropped = runtime->duplicates_dropped,
        .figures = runtime->figures,
        .violation = runtime->violation,
        .loss_count = runtime->loss_count,
        .losses = runtime->losses,
    };
    bool finished = myc_driver_has_finished(runtime->driver, &result);
    if (!finished || result.is_error)
        blame(runtime, &result);
    if (!finished)
        list_waits(runtime, &result);
    return result;
}
