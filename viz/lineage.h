/* The parts of the lineage view; used by viz/lineage_*.c only. */
#ifndef MYC_VIZ_LINEAGE_H
#define MYC_VIZ_LINEAGE_H

#include "viz/scene.h"

#define MYC_LINEAGE_VERTICES_MAX 60

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
    struct myc_scene scene;
    bool *chosen; /* node i+1 is drawn */
    size_t chosen_count;
    struct myc_sighting **at_host; /* the drawn sightings of each host, by id of their nodes */
    bool has_look[MYC_LOOKS];      /* for the legend, which knows what occurs */
    bool has_tie[MYC_TIES];
    size_t hosts_left_out; /* with nodes, none of them drawn */
};

void myc_lineage_write_vertex(const struct myc_lineage *lineage,
                              const struct myc_sighting *sighting);
void myc_lineage_write_driver(const struct myc_lineage *lineage);

/* "1.081 ms after the loss": how long a replayed value was missing, or "". */
const char *myc_lineage_recovery_words(const struct myc_lineage *lineage,
                                       const struct myc_sighting *again);

void myc_lineage_write_edges(struct myc_lineage *lineage);
void myc_lineage_write_title(const struct myc_lineage *lineage);

#endif
