#include "experiments/expect.h"

#include <inttypes.h>
#include <string.h>

#include "experiments/time_text.h"
#include "faults/text.h"
#include "sim/unit.h"

/* --- counters --- */

static uint64_t events_of(const struct myc_outcome *outcome)
{
    return outcome->events;
}

static uint64_t control_of(const struct myc_outcome *outcome)
{
    return outcome->control;
}

static uint64_t spore_runs_of(const struct myc_outcome *outcome)
{
    return outcome->spore_runs;
}

static uint64_t recomputed_of(const struct myc_outcome *outcome)
{
    return outcome->recomputed;
}

static uint64_t duplicates_of(const struct myc_outcome *outcome)
{
    return outcome->duplicates_dropped;
}

static uint64_t losses_of(const struct myc_outcome *outcome)
{
    return outcome->loss_count;
}

static uint64_t end_of(const struct myc_outcome *outcome)
{
    return outcome->sim_end;
}

static const struct {
    const char *name;
    uint64_t (*value)(const struct myc_outcome *outcome);
    bool is_time;
} counters[] = {
    { "events", events_of, false },
    { "messages", myc_outcome_messages, false },
    { "control", control_of, false },
    { "spore_runs", spore_runs_of, false },
    { "recomputed", recomputed_of, false },
    { "duplicates_dropped", duplicates_of, false },
    { "lost", losses_of, false },
    { "sim_end_ns", end_of, true },
};
#define COUNTERS (sizeof counters / sizeof *counters)

const char *myc_counter_name(uint32_t counter)
{
    return counter < COUNTERS ? counters[counter].name : myc_message_kinds[counter - COUNTERS];
}

bool myc_counter_find(const char *name, uint32_t *counter)
{
    for (*counter = 0; myc_counter_name(*counter); ++*counter)
        if (strcmp(myc_counter_name(*counter), name) == 0)
            return true;
    return false;
}

bool myc_counter_is_time(uint32_t counter)
{
    return counter < COUNTERS && counters[counter].is_time;
}

uint64_t myc_counter_value(uint32_t counter, const struct myc_outcome *outcome)
{
    if (counter < COUNTERS)
        return counters[counter].value(outcome);
    for (size_t i = 0; i < outcome->message_kind_count; i++)
        if (strcmp(outcome->messages[i].name, myc_counter_name(counter)) == 0)
            return outcome->messages[i].count;
    return 0;
}

/* --- records --- */

struct sighting {
    uint64_t count;
    myc_time time; /* of the first */
    uint32_t host;
    uint32_t fault;
};

struct myc_sightings {
    const struct myc_expectation *expect;
    struct sighting *of; /* by condition */
};

static bool names_record(const struct myc_condition *condition)
{
    return condition->kind == MYC_CONDITION_NEVER || condition->kind == MYC_CONDITION_SOMETIMES;
}

static void see(void *state, const struct myc_record *record)
{
    const struct myc_sightings *sightings = state;
    const struct myc_expectation *expect = sightings->expect;
    if (!record->label)
        return;
    for (size_t i = 0; i < expect->condition_count; i++) {
        const struct myc_condition *condition = &expect->conditions[i];
        struct sighting *sighting = &sightings->of[i];
        if (!names_record(condition) || condition->pattern.kind != record->kind ||
            strcmp(condition->pattern.label, record->label) != 0)
            continue;
        if (!sighting->count++) {
            sighting->time = record->time;
            sighting->host = record->host;
            sighting->fault = record->fault;
        }
    }
}

struct myc_sightings *myc_sightings_begin(struct myc_book *book,
                                          const struct myc_expectation *expect)
{
    size_t named = 0;
    for (size_t i = 0; i < expect->condition_count; i++)
        named += names_record(&expect->conditions[i]);
    if (!named)
        return NULL;
    struct myc_sightings *sightings = myc_memory_alloc(book->memory, sizeof *sightings);
    sightings->expect = expect;
    sightings->of = myc_memory_alloc(book->memory, expect->condition_count * sizeof *sightings->of);
    myc_book_watch(book, see, sightings);
    return sightings;
}

/* --- one condition --- */

struct judging {
    const struct myc_requests *requests;
    const struct myc_sightings *sightings;
    struct myc_memory *memory;
    const struct myc_outcome *outcome;
    bool is_over; /* no limit cut it short */
};

static enum myc_finding finding(bool met)
{
    return met ? MYC_FINDING_MET : MYC_FINDING_UNMET;
}

static const char *time_found(const struct judging *judging, myc_time time)
{
    char text[MYC_TIME_TEXT_BYTES];
    return myc_memory_format(judging->memory, "%s", myc_time_text(time, text));
}

/* Of a stream, every answer. */
static void judge_answers(const struct judging *judging, struct myc_judgement *judgement)
{
    const struct myc_requests *requests = judging->requests;
    bool is_time = judgement->condition->kind == MYC_CONDITION_WITHIN;
    uint64_t not_so = is_time ? requests->late : requests->wrong;
    judgement->finding = finding(!not_so);
    judgement->found = myc_memory_format(judging->memory, "%" PRIu64 " of %" PRIu64 " answers %s",
                                         not_so, requests->answered, is_time ? "late" : "wrong");
}

static void judge_response(const struct judging *judging, struct myc_judgement *judgement)
{
    const struct myc_outcome *outcome = judging->outcome;
    bool is_time = judgement->condition->kind == MYC_CONDITION_WITHIN;
    bool came = outcome->requests ? outcome->requests->answered : outcome->answered != MYC_FOREVER;
    if (!came) {
        judgement->found = "no response";
    } else if (outcome->requests) {
        judge_answers(judging, judgement);
    } else if (is_time) {
        judgement->found = time_found(judging, outcome->answered);
        judgement->finding = finding(outcome->answered <= outcome->scenario->expect.within);
    } else {
        judgement->found = outcome->is_right ? "it" : "another";
        judgement->finding = finding(outcome->is_right);
    }
    bool may_change = !came || (outcome->requests && judgement->finding == MYC_FINDING_MET);
    if (!judging->is_over && may_change)
        judgement->finding = MYC_FINDING_OPEN;
}

static void judge_counter(const struct judging *judging, struct myc_judgement *judgement)
{
    const struct myc_condition *condition = judgement->condition;
    uint64_t value = myc_counter_value(condition->counter, judging->outcome);
    judgement->found = myc_counter_is_time(condition->counter)
                           ? time_found(judging, value)
                           : myc_memory_format(judging->memory, "%" PRIu64, value);
    judgement->finding = finding(value <= condition->bound);
    if (!judging->is_over && judgement->finding == MYC_FINDING_MET)
        judgement->finding = MYC_FINDING_OPEN;
}

/* -1, 0 or 1 as what was found is less than, equal to or greater than the bound. */
static bool holds(enum myc_comparison how, int order)
{
    switch (how) {
    case MYC_LESS:
        return order < 0;
    case MYC_AT_MOST:
        return order <= 0;
    case MYC_AT_LEAST:
        return order >= 0;
    case MYC_MORE:
        break;
    }
    return order > 0;
}

static void judge_availability(const struct judging *judging, struct myc_judgement *judgement)
{
    const struct myc_condition *condition = judgement->condition;
    const struct myc_requests *requests = judging->requests;
    struct myc_ratio found = { requests->good, requests->sent ? requests->sent : 1 };
    judgement->found = myc_memory_format(judging->memory, "%" PRIu64 " of %" PRIu64, requests->good,
                                         requests->sent);
    judgement->finding =
        finding(requests->sent && holds(condition->how, myc_ratio_compare(found, condition->ratio)));
}

static int wide_compare(myc_wide a, myc_wide b)
{
    return (a > b) - (a < b);
}

/* A mean is compared exactly, before it is rounded. */
static void judge_latency(const struct judging *judging, struct myc_judgement *judgement)
{
    const struct myc_condition *condition = judgement->condition;
    const struct myc_requests *requests = judging->requests;
    myc_time found = condition->permille ? myc_requests_percentile(requests, condition->permille)
                                         : myc_requests_mean(requests);
    int order = condition->permille || !requests->answered
                    ? wide_compare(found, condition->bound)
                    : wide_compare(requests->latency_total,
                                   (myc_wide)condition->bound * requests->answered);
    judgement->finding = finding(requests->sent && holds(condition->how, order));
    judgement->found = !requests->sent          ? "no request"
                       : found == MYC_FOREVER ? "too few answers"
                                              : time_found(judging, found);
}

static const char *where(const struct judging *judging, const struct sighting *sighting)
{
    const struct myc_book *book = judging->outcome->book;
    char time[MYC_TIME_TEXT_BYTES];
    const char *text = myc_memory_format(judging->memory, "at %s", myc_time_text(sighting->time, time));
    if (sighting->host != MYC_NO_HOST)
        text = myc_memory_format(judging->memory, "%s on %s", text, book->hosts[sighting->host].name);
    if (sighting->fault && sighting->fault <= book->fault_count)
        text = myc_memory_format(judging->memory, "%s by fault %" PRIu32 ", %s of %s", text,
                                 sighting->fault, book->faults[sighting->fault - 1].effect,
                                 book->faults[sighting->fault - 1].target);
    return text;
}

static void judge_record(const struct judging *judging, struct myc_judgement *judgement)
{
    const struct myc_condition *condition = judgement->condition;
    const struct sighting *sighting =
        &judging->sightings->of[condition - judging->sightings->expect->conditions];
    bool never = condition->kind == MYC_CONDITION_NEVER;
    judgement->count = sighting->count;
    judgement->found = "none";
    if (sighting->count == 1)
        judgement->found = where(judging, sighting);
    else if (sighting->count)
        judgement->found = myc_memory_format(judging->memory, "%" PRIu64 " times, first %s",
                                             sighting->count, where(judging, sighting));
    judgement->finding = finding(never == !sighting->count);
    if (!judging->is_over && !sighting->count)
        judgement->finding = MYC_FINDING_OPEN;
}

static void judge_requests(const struct judging *judging, struct myc_judgement *judgement)
{
    if (judgement->condition->kind == MYC_CONDITION_AVAILABILITY)
        judge_availability(judging, judgement);
    else
        judge_latency(judging, judgement);
    if (!judging->is_over)
        judgement->finding = MYC_FINDING_OPEN;
}

static void judge(const struct judging *judging, struct myc_judgement *judgement)
{
    static void (*const by_kind[])(const struct judging *, struct myc_judgement *) = {
        [MYC_CONDITION_RESPONSE] = judge_response,  [MYC_CONDITION_WITHIN] = judge_response,
        [MYC_CONDITION_AT_MOST] = judge_counter,    [MYC_CONDITION_AVAILABILITY] = judge_requests,
        [MYC_CONDITION_LATENCY] = judge_requests,   [MYC_CONDITION_NEVER] = judge_record,
        [MYC_CONDITION_SOMETIMES] = judge_record,
    };
    by_kind[judgement->condition->kind](judging, judgement);
}

/* --- all of them --- */

bool myc_expect_has(const struct myc_expectation *expect, enum myc_condition_kind kind)
{
    for (size_t i = 0; i < expect->condition_count; i++)
        if (expect->conditions[i].kind == kind)
            return true;
    return false;
}

/* The response and its time have classes of their own, and `sometimes` is about a whole sweep. */
static bool decides(const struct myc_judgement *judgement)
{
    enum myc_condition_kind kind = judgement->condition->kind;
    return judgement->finding == MYC_FINDING_UNMET && kind != MYC_CONDITION_RESPONSE &&
           kind != MYC_CONDITION_WITHIN && kind != MYC_CONDITION_SOMETIMES;
}

static void decide(struct myc_memory *memory, struct myc_outcome *outcome)
{
    const struct myc_judgement *first = NULL;
    size_t count = 0;
    for (size_t i = 0; i < outcome->judgement_count; i++)
        if (decides(&outcome->judgements[i]) && !count++)
            first = &outcome->judgements[i];
    if (!count || outcome->verdict == MYC_FAIL)
        return;
    outcome->verdict = MYC_FAIL;
    outcome->class = MYC_CLASS_EXPECTATION;
    outcome->reason = myc_memory_format(memory, "expected %s, found %s", first->condition->words,
                                        first->found);
    if (count > 1)
        outcome->reason = myc_memory_format(memory, "%s; and %zu more expectation%s unmet",
                                            outcome->reason, count - 1, count > 2 ? "s are" : " is");
}

/* What is said of a condition is made of names and numbers, which need no quoting in JSON. */
static const char *json_of(const struct myc_outcome *outcome, struct myc_memory *memory)
{
    static const char *const words[] = { "false", "true", "null" };
    struct myc_line line = { .memory = memory };
    for (size_t i = 0; i < outcome->judgement_count; i++)
        myc_line_add(&line, "%c{\"expect\":\"%s\",\"met\":%s,\"found\":\"%s\"}", i ? ',' : '[',
                     outcome->judgements[i].condition->words,
                     words[outcome->judgements[i].finding], outcome->judgements[i].found);
    myc_line_add(&line, "]");
    return line.text;
}

void myc_expect_judge(const struct myc_expectation *expect, const struct myc_sightings *sightings,
                      const struct myc_requests *requests, struct myc_memory *memory,
                      struct myc_outcome *outcome)
{
    const struct judging judging = {
        .requests = requests,
        .sightings = sightings,
        .memory = memory,
        .outcome = outcome,
        .is_over = outcome->verdict != MYC_UNKNOWN,
    };
    struct myc_judgement *judgements =
        myc_memory_alloc(memory, expect->condition_count * sizeof *judgements);
    for (size_t i = 0; i < expect->condition_count; i++) {
        judgements[i].condition = &expect->conditions[i];
        judge(&judging, &judgements[i]);
    }
    outcome->judgement_count = expect->condition_count;
    outcome->judgements = judgements;
    outcome->expectations = json_of(outcome, memory);
    decide(memory, outcome);
}
