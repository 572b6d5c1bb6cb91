/* The parts of the cluster view; used by viz/cluster_*.c only.
 *
 *     +- client ----------+                    +- m2 ----------------+
 *     | persons           |------------------->| (persons)           |
 *     |   SiloRef[...]    |                    |                     |
 *     | labels            |------ send λ ----->| [labels]  ● pinned  |
 *     +-------------------+                    +---------------------+
 *
 * The talk's picture (slides 16, 17, 23): the driver's machine has SiloRefs, the others have the
 * silos. A node and what only wraps it, as persist does, are one silo and one SiloRef. */
#ifndef MYC_VIZ_CLUSTER_H
#define MYC_VIZ_CLUSTER_H

#include "viz/plot.h"
#include "viz/scene.h"
#include "viz/stack.h"
#include "viz/words.h"

#define MYC_CLUSTER_NODES_MAX 24
#define MYC_CLUSTER_NODES_FEW 10 /* of more than that */
#define MYC_CLUSTER_MACHINES_MAX 10
#define MYC_CLUSTER_TILES_MAX 500

/* What a value is to the machine that has it, or had it, or should: X(NAME, class, words of the
 * legend, fill, border, text, width, style). */
#define MYC_SILO_LIST(X)                                                                           \
    X(HELD, "held", "silo in memory", "#DCEBF7", "#1F4E79", "#000000", "1.6", "solid")             \
    X(PINNED, "held", "\u25cf silo, pinned", "#A9CCE8", "#12344F", "#000000", "2.8", "solid")      \
    X(AGAIN, "held", "\u21bb silo, recovered", "#CFEBDD", "#00694E", "#000000", "2.2", "solid")    \
    X(PASSED, "passed", "computed, handed on, not kept", "#FFFFFF", "#1F4E79", "#333333", "1",     \
      "dotted")                                                                                    \
    X(LOST, "ghost", "\u2205 silo that was lost", "#ECECEC", "#A8320A", "#333333", "1.8",          \
      "dashed")                                                                                    \
    X(UNDONE, "ghost", "\u2205 lost while computed", "#FFFFFF", "#777777", "#444444", "1",         \
      "dashed")                                                                                    \
    X(EVICTED, "evicted", "evicted", "#FFFFFF", "#555555", "#333333", "1", "dashed")               \
    X(WAITING, "waiting", "got no value", "#FFFFFF", "#444444", "#000000", "1.2", "solid")         \
    X(FAILING, "tried", "\u2717 failed here", "#6B0F0F", "#000000", "#FFFFFF", "3", "solid")

enum myc_silo_state {
#define X(NAME, class, words, fill, border, text, width, style) MYC_SILO_##NAME,
    MYC_SILO_LIST(X)
#undef X
        MYC_SILOS
};

struct myc_silo_look {
    const char *class, *words, *fill, *border, *text, *width, *style;
};
extern const struct myc_silo_look myc_silo_looks[MYC_SILOS];

struct myc_silo {
    const struct myc_sighting *sighting;
    enum myc_silo_state state;
    struct myc_words words;
    struct myc_box box;
    struct myc_silo *next; /* in the same machine */
};

struct myc_machine {
    uint32_t host;
    struct myc_silo *first, *last;
    const struct myc_book_fault *down; /* the fault that it is down by at the end, or NULL */
    bool is_struck;
    struct myc_words head;
    struct myc_box box;
};

struct myc_ref {
    const struct myc_book_node *node;
    struct myc_words words;
    struct myc_box box;
};

/* What arrows there are: X(NAME, class, colour of words, attributes, words of the legend). */
#define MYC_BOND_LIST(X)                                                                           \
    X(HOLDS, "refers", "#1F4E79", "color=\"#1F4E79\", penwidth=1.3", "\u2192 refers to the silo")  \
    X(SENT, "refers sent", "#12344F", "color=\"#12344F\", penwidth=3",                             \
      "<B>\u2501\u25b6 sent, with its spores \u03bb</B>")                                          \
    X(AGAIN, "refers replayed", "#00694E", "color=\"#00694E\", penwidth=2.4",                      \
      "<B>\u21bb recovered</B>")                                                                   \
    X(PASSED, "refers passed", "#555555", "color=\"#888888\", style=dotted, penwidth=1.2",         \
      "\u22ef\u25b8 the value was not kept")                                                       \
    X(LOST, "refers lost", "#A8320A",                                                              \
      "color=\"#C81E0A\", style=dashed, penwidth=1.8, arrowhead=tee",                              \
      "\u254d\u22a3 the silo is gone")                                                             \
    X(FAILING, "refers failing", "#6B0F0F", "color=\"#6B0F0F\", penwidth=3.6",                     \
      "<B>\u2501\u25b6 the value never came</B>")

enum myc_bond {
#define X(NAME, class, colour, attributes, words) MYC_BOND_##NAME,
    MYC_BOND_LIST(X)
#undef X
        MYC_BONDS
};

struct myc_cluster_view {
    struct myc_scene scene;
    struct myc_plot plot;
    struct myc_story story;
    struct myc_stacks stacks; /* of each the lowest node is drawn */
    bool *chain;              /* of the story where there is a failing node, else of nothing */
    bool *chosen;             /* node i+1 is drawn */
    size_t chosen_count;
    uint32_t *wrapper_of;         /* node i+1: the last that only wraps it, or 0 */
    bool *is_sent;                /* node i+1: the driver asked for it */
    struct myc_machine *machines; /* the driver's first, if there is a driver */
    size_t machine_count;
    bool *has_machine; /* each host is drawn as a box */
    bool *has_nodes;   /* each host has, or had, silos */
    uint32_t *strikes; /* the first fault that struck each host, or 0 */
    struct myc_ref *refs;
    size_t ref_count;
    double tiles_left, tiles_top;
    bool has_silo[MYC_SILOS], has_bond[MYC_BONDS], has_lost_message, has_down;
};

/* Chooses nodes, machines, silos and refs. */
void myc_cluster_choose(struct myc_cluster_view *view);

/* Whether set-up put the value there: the driver's roots are on their hosts, asked for or not. */
bool myc_cluster_is_from_start(const struct myc_cluster_view *view,
                               const struct myc_sighting *sighting);

/* Gives every ref, silo and machine its box. */
void myc_cluster_lay_out(struct myc_cluster_view *view);

void myc_cluster_write_machines(struct myc_cluster_view *view);
void myc_cluster_write_tiles(struct myc_cluster_view *view);
void myc_cluster_write_refs(struct myc_cluster_view *view);
void myc_cluster_write_bonds(struct myc_cluster_view *view);

#endif
