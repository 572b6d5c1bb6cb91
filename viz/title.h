/* The head of a drawing: the run, its verdict and reason, what failed, the faults, then whatever
 * the view adds: what is left out, and the legend of what occurs.
 *
 *     myc_title_begin(scene);
 *     myc_title_add_row(scene, "3 hosts not shown");
 *     myc_title_begin_legend(scene, "Vertices:");
 *     ...cells of a table, written by the view...
 *     myc_title_end_legend(scene);
 *     myc_title_end(scene); */
#ifndef MYC_VIZ_TITLE_H
#define MYC_VIZ_TITLE_H

#include "viz/scene.h"

void myc_title_begin(const struct myc_scene *scene);
void myc_title_add_row(const struct myc_scene *scene, const char *html);
void myc_title_begin_legend(const struct myc_scene *scene, const char *name);
/* Words beside each other, in the colour of what they explain. */
void myc_title_add_key(const struct myc_scene *scene, const char *colour, const char *words);
/* A box with words, as the boxes that it explains look. */
void myc_title_add_swatch(const struct myc_scene *scene, const struct myc_look_table *as);
/* A swatch for each look that occurs. */
void myc_title_add_looks(const struct myc_scene *scene, const bool has_look[MYC_LOOKS]);
/* Whether a legend of these has anything to say. */
bool myc_title_has_any(const bool *has, size_t count);
void myc_title_end_legend(const struct myc_scene *scene);
void myc_title_end(const struct myc_scene *scene);

#endif
