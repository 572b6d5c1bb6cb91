/* What every view starts from: the book of a run, what became of each node in it, and the text
 * being written; and what the views say alike of nodes, hosts and faults, so that a reader of one
 * picture can read the next. */
#ifndef MYC_VIZ_SCENE_H
#define MYC_VIZ_SCENE_H

#include "sim/record.h"
#include "viz/fate.h"
#include "viz/text.h"

struct myc_scene {
    const struct myc_book *book;
    struct myc_memory *memory;
    struct myc_text *dot;
    struct myc_fate *fates;
    int scale; /* of the words that must be read first: a large drawing is seen from further away */
    uint32_t driver_host; /* MYC_NO_HOST: nothing was asked for */
};

struct myc_scene myc_scene_begin(const struct myc_book *book, struct myc_text *dot);

/* How a value looks. Each differs from the others in border, symbol and words as well as in
 * colour, so that grey prints and colour-blind eyes lose nothing. */
#define MYC_LOOK_LIST(X)                                                                           \
    /* name, word, fill, border, text, width, style */                                             \
    X(READY, "ready", "#DCEBF7", "#1F4E79", "#000000", "1.2", "solid")                             \
    X(PINNED, "\u25cf pinned", "#A9CCE8", "#12344F", "#000000", "2.8", "solid")                    \
    X(REPLAYED, "\u21bb replayed", "#CFEBDD", "#00694E", "#000000", "2", "solid")                  \
    X(WAITING, "got no value", "#FFFFFF", "#444444", "#000000", "1.2", "solid")                    \
    X(LOST, "\u2205 lost", "#ECECEC", "#555555", "#333333", "1.6", "dashed")                       \
    X(EVICTED, "evicted", "#FFFFFF", "#555555", "#333333", "1", "dashed")                          \
    X(NEVER, "never asked for", "#FFFFFF", "#AAAAAA", "#777777", "1", "dotted")                    \
    X(FAILING, "\u2717 failed here", "#6B0F0F", "#000000", "#FFFFFF", "3", "solid")

enum myc_look {
#define X(name, word, fill, border, text, width, style) MYC_LOOK_##name,
    MYC_LOOK_LIST(X)
#undef X
        MYC_LOOKS
};

struct myc_look_table {
    const char *word, *fill, *border, *text, *width, *style;
};

extern const struct myc_look_table myc_look_table[MYC_LOOKS];

enum myc_look myc_scene_look(const struct myc_scene *scene, const struct myc_sighting *sighting);

/* The sighting where the failing node was tried last, or NULL. */
const struct myc_sighting *myc_scene_failing(const struct myc_scene *scene);

const struct myc_book_node *myc_scene_node(const struct myc_scene *scene,
                                           const struct myc_sighting *sighting);

/* Whether it is at the node's own host. */
bool myc_scene_is_home(const struct myc_scene *scene, const struct myc_sighting *sighting);

/* Nobody asked for it at its own host, but elsewhere. */
bool myc_scene_is_passed_over(const struct myc_scene *scene, const struct myc_sighting *sighting);

/* Derived from nothing: its value was there from the start, or read. */
bool myc_scene_is_root(const struct myc_book_node *node);

/* The response is expected where its node was tried last. */
bool myc_scene_is_response(const struct myc_scene *scene, const struct myc_sighting *sighting);

/* The name and id of its vertex: n3 at the node's own host, n3_m1 elsewhere. */
const char *myc_scene_vertex_id(const struct myc_scene *scene, const struct myc_sighting *sighting);

/* The class words of DESIGN 4.6. A node's own vertex has all that is true of the node; a further
 * one what is true of it at that host. */
const char *myc_scene_class_words(const struct myc_scene *scene,
                                  const struct myc_sighting *sighting);

/* All that is known of the node and of what became of it there, quoted. */
const char *myc_scene_tooltip(const struct myc_scene *scene, const struct myc_sighting *sighting);

/* What the driver got for its last request of the response, as HTML. */
const char *myc_scene_driver_words(const struct myc_scene *scene);

/* Whether the fault names hosts, rather than the ways between them; and whether it struck `host`.
 */
bool myc_scene_is_at_hosts(const struct myc_book_fault *fault);
bool myc_scene_strikes(const struct myc_book_fault *fault, uint32_t host);
/* For each host the first fault that struck it, 0: none did. */
uint32_t *myc_scene_strikes_of(const struct myc_scene *scene);

/* "crash of m2 at 60 us, for 5 ms", as HTML */
const char *myc_scene_fault_words(const struct myc_scene *scene, const struct myc_book_fault *fault,
                                  bool with_target);

/* "rack 2, zone 1" after `before` where there is more than one, else "". */
const char *myc_scene_place_words(const struct myc_scene *scene, uint32_t host, const char *before);

/* One line for each fault that struck the host; gives how many did. */
size_t myc_scene_add_strikes(const struct myc_scene *scene, uint32_t host, struct myc_text *label);

#endif
