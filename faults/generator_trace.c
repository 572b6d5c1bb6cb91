/* A trace of hosts that went down and up, as sites publish them: a file of the cluster, or a list
 * of lines, each
 *
 *     TIME HOST down|up      # TIME in the scenario's units, from the start; in order of time
 *
 * A host that is down at the end stays down. With `loop` it begins again after so long. */
#include <inttypes.h>
#include <string.h>

#include "faults/generator.h"
#include "faults/text.h"
#include "sim/unit.h"

#define WORD_BYTES 80

struct trace {
    const char *file; /* "": `lines` */
    const struct myc_setting *lines;
    myc_time loop;
};

/* A line of it. */
struct change {
    myc_time time;
    uint32_t host;
    bool down;
};

static enum myc_status refuse(const struct myc_generating *generating, const struct trace *trace,
                              uint64_t line, const char *why)
{
    const struct myc_reading *reading = generating->reading;
    const struct myc_setting *place = trace->lines;
    if (!place)
        return myc_setting_refuse(myc_setting_find(reading->setting, "file"), reading->error,
                                  "%s:%" PRIu64 ": %s", trace->file, line, why);
    place = place->first;
    for (; line > 1; line--)
        place = place->next;
    return myc_setting_refuse(place, reading->error, "%s", why);
}

/* The next word of [at, end), in `word`; how far it went. */
static const char *take_word(const char *at, const char *end, char word[WORD_BYTES])
{
    size_t length = 0;
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r'))
        at++;
    for (; at < end && !strchr(" \t\r", *at) && length < WORD_BYTES - 1; at++)
        word[length++] = *at;
    word[length] = '\0';
    return at;
}

/* NULL, or what is wrong with the line. */
static const char *read_change(const char *at, const char *end, const struct myc_reading *reading,
                               struct change *change)
{
    char time[WORD_BYTES], host[WORD_BYTES], state[WORD_BYTES], more[WORD_BYTES];
    at = take_word(at, end, time);
    at = take_word(at, end, host);
    at = take_word(at, end, state);
    take_word(at, end, more);
    struct myc_reason why;
    if (!myc_unit_read(MYC_UNIT_TIME, time, &change->time, &why) || change->time == MYC_FOREVER)
        return "the first word is no time, such as 1.5ms";
    change->host = myc_cluster_config_host(reading->world->cluster, host);
    if (change->host == MYC_NO_SUCH_HOST)
        return "the second word is no host";
    change->down = strcmp(state, "down") == 0;
    if (!change->down && strcmp(state, "up") != 0)
        return "the third word is neither down nor up";
    return *more ? "expected three words: TIME HOST down|up" : NULL;
}

static enum myc_status add(struct myc_generating *generating, const struct trace *trace,
                           const char *host, myc_time down, myc_time up)
{
    struct myc_memory *memory = generating->reading->memory;
    const char *when =
        trace->loop
            ? myc_memory_format(memory, "by: {periodic: {period: %" PRIu64 ", first: %" PRIu64 "}}",
                                trace->loop, down)
            : myc_memory_format(memory, "at: %" PRIu64, down);
    if (up == MYC_FOREVER)
        return myc_generate(generating, "crash", "target: %s, %s", host, when);
    return myc_generate(generating, "crash", "target: %s, %s, for: %" PRIu64, host, when,
                        up - down);
}

struct reader {
    struct myc_generating *generating;
    const struct trace *trace;
    myc_time *down_since; /* of each host; MYC_FOREVER: it is up */
    myc_time last;
};

/* NULL, or what is wrong with it; `*status` is that of the item it gives. */
static const char *apply(struct reader *reader, const struct change *change,
                         enum myc_status *status)
{
    const struct myc_reading *reading = reader->generating->reading;
    myc_time *since = &reader->down_since[change->host];
    if (change->time < reader->last)
        return "it is earlier than the line before";
    if (reader->trace->loop && change->time >= reader->trace->loop)
        return "it is not before the end of the loop";
    if (change->down == (*since != MYC_FOREVER))
        return change->down ? "the host is down already" : "the host is up already";
    reader->last = change->time;
    if (!change->down)
        *status =
            add(reader->generating, reader->trace,
                myc_cluster_config_name(reading->world->cluster, change->host, reading->memory),
                *since, change->time);
    *since = change->down ? change->time : MYC_FOREVER;
    return NULL;
}

static enum myc_status read_line(struct reader *reader, uint64_t number, const char *line,
                                 const char *end)
{
    const char *comment = memchr(line, '#', (size_t)(end - line));
    const char *words_end = comment ? comment : end;
    char first[WORD_BYTES];
    take_word(line, words_end, first);
    if (!*first)
        return MYC_OK;
    struct change change;
    enum myc_status status = MYC_OK;
    const char *why = read_change(line, words_end, reader->generating->reading, &change);
    if (!why)
        why = apply(reader, &change, &status);
    return why ? refuse(reader->generating, reader->trace, number, why) : status;
}

static enum myc_status read_file(struct reader *reader, const struct myc_file *file)
{
    const char *end = file->bytes + file->length;
    uint64_t number = 1;
    for (const char *line = file->bytes; line < end; number++) {
        const char *feed = memchr(line, '\n', (size_t)(end - line));
        const char *stop = feed ? feed : end;
        MYC_TRY(read_line(reader, number, line, stop));
        line = stop + 1;
    }
    return MYC_OK;
}

static enum myc_status read_list(struct reader *reader, const struct myc_setting *lines)
{
    const struct myc_reading *reading = reader->generating->reading;
    if (lines->kind != MYC_SETTING_LIST)
        return myc_setting_refuse(lines, reading->error, "expected a list of lines, for example %s",
                                  myc_generator_trace.about.example);
    uint64_t number = 1;
    for (const struct myc_setting *line = lines->first; line; line = line->next, number++) {
        if (line->kind != MYC_SETTING_SCALAR)
            return myc_setting_refuse(line, reading->error, "expected TIME HOST down|up");
        MYC_TRY(read_line(reader, number, line->text, line->text + strlen(line->text)));
    }
    return MYC_OK;
}

static enum myc_status read_all(struct reader *reader)
{
    const struct trace *trace = reader->trace;
    const struct myc_reading *reading = reader->generating->reading;
    bool has_file = *trace->file;
    if (has_file == (trace->lines != NULL))
        return myc_setting_refuse(reading->setting, reading->error,
                                  "trace needs either 'file' or 'lines', for example %s",
                                  myc_generator_trace.about.example);
    if (!has_file)
        return read_list(reader, trace->lines);
    const struct myc_cluster_config *cluster = reading->world->cluster;
    const struct myc_data data = { cluster->file_count, cluster->files };
    const struct myc_file *file = myc_data_find(&data, trace->file);
    if (file)
        return read_file(reader, file);
    return myc_setting_refuse(myc_setting_find(reading->setting, "file"), reading->error,
                              "no file of the cluster is called '%s'; name it under cluster.files",
                              trace->file);
}

static enum myc_status generate(void *parameters, struct myc_generating *generating)
{
    const struct trace *trace = parameters;
    const struct myc_reading *reading = generating->reading;
    const struct myc_cluster_config *cluster = reading->world->cluster;
    uint32_t all = cluster->host_count + 1;
    struct reader reader = { .generating = generating, .trace = trace };
    reader.down_since = myc_memory_alloc(reading->memory, all * sizeof *reader.down_since);
    for (uint32_t host = 0; host < all; host++)
        reader.down_since[host] = MYC_FOREVER;
    MYC_TRY(read_all(&reader));
    for (uint32_t host = 0; host < all; host++)
        if (reader.down_since[host] != MYC_FOREVER)
            MYC_TRY(add(generating, trace, myc_cluster_config_name(cluster, host, reading->memory),
                        reader.down_since[host], trace->loop ? trace->loop : MYC_FOREVER));
    return MYC_OK;
}

static const struct myc_parameter parameters[] = {
    { "file", MYC_UNIT_TEXT, .initial = "",
      .help = "a file of the cluster, lines of TIME HOST down|up",
      .source = "SimGrid's state profiles, the Failure Trace Archive",
      .offset = offsetof(struct trace, file) },
    { "lines", MYC_UNIT_SETTING, .help = "the same as a list of lines",
      .offset = offsetof(struct trace, lines) },
    { "loop", MYC_UNIT_TIME, .initial = "0s", .min = "0",
      .help = "it begins again after so long; 0: it does not",
      .offset = offsetof(struct trace, loop) },
    { 0 }
};

const struct myc_generator myc_generator_trace = {
    .about = { .name = "trace",
               .help = "crashes as a file says: lines of TIME HOST down|up",
               .example = "trace: {lines: [60us m2 down, 1ms m2 up], loop: 10ms}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct trace),
    .generate = generate,
};
