/* What was struck, in the words of an item: reading them back gives the same. */
#include <inttypes.h>
#include <string.h>

#include "faults/item.h"
#include "faults/text.h"

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
