#include "model/check.h"

/* What materializing a node can cost in messages follows from its lineage: a question and an
 * answer wherever an input is at home on another host, and so on below. Whatever is asked for
 * fills the fuel up by that, each of them burns one, and what need not be asked because a node is
 * held or under way already is taken back. Other messages are not counted: the elements of a pump
 * are as many as the list has, copies of silos as many as the policy wants.
 *
 * The bound holds without faults: it says nothing once a fault has hit anything, or a request was
 * asked again. */

#define BOUNDLESS UINT64_MAX /* of a lineage that meets the same node 2^64 times: also enough */

static uint64_t add(uint64_t a, uint64_t b)
{
    return a > BOUNDLESS - b ? BOUNDLESS : a + b;
}

static bool is_same(struct myc_incarnation a, struct myc_incarnation b)
{
    return a.host == b.host && a.number == b.number;
}

static uint64_t cost_of_asking(struct myc_runtime *runtime, struct myc_incarnation host,
                               const struct myc_node *node)
{
    return add(is_same(host, node->home) ? 0 : 2, myc_runtime_progress(runtime, node)->messages);
}

/* A stream ends in a message even where its source is on the same host. */
static const char *reckon(struct myc_runtime *runtime, const struct myc_node *node)
{
    uint64_t messages = node->input ? cost_of_asking(runtime, node->home, node->input) : 0;
    for (uint32_t i = 0; i < node->pump_count; i++) {
        const struct myc_node *source = node->pumps[i].source;
        messages = add(messages, cost_of_asking(runtime, node->home, source));
        messages = add(messages, is_same(node->home, source->home));
    }
    myc_runtime_progress(runtime, node)->messages = messages;
    return NULL;
}

static const char *fill_up(struct myc_runtime *runtime, struct myc_incarnation host,
                           const struct myc_node *node)
{
    runtime->traffic.fuel = add(runtime->traffic.fuel, cost_of_asking(runtime, host, node));
    return NULL;
}

/* Nothing is counted any more once something was in the way. */
static bool counts(const struct myc_runtime *runtime)
{
    const struct myc_traffic *traffic = &runtime->traffic;
    return traffic->fuel != BOUNDLESS && !traffic->crashes && !traffic->evictions &&
           !traffic->setbacks && !myc_cluster_was_hit(runtime->cluster);
}

static bool is_counted(enum myc_message_kind kind)
{
    return kind == MYC_MESSAGE_REQ || kind == MYC_MESSAGE_DOPUMP || kind == MYC_MESSAGE_RES ||
           kind == MYC_MESSAGE_ERR || kind == MYC_MESSAGE_DONE;
}

static const char *take_back(struct myc_runtime *runtime, const struct myc_entry *entry,
                             const struct myc_node *node)
{
    uint64_t spared = myc_runtime_progress(runtime, node)->messages;
    uint64_t *fuel = &runtime->traffic.fuel;
    if (entry->state != MYC_ENTRY_KNOWN && counts(runtime))
        *fuel -= spared < *fuel ? spared : *fuel;
    return NULL;
}

static const char *burn(struct myc_runtime *runtime, enum myc_message_kind kind, const char *label)
{
    if (!is_counted(kind) || !counts(runtime))
        return NULL;
    if (runtime->traffic.fuel == 0)
        return myc_memory_format(runtime->memory,
                                 "a %s about %s is more than the lineages asked for can need",
                                 myc_message_kinds[kind], label);
    runtime->traffic.fuel--;
    return NULL;
}

const struct myc_check myc_check_finite = {
    .about = { .name = "finite",
               .help = "finite materialization: messages are bounded by the lineage (slide 26)" },
    .staged = reckon,
    .asked = fill_up,
    .found = take_back,
    .posted = burn,
};
