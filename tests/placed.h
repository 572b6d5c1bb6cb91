/* Where things stand in a drawing whose positions are its own, and a book with many hosts to draw. */
#ifndef MYC_TESTS_PLACED_H
#define MYC_TESTS_PLACED_H

#include <math.h>

#include "tests/drawn.h"

/* --- where things are --- */

struct place {
    double x, y; /* of the centre; up is more */
    double width, height;
};

/* Of the node `name`. */
static inline struct place place_of(struct myc_memory *memory, const char *dot, const char *name)
{
    struct place place = { 0, 0, 0, 0 };
    const char *at = strstr(dot, myc_memory_format(memory, "  \"%s\" [", name));
    cr_assert(at, "no node %s", name);
    int read = sscanf(strstr(at, "pos=\""), "pos=\"%lf,%lf\", width=%lf, height=%lf", &place.x,
                      &place.y, &place.width, &place.height);
    cr_assert_eq(read, 4);
    place.width *= 72;
    place.height *= 72;
    return place;
}

static inline double top_of(struct place place)
{
    return place.y + place.height / 2;
}

static inline double bottom_of(struct place place)
{
    return place.y - place.height / 2;
}

/* Of the edge with that id: where it begins and ends. */
struct way {
    double x1, y1, x2, y2;
};

static inline struct way way_of(struct myc_memory *memory, const char *dot, const char *id)
{
    struct way way;
    const char *at = strstr(dot, myc_memory_format(memory, "[id=\"%s\"", id));
    cr_assert(at, "no edge %s", id);
    at = strstr(at, "pos=\"") + strlen("pos=\"");
    bool headed = strncmp(at, "e,", 2) == 0;
    if (headed)
        cr_assert_eq(sscanf(at, "e,%lf,%lf %lf,%lf", &way.x2, &way.y2, &way.x1, &way.y1), 4);
    else
        cr_assert_eq(
            sscanf(at, "%lf,%lf %*f,%*f %*f,%*f %lf,%lf", &way.x1, &way.y1, &way.x2, &way.y2), 4);
    return way;
}

static inline double column(struct myc_memory *memory, const char *dot, const char *host)
{
    return place_of(memory, dot, myc_memory_format(memory, "line_%s", host)).x;
}

static inline void expect_columns(struct myc_memory *memory, const char *dot,
                                  const char *const *hosts, size_t count)
{
    for (size_t i = 1; i < count; i++)
        cr_expect_lt(column(memory, dot, hosts[i - 1]), column(memory, dot, hosts[i]),
                     "%s is not left of %s", hosts[i - 1], hosts[i]);
    cr_expect_eq(occurrences(dot, "subgraph \"cluster_"), count);
}

#define EXPECT_COLUMNS(memory, dot, ...)                                                           \
    expect_columns(memory, dot, (const char *const[]){ __VA_ARGS__ },                              \
                   sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

struct expected {
    const char *id, *class;
};

static inline void expect_classes(struct myc_memory *memory, const char *dot,
                                  const struct expected *expected, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *what = myc_memory_format(memory, "id=\"%s\"", expected[i].id);
        cr_expect_str_eq(class_after(memory, dot, what), expected[i].class, "%s has '%s', not '%s'",
                         expected[i].id, class_after(memory, dot, what), expected[i].class);
    }
}

#define EXPECT_CLASSES(memory, dot, expected)                                                      \
    expect_classes(memory, dot, expected, sizeof expected / sizeof *expected)

static inline void expect_bond(struct myc_memory *memory, const char *dot, const char *from,
                               const char *to, const char *class)
{
    const char *what = myc_memory_format(memory, "\"%s\" -> \"%s\" [", from, to);
    cr_expect_str_eq(class_after(memory, dot, what), class, "%s%s", what,
                     class_after(memory, dot, what));
}

/* --- many things --- */

static inline const char *label_of(struct myc_memory *memory, uint32_t i)
{
    return myc_memory_format(memory, "step%u", i);
}

/* `count` hosts, each with a node that host 0 asks for, all at once; node 1 is the response, and
 * the message to `lost` (0: none) never arrives. */
static inline void ask_all(struct myc_book *book, struct myc_memory *memory, uint32_t count,
                           uint32_t lost)
{
    myc_book_begin(book, memory, true);
    for (uint32_t i = 0; i < count; i++)
        myc_book_add_host(book,
                          &(struct myc_book_host){ .name = myc_memory_format(memory, "h%u", i) });
    uint32_t *all = myc_memory_alloc(memory, count * sizeof *all);
    for (uint32_t i = 1; i < count; i++) {
        all[i - 1] = myc_book_add_node(book, &(struct myc_book_node){ .label = label_of(memory, i),
                                                                      .operation = "populate",
                                                                      .type = "Int",
                                                                      .host = i });
    }
    uint32_t sum = myc_book_add_node(book, &(struct myc_book_node){ .label = "sum",
                                                                    .operation = "apply",
                                                                    .type = "Int",
                                                                    .input_count = count - 1,
                                                                    .inputs = all });
    myc_book_add(book, &(struct myc_record){ .kind = MYC_RECORD_REQUESTED, .node = sum });
    for (uint32_t i = 1; i < count; i++)
        myc_book_add_message(book,
                             &(struct myc_book_message){
                                 .kind = "Req",
                                 .destination = i,
                                 .label = label_of(memory, i),
                                 .n = 1,
                                 .node = i,
                                 .sent = i,
                                 .left = i,
                                 .delivered = 50000 + i,
                                 .state = i == lost ? MYC_MESSAGE_LOST : MYC_MESSAGE_DELIVERED });
    book->run.end = 100000;
    book->run.response_node = sum;
    book->run.failing_node = lost;
}

#endif
