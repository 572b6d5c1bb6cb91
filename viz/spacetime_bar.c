/* Spores at work as bars. */
#include <inttypes.h>
#include <string.h>

#include "viz/spacetime.h"

#define LABEL_COLUMNS 26

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
    bool *was_at_work; /* each node, */
    bool *was_stream;  /* and as a stream */
};

static bool ends_work(enum myc_record_kind kind)
{
    return kind == MYC_RECORD_MATERIALIZED || kind == MYC_RECORD_FAILED || kind == MYC_RECORD_LOST;
}

/* The last open bar of the record's node at its host; it is open no more. */
static struct myc_bar *take_open(struct search *search, const struct myc_record *record)
{
    uint32_t *link = &search->open[record->node - 1];
    while (*link && search->view->bars[*link - 1].start->host != record->host)
        link = &search->older[*link - 1];
    if (!*link)
        return NULL;
    struct myc_bar *bar = &search->view->bars[*link - 1];
    *link = search->older[*link - 1];
    return bar;
}

/* Nothing says that a stream ended; it did before it began again. And what a handler does instead
 * of came to nothing. */
static void end_before(struct search *search, const struct myc_record *record)
{
    bool is_handler = record->kind == MYC_RECORD_HANDLED;
    struct myc_bar *before =
        is_handler || myc_record_begins_stream(record) ? take_open(search, record) : NULL;
    if (before)
        before->ended = record->time;
    if (before && is_handler)
        before->kind = MYC_BAR_FAILED;
}

/* A handler's own spore begins with it: one bar for both. */
static bool goes_on(struct search *search, const struct myc_record *record)
{
    for (uint32_t i = 0; record->kind == MYC_RECORD_STARTED && i < record->input_count; i++) {
        const struct myc_record *used = &search->view->scene.book->records[record->inputs[i] - 1];
        if (used->kind != MYC_RECORD_HANDLED || used->node != record->node)
            continue;
        search->of_record[record->id] = search->of_record[used->id];
        return true;
    }
    return false;
}

static void begin_bar(struct search *search, const struct myc_record *record)
{
    struct myc_spacetime *view = search->view;
    struct myc_memory *memory = view->scene.memory;
    uint32_t node = record->node - 1;
    bool *was = myc_record_begins_stream(record) ? search->was_stream : search->was_at_work;
    view->bars =
        myc_memory_grow(memory, view->bars, &search->room, view->bar_count + 1, sizeof *view->bars);
    search->older = myc_memory_grow(memory, search->older, &search->older_room, view->bar_count + 1,
                                    sizeof *search->older);
    search->older[view->bar_count] = search->open[node];
    view->bars[view->bar_count++] = (struct myc_bar){
        .start = record,
        .computed = MYC_FOREVER,
        .ended = MYC_FOREVER,
        .kind = MYC_BAR_OPEN,
        .is_again = was[node] || record->host != view->scene.book->nodes[node].host,
        .is_chain = view->chain[node],
        .is_alike = myc_stacks_hide(&view->stacks, record->node),
    };
    search->of_record[record->id] = search->open[node] = (uint32_t)view->bar_count;
    was[node] = true;
}

static enum myc_bar_kind kind_of(const struct myc_bar *bar, enum myc_record_kind end)
{
    if (end == MYC_RECORD_MATERIALIZED)
        return bar->is_again ? MYC_BAR_AGAIN : MYC_BAR_DONE;
    return end == MYC_RECORD_LOST ? MYC_BAR_LOST : MYC_BAR_FAILED;
}

/* Of the chain that failed are those that gave no value. */
static enum myc_bar_kind look_of(const struct myc_bar *bar)
{
    bool gave = bar->kind == MYC_BAR_DONE || bar->kind == MYC_BAR_AGAIN;
    return bar->is_chain && !gave ? MYC_BAR_CHAIN : bar->kind;
}

static void end_bar(struct search *search, const struct myc_record *record)
{
    struct myc_bar *bar = take_open(search, record);
    if (!bar)
        return;
    bar->ended = record->time;
    bar->kind = kind_of(bar, record->kind);
}

/* A spore's body was done when the first record used that it had begun. */
static void note_use(struct search *search, const struct myc_record *record)
{
    for (uint32_t i = 0; i < record->input_count; i++) {
        uint32_t of = search->of_record[record->inputs[i]];
        if (!of || record->kind == MYC_RECORD_LOST || record->kind == MYC_RECORD_FAILED)
            continue;
        struct myc_bar *bar = &search->view->bars[of - 1];
        if (bar->computed == MYC_FOREVER && record->host == bar->start->host)
            bar->computed = record->time;
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
        .was_stream = myc_memory_alloc(memory, book->node_count + 1),
    };
    for (size_t i = 0; i < book->record_count; i++) {
        const struct myc_record *record = &book->records[i];
        if (goes_on(&search, record))
            continue;
        note_use(&search, record);
        if (!record->node || record->host == MYC_NO_HOST)
            continue;
        if (record->kind == MYC_RECORD_STARTED || record->kind == MYC_RECORD_HANDLED) {
            end_before(&search, record);
            begin_bar(&search, record);
        } else if (ends_work(record->kind)) {
            end_bar(&search, record);
        }
    }
}

/* --- where --- */

/* A stream is over with its last message: one about a node that is derived from its own. */
static myc_time end_of_stream(const struct myc_spacetime *view, const struct myc_bar *bar)
{
    const struct myc_book *book = view->scene.book;
    myc_time end = bar->start->time;
    for (size_t i = 0; i < book->message_count; i++) {
        const struct myc_book_message *message = &book->messages[i];
        if (!message->node || message->source != bar->start->host || message->sent < end ||
            message->sent > bar->ended)
            continue;
        const struct myc_book_node *node = &book->nodes[message->node - 1];
        for (uint32_t k = 0; k < node->input_count; k++)
            if (node->inputs[k] == bar->start->node)
                end = message->sent;
    }
    return end;
}

/* Times that are not known are bounded by those that are. */
static void bound(const struct myc_spacetime *view, struct myc_bar *bar)
{
    myc_time start = bar->start->time, last = view->scene.book->run.end;
    if (myc_record_begins_stream(bar->start) && bar->kind == MYC_BAR_OPEN) {
        myc_time end = end_of_stream(view, bar);
        if (end > start) {
            bar->ended = bar->computed = end;
            bar->kind = bar->is_again ? MYC_BAR_AGAIN : MYC_BAR_DONE;
        }
    }
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
        myc_timeline_add_span(&view->timeline, view->scene.memory,
                              bar->computed - bar->start->time);
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
        bar->box = (struct myc_box){ left, top, left + MYC_SPACETIME_BAR,
                                     bottom > top + 4 ? bottom : top + 4 };
        myc_plot_keep_clear(&view->plot, bar->box);
        view->has_bar[look_of(bar)] = true;
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
    enum myc_bar_kind look = look_of(bar);
    bool dark = look == MYC_BAR_CHAIN;
    myc_text_add(view->scene.dot,
                 "  \"n%" PRIu32 "_r%" PRIu32 "%s\" [id=\"n%" PRIu32 "_r%" PRIu32
                 "%s\", class=\"task %s%s%s%s%s\", ",
                 node->id, bar->start->id, waits ? "_waits" : "", node->id, bar->start->id,
                 waits ? "_waits" : "", looks[bar->kind].class, dark ? " chain" : "",
                 waits ? " waiting" : "", node->id == run->failing_node ? " failing" : "",
                 node->id == run->response_node ? " response" : "");
    myc_plot_write_node(&view->plot, box);
    myc_text_add(view->scene.dot,
                 "style=\"filled,%s\", fillcolor=\"%s\", color=\"%s\", penwidth=%s, label=\"\", "
                 "tooltip=\"%s\"];\n",
                 waits ? "dotted" : looks[look].style, waits ? "#FFFFFF" : looks[look].fill,
                 dark ? "#6B0F0F" : looks[look].border, dark ? "2" : "1.2", tooltip_of(view, bar));
    view->has_wait = view->has_wait || waits;
}

/* "λ adults", and what became of it where that was no value. */
static void write_label(struct myc_spacetime *view, const struct myc_bar *bar)
{
    struct myc_memory *memory = view->scene.memory;
    const struct myc_book_node *node = &view->scene.book->nodes[bar->start->node - 1];
    bool failing = bar == view->failing_bar, again = bar->kind == MYC_BAR_AGAIN;
    const char *remark = failing                       ? "\u2717 FAILED HERE"
                         : bar->kind == MYC_BAR_OPEN   ? "not done"
                         : bar->kind == MYC_BAR_LOST   ? "\u2205 lost"
                         : bar->kind == MYC_BAR_FAILED ? "\u2717 no value"
                                                       : NULL;
    const char *what = bar->start->kind == MYC_RECORD_HANDLED ? "handler of "
                       : myc_record_begins_stream(bar->start) ? "stream of "
                       : node->spore                          ? "\u03bb "
                                                              : "";
    struct myc_note note = { .class = failing ? "note failing" : "note",
                             .fill = failing ? "#6B0F0F" : NULL,
                             .colour = failing ? "#FFFFFF" : looks[look_of(bar)].border };
    myc_words_begin(&note.words, memory);
    myc_words_add(&note.words, MYC_SPACETIME_FONT, true,
                  myc_memory_format(memory, "%s%s%s", again ? "\u21bb " : "", what, node->label),
                  LABEL_COLUMNS);
    if (remark)
        myc_words_add(&note.words, failing ? 13 : MYC_SPACETIME_FONT, failing, remark, 0);
    myc_spacetime_write_note_beside(view, &note, bar->box);
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
