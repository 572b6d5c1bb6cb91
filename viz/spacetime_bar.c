/* Spores at work as bars. */
#include <inttypes.h>
#include <string.h>

#include "viz/spacetime.h"

#define LABEL_COLUMNS 20

static const struct {
    const char *class, *fill, *border, *style;
} looks[MYC_BARS] = {
#define X(NAME, class, fill, border, style, words) { class, fill, border, style },
    MYC_BAR_LIST(X)
#undef X
};

/* --- which --- */

/* What the records so far leave open; bars by their index + 1, 0: none. */
struct search {
    struct myc_spacetime *view;
    size_t room;
    uint32_t *of_record; /* the bar that a record began */
    uint32_t *open;      /* the last bar of each node that has not ended */
    uint32_t *older;     /* of each bar: the next open one of its node */
    size_t older_room;
    bool *was_at_work; /* each node */
};

static bool ends_work(enum myc_record_kind kind)
{
    return kind == MYC_RECORD_MATERIALIZED || kind == MYC_RECORD_FAILED || kind == MYC_RECORD_LOST;
}

static void begin_bar(struct search *search, const struct myc_record *record)
{
    struct myc_spacetime *view = search->view;
    struct myc_memory *memory = view->scene.memory;
    uint32_t node = record->node - 1;
    view->bars = myc_memory_grow(memory, view->bars, &search->room, view->bar_count + 1,
                                 sizeof *view->bars);
    search->older = myc_memory_grow(memory, search->older, &search->older_room,
                                    view->bar_count + 1, sizeof *search->older);
    search->older[view->bar_count] = search->open[node];
    view->bars[view->bar_count++] = (struct myc_bar){
        .start = record,
        .computed = MYC_FOREVER,
        .ended = MYC_FOREVER,
        .kind = MYC_BAR_OPEN,
        .is_again =
            search->was_at_work[node] || record->host != view->scene.book->nodes[node].host,
        .is_chain = view->chain[node],
        .streams_to = MYC_NO_HOST,
    };
    search->of_record[record->id] = search->open[node] = (uint32_t)view->bar_count;
    search->was_at_work[node] = true;
}

static enum myc_bar_kind kind_of(const struct myc_bar *bar, enum myc_record_kind end)
{
    if (end == MYC_RECORD_MATERIALIZED)
        return bar->is_again ? MYC_BAR_AGAIN : MYC_BAR_DONE;
    return bar->is_chain             ? MYC_BAR_CHAIN
           : end == MYC_RECORD_LOST ? MYC_BAR_LOST
                                    : MYC_BAR_FAILED;
}

static void end_bar(struct search *search, const struct myc_record *record)
{
    uint32_t *link = &search->open[record->node - 1];
    while (*link && search->view->bars[*link - 1].start->host != record->host)
        link = &search->older[*link - 1];
    if (!*link)
        return;
    struct myc_bar *bar = &search->view->bars[*link - 1];
    bar->ended = record->time;
    bar->kind = kind_of(bar, record->kind);
    *link = search->older[*link - 1];
}

/* A spore's body was done when the first record used that it had begun. Where that is at another
 * host, it pumps: its stream is what was used. */
static void note_use(struct search *search, const struct myc_record *record)
{
    for (uint32_t i = 0; i < record->input_count; i++) {
        uint32_t of = search->of_record[record->inputs[i]];
        if (!of || record->kind == MYC_RECORD_LOST || record->kind == MYC_RECORD_FAILED)
            continue;
        struct myc_bar *bar = &search->view->bars[of - 1];
        if (bar->computed != MYC_FOREVER)
            continue;
        bar->computed = record->time;
        if (record->host != bar->start->host && bar->ended == MYC_FOREVER) {
            bar->streams_to = record->host;
            bar->ended = record->time;
            bar->kind = bar->is_again ? MYC_BAR_AGAIN : MYC_BAR_DONE;
        }
    }
}

void myc_spacetime_find_bars(struct myc_spacetime *view)
{
    const struct myc_book *book = view->scene.book;
    struct myc_memory *memory = view->scene.memory;
    struct search search = {
        .view = view,
        .of_record = myc_memory_alloc(memory, (book->record_count + 1) * sizeof(uint32_t)),
        .open = myc_memory_alloc(memory, (book->node_count + 1) * sizeof(uint32_t)),
        .was_at_work = myc_memory_alloc(memory, book->node_count + 1),
    };
    for (size_t i = 0; i < book->record_count; i++) {
        const struct myc_record *record = &book->records[i];
        note_use(&search, record);
        if (!record->node || record->host == MYC_NO_HOST)
            continue;
        if (record->kind == MYC_RECORD_STARTED || record->kind == MYC_RECORD_HANDLED)
            begin_bar(&search, record);
        else if (ends_work(record->kind))
            end_bar(&search, record);
    }
}

/* --- where --- */

/* The last message that the pumping host sent before its stream was used. */
static myc_time end_of_stream(const struct myc_spacetime *view, const struct myc_bar *bar)
{
    const struct myc_book *book = view->scene.book;
    myc_time end = bar->start->time;
    for (size_t i = 0; i < book->message_count; i++) {
        const struct myc_book_message *message = &book->messages[i];
        if (message->source == bar->start->host && message->destination == bar->streams_to &&
            message->sent >= end && message->delivered <= bar->ended)
            end = message->sent;
    }
    return end;
}

/* Times that are not known are bounded by those that are. */
static void bound(const struct myc_spacetime *view, struct myc_bar *bar)
{
    myc_time start = bar->start->time, last = view->scene.book->run.end;
    if (bar->streams_to != MYC_NO_HOST)
        bar->ended = bar->computed = end_of_stream(view, bar);
    if (bar->ended > last)
        bar->ended = last;
    if (bar->ended < start)
        bar->ended = start;
    if (bar->computed > bar->ended)
        bar->computed = bar->ended;
    if (bar->computed < start)
        bar->computed = start;
}

static void find_lane(struct myc_spacetime *view, size_t index)
{
    struct myc_bar *bar = &view->bars[index];
    bool taken[MYC_SPACETIME_LANES_MAX] = { false };
    for (size_t i = 0; i < index; i++) {
        const struct myc_bar *before = &view->bars[i];
        if (before->start->host == bar->start->host && before->ended > bar->start->time)
            taken[before->lane] = true;
    }
    while (bar->lane + 1 < MYC_SPACETIME_LANES_MAX && taken[bar->lane])
        bar->lane++;
}

void myc_spacetime_add_bar_times(struct myc_spacetime *view)
{
    for (size_t i = 0; i < view->bar_count; i++) {
        struct myc_bar *bar = &view->bars[i];
        bound(view, bar);
        find_lane(view, i);
        myc_timeline_add(&view->timeline, view->scene.memory, bar->start->time);
        myc_timeline_add(&view->timeline, view->scene.memory, bar->computed);
        myc_timeline_add(&view->timeline, view->scene.memory, bar->ended);
    }
}

void myc_spacetime_settle_bars(struct myc_spacetime *view)
{
    for (size_t i = 0; i < view->bar_count; i++) {
        struct myc_bar *bar = &view->bars[i];
        double x = myc_spacetime_x(view, view->column_of[bar->start->host]);
        double left = x - MYC_SPACETIME_BAR / 2.0 + bar->lane * (MYC_SPACETIME_BAR + 2.0);
        double top = myc_spacetime_top(view, bar->start->time);
        double bottom = myc_spacetime_top(view, bar->ended);
        bar->box =
            (struct myc_box){ left, top, left + MYC_SPACETIME_BAR, bottom > top + 4 ? bottom : top + 4 };
        myc_plot_keep_clear(&view->plot, bar->box);
        view->has_bar[bar->kind] = true;
    }
}

/* --- written --- */

static const char *tooltip_of(const struct myc_spacetime *view, const struct myc_bar *bar)
{
    const struct myc_book *book = view->scene.book;
    const struct myc_book_node *node = &book->nodes[bar->start->node - 1];
    struct myc_text tip;
    myc_text_begin(&tip, view->scene.memory);
    myc_text_add(&tip, "%s (node %" PRIu32 ")\n%s%s%s\n%s\nat %s\nbegun at %" PRIu64 " ns",
                 node->label, node->id, node->operation, node->spore ? " with spore " : "",
                 node->spore ? node->spore : "", node->type, book->hosts[bar->start->host].name,
                 bar->start->time);
    if (bar->computed < bar->ended)
        myc_text_add(&tip, "\nwaiting from %" PRIu64 " ns", bar->computed);
    myc_text_add(&tip, "\n%s at %" PRIu64 " ns",
                 bar->kind == MYC_BAR_OPEN ? "still at it" : "ended", bar->ended);
    return myc_text_quoted(view->scene.memory, tip.chars);
}

/* The waiting comes below the work, thinner and hollow. */
static void write_box(struct myc_spacetime *view, const struct myc_bar *bar, struct myc_box box,
                      bool waits)
{
    const struct myc_book_node *node = &view->scene.book->nodes[bar->start->node - 1];
    const struct myc_book_run *run = &view->scene.book->run;
    bool dark = bar->kind == MYC_BAR_CHAIN;
    myc_text_add(view->scene.dot, "  \"n%" PRIu32 "_r%" PRIu32 "%s\" [id=\"n%" PRIu32 "_r%" PRIu32
                                  "%s\", class=\"task %s%s%s%s\", ",
                 node->id, bar->start->id, waits ? "_waits" : "", node->id, bar->start->id,
                 waits ? "_waits" : "", looks[bar->kind].class, waits ? " waiting" : "",
                 node->id == run->failing_node ? " failing" : "",
                 node->id == run->response_node ? " response" : "");
    myc_plot_write_node(&view->plot, box);
    myc_text_add(view->scene.dot,
                 "style=\"filled,%s\", fillcolor=\"%s\", color=\"%s\", penwidth=%s, label=\"\", "
                 "tooltip=\"%s\"];\n",
                 waits ? "dotted" : looks[bar->kind].style, waits ? "#FFFFFF" : looks[bar->kind].fill,
                 dark ? "#6B0F0F" : looks[bar->kind].border, dark ? "2" : "1.2",
                 tooltip_of(view, bar));
    view->has_wait = view->has_wait || waits;
}

/* "λ adults", and what became of it where that was no value. */
static void write_label(struct myc_spacetime *view, const struct myc_bar *bar)
{
    struct myc_memory *memory = view->scene.memory;
    const struct myc_book_node *node = &view->scene.book->nodes[bar->start->node - 1];
    bool failing = bar == view->failing_bar;
    const char *remark = failing                      ? "\u2717 FAILED HERE"
                         : bar->kind == MYC_BAR_OPEN ? "not done"
                         : bar->kind == MYC_BAR_LOST || bar->kind == MYC_BAR_CHAIN
                             ? "\u2205 lost"
                             : NULL;
    if (remark && bar->kind == MYC_BAR_CHAIN && !failing && bar->computed < bar->ended)
        remark = "\u2717 no value";
    const char *what = bar->start->kind == MYC_RECORD_HANDLED ? "handler of "
                       : node->spore                          ? "\u03bb "
                                                              : "";
    const char *name = myc_text_html(memory, node->label, LABEL_COLUMNS);
    struct myc_text html;
    myc_text_begin(&html, memory);
    myc_text_add(&html, "%s<B>%s</B>", what, name);
    if (remark)
        myc_text_add(&html, failing ? "<BR/><FONT POINT-SIZE=\"12\"><B>%s</B></FONT>" : "<BR/>%s",
                     remark);
    size_t columns = strlen(what) + strlen(node->label);
    if (columns > LABEL_COLUMNS)
        columns = LABEL_COLUMNS;
    if (failing && columns < 20)
        columns = 20;
    struct myc_words words = { .class = failing ? "words failing" : "words",
                               .fill = failing ? "#6B0F0F" : NULL,
                               .colour = failing ? "#FFFFFF" : looks[bar->kind].border,
                               .html = html.chars,
                               .columns = columns,
                               .lines = 1 + (size_t)(remark != NULL) };
    myc_spacetime_write_words_beside(view, &words, bar->box);
}

void myc_spacetime_write_bars(struct myc_spacetime *view)
{
    for (size_t i = 0; i < view->bar_count; i++) {
        const struct myc_bar *bar = &view->bars[i];
        struct myc_box work = bar->box, wait = bar->box;
        if (bar->computed < bar->ended) {
            work.bottom = wait.top = myc_spacetime_top(view, bar->computed);
            wait.left += 4;
            wait.right -= 4;
            write_box(view, bar, wait, true);
        }
        write_box(view, bar, work, false);
    }
    for (size_t i = 0; i < view->bar_count; i++)
        write_label(view, &view->bars[i]);
}
