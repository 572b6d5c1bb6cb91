/* What else happened to a host, as words beside its line. */
#include <inttypes.h>
#include <string.h>

#include "viz/spacetime.h"

#define DETAIL_COLUMNS 30

static const struct {
    const char *class, *symbol, *colour;
} looks[MYC_MARKS] = {
#define X(NAME, class, symbol, colour, words) { class, symbol, colour },
    MYC_MARK_LIST(X)
#undef X
};

/* --- which --- */

struct search {
    struct myc_spacetime *view;
    size_t room;
    bool *was_lost;             /* each node */
    myc_time *last_failed_time; /* at each host: errors pass up a chain within one event */
};

static void add_mark(struct search *search, enum myc_mark_kind kind,
                     const struct myc_record *record, myc_time time, uint32_t host)
{
    struct myc_spacetime *view = search->view;
    view->marks = myc_memory_grow(view->scene.memory, view->marks, &search->room,
                                  view->mark_count + 1, sizeof *view->marks);
    view->marks[view->mark_count++] = (struct myc_mark){ kind, record, time, host };
}

/* Gives MYC_MARKS for what is no mark. */
static enum myc_mark_kind kind_of(struct search *search, const struct myc_record *record)
{
    const struct myc_book *book = search->view->scene.book;
    const struct myc_book_node *node = record->node ? &book->nodes[record->node - 1] : NULL;
    switch (record->kind) {
    case MYC_RECORD_COMPLETED:
        return record->node && record->node == book->run.response_node &&
                       record->host == search->view->scene.driver_host
                   ? MYC_MARK_RESPONSE
                   : MYC_MARKS;
    case MYC_RECORD_MATERIALIZED:
        return node && myc_scene_is_root(node) &&
                       (record->host != node->host || search->was_lost[record->node - 1])
                   ? MYC_MARK_AGAIN
                   : MYC_MARKS;
    case MYC_RECORD_FAILED:
        return search->last_failed_time[record->host] != record->time ? MYC_MARK_FAILED : MYC_MARKS;
    case MYC_RECORD_PINNED:
        return MYC_MARK_PINNED;
    case MYC_RECORD_EVICTED:
        return MYC_MARK_EVICTED;
    case MYC_RECORD_NOTICED:
        return MYC_MARK_NOTICED;
    case MYC_RECORD_SUSPECTED:
        return MYC_MARK_SUSPECTED;
    default:
        return MYC_MARKS;
    }
}

static bool is_unanswered(const struct myc_book_run *run)
{
    return run->verdict && strcmp(run->verdict, "pass") != 0 &&
           (!run->response || strcmp(run->response, "null") == 0);
}

/* Takes what marks of this kind say of the response, of the driver, when the run ends: there is no
 * room for them beside the end itself. Gives the record of one, or NULL. */
static const struct myc_record *take_at_end(struct myc_spacetime *view, enum myc_mark_kind kind)
{
    const struct myc_book_run *run = &view->scene.book->run;
    const struct myc_record *taken = NULL;
    size_t kept = 0;
    for (size_t i = 0; i < view->mark_count; i++) {
        const struct myc_mark *mark = &view->marks[i];
        if (mark->kind == kind && mark->host == view->scene.driver_host && mark->time == run->end &&
            mark->record->node == run->response_node)
            taken = mark->record;
        else
            view->marks[kept++] = *mark;
    }
    view->mark_count = kept;
    return taken;
}

/* No response; where the driver got an error for it, with that. */
static void add_end(struct search *search)
{
    struct myc_spacetime *view = search->view;
    const struct myc_sighting *failing = myc_scene_failing(&view->scene);
    uint32_t driver = view->scene.driver_host;
    const struct myc_record *error = NULL;
    if (!failing || failing->host != driver)
        error = take_at_end(view, MYC_MARK_FAILED);
    if (error)
        take_at_end(view, MYC_MARK_SUSPECTED);
    add_mark(search, MYC_MARK_NO_RESPONSE, error, view->scene.book->run.end, driver);
}

void myc_spacetime_find_marks(struct myc_spacetime *view)
{
    const struct myc_book *book = view->scene.book;
    struct myc_memory *memory = view->scene.memory;
    struct search search = {
        .view = view,
        .was_lost = myc_memory_alloc(memory, book->node_count + 1),
        .last_failed_time = myc_memory_alloc(memory, (book->host_count + 1) * sizeof(myc_time)),
    };
    for (size_t i = 0; i < book->host_count; i++)
        search.last_failed_time[i] = MYC_FOREVER;
    for (size_t i = 0; i < book->record_count; i++) {
        const struct myc_record *record = &book->records[i];
        if (record->host == MYC_NO_HOST)
            continue;
        enum myc_mark_kind kind = kind_of(&search, record);
        if (kind != MYC_MARKS)
            add_mark(&search, kind, record, record->time, record->host);
        if (record->kind == MYC_RECORD_FAILED)
            search.last_failed_time[record->host] = record->time;
        if (record->kind == MYC_RECORD_LOST && record->node)
            search.was_lost[record->node - 1] = true;
    }
    if (is_unanswered(&book->run) && view->scene.driver_host != MYC_NO_HOST)
        add_end(&search);
}

/* --- written --- */

static const char *subject_of(const struct myc_spacetime *view, const struct myc_mark *mark)
{
    const struct myc_book *book = view->scene.book;
    if (mark->kind == MYC_MARK_NO_RESPONSE)
        return book->run.class ? myc_memory_format(view->scene.memory, "no response (%s)",
                                                   book->run.class)
                               : "no response";
    if (mark->kind == MYC_MARK_RESPONSE)
        return "response";
    if (mark->kind == MYC_MARK_NOTICED)
        return mark->record->detail ? mark->record->detail
                                    : myc_memory_format(view->scene.memory, "%s ended",
                                                        book->hosts[mark->host].name);
    return mark->record->label  ? mark->record->label
           : mark->record->node ? book->nodes[mark->record->node - 1].label
                                : "";
}

static const char *detail_of(const struct myc_mark *mark)
{
    switch (mark->kind) {
    case MYC_MARK_FAILED:
        return mark->record->detail;
    case MYC_MARK_NO_RESPONSE:
        return mark->record ? mark->record->detail : NULL;
    case MYC_MARK_SUSPECTED:
        return mark->record->detail ? mark->record->detail : "no answer in time";
    case MYC_MARK_NOTICED:
        return "the others are told";
    case MYC_MARK_AGAIN:
        return "is there again";
    case MYC_MARK_PINNED:
        return "pinned";
    case MYC_MARK_EVICTED:
        return "evicted";
    default:
        return NULL;
    }
}

static const char *tooltip_of(const struct myc_spacetime *view, const struct myc_mark *mark)
{
    const struct myc_record *record = mark->record;
    if (!record)
        return "the end of the run";
    return myc_text_quoted(view->scene.memory,
                           myc_memory_format(view->scene.memory, "%" PRIu64 " ns: %s %s%s%s",
                                             record->time, myc_record_word(record->kind),
                                             subject_of(view, mark), record->detail ? ", " : "",
                                             record->detail ? record->detail : ""));
}

/* Where the run ends for the driver nothing follows, so that there is room below. */
static void place_mark(struct myc_spacetime *view, const struct myc_mark *mark,
                       const struct myc_note *note)
{
    double x = myc_spacetime_x(view, view->column_of[mark->host]);
    double top = myc_spacetime_top(view, mark->time);
    struct myc_box at = { x - MYC_SPACETIME_BAR / 2.0, top, x + MYC_SPACETIME_BAR / 2.0, top };
    struct myc_spot below = { x, top + note->words.height / 2 + 4 };
    if (mark->time == view->scene.book->run.end && mark->kind <= MYC_MARK_NO_RESPONSE)
        myc_spacetime_write_note(view, note, &below, 1);
    else
        myc_spacetime_write_note_beside(view, note, at);
}

static void write_mark(struct myc_spacetime *view, const struct myc_mark *mark)
{
    struct myc_memory *memory = view->scene.memory;
    bool here = mark == view->failing_mark, dark = here || mark->kind == MYC_MARK_NO_RESPONSE;
    bool loud = dark || mark->kind == MYC_MARK_RESPONSE;
    const char *subject = subject_of(view, mark), *detail = detail_of(mark);
    struct myc_note note = {
        .id = mark->kind == MYC_MARK_NO_RESPONSE
                  ? "end"
                  : myc_memory_format(memory, "r%" PRIu32, mark->record->id),
        .class =
            myc_memory_format(memory, "mark %s%s", looks[mark->kind].class, here ? " failing" : ""),
        .fill = dark ? "#6B0F0F" : NULL,
        .colour = dark ? "#FFFFFF" : looks[mark->kind].colour,
        .tooltip = tooltip_of(view, mark),
    };
    myc_words_begin(&note.words, memory);
    if (here)
        myc_words_add(&note.words, 13, true, "\u2717 FAILED HERE", 0);
    myc_words_add(&note.words, loud ? 13 : MYC_SPACETIME_FONT, true,
                  here ? subject
                       : myc_memory_format(memory, "%s %s", looks[mark->kind].symbol, subject),
                  DETAIL_COLUMNS);
    if (detail)
        myc_words_add_wrapped(&note.words, MYC_SPACETIME_FONT, detail, DETAIL_COLUMNS, 2);
    place_mark(view, mark, &note);
    view->has_mark[mark->kind] = true;
}

/* The outcome first: it has but one place. */
void myc_spacetime_write_marks(struct myc_spacetime *view)
{
    for (size_t i = 0; i < view->mark_count; i++)
        if (view->marks[i].kind <= MYC_MARK_NO_RESPONSE)
            write_mark(view, &view->marks[i]);
    for (size_t i = 0; i < view->mark_count; i++)
        if (view->marks[i].kind > MYC_MARK_NO_RESPONSE)
            write_mark(view, &view->marks[i]);
}

/* --- who was told --- */

static bool uses(const struct myc_record *record, const struct myc_record *used)
{
    for (uint32_t i = 0; used && i < record->input_count; i++)
        if (record->inputs[i] == used->id)
            return true;
    return false;
}

static void write_notice(struct myc_spacetime *view, const struct myc_mark *mark, uint32_t told)
{
    const struct myc_book *book = view->scene.book;
    struct myc_memory *memory = view->scene.memory;
    double top = myc_spacetime_top(view, mark->time);
    struct myc_line way = { myc_spacetime_x(view, view->column_of[mark->host]), top,
                            myc_spacetime_x(view, view->column_of[told]), top };
    myc_text_add(view->scene.dot, "  \"host_%s\" -> \"host_%s\" [class=\"notice\", ",
                 myc_text_quoted(memory, book->hosts[mark->host].name),
                 myc_text_quoted(memory, book->hosts[told].name));
    myc_plot_write_edge(&view->plot, way, 7);
    myc_text_add(view->scene.dot, "color=\"#A8320A\", style=dotted, penwidth=1.6, arrowhead=vee, "
                                  "arrowsize=0.7, tooltip=\"the detector tells\"];\n");
    myc_plot_keep_line(&view->plot, way);
}

/* From the host that ended to those that asked again because they were told. */
void myc_spacetime_write_notices(struct myc_spacetime *view)
{
    const struct myc_book *book = view->scene.book;
    for (size_t i = 0; i < view->mark_count; i++) {
        const struct myc_mark *mark = &view->marks[i];
        const struct myc_record *replayed = NULL;
        for (size_t k = 0; mark->kind == MYC_MARK_NOTICED && k < book->record_count; k++) {
            const struct myc_record *record = &book->records[k];
            if (record->kind == MYC_RECORD_REPLAYED && uses(record, mark->record))
                replayed = record;
            else if (record->kind == MYC_RECORD_REQUESTED && uses(record, replayed) &&
                     record->host != MYC_NO_HOST && record->host != mark->host &&
                     view->column_of[record->host] != MYC_NO_COLUMN)
                write_notice(view, mark, record->host);
        }
    }
}
