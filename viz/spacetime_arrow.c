/* Messages as arrows. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "viz/spacetime.h"

#define LABEL_COLUMNS 22

/* Together are messages sent within this part of their flight. */
#define TOGETHER 20

/* How far a lost message comes: not out of its host, out of it, or to where nobody takes it. */
#define WAY_UNSENT 0.18
#define WAY_DROPPED 0.5
#define WAY_UNDERWAY 0.7

static const struct {
    const char *class, *colour, *attributes;
} looks[MYC_ARROWS] = {
#define X(NAME, class, colour, attributes, words) { class, colour, attributes },
    MYC_ARROW_LIST(X)
#undef X
};

/* --- which --- */

static const char *text_or_empty(const char *text)
{
    return text ? text : "";
}

static int compare(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int by_name(const void *a, const void *b)
{
    const struct myc_book_message *left = *(const struct myc_book_message *const *)a;
    const struct myc_book_message *right = *(const struct myc_book_message *const *)b;
    int order = compare(left->source, right->source);
    if (order == 0)
        order = compare(left->destination, right->destination);
    if (order == 0)
        order = strcmp(left->kind, right->kind);
    if (order == 0)
        order = strcmp(text_or_empty(left->label), text_or_empty(right->label));
    if (order == 0)
        order = compare(left->n, right->n);
    return order ? order : left < right ? -1 : left > right;
}

static bool is_together(const struct myc_arrow *arrow, const struct myc_book_message *next)
{
    const struct myc_book_message *last = arrow->last;
    return last->source == next->source && last->destination == next->destination &&
           strcmp(last->kind, next->kind) == 0 &&
           strcmp(text_or_empty(last->label), text_or_empty(next->label)) == 0 &&
           last->n + 1 == next->n && last->node == next->node && last->state == next->state &&
           last->fault == next->fault && next->sent >= last->sent &&
           next->sent - last->sent <= (arrow->ended - arrow->sent) / TOGETHER;
}

static myc_time end_of(const struct myc_spacetime *view, const struct myc_book_message *message)
{
    myc_time end = view->scene.book->run.end;
    if (message->state != MYC_MESSAGE_UNDERWAY && message->delivered < end)
        end = message->delivered;
    return end < message->sent ? message->sent : end;
}

/* What happened to a node at a time and, unless MYC_NO_HOST, at a host. */
struct moment {
    myc_time time;
    uint32_t node, host;
};

struct moments {
    size_t count;
    struct moment *all; /* in order */
};

static int by_moment(const void *a, const void *b)
{
    const struct moment *left = a, *right = b;
    int order = compare(left->time, right->time);
    if (order == 0)
        order = compare(left->node, right->node);
    return order ? order : compare(left->host, right->host);
}

static struct moments moments_of(const struct myc_book *book, enum myc_record_kind kind,
                                 bool with_host)
{
    struct moments moments = { .all = myc_memory_alloc(book->memory, (book->record_count + 1) *
                                                                         sizeof(struct moment)) };
    for (size_t i = 0; i < book->record_count; i++) {
        const struct myc_record *record = &book->records[i];
        if (record->kind == kind && record->node)
            moments.all[moments.count++] =
                (struct moment){ record->time, record->node,
                                 with_host ? record->host : MYC_NO_HOST };
    }
    qsort(moments.all, moments.count, sizeof *moments.all, by_moment);
    return moments;
}

static bool has_moment(const struct moments *moments, myc_time time, uint32_t node, uint32_t host)
{
    struct moment wanted = { time, node, host };
    return bsearch(&wanted, moments->all, moments->count, sizeof wanted, by_moment) != NULL;
}

static enum myc_arrow_kind kind_of(const struct myc_arrow *arrow)
{
    switch (arrow->first->state) {
    case MYC_MESSAGE_LOST:
        return MYC_ARROW_LOST;
    case MYC_MESSAGE_UNDERWAY:
        return MYC_ARROW_UNDERWAY;
    default:
        return arrow->is_chain       ? MYC_ARROW_CHAIN
               : arrow->is_replay    ? MYC_ARROW_REPLAY
               : arrow->first->fault ? MYC_ARROW_CHANGED
                                     : MYC_ARROW_MESSAGE;
    }
}

static int by_time(const void *a, const void *b)
{
    const struct myc_arrow *left = a, *right = b;
    int order = compare(left->sent, right->sent);
    return order ? order : left->first < right->first ? -1 : left->first > right->first;
}

/* Messages between different hosts, those of one name that fly together as one. */
static void bundle(struct myc_spacetime *view)
{
    const struct myc_book *book = view->scene.book;
    const struct myc_book_message **sorted =
        myc_memory_alloc(view->scene.memory, (book->message_count + 1) * sizeof *sorted);
    size_t count = 0;
    for (size_t i = 0; i < book->message_count; i++)
        if (book->messages[i].source != book->messages[i].destination)
            sorted[count++] = &book->messages[i];
    qsort(sorted, count, sizeof *sorted, by_name);
    view->arrows = myc_memory_alloc(view->scene.memory, (count + 1) * sizeof *view->arrows);
    for (size_t i = 0; i < count; i++) {
        struct myc_arrow *before = view->arrow_count ? &view->arrows[view->arrow_count - 1] : NULL;
        if (before && is_together(before, sorted[i])) {
            before->last = sorted[i];
            before->ended = end_of(view, sorted[i]);
            before->count++;
        } else {
            view->arrows[view->arrow_count++] = (struct myc_arrow){
                sorted[i], sorted[i], 1, sorted[i]->sent, end_of(view, sorted[i]), .kind = 0
            };
        }
    }
}

/* A kind of message is an answer where one of it filled a future; one of them that filled none
 * came when nobody waited for it any more. */
static void find_needless(struct myc_spacetime *view)
{
    struct moments filled = moments_of(view->scene.book, MYC_RECORD_COMPLETED, true);
    const char *answer = NULL;
    for (size_t i = 0; i < 2 * view->arrow_count; i++) { /* once to learn, once to tell */
        struct myc_arrow *arrow = &view->arrows[i % view->arrow_count];
        const struct myc_book_message *message = arrow->last;
        bool fills = has_moment(&filled, message->delivered, message->node, message->destination);
        if (fills)
            answer = message->kind;
        else if (i >= view->arrow_count && answer && strcmp(answer, message->kind) == 0)
            arrow->is_needless = message->state == MYC_MESSAGE_DELIVERED;
    }
}

/* Whether the message is about one of the nodes and goes between hosts where such nodes were, or the
 * driver is. */
static bool is_of(const struct myc_book_message *message, const bool *nodes, const bool *hosts)
{
    return message->node && nodes[message->node - 1] && hosts[message->source] &&
           hosts[message->destination];
}

static bool *hosts_of(const struct myc_spacetime *view, const bool *nodes)
{
    const struct myc_book *book = view->scene.book;
    bool *hosts = myc_memory_alloc(view->scene.memory, book->host_count + 1);
    for (size_t i = 0; i < book->node_count; i++)
        for (const struct myc_sighting *at = nodes[i] ? view->scene.fates[i].first : NULL; at;
             at = at->next)
            hosts[at->host] = true;
    if (view->scene.driver_host != MYC_NO_HOST)
        hosts[view->scene.driver_host] = true;
    return hosts;
}

void myc_spacetime_find_arrows(struct myc_spacetime *view)
{
    struct moments replays = moments_of(view->scene.book, MYC_RECORD_REPLAYED, false);
    bool *chain_hosts = hosts_of(view, view->chain),
         *story_hosts = hosts_of(view, view->story.chain);
    bundle(view);
    qsort(view->arrows, view->arrow_count, sizeof *view->arrows, by_time);
    for (size_t i = 0; i < view->arrow_count; i++) {
        struct myc_arrow *arrow = &view->arrows[i];
        uint32_t node = arrow->first->node;
        arrow->is_chain = is_of(arrow->first, view->chain, chain_hosts);
        arrow->is_story = is_of(arrow->first, view->story.chain, story_hosts);
        arrow->is_alike = node && myc_stacks_hide(&view->stacks, node);
        arrow->is_replay = node && has_moment(&replays, arrow->sent, node, MYC_NO_HOST);
        arrow->kind = kind_of(arrow);
    }
    find_needless(view);
}

/* --- where --- */

static double part_of_way(const struct myc_arrow *arrow)
{
    if (arrow->kind == MYC_ARROW_UNDERWAY)
        return WAY_UNDERWAY;
    if (arrow->kind != MYC_ARROW_LOST)
        return 1;
    myc_time left = arrow->last->left;
    return left == MYC_FOREVER ? WAY_UNSENT : left == arrow->last->delivered ? WAY_DROPPED : 1;
}

/* Where a lost one ended. */
static struct myc_box cross_of(const struct myc_arrow *arrow)
{
    return myc_box_around((struct myc_spot){ arrow->way.x2, arrow->way.y2 }, 20, 20);
}

/* How far from its line a host's bar reaches at a time. */
static double half_bar(const struct myc_spacetime *view, uint32_t host, myc_time time)
{
    for (size_t i = 0; i < view->bar_count; i++)
        if (view->bars[i].start->host == host && view->bars[i].start->time <= time &&
            view->bars[i].ended >= time)
            return MYC_SPACETIME_BAR / 2.0;
    return 1;
}

void myc_spacetime_settle_arrows(struct myc_spacetime *view)
{
    for (size_t i = 0; i < view->arrow_count; i++) {
        struct myc_arrow *arrow = &view->arrows[i];
        double from = myc_spacetime_x(view, view->column_of[arrow->first->source]);
        double to = myc_spacetime_x(view, view->column_of[arrow->first->destination]);
        double side = from < to ? 1 : -1;
        from += side * half_bar(view, arrow->first->source, arrow->sent);
        to -= side * half_bar(view, arrow->first->destination, arrow->ended);
        arrow->way = (struct myc_line){ from, myc_spacetime_top(view, arrow->sent),
                                        from + (to - from) * part_of_way(arrow),
                                        myc_spacetime_top(view, arrow->ended) };
        myc_plot_keep_line(&view->plot, arrow->way);
        if (arrow->kind == MYC_ARROW_LOST)
            myc_plot_keep_clear(&view->plot, cross_of(arrow));
        view->has_arrow[arrow->kind] = true;
    }
}

/* --- written --- */

/* "Emit pumped 1–6" */
static const char *name_of(const struct myc_spacetime *view, const struct myc_arrow *arrow)
{
    struct myc_memory *memory = view->scene.memory;
    const struct myc_book_message *first = arrow->first, *last = arrow->last;
    const char *to = arrow->count > 1 ? myc_memory_format(memory, "\u2013%" PRIu64, last->n) : "";
    return myc_memory_format(memory, "%s%s %s %" PRIu64 "%s", arrow->is_replay ? "\u21bb " : "",
                             first->kind, text_or_empty(first->label), first->n, to);
}

/* Why it is not as the others, or NULL. */
static const char *remark_of(const struct myc_spacetime *view, const struct myc_arrow *arrow)
{
    struct myc_memory *memory = view->scene.memory;
    const struct myc_book *book = view->scene.book;
    uint32_t id = arrow->last->fault;
    const char *by = id ? myc_text_cut(memory, book->faults[id - 1].effect, 20) : NULL;
    if (arrow->kind == MYC_ARROW_LOST)
        return by ? myc_memory_format(memory, "\u2717 lost: fault %" PRIu32 ", %s", id, by)
                  : "\u2717 lost";
    if (arrow->kind == MYC_ARROW_UNDERWAY)
        return "still under way";
    if (id)
        return myc_memory_format(memory, "\u26a1 fault %" PRIu32 ", %s", id, by);
    if (arrow->is_needless)
        return "not needed any more";
    uint32_t node = arrow->first->node;
    uint32_t alike = node ? myc_stacks_count(&view->stacks, book, node) : 0;
    return alike ? myc_memory_format(memory, "one of %" PRIu32 " alike", alike) : NULL;
}

static const char *tooltip_of(const struct myc_spacetime *view, const struct myc_arrow *arrow)
{
    const struct myc_book *book = view->scene.book;
    const struct myc_book_message *first = arrow->first, *last = arrow->last;
    struct myc_text tip;
    myc_text_begin(&tip, view->scene.memory);
    myc_text_add(&tip, "%s %s %s %s %" PRIu64, first->kind, book->hosts[first->source].name,
                 book->hosts[first->destination].name, text_or_empty(first->label), first->n);
    if (arrow->count > 1)
        myc_text_add(&tip, " and %" PRIu64 " more", arrow->count - 1);
    myc_text_add(&tip, "\n%" PRIu64 " B, sent at %" PRIu64 " ns", first->bytes, first->sent);
    if (last->state == MYC_MESSAGE_UNDERWAY || last->delivered == MYC_FOREVER)
        myc_text_add(&tip, "\nunder way at the end");
    else
        myc_text_add(&tip, "\n%s at %" PRIu64 " ns",
                     last->state == MYC_MESSAGE_LOST ? "lost" : "arrived", last->delivered);
    if (last->fault && book->faults[last->fault - 1].item)
        myc_text_add(&tip, "\nfault %" PRIu32 ": %s", last->fault,
                     book->faults[last->fault - 1].item);
    return myc_text_quoted(view->scene.memory, tip.chars);
}

/* Along the arrow, its middle first; that of a message that hardly left, around where it ended. */
static struct myc_spot place_label(struct myc_spacetime *view, const struct myc_arrow *arrow,
                                   double width, double height)
{
    static const double parts[] = { 0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.2, 0.8 };
    enum { PARTS = sizeof parts / sizeof *parts };
    struct myc_spot candidates[3 * PARTS + 2];
    struct myc_line way = arrow->way;
    bool is_short = (way.x2 - way.x1) * (way.x2 - way.x1) < width * width;
    double beyond = way.x2 + (way.x2 > way.x1 ? 1 : -1) * (width / 2 + 12);
    size_t count = 0;
    if (is_short)
        candidates[count++] = (struct myc_spot){ beyond, way.y2 };
    for (int i = 0; i < PARTS; i++) {
        struct myc_spot on = { way.x1 + (way.x2 - way.x1) * parts[i],
                               way.y1 + (way.y2 - way.y1) * parts[i] };
        candidates[count++] = on;
        candidates[count++] = (struct myc_spot){ on.x, on.y - height / 2 - 3 };
        candidates[count++] = (struct myc_spot){ on.x, on.y + height / 2 + 3 };
    }
    return myc_plot_place(&view->plot, width, height, candidates, count);
}

static void write_label(struct myc_spacetime *view, const struct myc_arrow *arrow)
{
    const char *name = name_of(view, arrow), *remark = remark_of(view, arrow);
    bool failing = arrow == view->failing_arrow;
    struct myc_words words;
    myc_words_begin(&words, view->scene.memory);
    if (failing)
        myc_words_add(&words, 13, true, "\u2717 FAILED HERE", 0);
    myc_words_add(&words, MYC_SPACETIME_FONT, true, name, LABEL_COLUMNS);
    if (remark)
        myc_words_add(&words, MYC_SPACETIME_FONT, false, remark, 0);
    myc_plot_write_edge_label(&view->plot, place_label(view, arrow, words.width, words.height));
    myc_text_add(view->scene.dot,
                 "label=<<TABLE BORDER=\"0\" CELLPADDING=\"1\" CELLSPACING=\"0\" "
                 "BGCOLOR=\"%s\"><TR><TD>%s%s%s</TD></TR></TABLE>>, ",
                 failing ? "#6B0F0F" : "#FFFFFF", failing ? "<FONT COLOR=\"#FFFFFF\">" : "",
                 words.html.chars, failing ? "</FONT>" : "");
}

static void write_arrow(struct myc_spacetime *view, const struct myc_arrow *arrow)
{
    const struct myc_book *book = view->scene.book;
    struct myc_memory *memory = view->scene.memory;
    struct myc_text *dot = view->scene.dot;
    bool thick = arrow->is_chain && arrow->kind == MYC_ARROW_LOST;
    const char *tip = tooltip_of(view, arrow);
    myc_text_add(dot, "  \"host_%s\" -> \"host_%s\" [id=\"message%zu\", class=\"%s%s%s\", ",
                 myc_text_quoted(memory, book->hosts[arrow->first->source].name),
                 myc_text_quoted(memory, book->hosts[arrow->first->destination].name),
                 (size_t)(arrow->first - book->messages) + 1, looks[arrow->kind].class,
                 thick ? " chain" : "", arrow == view->failing_arrow ? " failing" : "");
    myc_plot_write_edge(&view->plot, arrow->way, arrow->kind == MYC_ARROW_LOST ? 0 : 10);
    myc_text_add(dot, "%s, fontcolor=\"%s\",%s\n    ", looks[arrow->kind].attributes,
                 looks[arrow->kind].colour, thick ? " penwidth=4," : "");
    write_label(view, arrow);
    myc_text_add(dot, "tooltip=\"%s\", labeltooltip=\"%s\"];\n", tip, tip);
}

static void write_loss(struct myc_spacetime *view, const struct myc_arrow *arrow)
{
    myc_text_add(view->scene.dot, "  \"lost%zu\" [class=\"lost\", ",
                 (size_t)(arrow->first - view->scene.book->messages) + 1);
    myc_plot_write_node(&view->plot, cross_of(arrow));
    myc_text_add(view->scene.dot,
                 "shape=plain, fontsize=20, fontcolor=\"#C81E0A\", label=<<B>\u2717</B>>, "
                 "tooltip=\"lost here\"];\n");
}

void myc_spacetime_write_arrows(struct myc_spacetime *view)
{
    for (size_t i = 0; i < view->arrow_count; i++)
        if (view->arrows[i].kind == MYC_ARROW_LOST)
            write_loss(view, &view->arrows[i]);
    for (size_t i = 0; i < view->arrow_count; i++)
        write_arrow(view, &view->arrows[i]);
}
