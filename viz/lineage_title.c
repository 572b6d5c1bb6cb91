/* What the title of the lineage view adds: what is left out, and the legend of what occurs. */
#include <inttypes.h>
#include <string.h>

#include "viz/lineage.h"
#include "viz/title.h"

static const char *const tie_words[MYC_TIES] = {
#define X(NAME, class, attributes, words) words,
    MYC_TIE_LIST(X)
#undef X
};

/* "440 of 500 nodes not shown: 300 never asked for, 140 ready". */
static void add_left_out(const struct myc_lineage *lineage)
{
    size_t left_out[MYC_LOOKS] = { 0 }, count = lineage->scene.book->node_count;
    if (lineage->chosen_count == count)
        return;
    for (size_t i = 0; i < count; i++)
        if (!lineage->chosen[i])
            left_out[myc_scene_look(&lineage->scene, lineage->scene.fates[i].last)]++;
    struct myc_text words;
    myc_text_begin(&words, lineage->scene.memory);
    myc_text_add(&words, "%zu of %zu nodes not shown: ", count - lineage->chosen_count, count);
    const char *between = "";
    for (unsigned look = 0; look < MYC_LOOKS; look++) {
        if (left_out[look]) {
            myc_text_add(&words, "%s%zu %s", between, left_out[look], myc_look_table[look].word);
            between = ", ";
        }
    }
    myc_text_add(&words, ". Shown is what best explains the response.");
    if (lineage->hosts_left_out)
        myc_text_add(&words, " %zu hosts have none of it.", lineage->hosts_left_out);
    myc_title_add_row(&lineage->scene, words.chars);
}

static void add_legend(const struct myc_lineage *lineage)
{
    const struct myc_scene *scene = &lineage->scene;
    myc_title_begin_legend(scene, "Vertices:");
    myc_title_add_looks(scene, lineage->has_look);
    myc_title_end_legend(scene);
    myc_title_begin_legend(scene, "Edges:");
    for (unsigned tie = 0; tie < MYC_TIES; tie++)
        if (lineage->has_tie[tie])
            myc_text_add(scene->dot, "<TD>%s</TD>", tie_words[tie]);
    myc_title_end_legend(scene);
}

void myc_lineage_write_title(const struct myc_lineage *lineage)
{
    myc_title_begin(&lineage->scene);
    add_left_out(lineage);
    add_legend(lineage);
    myc_title_end(&lineage->scene);
}
