/* Text within the formats of other tools. What they cannot hold, a byte that is no UTF-8 or a
 * control character that XML forbids, becomes U+FFFD. */
#ifndef MYC_EXPERIMENTS_EXPORT_TEXT_H
#define MYC_EXPERIMENTS_EXPORT_TEXT_H

#include <stdio.h>

/* A JSON string with its quotes (RFC 8259); null for NULL. */
void myc_export_json(const char *text, FILE *out);

/* On one line, as it is. */
void myc_export_line(const char *text, FILE *out);

/* Between two tags or the quotes of an attribute (XML 1.0). */
void myc_export_xml(const char *text, FILE *out);

/* Running text of LaTeX. */
void myc_export_tex(const char *text, FILE *out);

#endif
