/* The space-time view: one column a host, time runs down, messages are arrows. */
#include <inttypes.h>
#include <string.h>

#include "viz/spacetime.h"
#include "viz/view.h"

#define TICK_APART 11 /* as near as two times may be written */

double myc_spacetime_x(const struct myc_spacetime *view, uint32_t column)
{
    return MYC_SPACETIME_AXIS + 24 + MYC_SPACETIME_COLUMN / 2.0 + column * view->pitch;
}

double myc_spacetime_top(const struct myc_spacetime *view, myc_time time)
{
    return myc_timeline_top(&view->timeline, time);
}

/* --- what the chain ends in --- */

/* The last thing that happened to the failing node where it was tried last: a message about it was
 * lost, its work was, or it ended in an error. */
static void find_failure(struct myc_spacetime *view)
{
    const struct myc_sighting *failing = myc_scene_failing(&view->scene);
    myc_time last = 0;
    if (!failing)
        return;
    for (size_t i = 0; i < view->mark_count; i++) {
        const struct myc_mark *mark = &view->marks[i];
        if (mark->kind == MYC_MARK_FAILED && mark->record->node == failing->node &&
            mark->host == failing->host && mark->time >= last) {
            last = mark->time;
            view->failing_mark = mark;
        }
    }
    for (size_t i = 0; i < view->bar_count; i++) {
        const struct myc_bar *bar = &view->bars[i];
        bool gave = bar->kind == MYC_BAR_DONE || bar->kind == MYC_BAR_AGAIN;
        if (bar->start->node == failing->node && bar->start->host == failing->host && !gave &&
            bar->ended >= last) {
            last = bar->ended;
            view->failing_bar = bar;
            view->failing_mark = NULL;
        }
    }
    for (size_t i = 0; i < view->arrow_count; i++) {
        const struct myc_arrow *arrow = &view->arrows[i];
        if (arrow->first->node == failing->node && arrow->kind == MYC_ARROW_LOST &&
            arrow->ended >= last) {
            last = arrow->ended;
            view->failing_arrow = arrow;
            view->failing_bar = NULL;
            view->failing_mark = NULL;
        }
    }
}

/* --- notes --- */

void myc_spacetime_write_note(struct myc_spacetime *view, const struct myc_note *note,
                              const struct myc_spot *candidates, size_t count)
{
    double width = note->words.width, height = note->words.height;
    struct myc_spot at = myc_plot_place(&view->plot, width, height, candidates, count);
    const char *id = note->id
                         ? note->id
                         : myc_memory_format(view->scene.memory, "note%zu", view->plot.box_count);
    myc_text_add(view->scene.dot, "  \"%s\" [id=\"%s\", class=\"%s\", ", id, id, note->class);
    myc_plot_write_node(&view->plot, myc_box_around(at, width, height));
    myc_text_add(view->scene.dot,
                 "shape=plain, fontcolor=\"%s\", label=<<TABLE BORDER=\"0\" CELLPADDING=\"3\" "
                 "CELLSPACING=\"0\" BGCOLOR=\"%s\"><TR><TD>%s</TD></TR></TABLE>>, "
                 "tooltip=\"%s\"];\n",
                 note->colour, note->fill ? note->fill : "#FFFFFF", note->words.html.chars,
                 note->tooltip ? note->tooltip : " ");
}

void myc_spacetime_write_note_beside(struct myc_spacetime *view, const struct myc_note *note,
                                     struct myc_box box)
{
    enum { DOWN = 5 };
    struct myc_spot candidates[4 * DOWN];
    double right = box.right + note->words.width / 2 + 3;
    double left = box.left - note->words.width / 2 - 3;
    for (int i = 0; i < DOWN; i++) {
        double below = box.top + note->words.height / 2 + i * 5 - 2;
        double above = box.top - note->words.height / 2 - i * 5 + 2;
        candidates[4 * i] = (struct myc_spot){ right, below };
        candidates[4 * i + 1] = (struct myc_spot){ left, below };
        candidates[4 * i + 2] = (struct myc_spot){ right, above };
        candidates[4 * i + 3] = (struct myc_spot){ left, above };
    }
    myc_spacetime_write_note(view, note, candidates, 4 * DOWN);
}

/* --- the axis --- */

static void write_tick(struct myc_spacetime *view, size_t index, const char *words)
{
    double top = view->timeline.tops[index];
    bool is_end = view->timeline.times[index] == view->scene.book->run.end;
    struct myc_box label = { 0, top - 7, MYC_SPACETIME_AXIS, top + 7 };
    struct myc_box line = { MYC_SPACETIME_AXIS + 2, top - 0.25, view->right, top + 0.25 };
    myc_text_add(view->scene.dot, "  \"t%zu\" [id=\"t%zu\", class=\"time\", ", index, index);
    myc_plot_write_node(&view->plot, label);
    myc_text_add(view->scene.dot,
                 "shape=plain, fontsize=10, fontcolor=\"#333333\", label=<<TABLE BORDER=\"0\" "
                 "CELLPADDING=\"0\" CELLSPACING=\"0\"><TR><TD ALIGN=\"RIGHT\" WIDTH=\"%d\">"
                 "%s%s%s</TD></TR></TABLE>>, tooltip=\"%" PRIu64 " ns\"];\n",
                 MYC_SPACETIME_AXIS, is_end ? "<B>end " : "", words, is_end ? "</B>" : "",
                 view->timeline.times[index]);
    myc_text_add(view->scene.dot, "  \"tick%zu\" [class=\"tick\", ", index);
    myc_plot_write_node(&view->plot, line);
    myc_text_add(view->scene.dot, "style=filled, penwidth=0, fillcolor=\"%s\", label=\"\"];\n",
                 is_end ? "#333333" : "#D8D8D8");
}

/* A torn strip of paper across all columns. */
static void write_break(struct myc_spacetime *view, size_t index)
{
    const struct myc_timeline *timeline = &view->timeline;
    double bottom = timeline->tops[index + 1] - 14;
    struct myc_box box = { 0, bottom - MYC_SPACETIME_BREAK, view->right + 8, bottom };
    myc_plot_keep_clear(&view->plot, box);
    struct myc_box label = { 0, box.top, MYC_SPACETIME_AXIS, box.bottom };
    myc_text_add(view->scene.dot, "  \"cut%zu\" [id=\"cut%zu\", class=\"cut\", ", index, index);
    myc_plot_write_node(&view->plot, box);
    myc_text_add(view->scene.dot,
                 "style=\"filled,dashed\", fillcolor=\"#FFFFFF\", color=\"#777777\", label=\"\", "
                 "tooltip=\"nothing that is drawn happens here\"];\n  \"cut%zu_words\" [",
                 index);
    myc_plot_write_node(&view->plot, label);
    myc_text_add(
        view->scene.dot,
        "shape=plain, fontsize=9, fontcolor=\"#555555\", label=\"\u2248 %s cut\"];\n",
        myc_time_words(view->scene.memory, timeline->times[index + 1] - timeline->times[index]));
}

static void write_axis(struct myc_spacetime *view)
{
    const struct myc_timeline *timeline = &view->timeline;
    const char *before = "";
    double last = -TICK_APART;
    for (size_t i = 0; i < timeline->count; i++) {
        const char *words = myc_time_words(view->scene.memory, timeline->times[i]);
        bool is_end = timeline->times[i] == view->scene.book->run.end;
        if (timeline->tops[i] - last < TICK_APART || (strcmp(words, before) == 0 && !is_end))
            continue;
        write_tick(view, i, words);
        last = timeline->tops[i];
        before = words;
    }
    for (size_t i = 0; i + 1 < timeline->count; i++)
        if (timeline->is_cut[i])
            write_break(view, i);
}

/* --- all --- */

/* Whether how long it took says how long messages take: it came to its host, if only to be lost. */
static bool is_flight(const struct myc_book_message *message)
{
    return message->state == MYC_MESSAGE_DELIVERED ||
           (message->state == MYC_MESSAGE_LOST && message->left < message->delivered);
}

static void draw_up(struct myc_spacetime *view)
{
    struct myc_memory *memory = view->scene.memory;
    myc_timeline_add(&view->timeline, memory, 0);
    myc_timeline_add(&view->timeline, memory, view->scene.book->run.end);
    for (size_t i = 0; i < view->arrow_count; i++) {
        const struct myc_arrow *arrow = &view->arrows[i];
        myc_timeline_add(&view->timeline, memory, arrow->sent);
        myc_timeline_add(&view->timeline, memory, arrow->ended);
        if (is_flight(arrow->first))
            myc_timeline_add_span(&view->timeline, memory, arrow->ended - arrow->sent);
    }
    for (size_t i = 0; i < view->mark_count; i++)
        myc_timeline_add(&view->timeline, memory, view->marks[i].time);
    myc_spacetime_add_bar_times(view);
    myc_spacetime_add_band_times(view);
    myc_timeline_draw_up(&view->timeline, memory, MYC_SPACETIME_HEAD + 22);
    view->pitch = view->column_count <= 3 ? 280 : view->column_count <= 6 ? 250 : 220;
    view->right = myc_spacetime_x(view, view->column_count ? view->column_count - 1 : 0) +
                  MYC_SPACETIME_COLUMN / 2.0;
    view->plot.height = view->timeline.tops[view->timeline.count - 1] + MYC_SPACETIME_FOOT;
    view->scene.scale = view->right > 1800 ? 2 : 1;
}

static void write(const struct myc_book *book, struct myc_text *dot)
{
    struct myc_spacetime view = { .scene = myc_scene_begin(book, dot), .plot = { .dot = dot } };
    myc_spacetime_choose(&view);
    find_failure(&view);
    draw_up(&view);
    myc_text_add(dot, "digraph spacetime {\n"
                      "  layout=nop2;\n  outputorder=nodesfirst;\n  fontname=\"DejaVu Sans\";\n"
                      "  bgcolor=\"#FFFFFF\";\n"
                      "  node [fontname=\"DejaVu Sans\", shape=box, margin=0];\n"
                      "  edge [fontname=\"DejaVu Sans\", fontsize=9];\n");
    myc_spacetime_write_columns(&view);
    myc_spacetime_write_bands(&view);
    write_axis(&view);
    myc_spacetime_settle_bars(&view);
    myc_spacetime_settle_arrows(&view);
    myc_plot_keep_clear(&view.plot, (struct myc_box){ 0, 0, MYC_SPACETIME_AXIS, view.plot.height });
    myc_spacetime_write_notices(&view);
    myc_spacetime_write_band_notes(&view);
    myc_spacetime_write_bars(&view);
    myc_spacetime_write_marks(&view);
    myc_spacetime_write_arrows(&view);
    myc_spacetime_write_title(&view);
    myc_text_add(dot, "}\n");
}

const struct myc_view myc_view_spacetime = {
    .name = "spacetime",
    .help = "hosts side by side, time downwards: messages, tasks, and when faults were",
    .engine = "nop2",
    .write = write,
};
