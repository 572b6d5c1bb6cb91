/* GraphML: the lineage of a run as a graph, for Gephi, yEd, igraph, NetworkX.
 * A vertex is a node with what became of it, an edge goes from what a node is
 * derived from to the node. The format: graphml.graphdrawing.org, 1.0. */
#include <inttypes.h>
#include <stdbool.h>

#include "experiments/export.h"
#include "experiments/export_text.h"

/* X(NAME, word): how often it happened to a node. */
#define COUNTS(X)                                                                                  \
    X(REQUESTED, requested)                                                                        \
    X(STARTED, started)                                                                            \
    X(MATERIALIZED, materialized)                                                                  \
    X(PINNED, pinned)                                                                              \
    X(LOST, lost)                                                                                  \
    X(EVICTED, evicted)                                                                            \
    X(FAILED, failed)                                                                              \
    X(REPLAYED, replayed)

struct tally {
    uint64_t count[MYC_RECORD_KINDS];
    myc_time ready; /* first; MYC_FOREVER: never */
};

static struct tally *tallies_of(const struct myc_book *book, struct myc_memory *memory)
{
    struct tally *tallies = myc_memory_alloc(memory, (book->node_count + 1) * sizeof *tallies);
    for (size_t i = 0; i < book->node_count; i++)
        tallies[i].ready = MYC_FOREVER;
    for (size_t i = 0; i < book->record_count; i++) {
        const struct myc_record *record = &book->records[i];
        if (!record->node)
            continue;
        struct tally *tally = &tallies[record->node - 1];
        tally->count[record->kind]++;
        if (record->kind == MYC_RECORD_MATERIALIZED && tally->ready == MYC_FOREVER)
            tally->ready = record->time;
    }
    return tallies;
}

static void write_key(const char *of, const char *name, const char *type, FILE *out)
{
    fprintf(out, "  <key id=\"%s\" for=\"%s\" attr.name=\"%s\" attr.type=\"%s\"/>\n", name, of,
            name, type);
}

static void write_keys(FILE *out)
{
    static const char *const texts[] = { "label", "operation", "type",
                                         "spore", "host",      "returned_by" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        write_key("node", texts[i], "string", out);
    write_key("node", "ready_ns", "long", out);
#define X(NAME, word) write_key("node", #word, "long", out);
    COUNTS(X)
#undef X
    write_key("node", "response", "boolean", out);
    write_key("node", "failing", "boolean", out);
    write_key("edge", "position", "long", out);
    static const char *const of_run[] = { "name", "verdict", "class", "reason", "fingerprint" };
    for (size_t i = 0; i < sizeof of_run / sizeof *of_run; i++)
        write_key("graph", of_run[i], "string", out);
    write_key("graph", "seed", "long", out);
}

static void write_text(const char *indent, const char *key, const char *text, FILE *out)
{
    if (!text)
        return;
    fprintf(out, "%s<data key=\"%s\">", indent, key);
    myc_export_xml(text, out);
    fputs("</data>\n", out);
}

static void write_number(const char *indent, const char *key, uint64_t number, FILE *out)
{
    fprintf(out, "%s<data key=\"%s\">%" PRIu64 "</data>\n", indent, key, number);
}

static void write_node(const struct myc_book *book, const struct myc_book_node *node,
                       const struct tally *tally, FILE *out)
{
    static const char indent[] = "      ";
    fprintf(out, "    <node id=\"n%" PRIu32 "\">\n", node->id);
    write_text(indent, "label", node->label, out);
    write_text(indent, "operation", node->operation, out);
    write_text(indent, "type", node->type, out);
    write_text(indent, "spore", node->spore, out);
    write_text(indent, "host", book->hosts[node->host].name, out);
    if (node->returned_by)
        fprintf(out, "%s<data key=\"returned_by\">n%" PRIu32 "</data>\n", indent,
                node->returned_by);
    if (tally->ready != MYC_FOREVER)
        write_number(indent, "ready_ns", tally->ready, out);
#define X(NAME, word)                                                                              \
    if (tally->count[MYC_RECORD_##NAME])                                                           \
        write_number(indent, #word, tally->count[MYC_RECORD_##NAME], out);
    COUNTS(X)
#undef X
    if (node->id == book->run.response_node)
        write_text(indent, "response", "true", out);
    if (node->id == book->run.failing_node)
        write_text(indent, "failing", "true", out);
    fputs("    </node>\n", out);
}

static void write_edges(const struct myc_book_node *node, FILE *out)
{
    for (uint32_t i = 0; i < node->input_count; i++) {
        fprintf(out,
                "    <edge id=\"e%" PRIu32 ".%" PRIu32 "\" source=\"n%" PRIu32
                "\" target=\"n%" PRIu32 "\">\n",
                node->id, i, node->inputs[i], node->id);
        write_number("      ", "position", i, out);
        fputs("    </edge>\n", out);
    }
}

static void write_graphml(const struct myc_book *book, struct myc_memory *memory, FILE *out)
{
    const struct myc_book_run *run = &book->run;
    const struct tally *tallies = tallies_of(book, memory);
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\"\n"
          "         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"\n"
          "         xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns "
          "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n",
          out);
    write_keys(out);
    fputs("  <graph id=\"lineage\" edgedefault=\"directed\">\n", out);
    write_text("    ", "name", run->name, out);
    write_text("    ", "verdict", run->verdict, out);
    write_text("    ", "class", run->class, out);
    write_text("    ", "reason", run->reason, out);
    write_text("    ", "fingerprint", run->fingerprint, out);
    write_number("    ", "seed", run->seed, out);
    for (size_t i = 0; i < book->node_count; i++)
        write_node(book, &book->nodes[i], &tallies[i], out);
    for (size_t i = 0; i < book->node_count; i++)
        write_edges(&book->nodes[i], out);
    fputs("  </graph>\n</graphml>\n", out);
}

const struct myc_export_format myc_export_graphml = {
    .about = { .name = "graphml",
               .help = "the lineage as a graph, for Gephi, yEd, igraph or NetworkX",
               .example = "mycel export study.db 1 --format graphml -o run.graphml" },
    .write_run = write_graphml,
};
