#include "viz/title.h"

#include <inttypes.h>
#include <string.h>

#define TITLE_COLUMNS 100
#define FAULTS_SHOWN 6
#define PADDING_CELLS 12

void myc_title_add_row(const struct myc_scene *scene, const char *html)
{
    myc_text_add(scene->dot, "    <TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">%s</TD></TR>\n", html);
}

static void add_heading(const struct myc_scene *scene)
{
    static const struct {
        const char *verdict, *words, *colour;
    } verdicts[] = {
        { "pass", "\u2714 PASS", "#00694E" },
        { "fail", "\u2717 FAIL", "#6B0F0F" },
        { "", "? UNKNOWN", "#555555" },
    };
    struct myc_memory *memory = scene->memory;
    const struct myc_book_run *run = &scene->book->run;
    int is = 0;
    while (is < 2 && (!run->verdict || strcmp(run->verdict, verdicts[is].verdict) != 0))
        is++;
    myc_text_add(
        scene->dot,
        "    <TR><TD ALIGN=\"LEFT\" BGCOLOR=\"%s\" CELLPADDING=\"6\"><FONT COLOR=\"#FFFFFF\">"
        "<FONT POINT-SIZE=\"%d\"><B>%s%s%s%s \u00a0 %s\u00a0\u00a0</B></FONT>"
        "seed %" PRIu64 " \u00b7 simulated time %s</FONT></TD></TR>\n",
        verdicts[is].colour, 20 * scene->scale, verdicts[is].words, run->class ? " (" : "",
        run->class ? myc_text_html(memory, run->class, 20) : "", run->class ? ")" : "",
        myc_text_html(memory, run->name ? run->name : "a run", 60), run->seed,
        myc_time_words(memory, run->end));
}

static void add_outcome(const struct myc_scene *scene)
{
    struct myc_memory *memory = scene->memory;
    const struct myc_book *book = scene->book;
    const struct myc_sighting *failing = myc_scene_failing(scene);
    if (failing)
        myc_title_add_row(
            scene,
            myc_memory_format(memory, "<B>\u2717 failing node: %s, on host %s</B>",
                              myc_text_html(memory, book->nodes[failing->node - 1].label, 60),
                              myc_text_html(memory, book->hosts[failing->host].name, 60)));
    if (book->run.reason)
        myc_title_add_row(scene, myc_text_html_wrapped(memory, book->run.reason, TITLE_COLUMNS, 8));
    else if (book->run.response)
        myc_title_add_row(
            scene, myc_memory_format(memory, "\u2605 response: %s",
                                     myc_text_html(memory, book->run.response, TITLE_COLUMNS)));
}

static void add_faults(const struct myc_scene *scene)
{
    struct myc_memory *memory = scene->memory;
    const struct myc_book *book = scene->book;
    for (size_t i = 0; i < book->fault_count && i < FAULTS_SHOWN; i++) {
        const struct myc_book_fault *fault = &book->faults[i];
        const char *words = myc_scene_fault_words(scene, fault, true);
        bool described = !fault->target && fault->item;
        if (fault->state == MYC_FAULT_SKIPPED)
            myc_title_add_row(
                scene, myc_memory_format(memory, "fault %" PRIu32 " did not happen: %s%s%s",
                                         fault->id, words, fault->why ? ": " : "",
                                         fault->why ? myc_text_html(memory, fault->why, 60) : ""));
        else
            myc_title_add_row(
                scene,
                myc_memory_format(
                    memory, "<B>\u26a1 fault %" PRIu32 ": %s</B>, %" PRIu64 " hit%s%s%s", fault->id,
                    words, fault->hits, fault->hits == 1 ? "" : "s", described ? "<BR/>" : "",
                    described ? myc_text_html(memory, fault->item, 100) : ""));
    }
    if (book->fault_count > FAULTS_SHOWN)
        myc_title_add_row(scene, myc_memory_format(memory, "and %zu more faults",
                                                   book->fault_count - FAULTS_SHOWN));
}

void myc_title_begin(const struct myc_scene *scene)
{
    myc_text_add(scene->dot,
                 "  labelloc=t;\n  labeljust=l;\n  fontsize=%d;\n"
                 "  label=<<TABLE BORDER=\"0\" "
                 "CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\">\n",
                 12 * scene->scale);
    add_heading(scene);
    add_outcome(scene);
    add_faults(scene);
}

void myc_title_begin_legend(const struct myc_scene *scene, const char *name)
{
    myc_text_add(scene->dot,
                 "    <TR><TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"%d\"><TABLE BORDER=\"0\" "
                 "CELLBORDER=\"0\" CELLSPACING=\"4\" CELLPADDING=\"3\"><TR>"
                 "<TD ALIGN=\"LEFT\">%s</TD>",
                 9 * scene->scale, name);
}

void myc_title_add_key(const struct myc_scene *scene, const char *colour, const char *words)
{
    myc_text_add(scene->dot, "<TD ALIGN=\"LEFT\"><FONT COLOR=\"%s\">%s</FONT></TD>", colour, words);
}

void myc_title_add_swatch(const struct myc_scene *scene, const struct myc_look_table *as)
{
    myc_text_add(scene->dot,
                 "<TD BORDER=\"1\" STYLE=\"%s\" COLOR=\"%s\" BGCOLOR=\"%s\">"
                 "<FONT COLOR=\"%s\">%s</FONT></TD>",
                 as->style, as->border, as->fill, as->text, as->word);
}

void myc_title_add_looks(const struct myc_scene *scene, const bool has_look[MYC_LOOKS])
{
    for (unsigned look = 0; look < MYC_LOOKS; look++)
        if (has_look[look])
            myc_title_add_swatch(scene, &myc_look_table[look]);
}

bool myc_title_has_any(const bool *has, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (has[i])
            return true;
    return false;
}

/* Where the head is wider than its legend, Graphviz widens all cells alike: most of it goes to
 * empty ones at the end. */
void myc_title_end_legend(const struct myc_scene *scene)
{
    for (int i = 0; i < PADDING_CELLS; i++)
        myc_text_add(scene->dot, "<TD CELLPADDING=\"0\"></TD>");
    myc_text_add(scene->dot, "</TR></TABLE></FONT></TD></TR>\n");
}

void myc_title_end(const struct myc_scene *scene)
{
    myc_text_add(scene->dot, "  </TABLE>>;\n");
}
