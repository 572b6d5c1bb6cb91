#define _GNU_SOURCE /* memmem */
#include "experiments/yaml.h"

#include <assert.h>
#include <libfyaml.h>
#include <string.h>

#include "sim/utf8.h"

/* The keys of a map are compared one by one up to so many, and hashed beyond. */
#define KEYS_COMPARED 8u

#define SECOND_DOCUMENT "a second document begins here: there must be one"

#define uthash_malloc(bytes) myc_memory_take(reader->memory, bytes)
#define uthash_free(block, bytes) myc_memory_give(reader->memory, block, bytes)
#include <uthash.h>

struct key {
    const struct myc_setting *owner;
    UT_hash_handle hh;
};

/* A text being put together. */
struct text {
    char *bytes;
    size_t length;
    size_t capacity;
};

/* A list or map that is not yet complete. */
struct open {
    struct myc_setting *container;
    struct myc_setting *last;
    struct myc_setting *pending; /* map: a value whose key has been read, not yet linked */
    struct key *keys;            /* map: by text, when there are many */
};

struct reader {
    const struct myc_source *source;
    const char *begin; /* of what is parsed */
    const char *end;
    struct myc_memory *memory;
    struct myc_error *error;
    struct fy_diag *diagnostics;
    struct fy_parser *parser;
    /* A place that was computed, to find the next from. */
    const char *at;
    struct myc_place place;
    const char *last_end; /* of the last token that had a place */
    struct myc_setting *root;
    struct open open[MYC_YAML_DEPTH_MAX];
    size_t depth;
    uint32_t documents;
    uint32_t settings;
};

/* --- places --- */

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static bool is_break(const char *at, const char *end)
{
    return *at == '\n' || (*at == '\r' && !(at + 1 < end && at[1] == '\n'));
}

/* Starts from the beginning of the line that `to` stands in, or from the last place. Places are
 * asked for in nearly ascending order, so that a file is counted about once. */
static struct myc_place place_at(struct reader *reader, const char *to)
{
    while (reader->at > to) {
        reader->at--;
        if (is_break(reader->at, reader->end)) { /* seldom: count that line again */
            reader->place.line--;
            const char *line = reader->at;
            while (line > reader->source->text && !is_break(line - 1, reader->end))
                line--;
            reader->place.column = 1;
            for (const char *back = line; back < reader->at; back++)
                reader->place.column += !is_continuation(*back);
        } else {
            reader->place.column -= !is_continuation(*reader->at);
        }
    }
    for (; reader->at < to; reader->at++) {
        if (is_break(reader->at, reader->end)) {
            reader->place.line++;
            reader->place.column = 1;
        } else {
            reader->place.column += !is_continuation(*reader->at);
        }
    }
    return reader->place;
}

/* From `from` to `to`, or to the end of its line. */
static struct myc_place place_between(struct reader *reader, const char *from, const char *to)
{
    struct myc_place place = place_at(reader, from);
    place.length = 0;
    for (; from < to && *from != '\n' && *from != '\r'; from++)
        place.length += !is_continuation(*from);
    place.length += place.length == 0;
    return place;
}

static const char *position(struct reader *reader, const struct fy_mark *mark)
{
    return mark ? reader->begin + mark->input_pos : NULL;
}

/* Of what has no place of its own, such as an empty value: what follows the last token. */
static struct myc_place place_of_next(struct reader *reader)
{
    const char *at = reader->last_end;
    while (at < reader->end && strchr(" \t\r\n", *at))
        at++;
    return place_between(reader, at, at);
}

static struct myc_place place_of_token(struct reader *reader, struct fy_token *token)
{
    const char *from = token ? position(reader, fy_token_start_mark(token)) : NULL;
    if (!from)
        return place_of_next(reader);
    const char *to = position(reader, fy_token_end_mark(token));
    enum fy_scalar_style style = fy_token_scalar_style(token);
    if (style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED) {
        from--; /* the quotes belong to it */
        to++;
    }
    reader->last_end = to;
    return place_between(reader, from, to);
}

static struct myc_place place_of_event(struct reader *reader, struct fy_event *event)
{
    return place_of_token(reader, fy_event_get_token(event));
}

/* --- text --- */

/* The first byte that is no part of a text, which is UTF-8 without control characters but tab,
 * line feed and carriage return; or NULL. */
static const char *first_bad_byte(const char *at, const char *end)
{
    while (at < end) {
        if (*at == '\t' || *at == '\n' || *at == '\r') {
            at++;
            continue;
        }
        char head[5] = ""; /* the end of the text has no terminator behind it */
        memcpy(head, at, end - at < 4 ? (size_t)(end - at) : 4);
        size_t bytes = myc_utf8_printable_bytes(head);
        if (bytes == 0)
            return at;
        at += bytes;
    }
    return NULL;
}

/* A directive stands before everything but comments. libfyaml passes over those it does not know,
 * and with them over a fault that someone began with %. */
static const char *find_directive(const struct reader *reader)
{
    const char *line = reader->begin;
    while (line < reader->end && (*line == '#' || *line == '\n' || *line == ' ')) {
        const char *at = line;
        while (at < reader->end && *at == ' ')
            at++;
        if (at < reader->end && *at != '#' && *at != '\n')
            return NULL;
        const char *feed = memchr(line, '\n', (size_t)(reader->end - line));
        line = feed ? feed + 1 : reader->end;
    }
    return line < reader->end && *line == '%' ? line : NULL;
}

static enum myc_status check_text(struct reader *reader)
{
    const char *bad = first_bad_byte(reader->begin, reader->end);
    const char *directive = bad ? NULL : find_directive(reader);
    if (directive)
        return myc_source_refuse(reader->source, place_between(reader, directive, directive),
                                 reader->error,
                                 "directives (%%...) are not used here: remove the line");
    if (!bad)
        return MYC_OK;
    return myc_source_refuse(reader->source, place_between(reader, bad, bad), reader->error,
                             "byte 0x%02x is no part of a text: it must be UTF-8 without control "
                             "characters",
                             (unsigned char)*bad);
}

/* --- the tree --- */

static enum myc_status refuse_event(struct reader *reader, struct fy_event *event,
                                    const char *message)
{
    return myc_source_refuse(reader->source, place_of_event(reader, event), reader->error, "%s",
                             message);
}

static void add_key(struct reader *reader, struct open *open, const struct myc_setting *owner)
{
    struct key *key = myc_memory_alloc(reader->memory, sizeof *key);
    key->owner = owner;
    HASH_ADD_KEYPTR(hh, open->keys, owner->key, strlen(owner->key), key);
}

/* The setting before it in the same map that has the same key, or NULL. */
static const struct myc_setting *twin(struct reader *reader, struct open *open,
                                      const struct myc_setting *setting)
{
    if (open->container->count < KEYS_COMPARED)
        return myc_setting_find(open->container, setting->key);
    if (!open->keys)
        for (const struct myc_setting *at = open->container->first; at; at = at->next)
            add_key(reader, open, at);
    struct key *key;
    HASH_FIND_STR(open->keys, setting->key, key);
    if (key)
        return key->owner;
    add_key(reader, open, setting);
    return NULL;
}

static void append(struct open *open, struct myc_setting *setting)
{
    if (open->last)
        open->last->next = setting;
    else
        open->container->first = setting;
    open->last = setting;
    open->container->count++;
}

static enum myc_status check_new(struct reader *reader, struct fy_event *event)
{
    if (reader->documents > 1)
        return refuse_event(reader, event, SECOND_DOCUMENT);
    if (fy_event_get_anchor_token(event))
        return refuse_event(reader, event, "anchors (&name) are not used here: write it out");
    if (fy_event_get_tag_token(event))
        return refuse_event(reader, event, "tags (!name) are not used here: remove it");
    if (reader->settings++ >= MYC_YAML_SETTINGS_MAX)
        return myc_source_refuse(reader->source, place_of_event(reader, event), reader->error,
                                 "there are more than %u keys and values", MYC_YAML_SETTINGS_MAX);
    return MYC_OK;
}

/* Text in single quotes that stands in one line, where '' is a quote; else NULL. */
static const char *unquoted(struct reader *reader, const char *from, const char *to)
{
    if (memchr(from, '\n', (size_t)(to - from)) || memchr(from, '\r', (size_t)(to - from)))
        return NULL;
    char *text = myc_memory_text(reader->memory, from, (size_t)(to - from));
    char *end = text;
    for (const char *at = text; *at; at += *at == '\'' ? 2 : 1)
        *end++ = *at;
    *end = '\0';
    return text;
}

/* What libfyaml makes of a scalar, piece by piece: 0.7.12 gives a wrong length for some texts, and
 * fy_token_get_text then returns bytes that no one wrote, or leaks. */
static enum myc_status unescaped(struct reader *reader, struct fy_event *event, struct text *text)
{
    struct fy_token_iter *iterator = fy_token_iter_create(event->scalar.value);
    if (!iterator)
        return myc_error_set(reader->error, MYC_INTERNAL, "no memory for the YAML parser");
    int failed = 0;
    const struct fy_iter_chunk *chunk = NULL;
    while ((chunk = fy_token_iter_chunk_next(iterator, chunk, &failed)) != NULL) {
        text->bytes = myc_memory_grow(reader->memory, text->bytes, &text->capacity,
                                      text->length + chunk->len + 1, 1);
        memcpy(text->bytes + text->length, chunk->str, chunk->len);
        text->length += chunk->len;
    }
    fy_token_iter_destroy(iterator);
    return failed ? refuse_event(reader, event, "this text cannot be read") : MYC_OK;
}

/* Text of a scalar. An escape may give what the file itself may not hold. */
static enum myc_status scalar_text(struct reader *reader, struct fy_event *event, const char **out)
{
    struct fy_token *token = event->scalar.value;
    enum fy_scalar_style style = fy_token_scalar_style(token);
    const char *from = style == FYSS_PLAIN ? "" : position(reader, fy_token_start_mark(token));
    const char *to = style == FYSS_PLAIN ? from : position(reader, fy_token_end_mark(token));
    *out = style == FYSS_SINGLE_QUOTED ? unquoted(reader, from, to) : NULL;
    if (*out)
        return MYC_OK;
    /* libfyaml 0.7.12 would lose one of the quotes, and a line break before a tab. */
    if (style == FYSS_SINGLE_QUOTED && memmem(from, (size_t)(to - from), "''''", 4))
        return refuse_event(reader, event,
                            "a text of several lines with two quotes in a row needs double quotes");
    if (style == FYSS_FOLDED && memchr(from, '\t', (size_t)(to - from)))
        return refuse_event(reader, event, "a folded text (>) with tabs needs double quotes");
    struct text text = { 0 };
    MYC_TRY(unescaped(reader, event, &text));
    if (text.length && first_bad_byte(text.bytes, text.bytes + text.length))
        return refuse_event(reader, event, "a text cannot hold control characters");
    *out = myc_memory_text(reader->memory, text.bytes, text.length);
    myc_memory_give(reader->memory, text.bytes, text.capacity);
    return MYC_OK;
}

static enum myc_status read_key(struct reader *reader, struct open *open, struct fy_event *event)
{
    if (event->type != FYET_SCALAR)
        return refuse_event(reader, event, "a key must be a word");
    struct myc_setting *setting = myc_memory_alloc(reader->memory, sizeof *setting);
    setting->source = reader->source;
    setting->key_place = place_of_event(reader, event);
    MYC_TRY(scalar_text(reader, event, &setting->key));
    bool plain = fy_token_scalar_style(event->scalar.value) == FYSS_PLAIN;
    if (plain && strcmp(setting->key, "<<") == 0)
        return refuse_event(reader, event, "merge keys (<<) are not used here: write it out");
    if (plain && setting->key[0] == '\0')
        return refuse_event(reader, event, "a key is missing");
    if (strlen(setting->key) > MYC_YAML_KEY_BYTES_MAX)
        return refuse_event(reader, event, "a key is too long");
    const struct myc_setting *before = twin(reader, open, setting);
    if (before)
        return myc_setting_refuse_key(
            setting, reader->error, "the key '%.40s' stands twice here; the first is in line %u",
            setting->key, before->key_place.line + reader->source->line_first);
    open->pending = setting;
    return MYC_OK;
}

/* The setting that the event begins, linked where it belongs. */
static struct myc_setting *new_value(struct reader *reader)
{
    if (reader->depth == 0)
        return reader->root = myc_memory_alloc(reader->memory, sizeof *reader->root);
    struct open *open = &reader->open[reader->depth - 1];
    struct myc_setting *setting = open->pending;
    if (!setting)
        setting = myc_memory_alloc(reader->memory, sizeof *setting);
    open->pending = NULL;
    append(open, setting);
    return setting;
}

static enum myc_status read_value(struct reader *reader, struct fy_event *event)
{
    struct myc_setting *setting = new_value(reader);
    setting->source = reader->source;
    setting->place = place_of_event(reader, event);
    if (event->type == FYET_SCALAR) {
        setting->kind = MYC_SETTING_SCALAR;
        setting->quoted = fy_token_scalar_style(event->scalar.value) != FYSS_PLAIN;
        MYC_TRY(scalar_text(reader, event, &setting->text));
        if (setting->key && !setting->quoted && !*setting->text)
            setting->place = setting->key_place; /* an empty value has no place of its own */
        return MYC_OK;
    }
    setting->kind = event->type == FYET_SEQUENCE_START ? MYC_SETTING_LIST : MYC_SETTING_MAP;
    if (reader->depth == MYC_YAML_DEPTH_MAX)
        return myc_setting_refuse(setting, reader->error,
                                  "lists and maps are nested more than %d deep",
                                  MYC_YAML_DEPTH_MAX);
    reader->open[reader->depth++] = (struct open){ .container = setting };
    return MYC_OK;
}

/* Without a mark (---) the document begins with its first value. */
static enum myc_status begin_document(struct reader *reader, struct fy_event *event)
{
    bool is_marked = fy_event_get_token(event) != NULL;
    if (reader->documents++ && is_marked)
        return refuse_event(reader, event, SECOND_DOCUMENT);
    return MYC_OK;
}

static enum myc_status take(struct reader *reader, struct fy_event *event)
{
    struct open *open = reader->depth ? &reader->open[reader->depth - 1] : NULL;
    switch (event->type) {
    case FYET_DOCUMENT_START:
        return begin_document(reader, event);
    case FYET_ALIAS:
        return refuse_event(reader, event, "aliases (*name) are not used here: write it out");
    case FYET_SCALAR:
    case FYET_MAPPING_START:
    case FYET_SEQUENCE_START:
        MYC_TRY(check_new(reader, event));
        if (open && open->container->kind == MYC_SETTING_MAP && !open->pending)
            return read_key(reader, open, event);
        return read_value(reader, event);
    case FYET_MAPPING_END:
    case FYET_SEQUENCE_END:
        reader->depth--;
        return MYC_OK;
    default:
        return MYC_OK;
    }
}

/* --- the parser --- */

/* What libfyaml says of a text that is not YAML. */
static enum myc_status refuse_syntax(struct reader *reader)
{
    void *iterator = NULL;
    struct fy_diag_error *first = fy_diag_errors_iterate(reader->diagnostics, &iterator);
    if (!first || !first->msg) /* it does not always say */
        return myc_source_refuse(reader->source, place_of_next(reader), reader->error,
                                 "this is not YAML, here or soon after it");
    const struct fy_mark *mark = first->fyt ? fy_token_start_mark(first->fyt) : NULL;
    const char *at = mark ? position(reader, mark) : reader->end;
    return myc_source_refuse(reader->source, place_between(reader, at, at), reader->error,
                             "this is not YAML: %s", first->msg);
}

static void ignore_output(struct fy_diag *diagnostics, void *user, const char *text, size_t length)
{
    (void)diagnostics, (void)user, (void)text, (void)length;
}

static enum myc_status begin_parser(struct reader *reader)
{
    struct fy_diag_cfg quiet;
    fy_diag_cfg_default(&quiet);
    quiet.fp = NULL;
    quiet.output_fn = ignore_output;
    reader->diagnostics = fy_diag_create(&quiet);
    if (!reader->diagnostics)
        return myc_error_set(reader->error, MYC_INTERNAL, "no memory for the YAML parser");
    fy_diag_set_collect_errors(reader->diagnostics, true);
    const struct fy_parse_cfg config = {
        .flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE,
        .diag = reader->diagnostics,
    };
    reader->parser = fy_parser_create(&config);
    if (!reader->parser || fy_parser_set_string(reader->parser, reader->begin,
                                                (size_t)(reader->end - reader->begin)) != 0)
        return myc_error_set(reader->error, MYC_INTERNAL, "no memory for the YAML parser");
    return MYC_OK;
}

static enum myc_status read_events(struct reader *reader)
{
    for (;;) {
        struct fy_event *event = fy_parser_parse(reader->parser);
        if (!event)
            return refuse_syntax(reader);
        bool last = event->type == FYET_STREAM_END;
        enum myc_status status = take(reader, event);
        fy_parser_event_free(reader->parser, event);
        if (status != MYC_OK || last)
            return status;
    }
}

enum myc_status myc_yaml_read(const struct myc_source *source, size_t begin, size_t length,
                              struct myc_memory *memory, struct myc_setting **out,
                              struct myc_error *error)
{
    assert(begin + length <= source->length);
    struct reader reader = { .source = source,
                             .begin = source->text + begin,
                             .end = source->text + begin + length,
                             .memory = memory,
                             .error = error,
                             .at = source->text,
                             .last_end = source->text + begin,
                             .place = { 1, 1, 1 } };
    MYC_TRY(check_text(&reader));
    enum myc_status status = begin_parser(&reader);
    if (status == MYC_OK)
        status = read_events(&reader);
    if (reader.parser)
        fy_parser_destroy(reader.parser);
    if (reader.diagnostics)
        fy_diag_destroy(reader.diagnostics);
    *out = status == MYC_OK ? reader.root : NULL;
    return status;
}
