#include "experiments/verdict.h"

#include <string.h>

const char *myc_verdict_word(enum myc_verdict verdict)
{
    static const char *const words[] = { "pass", "fail", "unknown" };
    return words[verdict];
}

const char *myc_class_word(enum myc_class class)
{
    static const char *const words[] = { NULL,   "wrong", "error",
                                         "late", "stuck", "invariant" };
    return words[class];
}

/* A time as people read it: the largest unit that shows it in at most six digits. */
static const char *time_text(struct myc_memory *memory, myc_time time)
{
    static const struct {
        const char *unit;
        myc_time ns;
    } units[] = { { "s", MYC_SECOND }, { "ms", MYC_MS }, { "us", MYC_US }, { "ns", 1 } };
    size_t i = 0;
    while (units[i].ns > 1 && time < units[i].ns)
        i++;
    myc_time whole = time / units[i].ns, rest = time % units[i].ns * 1000 / units[i].ns;
    if (!rest)
        return myc_memory_format(memory, "%llu %s", (unsigned long long)whole, units[i].unit);
    char digits[4] = { (char)('0' + rest / 100), (char)('0' + rest / 10 % 10),
                       (char)('0' + rest % 10), '\0' };
    for (int last = 2; digits[last] == '0'; last--)
        digits[last] = '\0';
    return myc_memory_format(memory, "%llu.%s %s", (unsigned long long)whole, digits,
                             units[i].unit);
}

/* The response that a program without faults and without runtime would give. */
static const char *expected(const struct myc_scenario *scenario, const char *const *hosts,
                            struct myc_memory *memory)
{
    const struct myc_workload *workload = scenario->workload;
    if (scenario->expect.response)
        return scenario->expect.response;
    if (!workload->reference)
        return NULL;
    struct myc_reference reference = {
        .maker = { .memory = memory },
        .types = myc_types_begin(memory),
        .seed = scenario->seed,
        .host_count = scenario->cluster.host_count,
        .files = scenario->cluster.files,
        .file_count = scenario->cluster.file_count,
    };
    for (const char *const *type = workload->types; type && *type; type++)
        myc_type_of(reference.types, *type);
    const char *type = NULL;
    const struct myc_value *value =
        workload->reference(&reference, scenario->workload_parameters, &type);
    return value ? myc_value_json(value, myc_type_of(reference.types, type), hosts, memory)
                 : "null";
}

static const struct myc_book_fault *fault_by_id(const struct myc_book *book, uint32_t id)
{
    return id && id <= book->fault_count ? &book->faults[id - 1] : NULL;
}

/* What struck the failing node: its own cause, else a fault that keeps a message about it. */
static const struct myc_book_fault *culprit(const struct myc_book *book,
                                            const struct myc_result *result)
{
    const struct myc_book_fault *fault = fault_by_id(book, result->failing_fault);
    for (size_t i = book->message_count; !fault && i-- > 0;)
        if (book->messages[i].node == result->failing_node)
            fault = fault_by_id(book, book->messages[i].fault);
    return fault;
}

static const char *why(const struct myc_scenario *scenario, const struct myc_result *result,
                       const struct myc_book *book, const char *const *hosts,
                       struct myc_memory *memory)
{
    const struct myc_book_fault *fault = culprit(book, result);
    const char *text =
        result->failing_host == MYC_NO_HOST
            ? myc_memory_format(memory, "%s got no value", result->failing_label)
            : myc_memory_format(memory, "%s got no value on %s", result->failing_label,
                                hosts[result->failing_host]);
    if (fault)
        text = myc_memory_format(memory, "%s: fault %u, %s of %s at %s, took it", text, fault->id,
                                 fault->effect, fault->target, time_text(memory, fault->start));
    if (result->root_label)
        text = myc_memory_format(memory, "%s; %s is %s", text, result->root_label,
                                 result->root_truly_lost ? "truly lost" : "recomputable");
    if (result->error)
        text = myc_memory_format(memory, "%s; %s (recovery: %s)", text, result->error,
                                 scenario->recovery.policy->about.name);
    return text;
}

static const char *failure_reason(const struct myc_scenario *scenario,
                                  const struct myc_result *result, const struct myc_book *book,
                                  const char *const *hosts, struct myc_memory *memory)
{
    if (result->failing_label)
        return why(scenario, result, book, hosts, memory);
    if (result->error)
        return result->error;
    return "the driver still waits, and nothing is under way that could reach it";
}

/* Long responses are cut for the reason; the outcome holds the whole. */
static const char *brief(struct myc_memory *memory, const char *text)
{
    return strlen(text) <= 120 ? text : myc_memory_format(memory, "%.117s...", text);
}

static void fail(struct myc_outcome *outcome, enum myc_class class, const char *reason)
{
    outcome->verdict = MYC_FAIL;
    outcome->class = class;
    outcome->reason = reason;
}

static void judge_response(const struct myc_scenario *scenario, const struct myc_result *result,
                           const char *const *hosts, struct myc_memory *memory,
                           struct myc_outcome *outcome)
{
    const char *wanted = expected(scenario, hosts, memory);
    if (wanted && strcmp(wanted, outcome->response)) {
        fail(outcome, MYC_CLASS_WRONG,
             myc_memory_format(memory, "the response is %s, not %s",
                               brief(memory, outcome->response), brief(memory, wanted)));
    } else if (result->finished_at > scenario->expect.within) {
        fail(outcome, MYC_CLASS_LATE,
             myc_memory_format(memory, "the response is right but came at %s, after %s",
                               time_text(memory, result->finished_at),
                               time_text(memory, scenario->expect.within)));
    } else {
        outcome->verdict = MYC_PASS;
    }
}

void myc_verdict_judge(const struct myc_scenario *scenario, enum myc_stop stop,
                       const struct myc_result *result, const char *const *hosts,
                       struct myc_memory *memory, struct myc_outcome *outcome)
{
    const struct myc_book *book = outcome->book;
    outcome->response = result->finished && result->response
                            ? myc_value_json(result->response, result->response_type, hosts,
                                             memory)
                            : "null";
    outcome->failing_node = result->failing_label;
    if (result->violation) {
        fail(outcome, MYC_CLASS_INVARIANT, result->violation);
    } else if (result->finished && !result->is_error) {
        judge_response(scenario, result, hosts, memory, outcome);
    } else if (result->finished) {
        fail(outcome, MYC_CLASS_ERROR, failure_reason(scenario, result, book, hosts, memory));
    } else if (stop == MYC_STOP_QUIET) {
        fail(outcome, MYC_CLASS_STUCK, failure_reason(scenario, result, book, hosts, memory));
    } else {
        outcome->verdict = MYC_UNKNOWN;
        outcome->reason = myc_stop_phrase(stop);
    }
}
