/* The lineage view: one cluster a host, a vertex a node, and how it went. */
#include <inttypes.h>
#include <string.h>

#include "viz/lineage.h"
#include "viz/slice.h"
#include "viz/view.h"

/* Struck hosts that no vertex tells of are drawn too, but a plan may strike thousands. */
#define BARE_HOSTS_MAX 3

/* Lineages up to this deep run from left to right, as one reads, and fit a screen; deeper ones run
 * downwards. */
#define DEPTH_ACROSS 6

/* Which nodes are drawn. A small lineage is drawn whole. */
static void choose(struct myc_lineage *lineage)
{
    const struct myc_book *book = lineage->scene.book;
    bool *is_hidden = myc_memory_alloc(book->memory, book->node_count + 1);
    bool whole = book->node_count <= MYC_STACKS_ABOVE;
    lineage->story = myc_story_of(book);
    lineage->stacks = myc_stacks_of(&lineage->scene, &lineage->story);
    lineage->chosen = myc_memory_alloc(book->memory, book->node_count + 1);
    for (size_t i = 0; i < book->node_count; i++)
        is_hidden[i] = myc_stacks_hide(&lineage->stacks, (uint32_t)i + 1);
    lineage->chosen_count =
        myc_slice_choose(book, &lineage->story, is_hidden,
                         whole ? MYC_STACKS_ABOVE : MYC_LINEAGE_VERTICES_MAX, lineage->chosen);
}

/* Lists the drawn sightings of every host, lowest node first; and the hosts of stacks. */
static void settle(struct myc_lineage *lineage)
{
    const struct myc_book *book = lineage->scene.book;
    lineage->at_host =
        myc_memory_alloc(lineage->scene.memory, (book->host_count + 1) * sizeof *lineage->at_host);
    lineage->host_of =
        myc_memory_alloc(lineage->scene.memory, (book->node_count + 1) * sizeof *lineage->host_of);
    for (size_t i = book->node_count; i-- > 0;) {
        bool alone = myc_lineage_shows_alone(lineage, (uint32_t)i + 1);
        struct myc_sighting *sighting = alone ? lineage->scene.fates[i].first : NULL;
        for (; sighting; sighting = sighting->next) {
            sighting->next_at_host = lineage->at_host[sighting->host];
            lineage->at_host[sighting->host] = sighting;
            lineage->has_look[myc_scene_look(&lineage->scene, sighting)] = true;
        }
        if (lineage->chosen[i] && !alone) {
            lineage->has_look[myc_scene_look(&lineage->scene, lineage->scene.fates[i].last)] = true;
            lineage->host_of[i] = myc_lineage_stack_host(lineage, (uint32_t)i + 1);
            lineage->has_stack = true;
        }
    }
}

/* The stacks of nodes of one host, or of several (MYC_NO_HOST); gives whether there are any. */
static bool write_stacks(const struct myc_lineage *lineage, uint32_t host)
{
    bool any = false;
    for (size_t i = 0; i < lineage->scene.book->node_count; i++) {
        if (!lineage->chosen[i] || !lineage->stacks.of[i] || lineage->host_of[i] != host)
            continue;
        myc_lineage_write_stack(lineage, (uint32_t)i + 1);
        any = true;
    }
    return any;
}

static bool has_nodes(const struct myc_book *book, uint32_t host)
{
    for (size_t i = 0; i < book->node_count; i++)
        if (book->nodes[i].host == host)
            return true;
    return false;
}

static void write_cluster(const struct myc_lineage *lineage, uint32_t host)
{
    struct myc_memory *memory = lineage->scene.memory;
    struct myc_text *dot = lineage->scene.dot;
    const char *raw = lineage->scene.book->hosts[host].name;
    const char *name = myc_text_quoted(memory, raw);
    struct myc_text label;
    myc_text_begin(&label, memory);
    bool struck = myc_scene_add_strikes(&lineage->scene, host, &label) > 0;
    myc_text_add(dot,
                 "  subgraph \"cluster_%s\" {\n    id=\"cluster_%s\";\n    class=\"host%s\";\n"
                 "    labeljust=l;\n    style=\"%s\";\n    color=\"%s\";\n    bgcolor=\"%s\";\n"
                 "    penwidth=%s;\n    fontcolor=\"%s\";\n"
                 "    fontsize=%d;\n"
                 "    label=<<FONT POINT-SIZE=\"%d\"><B>%s\u00a0</B></FONT>%s%s>;\n"
                 "    tooltip=\"host %s\";\n",
                 name, name, struck ? " struck" : "", struck ? "bold,dashed" : "rounded",
                 struck ? "#A8320A" : "#999999", struck ? "#FBEDE6" : "#F8F8F8", struck ? "4" : "1",
                 struck ? "#7A1F00" : "#333333", 12 * lineage->scene.scale,
                 15 * lineage->scene.scale, myc_text_html(memory, raw, 60),
                 myc_scene_place_words(&lineage->scene, host, "\u00b7 "), label.chars, name);
    for (const struct myc_sighting *here = lineage->at_host[host]; here; here = here->next_at_host)
        myc_lineage_write_vertex(lineage, here);
    bool has_stack = write_stacks(lineage, host);
    if (host == lineage->scene.driver_host)
        myc_lineage_write_driver(lineage);
    else if (!lineage->at_host[host] && !has_stack)
        myc_text_add(dot, "    \"bare_%s\" [shape=plain, label=\"%s\", fontcolor=\"#777777\"];\n",
                     name, has_nodes(lineage->scene.book, host) ? "no node shown" : "no node here");
    myc_text_add(dot, "  }\n");
}

/* What the picture says of each host. */
enum mention { NO_NODE, NOT_SHOWN, IN_A_STACK, SHOWN };

static enum mention *mentions_of(const struct myc_lineage *lineage)
{
    const struct myc_book *book = lineage->scene.book;
    enum mention *mentions =
        myc_memory_alloc(lineage->scene.memory, (book->host_count + 1) * sizeof *mentions);
    for (size_t i = 0; i < book->node_count; i++) {
        uint32_t id = (uint32_t)i + 1, stack = lineage->stacks.of[i], host = book->nodes[i].host;
        bool whole = stack && lineage->host_of[stack - 1] == host;
        bool inside = lineage->stacks.behind[i] || myc_lineage_shows(lineage, id);
        enum mention mention = !inside ? NOT_SHOWN : whole ? SHOWN : IN_A_STACK;
        mentions[host] = mention > mentions[host] ? mention : mentions[host];
    }
    for (uint32_t host = 0; host < book->host_count; host++)
        if (lineage->at_host[host] || host == lineage->scene.driver_host)
            mentions[host] = SHOWN;
    return mentions;
}

static void write_clusters(struct myc_lineage *lineage)
{
    const struct myc_book *book = lineage->scene.book;
    const enum mention *mentions = mentions_of(lineage);
    const uint32_t *strikes = myc_scene_strikes_of(&lineage->scene);
    size_t bare = 0;
    for (uint32_t host = 0; host < book->host_count; host++) {
        bool is_bare = mentions[host] < IN_A_STACK && bare < BARE_HOSTS_MAX && strikes[host];
        bare += is_bare;
        if (mentions[host] == SHOWN || is_bare)
            write_cluster(lineage, host);
        else
            lineage->hosts_left_out += mentions[host] == NOT_SHOWN;
    }
    write_stacks(lineage, MYC_NO_HOST);
}

/* How many vertices stand on the longest way; sources have lower ids. */
static uint32_t depth_of(const struct myc_lineage *lineage)
{
    const struct myc_book *book = lineage->scene.book;
    uint32_t *depths =
        myc_memory_alloc(lineage->scene.memory, (book->node_count + 1) * sizeof *depths);
    uint32_t deepest = 0;
    for (size_t i = 0; i < book->node_count; i++) {
        const struct myc_book_node *node = &book->nodes[i];
        uint32_t before = node->returned_by ? depths[node->returned_by - 1] : 0;
        for (uint32_t k = 0; k < node->input_count; k++)
            if (depths[node->inputs[k] - 1] > before)
                before = depths[node->inputs[k] - 1];
        depths[i] = before + lineage->chosen[i];
        deepest = depths[i] > deepest ? depths[i] : deepest;
    }
    return deepest;
}

static void write(const struct myc_book *book, struct myc_text *dot)
{
    struct myc_lineage lineage = { .scene = myc_scene_begin(book, dot) };
    choose(&lineage);
    settle(&lineage);
    myc_text_add(
        dot,
        "digraph lineage {\n"
        "  rankdir=%s;\n  newrank=true;\n  nodesep=0.3;\n  ranksep=0.45;\n  compound=true;\n"
        "  fontname=\"DejaVu Sans\";\n  fontsize=12;\n  bgcolor=\"#FFFFFF\";\n"
        "  node [fontname=\"DejaVu Sans\", fontsize=11, margin=\"0.12,0.06\"];\n"
        "  edge [fontname=\"DejaVu Sans\", fontsize=9];\n",
        depth_of(&lineage) <= DEPTH_ACROSS ? "LR" : "TB");
    write_clusters(&lineage);
    myc_lineage_write_edges(&lineage);
    myc_lineage_write_title(&lineage);
    myc_text_add(dot, "}\n");
}

const struct myc_view myc_view_lineage = {
    .name = "lineage",
    .help = "nodes by host, what was derived from what, what failed, where and why",
    .engine = "dot",
    .write = write,
};
