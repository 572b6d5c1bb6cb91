/* limit_phold QUEUE PROCESSES EVENTS: PHOLD as a bare loop, with one of three queues. All three give
 * one order, so that the printed checksum agrees between them. */
#include <string.h>

#include "experiments/bench/peers/limit_heap.h"
#include "experiments/bench/peers/limit_radix.h"
#include "experiments/bench/peers/peer.h"

#define NONE UINT32_MAX

static void *allocate(size_t count, size_t size)
{
    void *block = calloc(count, size);
    if (!block)
        abort();
    return block;
}

/* --- calendar queue (Brown, "Calendar queues", 1988) whose days are as long as the known spread of
 * PHOLD's delays asks for: no queue that has to find that out can be as good --- */

struct calendar {
    uint32_t *days; /* the first event of each, or NONE */
    uint32_t day_mask;
    int day_shift;
    uint64_t today;
    struct limit_event *now; /* the events of today, the last first */
    size_t now_count;
    struct limit_event *slots; /* of the other days */
    uint32_t *next;
    uint32_t *free_slots;
    size_t free_count;
};

static void calendar_init(struct calendar *calendar, size_t pending)
{
    uint64_t gap = 1100000000 / pending, days = 1;
    calendar->day_shift = 63 - __builtin_clzll(gap * 2 | 1);
    while (days << calendar->day_shift < 8000000000)
        days *= 2;
    calendar->day_mask = (uint32_t)days - 1;
    calendar->days = allocate(days, sizeof *calendar->days);
    memset(calendar->days, 0xff, days * sizeof *calendar->days);
    calendar->now = allocate(pending, sizeof *calendar->now);
    calendar->slots = allocate(pending, sizeof *calendar->slots);
    calendar->next = allocate(pending, sizeof *calendar->next);
    calendar->free_slots = allocate(pending, sizeof *calendar->free_slots);
    while (calendar->free_count < pending) {
        calendar->free_slots[calendar->free_count] = (uint32_t)(pending - 1 - calendar->free_count);
        calendar->free_count++;
    }
}

static inline void calendar_insert_today(struct calendar *calendar, struct limit_event event)
{
    size_t at = calendar->now_count++;
    for (; at > 0 && limit_is_before(&calendar->now[at - 1], &event); at--)
        calendar->now[at] = calendar->now[at - 1];
    calendar->now[at] = event;
}

static inline void calendar_push(struct calendar *calendar, struct limit_event event)
{
    uint64_t day = event.time >> calendar->day_shift;
    if (day == calendar->today) {
        calendar_insert_today(calendar, event);
        return;
    }
    uint32_t slot = calendar->free_slots[--calendar->free_count];
    uint32_t *first = &calendar->days[day & calendar->day_mask];
    calendar->slots[slot] = event;
    calendar->next[slot] = *first;
    *first = slot;
}

static inline struct limit_event calendar_pop(struct calendar *calendar)
{
    while (calendar->now_count == 0) {
        uint32_t *link = &calendar->days[++calendar->today & calendar->day_mask];
        while (*link != NONE) {
            uint32_t slot = *link;
            if (calendar->slots[slot].time >> calendar->day_shift == calendar->today) {
                calendar_insert_today(calendar, calendar->slots[slot]);
                *link = calendar->next[slot];
                calendar->free_slots[calendar->free_count++] = slot;
            } else {
                link = &calendar->next[slot];
            }
        }
    }
    return calendar->now[--calendar->now_count];
}

/* --- the model --- */

struct phold {
    uint32_t process_count;
    uint64_t events;
    struct phold_process *processes;
    uint64_t sequence;
    uint64_t now;
    uint64_t checksum;
};

static inline struct limit_event phold_event(struct phold *phold, uint64_t now,
                                             struct phold_process *process, uint32_t target)
{
    return (struct limit_event){ .time = now + phold_delay_ns(process),
                                 .sequence = phold->sequence++,
                                 .target = target };
}

static inline struct limit_event phold_handle(struct phold *phold, const struct limit_event *event)
{
    struct phold_process *process = &phold->processes[event->target];
    process->count++;
    phold->now = event->time;
    phold->checksum = phold->checksum * 31 + (event->time ^ event->target);
    struct limit_event next = phold_event(phold, event->time, process, 0);
    next.target = peer_below(&process->random, phold->process_count);
    return next;
}

/* A loop for each queue, so that nothing is called through a pointer; gives when it began. */
#define DEFINE_RUN(queue)                                                                          \
    static struct peer_moment run_##queue(struct phold *phold, struct queue *pending)              \
    {                                                                                              \
        for (uint32_t i = 0; i < phold->process_count; i++)                                        \
            for (int k = 0; k < PHOLD_EVENTS_PER_PROCESS; k++)                                     \
                queue##_push(pending, phold_event(phold, 0, &phold->processes[i], i));             \
        struct peer_moment begin = peer_now();                                                     \
        for (uint64_t i = 0; i < phold->events; i++) {                                             \
            struct limit_event event = queue##_pop(pending);                                       \
            queue##_push(pending, phold_handle(phold, &event));                                    \
        }                                                                                          \
        return begin;                                                                              \
    }
DEFINE_RUN(limit_heap)
DEFINE_RUN(limit_radix)
DEFINE_RUN(calendar)

static struct peer_moment run(const char *queue, struct phold *phold)
{
    size_t pending = (size_t)phold->process_count * PHOLD_EVENTS_PER_PROCESS;
    if (strcmp(queue, "heap") == 0) {
        struct limit_heap heap;
        limit_heap_init(&heap, pending);
        return run_limit_heap(phold, &heap);
    }
    if (strcmp(queue, "radix") == 0) {
        struct limit_radix radix = { 0 };
        return run_limit_radix(phold, &radix);
    }
    struct calendar calendar = { 0 };
    calendar_init(&calendar, pending);
    return run_calendar(phold, &calendar);
}

int main(int count, char **arguments)
{
    if (count != 4) {
        fputs("usage: limit_phold heap|radix|calendar PROCESSES EVENTS\n", stderr);
        return 64;
    }
    struct phold phold = { .process_count = (uint32_t)strtoull(arguments[2], NULL, 10),
                           .events = strtoull(arguments[3], NULL, 10) };
    phold.processes = allocate(phold.process_count, sizeof *phold.processes);
    for (uint32_t i = 0; i < phold.process_count; i++)
        phold.processes[i].random = peer_seed(i);
    struct peer_moment begin = run(arguments[1], &phold);
    peer_print_rate(begin, "events_per_s", (double)phold.events);
    printf(", \"checksum\": \"%016llx\"", (unsigned long long)phold.checksum);
    peer_end((double)phold.now);
}
