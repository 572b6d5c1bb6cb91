/* Machines as boxes, their silos inside; the many others as tiles. */
#include <inttypes.h>
#include <string.h>

#include "viz/cluster.h"

#define LABEL_COLUMNS 26
#define TYPE_COLUMNS 44
#define SMALL 10
#define BOLD 12 /* what is bold and smaller loses its descenders */

#define REF_WIDTH 250
#define SILO_WIDTH 270
#define PAD 12
#define BETWEEN 10
#define GUTTER 300 /* between the driver's machine and the others, for the arrows */
#define TILE 16
#define TILES_ACROSS 25
#define TILES_HEAD 38 /* of the words over them */

const struct myc_silo_look myc_silo_looks[MYC_SILOS] = {
#define X(NAME, class, words, fill, border, text, width, style)                                    \
    { class, words, fill, border, text, width, style },
    MYC_SILO_LIST(X)
#undef X
};

/* --- words --- */

/* What became of it, and when. */
static const char *story_of(const struct myc_cluster_view *view, const struct myc_silo *silo)
{
    struct myc_memory *memory = view->scene.memory;
    const struct myc_sighting *at = silo->sighting;
    const char *ready = at->ready == MYC_FOREVER ? "" : myc_time_words(memory, at->ready);
    switch (silo->state) {
    case MYC_SILO_HELD:
        return myc_cluster_is_from_start(view, at)
                   ? "there from the start"
                   : myc_memory_format(memory, "ready at %s", ready);
    case MYC_SILO_PINNED:
        return myc_memory_format(memory, "pinned at %s", ready);
    case MYC_SILO_AGAIN:
        return myc_memory_format(memory, "recovered at %s%s", ready,
                                 at->is_pinned ? ", pinned" : "");
    case MYC_SILO_PASSED:
        return myc_memory_format(memory, "computed at %s, handed on", ready);
    case MYC_SILO_LOST:
    case MYC_SILO_UNDONE:
        return myc_memory_format(memory, "lost at %s", myc_time_words(memory, at->lost));
    case MYC_SILO_EVICTED:
        return "evicted";
    case MYC_SILO_FAILING:
        if (at->stage == MYC_STAGE_READY)
            return myc_memory_format(memory, "ready at %s, but never arrived", ready);
        if (at->stage == MYC_STAGE_LOST)
            return myc_memory_format(memory, "lost at %s", myc_time_words(memory, at->lost));
        return at->stage == MYC_STAGE_IDLE ? "the request never came here" : "got no value";
    default:
        return at->started == MYC_FOREVER ? "asked for, got no value"
                                          : myc_memory_format(memory, "begun at %s, got no value",
                                                              myc_time_words(memory, at->started));
    }
}

static const char *symbol_of(const struct myc_silo *silo)
{
    switch (silo->state) {
    case MYC_SILO_PINNED:
        return "\u25cf ";
    case MYC_SILO_AGAIN:
        return "\u21bb ";
    case MYC_SILO_LOST:
    case MYC_SILO_UNDONE:
        return "\u2205 ";
    default:
        return "";
    }
}

static void describe_silo(const struct myc_cluster_view *view, struct myc_silo *silo)
{
    struct myc_memory *memory = view->scene.memory;
    const struct myc_book_node *node = myc_scene_node(&view->scene, silo->sighting);
    const struct myc_sighting *at = silo->sighting;
    bool is_bad = at->stage == MYC_STAGE_LOST || at->stage == MYC_STAGE_FAILED;
    myc_words_begin(&silo->words, memory);
    if (silo->state == MYC_SILO_FAILING)
        myc_words_add(&silo->words, 16, true, "\u2717 FAILED HERE", 0);
    if (myc_scene_is_response(&view->scene, at))
        myc_words_add(&silo->words, BOLD, true, "\u2605 response", 0);
    myc_words_add(&silo->words, 13, true,
                  myc_memory_format(memory, "%s%s", symbol_of(silo), node->label), LABEL_COLUMNS);
    myc_words_add(&silo->words, SMALL, false,
                  myc_memory_format(memory, "Silo[%s]%s%s", node->type, at->bytes ? " \u00b7 " : "",
                                    at->bytes ? myc_bytes_words(memory, at->bytes) : ""),
                  TYPE_COLUMNS);
    myc_words_add(&silo->words, SMALL, false, story_of(view, silo), TYPE_COLUMNS);
    if (is_bad && at->detail)
        myc_words_add(&silo->words, SMALL, true, at->detail, TYPE_COLUMNS);
}

/* "persons.apply(λ)": how its program wrote it. */
static const char *derivation_of(const struct myc_cluster_view *view,
                                 const struct myc_book_node *node)
{
    struct myc_memory *memory = view->scene.memory;
    const struct myc_book *book = view->scene.book;
    const char *wraps = "", *with = "";
    while (myc_node_is_wrapper(node)) {
        wraps = myc_memory_format(memory, ".%s()%s", node->operation, wraps);
        node = &book->nodes[node->inputs[0] - 1];
    }
    const char *host = book->hosts[node->host].name;
    if (node->input_count == 0)
        return myc_memory_format(memory, "%s(%s)%s", node->operation, host, wraps);
    const char *first = book->nodes[node->inputs[0] - 1].label;
    if (strcmp(node->operation, "empty") == 0)
        return node->input_count == 1
                   ? myc_memory_format(memory, "empty(%s)%s, %s pumped in", host, wraps, first)
                   : myc_memory_format(memory, "empty(%s)%s, %" PRIu32 " SiloRefs pumped in", host,
                                       wraps, node->input_count);
    if (node->input_count == 2)
        with = myc_memory_format(memory, " with %s", book->nodes[node->inputs[1] - 1].label);
    else if (node->input_count > 2)
        with = myc_memory_format(memory, " with %" PRIu32 " SiloRefs", node->input_count - 1);
    return myc_memory_format(memory, "%s.%s(%s%s)%s", first, node->operation,
                             node->spore ? "\u03bb" : "", with, wraps);
}

static void describe_ref(const struct myc_cluster_view *view, struct myc_ref *ref)
{
    struct myc_memory *memory = view->scene.memory;
    const struct myc_book_node *node = ref->node;
    const struct myc_book_run *run = &view->scene.book->run;
    uint32_t stacked = myc_stacks_count(&view->stacks, view->scene.book, node->id);
    myc_words_begin(&ref->words, memory);
    myc_words_add(&ref->words, 13, true,
                  myc_memory_format(memory, "%s%s", node->id == run->response_node ? "\u2605 " : "",
                                    node->label),
                  LABEL_COLUMNS);
    const char *alike =
        stacked ? myc_memory_format(memory, " \u00b7 one of %" PRIu32 " alike", stacked) : "";
    myc_words_add(&ref->words, SMALL, false,
                  myc_memory_format(memory, "SiloRef[%s]%s", node->type, alike), TYPE_COLUMNS);
    myc_words_add(&ref->words, SMALL, false,
                  myc_memory_format(memory, "= %s", derivation_of(view, node)), TYPE_COLUMNS);
}

static void describe_outcome(const struct myc_cluster_view *view, struct myc_words *words)
{
    struct myc_memory *memory = view->scene.memory;
    const struct myc_book *book = view->scene.book;
    const struct myc_record *answer = NULL;
    bool passed = book->run.verdict && strcmp(book->run.verdict, "pass") == 0;
    for (size_t i = 0; i < book->record_count; i++)
        if (book->records[i].kind == MYC_RECORD_COMPLETED && book->records[i].node &&
            book->records[i].node == book->run.response_node &&
            book->records[i].host == view->scene.driver_host)
            answer = &book->records[i];
    if (answer && (passed || !book->run.failing_node))
        myc_words_add(words, BOLD, true,
                      myc_memory_format(memory, "\u2605 got the response at %s",
                                        myc_time_words(memory, answer->time)),
                      0);
    else if (!passed)
        myc_words_add(words, BOLD, true,
                      myc_memory_format(memory, "\u2717 no response (%s)",
                                        book->run.class ? book->run.class : "unknown"),
                      TYPE_COLUMNS);
    myc_words_add(words, SMALL, false, "the driver and its SiloRefs", 0);
}

static void describe_machine(const struct myc_cluster_view *view, struct myc_machine *machine)
{
    struct myc_memory *memory = view->scene.memory;
    const struct myc_book *book = view->scene.book;
    bool is_driver = machine->host == view->scene.driver_host;
    size_t strikes = 0;
    myc_words_begin(&machine->head, memory);
    myc_words_add(&machine->head, 16, true,
                  myc_memory_format(memory, "%s%s%s", machine->down ? "\u2717 " : "",
                                    book->hosts[machine->host].name,
                                    machine->down ? " is down" : ""),
                  LABEL_COLUMNS);
    if (is_driver)
        describe_outcome(view, &machine->head);
    for (size_t i = 0; i < book->fault_count && strikes < 3; i++) {
        const struct myc_book_fault *fault = &book->faults[i];
        if (!myc_scene_strikes(fault, machine->host))
            continue;
        strikes++;
        myc_words_add(&machine->head, BOLD, true,
                      myc_memory_format(memory, "\u26a1 %s at %s, for %s", fault->effect,
                                        myc_time_words(memory, fault->start),
                                        fault->end == MYC_FOREVER
                                            ? "ever"
                                            : myc_time_words(memory, fault->end - fault->start)),
                      TYPE_COLUMNS);
    }
}

/* --- layout --- */

static struct myc_box stack(double left, double width, double *top, double height)
{
    struct myc_box box = { left, *top, left + width, *top + height };
    *top = box.bottom + BETWEEN;
    return box;
}

static double silo_height(const struct myc_cluster_view *view, const struct myc_silo *silo)
{
    /* The lid of a root's cylinder. */
    double lid = myc_scene_is_root(myc_scene_node(&view->scene, silo->sighting)) ? 14 : 0;
    return silo->words.height + lid + 4;
}

/* Down from `top`; gives where the next machine may begin. */
static double lay_out_machine(struct myc_cluster_view *view, struct myc_machine *machine,
                              double left, double top)
{
    bool is_driver = machine->host == view->scene.driver_host;
    double width = is_driver ? REF_WIDTH : SILO_WIDTH;
    double next = top + PAD / 2.0;
    describe_machine(view, machine);
    next += machine->head.height + BETWEEN / 2.0;
    for (size_t i = 0; is_driver && i < view->ref_count; i++) {
        struct myc_ref *ref = &view->refs[i];
        describe_ref(view, ref);
        ref->box = stack(left + PAD, width, &next, ref->words.height + 4);
        myc_plot_keep_clear(&view->plot, ref->box);
    }
    for (struct myc_silo *silo = machine->first; silo; silo = silo->next) {
        describe_silo(view, silo);
        silo->box = stack(left + PAD, width, &next, silo_height(view, silo));
        myc_plot_keep_clear(&view->plot, silo->box);
    }
    if (!machine->first && !is_driver)
        next += 22; /* says that it is empty */
    machine->box = (struct myc_box){ left, top, left + width + 2 * PAD, next };
    double border = is_driver ? machine->box.right : left; /* that arrows cross */
    myc_plot_keep_clear(&view->plot, (struct myc_box){ border - PAD, top, border + 4, next });
    return next + 2 * BETWEEN;
}

void myc_cluster_lay_out(struct myc_cluster_view *view)
{
    double right = 0, top = 0, bottom = 0;
    size_t first = 0;
    if (view->scene.driver_host != MYC_NO_HOST) {
        bottom = lay_out_machine(view, &view->machines[first++], 0, 0);
        right = REF_WIDTH + 2 * PAD + GUTTER;
    }
    for (size_t i = first; i < view->machine_count; i++)
        top = lay_out_machine(view, &view->machines[i], right, top);
    view->tiles_left = right;
    view->tiles_top = top;
    size_t tiles = view->scene.book->host_count - view->machine_count;
    tiles = tiles < MYC_CLUSTER_TILES_MAX ? tiles : MYC_CLUSTER_TILES_MAX;
    if (tiles)
        top += TILES_HEAD + 16 + (double)((tiles + TILES_ACROSS - 1) / TILES_ACROSS) * TILE;
    view->plot.height = top > bottom ? top : bottom;
}

/* --- written --- */

/* The words at the left of a box of our own size, below the lid where it is a cylinder. */
static const char *label_of(const struct myc_cluster_view *view, const struct myc_words *words,
                            struct myc_box box, bool has_lid)
{
    return myc_memory_format(view->scene.memory,
                             "<TABLE BORDER=\"0\" CELLPADDING=\"0\" CELLSPACING=\"0\">%s<TR>"
                             "<TD ALIGN=\"LEFT\" BALIGN=\"LEFT\" WIDTH=\"%.0f\">%s</TD></TR>"
                             "</TABLE>",
                             has_lid ? "<TR><TD><FONT POINT-SIZE=\"8\"> </FONT></TD></TR>" : "",
                             box.right - box.left - 20, words->html.chars);
}

static void write_silo(struct myc_cluster_view *view, const struct myc_silo *silo)
{
    const struct myc_silo_look *look = &myc_silo_looks[silo->state];
    const struct myc_scene *scene = &view->scene;
    const char *id = myc_scene_vertex_id(scene, silo->sighting);
    bool is_root = myc_scene_is_root(myc_scene_node(scene, silo->sighting));
    const char *words = myc_scene_class_words(scene, silo->sighting);
    myc_text_add(scene->dot, "    \"%s\" [id=\"%s\", class=\"silo %s%s%s\", ", id, id, look->class,
                 *words ? " " : "", words);
    myc_plot_write_node(&view->plot, silo->box);
    myc_text_add(scene->dot,
                 "shape=%s, style=\"filled,%s\", fillcolor=\"%s\", color=\"%s\", fontcolor=\"%s\", "
                 "penwidth=%s,\n      label=<%s>, tooltip=\"%s\"];\n",
                 is_root ? "cylinder" : "box", look->style, look->fill, look->border, look->text,
                 look->width, label_of(view, &silo->words, silo->box, is_root),
                 myc_scene_tooltip(scene, silo->sighting));
}

static void write_empty(struct myc_cluster_view *view, const struct myc_machine *machine,
                        const char *name)
{
    struct myc_box box = machine->box;
    box.top = box.bottom - 26;
    myc_text_add(view->scene.dot, "    \"empty_%s\" [class=\"empty\", ", name);
    myc_plot_write_node(&view->plot, box);
    myc_text_add(view->scene.dot,
                 "shape=plain, fontsize=%d, fontcolor=\"#777777\", label=\"%s\"];\n", SMALL,
                 view->has_nodes[machine->host] ? "silos not shown" : "no silo");
}

static void write_machine(struct myc_cluster_view *view, const struct myc_machine *machine)
{
    struct myc_memory *memory = view->scene.memory;
    struct myc_text *dot = view->scene.dot;
    const char *name = myc_text_quoted(memory, view->scene.book->hosts[machine->host].name);
    myc_text_add(dot,
                 "  subgraph \"cluster_%s\" {\n    id=\"cluster_%s\";\n    class=\"host%s%s\";\n",
                 name, name, machine->is_struck ? " struck" : "", machine->down ? " down" : "");
    myc_plot_write_cluster(&view->plot, machine->box,
                           machine->box.top + 4 + machine->head.height / 2);
    myc_text_add(dot,
                 "    style=\"%s\";\n    color=\"%s\";\n    fillcolor=\"%s\";\n    penwidth=%s;\n"
                 "    fontcolor=\"%s\";\n    label=<%s>;\n    tooltip=\"host %s\";\n",
                 machine->down        ? "filled,dashed"
                 : machine->is_struck ? "filled"
                                      : "filled,rounded",
                 machine->is_struck ? "#A8320A" : "#999999", machine->down ? "#FBEDE6" : "#F8F8F8",
                 machine->down        ? "4"
                 : machine->is_struck ? "2"
                                      : "1.2",
                 machine->is_struck ? "#7A1F00" : "#333333",
                 label_of(view, &machine->head, machine->box, false), name);
    myc_text_add(dot, "    \"anchor_%s\" [", name); /* for edges to the machine itself */
    myc_plot_write_node(&view->plot,
                        (struct myc_box){ machine->box.left, machine->box.top,
                                          machine->box.left + 1, machine->box.top + 1 });
    myc_text_add(dot, "shape=point, style=invis];\n");
    for (const struct myc_silo *silo = machine->first; silo; silo = silo->next)
        write_silo(view, silo);
    if (!machine->first && machine->host != view->scene.driver_host)
        write_empty(view, machine, name);
    myc_text_add(dot, "  }\n");
    view->has_down = view->has_down || machine->down;
}

void myc_cluster_write_machines(struct myc_cluster_view *view)
{
    for (size_t i = 0; i < view->machine_count; i++)
        write_machine(view, &view->machines[i]);
}

void myc_cluster_write_refs(struct myc_cluster_view *view)
{
    struct myc_text *dot = view->scene.dot;
    for (size_t i = 0; i < view->ref_count; i++) {
        const struct myc_ref *ref = &view->refs[i];
        const struct myc_fate *fate = &view->scene.fates[ref->node->id - 1];
        bool is_never = fate->is_never,
             is_response = ref->node->id == view->scene.book->run.response_node;
        myc_text_add(dot, "  \"ref%" PRIu32 "\" [id=\"ref%" PRIu32 "\", class=\"ref%s%s%s\", ",
                     ref->node->id, ref->node->id, is_never ? " never" : "",
                     is_response ? " response" : "",
                     ref->node->id == view->scene.book->run.failing_node ? " failing" : "");
        myc_plot_write_node(&view->plot, ref->box);
        myc_text_add(dot,
                     "shape=box, style=\"filled,rounded%s\", fillcolor=\"#FFFFFF\", color=\"%s\", "
                     "fontcolor=\"%s\", penwidth=%s, label=<%s>, tooltip=\"%s\"];\n",
                     is_never ? ",dotted" : "", is_never ? "#999999" : "#333333",
                     is_never ? "#666666" : "#000000", is_response ? "2.6" : "1.2",
                     label_of(view, &ref->words, ref->box, false),
                     myc_scene_tooltip(&view->scene, fate->first));
    }
}

/* --- the others --- */

static void write_tile(struct myc_cluster_view *view, uint32_t host, size_t index)
{
    const struct myc_book *book = view->scene.book;
    const char *name = myc_text_quoted(view->scene.memory, book->hosts[host].name);
    double left = view->tiles_left + (double)(index % TILES_ACROSS) * TILE;
    double top = view->tiles_top + TILES_HEAD + (double)(index / TILES_ACROSS) * TILE;
    bool struck = view->strikes[host], holds = view->has_nodes[host];
    myc_text_add(view->scene.dot, "  \"tile_%s\" [id=\"cluster_%s\", class=\"host tile%s\", ", name,
                 name, struck ? " struck" : "");
    myc_plot_write_node(&view->plot,
                        (struct myc_box){ left, top, left + TILE - 3, top + TILE - 3 });
    myc_text_add(view->scene.dot,
                 "shape=box, style=\"filled,%s\", fillcolor=\"%s\", color=\"%s\", penwidth=%s, "
                 "fontsize=9, label=\"%s\", tooltip=\"host %s%s\"];\n",
                 holds ? "solid" : "dashed",
                 struck  ? "#F3C9B6"
                 : holds ? "#DCEBF7"
                         : "#FFFFFF",
                 struck ? "#A8320A" : "#777777", struck ? "2" : "0.6", struck ? "\u26a1" : "", name,
                 struck  ? ", struck by a fault"
                 : holds ? ", has silos"
                         : ", has no silo");
}

/* "and 494 more machines" / "480 with silos (blue), 14 without (dashed), 3 struck by faults" */
static void write_tiles_head(struct myc_cluster_view *view, size_t others)
{
    const struct myc_book *book = view->scene.book;
    size_t holding = 0, struck = 0;
    for (uint32_t host = 0; host < book->host_count; host++) {
        holding += !view->has_machine[host] && view->has_nodes[host];
        struck += !view->has_machine[host] && view->strikes[host];
    }
    struct myc_text words;
    myc_text_begin(&words, view->scene.memory);
    if (holding)
        myc_text_add(&words, "%zu with silos (blue)", holding);
    if (holding < others)
        myc_text_add(&words, "%s%zu without (dashed)", holding ? ", " : "", others - holding);
    if (struck)
        myc_text_add(&words, ", %zu struck by faults (\u26a1)", struck);
    struct myc_box line = { view->tiles_left, view->tiles_top,
                            view->tiles_left + TILES_ACROSS * TILE,
                            view->tiles_top + TILES_HEAD - 4 };
    myc_text_add(view->scene.dot, "  \"tiles\" [class=\"tiles\", ");
    myc_plot_write_node(&view->plot, line);
    myc_text_add(view->scene.dot,
                 "shape=plain, fontsize=%d, fontcolor=\"#333333\", label=<<FONT "
                 "POINT-SIZE=\"13\"><B>and %zu more machine%s%s</B></FONT><BR/>%s>];\n",
                 SMALL, others, others == 1 ? "" : "s",
                 others > MYC_CLUSTER_TILES_MAX ? ", the first of them" : "", words.chars);
}

void myc_cluster_write_tiles(struct myc_cluster_view *view)
{
    const struct myc_book *book = view->scene.book;
    size_t others = book->host_count - view->machine_count, index = 0;
    if (others == 0)
        return;
    write_tiles_head(view, others);
    for (uint32_t host = 0; host < book->host_count && index < MYC_CLUSTER_TILES_MAX; host++)
        if (!view->has_machine[host])
            write_tile(view, host, index++);
}
