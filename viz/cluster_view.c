/* The cluster view: machines with the silos that they had when the run ended, and the SiloRefs of
 * the driver. */
#include <inttypes.h>

#include "viz/cluster.h"
#include "viz/title.h"
#include "viz/view.h"

static const char *const bond_words[MYC_BONDS] = {
#define X(NAME, class, attributes, words) words,
    MYC_BOND_LIST(X)
#undef X
};

/* --- title --- */

static void add_moment(const struct myc_cluster_view *view)
{
    const struct myc_book *book = view->scene.book;
    struct myc_memory *memory = view->scene.memory;
    size_t left_out = book->node_count - view->chosen_count;
    myc_title_add_row(
        &view->scene,
        myc_memory_format(memory,
                          "The machines and their silos when the run ended, "
                          "at %s.%s",
                          myc_time_words(memory, book->run.end),
                          left_out ? myc_memory_format(memory,
                                                       " %zu of %zu nodes not shown: shown is what "
                                                       "best explains the response.",
                                                       left_out, book->node_count)
                                   : ""));
}

static void add_legend(const struct myc_cluster_view *view)
{
    const struct myc_scene *scene = &view->scene;
    myc_title_begin_legend(scene, "Silos:");
    for (unsigned state = 0; state < MYC_SILOS; state++) {
        const struct myc_silo_look *look = &myc_silo_looks[state];
        if (view->has_silo[state])
            myc_text_add(scene->dot,
                         "<TD BORDER=\"1\" STYLE=\"%s\" COLOR=\"%s\" BGCOLOR=\"%s\">"
                         "<FONT COLOR=\"%s\">%s</FONT></TD>",
                         look->style, look->border, look->fill, look->text, look->words);
    }
    if (view->has_down)
        myc_text_add(scene->dot, "<TD BORDER=\"2\" STYLE=\"dashed\" COLOR=\"#A8320A\" "
                                 "BGCOLOR=\"#FBEDE6\">\u2717 machine is down</TD>");
    myc_title_end_legend(scene);
    myc_title_begin_legend(scene, "Arrows:");
    for (unsigned bond = 0; bond < MYC_BONDS; bond++)
        if (view->has_bond[bond])
            myc_text_add(scene->dot, "<TD>%s</TD>", bond_words[bond]);
    if (view->has_lost_message)
        myc_text_add(scene->dot, "<TD>\u22a3 message lost (dashed)</TD>");
    myc_title_end_legend(scene);
}

static void write_title(const struct myc_cluster_view *view)
{
    myc_title_begin(&view->scene);
    add_moment(view);
    add_legend(view);
    myc_title_end(&view->scene);
}

/* --- all --- */

static void write(const struct myc_book *book, struct myc_text *dot)
{
    struct myc_cluster_view view = { .scene = myc_scene_begin(book, dot), .plot = { .dot = dot } };
    myc_cluster_choose(&view);
    myc_cluster_lay_out(&view);
    myc_text_add(dot, "digraph cluster {\n"
                      "  layout=nop2;\n  outputorder=nodesfirst;\n  fontname=\"DejaVu Sans\";\n"
                      "  bgcolor=\"#FFFFFF\";\n"
                      "  node [fontname=\"DejaVu Sans\", margin=0];\n"
                      "  edge [fontname=\"DejaVu Sans\"];\n");
    myc_cluster_write_machines(&view);
    myc_cluster_write_tiles(&view);
    myc_cluster_write_refs(&view);
    myc_cluster_write_bonds(&view);
    write_title(&view);
    myc_text_add(dot, "}\n");
}

const struct myc_view myc_view_cluster = {
    .name = "cluster",
    .help = "machines with their silos at the end, and the driver's SiloRefs to them",
    .engine = "nop2",
    .write = write,
};
