#include "viz/stack.h"

#include <stdlib.h>
#include <string.h>

#define STACK_MIN 3

/* All that makes a node like another. */
struct kind {
    const struct myc_book_node *node;
    const uint32_t *partners; /* those that wait for it; where nobody does, what it waits for */
    uint32_t partner_count;
    bool is_awaited, is_chain;
    bool has_moved; /* recovery computed it elsewhere */
    enum myc_look look;
    uint32_t fault; /* the first that struck its host, 0: none did */
};

static int compare_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

static int compare_numbers(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_partners(const struct kind *a, const struct kind *b)
{
    int order = compare_numbers(a->partner_count, b->partner_count);
    for (uint32_t i = 0; order == 0 && i < a->partner_count; i++)
        order = compare_numbers(a->partners[i], b->partners[i]);
    return order;
}

static int compare_kinds(const struct kind *a, const struct kind *b)
{
    const struct {
        uint32_t left, right;
    } numbers[] = {
        { a->is_awaited, b->is_awaited }, { a->is_chain, b->is_chain },
        { a->has_moved, b->has_moved },   { a->look, b->look },
        { a->fault, b->fault },
    };
    int order = 0;
    for (size_t i = 0; order == 0 && i < sizeof numbers / sizeof *numbers; i++)
        order = compare_numbers(numbers[i].left, numbers[i].right);
    if (order == 0)
        order = compare_text(a->node->operation, b->node->operation);
    if (order == 0)
        order = compare_text(a->node->spore, b->node->spore);
    if (order == 0)
        order = compare_text(a->node->type, b->node->type);
    return order ? order : compare_partners(a, b);
}

static int by_kind(const void *a, const void *b)
{
    const struct kind *left = a, *right = b;
    int order = compare_kinds(left, right);
    return order ? order : compare_numbers(left->node->id, right->node->id);
}

/* Kinds of all nodes that may be stacked, the like ones side by side; gives how many. */
static size_t find_kinds(const struct myc_scene *scene, const struct myc_story *story,
                         const struct myc_waits *awaiting, struct kind *kinds)
{
    const struct myc_book *book = scene->book;
    struct myc_waits awaited = myc_waits_of(book, true);
    const uint32_t *strikes = myc_scene_strikes_of(scene);
    bool *is_single = myc_memory_alloc(book->memory, book->node_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < story->path_count; i++)
        is_single[story->path[i] - 1] = true;
    if (book->run.response_node)
        is_single[book->run.response_node - 1] = true;
    for (size_t i = 0; i < book->node_count; i++) {
        const struct myc_fate *fate = &scene->fates[i];
        bool is_awaited = awaiting->ends[i + 1] > awaiting->ends[i];
        const struct myc_waits *waits = is_awaited ? awaiting : &awaited;
        if (!is_single[i])
            kinds[count++] = (struct kind){
                .node = &book->nodes[i],
                .partners = waits->others + waits->ends[i],
                .partner_count = waits->ends[i + 1] - waits->ends[i],
                .is_awaited = is_awaited,
                .is_chain = story->chain[i],
                .has_moved = fate->first != fate->last,
                .look = myc_scene_look(scene, fate->last),
                .fault = strikes[book->nodes[i].host],
            };
    }
    qsort(kinds, count, sizeof *kinds, by_kind);
    return count;
}

/* Whom nobody waits for any more but stacked nodes, and those behind them, is behind them too. The
 * story is behind nothing. */
static void find_behind(const struct myc_book *book, const struct myc_story *story,
                        const struct myc_waits *awaiting, struct myc_stacks *stacks)
{
    struct myc_waits awaited = myc_waits_of(book, true);
    size_t bytes = (book->node_count + 1) * sizeof(uint32_t);
    uint32_t *left = myc_memory_alloc(book->memory, bytes);
    uint32_t *queue = myc_memory_alloc(book->memory, bytes);
    size_t head = 0, tail = 0;
    for (size_t i = 0; i < book->node_count; i++) {
        left[i] = awaiting->ends[i + 1] - awaiting->ends[i];
        if (stacks->of[i])
            queue[tail++] = (uint32_t)i;
    }
    while (head < tail) {
        uint32_t here = queue[head++];
        uint32_t stack = stacks->behind[here] ? stacks->behind[here] : stacks->of[here];
        for (uint32_t k = awaited.ends[here]; k < awaited.ends[here + 1]; k++) {
            uint32_t there = awaited.others[k];
            if (--left[there] > 0 || story->chain[there] || there + 1 == book->run.response_node)
                continue;
            stacks->behind[there] = stack;
            if (!stacks->of[there])
                queue[tail++] = there;
        }
    }
}

/* A stack may be behind another. Nodes that wait for each other in a circle, which no run stages,
 * may be so without end. */
static void find_outermost(const struct myc_book *book, struct myc_stacks *stacks)
{
    for (size_t i = 0; i < book->node_count; i++) {
        uint32_t *behind = &stacks->behind[i];
        for (size_t steps = 0; *behind && stacks->behind[*behind - 1]; steps++) {
            if (steps == book->node_count)
                break;
            *behind = stacks->behind[*behind - 1];
        }
    }
}

struct myc_stacks myc_stacks_of(const struct myc_scene *scene, const struct myc_story *story)
{
    const struct myc_book *book = scene->book;
    size_t bytes = (book->node_count + 1) * sizeof(uint32_t);
    struct myc_stacks stacks = { .of = myc_memory_alloc(book->memory, bytes),
                                 .behind = myc_memory_alloc(book->memory, bytes) };
    if (book->node_count <= MYC_STACKS_ABOVE)
        return stacks;
    struct kind *kinds = myc_memory_alloc(book->memory, (book->node_count + 1) * sizeof *kinds);
    struct myc_waits awaiting = myc_waits_of(book, false);
    size_t count = find_kinds(scene, story, &awaiting, kinds);
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && compare_kinds(&kinds[first], &kinds[end]) == 0;)
            end++;
        for (size_t i = first; end - first >= STACK_MIN && i < end; i++)
            stacks.of[kinds[i].node->id - 1] = kinds[first].node->id;
    }
    find_behind(book, story, &awaiting, &stacks);
    find_outermost(book, &stacks);
    return stacks;
}

bool myc_stacks_hide(const struct myc_stacks *stacks, uint32_t node)
{
    uint32_t stack = stacks->of[node - 1];
    return stacks->behind[node - 1] || (stack && stack != node);
}

uint32_t myc_stacks_count(const struct myc_stacks *stacks, const struct myc_book *book,
                          uint32_t node)
{
    uint32_t stack = stacks->of[node - 1], count = 0;
    for (size_t i = 0; stack && i < book->node_count; i++)
        count += stacks->of[i] == stack;
    return count;
}
