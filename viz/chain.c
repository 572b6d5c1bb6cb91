#include "viz/chain.h"

struct myc_waits myc_waits_of(const struct myc_book *book, bool forward)
{
    size_t edges = 0;
    for (size_t i = 0; i < book->node_count; i++)
        edges += book->nodes[i].input_count + (book->nodes[i].returned_by != 0);
    struct myc_waits waits = {
        .ends = myc_memory_alloc(book->memory, (book->node_count + 2) * sizeof *waits.ends),
        .others = myc_memory_alloc(book->memory, (edges + 1) * sizeof *waits.others),
    };
    for (int filling = 0; filling <= 1; filling++) {
        uint32_t *ends = waits.ends + 1; /* one behind, until the filling moved each to its end */
        for (size_t i = 0; i < book->node_count; i++) {
            const struct myc_book_node *node = &book->nodes[i];
            for (uint32_t k = 0; k < node->input_count + (node->returned_by != 0); k++) {
                bool returned = k == node->input_count;
                uint32_t waiting = returned ? node->returned_by - 1 : (uint32_t)i;
                uint32_t awaited = returned ? (uint32_t)i : node->inputs[k] - 1;
                uint32_t from = forward ? waiting : awaited;
                if (filling)
                    waits.others[ends[from]++] = forward ? awaited : waiting;
                else
                    ends[from + 1]++;
            }
        }
        for (size_t i = 0; !filling && i < book->node_count; i++)
            ends[i + 1] += ends[i];
    }
    return waits;
}

/* Marks all that can be reached from the marked. */
static void spread(const struct myc_book *book, const struct myc_waits *waits, bool *marked)
{
    uint32_t *queue = myc_memory_alloc(book->memory, (book->node_count + 1) * sizeof *queue);
    size_t head = 0, tail = 0;
    for (size_t i = 0; i < book->node_count; i++)
        if (marked[i])
            queue[tail++] = (uint32_t)i;
    while (head < tail) {
        uint32_t here = queue[head++];
        for (uint32_t k = waits->ends[here]; k < waits->ends[here + 1]; k++) {
            uint32_t there = waits->others[k];
            if (!marked[there])
                queue[tail++] = there;
            marked[there] = true;
        }
    }
}

bool *myc_chain_of(const struct myc_book *book, const bool *is_culprit)
{
    bool *chain = myc_memory_alloc(book->memory, book->node_count + 1);
    bool *needed = myc_memory_alloc(book->memory, book->node_count + 1);
    struct myc_waits forward = myc_waits_of(book, true), backward = myc_waits_of(book, false);
    for (size_t i = 0; i < book->node_count; i++)
        chain[i] = is_culprit[i];
    spread(book, &backward, chain);
    if (book->run.response_node)
        needed[book->run.response_node - 1] = true;
    spread(book, &forward, needed);
    for (size_t i = 0; i < book->node_count; i++)
        chain[i] = is_culprit[i] || (chain[i] && needed[i]);
    return chain;
}

/* --- stories --- */

/* When a fault first took something of each node: its value, or a message about it. */
static myc_time *times_of_faults(const struct myc_book *book)
{
    myc_time *taken = myc_memory_alloc(book->memory, (book->node_count + 1) * sizeof *taken);
    for (size_t i = 0; i < book->node_count; i++)
        taken[i] = MYC_FOREVER;
    for (size_t i = 0; i < book->record_count; i++) {
        const struct myc_record *record = &book->records[i];
        if (record->kind == MYC_RECORD_LOST && record->node &&
            record->time < taken[record->node - 1])
            taken[record->node - 1] = record->time;
    }
    for (size_t i = 0; i < book->message_count; i++) {
        const struct myc_book_message *message = &book->messages[i];
        if (message->fault && message->node && message->sent < taken[message->node - 1])
            taken[message->node - 1] = message->sent;
    }
    return taken;
}

/* For each node, the one before it on a shortest way from the response, as an id; 0: none. */
static uint32_t *steps_from_response(const struct myc_book *book)
{
    size_t bytes = (book->node_count + 1) * sizeof(uint32_t);
    uint32_t *before = myc_memory_alloc(book->memory, bytes);
    uint32_t *queue = myc_memory_alloc(book->memory, bytes);
    struct myc_waits waits = myc_waits_of(book, true);
    size_t head = 0, tail = 0;
    uint32_t response = book->run.response_node;
    if (response)
        queue[tail++] = response - 1;
    while (head < tail) {
        uint32_t here = queue[head++];
        for (uint32_t k = waits.ends[here]; k < waits.ends[here + 1]; k++) {
            uint32_t there = waits.others[k];
            if (before[there] || there + 1 == response)
                continue;
            before[there] = here + 1;
            queue[tail++] = there;
        }
    }
    return before;
}

static void find_path(const struct myc_book *book, const uint32_t *before, struct myc_story *story)
{
    size_t count = 0;
    story->path = myc_memory_alloc(book->memory, (book->node_count + 1) * sizeof *story->path);
    for (uint32_t id = story->subject; id; id = before[id - 1])
        count++;
    story->path_count = count;
    for (uint32_t id = story->subject; id; id = before[id - 1])
        story->path[--count] = id;
}

/* Marks what faults took; gives the first that the response needed, else the first of all. */
static uint32_t find_culprits(const struct myc_book *book, const uint32_t *before, bool *is_culprit)
{
    const myc_time *taken = times_of_faults(book);
    uint32_t first = 0;
    for (uint32_t id = 1; id <= book->node_count; id++) {
        bool is_needed = before[id - 1] || id == book->run.response_node;
        bool first_needed = first && (before[first - 1] || first == book->run.response_node);
        is_culprit[id - 1] = taken[id - 1] != MYC_FOREVER;
        if (is_culprit[id - 1] && (!first || (is_needed && !first_needed) ||
                                   (is_needed == first_needed && taken[id - 1] < taken[first - 1])))
            first = id;
    }
    return first;
}

struct myc_story myc_story_of(const struct myc_book *book)
{
    bool *is_culprit = myc_memory_alloc(book->memory, book->node_count + 1);
    const uint32_t *before = steps_from_response(book);
    struct myc_story story = { .subject = book->run.failing_node };
    if (story.subject)
        is_culprit[story.subject - 1] = true;
    else
        story.subject = find_culprits(book, before, is_culprit);
    story.chain = myc_chain_of(book, is_culprit);
    find_path(book, before, &story);
    return story;
}
