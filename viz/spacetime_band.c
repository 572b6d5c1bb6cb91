/* The columns of the hosts, and faults as bands: over the column of a host that was struck, or
 * from column to column where it was between hosts. */
#include <inttypes.h>
#include <string.h>

#include "viz/spacetime.h"

#define LOSSES_MAX 4
#define BAND_COLUMNS 19
#define LINK_COLUMNS 30
#define BANDS_MAX 60 /* a host may go down every second */

static bool is_in_run(const struct myc_spacetime *view, const struct myc_book_fault *fault)
{
    return fault->state == MYC_FAULT_HAPPENED && fault->start <= view->scene.book->run.end;
}

/* One message that a fault meets says so itself. */
static bool is_of_message(const struct myc_book_fault *fault)
{
    return fault->target && strncmp(fault->target, "message(", 8) == 0;
}

static double foot_of(const struct myc_spacetime *view)
{
    return view->plot.height;
}

static struct myc_box band_of(const struct myc_spacetime *view, const struct myc_book_fault *fault)
{
    bool ends = fault->end <= view->scene.book->run.end;
    return (struct myc_box){ .top = myc_spacetime_top(view, fault->start),
                             .bottom = ends ? myc_spacetime_top(view, fault->end) : foot_of(view) };
}

/* --- columns --- */

static void write_column(struct myc_spacetime *view, uint32_t column)
{
    struct myc_memory *memory = view->scene.memory;
    struct myc_text *dot = view->scene.dot;
    uint32_t host = view->hosts[column];
    const char *raw = view->scene.book->hosts[host].name, *name = myc_text_quoted(memory, raw);
    struct myc_text strikes;
    myc_text_begin(&strikes, memory);
    bool struck = myc_scene_add_strikes(&view->scene, host, &strikes) > 0;
    double x = myc_spacetime_x(view, column);
    struct myc_box box = { x - MYC_SPACETIME_COLUMN / 2.0, 0, x + MYC_SPACETIME_COLUMN / 2.0,
                           foot_of(view) };
    myc_text_add(dot,
                 "  subgraph \"cluster_%s\" {\n    id=\"cluster_%s\";\n    class=\"host%s\";\n",
                 name, name, struck ? " struck" : "");
    myc_plot_write_cluster(&view->plot, box, MYC_SPACETIME_HEAD / 2.0);
    myc_text_add(
        dot,
        "    style=\"%s\";\n    color=\"%s\";\n    bgcolor=\"#F8F8F8\";\n    penwidth=%s;\n"
        "    fontcolor=\"%s\";\n    fontsize=9;\n"
        "    label=<<FONT POINT-SIZE=\"15\"><B>%s%s</B></FONT><BR/>%s%s>;\n"
        "    tooltip=\"host %s\";\n",
        "rounded", struck ? "#A8320A" : "#BBBBBB", struck ? "1.6" : "1",
        struck ? "#7A1F00" : "#333333", struck ? "\u26a1 " : "", myc_text_html(memory, raw, 14),
        host == view->scene.driver_host ? "the driver " : "",
        myc_scene_place_words(&view->scene, host, host == view->scene.driver_host ? "\u00b7 " : ""),
        name);
    /* What the arrows join, for whoever reads the graph. */
    myc_text_add(dot, "    \"host_%s\" [", name);
    myc_plot_write_node(&view->plot, (struct myc_box){ x - 1, 1, x + 1, 3 });
    myc_text_add(dot, "shape=point, style=invis];\n  }\n");
}

static void write_line(struct myc_spacetime *view, uint32_t column)
{
    double x = myc_spacetime_x(view, column);
    myc_text_add(
        view->scene.dot, "  \"line_%s\" [class=\"line\", ",
        myc_text_quoted(view->scene.memory, view->scene.book->hosts[view->hosts[column]].name));
    myc_plot_write_node(&view->plot,
                        (struct myc_box){ x - 0.5, MYC_SPACETIME_HEAD, x + 0.5, foot_of(view) });
    myc_text_add(view->scene.dot,
                 "style=filled, fillcolor=\"#999999\", color=\"#999999\", penwidth=0, "
                 "label=\"\"];\n");
}

void myc_spacetime_write_columns(struct myc_spacetime *view)
{
    for (uint32_t column = 0; column < view->column_count; column++)
        write_column(view, column);
}

/* --- over a host --- */

/* A loss of what was there, rather than of what was still being computed. */
static bool had_value(const struct myc_book *book, const struct myc_record *record,
                      const bool *ready)
{
    return record->node &&
           (ready[record->node - 1] || myc_scene_is_root(&book->nodes[record->node - 1]));
}

/* A line for each value that the host lost by the fault. */
static void add_losses(const struct myc_spacetime *view, const struct myc_book_fault *fault,
                       uint32_t host, struct myc_words *words)
{
    const struct myc_book *book = view->scene.book;
    struct myc_memory *memory = view->scene.memory;
    bool *ready = myc_memory_alloc(memory, book->node_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < book->record_count; i++) {
        const struct myc_record *record = &book->records[i];
        if (record->host != host || !record->node)
            continue;
        if (record->kind == MYC_RECORD_MATERIALIZED || record->kind == MYC_RECORD_PINNED)
            ready[record->node - 1] = true;
        if (record->kind != MYC_RECORD_LOST)
            continue;
        if (record->fault == fault->id && had_value(book, record, ready) && ++count <= LOSSES_MAX) {
            const char *label = book->nodes[record->node - 1].label;
            myc_words_add(words, MYC_SPACETIME_FONT, true,
                          myc_memory_format(memory, "\u2205 %s", label), BAND_COLUMNS);
            if (record->detail)
                myc_words_add(words, MYC_SPACETIME_FONT, false, record->detail, BAND_COLUMNS);
        }
        ready[record->node - 1] = false;
    }
    if (count > LOSSES_MAX)
        myc_words_add(words, MYC_SPACETIME_FONT, false,
                      myc_memory_format(memory, "\u2205 and %zu more", count - LOSSES_MAX), 0);
}

/* "crash, 60 us, for 5 ms", over two lines */
static void begin_band_words(const struct myc_spacetime *view, const struct myc_book_fault *fault,
                             struct myc_words *words)
{
    struct myc_memory *memory = view->scene.memory;
    bool ends = fault->end != MYC_FOREVER;
    myc_words_begin(words, memory);
    myc_words_add(words, 12, true, myc_memory_format(memory, "\u26a1 %s", fault->effect), 16);
    myc_words_add(
        words, MYC_SPACETIME_FONT, false,
        myc_memory_format(memory, "%s, for %s", myc_time_words(memory, fault->start),
                          ends ? myc_time_words(memory, fault->end - fault->start) : "ever"),
        0);
}

static struct myc_note host_note(const struct myc_spacetime *view,
                                 const struct myc_book_fault *fault, uint32_t host)
{
    struct myc_note note = { .class = "fault note", .colour = "#7A1F00" };
    begin_band_words(view, fault, &note.words);
    add_losses(view, fault, host, &note.words);
    return note;
}

/* Stripes, so that a band is one in grey as well. */
static void write_stripes(struct myc_spacetime *view, const char *name, struct myc_box box)
{
    enum { STRIPES = 15 };
    struct myc_text *dot = view->scene.dot;
    myc_text_add(dot, "  \"%s_stripes\" [class=\"fault stripes\", ", name);
    myc_plot_write_node(&view->plot, box);
    myc_text_add(dot, "style=striped, color=\"#FBEDE6\", penwidth=0, label=\"\", fillcolor=\"");
    for (int i = 0; i < STRIPES; i++)
        myc_text_add(dot, "%s%s", i ? ":" : "", i % 2 ? "#FBEDE6" : "#F3C9B6");
    myc_text_add(dot, "\"];\n");
}

static void write_host_band(struct myc_spacetime *view, const struct myc_book_fault *fault,
                            uint32_t column)
{
    struct myc_memory *memory = view->scene.memory;
    const char *name = myc_memory_format(
        memory, "fault%" PRIu32 "_%s", fault->id,
        myc_text_quoted(memory, view->scene.book->hosts[view->hosts[column]].name));
    double x = myc_spacetime_x(view, column);
    struct myc_box box = band_of(view, fault);
    box.left = x - MYC_SPACETIME_COLUMN / 2.0;
    box.right = x + MYC_SPACETIME_COLUMN / 2.0;
    write_stripes(view, name, box);
    myc_text_add(view->scene.dot, "  \"%s\" [id=\"%s\", class=\"fault band\", ", name, name);
    myc_plot_write_node(&view->plot, box);
    myc_text_add(view->scene.dot,
                 "style=dashed, color=\"#A8320A\", penwidth=3, label=\"\", tooltip=\"%s\"];\n",
                 myc_text_quoted(memory, fault->item ? fault->item : fault->effect));
    view->has_band = true;
}

static void write_host_note(struct myc_spacetime *view, const struct myc_book_fault *fault,
                            uint32_t column)
{
    struct myc_note note = host_note(view, fault, view->hosts[column]);
    struct myc_box band = band_of(view, fault);
    double x = myc_spacetime_x(view, column), aside = note.words.width / 2 + 12;
    struct myc_spot candidates[9];
    for (int i = 0; i < 9; i++) {
        int side = i % 3 == 2 ? -1 : i % 3;
        candidates[i] = (struct myc_spot){ x + side * aside,
                                           band.top + note.words.height / 2 + 3 + i / 3 * 12 };
    }
    myc_spacetime_write_note(view, &note, candidates, 9);
}

/* --- between hosts --- */

/* Which groups of a partition the host is in, a bit each, of the first 64; its item names them:
 * `groups: [[client, m1], [m2, m3]]`. */
static uint64_t groups_of(const struct myc_spacetime *view, const struct myc_book_fault *fault,
                          uint32_t host)
{
    static const char key[] = "groups: [";
    const char *at = fault->item ? strstr(fault->item, key) : NULL;
    const char *name = view->scene.book->hosts[host].name;
    uint64_t groups = 0, group = 0;
    for (at = at ? at + strlen(key) : ""; *at && strncmp(at, "]]", 2) != 0;) {
        size_t length = strcspn(at, "[], ");
        if (*at == '[')
            group = group ? group << 1 : 1;
        if (length && length == strlen(name) && strncmp(at, name, length) == 0)
            groups |= group;
        at += length ? length : 1;
    }
    return groups;
}

static bool takes_messages(const struct myc_spacetime *view, const struct myc_book_fault *fault)
{
    for (size_t i = 0; i < view->arrow_count; i++)
        if (view->arrows[i].kind == MYC_ARROW_LOST && view->arrows[i].last->fault == fault->id)
            return true;
    return false;
}

/* Whether the fault stands between two hosts. */
static bool cuts(const struct myc_spacetime *view, const struct myc_book_fault *fault, uint32_t a,
                 uint32_t b)
{
    uint64_t groups_a = groups_of(view, fault, a), groups_b = groups_of(view, fault, b);
    if (groups_a || groups_b)
        return groups_a && groups_b && !(groups_a & groups_b);
    return takes_messages(view, fault);
}

/* First and last of the columns of the fault's hosts; false where fewer than two are drawn. */
static bool find_reach(const struct myc_spacetime *view, const struct myc_book_fault *fault,
                       uint32_t *first, uint32_t *last)
{
    *first = MYC_NO_COLUMN;
    *last = 0;
    for (uint32_t i = 0; i < fault->host_count; i++) {
        uint32_t column = view->column_of[fault->hosts[i]];
        if (column == MYC_NO_COLUMN)
            continue;
        *first = column < *first ? column : *first;
        *last = column > *last ? column : *last;
    }
    return *first < *last && *first != MYC_NO_COLUMN;
}

static void write_wall(struct myc_spacetime *view, const struct myc_book_fault *fault,
                       uint32_t column, struct myc_box band)
{
    double x = myc_spacetime_x(view, column) + view->pitch / 2;
    struct myc_box wall = { x - 3, band.top, x + 3, band.bottom };
    myc_text_add(view->scene.dot,
                 "  \"wall%" PRIu32 "_%" PRIu32 "\" [id=\"wall%" PRIu32 "_%" PRIu32
                 "\", class=\"fault wall\", ",
                 fault->id, column, fault->id, column);
    myc_plot_write_node(&view->plot, wall);
    myc_text_add(view->scene.dot,
                 "style=\"filled\", fillcolor=\"#A8320A\", color=\"#A8320A\", penwidth=0, "
                 "label=\"\", tooltip=\"no message passes here\"];\n");
    view->has_wall = true;
}

static void write_link_band(struct myc_spacetime *view, const struct myc_book_fault *fault,
                            uint32_t first, uint32_t last)
{
    struct myc_memory *memory = view->scene.memory;
    struct myc_box box = band_of(view, fault);
    box.left = myc_spacetime_x(view, first);
    box.right = myc_spacetime_x(view, last);
    myc_text_add(view->scene.dot,
                 "  \"fault%" PRIu32 "\" [id=\"fault%" PRIu32 "\", class=\"fault band link\", ",
                 fault->id, fault->id);
    myc_plot_write_node(&view->plot, box);
    myc_text_add(view->scene.dot,
                 "shape=box, style=\"filled,dashed\", fillcolor=\"#F6D5C666\", color=\"#A8320A\", "
                 "penwidth=1.2, label=\"\", tooltip=\"%s\"];\n",
                 myc_text_quoted(memory, fault->item ? fault->item : fault->effect));
    for (uint32_t column = first; column < last; column++)
        if (cuts(view, fault, view->hosts[column], view->hosts[column + 1]))
            write_wall(view, fault, column, box);
    view->has_band = true;
}

static void write_link_note(struct myc_spacetime *view, const struct myc_book_fault *fault,
                            uint32_t first, uint32_t last)
{
    struct myc_note note = { .class = "fault note", .colour = "#7A1F00" };
    struct myc_box band = band_of(view, fault);
    begin_band_words(view, fault, &note.words);
    if (fault->target)
        myc_words_add_wrapped(&note.words, MYC_SPACETIME_FONT, fault->target, LINK_COLUMNS, 2);
    enum { DOWN = 6, ACROSS = 4 };
    struct myc_spot candidates[DOWN * ACROSS];
    size_t count = 0;
    for (int down = 0; down < DOWN; down++)
        for (uint32_t column = first; column < last && column < first + ACROSS; column++)
            candidates[count++] =
                (struct myc_spot){ myc_spacetime_x(view, column) + view->pitch / 2,
                                   band.top + note.words.height / 2 + 3 + down * 16 };
    myc_spacetime_write_note(view, &note, candidates, count);
}

/* --- all --- */

typedef void write_at_host(struct myc_spacetime *, const struct myc_book_fault *, uint32_t column);
typedef void write_between(struct myc_spacetime *, const struct myc_book_fault *, uint32_t first,
                           uint32_t last);

/* `between` may be NULL. */
static void for_each_band(struct myc_spacetime *view, write_at_host *at_host,
                          write_between *between)
{
    const struct myc_book *book = view->scene.book;
    size_t count = 0;
    for (size_t i = 0; i < book->fault_count && count < BANDS_MAX; i++) {
        const struct myc_book_fault *fault = &book->faults[i];
        uint32_t first, last;
        if (!is_in_run(view, fault) || is_of_message(fault))
            continue;
        count++;
        for (uint32_t k = 0; myc_scene_is_at_hosts(fault) && k < fault->host_count; k++)
            if (view->column_of[fault->hosts[k]] != MYC_NO_COLUMN)
                at_host(view, fault, view->column_of[fault->hosts[k]]);
        if (between && !myc_scene_is_at_hosts(fault) && find_reach(view, fault, &first, &last))
            between(view, fault, first, last);
    }
}

void myc_spacetime_write_bands(struct myc_spacetime *view)
{
    for_each_band(view, write_host_band, write_link_band);
    for (uint32_t column = 0; column < view->column_count; column++)
        write_line(view, column);
}

void myc_spacetime_write_band_notes(struct myc_spacetime *view)
{
    for_each_band(view, write_host_note, write_link_note);
}

/* A band's words stand at its top, inside it. */
static void add_room(struct myc_spacetime *view, const struct myc_book_fault *fault,
                     uint32_t column)
{
    myc_timeline_add_room(&view->timeline, view->scene.memory, fault->start,
                          host_note(view, fault, view->hosts[column]).words.height + 6);
}

void myc_spacetime_add_band_times(struct myc_spacetime *view)
{
    const struct myc_book *book = view->scene.book;
    for (size_t i = 0, count = 0; i < book->fault_count && count < BANDS_MAX; i++) {
        const struct myc_book_fault *fault = &book->faults[i];
        if (!is_in_run(view, fault) || is_of_message(fault))
            continue;
        count++;
        myc_timeline_add(&view->timeline, view->scene.memory, fault->start);
        if (fault->end <= book->run.end)
            myc_timeline_add(&view->timeline, view->scene.memory, fault->end);
    }
    for_each_band(view, add_room, NULL);
}
