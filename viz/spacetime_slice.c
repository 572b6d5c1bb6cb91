/* What is drawn. A run with few hosts and messages is drawn whole; of a larger one the slice that
 * explains its response. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "viz/chain.h"
#include "viz/spacetime.h"

/* Why a host is drawn, the most important first. */
enum host_merit {
    IS_END, /* of the chain: the driver, and where the failing node was tried last */
    IN_CHAIN,
    IS_STRUCK,
    IN_STORY,
    TALKS_TO_DRIVER,
    IS_INVOLVED,
    IS_IDLE,
};

struct host_candidate {
    enum host_merit merit;
    uint32_t appearance; /* the order in which hosts come into the run */
    uint32_t host;
};

static int by_merit(const void *a, const void *b)
{
    const struct host_candidate *left = a, *right = b;
    if (left->merit != right->merit)
        return left->merit < right->merit ? -1 : 1;
    return left->appearance < right->appearance ? -1 : left->appearance > right->appearance;
}

static int by_appearance(const void *a, const void *b)
{
    const struct host_candidate *left = a, *right = b;
    return left->appearance < right->appearance ? -1 : left->appearance > right->appearance;
}

static void improve(struct host_candidate *candidate, enum host_merit merit, uint32_t *appeared)
{
    if (merit < candidate->merit)
        candidate->merit = merit;
    if (merit != IS_IDLE && candidate->appearance == UINT32_MAX)
        candidate->appearance = (*appeared)++;
}

/* --- hosts --- */

static void rate_by_arrows(const struct myc_spacetime *view, struct host_candidate *hosts,
                           uint32_t *appeared)
{
    for (size_t i = 0; i < view->arrow_count; i++) {
        const struct myc_arrow *arrow = &view->arrows[i];
        uint32_t source = arrow->first->source, destination = arrow->first->destination;
        bool with_driver =
            source == view->scene.driver_host || destination == view->scene.driver_host;
        enum host_merit merit = arrow->is_chain       ? IN_CHAIN
                                : arrow->first->fault ? IS_STRUCK
                                : arrow->is_story     ? IN_STORY
                                : with_driver         ? TALKS_TO_DRIVER
                                                      : IS_INVOLVED;
        improve(&hosts[source], merit, appeared);
        improve(&hosts[destination], merit, appeared);
    }
}

static void rate_by_bars(const struct myc_spacetime *view, struct host_candidate *hosts,
                         uint32_t *appeared)
{
    for (size_t i = 0; i < view->bar_count; i++) {
        const struct myc_bar *bar = &view->bars[i];
        improve(&hosts[bar->start->host],
                bar->is_chain                       ? IN_CHAIN
                : view->story[bar->start->node - 1] ? IN_STORY
                                                    : IS_INVOLVED,
                appeared);
    }
}

/* A fault that took nothing is not part of the story. */
static void rate_by_faults(const struct myc_spacetime *view, struct host_candidate *hosts,
                           uint32_t *appeared)
{
    const struct myc_book *book = view->scene.book;
    for (size_t i = 0; i < book->fault_count; i++) {
        const struct myc_book_fault *fault = &book->faults[i];
        for (uint32_t k = 0; myc_scene_is_at_hosts(fault) && k < fault->host_count; k++)
            if (fault->start <= book->run.end)
                improve(&hosts[fault->hosts[k]], fault->hits ? IS_STRUCK : IS_INVOLVED, appeared);
    }
}

static void choose_hosts(struct myc_spacetime *view)
{
    const struct myc_book *book = view->scene.book;
    struct myc_memory *memory = view->scene.memory;
    size_t count = book->host_count;
    uint32_t appeared = 0;
    struct host_candidate *hosts = myc_memory_alloc(memory, (count + 1) * sizeof *hosts);
    view->hosts = myc_memory_alloc(memory, (count + 1) * sizeof *view->hosts);
    view->column_of = myc_memory_alloc(memory, (count + 1) * sizeof *view->column_of);
    for (uint32_t i = 0; i < count; i++) {
        hosts[i] = (struct host_candidate){ IS_IDLE, UINT32_MAX, i };
        view->column_of[i] = MYC_NO_COLUMN;
    }
    if (view->scene.driver_host != MYC_NO_HOST)
        improve(&hosts[view->scene.driver_host], IS_END, &appeared);
    rate_by_arrows(view, hosts, &appeared);
    rate_by_bars(view, hosts, &appeared);
    rate_by_faults(view, hosts, &appeared);
    const struct myc_sighting *failing = myc_scene_failing(&view->scene);
    if (failing)
        improve(&hosts[failing->host], IS_END, &appeared);
    qsort(hosts, count, sizeof *hosts, by_merit);
    size_t drawn = 0, involved = 0;
    while (involved < count && hosts[involved].merit != IS_IDLE)
        involved++;
    while (drawn < involved && drawn < MYC_SPACETIME_HOSTS_MAX &&
           (involved <= MYC_SPACETIME_HOSTS_MAX || hosts[drawn].merit <= IN_STORY ||
            drawn < MYC_SPACETIME_HOSTS_FEW))
        drawn++;
    view->hosts_left_out = involved - drawn;
    qsort(hosts, drawn, sizeof *hosts, by_appearance);
    for (; view->column_count < drawn; view->column_count++) {
        view->hosts[view->column_count] = hosts[view->column_count].host;
        view->column_of[hosts[view->column_count].host] = view->column_count;
    }
}

/* --- arrows, bars, marks --- */

#define NEVER UINT_MAX

/* Ranks of things in order of time; keeps the `max` of the lowest rank, earlier ones first, and
 * moves them to the front. NEVER is no rank. */
static size_t keep_best(void *things, size_t count, size_t bytes, const unsigned *ranks, size_t max)
{
    enum { RANKS = 8 };
    size_t at_rank[RANKS] = { 0 }, kept = 0, left = max;
    unsigned last = 0;
    char *all = things;
    for (size_t i = 0; i < count; i++)
        if (ranks[i] < RANKS)
            at_rank[ranks[i]]++;
    for (; last < RANKS && at_rank[last] <= left; last++)
        left -= at_rank[last];
    for (size_t i = 0; i < count; i++) {
        if (ranks[i] > last || ranks[i] >= RANKS || (ranks[i] == last && left == 0))
            continue;
        left -= ranks[i] == last;
        memmove(all + kept++ * bytes, all + i * bytes, bytes);
    }
    return kept;
}

static void choose_arrows(struct myc_spacetime *view)
{
    unsigned *ranks = myc_memory_alloc(view->scene.memory, (view->arrow_count + 1) * sizeof *ranks);
    uint64_t messages = 0;
    uint32_t response = view->scene.book->run.response_node, driver = view->scene.driver_host;
    for (size_t i = 0; i < view->arrow_count; i++) {
        const struct myc_arrow *arrow = &view->arrows[i];
        const struct myc_book_message *first = arrow->first;
        messages += arrow->count;
        ranks[i] = view->column_of[first->source] == MYC_NO_COLUMN ||
                           view->column_of[first->destination] == MYC_NO_COLUMN
                       ? NEVER
                   : arrow->is_chain                                         ? 0
                   : first->fault || arrow->is_replay                        ? 1
                   : first->node && first->node == response                  ? 2
                   : arrow->is_story                                         ? 3
                   : first->source == driver || first->destination == driver ? 4
                                                                             : 5;
    }
    view->arrow_count = keep_best(view->arrows, view->arrow_count, sizeof *view->arrows, ranks,
                                  MYC_SPACETIME_ARROWS_MAX);
    for (size_t i = 0; i < view->arrow_count; i++)
        messages -= view->arrows[i].count;
    view->messages_left_out = messages;
}

/* Nodes that what is drawn is about. */
static bool *subjects_of(const struct myc_spacetime *view)
{
    const struct myc_book *book = view->scene.book;
    bool *subject = myc_memory_alloc(view->scene.memory, book->node_count + 1);
    for (size_t i = 0; i < view->arrow_count; i++)
        if (view->arrows[i].first->node)
            subject[view->arrows[i].first->node - 1] = true;
    return subject;
}

static void choose_bars(struct myc_spacetime *view, const bool *subject)
{
    unsigned *ranks = myc_memory_alloc(view->scene.memory, (view->bar_count + 1) * sizeof *ranks);
    size_t all = view->bar_count;
    for (size_t i = 0; i < all; i++) {
        const struct myc_bar *bar = &view->bars[i];
        uint32_t node = bar->start->node - 1;
        ranks[i] = view->column_of[bar->start->host] == MYC_NO_COLUMN ? NEVER
                   : bar->is_chain                                    ? 0
                   : bar->kind == MYC_BAR_LOST || view->story[node]   ? 1
                   : subject[node]                                    ? 2
                   : view->messages_left_out                          ? NEVER
                                                                      : 3;
    }
    view->bar_count = keep_best(view->bars, all, sizeof *view->bars, ranks, MYC_SPACETIME_BARS_MAX);
    view->bars_left_out = all - view->bar_count;
}

static void choose_marks(struct myc_spacetime *view, const bool *subject)
{
    unsigned *ranks = myc_memory_alloc(view->scene.memory, (view->mark_count + 1) * sizeof *ranks);
    size_t all = view->mark_count;
    for (size_t i = 0; i < all; i++) {
        const struct myc_mark *mark = &view->marks[i];
        uint32_t node = mark->record ? mark->record->node : 0;
        ranks[i] = view->column_of[mark->host] == MYC_NO_COLUMN                    ? NEVER
                   : mark->kind <= MYC_MARK_NO_RESPONSE                            ? 0
                   : node && (view->story[node - 1] || view->chain[node - 1])      ? 1
                   : mark->kind == MYC_MARK_NOTICED || (node && subject[node - 1]) ? 2
                                                                                   : 3;
    }
    view->mark_count =
        keep_best(view->marks, all, sizeof *view->marks, ranks, MYC_SPACETIME_MARKS_MAX);
    view->marks_left_out = all - view->mark_count;
}

/* What the story is about: the failing node; in a run that passed, what faults took. */
static void find_story(struct myc_spacetime *view)
{
    const struct myc_book *book = view->scene.book;
    bool *culprits = myc_memory_alloc(view->scene.memory, book->node_count + 1);
    uint32_t failing = book->run.failing_node;
    if (failing)
        culprits[failing - 1] = true;
    view->chain = myc_chain_of(book, culprits);
    for (size_t i = 0; !failing && i < book->record_count; i++)
        if (book->records[i].kind == MYC_RECORD_LOST && book->records[i].node)
            culprits[book->records[i].node - 1] = true;
    for (size_t i = 0; !failing && i < book->message_count; i++)
        if (book->messages[i].fault && book->messages[i].node)
            culprits[book->messages[i].node - 1] = true;
    view->story = myc_chain_of(book, culprits);
}

void myc_spacetime_choose(struct myc_spacetime *view)
{
    find_story(view);
    myc_spacetime_find_arrows(view);
    myc_spacetime_find_bars(view);
    myc_spacetime_find_marks(view);
    choose_hosts(view);
    choose_arrows(view);
    bool *subject = subjects_of(view);
    choose_bars(view, subject);
    choose_marks(view, subject);
}
