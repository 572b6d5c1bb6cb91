#include "experiments/outcome_text.h"

#include <inttypes.h>
#include <string.h>

#include "experiments/time_text.h"
#include "sim/utf8.h"

#define RESPONSE_BYTES 300 /* shown of a response; all of it is in --json and in the database */
#define LINES_MAX 8        /* of faults, and of losses */
#define WARNINGS_MAX 5
#define HOSTS_MAX 4 /* named of a fault */

struct look {
    const char *word; /* of the verdict */
    const char *colour;
    const char *meaning;
};

/* Some workloads measure: what will come is not known beforehand. */
static bool is_expected(const struct myc_scenario *scenario)
{
    return scenario->expect.response || scenario->workload->reference;
}

static struct look look_of(const struct myc_outcome *outcome)
{
    static const char *const failures[] = {
        [MYC_CLASS_NONE] = "it failed",
        [MYC_CLASS_WRONG] = "another response came than the one expected",
        [MYC_CLASS_ERROR] = "the program ended with an error",
        [MYC_CLASS_LATE] = "the expected response came, but too late",
        [MYC_CLASS_STUCK] = "no response came, and none can come any more",
        [MYC_CLASS_INVARIANT] = "a rule of the function-passing model was violated",
        [MYC_CLASS_EXPECTATION] = "it did not go as expected",
    };
    if (outcome->verdict == MYC_PASS)
        return (struct look){ "PASS", "\033[1;32m",
                              is_expected(outcome->scenario) ? "the expected response came"
                                                             : "a response came" };
    if (outcome->verdict == MYC_UNKNOWN)
        return (struct look){ "UNKNOWN", "\033[1;33m", "a limit was reached before the end" };
    return (struct look){ "FAIL", "\033[1;31m", failures[outcome->class] };
}

/* The key of a line, or blanks where the line goes on with the one before. */
static void write_key(const char *key, FILE *out)
{
    fprintf(out, "  %-13s", key);
}

static void write_response(const char *response, FILE *out)
{
    size_t shown = 0;
    while (response[shown] && shown < RESPONSE_BYTES) {
        size_t bytes = myc_utf8_printable_bytes(response + shown);
        shown += bytes ? bytes : 1;
    }
    write_key("response", out);
    fprintf(out, "%.*s%s\n", (int)shown, response, response[shown] ? " ..." : "");
}

static const char *finding_word(const struct myc_judgement *judgement)
{
    static const char *const words[] = { "NOT MET", "met", "not decided" };
    if (judgement->condition->kind == MYC_CONDITION_SOMETIMES)
        return judgement->finding == MYC_FINDING_MET ? "happened" : "did not happen in this run";
    return words[judgement->finding];
}

static void write_judgements(const struct myc_outcome *outcome, FILE *out)
{
    for (size_t i = 0; i < outcome->judgement_count; i++) {
        const struct myc_judgement *judgement = &outcome->judgements[i];
        write_key(i ? "" : "expected", out);
        fprintf(out, "%s: %s, found %s\n", judgement->condition->words, finding_word(judgement),
                judgement->found);
    }
}

static void write_latency(const char *name, myc_time latency, FILE *out)
{
    char text[MYC_TIME_TEXT_BYTES];
    fprintf(out, "%s %s", name, latency == MYC_FOREVER ? "none" : myc_time_text(latency, text));
}

static void write_requests(const struct myc_requests *requests, FILE *out)
{
    write_key("requests", out);
    fprintf(out, "%" PRIu64 " sent, %" PRIu64 " answered right and in time", requests->sent,
            requests->good);
    if (requests->wrong)
        fprintf(out, ", %" PRIu64 " wrong", requests->wrong);
    if (requests->late)
        fprintf(out, ", %" PRIu64 " late", requests->late);
    if (requests->failed)
        fprintf(out, ", %" PRIu64 " failed", requests->failed);
    fputc('\n', out);
    write_key("latency", out);
    write_latency("mean", myc_requests_mean(requests), out);
    write_latency(", p50", myc_requests_percentile(requests, 500), out);
    write_latency(", p95", myc_requests_percentile(requests, 950), out);
    write_latency(", p99", myc_requests_percentile(requests, 990), out);
    write_latency(", max", myc_requests_percentile(requests, 1000), out);
    fputc('\n', out);
}

static void write_failing_node(const struct myc_outcome *outcome, FILE *out)
{
    write_key("failing node", out);
    fprintf(out, "%s", outcome->failing_node);
    if (outcome->failing_host)
        fprintf(out, ", on %s", outcome->failing_host);
    fputc('\n', out);
}

static void write_fault(const struct myc_book *book, const struct myc_book_fault *fault, FILE *out)
{
    char start[MYC_TIME_TEXT_BYTES], end[MYC_TIME_TEXT_BYTES];
    fprintf(out, "%" PRIu32 ": %s", fault->id, fault->effect);
    if (fault->target)
        fprintf(out, " %s", fault->target);
    if (fault->state == MYC_FAULT_SKIPPED) {
        fprintf(out, ", skipped: %s\n", fault->why ? fault->why : "");
        return;
    }
    bool named = fault->target && fault->host_count == 1 &&
                 strcmp(fault->target, book->hosts[fault->hosts[0]].name) == 0;
    for (uint32_t i = 0; !named && i < fault->host_count && i < HOSTS_MAX; i++)
        fprintf(out, "%s%s", i ? " " : " = ", book->hosts[fault->hosts[i]].name);
    if (fault->host_count > HOSTS_MAX)
        fprintf(out, " and %" PRIu32 " more", fault->host_count - HOSTS_MAX);
    bool lasts = fault->end != fault->start;
    fprintf(out, ", %s %s", lasts ? "from" : "at", myc_time_text(fault->start, start));
    if (lasts && fault->end != MYC_FOREVER)
        fprintf(out, " to %s", myc_time_text(fault->end, end));
    fprintf(out, ", %" PRIu64 " hit%s\n", fault->hits, fault->hits == 1 ? "" : "s");
}

static void write_faults(const struct myc_book *book, FILE *out)
{
    for (size_t i = 0; i < book->fault_count && i < LINES_MAX; i++) {
        write_key(i ? "" : "faults", out);
        write_fault(book, &book->faults[i], out);
    }
    if (book->fault_count > LINES_MAX) {
        write_key("", out);
        fprintf(out, "and %zu more\n", book->fault_count - LINES_MAX);
    }
}

static void write_losses(const struct myc_outcome *outcome, FILE *out)
{
    for (size_t i = 0; i < outcome->loss_count && i < LINES_MAX; i++) {
        const struct myc_loss *loss = &outcome->losses[i];
        char at[MYC_TIME_TEXT_BYTES];
        write_key(i ? "" : "lost", out);
        fprintf(out, "%s of %s, at %s", loss->node, outcome->book->hosts[loss->host].name,
                myc_time_text(loss->at, at));
        if (loss->fault)
            fprintf(out, " by fault %" PRIu32, loss->fault);
        fprintf(out, " (%s)\n", loss->recoverable ? "recomputable" : "truly lost");
    }
    if (outcome->loss_count > LINES_MAX) {
        write_key("", out);
        fprintf(out, "and %zu more\n", outcome->loss_count - LINES_MAX);
    }
}

static void write_messages(const struct myc_outcome *outcome, FILE *out)
{
    write_key("messages", out);
    for (size_t i = 0; i < outcome->message_kind_count; i++)
        fprintf(out, "%s%" PRIu64 " %s", i ? ", " : "", outcome->messages[i].count,
                outcome->messages[i].name);
    fprintf(out, "%s", outcome->message_kind_count ? "" : "none");
    if (outcome->control)
        fprintf(out, "; %" PRIu64 " control", outcome->control);
    fputc('\n', out);
}

/* "1 evicted", where there is any, apart from what stands before it. */
static void write_part(uint64_t count, const char *what, const char *plural, bool *begun, FILE *out)
{
    if (!count)
        return;
    fprintf(out, "%s%" PRIu64 " %s%s", *begun ? "; " : "", count, what, count > 1 ? plural : "");
    *begun = true;
}

/* ", noticed after 1ms", of the longest of `count`. */
static void write_longest(const char *before, myc_time time, const char *after, uint64_t count,
                          FILE *out)
{
    char text[MYC_TIME_TEXT_BYTES];
    if (time)
        fprintf(out, "%s%s%s%s", before, myc_time_text(time, text), after,
                count > 1 ? " at most" : "");
}

static void write_recovery(const struct myc_recovery_figures *figures, FILE *out)
{
    char time[MYC_TIME_TEXT_BYTES];
    bool begun = false;
    if (!figures->setbacks && !figures->hedged && !figures->evicted)
        return;
    write_key("recovery", out);
    write_part(figures->setbacks, "setback", "s", &begun, out);
    write_longest(", noticed after ", figures->detect_ns_max, "", figures->setbacks, out);
    write_part(figures->recovered, "answered", "", &begun, out);
    write_longest(" ", figures->recover_ns_max, " later", figures->recovered, out);
    write_part(figures->hedged, "second request", "s", &begun, out);
    write_part(figures->evicted, "evicted", "", &begun, out);
    write_part(figures->resent_bytes, "byte", "s", &begun, out);
    if (figures->resent_bytes)
        fputs(" again", out);
    if (figures->recomputed_ns)
        fprintf(out, "; %s of work again", myc_time_text(figures->recomputed_ns, time));
    fputc('\n', out);
}

static void write_effort(const struct myc_outcome *outcome, FILE *out)
{
    char end[MYC_TIME_TEXT_BYTES];
    write_key("simulated", out);
    fprintf(out, "%s, %" PRIu64 " event%s, %" PRIu64 " spore run%s",
            myc_time_text(outcome->sim_end, end), outcome->events, outcome->events == 1 ? "" : "s",
            outcome->spore_runs, outcome->spore_runs == 1 ? "" : "s");
    if (outcome->recomputed)
        fprintf(out, ", %" PRIu64 " recomputed", outcome->recomputed);
    fputc('\n', out);
}

void myc_outcome_text(const struct myc_outcome *outcome, bool colour, FILE *out)
{
    struct look look = look_of(outcome);
    fprintf(out, "%s%s%s  %s: %s", colour ? look.colour : "", look.word, colour ? "\033[0m" : "",
            outcome->scenario->name, look.meaning);
    if (outcome->class != MYC_CLASS_NONE)
        fprintf(out, " (%s)", myc_class_word(outcome->class));
    fputc('\n', out);
    if (outcome->reason) {
        write_key("reason", out);
        fprintf(out, "%s\n", outcome->reason);
    }
    if (outcome->failing_node)
        write_failing_node(outcome, out);
    write_response(outcome->response, out);
    if (outcome->requests)
        write_requests(outcome->requests, out);
    write_judgements(outcome, out);
    write_faults(outcome->book, out);
    write_losses(outcome, out);
    write_messages(outcome, out);
    write_recovery(&outcome->recovery, out);
    write_effort(outcome, out);
    write_key("seed", out);
    fprintf(out, "%" PRIu64 "\n", outcome->seed);
    write_key("fingerprint", out);
    fprintf(out, "%s\n", outcome->fingerprint);
}

static bool is_label(const struct myc_book *book, const char *label)
{
    for (size_t i = 0; i < book->node_count; i++)
        if (!strcmp(book->nodes[i].label, label))
            return true;
    return false;
}

/* A record about nothing is never written, whatever happens. */
static void warn_of_labels(const struct myc_outcome *outcome, FILE *out)
{
    for (size_t i = 0; i < outcome->judgement_count; i++) {
        const struct myc_condition *condition = outcome->judgements[i].condition;
        bool names = condition->kind == MYC_CONDITION_NEVER ||
                     condition->kind == MYC_CONDITION_SOMETIMES;
        if (names && !is_label(outcome->book, condition->pattern.label))
            fprintf(out, "mycel run: warning: expect %s: no node of this run is labelled '%s'\n",
                    condition->words, condition->pattern.label);
    }
}

void myc_outcome_warn(const struct myc_outcome *outcome, FILE *out)
{
    const struct myc_book *book = outcome->book;
    size_t warnings = 0;
    warn_of_labels(outcome, out);
    for (size_t i = 0; i < book->fault_count; i++) {
        const struct myc_book_fault *fault = &book->faults[i];
        bool skipped = fault->state == MYC_FAULT_SKIPPED;
        if ((!skipped && fault->hits > 0) || ++warnings > WARNINGS_MAX)
            continue;
        fprintf(out, "mycel run: warning: fault %" PRIu32 " (%s%s%s) ", fault->id, fault->effect,
                fault->target ? " " : "", fault->target ? fault->target : "");
        if (skipped)
            fprintf(out, "was skipped: %s\n", fault->why ? fault->why : "no reason");
        else
            fputs("hit nothing\n", out);
    }
    if (warnings > WARNINGS_MAX)
        fprintf(out, "mycel run: warning: %zu more faults hit nothing or were skipped\n",
                warnings - WARNINGS_MAX);
}
