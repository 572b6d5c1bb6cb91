/* What is drawn. A run with few hosts and messages is drawn whole; of a larger one the slice that
 * explains its response. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "viz/chain.h"
#include "viz/spacetime.h"

/* Of the hosts that one fault struck, so many are drawn for that reason. */
#define STRUCK_MAX 3

/* Why a host is drawn, the most important first. */
enum host_merit {
    IS_END, /* of the chain: the driver, and where the failing node was tried last */
    ON_PATH,
    IS_STRUCK,
    IN_CHAIN,
    IN_STORY,
    TALKS_TO_DRIVER,
    IS_INVOLVED,
    IS_ALIKE, /* as others that are drawn */
    IS_IDLE,
};

struct host_candidate {
    enum host_merit merit;
    uint32_t appearance; /* the order in which hosts come into the run */
    uint32_t host;
    bool is_alike;
};

struct host_choice {
    const struct myc_spacetime *view;
    struct host_candidate *hosts;
    bool *on_path;       /* each host: a node of the path is there */
    uint32_t *struck_by; /* each fault: how many hosts are drawn for it */
    uint32_t appeared;
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

static void improve(struct host_choice *choice, uint32_t host, enum host_merit merit)
{
    struct host_candidate *candidate = &choice->hosts[host];
    if (merit >= IN_CHAIN && merit < IS_ALIKE && candidate->is_alike)
        merit = IS_ALIKE;
    if (merit > ON_PATH && merit < TALKS_TO_DRIVER && choice->on_path[host])
        merit = ON_PATH;
    if (merit < candidate->merit)
        candidate->merit = merit;
    if (merit != IS_IDLE && candidate->appearance == UINT32_MAX)
        candidate->appearance = choice->appeared++;
}

/* --- hosts --- */

static void strike(struct host_choice *choice, uint32_t host, uint32_t fault)
{
    struct host_candidate *candidate = &choice->hosts[host];
    if (candidate->merit <= IS_STRUCK || candidate->is_alike || choice->on_path[host])
        return;
    candidate->is_alike = choice->struck_by[fault] >= STRUCK_MAX;
    if (candidate->is_alike)
        return;
    choice->struck_by[fault]++;
    candidate->merit = IS_STRUCK;
}

/* A fault that took nothing is not part of the story. */
static void strike_by_faults(struct host_choice *choice)
{
    const struct myc_book *book = choice->view->scene.book;
    for (size_t i = 0; i < book->fault_count; i++) {
        const struct myc_book_fault *fault = &book->faults[i];
        bool counts = myc_scene_is_at_hosts(fault) && fault->hits && fault->start <= book->run.end;
        for (uint32_t k = 0; counts && k < fault->host_count; k++)
            strike(choice, fault->hosts[k], fault->id);
    }
    for (size_t i = 0; i < choice->view->arrow_count; i++) {
        const struct myc_book_message *message = choice->view->arrows[i].first;
        if (!message->fault)
            continue;
        strike(choice, message->source, message->fault);
        strike(choice, message->destination, message->fault);
    }
}

static void rate_by_arrows(struct host_choice *choice)
{
    uint32_t driver = choice->view->scene.driver_host;
    for (size_t i = 0; i < choice->view->arrow_count; i++) {
        const struct myc_arrow *arrow = &choice->view->arrows[i];
        uint32_t source = arrow->first->source, destination = arrow->first->destination;
        enum host_merit merit = arrow->is_chain                             ? IN_CHAIN
                                : arrow->is_story                           ? IN_STORY
                                : source == driver || destination == driver ? TALKS_TO_DRIVER
                                                                            : IS_INVOLVED;
        improve(choice, source, merit);
        improve(choice, destination, merit);
    }
}

static void rate_by_bars(struct host_choice *choice)
{
    for (size_t i = 0; i < choice->view->bar_count; i++) {
        const struct myc_bar *bar = &choice->view->bars[i];
        improve(choice, bar->start->host,
                bar->is_chain                                     ? IN_CHAIN
                : choice->view->story.chain[bar->start->node - 1] ? IN_STORY
                                                                  : IS_INVOLVED);
    }
}

static void rate_by_faults(struct host_choice *choice)
{
    const struct myc_book *book = choice->view->scene.book;
    for (size_t i = 0; i < book->fault_count; i++) {
        const struct myc_book_fault *fault = &book->faults[i];
        for (uint32_t k = 0; myc_scene_is_at_hosts(fault) && k < fault->host_count; k++)
            if (fault->start <= book->run.end)
                improve(choice, fault->hosts[k], IS_INVOLVED);
    }
}

/* Hosts with nodes, of none of which the picture tells. */
static void find_alike(struct host_choice *choice)
{
    const struct myc_spacetime *view = choice->view;
    const struct myc_book *book = view->scene.book;
    bool *tells = myc_memory_alloc(view->scene.memory, book->host_count + 1);
    for (size_t i = 0; i < book->node_count; i++) {
        bool hidden = myc_stacks_hide(&view->stacks, (uint32_t)i + 1);
        for (const struct myc_sighting *at = view->scene.fates[i].first; at; at = at->next) {
            tells[at->host] = tells[at->host] || !hidden;
            choice->hosts[at->host].is_alike = !tells[at->host];
        }
    }
}

static struct host_choice begin_choice(const struct myc_spacetime *view)
{
    const struct myc_book *book = view->scene.book;
    struct myc_memory *memory = view->scene.memory;
    size_t count = book->host_count + 1;
    struct host_choice choice = {
        .view = view,
        .hosts = myc_memory_alloc(memory, count * sizeof *choice.hosts),
        .on_path = myc_memory_alloc(memory, count),
        .struck_by = myc_memory_alloc(memory, (book->fault_count + 1) * sizeof *choice.struck_by),
    };
    for (uint32_t i = 0; i < book->host_count; i++)
        choice.hosts[i] = (struct host_candidate){ IS_IDLE, UINT32_MAX, i, false };
    for (size_t i = 0; i < view->story.path_count; i++)
        for (const struct myc_sighting *at = view->scene.fates[view->story.path[i] - 1].first; at;
             at = at->next)
            choice.on_path[at->host] = true;
    find_alike(&choice);
    return choice;
}

static void rate_hosts(struct host_choice *choice)
{
    const struct myc_scene *scene = &choice->view->scene;
    const struct myc_sighting *failing = myc_scene_failing(scene);
    if (scene->driver_host != MYC_NO_HOST)
        improve(choice, scene->driver_host, IS_END);
    strike_by_faults(choice);
    rate_by_arrows(choice);
    rate_by_bars(choice);
    rate_by_faults(choice);
    if (failing)
        improve(choice, failing->host, IS_END);
}

static void choose_hosts(struct myc_spacetime *view)
{
    struct myc_memory *memory = view->scene.memory;
    size_t count = view->scene.book->host_count, drawn = 0, involved = 0;
    struct host_choice choice = begin_choice(view);
    struct host_candidate *hosts = choice.hosts;
    rate_hosts(&choice);
    view->hosts = myc_memory_alloc(memory, (count + 1) * sizeof *view->hosts);
    view->column_of = myc_memory_alloc(memory, (count + 1) * sizeof *view->column_of);
    for (size_t i = 0; i < count; i++)
        view->column_of[i] = MYC_NO_COLUMN;
    qsort(hosts, count, sizeof *hosts, by_merit);
    while (involved < count && hosts[involved].merit != IS_IDLE)
        involved++;
    while (drawn < involved && drawn < MYC_SPACETIME_HOSTS_MAX &&
           (involved <= MYC_SPACETIME_HOSTS_MAX || hosts[drawn].merit <= IN_STORY ||
            (hosts[drawn].merit < IS_ALIKE && drawn < MYC_SPACETIME_HOSTS_FEW)))
        drawn++;
    view->hosts_left_out = involved - drawn;
    for (size_t i = drawn; i < involved; i++)
        view->has_left_out_alike = view->has_left_out_alike || hosts[i].is_alike;
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
        view->has_left_out_alike = view->has_left_out_alike || arrow->is_alike;
        ranks[i] = arrow->is_alike || view->column_of[first->source] == MYC_NO_COLUMN ||
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
        ranks[i] = bar->is_alike || view->column_of[bar->start->host] == MYC_NO_COLUMN ? NEVER
                   : bar->is_chain                                                     ? 0
                   : bar->kind == MYC_BAR_LOST || view->story.chain[node]              ? 1
                   : subject[node]                                                     ? 2
                   : view->messages_left_out                                           ? NEVER
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
        bool is_alike = node && myc_stacks_hide(&view->stacks, node);
        ranks[i] = is_alike || view->column_of[mark->host] == MYC_NO_COLUMN         ? NEVER
                   : mark->kind <= MYC_MARK_NO_RESPONSE                             ? 0
                   : node && (view->story.chain[node - 1] || view->chain[node - 1]) ? 1
                   : mark->kind == MYC_MARK_NOTICED || (node && subject[node - 1])  ? 2
                                                                                    : 3;
    }
    view->mark_count =
        keep_best(view->marks, all, sizeof *view->marks, ranks, MYC_SPACETIME_MARKS_MAX);
    view->marks_left_out = all - view->mark_count;
}

static void find_story(struct myc_spacetime *view)
{
    const struct myc_book *book = view->scene.book;
    view->story = myc_story_of(book);
    view->stacks = myc_stacks_of(&view->scene, &view->story);
    view->chain = book->run.failing_node
                      ? view->story.chain
                      : myc_memory_alloc(view->scene.memory, book->node_count + 1);
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
