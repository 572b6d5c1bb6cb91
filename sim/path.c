#include <assert.h>

#include "sim/cluster_internal.h"

/* Path rules. No pair is out of order: while a message is held, those that leave after it on the
 * same pair wait behind it, whatever rules they match. */

struct myc_rule {
    struct myc_path_rule rule;
    struct myc_rule *prev, *next;
    uint32_t id;
    bool meets; /* the message that leaves now */
    struct myc_fate fate;
};

uint32_t myc_port_rule_open(struct myc_cluster *cluster, const struct myc_path_rule *rule)
{
    assert(rule->fault > 0);
    struct myc_rule *opened = myc_memory_take(cluster->memory, sizeof *opened);
    opened->rule = *rule;
    opened->id = ++cluster->rule_count;
    DL_APPEND(cluster->rules, opened);
    return opened->id;
}

static bool matches_ends(const struct myc_path_rule *rule, uint32_t source, uint32_t destination)
{
    return (rule->source == MYC_ANY_HOST || rule->source == source) &&
           (rule->destination == MYC_ANY_HOST || rule->destination == destination) &&
           (!rule->cuts || rule->cuts(rule->cut, source, destination));
}

static bool matches(const struct myc_path_rule *rule, const struct myc_message *message)
{
    if (rule->kind != MYC_ANY_KIND && rule->kind != message->kind)
        return false;
    if (rule->label && rule->label != message->label)
        return false;
    if (rule->n != 0 && rule->n != message->n)
        return false;
    return matches_ends(rule, message->source, message->destination) ||
           (rule->both_ways && matches_ends(rule, message->destination, message->source));
}

/* Asks every open rule what it makes of the message; the first that drops or holds it, or NULL. */
static const struct myc_rule *find_decider(struct myc_cluster *cluster,
                                           const struct myc_message *message)
{
    const struct myc_rule *decider = NULL;
    struct myc_rule *open;
    DL_FOREACH(cluster->rules, open)
    {
        open->fate = (struct myc_fate){ 0 };
        open->meets = matches(&open->rule, message) &&
                      open->rule.meet(open->rule.state, message, &open->fate);
        if (open->meets && !decider && (open->fate.drop || open->fate.hold))
            decider = open;
    }
    return decider;
}

/* What the first fault did to a message stands in the book, unless another then decided. */
static void blame(struct myc_cluster *cluster, struct myc_transit *transit, uint32_t fault)
{
    myc_network_harm(cluster, transit)->fault = fault;
    if (cluster->book->keep)
        cluster->book->messages[transit->message.harm->row].fault = fault;
}

static void copy(struct myc_cluster *cluster, struct myc_transit *transit, uint32_t fault,
                 myc_time extra)
{
    struct myc_transit *copied = myc_network_copy(cluster, transit);
    blame(cluster, copied, fault);
    myc_network_travel(cluster, copied, extra);
}

/* What the rules do to a message that goes on. A message that is held is only held longer. */
static void apply(struct myc_cluster *cluster, struct myc_transit *transit, bool held,
                  myc_time *extra)
{
    const struct myc_rule *open;
    DL_FOREACH(cluster->rules, open)
    {
        const struct myc_fate *fate = &open->fate;
        if (!open->meets || fate->drop || fate->hold || (held && !fate->add))
            continue;
        struct myc_harm *harm = myc_network_harm(cluster, transit);
        if (!fate->spoiled) /* losing it is the hit */
            myc_cluster_hit(cluster, open->rule.fault, 1);
        if (harm->fault == 0)
            blame(cluster, transit, open->rule.fault);
        *extra = myc_time_add(*extra, fate->add);
        if (held)
            continue;
        harm->overtaken |= fate->overtaken;
        harm->garbled ^= fate->garbled;
        if (fate->spoiled && !harm->spoiled)
            harm->spoiled = open->rule.fault;
        if (fate->copied)
            copy(cluster, transit, open->rule.fault, myc_time_add(*extra, fate->copy_add));
    }
}

static struct myc_pair *pair_of(struct myc_cluster *cluster, const struct myc_transit *transit)
{
    return myc_network_pair(cluster, transit->message.source, transit->message.destination);
}

static void hold(struct myc_cluster *cluster, struct myc_transit *transit, uint32_t rule,
                 myc_time extra)
{
    myc_network_harm(cluster, transit)->rule = rule;
    transit->extra = extra;
    pair_of(cluster, transit)->held++;
    DL_APPEND(cluster->held, transit);
}

bool myc_path_admits(struct myc_cluster *cluster, struct myc_transit *transit, myc_time *extra)
{
    const struct myc_rule *decider = find_decider(cluster, &transit->message);
    if (decider && decider->fate.drop) {
        myc_network_lose(cluster, transit, decider->rule.fault);
        return false;
    }
    apply(cluster, transit, decider != NULL, extra);
    if (decider) {
        myc_cluster_hit(cluster, decider->rule.fault, 1);
        blame(cluster, transit, decider->rule.fault);
        hold(cluster, transit, decider->id, *extra);
        return false;
    }
    if (cluster->held && !myc_transit_is_overtaken(transit) &&
        pair_of(cluster, transit)->held > 0) {
        hold(cluster, transit, 0, *extra);
        return false;
    }
    return true;
}

bool myc_path_lets_beat(struct myc_cluster *cluster, const struct myc_message *message,
                        myc_time *extra, uint32_t *fault)
{
    const struct myc_rule *lost = find_decider(cluster, message);
    const struct myc_rule *open;
    if (lost) {
        *fault = lost->rule.fault;
        myc_cluster_hit(cluster, *fault, 1);
        return false;
    }
    DL_FOREACH(cluster->rules, open)
    {
        if (!open->meets)
            continue;
        myc_cluster_hit(cluster, open->rule.fault, 1);
        *extra = myc_time_add(*extra, open->fate.add);
        *fault = *fault ? *fault : open->rule.fault;
        lost = open->fate.spoiled ? open : lost;
    }
    return !lost;
}

/* Lets go, in the order of leaving, of all that waits for no rule and behind nothing held. */
static void release(struct myc_cluster *cluster, uint32_t rule)
{
    uint32_t round = ++cluster->release_count;
    struct myc_transit *transit, *next;
    DL_FOREACH_SAFE(cluster->held, transit, next)
    {
        struct myc_pair *pair = pair_of(cluster, transit);
        struct myc_harm *harm = transit->message.harm;
        if (harm->rule == rule)
            harm->rule = 0;
        if (harm->rule != 0)
            pair->blocked_in = round;
        if (pair->blocked_in == round)
            continue;
        DL_DELETE(cluster->held, transit);
        pair->held--;
        myc_network_travel(cluster, transit, transit->extra);
    }
}

void myc_port_rule_close(struct myc_cluster *cluster, uint32_t rule)
{
    struct myc_rule *open;
    DL_SEARCH_SCALAR(cluster->rules, open, id, rule);
    assert(open);
    DL_DELETE(cluster->rules, open);
    myc_memory_give(cluster->memory, open, sizeof *open);
    release(cluster, rule);
}
