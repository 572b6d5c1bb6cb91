/* The parts of the lineage view; used by viz/lineage_*.c only. */
#ifndef MYC_VIZ_LINEAGE_H
#define MYC_VIZ_LINEAGE_H

#include "viz/scene.h"
#include "viz/stack.h"

/* Vertices of a lineage that has stacks. */
#define MYC_LINEAGE_VERTICES_MAX 24

/* What edges there are: X(NAME, class, colour of words, attributes, words of the legend). */
#define MYC_TIE_LIST(X)                                                                            \
    X(DATA, "data", "#1F4E79", "color=\"#1F4E79\", penwidth=1.4", "\u2192 is derived into")        \
    X(PUMPED, "pumped", "#1F4E79",                                                                 \
      "color=\"#1F4E79\", penwidth=1.4, arrowhead=normalnormal, arrowsize=0.8",                    \
      "\u21a0 is pumped into")                                                                     \
    X(BLOCKED, "data blocked", "#6B0F0F", "color=\"#6B0F0F\", penwidth=3.2",                       \
      "<B>\u2501\u25b6 the value never came</B>")                                                  \
    X(CAPTURED, "captured", "#555555",                                                             \
      "color=\"#555555\", penwidth=0.8, arrowtail=odot, dir=both, arrowsize=0.7",                  \
      "\u25cb\u2192 is captured by the spore")                                                     \
    X(RETURNED, "returned_by", "#777777",                                                          \
      "color=\"#777777\", style=dotted, arrowhead=vee, arrowsize=0.7",                             \
      "\u22ef\u25b8 is returned by the spore")                                                     \
    X(REPLAY, "replay", "#00694E",                                                                 \
      "color=\"#00694E\", style=\"bold,dashed\", penwidth=2.2, constraint=false",                  \
      "<B>\u254d\u25b6 asked again on another host</B>")                                           \
    X(MESSAGE, "message", "#333333", "color=\"#444444\", arrowhead=open", "\u21fe message")        \
    X(LOST_MESSAGE, "message lost", "#A8320A",                                                     \
      "color=\"#A8320A\", style=\"bold,dashed\", penwidth=2.6, arrowhead=tee, arrowtail=tee, "     \
      "arrowsize=1.2",                                                                             \
      "<B>\u254d\u22a3 message that did not arrive</B>")                                           \
    X(GAP, "gap", "#333333", "color=\"#555555\", style=dotted, penwidth=3.2",                      \
      "<B>\u22ef</B> nodes left out here")

enum myc_tie {
#define X(NAME, class, colour, attributes, words) MYC_TIE_##NAME,
    MYC_TIE_LIST(X)
#undef X
        MYC_TIES
};

struct myc_lineage {
    struct myc_scene scene;
    struct myc_story story;
    struct myc_stacks stacks;
    bool *chosen; /* node i+1 is drawn, or the stack that is named after it */
    size_t chosen_count;
    struct myc_sighting **at_host; /* the drawn sightings of each host, by id of their nodes */
    uint32_t *host_of;             /* of a drawn stack: the host of all its nodes, or MYC_NO_HOST */
    bool has_look[MYC_LOOKS];      /* for the legend, which knows what occurs */
    bool has_tie[MYC_TIES];
    bool has_stack;
    size_t hosts_left_out; /* with nodes, none of them drawn */
};

void myc_lineage_write_vertex(const struct myc_lineage *lineage,
                              const struct myc_sighting *sighting);
void myc_lineage_write_driver(const struct myc_lineage *lineage);

/* The stack that is named after the node. */
void myc_lineage_write_stack(const struct myc_lineage *lineage, uint32_t stack);
const char *myc_lineage_stack_id(const struct myc_lineage *lineage, uint32_t stack);
/* The host of all its nodes, or MYC_NO_HOST. */
uint32_t myc_lineage_stack_host(const struct myc_lineage *lineage, uint32_t stack);

/* Whether the node is drawn, by itself or in a stack; and whether by itself. */
bool myc_lineage_shows(const struct myc_lineage *lineage, uint32_t node);
bool myc_lineage_shows_alone(const struct myc_lineage *lineage, uint32_t node);

/* "1.081 ms after the loss": how long a replayed value was missing, or "". */
const char *myc_lineage_recovery_words(const struct myc_lineage *lineage,
                                       const struct myc_sighting *again);

void myc_lineage_write_edges(struct myc_lineage *lineage);
void myc_lineage_write_title(const struct myc_lineage *lineage);

#endif
