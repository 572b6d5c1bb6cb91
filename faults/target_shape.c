/* `shape: halves | one | uniform | ring | bridge`: groups by a rule, over all hosts in
 * order with the client before them, as it stands in the first rack. With a
 * client c and hosts 1 to 5:
 *
 *     halves   [c 1 2] [3 4 5]                    earlier takes the remainder
 *     one      [3] [c 1 2 4 5]                    the one is drawn, never the client
 *     uniform  [c 2] [1 3 4 5]                    any cut in two, each as likely as any other
 *     ring     [c 1] [1 2] [2 3] [3 4] [4 5] [5 c]
 *     bridge   [c 1 2 3] [3 4 5]                  the middle host joins the halves
 */
#include "faults/item.h"

enum shape { HALVES, ONE, UNIFORM, RING, BRIDGE };

struct shape_of_groups {
    uint32_t shape;
    uint32_t count; /* of the groups; 0 for those that are drawn when the fault starts */
    struct myc_group *groups;
};

/* Hosts in order, the client before them: number `i` of all. */
static uint32_t host_at(const struct myc_cluster_config *cluster, uint32_t i)
{
    return i == 0 ? cluster->host_count : i - 1;
}

/* All from number `begin` to before `end`, without host `except`. */
static struct myc_group stretch(const struct myc_cluster_config *cluster, uint32_t begin,
                                uint32_t end, uint32_t except, struct myc_memory *memory)
{
    uint32_t *hosts = myc_memory_alloc(memory, (end - begin) * sizeof *hosts);
    struct myc_group group = { .hosts = hosts };
    for (uint32_t i = begin; i < end; i++)
        if (host_at(cluster, i) != except)
            hosts[group.count++] = host_at(cluster, i);
    return group;
}

static void make_two(struct shape_of_groups *shape, const struct myc_cluster_config *cluster,
                     struct myc_memory *memory)
{
    uint32_t all = cluster->host_count + 1;
    shape->count = 2;
    shape->groups = myc_memory_alloc(memory, 2 * sizeof *shape->groups);
    bool bridge = shape->shape == BRIDGE;
    shape->groups[0] =
        stretch(cluster, 0, bridge ? all / 2 + 1 : (all + 1) / 2, MYC_NO_HOST, memory);
    shape->groups[1] = stretch(cluster, bridge ? all / 2 : (all + 1) / 2, all, MYC_NO_HOST, memory);
}

static void make_ring(struct shape_of_groups *shape, const struct myc_cluster_config *cluster,
                      struct myc_memory *memory)
{
    uint32_t all = cluster->host_count + 1;
    shape->count = all;
    shape->groups = myc_memory_alloc(memory, all * sizeof *shape->groups);
    for (uint32_t i = 0; i < all; i++) {
        uint32_t *hosts = myc_memory_alloc(memory, 2 * sizeof *hosts);
        hosts[0] = host_at(cluster, i);
        hosts[1] = host_at(cluster, (i + 1) % all);
        shape->groups[i] = (struct myc_group){ .count = 2, .hosts = hosts };
    }
}

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    static const uint32_t hosts_min[] = {
        [HALVES] = 1, [ONE] = 1, [UNIFORM] = 1, [RING] = 3, [BRIDGE] = 2
    };
    struct shape_of_groups *shape = parameters;
    const struct myc_cluster_config *cluster = reading->world->cluster;
    if (cluster->host_count < hosts_min[shape->shape])
        return myc_setting_refuse(reading->setting, reading->error,
                                  "needs %u hosts beside the client to cut anything; there %s %u",
                                  hosts_min[shape->shape], cluster->host_count == 1 ? "is" : "are",
                                  cluster->host_count);
    if (shape->shape == RING)
        make_ring(shape, cluster, reading->memory);
    else if (shape->shape != ONE && shape->shape != UNIFORM)
        make_two(shape, cluster, reading->memory);
    return MYC_OK;
}

static void draw_one(struct myc_aim *aim)
{
    const struct myc_cluster_config *cluster = myc_cluster_configuration(aim->cluster);
    struct myc_memory *memory = myc_cluster_memory(aim->cluster);
    myc_struck_drawn(aim, 1);
    const uint32_t *alone = aim->struck.hosts;
    struct myc_group groups[2] = {
        { .count = 1, .hosts = alone },
        stretch(cluster, 0, cluster->host_count + 1, *alone, memory),
    };
    myc_struck_grouped(aim, groups, 2);
}

/* Whether the first of `left` hosts stands apart, where any set of them may but none: half of the sets
 * have it, and one less is left of the others. Beyond 62 hosts that one makes no difference. */
static bool is_first_apart(struct myc_stream *stream, uint32_t left)
{
    uint64_t sets = (UINT64_C(1) << (left < 62 ? left : 62)) - 1;
    return myc_stream_below(stream, sets) <= sets / 2;
}

/* The client stands on one side, which comes first or second; one draw a host says who is with it. */
static void draw_cut(struct myc_aim *aim)
{
    const struct myc_cluster_config *cluster = myc_cluster_configuration(aim->cluster);
    struct myc_memory *memory = myc_cluster_memory(aim->cluster);
    uint32_t all = cluster->host_count + 1;
    uint32_t *with = myc_memory_alloc(memory, all * sizeof *with);
    uint32_t *apart = myc_memory_alloc(memory, all * sizeof *apart);
    uint32_t with_count = 0, apart_count = 0;
    bool swapped = myc_stream_below(aim->stream, 2);
    with[with_count++] = cluster->host_count;
    for (uint32_t host = 0; host < cluster->host_count; host++) {
        bool is_apart = apart_count > 0 ? myc_stream_below(aim->stream, 2)
                                        : is_first_apart(aim->stream, cluster->host_count - host);
        if (is_apart)
            apart[apart_count++] = host;
        else
            with[with_count++] = host;
    }
    struct myc_group groups[2];
    groups[swapped] = (struct myc_group){ .count = with_count, .hosts = with };
    groups[!swapped] = (struct myc_group){ .count = apart_count, .hosts = apart };
    myc_struck_grouped(aim, groups, 2);
}

static const char *resolve(const void *parameters, struct myc_aim *aim)
{
    const struct shape_of_groups *shape = parameters;
    if (shape->shape == ONE)
        draw_one(aim);
    else if (shape->shape == UNIFORM)
        draw_cut(aim);
    else
        myc_struck_grouped(aim, shape->groups, shape->count);
    return NULL;
}

static const struct myc_parameter parameters[] = {
    { "shape", MYC_UNIT_CHOICE, .choices = "halves|one|uniform|ring|bridge",
      .help = "over all hosts in order, the client before them: two halves; one drawn host alone; "
              "any cut in two, drawn; each with its two neighbours; two halves that the middle "
              "host joins",
      .offset = offsetof(struct shape_of_groups, shape) },
    { 0 }
};

const struct myc_target_kind myc_target_shape = {
    .about = { .name = "shape",
               .help = "groups by a rule",
               .example = "halves",
               .parameters = parameters },
    .key = "shape",
    .gives = MYC_SHAPE_GROUPS,
    .parameters_bytes = sizeof(struct shape_of_groups),
    .check = check,
    .resolve = resolve,
};
