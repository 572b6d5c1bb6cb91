/* What the title of the space-time view adds: what is left out, and the legend of what occurs. */
#include <inttypes.h>

#include "viz/spacetime.h"
#include "viz/title.h"

static const char *const arrow_words[MYC_ARROWS] = {
#define X(NAME, class, attributes, words) words,
    MYC_ARROW_LIST(X)
#undef X
};

static const struct {
    const char *fill, *border, *style, *words;
} bars[MYC_BARS] = {
#define X(NAME, class, fill, border, style, words) { fill, border, style, words },
    MYC_BAR_LIST(X)
#undef X
};

static const char *const mark_words[MYC_MARKS] = {
#define X(NAME, class, symbol, colour, words) words,
    MYC_MARK_LIST(X)
#undef X
};

/* "Not shown: 239 hosts, 470 messages. Shown is what best explains the response." */
static void add_left_out(const struct myc_spacetime *view)
{
    const struct {
        uint64_t count;
        const char *name;
    } left_out[] = {
        { view->hosts_left_out, "hosts" },
        { view->messages_left_out, "messages" },
        { view->bars_left_out, "tasks" },
        { view->marks_left_out, "notes" },
    };
    struct myc_text words;
    const char *between = "Not shown: ";
    myc_text_begin(&words, view->scene.memory);
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++) {
        if (left_out[i].count) {
            myc_text_add(&words, "%s%" PRIu64 " %s", between, left_out[i].count, left_out[i].name);
            between = ", ";
        }
    }
    if (words.length) {
        myc_text_add(&words, ". Shown is what best explains the response.");
        myc_title_add_row(&view->scene, words.chars);
    }
}

static void add_bar_legend(const struct myc_spacetime *view)
{
    const struct myc_scene *scene = &view->scene;
    myc_title_begin_legend(scene, "Tasks:");
    for (unsigned bar = 0; bar < MYC_BARS; bar++)
        if (view->has_bar[bar])
            myc_text_add(scene->dot,
                         "<TD BORDER=\"1\" STYLE=\"%s\" COLOR=\"%s\" BGCOLOR=\"%s\">"
                         "<FONT COLOR=\"%s\">%s</FONT></TD>",
                         bars[bar].style, bars[bar].border, bars[bar].fill,
                         bar == MYC_BAR_CHAIN ? "#FFFFFF" : "#000000", bars[bar].words);
    if (view->has_wait)
        myc_text_add(scene->dot, "<TD BORDER=\"1\" STYLE=\"dotted\" COLOR=\"#1F4E79\">"
                                 "thin: waits for another host</TD>");
    if (view->has_band)
        myc_text_add(scene->dot, "<TD BORDER=\"1\" STYLE=\"dashed\" COLOR=\"#A8320A\" "
                                 "BGCOLOR=\"#F6D5C6\">\u26a1 a fault lasts</TD>");
    if (view->has_wall)
        myc_text_add(scene->dot, "<TD BGCOLOR=\"#A8320A\"><FONT COLOR=\"#FFFFFF\">"
                                 "\u2503 no message passes</FONT></TD>");
    myc_title_end_legend(scene);
}

void myc_spacetime_write_title(const struct myc_spacetime *view)
{
    const struct myc_scene *scene = &view->scene;
    myc_title_begin(scene);
    add_left_out(view);
    add_bar_legend(view);
    myc_title_begin_legend(scene, "Arrows:");
    for (unsigned arrow = 0; arrow < MYC_ARROWS; arrow++)
        if (view->has_arrow[arrow])
            myc_text_add(scene->dot, "<TD>%s</TD>", arrow_words[arrow]);
    for (unsigned mark = 0; mark < MYC_MARKS; mark++)
        if (view->has_mark[mark])
            myc_text_add(scene->dot, "<TD>%s</TD>", mark_words[mark]);
    myc_title_end_legend(scene);
    myc_title_end(scene);
}
