/* The figures of a study as one SVG picture, one below the other, each a group with an id: what a
 * browser opens and a drawing program takes apart. No script, no font of its own. */
#include <inttypes.h>

#include "experiments/export.h"
#include "experiments/export_text.h"
#include "experiments/figure.h"

static void write_number(const char *before, double number, FILE *out)
{
    char text[MYC_DECIMAL_BYTES];
    fprintf(out, "%s%s", before, myc_decimal_text(number, text));
}

static void write_attribute(const char *name, double number, FILE *out)
{
    fprintf(out, " %s=", name);
    write_number("\"", number, out);
    fputc('"', out);
}

static void write_points(const struct myc_piece *piece, FILE *out)
{
    fprintf(out, "<%s points=\"", piece->kind == MYC_PIECE_LINE ? "polyline" : "polygon");
    for (size_t i = 0; i < piece->point_count; i++) {
        write_number(i ? " " : "", piece->points[i].x, out);
        write_number(",", piece->points[i].y, out);
    }
    fputc('"', out);
}

static void write_stroke(const struct myc_piece *piece, FILE *out)
{
    fprintf(out, " fill=\"none\" stroke=\"#%06" PRIx32 "\"", piece->colour);
    write_attribute("stroke-width", piece->size, out);
    for (size_t i = 0; i < 4 && piece->dash[i] > 0; i++)
        write_number(i ? " " : " stroke-dasharray=\"", piece->dash[i], out);
    if (piece->dash[0] > 0)
        fputc('"', out);
}

/* The base line of one that is read from below turns around its point. */
static void write_text(const struct myc_piece *piece, FILE *out)
{
    static const char *const anchors[] = { "start", "middle", "end" };
    fputs("<text", out);
    write_attribute("x", piece->points[0].x, out);
    write_attribute("y", piece->points[0].y, out);
    if (piece->is_upright) {
        write_number(" transform=\"rotate(-90 ", piece->points[0].x, out);
        write_number(" ", piece->points[0].y, out);
        fputs(")\"", out);
    }
    fprintf(out, " text-anchor=\"%s\" fill=\"#%06" PRIx32 "\"", anchors[piece->anchor],
            piece->colour);
    write_attribute("font-size", piece->size, out);
    fputc('>', out);
    myc_export_xml(piece->text, out);
    fputs("</text>\n", out);
}

static void write_piece(const struct myc_piece *piece, FILE *out)
{
    if (piece->kind == MYC_PIECE_TEXT) {
        write_text(piece, out);
        return;
    }
    if (piece->kind == MYC_PIECE_DISC) {
        fputs("<circle", out);
        write_attribute("cx", piece->points[0].x, out);
        write_attribute("cy", piece->points[0].y, out);
        write_attribute("r", piece->size, out);
    } else {
        write_points(piece, out);
    }
    if (piece->kind == MYC_PIECE_LINE)
        write_stroke(piece, out);
    else
        fprintf(out, " fill=\"#%06" PRIx32 "\"", piece->colour);
    if (!piece->text) {
        fputs("/>\n", out);
        return;
    }
    fputs("><title>", out);
    myc_export_xml(piece->text, out);
    fprintf(out, "</title></%s>\n",
            piece->kind == MYC_PIECE_DISC   ? "circle"
            : piece->kind == MYC_PIECE_LINE ? "polyline"
                                            : "polygon");
}

static void write_figure(const struct myc_figure *figure, double y, FILE *out)
{
    fprintf(out, "<g id=\"%s\"", figure->id);
    write_number(" transform=\"translate(0 ", y, out);
    fputs(")\">\n<title>", out);
    myc_export_xml(figure->title, out);
    fputs("</title>\n", out);
    for (size_t i = 0; i < figure->piece_count; i++)
        write_piece(&figure->pieces[i], out);
    fputs("</g>\n", out);
}

static void write_head(const struct myc_study *study, double height, FILE *out)
{
    char width_text[MYC_DECIMAL_BYTES], height_text[MYC_DECIMAL_BYTES];
    myc_decimal_text(MYC_FIGURE_WIDTH, width_text);
    myc_decimal_text(height, height_text);
    fprintf(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%spt\" height=\"%spt\""
            " viewBox=\"0 0 %s %s\" font-family=\"Helvetica, Arial, sans-serif\">\n<title>",
            width_text, height_text, width_text, height_text);
    myc_export_xml(study->name, out);
    fprintf(out, "</title>\n<rect width=\"%s\" height=\"%s\" fill=\"#ffffff\"/>\n", width_text,
            height_text);
}

static enum myc_status write_svg(struct myc_store *store, uint64_t run, struct myc_memory *memory,
                                 FILE *out, struct myc_error *error)
{
    struct myc_study study;
    struct myc_figure *figures;
    size_t count;
    double height = 0, y = 0;
    if (run)
        return myc_error_set(error, MYC_USAGE, "svg shows a whole study, not run %" PRIu64, run);
    MYC_TRY(myc_study_read(store, memory, &study, error));
    MYC_TRY(myc_figures_make(&study, memory, &figures, &count, error));
    for (size_t i = 0; i < count; i++)
        height += figures[i].height;
    write_head(&study, height, out);
    for (size_t i = 0; i < count; y += figures[i++].height)
        write_figure(&figures[i], y, out);
    fputs("</svg>\n", out);
    return MYC_OK;
}

const struct myc_export_format myc_export_svg = {
    .about = { .name = "svg",
               .help = "figures of a sweep with their intervals, one below the other",
               .example = "mycel export study.db --format svg -o study.svg" },
    .write_study = write_svg,
};
