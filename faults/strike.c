/* What is struck, as one path rule. */
#include "faults/effect.h"
#include "sim/digest.h"
#include "sim/little_endian.h"

static bool is_struck(const struct myc_struck *struck, uint32_t host)
{
    uint32_t low = 0, high = struck->host_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (struck->hosts[middle] < host)
            low = middle + 1;
        else
            high = middle;
    }
    return low < struck->host_count && struck->hosts[low] == host;
}

static bool touches(const void *struck, uint32_t source, uint32_t destination)
{
    return is_struck(struck, source) || is_struck(struck, destination);
}

/* Host h is in groups[begin[h]] to groups[begin[h + 1] - 1], ascending. */
struct cut {
    uint32_t *begin;
    uint32_t *groups;
    bool oneway;
};

/* Both are in some group, and share none. */
static bool separates(const void *of, uint32_t source, uint32_t destination)
{
    const struct cut *cut = of;
    uint32_t a = cut->begin[source], a_end = cut->begin[source + 1];
    uint32_t b = cut->begin[destination], b_end = cut->begin[destination + 1];
    if (a == a_end || b == b_end)
        return false;
    if (cut->oneway && cut->groups[a] > cut->groups[b])
        return false;
    while (a < a_end && b < b_end) {
        if (cut->groups[a] == cut->groups[b])
            return false;
        if (cut->groups[a] < cut->groups[b])
            a++;
        else
            b++;
    }
    return true;
}

/* Counts the groups of each host, then places them: going backwards leaves begin[h] at the first. */
static struct cut *make_cut(const struct myc_strike *strike, bool oneway)
{
    struct myc_memory *memory = myc_cluster_memory(strike->cluster);
    const struct myc_struck *struck = &strike->struck;
    uint32_t hosts = myc_cluster_host_count(strike->cluster);
    uint32_t *begin = myc_memory_alloc(memory, ((size_t)hosts + 1) * sizeof *begin);
    for (uint32_t g = 0; g < struck->group_count; g++)
        for (uint32_t i = 0; i < struck->groups[g].count; i++)
            begin[struck->groups[g].hosts[i]]++;
    for (uint32_t h = 1; h <= hosts; h++)
        begin[h] += begin[h - 1];
    uint32_t *groups = myc_memory_alloc(memory, begin[hosts] * sizeof *groups);
    for (uint32_t g = struck->group_count; g-- > 0;)
        for (uint32_t i = 0; i < struck->groups[g].count; i++)
            groups[--begin[struck->groups[g].hosts[i]]] = g;
    struct cut *cut = myc_memory_alloc(memory, sizeof *cut);
    *cut = (struct cut){ .begin = begin, .groups = groups, .oneway = oneway };
    return cut;
}

static void aim_at_message(struct myc_path_rule *rule, const struct myc_strike *strike)
{
    const struct myc_struck *struck = &strike->struck;
    rule->source = struck->source;
    rule->destination = struck->destination;
    rule->kind = struck->message_kind;
    rule->label = struck->label ? myc_cluster_label(strike->cluster, struck->label) : NULL;
    rule->n = struck->n;
}

static void aim_at_hosts(struct myc_path_rule *rule, const struct myc_struck *struck)
{
    if (struck->host_count == 1) {
        rule->source = struck->hosts[0];
        rule->both_ways = true;
    } else {
        rule->cuts = touches;
        rule->cut = struck;
    }
}

static bool meet(void *state, const struct myc_message *message, struct myc_fate *fate)
{
    struct myc_strike *strike = state;
    return strike->meet(strike, message, fate);
}

void myc_strike_open(struct myc_strike *strike, myc_effect_meet *what, bool oneway)
{
    strike->meet = what;
    struct myc_path_rule rule = {
        .fault = strike->fault,
        .source = MYC_ANY_HOST,
        .destination = MYC_ANY_HOST,
        .kind = MYC_ANY_KIND,
        .meet = meet,
        .state = strike,
    };
    switch (strike->struck.shape) {
    case MYC_SHAPE_HOSTS:
        aim_at_hosts(&rule, &strike->struck);
        break;
    case MYC_SHAPE_LINK:
        rule.source = strike->struck.hosts[0];
        rule.destination = strike->struck.hosts[1];
        rule.both_ways = true;
        break;
    case MYC_SHAPE_MESSAGE:
        aim_at_message(&rule, strike);
        break;
    case MYC_SHAPE_GROUPS:
        rule.cuts = separates;
        rule.cut = make_cut(strike, oneway);
        break;
    }
    strike->rule = myc_port_rule_open(strike->cluster, &rule);
}

void myc_strike_close(struct myc_strike *strike)
{
    myc_port_rule_close(strike->cluster, strike->rule);
}

struct myc_stream myc_strike_stream(const struct myc_strike *strike,
                                    const struct myc_message *message)
{
    unsigned char name[3 * 4 + 2 * 8];
    unsigned char *at = myc_put_32(name, message->kind);
    at = myc_put_32(at, message->source);
    at = myc_put_32(at, message->destination);
    at = myc_put_64(at, myc_stream_entity(message->label));
    at = myc_put_64(at, message->n);
    struct myc_stream stream;
    myc_stream_init(&stream, strike->stream.seed, myc_digest64(name, (size_t)(at - name)),
                    MYC_PURPOSE_STRIKE);
    return stream;
}
