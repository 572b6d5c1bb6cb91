#include "experiments/outcome_json.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "sim/utf8.h"

json_t *myc_json_text(const char *text)
{
    if (!text)
        return json_null();
    json_t *string = json_string(text);
    if (string)
        return string;
    char *copy = strdup(text);
    assert(copy);
    for (char *at = copy; *at;) {
        size_t bytes = myc_utf8_printable_bytes(at);
        if (bytes == 0 && (unsigned char)*at >= 0x80)
            *at = '?';
        at += bytes ? bytes : 1;
    }
    string = json_string(copy);
    free(copy);
    return string;
}

static json_t *integer(uint64_t number)
{
    return json_integer((json_int_t)number);
}

static json_t *number_or_null(uint64_t number, uint64_t nothing)
{
    return number == nothing ? json_null() : integer(number);
}

/* Every value is made here, so a failure is a value that we did not foresee. */
static void set(json_t *object, const char *key, json_t *value)
{
    int failure = json_object_set_new(object, key, value);
    assert(failure == 0);
}

static json_t *messages_of(const struct myc_outcome *outcome)
{
    json_t *messages = json_object();
    for (size_t i = 0; i < outcome->message_kind_count; i++)
        set(messages, outcome->messages[i].name, integer(outcome->messages[i].count));
    return messages;
}

static json_t *fault_of(const struct myc_book *book, const struct myc_book_fault *fault)
{
    json_t *object = json_object(), *hosts = json_array();
    for (uint32_t i = 0; i < fault->host_count; i++)
        json_array_append_new(hosts, json_string(book->hosts[fault->hosts[i]].name));
    set(object, "id", integer(fault->id));
    set(object, "effect", json_string(fault->effect));
    set(object, "target", myc_json_text(fault->target));
    set(object, "hosts", hosts);
    set(object, "start_ns", number_or_null(fault->start, MYC_FOREVER));
    set(object, "end_ns", number_or_null(fault->end, MYC_FOREVER));
    set(object, "hits", integer(fault->hits));
    set(object, "status", json_string(fault->state == MYC_FAULT_HAPPENED ? "happened" : "skipped"));
    set(object, "why", myc_json_text(fault->why));
    return object;
}

json_t *myc_book_faults_json(const struct myc_book *book)
{
    json_t *faults = json_array();
    for (size_t i = 0; i < book->fault_count; i++)
        json_array_append_new(faults, fault_of(book, &book->faults[i]));
    return faults;
}

static json_t *losses_of(const struct myc_outcome *outcome)
{
    json_t *losses = json_array();
    for (size_t i = 0; i < outcome->loss_count; i++) {
        const struct myc_loss *loss = &outcome->losses[i];
        json_t *object = json_object();
        set(object, "node", json_string(loss->node));
        set(object, "host", json_string(outcome->book->hosts[loss->host].name));
        set(object, "at_ns", integer(loss->at));
        set(object, "fault", number_or_null(loss->fault, 0));
        set(object, "recoverable", json_boolean(loss->recoverable));
        json_array_append_new(losses, object);
    }
    return losses;
}

static void write_members(json_t *object, FILE *out)
{
    json_dumpf(object, out, JSON_COMPACT | JSON_EMBED);
    json_decref(object);
}

/* The response is JSON already, in the canonical form that no other writer may touch; so is what was
 * expected and how requests fared, which stand only where there is any. */
void myc_outcome_json(const struct myc_outcome *outcome, FILE *out)
{
    json_t *before = json_object(), *after = json_object(), *last = json_object();
    set(before, "verdict", json_string(myc_verdict_word(outcome->verdict)));
    set(before, "class", myc_json_text(myc_class_word(outcome->class)));
    set(before, "reason", myc_json_text(outcome->reason));
    set(after, "fingerprint", json_string(outcome->fingerprint));
    set(after, "seed", integer(outcome->seed));
    set(after, "sim_end_ns", integer(outcome->sim_end));
    set(after, "events", integer(outcome->events));
    set(after, "messages", messages_of(outcome));
    set(after, "control", integer(outcome->control));
    set(after, "spore_runs", integer(outcome->spore_runs));
    set(after, "recomputed", integer(outcome->recomputed));
    set(after, "duplicates_dropped", integer(outcome->duplicates_dropped));
    set(after, "faults", myc_book_faults_json(outcome->book));
    set(after, "lost", losses_of(outcome));
    set(last, "failing_node", myc_json_text(outcome->failing_node));
    set(last, "wall_ns", integer(outcome->wall_ns));
    set(last, "engine", json_string(MYC_ENGINE_VERSION));
    fputc('{', out);
    write_members(before, out);
    fprintf(out, ",\"response\":%s,", outcome->response);
    write_members(after, out);
    if (outcome->expectations)
        fprintf(out, ",\"expectations\":%s", outcome->expectations);
    if (outcome->requests_json)
        fprintf(out, ",\"requests\":%s", outcome->requests_json);
    fputc(',', out);
    write_members(last, out);
    fputs("}\n", out);
}
