/* The page around its contents: page.html with its parts in their places. */
#ifndef MYC_EXPERIMENTS_REPORT_PAGE_H
#define MYC_EXPERIMENTS_REPORT_PAGE_H

#include <jansson.h>
#include <stdio.h>

struct myc_page {
    const char *title;
    const json_t *data;
    const char *drawings; /* markup of our own */
    size_t drawings_length;
};

void myc_page_write(const struct myc_page *page, FILE *out);

#endif
