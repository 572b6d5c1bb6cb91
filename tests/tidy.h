/* What a text can show of the rules of the house: rules over source text.
 *
 * A rule sees one file and adds a line `path:line: what` for each thing that it finds. The texts are
 * scanned, not parsed: comments and literals are blanked, and the rest is regular enough. Where a
 * rule cannot tell, it stays silent; tests/test_tidy.c shows with planted snippets what it catches. */
#ifndef MYC_TESTS_TIDY_H
#define MYC_TESTS_TIDY_H

#include <stdbool.h>
#include <stddef.h>

/* One file. The three texts are of one length, so that an offset means the same place in each. */
struct tidy_source {
    const char *path; /* from the root of the repository */
    char *text;       /* as it is */
    char *code;       /* without comments and without what stands in quotes */
    char *body;       /* and without preprocessor lines */
};

struct tidy_report {
    size_t count;
    size_t used;
    char text[16384]; /* what does not fit is counted only */
};

__attribute__((format(printf, 2, 3))) void tidy_complain(struct tidy_report *report,
                                                         const char *format, ...);

/* Copies both; tidy_source_deinit frees. */
void tidy_source_init(struct tidy_source *source, const char *path, const char *text);
void tidy_source_deinit(struct tidy_source *source);

/* Every text file of the repository, in order of name; build folders and hidden ones left out. */
struct tidy_tree {
    size_t count;
    struct tidy_source *sources;
};

/* False where `root` cannot be read. */
bool tidy_tree_read(struct tidy_tree *tree, const char *root);
void tidy_tree_deinit(struct tidy_tree *tree);
const struct tidy_source *tidy_tree_find(const struct tidy_tree *tree, const char *path);

/* The rules on one C file (others are passed over). */
typedef void tidy_rule(const struct tidy_source *source, struct tidy_report *report);
tidy_rule tidy_check_directions;    /* a room includes only the rooms below it */
tidy_rule tidy_check_confined;      /* a library's header stays in the files meant for it */
tidy_rule tidy_check_calls;         /* below experiments/: nothing that a seed does not decide */
tidy_rule tidy_check_state;         /* below experiments/: no mutable variable outlives a call */
tidy_rule tidy_check_long_function; /* a function fits a screen */

/* The rule on any file: nothing names the place where it was written. */
tidy_rule tidy_check_workplace;

/* The rules on the whole tree. */
void tidy_check_registers(const struct tidy_tree *tree, struct tidy_report *report);
void tidy_check_built(const struct tidy_tree *tree, struct tidy_report *report);

/* Lines that one function may have. */
#define TIDY_FUNCTION_LINES 70

#endif
