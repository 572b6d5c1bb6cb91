/* One vertex: what the node is, and what became of it at one host. */
#include <inttypes.h>
#include <string.h>

#include "viz/lineage.h"

#define LABEL_COLUMNS 30

/* The first fault that lost, held or delayed a message about the node. */
static uint32_t message_fault(const struct myc_lineage *lineage, uint32_t node)
{
    for (size_t i = 0; i < lineage->scene.book->message_count; i++) {
        const struct myc_book_message *message = &lineage->scene.book->messages[i];
        if (message->node == node && message->fault)
            return message->fault;
    }
    return 0;
}

static void add_small(struct myc_text *label, const char *html)
{
    myc_text_add(label, "<BR/><FONT POINT-SIZE=\"9\">%s</FONT>", html);
}

static void add_cause(const struct myc_lineage *lineage, const struct myc_sighting *sighting,
                      struct myc_text *label)
{
    uint32_t id = sighting->fault ? sighting->fault : message_fault(lineage, sighting->node);
    if (!id)
        return;
    const struct myc_book_fault *fault = &lineage->scene.book->faults[id - 1];
    add_small(label, myc_memory_format(lineage->scene.memory, "<B>\u26a1 %s at %s</B>",
                                       myc_text_html(lineage->scene.memory, fault->effect, 20),
                                       myc_time_words(lineage->scene.memory, fault->start)));
}

const char *myc_lineage_recovery_words(const struct myc_lineage *lineage,
                                       const struct myc_sighting *again)
{
    myc_time lost = again->lost;
    if (lost == MYC_FOREVER)
        lost = lineage->scene.fates[again->node - 1].first->lost;
    if (lost == MYC_FOREVER || again->ready == MYC_FOREVER || again->ready < lost)
        return "";
    return myc_memory_format(lineage->scene.memory, "%s after the loss",
                             myc_time_words(lineage->scene.memory, again->ready - lost));
}

/* When what became of it: "ready 81.3 us · 312 B". */
static void add_state(const struct myc_lineage *lineage, const struct myc_sighting *sighting,
                      struct myc_text *label)
{
    struct myc_memory *memory = lineage->scene.memory;
    const struct myc_fate *fate = &lineage->scene.fates[sighting->node - 1];
    struct myc_text words;
    myc_text_begin(&words, memory);
    switch (sighting->stage) {
    case MYC_STAGE_READY:
        if (sighting->ready == 0)
            myc_text_add(&words, "there from the start");
        else
            myc_text_add(&words, "ready %s", myc_time_words(memory, sighting->ready));
        break;
    case MYC_STAGE_LOST:
        myc_text_add(&words, "\u2205 lost at %s%s", myc_time_words(memory, sighting->lost),
                     sighting->was_ready || sighting->detail ? "" : ", still computing");
        break;
    case MYC_STAGE_EVICTED:
        myc_text_add(&words, "evicted");
        break;
    case MYC_STAGE_STARTED:
        myc_text_add(&words, "started %s, no value", myc_time_words(memory, sighting->started));
        break;
    case MYC_STAGE_FAILED:
        myc_text_add(&words, "failed");
        break;
    case MYC_STAGE_ASKED:
        myc_text_add(&words, "asked for, no value");
        break;
    case MYC_STAGE_IDLE:
        myc_text_add(&words, "%s",
                     fate->is_never ? "never asked for"
                     : myc_scene_is_passed_over(&lineage->scene, sighting)
                         ? "not asked for here"
                         : "asked for, never reached");
        break;
    }
    if (sighting->bytes)
        myc_text_add(&words, " \u00b7 %s", myc_bytes_words(memory, sighting->bytes));
    add_small(label, words.chars);
    bool is_bad = sighting->stage == MYC_STAGE_LOST || sighting->stage == MYC_STAGE_FAILED;
    if (is_bad && sighting->detail)
        add_small(label, myc_text_html(memory, sighting->detail, 40));
    const char *recovery = myc_lineage_recovery_words(lineage, sighting);
    if (*recovery)
        add_small(label, recovery);
    if (sighting->is_pinned)
        add_small(label, "<B>\u25cf pinned</B>");
}

/* How many of the nodes next to it are not in the drawing. */
static void add_left_out(const struct myc_lineage *lineage, const struct myc_book_node *node,
                         struct myc_text *label)
{
    uint32_t count = node->returned_by && !myc_lineage_shows(lineage, node->returned_by);
    for (uint32_t i = 0; i < node->input_count; i++)
        count += !myc_lineage_shows(lineage, node->inputs[i]);
    if (count)
        add_small(label,
                  myc_memory_format(lineage->scene.memory, "<I>+ %" PRIu32 " input%s not shown</I>",
                                    count, count == 1 ? "" : "s"));
}

static const char *label_of(const struct myc_lineage *lineage, const struct myc_sighting *sighting,
                            enum myc_look look)
{
    struct myc_memory *memory = lineage->scene.memory;
    const struct myc_book_node *node = myc_scene_node(&lineage->scene, sighting);
    struct myc_text label;
    myc_text_begin(&label, memory);
    if (myc_scene_is_root(node)) /* below the lid of the cylinder */
        myc_text_add(&label, "<FONT POINT-SIZE=\"6\"> </FONT><BR/>");
    if (look == MYC_LOOK_FAILING)
        myc_text_add(&label, "<FONT POINT-SIZE=\"%d\"><B>\u2717 FAILED HERE</B></FONT><BR/>",
                     15 * lineage->scene.scale);
    if (myc_scene_is_response(&lineage->scene, sighting))
        myc_text_add(&label, "<FONT POINT-SIZE=\"12\"><B>\u2605 response</B></FONT><BR/>");
    if (look == MYC_LOOK_REPLAYED)
        myc_text_add(&label, "<FONT POINT-SIZE=\"12\"><B>\u21bb replayed</B></FONT><BR/>");
    myc_text_add(&label, "<FONT POINT-SIZE=\"%d\"><B>%s</B></FONT>", node->returned_by ? 12 : 13,
                 myc_text_html(memory, node->label, LABEL_COLUMNS));
    bool same = !node->spore || strcmp(node->spore, node->label) == 0;
    add_small(&label, myc_memory_format(memory, "%s%s%s \u00b7 %s",
                                        myc_text_html(memory, node->operation, 20), same ? "" : " ",
                                        same ? "" : myc_text_html(memory, node->spore, 20),
                                        myc_text_html(memory, node->type, LABEL_COLUMNS)));
    add_state(lineage, sighting, &label);
    if (look == MYC_LOOK_FAILING && sighting->stage == MYC_STAGE_READY)
        add_small(&label, "<B>its value never arrived</B>");
    if (look == MYC_LOOK_FAILING)
        add_cause(lineage, sighting, &label);
    if (myc_scene_is_home(&lineage->scene, sighting))
        add_left_out(lineage, node, &label);
    return label.chars;
}

void myc_lineage_write_vertex(const struct myc_lineage *lineage,
                              const struct myc_sighting *sighting)
{
    const struct myc_book_node *node = myc_scene_node(&lineage->scene, sighting);
    enum myc_look look = myc_scene_look(&lineage->scene, sighting);
    const struct myc_look_table *as = &myc_look_table[look];
    const char *id = myc_scene_vertex_id(&lineage->scene, sighting);
    bool doubled = !myc_scene_is_root(node) && /* two lids would hide the words */
                   (look == MYC_LOOK_FAILING || myc_scene_is_response(&lineage->scene, sighting));
    myc_text_add(lineage->scene.dot,
                 "    \"%s\" [id=\"%s\", class=\"%s\", shape=%s, style=\"filled,%s\", "
                 "fillcolor=\"%s\", color=\"%s\", fontcolor=\"%s\", penwidth=%s, peripheries=%d,\n"
                 "      label=<%s>,\n      tooltip=\"%s\"];\n",
                 id, id, myc_scene_class_words(&lineage->scene, sighting),
                 myc_scene_is_root(node) ? "cylinder" : "box", as->style, as->fill, as->border,
                 as->text, as->width, doubled ? 2 : 1, label_of(lineage, sighting, look),
                 myc_scene_tooltip(&lineage->scene, sighting));
}

void myc_lineage_write_driver(const struct myc_lineage *lineage)
{
    myc_text_add(lineage->scene.dot,
                 "    \"driver\" [id=\"driver\", class=\"driver\", shape=box, "
                 "style=\"rounded,filled\", fillcolor=\"#FFFFFF\", color=\"#333333\",\n"
                 "      label=<<FONT POINT-SIZE=\"12\"><B>driver</B></FONT><BR/><FONT "
                 "POINT-SIZE=\"9\">%s</FONT>>,\n"
                 "      tooltip=\"the program that asks for the response\"];\n",
                 myc_scene_driver_words(&lineage->scene));
}
