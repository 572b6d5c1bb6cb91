/* The arrows: from SiloRefs to silos, with the spores that were sent; the message that the failure
 * hangs on; and what stood between machines at the end. */
#include <inttypes.h>
#include <string.h>

#include "viz/cluster.h"

#define SPORES_COLUMNS 34
#define NAME_COLUMNS 30
#define HEAD 10
#define ARC 70 /* from machine to machine */

static const struct {
    const char *class, *colour, *attributes;
} looks[MYC_BONDS] = {
#define X(NAME, class, colour, attributes, words) { class, colour, attributes },
    MYC_BOND_LIST(X)
#undef X
};

/* --- from refs to silos --- */

static const struct myc_ref *ref_of(const struct myc_cluster_view *view, uint32_t node)
{
    uint32_t whole = view->wrapper_of[node - 1] ? view->wrapper_of[node - 1] : node;
    for (size_t i = 0; i < view->ref_count; i++)
        if (view->refs[i].node->id == whole)
            return &view->refs[i];
    return NULL;
}

static enum myc_bond bond_of(const struct myc_cluster_view *view, const struct myc_ref *ref,
                             const struct myc_silo *silo)
{
    switch (silo->state) {
    case MYC_SILO_FAILING:
    case MYC_SILO_WAITING:
        return view->chain[ref->node->id - 1] ? MYC_BOND_FAILING : MYC_BOND_PASSED;
    case MYC_SILO_LOST:
    case MYC_SILO_UNDONE:
    case MYC_SILO_EVICTED:
        return MYC_BOND_LOST;
    case MYC_SILO_AGAIN:
        return MYC_BOND_AGAIN;
    case MYC_SILO_PASSED:
        return view->is_sent[ref->node->id - 1] ? MYC_BOND_SENT : MYC_BOND_PASSED;
    default:
        return view->is_sent[ref->node->id - 1] ? MYC_BOND_SENT : MYC_BOND_HOLDS;
    }
}

/* The spores that are part of the lineage, first things first: "λ adults, λ sorted, λ labels". */
static const char *spores_of(const struct myc_cluster_view *view, const struct myc_book_node *node)
{
    const struct myc_book *book = view->scene.book;
    bool *needed = myc_memory_alloc(view->scene.memory, book->node_count + 1);
    struct myc_text words;
    myc_text_begin(&words, view->scene.memory);
    needed[node->id - 1] = true;
    for (size_t i = node->id; i-- > 0;)
        for (uint32_t k = 0; needed[i] && k < book->nodes[i].input_count; k++)
            needed[book->nodes[i].inputs[k] - 1] = true;
    for (size_t i = 0; i < node->id; i++) {
        const char *spore = needed[i] ? book->nodes[i].spore : NULL;
        size_t same = 0;
        for (size_t k = 0; spore && k < node->id; k++) {
            bool is_same =
                needed[k] && book->nodes[k].spore && strcmp(book->nodes[k].spore, spore) == 0;
            if (is_same && k < i)
                spore = NULL;
            same += is_same;
        }
        if (spore)
            myc_text_add(&words, "%s\u03bb %s", words.length ? ", " : "", spore);
        if (spore && same > 1)
            myc_text_add(&words, " \u00d7 %zu", same);
    }
    return words.chars;
}

static void write_words(struct myc_cluster_view *view, const struct myc_words *words,
                        struct myc_line way)
{
    static const double parts[] = { 0.5, 0.4, 0.6, 0.32, 0.68, 0.25, 0.75 };
    enum { PARTS = sizeof parts / sizeof *parts };
    struct myc_spot candidates[3 * PARTS];
    for (int i = 0; i < PARTS; i++) {
        struct myc_spot on = { way.x1 + (way.x2 - way.x1) * parts[i],
                               way.y1 + (way.y2 - way.y1) * parts[i] };
        candidates[i] = on;
        candidates[PARTS + i] = (struct myc_spot){ on.x, on.y - words->height / 2 };
        candidates[2 * PARTS + i] = (struct myc_spot){ on.x, on.y + words->height / 2 };
    }
    myc_plot_write_edge_label(&view->plot, myc_plot_place(&view->plot, words->width, words->height,
                                                          candidates, 3 * PARTS));
    myc_text_add(view->scene.dot,
                 "label=<<TABLE BORDER=\"0\" CELLPADDING=\"1\" CELLSPACING=\"0\" "
                 "BGCOLOR=\"#FFFFFF\"><TR><TD>%s</TD></TR></TABLE>>, ",
                 words->html.chars);
}

static struct myc_line way_of(const struct myc_ref *ref, const struct myc_silo *silo)
{
    return (struct myc_line){ ref->box.right, (ref->box.top + ref->box.bottom) / 2, silo->box.left,
                              (silo->box.top + silo->box.bottom) / 2 };
}

/* Where a ref has several silos, the last was what its last send was for. */
static bool is_last(const struct myc_cluster_view *view, const struct myc_ref *ref,
                    const struct myc_silo *silo)
{
    const struct myc_sighting *last = view->scene.fates[ref->node->id - 1].last;
    return silo->sighting->host == last->host;
}

static void write_bond(struct myc_cluster_view *view, const struct myc_ref *ref,
                       const struct myc_silo *silo)
{
    struct myc_memory *memory = view->scene.memory;
    struct myc_text *dot = view->scene.dot;
    enum myc_bond bond = bond_of(view, ref, silo);
    bool sent = view->is_sent[ref->node->id - 1] && is_last(view, ref, silo);
    const char *spores = sent ? spores_of(view, ref->node) : "";
    struct myc_line way = way_of(ref, silo);
    view->has_bond[bond] = true;
    myc_text_add(dot, "  \"ref%" PRIu32 "\" -> \"%s\" [class=\"%s%s\", ", ref->node->id,
                 myc_scene_vertex_id(&view->scene, silo->sighting), looks[bond].class,
                 sent && bond != MYC_BOND_SENT ? " sent" : "");
    myc_plot_write_edge(&view->plot, way, HEAD);
    myc_text_add(dot, "%s, fontcolor=\"%s\", %s", looks[bond].attributes, looks[bond].colour,
                 sent && bond == MYC_BOND_AGAIN ? "penwidth=3.4, " : "");
    if (sent) {
        struct myc_words words;
        myc_words_begin(&words, memory);
        myc_words_add(&words, 12, true, "send", 0);
        myc_words_add_wrapped(&words, 11, spores, SPORES_COLUMNS, 3);
        write_words(view, &words, way);
    } else if (ref->node->spore && bond != MYC_BOND_LOST) {
        struct myc_words words;
        myc_words_begin(&words, memory);
        myc_words_add(&words, 12, true, "\u03bb", 0);
        write_words(view, &words, way);
    }
    myc_text_add(dot, "tooltip=\"%s\"];\n",
                 myc_text_quoted(memory, myc_memory_format(memory, "SiloRef[%s] %s",
                                                           ref->node->type, ref->node->label)));
}

typedef void visit_bond(struct myc_cluster_view *, const struct myc_ref *, const struct myc_silo *);

static void for_each_bond(struct myc_cluster_view *view, visit_bond *visit)
{
    for (size_t i = 0; i < view->machine_count; i++) {
        for (const struct myc_silo *silo = view->machines[i].first; silo; silo = silo->next) {
            const struct myc_ref *ref = ref_of(view, silo->sighting->node);
            if (ref)
                visit(view, ref, silo);
        }
    }
}

static void keep_way(struct myc_cluster_view *view, const struct myc_ref *ref,
                     const struct myc_silo *silo)
{
    myc_plot_keep_line(&view->plot, way_of(ref, silo));
}

/* --- the message that the failure hangs on --- */

static const struct myc_book_message *lost_message(const struct myc_cluster_view *view)
{
    const struct myc_book *book = view->scene.book;
    const struct myc_book_message *last = NULL;
    for (size_t i = 0; book->run.failing_node && i < book->message_count; i++) {
        const struct myc_book_message *message = &book->messages[i];
        if (message->node == book->run.failing_node && message->state == MYC_MESSAGE_LOST &&
            view->has_machine[message->source] && view->has_machine[message->destination] &&
            message->source != message->destination)
            last = message;
    }
    return last;
}

static const struct myc_machine *machine_at(const struct myc_cluster_view *view, uint32_t host)
{
    const struct myc_machine *machine = view->machines;
    while (machine->host != host)
        machine++;
    return machine;
}

static struct myc_words words_of(const struct myc_cluster_view *view,
                                 const struct myc_book_message *message)
{
    struct myc_memory *memory = view->scene.memory;
    struct myc_words words;
    myc_words_begin(&words, memory);
    myc_words_add(&words, 13, true,
                  myc_memory_format(memory, "\u2717 %s %s %" PRIu64 " lost", message->kind,
                                    message->label ? message->label : "", message->n),
                  NAME_COLUMNS);
    if (message->fault)
        myc_words_add(&words, 12, true,
                      myc_memory_format(memory, "\u26a1 fault %" PRIu32 ", %s, at %s",
                                        message->fault,
                                        view->scene.book->faults[message->fault - 1].effect,
                                        myc_time_words(memory, message->delivered)),
                      SPORES_COLUMNS);
    return words;
}

/* From machine to machine it keeps to the right of them, where nothing else is; to or from the
 * driver it goes across. */
static void write_lost_message(struct myc_cluster_view *view,
                               const struct myc_book_message *message)
{
    const struct myc_book *book = view->scene.book;
    struct myc_memory *memory = view->scene.memory;
    const struct myc_machine *from = machine_at(view, message->source);
    const struct myc_machine *to = machine_at(view, message->destination);
    bool across = from->box.left != to->box.left, leftwards = from->box.left > to->box.left;
    struct myc_line way = { leftwards ? from->box.left : from->box.right, from->box.top + 18,
                            leftwards || !across ? to->box.right : to->box.left, to->box.top + 18 };
    struct myc_words words = words_of(view, message);
    struct myc_line middle = way;
    if (!across)
        middle.x1 = middle.x2 = way.x1 + ARC + words.width / 2;
    view->has_lost_message = true;
    myc_text_add(view->scene.dot,
                 "  \"anchor_%s\" -> \"anchor_%s\" [id=\"message%zu\", class=\"message lost\", ",
                 myc_text_quoted(memory, book->hosts[message->source].name),
                 myc_text_quoted(memory, book->hosts[message->destination].name),
                 (size_t)(message - book->messages) + 1);
    if (across)
        myc_plot_write_edge(&view->plot, way, HEAD);
    else
        myc_plot_write_curve(&view->plot, way, ARC, HEAD);
    myc_text_add(view->scene.dot, "color=\"#C81E0A\", fontcolor=\"#A8320A\", style=dashed, "
                                  "penwidth=3.4, arrowhead=tee, arrowsize=1.4, ");
    write_words(view, &words, middle);
    myc_text_add(view->scene.dot, "tooltip=\"%" PRIu64 " B, sent at %" PRIu64 " ns\"];\n",
                 message->bytes, message->sent);
}

void myc_cluster_write_bonds(struct myc_cluster_view *view)
{
    const struct myc_book_message *lost = lost_message(view);
    for_each_bond(view, keep_way);
    if (lost)
        write_lost_message(view, lost);
    for_each_bond(view, write_bond);
}
