#include "tests/naive_campaign.h"

#include <criterion/criterion.h>
#include <gsl/gsl_errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/stream.h"
#include "tests/random_workload.h"

/* A wave has ended this long after it began, whatever recovery it needed. */
#define QUIET_NS (800 * MYC_MS)
#define WAVE_NS (1000 * MYC_MS)
#define ATTEMPTS 5

static const char *const policy_words[] = { "none", "restart_replay", "rehost", "replicate",
                                           "{kind: hedge, after: 100us}",
                                           "durable" };

__attribute__((format(printf, 2, 3))) static void complain(struct campaign *campaign,
                                                           const char *format, ...)
{
    size_t used = strlen(campaign->why);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(campaign->why + used, sizeof campaign->why - used, format, arguments);
    va_end(arguments);
}

/* ------------------------------------------------------------------------ a run */

/* `crash` is an item of `perturb`, or "". */
static struct myc_outcome *run(struct campaign *campaign, const char *crash, const char *plan)
{
    static struct myc_scenario scenario;
    static struct myc_outcome outcome;
    static char text[1024];
    struct myc_error error = { .status = MYC_OK };
    const struct program *program = &campaign->program;
    myc_memory_reset(campaign->scenario_memory);
    snprintf(text, sizeof text,
             "mycel: 1\nworkload: tree\n"
             "cluster: {hosts: %u, cores: %u, racks: %u}\n"
             "recovery: {policy: %s, attempts: %u}\n"
             "perturb: [%s]\n",
             program->host_count, 1 + (unsigned)(program->seed % 4),
             1 + (unsigned)(program->seed % 2), policy_words[campaign->settings.policy],
             campaign->settings.attempts, crash);
    struct myc_scenario_text from = {
        .name = "naive", .text = text, .length = strlen(text), .plan = plan, .seed = program->seed
    };
    struct myc_run_options options = { .keep_records = true };
    cr_assert_eq(myc_scenario_read_text(&from, campaign->scenario_memory, &scenario, &error),
                 MYC_OK, "%s", error.message);
    scenario.workload = &random_workload;
    scenario.workload_parameters = program;
    scenario.cluster.files =
        random_workload_files(program, campaign->scenario_memory, &scenario.cluster.file_count);
    cr_assert_eq(myc_run(&scenario, &options, campaign->run_memory, &outcome, &error), MYC_OK, "%s",
                 error.message);
    campaign->count.runs++;
    campaign->book = outcome.book;
    return &outcome;
}

/* ------------------------------------------------------------------ what came out */

static size_t write_send(char *text, size_t room, bool ok, const struct numbers *value)
{
    size_t used = (size_t)snprintf(text, room, ok ? "[[" : "[");
    for (uint32_t i = 0; ok && i < value->count; i++)
        used += (size_t)snprintf(text + used, room - used, "%s%lld", i ? "," : "",
                                 (long long)value->at[i]);
    return used + (size_t)snprintf(text + used, room - used, ok ? "]]" : "]");
}

static void write_response(const struct program *program, const struct naive_prediction *predicted,
                           char text[2048])
{
    size_t used = (size_t)snprintf(text, 2048, "[");
    for (uint32_t i = 0; i < program->send_count; i++) {
        used += (size_t)snprintf(text + used, 2048 - used, i ? "," : "");
        used += write_send(text + used, 2048 - used, predicted->ok[i], &predicted->values[i]);
    }
    snprintf(text + used, 2048 - used, "]");
}

static void compare_count(struct campaign *campaign, const char *what, uint64_t is,
                          uint64_t predicted)
{
    if (is != predicted)
        complain(campaign, "%s is %llu, predicted %llu\n", what, (unsigned long long)is,
                 (unsigned long long)predicted);
}

static uint64_t message_count(const struct myc_outcome *told, const char *kind)
{
    for (size_t i = 0; i < told->message_kind_count; i++)
        if (!strcmp(told->messages[i].name, kind))
            return told->messages[i].count;
    return 0;
}

/* What of nodes is pinned where, as the records tell it. */
struct told_pin {
    uint32_t host;
    uint32_t node;
};

/* Forgets the pins of a host, or of one node there. */
static void drop_pins(struct told_pin *pins, uint32_t *count, uint32_t host, uint32_t node)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < *count; i++)
        if (pins[i].host != host || (node && pins[i].node != node))
            pins[kept++] = pins[i];
    *count = kept;
}

static int by_host_and_label(const void *a, const void *b)
{
    const struct naive_pin *first = a, *second = b;
    if (first->host != second->host)
        return first->host < second->host ? -1 : 1;
    return strcmp(first->label, second->label);
}

/* What is pinned at the end. */
static uint32_t pins_told(const struct myc_outcome *told, struct naive_pin *pins)
{
    static struct told_pin now[NAIVE_PINS_MAX];
    uint32_t count = 0;
    for (size_t i = 0; i < told->book->record_count; i++) {
        const struct myc_record *record = &told->book->records[i];
        if (record->kind == MYC_RECORD_FAULT_STARTED)
            drop_pins(now, &count, told->book->faults[record->fault - 1].hosts[0], 0);
        if (record->kind == MYC_RECORD_UNPINNED || record->kind == MYC_RECORD_EVICTED)
            drop_pins(now, &count, record->host, record->node);
        bool keeps = record->kind == MYC_RECORD_PINNED || record->kind == MYC_RECORD_COPIED;
        if (keeps && count < NAIVE_PINS_MAX)
            now[count++] = (struct told_pin){ record->host, record->node };
    }
    for (uint32_t i = 0; i < count; i++) {
        pins[i].host = now[i].host;
        snprintf(pins[i].label, NAIVE_LABEL_MAX, "%s", told->book->nodes[now[i].node - 1].label);
    }
    qsort(pins, count, sizeof *pins, by_host_and_label);
    return count;
}

static void write_pins(const struct naive_pin *pins, uint32_t count, char text[4096])
{
    size_t used = 0;
    text[0] = '\0';
    for (uint32_t i = 0; i < count && used < 4000; i++)
        if (!i || by_host_and_label(&pins[i - 1], &pins[i]))
            used +=
                (size_t)snprintf(text + used, 4096 - used, " %s@h%u", pins[i].label, pins[i].host);
}

static void compare_pins(struct campaign *campaign, const struct myc_outcome *told,
                         const struct naive_prediction *predicted)
{
    static struct naive_pin pins[NAIVE_PINS_MAX];
    static char is[4096], should[4096];
    write_pins(pins, pins_told(told, pins), is);
    write_pins(predicted->pins, predicted->pin_count, should);
    if (strcmp(is, should))
        complain(campaign, "pinned are%s, predicted%s\n", is, should);
}

static void compare(struct campaign *campaign, const struct myc_outcome *told,
                    const struct naive_prediction *predicted)
{
    static char response[2048];
    write_response(&campaign->program, predicted, response);
    if (strcmp(told->response, response))
        complain(campaign, "the response is  %s\n       predicted %s\n", told->response, response);
    for (int i = 0; i < NAIVE_MESSAGES; i++)
        compare_count(campaign, naive_message_words[i], message_count(told, naive_message_words[i]),
                      predicted->messages[i]);
    compare_count(campaign, "spore runs", told->spore_runs, predicted->spore_runs);
    compare_count(campaign, "recomputed", told->recomputed, predicted->recomputed);
    compare_count(campaign, "duplicates", told->duplicates_dropped, 0);
    compare_pins(campaign, told, predicted);
}

/* ------------------------------------------------- what holds whatever the instant */

/* Whether a send must give its value though a host crashes at some time. */
static bool must_answer(const struct campaign *campaign, const struct naive_prediction *predicted,
                        uint32_t send)
{
    const struct naive_crash *crash = &campaign->settings.crash;
    uint32_t host = 1u << crash->host;
    if (!crash->happens || !(predicted->hosts[send] & host) ||
        campaign->program.sends[send].wave < crash->after_wave)
        return true;
    if (campaign->settings.policy == NAIVE_NONE || predicted->lost_roots[send] & host)
        return false;
    return campaign->settings.policy >= NAIVE_REHOST || crash->back;
}

/* Every send has its one value or an error, and an error only where a policy does not save it. */
static void check_answers(struct campaign *campaign, const struct myc_outcome *told,
                          const struct naive_prediction *predicted)
{
    const char *response = told->response;
    bool lost = false;
    for (uint32_t i = 0; i < campaign->program.send_count; i++) {
        static char value[2048];
        response++; /* the bracket, or the comma */
        size_t length = write_send(value, sizeof value, true, &predicted->values[i]);
        bool is_value = predicted->ok[i] && !strncmp(response, value, length);
        if (!is_value && strncmp(response, "[]", 2))
            complain(campaign, "send %u gives %s, predicted %s or []\n", i, response, value);
        if (!is_value && predicted->ok[i] && must_answer(campaign, predicted, i))
            complain(campaign, "send %u must give %s: %s\n", i, value, told->response);
        lost |= !is_value && predicted->ok[i];
        response += is_value ? length : 2;
    }
    campaign->count.mid_wave_errors += lost && campaign->mid_wave;
}

/* A persisted ref that was answered after the crash is kept somewhere, unless it may be unpinned. */
static void check_pins(struct campaign *campaign, const struct myc_outcome *told)
{
    static struct naive_pin pins[NAIVE_PINS_MAX];
    const struct program *program = &campaign->program;
    uint32_t count = pins_told(told, pins);
    if (campaign->settings.policy == NAIVE_NONE || strstr(told->response, "[]"))
        return;
    for (uint32_t i = 0; i < program->node_count; i++)
        if (program->nodes[i].operation == PROGRAM_UNPERSIST)
            return;
    for (uint32_t i = 0; i < program->send_count; i++) {
        uint32_t node = program->sends[i].node;
        if (program->sends[i].wave <= campaign->settings.crash.after_wave ||
            program->nodes[node].operation != PROGRAM_PERSIST)
            continue;
        while (program->nodes[node].operation == PROGRAM_PERSIST)
            node = program->nodes[node].input;
        char label[16];
        bool found = false;
        snprintf(label, sizeof label, "n%u", node);
        for (uint32_t k = 0; k < count; k++)
            found |= !strcmp(pins[k].label, label);
        if (!found)
            complain(campaign, "%s was answered, but is pinned nowhere\n", label);
    }
}

static void check_counts(struct campaign *campaign, const struct myc_outcome *told)
{
    uint64_t asked = message_count(told, "Req") + message_count(told, "DoPump") +
                     message_count(told, "Copy");
    uint64_t answered = message_count(told, "Res") + message_count(told, "Err") +
                        message_count(told, "CopyOk");
    if (answered > asked)
        complain(campaign, "more answers than questions\n");
    if (message_count(told, "Done") > message_count(told, "DoPump"))
        complain(campaign, "more sources are done than were asked\n");
}

/* What must hold of a run with one crash at any time, or none. */
static void check(struct campaign *campaign, const struct myc_outcome *told)
{
    static struct naive_prediction predicted;
    struct naive_settings settings = { .forget = true };
    if (told->verdict != MYC_PASS) {
        complain(campaign, "it does not pass: %s\n", told->reason);
        return;
    }
    naive_predict(&campaign->program, &settings, &predicted);
    check_answers(campaign, told, &predicted);
    check_pins(campaign, told);
    check_counts(campaign, told);
}

/* ---------------------------------------------------------------------- the cases */

/* The settings of the case, without a fault or with one between two waves. */
static bool agrees(struct campaign *campaign)
{
    static struct naive_prediction predicted;
    const struct naive_crash *crash = &campaign->settings.crash;
    char item[128] = "";
    if (crash->happens)
        snprintf(item, sizeof item, "{crash: {target: h%u, at: %lluns, for: %s}}", crash->host,
                 (unsigned long long)(crash->after_wave * WAVE_NS + QUIET_NS),
                 crash->back ? "20ms" : "forever");
    naive_predict(&campaign->program, &campaign->settings, &predicted);
    campaign->why[0] = '\0';
    const struct myc_outcome *told = run(campaign, item, NULL);
    if (predicted.exact)
        compare(campaign, told, &predicted);
    check(campaign, told);
    campaign->count.exact += predicted.exact;
    campaign->count.inexact += !predicted.exact;
    return !campaign->why[0];
}

/* ---------------------------------------------------------------------- shrinking */

static bool holds(struct campaign *campaign);

/* Keeps the smaller program where it still disagrees. */
static bool keep(struct campaign *campaign, const struct program *smaller)
{
    struct program before = campaign->program;
    struct naive_settings settings = campaign->settings;
    uint32_t waves = program_waves(smaller);
    if (settings.crash.happens && waves == 1 && !campaign->mid_wave)
        return false;
    campaign->program = *smaller;
    if (settings.crash.happens && settings.crash.after_wave + !campaign->mid_wave >= waves)
        campaign->settings.crash.after_wave = waves - 1 - !campaign->mid_wave;
    if (!holds(campaign))
        return true;
    campaign->program = before;
    campaign->settings = settings;
    return false;
}

static bool drop_send(struct campaign *campaign, uint32_t index)
{
    struct program smaller = campaign->program;
    bool alone = true;
    for (uint32_t i = 0; i < smaller.send_count; i++)
        alone &= i == index || smaller.sends[i].wave != smaller.sends[index].wave;
    smaller.send_count--;
    for (uint32_t i = index; i < smaller.send_count; i++) {
        smaller.sends[i] = campaign->program.sends[i + 1];
        smaller.sends[i].wave -= alone;
    }
    return smaller.send_count && keep(campaign, &smaller);
}

static bool simpler_node(struct campaign *campaign, uint32_t index)
{
    struct program smaller = campaign->program;
    struct program_node *node = &smaller.nodes[index];
    bool shrunk = false;
    if (node->operation != PROGRAM_VALUE) {
        *node = (struct program_node){ .operation = PROGRAM_VALUE,
                                       .host = node->host,
                                       .twin = PROGRAM_NODES_MAX };
        if (keep(campaign, &smaller))
            return true;
        smaller = campaign->program;
    }
    if (node->handled) {
        node->handled = false;
        shrunk |= keep(campaign, &smaller);
        smaller = campaign->program;
    }
    if (node->value.count) {
        node->value.count--;
        shrunk |= keep(campaign, &smaller);
        smaller = campaign->program;
    }
    if (node->pump_count > 1) {
        node->pump_count--;
        shrunk |= keep(campaign, &smaller);
        smaller = campaign->program;
    }
    if (node->spore.kind) {
        node->spore.kind = 0;
        shrunk |= keep(campaign, &smaller);
        smaller = campaign->program;
    }
    for (uint32_t lower = 0; lower < node->input; lower++) {
        node->input = lower;
        if (keep(campaign, &smaller))
            return true;
        smaller = campaign->program;
    }
    return shrunk;
}

static void shrink(struct campaign *campaign)
{
    bool again = true;
    while (again) {
        again = false;
        for (uint32_t i = campaign->program.send_count; i-- > 0;)
            again |= drop_send(campaign, i);
        for (uint32_t i = campaign->program.node_count; i-- > 0;)
            again |= simpler_node(campaign, i);
        while (campaign->program.node_count > 1) {
            struct program smaller = campaign->program;
            uint32_t last = 0;
            for (uint32_t i = 0; i < smaller.send_count; i++)
                last = smaller.sends[i].node > last ? smaller.sends[i].node : last;
            if (last + 1 >= smaller.node_count)
                break;
            smaller.node_count = last + 1;
            if (!keep(campaign, &smaller))
                break;
        }
    }
    holds(campaign);
}

/* A crash `at_ns` after the wave `crash.after_wave` began, in the middle of it. */
static bool sound(struct campaign *campaign)
{
    static const char *const lasting[] = { "forever", "1ns", "20ms" };
    char item[128], plan[1024], fingerprint[33];
    const struct naive_crash *crash = &campaign->settings.crash;
    campaign->why[0] = '\0';
    snprintf(item, sizeof item, "{crash: {target: h%u, at: %lluns, for: %s}}", crash->host,
             (unsigned long long)(crash->after_wave * WAVE_NS + campaign->at_ns),
             lasting[crash->back ? 1 + campaign->at_ns % 2 : 0]);
    const struct myc_outcome *told = run(campaign, item, NULL);
    check(campaign, told);
    snprintf(plan, sizeof plan, "%s", told->realised);
    strcpy(fingerprint, told->fingerprint);
    if (strcmp(run(campaign, "", plan)->fingerprint, fingerprint))
        complain(campaign, "its realised plan gives another fingerprint\n");
    campaign->count.mid_wave++;
    return !campaign->why[0];
}

/* ------------------------------------------------------------------------- a case */

static bool holds(struct campaign *campaign)
{
    return campaign->mid_wave ? sound(campaign) : agrees(campaign);
}

static bool settle(struct campaign *campaign)
{
    if (holds(campaign))
        return true;
    shrink(campaign);
    return false;
}

/* How long wave `wave` was busy in the run that was just made. */
static myc_time busy(const struct campaign *campaign, uint32_t wave)
{
    myc_time last = 0;
    for (size_t i = 0; i < campaign->book->record_count; i++) {
        myc_time time = campaign->book->records[i].time;
        if (time / WAVE_NS == wave)
            last = time % WAVE_NS;
    }
    return last;
}

/* What depends on where it runs is not the same after a crash. */
static void take_places_out(struct program *program)
{
    for (uint32_t i = 0; i < program->node_count; i++)
        if (program->nodes[i].operation == PROGRAM_MAP &&
            program->nodes[i].spore.kind == STEP_PLACE)
            program->nodes[i].spore.kind = STEP_ADD;
}

/* A host that the last send needs, mostly; else any. */
static uint32_t draw_victim(const struct campaign *campaign, struct myc_stream *stream)
{
    static struct naive_prediction predicted;
    const struct program *program = &campaign->program;
    struct naive_settings settings = { .forget = true };
    naive_predict(program, &settings, &predicted);
    uint32_t first = (uint32_t)myc_stream_below(stream, program->host_count);
    if (myc_stream_below(stream, 4))
        for (uint32_t i = 0; i < program->host_count; i++)
            if (predicted.hosts[program->send_count - 1] >> (first + i) % program->host_count & 1)
                return (first + i) % program->host_count;
    return first;
}

bool campaign_case(struct campaign *campaign, uint64_t seed)
{
    struct program_wish wish = { .place = seed % 3 == 0, .errors = seed % 5 == 0 };
    struct program *program = &campaign->program;
    struct naive_crash *crash = &campaign->settings.crash;
    struct myc_stream stream;
    myc_stream_init(&stream, seed, 1, MYC_PURPOSE_TEST);
    program_random(program, seed, &wish);
    uint32_t waves = program_waves(program);
    campaign->mid_wave = false;
    campaign->settings = (struct naive_settings){ .policy = NAIVE_REHOST, .attempts = ATTEMPTS };
    if (!settle(campaign))
        return false;
    uint32_t struck_wave = (uint32_t)myc_stream_below(&stream, waves);
    campaign->at_ns = myc_stream_below(&stream, busy(campaign, struck_wave) + 1);
    take_places_out(program);
    campaign->settings.policy = (enum naive_policy)myc_stream_below(&stream, NAIVE_POLICIES);
    *crash = (struct naive_crash){
        .happens = true,
        .host = draw_victim(campaign, &stream),
        .after_wave = waves > 1 ? (uint32_t)myc_stream_below(&stream, waves - 1) : 0,
        .back = myc_stream_below(&stream, 2),
    };
    if (waves > 1 && !settle(campaign))
        return false;
    campaign->mid_wave = true;
    crash->after_wave = struck_wave;
    return settle(campaign);
}

static void describe(const struct campaign *campaign, FILE *out)
{
    const struct naive_settings *settings = &campaign->settings;
    program_print(&campaign->program, out);
    if (settings->crash.happens)
        fprintf(out, "  policy %s; h%u crashes, %s, %llu ns after wave %u %s\n",
                policy_words[settings->policy], settings->crash.host,
                settings->crash.back ? "and comes back" : "for ever",
                (unsigned long long)(campaign->mid_wave ? campaign->at_ns : 0),
                settings->crash.after_wave, campaign->mid_wave ? "began" : "ended");
    fprintf(out, "%s", campaign->why);
}

void campaign_agrees(struct campaign *campaign, uint64_t first_seed, uint64_t count)
{
    for (uint64_t seed = first_seed; seed < first_seed + count; seed++) {
        static char text[8192];
        if (campaign_case(campaign, seed))
            continue;
        FILE *out = fmemopen(text, sizeof text, "w");
        cr_assert_not_null(out);
        describe(campaign, out);
        fclose(out);
        cr_assert_fail("%s", text);
    }
    fprintf(stderr,
            "%u runs: %u predicted exactly, %u in their response alone; %u struck within a wave, "
            "%u of them with a send that failed\n",
            campaign->count.runs, campaign->count.exact, campaign->count.inexact,
            campaign->count.mid_wave, campaign->count.mid_wave_errors);
}

void campaign_begin(struct campaign *campaign)
{
    struct myc_error error = { .status = MYC_OK };
    gsl_set_error_handler_off();
    *campaign = (struct campaign){ 0 };
    cr_assert_eq(myc_memory_create(&campaign->scenario_memory, (size_t)1 << 28, &error), MYC_OK);
    cr_assert_eq(myc_memory_create(&campaign->run_memory, (size_t)1 << 32, &error), MYC_OK);
}

void campaign_end(struct campaign *campaign)
{
    myc_memory_destroy(campaign->scenario_memory);
    myc_memory_destroy(campaign->run_memory);
}
