/* A stack: many nodes as one vertex. */
#include <inttypes.h>

#include "viz/lineage.h"

#define LABEL_COLUMNS 20

/* What the nodes of a stack are together. */
struct summary {
    uint32_t count, behind;
    uint32_t first_node, last_node, first_host, last_host; /* lowest and highest */
    uint32_t host_count;
    myc_time earliest, latest; /* when each was ready, or lost */
};

bool myc_lineage_shows(const struct myc_lineage *lineage, uint32_t node)
{
    uint32_t stack = lineage->stacks.of[node - 1];
    return lineage->chosen[(stack ? stack : node) - 1];
}

bool myc_lineage_shows_alone(const struct myc_lineage *lineage, uint32_t node)
{
    return lineage->chosen[node - 1] && !lineage->stacks.of[node - 1];
}

const char *myc_lineage_stack_id(const struct myc_lineage *lineage, uint32_t stack)
{
    return myc_memory_format(lineage->scene.memory, "stack%" PRIu32, stack);
}

static void count_times(struct summary *summary, const struct myc_sighting *last)
{
    myc_time time = last->stage == MYC_STAGE_LOST ? last->lost : last->ready;
    if (time == MYC_FOREVER)
        return;
    summary->earliest = time < summary->earliest ? time : summary->earliest;
    summary->latest = time > summary->latest ? time : summary->latest;
}

static struct summary summary_of(const struct myc_lineage *lineage, uint32_t stack)
{
    const struct myc_book *book = lineage->scene.book;
    bool *has = myc_memory_alloc(lineage->scene.memory, book->host_count + 1);
    struct summary all = { .first_node = stack,
                           .first_host = MYC_NO_HOST,
                           .earliest = MYC_FOREVER };
    for (size_t i = 0; i < book->node_count; i++) {
        uint32_t host = book->nodes[i].host;
        all.behind += lineage->stacks.behind[i] == stack;
        if (lineage->stacks.of[i] != stack)
            continue;
        all.count++;
        all.last_node = book->nodes[i].id;
        all.host_count += !has[host];
        has[host] = true;
        all.first_host = host < all.first_host ? host : all.first_host;
        all.last_host = host > all.last_host ? host : all.last_host;
        count_times(&all, lineage->scene.fates[i].last);
    }
    return all;
}

uint32_t myc_lineage_stack_host(const struct myc_lineage *lineage, uint32_t stack)
{
    struct summary all = summary_of(lineage, stack);
    return all.host_count == 1 ? all.first_host : MYC_NO_HOST;
}

static void add_line(struct myc_text *label, const char *html)
{
    myc_text_add(label, "<BR/><FONT POINT-SIZE=\"9\">%s</FONT>", html);
}

/* "ready 175 us – 176.1 us" */
static const char *state_words(const struct myc_lineage *lineage, enum myc_look look,
                               const struct summary *all)
{
    struct myc_memory *memory = lineage->scene.memory;
    const char *word = myc_look_table[look].word;
    if (all->earliest == MYC_FOREVER)
        return word;
    if (all->earliest == all->latest)
        return myc_memory_format(memory, "%s %s", word, myc_time_words(memory, all->earliest));
    return myc_memory_format(memory, "%s %s \u2013 %s", word, myc_time_words(memory, all->earliest),
                             myc_time_words(memory, all->latest));
}

static void add_hosts(const struct myc_lineage *lineage, const struct summary *all,
                      struct myc_text *label)
{
    struct myc_memory *memory = lineage->scene.memory;
    const struct myc_book *book = lineage->scene.book;
    const char *first = myc_text_html(memory, book->hosts[all->first_host].name, LABEL_COLUMNS);
    const char *last = myc_text_html(memory, book->hosts[all->last_host].name, LABEL_COLUMNS);
    if (all->host_count > 1)
        add_line(label, myc_memory_format(memory, "on %" PRIu32 " hosts, %s %s %s", all->host_count,
                                          first, all->host_count == 2 ? "and" : "\u2026", last));
}

static const char *label_of(const struct myc_lineage *lineage, const struct summary *all,
                            enum myc_look look)
{
    struct myc_memory *memory = lineage->scene.memory;
    const struct myc_book *book = lineage->scene.book;
    const struct myc_book_node *node = &book->nodes[all->first_node - 1];
    struct myc_text label;
    myc_text_begin(&label, memory);
    myc_text_add(&label, /* below the edge of the lid */
                 "<FONT POINT-SIZE=\"5\"> </FONT><BR/><FONT POINT-SIZE=\"13\"><B>\u2026 %" PRIu32
                 " \u00d7 %s%s%s</B></FONT>",
                 all->count, myc_text_html(memory, node->operation, LABEL_COLUMNS),
                 node->spore ? " " : "",
                 node->spore ? myc_text_html(memory, node->spore, LABEL_COLUMNS) : "");
    add_line(&label, myc_memory_format(memory, "%s \u2026 %s \u00b7 %s",
                                       myc_text_html(memory, node->label, LABEL_COLUMNS),
                                       myc_text_html(memory, book->nodes[all->last_node - 1].label,
                                                     LABEL_COLUMNS),
                                       myc_text_html(memory, node->type, LABEL_COLUMNS)));
    add_line(&label, state_words(lineage, look, all));
    add_hosts(lineage, all, &label);
    if (all->behind)
        add_line(&label, myc_memory_format(memory, "<I>and %" PRIu32 " more node%s behind</I>",
                                           all->behind, all->behind == 1 ? "" : "s"));
    return label.chars;
}

void myc_lineage_write_stack(const struct myc_lineage *lineage, uint32_t stack)
{
    const struct myc_scene *scene = &lineage->scene;
    const struct myc_sighting *last = scene->fates[stack - 1].last;
    struct summary all = summary_of(lineage, stack);
    enum myc_look look = myc_scene_look(scene, last);
    const struct myc_look_table *as = &myc_look_table[look];
    const char *id = myc_lineage_stack_id(lineage, stack);
    const char *words = myc_scene_class_words(scene, last);
    myc_text_add(scene->dot,
                 "    \"%s\" [id=\"%s\", class=\"stack%s%s\", shape=box3d, style=\"filled,%s\", "
                 "fillcolor=\"%s\", color=\"%s\", fontcolor=\"%s\", penwidth=%s,\n"
                 "      label=<%s>,\n      tooltip=\"%s\"];\n",
                 id, id, *words ? " " : "", words, as->style, as->fill, as->border, as->text,
                 as->width, label_of(lineage, &all, look), myc_scene_tooltip(scene, last));
}
