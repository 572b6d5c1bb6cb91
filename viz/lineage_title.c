/* What the title of the lineage view adds: what is left out, and the legend of what occurs. */
#include <inttypes.h>
#include <string.h>

#include "viz/lineage.h"
#include "viz/title.h"

static const struct {
    const char *colour, *words;
} ties[MYC_TIES] = {
#define X(NAME, class, colour, attributes, words) { colour, words },
    MYC_TIE_LIST(X)
#undef X
};

/* What is not drawn one by one. */
struct rest {
    size_t alone, stacks, stacked, behind, left_out;
    size_t left_out_as[MYC_LOOKS];
};

static struct rest rest_of(const struct myc_lineage *lineage)
{
    struct rest rest = { .alone = 0 };
    for (size_t i = 0; i < lineage->scene.book->node_count; i++) {
        uint32_t stack = lineage->stacks.of[i], before = lineage->stacks.behind[i];
        bool is_shown =
            before ? lineage->chosen[before - 1] : myc_lineage_shows(lineage, (uint32_t)i + 1);
        rest.stacks += lineage->chosen[i] && stack;
        rest.left_out += !is_shown;
        rest.behind += is_shown && before;
        rest.stacked += is_shown && !before && stack;
        rest.alone += is_shown && !before && !stack;
        if (!is_shown)
            rest.left_out_as[myc_scene_look(&lineage->scene, lineage->scene.fates[i].last)]++;
    }
    return rest;
}

/* "440 of 500 nodes are not shown: 300 never asked for, 140 ready." */
static void add_left_out(const struct myc_lineage *lineage, const struct rest *rest)
{
    if (rest->left_out == 0)
        return;
    struct myc_text words;
    myc_text_begin(&words, lineage->scene.memory);
    myc_text_add(&words, "%zu of %zu nodes are not shown: ", rest->left_out,
                 lineage->scene.book->node_count);
    const char *between = "";
    for (unsigned look = 0; look < MYC_LOOKS; look++) {
        if (rest->left_out_as[look]) {
            myc_text_add(&words, "%s%zu %s", between, rest->left_out_as[look],
                         myc_look_table[look].word);
            between = ", ";
        }
    }
    myc_text_add(&words, ". Shown is what best explains the response.");
    if (lineage->hosts_left_out)
        myc_text_add(&words, " %zu hosts have none of it.", lineage->hosts_left_out);
    myc_title_add_row(&lineage->scene, words.chars);
}

/* "3 of 532 nodes are drawn one by one. 32 are drawn as 2 stacks (… n ×) of nodes that fared alike;
 * 497 only lead to those." */
static void add_stacked(const struct myc_lineage *lineage, const struct rest *rest)
{
    struct myc_memory *memory = lineage->scene.memory;
    if (rest->stacks == 0)
        return;
    const char *behind =
        rest->behind ? myc_memory_format(memory, "; %zu only lead to those", rest->behind) : "";
    myc_title_add_row(
        &lineage->scene,
        myc_memory_format(memory,
                          "%zu of %zu nodes are drawn one by one. %zu are drawn as %zu stack%s "
                          "(\u2026 n \u00d7) of nodes that fared alike%s.",
                          rest->alone, lineage->scene.book->node_count, rest->stacked, rest->stacks,
                          rest->stacks == 1 ? "" : "s", behind));
}

static void add_vertex_legend(const struct myc_lineage *lineage)
{
    const struct myc_scene *scene = &lineage->scene;
    myc_title_begin_legend(scene, "Vertices:");
    myc_title_add_looks(scene, lineage->has_look);
    if (lineage->has_stack)
        myc_title_add_key(scene, "#000000",
                          "<B>\u2026 n \u00d7</B> a stack of n nodes that are alike");
    myc_title_end_legend(scene);
}

static void add_edge_legend(const struct myc_lineage *lineage)
{
    const struct myc_scene *scene = &lineage->scene;
    myc_title_begin_legend(scene, "Edges:");
    for (unsigned tie = 0; tie < MYC_TIES; tie++)
        if (lineage->has_tie[tie])
            myc_title_add_key(scene, ties[tie].colour, ties[tie].words);
    myc_title_end_legend(scene);
}

static void add_legend(const struct myc_lineage *lineage)
{
    if (myc_title_has_any(lineage->has_look, MYC_LOOKS))
        add_vertex_legend(lineage);
    if (myc_title_has_any(lineage->has_tie, MYC_TIES))
        add_edge_legend(lineage);
}

void myc_lineage_write_title(const struct myc_lineage *lineage)
{
    struct rest rest = rest_of(lineage);
    myc_title_begin(&lineage->scene);
    add_stacked(lineage, &rest);
    add_left_out(lineage, &rest);
    add_legend(lineage);
    myc_title_end(&lineage->scene);
}
