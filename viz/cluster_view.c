/* The cluster view: machines with the silos that they had when the run ended, and the SiloRefs of
 * the driver. */
#include <inttypes.h>

#include "viz/cluster.h"
#include "viz/title.h"
#include "viz/view.h"

static const struct {
    const char *colour, *words;
} bonds[MYC_BONDS] = {
#define X(NAME, class, colour, attributes, words) { colour, words },
    MYC_BOND_LIST(X)
#undef X
};

static const struct myc_look_table down_look = {
    "\u2717 machine is down", "#FBEDE6", "#A8320A", "#7A1F00", "4", "dashed"
};

/* --- title --- */

static bool has_stacks(const struct myc_cluster_view *view)
{
    for (size_t i = 0; i < view->scene.book->node_count; i++)
        if (view->stacks.of[i])
            return true;
    return false;
}

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
                          left_out
                              ? myc_memory_format(memory,
                                                  " %zu of %zu nodes are not shown: shown is "
                                                  "what best explains the response%s.",
                                                  left_out, book->node_count,
                                                  has_stacks(view) ? "; of what is alike, one" : "")
                              : ""));
}

static void add_silo_legend(const struct myc_cluster_view *view)
{
    const struct myc_scene *scene = &view->scene;
    myc_title_begin_legend(scene, "Silos:");
    for (unsigned state = 0; state < MYC_SILOS; state++) {
        const struct myc_silo_look *look = &myc_silo_looks[state];
        if (view->has_silo[state])
            myc_title_add_swatch(scene,
                                 &(struct myc_look_table){ look->words, look->fill, look->border,
                                                           look->text, look->width, look->style });
    }
    if (view->has_down)
        myc_title_add_swatch(scene, &down_look);
    myc_title_end_legend(scene);
}

static void add_bond_legend(const struct myc_cluster_view *view)
{
    const struct myc_scene *scene = &view->scene;
    myc_title_begin_legend(scene, "Arrows:");
    for (unsigned bond = 0; bond < MYC_BONDS; bond++)
        if (view->has_bond[bond])
            myc_title_add_key(scene, bonds[bond].colour, bonds[bond].words);
    if (view->has_lost_message)
        myc_title_add_key(scene, "#A8320A", "<B>\u254d\u22a3 message lost</B>");
    myc_title_end_legend(scene);
}

static void add_legend(const struct myc_cluster_view *view)
{
    if (myc_title_has_any(view->has_silo, MYC_SILOS) || view->has_down)
        add_silo_legend(view);
    if (myc_title_has_any(view->has_bond, MYC_BONDS) || view->has_lost_message)
        add_bond_legend(view);
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
