/* A drawing as a part of a page: Graphviz's SVG without what only a file of its
 * own has, and with ids that no other drawing of the page uses. */
#ifndef MYC_EXPERIMENTS_REPORT_PICTURE_H
#define MYC_EXPERIMENTS_REPORT_PICTURE_H

#include <stddef.h>
#include <stdio.h>

/* Writes the element <svg> of the file `svg`: without prolog, comments, width and height (the view
 * box stays), each id behind `prefix`. What is no SVG writes nothing. */
void myc_picture_write(const char *svg, size_t length, const char *prefix, FILE *out);

#endif
