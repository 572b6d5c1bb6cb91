/* The lineage view: one cluster a host, a vertex a node, and how it went. */
#include <inttypes.h>
#include <string.h>

#include "viz/lineage.h"
#include "viz/slice.h"
#include "viz/view.h"

/* Struck hosts without a drawn node are drawn too, but a plan may strike thousands. */
#define BARE_HOSTS_MAX 8

/* Lineages up to this deep run from left to right, as one reads, and fit a screen; deeper ones run
 * downwards. */
#define DEPTH_ACROSS 8

/* Lists the drawn sightings of every host, lowest node first. */
static void settle(struct myc_lineage *lineage)
{
    const struct myc_book *book = lineage->scene.book;
    lineage->at_host =
        myc_memory_alloc(lineage->scene.memory, (book->host_count + 1) * sizeof *lineage->at_host);
    for (size_t i = book->node_count; i-- > 0;) {
        struct myc_sighting *sighting = lineage->chosen[i] ? lineage->scene.fates[i].first : NULL;
        for (; sighting; sighting = sighting->next) {
            sighting->next_at_host = lineage->at_host[sighting->host];
            lineage->at_host[sighting->host] = sighting;
            lineage->has_look[myc_scene_look(&lineage->scene, sighting)] = true;
        }
    }
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
                 myc_scene_place_words(&lineage->scene, host), label.chars, name);
    for (const struct myc_sighting *here = lineage->at_host[host]; here; here = here->next_at_host)
        myc_lineage_write_vertex(lineage, here);
    if (host == lineage->scene.driver_host)
        myc_lineage_write_driver(lineage);
    else if (!lineage->at_host[host])
        myc_text_add(dot,
                     "    \"bare_%s\" [shape=plain, label=\"no node shown\", "
                     "fontcolor=\"#777777\"];\n",
                     name);
    myc_text_add(dot, "  }\n");
}

static void write_clusters(struct myc_lineage *lineage)
{
    const struct myc_book *book = lineage->scene.book;
    bool *has_nodes = myc_memory_alloc(lineage->scene.memory, book->host_count + 1);
    size_t bare = 0;
    for (size_t i = 0; i < book->node_count; i++)
        has_nodes[book->nodes[i].host] = true;
    for (uint32_t host = 0; host < book->host_count; host++) {
        bool drawn = lineage->at_host[host] || host == lineage->scene.driver_host;
        for (size_t i = 0; !drawn && bare < BARE_HOSTS_MAX && i < book->fault_count; i++)
            if (myc_scene_strikes(&book->faults[i], host))
                bare += drawn = true;
        if (drawn)
            write_cluster(lineage, host);
        else
            lineage->hosts_left_out += has_nodes[host];
    }
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
    struct myc_lineage lineage = { .scene = myc_scene_begin(book, dot),
                                   .chosen = myc_memory_alloc(dot->memory, book->node_count + 1) };
    lineage.chosen_count = myc_slice_choose(book, MYC_LINEAGE_VERTICES_MAX, lineage.chosen);
    lineage.scene.scale = lineage.chosen_count > 30 ? 2 : 1;
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
