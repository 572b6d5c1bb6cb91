/* The parts of the space-time view; used by viz/spacetime_*.c only.
 *
 *             client        m2                  one column a host, time runs down
 *      0 us     |--Req---.   |
 *     50 us     |         `->#  adults          a bar: a spore at work
 *     60 us     |          //X//                a band: the host is down
 *            ~~~~~~~~~~~~~~~~~~~~~~             a break: nothing happened for long
 *   1060 us     |                                                                     */
#ifndef MYC_VIZ_SPACETIME_H
#define MYC_VIZ_SPACETIME_H

#include "viz/plot.h"
#include "viz/scene.h"
#include "viz/stack.h"
#include "viz/words.h"

#define MYC_SPACETIME_HOSTS_MAX 12
#define MYC_SPACETIME_HOSTS_FEW                                                                    \
    5 /* of more than that, with those that are in no way in the story */
#define MYC_SPACETIME_ARROWS_MAX 60
#define MYC_SPACETIME_BARS_MAX 80
#define MYC_SPACETIME_MARKS_MAX 40
#define MYC_SPACETIME_LANES_MAX 4

/* What arrows there are: X(NAME, class, colour of words, attributes, words of the legend). A lost
 * one ends where it was lost; its cause stands beside it. */
#define MYC_ARROW_LIST(X)                                                                          \
    X(MESSAGE, "message", "#222222", "color=\"#444444\", penwidth=1.2", "\u2192 message")          \
    X(CHAIN, "message chain", "#6B0F0F", "color=\"#6B0F0F\", penwidth=3.4",                        \
      "<B>\u2501\u25b6 message of the chain that failed</B>")                                      \
    X(REPLAY, "message replay", "#00694E", "color=\"#00694E\", penwidth=2.4",                      \
      "<B>\u21bb asked again after a failure</B>")                                                 \
    X(CHANGED, "message changed", "#A8320A", "color=\"#A8320A\", penwidth=2.2",                    \
      "<B>\u26a1 message that a fault delayed or held</B>")                                        \
    X(LOST, "message lost", "#A8320A",                                                             \
      "color=\"#C81E0A\", style=dashed, penwidth=2.4, arrowhead=none",                             \
      "<B>\u254d\u2717 message lost</B>")                                                          \
    X(UNDERWAY, "message underway", "#444444",                                                     \
      "color=\"#444444\", style=dotted, penwidth=1.6, arrowhead=open",                             \
      "\u22ef\u2192 message under way at the end")

enum myc_arrow_kind {
#define X(NAME, class, colour, attributes, words) MYC_ARROW_##NAME,
    MYC_ARROW_LIST(X)
#undef X
        MYC_ARROWS
};

/* Messages of one name that were in flight together. */
struct myc_arrow {
    const struct myc_book_message *first, *last;
    uint64_t count;
    myc_time sent, ended; /* of the first; delivered or lost, of the last; within the run */
    enum myc_arrow_kind kind;
    bool is_chain, is_story, is_replay;
    bool is_alike;    /* about a node that is told of by another of its stack */
    bool is_needless; /* an answer that came when the future was full */
    struct myc_line way;
};

/* What became of a task: X(NAME, class, fill, border, style, words of the legend). */
#define MYC_BAR_LIST(X)                                                                            \
    X(DONE, "materialized", "#A9CCE8", "#1F4E79", "solid", "gave a value")                         \
    X(AGAIN, "materialized replayed", "#8FD0B4", "#00694E", "solid", "\u21bb replayed")            \
    X(FAILED, "failed", "#FFFFFF", "#444444", "solid", "got no value")                             \
    X(LOST, "lost", "#DDDDDD", "#555555", "dashed", "\u2205 lost")                                 \
    X(OPEN, "running", "#DCEBF7", "#1F4E79", "dotted", "not done at the end")                      \
    X(CHAIN, "chain", "#6B0F0F", "#6B0F0F", "solid", "\u2717 of the chain that failed")

enum myc_bar_kind {
#define X(NAME, class, fill, border, style, words) MYC_BAR_##NAME,
    MYC_BAR_LIST(X)
#undef X
        MYC_BARS
};

/* A spore, or a fault handler, at work for a node; then perhaps waiting for what it asked for. */
struct myc_bar {
    const struct myc_record *start;
    myc_time computed, ended; /* started <= computed <= ended */
    enum myc_bar_kind kind;
    bool is_again; /* the node was at work before, or elsewhere */
    bool is_chain;
    bool is_alike; /* as of an arrow */
    unsigned lane; /* of those at work at once */
    struct myc_box box;
};

/* Small things on a host's line: X(NAME, class, symbol, colour, words of the legend). */
#define MYC_MARK_LIST(X)                                                                           \
    X(RESPONSE, "response", "\u2605", "#000000", "\u2605 response")                                \
    X(NO_RESPONSE, "response failing", "\u2717", "#6B0F0F", "\u2717 no response")                  \
    X(FAILED, "failed", "\u2717", "#6B0F0F", "\u2717 got no value")                                \
    X(SUSPECTED, "suspected", "\u25f7", "#A8320A", "\u25f7 no answer in time")                     \
    X(NOTICED, "noticed", "\u25c9", "#A8320A", "\u25c9 the others learn that the host ended")      \
    X(AGAIN, "replayed", "\u21bb", "#00694E", "\u21bb root is there again")                        \
    X(PINNED, "pinned", "\u25cf", "#12344F", "\u25cf pinned")                                      \
    X(EVICTED, "evicted", "\u2296", "#555555", "\u2296 evicted")

enum myc_mark_kind {
#define X(NAME, class, symbol, colour, words) MYC_MARK_##NAME,
    MYC_MARK_LIST(X)
#undef X
        MYC_MARKS
};

struct myc_mark {
    enum myc_mark_kind kind;
    const struct myc_record *record; /* NULL: the end of the run, without an error */
    myc_time time;
    uint32_t host;
};

/* How much at least is below a time, for words. */
struct myc_room {
    myc_time time;
    double height;
};

/* Times and how far down each is: steps keep the order and, within bounds, the proportions; a long
 * one is cut. */
struct myc_timeline {
    size_t count, room;
    myc_time *times; /* ascending, distinct */
    double *tops;
    bool *is_cut; /* from time i to i + 1 */
    size_t span_count, span_room;
    myc_time *spans; /* how long tasks and flights take */
    size_t room_count, room_room;
    struct myc_room *rooms;
};

/* Times are added in any order; then drawn up once: sorted, each once, from `top` down. */
void myc_timeline_add(struct myc_timeline *timeline, struct myc_memory *memory, myc_time time);
void myc_timeline_add_span(struct myc_timeline *timeline, struct myc_memory *memory, myc_time span);
void myc_timeline_add_room(struct myc_timeline *timeline, struct myc_memory *memory, myc_time time,
                           double height);
void myc_timeline_draw_up(struct myc_timeline *timeline, struct myc_memory *memory, double top);
/* `time` must have been added; a later one than all is the last. */
double myc_timeline_top(const struct myc_timeline *timeline, myc_time time);

#define MYC_NO_COLUMN UINT32_MAX

struct myc_spacetime {
    struct myc_scene scene;
    struct myc_plot plot;
    struct myc_story story;
    struct myc_stacks stacks; /* of each the lowest node is told of */
    bool *chain;              /* of the story where there is a failing node, else of nothing */
    uint32_t *column_of;      /* of each host, or MYC_NO_COLUMN */
    uint32_t *hosts;          /* by column */
    uint32_t column_count;
    struct myc_arrow *arrows;
    struct myc_bar *bars;
    struct myc_mark *marks;
    size_t arrow_count, bar_count, mark_count;
    uint64_t hosts_left_out, messages_left_out, bars_left_out, marks_left_out;
    struct myc_timeline timeline;
    /* What the chain ends in, where the failing node was tried last: one of the three, or none. */
    const struct myc_arrow *failing_arrow;
    const struct myc_bar *failing_bar;
    const struct myc_mark *failing_mark;
    double pitch; /* from column to column */
    double right; /* the edge of the last */
    bool has_left_out_alike;
    /* What occurs, for the legend. */
    bool has_arrow[MYC_ARROWS], has_bar[MYC_BARS], has_mark[MYC_MARKS];
    bool has_wait, has_band, has_wall;
};

/* Sizes in points. */
#define MYC_SPACETIME_AXIS 84 /* of the axis, left of everything */
#define MYC_SPACETIME_COLUMN 132
#define MYC_SPACETIME_HEAD 46 /* of a column: its host's name and what struck it */
#define MYC_SPACETIME_FOOT 70
#define MYC_SPACETIME_BAR 14
#define MYC_SPACETIME_BREAK 20 /* the strip where a long time is cut */
#define MYC_SPACETIME_FONT 9

/* All that could be drawn, in order of time; arrows between different hosts only. */
void myc_spacetime_find_arrows(struct myc_spacetime *view);
void myc_spacetime_find_bars(struct myc_spacetime *view);
void myc_spacetime_find_marks(struct myc_spacetime *view);
/* Chooses hosts and their columns, and drops what is not drawn. */
void myc_spacetime_choose(struct myc_spacetime *view);

/* Bounds the bars and gives each a lane; adds the times of bars, and of bands within the run. */
void myc_spacetime_add_bar_times(struct myc_spacetime *view);
void myc_spacetime_add_band_times(struct myc_spacetime *view);

/* Where bars and arrows are, once the timeline is drawn up; and room kept for them. */
void myc_spacetime_settle_bars(struct myc_spacetime *view);
void myc_spacetime_settle_arrows(struct myc_spacetime *view);

/* The line of the column's host. */
double myc_spacetime_x(const struct myc_spacetime *view, uint32_t column);
double myc_spacetime_top(const struct myc_spacetime *view, myc_time time);

void myc_spacetime_write_columns(struct myc_spacetime *view);
void myc_spacetime_write_bands(struct myc_spacetime *view);
void myc_spacetime_write_band_notes(struct myc_spacetime *view);
void myc_spacetime_write_bars(struct myc_spacetime *view);
void myc_spacetime_write_marks(struct myc_spacetime *view);
void myc_spacetime_write_notices(struct myc_spacetime *view);
void myc_spacetime_write_arrows(struct myc_spacetime *view);
void myc_spacetime_write_title(const struct myc_spacetime *view);

/* Words without a border, white or `fill` behind them. `id`, `fill`, `tooltip` may be NULL. */
struct myc_note {
    const char *id, *class, *fill, *colour, *tooltip;
    struct myc_words words;
};
/* At the best of the candidates, which are centres. */
void myc_spacetime_write_note(struct myc_spacetime *view, const struct myc_note *note,
                              const struct myc_spot *candidates, size_t count);
/* Beside the box at its top, or a little further, right or left. */
void myc_spacetime_write_note_beside(struct myc_spacetime *view, const struct myc_note *note,
                                     struct myc_box box);

#endif
