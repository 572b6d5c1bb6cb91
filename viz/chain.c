#include "viz/chain.h"

/* The nodes that each waits for, and those that wait for each: ends[i] .. ends[i + 1] of `others`.
 */
struct waits {
    uint32_t *ends, *others;
};

/* `forward`: from a node to what it waits for; else the other way. */
static struct waits waits_of(const struct myc_book *book, bool forward)
{
    size_t edges = 0;
    for (size_t i = 0; i < book->node_count; i++)
        edges += book->nodes[i].input_count + (book->nodes[i].returned_by != 0);
    struct waits waits = {
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
static void spread(const struct myc_book *book, const struct waits *waits, bool *marked)
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
    struct waits forward = waits_of(book, true), backward = waits_of(book, false);
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
