#include "viz/slice.h"

#include <stdint.h>
#include <stdlib.h>

/* A path of more nodes is shown by so many at each end. */
#define PATH_WHOLE 14
#define PATH_END 5

enum tier {
    SUBJECT,
    PATH,
    BEFORE_SUBJECT,
    CHAIN,
    BEFORE_RESPONSE,
    NEAR,
    MIDDLE_OF_PATH,
    HIDDEN,
};

struct candidate {
    enum tier tier;
    uint32_t steps;
    uint32_t index; /* of the node in the book */
};

/* The nodes that `node` is derived from, one after another: its inputs, then the returning one. */
static uint32_t source_count(const struct myc_book_node *node)
{
    return node->input_count + (node->returned_by != 0);
}

static uint32_t source_index(const struct myc_book_node *node, uint32_t i)
{
    return (i < node->input_count ? node->inputs[i] : node->returned_by) - 1;
}

/* Sources have lower ids, so one sweep downwards meets every ancestor after its descendants. */
static bool *ancestors_of(const struct myc_book *book, uint32_t id)
{
    bool *marked = myc_memory_alloc(book->memory, book->node_count + 1);
    if (id)
        marked[id - 1] = true;
    for (size_t i = id; i-- > 0;)
        for (uint32_t k = 0; marked[i] && k < source_count(&book->nodes[i]); k++)
            marked[source_index(&book->nodes[i], k)] = true;
    return marked;
}

/* Neighbours of node i, both ways: ends[i] .. ends[i + 1] of `others`. */
struct neighbours {
    uint32_t *ends;
    uint32_t *others;
};

static struct neighbours neighbours_of(const struct myc_book *book)
{
    size_t edges = 0;
    for (size_t i = 0; i < book->node_count; i++)
        edges += source_count(&book->nodes[i]);
    struct neighbours both = {
        .ends = myc_memory_alloc(book->memory, (book->node_count + 2) * sizeof *both.ends),
        .others = myc_memory_alloc(book->memory, 2 * edges * sizeof *both.others),
    };
    uint32_t *ends = both.ends + 1; /* one behind, until the filling has moved each to its end */
    for (size_t i = 0; i < book->node_count; i++) {
        ends[i + 1] += source_count(&book->nodes[i]);
        for (uint32_t k = 0; k < source_count(&book->nodes[i]); k++)
            ends[source_index(&book->nodes[i], k) + 1]++;
    }
    for (size_t i = 0; i < book->node_count; i++)
        ends[i + 1] += ends[i];
    for (size_t i = 0; i < book->node_count; i++) {
        for (uint32_t k = 0; k < source_count(&book->nodes[i]); k++) {
            uint32_t source = source_index(&book->nodes[i], k);
            both.others[ends[i]++] = source;
            both.others[ends[source]++] = (uint32_t)i;
        }
    }
    return both;
}

/* Steps from the nearer of the two subjects, UINT32_MAX where there is no way. */
static uint32_t *steps_from(const struct myc_book *book, const uint32_t subjects[2])
{
    struct neighbours both = neighbours_of(book);
    uint32_t *steps = myc_memory_alloc(book->memory, (book->node_count + 1) * sizeof *steps);
    uint32_t *queue = myc_memory_alloc(book->memory, (book->node_count + 1) * sizeof *queue);
    size_t head = 0, tail = 0;
    for (size_t i = 0; i < book->node_count; i++)
        steps[i] = UINT32_MAX;
    for (int i = 0; i < 2; i++) {
        if (subjects[i] && steps[subjects[i] - 1] != 0) {
            steps[subjects[i] - 1] = 0;
            queue[tail++] = subjects[i] - 1;
        }
    }
    while (head < tail) {
        uint32_t here = queue[head++];
        for (uint32_t k = both.ends[here]; k < both.ends[here + 1]; k++) {
            uint32_t there = both.others[k];
            if (steps[there] != UINT32_MAX)
                continue;
            steps[there] = steps[here] + 1;
            queue[tail++] = there;
        }
    }
    return steps;
}

static int by_merit(const void *a, const void *b)
{
    const struct candidate *left = a, *right = b;
    if (left->tier != right->tier)
        return left->tier < right->tier ? -1 : 1;
    if (left->steps != right->steps)
        return left->steps < right->steps ? -1 : 1;
    return left->index < right->index ? -1 : left->index > right->index;
}

/* Of each node, HIDDEN and SUBJECT apart; 0 where it is not on the path. */
static enum tier *tiers_of_path(const struct myc_book *book, const struct myc_story *story)
{
    enum tier *tiers = myc_memory_alloc(book->memory, (book->node_count + 1) * sizeof *tiers);
    for (size_t i = 0; i < story->path_count; i++) {
        bool is_end = i < PATH_END || i + PATH_END >= story->path_count;
        tiers[story->path[i] - 1] =
            is_end || story->path_count <= PATH_WHOLE ? PATH : MIDDLE_OF_PATH;
    }
    return tiers;
}

static void rate(const struct myc_book *book, const struct myc_story *story, const bool *is_hidden,
                 struct candidate *candidates)
{
    const bool *before_response = ancestors_of(book, book->run.response_node);
    const bool *before_subject = ancestors_of(book, story->subject);
    enum tier *on_path = tiers_of_path(book, story);
    const uint32_t *steps =
        steps_from(book, (uint32_t[2]){ book->run.response_node, story->subject });
    for (size_t i = 0; i < book->node_count; i++) {
        enum tier tier = is_hidden[i]         ? HIDDEN
                         : steps[i] == 0      ? SUBJECT
                         : on_path[i]         ? on_path[i]
                         : before_subject[i]  ? BEFORE_SUBJECT
                         : story->chain[i]    ? CHAIN
                         : before_response[i] ? BEFORE_RESPONSE
                                              : NEAR;
        candidates[i] = (struct candidate){ tier, steps[i], (uint32_t)i };
    }
}

size_t myc_slice_choose(const struct myc_book *book, const struct myc_story *story,
                        const bool *is_hidden, size_t max, bool *chosen)
{
    size_t count = 0;
    struct candidate *candidates =
        myc_memory_alloc(book->memory, (book->node_count + 1) * sizeof *candidates);
    rate(book, story, is_hidden, candidates);
    qsort(candidates, book->node_count, sizeof *candidates, by_merit);
    for (size_t i = 0; i < book->node_count; i++) {
        bool is_chosen = count < max && candidates[i].tier != HIDDEN;
        chosen[candidates[i].index] = is_chosen;
        count += is_chosen;
    }
    return count;
}
