/* The title of the drawing: the run, its verdict and reason, what failed, the
 * faults, what is left out, and the legend of what occurs. */
#include <inttypes.h>
#include <string.h>

#include "viz/lineage.h"

#define TITLE_COLUMNS 100
#define FAULTS_SHOWN 6

static const char *const tie_words[MYC_TIES] = {
#define X(NAME, class, attributes, words) words,
    MYC_TIE_LIST(X)
#undef X
};

bool myc_lineage_is_at_hosts(const struct myc_book_fault *fault)
{
    const char *target = fault->target ? fault->target : "";
    return fault->state == MYC_FAULT_HAPPENED && strcmp(fault->effect, "partition") != 0 &&
           strncmp(target, "link(", 5) != 0 && strncmp(target, "message(", 8) != 0;
}

/* " (m2)": the host that a target such as holder(labels) turned out to be, where it is one. */
static const char *resolved(const struct myc_lineage *lineage, const struct myc_book_fault *fault)
{
    if (fault->host_count != 1)
        return "";
    const char *name = lineage->book->hosts[fault->hosts[0]].name;
    if (strcmp(name, fault->target) == 0)
        return "";
    return myc_memory_format(lineage->memory, " (%s)", myc_text_html(lineage->memory, name, 60));
}

const char *myc_lineage_fault_words(const struct myc_lineage *lineage,
                                    const struct myc_book_fault *fault, bool with_target)
{
    struct myc_memory *memory = lineage->memory;
    bool ends = fault->end != MYC_FOREVER;
    bool targeted = with_target && fault->target;
    return myc_memory_format(
        memory, "%s%s%s%s at %s, for %s", myc_text_html(memory, fault->effect, 20),
        targeted ? " of " : "", targeted ? myc_text_html(memory, fault->target, 60) : "",
        targeted ? resolved(lineage, fault) : "", myc_time_words(memory, fault->start),
        ends ? myc_time_words(memory, fault->end - fault->start) : "ever");
}

static void add_row(const struct myc_lineage *lineage, const char *html)
{
    myc_text_add(lineage->dot, "    <TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">%s</TD></TR>\n", html);
}

static void add_heading(const struct myc_lineage *lineage)
{
    static const struct {
        const char *verdict, *words, *colour;
    } verdicts[] = {
        { "pass", "\u2714 PASS", "#00694E" },
        { "fail", "\u2717 FAIL", "#6B0F0F" },
        { "", "? UNKNOWN", "#555555" },
    };
    struct myc_memory *memory = lineage->memory;
    const struct myc_book_run *run = &lineage->book->run;
    int is = 0;
    while (is < 2 && (!run->verdict || strcmp(run->verdict, verdicts[is].verdict) != 0))
        is++;
    myc_text_add(
        lineage->dot,
        "    <TR><TD ALIGN=\"LEFT\" BGCOLOR=\"%s\" CELLPADDING=\"6\"><FONT COLOR=\"#FFFFFF\">"
        "<FONT POINT-SIZE=\"%d\"><B>%s%s%s%s \u00a0 %s\u00a0\u00a0</B></FONT>"
        "seed %" PRIu64 " \u00b7 simulated time %s</FONT></TD></TR>\n",
        verdicts[is].colour, 20 * lineage->scale, verdicts[is].words, run->class ? " (" : "",
        run->class ? myc_text_html(memory, run->class, 20) : "", run->class ? ")" : "",
        myc_text_html(memory, run->name ? run->name : "a run", 60), run->seed,
        myc_time_words(memory, run->end));
}

static void add_outcome(const struct myc_lineage *lineage)
{
    struct myc_memory *memory = lineage->memory;
    const struct myc_book *book = lineage->book;
    const struct myc_sighting *failing = myc_lineage_failing(lineage);
    if (failing)
        add_row(lineage,
                myc_memory_format(memory, "<B>\u2717 failing node: %s, on host %s</B>",
                                  myc_text_html(memory, book->nodes[failing->node - 1].label, 60),
                                  myc_text_html(memory, book->hosts[failing->host].name, 60)));
    if (book->run.reason)
        add_row(lineage, myc_text_html_wrapped(memory, book->run.reason, TITLE_COLUMNS, 8));
    else if (book->run.response)
        add_row(lineage,
                myc_memory_format(memory, "\u2605 response: %s",
                                  myc_text_html(memory, book->run.response, TITLE_COLUMNS)));
}

static void add_faults(const struct myc_lineage *lineage)
{
    struct myc_memory *memory = lineage->memory;
    const struct myc_book *book = lineage->book;
    for (size_t i = 0; i < book->fault_count && i < FAULTS_SHOWN; i++) {
        const struct myc_book_fault *fault = &book->faults[i];
        const char *words = myc_lineage_fault_words(lineage, fault, true);
        bool described = !fault->target && fault->item;
        if (fault->state == MYC_FAULT_SKIPPED)
            add_row(lineage,
                    myc_memory_format(memory, "fault %" PRIu32 " did not happen: %s%s%s", fault->id,
                                      words, fault->why ? ": " : "",
                                      fault->why ? myc_text_html(memory, fault->why, 60) : ""));
        else
            add_row(lineage,
                    myc_memory_format(memory,
                                      "<B>\u26a1 fault %" PRIu32 ": %s</B>, %" PRIu64 " hit%s%s%s",
                                      fault->id, words, fault->hits, fault->hits == 1 ? "" : "s",
                                      described ? "<BR/>" : "",
                                      described ? myc_text_html(memory, fault->item, 100) : ""));
    }
    if (book->fault_count > FAULTS_SHOWN)
        add_row(lineage,
                myc_memory_format(memory, "and %zu more faults", book->fault_count - FAULTS_SHOWN));
}

/* "440 of 500 nodes not shown: 300 never asked for, 140 ready". */
static void add_left_out(const struct myc_lineage *lineage)
{
    size_t left_out[MYC_LOOKS] = { 0 }, count = lineage->book->node_count;
    if (lineage->chosen_count == count)
        return;
    for (size_t i = 0; i < count; i++)
        if (!lineage->chosen[i])
            left_out[myc_lineage_look(lineage, lineage->fates[i].last)]++;
    struct myc_text words;
    myc_text_begin(&words, lineage->memory);
    myc_text_add(&words, "%zu of %zu nodes not shown: ", count - lineage->chosen_count, count);
    const char *between = "";
    for (unsigned look = 0; look < MYC_LOOKS; look++) {
        if (left_out[look]) {
            myc_text_add(&words, "%s%zu %s", between, left_out[look], myc_look_table[look].word);
            between = ", ";
        }
    }
    myc_text_add(&words, ". Shown is what best explains the response.");
    if (lineage->hosts_left_out)
        myc_text_add(&words, " %zu hosts have none of it.", lineage->hosts_left_out);
    add_row(lineage, words.chars);
}

static void begin_legend_row(const struct myc_lineage *lineage)
{
    myc_text_add(lineage->dot,
                 "    <TR><TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"%d\"><TABLE BORDER=\"0\" "
                 "CELLBORDER=\"0\" CELLSPACING=\"4\" CELLPADDING=\"3\"><TR>",
                 9 * lineage->scale);
}

static void end_legend_row(struct myc_text *dot)
{
    myc_text_add(dot, "</TR></TABLE></FONT></TD></TR>\n");
}

static void add_legend(const struct myc_lineage *lineage)
{
    struct myc_text *dot = lineage->dot;
    begin_legend_row(lineage);
    myc_text_add(dot, "<TD>Vertices:</TD>");
    for (unsigned look = 0; look < MYC_LOOKS; look++) {
        const struct myc_look_table *as = &myc_look_table[look];
        if (lineage->has_look[look])
            myc_text_add(dot,
                         "<TD BORDER=\"1\" STYLE=\"%s\" COLOR=\"%s\" BGCOLOR=\"%s\">"
                         "<FONT COLOR=\"%s\">%s</FONT></TD>",
                         as->style, as->border, as->fill, as->text, as->word);
    }
    end_legend_row(dot);
    begin_legend_row(lineage);
    myc_text_add(dot, "<TD>Edges:</TD>");
    for (unsigned tie = 0; tie < MYC_TIES; tie++)
        if (lineage->has_tie[tie])
            myc_text_add(dot, "<TD>%s</TD>", tie_words[tie]);
    end_legend_row(dot);
}

void myc_lineage_write_title(const struct myc_lineage *lineage)
{
    myc_text_add(lineage->dot,
                 "  labelloc=t;\n  labeljust=l;\n  fontsize=%d;\n"
                 "  label=<<TABLE BORDER=\"0\" "
                 "CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\">\n",
                 12 * lineage->scale);
    add_heading(lineage);
    add_outcome(lineage);
    add_faults(lineage);
    add_left_out(lineage);
    add_legend(lineage);
    myc_text_add(lineage->dot, "  </TABLE>>;\n");
}
