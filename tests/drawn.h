/* What a view writes of a story under tests/records, and how to look into it. */
#ifndef MYC_TESTS_DRAWN_H
#define MYC_TESTS_DRAWN_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "sim/record.h"
#include "viz/view.h"

static inline struct myc_memory *memory_create(void)
{
    struct myc_memory *memory = NULL;
    struct myc_error error = { .status = MYC_OK };
    cr_assert_eq(myc_memory_create(&memory, (size_t)1 << 30, &error), MYC_OK, "%s", error.message);
    return memory;
}

static inline const char *path_of(struct myc_memory *memory, const char *name, const char *ending)
{
    const char *root = getenv("SOURCE_DIR");
    return myc_memory_format(memory, "%s/tests/records/%s.%s", root ? root : ".", name, ending);
}

static inline const char *drawn_by(const struct myc_view *view, const struct myc_book *book)
{
    struct myc_text dot;
    myc_text_begin(&dot, book->memory);
    view->write(book, &dot);
    return dot.chars;
}

static inline const char *story_by(const struct myc_view *view, struct myc_memory *memory,
                                   const char *name)
{
    struct myc_book book;
    struct myc_error error = { .status = MYC_OK };
    FILE *in = fopen(path_of(memory, name, "rec"), "rb");
    cr_assert(in, "%s is not there", path_of(memory, name, "rec"));
    cr_assert_eq(myc_book_read(&book, in, name, memory, &error), MYC_OK, "%s", error.message);
    fclose(in);
    return drawn_by(view, &book);
}

/* A golden changes only when the drawing is meant to change: look at the picture, then copy the
 * output of `mycel-draw --view VIEW -o NAME.dot` over it. */
static inline void expect_golden(const struct myc_view *view, struct myc_memory *memory,
                                 const char *name, const char *golden_name)
{
    const char *dot = story_by(view, memory, name);
    cr_expect_str_eq(story_by(view, memory, name), dot, "%s differs from itself", name);
    FILE *in = fopen(path_of(memory, golden_name, "dot"), "rb");
    cr_assert(in, "%s is not there", path_of(memory, golden_name, "dot"));
    char *golden = myc_memory_alloc(memory, 1 << 20);
    fread(golden, 1, (1 << 20) - 1, in);
    fclose(in);
    cr_expect(strcmp(dot, golden) == 0, "%s.dot is not what is drawn", golden_name);
}

/* The value of class="..." after the first `what` in the text, as a copy. */
static inline const char *class_after(struct myc_memory *memory, const char *dot, const char *what)
{
    const char *at = strstr(dot, what);
    cr_assert(at, "no %s in the drawing", what);
    const char *begin = strstr(at, "class=\"") + strlen("class=\"");
    return myc_memory_text(memory, begin, (size_t)(strchr(begin, '"') - begin));
}

static inline size_t occurrences(const char *text, const char *what)
{
    size_t count = 0;
    for (; (text = strstr(text, what)); text += strlen(what))
        count++;
    return count;
}

#define HAS(dot, what) cr_expect(strstr(dot, what), "'%s' is not in the drawing", what)
#define LACKS(dot, what) cr_expect_not(strstr(dot, what), "'%s' is in the drawing", what)

#endif
