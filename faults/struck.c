/* What is struck: how the kinds of target come to it, and its words in a realised item, which read
 * back give the same. */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "faults/item.h"
#include "faults/text.h"

void myc_struck_marked(struct myc_aim *aim, const bool *marked)
{
    uint32_t hosts = myc_cluster_host_count(aim->cluster);
    uint32_t count = 0;
    for (uint32_t host = 0; host < hosts; host++)
        count += marked[host];
    uint32_t *struck = myc_memory_alloc(myc_cluster_memory(aim->cluster), count * sizeof *struck);
    aim->struck.host_count = count;
    aim->struck.hosts = struck;
    for (uint32_t host = 0; host < hosts; host++)
        if (marked[host])
            *struck++ = host;
}

/* Floyd's sample: one draw a host, each set of `count` equally likely (Bentley, "Programming
 * pearls: a sample of brilliance", CACM 30(9), 1987). */
void myc_struck_drawn(struct myc_aim *aim, uint32_t count)
{
    uint32_t client = myc_cluster_client(aim->cluster); /* the last: all before it are drawn from */
    assert(count <= client);
    struct myc_memory *memory = myc_cluster_memory(aim->cluster);
    if (count == 1) { /* the same draw, without a look at every host */
        uint32_t *drawn = myc_memory_alloc(memory, sizeof *drawn);
        *drawn = (uint32_t)myc_stream_below(aim->stream, client);
        aim->struck.host_count = 1;
        aim->struck.hosts = drawn;
        return;
    }
    bool *marked = myc_memory_take(memory, client + 1);
    for (uint32_t last = client - count; last < client; last++) {
        uint32_t drawn = (uint32_t)myc_stream_below(aim->stream, last + 1);
        marked[marked[drawn] ? last : drawn] = true;
    }
    myc_struck_marked(aim, marked);
    myc_memory_give(memory, marked, client + 1);
}

const char *myc_struck_role(struct myc_aim *aim, enum myc_role role, const char *label)
{
    static const char *const words[MYC_ROLES] = { "holder", "requester", "root" };
    struct myc_roles *roles = myc_cluster_roles(aim->cluster);
    struct myc_memory *memory = myc_cluster_memory(aim->cluster);
    const char *known = myc_cluster_label(aim->cluster, label);
    uint32_t count = myc_roles_hosts(roles, role, known, NULL, 0);
    if (!count)
        return myc_memory_format(memory, "no %s of %s", words[role], label);
    uint32_t *hosts = myc_memory_alloc(memory, count * sizeof *hosts);
    myc_roles_hosts(roles, role, known, hosts, count);
    aim->struck.host_count = count;
    aim->struck.hosts = hosts;
    return NULL;
}

void myc_struck_grouped(struct myc_aim *aim, const struct myc_group *groups, uint32_t count)
{
    struct myc_memory *memory = myc_cluster_memory(aim->cluster);
    uint32_t hosts = myc_cluster_host_count(aim->cluster);
    bool *marked = myc_memory_take(memory, hosts);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < groups[i].count; j++)
            marked[groups[i].hosts[j]] = true;
    myc_struck_marked(aim, marked);
    myc_memory_give(memory, marked, hosts);
    aim->struck.group_count = count;
    aim->struck.groups = myc_memory_alloc(memory, count * sizeof *groups);
    memcpy(aim->struck.groups, groups, count * sizeof *groups);
}

/* --- its words --- */

/* "[m2, m3]" */
static void add_hosts(struct myc_line *line, const struct myc_cluster *cluster,
                      const uint32_t *hosts, uint32_t count)
{
    myc_line_add(line, "[");
    for (uint32_t i = 0; i < count; i++)
        myc_line_add(line, "%s%s", i ? ", " : "", myc_cluster_host_name(cluster, hosts[i]));
    myc_line_add(line, "]");
}

/* A list also reaches hosts that are called as a target is (`all`). */
static bool is_word_of_a_target(const char *name)
{
    for (size_t i = 0; myc_targets[i]; i++)
        if (strcmp(myc_targets[i]->about.name, name) == 0)
            return true;
    return false;
}

static void add_target_hosts(struct myc_line *line, const struct myc_cluster *cluster,
                             const struct myc_struck *struck)
{
    const char *first = myc_cluster_host_name(cluster, struck->hosts[0]);
    myc_line_add(line, "target: ");
    if (struck->host_count == 1 && !is_word_of_a_target(first))
        myc_line_add(line, "%s", first);
    else
        add_hosts(line, cluster, struck->hosts, struck->host_count);
}

/* Up to the last argument that is not `*`. */
static void add_message(struct myc_line *line, const struct myc_cluster *cluster,
                        const struct myc_struck *struck)
{
    const char *arguments[5] = { "*", "*", "*", "*", "*" };
    if (struck->kind_word)
        arguments[0] = struck->kind_word;
    if (struck->source != MYC_ANY_HOST)
        arguments[1] = myc_cluster_host_name(cluster, struck->source);
    if (struck->destination != MYC_ANY_HOST)
        arguments[2] = myc_cluster_host_name(cluster, struck->destination);
    if (struck->label)
        arguments[3] = struck->label;
    if (struck->n)
        arguments[4] = myc_memory_format(line->memory, "%" PRIu64, struck->n);
    size_t count = 5;
    while (count > 1 && strcmp(arguments[count - 1], "*") == 0)
        count--;
    myc_line_add(line, "target: message");
    for (size_t i = 0; i < count; i++)
        myc_line_add(line, "%c%s", i ? ' ' : '(', arguments[i]);
    myc_line_add(line, ")");
}

static void add_groups(struct myc_line *line, const struct myc_cluster *cluster,
                       const struct myc_struck *struck)
{
    myc_line_add(line, "groups: [");
    for (uint32_t i = 0; i < struck->group_count; i++) {
        myc_line_add(line, i ? ", " : "");
        add_hosts(line, cluster, struck->groups[i].hosts, struck->groups[i].count);
    }
    myc_line_add(line, "]");
}

const char *myc_struck_text(const struct myc_struck *struck, const struct myc_cluster *cluster,
                            struct myc_memory *memory)
{
    struct myc_line line = { .memory = memory };
    switch (struck->shape) {
    case MYC_SHAPE_HOSTS:
        add_target_hosts(&line, cluster, struck);
        break;
    case MYC_SHAPE_LINK:
        myc_line_add(&line, "target: link(%s %s)", myc_cluster_host_name(cluster, struck->hosts[0]),
                     myc_cluster_host_name(cluster, struck->hosts[1]));
        break;
    case MYC_SHAPE_MESSAGE:
        add_message(&line, cluster, struck);
        break;
    case MYC_SHAPE_GROUPS:
        add_groups(&line, cluster, struck);
        break;
    }
    return line.text;
}
