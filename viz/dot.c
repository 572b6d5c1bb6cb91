#include "viz/dot.h"

#include <graphviz/gvc.h>

static enum myc_status draw(GVC_t *context, Agraph_t *graph, const char *format,
                            struct myc_memory *memory, struct myc_picture *picture,
                            struct myc_error *error)
{
    char *bytes = NULL;
    unsigned length = 0;
    if (gvRenderData(context, graph, format, &bytes, &length) != 0 || !bytes)
        return myc_error_set(error, MYC_INTERNAL,
                             "Graphviz cannot draw %s: its plugin is missing; run `dot -c` as "
                             "root, or ask for a .dot file",
                             format);
    *picture = (struct myc_picture){ myc_memory_text(memory, bytes, length), length };
    gvFreeRenderData(bytes);
    return MYC_OK;
}

static enum myc_status lay_out(GVC_t *context, Agraph_t *graph, const char *engine,
                               const char *format, struct myc_memory *memory,
                               struct myc_picture *picture, struct myc_error *error)
{
    if (gvLayout(context, graph, engine) != 0)
        return myc_error_set(error, MYC_INTERNAL,
                             "Graphviz cannot lay the drawing out: its plugin for '%s' is "
                             "missing; run `dot -c` as root, or ask for a .dot file",
                             engine);
    enum myc_status status = draw(context, graph, format, memory, picture, error);
    gvFreeLayout(context, graph);
    return status;
}

enum myc_status myc_dot_render(const char *source, const char *engine, const char *format,
                               struct myc_memory *memory, struct myc_picture *picture,
                               struct myc_error *error)
{
    GVC_t *context = gvContext();
    Agraph_t *graph = agmemread(source);
    enum myc_status status =
        graph ? lay_out(context, graph, engine, format, memory, picture, error)
              : myc_error_set(error, MYC_INTERNAL, "Graphviz does not understand the drawing");
    if (graph)
        agclose(graph);
    gvFreeContext(context);
    return status;
}
