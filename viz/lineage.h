/* The parts of the lineage view; used by viz/lineage_*.c only. */
#ifndef MYC_VIZ_LINEAGE_H
#define MYC_VIZ_LINEAGE_H

#include "sim/record.h"
#include "viz/fate.h"
#include "viz/text.h"

#define MYC_LINEAGE_VERTICES_MAX 60

/* How a vertex looks. Each differs from the others in border, symbol and words as well as in
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

/* What edges there are: X(NAME, class, attributes, words of the legend). */
#define MYC_TIE_LIST(X)                                                                            \
    X(DATA, "data", "color=\"#1F4E79\", penwidth=1.4", "\u2192 is derived into")                   \
    X(BLOCKED, "data blocked", "color=\"#6B0F0F\", penwidth=3.2",                                  \
      "\u2192 the value never came (thick)")                                                       \
    X(CAPTURED, "captured",                                                                        \
      "color=\"#555555\", penwidth=0.8, arrowtail=odot, dir=both, arrowsize=0.7",                  \
      "\u25cb\u2192 captured by the spore")                                                        \
    X(RETURNED, "returned_by", "color=\"#777777\", style=dotted, arrowhead=vee, arrowsize=0.7",    \
      "\u22ef\u25b8 returned by the spore")                                                        \
    X(REPLAY, "replay",                                                                            \
      "color=\"#00694E\", fontcolor=\"#00694E\", style=\"bold,dashed\", penwidth=2.2, "            \
      "constraint=false",                                                                          \
      "\u21e2 replayed on another host")                                                           \
    X(MESSAGE, "message", "color=\"#444444\", fontcolor=\"#333333\", arrowhead=open",              \
      "\u21fe message")                                                                            \
    X(LOST_MESSAGE, "message lost",                                                                \
      "color=\"#A8320A\", fontcolor=\"#A8320A\", style=\"bold,dashed\", penwidth=2.6, "            \
      "arrowhead=tee, arrowtail=tee, arrowsize=1.6",                                               \
      "\u22a3 message that did not arrive")

enum myc_tie {
#define X(NAME, class, attributes, words) MYC_TIE_##NAME,
    MYC_TIE_LIST(X)
#undef X
        MYC_TIES
};

struct myc_lineage {
    const struct myc_book *book;
    struct myc_memory *memory;
    struct myc_text *dot;
    struct myc_fate *fates;
    bool *chosen; /* node i+1 is drawn */
    size_t chosen_count;
    int scale; /* of the words that must be read first: a large drawing is seen from further away */
    struct myc_sighting **at_host; /* the drawn sightings of each host, by id of their nodes */
    uint32_t driver_host;          /* MYC_NO_HOST: nothing was asked for */
    bool has_look[MYC_LOOKS];      /* for the legend, which knows what occurs */
    bool has_tie[MYC_TIES];
    size_t hosts_left_out; /* with nodes, none of them drawn */
};

extern const struct myc_look_table myc_look_table[MYC_LOOKS];

enum myc_look myc_lineage_look(const struct myc_lineage *lineage,
                               const struct myc_sighting *sighting);

/* The sighting where the failing node was tried last, or NULL. */
const struct myc_sighting *myc_lineage_failing(const struct myc_lineage *lineage);

/* The name and id of its vertex: n3 at the node's own host, n3_m1 elsewhere. */
const char *myc_lineage_vertex_id(const struct myc_lineage *lineage,
                                  const struct myc_sighting *sighting);
void myc_lineage_write_vertex(const struct myc_lineage *lineage,
                              const struct myc_sighting *sighting);
void myc_lineage_write_driver(const struct myc_lineage *lineage);

/* "1.081 ms after the loss": how long a replayed value was missing, or "". */
const char *myc_lineage_recovery_words(const struct myc_lineage *lineage,
                                       const struct myc_sighting *again);

/* Whether the fault names hosts, rather than the ways between them. */
bool myc_lineage_is_at_hosts(const struct myc_book_fault *fault);
/* "crash of m2 at 60 us, for 5 ms" */
const char *myc_lineage_fault_words(const struct myc_lineage *lineage,
                                    const struct myc_book_fault *fault, bool with_target);

void myc_lineage_write_edges(struct myc_lineage *lineage);
void myc_lineage_write_title(const struct myc_lineage *lineage);

#endif
