/* The figures of a study as PDF 1.4 (Adobe, PDF Reference, third edition), a page each, as large as
 * its figure: what \includegraphics[page=2]{study} takes. Its font is one that every reader has, so
 * no file is needed beside it; a character that its encoding does not have is a question mark.
 *
 *     1 catalog   2 pages   3 font   4 title   then for each figure: page, contents, their length */
#include <assert.h>
#include <inttypes.h>

#include "experiments/export.h"
#include "experiments/figure.h"

enum { CATALOG = 1, PAGES, FONT, ABOUT, FIRST_PAGE };
#define PER_FIGURE 3

struct pdf {
    FILE *out;
    long start;    /* of the file, in `out` */
    long *offsets; /* of the objects, by their numbers */
    size_t count;  /* of the objects, with the 0 that is none */
};

static void begin_object(struct pdf *pdf, size_t number)
{
    assert(number < pdf->count);
    pdf->offsets[number] = ftell(pdf->out) - pdf->start;
    fprintf(pdf->out, "%zu 0 obj\n", number);
}

/* --- numbers and texts --- */

static void write_number(double number, FILE *out)
{
    char text[MYC_DECIMAL_BYTES];
    fprintf(out, "%s ", myc_decimal_text(number, text));
}

/* PDF counts from below. */
static void write_point(const struct myc_figure *figure, struct myc_point point, FILE *out)
{
    write_number(point.x, out);
    write_number(figure->height - point.y, out);
}

/* Three shares of 255, to the thousandth. */
static void write_colour(uint32_t colour, const char *operator, FILE * out)
{
    for (int shift = 16; shift >= 0; shift -= 8) {
        unsigned thousandths = ((colour >> shift & 0xff) * 1000 + 127) / 255;
        fprintf(out, "%u.%03u ", thousandths / 1000, thousandths % 1000);
    }
    fprintf(out, "%s\n", operator);
}

/* A string in WinAnsi. */
static void write_string(const char *text, FILE *out)
{
    fputc('(', out);
    while (*text) {
        unsigned char code = myc_winansi_next(&text);
        if (code == '(' || code == ')' || code == '\\')
            fprintf(out, "\\%c", code);
        else if (code < 0x7f)
            fputc(code, out);
        else
            fprintf(out, "\\%03o", code);
    }
    fputs(") ", out);
}

/* --- pieces --- */

static void write_line(const struct myc_figure *figure, const struct myc_piece *piece, FILE *out)
{
    write_colour(piece->colour, "RG", out);
    write_number(piece->size, out);
    fputs("w [", out);
    for (size_t i = 0; i < 4 && piece->dash[i] > 0; i++)
        write_number(piece->dash[i], out);
    fputs("] 0 d\n", out);
    for (size_t i = 0; i < piece->point_count; i++) {
        write_point(figure, piece->points[i], out);
        fputs(i ? "l " : "m ", out);
    }
    fputs("S\n", out);
}

static void write_area(const struct myc_figure *figure, const struct myc_piece *piece, FILE *out)
{
    write_colour(piece->colour, "rg", out);
    for (size_t i = 0; i < piece->point_count; i++) {
        write_point(figure, piece->points[i], out);
        fputs(i ? "l " : "m ", out);
    }
    fputs("h f\n", out);
}

/* The dot of a round pen. */
static void write_disc(const struct myc_figure *figure, const struct myc_piece *piece, FILE *out)
{
    write_colour(piece->colour, "RG", out);
    write_number(2 * piece->size, out);
    fputs("w [] 0 d 1 J ", out);
    write_point(figure, piece->points[0], out);
    fputs("m ", out);
    write_point(figure, piece->points[0], out);
    fputs("l S 0 J\n", out);
}

static void write_text(const struct myc_figure *figure, const struct myc_piece *piece, FILE *out)
{
    static const double shares[] = { 0, 0.5, 1 }; /* of its width, before its point */
    double back = shares[piece->anchor] * myc_helvetica_width(piece->text, piece->size);
    struct myc_point at = piece->points[0];
    at.x -= piece->is_upright ? 0 : back;
    at.y += piece->is_upright ? back : 0;
    write_colour(piece->colour, "rg", out);
    fputs("BT /F ", out);
    write_number(piece->size, out);
    fprintf(out, "Tf %s ", piece->is_upright ? "0 1 -1 0" : "1 0 0 1");
    write_point(figure, at, out);
    fputs("Tm ", out);
    write_string(piece->text, out);
    fputs("Tj ET\n", out);
}

static void write_piece(const struct myc_figure *figure, const struct myc_piece *piece, FILE *out)
{
    static void (*const writers[])(const struct myc_figure *, const struct myc_piece *, FILE *) = {
        [MYC_PIECE_LINE] = write_line,
        [MYC_PIECE_AREA] = write_area,
        [MYC_PIECE_DISC] = write_disc,
        [MYC_PIECE_TEXT] = write_text,
    };
    writers[piece->kind](figure, piece, out);
}

/* --- objects --- */

static void write_page(struct pdf *pdf, const struct myc_figure *figure, size_t number)
{
    FILE *out = pdf->out;
    begin_object(pdf, number);
    fprintf(out, "<< /Type /Page /Parent %d 0 R /Resources << /Font << /F %d 0 R >> >>\n", PAGES,
            FONT);
    fputs("/MediaBox [0 0 ", out);
    write_number(figure->width, out);
    write_number(figure->height, out);
    fprintf(out, "] /Contents %zu 0 R >>\nendobj\n", number + 1);

    begin_object(pdf, number + 1);
    fprintf(out, "<< /Length %zu 0 R >>\nstream\n", number + 2);
    long begin = ftell(out);
    for (size_t i = 0; i < figure->piece_count; i++)
        write_piece(figure, &figure->pieces[i], out);
    long length = ftell(out) - begin;
    fputs("endstream\nendobj\n", out);

    begin_object(pdf, number + 2);
    fprintf(out, "%ld\nendobj\n", length);
}

static void write_head(struct pdf *pdf, const struct myc_study *study, size_t figure_count)
{
    FILE *out = pdf->out;
    fputs("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", out); /* bytes that tell it is no text */
    begin_object(pdf, CATALOG);
    fprintf(out, "<< /Type /Catalog /Pages %d 0 R >>\nendobj\n", PAGES);
    begin_object(pdf, PAGES);
    fprintf(out, "<< /Type /Pages /Count %zu /Kids [", figure_count);
    for (size_t i = 0; i < figure_count; i++)
        fprintf(out, "%zu 0 R ", FIRST_PAGE + PER_FIGURE * i);
    fputs("] >>\nendobj\n", out);
    begin_object(pdf, FONT);
    fputs("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>\n"
          "endobj\n",
          out);
    begin_object(pdf, ABOUT);
    fputs("<< /Title ", out);
    write_string(study->name, out);
    fputs("/Producer (Mycel) >>\nendobj\n", out);
}

static void write_references(struct pdf *pdf)
{
    long start = ftell(pdf->out) - pdf->start;
    fprintf(pdf->out, "xref\n0 %zu\n0000000000 65535 f \n", pdf->count);
    for (size_t i = 1; i < pdf->count; i++)
        fprintf(pdf->out, "%010ld 00000 n \n", pdf->offsets[i]);
    fprintf(pdf->out,
            "trailer\n<< /Size %zu /Root %d 0 R /Info %d 0 R >>\nstartxref\n%ld\n%%%%EOF\n",
            pdf->count, CATALOG, ABOUT, start);
}

static enum myc_status write_pdf(struct myc_store *store, uint64_t run, struct myc_memory *memory,
                                 FILE *out, struct myc_error *error)
{
    struct pdf pdf = { .out = out, .start = ftell(out) };
    struct myc_study study;
    struct myc_figure *figures;
    size_t count;
    if (run)
        return myc_error_set(error, MYC_USAGE, "pdf shows a whole study, not run %" PRIu64, run);
    MYC_TRY(myc_study_read(store, memory, &study, error));
    MYC_TRY(myc_figures_make(&study, memory, &figures, &count, error));
    pdf.count = FIRST_PAGE + PER_FIGURE * count;
    pdf.offsets = myc_memory_alloc(memory, pdf.count * sizeof *pdf.offsets);
    write_head(&pdf, &study, count);
    for (size_t i = 0; i < count; i++)
        write_page(&pdf, &figures[i], FIRST_PAGE + PER_FIGURE * i);
    write_references(&pdf);
    return MYC_OK;
}

const struct myc_export_format myc_export_pdf = {
    .about = { .name = "pdf",
               .help = "figures of a sweep with their intervals, a page each, for a paper",
               .example = "mycel export study.db --format pdf -o study.pdf" },
    .write_study = write_pdf,
};
