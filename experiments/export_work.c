#include "experiments/export_work.h"

/* What the records so far leave open; works by their index + 1, 0: none. */
struct search {
    const struct myc_book *book;
    struct myc_memory *memory;
    struct myc_works found;
    size_t room, older_room;
    uint32_t *open;  /* the last work of each node that has not ended */
    uint32_t *older; /* of each work the open one of its node before it */
};

/* The last open work of the record's node at its host; it is open no more. */
static struct myc_work *take_open(struct search *search, const struct myc_record *record)
{
    uint32_t *link = &search->open[record->node - 1];
    while (*link && search->found.works[*link - 1].start->host != record->host)
        link = &search->older[*link - 1];
    if (!*link)
        return NULL;
    struct myc_work *work = &search->found.works[*link - 1];
    *link = search->older[*link - 1];
    return work;
}

/* A handler's own spore begins with it: one work for both. */
static bool goes_on(struct search *search, const struct myc_record *record)
{
    for (uint32_t i = 0; record->kind == MYC_RECORD_STARTED && i < record->input_count; i++) {
        const struct myc_record *used = &search->book->records[record->inputs[i] - 1];
        if (used->kind != MYC_RECORD_HANDLED || used->node != record->node)
            continue;
        search->found.of_record[record->id] = search->found.of_record[used->id];
        return true;
    }
    return false;
}

/* A body was done when the first fact used that it had begun. */
static void note_use(struct search *search, const struct myc_record *record)
{
    if (record->kind == MYC_RECORD_LOST || record->kind == MYC_RECORD_FAILED)
        return;
    for (uint32_t i = 0; i < record->input_count; i++) {
        uint32_t of = search->found.of_record[record->inputs[i]];
        struct myc_work *work = of ? &search->found.works[of - 1] : NULL;
        if (work && work->computed == MYC_FOREVER && record->host == work->start->host)
            work->computed = record->time;
    }
}

/* Before a handler what it stands for came to nothing, before a stream the one before it was over;
 * no other record says so. */
static void begin(struct search *search, const struct myc_record *record)
{
    struct myc_works *found = &search->found;
    bool is_stream = record->kind == MYC_RECORD_STARTED && record->detail;
    bool is_handler = record->kind == MYC_RECORD_HANDLED;
    struct myc_work *before = is_handler || is_stream ? take_open(search, record) : NULL;
    if (before)
        before->ended = record->time;
    found->works = myc_memory_grow(search->memory, found->works, &search->room, found->count + 1,
                                   sizeof *found->works);
    search->older = myc_memory_grow(search->memory, search->older, &search->older_room,
                                    found->count + 1, sizeof *search->older);
    search->older[found->count] = search->open[record->node - 1];
    found->works[found->count++] = (struct myc_work){
        .start = record, .computed = MYC_FOREVER, .ended = MYC_FOREVER, .is_stream = is_stream
    };
    found->of_record[record->id] = search->open[record->node - 1] = (uint32_t)found->count;
}

static void take_record(struct search *search, const struct myc_record *record)
{
    if (goes_on(search, record))
        return;
    note_use(search, record);
    if (!record->node || record->host == MYC_NO_HOST)
        return;
    struct myc_work *work;
    switch (record->kind) {
    case MYC_RECORD_STARTED:
    case MYC_RECORD_HANDLED:
        begin(search, record);
        break;
    case MYC_RECORD_MATERIALIZED:
    case MYC_RECORD_FAILED:
    case MYC_RECORD_LOST:
        if ((work = take_open(search, record))) {
            work->end = record;
            work->ended = record->time;
        }
        break;
    default:
        break;
    }
}

/* --- streams --- */

/* The works that are streams of each node, linked by index + 1. */
struct streams {
    uint32_t *first, *next;
    myc_time *last_sent; /* of each work; MYC_FOREVER: nothing */
};

static void note_message(const struct search *search, struct streams *streams, uint32_t of,
                         const struct myc_book_message *message)
{
    for (uint32_t i = streams->first[of - 1]; i; i = streams->next[i - 1]) {
        const struct myc_work *work = &search->found.works[i - 1];
        if (work->start->host == message->source && work->start->time <= message->sent &&
            message->sent <= work->ended)
            streams->last_sent[i - 1] = message->sent;
    }
}

/* A stream is over with its last message: one about a node that is derived from its own. */
static void end_streams(struct search *search)
{
    const struct myc_book *book = search->book;
    struct myc_works *found = &search->found;
    struct streams streams = {
        .first = myc_memory_alloc(search->memory, (book->node_count + 1) * sizeof(uint32_t)),
        .next = myc_memory_alloc(search->memory, (found->count + 1) * sizeof(uint32_t)),
        .last_sent = myc_memory_alloc(search->memory, (found->count + 1) * sizeof(myc_time)),
    };
    for (size_t i = 0; i < found->count; i++) {
        streams.last_sent[i] = MYC_FOREVER;
        if (!found->works[i].is_stream)
            continue;
        uint32_t *first = &streams.first[found->works[i].start->node - 1];
        streams.next[i] = *first;
        *first = (uint32_t)i + 1;
    }
    for (size_t i = 0; i < book->message_count; i++) {
        const struct myc_book_message *message = &book->messages[i];
        const struct myc_book_node *node = message->node ? &book->nodes[message->node - 1] : NULL;
        for (uint32_t k = 0; node && k < node->input_count; k++)
            note_message(search, &streams, node->inputs[k], message);
    }
    for (size_t i = 0; i < found->count; i++)
        if (streams.last_sent[i] != MYC_FOREVER)
            found->works[i].computed = found->works[i].ended = streams.last_sent[i];
}

/* --- all --- */

static myc_time within(myc_time time, myc_time from, myc_time to)
{
    return time < from ? from : time > to ? to : time;
}

struct myc_works myc_works_of(const struct myc_book *book, struct myc_memory *memory)
{
    struct search search = {
        .book = book,
        .memory = memory,
        .found.of_record = myc_memory_alloc(memory, (book->record_count + 1) * sizeof(uint32_t)),
        .open = myc_memory_alloc(memory, (book->node_count + 1) * sizeof(uint32_t)),
    };
    for (size_t i = 0; i < book->record_count; i++)
        take_record(&search, &book->records[i]);
    end_streams(&search);
    for (size_t i = 0; i < search.found.count; i++) {
        struct myc_work *work = &search.found.works[i];
        myc_time start = work->start->time;
        work->ended = within(work->ended, start, start > book->run.end ? start : book->run.end);
        work->computed = within(work->computed, start, work->ended);
    }
    return search.found;
}
