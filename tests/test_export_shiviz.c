/* ShiViz logs: their vector clocks against happened-before by its definition (Lamport 1978), which
 * is worked out here with sets of events: those before it on its host, those before the sending of
 * what it receives, and itself. A clock has, for each host, how many of its events are in the set
 * (Fidge 1988, Mattern 1989). */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "tests/exported.h"

#define TEXT_BYTES 2048

struct line {
    char host[128], clock[TEXT_BYTES], event[TEXT_BYTES];
    unsigned long long time;
    uint64_t *before; /* the set, a bit an event */
};

struct log {
    const char *name;
    size_t count;
    struct line *lines;
};

static bool holds(const struct line *line, size_t event)
{
    return line->before[event / 64] >> (event % 64) & 1;
}

static void join(const struct log *log, struct line *line, const struct line *other)
{
    for (size_t i = 0; i < log->count / 64 + 1; i++)
        line->before[i] |= other->before[i];
}

/* "Req labels 1" and the other host, of "sent Req labels 1 to m2 ..."; false: no message. */
static bool message_of(const struct line *line, const char *verb, const char *preposition,
                       char message[TEXT_BYTES], char other[128])
{
    char kind[64], label[256], word[16];
    unsigned long long n;
    char format[64];
    snprintf(format, sizeof format, "%s %%63s %%255s %%llu %%15s %%127[^ ,]", verb);
    if (strncmp(line->event, verb, strlen(verb)) != 0 ||
        sscanf(line->event, format, kind, label, &n, word, other) != 5 ||
        strcmp(word, preposition) != 0)
        return false;
    snprintf(message, TEXT_BYTES, "%s %s %llu", kind, label, n);
    return true;
}

static void read_line(struct log *log, const char *text, size_t length)
{
    char line[2 * TEXT_BYTES + 256];
    struct line *to = &log->lines[log->count++];
    cr_assert_lt(length, sizeof line);
    memcpy(line, text, length);
    line[length] = '\0';
    cr_assert_eq(sscanf(line, "%127s {%2047[^}]} %llu %2047[^\n]", to->host, to->clock + 1,
                        &to->time, to->event),
                 4, "%s: '%s'", log->name, line);
    to->clock[0] = '{';
    strcat(to->clock, "}");
}

/* What happened before each event, itself included; a message is sent above where it arrives. */
static void find_before(struct log *log)
{
    for (size_t i = 0; i < log->count; i++) {
        struct line *line = &log->lines[i];
        char message[TEXT_BYTES], source[128], sent[TEXT_BYTES], destination[128];
        bool arrives = message_of(line, "arrived", "from", message, source), is_found = false;
        line->before = calloc(log->count / 64 + 1, sizeof(uint64_t));
        line->before[i / 64] |= (uint64_t)1 << (i % 64);
        for (size_t k = i; k-- > 0;)
            if (strcmp(log->lines[k].host, line->host) == 0) {
                join(log, line, &log->lines[k]);
                break;
            }
        for (size_t k = 0; arrives && k < i && !is_found; k++) {
            is_found = strcmp(log->lines[k].host, source) == 0 &&
                       message_of(&log->lines[k], "sent", "to", sent, destination) &&
                       strcmp(sent, message) == 0 && strcmp(destination, line->host) == 0;
            if (is_found)
                join(log, line, &log->lines[k]);
        }
        cr_assert(is_found == arrives, "%s: '%s' was not sent above", log->name, line->event);
    }
}

static void check_clock(const struct log *log, const struct line *line)
{
    json_error_t error;
    json_t *clock = json_loads(line->clock, JSON_REJECT_DUPLICATES, &error);
    cr_assert_not_null(clock, "%s: %s: %s", log->name, line->clock, error.text);
    json_int_t total = 0, known = 0;
    const char *host;
    json_t *value;
    json_object_foreach(clock, host, value)
    {
        json_int_t count = 0;
        for (size_t i = 0; i < log->count; i++)
            count += holds(line, i) && strcmp(log->lines[i].host, host) == 0;
        cr_assert_eq(json_integer_value(value), count, "%s: %s of '%s'", log->name, host,
                     line->event);
        total += count;
    }
    for (size_t i = 0; i < log->count; i++)
        known += holds(line, i);
    cr_assert_eq(total, known, "%s: the clock of '%s' leaves out a host", log->name, line->event);
    cr_assert_not_null(json_object_get(clock, line->host));
    json_decref(clock);
}

static size_t count_events(const struct log *log, const char *word)
{
    size_t count = 0, length = strlen(word);
    for (size_t i = 0; i < log->count; i++)
        count += strncmp(log->lines[i].event, word, length) == 0;
    return count;
}

static void nothing_is_missing(const struct log *log, const struct myc_book *book)
{
    size_t arrived = 0, records = 0;
    for (size_t i = 0; i < book->message_count; i++)
        arrived += book->messages[i].state == MYC_MESSAGE_DELIVERED;
    for (size_t i = 0; i < book->record_count; i++)
        records += book->records[i].kind != MYC_RECORD_STAGED;
    cr_assert_eq(count_events(log, "sent "), book->message_count, "%s", log->name);
    cr_assert_eq(count_events(log, "arrived "), arrived, "%s", log->name);
    cr_assert_eq(log->count, book->message_count + arrived + records, "%s", log->name);
}

static void check(const char *name, const struct myc_book *book, const char *text)
{
    static const char first[] =
        "^(?<host>\\S+) (?<clock>\\{.*?\\}) (?<time_ns>\\d+) (?<event>.*)$\n\n";
    struct log log = { .name = name };
    cr_assert_eq(strncmp(text, first, sizeof first - 1), 0, "%s: the pattern", name);
    size_t lines = 0;
    for (const char *at = text; (at = strchr(at, '\n')); at++)
        lines++;
    log.lines = calloc(lines + 1, sizeof *log.lines);
    for (const char *at = text + sizeof first - 1; *at; at = strchr(at, '\n') + 1)
        read_line(&log, at, strcspn(at, "\n"));
    find_before(&log);
    for (size_t i = 0; i < log.count; i++) {
        check_clock(&log, &log.lines[i]);
        cr_assert(i == 0 || log.lines[i - 1].time <= log.lines[i].time, "%s: time", name);
    }
    nothing_is_missing(&log, book);
    for (size_t i = 0; i < log.count; i++)
        free(log.lines[i].before);
    free(log.lines);
}

Test(export_shiviz, every_run)
{
    exported_each(&myc_export_shiviz, check);
}
