#include "tests/swarm.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/recovery.h"
#include "sim/stream.h"
#include "tests/story.h"

#define PICK(stream, array) ((array)[myc_stream_below(stream, sizeof(array) / sizeof *(array))])

static const char *const workloads[] = {
    "people",
    "{kind: people, response: owners, sends: 3, gap: 500us}",
    "{kind: people, response: owners, handler: true, vehicles_from: file}",
    "{kind: people, persons_from: lost_value}",
    "{kind: people, persist: false, sends: 4}",
    "tree",
    "{kind: tree, fanout: 5}",
    "wordcount",
    "pump",
    "apply",
    "slide5",
    "join",
    "{kind: rdd, program: partition}",
};
static const char *const detectors[] = {
    "{kind: perfect, delay: 1ms}",
    "{kind: perfect, delay: 10us}",
    "{kind: timeout, after: 3ms}",
    "{kind: timeout, after: 500us}",
    "{kind: heartbeat, period: 500us}",
    "{kind: heartbeat, period: 20us, misses: 8}",
};
/* Of hosts that there are in any cluster, and in the tree's. */
static const char *const overrides[] = {
    "",
    "client: {nic: 10Mbit, latency: {rack: 300us}}",
    "client: {latency: {rack: 0, zone: 1ms, cross_zone: 1us}}",
};
static const char *const tree_overrides[] = {
    "",
    "h0: {speed: 1/3, cores: 1, latency: {same_host: 1ms}}",
    "h0: {speed: 5, nic: 1Mbit, memory: 1B, latency: {zone: 1ms}}",
};
static const char *const swarms[] = {
    "{mean: 1ms, length: 200us}",
    "{mean: 10ms, length: 1ms}",
    "{on: 20%, mean: 200us, length: 100us}",
    "{on: 1, mean: 5ms, length: 500us}",
};

/* Every policy of the register, by its example. */
static const char *policy(struct myc_stream *chance)
{
    size_t count = 0;
    while (myc_recoveries[count])
        count++;
    return myc_recoveries[myc_stream_below(chance, count)]->about.name;
}

static struct myc_outcome *tell(uint64_t seed)
{
    struct myc_stream chance;
    myc_stream_init(&chance, seed, 0, MYC_PURPOSE_TEST);
    const char *workload = PICK(&chance, workloads), *detector = PICK(&chance, detectors);
    const char *swarm = PICK(&chance, swarms), *recovery = policy(&chance);
    char cluster[256];
    uint64_t hosts = 1 + myc_stream_below(&chance, 50);
    const char *override = PICK(&chance, overrides), *of_tree = PICK(&chance, tree_overrides);
    if (strstr(workload, "tree"))
        snprintf(cluster, sizeof cluster,
                 "cluster: {hosts: %" PRIu64 ", racks: 3, zones: 2, overrides: {%s%s%s}}\n", hosts,
                 override, *override && *of_tree ? ", " : "", of_tree);
    else
        snprintf(cluster, sizeof cluster, "cluster: {overrides: {%s}}\n", override);
    story_seed(seed);
    return story("workload: %s\n%srecovery: {policy: %s, detector: %s}\nperturb: [swarm: %s]\n"
                 "limits: {time: 1s, events: 100000}\n",
                 workload, cluster, recovery, detector, swarm);
}

/* A wrong response or a broken invariant is only explained by bytes that were altered unnoticed. */
static void assert_explained(const struct myc_outcome *told, uint64_t seed)
{
    bool altered = strstr(told->realised, "detected: false") != NULL;
    if (told->verdict == MYC_PASS)
        return;
    cr_assert(told->reason && strlen(told->reason) > 10, "seed %" PRIu64, seed);
    if (told->class == MYC_CLASS_WRONG || told->class == MYC_CLASS_INVARIANT)
        cr_assert(altered, "seed %" PRIu64 ": %s", seed, told->reason);
    if (told->class == MYC_CLASS_STUCK || told->class == MYC_CLASS_ERROR)
        cr_assert(told->failing_node, "seed %" PRIu64 ": %s", seed, told->reason);
}

void swarm_campaign(uint64_t from, uint64_t count)
{
    unsigned verdicts[3] = { 0 };
    for (uint64_t seed = from; seed < from + count; seed++) {
        struct myc_outcome *told = tell(seed);
        assert_explained(told, seed);
        verdicts[told->verdict]++;
        char first[64];
        snprintf(first, sizeof first, "%s", told->fingerprint);
        char *realised = strdup(told->realised);
        told = story_again(realised);
        cr_assert_str_eq(told->fingerprint, first, "seed %" PRIu64 "\n%s", seed, realised);
        free(realised);
    }
    story_seed(1);
    /* The swarms hurt, and are survived. */
    cr_expect_gt(verdicts[MYC_PASS], count / 4);
    cr_expect_gt(verdicts[MYC_FAIL], count / 20);
}
