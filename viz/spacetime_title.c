/* What the title of the space-time view adds: what is left out, and the legend of what occurs. */
#include <inttypes.h>

#include "viz/spacetime.h"
#include "viz/title.h"

struct key {
    const char *colour, *words;
};

static const struct key arrows[MYC_ARROWS] = {
#define X(NAME, class, colour, attributes, words) { colour, words },
    MYC_ARROW_LIST(X)
#undef X
};

static const struct key marks[MYC_MARKS] = {
#define X(NAME, class, symbol, colour, words) { colour, words },
    MYC_MARK_LIST(X)
#undef X
};

static const struct myc_look_table bars[MYC_BARS] = {
#define X(NAME, class, fill, border, style, words) { words, fill, border, "#000000", "1", style },
    MYC_BAR_LIST(X)
#undef X
};

static const struct myc_look_table
    wait_look = { "thin: waits for another host", "#FFFFFF", "#1F4E79", "#000000", "1", "dotted" },
    band_look = { "\u26a1 a fault lasts", "#F6D5C6", "#A8320A", "#000000", "3", "dashed" },
    wall_look = { "\u2503 no message passes", "#A8320A", "#A8320A", "#FFFFFF", "1", "solid" };

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
        myc_text_add(&words, ". Shown is what best explains the response%s.",
                     view->has_left_out_alike ? "; of what is alike, one" : "");
        myc_title_add_row(&view->scene, words.chars);
    }
}

static void add_bar_legend(const struct myc_spacetime *view)
{
    const struct myc_scene *scene = &view->scene;
    if (!myc_title_has_any(view->has_bar, MYC_BARS) && !view->has_band)
        return;
    myc_title_begin_legend(scene, "Bars:");
    for (unsigned bar = 0; bar < MYC_BARS; bar++) {
        struct myc_look_table as = bars[bar];
        as.text = bar == MYC_BAR_CHAIN ? "#FFFFFF" : as.text;
        if (view->has_bar[bar])
            myc_title_add_swatch(scene, &as);
    }
    if (view->has_wait)
        myc_title_add_swatch(scene, &wait_look);
    if (view->has_band)
        myc_title_add_swatch(scene, &band_look);
    if (view->has_wall)
        myc_title_add_swatch(scene, &wall_look);
    myc_title_end_legend(scene);
}

static void add_keys(const struct myc_spacetime *view, const char *name, const struct key *keys,
                     const bool *has, size_t count)
{
    if (!myc_title_has_any(has, count))
        return;
    myc_title_begin_legend(&view->scene, name);
    for (size_t i = 0; i < count; i++)
        if (has[i])
            myc_title_add_key(&view->scene, keys[i].colour, keys[i].words);
    myc_title_end_legend(&view->scene);
}

void myc_spacetime_write_title(const struct myc_spacetime *view)
{
    myc_title_begin(&view->scene);
    add_left_out(view);
    add_bar_legend(view);
    add_keys(view, "Arrows:", arrows, view->has_arrow, MYC_ARROWS);
    add_keys(view, "Signs:", marks, view->has_mark, MYC_MARKS);
    myc_title_end(&view->scene);
}
