/* What else happened to a host, as words beside its line. */
#include <inttypes.h>
#include <string.h>

#include "viz/spacetime.h"

#define DETAIL_COLUMNS 26

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
        add_mark(&search, MYC_MARK_NO_RESPONSE, NULL, book->run.end, view->scene.driver_host);
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
        return mark->record->detail
                   ? mark->record->detail
                   : myc_memory_format(view->scene.memory, "%s ended", book->hosts[mark->host].name);
    return mark->record->label ? mark->record->label
           : mark->record->node ? book->nodes[mark->record->node - 1].label
                                : "";
}

static const char *detail_of(const struct myc_mark *mark)
{
    switch (mark->kind) {
    case MYC_MARK_FAILED:
        return mark->record->detail;
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
    return myc_text_quoted(
        view->scene.memory,
        myc_memory_format(view->scene.memory, "%" PRIu64 " ns: %s %s%s%s", record->time,
                          myc_record_word(record->kind), subject_of(view, mark),
                          record->detail ? ", " : "", record->detail ? record->detail : ""));
}

static void write_mark(struct myc_spacetime *view, const struct myc_mark *mark)
{
    struct myc_memory *memory = view->scene.memory;
    bool failing = mark == view->failing_mark || mark->kind == MYC_MARK_NO_RESPONSE;
    bool loud = failing || mark->kind == MYC_MARK_RESPONSE;
    const char *subject = subject_of(view, mark), *detail = detail_of(mark);
    struct myc_text html;
    myc_text_begin(&html, memory);
    if (mark == view->failing_mark)
        myc_text_add(&html, "<FONT POINT-SIZE=\"13\"><B>\u2717 FAILED HERE</B></FONT><BR/>"
                            "<B>%s</B>",
                     myc_text_html(memory, subject, DETAIL_COLUMNS));
    else
        myc_text_add(&html, "<FONT POINT-SIZE=\"%d\"><B>%s %s</B></FONT>", loud ? 13 : 9,
                     looks[mark->kind].symbol, myc_text_html(memory, subject, DETAIL_COLUMNS));
    if (detail)
        myc_text_add(&html, "<BR/>%s", myc_text_html(memory, detail, DETAIL_COLUMNS));
    size_t columns = strlen(subject) + 2, further = detail ? strlen(detail) : 0;
    columns = columns < further ? further : columns;
    columns = columns < DETAIL_COLUMNS ? columns : DETAIL_COLUMNS;
    struct myc_words words = {
        .id = mark->record ? myc_memory_format(memory, "r%" PRIu32, mark->record->id) : "end",
        .class = myc_memory_format(memory, "mark %s%s", looks[mark->kind].class,
                                   mark == view->failing_mark ? " failing" : ""),
        .fill = failing ? "#6B0F0F" : NULL,
        .colour = failing ? "#FFFFFF" : looks[mark->kind].colour,
        .tooltip = tooltip_of(view, mark),
        .html = html.chars,
        .columns = loud ? columns * 13 / 9 : columns,
        .lines = 1 + (size_t)(detail != NULL) + (size_t)loud,
    };
    double x = myc_spacetime_x(view, view->column_of[mark->host]);
    double top = myc_spacetime_top(view, mark->time);
    myc_spacetime_write_words_beside(
        view, &words, (struct myc_box){ x - MYC_SPACETIME_BAR / 2.0, top,
                                        x + MYC_SPACETIME_BAR / 2.0, top });
    view->has_mark[mark->kind] = true;
}

void myc_spacetime_write_marks(struct myc_spacetime *view)
{
    for (size_t i = 0; i < view->mark_count; i++)
        write_mark(view, &view->marks[i]);
}
