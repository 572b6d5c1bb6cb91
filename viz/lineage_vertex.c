/* One vertex: what the node is, and what became of it at one host. */
#include <inttypes.h>
#include <string.h>

#include "viz/lineage.h"

#define LABEL_COLUMNS 30

const struct myc_look_table myc_look_table[MYC_LOOKS] = {
#define X(name, word, fill, border, text, width, style) { word, fill, border, text, width, style },
    MYC_LOOK_LIST(X)
#undef X
};

static const struct myc_book_node *node_of(const struct myc_lineage *lineage,
                                           const struct myc_sighting *sighting)
{
    return &lineage->book->nodes[sighting->node - 1];
}

static bool is_at_home(const struct myc_lineage *lineage, const struct myc_sighting *sighting)
{
    return sighting == lineage->fates[sighting->node - 1].first;
}

const struct myc_sighting *myc_lineage_failing(const struct myc_lineage *lineage)
{
    uint32_t failing = lineage->book->run.failing_node;
    return failing ? lineage->fates[failing - 1].last : NULL;
}

enum myc_look myc_lineage_look(const struct myc_lineage *lineage,
                               const struct myc_sighting *sighting)
{
    const struct myc_fate *fate = &lineage->fates[sighting->node - 1];
    bool again = sighting->was_lost || !is_at_home(lineage, sighting);
    if (sighting == myc_lineage_failing(lineage))
        return MYC_LOOK_FAILING;
    switch (sighting->stage) {
    case MYC_STAGE_READY:
        return again ? MYC_LOOK_REPLAYED : sighting->is_pinned ? MYC_LOOK_PINNED : MYC_LOOK_READY;
    case MYC_STAGE_LOST:
        return MYC_LOOK_LOST;
    case MYC_STAGE_EVICTED:
        return MYC_LOOK_EVICTED;
    default:
        return fate->is_never ? MYC_LOOK_NEVER : MYC_LOOK_WAITING;
    }
}

const char *myc_lineage_vertex_id(const struct myc_lineage *lineage,
                                  const struct myc_sighting *sighting)
{
    if (is_at_home(lineage, sighting))
        return myc_memory_format(lineage->memory, "n%" PRIu32, sighting->node);
    return myc_memory_format(
        lineage->memory, "n%" PRIu32 "_%s", sighting->node,
        myc_text_quoted(lineage->memory, lineage->book->hosts[sighting->host].name));
}

static bool is_root(const struct myc_book_node *node)
{
    return node->input_count == 0 && node->returned_by == 0;
}

/* The response is expected where its node was tried last. */
static bool is_response(const struct myc_lineage *lineage, const struct myc_sighting *sighting)
{
    uint32_t response = lineage->book->run.response_node;
    return response && sighting == lineage->fates[response - 1].last;
}

/* The words of DESIGN 4.6. A node's own vertex has all that is true of the node; a further one
 * what is true of it at that host. */
static const char *class_words(const struct myc_lineage *lineage,
                               const struct myc_sighting *sighting)
{
    const struct myc_fate *fate = &lineage->fates[sighting->node - 1];
    const struct myc_book_run *run = &lineage->book->run;
    bool ready = sighting->was_ready, pinned = sighting->was_pinned, lost = sighting->was_lost;
    for (const struct myc_sighting *other = sighting->next; is_at_home(lineage, sighting) && other;
         other = other->next) {
        ready = ready || other->was_ready;
        pinned = pinned || other->was_pinned;
        lost = lost || other->was_lost;
    }
    struct myc_text words;
    myc_text_begin(&words, lineage->memory);
    myc_text_add(&words, "%s%s%s", ready ? " materialized" : "", pinned ? " pinned" : "",
                 lost ? " lost" : "");
    myc_text_add(&words, "%s%s", fate->is_replayed ? " replayed" : "",
                 fate->is_never ? " never" : "");
    myc_text_add(&words, "%s%s%s", sighting->node == run->failing_node ? " failing" : "",
                 sighting->node == run->response_node ? " response" : "",
                 is_root(node_of(lineage, sighting)) ? " root" : "");
    return words.chars + (words.length > 0);
}

/* The first fault that lost, held or delayed a message about the node. */
static uint32_t message_fault(const struct myc_lineage *lineage, uint32_t node)
{
    for (size_t i = 0; i < lineage->book->message_count; i++) {
        const struct myc_book_message *message = &lineage->book->messages[i];
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
    const struct myc_book_fault *fault = &lineage->book->faults[id - 1];
    add_small(label, myc_memory_format(lineage->memory, "<B>\u26a1 %s at %s</B>",
                                       myc_text_html(lineage->memory, fault->effect, 20),
                                       myc_time_words(lineage->memory, fault->start)));
}

const char *myc_lineage_recovery_words(const struct myc_lineage *lineage,
                                       const struct myc_sighting *again)
{
    myc_time lost = again->lost;
    if (lost == MYC_FOREVER)
        lost = lineage->fates[again->node - 1].first->lost;
    if (lost == MYC_FOREVER || again->ready == MYC_FOREVER || again->ready < lost)
        return "";
    return myc_memory_format(lineage->memory, "%s after the loss",
                             myc_time_words(lineage->memory, again->ready - lost));
}

/* When what became of it: "ready 81.3 us · 312 B". */
static void add_state(const struct myc_lineage *lineage, const struct myc_sighting *sighting,
                      struct myc_text *label)
{
    struct myc_memory *memory = lineage->memory;
    const struct myc_fate *fate = &lineage->fates[sighting->node - 1];
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
        myc_text_add(&words, "%s", fate->is_never ? "never asked for" : "not asked for here");
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
    uint32_t count = node->returned_by && !lineage->chosen[node->returned_by - 1];
    for (uint32_t i = 0; i < node->input_count; i++)
        count += !lineage->chosen[node->inputs[i] - 1];
    if (count)
        add_small(label,
                  myc_memory_format(lineage->memory, "<I>+ %" PRIu32 " input%s not shown</I>",
                                    count, count == 1 ? "" : "s"));
}

static const char *label_of(const struct myc_lineage *lineage, const struct myc_sighting *sighting,
                            enum myc_look look)
{
    struct myc_memory *memory = lineage->memory;
    const struct myc_book_node *node = node_of(lineage, sighting);
    struct myc_text label;
    myc_text_begin(&label, memory);
    if (is_root(node)) /* below the lid of the cylinder */
        myc_text_add(&label, "<FONT POINT-SIZE=\"6\"> </FONT><BR/>");
    if (look == MYC_LOOK_FAILING)
        myc_text_add(&label, "<FONT POINT-SIZE=\"%d\"><B>\u2717 FAILED HERE</B></FONT><BR/>",
                     15 * lineage->scale);
    if (is_response(lineage, sighting))
        myc_text_add(&label, "<B>\u2605 response</B><BR/>");
    if (look == MYC_LOOK_REPLAYED)
        myc_text_add(&label, "<B>\u21bb replayed</B><BR/>");
    myc_text_add(&label, "<FONT POINT-SIZE=\"%d\"><B>%s</B></FONT>", node->returned_by ? 11 : 13,
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
    if (is_at_home(lineage, sighting))
        add_left_out(lineage, node, &label);
    return label.chars;
}

static const char *tooltip_of(const struct myc_lineage *lineage,
                              const struct myc_sighting *sighting)
{
    enum { RECORDS_MAX = 24 };
    const struct myc_book *book = lineage->book;
    const struct myc_book_node *node = node_of(lineage, sighting);
    struct myc_text tip;
    myc_text_begin(&tip, lineage->memory);
    myc_text_add(&tip, "%s (node %" PRIu32 ")\n%s%s%s\n%s\nat %s", node->label, node->id,
                 node->operation, node->spore ? " with spore " : "", node->spore ? node->spore : "",
                 node->type, book->hosts[sighting->host].name);
    size_t count = 0;
    for (size_t i = 0; i < book->record_count; i++) {
        const struct myc_record *record = &book->records[i];
        if (record->node != node->id || record->host != sighting->host || ++count > RECORDS_MAX)
            continue;
        myc_text_add(&tip, "\n%" PRIu64 " ns: %s%s%s", record->time, myc_record_word(record->kind),
                     record->detail ? ", " : "", record->detail ? record->detail : "");
    }
    if (count > RECORDS_MAX)
        myc_text_add(&tip, "\nand %zu more records", count - RECORDS_MAX);
    return myc_text_quoted(lineage->memory, tip.chars);
}

void myc_lineage_write_vertex(const struct myc_lineage *lineage,
                              const struct myc_sighting *sighting)
{
    const struct myc_book_node *node = node_of(lineage, sighting);
    enum myc_look look = myc_lineage_look(lineage, sighting);
    const struct myc_look_table *as = &myc_look_table[look];
    const char *id = myc_lineage_vertex_id(lineage, sighting);
    bool doubled = !is_root(node) && /* two lids would hide the words */
                   (look == MYC_LOOK_FAILING || is_response(lineage, sighting));
    myc_text_add(lineage->dot,
                 "    \"%s\" [id=\"%s\", class=\"%s\", shape=%s, style=\"filled,%s\", "
                 "fillcolor=\"%s\", color=\"%s\", fontcolor=\"%s\", penwidth=%s, peripheries=%d,\n"
                 "      label=<%s>,\n      tooltip=\"%s\"];\n",
                 id, id, class_words(lineage, sighting), is_root(node) ? "cylinder" : "box",
                 as->style, as->fill, as->border, as->text, as->width, doubled ? 2 : 1,
                 label_of(lineage, sighting, look), tooltip_of(lineage, sighting));
}

/* What the driver got for its last request of the response. */
static const char *driver_words(const struct myc_lineage *lineage)
{
    struct myc_memory *memory = lineage->memory;
    const struct myc_book *book = lineage->book;
    const char *words =
        myc_memory_format(memory, "<B>\u2717 no response\u00a0</B>until the end, %s",
                          myc_time_words(memory, book->run.end));
    for (size_t i = 0; i < book->record_count; i++) {
        const struct myc_record *record = &book->records[i];
        if (record->node != book->run.response_node || record->host != lineage->driver_host)
            continue;
        if (record->kind == MYC_RECORD_COMPLETED)
            words = myc_memory_format(memory, "<B>\u2605 response\u00a0</B>came at %s",
                                      myc_time_words(memory, record->time));
        else if (record->kind == MYC_RECORD_FAILED)
            words = myc_memory_format(
                memory, "<B>\u2717 error\u00a0</B>at %s%s%s", myc_time_words(memory, record->time),
                record->detail ? "<BR/>" : "",
                record->detail ? myc_text_html(memory, record->detail, LABEL_COLUMNS) : "");
    }
    return words;
}

void myc_lineage_write_driver(const struct myc_lineage *lineage)
{
    myc_text_add(lineage->dot,
                 "    \"driver\" [id=\"driver\", class=\"driver\", shape=box, "
                 "style=\"rounded,filled\", fillcolor=\"#FFFFFF\", color=\"#333333\",\n"
                 "      label=<<B>driver</B><BR/><FONT POINT-SIZE=\"9\">%s</FONT>>,\n"
                 "      tooltip=\"the program that asks for the response\"];\n",
                 driver_words(lineage));
}
