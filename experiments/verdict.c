#include "experiments/verdict.h"

#include "experiments/time_text.h"

#include <jansson.h>
#include <string.h>

const char *myc_verdict_word(enum myc_verdict verdict)
{
    static const char *const words[] = { "pass", "fail", "unknown" };
    return words[verdict];
}

const char *myc_class_word(enum myc_class class)
{
    static const char *const words[] = { NULL, "wrong", "error", "late", "stuck", "invariant",
                                         "expectation" };
    return words[class];
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
        .types = myc_types_over(memory, scenario->types),
        .seed = scenario->seed,
        .host_count = scenario->cluster.host_count,
        .files = scenario->cluster.files,
        .file_count = scenario->cluster.file_count,
    };
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

/* The fault that last did something to a message about the node that ended so. */
static const struct myc_book_fault *meddler(const struct myc_book *book, uint32_t node,
                                            enum myc_message_state state)
{
    const struct myc_book_fault *fault = NULL;
    for (size_t i = book->message_count; !fault && i-- > 0;)
        if (book->messages[i].node == node && book->messages[i].state == state)
            fault = fault_by_id(book, book->messages[i].fault);
    return fault;
}

/* What struck the failing node: its own cause, else a fault that lost a message about it, or keeps
 * one. One that only touched a message that arrived, `*took` nothing. */
static const struct myc_book_fault *culprit(const struct myc_book *book,
                                            const struct myc_result *result, bool *took)
{
    uint32_t node = result->failing_node;
    const struct myc_book_fault *fault = fault_by_id(book, result->failing_fault);
    if (!fault)
        fault = meddler(book, node, MYC_MESSAGE_LOST);
    if (!fault)
        fault = meddler(book, node, MYC_MESSAGE_UNDERWAY);
    *took = fault != NULL;
    return fault ? fault : meddler(book, node, MYC_MESSAGE_DELIVERED);
}

static const char *what_happened(const struct myc_result *result, const char *const *hosts,
                                 struct myc_memory *memory)
{
    const char *label = result->failing_label;
    if (result->failing_host == MYC_NO_HOST)
        return myc_memory_format(memory, "%s got no value", label);
    const char *host = hosts[result->failing_host];
    return result->failing_was_ready
               ? myc_memory_format(memory, "%s was ready on %s, but its value never arrived", label,
                                   host)
               : myc_memory_format(memory, "%s got no value on %s", label, host);
}

static const char *why(const struct myc_scenario *scenario, const struct myc_result *result,
                       const struct myc_book *book, const char *const *hosts,
                       struct myc_memory *memory)
{
    bool took;
    const struct myc_book_fault *fault = culprit(book, result, &took);
    char start[MYC_TIME_TEXT_BYTES];
    const char *text = what_happened(result, hosts, memory);
    if (fault)
        text = myc_memory_format(memory, "%s: fault %u, %s of %s at %s, %s", text, fault->id,
                                 fault->effect, fault->target, myc_time_text(fault->start, start),
                                 took ? "took it" : "touched a message about it");
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

#define WAITS_MAX 3 /* named of the questions without an answer */

static const char *waits_text(const struct myc_verdict_input *input, const struct myc_outcome *outcome)
{
    const struct myc_result *result = input->result;
    const struct myc_book *book = outcome->book;
    char since[MYC_TIME_TEXT_BYTES];
    const char *text = result->wait_count ? "" : "the driver waits, and nobody is asked";
    for (size_t i = 0; i < result->wait_count && i < WAITS_MAX; i++) {
        const struct myc_wait *wait = &result->waits[i];
        const struct myc_book_fault *fault = fault_by_id(book, wait->fault);
        text = myc_memory_format(input->memory, "%s%s%s waits for %s of %s, asked at %s", text,
                                 i ? ", " : "", input->hosts[wait->host], wait->label,
                                 input->hosts[wait->asked], myc_time_text(wait->since, since));
        if (fault)
            text = myc_memory_format(input->memory, "%s and taken by fault %u, %s of %s", text,
                                     fault->id, fault->effect, fault->target);
    }
    if (result->wait_count > WAITS_MAX)
        text = myc_memory_format(input->memory, "%s, and %zu more wait", text,
                                 result->wait_count - WAITS_MAX);
    return text;
}

/* Once faults have ended for good, an answer that does not come needs a reason of its own: who waits
 * for what, and what took it before. */
static void explain_liveness(const struct myc_verdict_input *input, struct myc_outcome *outcome)
{
    const struct myc_scenario *scenario = input->scenario;
    char eff[MYC_TIME_TEXT_BYTES], end[MYC_TIME_TEXT_BYTES];
    if (scenario->eff == MYC_FOREVER || input->result->finished ||
        (outcome->class != MYC_CLASS_STUCK && outcome->verdict != MYC_UNKNOWN))
        return;
    outcome->reason = myc_memory_format(
        input->memory, "%s; at %s, %s eff, %s: %s (recovery: %s, detector: %s)", outcome->reason,
        myc_time_text(outcome->sim_end, end),
        outcome->sim_end < scenario->eff ? "before" : "with every fault healed since",
        myc_time_text(scenario->eff, eff), waits_text(input, outcome),
        scenario->recovery.policy->about.name, scenario->cluster.detector->about.name);
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

/* Equal as JSON: the order of an object's keys says nothing. */
static bool is_same(const char *wanted, const char *response)
{
    if (!strcmp(wanted, response))
        return true;
    json_t *a = json_loads(wanted, JSON_DECODE_ANY, NULL);
    json_t *b = json_loads(response, JSON_DECODE_ANY, NULL);
    bool same = a && b && json_equal(a, b);
    json_decref(a);
    json_decref(b);
    return same;
}

static void judge_response(const struct myc_verdict_input *input, struct myc_outcome *outcome)
{
    struct myc_memory *memory = input->memory;
    const char *wanted = expected(input->scenario, input->hosts, memory);
    char came[MYC_TIME_TEXT_BYTES], within[MYC_TIME_TEXT_BYTES];
    outcome->is_right = !wanted || is_same(wanted, outcome->response);
    if (!outcome->is_right) {
        fail(outcome, MYC_CLASS_WRONG,
             myc_memory_format(memory, "the response is %s, not %s",
                               brief(memory, outcome->response), brief(memory, wanted)));
    } else if (outcome->answered > input->scenario->expect.within) {
        fail(outcome, MYC_CLASS_LATE,
             myc_memory_format(memory, "the response is right but came at %s, after %s",
                               myc_time_text(outcome->answered, came),
                               myc_time_text(input->scenario->expect.within, within)));
    } else {
        outcome->verdict = MYC_PASS;
    }
}

static void judge_run(const struct myc_verdict_input *input, struct myc_outcome *outcome)
{
    const struct myc_result *result = input->result;
    if (result->violation) {
        fail(outcome, MYC_CLASS_INVARIANT, result->violation);
    } else if (result->finished && !result->is_error) {
        judge_response(input, outcome);
    } else if (result->finished || input->stop == MYC_STOP_QUIET) {
        fail(outcome, result->finished ? MYC_CLASS_ERROR : MYC_CLASS_STUCK,
             failure_reason(input->scenario, result, outcome->book, input->hosts, input->memory));
    } else {
        outcome->verdict = MYC_UNKNOWN;
        outcome->reason = myc_stop_phrase(input->stop);
    }
}

struct judged_response {
    const struct myc_value *value;
    bool is_right;
};

/* Of single requests only the one whose value is the response is known to be right or wrong. */
static bool is_not_wrong(void *state, const struct myc_value *value, const struct myc_type *type)
{
    const struct judged_response *response = state;
    (void)type;
    return value != response->value || response->is_right;
}

static struct myc_requests count_requests(const struct myc_verdict_input *input,
                                          myc_is_right *is_right, void *state)
{
    size_t count;
    const struct myc_sent *sent = myc_runtime_sent(input->runtime, &count);
    return myc_requests_count(sent, count, input->scenario->expect.within, is_right, state,
                              input->memory);
}

/* --- an open stream: each of its requests is judged --- */

struct wanted {
    const struct myc_verdict_input *input;
    const char *json;              /* NULL: any value is right */
    const struct myc_value *right; /* one that was */
    const char *wrong;             /* the first that was not */
};

static bool is_wanted(void *state, const struct myc_value *value, const struct myc_type *type)
{
    struct wanted *wanted = state;
    const struct myc_verdict_input *input = wanted->input;
    if (!wanted->json || (wanted->right && myc_value_equal(value, wanted->right)))
        return true;
    const char *json = myc_value_json(value, type, input->hosts, input->memory);
    if (is_same(wanted->json, json)) {
        wanted->right = value;
        return true;
    }
    if (!wanted->wrong)
        wanted->wrong = json;
    return false;
}

/* "2 of 1000 requests failed: " and the reason of the first. */
static const char *why_unanswered(const struct myc_verdict_input *input,
                                  const struct myc_outcome *outcome)
{
    const struct myc_requests *requests = outcome->requests;
    return myc_memory_format(
        input->memory, "%llu of %llu requests %s: %s",
        (unsigned long long)(requests->sent - requests->answered),
        (unsigned long long)requests->sent,
        input->result->finished ? "failed" : "got no answer",
        failure_reason(input->scenario, input->result, outcome->book, input->hosts, input->memory));
}

/* Where availability is expected, it is what judges the requests that were late or failed. */
static void judge_stream(const struct myc_verdict_input *input, struct myc_outcome *outcome)
{
    const struct myc_result *result = input->result;
    const struct myc_requests *requests = outcome->requests;
    struct myc_memory *memory = input->memory;
    bool bears = myc_expect_has(&input->scenario->expect, MYC_CONDITION_AVAILABILITY);
    bool is_over = result->finished || input->stop == MYC_STOP_QUIET;
    char within[MYC_TIME_TEXT_BYTES];
    if (result->violation) {
        fail(outcome, MYC_CLASS_INVARIANT, result->violation);
    } else if (!is_over) {
        outcome->verdict = MYC_UNKNOWN;
        outcome->reason = myc_stop_phrase(input->stop);
    } else if (!requests->sent) {
        outcome->verdict = MYC_UNKNOWN;
        outcome->reason = "the stream ended before its first request";
    } else if (requests->answered < requests->sent && !bears) {
        fail(outcome, result->finished ? MYC_CLASS_ERROR : MYC_CLASS_STUCK,
             why_unanswered(input, outcome));
    } else if (requests->late && !bears) {
        fail(outcome, MYC_CLASS_LATE,
             myc_memory_format(memory, "%llu of %llu requests were answered right, but later than %s",
                               (unsigned long long)requests->late,
                               (unsigned long long)requests->sent,
                               myc_time_text(input->scenario->expect.within, within)));
    } else {
        outcome->verdict = MYC_PASS;
        outcome->failing_node = outcome->failing_host = NULL;
    }
}

static void judge_requests(const struct myc_verdict_input *input, struct myc_outcome *outcome)
{
    struct myc_memory *memory = input->memory;
    struct wanted wanted = { .input = input,
                             .json = expected(input->scenario, input->hosts, memory) };
    struct myc_requests *requests = myc_memory_alloc(memory, sizeof *requests);
    *requests = count_requests(input, is_wanted, &wanted);
    outcome->requests = requests;
    outcome->requests_json = myc_requests_json(requests, memory);
    outcome->is_right = !requests->wrong;
    if (requests->last)
        outcome->response =
            myc_value_json(requests->last->value, requests->last->type, input->hosts, memory);
    judge_stream(input, outcome);
    if (requests->wrong && outcome->class != MYC_CLASS_INVARIANT)
        fail(outcome, MYC_CLASS_WRONG,
             myc_memory_format(memory, "%llu of %llu answers are wrong; the first is %s, not %s",
                               (unsigned long long)requests->wrong,
                               (unsigned long long)requests->answered,
                               brief(memory, wanted.wrong), brief(memory, wanted.json)));
}

static void judge_conditions(const struct myc_verdict_input *input, struct myc_outcome *outcome)
{
    const struct myc_expectation *expect = &input->scenario->expect;
    struct myc_requests requests = { 0 };
    if (!expect->condition_count)
        return;
    if (outcome->requests) {
        requests = *outcome->requests;
    } else if (myc_expect_has(expect, MYC_CONDITION_AVAILABILITY) ||
               myc_expect_has(expect, MYC_CONDITION_LATENCY)) {
        struct judged_response response = { input->result->response, outcome->is_right };
        requests = count_requests(input, is_not_wrong, &response);
    }
    myc_expect_judge(expect, input->sightings, &requests, input->memory, outcome);
}

void myc_verdict_judge(const struct myc_verdict_input *input, struct myc_outcome *outcome)
{
    const struct myc_result *result = input->result;
    outcome->response = result->finished && result->response
                            ? myc_value_json(result->response, result->response_type, input->hosts,
                                             input->memory)
                            : "null";
    outcome->failing_node = result->failing_label;
    if (result->failing_host != MYC_NO_HOST)
        outcome->failing_host = input->hosts[result->failing_host];
    if (input->scenario->arrivals)
        judge_requests(input, outcome);
    else
        judge_run(input, outcome);
    explain_liveness(input, outcome);
    judge_conditions(input, outcome);
}
