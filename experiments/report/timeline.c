#include "experiments/report/timeline.h"

#include <stdlib.h>

#include "sim/table.h"

/* One message more or less, or one value. */
struct change {
    myc_time time;
    int messages, values;
};

struct changes {
    struct myc_memory *memory;
    struct change *list;
    size_t count, room;
};

static void add(struct changes *changes, myc_time time, int messages, int values)
{
    if (time == MYC_FOREVER)
        return;
    changes->list = myc_memory_grow(changes->memory, changes->list, &changes->room,
                                    changes->count + 1, sizeof *changes->list);
    changes->list[changes->count++] = (struct change){ time, messages, values };
}

/* --- values: a node's, at a host --- */

struct place {
    uint32_t node, host;
};

struct held {
    struct place place;
    UT_hash_handle hh;
};

static void note_value(struct changes *changes, struct held **all, const struct myc_record *record)
{
    struct myc_memory *memory = changes->memory;
    const struct place place = { record->node, record->host };
    bool comes = record->kind == MYC_RECORD_MATERIALIZED || record->kind == MYC_RECORD_PINNED ||
                 record->kind == MYC_RECORD_COPIED;
    bool goes = record->kind == MYC_RECORD_LOST || record->kind == MYC_RECORD_EVICTED;
    struct held *held;
    if (!comes && !goes)
        return;
    HASH_FIND(hh, *all, &place, sizeof place, held);
    if (comes && !held) {
        held = myc_memory_alloc(memory, sizeof *held);
        held->place = place;
        HASH_ADD(hh, *all, place, sizeof held->place, held);
        add(changes, record->time, 0, 1);
    } else if (goes && held) {
        HASH_DEL(*all, held);
        add(changes, record->time, 0, -1);
    }
}

/* --- over time --- */

static int by_time(const void *a, const void *b)
{
    const struct change *first = a, *second = b;
    return (first->time > second->time) - (first->time < second->time);
}

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* Where a moment goes: each change its own, or its step of the whole. */
static myc_time step_of(const struct changes *changes, myc_time time, myc_time end)
{
    if (changes->count + 2 <= MYC_TIMELINE_POINTS_MAX)
        return time;
    myc_time step = end / (MYC_TIMELINE_POINTS_MAX - 2) + 1;
    return time / step * step;
}

static struct myc_moment *gather(const struct changes *changes, myc_time end, size_t *count)
{
    struct myc_moment now = { 0 };
    struct myc_moment *moments =
        myc_memory_alloc(changes->memory, MYC_TIMELINE_POINTS_MAX * sizeof *moments);
    *count = 1;
    for (size_t i = 0; i < changes->count;) {
        myc_time time = changes->list[i].time;
        for (; i < changes->count && changes->list[i].time == time; i++) {
            now.messages += (uint32_t)changes->list[i].messages;
            now.values += (uint32_t)changes->list[i].values;
        }
        struct myc_moment *last = &moments[*count - 1];
        now.time = step_of(changes, time, end);
        if (now.time == last->time) {
            last->messages = larger(last->messages, now.messages);
            last->values = larger(last->values, now.values);
        } else {
            moments[(*count)++] = now;
        }
    }
    now.time = end;
    if (end > moments[*count - 1].time)
        moments[(*count)++] = now;
    return moments;
}

const struct myc_moment *myc_timeline_make(const struct myc_book *book, struct myc_memory *memory,
                                           size_t *count)
{
    struct changes changes = { .memory = memory };
    struct held *all = NULL;
    myc_time end = book->run.end;
    for (size_t i = 0; i < book->record_count; i++)
        note_value(&changes, &all, &book->records[i]);
    for (size_t i = 0; i < book->message_count; i++) {
        add(&changes, book->messages[i].sent, 1, 0);
        if (book->messages[i].sent != MYC_FOREVER)
            add(&changes, book->messages[i].delivered, -1, 0);
    }
    /* Changes of one time are taken together, so that their order makes no difference. */
    qsort(changes.list, changes.count, sizeof *changes.list, by_time);
    for (size_t i = 0; i < changes.count; i++)
        end = changes.list[i].time > end ? changes.list[i].time : end;
    return gather(&changes, end, count);
}
