#include "experiments/parting.h"

#include <inttypes.h>
#include <string.h>

#include "experiments/time_text.h"

struct myc_trail myc_trail_of(const struct myc_outcome *outcome, const char *name)
{
    return (struct myc_trail){
        .name = name,
        .cluster = &outcome->scenario->cluster,
        .events = outcome->events,
        .sim_end = outcome->sim_end,
        .checkpoint_count = outcome->checkpoint_count,
        .checkpoints = outcome->checkpoints,
        .event_count = outcome->event_count,
        .traced = outcome->traced,
    };
}

static const void *copied(const void *array, size_t bytes, struct myc_memory *memory)
{
    return bytes ? memcpy(myc_memory_alloc(memory, bytes), array, bytes) : NULL;
}

struct myc_trail myc_trail_copy(const struct myc_trail *trail, struct myc_memory *memory)
{
    struct myc_trail copy = *trail;
    copy.checkpoints =
        copied(trail->checkpoints, trail->checkpoint_count * sizeof *trail->checkpoints, memory);
    copy.traced = copied(trail->traced, trail->event_count * sizeof *trail->traced, memory);
    return copy;
}

/* The events that both have in common, as far as checkpoints can tell: equal up to `from`, no
 * longer equal at `to`. */
struct interval {
    uint64_t from, to;
    myc_time begin;
    myc_time end_one, end_other; /* of event `to` in each, or of the last one that it has */
};

/* Checkpoints lie at multiples of a power of two that grows with the run, so those of the longer
 * run are among those of the shorter one. */
static struct interval interval_of(const struct myc_trail *one, const struct myc_trail *other)
{
    const struct myc_trail *longer = one->events >= other->events ? one : other;
    struct interval found = { .to = longer->events,
                              .end_one = one->sim_end,
                              .end_other = other->sim_end };
    size_t i = 0, j = 0;
    while (i < one->checkpoint_count && j < other->checkpoint_count) {
        const struct myc_checkpoint *a = &one->checkpoints[i], *b = &other->checkpoints[j];
        if (a->events < b->events) {
            i++;
        } else if (b->events < a->events) {
            j++;
        } else if (memcmp(a->digest, b->digest, sizeof a->digest) == 0) {
            found.from = a->events;
            found.begin = a->time;
            i++;
            j++;
        } else {
            found.to = a->events;
            found.end_one = a->time;
            found.end_other = b->time;
            break;
        }
    }
    return found;
}

/* Hosts are the first processes; those after them have no name that a user knows. */
static const char *process_text(const struct myc_trail *trail, uint32_t process,
                                struct myc_memory *memory)
{
    if (process <= trail->cluster->host_count)
        return myc_cluster_config_name(trail->cluster, process, memory);
    return myc_memory_format(memory, "process %" PRIu32, process);
}

static const char *event_text(const struct myc_trail *trail, size_t index,
                              struct myc_memory *memory)
{
    static const char *const ranks[] = { "set-up",   "fault start", "fault end", "delivery",
                                         "task end", "timer",       "driver" };
    char time[MYC_TIME_TEXT_BYTES];
    if (index >= trail->event_count)
        return myc_memory_format(memory, "  %-6s  has ended", trail->name);
    const struct myc_traced_event *event = &trail->traced[index];
    const char *rank = event->rank < sizeof ranks / sizeof *ranks ? ranks[event->rank] : "unknown";
    return myc_memory_format(memory,
                             "  %-6s  at %s (%" PRIu64 " ns), %s, from %s (its event %" PRIu64
                             ") to %s, kind %" PRIu32 ", content %016" PRIx64,
                             trail->name, myc_time_text(event->time, time), event->time, rank,
                             process_text(trail, event->source, memory), event->counter,
                             process_text(trail, event->target, memory), event->kind,
                             event->content);
}

static bool is_same(const struct myc_traced_event *a, const struct myc_traced_event *b)
{
    return a->time == b->time && a->rank == b->rank && a->source == b->source &&
           a->counter == b->counter && a->target == b->target && a->kind == b->kind &&
           a->content == b->content;
}

static const char *parting_event(const struct myc_trail *one, const struct myc_trail *other,
                                 struct myc_memory *memory)
{
    size_t i = 0;
    while (i < one->event_count && i < other->event_count &&
           is_same(&one->traced[i], &other->traced[i]))
        i++;
    if (i == one->event_count && i == other->event_count)
        return "";
    return myc_memory_format(memory, "\nThe first event that differs is number %zu:\n%s\n%s", i + 1,
                             event_text(one, i, memory), event_text(other, i, memory));
}

const char *myc_trail_parting(const struct myc_trail *one, const struct myc_trail *other,
                              struct myc_memory *memory)
{
    char begin[MYC_TIME_TEXT_BYTES], end[2][MYC_TIME_TEXT_BYTES];
    struct interval interval = interval_of(one, other);
    const char *event = "";
    if (one->event_count && other->event_count)
        event = parting_event(one, other, memory);
    if (interval.from == interval.to && !*event)
        return "All events are equal: only the fingerprint itself was changed.";
    return myc_memory_format(memory,
                             "They are equal up to event %" PRIu64 ", at %s, and part by event "
                             "%" PRIu64 " (%s: at %s, %s: at %s).%s",
                             interval.from, myc_time_text(interval.begin, begin), interval.to,
                             one->name, myc_time_text(interval.end_one, end[0]), other->name,
                             myc_time_text(interval.end_other, end[1]), event);
}
